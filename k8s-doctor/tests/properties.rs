//! What holds of every diagnosis, whatever is missing from a cluster's recording or broken in it: it
//! ends, it is the same each time, and it tells nothing that the snapshot does not show.

#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use k8s_doctor::cause::{self, Root};
use k8s_doctor::decode::{Decoder, Source};
use k8s_doctor::finding::{Evidence, Finding, Role, Severity};
use k8s_doctor::gather::offline;
use k8s_doctor::snapshot::{Coverage, KINDS, Kind, ObjectRef, Snapshot, Time};
use k8s_doctor::{Diagnosis, diagnose};
use proptest::prelude::*;
use serde_json::Value;

/// The recorded incidents, each with its name.
static RECORDINGS: LazyLock<Vec<(String, Snapshot)>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/incidents");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, offline::read(&[path], None, &mut |_, _| {}).unwrap())
    };
    paths.into_iter().map(read).collect()
});

/// Each kind's objects in each recording as the API has them.
static LISTS: LazyLock<Vec<(Kind, String)>> = LazyLock::new(|| {
    let mut lists = Vec::new();
    for (_, snapshot) in RECORDINGS.iter() {
        snapshot.lists(&mut |kind, _, json| {
            let json = json.unwrap();
            if json != "[]" {
                lists.push((kind, json));
            }
        });
    }
    lists
});

/// Pseudo-random numbers, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        let bits = (self.0 ^ (self.0 >> 29)) >> 16;
        usize::try_from(bits).unwrap() % sides.max(1)
    }
}

/// What is taken away from a recording.
#[derive(Clone, Debug)]
struct Loss {
    recording: usize,
    seed: u64,
    /// Percent.
    kept_objects: usize,
    kept_logs: usize,
    kept_times: usize,
    /// Seconds that now is later.
    later: i64,
    /// Whether what is gone is gone from the cluster, and not only from the recording.
    keeps_coverage: bool,
}

fn losses() -> impl Strategy<Value = Loss> {
    let share = || prop_oneof![Just(100_usize), Just(0_usize), 0..100_usize];
    let later = prop_oneof![Just(0_i64), -100_000..100_000_i64];
    let numbers = (0..RECORDINGS.len(), any::<u64>(), 0..=100_usize);
    (numbers, share(), share(), later, any::<bool>()).prop_map(
        |((recording, seed, kept_objects), kept_logs, kept_times, later, keeps_coverage)| Loss {
            recording,
            seed,
            kept_objects,
            kept_logs,
            kept_times,
            later,
            keeps_coverage,
        },
    )
}

impl Loss {
    fn snapshot(&self) -> Snapshot {
        let mut snapshot = RECORDINGS[self.recording].1.clone();
        let mut dice = Dice(self.seed);
        // A namespace that nobody has is covered only where everything is.
        let whole: Vec<&Kind> =
            KINDS.iter().filter(|kind| snapshot.covers(kind.kind, "nobody's")).collect();
        snapshot.retain(|_| dice.roll(100) < self.kept_objects);
        if self.keeps_coverage {
            for kind in whole {
                snapshot.cover(kind.kind, Coverage::Whole);
            }
        }
        snapshot.logs.retain(|_| dice.roll(100) < self.kept_logs);
        let later = |time: Time| {
            let seconds = std::time::Duration::from_secs(self.later.unsigned_abs());
            time.0.map(|time| if self.later < 0 { time - seconds } else { time + seconds })
        };
        snapshot.now = Time(later(snapshot.now));
        let mut wear = |time: &mut Time| {
            if dice.roll(100) >= self.kept_times {
                *time = Time(None);
            }
        };
        snapshot.events.change(|event| {
            wear(&mut event.first_timestamp);
            wear(&mut event.last_timestamp);
            wear(&mut event.metadata.creation_timestamp);
        });
        snapshot.pods.change(|pod| {
            wear(&mut pod.metadata.creation_timestamp);
            wear(&mut pod.metadata.deletion_timestamp);
            wear(&mut pod.status.start_time);
            for condition in &mut pod.status.conditions {
                wear(&mut condition.last_transition_time);
            }
            for status in &mut pod.status.container_statuses {
                for state in [&mut status.state, &mut status.last_state] {
                    if let Some(ended) = &mut state.terminated {
                        wear(&mut ended.finished_at);
                    }
                }
            }
        });
        snapshot.claims.change(|claim| wear(&mut claim.metadata.creation_timestamp));
        snapshot.nodes.change(|node| {
            for condition in &mut node.status.conditions {
                wear(&mut condition.last_heartbeat_time);
                wear(&mut condition.last_transition_time);
            }
        });
        snapshot
    }
}

/// A snapshot, and what one has to know of it to judge a diagnosis.
struct Judge<'a> {
    snapshot: &'a Snapshot,
    /// Everything that it says, as text: what has a name in it is named by somebody.
    text: String,
    problems: Vec<String>,
}

impl<'a> Judge<'a> {
    fn new(snapshot: &'a Snapshot) -> Judge<'a> {
        let mut text = String::new();
        snapshot.lists(&mut |_, _, json| text.push_str(&json.unwrap()));
        snapshot.each(|object| {
            text.push_str(&object.meta().name);
            text.push('\n');
        });
        for log in &snapshot.logs {
            text.push_str(&log.text);
        }
        let files = &snapshot.minikube;
        for file in [&files.config, &files.audit, &files.last_start, &files.events] {
            text.push_str(file.as_deref().unwrap_or_default());
        }
        Judge { snapshot, text, problems: Vec::new() }
    }

    fn need(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.problems.push(problem());
        }
    }

    fn exists(&self, object: &ObjectRef) -> bool {
        self.snapshot.meta(object).is_some()
    }

    fn diagnosis(&mut self, diagnosis: &Diagnosis) {
        for finding in &diagnosis.findings {
            let what = format!("{} {}", finding.code, finding.object);
            self.sentence(&what, &finding.message);
            self.object(&what, &finding.object);
            for evidence in &finding.evidence {
                self.evidence(&what, &finding.object, evidence);
            }
        }
        let told: BTreeSet<(&ObjectRef, &str)> =
            diagnosis.findings.iter().map(|finding| (&finding.object, finding.code)).collect();
        let objects: BTreeSet<&ObjectRef> = told.iter().map(|(object, _)| *object).collect();
        for edge in &diagnosis.edges {
            let both = objects.contains(&edge.from) && objects.contains(&edge.to);
            self.need(both, || format!("an edge from or to nothing told: {edge:?}"));
        }
        for root in &diagnosis.roots {
            let what = format!("root {} {}", root.code, root.object);
            self.need(told.contains(&(&root.object, root.code)), || format!("{what}: no finding"));
            let is_helped = root.role == Role::Symptom || !root.remedies.is_empty();
            self.need(is_helped, || format!("{what}: no remedy"));
            for held in &root.holds {
                let is_told = told.contains(&(&held.object, held.code));
                self.need(is_told, || format!("{what}: holds {} untold", held.object));
            }
        }
    }

    fn sentence(&mut self, what: &str, message: &str) {
        let is_one = !message.is_empty() && !message.contains(['\n', '\r']);
        self.need(is_one, || format!("{what}: not one line: {message:?}"));
        self.need(!message.ends_with('.'), || format!("{what}: a full stop: {message:?}"));
    }

    /// What is told about is there, or somebody names it.
    fn object(&mut self, what: &str, object: &ObjectRef) {
        let name = match object.name.split_once('.') {
            // An API is known by its group: `v1beta1.metrics.k8s.io`.
            Some((_, group)) if object.kind == "APIService" => group,
            _ => &object.name,
        };
        let is_known = self.exists(object) || self.text.contains(name);
        self.need(is_known, || format!("{what}: nobody knows {object}"));
    }

    fn evidence(&mut self, what: &str, about: &ObjectRef, evidence: &Evidence) {
        let (object, text) = (&evidence.object, &evidence.text);
        let is_shown = if let Some(reason) = evidence.source.strip_prefix("event ") {
            self.snapshot.events.iter().any(|event| {
                let of = &event.involved_object;
                let of = ObjectRef::new(&of.kind, &of.namespace, &of.name);
                event.reason == reason && of == *object && event.message.contains(text.as_str())
            })
        } else if let Some(container) = evidence.source.strip_prefix("log ") {
            self.snapshot.logs.iter().any(|log| {
                let is_of = log.namespace == object.namespace && log.pod == object.name;
                let is_named = log.container == container || log.container.is_empty();
                // Long lines are cut.
                is_of && is_named && log.text.contains(text.trim_end_matches('…'))
            })
        } else {
            object == about || self.exists(object)
        };
        self.need(is_shown, || format!("{what}: not so: {evidence:?}"));
    }
}

fn problems(snapshot: &Snapshot) -> Vec<String> {
    let diagnosis = diagnose(snapshot);
    let mut judge = Judge::new(snapshot);
    judge.diagnosis(&diagnosis);
    judge.need(diagnose(snapshot) == diagnosis, || "another diagnosis each time".to_owned());
    judge.problems
}

#[test]
fn recordings_show_what_is_told() {
    for (name, snapshot) in RECORDINGS.iter() {
        let problems = problems(snapshot);
        assert!(problems.is_empty(), "{name}:\n{}", problems.join("\n"));
    }
}

/// The judge is none if it lets pass what is not so.
#[test]
fn what_is_not_shown_is_noticed() {
    let (_, snapshot) = RECORDINGS.iter().find(|(name, _)| name == "seed-1.20.2.tar.gz").unwrap();
    let diagnosis = diagnose(snapshot);
    let mut other = snapshot.clone();
    other.events.retain(|_| false);
    other.logs.clear();
    let mut judge = Judge::new(&other);
    judge.diagnosis(&diagnosis);
    let not_so = judge.problems.iter().filter(|problem| problem.contains("not so: "));
    assert!(not_so.count() > 1, "{:?}", judge.problems);
    let mut judge = Judge::new(snapshot);
    let roots = diagnosis.roots.iter().cloned().map(|root| Root { remedies: Vec::new(), ..root });
    judge.diagnosis(&Diagnosis { findings: Vec::new(), roots: roots.collect(), ..diagnosis });
    for problem in ["no finding", "no remedy", "untold", "an edge"] {
        assert!(judge.problems.iter().any(|said| said.contains(problem)), "{problem}");
    }
}

/// Breaks a value somewhere within.
fn damage(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Object(fields) if !fields.is_empty() && dice.roll(8) > 0 => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            let key = &keys[dice.roll(keys.len())];
            if dice.roll(4) == 0 {
                fields.remove(key);
            } else if let Some(inner) = fields.get_mut(key) {
                damage(inner, dice);
            }
        }
        Value::Array(items) if !items.is_empty() && dice.roll(16) > 0 => {
            let index = dice.roll(items.len());
            damage(&mut items[index], dice);
        }
        _ => {
            let broken = [
                Value::Null,
                Value::from(-1),
                Value::from(u64::MAX),
                Value::from(1e300),
                Value::from(true),
                Value::from(""),
                Value::from("é\u{1b}[2J\n\n://@:"),
                Value::from(vec![Value::Null]),
                serde_json::json!({"": null}),
            ];
            *value = broken[dice.roll(broken.len())].clone();
        }
    }
}

fn source(kind: Kind) -> Source {
    Source { name: format!("{}.json", kind.plural), kind: Some(kind), ..Source::default() }
}

/// A recording's lists, each read as `read` has it.
fn read_all(recording: usize, mut read: impl FnMut(&mut Decoder, Kind, String)) -> Snapshot {
    let mut decoder = Decoder::new();
    RECORDINGS[recording].1.lists(&mut |kind, _, json| read(&mut decoder, kind, json.unwrap()));
    decoder.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_shows_what_is_told(loss in losses()) {
        let problems = problems(&loss.snapshot());
        prop_assert!(problems.is_empty(), "{}:\n{}", RECORDINGS[loss.recording].0, problems.join("\n"));
    }

    #[test]
    fn damaged_objects_do_no_harm(recording in 0..RECORDINGS.len(), seed: u64, n in 1..200_usize) {
        let mut dice = Dice(seed);
        let snapshot = read_all(recording, |decoder, kind, json| {
            let mut list: Value = serde_json::from_str(&json).unwrap();
            for _ in 0..dice.roll(n) {
                damage(&mut list, &mut dice);
            }
            decoder.read(&source(kind), list.to_string().as_bytes());
        });
        let diagnosis = diagnose(&snapshot);
        prop_assert_eq!(diagnose(&snapshot), diagnosis);
    }

    #[test]
    fn a_cut_list_is_a_gap(list in 0..LISTS.len(), share in 0..10_000_usize) {
        let (kind, json) = &LISTS[list];
        let cut = &json.as_bytes()[..(json.len() - 1) * share / 10_000];
        let mut decoder = Decoder::new();
        decoder.read(&source(*kind), cut);
        let snapshot = decoder.finish();
        diagnose(&snapshot);
        prop_assert_eq!(snapshot.gaps.is_empty(), cut.is_empty(), "{}", kind.kind);
    }

    /// A file that is named after another kind than it has, and says itself what it has or does not.
    #[test]
    fn swapped_lists_do_no_harm(recording in 0..RECORDINGS.len(), seed: u64) {
        let mut dice = Dice(seed);
        let snapshot = read_all(recording, |decoder, kind, json| {
            let named = if dice.roll(3) == 0 { KINDS[dice.roll(KINDS.len())] } else { kind };
            decoder.read(&source(named), json.as_bytes());
        });
        diagnose(&snapshot);
    }

    #[test]
    fn roots_are_what_leads_nowhere(findings in webs()) {
        let findings = cause::merge(findings);
        let (roots, _) = cause::roots(&findings);
        let fast: BTreeSet<Told> = roots
            .into_iter()
            .map(|root| (root.object, root.code, root.holds.into_iter().map(|held| held.object).collect()))
            .collect();
        prop_assert_eq!(fast, naive_roots(&findings));
    }
}

/// A root: its object, its code, and the objects that it holds up.
type Told = (ObjectRef, &'static str, BTreeSet<ObjectRef>);

/// Findings about a handful of objects that hold each other.
fn webs() -> impl Strategy<Value = Vec<Finding>> {
    const CODES: [&str; 4] = ["K001", "K002", "K003", "K004"];
    let name = || (0..6_usize).prop_map(|number| ObjectRef::new("Pod", "", &number.to_string()));
    let links = || prop::collection::vec(name(), 0..3);
    let severity = prop_oneof![
        Just(Severity::Error),
        Just(Severity::Error),
        Just(Severity::Warning),
        Just(Severity::Note)
    ];
    let what = (name(), 0..CODES.len(), any::<bool>(), severity, 0..4_usize);
    let finding = (what, links(), links()).prop_map(
        |((object, code, is_cause, severity, general), held_by, holds)| {
            let new = if is_cause { Finding::cause } else { Finding::symptom };
            let mut finding = new(CODES[code], object, "is so").severity(severity);
            finding.is_general = is_cause && general == 0;
            let finding = held_by.into_iter().fold(finding, |f, object| f.held_by(object, "why"));
            holds.into_iter().fold(finding, |f, object| f.holds(object, "why"))
        },
    );
    prop::collection::vec(finding, 0..12)
}

/// What leads to what, as the module of causes says it.
fn leads(findings: &[Finding]) -> Vec<Vec<bool>> {
    let n = findings.len();
    let of = |object: &ObjectRef, role: Role| -> Vec<usize> {
        (0..n).filter(|at| findings[*at].object == *object && findings[*at].role == role).collect()
    };
    let bad = |causes: Vec<usize>| {
        causes.into_iter().filter(|at| findings[*at].severity > Severity::Note)
    };
    let mut leads = vec![vec![false; n]; n];
    for (index, finding) in findings.iter().enumerate() {
        if finding.role == Role::Symptom {
            bad(of(&finding.object, Role::Cause)).for_each(|cause| leads[index][cause] = true);
        }
        for link in &finding.held_by {
            match of(&link.object, Role::Symptom) {
                none if none.is_empty() => {
                    bad(of(&link.object, Role::Cause)).for_each(|to| leads[index][to] = true);
                }
                symptoms => symptoms.into_iter().for_each(|to| leads[index][to] = true),
            }
        }
        for link in &finding.holds {
            for from in of(&link.object, Role::Symptom) {
                leads[from][index] = true;
            }
        }
    }
    (0..n).for_each(|index| leads[index][index] = false);
    leads
}

/// The roots by the whole matrix of what reaches what.
fn naive_roots(findings: &[Finding]) -> BTreeSet<Told> {
    let n = findings.len();
    let mut leads = leads(findings);
    let mut replaced = BTreeSet::new();
    for from in &mut leads {
        if (0..n).any(|to| from[to] && !findings[to].is_general) {
            for to in (0..n).filter(|to| findings[*to].is_general) {
                if std::mem::take(&mut from[to]) {
                    replaced.insert(to);
                }
            }
        }
    }
    let mut reaches = leads.clone();
    for via in 0..n {
        for from in 0..n {
            for to in 0..n {
                reaches[from][to] |= reaches[from][via] && reaches[via][to];
            }
        }
    }
    let is_same = |a: usize, b: usize| a == b || reaches[a][b] && reaches[b][a];
    let is_last = |at: usize| (0..n).all(|to| !reaches[at][to] || is_same(at, to));
    let rank = |at: &usize| {
        (findings[*at].role == Role::Cause, findings[*at].severity, std::cmp::Reverse(*at))
    };
    let mut roots = BTreeSet::new();
    for at in (0..n).filter(|at| is_last(*at)) {
        let head = (0..n).filter(|other| is_same(at, *other)).max_by_key(rank).unwrap();
        let still = (0..n).any(|from| leads[from][head]);
        if replaced.contains(&head) && !still {
            continue;
        }
        let object = &findings[head].object;
        let is_held_elsewhere =
            |held: usize| (0..n).any(|to| leads[held][to] && findings[to].object != *object);
        let held =
            (0..n).filter(|from| *from != head && (reaches[*from][head] || is_same(*from, head)));
        let held = held.filter(|at| findings[*at].object != *object || is_held_elsewhere(*at));
        let held = held.map(|at| findings[at].object.clone()).collect();
        roots.insert((object.clone(), findings[head].code, held));
    }
    roots
}
