//! Secrets are taken out of a text before it is kept: minikube's own files repeat proxy URLs with
//! passwords, environment variables given to docker, and whole command lines.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// User and password of a URL. The user part may hold no `/`, so that paths are left alone.
static URL_USER: LazyLock<Regex> = LazyLock::new(|| pattern(r"://[^/\s@]+@"));

/// A name that sounds like a secret, and its value: `DB_PASSWORD=x`, `--token x`, `"secret": "x"`.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)([\w.-]*(?:passw(?:or)?d|passphrase|token|secret|api[_-]?key|access[_-]?key|"#,
        r#"private[_-]?key|credentials?)[\w.-]*"?\s*[:=]\s*|"#,
        r#"--(?:password|token|secret)\s+)"#,
        r#"("[^"]*"|'[^']*'|[^\s,;&"'\])}]+)"#,
    ))
});

/// A variable for the node's docker daemon: `--docker-env=NAME=value`, `DockerEnv:[NAME=value]`.
static DOCKER_ENV: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(--(?:docker-env|build-env)[= ]["']?[A-Za-z_]\w*=)("[^"]*"|'[^']*'|[^\s"']+)"#)
});

/// A configuration as minikube logs it with Go's `%+v`: all of a list of variables.
static DOCKER_ENV_LIST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"((?:DockerEnv|DockerOpt):\[)([^\]]+)(\])"));

/// `docker login -u user -p password`, `Authorization: Basic …`.
static LOGIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(\blogin\b.*?\s-p[= ]?|(?i:authorization: *(?:basic|bearer) +))(\S+)")
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of this file compile, which a test proves")
}

/// `text` without passwords, tokens and the values of environment variables. Names stay, so that
/// one can see what was set.
pub fn mask(text: &str) -> Cow<'_, str> {
    let keep_name = |found: &Captures<'_>| format!("{}{MASK}", &found[1]);
    let mut masked = URL_USER.replace_all(text, format!("://{MASK}@"));
    for secret in [&*DOCKER_ENV, &*LOGIN, &*NAMED] {
        if let Cow::Owned(changed) = secret.replace_all(&masked, keep_name) {
            masked = Cow::Owned(changed);
        }
    }
    let keep_brackets = |found: &Captures<'_>| format!("{}{MASK}{}", &found[1], &found[3]);
    if let Cow::Owned(changed) = DOCKER_ENV_LIST.replace_all(&masked, keep_brackets) {
        masked = Cow::Owned(changed);
    }
    masked
}

/// One environment variable, `NAME=value`. The value is kept only where it says how the network
/// is reached.
pub fn mask_variable(variable: &str) -> String {
    let Some((name, value)) = variable.split_once('=') else {
        return mask(variable).into_owned();
    };
    match name.to_ascii_lowercase().as_str() {
        "http_proxy" | "https_proxy" | "no_proxy" | "all_proxy" => {
            format!("{name}={}", mask(value))
        }
        _ => format!("{name}={MASK}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_go_and_names_stay() {
        let cases = [
            (
                "HTTP_PROXY=http://anna:pa55@proxy.example:3128",
                "HTTP_PROXY=http://***@proxy.example:3128",
            ),
            (
                "--docker-env=MODE=very-private --driver=docker",
                "--docker-env=MODE=*** --driver=docker",
            ),
            ("--docker-env MODE='a b' -p dev", "--docker-env MODE=*** -p dev"),
            ("--docker-env \"A=b\"", "--docker-env \"A=***\""),
            ("DockerEnv:[A=b C=d] DockerOpt:[] UUID:", "DockerEnv:[***] DockerOpt:[] UUID:"),
            ("docker login -u anna -p pa55 r.example", "docker login -u anna -p *** r.example"),
            ("DB_PASSWORD=pa55 X=1", "DB_PASSWORD=*** X=1"),
            ("--token abc.def", "--token ***"),
            ("{\"token\": \"abc\"}", "{\"token\": ***}"),
            ("Authorization: Bearer abc", "Authorization: Bearer ***"),
            ("-p dev --image-mirror-country=cn", "-p dev --image-mirror-country=cn"),
            ("secrets \"a-token\" not found", "secrets \"a-token\" not found"),
            ("unix:///var/run/docker.sock: x@y", "unix:///var/run/docker.sock: x@y"),
        ];
        for (text, expected) in cases {
            assert_eq!(mask(text), expected);
        }
        assert_eq!(mask_variable("FOO=bar"), "FOO=***");
        assert_eq!(mask_variable("NO_PROXY=10.0.0.0/8"), "NO_PROXY=10.0.0.0/8");
        assert_eq!(mask_variable("https_proxy=http://a:b@p"), "https_proxy=http://***@p");
    }

    proptest! {
        #[test]
        fn any_text_is_masked_without_a_panic(text in any::<String>()) {
            let _masked = mask(&text).into_owned();
        }

        #[test]
        fn a_password_in_a_url_never_stays(password in "[a-z0-9]{8}", before in "[ -~]{0,20}") {
            let masked = mask(&format!("{before} http://u:{password}@h")).into_owned();
            prop_assert!(!masked.contains(&format!(":{password}@")), "{masked}");
        }
    }
}
