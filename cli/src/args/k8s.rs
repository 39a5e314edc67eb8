//! What may be typed after `heldby k8s`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use k8s_doctor::preflight::{Intent, parse_mib};

use super::Format;

pub(crate) const EXAMPLES: &str = "\
Examples:
  heldby k8s                             the cluster of the current context
  heldby k8s --context minikube -n shop  what concerns one namespace
  heldby k8s dump/                       a folder of kubectl cluster-info dump --output-directory
  heldby k8s support-bundle.tar.gz       a support bundle, must-gather or insights archive
  kubectl get pods,pvc,events -A -o json | heldby k8s -
  heldby k8s --image why.svg dump/       the causal graph as a picture
  heldby k8s why pod/redis-master-0      what one object is held by
  heldby k8s --format json | jq '.roots[] | .object, .remedies[0].commands'

Exit codes:
  0  healthy, as far as it could be read
  1  something is held up, or soon will be
  2  could not do it";

/// The arguments of `heldby k8s`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct K8sArgs {
    /// What to do; without it, diagnose
    #[command(subcommand)]
    pub(crate) command: Option<K8sCommand>,

    #[command(flatten)]
    pub(crate) diagnose: DiagnoseArgs,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum K8sCommand {
    /// Find what is held up, by what, and what to do: what `heldby k8s` does without a command
    #[command(after_help = EXAMPLES)]
    Diagnose(DiagnoseArgs),

    /// Show what one object is held by
    ///
    /// Shows the chain from one object to its root cause: `heldby k8s why pod/redis-master-0`. Of a
    /// healthy object it says that nothing holds it.
    #[command(after_help = WHY_EXAMPLES)]
    Why(WhyArgs),

    /// Save what is known of a cluster, for later or for someone else
    ///
    /// Reads a live cluster, or dumps, and writes an archive that `heldby k8s` reads. Values of
    /// secrets, config maps and environment variables are not in it, and what looks like a secret in
    /// logs, arguments and messages is masked.
    #[command(after_help = COLLECT_EXAMPLES)]
    Collect(CollectArgs),

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

const WHY_EXAMPLES: &str = "\
Examples:
  heldby k8s why pod/redis-master-0
  heldby k8s why pvc/data -n shop dump/
  heldby k8s why deploy/web -n shop --image web.svg";

const COLLECT_EXAMPLES: &str = "\
Examples:
  heldby k8s collect cluster.tar.gz
  heldby k8s collect cluster.tar.gz --context minikube
  heldby k8s cluster.tar.gz";

/// Which cluster, or which dumps of it.
#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// Dumps of a cluster: files or folders of `kubectl get -o json` or `-o yaml`, of `kubectl
    /// cluster-info dump`, support bundles, must-gather and insights archives, or what `heldby k8s
    /// collect` wrote; `-` for standard input. Without any, the live cluster
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,

    /// The kubeconfig context of the live cluster
    #[arg(long, value_name = "NAME", conflicts_with = "files", help_heading = "Live cluster")]
    pub(crate) context: Option<String>,

    /// The kubeconfig file; without it KUBECONFIG, then ~/.kube/config
    #[arg(long, value_name = "FILE", conflicts_with = "files", help_heading = "Live cluster")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// How long one request may take, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 15,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        help_heading = "Live cluster"
    )]
    pub(crate) request_timeout: u64,
}

/// The arguments of `heldby k8s diagnose`.
#[derive(Debug, Args)]
pub(crate) struct DiagnoseArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// Show only what is in this namespace, or holds up something in it
    #[arg(short, long, value_name = "NAME")]
    pub(crate) namespace: Option<String>,

    /// Show all namespaces, which is what happens without -n
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub(crate) all_namespaces: bool,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: DiagnosisFormat,

    /// Draw the causal graph into FILE, as its extension says: .dot, .svg or .png
    #[arg(long, value_name = "FILE")]
    pub(crate) image: Option<PathBuf>,

    /// Show everything: all evidence, all remedies, all that is held up, notes and history
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// How to print a diagnosis.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum DiagnosisFormat {
    /// Text for people
    Text,
    /// One JSON object for programs, as `heldby generate schema k8s` describes it
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
    /// XML as `JUnit` writes it, for build servers
    Junit,
}

/// The arguments of `heldby k8s why`.
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The object, as for kubectl: pod/redis-master-0, pvc/data, deploy/web
    #[arg(value_name = "KIND/NAME")]
    pub(crate) object: String,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// The object's namespace; needed only where several namespaces have an object of that name
    #[arg(short, long, value_name = "NAME")]
    pub(crate) namespace: Option<String>,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Draw the chains into FILE, as its extension says: .dot, .svg or .png
    #[arg(long, value_name = "FILE")]
    pub(crate) image: Option<PathBuf>,

    /// Show all evidence and all remedies
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// The arguments of `heldby k8s collect`.
#[derive(Debug, Args)]
pub(crate) struct CollectArgs {
    /// The archive to write: a .tar.gz
    #[arg(value_name = "OUT")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
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
