//! Another program that heldby runs and waits for, and the temporary folder that it may use.
//! Neither outlives heldby, also where heldby is interrupted: then the program is ended and the
//! folder removed first.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

/// How often there is a sign of life.
const TICK: Duration = Duration::from_millis(100);

/// A longer line is taken in parts.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// What a shell reports of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// What is to be ended and removed where heldby is interrupted.
struct Running {
    child: Option<Child>,
    folder: Option<PathBuf>,
}

static RUNNING: Mutex<Running> = Mutex::new(Running { child: None, folder: None });

fn running() -> MutexGuard<'static, Running> {
    // A thread that panicked has left nothing half done in there.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A temporary folder. It is removed with all that is in it when this value is dropped.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// A new folder in `parent`.
    pub(crate) fn new(parent: &Path) -> io::Result<Self> {
        clean_up_when_interrupted();
        let mut n = 0;
        loop {
            let path = parent.join(format!("heldby-{}-{n}", std::process::id()));
            let mut running = running();
            match fs::create_dir(&path) {
                Ok(()) => {
                    running.folder = Some(path.clone());
                    return Ok(Self { path });
                }
                // Left behind by a run that was killed, or made by somebody else.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && n < 1000 => n += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.path);
        running().folder = None;
    }
}

/// Removes a folder, into which programs that were just ended may still write for a moment.
fn remove(folder: &Path) {
    for _ in 0..20 {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                thread::sleep(Duration::from_millis(50));
            }
            _ => return,
        }
    }
}

fn clean_up_when_interrupted() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let handler = || {
            let mut running = running();
            if let Some(child) = &mut running.child {
                // It may have ended just now.
                child.kill().and_then(|()| child.wait()).ok();
            }
            if let Some(folder) = running.folder.take() {
                remove(&folder);
            }
            #[expect(clippy::exit, reason = "the signal's own effect, after the cleaning up")]
            std::process::exit(INTERRUPTED);
        };
        // Where signals cannot be caught, they end heldby as ever.
        ctrlc::set_handler(handler).ok();
    });
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
}

/// Runs a program without input to its end. Each line of its stderr is handed to `line`, and every
/// moment `tick` is called.
pub(crate) fn run(
    command: &mut Command,
    line: &mut dyn FnMut(&str),
    tick: &dyn Fn(),
) -> io::Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (stdout, stderr) = {
        let mut running = running();
        let mut child = command.spawn()?;
        let pipes = (child.stdout.take(), child.stderr.take());
        running.child = Some(child);
        pipes
    };
    let stdout = thread::scope(|scope| {
        let collector = scope.spawn(|| {
            let mut bytes = Vec::new();
            stdout.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut bytes)).map(|_| bytes)
        });
        let (sender, receiver) = mpsc::sync_channel(256);
        scope.spawn(move || stderr.map(|pipe| send_lines(pipe, &sender)));
        loop {
            match receiver.recv_timeout(TICK) {
                Ok(text) => line(&text),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            tick();
        }
        collector.join().unwrap_or_else(|_| Err(io::Error::other("its output could not be read")))
    });
    // Waited for under the lock, so that an interrupt does not miss it.
    let mut running = running();
    let status = match running.child.take() {
        Some(mut child) => child.wait()?,
        None => return Err(io::Error::other("it is waited for twice")),
    };
    Ok(Ended { status, stdout: stdout? })
}

/// Sends the lines of `pipe`, without their ends, until it ends or cannot be read.
fn send_lines(pipe: impl Read, sender: &SyncSender<String>) {
    let mut pipe = BufReader::new(pipe);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        match (&mut pipe).take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes) {
            Ok(1..) => {}
            Ok(0) | Err(_) => return,
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches(['\n', '\r']).to_owned();
        // Whoever listens stops only when all is over.
        if sender.send(text).is_err() {
            return;
        }
    }
}
