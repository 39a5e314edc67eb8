//! Issues of a running minikube cluster that are known by a text in a log, an event or a status,
//! and what is known by versions alone. Failed starts are in [`start`](super::start), wrong image
//! names in [`images`](super::images).

use std::sync::LazyLock;

use regex::RegexSet;

use super::rule::{BLANK, Place, Rule, patterns};
use crate::version::{Span, Version, VersionRange};

/// Issues by their text. More than one may match a text: the first tells most.
pub const KNOWN: &[Rule] = &[
    Rule {
        id: "mirror-path-kept",
        title: "minikube rendered an image name that its mirror does not have",
        minikube: super::images::Fault::PathKept.versions(),
        places: &[Place::Event, Place::Status],
        pattern: concat!(
            r"registry\.cn-hangzhou\.aliyuncs\.com/google_containers/",
            r"(?:docker\.io/)?(?:k8s-minikube|kubernetesui|jettech|ingress-nginx|metrics-server)/\S",
        ),
        samples: &[
            "Failed to pull image \"registry.cn-hangzhou.aliyuncs.com/google_containers/k8s-minikube/storage-provisioner:v5\": rpc error: code = Unknown desc = Error response from daemon: pull access denied",
            "Back-off pulling image \"registry.cn-hangzhou.aliyuncs.com/google_containers/kubernetesui/dashboard:v2.1.0\"",
        ],
        counter_samples: &[
            "Back-off pulling image \"registry.cn-hangzhou.aliyuncs.com/google_containers/storage-provisioner:v5\"",
            "Back-off pulling image \"registry.example/k8s-minikube/storage-provisioner:v5\"",
        ],
        why: "The mirror for cn holds images under their last name only, but these versions of \
              minikube keep the whole path behind it.",
        advice: &["# pull and tag the right name inside the node; see the remedy for the image"],
        sources: &["kubernetes/minikube#11881", "kubernetes/minikube#10889"],
        ..BLANK
    },
    Rule {
        id: "provisioner-cannot-parse",
        title: "The storage provisioner is too old for this Kubernetes",
        minikube: VersionRange(&[Span::until(Version::new(1, 12, 3))]),
        kubernetes: VersionRange(&[Span::since(Version::new(1, 18, 0))]),
        places: &[Place::Log],
        pattern: r"Failed to list \*v1\.PersistentVolume(?:Claim)?: .*readObjectFieldAsBytes",
        samples: &[
            "reflector.go:205] controller.go:411: Failed to list *v1.PersistentVolumeClaim: v1.PersistentVolumeClaimList: Items: ObjectMeta: v1.ObjectMeta: readObjectFieldAsBytes: expect : after object field, parsing 1204",
        ],
        counter_samples: &[
            "Failed to list *v1.PersistentVolumeClaim: persistentvolumeclaims is forbidden",
        ],
        why: "Its client cannot read the managed fields that Kubernetes 1.18 and later put into \
              every object, so it sees no claims and makes no volumes.",
        advice: &[
            "# use minikube 1.13.0 or later, which brings another provisioner",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#8330", "kubernetes/minikube#8414"],
        ..BLANK
    },
    Rule {
        id: "provisioner-not-allowed",
        title: "The storage provisioner lacks a permission",
        places: &[Place::Log],
        pattern: r#"User "system:serviceaccount:kube-system:storage-provisioner" cannot \w+ resource"#,
        samples: &[
            "error retrieving resource lock kube-system/k8s.io-minikube-hostpath: endpoints \"k8s.io-minikube-hostpath\" is forbidden: User \"system:serviceaccount:kube-system:storage-provisioner\" cannot get resource \"endpoints\" in API group \"\" in the namespace \"kube-system\"",
        ],
        counter_samples: &[
            "pods is forbidden: User \"system:serviceaccount:default:shop\" cannot list resource \"pods\"",
        ],
        why: "It needs a role for its leader election and for events; the addon of this version, or \
              a binding that was removed, does not give it.",
        advice: &[
            "minikube -p {profile} addons enable storage-provisioner",
            "kubectl --context {context} auth can-i get endpoints -n kube-system --as system:serviceaccount:kube-system:storage-provisioner",
        ],
        sources: &["kubernetes/minikube#6523", "kubernetes/minikube#3129"],
        ..BLANK
    },
    Rule {
        id: "provisioner-no-api-server",
        title: "The storage provisioner cannot reach the API server",
        places: &[Place::Log],
        pattern: r"error getting server version: Get \S+ dial tcp \S+ (?:i/o timeout|connect: )",
        samples: &[
            "F1123 14:45:01.000000 1 main.go:39] error getting server version: Get \"https://10.96.0.1:443/version?timeout=32s\": dial tcp 10.96.0.1:443: i/o timeout",
            "F1123 14:45:01.000000 1 main.go:39] error getting server version: Get \"https://10.96.0.1:443/version\": dial tcp 10.96.0.1:443: connect: connection refused",
        ],
        counter_samples: &["I1123 main.go:116] Initializing the minikube storage provisioner..."],
        why: "The service address of the API server leads nowhere yet, because kube-proxy or the \
              network plugin is not ready. Once in the beginning is usual; the pod starts again.",
        advice: &["kubectl --context {context} -n kube-system get pods -l k8s-app=kube-proxy"],
        sources: &["kubernetes/minikube: cmd/storage-provisioner/main.go"],
        ..BLANK
    },
    Rule {
        id: "provisioner-forgot-volume",
        title: "The storage provisioner does not take a volume for its own",
        places: &[Place::Log, Place::Event],
        pattern: r"identity annotation on PV does not match ours",
        samples: &[
            "controller.go:1040] deletion of volume \"pvc-8674aa0d\" ignored: ignored because identity annotation on PV does not match ours",
        ],
        counter_samples: &["deletion of volume \"pvc-8674aa0d\" ignored: not supported"],
        why: "It gives itself a new identity at each start and deletes only what it made under the \
              present one, so that volumes from before the last start stay Released.",
        advice: &[
            "# the volume is no longer used by any claim; deleting it deletes no data on the node",
            "kubectl --context {context} get pv",
        ],
        sources: &["kubernetes/minikube#4546", "kubernetes/minikube#16141"],
        ..BLANK
    },
    Rule {
        id: "exec-format",
        title: "The image is for another processor",
        places: &[Place::Log, Place::Status, Place::Event],
        pattern: r"exec format error",
        samples: &[
            "exec /usr/bin/app: exec format error",
            "standard_init_linux.go:228: exec user process caused: exec format error",
        ],
        counter_samples: &["exec /usr/bin/app: no such file or directory"],
        why: "Some addons have images for amd64 only, which an arm64 node cannot run.",
        advice: &[
            "kubectl --context {context} get nodes -L kubernetes.io/arch",
            "# enable the addon with an image for this processor: --images and --registries",
        ],
        sources: &["kubernetes/minikube#18231"],
        ..BLANK
    },
    Rule {
        id: "exec-missing-loader",
        title: "The program in the image cannot be started",
        places: &[Place::Log, Place::Status, Place::Event],
        pattern: r#"exec user process caused:? "?no such file or directory"#,
        samples: &[
            "standard_init_linux.go:211: exec user process caused \"no such file or directory\"",
            "standard_init_linux.go:228: exec user process caused: no such file or directory",
        ],
        counter_samples: &["open /etc/config: no such file or directory"],
        why: "The program is there, but not the loader or the interpreter that its first bytes ask \
              for. It once was a bad storage-provisioner image, pushed under the same tag.",
        advice: &[
            "# get the image anew inside the node; the tag may hold another one by now",
            "minikube -p {profile} ssh -- docker images --digests",
        ],
        sources: &["kubernetes/minikube#6246"],
        ..BLANK
    },
    Rule {
        id: "ingress-admission-secret",
        title: "The ingress addon's certificate was never made",
        places: &[Place::Event, Place::Status],
        pattern: r#"volume "webhook-cert"\s*: secret "ingress-nginx-admission" not found"#,
        samples: &[
            "MountVolume.SetUp failed for volume \"webhook-cert\" : secret \"ingress-nginx-admission\" not found",
        ],
        counter_samples: &[
            "MountVolume.SetUp failed for volume \"webhook-cert\" : secret \"team-webhook\" not found",
        ],
        why: "The Job ingress-nginx-admission-create makes this secret. Look why it did not run to \
              its end: most often its image could not be pulled.",
        advice: &["kubectl --context {context} -n ingress-nginx get jobs,pods"],
        sources: &["kubernetes/minikube#13841", "kubernetes/minikube#13249"],
        ..BLANK
    },
    Rule {
        id: "ingress-webhook-rejects-v1",
        title: "The ingress addon refuses every Ingress of networking.k8s.io/v1",
        minikube: VersionRange(&[Span::only(1, 19, 0)]),
        places: &[Place::Log, Place::Event],
        pattern: concat!(
            r"rejecting admission review because the request does not contain an Ingress resource ",
            r"but networking\.k8s\.io/v1",
        ),
        samples: &[
            "server.go:84] \"failed to process webhook request\" err=\"rejecting admission review because the request does not contain an Ingress resource but networking.k8s.io/v1, Kind=Ingress\"",
        ],
        counter_samples: &["admission webhook denied the request: host is already defined"],
        why: "The webhook is registered for both versions of Ingress, while its server knows \
              v1beta1 only.",
        advice: &[
            "# use minikube 1.20.0 or later; until then, without the check of new Ingresses:",
            "kubectl --context {context} delete validatingwebhookconfiguration ingress-nginx-admission",
        ],
        sources: &["kubernetes/minikube#11121", "kubernetes/minikube#11189"],
        ..BLANK
    },
    Rule {
        id: "ingress-webhook-unreachable",
        title: "The ingress controller does not answer for its webhook",
        places: &[Place::Event, Place::Log, Place::Status],
        pattern: r#"failed calling webhook "validate\.nginx\.ingress\.kubernetes\.io""#,
        samples: &[
            "Internal error occurred: failed calling webhook \"validate.nginx.ingress.kubernetes.io\": Post \"https://ingress-nginx-controller-admission.ingress-nginx.svc:443/networking/v1/ingresses?timeout=10s\": dial tcp 10.96.0.9:443: connect: connection refused",
        ],
        counter_samples: &[
            "Internal error occurred: failed calling webhook \"policy.example\": no endpoints available",
        ],
        why: "While the controller is not ready, no Ingress can be made or changed.",
        advice: &["kubectl --context {context} -n ingress-nginx get pods,endpoints"],
        sources: &["kubernetes/ingress-nginx#5401", "kubernetes/minikube#11115"],
        ..BLANK
    },
    Rule {
        id: "coredns-loop",
        title: "CoreDNS asks itself",
        places: &[Place::Log],
        pattern: r"plugin/loop: Loop \(.*\) detected",
        samples: &[
            "[FATAL] plugin/loop: Loop (127.0.0.1:55953 -> :1053) detected for zone \".\", see https://coredns.io/plugins/loop#troubleshooting",
        ],
        counter_samples: &["[INFO] plugin/reload: Running configuration MD5"],
        why: "The node's /etc/resolv.conf names a loopback address, such as that of \
              systemd-resolved, which inside the pod is CoreDNS itself.",
        advice: &[
            "minikube -p {profile} ssh -- cat /etc/resolv.conf",
            "minikube -p {profile} start --extra-config=kubelet.resolv-conf=/run/systemd/resolve/resolv.conf",
        ],
        sources: &["kubernetes/minikube#3511", "kubernetes/minikube#5808", "coredns/coredns#6321"],
        ..BLANK
    },
    Rule {
        id: "hpa-no-metrics-server",
        title: "Nobody serves metrics for autoscaling",
        places: &[Place::Event, Place::Status],
        pattern: concat!(
            r"unable to fetch metrics from resource metrics API: ",
            r"the server (?:could not find the requested resource|is currently unable)",
        ),
        samples: &[
            "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
        ],
        counter_samples: &["failed to get cpu utilization: missing request for cpu"],
        why: "The addon metrics-server is off by default.",
        advice: &["minikube -p {profile} addons enable metrics-server"],
        sources: &["kubernetes/minikube#4456", "kubernetes/minikube#9370"],
        ..BLANK
    },
    Rule {
        id: "hpa-no-requests",
        title: "Autoscaling by share needs a request to take the share of",
        places: &[Place::Event, Place::Status],
        pattern: r"missing request for (?:cpu|memory)",
        samples: &["failed to get cpu utilization: missing request for cpu in container web"],
        counter_samples: &["Insufficient cpu"],
        why: "Utilization is a share of what the containers request, and one of them requests \
              nothing.",
        advice: &["# set resources.requests on every container of the target"],
        sources: &["kubernetes/minikube#9370"],
        ..BLANK
    },
    Rule {
        id: "sandbox-image-unreachable",
        title: "The pause image cannot be pulled",
        places: &[Place::Event],
        pattern: concat!(
            r"(?i)failed (?:to )?create pod sandbox: .*pause.*",
            r"(?:client\.timeout|request canceled|i/o timeout|no such host|connection refused)",
        ),
        samples: &[
            "Failed create pod sandbox: rpc error: code = Unknown desc = failed pulling image \"k8s.gcr.io/pause:3.1\": Error response from daemon: Get https://k8s.gcr.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \"registry.k8s.io/pause:3.9\": dial tcp 74.125.203.82:443: i/o timeout",
        ],
        counter_samples: &[
            "Failed to create pod sandbox: rpc error: plugin type=\"bridge\" failed: cni config uninitialized",
        ],
        why: "Every pod needs this image. The node reaches its registry neither directly nor through \
              a proxy.",
        advice: &[
            "minikube -p {profile} ssh -- env",
            "# start with HTTPS_PROXY and NO_PROXY set, or with --image-repository",
        ],
        sources: &[
            "kubernetes/minikube#3898",
            "kubernetes/minikube#1415",
            "kubernetes/minikube#2514",
        ],
        ..BLANK
    },
    Rule {
        id: "running-certificates-expired",
        title: "The cluster's certificates have expired",
        minikube: VersionRange(&[Span::until(Version::new(1, 30, 1))]),
        places: &[Place::Log, Place::Status],
        pattern: r"x509: certificate has expired or is not yet valid",
        samples: &[
            "authentication.go:53] Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid: current time 2024-01-24T01:22:32Z is after 2024-01-19T20:19:24Z",
        ],
        counter_samples: &["x509: certificate signed by unknown authority"],
        why: "kubeadm's certificates last a year, and minikube before 1.31.0 does not renew them. A \
              wrong clock looks the same.",
        advice: &[
            "date; minikube -p {profile} ssh -- date",
            "# minikube 1.31.0 or later renews them at its start:",
            "minikube -p {profile} start",
        ],
        sources: &[
            "kubernetes/minikube#10122",
            "kubernetes/minikube#13621",
            "kubernetes/minikube#18032",
            "kubernetes/minikube#16249",
        ],
        ..BLANK
    },
    Rule {
        id: "no-class-set",
        title: "The claim names no storage class and got none",
        places: &[Place::Event],
        pattern: r"no persistent volumes available for this claim and no storage class is set",
        samples: &["no persistent volumes available for this claim and no storage class is set"],
        counter_samples: &["storageclass.storage.k8s.io \"fast\" not found"],
        why: "A default class is filled in when a claim is made. There was none, or the claim is \
              older than it.",
        advice: &[
            "kubectl --context {context} get storageclass",
            "minikube -p {profile} addons enable default-storageclass",
            "# then make the claim anew",
        ],
        sources: &["apecloud/kubeblocks#4277"],
        ..BLANK
    },
    Rule {
        id: "volume-not-writable",
        title: "A volume cannot be written",
        places: &[Place::Log],
        pattern: concat!(
            r"(?i)(?:mkdir|cannot create directory|cannot touch|could not open|can't open|",
            r"unable to (?:create|open|write)).*(?:permission denied|operation not permitted)",
        ),
        samples: &[
            "mkdir: cannot create directory '/bitnami/redis/data': Permission denied",
            "initdb: error: could not open directory \"/var/lib/postgresql/data\": Permission denied",
        ],
        counter_samples: &["open /etc/config.yaml: no such file or directory"],
        why: "The provisioner makes a volume's directory on the first node only. On another node the \
              kubelet makes it, as root's, and a process that is not root cannot write to it.",
        advice: &[
            "kubectl --context {context} get pods -A -o wide",
            "# let a volume's pods run on the first node, or use the addon csi-hostpath-driver",
        ],
        sources: &[
            "kubernetes/minikube#12165",
            "kubernetes/minikube#12360",
            "kubernetes/minikube#11765",
            "kubernetes/minikube#1990",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "kubectl-skew",
        title: "kubectl and the cluster are more than one minor version apart",
        places: &[Place::Start],
        pattern: r"kubectl is version \S+, which may (?:be incompatible|have incompatibilities)",
        samples: &[
            "! /usr/local/bin/kubectl is version 1.24.0, which may have incompatibilities with Kubernetes 1.27.4.",
            "! /usr/bin/kubectl is version 1.18.2, which may be incompatible with Kubernetes 1.20.2.",
        ],
        counter_samples: &["kubectl: 1.20.2, cluster: 1.20.2 (minor skew: 0)"],
        why: "kubectl is made for servers one minor version older or newer.",
        advice: &["minikube -p {profile} kubectl -- get pods -A"],
        sources: &["kubernetes/minikube#17440", "kubernetes/minikube#6320"],
        ..BLANK
    },
];

static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| patterns(KNOWN.iter()));

/// The issues that a text tells of, in the table's order, for versions that may have them.
pub fn known(
    text: &str,
    place: Place,
    minikube: Option<&Version>,
    kubernetes: Option<&Version>,
) -> Vec<&'static Rule> {
    let matches = PATTERNS.matches(text);
    matches
        .iter()
        .map(|index| &KNOWN[index])
        .filter(|rule| rule.places.contains(&place) && rule.fits(minikube, kubernetes))
        .collect()
}

/// Something that is known of versions and shows in no text.
#[derive(Debug)]
pub struct VersionNote {
    /// Short, stable, in kebab case.
    pub id: &'static str,
    /// What is wrong, as a sentence without a full stop.
    pub title: &'static str,
    /// The versions of minikube that have it.
    pub minikube: VersionRange,
    /// The versions of Kubernetes that have it.
    pub kubernetes: VersionRange,
    /// Only with this addon, driver or runtime, as `addon=ingress`, `driver=hyperkit`.
    pub only_with: Option<&'static str>,
    /// What helps.
    pub advice: &'static str,
    /// Where it is written down.
    pub sources: &'static [&'static str],
}

/// Kubernetes 1.18 to 1.20 whose API server waits for two minutes before it is ready.
const SLOW_START: VersionRange = VersionRange(&[
    Span::between(Version::new(1, 18, 16), Version::new(1, 18, 18)),
    Span::between(Version::new(1, 19, 8), Version::new(1, 19, 10)),
    Span::between(Version::new(1, 20, 3), Version::new(1, 20, 6)),
]);

/// What is known by versions. A range's first version is the first that is known to have it.
pub const VERSION_NOTES: &[VersionNote] = &[
    VersionNote {
        id: "ingress-1-23-0",
        title: "The addon ingress of minikube 1.23.0 is broken",
        minikube: VersionRange(&[Span::only(1, 23, 0)]),
        kubernetes: VersionRange::ANY,
        only_with: Some("addon=ingress"),
        advice: "Use minikube 1.23.1 or later.",
        sources: &["kubernetes/minikube#12443"],
    },
    VersionNote {
        id: "ingress-dns-1-23-0",
        title: "The addon ingress-dns of minikube 1.23.0 is broken",
        minikube: VersionRange(&[Span::only(1, 23, 0)]),
        kubernetes: VersionRange::ANY,
        only_with: Some("addon=ingress-dns"),
        advice: "Use minikube 1.23.1 or later.",
        sources: &["kubernetes/minikube#12424", "kubernetes/minikube#12476"],
    },
    VersionNote {
        id: "crio-cgroup",
        title: "CRI-O and the kubelet are given different cgroup drivers",
        minikube: VersionRange(&[Span::between(Version::new(1, 23, 0), Version::new(1, 23, 1))]),
        kubernetes: VersionRange::ANY,
        only_with: Some("runtime=crio"),
        advice: "Use minikube 1.23.2 or later, or --extra-config=kubelet.cgroup-driver=systemd.",
        sources: &["kubernetes/minikube#12509", "kubernetes/minikube#12533"],
    },
    VersionNote {
        id: "hyperkit-start",
        title: "minikube 1.25.0 may not start with the driver hyperkit",
        minikube: VersionRange(&[Span::only(1, 25, 0)]),
        kubernetes: VersionRange::ANY,
        only_with: Some("driver=hyperkit"),
        advice: "Use minikube 1.25.1 or later.",
        sources: &["kubernetes/minikube#13418"],
    },
    VersionNote {
        id: "cni-auto",
        title: "minikube 1.31.0 chooses kindnet where bridge is meant",
        minikube: VersionRange(&[Span::only(1, 31, 0)]),
        kubernetes: VersionRange(&[Span::since(Version::new(1, 24, 0))]),
        only_with: Some("runtime=docker"),
        advice: "Use minikube 1.31.1 or later, or --cni=bridge.",
        sources: &["kubernetes/minikube#16911", "kubernetes/minikube#16912"],
    },
    VersionNote {
        id: "docker-env",
        title: "`minikube docker-env` is broken",
        minikube: VersionRange(&[Span::between(Version::new(1, 31, 0), Version::new(1, 31, 1))]),
        kubernetes: VersionRange::ANY,
        only_with: Some("runtime=docker"),
        advice: "Use minikube 1.31.2 or later, or `minikube image load`.",
        sources: &["kubernetes/minikube#16934", "kubernetes/minikube#17030"],
    },
    VersionNote {
        id: "slow-start",
        title: "This Kubernetes takes two to three minutes to start",
        minikube: VersionRange::ANY,
        kubernetes: SLOW_START,
        only_with: None,
        advice: "Wait, or use a later patch release.",
        sources: &["kubernetes/kubeadm#2395", "kubernetes/kubernetes#99336"],
    },
    VersionNote {
        id: "resolv-conf-1-25-0",
        title: "The kubelet of Kubernetes 1.25.0 refuses some of the nodes' resolv.conf",
        minikube: VersionRange::ANY,
        kubernetes: VersionRange(&[Span::only(1, 25, 0)]),
        only_with: None,
        advice: "Use Kubernetes 1.25.1 or later.",
        sources: &["kubernetes/minikube: pkg/minikube/reason/k8s.go"],
    },
];

/// The notes for these versions. Where a note depends on a version that is not known, it is left
/// out: nothing in the cluster hints at it.
pub fn notes(
    minikube: Option<&Version>,
    kubernetes: Option<&Version>,
) -> impl Iterator<Item = &'static VersionNote> {
    let fits = |range: &VersionRange, version: Option<&Version>| {
        range.is_any() || version.is_some_and(|version| range.contains(version))
    };
    VERSION_NOTES
        .iter()
        .filter(move |note| fits(&note.minikube, minikube) && fits(&note.kubernetes, kubernetes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::minikube::rule::check_table;

    #[test]
    fn the_table_holds_what_it_says() {
        check_table(&KNOWN.iter().collect::<Vec<_>>());
    }

    #[test]
    fn no_start_rule_has_the_same_id() {
        for rule in KNOWN {
            let same = crate::minikube::start::rules().find(|other| other.id == rule.id);
            assert!(same.is_none(), "{}", rule.id);
        }
    }

    fn ids(text: &str, place: Place, minikube: &str, kubernetes: &str) -> Vec<&'static str> {
        let (minikube, kubernetes) = (Version::parse(minikube), Version::parse(kubernetes));
        known(text, place, minikube.as_ref(), kubernetes.as_ref())
            .iter()
            .map(|rule| rule.id)
            .collect()
    }

    #[test]
    fn place_and_versions_decide() {
        let text = "Failed to list *v1.PersistentVolumeClaim: ObjectMeta: readObjectFieldAsBytes";
        let cases = [
            (Place::Log, "1.11.0", "1.18.3", 1),
            (Place::Log, "", "", 1),
            (Place::Event, "1.11.0", "1.18.3", 0),
            (Place::Log, "1.11.0", "1.17.0", 0),
            (Place::Log, "1.13.0", "1.18.3", 0),
        ];
        for (place, minikube, kubernetes, n_found) in cases {
            let found = ids(text, place, minikube, kubernetes);
            assert_eq!(found.len(), n_found, "{place:?} {minikube} {kubernetes}");
        }
        let expired = "x509: certificate has expired or is not yet valid";
        assert_eq!(ids(expired, Place::Log, "1.30.1", ""), ["running-certificates-expired"]);
        assert_eq!(ids(expired, Place::Log, "1.31.0", ""), Vec::<&str>::new());
    }

    #[test]
    fn notes_are_for_known_versions_only() {
        let ids = |minikube: &str, kubernetes: &str| {
            let (minikube, kubernetes) = (Version::parse(minikube), Version::parse(kubernetes));
            notes(minikube.as_ref(), kubernetes.as_ref()).map(|note| note.id).collect::<Vec<_>>()
        };
        assert_eq!(ids("", ""), Vec::<&str>::new());
        assert_eq!(
            ids("1.23.0", "1.22.1"),
            ["ingress-1-23-0", "ingress-dns-1-23-0", "crio-cgroup"]
        );
        assert_eq!(ids("1.23.2", "1.20.4"), ["slow-start"]);
        assert_eq!(ids("", "1.20.2"), Vec::<&str>::new());
        assert_eq!(ids("1.31.0", "1.27.3"), ["cni-auto", "docker-env"]);
        assert_eq!(ids("1.31.0", "1.23.0"), ["docker-env"]);
    }

    #[test]
    fn notes_are_sound() {
        let ids: std::collections::BTreeSet<_> = VERSION_NOTES.iter().map(|note| note.id).collect();
        assert_eq!(ids.len(), VERSION_NOTES.len());
        for note in VERSION_NOTES {
            assert!(!note.sources.is_empty() && note.advice.ends_with('.'), "{}", note.id);
            assert!(!note.minikube.is_any() || !note.kubernetes.is_any(), "{}", note.id);
        }
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>()) {
            let _rules = known(&text, Place::Log, None, None);
        }
    }
}
