//! Failed starts. The host: processor, memory, disk, files and permissions.

use crate::minikube::rule::{BLANK, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "virtualization-disabled",
        title: "Virtualization is switched off in the firmware",
        pattern: concat!(
            "This computer doesn't have VT-X/AMD-v enabled|",
            "VERR_VMX_MSR_ALL_VMX_DISABLED|",
            "VERR_SVM_DISABLED",
        ),
        samples: &[
            "Error with pre-create check: \"This computer doesn't have VT-X/AMD-v enabled. Enabling it in the BIOS is mandatory\"",
            "VBoxManage: error: VT-x is disabled in the BIOS for all CPU modes (VERR_VMX_MSR_ALL_VMX_DISABLED)",
            "VBoxManage: error: AMD-V is disabled in the BIOS (or by the host OS) (VERR_SVM_DISABLED)",
        ],
        counter_samples: &["virtualization: kvm guest"],
        why: "A virtual machine needs VT-x or AMD-V. The processor has it, but the BIOS or UEFI \
              does not let it be used.",
        advice: &[
            "# switch virtualization on in the BIOS or UEFI, or do without a virtual machine:",
            "minikube -p {profile} start --driver=docker",
        ],
        sources: &[
            "kubernetes/minikube#3900",
            "kubernetes/minikube#4730",
            "kubernetes/minikube#5282",
            "kubernetes/minikube#5456",
            "kubernetes/minikube#7074",
        ],
        ..BLANK
    },
    Rule {
        id: "virtualization-missing",
        title: "The processor offers no virtualization",
        pattern: "VT-x is not available|VERR_VMX_NO_VMX|AMD-V is not available|VERR_SVM_NO_SVM",
        samples: &[
            "VBoxManage: error: VT-x is not available (VERR_VMX_NO_VMX)",
            "VBoxManage: error: AMD-V is not available (VERR_SVM_NO_SVM)",
        ],
        counter_samples: &["VT-x is disabled in the BIOS for all CPU modes"],
        why: "Often the host is a virtual machine itself, whose hypervisor does not pass \
              virtualization on; on Windows, Hyper-V may hold it.",
        advice: &[
            "minikube -p {profile} start --driver=docker",
            "# or let the outer hypervisor offer nested virtualization",
        ],
        sources: &["kubernetes/minikube#1994", "kubernetes/minikube#5326"],
        ..BLANK
    },
    Rule {
        id: "kubeconfig-permission",
        title: "kubeconfig may not be read or written",
        pattern: r"\.kube[/\\]config(?:\.lock)?\S*: (?:[Pp]ermission denied|Access is denied)",
        samples: &[
            "open /home/dev/.kube/config: permission denied",
            r"open C:\Users\dev\.kube\config: Access is denied.",
        ],
        counter_samples: &["open /home/dev/.kube/config: no such file or directory"],
        why: "The file belongs to somebody else: most often it was written by a command that ran \
              with sudo.",
        advice: &[
            "ls -l \"$HOME/.kube/config\"",
            "sudo chown \"$USER\" \"$HOME/.kube/config\" && chmod 600 \"$HOME/.kube/config\"",
        ],
        sources: &["kubernetes/minikube#5714"],
        ..BLANK
    },
    Rule {
        id: "kubeconfig-write",
        title: "kubeconfig cannot be written",
        pattern: concat!(
            "(?i)failed to (?:setup|update) kubeconfig|",
            "error writing kubeconfig|",
            "HOST_KUBECONFIG_(?:WRITE|UPDATE)",
        ),
        samples: &[
            "X Failed to setup kubeconfig: writing kubeconfig: Error writing file : open : no such file or directory",
        ],
        counter_samples: &["Updating kubeconfig: /home/dev/.kube/config"],
        why: "The variable KUBECONFIG names an empty or impossible path, or its folder does not \
              exist.",
        advice: &["echo \"$KUBECONFIG\"", "unset KUBECONFIG; minikube -p {profile} update-context"],
        sources: &[
            "kubernetes/minikube#5268",
            "kubernetes/minikube#4100",
            "kubernetes/minikube#5207",
        ],
        ..BLANK
    },
    Rule {
        id: "lock-permission",
        title: "A lock in /tmp belongs to another user",
        pattern: r"unable to open /tmp/juju\S*: permission denied|HOST_JUJU_LOCK_PERMISSION",
        samples: &[
            "Failed to start host: boot lock: unable to open /tmp/juju-mkc8ab01ad3ea83211c505c81a7ee49a8e3ecb89: permission denied",
        ],
        counter_samples: &["unable to open /tmp/minikube.log: permission denied"],
        why: "The kernel's fs.protected_regular does not let root write to files of others in \
              /tmp, and minikube has run as root and as a user.",
        advice: &["ls -l /tmp/juju-*", "sudo sysctl fs.protected_regular=0"],
        sources: &["kubernetes/minikube#6391"],
        ..BLANK
    },
    Rule {
        id: "minikube-home-permission",
        title: "minikube's own folder may not be written",
        pattern: concat!(
            r"[/\\]\.minikube[/\\][^\s':]*: (?:[Pp]ermission denied|Access is denied)|",
            "HOST_HOME_PERMISSION",
        ),
        samples: &[
            "open /home/dev/.minikube/profiles/minikube/client.key: permission denied",
            "mkdir /home/dev/.minikube/machines: permission denied",
        ],
        counter_samples: &[
            "open /home/dev/.minikube/config/config.json: no such file or directory",
        ],
        why: "Files in it belong to root: minikube has run with sudo before.",
        advice: &[
            "sudo chown -R \"$USER\" \"$HOME/.minikube\" && chmod -R u+wrx \"$HOME/.minikube\"",
        ],
        sources: &["kubernetes/minikube#9165"],
        ..BLANK
    },
    Rule {
        id: "cgroup-nested",
        title: "The kubelet cannot make its cgroups",
        pattern: concat!(
            r"Unit kubepods\.slice already exists|",
            r#"root container \[?\"?kubepods\"?\]? doesn't exist|"#,
            "failed to initialize top level QOS containers",
        ),
        samples: &[
            "Failed to start ContainerManager\" err=\"Unit kubepods.slice already exists.\"",
            "Failed to start ContainerManager\" err=\"failed to initialize top level QOS containers: root container [kubepods] doesn't exist\"",
        ],
        counter_samples: &["Created slice kubepods.slice."],
        why: "minikube runs inside a container that does not own its cgroups.",
        advice: &[
            "minikube -p {profile} start --extra-config=kubelet.cgroups-per-qos=false --extra-config=kubelet.enforce-node-allocatable=\"\"",
        ],
        sources: &["kubernetes/minikube#12232", "kubernetes/minikube#9304"],
        ..BLANK
    },
    Rule {
        id: "cgroup-controller-missing",
        title: "The kernel lacks a cgroup controller",
        pattern: concat!(
            "failed to find subsystem mount for required subsystem|",
            "missing (?:required )?cgroups?: |",
            "[Mm]issing cgroup subsystem",
        ),
        samples: &[
            "failed to run Kubelet: failed to find subsystem mount for required subsystem: pids",
            "[ERROR SystemVerification]: missing required cgroups: memory",
        ],
        counter_samples: &["CGROUPS_PIDS: enabled"],
        why: "The kernel was built or booted without a controller that the kubelet needs; on small \
              boards, memory is off by default.",
        advice: &[
            "cat /proc/cgroups",
            "# boot with cgroup_enable=memory cgroup_memory=1, or use a kernel that has the controller",
        ],
        sources: &["kubernetes/minikube#6411"],
        ..BLANK
    },
    Rule {
        id: "cgroup-mount-destination",
        title: "Docker finds no cgroup to mount",
        pattern: "cannot find cgroup mount destination",
        samples: &[
            "docker: Error response from daemon: cgroups: cannot find cgroup mount destination: unknown.",
        ],
        counter_samples: &["cgroup mountpoint: /sys/fs/cgroup"],
        why: "The systemd hierarchy of cgroup v1 is missing, which happens under WSL.",
        advice: &[
            "sudo mkdir -p /sys/fs/cgroup/systemd && sudo mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd",
        ],
        sources: &["kubernetes/minikube#5392", "kubernetes/minikube#9605", "microsoft/WSL#4189"],
        ..BLANK
    },
    Rule {
        id: "cgroup-v2-runtime",
        title: "The container runtime does not know cgroup v2",
        pattern: concat!(
            "cgroups?: cgroup mountpoint does not exist|",
            "not supported on cgroup v2|",
            "this version of runc doesn't work on cgroups v2",
        ),
        samples: &[
            "failed to create containerd task: cgroups: cgroup mountpoint does not exist: unknown",
            "OCI runtime create failed: this version of runc doesn't work on cgroups v2: unknown",
        ],
        counter_samples: &["cgroup driver: systemd, cgroup version: 2"],
        why: "The host has cgroup v2 only, and docker before 20.10 or the node's old runtime looks \
              for v1.",
        advice: &[
            "docker info",
            "# update docker, or use a newer minikube; or boot with systemd.unified_cgroup_hierarchy=0",
        ],
        sources: &["kubernetes/minikube#11310", "kubernetes/minikube#9799"],
        ..BLANK
    },
    Rule {
        id: "cgroup-v1-refused",
        title: "This kubelet does not run on cgroup v1",
        pattern: concat!(
            "configured to not run on a host using cgroup v1|",
            "cgroup v1 (?:support )?(?:is|was) (?:no longer supported|removed)",
        ),
        samples: &[
            "\"command failed\" err=\"failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is in maintenance mode\"",
        ],
        counter_samples: &[
            "Warning CgroupV1 cgroup v1 support is in maintenance mode, please migrate to cgroup v2",
        ],
        why: "Newer Kubernetes refuses cgroup v1 unless it is told otherwise, and the host, or the \
              host of the docker driver, has v1.",
        advice: &[
            "stat -fc %T /sys/fs/cgroup",
            "# boot the host with systemd.unified_cgroup_hierarchy=1",
            "minikube -p {profile} start --extra-config=kubelet.fail-cgroupv1=false",
        ],
        sources: &["kubernetes/kubernetes: pkg/kubelet/cm/container_manager_linux.go"],
        ..BLANK
    },
    Rule {
        id: "chromeos",
        title: "ChromeOS lacks what Kubernetes needs",
        pattern: concat!(
            r"Container \S+ is not running.*chown docker:docker|",
            r"chown docker:docker.*[Cc]ontainer \S+ is not running",
        ),
        samples: &[
            "Error response from daemon: Container 2c0d is not running: docker exec --privileged minikube chown docker:docker /home/docker/.ssh/authorized_keys",
            "docker exec minikube chown docker:docker: Container 2c0d is not running",
        ],
        counter_samples: &["Container minikube is running"],
        why: "The node's container ends at once, because the kernel lacks modules that it needs.",
        advice: &["# use a Linux whose kernel is not cut down"],
        sources: &["kubernetes/minikube#6411"],
        ..BLANK
    },
    Rule {
        id: "memory-too-small",
        title: "Too little memory is asked for, or there is too little",
        pattern: concat!(
            "RSRC_INSUFFICIENT_(?:REQ|SYS|CONTAINER)_MEMORY|",
            "RSRC_DOCKER_MEMORY|",
            "less than the usable minimum|",
            r"less than the required \d+\s?MiB? for Kubernetes|",
            "more than your system limit",
        ),
        samples: &[
            "X Exiting due to RSRC_INSUFFICIENT_REQ_MEMORY: Requested memory allocation 1024MiB is less than the usable minimum of 1800MB",
            "X Exiting due to RSRC_DOCKER_MEMORY: Docker Desktop only has 1000MiB available, less than the required 1800MiB for Kubernetes",
        ],
        counter_samples: &[
            "Requested memory allocation (1850MB) is less than the recommended minimum 1900MB. Deployments may fail.",
            "The requested memory allocation of 2200MiB does not leave room for system overhead",
        ],
        why: "minikube does not start with less than 1800 MB, nor with more than the host or \
              Docker Desktop has.",
        advice: &["free -m", "minikube -p {profile} start --memory=2200mb"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
            "kubernetes/minikube: cmd/minikube/cmd/start.go",
        ],
        ..BLANK
    },
    Rule {
        id: "cpus-too-few",
        title: "Fewer than two processors",
        pattern: concat!(
            "RSRC_(?:INSUFFICIENT|DOCKER)_CORES|",
            r"number of available CPUs \d+ is less than the required|",
            r"[Rr]equested cpu count \d+ is (?:less|greater) than|",
            "less than 2 CPUs available",
        ),
        samples: &[
            "[ERROR NumCPU]: the number of available CPUs 1 is less than the required 2",
            "X Exiting due to RSRC_INSUFFICIENT_CORES: Requested cpu count 1 is less than the minimum allowed of 2",
        ],
        counter_samples: &["CPUs=2, Memory=2200MB"],
        why: "kubeadm wants two processors for a control plane; Docker Desktop and virtual \
              machines often offer one.",
        advice: &["nproc", "minikube -p {profile} start --cpus=2"],
        sources: &["kubernetes/minikube#7905"],
        ..BLANK
    },
    Rule {
        id: "disk-full",
        title: "No space is left",
        pattern: concat!(
            "no space left on device|",
            "RSRC_(?:INSUFFICIENT|DOCKER|PODMAN)_STORAGE|",
            "(?:Docker|Podman|podman|docker) is out of disk space",
        ),
        samples: &[
            "X Exiting due to RSRC_DOCKER_STORAGE: Docker is out of disk space! (/var is at 100% of capacity). You can pass '--force' to skip this check.",
            "write /var/lib/docker/tmp/GetImageBlob: no space left on device",
        ],
        counter_samples: &[
            "Docker is nearly out of disk space, which may cause deployments to fail! (86% of capacity)",
        ],
        why: "The disk of docker, of the node or of the host is full.",
        advice: &[
            "docker system df",
            "docker system prune",
            "minikube -p {profile} ssh -- docker system prune",
        ],
        sources: &["kubernetes/minikube#9024", "kubernetes/minikube#10482"],
        ..BLANK
    },
    Rule {
        id: "kvm-memory",
        title: "The host cannot give a virtual machine its memory",
        pattern: "cannot set up guest memory.*Cannot allocate memory",
        samples: &[
            "internal error: qemu unexpectedly closed the monitor: cannot set up guest memory 'pc.ram': Cannot allocate memory",
        ],
        counter_samples: &["cannot set up guest network"],
        why: "More memory is asked for than is free.",
        advice: &["free -m", "minikube -p {profile} start --memory=2000mb"],
        sources: &["kubernetes/minikube#6366"],
        ..BLANK
    },
    Rule {
        id: "ssh-killed",
        title: "A command in the node was killed, most often for want of memory",
        pattern: concat!(
            "Process exited with status 137|",
            "An existing connection was forcibly closed by the remote host",
        ),
        samples: &[
            "ssh: Process exited with status 137 from signal KILL",
            "wsarecv: An existing connection was forcibly closed by the remote host.",
        ],
        counter_samples: &["Process exited with status 1"],
        why: "The hypervisor took memory back, or the node has too little.",
        advice: &[
            "# switch dynamic memory off for the virtual machine",
            "minikube -p {profile} start --memory=4096mb",
        ],
        sources: &["kubernetes/minikube#1766"],
        ..BLANK
    },
    Rule {
        id: "conntrack-missing",
        title: "A program that kubeadm needs is missing on the host",
        pattern: concat!(
            r"requires \w+ to be installed in root's path|",
            "GUEST_MISSING_CONNTRACK|",
            r"\[ERROR FileExisting-\w+\]",
        ),
        samples: &[
            "X Exiting due to GUEST_MISSING_CONNTRACK: Sorry, Kubernetes 1.24.2 requires conntrack to be installed in root's path",
            "[ERROR FileExisting-conntrack]: conntrack not found in system path",
        ],
        counter_samples: &["[WARNING FileExisting-socat]: socat not found in system path"],
        why: "With the driver none the host is the node and must have conntrack, crictl and others \
              in root's path.",
        advice: &["sudo apt-get install -y conntrack", "# or: sudo dnf install -y conntrack-tools"],
        sources: &[
            "kubernetes/minikube#14555",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        ..BLANK
    },
    Rule {
        id: "swap-on",
        title: "Swap is on",
        pattern: r"running with swap on is not supported|\[ERROR Swap\]",
        samples: &[
            "\"command failed\" err=\"failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false.\"",
            "[ERROR Swap]: running with swap on is not supported. Please disable swap",
        ],
        counter_samples: &[
            "[WARNING Swap]: swap is enabled; production deployments should disable swap",
        ],
        why: "The kubelet does not start with swap unless it is told to.",
        advice: &[
            "sudo swapoff -a",
            "minikube -p {profile} start --extra-config=kubelet.fail-swap-on=false",
        ],
        sources: &["kubernetes/kubernetes: cmd/kubeadm/app/preflight/checks.go"],
        ..BLANK
    },
    Rule {
        id: "inotify-limit",
        title: "The host has run out of inotify watches",
        pattern: concat!(
            "inotify_init: too many open files|",
            "failed to create fsnotify watcher|",
            "(?:fsnotify|inotify).*too many open files|",
            "inotify.*no space left",
        ),
        samples: &[
            "\"failed to run Kubelet\" err=\"failed to create fsnotify watcher: too many open files\"",
            "inotify_init: too many open files",
        ],
        counter_samples: &["accept: too many open files"],
        why: "Nodes in containers share the host's limits, which are small by default.",
        advice: &[
            "sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512",
        ],
        sources: &["kubernetes-sigs/kind documentation: known issues, too many open files"],
        ..BLANK
    },
    Rule {
        id: "wsl-windows-binary",
        title: "A Windows minikube runs inside WSL",
        pattern: r"MK_WRONG_BINARY_WSL|run (?:a )?windows \.exe binary inside WSL",
        samples: &[
            "X Exiting due to MK_WRONG_BINARY_WSL: You are trying to run windows .exe binary inside WSL, for better integration please use Linux binary instead",
        ],
        counter_samples: &["minikube v1.34.0 on Ubuntu 22.04 (WSL2)"],
        why: "Paths and docker of Windows and of WSL do not go together.",
        advice: &["# install the Linux build of minikube inside WSL", "uname -a"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "wrong-architecture",
        title: "minikube or an image is for another processor",
        pattern: concat!(
            r"qemu: uncaught target signal \d+ \(|",
            "MK_WRONG_BINARY_M1|",
            "amd64 (?:version of minikube|binary) on an? (?:M1|arm64|Apple)|",
            "incompatible image architecture",
        ),
        samples: &[
            "qemu: uncaught target signal 11 (Segmentation fault) - core dumped",
            "X Exiting due to MK_WRONG_BINARY_M1: You are trying to run the amd64 binary on an M1 system. Please consider running the darwin/arm64 binary instead.",
            "Error: incompatible image architecture",
        ],
        counter_samples: &["qemu-system-x86_64 version 8.0"],
        why: "An amd64 program on an arm64 machine, or the reverse.",
        advice: &[
            "uname -m; minikube version --components",
            "# install the build of minikube for this processor",
        ],
        sources: &["kubernetes/minikube#10243", "kubernetes/minikube#7071"],
        ..BLANK
    },
    Rule {
        id: "drive-not-c",
        title: "minikube looks for its files on the wrong drive",
        pattern: r"\.iso: The system cannot find the path specified",
        samples: &[
            r"open D:\Users\dev\.minikube\cache\iso\minikube.iso: The system cannot find the path specified.",
        ],
        counter_samples: &[r"open C:\Users\dev\x.txt: The system cannot find the path specified."],
        why: "The ISO's path is taken without its drive.",
        advice: &["# run minikube from drive C:"],
        sources: &["kubernetes/minikube#1574"],
        ..BLANK
    },
];
