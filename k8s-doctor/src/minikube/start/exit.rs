//! Failed starts. What is left to say of `Exiting due to CODE` where no other rule knows the words.

use crate::minikube::rule::{BLANK, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "program-exit",
        title: "minikube itself failed",
        pattern: r"Exiting due to (?:MK)_|\b(?:MK)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to MK_USAGE: bad flag"],
        counter_samples: &["MYMK_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "resources-exit",
        title: "The host has too little of something",
        pattern: r"Exiting due to (?:RSRC)_|\b(?:RSRC)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to RSRC_SOMETHING: too little"],
        counter_samples: &["MYRSRC_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "host-exit",
        title: "The host or its files are in the way",
        pattern: r"Exiting due to (?:HOST)_|\b(?:HOST)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to HOST_HOME_MKDIR: Failed to make directory"],
        counter_samples: &["MYHOST_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "internet-exit",
        title: "The internet could not be reached",
        pattern: r"Exiting due to (?:INET)_|\b(?:INET)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to INET_GET_VERSIONS: Unable to get versions"],
        counter_samples: &["MYINET_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "driver-exit",
        title: "The driver failed",
        pattern: r"Exiting due to (?:DRV)_|\b(?:DRV)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to DRV_CP_ENDPOINT: failed to get control-plane endpoint"],
        counter_samples: &["MYDRV_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "provider-exit",
        title: "The program behind the driver failed",
        pattern: r"Exiting due to (?:PROVIDER|PR)_|\b(?:PROVIDER|PR)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to PR_VBOX_UNKNOWN: exit status 3"],
        counter_samples: &["MYPROVIDER_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "local-network-exit",
        title: "The way to the node failed",
        pattern: r"Exiting due to (?:IF)_|\b(?:IF)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to IF_SSH_CLIENT: Error getting ssh client"],
        counter_samples: &["MYIF_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "guest-exit",
        title: "The node failed",
        pattern: r"Exiting due to (?:GUEST)_|\b(?:GUEST)_[A-Z0-9_]+(?: ?:| が)",
        samples: &[
            "X Exiting due to GUEST_PROVISION: error provisioning guest: Failed to start host",
        ],
        counter_samples: &["MYGUEST_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "runtime-exit",
        title: "The container runtime failed",
        pattern: r"Exiting due to (?:RUNTIME|RT)_|\b(?:RUNTIME|RT)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to RUNTIME_RESTART: restart"],
        counter_samples: &["MYRUNTIME_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "control-plane-exit",
        title: "The control plane failed",
        pattern: r"Exiting due to (?:K8S)_|\b(?:K8S)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["Fermeture en raison de K8S_FAIL_CONNECT : connect"],
        counter_samples: &["MYK8S_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "service-exit",
        title: "A service or addon failed",
        pattern: r"Exiting due to (?:SVC)_|\b(?:SVC)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["X Exiting due to SVC_TIMEOUT: timed out"],
        counter_samples: &["MYSVC_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "environment-exit",
        title: "The environment is in the way",
        pattern: r"Exiting due to (?:ENV)_|\b(?:ENV)_[A-Z0-9_]+(?: ?:| が)",
        samples: &[
            "X Exiting due to ENV_MULTINODE_CONFLICT: The docker-env command is incompatible",
        ],
        counter_samples: &["MYENV_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "not-found-exit",
        title: "Something that is needed is not installed",
        pattern: r"Exiting due to (?:NOT_FOUND)_|\b(?:NOT_FOUND)_[A-Z0-9_]+(?: ?:| が)",
        samples: &["NOT_FOUND_SOMETHING が原因で終了します:"],
        counter_samples: &["MYNOT_FOUND_VALUE=1", "minikube started"],
        why: "minikube gave up with this code; the words after it, and the lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &[
            "kubernetes/minikube: pkg/minikube/reason/exitcodes.go",
            "kubernetes/minikube: pkg/minikube/reason/reason.go",
        ],
        general: true,
        ..BLANK
    },
    Rule {
        id: "other-exit",
        title: "minikube gave up",
        pattern: "Exiting due to [A-Z][A-Z0-9_]+",
        samples: &["X Exiting due to SOMETHING_NEW: words"],
        counter_samples: &["Exiting due to a signal"],
        why: "minikube gave up with a code that is not known here; the words after it, and the \
              lines before, say more.",
        advice: &["minikube -p {profile} logs", "minikube -p {profile} start --alsologtostderr"],
        sources: &["kubernetes/minikube: pkg/minikube/reason/reason.go"],
        general: true,
        ..BLANK
    },
];
