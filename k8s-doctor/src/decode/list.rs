//! The logs in the stream of `kubectl cluster-info dump`.

use crate::snapshot::Log;

/// Reads a log from its `==== START` line on. Gives the log, and the text behind its `==== END`.
pub(super) fn log(text: &str) -> (Option<Log>, &str) {
    let (header, rest) = text.split_once('\n').unwrap_or((text, ""));
    let Some(about) = header.strip_prefix("==== START logs for container ") else {
        return (None, rest);
    };
    let about = about.trim_end_matches([' ', '=', '\r']);
    let Some((container, pod)) = about.split_once(" of pod ") else {
        return (None, rest);
    };
    let (namespace, pod) = pod.split_once('/').unwrap_or(("", pod));
    let end = format!("==== END logs for container {container} of pod ");
    let (body, after) = match rest.find(&end) {
        Some(at) => (&rest[..at], rest[at..].split_once('\n').map_or("", |(_, after)| after)),
        None => (rest, ""),
    };
    let log = Log {
        namespace: namespace.to_owned(),
        pod: pod.to_owned(),
        container: container.to_owned(),
        previous: false,
        text: body.to_owned(),
    };
    (is_log(body).then_some(log), after)
}

/// Whether there is a log, and not what kubectl writes where there is none.
pub(super) fn is_log(text: &str) -> bool {
    !text.trim().is_empty() && !text.starts_with("Request log error:")
}
