//! Commands as they must be typed for this cluster.

use crate::minikube::profile::Profile;
use crate::minikube::remedy;
use crate::snapshot::{ObjectRef, Snapshot};

/// What commands begin with: the context is named where it is known.
#[derive(Clone, Debug, Default)]
pub struct Commands {
    context: String,
    profile: String,
}

impl Commands {
    /// For the cluster of a snapshot.
    pub fn new(snapshot: &Snapshot, minikube: Option<&Profile>) -> Commands {
        let profile = minikube.and_then(|profile| profile.name.as_ref());
        let profile = profile.map(|name| name.value.clone()).unwrap_or_default();
        Commands { context: snapshot.context.clone(), profile }
    }

    /// `kubectl`, with the context, and `arguments` as they are.
    pub fn kubectl(&self, arguments: &str) -> String {
        match self.context.as_str() {
            "" => format!("kubectl {arguments}"),
            context => format!("kubectl --context {} {arguments}", quote(context)),
        }
    }

    /// `minikube`, with the profile where it is not the usual one, and `arguments` as they are.
    pub fn minikube(&self, arguments: &str) -> String {
        match self.profile.as_str() {
            "" | "minikube" => format!("minikube {arguments}"),
            profile => format!("minikube -p {} {arguments}", quote(profile)),
        }
    }

    /// `kubectl VERB KIND NAME -n NAMESPACE`.
    pub fn on(&self, verb: &str, object: &ObjectRef) -> String {
        let kind = object.kind.to_lowercase();
        let mut arguments = format!("{verb} {kind} {}", quote(&object.name));
        if !object.namespace.is_empty() {
            arguments =
                format!("{verb} -n {} {kind} {}", quote(&object.namespace), quote(&object.name));
        }
        self.kubectl(&arguments)
    }
}

/// A word as the shell takes it literally.
pub fn quote(word: &str) -> String {
    remedy::quote(word).into_owned()
}
