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
        [b'P', b'K', 3, 4, ..] => Err("a zip archive, which is not read here: unpack it first"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..]
        | [b'B', b'Z', b'h', ..]
        | [0x28, 0xb5, 0x2f, 0xfd, ..] => Err("is compressed, and not with gzip: unpack it first"),
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

/// The document as the API has it, from one as kubectl before 1.14 dumped it: keys as Go's fields are
/// spelled (`InvolvedObject`, `HTTPGet`), and the metadata beside the specification.
pub(super) fn lower_keys(json: &str) -> Option<String> {
    let value: Value = serde_json::from_str(json).ok()?;
    serde_json::to_string(&lower(value)).ok()
}

/// What `metadata` is made of.
const METADATA: [&str; 14] = [
    "name",
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "labels",
    "annotations",
    "ownerReferences",
    "finalizers",
];

fn lower(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(lower).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (lower_key(&key), value));
            // Keys of labels and of data are their owner's and stay.
            let keep = |key: &str| {
                ["labels", "annotations", "data", "matchLabels", "nodeSelector", "selector"]
                    .contains(&key)
            };
            let fields = fields.map(|(key, value)| {
                let value = if keep(&key) { value } else { lower(value) };
                (key, value)
            });
            let mut fields: Map<String, Value> = fields.collect();
            let is_part = |key: &str| fields.get(key).is_some_and(Value::is_object);
            let is_object = fields.contains_key("selfLink")
                || ["spec", "status", "involvedObject"].into_iter().any(is_part);
            if is_object && !fields.contains_key("metadata") {
                let of_metadata = |key: &str| Some((key.to_owned(), fields.remove(key)?));
                let metadata: Map<String, Value> =
                    METADATA.into_iter().filter_map(of_metadata).collect();
                fields.insert("metadata".to_owned(), Value::Object(metadata));
            }
            Value::Object(fields)
        }
        other => other,
    }
}

/// `InvolvedObject` and `HTTPGet` as `involvedObject` and `httpGet`.
fn lower_key(key: &str) -> String {
    if key == "ObjectMeta" {
        return "metadata".to_owned();
    }
    let n_capitals = key.bytes().take_while(u8::is_ascii_uppercase).count();
    // Of several capitals the last begins the next word.
    let n_lowered =
        if n_capitals > 1 && n_capitals < key.len() { n_capitals - 1 } else { n_capitals };
    let (first, rest) = key.split_at(n_lowered);
    first.to_ascii_lowercase() + rest
}

/// Whether two texts are the same JSON.
pub(super) fn is_same_json(a: &str, b: &str) -> bool {
    let value = |text| serde_json::from_str::<Value>(text).ok();
    value(a) == value(b)
}
