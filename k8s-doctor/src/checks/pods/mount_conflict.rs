//! A file is mounted where the image has a folder, or a folder where it has a file.
//!
//! The runtime says `not a directory … Are you trying to mount a directory onto a file (or
//! vice-versa)?`. With `subPath` one file of a volume is mounted; without it the whole volume, as a
//! folder. A `hostPath` that does not exist is made as a folder. A `subPath` whose key the config map
//! does not have is told by K113.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Evidence, Finding};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::MountConflict, |fault| {
        let at = match fault.subject.as_str() {
            "" => String::new(),
            path => format!(" at {path}"),
        };
        let message =
            format!("{} mounts a folder over a file, or a file over a folder{at}", fault.who());
        let mut finding = told::on_workload(facts, "K116", fault, message);
        let mounts = fault.container.iter().flat_map(|container| &container.volume_mounts);
        for mount in mounts.filter(|mount| mount.mount_path == fault.subject) {
            let text = match mount.sub_path.as_str() {
                "" => format!("volume {} as a whole", mount.name),
                path => format!("{path} of volume {}", mount.name),
            };
            let path = format!("spec.containers[].volumeMounts[{}]", mount.mount_path);
            finding = finding.evidence(Evidence::field(&fault.pod.object(), &path, text));
        }
        finding.remedy(told::edit(
            facts,
            fault,
            "Mount one file with subPath, or the whole volume to a folder of its own",
        ))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, volumeMounts: [{name: conf, mountPath: /etc/nginx/nginx.conf}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: web, restartCount: 3, state: {waiting: {reason: RunContainerError,
   message: 'failed to start container: error mounting "/var/lib/kubelet/x" to rootfs at "/etc/nginx/nginx.conf": mount x:/etc/nginx/nginx.conf: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, volumeMounts: [{name: conf, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
"#;
