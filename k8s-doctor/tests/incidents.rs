//! The recorded incidents: of each it is known what is true, and the doctor is held to it. The
//! recordings in `tests/incidents/` were made for this on real clusters; what is said of them here is
//! what was done to those clusters, not what the doctor finds.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use k8s_doctor::finding::Severity;
use k8s_doctor::gather::offline;
use k8s_doctor::snapshot::Snapshot;
use k8s_doctor::{Diagnosis, diagnose};

/// A recording, or some folders of one, and what is true of the cluster.
struct Case {
    /// The archive in `tests/incidents/`.
    archive: &'static str,
    /// What is read of it: folders below its top one. Everything, if there are none.
    only: &'static [&'static str],
    /// The root causes: objects of which any will do, and the finding's code, or nothing where it
    /// is not settled. There must be no error beside them.
    roots: &'static [(&'static [&'static str], &'static str)],
    /// Objects that may be roots as well.
    may: &'static [&'static str],
    /// Objects that the roots hold up.
    holds: &'static [&'static str],
    /// Objects that must not be roots, whatever the severity.
    not: &'static [&'static str],
}

const DUMP: &[&str] = &["cluster-info-dump/"];
const DUMP_AND_MINIKUBE: &[&str] = &["cluster-info-dump/", "minikube/"];

const PROVISIONER: &[(&[&str], &str)] = &[(&["Pod kube-system/storage-provisioner"], "")];

/// What the provisioner's image holds up in the seed incident.
const SEED_HOLDS: &[&str] = &[
    "PersistentVolumeClaim default/redis-data-redis-master-0",
    "PersistentVolumeClaim default/redis-data-redis-replicas-0",
    "Pod default/redis-master-0",
    "Pod default/redis-replicas-0",
    "StatefulSet default/redis-master",
    "StatefulSet default/redis-replicas",
    "Service default/redis-headless",
    "Service default/redis-master",
    "Service default/redis-replicas",
];

/// The same, as far as `kubectl cluster-info dump` has it: neither claims nor stateful sets.
const SEED_DUMP_HOLDS: &[&str] = &["Pod default/redis-master-0", "Pod default/redis-replicas-0"];

/// Who waits for claims is not at fault, nor are the claims.
const SEED_NOT: &[&str] = &[
    "PersistentVolumeClaim default/redis-data-redis-master-0",
    "Pod default/redis-master-0",
    "StatefulSet default/redis-master",
    "StorageClass standard",
    "Node minikube",
];

const HEALTHY: Case =
    Case { archive: "seed-fixed", only: &[], roots: &[], may: &[], holds: &[], not: &[] };

const SEED: Case = Case {
    archive: "seed-1.20.2",
    only: &[],
    roots: PROVISIONER,
    may: &[],
    holds: SEED_HOLDS,
    not: SEED_NOT,
};

const SEED_DUMP: Case = Case { only: DUMP, holds: SEED_DUMP_HOLDS, ..SEED };

const SEED_BOTH: Case = Case { only: DUMP_AND_MINIKUBE, ..SEED_DUMP };

const CRASHLOOP: Case = Case {
    archive: "crashloop-bad-command",
    only: &[],
    roots: &[(&["Deployment billing/invoices"], ""), (&["Deployment billing/mailer"], "")],
    may: &[],
    holds: &["Pod billing/invoices-55b856d977-njvz7", "Pod billing/mailer-765775c9df-6dx4t"],
    not: &["Node minikube"],
};

const CASES: &[Case] = &[
    SEED,
    SEED_DUMP,
    SEED_BOTH,
    Case { archive: "seed-image-present", ..SEED },
    Case { archive: "seed-image-present", ..SEED_DUMP },
    Case { archive: "seed-image-present", ..SEED_BOTH },
    Case { archive: "seed-cause-expired", ..SEED },
    Case { archive: "seed-cause-expired", ..SEED_DUMP },
    Case { archive: "seed-cause-expired", ..SEED_BOTH },
    HEALTHY,
    Case { only: DUMP, ..HEALTHY },
    Case { only: DUMP_AND_MINIKUBE, ..HEALTHY },
    Case {
        archive: "seed-current",
        holds: &[
            "PersistentVolumeClaim default/redis-data-redis-master-0",
            "Pod default/redis-master-0",
            "StatefulSet default/redis-master",
            "Service default/redis-headless",
        ],
        ..SEED
    },
    Case {
        archive: "ingress-admission-secret",
        roots: &[(
            &[
                "Job ingress-nginx/ingress-nginx-admission-create",
                "Pod ingress-nginx/ingress-nginx-admission-create-chflk",
            ],
            "",
        )],
        may: &[
            "Job ingress-nginx/ingress-nginx-admission-patch",
            "Pod ingress-nginx/ingress-nginx-admission-patch-zvt8p",
        ],
        holds: &[
            "Pod ingress-nginx/ingress-nginx-controller-78bf7bd65f-b8nx7",
            "Deployment ingress-nginx/ingress-nginx-controller",
            "Service ingress-nginx/ingress-nginx-controller-admission",
            "ValidatingWebhookConfiguration ingress-nginx-admission",
        ],
        not: &["Pod default/redis-master-0", "Pod kube-system/storage-provisioner"],
        ..HEALTHY
    },
    CRASHLOOP,
    Case { only: DUMP, ..CRASHLOOP },
    Case {
        archive: "hpa-no-metrics",
        roots: &[(
            &["APIService v1beta1.metrics.k8s.io", "HorizontalPodAutoscaler default/front"],
            "",
        )],
        not: &["Deployment default/front"],
        ..HEALTHY
    },
    Case {
        archive: "insufficient-memory",
        roots: &[(&["Deployment search/indexer"], "")],
        holds: &["Pod search/indexer-56dc64d6f9-5fnh4"],
        not: &["Node minikube"],
        ..HEALTHY
    },
    Case {
        archive: "job-backoff-limit",
        roots: &[(&["Job billing/migrate"], "")],
        holds: &["Pod billing/migrate-b2whl"],
        not: &["CronJob billing/invoice", "Node worker-1"],
        ..HEALTHY
    },
    Case {
        archive: "missing-configmap",
        roots: &[(&["ConfigMap shop/api-settings"], "")],
        holds: &[
            "Pod shop/api-68b74f59b6-pj5sf",
            "Pod shop/api-68b74f59b6-rmj7t",
            "Deployment shop/api",
            "Service shop/api",
        ],
        ..HEALTHY
    },
    Case {
        archive: "namespace-finalizer",
        roots: &[(&["Widget old-team/blue"], "")],
        holds: &["Namespace old-team"],
        not: &["Node worker-1"],
        ..HEALTHY
    },
    Case {
        archive: "no-default-storageclass",
        roots: &[(&["PersistentVolumeClaim data/pgdata"], "")],
        holds: &["Pod data/postgres-78b86c4f4f-tnrbw", "Deployment data/postgres"],
        not: &["StorageClass standard"],
        ..HEALTHY
    },
    Case {
        archive: "probe-wrong-port",
        roots: &[(&["Deployment web/site"], "")],
        holds: &["Pod web/site-f9b67b74d-bv2cq", "Service web/site"],
        ..HEALTHY
    },
    Case {
        archive: "quota",
        roots: &[(&["ResourceQuota team-a/team-a-compute"], "")],
        holds: &["Deployment team-a/api", "Deployment team-a/worker"],
        ..HEALTHY
    },
    Case {
        archive: "service-selector-mismatch",
        roots: &[(&["Service front/storefront"], "")],
        not: &["Deployment front/storefront"],
        ..HEALTHY
    },
    Case {
        archive: "taints",
        roots: &[(&["Deployment shop/web", "Node worker-1", "Node worker-2"], "")],
        may: &["Node worker-1", "Node worker-2"],
        holds: &[
            "Pod shop/web-7bcb79967f-89tp7",
            "Pod shop/web-7bcb79967f-ppk49",
            "Service shop/web",
        ],
        not: &["Node cp-1", "Deployment shop/nightly"],
        ..HEALTHY
    },
    Case {
        archive: "wait-for-first-consumer",
        roots: &[(&["Deployment search/indexer", "Pod search/indexer-5b84c58c66-kkfb6"], "")],
        holds: &["PersistentVolumeClaim search/index-data"],
        not: &[
            "PersistentVolumeClaim search/index-data",
            "StorageClass local-path",
            "Deployment local-path-storage/local-path-provisioner",
            "Node cp-1",
        ],
        ..HEALTHY
    },
];

impl Case {
    fn name(&self) -> String {
        let only: Vec<&str> = self.only.iter().map(|part| part.trim_end_matches('/')).collect();
        [&[self.archive], only.as_slice()].concat().join(" + ")
    }

    fn read(&self) -> Result<Snapshot, Box<dyn Error>> {
        let path = recordings().join(format!("{}.tar.gz", self.archive));
        if self.only.is_empty() {
            return Ok(offline::read(&[path], None, &mut |_, _| {})?);
        }
        let mut part = tar::Builder::new(Vec::new());
        let packed = std::fs::File::open(path)?;
        for entry in tar::Archive::new(GzDecoder::new(packed)).entries()? {
            let mut entry = entry?;
            let path = entry.path()?.display().to_string();
            let below = path.split_once('/').map_or("", |(_, below)| below);
            if self.only.iter().any(|only| below.starts_with(only)) {
                let mut header = entry.header().clone();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes)?;
                part.append_data(&mut header, below, bytes.as_slice())?;
            }
        }
        let part = part.into_inner()?;
        Ok(offline::read(&[], Some(&mut part.as_slice()), &mut |_, _| {})?)
    }

    /// What the diagnosis has that is not true, or lacks.
    fn problems(&self, diagnosis: &Diagnosis) -> Vec<String> {
        let mut problems = Vec::new();
        let roots: Vec<(String, &str, Severity)> = diagnosis
            .roots
            .iter()
            .map(|root| (root.object.to_string(), root.code, root.severity))
            .collect();
        for (objects, code) in self.roots {
            let is_it = |(object, found, severity): &(String, &str, Severity)| {
                objects.contains(&object.as_str())
                    && *severity != Severity::Note
                    && (code.is_empty() || found == code)
            };
            if !roots.iter().any(is_it) {
                problems.push(format!("no root {} {code}", objects.join(" or ")));
            }
        }
        for (object, code, severity) in &roots {
            let expected = self.roots.iter().any(|(objects, _)| objects.contains(&object.as_str()));
            let is_allowed = expected || self.may.contains(&object.as_str());
            if *severity == Severity::Error && !is_allowed {
                problems.push(format!("a false root: {object} {code}"));
            }
            if self.not.contains(&object.as_str()) && !is_allowed {
                problems.push(format!("must not be a root: {object} {code}"));
            }
        }
        let held: BTreeSet<String> = diagnosis
            .roots
            .iter()
            .flat_map(|root| &root.holds)
            .map(|held| held.object.to_string())
            .collect();
        let not_held = self.holds.iter().filter(|object| !held.contains(**object));
        problems.extend(not_held.map(|object| format!("not held up by a root: {object}")));
        problems
    }
}

fn recordings() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/incidents")
}

#[test]
fn every_recording_is_read_whole() {
    for case in CASES {
        let snapshot = case.read().unwrap();
        let name = case.name();
        assert!(!snapshot.pods.is_empty() || case.archive == "namespace-finalizer", "{name}");
        assert!(!snapshot.nodes.is_empty() && !snapshot.events.is_empty(), "{name}");
        let gaps: Vec<&str> = snapshot.gaps.iter().map(|gap| gap.why.as_str()).collect();
        let only_missing = gaps.iter().all(|why| why.starts_with("holds "));
        assert!(only_missing, "{name}: {gaps:?}");
        if case.only.is_empty() {
            assert_eq!(gaps, ["holds no secrets"], "{name}");
            assert!(snapshot.pods.is_whole() && snapshot.claims.is_whole(), "{name}");
            assert!(!snapshot.versions.server_version.git_version.is_empty(), "{name}");
        }
    }
}

#[test]
fn every_recording_has_a_case() {
    let cases: BTreeSet<String> =
        CASES.iter().map(|case| format!("{}.tar.gz", case.archive)).collect();
    let files = std::fs::read_dir(recordings()).unwrap();
    let files: BTreeSet<String> =
        files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(cases, files);
}

#[test]
fn what_is_true_is_found_and_nothing_else() {
    let mut problems = Vec::new();
    for case in CASES {
        for problem in case.problems(&diagnose(&case.read().unwrap())) {
            problems.push(format!("{}: {problem}", case.name()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
