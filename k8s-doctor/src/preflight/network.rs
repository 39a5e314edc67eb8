//! Proxies, name servers and ports.

use core::net::Ipv4Addr;

use super::facts::Facts;
use super::plan::Plan;
use super::{Fact, Finding};

/// The network of services, unless `--service-cluster-ip-range` says otherwise (`DefaultServiceCIDR` in minikube's
/// constants.go).
const SERVICES: &str = "10.96.0.0/12";

/// The first network that minikube takes for its nodes, by driver.
fn node_network(driver: &str) -> Option<&'static str> {
    match driver {
        "docker" | "podman" => Some("192.168.49.0/24"),
        "kvm2" => Some("192.168.39.0/24"),
        "virtualbox" => Some("192.168.59.0/24"),
        _ => None,
    }
}

/// The value of a variable in capitals or, where that is not set, in small letters.
fn either<'a>(facts: &'a Facts, name: &str) -> Option<&'a str> {
    let small = name.to_ascii_lowercase();
    facts.proxies.get(name).or_else(|| facts.proxies.get(&small)).map(String::as_str)
}

/// minikube hands proxies on to the node, but not one on a loopback address, which means another machine in there; and
/// programs differ in which spelling they read.
pub(super) fn proxy(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let needed = "none, or one that the node reaches too";
    let set: Vec<String> = ["HTTP_PROXY", "HTTPS_PROXY"]
        .iter()
        .filter_map(|name| Some(format!("{name}={}", either(facts, name)?)))
        .collect();
    if set.is_empty() {
        return Some(Finding::pass("none", needed));
    }
    let found = set.join(", ");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] {
        let small = name.to_ascii_lowercase();
        if let (Some(capital), Some(value)) = (facts.proxies.get(name), facts.proxies.get(&small))
            && capital != value
        {
            return Some(
                Finding::warn(format!("{name}={capital}, {small}={value}"), "one value for both")
                    .why("programs differ in which of the two they read, so some take one way and some the other")
                    .run([format!("export {small}=\"${name}\"")]),
            );
        }
    }
    let is_local = ["HTTP_PROXY", "HTTPS_PROXY"]
        .iter()
        .filter_map(|name| either(facts, name))
        .any(|value| is_loopback(host(value)));
    if is_local && !plan.uses_none() {
        let gateway = match plan.driver.as_str() {
            "docker" | "podman" => "192.168.49.1",
            _ => "ADDRESS-OF-THIS-MACHINE",
        };
        return Some(
            Finding::warn(found, needed)
                .why("in the node that address is the node itself: minikube does not hand it on, and images are pulled without a proxy")
                .run([format!("# have the proxy listen on {gateway} too, and name that address in HTTP_PROXY and HTTPS_PROXY")]),
        );
    }
    Some(Finding::pass(found, needed))
}

/// With a proxy, the cluster's own addresses have to be exempt: else kubectl and minikube ask the proxy for them, and
/// the node's components do too (`Client.Timeout exceeded while awaiting headers`; minikube's handbook, page on proxies).
pub(super) fn no_proxy(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    either(facts, "HTTP_PROXY").or(either(facts, "HTTPS_PROXY"))?;
    let mut wanted = vec!["localhost", "127.0.0.1", SERVICES];
    wanted.extend(node_network(&plan.driver));
    wanted.push("control-plane.minikube.internal");
    let needed = wanted.join(",");
    let value = either(facts, "NO_PROXY").unwrap_or_default();
    let entries: Vec<&str> =
        value.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|wanted| !entries.iter().any(|entry| covers(entry, wanted)))
        .collect();
    if missing.is_empty() {
        return Some(Finding::pass(format!("NO_PROXY={value}"), needed));
    }
    let found = if value.is_empty() {
        "NO_PROXY is not set".to_owned()
    } else {
        format!("NO_PROXY={value} lacks {}", missing.join(", "))
    };
    let both = if value.is_empty() {
        missing.join(",")
    } else {
        format!("$NO_PROXY,{}", missing.join(","))
    };
    let start = match facts.proxies.get("NO_PROXY") {
        None if !value.is_empty() => format!("export NO_PROXY=\"$no_proxy,{}\"", missing.join(",")),
        _ => format!("export NO_PROXY=\"{both}\""),
    };
    Some(
        Finding::warn(found, needed)
            .why("requests to the cluster go to the proxy, which cannot reach it")
            .run([start, "export no_proxy=\"$NO_PROXY\"".to_owned()]),
    )
}

/// Whether an entry of `NO_PROXY` covers an address, a network or a name.
fn covers(entry: &str, wanted: &str) -> bool {
    if entry == "*" || entry.eq_ignore_ascii_case(wanted) {
        return true;
    }
    match (network(entry), network(wanted)) {
        (Some(outer), Some(inner)) => {
            let mask = u32::MAX.checked_shl(32 - outer.1).unwrap_or(0);
            outer.1 <= inner.1 && (outer.0 & mask) == (inner.0 & mask)
        }
        (None, None) => {
            let suffix = entry.strip_prefix("*.").or(entry.strip_prefix('.')).unwrap_or(entry);
            let wanted = wanted.to_ascii_lowercase();
            wanted
                .strip_suffix(&suffix.to_ascii_lowercase())
                .is_some_and(|before| !suffix.is_empty() && before.ends_with('.'))
        }
        _ => false,
    }
}

/// An address or a network as its number and the length of its prefix.
fn network(text: &str) -> Option<(u32, u32)> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, length.parse().ok().filter(|length| *length <= 32)?),
        None => (text, 32),
    };
    let address: Ipv4Addr = address.parse().ok()?;
    Some((address.into(), length))
}

/// The host of a proxy's URL, with or without a scheme.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let address = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    match address.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((inner, _)) => inner,
        None => address.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host == "::1" || host.starts_with("127.")
}

/// The URL of a proxy with `***` in place of user and password.
pub fn mask_credentials(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(char::is_alphanumeric) => (Some(scheme), rest),
        _ => (None, url),
    };
    // A password may hold `@` and `/` although it should not, so all before the last `@` goes.
    let masked = match rest.rsplit_once('@') {
        Some((_, address)) => format!("***@{address}"),
        None => rest.to_owned(),
    };
    match scheme {
        Some(scheme) => format!("{scheme}://{masked}"),
        None => masked,
    }
}

/// The cluster's DNS asks the name servers of its node. With the driver none those are this machine's: a loopback address
/// is then the DNS pod itself, and it stops with `plugin/loop … loop detected` (minikube issues 3511 and 5808).
pub(super) fn host_dns(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if facts.os != "linux" {
        return None;
    }
    let needed = if plan.uses_none() { "no loopback address" } else { "a name server" };
    let servers = match &facts.nameservers {
        Fact::Known(servers) => servers,
        Fact::Unknown(reason) => return Some(Finding::unknown(reason, needed)),
    };
    if servers.is_empty() {
        return Some(Finding::warn("no name server in /etc/resolv.conf", needed).why(
            "image names cannot be resolved, unless this machine resolves names in another way",
        ));
    }
    let found = servers.join(", ");
    let is_local = servers.iter().any(|server| is_loopback(server));
    if !is_local || !plan.uses_none() {
        return Some(Finding::pass(found, needed));
    }
    let flag = plan.profile_flag();
    let is_resolved = servers.iter().any(|server| server == "127.0.0.53");
    let file = if is_resolved {
        "/run/systemd/resolve/resolv.conf"
    } else {
        "FILE-WITH-THE-REAL-NAME-SERVERS"
    };
    Some(
        Finding::warn(found, needed)
            .why("in CoreDNS's pod that address is CoreDNS: it stops with `plugin/loop … loop detected`")
            .run([format!("minikube start{flag} --driver=none --extra-config=kubelet.resolv-conf={file}")]),
    )
}

/// With the driver none the API server listens on this machine's port 8443; kubeadm refuses a port that is taken
/// (`Port-8443`).
pub(super) fn api_port(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if !plan.uses_none() {
        return None;
    }
    let needed = "nobody listens on it";
    Some(match &facts.api_port_taken {
        // The API server of the cluster that runs already is no obstacle to itself.
        Fact::Known(true) if plan.profile.is_some() => {
            Finding::pass("taken, by this profile's cluster if it runs", needed)
        }
        Fact::Known(true) => {
            Finding::fail("taken", needed).why("kubeadm refuses to start (Port-8443)").run([
                "sudo ss -ltnp 'sport = :8443'".to_owned(),
                format!(
                    "minikube start{} --driver=none --apiserver-port=9443",
                    plan.profile_flag()
                ),
            ])
        }
        Fact::Known(false) => Finding::pass("free", needed),
        Fact::Unknown(reason) => Finding::unknown(reason, needed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_cover_addresses_networks_and_names() {
        for (entry, wanted, expected) in [
            ("192.168.49.0/24", "192.168.49.0/24", true),
            ("192.168.0.0/16", "192.168.49.0/24", true),
            ("0.0.0.0/0", "10.96.0.0/12", true),
            ("192.168.49.0/25", "192.168.49.0/24", false),
            ("192.168.49.2", "192.168.49.0/24", false),
            ("127.0.0.0/8", "127.0.0.1", true),
            ("10.96.0.0/33", "10.96.0.0/12", false),
            (".internal", "control-plane.minikube.internal", true),
            ("*.minikube.internal", "control-plane.minikube.internal", true),
            ("kube.internal", "control-plane.minikube.internal", false),
            ("LOCALHOST", "localhost", true),
            ("*", "localhost", true),
            (".", "localhost", false),
        ] {
            assert_eq!(covers(entry, wanted), expected, "{entry} {wanted}");
        }
    }

    #[test]
    fn hosts_of_proxies() {
        for (url, expected) in [
            ("http://localhost:3128", "localhost"),
            ("127.0.0.1:3128", "127.0.0.1"),
            ("http://u:p@proxy.example:80/x", "proxy.example"),
            ("http://[::1]:3128", "::1"),
            ("", ""),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }

    #[test]
    fn credentials_are_masked() {
        for (url, expected) in [
            ("http://proxy:3128", "http://proxy:3128"),
            ("http://me:secret@proxy:3128", "http://***@proxy:3128"),
            ("me:se@cr/et@proxy:3128", "***@proxy:3128"),
            ("me:a://b@proxy", "***@proxy"),
            ("socks5://:@proxy:1080", "socks5://***@proxy:1080"),
        ] {
            assert_eq!(mask_credentials(url), expected);
        }
    }
}
