//! One page of a list, as an API server answers it: read item by item, so that of a page that was cut
//! off all is kept that came.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Decoder, reason};
use crate::snapshot::{Custom, Kind};

/// What a page says beside its items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The token to ask for the next page with; nothing on the last one.
    pub next: Option<String>,
    /// Why the page could not be read to its end.
    pub broken: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ListMeta {
    #[serde(rename = "continue")]
    next: Option<String>,
}

/// A page as it is being read.
#[derive(Default)]
struct Reader<'a> {
    is_list: bool,
    next: Option<String>,
    items: Vec<&'a RawValue>,
}

impl Decoder {
    /// Reads a page of objects of a kind into the snapshot. How much of the kind it covers only the
    /// caller knows, who asked for it. `name` is what gaps are told with.
    pub fn read_page(&mut self, name: &str, kind: Kind, bytes: &[u8]) -> Page {
        self.page(name, bytes, |decoder, json| {
            decoder.snapshot.read(kind.kind, json, "")?;
            Ok(())
        })
    }

    /// The same for a kind that has no type of its own. An item's own kind is not looked at: of lists
    /// of metadata it is that of the form.
    pub fn read_custom_page(&mut self, name: &str, kind: &str, bytes: &[u8]) -> Page {
        self.page(name, bytes, |decoder, json| {
            let mut custom: Custom = serde_json::from_str(json)?;
            kind.clone_into(&mut custom.kind);
            custom.metadata.annotations.clear();
            decoder.snapshot.custom.push(custom);
            Ok(())
        })
    }

    fn page(
        &mut self,
        name: &str,
        bytes: &[u8],
        item: impl Fn(&mut Decoder, &str) -> serde_json::Result<()>,
    ) -> Page {
        let (text, cut) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let (whole, _) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(whole).unwrap_or_default(), Some("is not text".to_owned()))
            }
        };
        let mut reader = Reader::default();
        let read = reader.deserialize(&mut serde_json::Deserializer::from_str(text));
        let not_a_list = || (!reader.is_list).then(|| "is not a list".to_owned());
        let broken = read.err().map(|error| reason(&error)).or_else(not_a_list).or(cut);
        for json in &reader.items {
            if let Err(error) = item(self, json.get()) {
                self.gap(name, format!("an object in it: {}", reason(&error)));
            }
        }
        Page { next: reader.next.filter(|token| !token.is_empty()), broken }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reader<'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Reader<'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "metadata" => {
                    self.next = map.next_value::<Option<ListMeta>>()?.and_then(|meta| meta.next);
                }
                "items" => {
                    self.is_list = true;
                    map.next_value_seed(Items(&mut self.items))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The items, each taken down as soon as it is complete. An empty list may be null.
struct Items<'r, 'a>(&'r mut Vec<&'a RawValue>);

impl<'de> DeserializeSeed<'de> for Items<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the items of a list")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            self.0.push(item);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::KINDS;

    #[track_caller]
    fn check(json: &str, names: &[&str], page: &Page) {
        let kind = KINDS.iter().find(|kind| kind.plural == "pods").unwrap();
        let mut decoder = Decoder::new();
        assert_eq!(decoder.read_page("pods", *kind, json.as_bytes()), *page, "{json}");
        let snapshot = decoder.finish();
        let read: Vec<_> = snapshot.pods.iter().map(|pod| pod.metadata.name.as_str()).collect();
        assert_eq!(read, names, "{json}");
        assert!(!snapshot.pods.is_whole(), "a page alone covers nothing");
    }

    #[test]
    fn pages_and_pieces_of_them() {
        let whole = r#"{"kind":"PodList","metadata":{"continue":"abc","remainingItemCount":9},
            "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}"#;
        let next = Some("abc".to_owned());
        check(whole, &["a", "b"], &Page { next: next.clone(), broken: None });
        let broken = Some("EOF while parsing a string".to_owned());
        check(&whole[..whole.len() - 5], &["a"], &Page { next, broken });
        let last = r#"{"metadata":{"continue":""},"items":null}"#;
        check(last, &[], &Page::default());
        let status = r#"{"kind":"Status","metadata":{},"code":200}"#;
        let broken = Some("is not a list".to_owned());
        check(status, &[], &Page { next: None, broken });
    }
}
