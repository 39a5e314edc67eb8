//! An API server of recorded answers, in this process: it pages, selects namespaces and gives metadata
//! alone, as a real one does, and a test may answer in its place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};
use k8s_doctor::gather::live::{ContextInfo, GatherError, Options, gather};
use k8s_doctor::snapshot::{KINDS, Snapshot};
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};

/// A request, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub accept: String,
    /// How often the very same was asked before.
    pub n_before: usize,
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// How long it takes.
    pub delay: Duration,
}

impl Answer {
    pub(crate) fn text(status: u16, body: &str) -> Answer {
        let headers = vec![("content-type", "text/plain; charset=utf-8".to_owned())];
        Answer { status, headers, body: body.as_bytes().to_vec(), delay: Duration::ZERO }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Answer {
        let headers = vec![("content-type", "application/json".to_owned())];
        Answer { status, headers, body: body.to_string().into_bytes(), delay: Duration::ZERO }
    }

    /// `Status`, as the API's own errors are.
    pub(crate) fn status(code: u16, reason: &str, message: &str) -> Answer {
        let status = json!({"kind": "Status", "apiVersion": "v1", "metadata": {},
            "status": "Failure", "message": message, "reason": reason, "code": code});
        Answer::json(code, &status)
    }

    /// What one who may not list a resource is told.
    pub(crate) fn forbidden(resource: &str, group: &str, namespace: Option<&str>) -> Answer {
        let name = if group.is_empty() { resource } else { &format!("{resource}.{group}") };
        let scope = match namespace {
            Some(namespace) => format!("in the namespace \"{namespace}\""),
            None => "at the cluster scope".to_owned(),
        };
        let message = format!(
            "{name} is forbidden: User \"viewer\" cannot list resource \"{resource}\" \
             in API group \"{group}\" {scope}"
        );
        Answer::status(403, "Forbidden", &message)
    }

    pub(crate) fn not_served() -> Answer {
        Answer::status(404, "NotFound", "the server could not find the requested resource")
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Answer {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Answer {
        self.delay = delay;
        self
    }

    pub(crate) fn silence() -> Answer {
        Answer::text(200, "").after(Duration::from_secs(86_400))
    }
}

/// What a server tells of its resources.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Discovery {
    /// Groups and versions, as up to 1.26.
    Groups,
    /// Resources as well.
    Aggregated,
}

/// A cluster's objects and how they are served.
#[derive(Clone)]
pub(crate) struct Cluster {
    pub version: &'static str,
    pub discovery: Discovery,
    /// By group, version and plural.
    pub lists: BTreeMap<(String, String, String), Vec<Value>>,
    /// By namespace, pod, container, and whether of the run before.
    pub logs: BTreeMap<(String, String, String, bool), String>,
}

/// The requests that were made, in order.
pub(crate) type Journal = Arc<Mutex<Vec<String>>>;

pub(crate) const DATE: &str = "Tue, 24 Nov 2026 10:00:00 GMT";

impl Cluster {
    /// A current server that serves all kinds, and has no objects.
    pub(crate) fn current() -> Cluster {
        let mut cluster = Cluster {
            version: "v1.37.2",
            discovery: Discovery::Aggregated,
            lists: BTreeMap::new(),
            logs: BTreeMap::new(),
        };
        for kind in KINDS {
            cluster.serve(kind.group, kind.versions[0], kind.plural);
        }
        cluster
    }

    /// A server as of 1.20, which has some kinds in older versions only.
    pub(crate) fn old() -> Cluster {
        let mut cluster = Cluster::current();
        (cluster.version, cluster.discovery) = ("v1.20.2", Discovery::Groups);
        for (group, missing, instead, plural) in [
            ("batch", "v1", "v1beta1", "cronjobs"),
            ("policy", "v1", "v1beta1", "poddisruptionbudgets"),
            ("autoscaling", "v2", "v2beta2", "horizontalpodautoscalers"),
            ("autoscaling", "v2", "v1", "horizontalpodautoscalers"),
            ("discovery.k8s.io", "v1", "v1beta1", "endpointslices"),
        ] {
            cluster.lists.remove(&(group.to_owned(), missing.to_owned(), plural.to_owned()));
            cluster.serve(group, instead, plural);
        }
        cluster
    }

    pub(crate) fn serve(&mut self, group: &str, version: &str, plural: &str) -> &mut Vec<Value> {
        self.lists.entry((group.to_owned(), version.to_owned(), plural.to_owned())).or_default()
    }

    /// Adds an object, without its kind, as a server lists it.
    pub(crate) fn add(&mut self, plural: &str, object: Value) {
        let list = self.lists.iter_mut().find(|((_, _, name), _)| name == plural);
        list.expect("a kind that is served").1.push(object);
    }

    /// Adds a namespace.
    pub(crate) fn add_namespace(&mut self, name: &str) {
        self.add("namespaces", json!({"metadata": {"name": name}, "status": {"phase": "Active"}}));
    }

    pub(crate) fn answer(&self, asked: &Asked) -> Answer {
        let answer = match asked.path.as_str() {
            "/version" => Answer::json(200, &json!({"gitVersion": self.version})),
            "/apis" => self.groups(asked),
            path if path.ends_with("/log") => self.log(asked),
            _ => self.list(asked),
        };
        answer.header("date", DATE)
    }

    fn groups(&self, asked: &Asked) -> Answer {
        let mut groups: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
        for (group, version, plural) in self.lists.keys().filter(|(group, ..)| !group.is_empty()) {
            let known = KINDS.iter().find(|kind| kind.plural == plural);
            let kind = known.map_or("Widget", |kind| kind.kind);
            let resource = json!({"resource": plural, "responseKind": {"kind": kind},
                "scope": "Namespaced", "verbs": ["list"]});
            groups.entry(group).or_default().entry(version).or_default().push(resource);
        }
        // A server of batch/v1 has it for jobs already.
        let aggregated = self.discovery == Discovery::Aggregated;
        if aggregated && asked.accept.contains("as=APIGroupDiscoveryList") {
            let items: Vec<_> = groups
                .iter()
                .map(|(group, versions)| {
                    let versions: Vec<_> = versions
                        .iter()
                        .map(|(version, resources)| {
                            json!({
                    "version": version, "resources": resources, "freshness": "Current"})
                        })
                        .collect();
                    json!({"metadata": {"name": group}, "versions": versions})
                })
                .collect();
            let list = json!({"kind": "APIGroupDiscoveryList",
                "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items});
            return Answer::json(200, &list);
        }
        let groups: Vec<_> = groups
            .iter()
            .map(|(group, versions)| {
                let versions: Vec<_> = versions
                    .keys()
                    .map(|version| {
                        json!({
                "groupVersion": format!("{group}/{version}"), "version": version})
                    })
                    .collect();
                json!({"name": group, "versions": versions, "preferredVersion": versions[0]})
            })
            .collect();
        Answer::json(200, &json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}))
    }

    fn list(&self, asked: &Asked) -> Answer {
        let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
        let (group, version, namespace, plural) = match parts.as_slice() {
            ["api", version, plural] => ("", version, None, plural),
            ["api", version, "namespaces", namespace, plural] => {
                ("", version, Some(*namespace), plural)
            }
            ["apis", group, version, plural] => (*group, version, None, plural),
            ["apis", group, version, "namespaces", namespace, plural] => {
                (*group, version, Some(*namespace), plural)
            }
            _ => return Answer::text(404, "404 page not found\n"),
        };
        let key = (group.to_owned(), (*version).to_owned(), (*plural).to_owned());
        let Some(list) = self.lists.get(&key) else { return Answer::not_served() };
        let is_here = |object: &&Value| {
            namespace.is_none_or(|namespace| object["metadata"]["namespace"] == namespace)
        };
        let items: Vec<&Value> = list.iter().filter(is_here).collect();
        let limit: usize = asked.query.get("limit").map_or(usize::MAX, |it| it.parse().unwrap());
        let start: usize = asked.query.get("continue").map_or(0, |it| it.parse().unwrap());
        let end = items.len().min(start.saturating_add(limit));
        let only_metadata = asked.accept.contains("as=PartialObjectMetadataList");
        let page: Vec<Value> = items[start..end]
            .iter()
            .map(|object| {
                if !only_metadata {
                    return (*object).clone();
                }
                json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": object["metadata"]})
            })
            .collect();
        let next = if end < items.len() { end.to_string() } else { String::new() };
        let list = json!({"kind": "List", "apiVersion": "v1",
            "metadata": {"resourceVersion": "1000", "continue": next}, "items": page});
        Answer::json(200, &list)
    }

    fn log(&self, asked: &Asked) -> Answer {
        let parts: Vec<&str> = asked.path.split('/').collect();
        let ["", "api", "v1", "namespaces", namespace, "pods", pod, "log"] = parts.as_slice()
        else {
            return Answer::text(404, "404 page not found\n");
        };
        let (container, previous) =
            (&asked.query["container"], asked.query.contains_key("previous"));
        let key = ((*namespace).to_owned(), (*pod).to_owned(), container.clone(), previous);
        match self.logs.get(&key) {
            Some(text) => Answer::text(200, text),
            None => {
                let message = format!(
                    "container \"{container}\" in pod \"{pod}\" is waiting to start: \
                     trying and failing to pull image"
                );
                Answer::status(400, "BadRequest", &message)
            }
        }
    }

    /// A client of this cluster, in which `instead` may answer first.
    pub(crate) fn client(
        self,
        instead: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static,
    ) -> (Client, Journal) {
        let journal = Journal::default();
        let (shared, kept) = (Arc::new((self, instead)), Arc::clone(&journal));
        let service = tower::service_fn(move |request: Request<Body>| {
            let (shared, journal) = (Arc::clone(&shared), Arc::clone(&journal));
            async move {
                assert_eq!(request.method(), "GET");
                let asked = note(&journal, &request);
                let answer = shared.1(&asked).unwrap_or_else(|| shared.0.answer(&asked));
                tokio::time::sleep(answer.delay).await;
                let mut response = Response::builder().status(answer.status);
                for (name, value) in &answer.headers {
                    response = response.header(*name, value);
                }
                Ok::<_, std::io::Error>(response.body(Body::from(answer.body)).unwrap())
            }
        });
        (Client::new(service, "default"), kept)
    }

    /// Reads this cluster.
    pub(crate) async fn read(
        self,
        options: &Options,
        instead: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static,
    ) -> (Result<Snapshot, GatherError>, Vec<String>) {
        let (client, journal) = self.client(instead);
        let about = ContextInfo {
            name: "test".to_owned(),
            namespace: "team-a".to_owned(),
            ..ContextInfo::default()
        };
        let snapshot = gather(client, &about, options, &mut |_| {}).await;
        let journal = journal.lock().unwrap().clone();
        (snapshot, journal)
    }
}

/// Writes a request down, and takes it apart.
fn note(journal: &Journal, request: &Request<Body>) -> Asked {
    let uri = request.uri().to_string();
    let accept = request.headers().get("accept").map(|value| value.to_str().unwrap().to_owned());
    let mut journal = journal.lock().unwrap();
    let n_before = journal.iter().filter(|before| **before == uri).count();
    journal.push(uri.clone());
    asked(&uri, accept.unwrap_or_default(), n_before)
}

/// A request, taken apart.
pub(crate) fn asked(uri: &str, accept: String, n_before: usize) -> Asked {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    Asked { path: path.to_owned(), query, accept, n_before }
}

pub(crate) fn options() -> Options {
    Options {
        namespaces: Vec::new(),
        secret_keys: false,
        logs: true,
        request_timeout: Duration::from_secs(15),
        total_timeout: Duration::from_secs(300),
    }
}

/// The gaps, one a line.
pub(crate) fn gaps(snapshot: &Snapshot) -> String {
    let lines = snapshot.gaps.iter().map(|gap| [&gap.what, ": ", &gap.why, "\n"].concat());
    lines.collect()
}

/// Nothing is answered in the cluster's place.
pub(crate) fn as_it_is(_: &Asked) -> Option<Answer> {
    None
}
