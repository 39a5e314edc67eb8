//! What files and programs say, as values. `None` stands for a text that is not understood.

use serde::Deserialize;
use serde_json::Value;

use crate::preflight::{DockerInfo, Memory, Profile, Settings, parse_mib};

/// A number alone in a file.
pub(super) fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// A quota of CPU time in thousandths of a CPU; `None` for no limit too, which is `max` or -1.
pub(super) fn quota(quota: &str, period: &str) -> Option<u64> {
    let (quota, period) = (number(quota)?, number(period)?);
    quota.checked_mul(1000)?.checked_div(period)
}

/// The path of a control group in `/proc/self/cgroup`. The controller is empty for version 2.
pub(super) fn group<'a>(text: &'a str, controller: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':');
        let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
        controllers.split(',').any(|one| one == controller).then_some(path)
    })
}

/// How many CPUs a list such as `0-3,6` names.
pub(super) fn cpu_list(text: &str) -> Option<u32> {
    let mut count = 0_u32;
    for range in text.trim().split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        count = count.checked_add(last.checked_sub(first)?.checked_add(1)?)?;
    }
    Some(count)
}

/// How many processors `/proc/cpuinfo` lists.
pub(super) fn processors(text: &str) -> Option<u32> {
    let count = text.lines().filter(|line| line.starts_with("processor")).count();
    u32::try_from(count).ok().filter(|count| *count > 0)
}

/// The flag for virtual machines in `/proc/cpuinfo`, and whether the machine is one itself. Other processors than x86
/// have no such flags.
pub(super) fn cpu_flags(text: &str) -> Option<(Option<String>, bool)> {
    let line = text.lines().find(|line| line.starts_with("flags"))?;
    let flags: Vec<&str> = line.split_once(':')?.1.split_whitespace().collect();
    let flag = ["vmx", "svm"].iter().find(|flag| flags.contains(flag));
    Some((flag.map(|flag| (*flag).to_owned()), flags.contains(&"hypervisor")))
}

/// `/proc/meminfo`, which counts in KiB.
pub(super) fn meminfo(text: &str) -> Option<Memory> {
    let field = |name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        value.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
    };
    Some(Memory {
        total: field("MemTotal")?,
        available: field("MemAvailable"),
        swap: field("SwapTotal").unwrap_or(0),
    })
}

/// Whether the effective user of `/proc/self/status` is root.
pub(super) fn is_root(text: &str) -> Option<bool> {
    let line = text.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u32>().ok()? == 0)
}

/// The name servers of `/etc/resolv.conf`.
pub(super) fn nameservers(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            (words.next()? == "nameserver").then(|| words.next().map(str::to_owned))?
        })
        .collect()
}

/// Whether `/proc/net/tcp` or `tcp6` has a socket that listens on the port: state 0A.
pub(super) fn listens(table: &str, port: u16) -> bool {
    table.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let (Some(local), _, Some(state)) = (fields.next(), fields.next(), fields.next()) else {
            return false;
        };
        let number = local.rsplit_once(':').and_then(|(_, hex)| u16::from_str_radix(hex, 16).ok());
        state == "0A" && number == Some(port)
    })
}

/// The free bytes in what `df -Pk` prints: the field before the percentage, as devices may have spaces in their names.
pub(super) fn df(text: &str) -> Option<u64> {
    let fields: Vec<&str> = text.lines().nth(1)?.split_whitespace().collect();
    let percent = fields.iter().position(|field| {
        field.strip_suffix('%').is_some_and(|digits| digits.parse::<u32>().is_ok())
    })?;
    // POSIX lets a full file system have less than nothing.
    let free: i64 = fields.get(percent.checked_sub(1)?)?.parse().ok()?;
    u64::try_from(free.max(0)).ok()?.checked_mul(1024)
}

/// The last word of one line, as in `podman version 4.9.3`.
pub(super) fn last_word(text: &str) -> Option<String> {
    let word = text.lines().next()?.split_whitespace().last()?;
    word.starts_with(|c: char| c.is_ascii_digit()).then(|| word.to_owned())
}

/// What `kubectl version --client -o json` prints.
pub(super) fn kubectl_version(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(value.get("clientVersion")?.get("gitVersion")?.as_str()?.to_owned())
}

/// What `minikube version -o json` prints.
pub(super) fn minikube_version(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(value.get("minikubeVersion")?.as_str()?.to_owned())
}

/// The client's version and the daemon's version and system in what `docker version` prints.
pub(super) type DockerVersions = (Option<String>, Option<(String, String)>);

/// What `docker version` prints as JSON; the server is null where it cannot be reached.
pub(super) fn docker_version(text: &str) -> Option<DockerVersions> {
    let value: Value = serde_json::from_str(text).ok()?;
    let field = |side: &str, name: &str| Some(value.get(side)?.get(name)?.as_str()?.to_owned());
    value.get("Client")?;
    let server = field("Server", "Version").map(|version| {
        let os = field("Server", "Os").unwrap_or_else(|| "linux".to_owned());
        (version, os)
    });
    Some((field("Client", "Version"), server))
}

/// What `docker info` prints as JSON. It prints most of it empty, and errors, where the daemon cannot be reached.
pub(super) fn docker_info(text: &str) -> Option<DockerInfo> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    #[derive(Default)]
    struct Info {
        #[serde(rename = "NCPU")]
        ncpu: u32,
        mem_total: u64,
        cgroup_driver: String,
        cgroup_version: String,
        docker_root_dir: String,
        operating_system: String,
        security_options: Option<Vec<String>>,
        server_errors: Option<Vec<String>>,
    }
    let info: Info = serde_json::from_str(text).ok()?;
    if info.server_errors.is_some_and(|errors| !errors.is_empty()) {
        return None;
    }
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let is_rootless = |option: &String| option.split(',').any(|part| part == "name=rootless");
    Some(DockerInfo {
        cpus: Some(info.ncpu).filter(|cpus| *cpus > 0),
        memory: Some(info.mem_total).filter(|memory| *memory > 0),
        cgroup_driver: some(info.cgroup_driver),
        cgroup_version: info.cgroup_version.parse().ok(),
        root_dir: some(info.docker_root_dir),
        operating_system: some(info.operating_system),
        is_rootless: info.security_options.is_some_and(|options| options.iter().any(is_rootless)),
    })
}

/// A profile's `config.json`; its name is its folder's.
pub(super) fn profile(text: &str) -> Option<Profile> {
    let value: Value = serde_json::from_str(text).ok()?;
    let word = |value: &Value, name: &str| {
        Some(value.get(name)?.as_str()?.to_owned()).filter(|word| !word.is_empty())
    };
    let kubernetes = value.get("KubernetesConfig").unwrap_or(&Value::Null);
    Some(Profile {
        name: String::new(),
        driver: word(&value, "Driver").or(word(&value, "VMDriver")),
        memory_mib: value.get("Memory").and_then(Value::as_u64).filter(|memory| *memory > 0),
        cpus: value.get("CPUs").and_then(Value::as_u64).and_then(|cpus| u32::try_from(cpus).ok()),
        kubernetes_version: word(kubernetes, "KubernetesVersion"),
        container_runtime: word(kubernetes, "ContainerRuntime"),
        image_repository: word(kubernetes, "ImageRepository"),
        minikube_version: None,
    })
}

/// The version of the minikube that started a profile last, in `logs/audit.json`: one object a line. The first line may
/// be cut.
pub(super) fn last_start(audit: &str, profile: &str) -> Option<String> {
    audit.lines().rev().find_map(|line| {
        let value: Value = serde_json::from_str(line).ok()?;
        let data = value.get("data")?;
        let word = |name: &str| data.get(name)?.as_str();
        (word("command") == Some("start") && word("profile") == Some(profile))
            .then(|| word("version").map(str::to_owned))?
    })
}

/// What `minikube config set` has saved. Numbers may be strings.
pub(super) fn settings(text: &str) -> Option<Settings> {
    let value: Value = serde_json::from_str(text).ok()?;
    let object = value.as_object()?;
    let word = |name: &str| match object.get(name)? {
        Value::String(word) if !word.is_empty() => Some(word.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Some(Settings {
        profile: word("profile"),
        driver: word("driver").or(word("vm-driver")),
        memory_mib: word("memory").and_then(|memory| parse_mib(&memory)),
        cpus: word("cpus").and_then(|cpus| cpus.parse().ok()),
        kubernetes_version: word("kubernetes-version"),
    })
}

/// The current context of a kubeconfig, which is JSON or YAML. In YAML it is a line at the margin; nothing else of the
/// file is looked at, so that no token is ever held.
pub(super) fn current_context(text: &str) -> Option<String> {
    let name = if text.trim_start().starts_with('{') {
        let value: Value = serde_json::from_str(text).ok()?;
        value.get("current-context")?.as_str()?.to_owned()
    } else {
        let value = text.lines().find_map(|line| line.strip_prefix("current-context:"))?;
        let value = value.split(" #").next().unwrap_or_default().trim();
        let inner =
            ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        inner.unwrap_or(value).to_owned()
    };
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_of_cpus() {
        for (text, expected) in [
            ("0-3\n", Some(4)),
            ("0", Some(1)),
            ("0-1,4,6-7", Some(5)),
            ("", None),
            ("3-1", None),
            ("0-4294967295", None),
            ("a", None),
        ] {
            assert_eq!(cpu_list(text), expected, "{text}");
        }
    }

    #[test]
    fn free_space() {
        let head = "Filesystem 1024-blocks Used Available Capacity Mounted on\n";
        for (line, expected) in [
            ("/dev/sda1 100 40 60 40% /", Some(60 * 1024)),
            ("map auto home 100 40 60 40% /System/Volumes/Data home", Some(60 * 1024)),
            ("/dev/sda1 100 140 -40 140% /", Some(0)),
            ("/dev/sda1 - - - - /", None),
            ("", None),
        ] {
            assert_eq!(df(&format!("{head}{line}\n")), expected, "{line}");
        }
    }

    #[test]
    fn control_groups() {
        assert_eq!(group("0::/user.slice/x:y\n", ""), Some("/user.slice/x:y"));
        let old = "12:cpu,cpuacct:/docker/a\n4:memory:/docker/b\n0::/c\n";
        assert_eq!(group(old, "cpu"), Some("/docker/a"));
        assert_eq!(group(old, "memory"), Some("/docker/b"));
        assert_eq!(group(old, "pids"), None);
        assert_eq!(quota("150000", "100000\n"), Some(1500));
        assert_eq!(quota("max", "100000"), None);
        assert_eq!(quota("-1", "100000"), None);
        assert_eq!(quota("1", "0"), None);
    }

    #[test]
    fn sockets() {
        let table = "  sl  local_address rem_address   st tx_queue\n\
                     \x20  0: 00000000:20FB 00000000:0000 0A 00000000:00000000\n\
                     \x20  1: 0100007F:1F90 0100007F:20FB 01 00000000:00000000\n";
        assert!(listens(table, 8443));
        assert!(!listens(table, 8080), "it is connected, and does not listen");
    }

    #[test]
    fn dockers_words() {
        let up = r#"{"Client":{"Version":"27.1.1"},"Server":{"Version":"26.0.0","Os":"linux"}}"#;
        let server = Some(("26.0.0".to_owned(), "linux".to_owned()));
        assert_eq!(docker_version(up), Some((Some("27.1.1".to_owned()), server)));
        let down = r#"{"Client":{"Version":"27.1.1"},"Server":null}"#;
        assert_eq!(docker_version(down), Some((Some("27.1.1".to_owned()), None)));
        assert_eq!(docker_version("json\n"), None);

        let info = r#"{"NCPU":4,"MemTotal":8000,"CgroupDriver":"systemd","CgroupVersion":"2","DockerRootDir":"/var/lib/docker",
            "SecurityOptions":["name=seccomp,profile=builtin","name=rootless"],"ServerErrors":null}"#;
        let info = docker_info(info).unwrap();
        assert_eq!((info.cpus, info.memory, info.cgroup_version), (Some(4), Some(8000), Some(2)));
        assert!(info.is_rootless);
        assert_eq!(docker_info(r#"{"NCPU":0,"ServerErrors":["Cannot connect"]}"#), None);
    }

    #[test]
    fn contexts() {
        for (text, expected) in [
            ("apiVersion: v1\ncurrent-context: minikube\nusers: []\n", Some("minikube")),
            ("current-context: \"a b\"\n", Some("a b")),
            ("current-context: dev # mine\n", Some("dev")),
            ("current-context: \"\"\n", None),
            ("contexts:\n  current-context: no\n", None),
            (r#"{"current-context":"dev","users":[]}"#, Some("dev")),
            ("{", None),
        ] {
            assert_eq!(current_context(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_last_start_of_a_profile() {
        let audit = r#"cut":"x"}
{"data":{"command":"start","profile":"minikube","version":"v1.30.0"}}
{"data":{"command":"start","profile":"minikube","version":"v1.34.0"}}
{"data":{"command":"start","profile":"dev","version":"v1.20.0"}}
{"data":{"command":"delete","profile":"minikube","version":"v1.35.0"}}
"#;
        assert_eq!(last_start(audit, "minikube").as_deref(), Some("v1.34.0"));
        assert_eq!(last_start(audit, "other"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_understood_or_not(text in "(?s).{0,300}") {
            cpu_list(&text);
            df(&text);
            meminfo(&text);
            listens(&text, 8443);
            docker_version(&text);
            docker_info(&text);
            profile(&text);
            settings(&text);
            last_start(&text, "minikube");
            is_root(&text);
            group(&text, "memory");
            nameservers(&text);
            cpu_flags(&text);
            if !text.trim_start().starts_with('{') && let Some(context) = current_context(&text) {
                prop_assert!(text.contains(&context));
            }
        }

        #[test]
        fn what_df_prints_is_read(free in 0_u64..1 << 50, device in "[a-z/][a-z0-9 /]{0,20}") {
            let text = format!("Filesystem 1024-blocks Used Available Capacity Mounted on\n{device} 1 2 {free} 7% /a b\n");
            prop_assert_eq!(df(&text), Some(free * 1024));
        }

        #[test]
        fn memory_is_read_in_any_order(total in 1_u64..1 << 50, free in 0_u64..1 << 50, swap in 0_u64..1 << 40) {
            let text = format!("SwapTotal: {swap} kB\nMemAvailable:   {free} kB\nMemTotal: {total} kB\n");
            let expected = Memory { total: total * 1024, available: Some(free * 1024), swap: swap * 1024 };
            prop_assert_eq!(meminfo(&text), Some(expected));
        }
    }
}
