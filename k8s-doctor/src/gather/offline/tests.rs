//! Layouts as tools write them, in small; and files as nobody should write them.

use std::fs;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use tar::EntryType;

use super::*;
use crate::gather::archive::tests::Folder;
use crate::snapshot::{Coverage, KINDS, Log, ObjectRef};

/// The names of a snapshot's objects.
fn objects(snapshot: &Snapshot) -> Vec<String> {
    let mut objects = Vec::new();
    snapshot.each(|object| objects.push(object.object().to_string()));
    objects.sort();
    objects
}

fn logs(snapshot: &Snapshot) -> Vec<String> {
    let name = |log: &Log| {
        let previous = if log.previous { " before" } else { "" };
        format!("{}/{}/{}{previous}: {}", log.namespace, log.pod, log.container, log.text.trim())
    };
    snapshot.logs.iter().map(name).collect()
}

fn gaps(snapshot: &Snapshot, folder: &Folder) -> Vec<String> {
    let root = folder.0.to_string_lossy().replace('\\', "/");
    let tell = |gap: &Gap| format!("{}: {}", gap.what, gap.why).replace(&root, "ROOT");
    snapshot.gaps.iter().map(tell).collect()
}

fn pod(name: &str) -> String {
    format!(r#"{{"metadata": {{"name": "{name}"}}}}"#)
}

/// What is read from files, and which namespaces of which kinds are known then.
struct Case {
    name: &'static str,
    files: Vec<(&'static str, String)>,
    objects: &'static [&'static str],
    logs: &'static [&'static str],
    known: &'static [(&'static str, &'static str)],
    unknown: &'static [(&'static str, &'static str)],
    gaps: &'static [&'static str],
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    let list = |kind: &str, items: &[&str]| {
        format!(r#"{{"kind": "{kind}", "items": [{}]}}"#, items.join(", "))
    };
    let named = |kind: &str, name: &str| {
        format!(r#"{{"kind": "{kind}", "apiVersion": "v1", "metadata": {{"name": "{name}"}}}}"#)
    };
    let dump_log = "==== START logs for container c of pod a/p ====\nhello\n\
                    ==== END logs for container c of pod a/p ====\n\
                    ==== START logs for container d of pod a/p ====\n\
                    Request log error: the server rejected our request\n\
                    ==== END logs for container d of pod a/p ====\n";
    let events = r#"{"kind": "EventList", "items": []}"#;
    vec![
        Case {
            name: "cluster-info dump",
            files: vec![
                ("nodes.json", list("NodeList", &[&pod("n")])),
                ("a/pods.json", list("PodList", &[&pod("p")])),
                ("a/events.json", events.to_owned()),
                ("a/replication-controllers.json", list("ReplicationControllerList", &[])),
                ("a/services.json", list("ServiceList", &[])),
                ("a/p/logs.txt", dump_log.to_owned()),
            ],
            objects: &["Node n", "Pod a/p"],
            logs: &["a/p/c: hello"],
            known: &[("Node", ""), ("Pod", "a"), ("Event", "a"), ("Service", "a")],
            unknown: &[("Pod", "b"), ("PersistentVolumeClaim", "a"), ("Secret", "a")],
            gaps: &[
                "kubectl cluster-info dump: holds no claims, volumes, storage classes, endpoints, \
                 config maps, secrets",
                "kubectl cluster-info dump: holds pods only of the namespaces a",
            ],
        },
        Case {
            name: "troubleshoot",
            files: vec![
                ("bundle/version.yaml", "kind: SupportBundle\nspec: {}\n".to_owned()),
                ("bundle/cluster-resources/pods/a.json", format!("[{}]", pod("p"))),
                ("bundle/cluster-resources/pvcs/a.json", list("", &[&pod("c")])),
                ("bundle/cluster-resources/pvs.json", "null".to_owned()),
                ("bundle/cluster-resources/nodes.json", "[]".to_owned()),
                ("bundle/cluster-resources/storage-classes.json", "[]".to_owned()),
                (
                    "bundle/cluster-resources/storage-classes-errors.json",
                    r#"["is forbidden"]"#.to_owned(),
                ),
                ("bundle/cluster-resources/events/a.json", "[]".to_owned()),
                ("bundle/cluster-resources/services/a.json", "[]".to_owned()),
                ("bundle/cluster-resources/endpoints/a.json", "[]".to_owned()),
                ("bundle/cluster-resources/configmaps/a.json", "[]".to_owned()),
                ("bundle/cluster-resources/groups.json", r#"[{"name": "apps"}]"#.to_owned()),
                ("bundle/cluster-resources/pods/logs/a/p/c.log", "hello".to_owned()),
                ("bundle/cluster-resources/pods/logs/a/p/c-previous.log", "earlier".to_owned()),
                ("bundle/app-logs/p/d.log", "from a collector".to_owned()),
                ("bundle/app-logs/q/d.log", "of nobody".to_owned()),
                (
                    "bundle/cluster-info/cluster_version.json",
                    r#"{"info": {"gitVersion": "v1.24.4"}, "string": "v1.24.4"}"#.to_owned(),
                ),
            ],
            objects: &["PersistentVolumeClaim a/c", "Pod a/p"],
            logs: &["a/p/c: hello", "a/p/c before: earlier", "a/p/d: from a collector"],
            known: &[("Pod", "a"), ("PersistentVolumeClaim", "a"), ("Node", "")],
            unknown: &[("Pod", "b"), ("StorageClass", ""), ("Secret", "a")],
            gaps: &[
                "storage-classes: is forbidden",
                "the support bundle: holds no storage classes, secrets",
                "the support bundle: holds pods only of the namespaces a",
            ],
        },
        Case {
            name: "must-gather",
            files: vec![
                ("mg/image-sha/timestamp", "now".to_owned()),
                (
                    "mg/image-sha/namespaces/a/core/pods.yaml",
                    format!("kind: PodList\nitems: [{}]\n", pod("p")),
                ),
                (
                    "mg/image-sha/namespaces/a/core/events.yaml",
                    "kind: EventList\nitems: []\n".to_owned(),
                ),
                ("mg/image-sha/namespaces/a/a.yaml", named("Namespace", "a")),
                ("mg/image-sha/namespaces/a/pods/p/p.yaml", named("Pod", "p")),
                ("mg/image-sha/namespaces/a/pods/p/c/c/logs/current.log", "hello".to_owned()),
                ("mg/image-sha/namespaces/a/pods/p/c/c/logs/previous.log", "before".to_owned()),
                ("mg/image-sha/cluster-scoped-resources/core/nodes/n.yaml", named("Node", "n")),
                (
                    "mg/image-sha/cluster-scoped-resources/config.openshift.io/ingresses.yaml",
                    "kind: List\napiVersion: v1\nitems:\n- kind: Ingress\n  \
                     apiVersion: config.openshift.io/v1\n  metadata: {name: cluster}\n"
                        .to_owned(),
                ),
            ],
            objects: &["Ingress cluster", "Namespace a", "Node n", "Pod a/p"],
            logs: &["a/p/c: hello", "a/p/c before: before"],
            known: &[("Pod", "a"), ("Node", "")],
            unknown: &[("Pod", "b"), ("Ingress", "a"), ("Namespace", "")],
            gaps: &[
                "the must-gather archive: holds no claims, volumes, storage classes, services, \
                 endpoints, config maps, secrets",
                "the must-gather archive: holds pods only of the namespaces a",
            ],
        },
        Case {
            name: "insights",
            files: vec![
                ("config/pod/openshift-x/p.json", pod("p")),
                ("config/node/n.json", pod("n")),
                ("config/pod/openshift-x/logs/p/c_current.log", "hello".to_owned()),
                ("config/pod/openshift-x/logs/p/c_previous.log", "before".to_owned()),
                ("config/id", "12".to_owned()),
                ("config/version.json", named("ClusterVersion", "version")),
                ("events/openshift-x.json", r#"{"items": [{"reason": "x"}]}"#.to_owned()),
            ],
            objects: &["ClusterVersion version", "Node n", "Pod openshift-x/p"],
            logs: &["openshift-x/p/c: hello", "openshift-x/p/c before: before"],
            known: &[("Node", "")],
            unknown: &[("Pod", "openshift-x"), ("Event", "openshift-x")],
            gaps: &["the Insights archive: holds no events, claims, volumes, storage classes, \
                     services, endpoints, config maps, secrets"],
        },
        Case {
            name: "kubectl get, a kind a file",
            files: vec![
                (
                    "pods.json",
                    r#"{"kind": "List", "items": [
                        {"kind": "Pod", "metadata": {"name": "p", "namespace": "a"}},
                        {"kind": "Pod", "metadata": {"name": "p", "namespace": "b"}}]}"#
                        .to_owned(),
                ),
                ("pvcs.json", list("List", &[])),
                ("logs/a_p_c.txt", "hello".to_owned()),
                ("logs/a_p_c.previous.txt", "before".to_owned()),
                ("logs/b/p/c.log", "deep".to_owned()),
                ("version.json", r#"{"serverVersion": {"gitVersion": "v1.20.2"}}"#.to_owned()),
                ("INCIDENT.md", "# pods".to_owned()),
                ("notes.txt", "nothing".to_owned()),
                ("broken.yaml", "kind: Pod\nmetadata:\n  name: [\n---\nkind: Pod\n".to_owned()),
                ("dump.txt", named("Node", "n")),
            ],
            objects: &["Node n", "Pod a/p", "Pod b/p"],
            logs: &["a/p/c: hello", "a/p/c before: before", "b/p/c: deep"],
            known: &[("Pod", "c"), ("PersistentVolumeClaim", "c")],
            unknown: &[("Node", ""), ("Secret", "a")],
            gaps: &[
                "ROOT: holds no events, volumes, storage classes, services, endpoints, config \
                 maps, secrets",
                "ROOT/broken.yaml:3: unclosed bracket '['",
            ],
        },
        Case {
            name: "UTF-16, and a mark before UTF-8",
            files: vec![("a/pods.json", "\u{feff}".to_owned() + &named("Pod", "p"))],
            objects: &["Pod p"],
            logs: &[],
            known: &[],
            unknown: &[("Pod", "")],
            gaps: &["ROOT: holds no nodes, events, claims, volumes, storage classes, services, \
                     endpoints, config maps, secrets"],
        },
    ]
}

#[track_caller]
fn check(case: &Case, snapshot: &Snapshot, folder: &Folder) {
    let name = case.name;
    assert_eq!(objects(snapshot), case.objects, "{name}");
    assert_eq!(logs(snapshot), case.logs, "{name}");
    for (kind, namespace) in case.known {
        assert!(snapshot.covers(kind, namespace), "{name}: {kind} of {namespace} is not known");
    }
    for (kind, namespace) in case.unknown {
        assert!(!snapshot.covers(kind, namespace), "{name}: {kind} of {namespace} is known");
    }
    assert_eq!(gaps(snapshot, folder), case.gaps, "{name}");
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Written as it is, since the builder refuses what is hostile.
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        tar.append(&header, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    io::Write::write_all(&mut gzip, bytes).unwrap();
    gzip.finish().unwrap()
}

fn stdin(bytes: &[u8]) -> Result<Snapshot, GatherError> {
    read(&[], Some(&mut &*bytes), &mut |_, _| {})
}

#[test]
fn every_layout_as_a_folder_and_packed() {
    for case in cases() {
        let folder = Folder::new("layout");
        for (path, text) in &case.files {
            folder.write(path, text);
        }
        check(&case, &folder.read().unwrap(), &folder);

        let files: Vec<(&str, &[u8])> =
            case.files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        let packed = tar(&files);
        for (name, bytes) in [("x.tar", packed.clone()), ("x.tar.gz", gzip(&packed))] {
            let outer = Folder::new("packed");
            outer.write(name, &bytes);
            let mut inside = outer.read().unwrap();
            // Within a folder, and alone.
            assert_eq!(objects(&inside), case.objects, "{}", case.name);
            let alone = read(&[outer.0.join(name)], None, &mut |_, _| {}).unwrap();
            let from_stdin = stdin(&bytes).unwrap();
            for other in [alone, from_stdin] {
                inside.gaps = other.gaps.clone();
                assert!(inside == other, "{}: {name}", case.name);
            }
            // Archive in an archive.
            let nested = stdin(&gzip(&tar(&[("deep/x.tar.gz", &gzip(&bytes))]))).unwrap();
            assert_eq!(objects(&nested), case.objects, "{} nested", case.name);
        }
    }
}

#[test]
fn utf_16_and_streams() {
    let text = r#"{"kind": "Pod", "metadata": {"name": "p"}}"#;
    let wide: Vec<u8> =
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(objects(&stdin(&wide).unwrap()), ["Pod p"]);

    let stream = "{\"kind\": \"NodeList\", \"items\": [{\"metadata\": {\"name\": \"n\"}}]}\n\
                  {\"kind\": \"PodList\", \"items\": [{\"metadata\": {\"name\": \"p\", \
                  \"namespace\": \"a\"}}]}\n{\"kind\": broken\n\
                  ==== START logs for container c of pod a/p ====\nhello\n\
                  ==== END logs for container c of pod a/p ====\n\
                  {\"kind\": \"Pod\", \"metadata\": {\"name\": \"q\", \"namespace\": \"a\"}}\n";
    let snapshot = stdin(stream.as_bytes()).unwrap();
    assert_eq!(objects(&snapshot), ["Node n", "Pod a/p", "Pod a/q"]);
    assert_eq!(logs(&snapshot), ["a/p/c: hello"]);
    assert!(snapshot.gaps.iter().any(|gap| gap.what == "standard input:3"));
}

/// As kubectl wrote them before 1.14: Go's names of fields, and the metadata beside the specification.
#[test]
fn dumps_of_old_kubectl() {
    let pods = br#"{"selfLink": "/api/v1/pods", "resourceVersion": "7", "Items": [{
        "name": "web-1", "namespace": "shop", "uid": "u", "creationTimestamp": "2019-03-08T08:48:30Z",
        "ownerReferences": [{"kind": "ReplicaSet", "name": "web", "uid": "r", "controller": true}],
        "Spec": {"NodeName": "n1", "Containers": [{"Name": "c", "Image": "web:1",
            "LivenessProbe": {"HTTPGet": {"Path": "/", "Port": 80}, "PeriodSeconds": 10}}]},
        "Status": {"Phase": "Running", "PodIP": "10.0.0.1", "HostIP": "10.0.0.2",
            "Conditions": [{"Type": "Ready", "Status": "False"}]}}]}"#;
    let mut decoder = Decoder::new();
    let kind = KINDS.iter().find(|kind| kind.kind == "Pod").copied();
    decoder.read(&Source { kind, ..Source::default() }, pods);
    let snapshot = decoder.finish();
    let pod = snapshot.pods.get("shop", "web-1").expect("the pod has its name");
    assert_eq!(pod.metadata.owner_references[0].name, "web");
    assert_eq!(pod.spec.node_name, "n1");
    assert_eq!(pod.status.host_ip, "10.0.0.2");
    let probe = pod.spec.containers[0].liveness_probe.as_ref();
    assert!(probe.is_some_and(|probe| probe.http_get.is_some()), "{probe:?}");
    assert_eq!(pod.status.conditions[0].type_, "Ready");
}

#[test]
fn manifests_beside_a_dump_are_left_out() {
    let list = |more: &str| {
        let text = format!(
            r#"{{"kind": "List", "items": [
                {{"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {{"name": "wanted"}}}},
                {{"kind": "Service", "apiVersion": "v1", "metadata": {{"name": "wanted"}}}},
                {{"kind": "ConfigMap", "apiVersion": "v1", "metadata": {{"name": "kept"}}}}{more}]}}"#
        );
        stdin(text.as_bytes()).unwrap()
    };
    assert_eq!(objects(&list("")).len(), 3);
    let served = r#", {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "is", "uid": "u"}}"#;
    let snapshot = list(served);
    assert_eq!(objects(&snapshot), ["ConfigMap kept", "Pod is"]);
    let told = snapshot.gaps.iter().any(|gap| gap.why.starts_with("2 manifests"));
    assert!(told, "{:?}", snapshot.gaps);
}

#[test]
fn minikube_homes() {
    let folder = Folder::new("minikube");
    folder
        .write("home/profiles/other/config.json", r#"{"Name": "other"}"#)
        .write("home/profiles/dev/config.json", r#"{"Name": "dev"}"#)
        .write("home/profiles/dev/events.json", "{}")
        .write("home/logs/audit.json", "{\"data\": {}}\n{\"data\": {}}\n")
        .write("home/logs/lastStart.txt", "Log file created")
        .write("home/machines/dev/config.json", "{")
        .write("home/cache/x.yaml", "kind: [")
        .write(
            "kube/kubeconfig",
            "kind: Config\ncurrent-context: dev\nclusters:\n- name: dev\n  cluster:\n    \
             extensions:\n    - extension: {provider: minikube.sigs.k8s.io, version: v1.20.0}\n\
             contexts:\n- name: dev\n  context: {cluster: dev, user: dev}\n",
        );
    let snapshot = folder.read().unwrap();
    assert_eq!(snapshot.context, "dev");
    let files = &snapshot.minikube;
    assert_eq!(files.profile_name, "dev");
    assert!(files.config.as_ref().unwrap().contains("\"dev\""));
    assert_eq!(files.kubeconfig_version.as_deref(), Some("v1.20.0"));
    assert!(files.audit.is_some() && files.last_start.is_some() && files.events.is_some());

    // The nodes say which profile is theirs.
    folder.write(
        "node.yaml",
        "kind: Node\nmetadata: {name: other, labels: {minikube.k8s.io/name: other}}\n",
    );
    let snapshot = folder.read().unwrap();
    assert_eq!(snapshot.minikube.profile_name, "other");
    assert_eq!(snapshot.gaps.len(), 1, "{:?}", snapshot.gaps);
}

#[test]
fn lists_in_part_and_in_parallel_are_as_read_in_one() {
    let items: Vec<String> = (0..2000)
        .map(|n| format!(r#"{{"metadata": {{"name": "p{n:04}", "namespace": "a"}}}}"#))
        .collect();
    let text = format!(r#"{{"kind": "PodList", "items": [{}]}}"#, items.join(","));
    let snapshot = stdin(text.as_bytes()).unwrap();
    assert_eq!(snapshot.pods.len(), 2000);
    assert_eq!(snapshot.pods.coverage, Coverage::Namespaces(BTreeSet::from(["a".to_owned()])));
    assert!(snapshot.meta(&ObjectRef::new("Pod", "a", "p1999")).is_some());
}

#[test]
fn hostile_archives() {
    let pod = br#"{"kind": "Pod", "metadata": {"name": "p"}}"#;
    let hostile = tar(&[("../../etc/pods.json", pod), ("/etc/passwd.json", pod)]);
    let snapshot = stdin(&hostile).unwrap();
    assert_eq!(objects(&snapshot), ["Pod p"]);

    // A path that never ends.
    let mut long = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(EntryType::GNULongName);
    let path = vec![b'a'; 1 << 20];
    header.set_size(path.len() as u64);
    header.set_cksum();
    long.append(&header, path.as_slice()).unwrap();
    header.set_entry_type(EntryType::Regular);
    header.set_size(pod.len() as u64);
    header.set_cksum();
    long.append(&header, pod.as_slice()).unwrap();
    assert!(stdin(&long.into_inner().unwrap()).is_err());

    // Cut anywhere.
    let whole = gzip(&tar(&[("pods.json", pod), ("nodes.json", pod), ("x.tar.gz", &gzip(pod))]));
    for end in 0..whole.len() {
        stdin(&whole[..end]).ok();
    }
    // Deep in itself.
    let mut bytes = tar(&[("pods.json", pod)]);
    for _ in 0..10 {
        bytes = tar(&[("x.tar.gz", &gzip(&bytes))]);
    }
    assert!(stdin(&bytes).is_err());
}

#[test]
fn hostile_texts() {
    let deep = "[".repeat(100_000);
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n\
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c]\n\
                e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e]\n\
                g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]\nh: &h [*g, *g, *g, *g, *g, *g, *g]\n";
    let many = "{\n".repeat(10_000);
    for text in [deep.as_str(), bomb, many.as_str(), "\0\0", "1 2 3", "{}", "[]"] {
        let folder = Folder::new("hostile");
        folder.write("x.json", text).write("pods.json", r#"{"kind": "Pod", "metadata": {}}"#);
        let snapshot = folder.read().unwrap();
        assert_eq!(snapshot.pods.len(), 1);
        assert!(snapshot.gaps.len() < 60);
        stdin(text.as_bytes()).ok();
    }
}

#[cfg(unix)]
#[test]
fn links_and_pipes() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("links");
    folder.write("a/pods.json", r#"{"kind": "Pod", "metadata": {"name": "p"}}"#);
    symlink(&folder.0, folder.0.join("a/loop")).unwrap();
    symlink("gone.json", folder.0.join("dead.json")).unwrap();
    symlink("a/pods.json", folder.0.join("again.json")).unwrap();
    let snapshot = folder.read().unwrap();
    assert_eq!(objects(&snapshot), ["Pod p"]);
    let dead = gaps(&snapshot, &folder);
    assert!(dead.iter().any(|gap| gap.starts_with("ROOT/dead.json: ")), "{dead:?}");
    assert!(matches!(
        read(&[folder.0.join("none")], None, &mut |_, _| {}),
        Err(GatherError::Path { .. })
    ));
    fs::create_dir(folder.0.join("empty")).unwrap();
    let empty = [folder.0.join("empty")];
    assert!(matches!(read(&empty, None, &mut |_, _| {}), Err(GatherError::Nothing { .. })));
}

#[test]
fn progress_is_told() {
    let folder = Folder::new("progress");
    for n in 0..3 {
        folder.write(&format!("{n}.yaml"), format!("kind: Pod\nmetadata: {{name: p{n}}}\n"));
    }
    let mut told = Vec::new();
    read(&[PathBuf::from(&folder.0)], None, &mut |files, bytes| told.push((files, bytes))).unwrap();
    assert_eq!(told.last(), Some(&(3, 93)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_under_any_name(
        path in prop::sample::select(vec![
            "pods.json", "x.yaml", "x.tar.gz", "x.tar", "cluster-resources/pods/a.json",
            "cluster-resources/pods-errors.json", "cluster-resources/pods/logs/a/p/c.log",
            "namespaces/a/core/pods.yaml", "config/pod/a/p.json", "a/p/logs.txt", "heldby.json",
            "gaps.json", "profiles/p/config.json", "kubeconfig", "logs/audit.json", "logs/a_b_c.txt",
            "cluster-info/cluster_version.json", "version.json", "dump.txt",
        ]),
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[\\[\\]{}\":, a-z0-9=\n-]{0,200}".prop_map(String::into_bytes),
            Just(b"\x1f\x8b".to_vec()),
        ],
    ) {
        let folder = Folder::new("any");
        folder.write(path, &bytes).write("a/replication-controllers.json", "{}");
        folder.read().ok();
        stdin(&bytes).ok();
        stdin(&tar(&[(path, &bytes), ("heldby.json", b"{}")])).ok();
    }
}
