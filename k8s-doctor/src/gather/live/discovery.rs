//! Which versions of which resources a server has, asked for once: the resources of all groups in one
//! answer where the server can (1.27 on), else only the groups and their versions.
//!
//! What is not known is no harm: the versions are then asked for one by one, best first, and a 404
//! leads on to the next. So a server whose discovery fails, or a group whose own server is down and
//! which is marked as stale, costs nothing but some requests.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::server::{Effort, Failure, Server};
use crate::snapshot::Kind;

const ACCEPT: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
                      application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,\
                      application/json";

/// What a server has.
#[derive(Debug, Default)]
pub(super) struct Served {
    /// By group, its versions, the server's best first; nothing where it could not be asked.
    groups: Option<BTreeMap<String, Vec<Version>>>,
}

/// A version of a group.
#[derive(Debug)]
struct Version {
    name: String,
    /// The kinds by their plurals, where they are known.
    resources: Option<BTreeMap<String, String>>,
}

/// Either form of the answer.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Groups {
    /// With resources.
    items: Option<Vec<Aggregated>>,
    /// Without.
    groups: Option<Vec<Group>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Aggregated {
    metadata: GroupName,
    versions: Vec<AggregatedVersion>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct AggregatedVersion {
    version: String,
    freshness: String,
    resources: Option<Vec<Resource>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Resource {
    resource: String,
    #[serde(rename = "responseKind")]
    response_kind: Option<ResponseKind>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ResponseKind {
    kind: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Group {
    name: String,
    versions: Vec<GroupVersion>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct GroupName {
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct GroupVersion {
    version: String,
}

impl Served {
    /// Asks a server.
    pub(super) async fn ask(server: &Server) -> Result<Served, Failure> {
        let body = server.get("/apis", Some(ACCEPT), Effort::Usual).await?;
        let broken =
            |why: &dyn std::fmt::Display| Failure::Broken(format!("not understood: {why}"));
        let groups: Groups = serde_json::from_slice(&body).map_err(|error| broken(&error))?;
        let groups = match groups {
            Groups { items: Some(items), .. } => items.into_iter().map(aggregated).collect(),
            Groups { groups: Some(groups), .. } => groups.into_iter().map(plain).collect(),
            _ => return Err(broken(&"it lists no groups")),
        };
        Ok(Served { groups: Some(groups) })
    }

    /// Whether the server could be asked.
    pub(super) fn is_known(&self) -> bool {
        self.groups.is_some()
    }

    /// The versions in which a kind may be asked for, best first.
    pub(super) fn versions(&self, kind: &Kind) -> Vec<&'static str> {
        let groups = match &self.groups {
            // The core is not among the groups, and has one version.
            Some(groups) if !kind.group.is_empty() => groups,
            _ => return kind.versions.to_vec(),
        };
        let versions = groups.get(kind.group).map_or(&[][..], Vec::as_slice);
        let has = |name: &&&str| {
            versions.iter().any(|version| {
                let resources = version.resources.as_ref();
                version.name == **name && resources.is_none_or(|all| all.contains_key(kind.plural))
            })
        };
        kind.versions.iter().filter(has).copied().collect()
    }

    /// The versions of a resource that has no type here, best first, each with its kind where known.
    pub(super) fn others(&self, group: &str, plural: &str) -> Vec<(&str, Option<&str>)> {
        let groups = self.groups.as_ref();
        let versions = groups.and_then(|groups| groups.get(group)).map_or(&[][..], Vec::as_slice);
        let with = versions.iter().filter_map(|version| match &version.resources {
            None => Some((version.name.as_str(), None)),
            Some(all) => all.get(plural).map(|kind| (version.name.as_str(), Some(kind.as_str()))),
        });
        with.collect()
    }
}

fn aggregated(group: Aggregated) -> (String, Vec<Version>) {
    let versions = group.versions.into_iter().map(|version| {
        let is_known = version.freshness != "Stale";
        let resources = version.resources.filter(|_| is_known).map(|resources| {
            let kind = |resource: &Resource| {
                resource.response_kind.as_ref().map_or_else(String::new, |kind| kind.kind.clone())
            };
            resources.iter().map(|each| (each.resource.clone(), kind(each))).collect()
        });
        Version { name: version.version, resources }
    });
    (group.metadata.name, versions.collect())
}

fn plain(group: Group) -> (String, Vec<Version>) {
    let versions = group.versions.into_iter();
    let versions = versions.map(|version| Version { name: version.version, resources: None });
    (group.name, versions.collect())
}
