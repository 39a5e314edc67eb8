//! Names beside a root the issue of minikube that it is known as. The root stays what the checks found:
//! this adds where it is written down, and what helped others.

use crate::cause::Root;
use crate::checks;
use crate::facts::Facts;
use crate::finding::{Evidence, Severity};
use crate::minikube::ranges::known;
use crate::minikube::rule::Place;

/// Adds to each root the first known issue that its evidence shows.
pub(crate) fn name(facts: &Facts<'_>, roots: &mut [Root]) {
    let Some(minikube) = &facts.minikube else {
        return;
    };
    let is_own = |code: &str| code.starts_with("K9");
    for root in roots.iter_mut().filter(|root| root.severity > Severity::Note && !is_own(root.code))
    {
        let rule = root.evidence.iter().find_map(|evidence| {
            let place = match evidence.source.split(' ').next() {
                Some("log") => Place::Log,
                Some("event") => Place::Event,
                _ => Place::Status,
            };
            let (minikube, kubernetes) = (minikube.minikube(), minikube.kubernetes());
            known(&evidence.text, place, minikube, kubernetes).into_iter().next()
        });
        if let Some(rule) = rule {
            let text = format!("{}: {}", rule.title, rule.why);
            let source = format!("known issue {}", rule.sources.join(", "));
            root.evidence.push(Evidence::field(&root.object, &source, text));
            let remedy = checks::known_remedy(facts, rule, &root.object.namespace);
            let is_new = |command: &String| {
                !root.remedies.iter().any(|known| known.commands.contains(command))
            };
            if remedy.commands.iter().any(is_new) {
                root.remedies.push(remedy);
            }
        }
    }
}
