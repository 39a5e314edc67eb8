//! `heldby k8s`, on the recordings that the library is tested with: what is printed, not what is found.

use expect_test::expect;
use serde_json::Value;

use crate::gc::json;
use crate::{Project, repository};

/// The path of a recording.
fn recording(name: &str) -> String {
    let path = format!("k8s-doctor/tests/incidents/{name}.tar.gz");
    repository(&path).to_str().unwrap().to_owned()
}

const RECORDINGS: &[&str] = &[
    "crashloop-bad-command",
    "hpa-no-metrics",
    "ingress-admission-secret",
    "insufficient-memory",
    "job-backoff-limit",
    "missing-configmap",
    "namespace-finalizer",
    "no-default-storageclass",
    "probe-wrong-port",
    "quota",
    "seed-1.20.2",
    "seed-cause-expired",
    "seed-current",
    "seed-fixed",
    "seed-image-present",
    "service-selector-mismatch",
    "taints",
    "wait-for-first-consumer",
];

#[test]
fn the_seed_incident_fits_on_one_screen() {
    let project = Project::new(&[]);
    let run = project.run(&["k8s", &recording("seed-1.20.2")]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run}");
    assert!(run.stdout.lines().count() <= 40, "{run}");
    for part in [
        "minikube v1.20.0; Kubernetes v1.20.2; node minikube ready",
        "error Pod kube-system/storage-provisioner: its image name is wrong, a known bug of minikube",
        "  holds up 10 objects:\n    StorageClass standard: ",
        "        Pod default/redis-master-0: Pending: Unschedulable\n",
        "      $ minikube -p minikube ssh -- docker tag ",
        "1 root cause, 10 objects held up\n",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
    let verbose = project.run(&["k8s", "--verbose", &recording("seed-1.20.2")]);
    assert!(verbose.stdout.contains("over and done:\n"), "{verbose}");
    assert!(verbose.stdout.contains("pull access denied"), "{verbose}");
}

#[test]
fn a_healthy_cluster() {
    let project = Project::new(&[]);
    let run = project.run(&["k8s", "diagnose", &recording("seed-fixed")]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.contains("nothing is held up"), "{run}");
}

#[test]
fn every_recording_as_json_is_as_its_schema_says() {
    let project = Project::new(&[]);
    for name in RECORDINGS {
        let run = project.run(&["k8s", "--format", "json", &recording(name)]);
        let report = json(&run.stdout, "heldby.k8s.json");
        let roots = report["roots"].as_array().unwrap();
        let is_ill = roots.iter().any(|root| root["severity"] == "error");
        assert_eq!(is_ill, *name != "seed-fixed", "{name}: {roots:#?}");
        assert_eq!(run.code, Some(i32::from(is_ill)), "{name}");
        let again = project.run(&["k8s", "--format", "json", &recording(name)]);
        assert_eq!(run.stdout, again.stdout, "{name}");
    }
}

#[test]
fn why_one_object_is_held() {
    let project = Project::new(&[]);
    let seed = recording("seed-1.20.2");
    let run = project.run(&["k8s", "why", "po/redis-master-0", &seed]);
    assert_eq!(run.code, Some(1), "{run}");
    let head: Vec<&str> = run.stdout.split_inclusive('\n').take(5).collect();
    expect![[r#"
        Pod default/redis-master-0: Pending: Unschedulable
          held by PersistentVolumeClaim default/redis-data-redis-master-0 (mounts claim redis-data-redis-master-0)
          held by StorageClass standard (its volume comes from class standard)
          held by Pod kube-system/storage-provisioner (k8s.io/minikube-hostpath is this pod)
        which is the root:
    "#]]
    .assert_eq(&head.concat());
    let report = project.run(&["k8s", "why", "pod/redis-master-0", "--format", "json", &seed]);
    let report = json(&report.stdout, "heldby.k8s.why.json");
    assert_eq!(report["chains"][0]["steps"].as_array().unwrap().len(), 3);
    assert_eq!(report["chains"][0]["root"]["object"]["name"], "storage-provisioner");

    let healthy = project.run(&["k8s", "why", "svc/kube-dns", &seed]);
    expect![[r#"
        exit code 0
        --- stdout
        Service kube-system/kube-dns: nothing holds it
    "#]]
    .assert_eq(&healthy.to_string());
    let absent = project.run(&["k8s", "why", "pod/nobody", &seed]);
    assert_eq!(absent.code, Some(2), "{absent}");
    assert!(absent.stderr.starts_with("error: there is no Pod `nobody`\n"), "{absent}");
    let nonsense = project.run(&["k8s", "why", "nobody", &seed]);
    assert_eq!(nonsense.code, Some(2), "{nonsense}");
}

#[test]
fn a_namespace_shows_what_concerns_it() {
    let project = Project::new(&[]);
    let seed = recording("seed-1.20.2");
    let run = project.run(&["k8s", "-n", "default", &seed]);
    assert!(run.stdout.contains("storage-provisioner: its image name"), "{run}");
    let other = project.run(&["k8s", "-n", "kube-public", &seed]);
    assert_eq!(other.code, Some(0), "{other}");
}

#[test]
fn sarif_and_junit() {
    let project = Project::new(&[]);
    let seed = recording("seed-1.20.2");
    let run = project.run(&["k8s", "--format", "sarif", &seed]);
    let sarif: Value = serde_json::from_str(&run.stdout).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"K900".into(), &"error".into()));
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["id"] == "K900"));
    assert!(rules.len() >= 60, "{}", rules.len());

    let run = project.run(&["k8s", "--format", "junit", &seed]);
    assert!(run.stdout.contains("<testsuite name=\"heldby k8s\""), "{run}");
    assert_eq!(run.stdout.matches("<failure ").count(), 1, "{run}");
    assert!(run.stdout.contains("failures=\"1\""), "{run}");
}

#[test]
fn pictures() {
    let project = Project::new(&[]);
    let seed = recording("seed-1.20.2");
    project.run(&["k8s", &seed, "--image", "all.dot"]);
    project.run(&["k8s", "why", "sts/redis-master", &seed, "--image", "one.svg"]);
    let all = String::from_utf8(project.read("all.dot")).unwrap();
    for part in ["storage-provisioner", "redis-replicas", "mounts claim"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let one = String::from_utf8(project.read("one.svg")).unwrap();
    assert!(one.contains("redis-master-0") && !one.contains("redis-replicas"), "{one}");
    let bad = project.run(&["k8s", &seed, "--image", "all.gif"]);
    assert_eq!(bad.code, Some(2), "{bad}");
}

#[test]
fn what_was_collected_says_the_same() {
    let project = Project::new(&[]);
    let seed = recording("seed-1.20.2");
    let run = project.run(&["k8s", "collect", "out.tar.gz", &seed]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{run}");
    let roots = |file: &str| -> Value {
        let run = project.run(&["k8s", "--format", "json", file]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        report["roots"].clone()
    };
    assert_eq!(roots("out.tar.gz"), roots(&seed));
}

#[test]
fn standard_input_and_what_cannot_be_read() {
    let project = Project::new(&[]);
    let pod = r#"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"shop"},
        "status":{"phase":"Failed","reason":"Evicted"}}"#;
    let run = project.run_with_stdin(&["k8s", "-"], pod.as_bytes());
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stdout.contains("Pod shop/web"), "{run}");
    // What was not read is not well.
    let event = r#"{"kind":"Event","apiVersion":"v1","metadata":{"name":"e","namespace":"shop"}}"#;
    let run = project.run_with_stdin(&["k8s", "-"], event.as_bytes());
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stdout.ends_with("nothing can be said: no pods were read\n"), "{run}");
    let run = project.run(&["k8s", "nowhere.json"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.starts_with("error: `nowhere.json` cannot be read\n"), "{run}");
    // No kubeconfig, no cluster.
    let run = project.run(&["k8s"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
    assert!(run.stderr.contains("hint: "), "{run}");
}

#[test]
fn manual_pages_of_checks() {
    let project = Project::new(&[]);
    let list = project.run(&["explain"]);
    assert!(list.stdout.lines().count() >= 60, "{list}");
    let page = project.run(&["explain", "k900", "--example"]);
    assert_eq!(page.code, Some(0));
    assert!(page.stdout.starts_with("K900: image name that minikube gets wrong\n\n"), "{page}");
    assert!(page.stdout.contains("Found, for example, in:\n"), "{page}");
    let unknown = project.run(&["explain", "K999"]);
    assert_eq!(unknown.code, Some(2), "{unknown}");
}

#[cfg(all(feature = "closures", feature = "gc"))]
#[test]
fn the_demo_writes_its_pictures() {
    let project = Project::new(&[]);
    let run = project.run(&["demo"]);
    // The tests' standard library is empty, which closures say on stderr.
    assert_eq!(run.code, Some(0), "{run}");
    for part in ["$ heldby closures ", "$ heldby gc run ", "$ heldby k8s ", "1 root cause"] {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
    let names = project.names("heldby-demo");
    let expected = ["captures.go", "captures.svg", "minikube.svg", "minikube.tar.gz", "timer.html"];
    assert_eq!(names, expected);
}
