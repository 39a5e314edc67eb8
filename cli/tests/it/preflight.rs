//! `heldby k8s preflight`. The machine is the one that the tests run on, so that only what is known of any machine is
//! compared; the programs on the search path are the tests' own.

use serde_json::Value;

use crate::{Project, Run, repository};

/// The report, held against its schema.
#[track_caller]
fn json(run: &Run) -> Value {
    assert_eq!(run.stderr, "", "{run}");
    let schema = std::fs::read(repository("docs/schema/heldby.k8s.preflight.json")).unwrap();
    let schema = serde_json::from_slice(&schema).unwrap();
    let report = serde_json::from_str(&run.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    report
}

/// The check of that name.
#[track_caller]
fn check<'a>(report: &'a Value, name: &str) -> &'a Value {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|check| check["check"] == name).unwrap()
}

#[test]
fn without_any_program() {
    let project = Project::new(&[]);
    let run = project.run(&["k8s", "preflight"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run}");
    let head = "minikube with driver docker, as nobody chose one; profile `minikube`, which does not exist yet\n\n✗ ";
    assert!(run.stdout.starts_with(head), "{run}");
    assert!(run.stdout.contains("\n✗ minikube: minikube is not there\n    needed: "), "{run}");
    let run = project.run(&["k8s", "preflight", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let report = json(&run);
    assert_eq!(check(&report, "docker-installed")["verdict"], "fail");
    assert_eq!(check(&report, "kubectl-skew")["verdict"], "warn");
}

#[cfg(unix)]
#[test]
fn with_programs_and_a_profile() {
    use std::os::unix::fs::PermissionsExt;

    let project = Project::new(&[]);
    for (name, script) in [
        (
            "docker",
            "echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' >&2; exit 1",
        ),
        ("kubectl", "echo '{\"clientVersion\":{\"gitVersion\":\"v1.36.1\"}}'"),
        ("minikube", "echo '{\"minikubeVersion\":\"v1.34.0\"}'"),
    ] {
        let path = format!("bin/{name}");
        project.write(&path, format!("#!/bin/sh\n{script}\n"));
        let path = project.dir().join(path);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    project.write(
        "mini/.minikube/profiles/dev/config.json",
        r#"{"Driver":"docker","Memory":2200,"KubernetesConfig":{"KubernetesVersion":"v1.31.0"}}"#,
    );
    let mut command = project.command(&["k8s", "preflight", "-p", "dev", "--format", "json"]);
    command
        .env("PATH", project.dir().join("bin"))
        .env("MINIKUBE_HOME", project.dir().join("mini"))
        .env("HTTPS_PROXY", "http://me:secret@proxy.example:3128");
    let run = project.finish(&mut command);
    assert_eq!(run.code, Some(1), "{run}");
    let report = json(&run);
    assert_eq!(report["driver"], "docker");
    assert_eq!(report["driver_chosen"], true);
    assert_eq!(report["profile_exists"], true);
    assert_eq!(report["kubernetes_version"], "v1.31.0");
    assert_eq!(check(&report, "minikube-installed")["found"], "v1.34.0");
    let daemon = check(&report, "docker-daemon");
    assert_eq!(daemon["verdict"], "fail");
    assert!(daemon["why"].as_str().unwrap().contains("PROVIDER_DOCKER_NOT_RUNNING"));
    let kubectl = check(&report, "kubectl-skew");
    assert_eq!(
        (&kubectl["verdict"], &kubectl["needed"]),
        (&"warn".into(), &"v1.30 to v1.32".into())
    );
    assert_eq!(kubectl["commands"][0], "minikube kubectl -p dev -- get pods -A");
    let proxy = check(&report, "proxy")["found"].as_str().unwrap();
    assert_eq!(proxy, "HTTPS_PROXY=http://***@proxy.example:3128");
    assert!(!run.stdout.contains("secret"));
    assert_eq!(check(&report, "no-proxy")["verdict"], "warn");
}

#[test]
fn arguments_that_make_no_sense() {
    let project = Project::new(&[]);
    for args in [
        &["k8s"][..],
        &["k8s", "preflight", "--driver", "dokcer"],
        &["k8s", "preflight", "--memory", "much"],
        &["k8s", "preflight", "--cpus", "-1"],
        &["k8s", "preflight", "extra"],
    ] {
        let run = project.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
}
