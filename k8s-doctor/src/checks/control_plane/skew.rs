//! kubectl is more than one minor version away from the API server.
//!
//! Only one version up or down is supported. Mostly it works all the same; what fails are commands that
//! ask for a version of an API that the server does not have yet, or no longer has, and fields that are
//! dropped without a word. A note. `minikube kubectl --` brings the one that fits.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let versions = &facts.snapshot.versions;
    let client = versions.client_version.git_version.as_str();
    let server = versions.server_version.git_version.as_str();
    let (Some((major, from)), Some((same, to))) = (minor(client), minor(server)) else {
        return Vec::new();
    };
    if major != same || from.abs_diff(to) <= 1 {
        return Vec::new();
    }
    let object = ObjectRef::new("Version", "", "kubectl");
    let message = format!(
        "kubectl {client} and the server's {server} are {} minor versions apart",
        from.abs_diff(to)
    );
    vec![
        Finding::cause("K836", object.clone(), message)
            .severity(Severity::Note)
            .evidence(Evidence::field(&object, "clientVersion.gitVersion", client))
            .evidence(Evidence::field(&object, "serverVersion.gitVersion", server))
            .remedy(Remedy {
                title: format!("Use a kubectl of version {major}.{to}"),
                commands: Vec::new(),
                verify: vec![facts.commands.kubectl("version")],
                risk: String::new(),
            }),
    ]
}

fn minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split(['.', '+', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

pub(super) const BAD: &str =
    r#"{"clientVersion": {"gitVersion": "v1.31.0"}, "serverVersion": {"gitVersion": "v1.20.2"}}"#;

pub(super) const GOOD: &str = r#"{"clientVersion": {"gitVersion": "v1.31.0"}, "serverVersion": {"gitVersion": "v1.30.4-eks-1"}}"#;
