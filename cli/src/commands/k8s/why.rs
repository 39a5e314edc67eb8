//! `heldby k8s why`: which object is meant, and its chains.

use std::io::Write;

use anyhow::anyhow;
use gc_sim::picture;
use k8s_doctor::snapshot::{KINDS, Object, ObjectRef, Snapshot};
use k8s_doctor::{diagnose, draw, why};

use super::source;
use crate::args::Format;
use crate::args::k8s::WhyArgs;
use crate::failure::{Failure, Result};
use crate::image::Image;
use crate::outcome::Outcome;
use crate::report::k8s::{json, text};
use crate::style;

/// kubectl's short names.
const SHORT: &[(&str, &str)] = &[
    ("cj", "CronJob"),
    ("cm", "ConfigMap"),
    ("crd", "CustomResourceDefinition"),
    ("deploy", "Deployment"),
    ("ds", "DaemonSet"),
    ("ep", "Endpoints"),
    ("hpa", "HorizontalPodAutoscaler"),
    ("ing", "Ingress"),
    ("no", "Node"),
    ("ns", "Namespace"),
    ("pdb", "PodDisruptionBudget"),
    ("po", "Pod"),
    ("pv", "PersistentVolume"),
    ("pvc", "PersistentVolumeClaim"),
    ("quota", "ResourceQuota"),
    ("rc", "ReplicationController"),
    ("rs", "ReplicaSet"),
    ("sa", "ServiceAccount"),
    ("sc", "StorageClass"),
    ("sts", "StatefulSet"),
    ("svc", "Service"),
];

/// Runs the command.
pub(crate) fn run(args: &WhyArgs) -> Result<Outcome> {
    let image = args.image.as_deref().map(Image::new).transpose()?;
    let (kind, name) = split(&args.object)?;
    let snapshot = source::read(&args.source)?;
    let diagnosis = diagnose(&snapshot);
    let known = diagnosis.findings.iter().map(|finding| &finding.object);
    let object = find(&snapshot, known, &kind, name, args.namespace.as_deref())?;
    let why = why::why(&diagnosis, &object);
    if let Some(image) = image {
        let picture = draw::why(&why);
        image.write(|format| picture::render(&picture, format))?;
    }
    let mut stdout = style::stdout();
    match args.format {
        Format::Text => text::write_why(&why, args.verbose, &mut stdout)?,
        Format::Json => json::write_why(&why, &mut stdout)?,
    }
    stdout.flush()?;
    Ok(if why.chains.is_empty() { Outcome::Done } else { Outcome::Found })
}

/// The kind as the API spells it, and the name.
fn split(object: &str) -> Result<(String, &str)> {
    let Some((kind, name)) = object.split_once('/').filter(|(_, name)| !name.is_empty()) else {
        return Err(Failure::with_hint(
            anyhow!("`{object}` does not name an object"),
            "name it as for kubectl: pod/redis-master-0, pvc/data, deploy/web",
        ));
    };
    // `deployments.apps/web` is a deployment too.
    let word = kind.split('.').next().unwrap_or(kind).to_lowercase();
    let short = SHORT.iter().find(|(short, _)| *short == word).map(|(_, kind)| *kind);
    let long = KINDS
        .iter()
        .find(|kind| kind.plural == word || kind.kind.to_lowercase() == word)
        .map(|kind| kind.kind);
    // What has no type of its own is taken at its word.
    Ok((short.or(long).unwrap_or(kind).to_owned(), name))
}

/// The object of that kind and name: in the snapshot or, where it is missing from the cluster, in what
/// was found.
fn find<'a>(
    snapshot: &Snapshot,
    found: impl Iterator<Item = &'a ObjectRef>,
    kind: &str,
    name: &str,
    namespace: Option<&str>,
) -> Result<ObjectRef> {
    let fits = |object: &ObjectRef| {
        object.kind.eq_ignore_ascii_case(kind)
            && object.name == name
            && (object.namespace.is_empty()
                || namespace.is_none_or(|namespace| object.namespace == namespace))
    };
    let mut candidates: Vec<ObjectRef> = found.filter(|object| fits(object)).cloned().collect();
    snapshot.each(|object: &dyn Object| {
        if object.meta().name == name && fits(&object.object()) {
            candidates.push(object.object());
        }
    });
    candidates.sort();
    candidates.dedup();
    match candidates.as_slice() {
        [object] => Ok(object.clone()),
        [] => Err(Failure::with_hint(
            anyhow!("there is no {kind} `{name}`{}", within(namespace)),
            "heldby k8s shows all that is held up",
        )),
        several => {
            if let Some(object) = several.iter().find(|object| object.namespace == "default")
                && namespace.is_none()
            {
                return Ok(object.clone());
            }
            let namespaces: Vec<&str> =
                several.iter().map(|object| object.namespace.as_str()).collect();
            Err(Failure::with_hint(
                anyhow!("several namespaces have a {kind} `{name}`: {}", namespaces.join(", ")),
                "say which with -n",
            ))
        }
    }
}

fn within(namespace: Option<&str>) -> String {
    namespace.map_or(String::new(), |namespace| format!(" in namespace `{namespace}`"))
}
