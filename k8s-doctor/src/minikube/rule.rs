//! An issue that is known by its text: the one shape of all tables of this folder.

use regex::RegexSet;

use crate::version::{Version, VersionRange};

/// Where the text of a rule is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// What `minikube start` prints, `lastStart.txt`, `minikube logs`.
    Start,
    /// The log of a container, or of the kubelet.
    Log,
    /// An event's message.
    Event,
    /// A container's or a condition's message.
    Status,
}

/// Something that is known to go wrong.
#[derive(Debug)]
pub struct Rule {
    /// Short, stable, in kebab case.
    pub id: &'static str,
    /// What is wrong, as a sentence without a full stop.
    pub title: &'static str,
    /// The versions of minikube that have it.
    pub minikube: VersionRange,
    /// The versions of Kubernetes that have it.
    pub kubernetes: VersionRange,
    /// Where to look for `pattern`.
    pub places: &'static [Place],
    /// A regular expression, matched against one line.
    pub pattern: &'static str,
    /// Texts that `pattern` matches, and no rule before it in its table.
    pub samples: &'static [&'static str],
    /// Texts that look alike and that `pattern` must not match.
    pub counter_samples: &'static [&'static str],
    /// The cause, in full sentences.
    pub why: &'static str,
    /// Commands, safest first, with `{profile}`, `{context}`, `{namespace}`, `{node}` and
    /// `{version}` to be filled in by [`fill`]; a line that is no command begins with `# `.
    pub advice: &'static [&'static str],
    /// Where it is written down: `kubernetes/minikube#11881`.
    pub sources: &'static [&'static str],
    /// Says only that something failed; whatever else is found tells more.
    pub general: bool,
}

impl Rule {
    /// Whether these versions may have it. An unknown version may.
    pub fn fits(&self, minikube: Option<&Version>, kubernetes: Option<&Version>) -> bool {
        minikube.is_none_or(|version| self.minikube.contains(version))
            && kubernetes.is_none_or(|version| self.kubernetes.contains(version))
    }
}

/// The fields that most rules leave alone. Every rule writes the others itself.
pub(crate) const BLANK: Rule = Rule {
    id: "",
    title: "",
    minikube: VersionRange::ANY,
    kubernetes: VersionRange::ANY,
    places: &[Place::Start],
    pattern: "",
    samples: &[],
    counter_samples: &[],
    why: "",
    advice: &[],
    sources: &[],
    general: false,
};

/// The patterns of a table, in its order.
pub(crate) fn patterns<'a>(rules: impl Iterator<Item = &'a Rule>) -> RegexSet {
    RegexSet::new(rules.map(|rule| rule.pattern))
        .expect("the patterns of the tables compile, which a test proves")
}

/// A rule's advice with the names of one cluster in it, quoted for a shell. A name that is not
/// known stays as `{name}`, for the reader to fill in.
pub fn fill(advice: &str, names: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(advice.len());
    let mut rest = advice;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let known = rest.find('}').and_then(|close| {
            let (_, value) = names.iter().find(|(name, _)| *name == &rest[1..close])?;
            Some((close, value))
        });
        match known {
            Some((close, value)) => {
                filled.push_str(&super::remedy::quote(value));
                rest = &rest[close + 1..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}

/// What every table must hold to.
#[cfg(test)]
pub(crate) fn check_table(rules: &[&'static Rule]) {
    let set = patterns(rules.iter().copied());
    let mut ids = std::collections::BTreeSet::new();
    for (index, rule) in rules.iter().enumerate() {
        let id = rule.id;
        assert!(ids.insert(id), "{id} twice");
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!id.is_empty() && id.chars().all(kebab), "{id}");
        assert!(!rule.title.is_empty() && !rule.title.ends_with('.'), "{id}: title");
        assert!(rule.why.ends_with('.'), "{id}: why");
        assert!(!rule.advice.is_empty(), "{id}: no advice");
        assert!(!rule.sources.is_empty(), "{id}: no source");
        assert!(!rule.samples.is_empty(), "{id}: no sample");
        assert!(!rule.counter_samples.is_empty(), "{id}: no counter-sample");
        for sample in rule.samples {
            let first = set.matches(sample).iter().next();
            let taken_by = first.map(|first| rules[first].id);
            assert_eq!(first, Some(index), "{id}: sample {sample:?} is taken by {taken_by:?}");
        }
        for sample in rule.counter_samples {
            let matches = set.matches(sample).matched(index);
            assert!(!matches, "{id}: counter-sample {sample:?} matches");
        }
        for (index, line) in rule.advice.iter().enumerate() {
            assert!(!line.contains("delete pod"), "{id}: a bare pod does not come back");
            let deletes = line.starts_with("minikube") && line.ends_with(" delete");
            let warned = index > 0 && rule.advice[index - 1].starts_with("# ");
            assert!(!deletes || warned, "{id}: deletes the cluster without a warning");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_filled_and_quoted() {
        let names = [("profile", "my dev"), ("node", "m02")];
        let cases = [
            ("minikube -p {profile} ssh -n {node}", "minikube -p 'my dev' ssh -n m02"),
            ("kubectl -n {namespace} get {", "kubectl -n {namespace} get {"),
            ("docker info -f '{{.Driver}}'", "docker info -f '{{.Driver}}'"),
            ("{profile}{node}", "'my dev'm02"),
        ];
        for (advice, expected) in cases {
            assert_eq!(fill(advice, &names), expected);
        }
    }

    #[test]
    fn an_unknown_version_fits() {
        const ONLY: VersionRange = VersionRange(&[crate::version::Span::only(1, 23, 0)]);
        let rule = Rule { minikube: ONLY, ..BLANK };
        assert!(rule.fits(None, None));
        assert!(rule.fits(Some(&Version::new(1, 23, 0)), None));
        assert!(!rule.fits(Some(&Version::new(1, 23, 1)), None));
    }
}
