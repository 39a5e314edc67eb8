//! How the checks of this area tell of a fault: on what a person must change, holding the pods that
//! have it, and with commands that fit the sort of workload.

use std::collections::BTreeMap;

use crate::facts::containers::{Fault, Kind};
use crate::facts::{Facts, quote};
use crate::finding::{Certainty, Evidence, Finding, Link, Remedy, Severity};
use crate::snapshot::{Object as _, ObjectRef};

/// The findings of the faults of a sort: one for each object that must be changed, which holds all
/// pods that have the fault. The first of them is quoted.
pub(super) fn each(
    facts: &Facts<'_>,
    kind: Kind,
    make: impl Fn(&Fault<'_>) -> Finding,
) -> Vec<Finding> {
    let faults = facts.faults().iter().filter(|fault| fault.kind == kind);
    together(faults.map(make))
}

/// The same for faults about another object than the pod's workload: each object is looked at once.
pub(super) fn each_object(
    facts: &Facts<'_>,
    kind: Kind,
    why: &str,
    make: impl Fn(&Fault<'_>, &ObjectRef) -> Finding,
) -> Vec<Finding> {
    let mut findings: BTreeMap<&ObjectRef, Finding> = BTreeMap::new();
    for fault in facts.faults().iter().filter(|fault| fault.kind == kind) {
        let Some(object) = &fault.object else { continue };
        let finding = findings.entry(object).or_insert_with(|| make(fault, object));
        let link = Link { object: fault.pod.object(), why: why.to_owned() };
        if finding.holds.last() != Some(&link) {
            finding.holds.push(link);
        }
    }
    findings.into_values().collect()
}

/// Makes one finding of those about the same object.
fn together(findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    /// How much evidence is kept of pods that all have the same fault.
    const MAX_EVIDENCE: usize = 8;
    let mut merged: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for mut finding in findings {
        let Some(first) = merged.get_mut(&finding.object) else {
            merged.insert(finding.object.clone(), finding);
            continue;
        };
        first.severity = first.severity.max(finding.severity);
        first.certainty = first.certainty.max(finding.certainty);
        first.is_general &= finding.is_general;
        if first.evidence.len() < MAX_EVIDENCE {
            first.evidence.append(&mut finding.evidence);
        }
        for link in finding.holds {
            if first.holds.last() != Some(&link) {
                first.holds.push(link);
            }
        }
        for link in finding.held_by {
            if first.held_by.len() < MAX_EVIDENCE && !first.held_by.contains(&link) {
                first.held_by.push(link);
            }
        }
    }
    merged.into_values().collect()
}

/// A cause on the workload that the pod is made by.
pub(super) fn on_workload(
    facts: &Facts<'_>,
    code: &'static str,
    fault: &Fault<'_>,
    message: impl Into<String>,
) -> Finding {
    let workload = facts.workload_of(fault.pod);
    on(code, fault, workload, message, "is made from its template")
}

/// A cause on another object, which holds the pod.
pub(super) fn on(
    code: &'static str,
    fault: &Fault<'_>,
    object: ObjectRef,
    message: impl Into<String>,
    why: &str,
) -> Finding {
    let pod = fault.pod.object();
    let mut finding = Finding::cause(code, object, message).certainty(fault.certainty);
    if finding.object != pod {
        finding = finding.holds(pod, why);
    }
    if fault.is_past {
        // It is ready now, so that it is hardly why its workload is short of pods.
        finding = finding.severity(Severity::Warning).general();
    }
    finding.evidence.clone_from(&fault.evidence);
    finding
}

/// Held by the services that the program is told of and that have nothing ready, for where it does not
/// say itself why it is not well: a guess.
pub(super) fn needing(facts: &Facts<'_>, fault: &Fault<'_>, mut finding: Finding) -> Finding {
    let Some(container) = fault.container else { return finding };
    for need in facts.needs(fault.pod, container) {
        finding.certainty = Certainty::Guessed;
        finding.evidence.push(Evidence::field(&fault.pod.object(), &need.path, need.host));
        finding = finding.held_by(need.service, "is told of it, and may wait for it");
    }
    finding
}

/// A message, and behind it what the log or the runtime says, where it says anything.
pub(super) fn saying(message: String, text: &str) -> String {
    match text {
        "" => message,
        text => format!("{message}: {text}"),
    }
}

/// What to type to change the template that a pod is made from.
pub(super) fn edit(facts: &Facts<'_>, fault: &Fault<'_>, title: impl Into<String>) -> Remedy {
    let workload = facts.workload_of(fault.pod);
    let (commands, risk) = match workload.kind.as_str() {
        "Pod" if facts_is_static(fault) => {
            (Vec::new(), "its file is on the node, mostly in /etc/kubernetes/manifests".to_owned())
        }
        "Pod" | "Job" => {
            let file = format!("{}.yaml", workload.name);
            let get = format!("{} -o yaml > {}", facts.commands.on("get", &workload), quote(&file));
            let replace = format!("replace --force -f {}", quote(&file));
            let risk = "it is deleted and made anew: what it did so far is lost";
            (vec![get, facts.commands.kubectl(&replace)], risk.to_owned())
        }
        _ => (
            vec![facts.commands.on("edit", &workload)],
            "its pods are replaced, one after the other".to_owned(),
        ),
    };
    Remedy { title: title.into(), commands, verify: verify(facts, fault), risk }
}

fn facts_is_static(fault: &Fault<'_>) -> bool {
    fault.pod.metadata.annotations.contains_key("kubernetes.io/config.mirror")
}

/// How to see that a pod's workload is well again.
pub(super) fn verify(facts: &Facts<'_>, fault: &Fault<'_>) -> Vec<String> {
    let workload = facts.workload_of(fault.pod);
    let verb = match workload.kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" => "rollout status",
        _ => "get",
    };
    vec![facts.commands.on(verb, &workload)]
}

/// What to read where only a person can know what is wrong.
pub(super) fn read(facts: &Facts<'_>, fault: &Fault<'_>, title: impl Into<String>) -> Remedy {
    Remedy {
        title: title.into(),
        commands: vec![logs(facts, fault), facts.commands.on("describe", &fault.pod.object())],
        verify: verify(facts, fault),
        risk: String::new(),
    }
}

/// `kubectl logs` of the run that ended.
pub(super) fn logs(facts: &Facts<'_>, fault: &Fault<'_>) -> String {
    let meta = &fault.pod.metadata;
    let mut arguments = format!("logs -n {} {}", quote(&meta.namespace), quote(&meta.name));
    if let Some(container) = fault.container {
        arguments = format!("{arguments} -c {}", quote(&container.name));
        let status = fault.pod.containers().find(|(one, ..)| one.name == container.name);
        let restarts = status.and_then(|(_, status, _)| status).map_or(0, |one| one.restart_count);
        if restarts > 0 {
            arguments.push_str(" --previous");
        }
    }
    facts.commands.kubectl(&arguments)
}

/// A JSON patch of one field of the container, where the workload's template can be changed in
/// place. `field` begins with `/`; `value` is JSON.
pub(super) fn patch(
    facts: &Facts<'_>,
    fault: &Fault<'_>,
    field: &str,
    value: &str,
) -> Option<String> {
    let workload = facts.workload_of(fault.pod);
    let template = match workload.kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => "/spec/template/spec",
        "CronJob" => "/spec/jobTemplate/spec/template/spec",
        _ => return None,
    };
    let name = &fault.container?.name;
    let spec = &fault.pod.spec;
    // Init containers of the pod are those of the template, unless a webhook put some in between:
    // then the place in the list may differ, and the patch names it for the reader to compare.
    let at = |list: &[crate::snapshot::Container]| list.iter().position(|one| one.name == *name);
    let place = match (at(&spec.containers), at(&spec.init_containers)) {
        (Some(index), _) => format!("containers/{index}"),
        (None, Some(index)) => format!("initContainers/{index}"),
        (None, None) => return None,
    };
    let patch = format!(r#"[{{"op":"add","path":"{template}/{place}{field}","value":{value}}}]"#);
    let arguments =
        format!("{} --type=json -p {}", facts.commands.on("patch", &workload), quote(&patch));
    Some(arguments)
}
