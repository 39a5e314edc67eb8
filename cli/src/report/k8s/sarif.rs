//! A diagnosis as SARIF 2.1.0, for code hosts and viewers that take the results of analyses. A
//! cluster has no files and no lines, so that each result names its object as a logical location, and
//! stands at the first line of what was read.

use std::io::{self, Write};

use k8s_doctor::cause::Root;
use k8s_doctor::check;
use k8s_doctor::finding::Severity;
use serde_json::{Value, json};

use super::Report;
use crate::report::write_json;

/// Writes it. `artifact` is the file that was read, or a name for the cluster.
pub(crate) fn write(report: &Report<'_>, artifact: &str, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Value> = check::all()
        .map(|check| {
            json!({
                "id": check.code,
                "shortDescription": {"text": check.title},
                "fullDescription": {"text": check.manual()},
            })
        })
        .collect();
    let results: Vec<Value> = report.roots.iter().map(|root| result(root, artifact)).collect();
    let notifications: Vec<Value> = report
        .diagnosis
        .gaps
        .iter()
        .map(|gap| {
            json!({"level": "warning", "message": {"text": format!("not known: {}: {}", gap.what, gap.why)}})
        })
        .collect();
    let sarif = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "heldby",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    write_json(&sarif, out)
}

fn result(root: &Root, artifact: &str) -> Value {
    let level = match root.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut text = format!("{}: {}", root.object, root.message);
    if !root.holds.is_empty() {
        let held: Vec<String> = root.holds.iter().map(|held| held.object.to_string()).collect();
        text.extend([". Holds up: ", &held.join(", ")]);
    }
    if let Some(remedy) = root.remedies.first() {
        text.extend([". ", &remedy.title]);
        for command in &remedy.commands {
            text.extend(["\n$ ", command]);
        }
    }
    json!({
        "ruleId": root.code,
        "level": level,
        "message": {"text": text},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": artifact},
                "region": {"startLine": 1},
            },
            "logicalLocations": [{
                "fullyQualifiedName": root.object.to_string(),
                "kind": "resource",
            }],
        }],
        "partialFingerprints": {"heldby/v1": format!("{} {}", root.code, root.object)},
    })
}
