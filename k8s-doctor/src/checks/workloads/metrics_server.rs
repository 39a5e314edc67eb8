//! metrics-server runs and gets no metrics from the kubelets, because it does not accept their
//! certificates.
//!
//! A kubelet signs its own serving certificate unless the cluster signs one for it, and often without
//! the node's address in it: `x509: cannot validate certificate for 192.168.49.2 because it doesn't contain
//! any IP SANs`, `certificate signed by unknown authority`. metrics-server then never becomes ready
//! (`metric-storage-ready` fails), its API is not available, and autoscalers see `<unknown>`. Test clusters
//! tell it not to check: `--kubelet-insecure-tls`.

use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pods = facts.snapshot.pods.iter().filter(|pod| {
        let labels = &pod.metadata.labels;
        let named = ["k8s-app", "app.kubernetes.io/name", "app"];
        named.iter().any(|key| labels.get(key).is_some_and(|name| name == "metrics-server"))
    });
    let told = |line: &str| {
        line.contains("x509:") && line.contains("node=")
            || line.contains("x509:") && line.contains(":10250")
    };
    let findings = pods.filter_map(|pod| {
        facts.trouble(pod)?;
        let line = facts.log_line(pod, 40, told)?;
        let workload = facts.workload_of(pod);
        let message = "does not accept the kubelets' certificates, and so gets no metrics";
        let index = pod.spec.containers.iter().position(|found| found.name == line.container);
        let patch = format!(
            "[{{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/{}/args/-\",\"value\":\"--kubelet-insecure-tls\"}}]",
            index.unwrap_or(0)
        );
        let verb = facts.commands.on("patch", &workload);
        let verify = vec![facts.commands.kubectl("top nodes")];
        Some(
            Finding::cause("K732", workload, message)
                .evidence(Evidence::log(&pod.object(), line.container, line.text))
                .holds(pod.object(), "asks the kubelets")
                .holds(ObjectRef::new("APIService", "", "v1beta1.metrics.k8s.io"), "is served there")
                .remedy(Remedy {
                    title: "Have the kubelets' serving certificates signed by the cluster: \
                            serverTLSBootstrap: true in their configuration, and approve the requests"
                        .to_owned(),
                    commands: vec![facts.commands.kubectl("get certificatesigningrequests")],
                    verify: verify.clone(),
                    risk: String::new(),
                })
                .remedy(Remedy {
                    title: "Or, on a test cluster, tell metrics-server not to check them".to_owned(),
                    commands: vec![format!("{verb} --type json -p {}", quote(&patch))],
                    verify,
                    risk: "whoever is between it and a kubelet could forge metrics".to_owned(),
                }),
        )
    });
    findings.collect()
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"metrics-server-1","namespace":"kube-system","labels":{"k8s-app":"metrics-server"}},
 "spec":{"nodeName":"n1","containers":[{"name":"metrics-server"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}}
==== START logs for container metrics-server of pod kube-system/metrics-server-1 ====
E0102 10:00:00.000000 1 scraper.go:149] "Failed to scrape node" err="Get \"https://192.168.49.2:10250/metrics/resource\": x509: cannot validate certificate for 192.168.49.2 because it doesn't contain any IP SANs" node="minikube"
==== END logs for container metrics-server of pod kube-system/metrics-server-1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"metrics-server-1","namespace":"kube-system","labels":{"k8s-app":"metrics-server"}},
 "spec":{"nodeName":"n1","containers":[{"name":"metrics-server"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container metrics-server of pod kube-system/metrics-server-1 ====
I0102 10:00:00.000000 1 secure_serving.go:266] Serving securely on [::]:4443
==== END logs for container metrics-server of pod kube-system/metrics-server-1 ====
"#;
