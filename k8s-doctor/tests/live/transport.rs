//! Over a real connection, by a real kubeconfig: answers that are cut off, connections that close or
//! fall silent, and nothing there at all.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use k8s_doctor::gather::live::{ConnectOptions, GatherError, MinikubeContext, Options};
use k8s_doctor::gather::live::{connect, gather};
use k8s_doctor::snapshot::Snapshot;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::cluster::{Cluster, asked, gaps, options};

/// What the server does in place of a whole answer to a list of pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// Half of the bytes that `Content-Length` promises, then the end of the connection.
    Short,
    /// A chunk and a half, then the end of the connection.
    Chunk,
    /// The end of the connection at once.
    Closed,
    /// Half of an answer, then nothing, and the connection stays.
    Stalled,
    /// Two bytes in a second, for ever.
    Dripping,
}

fn cluster() -> Cluster {
    let mut cluster = Cluster::current();
    for index in 0..20 {
        let name = format!("pod-{index:02}");
        cluster.add("pods", json!({"metadata": {"namespace": "shop", "name": name}}));
    }
    cluster.add("nodes", json!({"metadata": {"name": "minikube"}}));
    cluster
}

/// Serves the cluster on a port of its own. `times`: how often the fault comes.
async fn serve(fault: Fault, times: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let cluster = std::sync::Arc::new(cluster());
        let left = std::sync::Arc::new(std::sync::Mutex::new(times));
        while let Ok((stream, _)) = listener.accept().await {
            let (cluster, left) = (cluster.clone(), left.clone());
            tokio::spawn(async move {
                // A client that hangs up early is no fault of the test's.
                answer(stream, &cluster, fault, &left).await.ok();
            });
        }
    });
    port
}

/// The fault as often as it is to come, and then none.
fn next_fault(fault: Fault, left: &std::sync::Mutex<usize>) -> Fault {
    let mut left = left.lock().unwrap();
    let is_due = *left > 0;
    *left = left.saturating_sub(1);
    if is_due { fault } else { Fault::None }
}

/// Answers one request, and closes.
async fn answer(
    mut stream: TcpStream,
    cluster: &Cluster,
    fault: Fault,
    left: &std::sync::Mutex<usize>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
        // No HTTP begins so, but TLS does.
        if request[0] == 0x16 {
            return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    }
    let request = String::from_utf8(request).unwrap();
    let uri = request.split(' ').nth(1).unwrap();
    let asked = asked(uri, String::new(), 0);
    let fault = if asked.path == "/api/v1/pods" { next_fault(fault, left) } else { Fault::None };
    let answer = cluster.answer(&asked);
    let (half, length) = (answer.body.len() / 2, answer.body.len());
    let head = format!("HTTP/1.1 {} OK\r\nConnection: close\r\n", answer.status);
    let whole = format!("{head}Content-Length: {length}\r\n\r\n");
    match fault {
        Fault::None => {
            stream.write_all(whole.as_bytes()).await?;
            stream.write_all(&answer.body).await?;
        }
        Fault::Short => {
            stream.write_all(whole.as_bytes()).await?;
            stream.write_all(&answer.body[..half]).await?;
        }
        Fault::Chunk => {
            let chunk = format!("{head}Transfer-Encoding: chunked\r\n\r\n{half:x}\r\n");
            stream.write_all(chunk.as_bytes()).await?;
            stream.write_all(&answer.body[..half]).await?;
            stream.write_all(format!("\r\n{half:x}\r\n").as_bytes()).await?;
            stream.write_all(&answer.body[half..half + 10]).await?;
        }
        Fault::Closed => {}
        Fault::Stalled => {
            stream.write_all(whole.as_bytes()).await?;
            stream.write_all(&answer.body[..half]).await?;
            stream.read_u8().await?;
        }
        Fault::Dripping => {
            stream.write_all(whole.as_bytes()).await?;
            for pair in answer.body.chunks(2) {
                stream.write_all(pair).await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    stream.shutdown().await
}

fn at(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// A kubeconfig as minikube writes it, in a file that goes when this does.
struct Kubeconfig(PathBuf);

impl Kubeconfig {
    fn new(name: &str, server: &str) -> Kubeconfig {
        let path = std::env::temp_dir().join(format!("heldby-{}-{name}", std::process::id()));
        let text = format!(
            "apiVersion: v1
kind: Config
current-context: web
clusters:
- name: web
  cluster:
    server: {server}
    extensions:
    - name: cluster_info
      extension: {{provider: minikube.sigs.k8s.io, version: v1.20.0}}
- name: other
  cluster: {{server: {server:?}}}
contexts:
- name: web
  context: {{cluster: web, namespace: shop, user: web}}
- name: other
  context: {{cluster: other, user: web}}
users:
- name: web
  user: {{}}
"
        );
        std::fs::write(&path, text).unwrap();
        Kubeconfig(path)
    }

    fn options(&self, context: Option<&str>) -> ConnectOptions {
        ConnectOptions { kubeconfig: Some(self.0.clone()), context: context.map(str::to_owned) }
    }
}

impl Drop for Kubeconfig {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

async fn read(port: u16, options: &Options) -> Result<Snapshot, GatherError> {
    let kubeconfig = Kubeconfig::new(&port.to_string(), &at(port));
    let (client, about) = connect(&kubeconfig.options(Some("other"))).await?;
    gather(client, &about, options, &mut |_| {}).await
}

#[tokio::test]
async fn a_fault_that_comes_once_is_made_good() {
    for fault in [Fault::None, Fault::Short, Fault::Chunk, Fault::Closed] {
        let port = serve(fault, 1).await;
        let snapshot = read(port, &options()).await.unwrap();
        assert_eq!((snapshot.pods.len(), snapshot.pods.is_whole()), (20, true), "{fault:?}");
        assert_eq!(gaps(&snapshot), "", "{fault:?}");
    }
}

#[tokio::test]
async fn a_fault_that_stays_is_a_gap() {
    for (fault, n_kept, why) in [
        (Fault::Short, 10, "pods: not whole: stopped at page 1: the answer was cut off: "),
        (Fault::Chunk, 10, "pods: not whole: stopped at page 1: the answer was cut off: "),
        (Fault::Closed, 0, "pods: the connection failed: "),
    ] {
        let port = serve(fault, 99).await;
        let snapshot = read(port, &options()).await.unwrap();
        assert_eq!(snapshot.pods.len(), n_kept, "{fault:?}");
        assert!(!snapshot.pods.is_whole() && snapshot.nodes.is_whole(), "{fault:?}");
        let gaps = gaps(&snapshot);
        assert!(gaps.starts_with(why) && snapshot.gaps.len() == 1, "{fault:?}: {gaps}");
    }
}

#[tokio::test]
async fn silence_in_the_middle_of_an_answer() {
    let short = Options { request_timeout: Duration::from_secs(2), ..options() };
    let port = serve(Fault::Stalled, 99).await;
    let start = Instant::now();
    let snapshot = read(port, &short).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(10), "it is not asked again and again");
    assert_eq!(snapshot.pods.len(), 10);
    let expected = "pods: not whole: stopped at page 1: the answer was cut off: \
                    no answer within 2s\n";
    assert_eq!(gaps(&snapshot), expected);
}

#[tokio::test]
async fn an_answer_that_never_ends() {
    let short = Options { total_timeout: Duration::from_secs(4), ..options() };
    let port = serve(Fault::Dripping, 99).await;
    let start = Instant::now();
    let snapshot = read(port, &short).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(gaps(&snapshot).contains("the time for the whole was over"), "{}", gaps(&snapshot));
}

#[tokio::test]
async fn nothing_listens() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let kubeconfig = Kubeconfig::new("refused", &at(port));
    let (client, about) = connect(&kubeconfig.options(None)).await.unwrap();
    let error = gather(client, &about, &options(), &mut |_| {}).await.unwrap_err();
    let start = format!("the API server at http://127.0.0.1:{port} cannot be reached: ");
    assert!(error.to_string().starts_with(&start), "{error}");
    assert!(error.to_string().to_lowercase().contains("connection refused"), "{error}");
    assert_eq!(error.hint().unwrap(), "is the cluster running? `minikube status -p web`");
}

#[tokio::test]
async fn a_server_without_tls_where_tls_is_spoken() {
    let port = serve(Fault::None, 0).await;
    let kubeconfig = Kubeconfig::new("tls", &format!("https://127.0.0.1:{port}"));
    let (client, about) = connect(&kubeconfig.options(None)).await.unwrap();
    let error = gather(client, &about, &options(), &mut |_| {}).await.unwrap_err();
    let expected = format!(
        "the API server at https://127.0.0.1:{port} cannot be reached: the connection failed: \
         received corrupt message of type InvalidContentType"
    );
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn what_the_kubeconfig_says() {
    let kubeconfig = Kubeconfig::new("contexts", &at(1));
    let (_, about) = connect(&kubeconfig.options(None)).await.unwrap();
    assert_eq!((&*about.name, &*about.cluster, &*about.namespace), ("web", "web", "shop"));
    let MinikubeContext { version, .. } = about.minikube.unwrap();
    assert_eq!(version, "v1.20.0");
    let (_, about) = connect(&kubeconfig.options(Some("other"))).await.unwrap();
    assert_eq!((&*about.name, &*about.namespace, about.minikube), ("other", "default", None));
    let Err(error) = connect(&kubeconfig.options(Some("absent"))).await else {
        panic!("there is no such context")
    };
    assert_eq!(error.to_string(), "no context `absent` in the kubeconfig");
    assert_eq!(error.hint().unwrap(), "there are: web, other");
}

/// The blocking reader, with minikube's own files.
#[test]
fn from_a_kubeconfig_to_a_snapshot() {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            send.send(serve(Fault::None, 0).await).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let port = receive.recv().unwrap();
    let kubeconfig = Kubeconfig::new("whole", &at(port));
    let mut steps = Vec::new();
    let snapshot =
        k8s_doctor::gather::live::read(&kubeconfig.options(None), &options(), &mut |step| {
            steps.push((step.n_done, step.n_all));
        });
    let snapshot = snapshot.unwrap();
    assert_eq!((snapshot.pods.len(), &*snapshot.context), (20, "web"));
    let minikube = &snapshot.minikube;
    assert_eq!(minikube.kubeconfig_version.as_deref(), Some("v1.20.0"));
    assert_eq!(minikube.profile_name, "web");
    let n = k8s_doctor::snapshot::KINDS.len();
    assert_eq!((steps.first(), steps.last()), (Some(&(1, n)), Some(&(n, n))));
}
