//! The free text of a whole snapshot: everything in it that somebody wrote by hand or a program
//! printed.

use std::borrow::Cow;

use super::masked;
use crate::snapshot::api::{Condition, Labels};
use crate::snapshot::pod::{ContainerState, Handler};
use crate::snapshot::policy::Webhook;
use crate::snapshot::{Container, ContainerStatus, PodSpec, PodTemplate, Probe, Snapshot};

/// Masks all free text of a snapshot.
pub fn snapshot(snapshot: &mut Snapshot) {
    snapshot.events.change_all(|event| mask(&mut event.message));
    for log in &mut snapshot.logs {
        mask(&mut log.text);
    }
    snapshot.pods.change_all(|pod| {
        spec(&mut pod.spec);
        mask(&mut pod.status.message);
        conditions(&mut pod.status.conditions);
        let statuses = pod.status.container_statuses.iter_mut();
        let statuses = statuses.chain(&mut pod.status.init_container_statuses);
        statuses.chain(&mut pod.status.ephemeral_container_statuses).for_each(status);
    });
    workloads(snapshot);
    states(snapshot);
    annotations(snapshot);
    snapshot.config_maps.change_all(|map| map.data.values_mut().for_each(mask));
    let files = &mut snapshot.minikube;
    let texts = [&mut files.config, &mut files.audit, &mut files.last_start, &mut files.events];
    texts.into_iter().flatten().for_each(mask);
    for gap in &mut snapshot.gaps {
        mask(&mut gap.why);
    }
}

fn workloads(snapshot: &mut Snapshot) {
    snapshot.deployments.change_all(|one| {
        template(&mut one.spec.template);
        conditions(&mut one.status.conditions);
    });
    snapshot.replica_sets.change_all(|one| {
        template(&mut one.spec.template);
        conditions(&mut one.status.conditions);
    });
    snapshot.replication_controllers.change_all(|one| {
        template(&mut one.spec.template);
        conditions(&mut one.status.conditions);
    });
    snapshot.stateful_sets.change_all(|one| {
        template(&mut one.spec.template);
        conditions(&mut one.status.conditions);
    });
    snapshot.daemon_sets.change_all(|one| template(&mut one.spec.template));
    snapshot.jobs.change_all(|one| {
        template(&mut one.spec.template);
        conditions(&mut one.status.conditions);
    });
    snapshot.cron_jobs.change_all(|one| template(&mut one.spec.job_template.spec.template));
}

/// Conditions and messages of what is no workload.
fn states(snapshot: &mut Snapshot) {
    snapshot.nodes.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.namespaces.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.hpas.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.claims.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.volumes.change_all(|one| mask(&mut one.status.message));
    snapshot.api_services.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.crds.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.services.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.custom.change_all(|one| conditions(&mut one.status.conditions));
    snapshot.volume_attachments.change_all(|one| {
        let errors = [&mut one.status.attach_error, &mut one.status.detach_error];
        errors.into_iter().flatten().for_each(|error| mask(&mut error.message));
    });
    let hooks = |hooks: &mut Vec<Webhook>| {
        for hook in hooks {
            mask(&mut hook.client_config.url);
        }
    };
    snapshot.validating_webhooks.change_all(|one| hooks(&mut one.webhooks));
    snapshot.mutating_webhooks.change_all(|one| hooks(&mut one.webhooks));
}

/// What is written in annotations: of ingresses and the like, by hand.
fn annotations(snapshot: &mut Snapshot) {
    snapshot.pods.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.deployments.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.stateful_sets.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.daemon_sets.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.jobs.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.services.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.ingresses.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.nodes.change_all(|one| labels(&mut one.metadata.annotations));
    snapshot.hpas.change_all(|one| labels(&mut one.metadata.annotations));
}

fn labels(labels: &mut Labels) {
    labels.values_mut().for_each(mask);
}

fn template(one: &mut PodTemplate) {
    labels(&mut one.metadata.annotations);
    spec(&mut one.spec);
}

fn spec(one: &mut PodSpec) {
    let containers = one.containers.iter_mut().chain(&mut one.init_containers);
    containers.chain(&mut one.ephemeral_containers).for_each(container);
}

fn container(one: &mut Container) {
    words(&mut one.command);
    words(&mut one.args);
    let probes = [&mut one.liveness_probe, &mut one.readiness_probe, &mut one.startup_probe];
    probes.into_iter().flatten().for_each(|one| probe(one));
    let hooks = [&mut one.lifecycle.post_start, &mut one.lifecycle.pre_stop];
    hooks.into_iter().flatten().for_each(|one| handler(one));
}

fn probe(one: &mut Probe) {
    if let Some(exec) = &mut one.exec {
        words(&mut exec.command);
    }
    if let Some(get) = &mut one.http_get {
        mask(&mut get.path);
    }
}

fn handler(one: &mut Handler) {
    if let Some(exec) = &mut one.exec {
        words(&mut exec.command);
    }
    if let Some(get) = &mut one.http_get {
        mask(&mut get.path);
    }
}

/// Arguments: the value of a flag may be the next word.
fn words(words: &mut [String]) {
    words.iter_mut().for_each(mask);
    for index in 1..words.len() {
        let (before, rest) = words.split_at_mut(index);
        let (Some(flag), Some(value)) = (before.last(), rest.first_mut()) else { continue };
        if !flag.starts_with('-') || flag.contains(['=', ' ']) || value.starts_with('-') {
            continue;
        }
        // Together they are what the shell would have.
        let joined = format!("{flag} {value}");
        if let Cow::Owned(masked) = masked(&joined)
            && let Some(changed) = masked.strip_prefix(flag.as_str())
        {
            changed.trim_start().clone_into(value);
        }
    }
}

fn status(one: &mut ContainerStatus) {
    let state = |state: &mut ContainerState| {
        if let Some(waiting) = &mut state.waiting {
            mask(&mut waiting.message);
        }
        if let Some(ended) = &mut state.terminated {
            mask(&mut ended.message);
        }
    };
    state(&mut one.state);
    state(&mut one.last_state);
}

fn conditions(conditions: &mut [Condition]) {
    for condition in conditions {
        mask(&mut condition.message);
    }
}

fn mask(text: &mut String) {
    if let Cow::Owned(masked) = masked(text) {
        *text = masked;
    }
}
