//! What the API server calls: the services of webhooks, of API services and of conversions, and why
//! such a service does not answer.

use std::collections::BTreeMap;

use crate::facts::{Behind, Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::policy::{ServiceTarget, Webhook};
use crate::snapshot::{Object as _, ObjectRef};

/// One webhook, with the configuration that it is in.
pub(super) struct Hook<'f> {
    /// The configuration.
    pub(super) object: ObjectRef,
    /// The webhook.
    pub(super) webhook: &'f Webhook,
}

impl Hook<'_> {
    /// Whether requests are refused when it does not answer.
    pub(super) fn is_strict(&self) -> bool {
        self.webhook.failure_policy != "Ignore"
    }

    /// What it sees: `pods, deployments`.
    pub(super) fn covers(&self) -> String {
        let rules = self.webhook.rules.iter();
        let resources = rules.flat_map(|rule| rule.resources.iter().map(String::as_str));
        let mut resources: Vec<&str> = resources.collect();
        resources.sort_unstable();
        resources.dedup();
        match resources.as_slice() {
            [] => "nothing".to_owned(),
            all if all.iter().any(|resource| resource.starts_with('*')) => {
                "every object".to_owned()
            }
            few => few.join(", "),
        }
    }
}

/// All webhooks.
pub(super) fn hooks<'f>(facts: &Facts<'f>) -> Vec<Hook<'f>> {
    let validating = facts.snapshot.validating_webhooks.iter().flat_map(|config| {
        config.webhooks.iter().map(|webhook| Hook { object: config.object(), webhook })
    });
    let mutating = facts.snapshot.mutating_webhooks.iter().flat_map(|config| {
        config.webhooks.iter().map(|webhook| Hook { object: config.object(), webhook })
    });
    validating.chain(mutating).collect()
}

/// The service that is called.
pub(super) fn service(target: &ServiceTarget) -> ObjectRef {
    ObjectRef::new("Service", &target.namespace, &target.name)
}

/// Why nothing answers, in words; nothing where something does, or it is not known.
pub(super) fn silence(facts: &Facts<'_>, service: &ObjectRef) -> Option<&'static str> {
    match facts.behind(&service.namespace, &service.name) {
        Behind::Unknown | Behind::Ready => None,
        Behind::Missing(_) => Some("does not exist"),
        Behind::Ill => Some("has no ready pod"),
        Behind::ScaledDown(_) => Some("has no pods"),
        Behind::Nothing => Some("selects no pod"),
    }
}

/// Everything that the API server calls by a service, and why it does.
pub(super) fn callers(facts: &Facts<'_>) -> BTreeMap<ObjectRef, Vec<(ObjectRef, &'static str)>> {
    let mut callers: BTreeMap<ObjectRef, Vec<(ObjectRef, &'static str)>> = BTreeMap::new();
    let mut add = |target: &ServiceTarget, object: ObjectRef, why| {
        let list = callers.entry(service(target)).or_default();
        if !list.iter().any(|(known, _)| *known == object) {
            list.push((object, why));
        }
    };
    for hook in hooks(facts).iter().filter(|hook| hook.is_strict()) {
        if let Some(target) = &hook.webhook.client_config.service {
            add(target, hook.object.clone(), "its webhook is this service");
        }
    }
    for api in &facts.snapshot.api_services {
        if let Some(target) = &api.spec.service {
            add(target, api.object(), "its API is served there");
        }
    }
    for crd in &facts.snapshot.crds {
        let conversion = crd.spec.conversion.webhook.as_ref();
        if let Some(target) = conversion.and_then(|webhook| webhook.client_config.service.as_ref())
        {
            add(target, crd.object(), "its versions are converted there");
        }
    }
    callers
}

/// That a workload is scaled to nothing, and needed.
pub(super) fn scaled_down(facts: &Facts<'_>, workload: &ObjectRef, needed: &ObjectRef) -> Finding {
    let scale = format!(
        "scale -n {} {} {} --replicas=1",
        quote(&workload.namespace),
        workload.kind.to_lowercase(),
        quote(&workload.name)
    );
    let message = format!("is scaled to nothing, and the API server needs it for {needed}");
    Finding::cause("K802", workload.clone(), message)
        .evidence(Evidence::field(workload, "spec.replicas", "0"))
        .remedy(Remedy {
            title: "Scale it up again".to_owned(),
            commands: vec![facts.commands.kubectl(&scale)],
            verify: vec![facts.commands.on("get", workload)],
            risk: String::new(),
        })
}

/// The part of a text that names the webhook: `failed calling webhook "W"`.
pub(super) fn webhook_in(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("failed calling webhook ")?;
    rest.trim_start_matches('\\').strip_prefix('"')?.split(['"', '\\']).next()
}

/// The replica sets and controllers whose pods are refused now, with what was said.
pub(super) fn refused<'f>(facts: &Facts<'f>) -> Vec<(ObjectRef, &'f str)> {
    let sets = facts.snapshot.replica_sets.iter();
    let sets = sets.map(|set| (set.object(), set.spec.replicas, &set.status.conditions));
    let controllers = facts.snapshot.replication_controllers.iter();
    let controllers =
        controllers.map(|set| (set.object(), set.spec.replicas, &set.status.conditions));
    let by_condition = sets.chain(controllers).filter_map(|(object, replicas, conditions)| {
        let failure = crate::snapshot::condition(conditions, "ReplicaFailure")?;
        let is_on = failure.status == "True" && replicas != Some(0);
        is_on.then_some((object, failure.message.as_str()))
    });
    let mut refused: Vec<(ObjectRef, &str)> = by_condition.collect();
    // The other kinds have no such condition: being short of pods, their newest refusal counts.
    for workload in facts.workloads() {
        let object = &workload.object;
        let has_none = matches!(object.kind.as_str(), "StatefulSet" | "DaemonSet" | "Job");
        let made = i64::try_from(facts.pods_of(object).len()).unwrap_or(i64::MAX);
        if has_none
            && made < workload.wanted
            && let Some(event) = facts.event(object, "FailedCreate", |_| true)
            && facts.events(object).first().is_some_and(|first| first.reason == "FailedCreate")
        {
            refused.push((object.clone(), event.message.as_str()));
        }
    }
    refused
}
