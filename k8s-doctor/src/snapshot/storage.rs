//! Claims, volumes, classes, and CSI.

use super::api::{Condition, IntOrString, Meta, Reference, Selector, Time, api};
use super::pod::{NodeSelector, ResourceNeeds, Resources};

api! {
    /// A persistent volume claim.
    pub struct Pvc {
        metadata: Meta,
        spec: PvcSpec,
        status: PvcStatus,
    }
    /// What a claim asks for. A class that is absent means the default one; an empty one means none.
    pub struct PvcSpec {
        access_modes: Vec<String>,
        resources: ResourceNeeds,
        storage_class_name: Option<String>,
        volume_name: String,
        volume_mode: String,
        selector: Option<Selector>,
        data_source: Option<Reference>,
    }
    /// How a claim is.
    pub struct PvcStatus {
        phase: String,
        capacity: Resources,
        conditions: Vec<Condition>,
    }
    /// A persistent volume.
    pub struct PersistentVolume {
        metadata: Meta,
        spec: PersistentVolumeSpec,
        status: PersistentVolumeStatus,
    }
    /// What a volume is.
    pub struct PersistentVolumeSpec {
        access_modes: Vec<String>,
        capacity: Resources,
        claim_ref: Option<Reference>,
        storage_class_name: String,
        volume_mode: String,
        persistent_volume_reclaim_policy: String,
        node_affinity: VolumeNodeAffinity,
        csi: Option<CsiSource>,
        host_path: Option<super::pod::HostPath>,
        local: Option<super::pod::HostPath>,
        nfs: Option<super::pod::Nfs>,
    }
    /// On which nodes a volume is.
    pub struct VolumeNodeAffinity {
        required: Option<NodeSelector>,
    }
    /// Which driver made a volume.
    pub struct CsiSource {
        driver: String,
        volume_handle: String,
    }
    /// How a volume is.
    pub struct PersistentVolumeStatus {
        phase: String,
        reason: String,
        message: String,
    }
    /// A storage class.
    pub struct StorageClass {
        metadata: Meta,
        provisioner: String,
        volume_binding_mode: String,
        reclaim_policy: String,
        allow_volume_expansion: bool,
        parameters: super::map::Map<IntOrString>,
    }
    /// A CSI driver.
    pub struct CsiDriver {
        metadata: Meta,
        spec: CsiDriverSpec,
    }
    /// What a CSI driver can do.
    pub struct CsiDriverSpec {
        attach_required: Option<bool>,
        storage_capacity: bool,
    }
    /// The CSI drivers of a node.
    pub struct CsiNode {
        metadata: Meta,
        spec: CsiNodeSpec,
    }
    /// See [`CsiNode`].
    pub struct CsiNodeSpec {
        drivers: Vec<CsiNodeDriver>,
    }
    /// A driver on a node, and how many volumes it can take.
    pub struct CsiNodeDriver {
        name: String,
        allocatable: Option<CsiNodeAllocatable>,
    }
    /// See [`CsiNodeDriver`].
    pub struct CsiNodeAllocatable {
        count: Option<i64>,
    }
    /// That a volume is to be attached to a node.
    pub struct VolumeAttachment {
        metadata: Meta,
        spec: VolumeAttachmentSpec,
        status: VolumeAttachmentStatus,
    }
    /// See [`VolumeAttachment`].
    pub struct VolumeAttachmentSpec {
        attacher: String,
        node_name: String,
        source: VolumeAttachmentSource,
    }
    /// See [`VolumeAttachment`].
    pub struct VolumeAttachmentSource {
        persistent_volume_name: String,
    }
    /// See [`VolumeAttachment`].
    pub struct VolumeAttachmentStatus {
        attached: bool,
        attach_error: Option<VolumeError>,
        detach_error: Option<VolumeError>,
    }
    /// See [`VolumeAttachment`].
    pub struct VolumeError {
        message: String,
        time: Time,
    }
}
