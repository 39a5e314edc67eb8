//! Failed starts. The node: its files, certificates and addons.

use crate::minikube::rule::{BLANK, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "certificates-expired",
        title: "The cluster's certificates have expired",
        pattern: "certificate has expired(?: or is not yet valid)?",
        samples: &[
            "error execution phase certs/apiserver-kubelet-client: [certs] certificate apiserver-kubelet-client not signed by CA certificate ca: x509: certificate has expired or is not yet valid: current time 2024-01-24T01:22:32Z is after 2024-01-19T20:19:24Z",
            "failed to load certificate: the certificate has expired",
        ],
        counter_samples: &["kubeadm certificates are valid"],
        why: "kubeadm's certificates last a year, and minikube renews them only since 1.31.0. A \
              wrong clock looks the same.",
        advice: &[
            "date; minikube -p {profile} ssh -- date",
            "# with minikube 1.31.0 or later:",
            "minikube -p {profile} start",
            "# else, losing everything in it: minikube -p {profile} delete",
        ],
        sources: &[
            "kubernetes/minikube#10122",
            "kubernetes/minikube#13621",
            "kubernetes/minikube#18032",
        ],
        ..BLANK
    },
    Rule {
        id: "certificates-renewal-version",
        title: "The certificates cannot be renewed: kubeadm is too new for the cluster",
        pattern: "only supports deploying clusters with the control plane version",
        samples: &[
            "this version of kubeadm only supports deploying clusters with the control plane version >= 1.31.0. Current version: v1.28.3",
        ],
        counter_samples: &["kubeadm version: v1.31.0"],
        why: "The profile was started with another Kubernetes than the one it was made with, \
              several minors apart.",
        advice: &[
            "minikube -p {profile} start --kubernetes-version={version}",
            "# with the version the cluster has",
        ],
        sources: &["kubernetes/minikube#20603"],
        ..BLANK
    },
    Rule {
        id: "certificates-not-ours",
        title: "A certificate is not of this cluster's authority",
        pattern: "not signed by CA certificate ca: crypto/rsa: verification error",
        samples: &[
            "certificate apiserver-kubelet-client not signed by CA certificate ca: crypto/rsa: verification error",
        ],
        counter_samples: &["x509: certificate signed by unknown authority"],
        why: "Files in ~/.minikube were replaced while the node kept its own.",
        advice: &[
            "# losing everything in the cluster:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#6596"],
        ..BLANK
    },
    Rule {
        id: "size-kept",
        title: "An existing cluster keeps its size",
        pattern: "You cannot change the (?:memory size|CPUs|disk size|number of nodes|static IP) (?:for|of) an (?:existing|exiting) minikube cluster",
        samples: &[
            "! You cannot change the memory size for an existing minikube cluster. Please first delete the cluster.",
            "! You cannot change the CPUs for an exiting minikube cluster. Please first delete the cluster.",
        ],
        counter_samples: &["Creating docker container (CPUs=2, Memory=2200MB) ..."],
        why: "Memory, processors and disk count only when the cluster is made; afterwards the \
              flags are ignored.",
        advice: &[
            "# losing everything in it:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start --memory=4096mb",
        ],
        sources: &["kubernetes/minikube#567", "eclipse/che#14067"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "temp-file-gone",
        title: "A temporary file was gone before it was copied to the node",
        pattern: "copying pub key: .*no such file or directory",
        samples: &[
            "copying pub key: docker copy /tmp/tmpf-memory-asset645583169 into minikube:/home/docker/.ssh/authorized_keys, output: lstat /tmp/tmpf-memory-asset645583169: no such file or directory",
        ],
        counter_samples: &["copying pub key: ok"],
        why: "docker sees another /tmp than minikube: it was installed by snap, or runs elsewhere.",
        advice: &[
            "snap list docker",
            "mkdir -p \"$HOME/tmp\" && TMPDIR=\"$HOME/tmp\" minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#10772"],
        ..BLANK
    },
    Rule {
        id: "profile-files-missing",
        title: "Files of the profile are missing",
        pattern: concat!(
            r"config\.json: The system cannot find the file specified|",
            "id_rsa: no such file or directory",
        ),
        samples: &[
            r"open C:\Users\dev\.minikube\machines\minikube\config.json: The system cannot find the file specified.",
            "open /home/dev/.minikube/machines/minikube/id_rsa: no such file or directory",
        ],
        counter_samples: &[
            "open /home/dev/.minikube/config/config.json: no such file or directory",
        ],
        why: "They were deleted, or an earlier start ended before they were written.",
        advice: &[
            "# nothing is lost that is not gone already:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#9130"],
        ..BLANK
    },
    Rule {
        id: "btrfs",
        title: "The node's container is broken on btrfs",
        pattern: "'/var/lib/dpkg': No such file or directory",
        samples: &["find: '/var/lib/dpkg': No such file or directory"],
        counter_samples: &["find: '/var/lib/x': No such file or directory"],
        why: "docker's storage driver btrfs does not get along with a volume on /var.",
        advice: &["docker info --format '{{.Driver}}'", "# use the storage driver overlay2"],
        sources: &["kubernetes/minikube#11235"],
        ..BLANK
    },
    Rule {
        id: "bridge-multi-node",
        title: "The bridge network knows one node only",
        pattern: "bridge CNI is incompatible with multi-node clusters",
        samples: &[
            "X Exiting due to GUEST_CNI_INCOMPATIBLE: bridge CNI is incompatible with multi-node clusters, use a different CNI",
        ],
        counter_samples: &["Configuring bridge CNI (Container Networking Interface) ..."],
        why: "Pods on different nodes could not reach each other.",
        advice: &["minikube -p {profile} start --nodes=2 --cni=kindnet"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "bootstrap-lock",
        title: "A lock of another minikube is not given free",
        pattern: "failed to acquire bootstrap client lock|GUEST_PROVISION_ACQUIRE_LOCK",
        samples: &["failed to acquire bootstrap client lock: unable to open lock file"],
        counter_samples: &["acquiring bootstrap client lock"],
        why: "Another start runs, or its lock belongs to another user.",
        advice: &[
            "ps aux | grep '[m]inikube'",
            "# as a last way, losing all profiles: minikube delete --all --purge",
        ],
        sources: &["kubernetes/minikube#11022"],
        ..BLANK
    },
    Rule {
        id: "addon-timeout",
        title: "An addon did not come up in time",
        pattern: concat!(
            r"Enabling '\S+' returned an error|",
            "run callbacks: running callbacks: .*timed out waiting",
        ),
        samples: &[
            "! Enabling 'ingress' returned an error: running callbacks: [waiting for app.kubernetes.io/name=ingress-nginx pods: timed out waiting for the condition]",
            "X Exiting due to MK_ADDON_ENABLE: run callbacks: running callbacks: [verifying registry addon pods : timed out waiting for the condition]",
        ],
        counter_samples: &["Enabled addons: storage-provisioner, default-storageclass"],
        why: "Its pods do not become ready; look at them, most often an image cannot be pulled.",
        advice: &["kubectl --context {context} get pods -A"],
        sources: &["kubernetes/minikube#10544"],
        ..BLANK
    },
    Rule {
        id: "node-exited",
        title: "The node ended unexpectedly",
        pattern: "exited unexpectedly",
        samples: &["StartHost failed: container minikube exited unexpectedly"],
        counter_samples: &["container minikube exited with code 0"],
        why: "The node's own log says why.",
        advice: &["docker logs --tail 50 {profile}"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        general: true,
        ..BLANK
    },
];
