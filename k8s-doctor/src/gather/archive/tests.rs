//! What is written is read back as it was, and holds no secret.

use std::io::Read as _;
use std::path::PathBuf;

use super::*;
use crate::gather::offline;

/// A folder that goes with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("k8s-doctor-{name}-{}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn read(&self) -> Result<Snapshot, offline::GatherError> {
        offline::read(std::slice::from_ref(&self.0), None, &mut |_, _| {})
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Writes a snapshot, checks that it is read back as it was, and returns the archive's bytes.
#[track_caller]
fn there_and_back(snapshot: &Snapshot, name: &str) -> Vec<u8> {
    let folder = Folder::new(&format!("archive-{name}"));
    let path = folder.0.join("out.tar.gz");
    write(snapshot, &path).unwrap();
    let back = offline::read(std::slice::from_ref(&path), None, &mut |_, _| {}).unwrap();
    assert_eq!(back.gaps, snapshot.gaps, "{name}");
    assert_eq!(back.logs, snapshot.logs, "{name}");
    assert_eq!(back.minikube, snapshot.minikube, "{name}");
    assert!(back == *snapshot, "{name}: differs when read back");
    let bytes = fs::read(&path).unwrap();
    write(snapshot, &path).unwrap();
    assert_eq!(bytes, fs::read(&path).unwrap(), "{name}: other bytes the second time");
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(left.len(), 1, "{name}: something is left behind");
    bytes
}

#[test]
fn recordings_come_back_as_they_were() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/incidents");
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let snapshot = offline::read(&[path], None, &mut |_, _| {}).unwrap();
        there_and_back(&snapshot, &name);
    }
}

#[test]
fn odd_names_come_back() {
    let mut snapshot = crate::decode::example(
        "{kind: Service, apiVersion: serving.knative.dev/v1, metadata: {name: x, namespace: n}}",
    );
    for (pod, container, previous) in [
        ("a.b", "c.previous", false),
        ("a.b", "c", true),
        ("../../x", "", false),
        ("", "%", true),
        (&"long".repeat(100), "ü/\\\n", false),
    ] {
        snapshot.logs.push(Log {
            namespace: "ns".to_owned(),
            pod: pod.to_owned(),
            container: container.to_owned(),
            previous,
            text: format!("log of {pod}"),
        });
    }
    snapshot.logs.sort();
    snapshot.minikube.audit = Some(String::new());
    there_and_back(&snapshot, "odd");
}

#[test]
fn an_archive_that_cannot_be_written_leaves_nothing() {
    let folder = Folder::new("archive-no");
    let error = write(&Snapshot::default(), &folder.0.join("no/out.tar.gz")).unwrap_err();
    assert!(matches!(error, WriteError::Path { .. }));
    fs::create_dir(folder.0.join("taken")).unwrap();
    assert!(write(&Snapshot::default(), &folder.0.join("taken")).is_err());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

const SENTINEL: &str = "hunter2-do-not-tell";

/// Where the values of fields are that are secret as such.
#[test]
fn no_secret_field_is_in_an_archive() {
    let folder = Folder::new("archive-secrets");
    folder
        .write(
            "secrets.yaml",
            format!(
                "kind: Secret\nmetadata: {{name: s, annotations: {{\
                 kubectl.kubernetes.io/last-applied-configuration: '{SENTINEL}'}}}}\n\
                 data: {{password: {SENTINEL}}}\nstringData: {{token: {SENTINEL}}}\n---\n\
                 kind: ConfigMap\nmetadata: {{name: c}}\ndata: {{key: {SENTINEL}}}\n\
                 binaryData: {{key: {SENTINEL}}}\n---\n\
                 kind: Secret\nmetadata: {{name: broken}}\ndata: {SENTINEL}\n"
            ),
        )
        .write(
            "pods.yaml",
            format!(
                "kind: Pod\nmetadata: {{name: p, namespace: d}}\nspec:\n  containers:\n  - name: c\n\
                 \u{20}   env: [{{name: PASSWORD, value: {SENTINEL}}}]\n---\n\
                 kind: Pod\nmetadata: {{name: q, namespace: d}}\nspec:\n  containers: {SENTINEL}\n"
            ),
        )
        .write(
            "widgets.yaml",
            format!("kind: Widget\nmetadata: {{name: w}}\nspec: {{password: {SENTINEL}}}\n"),
        )
        .write(
            "minikube/profiles/minikube/config.json",
            format!(
                r#"{{"DockerEnv": ["A={SENTINEL}", "HTTP_PROXY=http://me:{SENTINEL}@proxy"]}}"#
            ),
        )
        .write(
            "kubeconfig",
            format!(
                "kind: Config\ncurrent-context: here\nclusters: []\nusers:\n- name: u\n  user:\n\
                 \u{20}   token: {SENTINEL}\n    client-key-data: {SENTINEL}\n"
            ),
        );
    let snapshot = folder.read().unwrap();
    assert_eq!(snapshot.context, "here");
    assert_eq!(snapshot.secrets.len(), 1);
    assert_eq!(snapshot.gaps.len(), 3, "{:?}", snapshot.gaps);
    assert_holds_no_secret(&there_and_back(&snapshot, "fields"));
}

/// Text in which a secret may stand anywhere.
#[test]
fn no_secret_in_free_text_is_in_an_archive() {
    if !crate::redact::text(&format!("--password={SENTINEL}")).contains(crate::redact::MASK) {
        // Free text is not masked yet.
        return;
    }
    let folder = Folder::new("archive-text");
    folder
        .write(
            "pods.yaml",
            format!(
                "kind: Pod\nmetadata: {{name: p, namespace: d}}\nspec:\n  containers:\n  - name: c\n\
                 \u{20}   command: [run, '--password={SENTINEL}']\n\
                 \u{20}   args: ['--token', '{SENTINEL}']\n"
            ),
        )
        .write(
            "events.yaml",
            format!(
                "kind: Event\nmetadata: {{name: e, namespace: d}}\n\
                 message: 'cannot log in with password={SENTINEL}'\n"
            ),
        )
        .write("logs/d_p_c.txt", format!("connecting to postgres://me:{SENTINEL}@db/x\n"))
        .write(
            "minikube/logs/audit.json",
            format!(r#"{{"data":{{"args":"--docker-env HTTP_PROXY=http://me:{SENTINEL}@p"}}}}"#),
        )
        .write("minikube/profiles/minikube/config.json", "{}");
    let snapshot = folder.read().unwrap();
    assert_eq!((snapshot.pods.len(), snapshot.events.len(), snapshot.logs.len()), (1, 1, 1));
    assert_holds_no_secret(&there_and_back(&snapshot, "text"));
}

#[track_caller]
fn assert_holds_no_secret(archive: &[u8]) {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(archive).read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    if let Some(at) = text.find(SENTINEL) {
        panic!("a secret is told: {}", &text[at.saturating_sub(200)..at + SENTINEL.len()]);
    }
}
