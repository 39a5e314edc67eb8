//! What may be typed after `heldby k8s`.

use clap::{Args, Subcommand};
use k8s_doctor::preflight::{Intent, parse_mib};

use super::Format;

pub(crate) const EXAMPLES: &str = "\
Examples:
  heldby k8s preflight
  heldby k8s preflight --driver kvm2 --memory 4g";

/// The arguments of `heldby k8s`.
#[derive(Debug, Args)]
pub(crate) struct K8sArgs {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: K8sCommand,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum K8sCommand {
    /// Find what would stop minikube on this machine, before its cluster runs
    ///
    /// Looks at CPUs, memory and disk, at docker and its daemon, at the kernel, at proxies and name
    /// servers, at the versions of minikube, kubectl and Kubernetes, and at the profile, if it
    /// exists. What fails is told first, with the commands that mend it. Nothing is changed, and
    /// nobody is asked over the network.
    ///
    /// What could not be found out is shown with a question mark, and counts as neither good nor
    /// bad.
    #[command(after_help = PREFLIGHT_HELP)]
    Preflight(PreflightArgs),
}

const PREFLIGHT_HELP: &str = "\
Examples:
  heldby k8s preflight
  heldby k8s preflight --driver none
  heldby k8s preflight -p dev --kubernetes-version v1.35.0 --memory 4g --cpus 4
  heldby k8s preflight --format json | jq -r '.checks[] | select(.verdict == \"fail\") | .commands[]'

Exit codes:
  0  nothing fails, as far as is known
  1  something fails
  2  could not do it";

/// The arguments of `heldby k8s preflight`.
#[derive(Debug, Args)]
pub(crate) struct PreflightArgs {
    /// The driver that minikube is to use; without it that of the profile, then that which is set
    /// for minikube, then docker
    #[arg(long, value_name = "NAME", value_parser = DRIVERS)]
    pub(crate) driver: Option<String>,

    /// The profile; without it the one that is set for minikube, then `minikube`
    #[arg(short, long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The memory that the node is to get, as for `minikube start`: 4096, 4096mb, 4g
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE", value_parser = memory)]
    pub(crate) memory: Option<u64>,

    /// The CPUs that the node is to get
    #[arg(long, allow_hyphen_values = true, value_name = "NUMBER")]
    pub(crate) cpus: Option<u32>,

    /// The version of Kubernetes that the cluster is to have, such as v1.31.0
    #[arg(long, value_name = "VERSION")]
    pub(crate) kubernetes_version: Option<String>,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// The drivers of minikube.
const DRIVERS: [&str; 14] = [
    "auto",
    "docker",
    "podman",
    "kvm2",
    "qemu2",
    "virtualbox",
    "vmware",
    "none",
    "ssh",
    "hyperkit",
    "vfkit",
    "krunkit",
    "parallels",
    "hyperv",
];

impl PreflightArgs {
    /// What the user asks of minikube.
    pub(crate) fn intent(&self) -> Intent {
        Intent {
            driver: self.driver.clone(),
            profile: self.profile.clone(),
            memory_mib: self.memory,
            cpus: self.cpus,
            kubernetes_version: self.kubernetes_version.clone(),
        }
    }
}

fn memory(text: &str) -> Result<u64, String> {
    parse_mib(text).ok_or_else(|| "write a size such as 4096, 4096mb or 4g".to_owned())
}
