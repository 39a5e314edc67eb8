//! Failed starts. The way to the node, and the way to the internet.

use crate::minikube::rule::{BLANK, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "ssh-auth",
        title: "The node does not accept minikube's key",
        pattern: "ssh: handshake failed: ssh: unable to authenticate",
        samples: &[
            "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
        ],
        counter_samples: &["ssh: connected"],
        why: "Another machine answers under the node's address, often since a VPN routes it \
              elsewhere, or the key was replaced.",
        advice: &["minikube -p {profile} ip", "# switch the VPN off for a try"],
        sources: &["kubernetes/minikube#3930"],
        ..BLANK
    },
    Rule {
        id: "ssh-no-answer",
        title: "The node does not answer on port 22",
        pattern: concat!(
            ":22: (?:connectex|connect): (?:A connection attempt failed|no route to host|connection timed out|host is down)|",
            "Too many retries waiting for SSH to be available",
        ),
        samples: &[
            "dial tcp 192.168.99.100:22: connectex: A connection attempt failed because the connected party did not properly respond",
            "dial tcp 192.168.39.20:22: connect: no route to host",
            "Too many retries waiting for SSH to be available.  Last error: Maximum number of retries (60) exceeded",
        ],
        counter_samples: &[
            "dial tcp 192.168.39.20:22: connect: connection refused",
            "Waiting for SSH to be available...",
        ],
        why: "The host has no way to the node: a VPN or firewall is between, or the node did not \
              boot.",
        advice: &[
            "minikube -p {profile} ip",
            "# switch VPN and firewall off for a try",
            "minikube -p {profile} delete",
            "minikube -p {profile} start",
        ],
        sources: &["kubernetes/minikube#3388", "kubernetes/minikube#4617"],
        ..BLANK
    },
    Rule {
        id: "random-port-eof",
        title: "The API server's port on this host leads nowhere",
        pattern: r#"(?:Get|Post|Put|Patch) "?https://127\.0\.0\.1:\d{5}/\S* EOF"#,
        samples: &["Get \"https://127.0.0.1:32768/api/v1/namespaces/kube-system\": EOF"],
        counter_samples: &["Get \"https://192.168.49.2:8443/healthz\": EOF"],
        why: "The docker driver publishes it under a port that changes at each start; kubeconfig \
              may hold an old one, or the API server is down.",
        advice: &["minikube -p {profile} status", "minikube -p {profile} update-context"],
        sources: &["kubernetes/minikube#6824", "kubernetes/minikube#7017"],
        ..BLANK
    },
    Rule {
        id: "download-reset",
        title: "A download was cut off",
        pattern: r"(?i)\bdownload\w*\b.*connection reset by peer",
        samples: &[
            "Error downloading kubelet v1.20.2: Get \"https://storage.example/kubelet\": read tcp 10.0.0.5:50000->10.1.1.1:443: read: connection reset by peer",
        ],
        counter_samples: &["read tcp 10.0.0.5: connection reset by peer"],
        why: "A firewall ends the connection.",
        advice: &["env | grep -i proxy", "# start with HTTPS_PROXY and NO_PROXY set"],
        sources: &["kubernetes/minikube#3909"],
        ..BLANK
    },
    Rule {
        id: "download-timeout",
        title: "A download got no answer",
        pattern: r"(?i)\bdownload\w*\b.*(?:timeout|timed out|host has failed to respond|i/o timeout)",
        samples: &[
            "Error downloading kubeadm v1.20.2: Get \"https://storage.example/kubeadm\": net/http: TLS handshake timeout",
            "iso: failed to download: connected host has failed to respond",
        ],
        counter_samples: &["Downloading Kubernetes v1.20.2 preload ..."],
        why: "The host reaches the internet not at all, or only through a proxy, or too slowly.",
        advice: &[
            "env | grep -i proxy",
            "minikube -p {profile} start --image-mirror-country=cn",
            "# the mirror is of use in China only",
        ],
        sources: &[
            "kubernetes/minikube#3846",
            "kubernetes/minikube#3922",
            "kubernetes/minikube#6109",
            "kubernetes/minikube#6123",
        ],
        ..BLANK
    },
    Rule {
        id: "download-missing",
        title: "A file to be downloaded does not exist",
        pattern: r"(?i)(?:download|checksum|fetch|getting)\w*\b.*(?:bad response code: 404|404 Not Found)",
        samples: &[
            "Error downloading checksum file: bad response code: 404",
            "getting kubectl: 404 Not Found",
        ],
        counter_samples: &["GET /healthz 404 Not Found"],
        why: "No Kubernetes of that version exists, or none for this processor.",
        advice: &["minikube config defaults kubernetes-version"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "tls-oversized",
        title: "Something else than TLS answers on a TLS port",
        pattern: "tls: oversized record received|first record does not look like a TLS handshake",
        samples: &[
            "Get \"https://registry-1.docker.io/v2/\": tls: oversized record received with length 20527",
            "tls: first record does not look like a TLS handshake",
        ],
        counter_samples: &["TLS handshake timeout"],
        why: "A proxy or firewall answers in its own words; often HTTPS_PROXY says https:// for a \
              proxy that speaks HTTP.",
        advice: &[
            "env | grep -i proxy",
            "# write HTTPS_PROXY=http://HOST:PORT if the proxy speaks HTTP",
        ],
        sources: &[
            "kubernetes/minikube#3857",
            "kubernetes/minikube#3759",
            "kubernetes/minikube#4252",
            "kubernetes/minikube#7286",
        ],
        ..BLANK
    },
    Rule {
        id: "http-for-https",
        title: "HTTP answers where HTTPS is asked for",
        pattern: "server gave HTTP response to HTTPS client",
        samples: &[
            "Get \"https://192.168.49.1:5000/v2/\": http: server gave HTTP response to HTTPS client",
        ],
        counter_samples: &["server gave HTTPS response"],
        why: "A registry without TLS that was not named as insecure, or a proxy given as https://.",
        advice: &[
            "minikube -p {profile} start --insecure-registry=HOST:PORT",
            "# the flag counts only when the cluster is made",
        ],
        sources: &["kubernetes/minikube#6107"],
        ..BLANK
    },
    Rule {
        id: "proxy-refused",
        title: "The proxy refuses",
        pattern: concat!(
            r"proxy.*unexpected response code: \d+|",
            "proxyconnect tcp: |",
            "Proxy Authentication Required",
        ),
        samples: &[
            "proxy: unexpected response code: 503 Service Unavailable",
            "Get \"https://registry.k8s.io/v2/\": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused",
        ],
        counter_samples: &["Found network options: HTTP_PROXY=http://10.0.0.1:3128"],
        why: "The proxy is wrong, down, wants a password, or cannot be reached from the node: \
              127.0.0.1 there is the node itself.",
        advice: &["env | grep -i proxy", "minikube -p {profile} ssh -- env"],
        sources: &["kubernetes/minikube#4749"],
        ..BLANK
    },
    Rule {
        id: "no-proxy",
        title: "NO_PROXY lacks the node's address",
        pattern: "your NO_PROXY environment does not include",
        samples: &[
            "! You appear to be using a proxy, but your NO_PROXY environment does not include the minikube IP (192.168.49.2).",
        ],
        counter_samples: &["Found network options: NO_PROXY=192.168.49.2"],
        why: "Requests to the cluster go to the proxy, which cannot reach it.",
        advice: &[
            "export NO_PROXY=\"$NO_PROXY,localhost,127.0.0.1,10.96.0.0/12,192.168.49.0/24,192.168.39.0/24\"",
            "minikube -p {profile} start",
        ],
        sources: &["minikube documentation: handbook/vpn_and_proxy"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "tls-intercepted",
        title: "A certificate on the way is not trusted",
        pattern: concat!(
            r#"(?:Get|Head|Post) "?https?://(?:[\w-]+\.)+[a-z]{2,}/\S* .*x509: certificate signed by unknown authority|"#,
            r"(?:download|pull)\w*\b.*x509: certificate signed by unknown authority",
        ),
        samples: &[
            "Error response from daemon: Get \"https://registry.k8s.io/v2/\": x509: certificate signed by unknown authority",
            "Head \"https://registry-1.docker.io/v2/library/redis/manifests/7\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
        ],
        counter_samples: &[
            "Get \"https://192.168.49.2:8443/healthz\": x509: certificate signed by unknown authority",
        ],
        why: "A firewall opens TLS connections and signs them anew with a certificate of its own, \
              which the node does not know.",
        advice: &[
            "# put the firewall's certificate into ~/.minikube/certs, then:",
            "minikube -p {profile} start --embed-certs",
        ],
        sources: &["minikube documentation: handbook/untrusted_certs"],
        ..BLANK
    },
    Rule {
        id: "dns-lookup",
        title: "A name cannot be resolved",
        pattern: concat!(
            r"dial tcp: lookup \S+.*(?:no such host|server misbehaving|i/o timeout|[Tt]emporary failure in name resolution)|",
            "Could not resolve host",
        ),
        samples: &[
            "Get \"https://storage.googleapis.com/minikube\": dial tcp: lookup storage.googleapis.com on 127.0.0.53:53: no such host",
            "curl: (6) Could not resolve host: registry.k8s.io",
        ],
        counter_samples: &["dial tcp 10.0.0.1:443: i/o timeout"],
        why: "The host or the node has no name server that answers, or names are resolved by the \
              proxy only.",
        advice: &["minikube -p {profile} ssh -- cat /etc/resolv.conf", "env | grep -i proxy"],
        sources: &[
            "kubernetes/minikube#9089",
            "kubernetes/minikube: pkg/minikube/reason/known_issues.go",
        ],
        ..BLANK
    },
    Rule {
        id: "pull-timeout",
        title: "An image cannot be pulled: no answer",
        pattern: r"(?i)pull\w*\b.*(?:Client\.Timeout exceeded|Timeout exceeded while awaiting headers|i/o timeout|TLS handshake timeout)",
        samples: &[
            "[ERROR ImagePull]: failed to pull image k8s.gcr.io/kube-apiserver:v1.20.2: Get https://k8s.gcr.io/v2/: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
        ],
        counter_samples: &["Pulling base image ..."],
        why: "The node does not reach the registry, directly or through a proxy.",
        advice: &[
            "minikube -p {profile} ssh -- curl -sS -m 5 https://registry.k8s.io/",
            "minikube -p {profile} start --image-repository=MIRROR",
        ],
        sources: &["kubernetes/minikube#3898", "kubernetes/minikube#6070"],
        ..BLANK
    },
    Rule {
        id: "registry-invalid-argument",
        title: "The registry's address cannot be used",
        pattern: r"(?:gcr\.io|k8s\.io)\S*:?.*443: connect: invalid argument",
        samples: &["Get https://gcr.io/v2/: dial tcp 74.125.203.82:443: connect: invalid argument"],
        counter_samples: &["Get https://gcr.io/v2/: 200"],
        why: "The machine has an address of this kind but no route for it.",
        advice: &["ip route", "# use a proxy, or switch IPv6 off"],
        sources: &["kubernetes/minikube#3860"],
        ..BLANK
    },
    Rule {
        id: "rate-limit",
        title: "Docker Hub allows no more pulls for now",
        pattern: "toomanyrequests|You have reached your (?:unauthenticated )?pull rate limit",
        samples: &[
            "Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading",
        ],
        counter_samples: &["429 retry"],
        why: "Without a login there is a limit for each address, which many may share.",
        advice: &["# wait, log in, or use a mirror", "minikube -p {profile} image load IMAGE"],
        sources: &["Docker documentation: usage and limits"],
        ..BLANK
    },
    Rule {
        id: "default-route",
        title: "The host has no default route",
        pattern: "(?:[Nn]o|from) default routes?",
        samples: &[
            "unable to select an IP from default routes.",
            "error: No default routes found in \"/proc/net/route\"",
        ],
        counter_samples: &["default via 192.168.1.1 dev eth0"],
        why: "The driver none and kubeadm take the address of the interface of the default route.",
        advice: &["ip route", "minikube -p {profile} start --driver=docker"],
        sources: &["kubernetes/minikube#6083", "kubernetes/minikube#5636"],
        ..BLANK
    },
    Rule {
        id: "mirror-country",
        title: "minikube has no mirror for this country, or none answers",
        pattern: concat!(
            "INET_REPOS?(?:_UNAVAILABLE)?:|",
            "[Nn]one of the known repositories (?:is|are) accessible",
        ),
        samples: &[
            "X Exiting due to INET_REPO: Requested mirror country is not supported",
            "X Exiting due to INET_REPOS_UNAVAILABLE: Failed to check main repository and mirrors for images",
        ],
        counter_samples: &["Using image repository registry.example/mirror"],
        why: "minikube knows mirrors for cn only.",
        advice: &[
            "minikube -p {profile} start --image-mirror-country=cn",
            "minikube -p {profile} start --image-repository=MIRROR",
        ],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        ..BLANK
    },
    Rule {
        id: "cache-failed",
        title: "What minikube downloads beforehand could not be had",
        pattern: r"INET_CACHE_\w+|(?i)failed to cache (?:kubectl|binaries|iso|images)",
        samples: &[
            "X Exiting due to INET_CACHE_KUBECTL: Failed to cache kubectl: download failed",
            "Failed to cache ISO: unable to cache ISO",
        ],
        counter_samples: &["Successfully downloaded all kic artifacts"],
        why: "The lines before say which download failed and why.",
        advice: &["minikube -p {profile} start --alsologtostderr"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        general: true,
        ..BLANK
    },
    Rule {
        id: "internet-from-node",
        title: "The node reaches the registry badly",
        pattern: r"[Tt]his \w+ is having trouble accessing https?://",
        samples: &[
            "! This container is having trouble accessing https://registry.k8s.io",
            "! This VM is having trouble accessing https://k8s.gcr.io",
        ],
        counter_samples: &["The node can access https://registry.k8s.io"],
        why: "New images may not come. The cluster may start all the same, from what is on this \
              host already.",
        advice: &["minikube -p {profile} ssh -- curl -sS -m 5 https://registry.k8s.io/"],
        sources: &["minikube documentation: handbook/vpn_and_proxy"],
        general: true,
        ..BLANK
    },
];
