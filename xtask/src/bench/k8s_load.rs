//! A large cluster, made up: the same for the same size. Its objects are as a server writes them, one
//! list a kind, as `kubectl get KIND -A -o json` prints it. Three things are wrong in it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;

/// How large a cluster is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) pods: usize,
    pub(super) nodes: usize,
    pub(super) events: usize,
}

/// Pods of a deployment.
const REPLICAS: usize = 5;
/// Deployments of a namespace.
const DEPLOYMENTS: usize = 20;
/// The deployment whose image does not exist.
const BAD_IMAGE: usize = 7;
/// The deployment that no node will have.
const UNSCHEDULABLE: usize = 11;
/// The node whose kubelet is gone.
const LOST_NODE: usize = 3;
/// Of so many deployments one has a claim.
const WITH_CLAIM: usize = 10;

/// What is wrong: for each fault the names that a root cause may have.
pub(super) fn faults() -> [Vec<String>; 3] {
    let name = |deployment| format!("{}/{}", namespace(deployment), app(deployment));
    [vec![name(BAD_IMAGE)], vec![name(UNSCHEDULABLE)], vec![node(LOST_NODE)]]
}

/// Writes the cluster into a folder. Returns how many bytes it has.
pub(super) fn write(folder: &Path, size: Size) -> Result<u64> {
    fs::create_dir_all(folder)?;
    let n_deployments = (size.pods / REPLICAS).max(1);
    let n_namespaces = n_deployments.div_ceil(DEPLOYMENTS);
    let deployments = || 0..n_deployments;
    let list =
        |name: &str, items: &mut dyn Iterator<Item = String>| write_list(folder, name, items);
    list("namespaces", &mut (0..n_namespaces).map(namespace_object))?;
    list("nodes", &mut (0..size.nodes).map(node_object))?;
    list("pods", &mut (0..size.pods).map(|pod| pod_object(pod, size.nodes)))?;
    list("deployments", &mut deployments().map(deployment_object))?;
    list("replicasets", &mut deployments().map(replica_set_object))?;
    list("services", &mut deployments().map(service_object))?;
    list("endpoints", &mut deployments().map(|d| endpoints_object(d, size.nodes)))?;
    list("configmaps", &mut deployments().map(config_map_object))?;
    list("persistentvolumeclaims", &mut deployments().step_by(WITH_CLAIM).map(claim_object))?;
    list("persistentvolumes", &mut deployments().step_by(WITH_CLAIM).map(volume_object))?;
    list("storageclasses", &mut std::iter::once(storage_class_object()))?;
    list("events", &mut (0..size.events).map(|event| event_object(event, size.pods)))?;
    let sizes = fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len()));
    sizes.sum::<std::io::Result<u64>>().map_err(Into::into)
}

fn write_list(folder: &Path, name: &str, items: &mut dyn Iterator<Item = String>) -> Result<()> {
    let mut file = BufWriter::new(File::create(folder.join(format!("{name}.json")))?);
    write!(file, "{{\n    \"apiVersion\": \"v1\",\n    \"items\": [")?;
    for (index, item) in items.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // The indentation of kubectl is part of what has to be read.
        write!(file, "{comma}\n        {}", item.replace('\n', "\n        "))?;
    }
    write!(file, "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {{}}\n}}\n")?;
    file.flush()?;
    Ok(())
}

fn namespace(deployment: usize) -> String {
    format!("team-{}", deployment / DEPLOYMENTS)
}

fn app(deployment: usize) -> String {
    const WORDS: [&str; 8] =
        ["api", "web", "worker", "cart", "search", "ledger", "mailer", "gateway"];
    format!("{}-{deployment}", WORDS[deployment % WORDS.len()])
}

fn node(number: usize) -> String {
    format!("node-{number}")
}

fn pod(number: usize) -> String {
    let deployment = number / REPLICAS;
    format!("{}-6f7c9d8b5d-{:05x}", app(deployment), random(number, 1) & 0xf_ffff)
}

fn image(deployment: usize) -> String {
    let tag = if deployment == BAD_IMAGE { "v9.9.9-missing" } else { "v1.4.2" };
    format!("registry.example.com/shop/{}:{tag}", app(deployment))
}

fn uid(kind: usize, number: usize) -> String {
    let bits = random(number, kind);
    format!("{:08x}-{:04x}-4{:03x}-8{:03x}-{number:012x}", bits >> 32, bits & 0xffff, kind, kind)
}

/// Pseudo-random bits, always the same for the same number.
fn random(number: usize, salt: usize) -> u64 {
    let mut bits = (number as u64) << 8 | salt as u64;
    for _ in 0..2 {
        bits = (bits ^ (bits >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    bits ^ (bits >> 29)
}

fn place(pod: usize, n_nodes: usize) -> usize {
    pod % n_nodes.max(1)
}

/// Whether a pod works.
fn is_well(pod: usize, n_nodes: usize) -> bool {
    !matches!(pod / REPLICAS, BAD_IMAGE | UNSCHEDULABLE) && place(pod, n_nodes) != LOST_NODE
}

fn namespace_object(number: usize) -> String {
    let uid = uid(1, number);
    format!(
        r#"{{
    "apiVersion": "v1",
    "kind": "Namespace",
    "metadata": {{
        "creationTimestamp": "2026-01-05T08:00:00Z",
        "labels": {{"kubernetes.io/metadata.name": "team-{number}"}},
        "name": "team-{number}",
        "resourceVersion": "{number}",
        "uid": "{uid}"
    }},
    "spec": {{"finalizers": ["kubernetes"]}},
    "status": {{"phase": "Active"}}
}}"#
    )
}

fn node_object(number: usize) -> String {
    let (name, uid) = (node(number), uid(2, number));
    let is_lost = number == LOST_NODE;
    let condition = |kind: &str, status: &str, reason: &str, message: &str| {
        let (status, reason, message) = if is_lost {
            ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
        } else {
            (status, reason, message)
        };
        let beat = if is_lost { "2026-01-12T07:40:00Z" } else { "2026-01-12T07:59:40Z" };
        format!(
            r#"{{
                "lastHeartbeatTime": "{beat}",
                "lastTransitionTime": "2026-01-05T08:01:00Z",
                "message": "{message}",
                "reason": "{reason}",
                "status": "{status}",
                "type": "{kind}"
            }}"#
        )
    };
    let conditions = [
        condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "sufficient memory"),
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "no disk pressure"),
        condition("PIDPressure", "False", "KubeletHasSufficientPID", "sufficient PID available"),
        condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ]
    .join(", ");
    let taints = if is_lost {
        r#"[{"effect": "NoExecute", "key": "node.kubernetes.io/unreachable"}]"#
    } else {
        "[]"
    };
    let images: Vec<String> = (0..20)
        .map(|image| {
            format!(
                r#"{{
                "names": ["registry.example.com/shop/app-{image}:v1.4.2"],
                "sizeBytes": {}
            }}"#,
                40_000_000 + image * 1234
            )
        })
        .collect();
    let images = images.join(", ");
    format!(
        r#"{{
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {{
        "annotations": {{"volumes.kubernetes.io/controller-managed-attach-detach": "true"}},
        "creationTimestamp": "2026-01-05T08:00:30Z",
        "labels": {{
            "kubernetes.io/arch": "amd64",
            "kubernetes.io/hostname": "{name}",
            "kubernetes.io/os": "linux",
            "topology.kubernetes.io/zone": "zone-{zone}"
        }},
        "name": "{name}",
        "resourceVersion": "{number}",
        "uid": "{uid}"
    }},
    "spec": {{"podCIDR": "10.{high}.{low}.0/24", "taints": {taints}}},
    "status": {{
        "addresses": [{{"address": "192.0.2.{zone}", "type": "InternalIP"}}],
        "allocatable": {{"cpu": "16", "memory": "65536000Ki", "pods": "110"}},
        "capacity": {{"cpu": "16", "memory": "65936000Ki", "pods": "110"}},
        "conditions": [{conditions}],
        "images": [{images}],
        "nodeInfo": {{
            "architecture": "amd64",
            "containerRuntimeVersion": "containerd://2.1.0",
            "kernelVersion": "6.12.0",
            "kubeletVersion": "v1.36.2",
            "operatingSystem": "linux",
            "osImage": "Debian GNU/Linux 13"
        }}
    }}
}}"#,
        zone = number % 3,
        high = 64 + number / 256 % 192,
        low = number % 256,
    )
}

fn pod_object(number: usize, n_nodes: usize) -> String {
    let deployment = number / REPLICAS;
    let (name, uid, app, image) = (pod(number), uid(3, number), app(deployment), image(deployment));
    let (namespace, owner) = (namespace(deployment), uid_of_replica_set(deployment));
    let is_unschedulable = deployment == UNSCHEDULABLE;
    let node_name = if is_unschedulable {
        String::new()
    } else {
        format!("\n        \"nodeName\": \"{}\",", node(place(number, n_nodes)))
    };
    let selector =
        if is_unschedulable { "\n        \"nodeSelector\": {\"disktype\": \"nvme\"}," } else { "" };
    let volumes = match deployment % WITH_CLAIM {
        0 => format!(
            r#"{{"name": "data", "persistentVolumeClaim": {{"claimName": "{app}-data"}}}}, "#
        ),
        _ => String::new(),
    };
    let status = pod_status(number, n_nodes, &image);
    format!(
        r#"{{
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {{
        "annotations": {{
            "prometheus.io/port": "9090",
            "prometheus.io/scrape": "true"
        }},
        "creationTimestamp": "2026-01-10T10:00:00Z",
        "generateName": "{app}-6f7c9d8b5d-",
        "labels": {{
            "app.kubernetes.io/instance": "{app}",
            "app.kubernetes.io/name": "{app}",
            "pod-template-hash": "6f7c9d8b5d"
        }},
        "name": "{name}",
        "namespace": "{namespace}",
        "ownerReferences": [
            {{
                "apiVersion": "apps/v1",
                "blockOwnerDeletion": true,
                "controller": true,
                "kind": "ReplicaSet",
                "name": "{app}-6f7c9d8b5d",
                "uid": "{owner}"
            }}
        ],
        "resourceVersion": "{number}",
        "uid": "{uid}"
    }},
    "spec": {{
        "containers": [{container}],
        "dnsPolicy": "ClusterFirst",
        "enableServiceLinks": true,{node_name}{selector}
        "preemptionPolicy": "PreemptLowerPriority",
        "priority": 0,
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {{}},
        "serviceAccount": "default",
        "serviceAccountName": "default",
        "terminationGracePeriodSeconds": 30,
        "tolerations": [
            {{
                "effect": "NoExecute",
                "key": "node.kubernetes.io/not-ready",
                "operator": "Exists",
                "tolerationSeconds": 300
            }},
            {{
                "effect": "NoExecute",
                "key": "node.kubernetes.io/unreachable",
                "operator": "Exists",
                "tolerationSeconds": 300
            }}
        ],
        "volumes": [
            {volumes}{{"configMap": {{"defaultMode": 420, "name": "{app}-config"}}, "name": "config"}}
        ]
    }},
    "status": {status}
}}"#,
        container = container(deployment)
    )
}

fn container(deployment: usize) -> String {
    let (app, image) = (app(deployment), image(deployment));
    format!(
        r#"
            {{
                "args": ["--listen=:8080", "--config=/etc/app/config.yaml", "--log-level=info"],
                "env": [
                    {{"name": "SERVICE_NAME", "value": "{app}"}},
                    {{"name": "LOG_FORMAT", "value": "json"}}
                ],
                "image": "{image}",
                "imagePullPolicy": "IfNotPresent",
                "livenessProbe": {{
                    "failureThreshold": 3,
                    "httpGet": {{"path": "/healthz", "port": "http", "scheme": "HTTP"}},
                    "periodSeconds": 10,
                    "successThreshold": 1,
                    "timeoutSeconds": 1
                }},
                "name": "app",
                "ports": [{{"containerPort": 8080, "name": "http", "protocol": "TCP"}}],
                "readinessProbe": {{
                    "failureThreshold": 3,
                    "httpGet": {{"path": "/ready", "port": "http", "scheme": "HTTP"}},
                    "periodSeconds": 10,
                    "successThreshold": 1,
                    "timeoutSeconds": 1
                }},
                "resources": {{
                    "limits": {{"cpu": "1", "memory": "512Mi"}},
                    "requests": {{"cpu": "100m", "memory": "256Mi"}}
                }},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
                "volumeMounts": [{{"mountPath": "/etc/app", "name": "config", "readOnly": true}}]
            }}
        "#
    )
}

fn pod_status(number: usize, n_nodes: usize, image: &str) -> String {
    let deployment = number / REPLICAS;
    let condition = |kind: &str, status: bool, more: &str| {
        let status = if status { "True" } else { "False" };
        format!(
            r#"
            {{
                "lastProbeTime": null,
                "lastTransitionTime": "2026-01-10T10:00:10Z",{more}
                "status": "{status}",
                "type": "{kind}"
            }}"#
        )
    };
    if deployment == UNSCHEDULABLE {
        let why = r#"
                "message": "0/9 nodes are available: 9 node(s) didn't match Pod's node affinity/selector.",
                "reason": "Unschedulable","#;
        let scheduled = condition("PodScheduled", false, why);
        return format!(
            r#"{{"conditions": [{scheduled}], "phase": "Pending", "qosClass": "Burstable"}}"#
        );
    }
    let has_started = deployment != BAD_IMAGE;
    let is_well = is_well(number, n_nodes);
    let unready = if has_started {
        ""
    } else {
        r#"
                "message": "containers with unready status: [app]",
                "reason": "ContainersNotReady","#
    };
    let conditions = [
        condition("Initialized", true, ""),
        condition("Ready", is_well, unready),
        condition("ContainersReady", has_started, unready),
        condition("PodScheduled", true, ""),
    ]
    .join(",");
    let state = if has_started {
        r#"{"running": {"startedAt": "2026-01-10T10:00:08Z"}}"#.to_owned()
    } else {
        format!(
            r#"{{"waiting": {{"message": "Back-off pulling image \"{image}\"", "reason": "ImagePullBackOff"}}}}"#
        )
    };
    let phase = if has_started { "Running" } else { "Pending" };
    let (a, b) = (number / 250 % 250, number % 250);
    let (id, digest) = (random(number, 9), random(deployment, 8));
    format!(
        r#"{{
        "conditions": [{conditions}],
        "containerStatuses": [
            {{
                "containerID": "containerd://{id:064x}",
                "image": "{image}",
                "imageID": "registry.example.com/shop/app@sha256:{digest:064x}",
                "lastState": {{}},
                "name": "app",
                "ready": {has_started},
                "restartCount": 0,
                "started": {has_started},
                "state": {state}
            }}
        ],
        "hostIP": "192.0.2.10",
        "phase": "{phase}",
        "podIP": "10.244.{a}.{b}",
        "podIPs": [{{"ip": "10.244.{a}.{b}"}}],
        "qosClass": "Burstable",
        "startTime": "2026-01-10T10:00:01Z"
    }}"#
    )
}

fn uid_of_replica_set(deployment: usize) -> String {
    uid(5, deployment)
}

/// What all objects of a deployment have in common.
fn metadata(deployment: usize, kind: usize, name: &str, more: &str) -> String {
    let (namespace, uid, app) = (namespace(deployment), uid(kind, deployment), app(deployment));
    format!(
        r#"{{
        "creationTimestamp": "2026-01-10T09:59:00Z",
        "generation": 1,
        "labels": {{"app.kubernetes.io/instance": "{app}", "app.kubernetes.io/name": "{app}"}},
        "name": "{name}",
        "namespace": "{namespace}",{more}
        "resourceVersion": "{deployment}",
        "uid": "{uid}"
    }}"#
    )
}

/// How many of a deployment's pods are ready, where the lost node took some along.
fn n_ready(deployment: usize) -> usize {
    if matches!(deployment, BAD_IMAGE | UNSCHEDULABLE) { 0 } else { REPLICAS }
}

fn deployment_object(deployment: usize) -> String {
    let app = app(deployment);
    let metadata = metadata(deployment, 4, &app, "");
    let (template, ready) = (template(deployment), n_ready(deployment));
    let (available, reason) = match ready {
        0 => ("False", "MinimumReplicasUnavailable"),
        _ => ("True", "MinimumReplicasAvailable"),
    };
    format!(
        r#"{{
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {metadata},
    "spec": {{
        "progressDeadlineSeconds": 600,
        "replicas": {REPLICAS},
        "selector": {{"matchLabels": {{"app.kubernetes.io/instance": "{app}"}}}},
        "strategy": {{"rollingUpdate": {{"maxSurge": "25%", "maxUnavailable": "25%"}}, "type": "RollingUpdate"}},
        "template": {template}
    }},
    "status": {{
        "availableReplicas": {ready},
        "conditions": [
            {{
                "lastTransitionTime": "2026-01-10T10:00:10Z",
                "reason": "{reason}",
                "status": "{available}",
                "type": "Available"
            }}
        ],
        "observedGeneration": 1,
        "readyReplicas": {ready},
        "replicas": {REPLICAS},
        "unavailableReplicas": {},
        "updatedReplicas": {REPLICAS}
    }}
}}"#,
        REPLICAS - ready
    )
}

fn template(deployment: usize) -> String {
    let app = app(deployment);
    let selector = match deployment {
        UNSCHEDULABLE => r#""nodeSelector": {"disktype": "nvme"}, "#,
        _ => "",
    };
    format!(
        r#"{{
            "metadata": {{"labels": {{"app.kubernetes.io/instance": "{app}", "app.kubernetes.io/name": "{app}"}}}},
            "spec": {{{selector}"containers": [{}]}}
        }}"#,
        container(deployment)
    )
}

fn replica_set_object(deployment: usize) -> String {
    let (app, owner) = (app(deployment), uid(4, deployment));
    let owners = format!(
        r#"
        "ownerReferences": [{{"apiVersion": "apps/v1", "controller": true, "kind": "Deployment", "name": "{app}", "uid": "{owner}"}}],"#
    );
    let metadata = metadata(deployment, 5, &format!("{app}-6f7c9d8b5d"), &owners);
    let (template, ready) = (template(deployment), n_ready(deployment));
    format!(
        r#"{{
    "apiVersion": "apps/v1",
    "kind": "ReplicaSet",
    "metadata": {metadata},
    "spec": {{
        "replicas": {REPLICAS},
        "selector": {{"matchLabels": {{"app.kubernetes.io/instance": "{app}", "pod-template-hash": "6f7c9d8b5d"}}}},
        "template": {template}
    }},
    "status": {{"availableReplicas": {ready}, "observedGeneration": 1, "readyReplicas": {ready}, "replicas": {REPLICAS}}}
}}"#
    )
}

fn service_object(deployment: usize) -> String {
    let app = app(deployment);
    let metadata = metadata(deployment, 6, &app, "");
    let (a, b) = (deployment / 250 % 250, deployment % 250);
    format!(
        r#"{{
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {metadata},
    "spec": {{
        "clusterIP": "10.96.{a}.{b}",
        "clusterIPs": ["10.96.{a}.{b}"],
        "ports": [{{"name": "http", "port": 80, "protocol": "TCP", "targetPort": "http"}}],
        "selector": {{"app.kubernetes.io/instance": "{app}"}},
        "sessionAffinity": "None",
        "type": "ClusterIP"
    }},
    "status": {{"loadBalancer": {{}}}}
}}"#
    )
}

fn endpoints_object(deployment: usize, n_nodes: usize) -> String {
    let metadata = metadata(deployment, 7, &app(deployment), "");
    let namespace = namespace(deployment);
    let address = |number: usize| {
        let (a, b) = (number / 250 % 250, number % 250);
        format!(
            r#"
                {{
                    "ip": "10.244.{a}.{b}",
                    "nodeName": "{}",
                    "targetRef": {{"kind": "Pod", "name": "{}", "namespace": "{namespace}", "uid": "{}"}}
                }}"#,
            node(place(number, n_nodes)),
            pod(number),
            uid(3, number)
        )
    };
    let pods = || deployment * REPLICAS..(deployment + 1) * REPLICAS;
    let scheduled = |pod: &usize| pod / REPLICAS != UNSCHEDULABLE;
    let of = |well: bool| {
        let some = pods().filter(scheduled).filter(|pod| is_well(*pod, n_nodes) == well);
        some.map(address).collect::<Vec<_>>().join(",")
    };
    let (ready, unready) = (of(true), of(false));
    let subsets = match (ready.is_empty(), unready.is_empty()) {
        (true, true) => String::new(),
        _ => format!(
            r#"
        {{
            "addresses": [{ready}],
            "notReadyAddresses": [{unready}],
            "ports": [{{"name": "http", "port": 8080, "protocol": "TCP"}}]
        }}"#
        ),
    };
    format!(
        r#"{{
    "apiVersion": "v1",
    "kind": "Endpoints",
    "metadata": {metadata},
    "subsets": [{subsets}]
}}"#
    )
}

fn config_map_object(deployment: usize) -> String {
    let metadata = metadata(deployment, 8, &format!("{}-config", app(deployment)), "");
    format!(
        r#"{{
    "apiVersion": "v1",
    "data": {{"config.yaml": "listen: 8080\nworkers: 4\nlog:\n  level: info\n  format: json\n"}},
    "kind": "ConfigMap",
    "metadata": {metadata}
}}"#
    )
}

fn claim_object(deployment: usize) -> String {
    let metadata = metadata(deployment, 9, &format!("{}-data", app(deployment)), "");
    format!(
        r#"{{
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {metadata},
    "spec": {{
        "accessModes": ["ReadWriteMany"],
        "resources": {{"requests": {{"storage": "10Gi"}}}},
        "storageClassName": "standard",
        "volumeMode": "Filesystem",
        "volumeName": "pvc-{deployment}"
    }},
    "status": {{"accessModes": ["ReadWriteMany"], "capacity": {{"storage": "10Gi"}}, "phase": "Bound"}}
}}"#
    )
}

fn volume_object(deployment: usize) -> String {
    let (claim, namespace) = (format!("{}-data", app(deployment)), namespace(deployment));
    let (uid, of_claim) = (uid(10, deployment), uid(9, deployment));
    format!(
        r#"{{
    "apiVersion": "v1",
    "kind": "PersistentVolume",
    "metadata": {{"creationTimestamp": "2026-01-10T09:59:30Z", "name": "pvc-{deployment}", "uid": "{uid}"}},
    "spec": {{
        "accessModes": ["ReadWriteMany"],
        "capacity": {{"storage": "10Gi"}},
        "claimRef": {{"kind": "PersistentVolumeClaim", "name": "{claim}", "namespace": "{namespace}", "uid": "{of_claim}"}},
        "nfs": {{"path": "/export/pvc-{deployment}", "server": "192.0.2.200"}},
        "persistentVolumeReclaimPolicy": "Delete",
        "storageClassName": "standard",
        "volumeMode": "Filesystem"
    }},
    "status": {{"phase": "Bound"}}
}}"#
    )
}

fn storage_class_object() -> String {
    r#"{
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {
        "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        "name": "standard"
    },
    "provisioner": "nfs.example.com/server",
    "reclaimPolicy": "Delete",
    "volumeBindingMode": "Immediate"
}"#
    .to_owned()
}

fn event_object(number: usize, n_pods: usize) -> String {
    let of_pod = number % n_pods.max(1);
    let deployment = of_pod / REPLICAS;
    let (name, namespace, image) = (pod(of_pod), namespace(deployment), image(deployment));
    let unschedulable =
        "0/9 nodes are available: 9 node(s) didn't match Pod's node affinity/selector.";
    let (kind, reason, message, component) = match (deployment, number / n_pods.max(1) % 4) {
        (UNSCHEDULABLE, _) => {
            ("Warning", "FailedScheduling", unschedulable.to_owned(), "default-scheduler")
        }
        (BAD_IMAGE, 0) => (
            "Warning",
            "Failed",
            format!(
                "Failed to pull image \\\"{image}\\\": rpc error: code = NotFound desc = {image}: not found"
            ),
            "kubelet",
        ),
        (BAD_IMAGE, _) => {
            ("Normal", "BackOff", format!("Back-off pulling image \\\"{image}\\\""), "kubelet")
        }
        (_, 0) => {
            let message = format!("Successfully assigned {namespace}/{name} to a node");
            ("Normal", "Scheduled", message, "default-scheduler")
        }
        (_, 1) => {
            let message = format!("Container image \\\"{image}\\\" already present on machine");
            ("Normal", "Pulled", message, "kubelet")
        }
        (_, 2) => ("Normal", "Created", "Created container app".to_owned(), "kubelet"),
        (_, _) => ("Normal", "Started", "Started container app".to_owned(), "kubelet"),
    };
    let (second, event, uid) = (number % 60, uid(11, number), uid(3, of_pod));
    format!(
        r#"{{
    "apiVersion": "v1",
    "count": 1,
    "eventTime": null,
    "firstTimestamp": "2026-01-12T07:58:{second:02}Z",
    "involvedObject": {{
        "apiVersion": "v1",
        "fieldPath": "spec.containers{{app}}",
        "kind": "Pod",
        "name": "{name}",
        "namespace": "{namespace}",
        "resourceVersion": "{of_pod}",
        "uid": "{uid}"
    }},
    "kind": "Event",
    "lastTimestamp": "2026-01-12T07:59:{second:02}Z",
    "message": "{message}",
    "metadata": {{
        "creationTimestamp": "2026-01-12T07:58:{second:02}Z",
        "name": "{name}.{number:016x}",
        "namespace": "{namespace}",
        "resourceVersion": "{number}",
        "uid": "{event}"
    }},
    "reason": "{reason}",
    "reportingComponent": "{component}",
    "reportingInstance": "",
    "source": {{"component": "{component}"}},
    "type": "{kind}"
}}"#
    )
}
