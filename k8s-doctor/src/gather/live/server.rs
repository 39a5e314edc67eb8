//! One request to the API server: only `GET`, with a limit on everything, tried again where that helps,
//! and its failure told in words.

use std::error::Error;
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::{HeaderMap, Request, Response, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use kube::Client;
use kube::client::Body;
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};

use super::Options;

/// Requests that may be under way at once.
const MAX_REQUESTS: usize = 8;

/// The most that one answer may hold, in bytes.
const MAX_BODY: usize = 128 << 20;

/// After so many requests without an answer, and none with one between them, no more are made.
const MAX_SILENT: usize = 16;

/// The longest that one request may wait for a server that says when to come back.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// The longest message of an error that is passed on, in characters.
const MAX_MESSAGE: usize = 500;

/// The API server, within limits.
pub(super) struct Server {
    client: Client,
    silence: Duration,
    deadline: Instant,
    permits: Semaphore,
    date: OnceLock<Timestamp>,
    /// Requests without an answer since the last one with.
    n_silent: AtomicUsize,
}

/// Why there is no answer, or not all of it.
#[derive(Debug)]
pub(super) enum Failure {
    /// A status that is not success.
    Status(Refusal),
    /// No connection, or a broken one.
    Connection(String),
    /// Nothing came for as long as was allowed.
    Silent(Duration),
    /// Nothing came of many requests before.
    NotAsked,
    /// The time for the whole is over.
    OutOfTime,
    /// The answer is larger than allowed.
    TooLarge,
    /// The answer ended too soon.
    Cut {
        /// What came of it.
        body: Vec<u8>,
        /// Why no more came.
        why: Box<Failure>,
    },
    /// The answer cannot be used.
    Broken(String),
}

/// An answer that is not success.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    /// The HTTP status.
    pub code: u16,
    /// In the server's words.
    pub message: String,
    /// Of a list whose token is too old: the token to go on with all the same.
    pub next: Option<String>,
    /// When to come back.
    pub retry_after: Option<Duration>,
}

/// How hard to try.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// A server that fails is asked again.
    Usual,
    /// A server that fails has said what is to be known: it speaks for a node that cannot be reached.
    Little,
}

/// `Status` of the API, as far as it is read.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Status {
    message: String,
    metadata: StatusMeta,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct StatusMeta {
    #[serde(rename = "continue")]
    next: Option<String>,
}

impl Server {
    pub(super) fn new(client: Client, options: &Options) -> Server {
        Server {
            client,
            silence: options.request_timeout,
            deadline: Instant::now() + options.total_timeout,
            permits: Semaphore::new(MAX_REQUESTS),
            date: OnceLock::new(),
            n_silent: AtomicUsize::new(0),
        }
    }

    /// The server's clock at its first answer.
    pub(super) fn date(&self) -> Option<Timestamp> {
        self.date.get().copied()
    }

    /// The body of a path's answer. `accept`: the form that is asked for, where it is not plain JSON.
    pub(super) async fn get(
        &self,
        path: &str,
        accept: Option<&str>,
        effort: Effort,
    ) -> Result<Vec<u8>, Failure> {
        // The semaphore is never closed, so that there is a permit in the end.
        let _permit = self.permits.acquire().await;
        let mut tries = Tries { effort, n_failed: 0, waited: Duration::ZERO };
        if self.n_silent.load(Ordering::Relaxed) >= MAX_SILENT {
            return Err(Failure::NotAsked);
        }
        loop {
            let failure = match self.once(path, accept).await {
                Ok(body) => return Ok(body),
                Err(failure) => failure,
            };
            match tries.wait_after(&failure) {
                Some(wait) if Instant::now() + wait < self.deadline => sleep(wait).await,
                _ => return Err(failure),
            }
        }
    }

    async fn once(&self, path: &str, accept: Option<&str>) -> Result<Vec<u8>, Failure> {
        let request = Request::get(path)
            .header(header::ACCEPT, accept.unwrap_or("application/json"))
            .body(Body::empty())
            .map_err(|error| Failure::Broken(format!("the path {path} is not one: {error}")))?;
        let response = self.within(self.client.send(request)).await;
        match &response {
            Err(Failure::Silent(_)) => self.n_silent.fetch_add(1, Ordering::Relaxed),
            _ => self.n_silent.swap(0, Ordering::Relaxed),
        };
        let response = response?;
        let response = response.map_err(|error| Failure::Connection(chain(&error)))?;
        if let Some(date) = date(response.headers()) {
            self.date.get_or_init(|| date);
        }
        let (code, retry_after) = (response.status(), retry_after(response.headers()));
        let body = self.body(response).await;
        if code.is_success() {
            return body;
        }
        let text = match body {
            Ok(body) | Err(Failure::Cut { body, .. }) => body,
            Err(_) => Vec::new(),
        };
        let mut refusal = refusal(&text);
        (refusal.code, refusal.retry_after) = (code.as_u16(), retry_after);
        if refusal.message.is_empty() {
            code.canonical_reason().unwrap_or("no reason given").clone_into(&mut refusal.message);
        }
        Err(Failure::Status(refusal))
    }

    async fn body(&self, response: Response<Body>) -> Result<Vec<u8>, Failure> {
        let mut stream = response.into_body();
        let mut body = Vec::new();
        loop {
            let why = match self.within(stream.frame()).await {
                Ok(None) => return Ok(body),
                Ok(Some(Ok(frame))) => {
                    let data = frame.data_ref().map_or(&[][..], |data| data.as_ref());
                    if body.len() + data.len() > MAX_BODY {
                        return Err(Failure::TooLarge);
                    }
                    body.extend_from_slice(data);
                    continue;
                }
                Ok(Some(Err(error))) => Failure::Connection(chain(&error)),
                Err(failure) => failure,
            };
            return Err(Failure::Cut { body, why: Box::new(why) });
        }
    }

    /// Waits for something, but no longer than for silence, and not beyond the deadline.
    async fn within<F: Future>(&self, future: F) -> Result<F::Output, Failure> {
        let end = Instant::now() + self.silence;
        let failure = || {
            let is_over = self.deadline < end;
            if is_over { Failure::OutOfTime } else { Failure::Silent(self.silence) }
        };
        timeout_at(end.min(self.deadline), future).await.map_err(|_| failure())
    }
}

/// What was tried so far of one request.
struct Tries {
    effort: Effort,
    n_failed: u32,
    waited: Duration,
}

impl Tries {
    /// How long to wait before the request is made again; nothing where it is not to be.
    fn wait_after(&mut self, failure: &Failure) -> Option<Duration> {
        let back_off = Duration::from_millis(250) * 2_u32.saturating_pow(self.n_failed);
        let (max_failed, wait) = match failure {
            Failure::Status(refusal) => {
                let wait = refusal.retry_after;
                match refusal.code {
                    429 => (6, wait.unwrap_or(Duration::from_secs(1))),
                    500 | 502 | 503 | 504 if self.effort == Effort::Usual => {
                        (2, wait.unwrap_or(back_off))
                    }
                    _ => return None,
                }
            }
            Failure::Connection(_) => (1, back_off),
            Failure::Cut { why, .. } if matches!(**why, Failure::Connection(_)) => (1, back_off),
            _ => return None,
        };
        self.n_failed += 1;
        self.waited += wait;
        (self.n_failed <= max_failed && self.waited <= MAX_WAIT).then_some(wait)
    }
}

impl Failure {
    /// What a gap says of a resource that is not there.
    pub(super) const NOT_SERVED: &str = "not served by this server";

    /// The HTTP status; 0 where there is none.
    pub(super) fn code(&self) -> u16 {
        match self {
            Failure::Status(refusal) => refusal.code,
            _ => 0,
        }
    }

    /// The server's message.
    pub(super) fn message(&self) -> &str {
        match self {
            Failure::Status(refusal) => &refusal.message,
            _ => "",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Status(Refusal { code, message, .. }) => match code {
                401 => write!(f, "the credentials were refused: {message}"),
                403 => write!(f, "forbidden: {message}"),
                404 => f.write_str(Failure::NOT_SERVED),
                code => write!(f, "the server answered {code}: {message}"),
            },
            Failure::Connection(why) => write!(f, "the connection failed: {why}"),
            Failure::Silent(limit) => write!(f, "no answer within {limit:?}"),
            Failure::NotAsked => {
                write!(f, "not read: {MAX_SILENT} requests in a row had no answer")
            }
            Failure::OutOfTime => write!(f, "not read: the time for the whole was over"),
            Failure::TooLarge => write!(f, "an answer of more than {} MiB", MAX_BODY >> 20),
            Failure::Cut { why, .. } => write!(f, "the answer was cut off: {why}"),
            Failure::Broken(why) => f.write_str(why),
        }
    }
}

/// What an error's body says: `Status` as JSON, or plain text as of the parts in front of the API.
fn refusal(body: &[u8]) -> Refusal {
    let status: Status = serde_json::from_slice(body).unwrap_or_else(|_| Status {
        message: String::from_utf8_lossy(body).trim().to_owned(),
        metadata: StatusMeta::default(),
    });
    let message: String = status.message.chars().take(MAX_MESSAGE).collect();
    let next = status.metadata.next.filter(|next| !next.is_empty());
    Refusal { message, next, ..Refusal::default() }
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(header::DATE)?.to_str().ok()?;
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

/// In whole seconds; a date there is rare, and counts as none.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// An error with all that caused it, each said once. The types of kube's and of the client's errors,
/// which they say first, tell a reader nothing.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        next = error.source();
        let part = error.to_string();
        let plain = ["ServiceError: ", "HyperError: "].iter().find_map(|it| part.strip_prefix(it));
        let part = plain.unwrap_or(&part);
        let is_type = part.starts_with("client error (") && next.is_some();
        if !is_type && !text.contains(part) {
            let separator = if text.is_empty() { "" } else { ": " };
            text = format!("{text}{separator}{part}");
        }
    }
    text
}

/// A part of a path or of a query, with all but plain characters escaped.
pub(super) fn escape(part: &str) -> String {
    use fmt::Write as _;
    let mut escaped = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}
