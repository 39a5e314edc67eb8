//! Failed starts. The container runtime inside the node.

use crate::minikube::rule::{BLANK, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "cgroup-driver-mismatch",
        title: "kubelet and container runtime use different cgroup drivers",
        pattern: concat!(
            r"kubelet cgroup driver: \S+ is different from docker cgroup driver|",
            "misconfiguration: kubelet cgroup driver",
        ),
        samples: &[
            "failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: \"cgroupfs\" is different from docker cgroup driver: \"systemd\"",
            "misconfiguration: kubelet cgroup driver: \"systemd\" is different from docker cgroup driver: \"cgroupfs\"",
        ],
        counter_samples: &["detected cgroup driver to use: systemd"],
        why: "With the driver none the host's docker is used as it is set up.",
        advice: &[
            "docker info --format '{{.CgroupDriver}}'",
            "minikube -p {profile} start --extra-config=kubelet.cgroup-driver=systemd",
        ],
        sources: &["kubernetes/minikube#2381", "kubernetes/minikube#4172"],
        ..BLANK
    },
    Rule {
        id: "docker-restart",
        title: "Docker inside the node does not start",
        pattern: r"systemctl -f restart docker|Job for docker\.service failed",
        samples: &[
            "ssh command error: command : sudo systemctl -f restart docker err : Process exited with status 1",
            "Job for docker.service failed because the control process exited with error code.",
        ],
        counter_samples: &["sudo systemctl restart docker: ok"],
        why: "Most often a value of --docker-opt or --insecure-registry that it does not \
              understand.",
        advice: &["minikube -p {profile} ssh -- sudo journalctl -u docker --no-pager -n 50"],
        sources: &["kubernetes/minikube#7070"],
        ..BLANK
    },
    Rule {
        id: "docker-in-node",
        title: "Docker inside the node cannot be set up",
        pattern: "OS type not recognized",
        samples: &["Error configuring auth on host: OS type not recognized"],
        counter_samples: &["OS release is Buildroot 2021.02"],
        why: "The node did not come up as it should, or another machine answers in its place.",
        advice: &[
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#3952"],
        ..BLANK
    },
    Rule {
        id: "docker-on-host",
        title: "The host's docker cannot be started",
        pattern: "sudo systemctl (?:re)?start docker: (?:exit|Process exited with) status",
        samples: &[
            "X Exiting due to RUNTIME_ENABLE: sudo systemctl start docker: exit status 5",
            "sudo systemctl restart docker: exit status 1",
        ],
        counter_samples: &["Run: sudo systemctl start docker"],
        why: "With the driver none, docker and systemd must be on the host; status 5 says that \
              there is no such service.",
        advice: &["sudo systemctl status docker", "sudo journalctl -u docker -n 50"],
        sources: &[
            "kubernetes/minikube#2704",
            "kubernetes/minikube#4498",
            "kubernetes/minikube#5532",
        ],
        ..BLANK
    },
    Rule {
        id: "crio-on-host",
        title: "CRI-O cannot be started",
        pattern: concat!(
            "systemctl (?:re)?start crio: (?:exit|Process exited with) status|",
            r"dial unix /var/run/crio/crio\.sock",
        ),
        samples: &[
            "X Exiting due to RUNTIME_ENABLE: sudo systemctl restart crio: exit status 5",
            "connect endpoint 'unix:///var/run/crio/crio.sock': dial unix /var/run/crio/crio.sock: connect: no such file or directory",
        ],
        counter_samples: &["Preparing Kubernetes v1.20.2 on CRI-O 1.20.0 ..."],
        why: "It is not installed on the node, or its configuration is wrong.",
        advice: &[
            "minikube -p {profile} ssh -- sudo journalctl -u crio --no-pager -n 50",
            "minikube -p {profile} start --container-runtime=docker",
        ],
        sources: &["kubernetes/minikube#5532"],
        ..BLANK
    },
    Rule {
        id: "containerd-socket",
        title: "containerd does not answer",
        pattern: concat!(
            r"containerd\.sock\S*:? .*(?:no such file|connection refused|does not exist)|",
            r"cannot stat '\S*containerd\.sock'",
        ),
        samples: &[
            "dial unix /run/containerd/containerd.sock: connect: no such file or directory",
            "stat: cannot stat '/run/containerd/containerd.sock': No such file or directory",
        ],
        counter_samples: &["Will wait 60s for socket path /run/containerd/containerd.sock"],
        why: "It is not installed on the node, or ends at its start.",
        advice: &["minikube -p {profile} ssh -- sudo journalctl -u containerd --no-pager -n 50"],
        sources: &["kubernetes/minikube: pkg/minikube/cruntime/containerd.go"],
        ..BLANK
    },
    Rule {
        id: "cri-dockerd-missing",
        title: "cri-dockerd is missing on the node",
        pattern: concat!(
            r"cri-docker(?:d)?\.(?:socket|service).*(?:does not exist|not found|No such file|could not be found|not loaded)|",
            r"systemctl enable cri-docker\.socket: exit status|",
            "NOT_FOUND_CRI_DOCKERD|",
            r"cannot stat '\S*cri-dockerd\.sock'",
        ),
        samples: &[
            "Failed to enable unit: Unit file cri-docker.socket does not exist.",
            "X Exiting due to RUNTIME_ENABLE: sudo systemctl enable cri-docker.socket: exit status 1",
            "X Exiting due to NOT_FOUND_CRI_DOCKERD:",
        ],
        counter_samples: &[
            "Created symlink /etc/systemd/system/sockets.target.wants/cri-docker.socket",
        ],
        why: "Kubernetes 1.24 and later reach docker through it. Clusters made by minikube before \
              1.26.0 do not have it, nor do hosts of the driver none unless it was installed.",
        advice: &[
            "# losing everything in it:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
            "# with the driver none: install cri-dockerd on the host",
        ],
        sources: &[
            "kubernetes/minikube#14457",
            "kubernetes/minikube#14478",
            "kubernetes/minikube#14591",
            "kubernetes/minikube#14410",
        ],
        ..BLANK
    },
    Rule {
        id: "crictl-missing",
        title: "crictl is missing on the host",
        pattern: "which crictl: exit status|crictl: command not found|NOT_FOUND_CRICTL",
        samples: &[
            "X Exiting due to RUNTIME_ENABLE: which crictl: exit status 1",
            "sudo: crictl: command not found",
        ],
        counter_samples: &["Run: sudo crictl version"],
        why: "With the driver none, cri-tools must be installed.",
        advice: &["# install cri-tools, then:", "sudo crictl version"],
        sources: &["kubernetes/minikube#15914"],
        ..BLANK
    },
    Rule {
        id: "cni-plugins-missing",
        title: "Network plugins are missing on the node",
        pattern: r#"NOT_FOUND_CNI_PLUGINS|failed to find plugin \"\S+\" in path"#,
        samples: &[
            "X Exiting due to NOT_FOUND_CNI_PLUGINS:",
            "plugin type=\"bridge\" failed (add): failed to find plugin \"bridge\" in path [/opt/cni/bin]",
        ],
        counter_samples: &["ls /opt/cni/bin: bridge host-local loopback"],
        why: "With the driver none, containernetworking-plugins must be in /opt/cni/bin.",
        advice: &["ls /opt/cni/bin"],
        sources: &["minikube documentation: faq, containernetworking-plugins"],
        ..BLANK
    },
    Rule {
        id: "runtime-api",
        title: "The runtime does not speak the kubelet's language",
        pattern: concat!(
            "unable to determine runtime API version|",
            r"unknown service runtime\.v1|",
            "CRI v1 (?:runtime|image) API is not implemented",
        ),
        samples: &[
            "level=fatal msg=\"unable to determine runtime API version: rpc error: code = Unavailable\"",
            "rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService",
            "validate service connection: CRI v1 runtime API is not implemented for endpoint \"unix:///var/run/cri-dockerd.sock\"",
        ],
        counter_samples: &["RuntimeApiVersion:  v1"],
        why: "The runtime is too old for this Kubernetes, its CRI plugin is switched off, or it \
              does not run.",
        advice: &[
            "sudo crictl version",
            "minikube -p {profile} start --kubernetes-version={version}",
        ],
        sources: &["kubernetes/minikube#14555"],
        ..BLANK
    },
    Rule {
        id: "cni-not-ready",
        title: "The node has no network for pods",
        pattern: concat!(
            "cni (?:config uninitialized|plugin not initialized)|",
            r"no networks found in /etc/cni/net\.d",
        ),
        samples: &[
            "Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
            "no networks found in /etc/cni/net.d",
        ],
        counter_samples: &["Configuring CNI (Container Networking Interface) ..."],
        why: "In the beginning this is usual. If it stays, the network plugin's own pod does not \
              run.",
        advice: &["kubectl --context {context} -n kube-system get pods -o wide"],
        sources: &["kubernetes/kubernetes: pkg/kubelet/runtime.go"],
        general: true,
        ..BLANK
    },
];
