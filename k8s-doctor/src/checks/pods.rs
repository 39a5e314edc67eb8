//! K1: pods and their containers.

mod certificate;
mod command_not_found;
mod completes;
mod crash_loop;
mod credentials;
mod deadline;
mod disk_full;
mod dns_fails;
mod evicted;
mod exec_format;
mod exit_code;
mod forbidden;
mod gate;
mod hook;
mod init_runs;
mod init_waits;
mod killed;
mod liveness;
mod missing_config_map;
mod missing_key;
mod missing_secret;
mod mount_conflict;
mod no_command;
mod no_such_host;
mod node_gone;
mod non_root;
mod not_created;
mod not_executable;
mod not_ready;
mod out_of_memory;
mod port_in_use;
mod probe_port;
mod read_only;
mod readiness;
mod runtime_class;
mod sandbox;
mod shutdown;
mod startup;
mod storage_exceeded;
mod terminating;
#[cfg(test)]
mod tests;
mod told;
mod unreachable;
mod working_dir;

use super::check;
use crate::check::Check;
use crate::facts::{Facts, has_ended};
use crate::snapshot::{Pod, condition};

pub(super) const CHECKS: &[Check] = &[
    check!(pods / not_ready, "K100", "pod not ready"),
    check!(pods / crash_loop, "K101", "container ends again and again"),
    check!(pods / out_of_memory, "K102", "container out of memory"),
    check!(pods / killed, "K103", "container killed by someone"),
    check!(pods / liveness, "K104", "liveness probe kills the container"),
    check!(pods / readiness, "K105", "readiness probe fails"),
    check!(pods / startup, "K106", "startup probe fails"),
    check!(pods / probe_port, "K107", "probe asks a port that is not there"),
    check!(pods / command_not_found, "K108", "command not in the image"),
    check!(pods / not_executable, "K109", "command may not be run"),
    check!(pods / exec_format, "K110", "program for another processor"),
    check!(pods / missing_config_map, "K111", "config map does not exist"),
    check!(pods / missing_secret, "K112", "secret does not exist"),
    check!(pods / missing_key, "K113", "key not in config map or secret"),
    check!(pods / non_root, "K114", "image would run as root"),
    check!(pods / read_only, "K115", "file system is read-only"),
    check!(pods / mount_conflict, "K116", "file mounted over a folder"),
    check!(pods / init_runs, "K117", "init container does not end"),
    check!(pods / init_waits, "K118", "init container waits for a service"),
    check!(pods / hook, "K119", "postStart hook fails"),
    check!(pods / sandbox, "K120", "no sandbox for pods"),
    check!(pods / runtime_class, "K121", "runtime class missing"),
    check!(pods / terminating, "K122", "pod does not go"),
    check!(pods / evicted, "K123", "pod evicted"),
    check!(pods / storage_exceeded, "K124", "pod used too much of the disk"),
    check!(pods / port_in_use, "K125", "port taken"),
    check!(pods / unreachable, "K126", "another program does not answer"),
    check!(pods / dns_fails, "K127", "no name server answers"),
    check!(pods / credentials, "K128", "user or password refused"),
    check!(pods / forbidden, "K129", "service account lacks a right"),
    check!(pods / no_command, "K130", "no command to run"),
    check!(pods / not_created, "K131", "container cannot be created"),
    check!(pods / working_dir, "K132", "working directory unusable"),
    check!(pods / completes, "K133", "container has nothing to keep running"),
    check!(pods / gate, "K134", "readiness gate shut"),
    check!(pods / deadline, "K135", "pod's time is over"),
    check!(pods / shutdown, "K136", "pod ended with its node"),
    check!(pods / node_gone, "K137", "pod on a node that is gone"),
    check!(pods / disk_full, "K138", "disk full"),
    check!(pods / certificate, "K139", "certificate expired"),
    check!(pods / no_such_host, "K140", "host does not exist"),
];

/// Whether the scheduler says of a pod that a claim of its has no volume. Of a claim that is not in
/// the snapshot this is all that is known.
pub(super) fn says_unbound(pod: &Pod) -> bool {
    condition(&pod.status.conditions, "PodScheduled").is_some_and(|scheduled| {
        scheduled.status == "False" && scheduled.message.contains("unbound immediate")
    })
}

/// Whether a pod that has not ended is on a node that is known not to exist: all nodes are known, and
/// there are some.
fn is_node_gone(facts: &Facts<'_>, pod: &Pod) -> bool {
    let (nodes, node) = (&facts.snapshot.nodes, &pod.spec.node_name);
    !node.is_empty() && !nodes.is_empty() && nodes.lacks("", node) && !has_ended(pod)
}
