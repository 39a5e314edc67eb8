//! CPUs, memory and disk.
//!
//! The limits are those of minikube's start.go and constants.go: `minimumCPUS` 2, `minUsableMem` 1800 MiB,
//! `DefaultDiskSize` 20000 MB, `MinimumDiskSize` 2000 MB; `--force` skips them.

use super::facts::{Disk, Facts, Memory};
use super::plan::Plan;
use super::{Fact, Finding, bytes, count};

/// What one node needs.
pub(super) const MIN_CPUS: u32 = 2;
/// What one node needs; kubeadm does not start with less.
pub(super) const MIN_MIB: u64 = 1800;
/// What minikube takes where it can choose freely, and what its documents ask for.
const RECOMMENDED_MIB: u64 = 2200;
const MIN_DISK: u64 = 2000 * 1_000_000;
const RECOMMENDED_DISK: u64 = 20_000 * 1_000_000;

/// minikube refuses fewer than two CPUs, and to give a node more than there are (`RSRC_INSUFFICIENT_CORES`); kubeadm
/// checks the same (`NumCPU`). A control group may leave less than the machine has.
pub(super) fn cpus(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if plan.is_elsewhere() {
        return None;
    }
    let asked = plan.cpus.unwrap_or(MIN_CPUS);
    let needed = format!("at least {MIN_CPUS}");
    let online = match &facts.cpus {
        Fact::Known(online) => *online,
        Fact::Unknown(reason) => return Some(Finding::unknown(reason, needed)),
    };
    let found = format!("{} online", count(u64::from(online), "CPU"));
    let why = "minikube exits with RSRC_INSUFFICIENT_CORES";
    let start = |cpus| [format!("minikube start{} --cpus={cpus}", plan.profile_flag())];
    if online < MIN_CPUS {
        let advice = "# give this machine another CPU; minikube does not start on one";
        return Some(Finding::fail(found, needed).why(why).run([advice]));
    }
    if asked < MIN_CPUS {
        let found = format!("{asked} asked for, {found}");
        return Some(Finding::fail(found, needed).why(why).run(start(MIN_CPUS)));
    }
    if asked > online {
        let found = format!("{asked} asked for, {found}");
        let needed = format!("no more than {online}");
        return Some(Finding::fail(found, needed).why(why).run(start(online)));
    }
    Some(match &facts.limits.milli_cpus {
        Fact::Known(Some(milli)) if *milli < u64::from(asked) * 1000 => {
            let left = format!("{}.{:02}", milli / 1000, milli % 1000 / 10);
            Finding::warn(format!("{found}, of which a control group leaves {left}"), needed)
                .why("minikube does not see that limit; where its node falls under it, the control plane times out")
                .run(["# raise the CPU limit of the container or service that this runs in"])
        }
        Fact::Known(_) => Finding::pass(found, needed),
        Fact::Unknown(reason) => Finding::unknown(
            format!("{found}; whether a control group leaves less is not known: {reason}"),
            needed,
        ),
    })
}

/// Too little memory stops minikube (`RSRC_INSUFFICIENT_SYS_MEMORY`, `RSRC_INSUFFICIENT_REQ_MEMORY`), and so does asking for
/// more than there is (`RSRC_OVER_ALLOC_MEM`). With a little more than the minimum, Kubernetes starts and pods are evicted.
pub(super) fn memory(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if plan.is_elsewhere() {
        return None;
    }
    let needed = format!("at least {MIN_MIB} MiB, better {RECOMMENDED_MIB} MiB");
    let memory = match &facts.memory {
        Fact::Known(memory) => memory,
        Fact::Unknown(reason) => return Some(Finding::unknown(reason, needed)),
    };
    let found = bytes(memory.total);
    let mib = memory.total >> 20;
    if mib < MIN_MIB {
        return Some(
            Finding::fail(found, needed)
                .why("minikube exits with RSRC_INSUFFICIENT_SYS_MEMORY")
                .run(["# give this machine more memory; below 1800 MiB kubeadm does not start"]),
        );
    }
    let scarce = "the control plane takes most of it; pods are evicted or killed early";
    if let Some(asked) = plan.memory_mib {
        let start = [format!(
            "minikube start{} --memory={}",
            plan.profile_flag(),
            RECOMMENDED_MIB.min(mib)
        )];
        let both = format!("{asked} MiB asked for, {found} there");
        if asked < MIN_MIB {
            let why = "minikube exits with RSRC_INSUFFICIENT_REQ_MEMORY";
            return Some(Finding::fail(both, needed).why(why).run(start));
        }
        if asked > mib {
            return Some(over_allocated(asked, &found, mib, plan));
        }
        if asked < RECOMMENDED_MIB {
            return Some(Finding::warn(both, needed).why(scarce).run(start));
        }
    }
    if mib < RECOMMENDED_MIB {
        return Some(Finding::warn(found, needed).why(scarce));
    }
    Some(
        group_leaves(facts, plan, &found, &needed)
            .or_else(|| busy(memory, plan, &found))
            .unwrap_or_else(|| Finding::pass(found, needed)),
    )
}

/// A control group that leaves less than the node wants. Docker's containers are in groups of their own, so that it
/// counts only where docker runs in the same container.
fn group_leaves(facts: &Facts, plan: &Plan<'_>, found: &str, needed: &str) -> Option<Finding> {
    let wanted = plan.memory_mib.unwrap_or(RECOMMENDED_MIB);
    match &facts.limits.memory {
        Fact::Known(Some(limit)) if limit >> 20 < wanted => {
            let left = format!("{found}, of which a control group leaves {}", bytes(*limit));
            Some(
                Finding::warn(left, needed)
                    .why("minikube does not see that limit; where its node falls under it, the node is killed")
                    .run(["# raise the memory limit of the container or service that this runs in"]),
            )
        }
        Fact::Known(_) => None,
        Fact::Unknown(reason) => Some(Finding::unknown(
            format!("{found}; whether a control group leaves less is not known: {reason}"),
            needed,
        )),
    }
}

/// Other programs that hold so much that the node cannot get its part. An existing cluster may be what holds it.
fn busy(memory: &Memory, plan: &Plan<'_>, found: &str) -> Option<Finding> {
    let wanted = plan.memory_mib.unwrap_or(MIN_MIB);
    let available = memory.available.filter(|available| available >> 20 < wanted)?;
    if plan.profile.is_some() {
        return None;
    }
    Some(
        Finding::warn(
            format!("{found}, {} of it free", bytes(available)),
            format!("{wanted} MiB free"),
        )
        .why("other programs hold the rest: minikube starts, and the machine swaps or kills")
        .run(["ps aux --sort=-rss | head"]),
    )
}

/// The profile of an existing cluster cannot get another size: a new one has to be made.
fn over_allocated(asked: u64, found: &str, usable_mib: u64, plan: &Plan<'_>) -> Finding {
    let flag = plan.profile_flag();
    // A quarter stays with the machine itself.
    let advised = (usable_mib / 4 * 3).max(MIN_MIB);
    let finding = Finding::fail(
        format!("{asked} MiB asked for, {found} there"),
        format!("no more than {usable_mib} MiB"),
    )
    .why("minikube exits with RSRC_OVER_ALLOC_MEM");
    let start = format!("minikube start{flag} --memory={advised}");
    let of_profile = plan.profile.and_then(|profile| profile.memory_mib);
    if plan.intent.memory_mib.is_none() && of_profile == Some(asked) {
        finding
            .run([format!("minikube delete{flag}"), start])
            .risk("an existing cluster keeps its size, so it has to be made anew: all that is in it is lost")
    } else {
        finding.run([start])
    }
}

/// Swap is no obstacle: minikube tells the kubelet to tolerate it (`failSwapOn: false`). Limits of memory then do not
/// bind as they do elsewhere, which is worth knowing.
pub(super) fn swap(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if facts.os != "linux" || plan.is_elsewhere() {
        return None;
    }
    let needed = "none";
    Some(match &facts.memory {
        Fact::Known(memory) if memory.swap == 0 => Finding::pass("none", needed),
        Fact::Known(memory) => Finding::pass(bytes(memory.swap), needed).why(
            "minikube has the kubelet tolerate swap; a machine that swaps makes probes time out",
        ),
        Fact::Unknown(reason) => Finding::unknown(reason, needed),
    })
}

/// minikube's home holds its cache and the disks of virtual machines.
pub(super) fn disk_home(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    // With containers, only the cache lies here: a preload and a few binaries.
    let wanted = if plan.uses_machines() { RECOMMENDED_DISK } else { MIN_DISK };
    let finding = disk(&facts.home_disk, wanted, "RSRC_INSUFFICIENT_STORAGE");
    Some(if finding.commands.is_empty() {
        finding
    } else {
        finding
            .run(["du -sh ~/.minikube/*", "rm -r ~/.minikube/cache", "minikube delete --all"])
            .risk(
                "the cache is downloaded again when needed; the last command deletes every cluster",
            )
    })
}

/// Nodes and their images lie where docker keeps its own. minikube refuses a disk that is full (`RSRC_DOCKER_STORAGE`), and
/// the kubelet evicts pods when less than 15 % of it is left for images (imagefs.available).
pub(super) fn disk_docker(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if !plan.uses_docker() {
        return None;
    }
    let finding = disk(&facts.docker_disk, RECOMMENDED_DISK, "RSRC_DOCKER_STORAGE");
    Some(if finding.commands.is_empty() {
        finding
    } else {
        finding.run(["docker system df", "docker image prune", "docker system prune"]).risk(
            "the second removes images without a name, the third all containers that are stopped",
        )
    })
}

/// What the free bytes of a file system mean; with a first command where something is to be done.
fn disk(disk: &Disk, wanted: u64, code: &str) -> Finding {
    let needed = if wanted > MIN_DISK {
        format!("at least 2 GB, better {} GB", wanted / 1_000_000_000)
    } else {
        "at least 2 GB".to_owned()
    };
    let free = match &disk.free {
        Fact::Known(free) => *free,
        Fact::Unknown(reason) => return Finding::unknown(reason, needed),
    };
    let found = format!("{} free at {}", bytes(free), disk.path);
    if free < MIN_DISK {
        let why = format!("minikube exits with {code}, or runs out of space while it loads images");
        Finding::fail(found, needed).why(why).run(["df"])
    } else if free < wanted {
        Finding::warn(found, needed)
            .why("the node's images and volumes may fill it: the kubelet then evicts pods (DiskPressure)")
            .run(["df"])
    } else {
        Finding::pass(found, needed)
    }
}

/// A size as `minikube start --memory` takes it, in MiB: `4096`, `4096mb`, `4g`, `4GiB`. `None` for what is no size, such as
/// `max` and `no-limit`.
pub fn parse_mib(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    match unit.trim().to_ascii_lowercase().as_str() {
        "" | "m" | "mb" | "mi" | "mib" => Some(number),
        "g" | "gb" | "gi" | "gib" => number.checked_mul(1024),
        "t" | "tb" | "ti" | "tib" => number.checked_mul(1024 * 1024),
        "k" | "kb" | "ki" | "kib" => Some(number / 1024),
        "b" => Some(number >> 20),
        _ => None,
    }
}
