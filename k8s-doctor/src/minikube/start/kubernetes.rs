//! Failed starts. Kubernetes: its version, kubeadm's checks, and a control plane that does not come up.

use crate::minikube::rule::{BLANK, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "version-format",
        title: "No Kubernetes version is written like this",
        pattern: r"No Major\.Minor\.Patch elements found",
        samples: &["Unable to parse \"latest1\": No Major.Minor.Patch elements found"],
        counter_samples: &["Preparing Kubernetes v1.20.2"],
        why: "--kubernetes-version takes v1.20.2, stable or latest.",
        advice: &["minikube -p {profile} start --kubernetes-version=stable"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "version-too-old",
        title: "This minikube no longer makes so old a Kubernetes",
        pattern: "K8S_OLD_UNSUPPORTED|less than the oldest supported version",
        samples: &[
            "! Specified Kubernetes version 1.27.4 is less than the oldest supported version: v1.28.0. Use `minikube config defaults kubernetes-version` for details.",
            "X Exiting due to K8S_OLD_UNSUPPORTED: Kubernetes 1.27.4 is not supported by this release of minikube",
        ],
        counter_samples: &["Preparing Kubernetes v1.28.0 on Docker 24.0.7"],
        why: "The profile or --kubernetes-version asks for it.",
        advice: &[
            "minikube config defaults kubernetes-version",
            "# use an older minikube for this profile, or make another one:",
            "minikube -p {profile}-2 start",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "version-too-new",
        title: "This minikube does not know so new a Kubernetes",
        pattern: concat!(
            "K8S_NEW_UNSUPPORTED|",
            "newer than the newest supported version|",
            "greater than the newest supported",
        ),
        samples: &[
            "! Specified Kubernetes version 1.99.0 is newer than the newest supported version: v1.34.0. Use `minikube config defaults kubernetes-version` for details.",
        ],
        counter_samples: &[
            "Kubernetes 1.34.0 is now available. If you would like to upgrade, specify: --kubernetes-version=v1.34.0",
        ],
        why: "It may exist, but this minikube was not tried with it.",
        advice: &["minikube config defaults kubernetes-version", "# update minikube"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "version-downgrade",
        title: "A cluster cannot go back to an older Kubernetes",
        pattern: "K8S_DOWNGRADE_UNSUPPORTED|Unable to safely downgrade",
        samples: &[
            "X Exiting due to K8S_DOWNGRADE_UNSUPPORTED: Unable to safely downgrade existing Kubernetes v1.22.1 cluster to v1.20.2",
        ],
        counter_samples: &["Upgrading existing cluster to v1.22.1"],
        why: "etcd and objects may be of a form that the older one cannot read.",
        advice: &[
            "minikube -p {profile} start",
            "minikube -p {profile}-2 start --kubernetes-version={version}",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "version-unavailable",
        title: "This version of Kubernetes does not exist",
        pattern: r"INET_VERSION_(?:UNAVAILABLE|EMPTY)|K8S version \S+ does not exist",
        samples: &[
            "X Exiting due to INET_VERSION_UNAVAILABLE: The requested Kubernetes version v1.20.99 does not exist",
        ],
        counter_samples: &["Kubernetes v1.20.2 exists"],
        why: "No release has this number, or the list of releases could not be had.",
        advice: &["minikube -p {profile} start --kubernetes-version=stable"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "port-in-use",
        title: "A port of the control plane is taken",
        pattern: r"\[ERROR Port-\d+\]",
        samples: &["[ERROR Port-10250]: Port 10250 is in use"],
        counter_samples: &["[WARNING Port-10250]: Port 10250 is in use"],
        why: "Another Kubernetes runs on this host, or an earlier one did not go away.",
        advice: &["sudo ss -ltnp", "# stop what listens there"],
        sources: &["kubernetes/minikube#5484"],
        ..BLANK
    },
    Rule {
        id: "preflight-files",
        title: "Files of an earlier cluster are in the way",
        pattern: r"\[ERROR (?:FileAvailable|DirAvailable)--",
        samples: &[
            "[ERROR FileAvailable--etc-kubernetes-manifests-kube-apiserver.yaml]: /etc/kubernetes/manifests/kube-apiserver.yaml already exists",
            "[ERROR DirAvailable--var-lib-etcd]: /var/lib/etcd is not empty",
        ],
        counter_samples: &[
            "[WARNING DirAvailable--var-lib-minikube-etcd]: /var/lib/minikube/etcd is not empty",
        ],
        why: "kubeadm does not overwrite what it did not make.",
        advice: &["# losing everything in that cluster:", "minikube -p {profile} delete"],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        ..BLANK
    },
    Rule {
        id: "preflight-image-pull",
        title: "kubeadm cannot pull the control plane's images",
        pattern: r"\[ERROR ImagePull\]",
        samples: &[
            "[ERROR ImagePull]: failed to pull image registry.k8s.io/kube-apiserver:v1.31.0: output: not found",
        ],
        counter_samples: &[
            "[preflight] Pulling images required for setting up a Kubernetes cluster",
        ],
        why: "The registry or mirror cannot be reached, or does not have them.",
        advice: &[
            "minikube -p {profile} ssh -- sudo crictl images",
            "minikube -p {profile} start --image-repository=MIRROR",
        ],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        ..BLANK
    },
    Rule {
        id: "preflight-memory",
        title: "The node has too little memory for kubeadm",
        pattern: r"\[ERROR Mem\]",
        samples: &["[ERROR Mem]: the system RAM (981 MB) is less than the minimum 1700 MB"],
        counter_samples: &["[WARNING Mem]: the system RAM is low"],
        why: "kubeadm wants 1700 MB for a control plane.",
        advice: &[
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start --memory=2200mb",
        ],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        ..BLANK
    },
    Rule {
        id: "preflight-cri",
        title: "kubeadm does not reach the container runtime",
        pattern: r"\[ERROR CRI\]",
        samples: &[
            "[ERROR CRI]: container runtime is not running: output: time=\"2022-07-15T18:33:39Z\" level=fatal msg=\"connect: connect endpoint\"",
        ],
        counter_samples: &["[WARNING CRI]: unable to list images"],
        why: "The runtime inside the node does not run, or not at the path kubeadm was given.",
        advice: &["minikube -p {profile} ssh -- sudo crictl info"],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        ..BLANK
    },
    Rule {
        id: "preflight-system",
        title: "kubeadm does not accept this kernel or docker",
        pattern: r"\[ERROR SystemVerification\]",
        samples: &[
            "[ERROR SystemVerification]: unsupported graph driver: btrfs",
            "[ERROR SystemVerification]: failed to parse kernel config: unable to load kernel module: \"configs\"",
        ],
        counter_samples: &["[WARNING SystemVerification]: failed to parse kernel config"],
        why: "A part of the kernel or of docker is missing or too old.",
        advice: &[
            "minikube -p {profile} start --extra-config=kubeadm.ignore-preflight-errors=SystemVerification",
        ],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        ..BLANK
    },
    Rule {
        id: "preflight-proc",
        title: "A kernel setting for networks is off",
        pattern: r"\[ERROR FileContent--proc-sys-net-",
        samples: &[
            "[ERROR FileContent--proc-sys-net-bridge-bridge-nf-call-iptables]: /proc/sys/net/bridge/bridge-nf-call-iptables contents are not set to 1",
            "[ERROR FileContent--proc-sys-net-ipv4-ip_forward]: /proc/sys/net/ipv4/ip_forward contents are not set to 1",
        ],
        counter_samples: &["net.ipv4.ip_forward = 1"],
        why: "Pods need forwarding, and bridged packets must pass through iptables.",
        advice: &[
            "sudo modprobe br_netfilter",
            "sudo sysctl net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1",
        ],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        ..BLANK
    },
    Rule {
        id: "preflight-other",
        title: "kubeadm's checks before the start failed",
        pattern: r"\[ERROR [\w-]+\]",
        samples: &["[ERROR IsPrivilegedUser]: user is not running as root"],
        counter_samples: &["[WARNING Hostname]: hostname \"minikube\" could not be reached"],
        why: "The line says which check failed.",
        advice: &["minikube -p {profile} start --alsologtostderr"],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "flag-unknown",
        title: "A flag is not known",
        pattern: concat!(
            r"(?i)\bunknown flag: --|",
            "failed to parse kubelet flag|",
            "flag provided but not defined|",
            r#"invalid argument \"[^\"]*\" for \"--"#,
        ),
        samples: &[
            "Error: unknown flag: --insecure-port",
            "\"command failed\" err=\"failed to parse kubelet flag: unknown flag: --network-plugin\"",
            "Error: invalid argument \"x\" for \"--v\" flag: strconv.ParseInt",
        ],
        counter_samples: &["FLAG: --v=2"],
        why: "It was given to minikube, or by --extra-config to a component from which this \
              Kubernetes has removed it.",
        advice: &[
            "# look at KubernetesConfig.ExtraOptions of the profile's config.json",
            "minikube -p {profile} start --kubernetes-version={version}",
        ],
        sources: &["kubernetes/minikube#7947"],
        ..BLANK
    },
    Rule {
        id: "feature-gate-unknown",
        title: "Kubernetes does not know a feature gate",
        pattern: "(?:unrecognized|invalid) feature gate",
        samples: &[
            "Error: invalid argument \"map[TTLAfterFinished:true]\": unrecognized feature gate: TTLAfterFinished",
        ],
        counter_samples: &["feature gates: {map[]}"],
        why: "Gates disappear when a feature is finished or given up.",
        advice: &["# leave it out of --feature-gates"],
        sources: &["kubernetes/kubernetes: staging/src/k8s.io/component-base/featuregate"],
        ..BLANK
    },
    Rule {
        id: "dns-domain",
        title: "The cluster's domain is not valid",
        pattern: "dnsDomain: Invalid",
        samples: &[
            "networking.dnsDomain: Invalid value: \"my_domain\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters",
        ],
        counter_samples: &["dnsDomain: cluster.local"],
        why: "--dns-domain must be a domain name.",
        advice: &["minikube -p {profile} start --dns-domain=cluster.local"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "cert-names",
        title: "A name for the API server's certificate is not valid",
        pattern: r"apiServer\.certSANs: Invalid value",
        samples: &[
            "apiServer.certSANs: Invalid value: \"\": altname is not a valid IP address, DNS label or a DNS label with subdomain wildcards",
        ],
        counter_samples: &["apiServer.certSANs: [127.0.0.1]"],
        why: "One of --apiserver-names is no name, or the profile's configuration is damaged.",
        advice: &[
            "# look at APIServerNames in the profile's config.json",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#9175"],
        ..BLANK
    },
    Rule {
        id: "etcd-damaged",
        title: "etcd's data is damaged",
        pattern: concat!(
            "panic: freepages: |",
            "panic: failed to recover v3 backend|",
            "etcdserver: .*corrupt|",
            "walpb: crc mismatch|",
            "read wal error",
        ),
        samples: &[
            "panic: freepages: failed to get all reachable pages (page 1203: multiple references)",
            "\"failed to recover v3 backend from snapshot\" panic: failed to recover v3 backend from snapshot",
            "etcdserver: read wal error (walpb: crc mismatch) cannot be repaired",
        ],
        counter_samples: &["etcdserver: request timed out"],
        why: "The host or the machine was switched off while etcd wrote, or the disk was full.",
        advice: &[
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["etcd-io/bbolt: freelist.go", "etcd-io/etcd: server/storage/wal"],
        ..BLANK
    },
    Rule {
        id: "apiserver-never-started",
        title: "The API server never started",
        pattern: "apiserver process never appeared",
        samples: &["wait 6m0s for node: wait for apiserver proc: apiserver process never appeared"],
        counter_samples: &["apiserver process appeared after 3s"],
        why: "Its container ends at once or was never made: look at its log, or at the kubelet's.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} ssh -- sudo crictl ps -a"],
        sources: &["kubernetes/minikube#4536", "kubernetes/minikube#6014"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "apiserver-unhealthy",
        title: "The API server never became healthy",
        pattern: concat!(
            "apiserver healthz never reported healthy|",
            "apiserver: timed out waiting for the condition",
        ),
        samples: &[
            "X Exiting due to GUEST_START: wait 6m0s for node: wait for healthy API server: apiserver healthz never reported healthy: timed out waiting for the condition",
        ],
        counter_samples: &["apiserver healthz returned 200"],
        why: "It runs but does not answer: the host is slow, etcd does not come up, or a VPN or \
              firewall is between.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} ssh -- sudo crictl ps -a"],
        sources: &[
            "kubernetes/minikube#4302",
            "kubernetes/minikube#10343",
            "kubernetes/minikube#15885",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "control-plane-not-updated",
        title: "The control plane never got its new version",
        pattern: "controlPlane never updated to",
        samples: &[
            "Unable to restart cluster, will reset it: apiserver health: controlPlane never updated to v1.20.5",
        ],
        counter_samples: &["controlPlane updated to v1.20.5"],
        why: "After a change of version the old API server goes on, or the new one does not start.",
        advice: &[
            "minikube -p {profile} logs",
            "minikube -p {profile} stop; minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#11417"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "dns-timeout",
        title: "CoreDNS did not come up in time",
        pattern: r"\bdns: timed out waiting for the condition",
        samples: &["wait: waiting for dns: timed out waiting for the condition"],
        counter_samples: &["apiserver: timed out waiting for the condition"],
        why: "Its pods do not become ready.",
        advice: &["kubectl --context {context} -n kube-system describe pods -l k8s-app=kube-dns"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "kubelet-not-running",
        title: "The kubelet does not run",
        pattern: concat!(
            "[Tt]he kubelet is not running|",
            "kubelet isn't running|",
            "The kubelet is not healthy after|",
            "Initial timeout of 40s passed|",
            r"http://(?:localhost|127\.0\.0\.1):10248/healthz.*(?:connection refused|deadline exceeded)",
        ),
        samples: &[
            "[kubelet-check] It seems like the kubelet isn't running or healthy.",
            "[kubelet-check] Initial timeout of 40s passed.",
            "[kubelet-check] The kubelet is not healthy after 4m0.001s",
            "The HTTP call equal to 'curl -sSL http://localhost:10248/healthz' failed with error: Get \"http://localhost:10248/healthz\": dial tcp 127.0.0.1:10248: connect: connection refused.",
        ],
        counter_samples: &["[kubelet-start] Starting the kubelet"],
        why: "Its own log says why it ends: cgroup driver, swap, a flag, or the runtime's socket.",
        advice: &["minikube -p {profile} ssh -- sudo journalctl -u kubelet --no-pager -n 100"],
        sources: &[
            "kubernetes/minikube#4172",
            "kubernetes/minikube#2729",
            "kubernetes/minikube#15493",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "kubeadm-wait",
        title: "kubeadm waited for the control plane in vain",
        pattern: concat!(
            "error execution phase wait-control-plane|",
            "couldn't initialize a Kubernetes cluster|",
            "K8S_INSTALL_FAILED",
        ),
        samples: &[
            "error execution phase wait-control-plane: couldn't initialize a Kubernetes cluster",
            "X Exiting due to K8S_INSTALL_FAILED: Failed to update cluster: downloading binaries",
        ],
        counter_samples: &[
            "[wait-control-plane] Waiting for the kubelet to boot up the control plane",
        ],
        why: "kubelet or control plane containers did not come up; the cause is in their logs.",
        advice: &["minikube -p {profile} logs"],
        sources: &["kubernetes/minikube#2729", "kubernetes/minikube#7947"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "dashboard-role",
        title: "The dashboard's binding is of an older version",
        pattern: "dashboard.*cannot change roleRef",
        samples: &[
            "The ClusterRoleBinding \"kubernetes-dashboard\" is invalid: roleRef: Invalid value: cannot change roleRef",
        ],
        counter_samples: &[
            "clusterrolebinding.rbac.authorization.k8s.io/kubernetes-dashboard unchanged",
        ],
        why: "A binding's role cannot be changed, only made anew.",
        advice: &[
            "kubectl --context {context} delete clusterrolebinding kubernetes-dashboard",
            "minikube -p {profile} addons enable dashboard",
        ],
        sources: &["kubernetes/minikube#7256"],
        ..BLANK
    },
    Rule {
        id: "service-missing",
        title: "The service to be opened does not exist",
        pattern: concat!(
            "Error opening service.*not found|",
            "Could not find finalized endpoint being pointed to by|",
            "SVC_NOT_FOUND",
        ),
        samples: &[
            "X Error opening service: Service shop was not found in default namespace: services \"shop\" not found",
            "Could not find finalized endpoint being pointed to by shop: Error validating service",
        ],
        counter_samples: &["Opening service default/shop in default browser..."],
        why: "It is in another namespace, or has another name.",
        advice: &["kubectl --context {context} get services -A"],
        sources: &["kubernetes/minikube#4599", "kubernetes/minikube#5836"],
        ..BLANK
    },
];
