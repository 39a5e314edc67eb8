//! What may be typed: commands, flags, and the help on each. Nothing here touches the world; what
//! the arguments mean is worked out by the command that takes them.

#[cfg(feature = "gc")]
pub(crate) mod gc;
#[cfg(feature = "k8s")]
pub(crate) mod k8s;
#[cfg(feature = "gc")]
pub(crate) mod pace;
#[cfg(feature = "closures")]
pub(crate) mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::outcome::Outcome;
use crate::style::ColorWhen;

/// Answer what something is held by
#[derive(Debug, Parser)]
#[command(
    version,
    long_about = "Answer what something is held by.\n\n\
        In Go source: which variables a closure holds, each by value or by reference, and how its \
        object is laid out. On a small heap: what a garbage collector frees, when and why. In a Go \
        process: how large its heap becomes, and what its collector costs. On a machine: what would stop \
        minikube.",
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = EXIT_CODES
)]
pub(crate) struct Cli {
    /// When to colour the output
    ///
    /// `auto` colours on a terminal, unless the environment variable `NO_COLOR` is set and
    /// not empty. `always` and `never` win over `NO_COLOR`.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 100)]
    pub(crate) color: ColorWhen,

    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  done, and something was found that --fail-on asks to fail on
  2  could not do it";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the closures of Go source, with what each captures
    ///
    /// Shows every closure of the given Go source: function literals, method values, the wrappers
    /// that the compiler puts around `go` and `defer` calls, and the bodies of ranges over
    /// functions. For each it shows the variables that it captures, by value or by reference and
    /// why, and how the closure object is laid out. It needs no Go toolchain and no build.
    ///
    /// What could not be read or parsed is a gap: each is named on stderr and counted at the end.
    ///
    /// `heldby closures verify` asks your own compiler whether it says the same. A directory of
    /// that name is `./verify`.
    #[cfg(feature = "closures")]
    #[command(after_help = CLOSURES_EXAMPLES)]
    Closures(Box<ClosuresArgs>),

    /// Simulate garbage collectors, on small heaps step by step
    ///
    /// Runs a scenario, which is a small heap and a program, under a garbage collector, and shows
    /// what is freed, when and why. Scenarios come with heldby or are text files of one's own.
    /// `heldby gc pace` is about whole processes: when Go collects, and how large the heap becomes.
    #[cfg(feature = "gc")]
    #[command(after_help = gc::EXAMPLES)]
    Gc(gc::GcArgs),

    /// Find out what stops a Kubernetes cluster
    ///
    /// `heldby k8s preflight` is about the time before there is a cluster: what would stop minikube
    /// on this machine.
    #[cfg(feature = "k8s")]
    #[command(after_help = k8s::EXAMPLES)]
    K8s(Box<k8s::K8sArgs>),

    /// Show what a finding means, and what to do about it
    ///
    /// Shows the manual page of a check of `heldby k8s`: what it finds, why that happens, how it is
    /// recognised and what helps. Without a code it lists all checks.
    #[cfg(feature = "k8s")]
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),

    /// Show all three answers on examples that heldby brings along
    ///
    /// Runs each command on an example from inside the program: closures in Go source, a heap under a
    /// garbage collector, a minikube cluster in which a pod waits. Each command line is printed before
    /// what it prints, and the examples and pictures are written into a folder, to go on from there.
    #[cfg(all(feature = "closures", feature = "gc", feature = "k8s"))]
    #[command(after_help = DEMO_EXAMPLES)]
    Demo(DemoArgs),

    /// Generate completions, manual pages and the JSON Schema of a report
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(GenerateArgs),
}

#[cfg(feature = "closures")]
const CLOSURES_EXAMPLES: &str = "\
Examples:
  heldby closures                        the package in this directory
  heldby closures ./...                  this directory and all below it
  heldby closures --name main.serve ./...
  heldby closures --image closures.svg .
  heldby closures --scenario held.gc . && heldby gc run held.gc
  heldby closures --format json ./... | jq '.closures[].captures[].name'
  heldby closures --fail-on by-reference,gaps hot.go
  heldby closures - < hot.go
  heldby closures verify ./...           does the compiler say the same?";

/// The arguments of `heldby closures`.
#[cfg(feature = "closures")]
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ClosuresArgs {
    /// What to do; without it, show the closures
    #[command(subcommand)]
    pub(crate) command: Option<ClosuresCommand>,

    /// Go files, directories, import paths, `dir/...` for a directory and all below it, `std` for
    /// the standard library, or `-` for one file on standard input
    #[arg(value_name = "PATHS", default_value = ".")]
    pub(crate) paths: Vec<String>,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Draw closures and the variables that they capture into FILE, as its extension says: .dot,
    /// .svg or .png
    #[arg(long, value_name = "FILE")]
    pub(crate) image: Option<PathBuf>,

    /// Write a scenario for `heldby gc` into FILE, in which the closures are dropped one after the
    /// other, to see what is freed with each
    #[cfg(feature = "gc")]
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    /// Show only closures whose name, with the package before it, contains TEXT
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,

    /// Exit with code 1 where the report has one of these
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) fail_on: Vec<FailOn>,

    /// Show more of each closure: its block on the heap, which of its words are pointers, the fields
    /// as the compiler names them, and where it uses each variable first
    #[arg(short, long)]
    pub(crate) verbose: bool,

    #[command(flatten)]
    pub(crate) build: BuildArgs,

    /// Find the standard library in DIR/src
    #[arg(long, value_name = "DIR", help_heading = "Build")]
    pub(crate) goroot: Option<PathBuf>,

    /// Use the built-in index of the standard library even where Go is installed
    #[arg(long, conflicts_with = "goroot", help_heading = "Build")]
    pub(crate) std_index: bool,
}

/// What to do with closures.
#[cfg(feature = "closures")]
#[derive(Debug, Subcommand)]
pub(crate) enum ClosuresCommand {
    /// Compare what heldby says with what your own compiler says
    ///
    /// Has the go command compile the given packages, and compares what the compiler prints of each
    /// captured variable (its mode) and of each func literal, range body and `go` or `defer`
    /// wrapper (which variables its object holds, in order) with what heldby says. Where they
    /// disagree, both answers are shown.
    ///
    /// It runs `go list -export` with `-gcflags='-m=2 -l -d=closure=1'`: inlining is off (`-l`), as
    /// closures that are inlined away are not there to compare; it changes no mode. Your module
    /// stays as it is: go.mod, go.sum and vendor are only read, and GOFLAGS is respected, but for
    /// `-mod=mod`. What go compiles goes into its build cache, as with `go build`, so that only
    /// what has changed is compiled next time; `GOCACHE=DIR` puts it elsewhere. Modules that are
    /// missing go downloads, if it can and may.
    #[command(after_help = verify::HELP)]
    Verify(verify::VerifyArgs),
}

/// What a build takes.
#[cfg(feature = "closures")]
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Read test files too
    #[arg(long, help_heading = "Build")]
    pub(crate) tests: bool,

    /// Take these build tags as satisfied, as `go build -tags` does
    #[arg(long, value_name = "TAG", value_delimiter = ',', help_heading = "Build")]
    pub(crate) tags: Vec<String>,

    /// Read the source as built for this operating system; without it for GOOS of the environment,
    /// and without that for this machine's
    #[arg(long, value_name = "OS", help_heading = "Build")]
    pub(crate) goos: Option<String>,

    /// Read the source as built for this architecture; without it for GOARCH of the environment,
    /// and without that for this machine's
    #[arg(long, value_name = "ARCH", help_heading = "Build")]
    pub(crate) goarch: Option<String>,
}

/// How to print a report.
#[cfg(any(feature = "closures", feature = "gc", feature = "k8s"))]
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    Text,
    /// One JSON object for programs, as `heldby generate schema` describes it
    Json,
}

/// What to fail on.
#[cfg(feature = "closures")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub(crate) enum FailOn {
    /// Something that could not be read or parsed
    Gaps,
    /// A variable captured by reference
    ByReference,
}

#[cfg(feature = "k8s")]
const EXPLAIN_EXAMPLES: &str = "\
Examples:
  heldby explain
  heldby explain K400";

/// The arguments of `heldby explain`.
#[cfg(feature = "k8s")]
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The code of a finding, such as K400
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,

    /// Show, too, objects in which the check finds its fault
    #[arg(long)]
    pub(crate) example: bool,
}

#[cfg(all(feature = "closures", feature = "gc", feature = "k8s"))]
const DEMO_EXAMPLES: &str = "\
Examples:
  heldby demo
  heldby demo --out /tmp/demo";

/// The arguments of `heldby demo`.
#[cfg(all(feature = "closures", feature = "gc", feature = "k8s"))]
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder to write into; it is made where it is missing
    #[arg(long, value_name = "DIR", default_value = "heldby-demo")]
    pub(crate) out: PathBuf,
}

const GENERATE_EXAMPLES: &str = "\
Examples:
  heldby generate completions bash > /etc/bash_completion.d/heldby
  heldby generate man --out /usr/local/share/man/man1
  heldby generate schema closures";

/// The arguments of `heldby generate`.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// What to generate
    #[command(subcommand)]
    pub(crate) what: Generate,
}

/// What to generate.
#[derive(Debug, Subcommand)]
pub(crate) enum Generate {
    /// Generate the completions of a shell, on stdout
    #[command(after_help = "\
Examples:
  heldby generate completions zsh > ~/.zfunc/_heldby
  heldby generate completions fish > ~/.config/fish/completions/heldby.fish")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Generate the manual pages, on stdout one after another or in a directory one file each
    #[command(after_help = "\
Examples:
  heldby generate man | man -l -
  heldby generate man --out target/man")]
    Man {
        /// Write one file for each page into DIR, which is made where it is missing
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Generate the JSON Schema of a report, on stdout
    #[command(after_help = "\
Examples:
  heldby generate schema closures > heldby.closures.json")]
    Schema {
        /// The report
        report: SchemaName,
    },
    /// Generate the reference of all commands as Markdown, on stdout
    #[command(hide = true)]
    Reference,
}

/// A report that has a JSON Schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum SchemaName {
    /// What `heldby closures --format json` prints
    Closures,
    /// What `heldby closures verify --format json` prints
    ClosuresVerify,
    /// What `heldby gc run --format json` prints
    Gc,
    /// What `heldby gc explore --format json` prints
    GcExplore,
    /// What `heldby gc pace --format json` prints
    GcPace,
    /// What `heldby k8s --format json` prints
    K8s,
    /// What `heldby k8s preflight --format json` prints
    K8sPreflight,
    /// What `heldby k8s why --format json` prints
    K8sWhy,
    /// A scenario for `heldby gc run` as JSON
    Scenario,
}

/// The command tree, as the generators read it.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

/// Reads the arguments. Where they ask for help or cannot be understood, the answer is given at
/// once and what remains is the exit code.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| {
        let outcome = if error.use_stderr() { Outcome::CouldNotRun } else { Outcome::Done };
        // A closed pipe is all that can go wrong here, and then there is nobody to tell.
        error.print().ok();
        outcome.into()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_tree_is_sound() {
        super::command().debug_assert();
    }
}
