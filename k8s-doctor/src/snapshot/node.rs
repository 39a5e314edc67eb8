//! Nodes and leases.

use super::api::{Condition, Meta, Time, api};
use super::pod::Resources;

api! {
    /// A node.
    pub struct Node {
        metadata: Meta,
        spec: NodeSpec,
        status: NodeStatus,
    }
    /// What a node is to be.
    pub struct NodeSpec {
        taints: Vec<Taint>,
        unschedulable: bool,
        #[serde(rename = "providerID")]
        provider_id: String,
        #[serde(rename = "podCIDR")]
        pod_cidr: String,
    }
    /// What keeps pods away that do not tolerate it.
    pub struct Taint {
        key: String,
        value: String,
        effect: String,
        time_added: Time,
    }
    /// How a node is.
    pub struct NodeStatus {
        conditions: Vec<Condition>,
        allocatable: Resources,
        capacity: Resources,
        node_info: NodeInfo,
        images: Vec<NodeImage>,
        addresses: Vec<NodeAddress>,
    }
    /// What runs on a node.
    pub struct NodeInfo {
        architecture: String,
        container_runtime_version: String,
        kernel_version: String,
        kubelet_version: String,
        operating_system: String,
        os_image: String,
    }
    /// An image that a node has.
    pub struct NodeImage {
        names: Vec<String>,
        size_bytes: i64,
    }
    /// Where a node is reached.
    pub struct NodeAddress {
        #[serde(rename = "type")]
        type_: String,
        address: String,
    }
    /// A lease: who leads, or that a node lives.
    pub struct Lease {
        metadata: Meta,
        spec: LeaseSpec,
    }
    /// Who holds a lease, and when it was last renewed.
    pub struct LeaseSpec {
        holder_identity: String,
        lease_duration_seconds: i64,
        renew_time: Time,
        acquire_time: Time,
    }
}
