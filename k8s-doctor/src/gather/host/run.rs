//! Runs a program for a limited time, and keeps a limited part of what it says.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{fmt, thread};

/// `docker info` prints 10 KiB.
const MAX_OUTPUT: u64 = 1 << 20;

/// The most of a complaint that is kept, in characters.
const MAX_COMPLAINT: usize = 300;

/// How often a program that runs is looked at.
const POLL: Duration = Duration::from_millis(5);

/// A program that came to its end.
pub(super) struct Ended {
    pub(super) is_success: bool,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Ended {
    /// The reason why `what` did not give an answer: the first line of its stderr, else that its answer is not understood.
    pub(super) fn complaint(&self, what: &str) -> String {
        match self.stderr.lines().map(str::trim).find(|line| !line.is_empty()) {
            Some(line) => line.chars().take(MAX_COMPLAINT).collect(),
            None if !self.is_success => format!("`{what}` fails and says nothing"),
            None => format!("what `{what}` prints is not understood"),
        }
    }
}

/// Why a program did not come to its end.
#[derive(Debug)]
pub(super) enum Stopped {
    /// It could not be started.
    NotStarted(String),
    /// It was killed after so many seconds.
    Silent(u64),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted(reason) => write!(f, "it cannot be started: {reason}"),
            Self::Silent(seconds) => write!(f, "no answer in {seconds} s"),
        }
    }
}

/// Runs a program without input and waits for its end, `patience` at most; then it is killed.
pub(super) fn run(program: &Path, args: &[&str], patience: Duration) -> Result<Ended, Stopped> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Messages are compared with English ones, and minikube must not look for updates.
    command.env("LC_ALL", "C").env("MINIKUBE_WANTUPDATENOTIFICATION", "false");
    let mut child = command.spawn().map_err(|error| Stopped::NotStarted(error.to_string()))?;
    let deadline = Instant::now() + patience;
    let stdout = child.stdout.take().map(collect);
    let stderr = child.stderr.take().map(collect);
    let Some(is_success) = wait(&mut child, deadline) else {
        // It may have ended just now, which is no error.
        child.kill().ok();
        child.wait().ok();
        return Err(Stopped::Silent(patience.as_secs()));
    };
    Ok(Ended { is_success, stdout: text(stdout, deadline), stderr: text(stderr, deadline) })
}

/// Whether it succeeded; `None` where it still runs at the deadline.
fn wait(child: &mut Child, deadline: Instant) -> Option<bool> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < deadline => thread::sleep(POLL),
            Ok(None) | Err(_) => return None,
        }
    }
}

/// Reads a pipe in a thread of its own, so that a full pipe stops nobody. The thread is not waited for: a grandchild may
/// hold the pipe open for ever.
fn collect(pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is as good as all there is.
        pipe.take(MAX_OUTPUT).read_to_end(&mut bytes).ok();
        // Nobody may listen any more.
        sender.send(bytes).ok();
    });
    receiver
}

fn text(pipe: Option<Receiver<Vec<u8>>>, deadline: Instant) -> String {
    let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(100));
    let bytes = pipe.and_then(|pipe| pipe.recv_timeout(left).ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
