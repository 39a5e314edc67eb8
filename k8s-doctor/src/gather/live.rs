//! From a live cluster to a [`Snapshot`].
//!
//! # What is asked of the API server
//!
//! Only `GET`: the verbs `get` (of logs) and `list`; nothing is watched and nothing is written.
//!
//! | path | what for |
//! | --- | --- |
//! | `/version` | the server's version, and its clock by the header `Date` |
//! | `/apis` | the groups, their versions and, from 1.27 on, their resources |
//! | `/api/v1/PLURAL`, `/apis/GROUP/VERSION/PLURAL` | the objects of each kind in [`KINDS`], 500 in a page |
//! | `…/namespaces/NAMESPACE/PLURAL` | the same, where namespaces were chosen or not all may be read |
//! | the same for other resources | metadata of what keeps a namespace from ending, by its conditions |
//! | `/api/v1/namespaces/NAMESPACE/pods/POD/log` | 200 lines of at most 60 containers that fail or matter |
//!
//! Of secrets only metadata are asked for, unless [`Options::secret_keys`] says otherwise: names but no
//! keys. Values, and what annotations repeat of them, are dropped as an answer is decoded, and have no
//! place in a snapshot.
//!
//! # Limits
//!
//! Eight requests at once; each may be silent for [`Options::request_timeout`] and holds at most
//! 128 MiB; all together take no longer than [`Options::total_timeout`]. What is forbidden, not served,
//! silent or cut off becomes a gap, and the rest is read.

mod connect;
mod discovery;
mod kind;
mod list;
mod logs;
mod remains;
mod server;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kube::Client;
use tokio::task::JoinSet;

pub use connect::{ConnectOptions, ContextInfo, MinikubeContext, connect};

use self::discovery::Served;
use self::list::Stopped;
use self::server::{Effort, Failure, Server};
use super::minikube_home;
use crate::decode::{Decoder, Source};
use crate::snapshot::{Coverage, KINDS, Kind, Snapshot, Time};

/// What to read, and how long it may take.
#[derive(Clone, Debug)]
pub struct Options {
    /// The namespaces to read; all where there are none here. What belongs to no namespace is read
    /// either way.
    pub namespaces: Vec<String>,
    /// Whether secrets are read for their keys, which brings their values onto this machine, though
    /// no further than to where they are decoded.
    pub secret_keys: bool,
    /// Whether logs are read.
    pub logs: bool,
    /// How long the server may be silent before a request is given up.
    pub request_timeout: Duration,
    /// How long all of it may take.
    pub total_timeout: Duration,
}

/// How far the reading is: called after each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Lists that have been read, or given up.
    pub n_done: usize,
    /// Lists there are to read.
    pub n_all: usize,
    /// What was done last.
    pub what: &'a str,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// There is no kubeconfig, and this is no pod.
    #[error("no kubeconfig was found")]
    NoKubeconfig,
    /// A kubeconfig that cannot be used.
    #[error("{0}")]
    Kubeconfig(String),
    /// The kubeconfig has no current context, and none was named.
    #[error("no context is chosen")]
    NoContext,
    /// The context is not in the kubeconfig.
    #[error("no context `{name}` in the kubeconfig")]
    UnknownContext {
        /// The one that was asked for, or that is said to be current.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// There is no connection, or no answer.
    #[error("the API server{} cannot be reached: {why}", at(.about))]
    Unreachable {
        /// Which server.
        about: Box<ContextInfo>,
        /// What happened.
        why: String,
    },
    /// The server does not know who asks.
    #[error("the API server{} refused the credentials: {why}", at(.about))]
    Unauthorized {
        /// Which server.
        about: Box<ContextInfo>,
        /// In its words.
        why: String,
    },
    /// Something answers that is not Kubernetes.
    #[error("what answers{} is not a Kubernetes API server: {why}", at(.about))]
    NotKubernetes {
        /// Which server.
        about: Box<ContextInfo>,
        /// What it said.
        why: String,
    },
    /// This machine gives no thread or no socket.
    #[error("no runtime for requests: {0}")]
    Runtime(String),
}

fn at(about: &ContextInfo) -> String {
    match about.server.as_str() {
        "" => String::new(),
        server => format!(" at {}", server.trim_end_matches('/')),
    }
}

impl GatherError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            GatherError::NoKubeconfig | GatherError::NoContext => {
                "name one with --kubeconfig or --context, or read a dump instead".to_owned()
            }
            GatherError::UnknownContext { known, .. } if !known.is_empty() => {
                format!("there are: {}", known.join(", "))
            }
            GatherError::Unreachable { about, why } => unreachable_hint(about, why),
            GatherError::Unauthorized { .. } => {
                "the certificate or token may have expired: log in again, or renew it".to_owned()
            }
            GatherError::NotKubernetes { .. } => {
                "is the server's address in the kubeconfig right, https and all? Is there a proxy?"
                    .to_owned()
            }
            _ => return None,
        })
    }
}

fn unreachable_hint(about: &ContextInfo, why: &str) -> String {
    let why = why.to_lowercase();
    let name = &about.cluster;
    match (&about.minikube, why.contains("certificate")) {
        (Some(_), true) => {
            format!("was the cluster made anew? `minikube update-context -p {name}`")
        }
        (None, true) => {
            "was the cluster made anew? The kubeconfig's certificates must be its own, \
                         and its server a name in the server's certificate"
                .to_owned()
        }
        (Some(_), false) => format!("is the cluster running? `minikube status -p {name}`"),
        (None, false) => "is the cluster running, and reachable from here? Is a proxy or a VPN \
                          needed for it? `kubectl cluster-info` asks it as well"
            .to_owned(),
    }
}

/// What the tasks of one reading share.
struct Gathering {
    server: Server,
    served: Served,
    options: Options,
    about: ContextInfo,
    decoder: Mutex<Decoder>,
    course: Mutex<Course>,
}

/// What has happened so far.
#[derive(Default)]
struct Course {
    /// Whether any list was read.
    has_read: bool,
    /// Kinds that no version is served of.
    missing: BTreeSet<&'static str>,
    /// The server's words to credentials that it refused.
    unauthorized: Option<String>,
    /// A connection that broke, or silence.
    lost: Option<String>,
}

/// Reads a cluster, from a kubeconfig to a snapshot. Blocks; to be called outside of any runtime.
pub fn read(
    connection: &ConnectOptions,
    options: &Options,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Snapshot, GatherError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| GatherError::Runtime(error.to_string()))?;
    let result = runtime.block_on(async {
        let (client, about) = connect(connection).await?;
        gather(client, &about, options, progress).await
    });
    // Not to wait for a name server that does not answer either.
    runtime.shutdown_background();
    result
}

/// Reads a cluster. The same cluster gives the same snapshot, in whatever order it answers.
pub async fn gather(
    client: Client,
    about: &ContextInfo,
    options: &Options,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Snapshot, GatherError> {
    let gathering = Arc::new(greet(client, about, options).await?);
    gathering.minikube();
    read_kinds(&gathering, progress).await;
    gathering.has_read()?;
    let missing = std::mem::take(&mut gathering.course().missing);
    kind::record_not_served(&gathering, &missing);
    let now = gathering.now();
    let (remains, (wanted, n_more)) = gathering.decode(|decoder| {
        let snapshot = decoder.snapshot();
        (remains::find(snapshot), logs::choose(&snapshot.pods, now))
    });
    remains::read(&gathering, &remains).await;
    if options.logs {
        logs::read(&gathering, wanted, n_more).await;
    }
    let mut decoder = std::mem::take(&mut *gathering.decoder());
    decoder.snapshot().now = now;
    about.name.clone_into(&mut decoder.snapshot().context);
    Ok(decoder.finish())
}

/// The first two requests: who is there, and what it serves.
async fn greet(
    client: Client,
    about: &ContextInfo,
    options: &Options,
) -> Result<Gathering, GatherError> {
    let server = Server::new(client, options);
    let mut decoder = Decoder::new();
    let version = server.get("/version", None, Effort::Usual).await;
    let boxed = || Box::new(about.clone());
    match &version {
        Ok(body) => {
            decoder.read(&Source { name: "version".to_owned(), ..Source::default() }, body);
        }
        Err(failure @ (Failure::Connection(_) | Failure::Silent(_) | Failure::OutOfTime)) => {
            return Err(GatherError::Unreachable { about: boxed(), why: failure.to_string() });
        }
        Err(Failure::Status(refusal)) if refusal.code == 400 => {
            return Err(GatherError::NotKubernetes {
                about: boxed(),
                why: refusal.message.clone(),
            });
        }
        Err(failure) => decoder.gap("version", failure.to_string()),
    }
    let served = match Served::ask(&server).await {
        Ok(served) => served,
        Err(Failure::Broken(why)) if version.is_ok() => {
            return Err(GatherError::NotKubernetes { about: boxed(), why });
        }
        // Each version is asked for then.
        Err(failure) => {
            decoder.gap("discovery", failure.to_string());
            Served::default()
        }
    };
    Ok(Gathering {
        server,
        served,
        options: options.clone(),
        about: about.clone(),
        decoder: Mutex::new(decoder),
        course: Mutex::new(Course::default()),
    })
}

/// Reads all kinds, the namespaces first: the others may have to be read of one after the other.
async fn read_kinds(gathering: &Arc<Gathering>, progress: &mut dyn FnMut(Progress<'_>)) {
    let is_first = |kind: &&Kind| kind.kind == "Namespace";
    let mut n_done = 0;
    let mut report = |what: &str| {
        n_done += 1;
        progress(Progress { n_done, n_all: KINDS.len(), what });
    };
    for kind in KINDS.iter().filter(is_first) {
        kind::read(gathering, *kind).await;
        report(kind.plural);
    }
    let mut tasks = JoinSet::new();
    for kind in KINDS.iter().filter(|kind| !is_first(kind)) {
        let gathering = Arc::clone(gathering);
        tasks.spawn(async move {
            kind::read(&gathering, *kind).await;
            kind.plural
        });
    }
    while let Some(done) = tasks.join_next().await {
        match done {
            Ok(plural) => report(plural),
            Err(error) => gathering.gap("a list", format!("the reading broke off: {error}")),
        }
    }
}

impl Gathering {
    fn decoder(&self) -> MutexGuard<'_, Decoder> {
        self.decoder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn decode<T>(&self, read: impl FnOnce(&mut Decoder) -> T) -> T {
        read(&mut self.decoder())
    }

    fn gap(&self, what: &str, why: impl Into<String>) {
        self.decoder().gap(what, why);
    }

    fn cover(&self, kind: Kind, coverage: Coverage) {
        self.decoder().cover(kind.kind, coverage);
    }

    fn read_something(&self) {
        self.course().has_read = true;
    }

    fn not_served(&self, kind: Kind) {
        self.course().missing.insert(kind.kind);
    }

    /// Records that a list was not read to its end.
    fn stopped(&self, name: &str, stopped: &Stopped) {
        let mut course = self.course();
        course.has_read |= stopped.n_pages > 0;
        match &stopped.failure {
            Failure::Status(refusal) if refusal.code == 401 => {
                course.unauthorized = Some(refusal.message.clone());
            }
            failure @ (Failure::Connection(_) | Failure::Silent(_) | Failure::Cut { .. }) => {
                course.lost = Some(failure.to_string());
            }
            _ => {}
        }
        drop(course);
        self.gap(name, stopped.why());
    }

    /// The error of a reading that has read nothing. That all of it is forbidden is none: the gaps say
    /// what to ask for.
    fn has_read(&self) -> Result<(), GatherError> {
        let about = || Box::new(self.about.clone());
        let mut course = self.course();
        if course.has_read {
            return Ok(());
        }
        if let Some(why) = course.unauthorized.take() {
            return Err(GatherError::Unauthorized { about: about(), why });
        }
        if let Some(why) = course.lost.take() {
            return Err(GatherError::Unreachable { about: about(), why });
        }
        if course.missing.len() == KINDS.len() {
            let why = "it serves no resource that is asked for".to_owned();
            return Err(GatherError::NotKubernetes { about: about(), why });
        }
        Ok(())
    }

    /// The server's time, because the times in its objects are; else this machine's.
    fn now(&self) -> Time {
        Time(Some(self.server.date().unwrap_or_else(jiff::Timestamp::now)))
    }

    /// The namespaces to ask one by one: those there are, or where they may not be listed the
    /// context's own.
    fn namespaces(&self) -> Vec<String> {
        let mut decoder = self.decoder();
        let names = decoder.snapshot().namespaces.iter();
        let names: BTreeSet<_> = names.map(|namespace| namespace.metadata.name.clone()).collect();
        if !names.is_empty() {
            return names.into_iter().collect();
        }
        let own = Some(&self.about.namespace).filter(|namespace| !namespace.is_empty());
        vec![own.map_or_else(|| "default".to_owned(), String::clone)]
    }

    /// Reads minikube's files, where minikube made the cluster.
    fn minikube(&self) {
        let Some(minikube) = &self.about.minikube else { return };
        let mut decoder = self.decoder();
        let mut gaps = Vec::new();
        let files = decoder.minikube();
        files.kubeconfig_version = Some(minikube.version.clone());
        match &minikube.home {
            Some(home) => minikube_home::read(home, &self.about.cluster, files, &mut gaps),
            None => self.about.cluster.clone_into(&mut files.profile_name),
        }
        for gap in gaps {
            decoder.gap(&gap.what, gap.why);
        }
    }
}
