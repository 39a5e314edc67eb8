//! Registries and repositories that have been given up, since when, and where their images went.
//!
//! Sources: the announcements of the projects named in each entry; kubernetes/registry.k8s.io
//! (freeze of the old registry on 2023-04-03), brancz/kube-rbac-proxy issue 187 and bitnami/charts
//! issue 35164.

use crate::facts::Facts;
use crate::facts::images::{ImageName, PullClass, PullFailure};
use crate::snapshot::Time;

/// One entry of the list.
pub(super) struct Retired {
    /// The host and the beginning of the path.
    prefix: &'static str,
    /// Since when, in days: a pull that failed before has another reason.
    since: &'static str,
    /// What happened.
    pub what: &'static str,
    /// Where the images went, instead of the prefix. One that ends with a blank is only for reading.
    pub now: &'static str,
}

const LIST: &[Retired] = &[
    Retired {
        prefix: "k8s.gcr.io/",
        since: "2023-04-03T00:00:00Z",
        what: "k8s.gcr.io gets no new images since April 2023",
        now: "registry.k8s.io/",
    },
    Retired {
        prefix: "gcr.io/google_containers/",
        since: "2023-04-03T00:00:00Z",
        what: "gcr.io/google_containers gets no new images since April 2023",
        now: "registry.k8s.io/",
    },
    Retired {
        prefix: "gcr.io/kubebuilder/kube-rbac-proxy",
        since: "2025-03-18T00:00:00Z",
        what: "gcr.io/kubebuilder was given up in March 2025",
        now: "quay.io/brancz/kube-rbac-proxy",
    },
    Retired {
        prefix: "gcr.io/kubernetes-helm/tiller",
        since: "2020-11-13T00:00:00Z",
        what: "Tiller left gcr.io in 2020, with Helm 2",
        now: "ghcr.io/helm/tiller",
    },
    Retired {
        prefix: "docker.pkg.github.com/",
        since: "2022-01-01T00:00:00Z",
        what: "docker.pkg.github.com was replaced by ghcr.io",
        now: "ghcr.io ",
    },
    Retired {
        prefix: "quay.io/kubernetes-ingress-controller/nginx-ingress-controller",
        since: "2021-01-01T00:00:00Z",
        what: "ingress-nginx left quay.io in 2020",
        now: "registry.k8s.io/ingress-nginx/controller ",
    },
    Retired {
        prefix: "projects.registry.vmware.com/",
        since: "2024-11-01T00:00:00Z",
        what: "projects.registry.vmware.com was replaced in 2024",
        now: "projects.packages.broadcom.com/",
    },
    Retired {
        prefix: "docker.io/bitnami/",
        since: "2025-08-28T00:00:00Z",
        what: "Bitnami moved its versioned images on Docker Hub away in August 2025",
        now: "docker.io/bitnamilegacy/",
    },
];

impl Retired {
    /// The image's new name, where the old one tells it.
    pub(super) fn replaced(&self, name: &ImageName) -> Option<String> {
        if self.now.ends_with(' ') {
            return None;
        }
        let full = full(name);
        let rest = full.strip_prefix(self.prefix)?;
        let end = match (name.tag.as_str(), name.digest.as_str()) {
            ("", digest) => format!("@{digest}"),
            (tag, _) => format!(":{tag}"),
        };
        Some(format!("{}{rest}{end}", self.now))
    }
}

fn full(name: &ImageName) -> String {
    format!("{}/{}", name.host, name.path)
}

/// The entry that explains why a pull fails.
pub(super) fn find(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Option<&'static Retired> {
    let may = matches!(
        failure.class,
        PullClass::NotFound
            | PullClass::NotFoundOrPrivate
            | PullClass::Denied
            | PullClass::ServerError
            | PullClass::Unsaid
    ) || (failure.class == PullClass::Unreachable
        && failure.text.contains("no such host"));
    if !may {
        return None;
    }
    let full = full(&failure.name);
    let retired = LIST.iter().find(|retired| full.starts_with(retired.prefix))?;
    let since = Time(retired.since.parse().ok());
    (facts.snapshot.now >= since).then_some(retired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_a_date_and_fits_its_own_prefix() {
        for retired in LIST {
            assert!(Time(retired.since.parse().ok()).is_known(), "{}", retired.prefix);
            let name = ImageName::parse(&format!("{}x:1", retired.prefix));
            assert!(full(&name).starts_with(retired.prefix), "{}", retired.prefix);
        }
    }

    #[test]
    fn names_are_replaced() {
        let name = ImageName::parse("bitnami/redis:7.2");
        let retired = LIST.iter().find(|retired| retired.prefix == "docker.io/bitnami/").unwrap();
        assert_eq!(retired.replaced(&name).as_deref(), Some("docker.io/bitnamilegacy/redis:7.2"));
    }
}
