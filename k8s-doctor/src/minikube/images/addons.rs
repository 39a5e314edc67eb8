//! The images of minikube's addons: which registry and path they come from, and what the mirror
//! for `cn` calls them. Names as in kubernetes/minikube, `pkg/minikube/assets/addons.go` of several
//! versions and `deploy/addons/aliyun_mirror.json`.

/// An image of an addon.
pub(super) struct AddonImage {
    /// The addons that use it, each with what it calls it; neither list is ever empty.
    pub(super) users: Users,
    /// Its registry.
    pub(super) registry: &'static str,
    /// Its path there.
    pub(super) path: &'static str,
    /// Its name in the mirror; `None` where the mirror's table does not list it.
    pub(super) mirror: Option<&'static str>,
}

impl AddonImage {
    pub(super) fn has_path(&self, path: &str) -> bool {
        // The ingress controller's path while it was a release candidate (minikube 1.16 to 1.18).
        self.path == path.strip_prefix("k8s-artifacts-prod/").unwrap_or(path)
    }
}

/// Who uses an image.
type Users = &'static [(&'static str, &'static [&'static str])];

const fn image(
    users: Users,
    registry: &'static str,
    path: &'static str,
    mirror: Option<&'static str>,
) -> AddonImage {
    AddonImage { users, registry, path, mirror }
}

const GCR: &str = "gcr.io";
const HUB: &str = "docker.io";
const K8S: &str = "registry.k8s.io";
const QUAY: &str = "quay.io";

/// Two addons make their webhook's certificate with the same image.
const CERTGEN_USERS: Users = &[
    ("ingress", &["KubeWebhookCertgenCreate", "KubeWebhookCertgenPatch"]),
    ("gcp-auth", &["KubeWebhookCertgen"]),
];
const CERTGEN: Option<&str> = Some("kube-webhook-certgen");

const INGRESS_DNS: Option<&str> = Some("minikube-ingress-dns");

pub(super) const ADDON_IMAGES: &[AddonImage] = &[
    image(
        &[("storage-provisioner", &["StorageProvisioner"])],
        GCR,
        "k8s-minikube/storage-provisioner",
        Some("storage-provisioner"),
    ),
    image(&[("dashboard", &["Dashboard"])], HUB, "kubernetesui/dashboard", Some("dashboard")),
    image(
        &[("dashboard", &["MetricsScraper"])],
        HUB,
        "kubernetesui/metrics-scraper",
        Some("metrics-scraper"),
    ),
    image(
        &[("ingress", &["IngressController"])],
        K8S,
        "ingress-nginx/controller",
        Some("nginx-ingress-controller"),
    ),
    image(CERTGEN_USERS, HUB, "jettech/kube-webhook-certgen", CERTGEN),
    image(CERTGEN_USERS, K8S, "ingress-nginx/kube-webhook-certgen", CERTGEN),
    image(
        &[("gcp-auth", &["GCPAuthWebhook"])],
        GCR,
        "k8s-minikube/gcp-auth-webhook",
        Some("gcp-auth-webhook"),
    ),
    image(
        &[("ingress-dns", &["IngressDNS"])],
        HUB,
        "cryptexlabs/minikube-ingress-dns",
        INGRESS_DNS,
    ),
    image(&[("ingress-dns", &["IngressDNS"])], HUB, "kicbase/minikube-ingress-dns", INGRESS_DNS),
    image(
        &[("ingress-dns", &["IngressDNS"])],
        GCR,
        "k8s-minikube/minikube-ingress-dns",
        INGRESS_DNS,
    ),
    image(
        &[("metrics-server", &["MetricsServer"])],
        K8S,
        "metrics-server/metrics-server",
        Some("metrics-server"),
    ),
    image(&[("registry", &["Registry"])], HUB, "registry", Some("registry")),
    image(
        &[("registry", &["KubeRegistryProxy"])],
        GCR,
        "google_containers/kube-registry-proxy",
        Some("kube-registry-proxy"),
    ),
    image(
        &[("registry-creds", &["RegistryCreds"])],
        HUB,
        "upmcenterprises/registry-creds",
        Some("registry-creds"),
    ),
    image(
        &[("registry-aliases", &["CoreDNSPatcher"])],
        QUAY,
        "rhdevelopers/core-dns-patcher",
        Some("core-dns-patcher"),
    ),
    image(&[("registry-aliases", &["Pause"])], GCR, "google_containers/pause", Some("pause")),
    image(
        &[("auto-pause", &["AutoPauseHook"])],
        GCR,
        "k8s-minikube/auto-pause-hook",
        Some("auto-pause-hook"),
    ),
    image(&[("freshpod", &["FreshPod"])], GCR, "google-samples/freshpod", Some("freshpod")),
    image(
        &[("nvidia-gpu-device-plugin", &["NvidiaDevicePlugin"])],
        HUB,
        "nvidia/k8s-device-plugin",
        Some("k8s-device-plugin"),
    ),
    image(
        &[("logviewer", &["LogViewer"])],
        HUB,
        "ivans3/minikube-log-viewer",
        Some("minikube-log-viewer"),
    ),
    image(&[("gvisor", &["GvisorAddon"])], GCR, "k8s-minikube/gvisor-addon", Some("gvisor-addon")),
    image(
        &[("ambassador", &["AmbassadorOperator"])],
        QUAY,
        "datawire/ambassador-operator",
        Some("ambassador-operator"),
    ),
    image(&[("olm", &["OLM"])], QUAY, "operator-framework/olm", Some("olm")),
    image(
        &[("olm", &["UpstreamCommunityOperators"])],
        QUAY,
        "operator-framework/upstream-community-operators",
        Some("upstream-community-operators"),
    ),
    image(
        &[("volumesnapshots", &["SnapshotController"])],
        K8S,
        "sig-storage/snapshot-controller",
        Some("snapshot-controller"),
    ),
    image(
        &[("csi-hostpath-driver", &["Attacher"])],
        K8S,
        "sig-storage/csi-attacher",
        Some("csi-attacher"),
    ),
    image(
        &[("csi-hostpath-driver", &["HostMonitorAgent"])],
        K8S,
        "sig-storage/csi-external-health-monitor-agent",
        Some("csi-external-health-monitor-agent"),
    ),
    image(
        &[("csi-hostpath-driver", &["HostMonitorController"])],
        K8S,
        "sig-storage/csi-external-health-monitor-controller",
        Some("csi-external-health-monitor-controller"),
    ),
    image(
        &[("csi-hostpath-driver", &["NodeDriverRegistrar"])],
        K8S,
        "sig-storage/csi-node-driver-registrar",
        Some("csi-node-driver-registrar"),
    ),
    image(
        &[("csi-hostpath-driver", &["HostPathPlugin"])],
        K8S,
        "sig-storage/hostpathplugin",
        Some("hostpathplugin"),
    ),
    image(
        &[("csi-hostpath-driver", &["LivenessProbe"])],
        K8S,
        "sig-storage/livenessprobe",
        Some("livenessprobe"),
    ),
    image(
        &[("csi-hostpath-driver", &["Resizer"])],
        K8S,
        "sig-storage/csi-resizer",
        Some("csi-resizer"),
    ),
    image(
        &[("csi-hostpath-driver", &["Snapshotter"])],
        K8S,
        "sig-storage/csi-snapshotter",
        Some("csi-snapshotter"),
    ),
    image(
        &[("csi-hostpath-driver", &["Provisioner"])],
        K8S,
        "sig-storage/csi-provisioner",
        Some("csi-provisioner"),
    ),
    // The mirror's table does not list these.
    image(&[("metallb", &["Speaker"])], HUB, "metallb/speaker", None),
    image(&[("metallb", &["Controller"])], HUB, "metallb/controller", None),
    image(&[("istio-provisioner", &["IstioOperator"])], HUB, "istio/operator", None),
    image(&[("kubevirt", &["Kubectl"])], HUB, "bitnami/kubectl", None),
    image(&[("helm-tiller", &["Tiller"])], GCR, "kubernetes-helm/tiller", None),
    image(&[("efk", &["Kibana"])], "docker.elastic.co", "kibana/kibana", None),
    image(&[("storage-provisioner-gluster", &["Heketi"])], HUB, "heketi/heketi", None),
    image(
        &[("storage-provisioner-gluster", &["GlusterfileProvisioner"])],
        HUB,
        "gluster/glusterfile-provisioner",
        None,
    ),
];
