//! What is wrong with each container: one fault, the most specific that the snapshot shows, so that
//! exactly one check claims it. State decides; events and logs only say more.

mod ending;
mod pod_wide;
mod start;

pub use pod_wide::is_pressed;
pub use start::keys;

use std::collections::BTreeSet;

use super::probes::{self, ProbeKind};
use super::{Facts, has_ended, is_ready};
use crate::finding::{Certainty, Evidence};
use crate::snapshot::{Container, ContainerStatus, Object as _, ObjectRef, Pod, condition};

/// A sort of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It ends again and again, and nothing more special is known.
    Crash,
    /// The kernel killed it for its memory.
    OutOfMemory,
    /// It was killed, and nobody says by whom.
    Killed,
    /// The kubelet kills it for a failing liveness probe.
    Liveness,
    /// A readiness probe fails.
    Readiness,
    /// The kubelet kills it for a failing startup probe.
    Startup,
    /// A probe asks a port that it does not have; `subject` is the port.
    ProbePort,
    /// `subject` is a command that is not in the image.
    CommandNotFound,
    /// `subject` is a command that may not be run.
    NotExecutable,
    /// The image's program is for other machines, or no program.
    Format,
    /// `object` does not exist.
    MissingConfigMap,
    /// `object` does not exist.
    MissingSecret,
    /// `object` has no key `subject`.
    MissingKey,
    /// It must not run as root, and would.
    NonRoot,
    /// It writes where it may not.
    ReadOnly,
    /// A file is to be mounted over a folder, or a folder over a file; `subject` is the path.
    MountConflict,
    /// An init container does not end.
    InitRuns,
    /// An init container waits; `subject` is the host.
    InitWaits,
    /// A hook after the start or before the end fails.
    Hook,
    /// The pod has no sandbox: no network, no pause container.
    Sandbox,
    /// `subject` is a runtime class that does not exist, or that the node does not know.
    RuntimeClass,
    /// The node ran short, and put the pod out; `subject` is of what.
    Evicted,
    /// The pod used more of the disk than it may.
    Storage,
    /// A port of the node or of the pod is taken.
    PortInUse,
    /// `subject` is the host that does not answer.
    Unreachable,
    /// `subject` is a host that no name server knows.
    NoSuchHost,
    /// No name server answers.
    Dns,
    /// Somebody refuses its user or password.
    Credentials,
    /// The API server refuses what its service account asks.
    Forbidden,
    /// The image has no command and the pod gives none.
    NoCommand,
    /// The runtime cannot make the container.
    NotCreated,
    /// `subject` is a working directory that cannot be used.
    WorkingDir,
    /// It ends well, and is to run for ever.
    Completes,
    /// `subject` is a readiness gate that nobody opens.
    Gate,
    /// The pod was active for longer than it may.
    Deadline,
    /// The node went down or was shut down.
    Shutdown,
    /// The disk is full.
    DiskFull,
    /// A certificate has expired.
    Certificate,
}

/// What is wrong with one container, or with a pod as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault<'a> {
    /// The pod.
    pub pod: &'a Pod,
    /// The container; none where it is the pod as a whole.
    pub container: Option<&'a Container>,
    /// Whether it is an init container that has to end before the others start.
    pub is_init: bool,
    /// Whether the pod is well at the moment: it only fell lately, and often.
    pub is_past: bool,
    /// The sort.
    pub kind: Kind,
    /// What is missing or refused, by name; see [`Kind`].
    pub subject: String,
    /// Another object that it is about.
    pub object: Option<ObjectRef>,
    /// The exit code, where it ended.
    pub exit_code: Option<i64>,
    /// The line or message that tells it, fit to be shown. Empty: none is known.
    pub text: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it stands; never empty.
    pub evidence: Vec<Evidence>,
}

impl Fault<'_> {
    /// The container, as it is called in a sentence; the pod where it is the pod as a whole.
    pub fn who(&self) -> String {
        match self.container {
            Some(container) if self.is_init => format!("init container {}", container.name),
            Some(container) => format!("container {}", container.name),
            None => "the pod".to_owned(),
        }
    }
}

/// A fault of a sort, nothing else known of it yet.
fn fault<'a>(case: &Case<'a>, kind: Kind) -> Fault<'a> {
    Fault {
        pod: case.pod,
        container: Some(case.container),
        is_init: case.is_init,
        is_past: case.is_past,
        kind,
        subject: String::new(),
        object: None,
        exit_code: None,
        text: String::new(),
        certainty: Certainty::Observed,
        evidence: Vec::new(),
    }
}

/// One container that is looked at.
struct Case<'a> {
    pod: &'a Pod,
    container: &'a Container,
    status: &'a ContainerStatus,
    is_init: bool,
    is_past: bool,
}

impl Case<'_> {
    /// The path of a field of the container's status.
    fn path(&self, field: &str) -> String {
        let name = &self.container.name;
        let is_init = self.pod.spec.init_containers.iter().any(|init| init.name == *name);
        let list = if is_init { "initContainerStatuses" } else { "containerStatuses" };
        format!("status.{list}[{}].{field}", self.container.name)
    }

    fn evidence(&self, field: &str, text: impl Into<String>) -> Evidence {
        Evidence::field(&self.pod.object(), &self.path(field), text)
    }
}

impl<'a> Facts<'a> {
    /// The faults of all containers that are not well, and of those that are well for the moment but
    /// fell several times and lately. In order of the pods.
    pub fn faults(&self) -> &[Fault<'a>] {
        self.faults.get_or_init(|| {
            let pods = self.snapshot.pods.iter();
            let cut = pods.clone().filter(|pod| was_cut(self, pod));
            let restarted: BTreeSet<&str> = cut.map(|pod| pod.spec.node_name.as_str()).collect();
            pods.flat_map(|pod| faults_of(self, pod, &restarted)).collect()
        })
    }
}

/// Whether a container of a pod ended lately with its node or runtime, so that nobody saw its end:
/// reason `Unknown`, exit code 255.
fn was_cut(facts: &Facts<'_>, pod: &Pod) -> bool {
    pod.status.container_statuses.iter().any(|status| {
        let ended = status.last_state.terminated.as_ref();
        ended.is_some_and(|ended| {
            ended.reason == "Unknown" && facts.age(ended.finished_at).is_some_and(|age| age < 3600)
        })
    })
}

/// `restarted` are the nodes that went down and came back lately: what fell with them, or tried in
/// vain while they came up, and is well now, is not at fault.
fn faults_of<'a>(facts: &Facts<'a>, pod: &'a Pod, restarted: &BTreeSet<&str>) -> Vec<Fault<'a>> {
    let is_ill = facts.trouble(pod).is_some();
    let is_cut_off = facts.node_of(pod).is_some_and(|node| {
        condition(&node.status.conditions, "Ready").is_some_and(|ready| ready.status == "Unknown")
    });
    if is_cut_off {
        // What is known of it is what was when its node still answered.
        return Vec::new();
    }
    if pod.status.phase == "Failed"
        && let Some(fault) = pod_wide::failed(facts, pod, is_ill)
    {
        return vec![fault];
    }
    let is_up = is_ready(pod) && !has_ended(pod) && !super::is_going(&pod.metadata);
    if !is_ill && (!is_up || restarted.contains(pod.spec.node_name.as_str())) {
        return Vec::new();
    }
    if is_ill && let Some(fault) = pod_wide::unborn(facts, pod) {
        return vec![fault];
    }
    let mut faults = Vec::new();
    for (container, status, is_init) in pod.containers() {
        let is_sidecar = container.restart_policy == "Always";
        let Some(status) = status else { continue };
        let is_init = is_init && !is_sidecar;
        let case = Case { pod, container, status, is_init, is_past: !is_ill };
        faults.extend(if is_ill { of_container(facts, &case) } else { fell(facts, &case) });
    }
    if is_ill && faults.is_empty() {
        faults.extend(pod_wide::gate(pod));
    }
    // A container that was killed when another of its pod failed is not why.
    if faults.iter().any(|fault| fault.kind != Kind::Killed) {
        faults.retain(|fault| fault.kind != Kind::Killed);
    }
    faults
}

/// The fault of one container of a pod that is not well.
fn of_container<'a>(facts: &Facts<'a>, case: &Case<'a>) -> Option<Fault<'a>> {
    let state = &case.status.state;
    if let Some(waiting) = &state.waiting {
        return match waiting.reason.as_str() {
            "" | "ContainerCreating" | "PodInitializing" => None,
            "CrashLoopBackOff" => Some(ending::why(facts, case)),
            _ => start::refused(facts, case, waiting),
        };
    }
    if let Some(ended) = &state.terminated {
        let is_done = ended.exit_code == 0
            && (case.is_init || case.pod.spec.restart_policy != "Always" || has_ended(case.pod));
        return (!is_done).then(|| ending::why(facts, case));
    }
    let running = state.running.as_ref()?;
    let ended = case.status.last_state.terminated.as_ref();
    let recent = ended.and_then(|ended| facts.age(ended.finished_at)).is_some_and(|age| age < 600);
    if case.is_init {
        // Between two tries it runs as well.
        let fails = recent && ended.is_some_and(|ended| ended.exit_code != 0);
        let waits = || pod_wide::waiting_init(facts, case);
        return Some(if fails { ending::why(facts, case) } else { waits() });
    }
    if case.status.ready {
        return None;
    }
    let unready = [ProbeKind::Readiness, ProbeKind::Startup].into_iter().any(|kind| {
        facts
            .unhealthy(case.pod, &case.container.name, kind)
            .is_some_and(|event| event.last() > running.started_at)
    });
    if recent && (case.status.restart_count > 1 || !unready) {
        return Some(ending::why(facts, case));
    }
    unready_fault(facts, case)
}

/// A container that runs, and whose probe does not succeed.
fn unready_fault<'a>(facts: &Facts<'a>, case: &Case<'a>) -> Option<Fault<'a>> {
    let starts = case.status.started == Some(false) && case.container.startup_probe.is_some();
    let kind = if starts { ProbeKind::Startup } else { ProbeKind::Readiness };
    kind.of(case.container)?;
    if let Some(dependency) = ending::unreachable(facts, case) {
        return Some(dependency);
    }
    Some(probe_fault(facts, case, kind))
}

/// What a failing probe is called: by the port if that is what is wrong.
fn probe_fault<'a>(facts: &Facts<'a>, case: &Case<'a>, probe: ProbeKind) -> Fault<'a> {
    let kind = match probe {
        ProbeKind::Liveness => Kind::Liveness,
        ProbeKind::Readiness => Kind::Readiness,
        ProbeKind::Startup => Kind::Startup,
    };
    let mut found = fault(case, kind);
    let event = facts.unhealthy(case.pod, &case.container.name, probe);
    let settings = probe.of(case.container);
    if let Some(event) = event {
        found.text = probes::failure(&event.message);
        found.evidence.push(Evidence::event(&case.pod.object(), event));
    }
    let refused = event.is_none_or(|event| {
        event.message.contains("connection refused") || event.message.contains("find port")
    });
    if let Some(settings) = settings {
        let (action, port) = probes::asks(settings);
        let field = format!("spec.containers[{}].{}.{action}", case.container.name, probe.field());
        if !port.is_empty() {
            let path = format!("{field}.port");
            found.evidence.push(Evidence::field(&case.pod.object(), &path, port));
        }
        let port = probes::undeclared(case.pod, case.container, settings);
        let is_named = port.as_ref().is_some_and(|port| port.parse::<i64>().is_err());
        if let Some(port) = port.filter(|_| refused || is_named) {
            found.kind = Kind::ProbePort;
            found.subject = port;
            probe.field().clone_into(&mut found.text);
            found.certainty = Certainty::Inferred;
            let ports: Vec<String> =
                case.container.ports.iter().map(|port| port.container_port.to_string()).collect();
            let path = format!("spec.containers[{}].ports", case.container.name);
            found.evidence.push(Evidence::field(&case.pod.object(), &path, ports.join(", ")));
        }
    }
    if event.is_none() {
        found.certainty = Certainty::Inferred;
        found.evidence.push(case.evidence("ready", "false"));
    }
    found
}

/// A container of a pod that is ready now, but fell at least three times, and lately.
fn fell<'a>(facts: &Facts<'a>, case: &Case<'a>) -> Option<Fault<'a>> {
    let ended = case.status.last_state.terminated.as_ref()?;
    let is_recent = facts.age(ended.finished_at).is_some_and(|age| age < 600);
    if case.is_init || case.status.restart_count < 3 || !is_recent {
        return None;
    }
    Some(ending::why(facts, case))
}
