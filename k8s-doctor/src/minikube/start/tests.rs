//! The tables hold what they say, and logs are read with the right distrust.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::minikube::rule::check_table;

#[test]
fn the_tables_hold_what_they_say() {
    let all: Vec<&Rule> = rules().collect();
    check_table(&all);
    assert!(all.len() >= 70, "{} rules", all.len());
}

#[test]
fn every_sample_is_diagnosed() {
    for rule in rules() {
        for sample in rule.samples {
            let problems = diagnose_start(sample);
            let ids: Vec<_> = problems.iter().map(|problem| problem.rule.id).collect();
            assert_eq!(ids, [rule.id], "{sample}");
        }
    }
}

/// One line for each problem: id, line number, how often, code.
#[track_caller]
fn check(text: &str, expected: &Expect) {
    let mut told = String::new();
    for problem in diagnose_start(text) {
        let StartProblem { rule, line_number, n_lines, code, .. } = &problem;
        let code = code.as_deref().unwrap_or("-");
        writeln!(told, "{} line {line_number}, {n_lines} times, {code}", rule.id).unwrap();
    }
    expected.assert_eq(&told);
}

#[test]
fn a_start_that_went_well_has_no_problem() {
    check(
        "\
Log file created at: 2026/11/23 14:41:52
I1123 14:41:52.131388   21407 out.go:170] * minikube v1.20.0 on Ubuntu 20.04 (kvm/amd64)
W1123 14:41:52.306066   21407 root.go:291] Error reading config file at /home/dev/.minikube/config/config.json: open /home/dev/.minikube/config/config.json: no such file or directory
I1123 14:41:53.002714   21407 retry.go:31] will retry after 1.1s: dial tcp: lookup registry.k8s.io: no such host
E1123 14:42:00.000000   21407 start.go:100] create host timed out in 240.000000 seconds
I1123 14:44:57.732541   21407 out.go:170] * Done! kubectl is now configured to use \"minikube\" cluster and \"default\" namespace by default
",
        &expect![[""]],
    );
    check("", &expect![[""]]);
    check("I1123 14:41:53.0 1 docker.go:1] Cannot connect to the Docker daemon", &expect![[""]]);
}

#[test]
fn the_special_comes_before_the_general_and_the_last_before_the_first() {
    check(
        "\
Log file created at: 2026/11/23 14:41:52
I1123 14:42:21.300418   21407 out.go:170] * Pulling base image ...
! This container is having trouble accessing https://registry.k8s.io
[kubelet-check] Initial timeout of 40s passed.
[kubelet-check] It seems like the kubelet isn't running or healthy.
failed to run Kubelet: misconfiguration: kubelet cgroup driver: \"cgroupfs\" is different from docker cgroup driver: \"systemd\"
dial tcp: lookup registry.k8s.io on 127.0.0.53:53: no such host
X Exiting due to GUEST_START: wait: /bin/bash -c \"kubeadm init\": exit status 1
",
        &expect![[r#"
            dns-lookup line 7, 1 times, -
            cgroup-driver-mismatch line 6, 1 times, -
            guest-exit line 8, 1 times, GUEST_START
            kubelet-not-running line 5, 2 times, -
            internet-from-node line 3, 1 times, -
        "#]],
    );
}

#[test]
fn only_the_last_start_counts() {
    check(
        "\
Log file created at: 2026/11/22 10:00:00
X Exiting due to DRV_NOT_DETECTED: No possible driver was detected.
Log file created at: 2026/11/23 10:00:00
X Exiting due to RSRC_INSUFFICIENT_CORES: Requested cpu count 1 is less than the minimum allowed of 2
",
        &expect![[r#"
            cpus-too-few line 4, 1 times, RSRC_INSUFFICIENT_CORES
        "#]],
    );
}

#[test]
fn other_parts_of_the_logs_count_only_after_a_failed_start() {
    let logs = |end: &str| {
        format!(
            "\
* ==> Audit <==
| start | --image-mirror-country=cn GUEST_START: | minikube |
* ==> kubelet <==
* Nov 23 14:41:52 minikube kubelet[1]: \"failed to run Kubelet: running with swap on is not supported\"
* ==> Last Start <==
* Log file created at: 2026/11/23 14:41:52
{end}
"
        )
    };
    check(
        &logs("* X Exiting due to GUEST_START: failed to start node"),
        &expect![[r#"
            swap-on line 4, 1 times, -
            guest-exit line 7, 1 times, GUEST_START
        "#]],
    );
    check(&logs("* Done! kubectl is now configured to use \"minikube\""), &expect![[""]]);
}

#[test]
fn an_exit_in_another_language() {
    check(
        "💣  Fermeture en raison de PROVIDER_DOCKER_NEWGRP : \"docker version\" exit status 1",
        &expect![[r#"
            docker-permission line 1, 1 times, PROVIDER_DOCKER_NEWGRP
        "#]],
    );
    check(
        "🐳  NOT_FOUND_CRI_DOCKERD が原因で終了します:",
        &expect![[r#"
        cri-dockerd-missing line 1, 1 times, NOT_FOUND_CRI_DOCKERD
    "#]],
    );
    check(
        "X Exiting due to SOMETHING_NEW: x",
        &expect![[r#"
        other-exit line 1, 1 times, SOMETHING_NEW
    "#]],
    );
}

#[test]
fn secrets_and_long_lines_are_cut() {
    let long = format!(
        "Cannot connect to the Docker daemon http://u:pa55@h --token pa55 {}",
        "é".repeat(10_000)
    );
    let problems = diagnose_start(&long);
    assert!(!problems[0].line.contains("pa55"), "{}", problems[0].line);
    assert!(problems[0].line.chars().count() <= MAX_LINE + 1);
}

#[test]
fn exit_codes_have_a_meaning() {
    let cases = [
        (14, Some("minikube was used wrongly")),
        (23, Some("memory is too small")),
        (69, Some("the program behind the driver is not available")),
        (80, Some("the node failed")),
        (119, Some("a service is not available")),
        (0, None),
        (5, None),
        (130, None),
    ];
    for (code, expected) in cases {
        let told = exit_code(code).map(|code| format!("{} {}", code.source, code.kind));
        assert_eq!(told.as_deref(), expected, "{code}");
    }
    assert_eq!(status_exit_code(0), Vec::<&str>::new());
    assert_eq!(status_exit_code(6), ["the cluster", "the kubeconfig"]);
}

/// What stands before a line; of the last, the line is not told.
const PREFIXES: [&str; 4] =
    ["", "* ", "W1123 14:41:52.3 1 out.go:239] ", "I1123 14:41:52.3 1 x.go:1] "];

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        let _problems = diagnose_start(&text);
    }

    #[test]
    fn any_mixture_of_samples(picks in prop::collection::vec((0_usize..200, 0_usize..4), 0..30)) {
        let all: Vec<&Rule> = rules().collect();
        let lines: Vec<String> = picks
            .iter()
            .map(|(pick, prefix)| {
                let sample = all[pick % all.len()].samples[0];
                format!("{}{sample}", PREFIXES[*prefix])
            })
            .collect();
        let problems = diagnose_start(&lines.join("\n"));
        let n_told = picks.iter().filter(|(_, prefix)| *prefix != 3).count();
        let n_lines: usize = problems.iter().map(|problem| problem.n_lines).sum();
        prop_assert_eq!(n_lines, n_told, "every told line is found once");
        prop_assert!(problems.windows(2).all(|pair| pair[0].rule.general <= pair[1].rule.general));
    }
}
