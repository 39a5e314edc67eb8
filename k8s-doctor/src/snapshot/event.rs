//! Events, of both APIs and in both shapes of time.

use super::api::{Meta, Reference, Time, api};

api! {
    /// An event. Scheduler events come with `eventTime` and `series` instead of the two timestamps
    /// and `count`, or with them, by the order in which the node's parts started.
    pub struct Event {
        metadata: Meta,
        #[serde(alias = "regarding")]
        involved_object: Reference,
        #[serde(rename = "type")]
        type_: String,
        reason: String,
        #[serde(alias = "note")]
        message: String,
        #[serde(alias = "deprecatedCount")]
        count: i64,
        #[serde(alias = "deprecatedFirstTimestamp")]
        first_timestamp: Time,
        #[serde(alias = "deprecatedLastTimestamp")]
        last_timestamp: Time,
        event_time: Time,
        series: Option<Box<Series>>,
        #[serde(alias = "deprecatedSource")]
        source: EventSource,
        #[serde(alias = "reportingController")]
        reporting_component: String,
    }
    /// How often an event came again.
    pub struct Series {
        count: i64,
        last_observed_time: Time,
    }
    /// Who says so.
    pub struct EventSource {
        component: String,
        host: String,
    }
}

impl Event {
    /// Whether it warns. Some causes come as `Normal` all the same.
    pub fn is_warning(&self) -> bool {
        self.type_ == "Warning"
    }

    /// How often it was seen; at least once.
    pub fn seen(&self) -> i64 {
        self.series.as_ref().map_or(self.count, |series| series.count).max(1)
    }

    /// When it was first seen.
    pub fn first(&self) -> Time {
        self.first_timestamp.or(self.event_time).or(self.metadata.creation_timestamp)
    }

    /// When it was last seen, which may lag by minutes: repeats are posted seldom.
    pub fn last(&self) -> Time {
        let series = self.series.as_ref().map_or(Time(None), |series| series.last_observed_time);
        series.max(self.last_timestamp).or(self.event_time).or(self.metadata.creation_timestamp)
    }

    /// The component that says so.
    pub fn component(&self) -> &str {
        match self.source.component.as_str() {
            "" => &self.reporting_component,
            component => component,
        }
    }

    /// The container that it is about, where it says so: `spec.containers{redis}` → `redis`.
    pub fn container(&self) -> Option<&str> {
        let path = &self.involved_object.field_path;
        path.split_once('{')?.1.strip_suffix('}')
    }
}
