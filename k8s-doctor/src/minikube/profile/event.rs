//! `profiles/<name>/events.json`: the steps, warnings and errors of a start, as `CloudEvents`, one on
//! each line.

use serde_json::Value;

use super::audit::BadLines;
use crate::minikube::secret::mask;

/// Something that minikube told while it worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The last word of the event's type: `step`, `info`, `warning`, `error`, `download` …
    pub kind: String,
    /// Of a step, its name; of an error, its code: `GUEST_PROVISION`.
    pub name: Option<String>,
    /// What was told.
    pub message: String,
    /// Of an error, minikube's own advice.
    pub advice: Option<String>,
    /// Of an error, minikube's exit code.
    pub exit_code: Option<u32>,
}

/// Reads an `events.json`, in its order. A line that cannot be read is told and left out.
pub fn parse_events(text: &str) -> (Vec<Event>, Vec<String>) {
    let mut events = Vec::new();
    let mut bad_lines = BadLines::new("events.json");
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = match serde_json::from_str(line) {
            Ok(value) => value,
            Err(error) => {
                bad_lines.note(index + 1, &format!("no JSON ({error})"));
                continue;
            }
        };
        let Some(kind) = value.get("type").and_then(Value::as_str) else {
            bad_lines.note(index + 1, "no type");
            continue;
        };
        let field = |name: &str| {
            let text = value.get("data")?.get(name)?.as_str()?;
            (!text.is_empty()).then(|| mask(text).into_owned())
        };
        events.push(Event {
            kind: kind.rsplit('.').next().unwrap_or_default().to_owned(),
            name: field("name"),
            message: field("message").unwrap_or_default(),
            advice: field("advice"),
            // A number in quotation marks.
            exit_code: field("exitcode").and_then(|code| code.parse().ok()),
        });
    }
    (events, bad_lines.told())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_and_errors() {
        let text = concat!(
            r#"{"specversion":"1.0","type":"io.k8s.sigs.minikube.step","#,
            r#""data":{"currentstep":"0","message":"minikube v1.20.0 on Debian","name":"Initial Minikube Setup"}}"#,
            "\n",
            r#"{"type":"io.k8s.sigs.minikube.error","data":{"advice":"","exitcode":"69","#,
            r#""message":"docker is not running, http://u:pa55@p","name":"PROVIDER_DOCKER_NOT_RUNNING"}}"#,
            "\n{}\nrubbish",
        );
        let (events, problems) = parse_events(text);
        assert_eq!(events.len(), 2);
        assert_eq!(events[0].kind, "step");
        assert_eq!(events[1].exit_code, Some(69));
        assert_eq!(events[1].advice, None);
        assert_eq!(events[1].message, "docker is not running, http://***@p");
        assert_eq!(problems.len(), 2, "{problems:?}");
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>()) {
            let (_events, _problems) = parse_events(&text);
        }
    }
}
