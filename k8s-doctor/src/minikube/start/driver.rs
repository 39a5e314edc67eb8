//! Failed starts. Drivers: docker, podman, and those of virtual machines.

use crate::minikube::rule::{BLANK, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "docker-permission",
        title: "This user may not use docker",
        pattern: concat!(
            "permission denied while trying to connect to the [Dd]ocker|",
            r"docker\.sock: connect: permission denied|",
            "PROVIDER_DOCKER_NEWGRP",
        ),
        samples: &[
            "X Exiting due to PROVIDER_DOCKER_NEWGRP: \"docker version --format -\" exit status 1: Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
            "Post http://%2Fvar%2Frun%2Fdocker.sock/v1.40/volumes/create: dial unix /var/run/docker.sock: connect: permission denied",
        ],
        counter_samples: &["dial unix /var/run/docker.sock: connect: no such file or directory"],
        why: "The socket belongs to root and the group docker, and this session is in neither. A \
              group that was just joined counts only in a new session.",
        advice: &["id", "sudo usermod -aG docker \"$USER\" && newgrp docker"],
        sources: &[
            "kubernetes/minikube#7566",
            "kubernetes/minikube#7605",
            "kubernetes/minikube#14313",
        ],
        ..BLANK
    },
    Rule {
        id: "docker-rootless",
        title: "Docker is asked to be rootless and is not",
        pattern: concat!(
            "does not seem rootless|",
            r"[Rr]ootless \w+.*requires? (?:setting|cgroup v2|systemd)|",
            "ENV_ROOTLESS",
        ),
        samples: &[
            "X Exiting due to MK_USAGE: Using rootless Docker driver was required, but the current Docker does not seem rootless. Try 'docker context use rootless' .",
            "Running rootless docker requires cgroup v2",
        ],
        counter_samples: &["Using rootless Docker driver"],
        why: "The setting rootless is on, but the docker context is that of the system's daemon, \
              or the host lacks delegated cgroup v2.",
        advice: &["docker context ls", "minikube config view", "docker context use rootless"],
        sources: &["kubernetes/minikube: cmd/minikube/cmd/start.go"],
        ..BLANK
    },
    Rule {
        id: "docker-not-running",
        title: "Docker does not run",
        pattern: concat!(
            "Cannot connect to the Docker daemon|",
            "Is the docker daemon running|",
            "PROVIDER_DOCKER_NOT_RUNNING|",
            "docker_?engine: The system cannot find the file|",
            "failed to connect to the docker API at",
        ),
        samples: &[
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            "error during connect: Get \"http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.24/version\": open //./pipe/docker_engine: The system cannot find the file specified.",
            "X Exiting due to PROVIDER_DOCKER_NOT_RUNNING: \"docker version\" exit status 1",
        ],
        counter_samples: &["docker version: linux-20.10.6"],
        why: "The client is there, the daemon or Docker Desktop is not.",
        advice: &[
            "sudo systemctl start docker",
            "# or start Docker Desktop, and switch its WSL integration on",
        ],
        sources: &[
            "kubernetes/minikube: pkg/minikube/registry/drvs/docker/docker.go",
            "moby/moby: client/errors.go",
        ],
        ..BLANK
    },
    Rule {
        id: "docker-as-root",
        title: "A container driver is used as root",
        pattern: "DRV_AS_ROOT|driver should not be used with root privileges",
        samples: &[
            "X Exiting due to DRV_AS_ROOT: The \"docker\" driver should not be used with root privileges.",
        ],
        counter_samples: &["Using Docker driver with root privileges"],
        why: "minikube refuses this, because its files would belong to root. It is of use only \
              inside a disposable machine.",
        advice: &[
            "# run minikube as an ordinary user in the group docker",
            "sudo usermod -aG docker \"$USER\" && newgrp docker",
            "minikube -p {profile} start --driver=docker --force",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "driver-needs-root",
        title: "The driver needs root",
        pattern: "DRV_NEEDS_ROOT|driver requires root privileges",
        samples: &[
            "X Exiting due to DRV_NEEDS_ROOT: The \"none\" driver requires root privileges. Please run minikube using sudo",
        ],
        counter_samples: &["The \"docker\" driver should not be used with root privileges."],
        why: "With the driver none, minikube sets the host itself up.",
        advice: &[
            "minikube -p {profile} start --driver=docker",
            "sudo -E minikube -p {profile} start --driver=none",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "docker-volumes-read-only",
        title: "Docker's volumes are read-only",
        pattern: r"mkdir /var/lib/docker/volumes\S*: read-only file system",
        samples: &[
            "docker: Error response from daemon: error while creating mount source path: mkdir /var/lib/docker/volumes/minikube: read-only file system.",
        ],
        counter_samples: &["mkdir /data: read-only file system"],
        why: "The disk of Docker's virtual machine was remounted read-only after an error.",
        advice: &["# restart docker or Docker Desktop"],
        sources: &["kubernetes/minikube#6825"],
        ..BLANK
    },
    Rule {
        id: "docker-no-ssh-port",
        title: "The node's container ended before it could be reached",
        pattern: concat!(
            r#"executing "" at <index \(index \.NetworkSettings\.Ports "22/tcp"\) 0>|"#,
            "unable to inspect a not running container to get SSH port|",
            "GUEST_PROVISION_CONTAINER_EXITED|",
            "container exited prematurely",
        ),
        samples: &[
            "Template parsing error: template: :1:4: executing \"\" at <index (index .NetworkSettings.Ports \"22/tcp\") 0>: error calling index: index of untyped nil",
            "X Exiting due to GUEST_PROVISION_CONTAINER_EXITED: Docker container exited prematurely after it was created, consider investigating Docker's performance/health.",
        ],
        counter_samples: &["get ssh host-port: 32772"],
        why: "The container has no port 22 since it does not run. Its own log says why it ended.",
        advice: &[
            "docker logs --tail 50 {profile}",
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#8163", "kubernetes/minikube#17784"],
        ..BLANK
    },
    Rule {
        id: "docker-mounts-denied",
        title: "Docker Desktop does not share a folder",
        pattern: "Mounts denied",
        samples: &[
            "docker: Error response from daemon: Mounts denied: EOF.",
            "Mounts denied: The path /lib/modules is not shared from the host",
        ],
        counter_samples: &["Mounting host path /home"],
        why: "Docker Desktop mounts only folders that its settings list; EOF instead of a path \
              says that its sharing has crashed.",
        advice: &["# Docker Desktop: Settings, Resources, File sharing; or restart it"],
        sources: &["kubernetes/minikube#8832"],
        ..BLANK
    },
    Rule {
        id: "docker-too-old",
        title: "Docker is too old",
        pattern: concat!(
            "unexpected \"=\" in operand|",
            "PROVIDER_DOCKER_VERSION|",
            r"client version \S+ is too (?:old|new)",
        ),
        samples: &[
            "Template parsing error: template: :1: unexpected \"=\" in operand",
            "Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.41",
        ],
        counter_samples: &["docker version: linux-18.09.0"],
        why: "Client and daemon do not understand each other, or do not know what minikube asks \
              for.",
        advice: &["docker version", "# update docker"],
        sources: &["kubernetes/minikube#10362"],
        ..BLANK
    },
    Rule {
        id: "docker-subnet",
        title: "No free subnet for the node's network",
        pattern: concat!(
            "no free private network subnets found|",
            "Pool overlaps with other one on this address space|",
            "non-overlapping IPv4 address pool|",
            "networks have overlapping IPv4",
        ),
        samples: &[
            "failed to find free subnet for docker network minikube after 20 attempts: no free private network subnets found with given parameters (start: \"192.168.49.0\", step: 9, tries: 20)",
            "Error response from daemon: Pool overlaps with other one on this address space",
            "Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
        ],
        counter_samples: &["using free private subnet 192.168.49.0/24"],
        why: "Networks of other clusters, of docker or of a VPN take all subnets that minikube \
              tries.",
        advice: &[
            "docker network ls",
            "docker network prune",
            "minikube -p {profile} start --subnet=172.31.0.0/24",
        ],
        sources: &["kubernetes/minikube#9605", "kubernetes/minikube: pkg/network/network.go"],
        ..BLANK
    },
    Rule {
        id: "docker-name-in-use",
        title: "A container of the node's name exists already",
        pattern: r#"Conflict\. The container name "?/?\S+"? is already in use"#,
        samples: &[
            "docker: Error response from daemon: Conflict. The container name \"/minikube\" is already in use by container \"ab12\". You have to remove (or rename) that container to be able to reuse that name.",
        ],
        counter_samples: &["container name: minikube"],
        why: "An earlier start left it behind, or it belongs to somebody else.",
        advice: &[
            "docker ps -a --filter name={profile}",
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
        ],
        sources: &["moby/moby: daemon/names.go"],
        ..BLANK
    },
    Rule {
        id: "docker-port-taken",
        title: "A port of the host is taken",
        pattern: concat!(
            r"Bind for \S+ failed: port is already allocated|",
            "Ports are not available|",
            "failed to bind host port",
        ),
        samples: &[
            "docker: Error response from daemon: driver failed programming external connectivity on endpoint minikube: Bind for 127.0.0.1:8443 failed: port is already allocated.",
        ],
        counter_samples: &["Bind for 127.0.0.1:8443 succeeded"],
        why: "Another container or process listens on a port that --ports asks for.",
        advice: &["docker ps --format '{{.Names}} {{.Ports}}'", "# choose another port"],
        sources: &["moby/moby: libnetwork/portallocator"],
        ..BLANK
    },
    Rule {
        id: "docker-gpu",
        title: "Docker has no driver for graphics cards",
        pattern: "could not select device driver .*gpu",
        samples: &[
            "docker: Error response from daemon: could not select device driver \"\" with capabilities: [[gpu]].",
        ],
        counter_samples: &["nvidia-device-plugin: ready"],
        why: "--gpus needs NVIDIA's container toolkit on the host.",
        advice: &["nvidia-ctk --version", "minikube -p {profile} start"],
        sources: &["minikube documentation: tutorials/nvidia"],
        ..BLANK
    },
    Rule {
        id: "podman-sudo",
        title: "podman needs a password for sudo",
        pattern: "sudo: a (?:terminal|password) is required",
        samples: &[
            "\"sudo -n -k podman version --format {{.Version}}\" exit status 1: sudo: a password is required",
        ],
        counter_samples: &["sudo podman version: 4.9.3"],
        why: "The podman driver calls podman with sudo, and may not ask.",
        advice: &["sudo -v", "# or without root:", "minikube config set rootless true"],
        sources: &["kubernetes/minikube: pkg/minikube/registry/drvs/podman/podman.go"],
        ..BLANK
    },
    Rule {
        id: "podman-unreachable",
        title: "podman does not answer",
        pattern: concat!(
            "Cannot connect to Podman|",
            "unable to connect to Podman|",
            "PROVIDER_PODMAN_NOT_RUNNING",
        ),
        samples: &[
            "Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`",
            "X Exiting due to PROVIDER_PODMAN_NOT_RUNNING: podman",
        ],
        counter_samples: &["podman version: 4.9.3"],
        why: "On macOS and Windows podman needs its machine.",
        advice: &["podman machine start", "podman info"],
        sources: &["containers/podman: pkg/bindings/connection.go"],
        ..BLANK
    },
    Rule {
        id: "kvm-network-missing",
        title: "A libvirt network is missing",
        pattern: r"Network not found: no network with matching name|network '\S+' is not active",
        samples: &[
            "virError(Code=43, Domain=19, Message='Network not found: no network with matching name 'default'')",
            "error: network 'default' is not active",
        ],
        counter_samples: &["network minikube-net is active"],
        why: "libvirt's network default was removed or does not start with the host.",
        advice: &[
            "virsh --connect qemu:///system net-list --all",
            "sudo virsh net-start default && sudo virsh net-autostart default",
        ],
        sources: &["kubernetes/minikube#9009"],
        ..BLANK
    },
    Rule {
        id: "kvm-permission",
        title: "This user may not use libvirt",
        pattern: concat!(
            "libvirt group membership check failed|",
            "authentication unavailable: no polkit agent|",
            "libvirt-sock'?: Permission denied",
        ),
        samples: &[
            "libvirt group membership check failed: user is not a member of the appropriate libvirt group",
            "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'",
        ],
        counter_samples: &["user is a member of group libvirt"],
        why: "The user is in none of libvirt's groups; a group that was just joined counts only in \
              a new session.",
        advice: &["id", "sudo usermod -aG libvirt \"$USER\" && newgrp libvirt"],
        sources: &["kubernetes/minikube#5617", "kubernetes/minikube#10070"],
        ..BLANK
    },
    Rule {
        id: "kvm-unavailable",
        title: "The host offers no KVM",
        pattern: concat!(
            "could not find capabilities for domaintype=kvm|",
            "Could not access KVM kernel module|",
            "failed to initialize kvm|",
            r"/dev/kvm\S*: (?:No such file|[Pp]ermission denied)|",
            "PROVIDER_KVM2_NOT_(?:FOUND|RUNNING)",
        ),
        samples: &[
            "invalid argument: could not find capabilities for domaintype=kvm",
            "Could not access KVM kernel module: No such file or directory",
            "open /dev/kvm: permission denied",
        ],
        counter_samples: &["KVM acceleration can be used"],
        why: "qemu-kvm is not installed, the module is not loaded, or the host is a virtual \
              machine without nested virtualization.",
        advice: &["virt-host-validate", "ls -l /dev/kvm"],
        sources: &["kubernetes/minikube#2991"],
        ..BLANK
    },
    Rule {
        id: "kvm-socket",
        title: "libvirt does not answer",
        pattern: r"error connecting to libvirt socket|Failed to connect socket to '?/\S*libvirt",
        samples: &[
            "error connecting to libvirt socket.",
            "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
        ],
        counter_samples: &["libvirtd is running"],
        why: "libvirtd is not installed or does not run.",
        advice: &["sudo systemctl start libvirtd", "virsh --connect qemu:///system list --all"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "kvm-iso-permission",
        title: "The hypervisor may not read the ISO",
        pattern: r"\.iso'?: Permission denied",
        samples: &[
            "internal error: process exited while connecting to monitor: Could not open '/home/dev/.minikube/machines/minikube/boot2docker.iso': Permission denied",
        ],
        counter_samples: &["Could not open '/srv/disk.raw': Permission denied"],
        why: "qemu runs as a user of its own that may not enter the home directory.",
        advice: &[
            "ls -ld \"$HOME\" \"$HOME/.minikube\"",
            "# see user and group in /etc/libvirt/qemu.conf",
        ],
        sources: &["kubernetes/minikube#5950"],
        ..BLANK
    },
    Rule {
        id: "kvm-no-virt-network",
        title: "libvirt was built without networks",
        pattern: "virNetworkDefineXML",
        samples: &["this function is not supported by the connection driver: virNetworkDefineXML"],
        counter_samples: &["virNetworkLookupByName: ok"],
        why: "This build of libvirt lacks its network driver.",
        advice: &["# install libvirt's network daemon, or a build with virt-network"],
        sources: &["kubernetes/minikube#4195"],
        ..BLANK
    },
    Rule {
        id: "kvm-msr",
        title: "qemu cannot set up the processor",
        pattern: "failed to set MSR",
        samples: &[
            "qemu unexpectedly closed the monitor: error: failed to set MSR 0x48e to 0xfff9fffe04006172",
        ],
        counter_samples: &["msr: module loaded"],
        why: "An old qemu, or a virtual machine inside another.",
        advice: &["qemu-system-x86_64 --version", "virt-host-validate"],
        sources: &["kubernetes/minikube#4277"],
        ..BLANK
    },
    Rule {
        id: "kvm-busy",
        title: "Another hypervisor holds the processor",
        pattern: "KVM_CREATE_VM.*(?:Device or resource|resource) busy",
        samples: &["ioctl(KVM_CREATE_VM) failed: 16 Device or resource busy"],
        counter_samples: &["ioctl(KVM_CREATE_VCPU) failed"],
        why: "VirtualBox and KVM cannot run machines at the same time.",
        advice: &["# stop the machines of the other hypervisor", "VBoxManage list runningvms"],
        sources: &["kubernetes/minikube#4913"],
        ..BLANK
    },
    Rule {
        id: "kvm-domain-gone",
        title: "The virtual machine of this profile is gone",
        pattern: "[Nn]o domain with matching name|Domain not found",
        samples: &["Domain not found: no domain with matching name 'minikube'"],
        counter_samples: &["domain minikube is running"],
        why: "It was removed outside of minikube.",
        advice: &[
            "# nothing is lost that is not gone already:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#3636"],
        ..BLANK
    },
    Rule {
        id: "vm-restart-no-ip",
        title: "An old virtual machine does not come back",
        pattern: "Error starting stopped host: Machine didn't return (?:an )?IP",
        samples: &["Error starting stopped host: Machine didn't return an IP after 120 seconds"],
        counter_samples: &["Error starting stopped host: exit status 1"],
        why: "The machine gets no address any more, for instance since its network was made anew.",
        advice: &[
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#3901", "kubernetes/minikube#3434"],
        ..BLANK
    },
    Rule {
        id: "vm-no-ip",
        title: "A new virtual machine gets no address",
        pattern: concat!(
            "[Mm]achine didn't return (?:an )?IP after|",
            "IP address never found in dhcp leases file",
        ),
        samples: &[
            "Error in driver during machine creation: Machine didn't return an IP after 120 seconds",
            "IP address never found in dhcp leases file Temporary Error: Could not find an IP address for 46:0:41:86:41:6e",
        ],
        counter_samples: &["found IP for machine: 192.168.39.20"],
        why: "Its DHCP requests are not answered: a firewall or a VPN takes them, or the \
              hypervisor's network is broken.",
        advice: &[
            "# switch the VPN or firewall off for a try",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &[
            "kubernetes/minikube#4249",
            "kubernetes/minikube#3566",
            "kubernetes/minikube#1926",
            "kubernetes/minikube#4206",
        ],
        ..BLANK
    },
    Rule {
        id: "vbox-missing",
        title: "VirtualBox is not found",
        pattern: "VBoxManage not found",
        samples: &[
            "VBoxManage not found. Make sure VirtualBox is installed and VBoxManage is in the path",
        ],
        counter_samples: &["VBoxManage --version: 6.1.26"],
        why: "It is not installed, or not in the path.",
        advice: &["VBoxManage --version", "minikube -p {profile} start --driver=docker"],
        sources: &["kubernetes/minikube#3784"],
        ..BLANK
    },
    Rule {
        id: "vbox-module",
        title: "VirtualBox's kernel module is not loaded",
        pattern: concat!(
            "vboxdrv kernel module is not loaded|",
            "vboxdrv does not exist|",
            "The character device /dev/vboxdrv",
        ),
        samples: &[
            "WARNING: The vboxdrv kernel module is not loaded. Either there is no module available for the current kernel",
            "WARNING: The character device /dev/vboxdrv does not exist.",
        ],
        counter_samples: &["vboxdrv: loaded"],
        why: "The module was not built for this kernel, or Secure Boot does not let it in.",
        advice: &["sudo /sbin/vboxconfig", "# reinstall VirtualBox, or use another driver"],
        sources: &[
            "kubernetes/minikube#4043",
            "kubernetes/minikube#4711",
            "kubernetes/minikube#3974",
        ],
        ..BLANK
    },
    Rule {
        id: "vbox-hyperv",
        title: "VirtualBox and Hyper-V get in each other's way",
        pattern: "won't boot a 64bits VM when Hyper-V is activated|VERR_NEM_VM_CREATE",
        samples: &[
            "VirtualBox won't boot a 64bits VM when Hyper-V is activated",
            "NEM: vrc=VERR_NEM_VM_CREATE",
        ],
        counter_samples: &["Hyper-V is not activated"],
        why: "Hyper-V holds the processor's virtualization.",
        advice: &[
            "minikube -p {profile} start --driver=hyperv",
            "# or: bcdedit /set hypervisorlaunchtype off, and restart Windows",
        ],
        sources: &[
            "kubernetes/minikube#4051",
            "kubernetes/minikube#4783",
            "kubernetes/minikube#4587",
        ],
        ..BLANK
    },
    Rule {
        id: "vbox-hardening",
        title: "VirtualBox is stopped by its own protection",
        pattern: "VBoxHardening",
        samples: &[
            "The virtual machine 'minikube' has terminated unexpectedly during startup with exit code 1. More details may be available in 'VBoxHardening.log'",
        ],
        counter_samples: &["VBoxSVC started"],
        why: "Software that puts itself into other programs, such as a virus scanner, is taken for \
              an attack.",
        advice: &["# switch the scanner off for a try; reinstall VirtualBox"],
        sources: &["kubernetes/minikube#3859", "kubernetes/minikube#3910"],
        ..BLANK
    },
    Rule {
        id: "vbox-blocked",
        title: "VirtualBox cannot start a machine",
        pattern: r"NS_ERROR\w*.*0x80004005",
        samples: &[
            "VBoxManage: error: Details: code NS_ERROR_FAILURE (0x80004005), component MachineWrap, interface IMachine",
        ],
        counter_samples: &["code VBOX_E_OBJECT_NOT_FOUND (0x80bb0001)"],
        why: "On macOS its extension was not allowed; elsewhere it is broken.",
        advice: &[
            "# macOS: System Settings, Privacy and Security, allow Oracle",
            "# else reinstall VirtualBox and restart",
        ],
        sources: &["kubernetes/minikube#4107", "kubernetes/minikube#5227"],
        ..BLANK
    },
    Rule {
        id: "vbox-machine-gone",
        title: "VirtualBox no longer knows the machine",
        pattern: "Could not find a registered machine named",
        samples: &["VBoxManage: error: Could not find a registered machine named 'minikube'"],
        counter_samples: &["VBoxManage: registered machine minikube"],
        why: "It was removed outside of minikube.",
        advice: &[
            "# nothing is lost that is not gone already:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#4694"],
        ..BLANK
    },
    Rule {
        id: "vbox-range-denied",
        title: "VirtualBox does not allow this host-only address",
        pattern: "E_ACCESSDENIED|not within the allowed ranges",
        samples: &[
            "VBoxManage: error: Code E_ACCESSDENIED (0x80070005) - Access denied (extended info not available)",
            "IP address configured for the host-only network is not within the allowed ranges.",
        ],
        counter_samples: &["VBoxManage: error: Code E_FAIL"],
        why: "Since 6.1.28 VirtualBox allows 192.168.56.0/21 only, unless /etc/vbox/networks.conf \
              says otherwise.",
        advice: &["minikube -p {profile} start --host-only-cidr=192.168.56.1/24"],
        sources: &["VirtualBox manual: host-only networking, networks.conf"],
        ..BLANK
    },
    Rule {
        id: "vbox-adapter-invisible",
        title: "VirtualBox's new network adapter does not show up",
        pattern: "host-only adapter we just created is not visible",
        samples: &[
            "The host-only adapter we just created is not visible. This is a well known VirtualBox bug.",
        ],
        counter_samples: &["Using host-only adapter vboxnet0"],
        why: "The installation is not complete, or the system blocks the adapter.",
        advice: &["# restart the host"],
        sources: &[
            "kubernetes/minikube#3614",
            "kubernetes/minikube#4222",
            "kubernetes/minikube#5817",
        ],
        ..BLANK
    },
    Rule {
        id: "vbox-same-ip",
        title: "VirtualBox has two adapters with one address",
        pattern: "multiple host-only adapters with the same IP",
        samples: &[
            "VirtualBox is configured with multiple host-only adapters with the same IP \"192.168.99.1\". Please remove one.",
        ],
        counter_samples: &["VirtualBox is configured with one host-only adapter"],
        why: "Machines made earlier left one behind.",
        advice: &["VBoxManage list hostonlyifs", "# remove one: VBoxManage hostonlyif remove NAME"],
        sources: &["kubernetes/minikube#3584"],
        ..BLANK
    },
    Rule {
        id: "vbox-no-interface",
        title: "VirtualBox does not find its network interface",
        pattern: "ERR_INTNET_FLT_IF_NOT_FOUND",
        samples: &["Failed to open/create the internal network (VERR_INTNET_FLT_IF_NOT_FOUND)."],
        counter_samples: &["VERR_INTNET_INCOMPATIBLE_FLAGS"],
        why: "The interface the machine was made with is gone, or its driver is not bound.",
        advice: &["# update VirtualBox and restart the host"],
        sources: &["kubernetes/minikube#6036"],
        ..BLANK
    },
    Rule {
        id: "vbox-network-failed",
        title: "VirtualBox cannot make its network",
        pattern: "Error setting up host only network on machine start",
        samples: &[
            "Error setting up host only network on machine start: /usr/bin/VBoxManage modifyvm minikube failed: Unspecified error (0x80004005)",
        ],
        counter_samples: &["Setting up host only network: ok"],
        why: "Probably a network that minikube no longer knows of has the same range.",
        advice: &[
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#5260"],
        ..BLANK
    },
    Rule {
        id: "vbox-cidr-conflict",
        title: "The host-only range is one of the host's own",
        pattern: "host-only cidr conflicts with the network address of a host interface",
        samples: &[
            "Error with pre-create check: \"host-only cidr conflicts with the network address of a host interface\"",
        ],
        counter_samples: &["host-only cidr: 192.168.99.1/24"],
        why: "The host already is in a network of that range.",
        advice: &["ip addr", "minikube -p {profile} start --host-only-cidr=172.16.0.1/24"],
        sources: &["kubernetes/minikube#3594"],
        ..BLANK
    },
    Rule {
        id: "hyperv-admin",
        title: "Hyper-V needs an administrator",
        pattern: "have to be run as an Administrator|requires elevation|DRV_NEEDS_ADMINISTRATOR",
        samples: &[
            "Error with pre-create check: \"Hyper-v commands have to be run as an Administrator\"",
            "The requested operation requires elevation.",
            "X Exiting due to DRV_NEEDS_ADMINISTRATOR: The \"hyperv\" driver requires administrator privileges",
        ],
        counter_samples: &["Running as Administrator"],
        why: "This shell was not started as an administrator.",
        advice: &[
            "# open PowerShell with: Run as administrator",
            "minikube -p {profile} start --driver=hyperv",
        ],
        sources: &["kubernetes/minikube#4511", "kubernetes/minikube#7347"],
        ..BLANK
    },
    Rule {
        id: "hyperv-constrained",
        title: "PowerShell runs in constrained mode",
        pattern: "MethodInvocationNotSupportedInConstrainedLanguage",
        samples: &["FullyQualifiedErrorId : MethodInvocationNotSupportedInConstrainedLanguage"],
        counter_samples: &["FullyQualifiedErrorId : CommandNotFoundException"],
        why: "A policy does not let scripts call what Hyper-V's commands need.",
        advice: &["# ask who set the policy, or use another driver"],
        sources: &["kubernetes/minikube#7990", "kubernetes/minikube#6098"],
        ..BLANK
    },
    Rule {
        id: "hyperv-module",
        title: "Hyper-V's PowerShell module is missing",
        pattern: "Hyper-V PowerShell Module is not available",
        samples: &["Error with pre-create check: \"Hyper-V PowerShell Module is not available\""],
        counter_samples: &["Hyper-V PowerShell Module is installed"],
        why: "The feature is not switched on.",
        advice: &[
            "# Enable-WindowsOptionalFeature -Online -FeatureName Microsoft-Hyper-V-Tools-All",
        ],
        sources: &["kubernetes/minikube#9040"],
        ..BLANK
    },
    Rule {
        id: "hyperv-no-switch",
        title: "Hyper-V has no external switch",
        pattern: "no External vswitch found",
        samples: &[
            "Error with pre-create check: \"no External vswitch found. A valid vswitch must be available for this command to run.\"",
        ],
        counter_samples: &["Using switch \"Default Switch\""],
        why: "The machine would have no network.",
        advice: &["# Get-VMSwitch", "minikube -p {profile} start --hyperv-use-external-switch"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "hyperv-switch-unknown",
        title: "Hyper-V does not know the switch",
        pattern: r"vswitch \S+ not found|vswitch.*not found",
        samples: &["Error with pre-create check: precreate: vswitch \"minikube\" not found"],
        counter_samples: &["no External vswitch found. A valid vswitch must be available"],
        why: "--hyperv-virtual-switch names none that exists.",
        advice: &["# Get-VMSwitch shows the names"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "hyperv-no-powershell",
        title: "PowerShell is not found",
        pattern: "(?i)powershell was not found in the path",
        samples: &["Error with pre-create check: \"Powershell was not found in the path\""],
        counter_samples: &["PowerShell 7.4 found"],
        why: "The Hyper-V driver works through PowerShell.",
        advice: &["# add the folder of powershell.exe to PATH"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "hyperv-remove",
        title: "Hyper-V holds the machine's files",
        pattern: "Unable to remove machine directory",
        samples: &[
            r"Unable to remove machine directory: remove C:\Users\dev\.minikube\machines\minikube\disk.vhd",
        ],
        counter_samples: &["Removed machine directory"],
        why: "Its manager, or the machine itself, still has a file open.",
        advice: &["# stop the machine in the Hyper-V manager", "minikube -p {profile} delete"],
        sources: &["kubernetes/minikube#6804"],
        ..BLANK
    },
    Rule {
        id: "file-in-use",
        title: "Another program has a file open",
        pattern: "being used by another process",
        samples: &[
            r"remove C:\Users\dev\.minikube\machines\minikube\disk.vhd: The process cannot access the file because it is being used by another process.",
        ],
        counter_samples: &["The process cannot access the file"],
        why: "Most often the machine still runs, or a virus scanner reads the file.",
        advice: &["# stop the machine in its hypervisor's own window"],
        sources: &["kubernetes/minikube#7300"],
        ..BLANK
    },
    Rule {
        id: "vmware-driver",
        title: "The driver for VMware is missing",
        pattern: concat!(
            "Driver \"vmware(?:fusion)?\" not found|",
            "PROVIDER_VMWARE_NOT_FOUND|",
            r"vmrun\S* (?:executable )?not found",
        ),
        samples: &[
            "Driver \"vmware\" not found. Do you have the plugin binary \"docker-machine-driver-vmware\" accessible in your PATH?",
        ],
        counter_samples: &[
            "vmware: Not installed: exec: \"docker-machine-driver-vmware\": executable file not found in $PATH",
        ],
        why: "minikube needs docker-machine-driver-vmware and VMware's own vmrun.",
        advice: &[
            "docker-machine-driver-vmware version",
            "minikube -p {profile} start --driver=docker",
        ],
        sources: &["minikube documentation: drivers/vmware"],
        ..BLANK
    },
    Rule {
        id: "kvm-driver",
        title: "The driver for KVM is missing",
        pattern: "Driver \"kvm2?\" not found",
        samples: &[
            "Driver \"kvm2\" not found. Do you have the plugin binary \"docker-machine-driver-kvm2\" accessible in your PATH?",
        ],
        counter_samples: &["Using the kvm2 driver based on user configuration"],
        why: "docker-machine-driver-kvm2 could not be downloaded or is not executable.",
        advice: &["docker-machine-driver-kvm2 version"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "hyperkit-driver",
        title: "The driver for hyperkit is missing",
        pattern: "Driver \"hyperkit\" not found",
        samples: &[
            "Driver \"hyperkit\" not found. Do you have the plugin binary \"docker-machine-driver-hyperkit\" accessible in your PATH?",
        ],
        counter_samples: &["Using the hyperkit driver based on user configuration"],
        why: "docker-machine-driver-hyperkit could not be downloaded or is not executable.",
        advice: &["docker-machine-driver-hyperkit version"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/known_issues.go"],
        ..BLANK
    },
    Rule {
        id: "hyperkit-crashed",
        title: "hyperkit crashed",
        pattern: "hyperkit crashed!",
        samples: &["Error in driver during machine creation: hyperkit crashed! command line:"],
        counter_samples: &["hyperkit pid from json: 1234"],
        why: "Its build is too old for this macOS, or something else holds the processor or its \
              network.",
        advice: &[
            "hyperkit -v",
            "# update hyperkit or Docker Desktop, or use --driver=docker or vfkit",
        ],
        sources: &[
            "kubernetes/minikube#6079",
            "kubernetes/minikube#5780",
            "kubernetes/minikube#5811",
        ],
        ..BLANK
    },
    Rule {
        id: "hyperkit-vmnet",
        title: "hyperkit cannot use macOS' network",
        pattern: r"error from vmnet\.framework",
        samples: &[
            "Error in driver during machine creation: vmnet: error from vmnet.framework: -1",
        ],
        counter_samples: &["vmnet: started"],
        why: "An old hyperkit, a machine that still holds the address, or a build without the \
              right.",
        advice: &["# update hyperkit, or use another driver"],
        sources: &[
            "kubernetes/minikube#6028",
            "kubernetes/minikube#5594",
            "kubernetes/minikube#4454",
            "kubernetes/minikube#11397",
        ],
        ..BLANK
    },
    Rule {
        id: "hyperkit-vpnkit",
        title: "hyperkit does not find Docker Desktop's socket",
        pattern: "new-ing Hyperkit: ",
        samples: &[
            "Error in driver during machine creation: new-ing Hyperkit: stat /Users/dev/Library/Containers/com.docker.docker/Data/s50: no such file or directory",
        ],
        counter_samples: &["Using hyperkit v0.20210107"],
        why: "--hyperkit-vpnkit-sock=auto looks where Docker Desktop no longer puts it.",
        advice: &["minikube -p {profile} start --driver=hyperkit --hyperkit-vpnkit-sock=''"],
        sources: &["kubernetes/minikube#10443"],
        ..BLANK
    },
    Rule {
        id: "socket-vmnet",
        title: "socket_vmnet is missing or does not run",
        pattern: concat!(
            "NOT_FOUND_SOCKET_VMNET|",
            r"socket_vmnet\S*:? .*(?:not found|connection refused|no such file|[Pp]ermission denied)",
        ),
        samples: &[
            "X Exiting due to NOT_FOUND_SOCKET_VMNET: socket_vmnet was not found on the system",
            "Failed to connect to \"/var/run/socket_vmnet\": Connection refused; socket_vmnet: connection refused",
        ],
        counter_samples: &["Using socket_vmnet network"],
        why: "The drivers qemu and vfkit reach the node's network through this service.",
        advice: &["brew services info socket_vmnet", "sudo brew services start socket_vmnet"],
        sources: &["minikube documentation: drivers/qemu"],
        ..BLANK
    },
    Rule {
        id: "qemu-firmware",
        title: "qemu's firmware is not found",
        pattern: concat!(
            r"(?i)could not find (?:the )?\w* ?firmware|",
            r"edk2-\S+: (?:No such|Could not)|",
            r"Could not open '\S*edk2-",
        ),
        samples: &[
            "qemu-system-aarch64: Could not open '/opt/homebrew/opt/qemu/share/qemu/edk2-aarch64-code.fd': No such file or directory",
        ],
        counter_samples: &["Using firmware /usr/share/AAVMF/AAVMF_CODE.fd"],
        why: "qemu stands elsewhere than minikube looks.",
        advice: &["minikube -p {profile} start --driver=qemu --qemu-firmware-path=PATH"],
        sources: &["minikube documentation: drivers/qemu"],
        ..BLANK
    },
    Rule {
        id: "provider-missing",
        title: "The program behind the driver is not installed",
        pattern: r"PROVIDER_\w+_NOT_FOUND|The '\w+' provider was not found",
        samples: &[
            "X Exiting due to PROVIDER_DOCKER_NOT_FOUND: The 'docker' provider was not found: exec: \"docker\": executable file not found in $PATH",
            "X Exiting due to PROVIDER_QEMU2_NOT_FOUND: The 'qemu2' provider was not found: exec: \"qemu-system-x86_64\": executable file not found in $PATH",
        ],
        counter_samples: &[
            "qemu2: Not installed: exec: \"qemu-system-x86_64\": executable file not found in $PATH",
        ],
        why: "It is not in the path of the user who runs minikube.",
        advice: &[
            "# install it, or choose a driver that is there",
            "minikube -p {profile} start --driver=docker",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "driver-none-found",
        title: "No driver can be used",
        pattern: concat!(
            "DRV_NOT_DETECTED|",
            "DRV_NOT_HEALTHY|",
            "No possible driver was detected|",
            "none were healthy",
        ),
        samples: &[
            "X Exiting due to DRV_NOT_DETECTED: No possible driver was detected. Try specifying --driver, or see https://minikube.sigs.k8s.io/docs/start/",
            "X Exiting due to DRV_NOT_HEALTHY: Found driver(s) but none were healthy. See above for suggestions how to fix installed drivers.",
        ],
        counter_samples: &["Automatically selected the docker driver"],
        why: "Neither docker nor a hypervisor is both installed and working. The lines before say \
              what each lacks.",
        advice: &[
            "docker version",
            "minikube -p {profile} start --driver=docker --alsologtostderr",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "driver-mismatch",
        title: "The cluster was made with another driver",
        pattern: concat!(
            "GUEST_DRIVER_MISMATCH|",
            r#"existing "\S+" cluster was created using the "\S+" driver"#,
        ),
        samples: &[
            "X Exiting due to GUEST_DRIVER_MISMATCH: The existing \"minikube\" cluster was created using the \"docker\" driver, which is incompatible with requested \"kvm2\" driver.",
        ],
        counter_samples: &["Using the docker driver based on existing profile"],
        why: "A profile keeps its driver for life.",
        advice: &[
            "minikube -p {profile} start",
            "minikube -p {profile}-2 start",
            "# or, losing everything in it: minikube -p {profile} delete",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "driver-unsupported",
        title: "This driver does not exist here",
        pattern: concat!(
            "registry: driver not found|",
            "DRV_UNSUPPORTED_OS|",
            r"[Dd]river '\S+' is not supported on",
        ),
        samples: &[
            "error getting driver: registry: driver not found: xhyve",
            "X Exiting due to DRV_UNSUPPORTED_OS: The driver 'hyperkit' is not supported on linux/amd64",
        ],
        counter_samples: &["The driver 'docker' is supported"],
        why: "It is for another system, or the profile is of a time when there were other drivers.",
        advice: &["minikube config view", "minikube -p {profile} start --driver=docker"],
        sources: &["kubernetes/minikube#5295"],
        ..BLANK
    },
    Rule {
        id: "driver-plugin",
        title: "The driver's program does not answer",
        pattern: "get plugin server address for RPC|new host: dial tcp: missing address",
        samples: &[
            "Error attempting to get plugin server address for RPC: Failed to dial the plugin server in 10s",
            "new host: dial tcp: missing address",
        ],
        counter_samples: &["Plugin server listening at address 127.0.0.1:53893"],
        why: "It is broken, for another system, or is kept from running.",
        advice: &[
            "docker-machine-driver-kvm2 version",
            "minikube -p {profile} start --alsologtostderr -v=8",
        ],
        sources: &["kubernetes/minikube#6023", "kubernetes/minikube#4679"],
        ..BLANK
    },
    Rule {
        id: "driver-create-timeout",
        title: "The node was not made in time",
        pattern: r"create host timed out in \d",
        samples: &["creating host: create host timed out in 240.000000 seconds"],
        counter_samples: &["create host took 24 seconds"],
        why: "The host is slow, or a VPN or firewall keeps minikube from its node.",
        advice: &[
            "# everything in the cluster is lost:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#7072"],
        ..BLANK
    },
    Rule {
        id: "machine-missing",
        title: "The profile has no machine any more",
        pattern: "[Mm]achine does not exist",
        samples: &[
            "Error getting machine status: machine does not exist",
            "Machine does not exist for api.Exists(minikube)",
        ],
        counter_samples: &["machine minikube exists"],
        why: "It was removed outside of minikube, or belongs to another user.",
        advice: &[
            "minikube profile list",
            "# nothing is lost that is not gone already:",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &[
            "kubernetes/minikube#3864",
            "kubernetes/minikube#6087",
            "kubernetes/minikube#4889",
        ],
        ..BLANK
    },
    Rule {
        id: "machine-no-ip",
        title: "The machine is off",
        pattern: "Error getting ssh host name for driver: IP not found",
        samples: &["Error getting ssh host name for driver: IP not found"],
        counter_samples: &["Getting ssh host name for driver"],
        why: "A command needs the node while it does not run.",
        advice: &["minikube -p {profile} start"],
        sources: &["kubernetes/minikube#3849", "kubernetes/minikube#3648"],
        ..BLANK
    },
    Rule {
        id: "driver-exited",
        title: "The driver gave up without saying why",
        pattern: "precreate: exit status 1|Unable to start VM: start: exit status 1",
        samples: &[
            "Error with pre-create check: precreate: exit status 1",
            "Unable to start VM: start: exit status 1",
        ],
        counter_samples: &["Running pre-create checks..."],
        why: "Only a longer log shows its own words.",
        advice: &["minikube -p {profile} start --alsologtostderr -v=8"],
        sources: &["kubernetes/minikube#6098"],
        general: true,
        ..BLANK
    },
];
