//! Containers that cannot be created or started: what the kubelet and the runtimes say of them
//! (docker, containerd, CRI-O; runc and crun), in the words of 1.20 to now.

use super::{Case, Fault, Kind, fault};
use crate::facts::{Facts, log_lines};
use crate::snapshot::{ObjectRef, Pod};

/// A container that waits for a reason which is not its own end.
pub(super) fn refused<'a>(
    facts: &Facts<'a>,
    case: &Case<'a>,
    waiting: &crate::snapshot::pod::Waiting,
) -> Option<Fault<'a>> {
    let is_image = matches!(
        waiting.reason.as_str(),
        "ErrImagePull"
            | "ImagePullBackOff"
            | "InvalidImageName"
            | "ErrImageNeverPull"
            | "ImageInspectError"
            | "RegistryUnavailable"
            | "SignatureValidationFailed"
    );
    if is_image {
        return None;
    }
    let message = plain(&waiting.message);
    let evidence = case.evidence("state.waiting", format!("{}: {message}", waiting.reason));
    let mut found = match waiting.reason.as_str() {
        "PostStartHookError" => fault(case, Kind::Hook),
        _ => config(facts, case, &message)
            .or_else(|| runtime(facts, case, &message))
            .unwrap_or_else(|| fault(case, Kind::NotCreated)),
    };
    found.text = log_lines::quote(message.lines().next().unwrap_or_default());
    if found.text.is_empty() {
        found.text.clone_from(&waiting.reason);
    }
    if found.kind == Kind::NotCreated && waiting.reason == "RunContainerError" {
        // What it says of the last try may be more.
        let ended = case.status.last_state.terminated.as_ref();
        if let Some(other) = ended.and_then(|ended| runtime(facts, case, &plain(&ended.message))) {
            found = Fault { text: found.text, ..other };
        }
    }
    found.evidence.insert(0, evidence);
    Some(found)
}

/// Quotes without their backslashes.
pub(super) fn plain(message: &str) -> String {
    message.replace("\\\"", "\"").trim().to_owned()
}

/// What is between quotes behind a marker.
fn quoted<'t>(text: &'t str, marker: &str) -> Option<&'t str> {
    let rest = text.split_once(marker)?.1.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    rest[1..].split_once(quote).map(|(inside, _)| inside)
}

/// `configmap "c" not found` → `c`, unless it is there after all.
pub(super) fn missing(facts: &Facts<'_>, pod: &Pod, message: &str) -> Option<(Kind, ObjectRef)> {
    let namespace = &pod.metadata.namespace;
    for (marker, kind) in [("configmap ", "ConfigMap"), ("secret ", "Secret")] {
        let Some(name) = quoted(message, marker).filter(|_| message.contains("not found")) else {
            continue;
        };
        let object = ObjectRef::new(kind, namespace, name);
        if facts.snapshot.meta(&object).is_none() {
            let kind = if kind == "Secret" { Kind::MissingSecret } else { Kind::MissingConfigMap };
            return Some((kind, object));
        }
    }
    None
}

/// What the kubelet refuses before it asks the runtime.
fn config<'a>(facts: &Facts<'a>, case: &Case<'a>, message: &str) -> Option<Fault<'a>> {
    if let Some((kind, object)) = missing(facts, case.pod, message) {
        return Some(Fault { object: Some(object), ..fault(case, kind) });
    }
    // `couldn't find key K in ConfigMap NS/NAME`
    if let Some((_, rest)) = message.split_once("couldn't find key ") {
        let mut words = rest.split_whitespace();
        let key = words.next().unwrap_or_default().to_owned();
        let kind = words.nth(1).unwrap_or_default();
        let name = words.next().unwrap_or_default().trim_end_matches([',', '.']);
        let (namespace, name) =
            name.split_once('/').unwrap_or((&case.pod.metadata.namespace, name));
        let object = ObjectRef::new(kind, namespace, name);
        return Some(Fault { subject: key, object: Some(object), ..fault(case, Kind::MissingKey) });
    }
    let is_root = message.contains("runAsNonRoot") || message.contains("breaks non-root policy");
    is_root.then(|| fault(case, Kind::NonRoot))
}

/// What a runtime says of a container that it cannot create or start.
pub(super) fn runtime<'a>(facts: &Facts<'a>, case: &Case<'a>, text: &str) -> Option<Fault<'a>> {
    let lower = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let with =
        |kind, subject: &str| Some(Fault { subject: subject.to_owned(), ..fault(case, kind) });
    let command = || {
        let named = quoted(text, "exec: ").or_else(|| quoted(text, "executable file "));
        let named = named.or_else(|| quoted(text, "open executable: "));
        let own = case.container.command.first().or(case.container.args.first());
        named.or(own.map(String::as_str)).unwrap_or_default()
    };
    if has(&["oom-killed", "oom killed"]) {
        return with(Kind::OutOfMemory, "");
    }
    if has(&["no command specified"]) {
        return with(Kind::NoCommand, "");
    }
    if has(&["exec format error"]) {
        return with(Kind::Format, command());
    }
    if has(&["no space left on device"]) {
        return with(Kind::DiskFull, "");
    }
    let folder = quoted(text, "chdir to cwd (").or_else(|| quoted(text, "working directory "));
    if let Some(folder) = folder.or_else(|| quoted(text, "chdir ")) {
        return with(Kind::WorkingDir, folder);
    }
    if has(&["mount a directory onto a file", "is not a directory", "not a directory: unknown"]) {
        let path = quoted(text, "to rootfs at ").or_else(|| quoted(text, "mountpoint for "));
        return Some(mount_conflict(facts, case, path.unwrap_or_default()));
    }
    if has(&["read-only file system"]) {
        let path = quoted(text, "to rootfs at ").or_else(|| quoted(text, "mkdir "));
        return with(Kind::ReadOnly, path.unwrap_or_default());
    }
    let is_exec = has(&["exec: ", "executable file", "exec failed", "open executable", "stat `"]);
    if is_exec && has(&["permission denied"]) {
        return with(Kind::NotExecutable, command());
    }
    if is_exec && has(&["not found", "no such file or directory"]) {
        return with(Kind::CommandNotFound, command());
    }
    None
}

/// A file over a folder. Where the file is to be a key that its config map or secret does not have,
/// that is why: the kubelet then makes an empty folder in its place.
fn mount_conflict<'a>(facts: &Facts<'a>, case: &Case<'a>, path: &str) -> Fault<'a> {
    let namespace = &case.pod.metadata.namespace;
    let mounts = case.container.volume_mounts.iter().filter(|mount| !mount.sub_path.is_empty());
    for mount in mounts.filter(|mount| path.is_empty() || mount.mount_path == path) {
        let volume = case.pod.spec.volumes.iter().find(|volume| volume.name == mount.name);
        let Some(volume) = volume else { continue };
        let object = match (&volume.config_map, &volume.secret) {
            (Some(map), _) if map.items.is_empty() => {
                ObjectRef::new("ConfigMap", namespace, &map.name)
            }
            (_, Some(secret)) if secret.items.is_empty() => {
                ObjectRef::new("Secret", namespace, &secret.secret_name)
            }
            _ => continue,
        };
        if keys(facts, &object).is_some_and(|keys| !keys.contains(&mount.sub_path.as_str())) {
            return Fault {
                subject: mount.sub_path.clone(),
                object: Some(object),
                ..fault(case, Kind::MissingKey)
            };
        }
    }
    Fault { subject: path.to_owned(), ..fault(case, Kind::MountConflict) }
}

/// The keys of a config map or secret that is in the snapshot.
pub fn keys<'a>(facts: &Facts<'a>, object: &ObjectRef) -> Option<Vec<&'a str>> {
    let snapshot = facts.snapshot;
    if object.kind == "ConfigMap" {
        let map = snapshot.config_maps.get(&object.namespace, &object.name)?;
        return Some(map.data.keys().chain(&map.binary_data.0).map(String::as_str).collect());
    }
    let secret = snapshot.secrets.get(&object.namespace, &object.name)?;
    Some(secret.data.0.iter().chain(&secret.string_data.0).map(String::as_str).collect())
}
