//! What a file is, by its path: the layouts of the tools that write dumps.
//!
//! | layout | is known by | objects |
//! | --- | --- | --- |
//! | `kubectl cluster-info dump` | `NS/replication-controllers.json` | `NS/KIND.json`, `nodes.json`, `NS/POD/logs.txt` |
//! | troubleshoot | `cluster-resources/` | `KIND/NS.json`, `KIND.json`, `KIND-errors.json`, `pods/logs/NS/POD/CONTAINER.log` |
//! | must-gather | `namespaces/NS/`, `cluster-scoped-resources/` | `namespaces/NS/GROUP/KIND.yaml`, `cluster-scoped-resources/GROUP/KIND/NAME.yaml` |
//! | Insights | `config/pod/`, `config/node/` | `config/KIND/[NS/]NAME.json`, `events/NS.json` |
//! | minikube | `profiles/NAME/config.json` | none |
//! | `heldby k8s collect` | `heldby.json` | `KIND.json`, all described there |
//!
//! A file of none of these is taken for what `kubectl get` prints.

use std::collections::{BTreeMap, BTreeSet};

use crate::decode::Source;
use crate::gather::archive;
use crate::snapshot::{KINDS, Kind};

/// What is in a file.
#[derive(Debug)]
pub(super) enum Content {
    /// Objects.
    Objects(Source),
    /// The log of one container.
    Log { namespace: String, pod: String, container: String, previous: bool },
    /// The logs of a pod's containers, with headings.
    DumpLogs { namespace: String, pod: String },
    /// A log of which the path may name a pod: the last parts of the path.
    MaybeLog { parents: Vec<String>, stem: String },
    /// What troubleshoot could not read.
    Errors { kind: String },
    /// The server's version as troubleshoot writes it.
    ClusterVersion,
    /// A file of minikube's home.
    Minikube { file: MinikubeFile, profile: String },
    /// A kubeconfig.
    Kubeconfig,
    /// What `heldby k8s collect` says of its archive.
    Manifest,
    /// The gaps that it had.
    Gaps,
    /// Text that is read only if it looks like objects.
    MaybeObjects(Source),
    /// Nothing of a cluster.
    Nothing,
}

/// Which of minikube's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MinikubeFile {
    Config,
    Events,
    Audit,
    LastStart,
}

/// A tool that writes dumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tool {
    ClusterInfo,
    Troubleshoot,
    MustGather,
    Insights,
    Minikube,
    Heldby,
}

impl Tool {
    /// What it calls what it writes.
    pub(super) fn dump(self) -> &'static str {
        match self {
            Tool::ClusterInfo => "kubectl cluster-info dump",
            Tool::Troubleshoot => "the support bundle",
            Tool::MustGather => "the must-gather archive",
            Tool::Insights => "the Insights archive",
            Tool::Minikube => "the minikube home",
            Tool::Heldby => "the archive of heldby k8s collect",
        }
    }
}

/// Where which tool wrote, worked out from all the paths there are.
pub(super) struct Layout {
    /// Folders with a slash behind them, and the tool that wrote what is below.
    roots: BTreeMap<String, Tool>,
    /// `…/cluster-resources/KIND` for each `KIND-errors.json`.
    failed: BTreeSet<String>,
    /// Paths that were asked for by name.
    given: BTreeSet<String>,
}

impl Layout {
    pub(super) fn new<'a>(paths: impl Iterator<Item = &'a str>, given: BTreeSet<String>) -> Layout {
        let (mut roots, mut failed) = (BTreeMap::new(), BTreeSet::new());
        for path in paths {
            if let Some((root, tool)) = root(path) {
                // One folder is one tool's; where it looks like two, always the same one.
                let known = roots.entry(root).or_insert(tool);
                *known = tool.max(*known);
            }
            failed.extend(path.strip_suffix("-errors.json").map(str::to_owned));
        }
        Layout { roots, failed, given }
    }

    /// Whether a tool wrote any of it.
    pub(super) fn has(&self, tool: Tool) -> bool {
        self.roots.values().any(|other| *other == tool)
    }

    /// The tool that wrote all files of objects among these, if it was one.
    pub(super) fn only_tool<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Option<Tool> {
        let tools: BTreeSet<Option<Tool>> =
            paths.map(|path| self.root_of(path).map(|(_, tool)| tool)).collect();
        tools.first().copied().flatten().filter(|_| tools.len() == 1)
    }

    /// The length of a file's root, and whose it is. The innermost one counts: a bundle may hold
    /// another's dump.
    fn root_of(&self, path: &str) -> Option<(usize, Tool)> {
        let slashes = path.rmatch_indices('/').map(|(at, _)| at + 1);
        let mut ends = slashes.chain([0]);
        ends.find_map(|end| Some((end, *self.roots.get(&path[..end])?)))
    }

    /// What a file is.
    pub(super) fn content(&self, path: &str) -> Content {
        let content = match self.root_of(path) {
            Some((root, tool)) => self.of_tool(tool, path, &path[root..]),
            None => None,
        };
        content.unwrap_or_else(|| self.loose(path))
    }

    fn of_tool(&self, tool: Tool, path: &str, below: &str) -> Option<Content> {
        let parts: Vec<&str> = below.split('/').collect();
        match tool {
            Tool::ClusterInfo => cluster_info(path, &parts),
            Tool::Troubleshoot => self.troubleshoot(path, &parts),
            Tool::MustGather => must_gather(path, &parts),
            Tool::Insights => insights(path, &parts),
            Tool::Minikube => Some(minikube(&parts)),
            Tool::Heldby => heldby(path, &parts),
        }
    }

    fn troubleshoot(&self, path: &str, parts: &[&str]) -> Option<Content> {
        let mut source = Source { is_optional: true, ..source(path) };
        let up = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Some(match parts {
            ["cluster-resources", kind, ..] if kind.ends_with("-errors.json") => {
                Content::Errors { kind: kind.trim_end_matches("-errors.json").to_owned() }
            }
            ["cluster-resources", "pods", "logs", namespace, pod, log] => {
                let (container, previous) = log_name(log)?;
                log_of(namespace, pod, container, previous)
            }
            ["cluster-resources", "auth-cani-list" | "roles" | "rolebindings", ..] => {
                Content::Nothing
            }
            ["cluster-resources", "custom-resources", _, file] if is_data(file) => {
                // No kind stands in the path, and lists in it are complete for what they are.
                source.is_partial = true;
                Content::Objects(source)
            }
            ["cluster-resources", folder, file] if is_data(file) => {
                let (kind, namespace) = (kind_of(folder)?, stem(file));
                source.kind = Some(kind);
                source.namespace = Some(namespace.to_owned());
                source.is_partial = self.failed.contains(up);
                if source.is_partial {
                    source.namespace = None;
                }
                Content::Objects(source)
            }
            ["cluster-resources", file] if is_data(file) => {
                let kind = kind_of(stem(file))?;
                source.kind = Some(kind);
                source.is_partial = self.failed.contains(&format!("{up}/{}", stem(file)));
                source.is_whole = !source.is_partial;
                Content::Objects(source)
            }
            ["cluster-info", "cluster_version.json"] => Content::ClusterVersion,
            [.., file] if stem(file).starts_with("kube") && file.ends_with("config") => {
                Content::Kubeconfig
            }
            [parents @ .., file] if has_extension(file, &["log", "txt"]) => {
                let parents = parents.iter().map(|&part| part.to_owned()).collect();
                Content::MaybeLog { parents, stem: stem(file).to_owned() }
            }
            _ => Content::Nothing,
        })
    }

    /// A file that no tool wrote.
    fn loose(&self, path: &str) -> Content {
        let parts: Vec<&str> = path.split('/').collect();
        let file = parts.last().copied().unwrap_or_default();
        if let Some(log) = loose_log(&parts) {
            return log;
        }
        let is_given = self.given.contains(path);
        let mut source = Source { is_optional: !is_given, ..source(path) };
        source.kind = kind_of(stem(file)).or_else(|| {
            // `pods/NS.json`, as parts of a bundle are passed on.
            parts.len().checked_sub(2).and_then(|at| kind_of(parts[at]))
        });
        match file {
            "kubeconfig" => Content::Kubeconfig,
            "config" if parts.ends_with(&[".kube", "config"]) => Content::Kubeconfig,
            "audit.json" if is_given => {
                Content::Minikube { file: MinikubeFile::Audit, profile: String::new() }
            }
            "lastStart.txt" => {
                Content::Minikube { file: MinikubeFile::LastStart, profile: String::new() }
            }
            _ if is_data(file) || is_given => Content::Objects(source),
            _ if has_extension(file, &["txt", "log", "out"]) => Content::MaybeObjects(source),
            _ => Content::Nothing,
        }
    }
}

/// The root that a path gives away, and whose it is.
fn root(path: &str) -> Option<(String, Tool)> {
    let parts: Vec<&str> = path.split('/').collect();
    let root = |at: usize, tool| {
        let mut root = parts[..at].join("/");
        if at > 0 {
            root.push('/');
        }
        Some((root, tool))
    };
    let n = parts.len();
    match parts.as_slice() {
        [.., archive::MANIFEST] => return root(n - 1, Tool::Heldby),
        [.., _, "replication-controllers.json"] => return root(n - 2, Tool::ClusterInfo),
        [.., "profiles", _, "config.json"] => return root(n - 3, Tool::Minikube),
        _ => {}
    }
    let find = |part: &str| parts.iter().position(|other| *other == part);
    if let Some(at) = find("cluster-resources") {
        return root(at, Tool::Troubleshoot);
    }
    if let Some(at) = find("cluster-scoped-resources").filter(|at| n > at + 3) {
        return root(at, Tool::MustGather);
    }
    if let Some(at) = find("namespaces").filter(|at| n > at + 2) {
        return root(at, Tool::MustGather);
    }
    let at = find("config")?;
    match parts.get(at + 1..)? {
        ["pod" | "node", _, ..] => root(at, Tool::Insights),
        _ => None,
    }
}

fn cluster_info(path: &str, parts: &[&str]) -> Option<Content> {
    let source = source(path);
    Some(match parts {
        ["nodes.json"] => {
            Content::Objects(Source { kind: kind_of("nodes"), is_whole: true, ..source })
        }
        [namespace, pod, "logs.txt"] => {
            Content::DumpLogs { namespace: (*namespace).to_owned(), pod: (*pod).to_owned() }
        }
        [namespace, file] if is_data(file) => {
            let namespace = Some((*namespace).to_owned());
            Content::Objects(Source { kind: Some(kind_of(stem(file))?), namespace, ..source })
        }
        // What somebody put beside it.
        _ => return None,
    })
}

/// Of these `oc adm must-gather` takes all there are; of other kinds without a namespace, what the
/// operators name.
const MUST_GATHER_WHOLE: &[&str] = &["Node", "PersistentVolume", "StorageClass"];

fn must_gather(path: &str, parts: &[&str]) -> Option<Content> {
    let source = Source { is_optional: true, ..source(path) };
    Some(match parts {
        ["namespaces", namespace, "pods", pod, container, _, "logs", file] => match *file {
            "current.log" => log_of(namespace, pod, container, false),
            "previous.log" => log_of(namespace, pod, container, true),
            _ => Content::Nothing,
        },
        ["namespaces", namespace, "pods", _, file] if is_data(file) => Content::Objects(Source {
            kind: kind_of("pods"),
            namespace: Some((*namespace).to_owned()),
            ..source
        }),
        ["namespaces", _, file] if is_data(file) => {
            Content::Objects(Source { kind: kind_of("namespaces"), ..source })
        }
        ["namespaces", namespace, group, file] if is_data(file) => {
            let kind = kind_in(group, stem(file));
            let is_partial = kind.is_none();
            let namespace = Some((*namespace).to_owned());
            Content::Objects(Source { kind, namespace, is_partial, ..source })
        }
        ["namespaces", namespace, _, _, file] if is_data(file) => {
            let namespace = Some((*namespace).to_owned());
            Content::Objects(Source { namespace, is_partial: true, ..source })
        }
        ["cluster-scoped-resources", group, folder, file] if is_data(file) => {
            let kind = kind_in(group, folder);
            let is_whole = kind.is_some_and(|kind| MUST_GATHER_WHOLE.contains(&kind.kind));
            Content::Objects(Source { kind, is_whole, is_partial: !is_whole, ..source })
        }
        ["cluster-scoped-resources", group, file] if is_data(file) => {
            let kind = kind_in(group, stem(file));
            let is_whole = kind.is_some();
            Content::Objects(Source { kind, is_whole, is_partial: !is_whole, ..source })
        }
        ["version", ..] => Content::Nothing,
        [.., file] if is_data(file) && parts.len() == 1 => return None,
        _ => Content::Nothing,
    })
}

/// The kind of a group, which is `core` where the API has none.
fn kind_in(group: &str, name: &str) -> Option<Kind> {
    let group = if group == "core" { "" } else { group };
    kind_of(name).filter(|kind| kind.group == group)
}

/// The operator takes pods only of its own namespaces, and only those in trouble; nodes it takes all.
fn insights(path: &str, parts: &[&str]) -> Option<Content> {
    let source = Source { is_optional: true, is_partial: true, ..source(path) };
    Some(match parts {
        ["config", "pod", namespace, "logs", pod, file] => {
            let name = stem(file);
            if let Some(container) = name.strip_suffix("_current") {
                log_of(namespace, pod, container, false)
            } else {
                log_of(namespace, pod, name.strip_suffix("_previous")?, true)
            }
        }
        ["config", "node", file] if is_data(file) => Content::Objects(Source {
            kind: kind_of("nodes"),
            is_partial: false,
            is_whole: true,
            ..source
        }),
        // Shortened: they do not say what they are about.
        ["events", ..] => Content::Nothing,
        ["config", folders @ .., file] if is_data(file) => {
            let kind = folders.iter().find_map(|folder| kind_of(folder));
            let namespace = match folders {
                [_, namespace] if kind.is_some_and(|kind| kind.namespaced) => {
                    Some((*namespace).to_owned())
                }
                _ => None,
            };
            Content::Objects(Source { kind, namespace, ..source })
        }
        _ => Content::Nothing,
    })
}

/// Only these: beside them lie images of machines, keys and caches.
fn minikube(parts: &[&str]) -> Content {
    let (file, profile) = match parts {
        ["profiles", profile, "config.json"] => (MinikubeFile::Config, *profile),
        ["profiles", profile, "events.json"] => (MinikubeFile::Events, *profile),
        ["logs", "audit.json"] => (MinikubeFile::Audit, ""),
        ["logs", "lastStart.txt"] => (MinikubeFile::LastStart, ""),
        ["kubeconfig"] => return Content::Kubeconfig,
        _ => return Content::Nothing,
    };
    Content::Minikube { file, profile: profile.to_owned() }
}

fn heldby(path: &str, parts: &[&str]) -> Option<Content> {
    let source = Source { is_partial: true, ..source(path) };
    Some(match parts {
        [archive::MANIFEST] => Content::Manifest,
        [archive::GAPS] => Content::Gaps,
        ["logs", namespace, pod, file] => {
            let (container, previous) = log_name(file)?;
            let [namespace, pod, container] = [namespace, pod, container].map(archive::unescape);
            Content::Log { namespace, pod, container, previous }
        }
        [file] if is_data(file) => Content::Objects(Source { kind: kind_of(stem(file)), ..source }),
        ["minikube", below @ ..] => minikube(below),
        _ => Content::Nothing,
    })
}

/// `logs/NS_POD_CONTAINER[.previous].txt` and `logs/NS/POD/CONTAINER[.previous].log`.
fn loose_log(parts: &[&str]) -> Option<Content> {
    match parts {
        [.., "logs", file] if has_extension(file, &["txt", "log"]) => {
            let (name, previous) = log_name(file)?;
            let mut names = name.splitn(3, '_');
            let (namespace, pod, container) = (names.next()?, names.next()?, names.next()?);
            Some(log_of(namespace, pod, container, previous))
        }
        [.., "logs", namespace, pod, file] if has_extension(file, &["txt", "log"]) => {
            let (container, previous) = log_name(file)?;
            Some(log_of(namespace, pod, container, previous))
        }
        _ => None,
    }
}

fn log_of(namespace: &str, pod: &str, container: &str, previous: bool) -> Content {
    let [namespace, pod, container] = [namespace, pod, container].map(str::to_owned);
    Content::Log { namespace, pod, container, previous }
}

/// The container that a log's file is named after, and whether it is of the run before this one.
pub(super) fn log_name(file: &str) -> Option<(&str, bool)> {
    let name = file.strip_suffix(".log").or_else(|| file.strip_suffix(".txt"))?;
    let before = name.strip_suffix(".previous").or_else(|| name.strip_suffix("-previous"));
    Some((before.unwrap_or(name), before.is_some()))
}

fn source(path: &str) -> Source {
    Source { name: path.to_owned(), ..Source::default() }
}

fn has_extension(file: &str, extensions: &[&str]) -> bool {
    file.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

fn is_data(file: &str) -> bool {
    has_extension(file, &["json", "yaml", "yml"]) && !file.starts_with("._")
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The kind that a file or a folder is named after: `pods`, `persistentvolumeclaim`, `pvcs`,
/// `storage-classes`, `deployments.apps`.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    const SHORT: &[(&str, &str)] = &[
        ("cm", "configmaps"),
        ("crd", "customresourcedefinitions"),
        ("crds", "customresourcedefinitions"),
        ("deploy", "deployments"),
        ("ds", "daemonsets"),
        ("ep", "endpoints"),
        ("ev", "events"),
        ("hpa", "horizontalpodautoscalers"),
        ("hpas", "horizontalpodautoscalers"),
        ("ing", "ingresses"),
        ("netpol", "networkpolicies"),
        ("no", "nodes"),
        ("ns", "namespaces"),
        ("pdb", "poddisruptionbudgets"),
        ("pdbs", "poddisruptionbudgets"),
        ("po", "pods"),
        ("pv", "persistentvolumes"),
        ("pvs", "persistentvolumes"),
        ("pvc", "persistentvolumeclaims"),
        ("pvcs", "persistentvolumeclaims"),
        ("quota", "resourcequotas"),
        ("rc", "replicationcontrollers"),
        ("rs", "replicasets"),
        ("sa", "serviceaccounts"),
        ("sc", "storageclasses"),
        ("sts", "statefulsets"),
        ("svc", "services"),
    ];
    let name = name.split('.').next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let name = name.to_ascii_lowercase();
    let name =
        SHORT.iter().find(|(short, _)| *short == name).map_or(name.as_str(), |(_, long)| long);
    let is_it = |kind: &&Kind| kind.plural == name || kind.kind.eq_ignore_ascii_case(name);
    KINDS.iter().find(is_it).copied()
}
