//! What the object types share: metadata, conditions, selectors, quantities, times, and the macro
//! that declares them. Types and fields are named as in the Kubernetes API, which documents them;
//! here are only the fields that some check reads.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::map::Map;

/// Declares structs in the shape of the Kubernetes API: camel case, every field may be absent or
/// null, and nothing that is empty is written.
macro_rules! api {
    ($($(#[$outer:meta])* pub struct $name:ident {
        $($(#[$inner:meta])* $field:ident: $ty:ty,)*
    })*) => {$(
        $(#[$outer])*
        #[expect(missing_docs, reason = "the fields are the Kubernetes API's own")]
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $(
                $(#[$inner])*
                #[serde(
                    deserialize_with = "crate::snapshot::api::nullable",
                    skip_serializing_if = "crate::snapshot::api::is_default"
                )]
                pub $field: $ty,
            )*
        }

        impl crate::snapshot::api::Compact for $name {}
    )*};
}
pub(crate) use api;

/// A value, or its default where the text says null.
pub(crate) fn nullable<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de> + Compact,
{
    let mut value: T = Option::deserialize(deserializer)?.unwrap_or_default();
    value.compact();
    Ok(value)
}

/// What can give back the room that it has grown and does not need.
pub(crate) trait Compact {
    /// Gives it back.
    fn compact(&mut self) {}
}

impl<T> Compact for Vec<T> {
    /// A list of one large object has room for four.
    fn compact(&mut self) {
        self.shrink_to_fit();
    }
}

impl<T> Compact for Option<T> {}
impl<V> Compact for Map<V> {}
impl Compact for String {}
impl Compact for bool {}
impl Compact for i64 {}
impl Compact for Time {}
impl Compact for Quantity {}
impl Compact for IntOrString {}

/// Whether a field need not be written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Names to values, as in labels.
pub type Labels = Map<String>;

impl Meta {
    /// Whether a server gave the object an id, a version or a time. One without is of a manifest, or
    /// somebody took them out.
    pub(crate) fn was_served(&self) -> bool {
        !self.uid.is_empty()
            || !self.resource_version.is_empty()
            || self.creation_timestamp.is_known()
    }
}

api! {
    /// `metadata` of any object.
    pub struct Meta {
        name: String,
        namespace: String,
        uid: String,
        generation: i64,
        resource_version: String,
        creation_timestamp: Time,
        deletion_timestamp: Time,
        deletion_grace_period_seconds: i64,
        labels: Labels,
        annotations: Labels,
        finalizers: Vec<String>,
        owner_references: Vec<OwnerReference>,
    }
    /// Who made an object, and takes it along when it goes.
    pub struct OwnerReference {
        kind: String,
        name: String,
        uid: String,
        controller: bool,
    }
    /// A condition in the `status` of any object.
    pub struct Condition {
        #[serde(rename = "type")]
        type_: String,
        status: String,
        reason: String,
        message: String,
        last_transition_time: Time,
        last_update_time: Time,
        last_heartbeat_time: Time,
    }
    /// Which objects are meant, by their labels.
    pub struct Selector {
        match_labels: Labels,
        match_expressions: Vec<Requirement>,
    }
    /// One requirement of a selector: `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt`.
    pub struct Requirement {
        key: String,
        operator: String,
        values: Vec<String>,
    }
    /// Another object, by kind and name.
    pub struct Reference {
        kind: String,
        namespace: String,
        name: String,
        uid: String,
        field_path: String,
        api_version: String,
    }
}

impl Requirement {
    /// Whether an object with these labels meets the requirement.
    pub fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        let number = |text: &String| text.parse::<i64>().ok();
        let bound = self.values.first().and_then(number);
        match self.operator.as_str() {
            "In" => value.is_some_and(|value| self.values.contains(value)),
            "NotIn" => value.is_none_or(|value| !self.values.contains(value)),
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            "Gt" => value.and_then(number).zip(bound).is_some_and(|(value, bound)| value > bound),
            "Lt" => value.and_then(number).zip(bound).is_some_and(|(value, bound)| value < bound),
            _ => false,
        }
    }
}

impl Selector {
    /// Whether nothing is asked for, which in most places means every object.
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// Whether an object with these labels is meant. An empty selector means all.
    pub fn matches(&self, labels: &Labels) -> bool {
        selects(&self.match_labels, labels)
            && self.match_expressions.iter().all(|requirement| requirement.matches(labels))
    }
}

/// Whether every label that is asked for is there with its value.
pub fn selects(selector: &Labels, labels: &Labels) -> bool {
    selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

/// The condition of a type among `conditions`.
pub fn condition<'a>(conditions: &'a [Condition], type_: &str) -> Option<&'a Condition> {
    conditions.iter().find(|condition| condition.type_ == type_)
}

/// A point in time, or nothing where it is absent or is not one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Option<Timestamp>);

impl Time {
    /// Whole seconds from here to `later`; nothing where either is unknown.
    pub fn seconds_until(self, later: Time) -> Option<i64> {
        Some(later.0?.as_second() - self.0?.as_second())
    }

    /// The first of several that is known.
    #[must_use]
    pub fn or(self, other: Time) -> Time {
        Time(self.0.or(other.0))
    }

    /// Whether it is known.
    pub fn is_known(self) -> bool {
        self.0.is_some()
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Loose::deserialize(deserializer)?;
        Ok(Time(text.0.parse().ok()))
    }
}

/// An amount such as `500m`, `5Gi`, `2`, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Quantity(pub String);

impl Quantity {
    /// In thousandths: of cores, of bytes, of pieces. Nothing where it is not a quantity, or more
    /// than 128 bits hold.
    pub fn milli(&self) -> Option<i128> {
        let text = self.0.trim();
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-')));
        let (number, suffix) = text.split_at(end.unwrap_or(text.len()));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let negative = whole.starts_with('-');
        let digits: String = whole.trim_start_matches(['-', '+']).to_owned() + fraction;
        if digits.is_empty() || digits.len() > 30 {
            return None;
        }
        let digits: i128 = digits.parse().ok()?;
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let (numerator, denominator): (i128, i128) = match suffix {
            "n" => (1, 1_000_000),
            "u" => (1, 1000),
            "m" => (1, 1),
            "" => (1000, 1),
            "k" => (1_000_000, 1),
            "M" => (1_000_000_000, 1),
            "G" => (1_000_000_000_000, 1),
            "T" => (1_000_000_000_000_000, 1),
            "P" => (1_000_000_000_000_000_000, 1),
            "E" => (1_000_000_000_000_000_000_000, 1),
            "Ki" => (1000 << 10, 1),
            "Mi" => (1000 << 20, 1),
            "Gi" => (1000 << 30, 1),
            "Ti" => (1000 << 40, 1),
            "Pi" => (1000 << 50, 1),
            "Ei" => (1000 << 60, 1),
            exponent => {
                let exponent: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
                let power = 10_i128.checked_pow(exponent.unsigned_abs())?;
                if exponent < 0 { (1000, power) } else { (power.checked_mul(1000)?, 1) }
            }
        };
        let milli = digits.checked_mul(numerator)? / denominator / scale;
        Some(if negative { -milli } else { milli })
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Quantity(Loose::deserialize(deserializer)?.0))
    }
}

/// A port by number or by name, a share or a number: as text either way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct IntOrString(pub String);

impl IntOrString {
    /// The number, where it is one.
    pub fn number(&self) -> Option<i64> {
        self.0.parse().ok()
    }
}

impl<'de> Deserialize<'de> for IntOrString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(IntOrString(Loose::deserialize(deserializer)?.0))
    }
}

/// The text of a string, a number or a boolean.
struct Loose(String);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Loose;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a string or a number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
                Ok(Loose(text.to_owned()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
                Ok(Loose(number.to_string()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
                Ok(Loose(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
                Ok(Loose(number.to_string()))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
                Ok(Loose(value.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities() {
        for (text, milli) in [
            ("500m", Some(500)),
            ("2", Some(2000)),
            ("0.5", Some(500)),
            ("5Gi", Some(5 * 1024 * 1024 * 1024 * 1000)),
            ("1e3", Some(1_000_000)),
            ("1500e-3", Some(1500)),
            ("128974848", Some(128_974_848_000)),
            ("-1", Some(-1000)),
            ("7.8Gi", Some(8_375_186_227_200)),
            ("100u", Some(0)),
            ("", None),
            ("many", None),
            ("1e99", None),
            ("99999999999999999999999999999999Ei", None),
        ] {
            assert_eq!(Quantity(text.to_owned()).milli(), milli, "{text}");
        }
    }
}
