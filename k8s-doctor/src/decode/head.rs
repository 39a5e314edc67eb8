//! What a JSON document begins with: enough to know what it is before it is read as that.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::snapshot::KINDS;

/// A document of a stream.
pub(super) enum Document<'a> {
    /// An object, which may be a list.
    Object(Box<Top<'a>>),
    /// A bare array.
    Items(Vec<&'a RawValue>),
    /// Anything else that is JSON.
    Other,
}

/// The fields of a document that tell what it is.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Top<'a> {
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, rename = "apiVersion")]
    pub(super) api_version: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "items")]
    pub(super) items: Option<Vec<&'a RawValue>>,
    pub(super) metadata: Option<IgnoredAny>,
    #[serde(rename = "serverVersion")]
    pub(super) server_version: Option<IgnoredAny>,
    #[serde(rename = "clientVersion")]
    pub(super) client_version: Option<IgnoredAny>,
    #[serde(borrow, rename = "gitVersion")]
    pub(super) git_version: Cow<'a, str>,
}

/// Which object it is, as far as it says so.
#[derive(Default)]
pub(super) struct Head {
    pub(super) kind: String,
    pub(super) api_version: String,
    pub(super) namespace: Option<String>,
    pub(super) name: String,
}

/// The document that a text begins with, and its length.
pub(super) fn document(text: &str) -> serde_json::Result<(Document<'_>, usize)> {
    let nearly = if text.starts_with('[') {
        next(text).map(|(items, length)| (Document::Items(items), length))
    } else {
        next(text).map(|(top, length)| (Document::Object(Box::new(top)), length))
    };
    // Objects of other programs may use the same names for other things.
    nearly.or_else(|_| next::<&RawValue>(text).map(|(_, length)| (Document::Other, length)))
}

fn next<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<(T, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    match values.next() {
        Some(value) => Ok((value?, values.byte_offset())),
        None => Err(serde_json::Error::custom("ends where a document should begin")),
    }
}

/// The items of a list; nothing where `items` is something else.
fn items<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<&'de RawValue>>, D::Error> {
    struct Items;
    impl<'de> Visitor<'de> for Items {
        type Value = Option<Vec<&'de RawValue>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("items")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = seq.next_element()? {
                items.push(item);
            }
            Ok(Some(items))
        }

        // Go writes null for a list without items.
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Some(Vec::new()))
        }
    }
    deserializer.deserialize_any(Items)
}

/// The head of an object. Reading stops where all is known, which is near the beginning of what the
/// API writes; where the kind `is_known` it need not be found.
pub(super) fn object(json: &str, is_known: bool) -> Head {
    let mut head = Head::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    // It ends with an error on purpose, and what is broken shows when the object is read.
    Seed { head: &mut head, is_known }.deserialize(&mut deserializer).ok();
    head
}

struct Seed<'a> {
    head: &'a mut Head,
    is_known: bool,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Seed { head, is_known } = self;
        let mut has_metadata = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "kind" => head.kind = map.next_value()?,
                "apiVersion" => head.api_version = map.next_value()?,
                "metadata" => {
                    let place: Place = map.next_value::<Option<Place>>()?.unwrap_or_default();
                    head.namespace = place.namespace.filter(|namespace| !namespace.is_empty());
                    head.name = place.name.unwrap_or_default();
                    has_metadata = true;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            if has_metadata && (is_known || !head.kind.is_empty()) {
                return Err(A::Error::custom("enough"));
            }
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Place {
    namespace: Option<String>,
    name: Option<String>,
}

/// Whether an object is of the kind's group, and not of another that uses the same name: Knative has
/// services, too. The groups that a kind has moved from count as its own.
pub(super) fn is_of_group(kind: &str, api_version: &str) -> bool {
    let Some(known) = KINDS.iter().find(|known| known.kind == kind) else { return false };
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    api_version.is_empty()
        || group == known.group
        || matches!(group, "extensions" | "events.k8s.io")
        // Without a group it would have to be of the core; some tools shorten.
        || group.is_empty() && !known.group.is_empty()
}
