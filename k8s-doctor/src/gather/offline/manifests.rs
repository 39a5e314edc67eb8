//! Manifests that lie about in a dump: they say what is wanted, and not what is.

use crate::snapshot::api::is_default;
use crate::snapshot::{Object, ObjectRef, Snapshot, Table};

/// Leaves out the manifests, if other objects come from a server; returns what to tell of them. A
/// manifest has neither what a server adds to metadata nor a status. If nothing comes from a server,
/// somebody may have taken these things out, and all is left as it is.
pub(super) fn leave_out(snapshot: &mut Snapshot) -> Option<String> {
    let mut is_dump = false;
    snapshot.each(|object| is_dump |= object.meta().was_served());
    if !is_dump {
        return None;
    }
    let mut found = Vec::new();
    let out = &mut found;
    from(&mut snapshot.pods, out, |pod| is_default(&pod.status));
    from(&mut snapshot.deployments, out, |deployment| is_default(&deployment.status));
    from(&mut snapshot.stateful_sets, out, |set| is_default(&set.status));
    from(&mut snapshot.daemon_sets, out, |set| is_default(&set.status));
    from(&mut snapshot.replica_sets, out, |set| is_default(&set.status));
    from(&mut snapshot.jobs, out, |job| is_default(&job.status));
    from(&mut snapshot.claims, out, |claim| is_default(&claim.status));
    from(&mut snapshot.services, out, |service| service.spec.cluster_ip.is_empty());
    from(&mut snapshot.ingresses, out, |ingress| is_default(&ingress.status));
    let first = found.first()?;
    Some(match found.len() {
        1 => format!("a manifest, which says what is wanted and not what is, is left out: {first}"),
        n => format!(
            "{n} manifests, which say what is wanted and not what is, are left out: {first} …"
        ),
    })
}

/// Leaves out of a table what no server has seen and `is_bare`.
fn from<T: Object + Send + Sync>(
    table: &mut Table<T>,
    found: &mut Vec<ObjectRef>,
    is_bare: impl Fn(&T) -> bool,
) {
    table.retain(|object| {
        let is_manifest = !object.meta().was_served() && is_bare(object);
        if is_manifest {
            found.push(object.object());
        }
        !is_manifest
    });
}
