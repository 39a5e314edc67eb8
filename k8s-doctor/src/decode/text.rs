//! Bytes to text, and the repair of texts that are nearly right.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::MAX_LOG_BYTES;

/// UTF-8, or UTF-16 with a byte order mark, as some Windows shells write it.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    let wide = |pair: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or_default().chunks_exact(2);
        let units: Vec<u16> = units.filter_map(|unit| unit.try_into().ok().map(pair)).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xff, 0xfe, ..] => Ok(wide(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Ok(wide(u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => Ok(String::from_utf8_lossy(rest)),
        _ if bytes.iter().take(8192).any(|byte| *byte == 0) => Err("is not text"),
        // Checking all at once is several times faster than looking for what is wrong.
        _ => Ok(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        }),
    }
}

/// Whether a text is JSON, or the stream of `kubectl cluster-info dump`, and not YAML, which may begin
/// with a brace as well.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    let inner = text.trim_start_matches(['[', '{', ' ', '\t', '\r', '\n']);
    let opens = text.starts_with(['{', '[']);
    text.starts_with("====") || opens && inner.starts_with(['"', '}', ']'])
}

/// Where the next document of a stream may begin, after one that is broken.
pub(super) fn next_document(text: &str) -> &str {
    let mut rest = text;
    while let Some(end) = rest.find('\n') {
        rest = &rest[end + 1..];
        if rest.starts_with('{') || rest.starts_with('[') || rest.starts_with("====") {
            return rest;
        }
    }
    ""
}

/// The end of a log, from the beginning of a line on.
pub(super) fn tail(text: &str) -> &str {
    let Some(cut) = text.len().checked_sub(MAX_LOG_BYTES) else {
        return text;
    };
    let cut = (cut..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let rest = &text[cut..];
    rest.find('\n').map_or(rest, |end| &rest[end + 1..])
}

/// The document with keys as in `Metadata` or `ObjectMeta` made into those of the API.
pub(super) fn lower_keys(json: &str) -> Option<String> {
    let value: Value = serde_json::from_str(json).ok()?;
    serde_json::to_string(&lower(value)).ok()
}

fn lower(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(lower).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (lower_key(&key), value));
            // Keys of labels and of data are their owner's and stay.
            let keep = |key: &str| {
                ["labels", "annotations", "data", "matchLabels", "nodeSelector"].contains(&key)
            };
            let fields = fields.map(|(key, value)| {
                let value = if keep(&key) { value } else { lower(value) };
                (key, value)
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn lower_key(key: &str) -> String {
    match key {
        "ObjectMeta" => return "metadata".to_owned(),
        "UID" => return "uid".to_owned(),
        _ => {}
    }
    let mut chars = key.chars();
    match chars.next() {
        Some(first) if first.is_ascii_uppercase() => {
            first.to_ascii_lowercase().to_string() + chars.as_str()
        }
        _ => key.to_owned(),
    }
}

/// Whether two texts are the same JSON.
pub(super) fn is_same_json(a: &str, b: &str) -> bool {
    let value = |text| serde_json::from_str::<Value>(text).ok();
    value(a) == value(b)
}
