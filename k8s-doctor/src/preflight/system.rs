//! The kernel and the processor: control groups, virtual machines, limits, and what the driver none needs of them.

use super::facts::{Facts, Kvm};
use super::plan::Plan;
use super::versions::{self, Version};
use super::{Fact, Finding};

/// The first Kubernetes whose kubelet refuses control groups v1 unless told otherwise (`failCgroupV1`, KEP-5573).
const REFUSES_V1: Version = Version::new(1, 35, 0);
/// The first minikube that tells it otherwise (minikube pull request 22319).
const ALLOWS_V1: Version = Version::new(1, 38, 0);
/// The first Kubernetes whose kubelet starts on control groups v2 (kind issue 2082).
const KNOWS_V2: Version = Version::new(1, 19, 0);

/// Control groups v1 are deprecated, and kubelets from 1.35 on refuse them; kubelets before 1.19 know no others. Nodes that
/// are containers have the machine's control groups.
pub(super) fn cgroup_version(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if facts.os != "linux" || plan.uses_machines() || plan.is_elsewhere() {
        return None;
    }
    let needed = "2";
    let version = match &facts.cgroup_version {
        Fact::Known(version) => *version,
        Fact::Unknown(reason) => return Some(Finding::unknown(reason, needed)),
    };
    let kubernetes = versions::kubernetes_or_default(facts, plan);
    let start = format!("minikube start{} --kubernetes-version", plan.profile_flag());
    if version != 1 {
        return Some(match kubernetes {
            Some(kubernetes) if kubernetes < KNOWS_V2 => {
                Finding::fail(version.to_string(), format!("1, for Kubernetes {kubernetes}"))
                    .why("kubelets before Kubernetes 1.19 do not start on control groups v2")
                    .run([format!("{start}={KNOWS_V2}")])
            }
            _ => Finding::pass(version.to_string(), needed),
        });
    }
    let boot =
        "sudo grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=1 && sudo reboot";
    let risk =
        "it changes how this machine boots; on Debian and Ubuntu set it in /etc/default/grub";
    let is_refused = kubernetes.is_some_and(|version| version >= REFUSES_V1)
        && versions::minikube(facts).is_some_and(|version| version < ALLOWS_V1);
    Some(if is_refused {
        Finding::fail("1", needed)
            .why("kubelets from Kubernetes 1.35 on refuse control groups v1 (failCgroupV1), and this minikube does not tell them otherwise")
            .run([format!("{start}=v1.34.0"), boot.to_owned()])
            .risk(format!("of the second: {risk}"))
    } else {
        Finding::warn("1", needed)
            .why("control groups v1 are deprecated: kubelets from Kubernetes 1.35 on refuse them by default, and docker 29 deprecates them too")
            .run([boot])
            .risk(risk)
    })
}

/// Drivers of virtual machines need the processor's help (`HOST_VIRT_UNAVAILABLE`), and kvm2 and qemu2 a usable /dev/kvm.
pub(super) fn virtualisation(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if facts.os != "linux" || plan.is_elsewhere() {
        return None;
    }
    let described = describe(facts);
    if !plan.uses_machines() {
        let needed = format!("none, for the driver {}", plan.driver);
        return Some(match described {
            Ok(found) => Finding::pass(found, needed),
            // It does not matter.
            Err(_) => return None,
        });
    }
    let needed = "vmx or svm, and a usable /dev/kvm";
    let needs_kvm = matches!(plan.driver.as_str(), "kvm2" | "qemu2");
    let found = match described {
        Ok(found) => found,
        Err(reason) => return Some(Finding::unknown(reason, needed)),
    };
    let kvm = facts.virtualisation.kvm.known();
    if needs_kvm && kvm == Some(&Kvm::Forbidden) {
        return Some(
            Finding::fail(found, needed)
                .why("this user may not use /dev/kvm")
                .run(["sudo usermod -aG kvm,libvirt \"$USER\" && newgrp kvm"]),
        );
    }
    let has_flag = matches!(facts.virtualisation.cpu_flag, Fact::Known(Some(_)));
    let has_kvm = kvm == Some(&Kvm::Usable);
    if has_kvm || has_flag && !needs_kvm {
        return Some(Finding::pass(found, needed));
    }
    let docker = format!("minikube start{} --driver=docker", plan.profile_flag());
    let advice = match (has_flag, facts.virtualisation.is_guest.known()) {
        (true, _) => "sudo modprobe kvm_intel || sudo modprobe kvm_amd",
        (false, Some(true)) => "# switch nested virtualisation on where this virtual machine runs",
        (false, _) => "# switch VT-x or AMD-V on in the firmware",
    };
    Some(
        Finding::fail(found, needed)
            .why(format!(
                "the driver {} cannot start a machine (HOST_VIRT_UNAVAILABLE)",
                plan.driver
            ))
            .run([advice.to_owned(), docker]),
    )
}

/// Flags and `/dev/kvm` in words, or why they are not known.
fn describe(facts: &Facts) -> Result<String, &str> {
    let virtualisation = &facts.virtualisation;
    let kvm = match &virtualisation.kvm {
        Fact::Known(Kvm::Missing) => "no /dev/kvm",
        Fact::Known(Kvm::Forbidden) => "/dev/kvm not for this user",
        Fact::Known(Kvm::Usable) => "/dev/kvm",
        Fact::Unknown(reason) => return Err(reason),
    };
    let flag = match &virtualisation.cpu_flag {
        Fact::Known(Some(flag)) => flag,
        Fact::Known(None) => "neither vmx nor svm",
        Fact::Unknown(reason) => return Err(reason),
    };
    let guest =
        if virtualisation.is_guest.known() == Some(&true) { ", in a virtual machine" } else { "" };
    Ok(format!("{flag}, {kvm}{guest}"))
}

/// Kubernetes has nodes for amd64, arm64, ppc64le and s390x, and most images only for the first two; many add-ons' only
/// for the first (minikube issue 18231: `exec format error`).
pub(super) fn architecture(facts: &Facts, _: &Plan<'_>) -> Option<Finding> {
    let needed = "x86_64 or aarch64";
    Some(match facts.arch.as_str() {
        "x86_64" => Finding::pass(&facts.arch, needed),
        "aarch64" => Finding::pass(&facts.arch, needed).why(
            "images that exist for amd64 only end in `exec format error` here, those of some add-ons too",
        ),
        "powerpc64" | "s390x" | "arm" => Finding::warn(&facts.arch, needed)
            .why("minikube has no preloaded images for it, and few images exist at all"),
        _ => Finding::fail(&facts.arch, needed)
            .why("there is no Kubernetes node for this processor")
            .run(["# use another machine"]),
    })
}

/// WSL 1 has no Linux kernel of its own, so no containers; WSL 2 is Linux in a virtual machine of a fixed size.
pub(super) fn wsl(facts: &Facts, _: &Plan<'_>) -> Option<Finding> {
    let release = match &facts.kernel_release {
        Fact::Known(release) => release,
        Fact::Unknown(reason) if facts.os == "linux" => {
            return Some(Finding::unknown(reason, "not WSL 1"));
        }
        Fact::Unknown(_) => return None,
    };
    if !release.to_ascii_lowercase().contains("microsoft") {
        return None;
    }
    let needed = "WSL 2";
    Some(if release.contains("WSL2") || release.contains("microsoft-standard") {
        Finding::pass(format!("WSL 2 ({release})"), needed)
            .why("its memory and CPUs are those of %UserProfile%\\.wslconfig")
    } else {
        Finding::fail(format!("WSL 1 ({release})"), needed)
            .why("WSL 1 has no Linux kernel, so no container runs in it")
            .run(["# in PowerShell: wsl --set-version DISTRIBUTION 2"])
            .risk("the conversion takes a while; back up the distribution first (wsl --export)")
    })
}

/// Every kubelet, kube-proxy and `tail -f` takes inotify instances of the same user, and with nodes in containers all
/// nodes share this machine's: kube-proxy and kindnet then say `too many open files`.
pub(super) fn inotify(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    const ENOUGH: u64 = 256;
    if facts.os != "linux" || plan.uses_machines() || plan.is_elsewhere() {
        return None;
    }
    let needed = format!("at least {ENOUGH}");
    Some(match &facts.inotify_instances {
        Fact::Known(limit) if *limit < ENOUGH => Finding::warn(limit.to_string(), needed)
            .why("with several nodes or many pods, kube-proxy and kindnet fail with `too many open files`")
            .run([
                "sudo sysctl fs.inotify.max_user_instances=512",
                "echo fs.inotify.max_user_instances=512 | sudo tee /etc/sysctl.d/99-inotify.conf",
            ]),
        Fact::Known(limit) => Finding::pass(limit.to_string(), needed),
        Fact::Unknown(reason) => Finding::unknown(reason, needed),
    })
}

/// kubeadm wants conntrack where it runs on the machine itself (`GUEST_MISSING_CONNTRACK`).
pub(super) fn conntrack(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if !plan.uses_none() {
        return None;
    }
    let needed = "conntrack on the search path";
    Some(if facts.has_conntrack {
        Finding::pass("it is there", needed)
    } else {
        Finding::fail("conntrack is not there", needed)
            .why("minikube exits with GUEST_MISSING_CONNTRACK")
            .run(["sudo apt-get install conntrack || sudo dnf install conntrack-tools"])
    })
}

/// Services need bridged packets to pass through iptables; kubeadm checks it where it runs on the machine itself.
pub(super) fn bridge_netfilter(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if !plan.uses_none() {
        return None;
    }
    let needed = "net.bridge.bridge-nf-call-iptables = 1";
    Some(match &facts.bridge_netfilter {
        Fact::Known(true) => Finding::pass("1", needed),
        Fact::Known(false) => Finding::fail("off, or br_netfilter is not loaded", needed)
            .why("kubeadm refuses (FileContent--proc-sys-net-bridge-bridge-nf-call-iptables); services would not be reached from pods")
            .run(["sudo modprobe br_netfilter && sudo sysctl net.bridge.bridge-nf-call-iptables=1"]),
        Fact::Unknown(reason) => Finding::unknown(reason, needed),
    })
}
