//! Namespaces, configuration, and what allows or forbids: quotas, limits, budgets, webhooks, APIs.

use std::collections::{BTreeMap, BTreeSet};

use super::api::{Condition, IntOrString, Meta, Selector, Time, api};
use super::map::Map;
use super::pod::{Named, Resources};

api! {
    /// A namespace.
    pub struct Namespace {
        metadata: Meta,
        spec: NamespaceSpec,
        status: NamespaceStatus,
    }
    /// See [`Namespace`].
    pub struct NamespaceSpec {
        finalizers: Vec<String>,
    }
    /// How a namespace is.
    pub struct NamespaceStatus {
        phase: String,
        conditions: Vec<Condition>,
    }
    /// A config map: its keys, and of one also the values.
    pub struct ConfigMap {
        metadata: Meta,
        data: Map<String>,
        binary_data: Keys,
    }
    /// A secret: its keys only. There is no place here for a value. Where only metadata was read, the
    /// type is empty, and the keys are not known.
    pub struct Secret {
        metadata: Meta,
        #[serde(rename = "type")]
        type_: String,
        data: Keys,
        string_data: Keys,
    }
    /// A service account.
    pub struct ServiceAccount {
        metadata: Meta,
        secrets: Vec<Named>,
        image_pull_secrets: Vec<Named>,
    }
    /// A resource quota.
    pub struct ResourceQuota {
        metadata: Meta,
        spec: ResourceQuotaSpec,
        status: ResourceQuotaStatus,
    }
    /// See [`ResourceQuota`].
    pub struct ResourceQuotaSpec {
        hard: Resources,
        scopes: Vec<String>,
    }
    /// What may be used, and what is.
    pub struct ResourceQuotaStatus {
        hard: Resources,
        used: Resources,
    }
    /// A limit range.
    pub struct LimitRange {
        metadata: Meta,
        spec: LimitRangeSpec,
    }
    /// See [`LimitRange`].
    pub struct LimitRangeSpec {
        limits: Vec<Limit>,
    }
    /// The least and the most of each container, pod or claim, and what those get that say nothing.
    pub struct Limit {
        #[serde(rename = "type")]
        type_: String,
        max: Resources,
        min: Resources,
        default: Resources,
        default_request: Resources,
    }
    /// A pod disruption budget.
    pub struct Pdb {
        metadata: Meta,
        spec: PdbSpec,
        status: PdbStatus,
    }
    /// See [`Pdb`].
    pub struct PdbSpec {
        selector: Option<Selector>,
        min_available: Option<IntOrString>,
        max_unavailable: Option<IntOrString>,
    }
    /// How a budget is.
    pub struct PdbStatus {
        current_healthy: i64,
        desired_healthy: i64,
        disruptions_allowed: i64,
        expected_pods: i64,
        conditions: Vec<Condition>,
    }
    /// A priority class.
    pub struct PriorityClass {
        metadata: Meta,
        value: i64,
        global_default: bool,
        preemption_policy: String,
    }
    /// A validating webhook configuration.
    pub struct ValidatingWebhook {
        metadata: Meta,
        webhooks: Vec<Webhook>,
    }
    /// A mutating webhook configuration.
    pub struct MutatingWebhook {
        metadata: Meta,
        webhooks: Vec<Webhook>,
    }
    /// One webhook of it.
    pub struct Webhook {
        name: String,
        failure_policy: String,
        timeout_seconds: Option<i64>,
        client_config: WebhookClient,
        rules: Vec<WebhookRule>,
        namespace_selector: Selector,
        object_selector: Selector,
    }
    /// Who answers.
    pub struct WebhookClient {
        service: Option<ServiceTarget>,
        url: String,
    }
    /// A service that the API server calls.
    pub struct ServiceTarget {
        name: String,
        namespace: String,
        path: String,
        port: Option<i64>,
    }
    /// Which requests a webhook sees.
    pub struct WebhookRule {
        operations: Vec<String>,
        api_groups: Vec<String>,
        resources: Vec<String>,
    }
    /// A group and version of the API, and who serves it.
    pub struct ApiService {
        metadata: Meta,
        spec: ApiServiceSpec,
        status: ApiServiceStatus,
    }
    /// See [`ApiService`].
    pub struct ApiServiceSpec {
        group: String,
        version: String,
        service: Option<ServiceTarget>,
    }
    /// See [`ApiService`].
    pub struct ApiServiceStatus {
        conditions: Vec<Condition>,
    }
    /// A custom resource definition.
    pub struct Crd {
        metadata: Meta,
        spec: CrdSpec,
        status: CrdStatus,
    }
    /// See [`Crd`].
    pub struct CrdSpec {
        group: String,
        names: CrdNames,
        conversion: CrdConversion,
    }
    /// See [`Crd`].
    pub struct CrdNames {
        kind: String,
        plural: String,
    }
    /// How objects of another version are made.
    pub struct CrdConversion {
        strategy: String,
        webhook: Option<CrdWebhook>,
    }
    /// See [`CrdConversion`].
    pub struct CrdWebhook {
        client_config: WebhookClient,
    }
    /// See [`Crd`].
    pub struct CrdStatus {
        conditions: Vec<Condition>,
    }
    /// An object of a kind that has no type of its own here.
    pub struct Custom {
        api_version: String,
        kind: String,
        metadata: Meta,
        status: CustomStatus,
    }
    /// See [`Custom`].
    pub struct CustomStatus {
        phase: String,
        conditions: Vec<Condition>,
    }
    /// Versions of the API server, and of the client that asked.
    pub struct Versions {
        client_version: VersionInfo,
        server_version: VersionInfo,
    }
    /// A version.
    pub struct VersionInfo {
        git_version: String,
        build_date: Time,
        platform: String,
    }
}

impl Secret {
    /// Whether a key that is not here does not exist. A server gives every secret a type.
    pub fn keys_known(&self) -> bool {
        let has_keys = !self.data.0.is_empty() || !self.string_data.0.is_empty();
        has_keys || !self.type_.is_empty()
    }
}

impl ConfigMap {
    /// Empties the values: they may be secret all the same. `CoreDNS` has its configuration in one,
    /// and checks read it.
    pub(super) fn hide(&mut self) {
        if (self.metadata.namespace.as_str(), self.metadata.name.as_str())
            != ("kube-system", "coredns")
        {
            self.data.values_mut().for_each(|value| *value = String::new());
        }
    }
}

/// The keys of a map whose values are read over and not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(pub BTreeSet<String>);

impl super::api::Compact for Keys {}

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, serde::de::IgnoredAny>::deserialize(deserializer)?;
        Ok(Keys(map.into_keys().collect()))
    }
}

impl serde::Serialize for Keys {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|key| (key, "")))
    }
}
