//! Containers that end: by whose hand, and what their last words tell.

use super::{Case, Fault, Kind, fault, probe_fault, start};
use crate::facts::log_lines::{self, Trouble};
use crate::facts::probes::ProbeKind;
use crate::facts::{Facts, has_ended};
use crate::finding::{Certainty, Evidence};
use crate::snapshot::pod::Terminated;
use crate::snapshot::{Object as _, Time};

/// The end that is looked at: this run's, or else the one before.
fn ended<'a>(case: &Case<'a>) -> Option<(&'a Terminated, &'static str)> {
    let now = case.status.state.terminated.as_deref().map(|ended| (ended, "state.terminated"));
    now.or_else(|| {
        case.status.last_state.terminated.as_deref().map(|ended| (ended, "lastState.terminated"))
    })
}

/// Why a container ended.
pub(super) fn why<'a>(facts: &Facts<'a>, case: &Case<'a>) -> Fault<'a> {
    let Some((ended, path)) = ended(case) else {
        // A crash loop whose last end is not told.
        let mut found = by_log(facts, case, None);
        found.certainty = Certainty::Inferred;
        let reason = case.status.state.waiting.as_ref().map(|waiting| waiting.reason.clone());
        found.evidence.insert(0, case.evidence("state.waiting", reason.unwrap_or_default()));
        return found;
    };
    let mut found = by_end(facts, case, ended);
    found.exit_code = Some(ended.exit_code);
    let mut text = format!("exit code {}", ended.exit_code);
    if !ended.reason.is_empty() {
        text = format!("{}, {text}", ended.reason);
    }
    if case.status.restart_count > 0 {
        text = format!("{text}, {} restarts", case.status.restart_count);
    }
    let own = case.evidence(path, text).since(ended.finished_at);
    // What a probe's event says is more than that the container was killed.
    let is_probe = matches!(found.kind, Kind::Liveness | Kind::Startup | Kind::ProbePort);
    let at = if is_probe { found.evidence.len() } else { 0 };
    found.evidence.insert(at, own);
    found
}

fn by_end<'a>(facts: &Facts<'a>, case: &Case<'a>, ended: &'a Terminated) -> Fault<'a> {
    if ended.reason == "OOMKilled" {
        return fault(case, Kind::OutOfMemory);
    }
    if !ended.message.is_empty() {
        let message = start::plain(&ended.message);
        let is_start = matches!(
            ended.reason.as_str(),
            "ContainerCannotRun" | "StartError" | "ContainerStatusUnknown"
        );
        let is_runtime = is_start || message.contains("OCI runtime");
        if is_runtime && let Some(mut found) = start::runtime(facts, case, &message) {
            found.text = log_lines::quote(message.lines().next().unwrap_or_default());
            let text = found.text.clone();
            found.evidence.push(case.evidence("lastState.terminated.message", text));
            return found;
        }
    }
    if let Some(found) = by_kubelet(facts, case, ended) {
        return found;
    }
    let is_daemon = !case.is_init && case.pod.spec.restart_policy != "Never";
    if ended.exit_code == 0 && is_daemon && !has_ended(case.pod) {
        let mut found = fault(case, Kind::Completes);
        quote_last(facts, case, &mut found);
        return found;
    }
    by_log(facts, case, Some(ended))
}

/// Whether the kubelet, or someone unknown, killed it.
fn by_kubelet<'a>(facts: &Facts<'a>, case: &Case<'a>, ended: &Terminated) -> Option<Fault<'a>> {
    let was_cut = ended.reason == "Unknown" || ended.reason == "ContainerStatusUnknown";
    let was_killed =
        matches!(ended.exit_code, 137 | 143) || matches!(ended.signal, 9 | 15) || was_cut;
    for probe in [ProbeKind::Liveness, ProbeKind::Startup] {
        if probe.of(case.container).is_none() {
            continue;
        }
        let event = facts.unhealthy(case.pod, &case.container.name, probe);
        // Events stop early and lag by minutes, but one of a run long before says nothing.
        let is_of_it = event.is_some_and(|event| {
            event.last().seconds_until(ended.finished_at).is_some_and(|before| before < 1800)
        });
        // `Container site failed liveness probe, will be restarted`
        let killing = facts.event(&case.pod.object(), "Killing", |message| {
            let own = message.contains(&case.container.name);
            own && message.contains(&format!("{} probe", probe.name().to_lowercase()))
        });
        let said = killing.is_some() && is_of_it;
        if is_of_it && (was_killed || said) {
            let mut found = probe_fault(facts, case, probe);
            if let Some(killing) = killing {
                found.evidence.push(Evidence::event(&case.pod.object(), killing));
            }
            return Some(found);
        }
        if was_killed && outlived(case, ended, probe) {
            let mut found = probe_fault(facts, case, probe);
            found.certainty = Certainty::Guessed;
            return Some(found);
        }
    }
    // `PostStartHook failed`, `FailedPostStartHook`
    if case.container.lifecycle.post_start.is_some() {
        let event = facts.event(&case.pod.object(), "FailedPostStartHook", |_| true);
        let is_its = |event: &&crate::snapshot::Event| {
            let apart = event.last().seconds_until(ended.finished_at);
            apart.is_none_or(|apart| apart.abs() < 1800)
                && event.container().is_none_or(|name| name == case.container.name)
        };
        if let Some(event) = event.filter(is_its) {
            let mut found = fault(case, Kind::Hook);
            found.text = log_lines::quote(event.message.lines().next().unwrap_or_default());
            found.evidence.push(Evidence::event(&case.pod.object(), event));
            return Some(found);
        }
    }
    was_killed.then(|| {
        let mut found = fault(case, Kind::Killed);
        found.certainty = Certainty::Inferred;
        quote_last(facts, case, &mut found);
        let node = facts.node_of(case.pod).map(crate::snapshot::Object::object);
        let oom = node.as_ref().and_then(|node| {
            let event = facts.event(node, "SystemOOM", |_| true)?;
            let apart = event.last().seconds_until(ended.finished_at)?.abs();
            (apart < 60 && ended.exit_code == 137).then_some((node, event))
        });
        if let Some((node, event)) = oom {
            found.kind = Kind::OutOfMemory;
            found.certainty = Certainty::Guessed;
            found.evidence.push(Evidence::event(node, event));
        }
        found
    })
}

/// Whether a container lived just long enough for this probe to have killed it.
fn outlived(case: &Case<'_>, ended: &Terminated, probe: ProbeKind) -> bool {
    let Some(settings) = probe.of(case.container) else { return false };
    let Some(lived) = ended.started_at.seconds_until(ended.finished_at) else { return false };
    let or = |value: i64, usual| if value > 0 { value } else { usual };
    let period = or(settings.period_seconds, 10);
    let least = period.saturating_mul(or(settings.failure_threshold, 3) - 1);
    let least = settings.initial_delay_seconds.saturating_add(least);
    let grace = case.pod.spec.termination_grace_period_seconds.unwrap_or(30);
    lived >= least && lived <= least.saturating_add(grace + 2 * period + 5)
}

/// What the log tells.
fn by_log<'a>(facts: &Facts<'a>, case: &Case<'a>, ended: Option<&'a Terminated>) -> Fault<'a> {
    let mut lines = facts.last_lines(case.pod, &case.container.name, 80);
    let mut source = "log";
    if lines.is_empty()
        && let Some(ended) = ended
    {
        lines = ended.message.lines().filter(|line| !line.trim().is_empty()).collect();
        source = "message";
    }
    let told = log_lines::trouble_in(&lines);
    let code = ended.map(|ended| ended.exit_code);
    let kind = match (told, code) {
        (Some((trouble, _)), _) => sort(trouble),
        (None, Some(127)) => Kind::CommandNotFound,
        (None, Some(126)) => Kind::NotExecutable,
        _ => Kind::Crash,
    };
    let mut found = fault(case, kind);
    let line = told.map(|(_, line)| line).or_else(|| log_lines::telling(&lines));
    if let Some(line) = line {
        found.text = log_lines::quote(line);
        found.evidence.push(match source {
            "log" => Evidence::log(&case.pod.object(), &case.container.name, &found.text),
            _ => case.evidence("lastState.terminated.message", found.text.clone()),
        });
    }
    found.subject = match kind {
        Kind::CommandNotFound | Kind::NotExecutable => line.and_then(command).unwrap_or_default(),
        _ => line.and_then(log_lines::host).map(|host| host.name).unwrap_or_default(),
    };
    if kind != Kind::Crash {
        found.certainty = Certainty::Inferred;
    }
    found
}

fn sort(trouble: Trouble) -> Kind {
    match trouble {
        Trouble::Forbidden => Kind::Forbidden,
        Trouble::Dns => Kind::Dns,
        Trouble::NoSuchHost => Kind::NoSuchHost,
        Trouble::Unreachable => Kind::Unreachable,
        Trouble::Credentials => Kind::Credentials,
        Trouble::PortInUse => Kind::PortInUse,
        Trouble::ReadOnly => Kind::ReadOnly,
        Trouble::DiskFull => Kind::DiskFull,
        Trouble::Certificate => Kind::Certificate,
        Trouble::Format => Kind::Format,
        Trouble::CommandNotFound => Kind::CommandNotFound,
        Trouble::NotExecutable => Kind::NotExecutable,
    }
}

/// The command in a shell's words: `sh: 1: serve: not found` → `serve`.
fn command(line: &str) -> Option<String> {
    let parts: Vec<&str> = line.split(": ").collect();
    let end = parts.iter().position(|part| {
        let part = part.to_ascii_lowercase();
        ["not found", "no such file", "permission denied", "command not found"]
            .iter()
            .any(|word| part.starts_with(word))
    })?;
    let name = parts.get(end.checked_sub(1)?)?.trim().trim_matches(['"', '\'']);
    let is_name = !name.contains(' ') && name.parse::<i64>().is_err();
    is_name.then(|| name.to_owned())
}

/// The last telling line, as evidence.
fn quote_last(facts: &Facts<'_>, case: &Case<'_>, found: &mut Fault<'_>) {
    let lines = facts.last_lines(case.pod, &case.container.name, 80);
    if let Some(line) = log_lines::telling(&lines) {
        found.text = log_lines::quote(line);
        let evidence = Evidence::log(&case.pod.object(), &case.container.name, &found.text);
        found.evidence.push(evidence);
    }
}

/// A container that runs unready and whose log ends with another program that does not answer.
pub(super) fn unreachable<'a>(facts: &Facts<'a>, case: &Case<'a>) -> Option<Fault<'a>> {
    let log = facts.log(case.pod, &case.container.name, false)?;
    let lines: Vec<&str> = log.text.lines().rev().take(10).map(str::trim).collect();
    let lines: Vec<&str> = lines.into_iter().rev().filter(|line| !line.is_empty()).collect();
    let (trouble, line) = log_lines::trouble_in(&lines)?;
    let kind = sort(trouble);
    if !matches!(kind, Kind::Unreachable | Kind::NoSuchHost | Kind::Dns | Kind::Forbidden) {
        return None;
    }
    let mut found = fault(case, kind);
    found.subject = log_lines::host(line).map(|host| host.name).unwrap_or_default();
    let is_own = matches!(found.subject.as_str(), "" | "localhost" | "127.0.0.1" | "0.0.0.0");
    if is_own && !matches!(kind, Kind::Dns | Kind::Forbidden) {
        return None;
    }
    found.certainty = Certainty::Inferred;
    found.text = log_lines::quote(line);
    let since = case.status.state.running.as_ref().map_or(Time(None), |state| state.started_at);
    found.evidence.push(case.evidence("ready", "false").since(since));
    let evidence = Evidence::log(&case.pod.object(), &case.container.name, &found.text);
    found.evidence.insert(0, evidence);
    Some(found)
}
