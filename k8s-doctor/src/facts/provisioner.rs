//! Which pods make the volumes of a storage class. Nothing in the API says so: it is known by name
//! for the common ones, and else by what the pods' arguments and the leases say.

use super::Facts;
use crate::snapshot::{ObjectRef, Pod};

/// Provisioners of minikube and other common ones, and how the pods' names begin that do the work.
const KNOWN: &[(&str, &str)] = &[
    ("k8s.io/minikube-hostpath", "storage-provisioner"),
    ("rancher.io/local-path", "local-path-provisioner"),
    ("microk8s.io/hostpath", "hostpath-provisioner"),
    ("docker.io/hostpath", "storage-provisioner"),
    ("hostpath.csi.k8s.io", "csi-hostpathplugin"),
    ("openebs.io/local", "openebs-localpv-provisioner"),
    ("driver.longhorn.io", "csi-provisioner"),
    ("ebs.csi.aws.com", "ebs-csi-controller"),
    ("disk.csi.azure.com", "csi-azuredisk-controller"),
    ("file.csi.azure.com", "csi-azurefile-controller"),
    ("pd.csi.storage.gke.io", "csi-gce-pd-controller"),
    ("nfs.csi.k8s.io", "csi-nfs-controller"),
    ("rbd.csi.ceph.com", "csi-rbdplugin-provisioner"),
    ("cephfs.csi.ceph.com", "csi-cephfsplugin-provisioner"),
    ("topolvm.io", "topolvm-controller"),
    ("gluster.org/glusterblock", "glusterblock-provisioner"),
    ("efs.csi.aws.com", "efs-csi-controller"),
    ("cinder.csi.openstack.org", "csi-cinder-controllerplugin"),
    ("csi.vsphere.vmware.com", "vsphere-csi-controller"),
    ("smb.csi.k8s.io", "csi-smb-controller"),
];

/// Provisioners that a cloud may run where its customers do not see them: that no pod is theirs says
/// nothing.
const HIDDEN: &[&str] = &[
    "pd.csi.storage.gke.io",
    "disk.csi.azure.com",
    "file.csi.azure.com",
    "ebs.csi.aws.com",
    "efs.csi.aws.com",
    "cinder.csi.openstack.org",
];

/// A provisioner, and the pods that are it.
pub struct Provisioner<'a> {
    /// Its name, as storage classes give it.
    pub name: String,
    /// Its pods. None: no pod in the snapshot can be told to be it.
    pub pods: Vec<&'a Pod>,
    /// Whether it is known how its pods are called, so that having none means something.
    pub is_known: bool,
}

impl<'a> Facts<'a> {
    /// The pods of a provisioner.
    pub fn provisioner(&self, name: &str) -> Provisioner<'a> {
        let known = KNOWN.iter().find(|(provisioner, _)| *provisioner == name);
        let lease = name.replace('/', "-");
        let leases = self.snapshot.leases.iter().filter(|one| one.metadata.name == lease);
        let leaders: Vec<&str> =
            leases.filter_map(|one| one.spec.holder_identity.split('_').next()).collect();
        let is_it = |pod: &&Pod| match known {
            Some((_, prefix)) => pod.metadata.name.starts_with(prefix),
            None => {
                leaders.contains(&pod.metadata.name.as_str())
                    || is_named_after(pod, name)
                    || names(pod, name)
            }
        };
        let pods: Vec<&Pod> =
            self.snapshot.pods.iter().filter(|pod| !super::has_ended(pod)).filter(is_it).collect();
        let is_known = known.is_some() && !HIDDEN.contains(&name);
        Provisioner { name: name.to_owned(), pods, is_known }
    }

    /// Whether nobody but an administrator makes volumes of this class, by its provisioner's name.
    pub fn is_manual(provisioner: &str) -> bool {
        provisioner == "kubernetes.io/no-provisioner"
    }

    /// What a claim waits for, as its own events and class say: the provisioner's name.
    pub fn provisioner_of(&self, claim: &ObjectRef) -> Option<String> {
        let named = self.snapshot.claims.get(&claim.namespace, &claim.name).and_then(|pvc| {
            let class = pvc.spec.storage_class_name.as_deref()?;
            let class = self.snapshot.storage_classes.get("", class);
            let keys = [
                "volume.kubernetes.io/storage-provisioner",
                "volume.beta.kubernetes.io/storage-provisioner",
            ];
            let annotated = keys.iter().find_map(|key| pvc.metadata.annotations.get(key).cloned());
            class.map(|class| class.provisioner.clone()).or(annotated)
        });
        named.or_else(|| {
            let event = self.event(claim, "ExternalProvisioning", |_| true)?;
            provisioner_in(&event.message)
        })
    }
}

/// The name between the quotes of `… by external provisioner "X" or …`, in either version's words.
fn provisioner_in(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("external provisioner ")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
}

/// Whether a pod says in its arguments that it is this provisioner. The path of a driver's socket says
/// less: the driver's daemon set has it too.
fn names(pod: &Pod, provisioner: &str) -> bool {
    pod.spec.containers.iter().any(|container| {
        let mut words = container.command.iter().chain(&container.args);
        words.any(|word| word.rsplit(['=', ' ']).next() == Some(provisioner))
    })
}

/// Whether a pod is called as the provisioner is: `nfs-subdir-external-provisioner-5d4f…` for
/// `cluster.local/nfs-subdir-external-provisioner`.
fn is_named_after(pod: &Pod, provisioner: &str) -> bool {
    let name = provisioner.rsplit('/').next().unwrap_or_default();
    name != provisioner && name.contains('-') && pod.metadata.name.starts_with(name)
}
