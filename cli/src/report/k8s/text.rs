//! A diagnosis for people: what the cluster is, then each root cause with its evidence, what it
//! holds up and what to do, on as few lines as it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use k8s_doctor::cause::{CausalEdge, Held, Root};
use k8s_doctor::finding::{Certainty, Evidence, Remedy, Role, Severity};
use k8s_doctor::overview::Overview;
use k8s_doctor::snapshot::ObjectRef;
use k8s_doctor::why::Why;

use super::Report;
use crate::report::count;
use crate::style::{ERROR, HINT, one_line, paint};

const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// How wide a line may become.
const WIDTH: usize = 110;

/// Lines of what a root holds up, and pieces of evidence, that are shown without `--verbose`.
const MAX_HELD: usize = 12;
const MAX_EVIDENCE: usize = 2;

/// Writes a diagnosis.
pub(crate) fn write(report: &Report<'_>, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    overview(&report.overview, verbose, out)?;
    let roots = &report.roots;
    let (notes, faults): (Vec<&Root>, Vec<&Root>) =
        roots.iter().partition(|root| root.severity == Severity::Note);
    for root in &faults {
        writeln!(out)?;
        write_root(root, &report.diagnosis.edges, verbose, out)?;
    }
    if verbose {
        for root in &notes {
            writeln!(out)?;
            write_root(root, &report.diagnosis.edges, verbose, out)?;
        }
    }
    writeln!(out)?;
    history(report, verbose, out)?;
    gaps(report, verbose, out)?;
    let held: BTreeSet<&ObjectRef> =
        faults.iter().flat_map(|root| root.holds.iter().map(|held| &held.object)).collect();
    let hidden = if verbose || notes.is_empty() {
        String::new()
    } else {
        format!(" ({} with --verbose)", count(notes.len(), "note"))
    };
    match faults.len() {
        0 if !report.is_enough() => {
            let words = "nothing can be said: no pods were read";
            writeln!(out, "{}{hidden}", paint(WARNING, words))
        }
        0 => {
            let all =
                if report.diagnosis.gaps.is_empty() { "" } else { ", as far as it could be read" };
            writeln!(out, "{}{hidden}", paint(GOOD, format!("nothing is held up{all}")))
        }
        n => {
            let holding = if held.is_empty() {
                String::new()
            } else {
                format!(", {} held up", count(held.len(), "object"))
            };
            writeln!(out, "{}{holding}{hidden}", count(n, "root cause"))
        }
    }
}

fn overview(overview: &Overview, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut parts = Vec::new();
    if let Some(version) = &overview.minikube_version {
        parts.push(format!("minikube {version}"));
    }
    if let Some(version) = &overview.server_version {
        parts.push(format!("Kubernetes {version}"));
    }
    let n_ready = overview.nodes.iter().filter(|node| node.is_ready).count();
    match overview.nodes.as_slice() {
        [] => {}
        [node] => {
            let state = if node.is_ready { "ready" } else { "not ready" };
            parts.push(format!("node {} {state} ({})", node.name, node.runtime));
        }
        nodes => parts.push(format!("{n_ready}/{} nodes ready", nodes.len())),
    }
    if let Some((n_pods, n_ready)) = overview.pods {
        parts.push(format!("{n_ready}/{} ready", count(n_pods, "pod")));
    }
    if !overview.addons.is_empty() {
        parts.push(format!("add-ons {}", overview.addons.join(", ")));
    }
    if let Some(now) = overview.now.0 {
        parts.push(format!("as of {}", now.strftime("%Y-%m-%d %H:%M:%SZ")));
    }
    for (index, line) in fold(&parts.join("; "), WIDTH).iter().enumerate() {
        let indent = if index == 0 { "" } else { "  " };
        writeln!(out, "{indent}{}", one_line(line))?;
    }
    if verbose {
        for node in &overview.nodes {
            let state = if node.is_ready { "ready" } else { "NOT READY" };
            let line =
                format!("  {} {state}, kubelet {}, {}", node.name, node.kubelet, node.runtime);
            writeln!(out, "{}", one_line(&line))?;
        }
    }
    Ok(())
}

fn write_root(
    root: &Root,
    edges: &[CausalEdge],
    verbose: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(root, out)?;
    let shown = if verbose { usize::MAX } else { MAX_EVIDENCE };
    for evidence in root.evidence.iter().take(shown) {
        write_evidence(root, evidence, out)?;
    }
    holds(root, edges, verbose, out)?;
    remedies(&root.remedies, verbose, out)
}

/// `error Pod a/b: message  K100`
fn head(root: &Root, out: &mut dyn Write) -> io::Result<()> {
    let (style, word) = match root.severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (WARNING, "warning"),
        Severity::Note => (HINT, "note"),
    };
    let certainty = match (root.role, root.certainty) {
        (Role::Symptom, _) => ", no cause found".to_owned(),
        (_, Certainty::Observed) => String::new(),
        (_, certainty) => format!(", {certainty}"),
    };
    let code = paint(FAINT, format!("[{}{certainty}]", root.code));
    let object = paint(STRONG, one_line(&root.object.to_string()).into_owned());
    let message = one_line(&root.message).into_owned();
    writeln!(out, "{} {object}: {message} {code}", paint(style, word))
}

fn write_evidence(root: &Root, evidence: &Evidence, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    if evidence.object != root.object {
        line.extend([&evidence.object.to_string(), ", "]);
    }
    line.push_str(&evidence.source);
    if let Some(n) = evidence.count.filter(|n| *n > 1) {
        line.extend([" ×", &n.to_string()]);
    }
    if let Some(since) = evidence.since.0 {
        line.extend([" since ", &since.strftime("%H:%M:%S").to_string()]);
    }
    line.push_str(": ");
    line.push_str(evidence.text.trim());
    for (index, part) in fold(&one_line(&line), WIDTH - 4).iter().enumerate() {
        let indent = if index == 0 { "  " } else { "    " };
        writeln!(out, "{indent}{}", paint(FAINT, part))?;
    }
    Ok(())
}

/// What a root holds up, as a tree: each object below the one that holds it.
fn holds(root: &Root, edges: &[CausalEdge], verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    if root.holds.is_empty() {
        return Ok(());
    }
    writeln!(out, "  holds up {}:", count(root.holds.len(), "object"))?;
    let shown = if verbose { usize::MAX } else { MAX_HELD };
    let lines = tree(root, edges);
    // One more line in place of `1 more`.
    let shown = if lines.len() == shown.saturating_add(1) { lines.len() } else { shown };
    for (depth, held) in lines.iter().take(shown) {
        let line = format!("{}{}: {}", "  ".repeat(depth + 2), held.object, held.message);
        writeln!(out, "{}", clip(&one_line(&line)))?;
    }
    if lines.len() > shown {
        let more = format!("    and {} more (with --verbose)", lines.len() - shown);
        writeln!(out, "{}", paint(FAINT, more))?;
    }
    Ok(())
}

/// What a root holds, each once, in the order of a walk down from the root, with its depth.
fn tree<'r>(root: &'r Root, edges: &[CausalEdge]) -> Vec<(usize, &'r Held)> {
    let held: BTreeMap<&ObjectRef, &Held> =
        root.holds.iter().map(|held| (&held.object, held)).collect();
    let mut below: BTreeMap<&ObjectRef, Vec<&ObjectRef>> = BTreeMap::new();
    for edge in edges {
        if held.contains_key(&edge.from) {
            below.entry(&edge.to).or_default().push(&edge.from);
        }
    }
    let mut seen = BTreeSet::from([&root.object]);
    let mut lines = Vec::new();
    let mut stack: Vec<(usize, &ObjectRef)> = vec![(0, &root.object)];
    while let Some((depth, object)) = stack.pop() {
        if depth > 0 {
            if !seen.insert(object) {
                continue;
            }
            lines.extend(held.get(object).map(|held| (depth - 1, *held)));
        }
        let children = below.get(object).into_iter().flatten().rev();
        stack.extend(
            children.filter(|child| !seen.contains(*child)).map(|child| (depth + 1, *child)),
        );
    }
    // What is held only by the root's own other findings.
    lines.extend(
        root.holds.iter().filter(|held| !seen.contains(&held.object)).map(|held| (0, held)),
    );
    lines
}

fn remedies(remedies: &[Remedy], verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    for (index, remedy) in remedies.iter().enumerate() {
        let word = if index == 0 { "do" } else { "or" };
        let in_full = index == 0 || verbose;
        let title = format!("  {}: {}", paint(HINT, word), one_line(&remedy.title));
        writeln!(out, "{title}")?;
        if !in_full {
            continue;
        }
        for command in &remedy.commands {
            writeln!(out, "      $ {}", one_line(command))?;
        }
        if !remedy.risk.is_empty() {
            writeln!(out, "      risk: {}", one_line(&remedy.risk))?;
        }
        for command in &remedy.verify {
            writeln!(out, "      then check: $ {}", one_line(command))?;
        }
    }
    Ok(())
}

fn history(report: &Report<'_>, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    let history = &report.history;
    let n_older = report.diagnosis.n_older;
    if history.is_empty() {
        return Ok(());
    }
    if !verbose {
        let older = if n_older > 0 { format!(" and {n_older} older") } else { String::new() };
        let line =
            format!("over and done: {}{older} (with --verbose)", count(history.len(), "trouble"));
        return writeln!(out, "{}", paint(FAINT, line));
    }
    writeln!(out, "over and done:")?;
    for past in history {
        let when = past.last.0.map(|time| time.strftime("%H:%M:%S ").to_string());
        let line = format!("  {}{}: {}", when.unwrap_or_default(), past.object, past.message);
        writeln!(out, "{}", clip(&one_line(&line)))?;
    }
    if n_older > 0 {
        writeln!(out, "  and {n_older} older ones of the whole cluster")?;
    }
    Ok(())
}

fn gaps(report: &Report<'_>, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    let gaps = &report.diagnosis.gaps;
    let shown = if verbose { usize::MAX } else { 3 };
    for gap in gaps.iter().take(shown) {
        let line = format!("not known: {}: {}", gap.what, gap.why);
        writeln!(out, "{}", paint(WARNING, clip(&one_line(&line))))?;
    }
    if gaps.len() > shown {
        let more = format!("not known: {} more (with --verbose)", gaps.len() - shown);
        writeln!(out, "{}", paint(WARNING, more))?;
    }
    Ok(())
}

/// Writes the chains of one object.
pub(crate) fn write_why(why: &Why, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    if why.chains.is_empty() {
        let object = one_line(&why.object.to_string()).into_owned();
        writeln!(out, "{}: {}", paint(STRONG, object), paint(GOOD, "nothing holds it"))?;
    }
    for (index, chain) in why.chains.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let state = why.findings.first().map_or("", |finding| finding.message.as_str());
        let object = one_line(&why.object.to_string()).into_owned();
        writeln!(out, "{}: {}", paint(STRONG, object), one_line(state))?;
        for step in &chain.steps {
            let line = format!("  held by {} ({})", step.to, step.why);
            writeln!(out, "{}", one_line(&line))?;
        }
        writeln!(out, "which is the root:")?;
        head(&chain.root, out)?;
        let shown = if verbose { usize::MAX } else { MAX_EVIDENCE };
        for evidence in chain.root.evidence.iter().take(shown) {
            write_evidence(&chain.root, evidence, out)?;
        }
        remedies(&chain.root.remedies, verbose, out)?;
    }
    if !why.holds.is_empty() {
        let held: Vec<String> = why.holds.iter().map(ToString::to_string).collect();
        writeln!(out, "it holds up: {}", one_line(&held.join(", ")))?;
    }
    Ok(())
}

/// A text in lines of at most `width` characters, broken between words where that can be.
fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// A line cut to the width.
fn clip(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    let cut: String = line.chars().take(WIDTH - 1).collect();
    format!("{}…", cut.trim_end())
}
