//! Which image names minikube renders, and where they are wrong.
//!
//! An addon's image is a registry and a path: `gcr.io/` and `k8s-minikube/storage-provisioner:v5`.
//! With `--image-repository` the mirror takes the registry's place. Most mirrors keep the path; the
//! one for `--image-mirror-country=cn` ([`CN`]) holds all images side by side, under their last
//! name, so that its names need a rule of their own. That rule was wrong or missing in several
//! ranges of versions ([`Fault`]).
//!
//! Sources: kubernetes/minikube, files `deploy/addons/aliyun_mirror.json`,
//! `pkg/minikube/assets/addons.go`, `pkg/minikube/bootstrapper/images/`; issues #10889, #11476,
//! #11881, #11934, #11948; pull requests #10770 (never merged), #11785, #12578, #13782.

mod addons;

use addons::{ADDON_IMAGES, AddonImage};

use crate::minikube::profile::Profile;
use crate::version::{Span, Version, VersionRange};

/// The mirror that `--image-mirror-country=cn` stands for.
pub const CN: &str = "registry.cn-hangzhou.aliyuncs.com/google_containers";

/// A mistake in minikube's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The addon's template put the mirror before the whole path, and [`CN`] has no such path.
    PathKept,
    /// The image is not taken from the mirror: the table of names holds Docker Hub's images under
    /// `docker.io/…`, and the lookup leaves `docker.io/` away.
    HubNotMapped,
    /// The image is not taken from the mirror: the table still held the names of Kubernetes' old
    /// registry.
    OldRegistryKeys,
}

impl Fault {
    /// The versions of minikube that have it. Where a range began is known only as far as the
    /// code of that time was read.
    pub const fn versions(self) -> VersionRange {
        const PATH_KEPT: &[Span] =
            &[Span::between(Version::new(1, 18, 0), Version::new(1, 22, 0)), Span::only(1, 23, 0)];
        const HUB_NOT_MAPPED: &[Span] = &[Span::since(Version::new(1, 27, 0))];
        const OLD_REGISTRY_KEYS: &[Span] =
            &[Span::between(Version::new(1, 30, 0), Version::new(1, 30, 1))];
        VersionRange(match self {
            Self::PathKept => PATH_KEPT,
            Self::HubNotMapped => HUB_NOT_MAPPED,
            Self::OldRegistryKeys => OLD_REGISTRY_KEYS,
        })
    }

    /// Where it is written down.
    pub const fn sources(self) -> &'static [&'static str] {
        match self {
            Self::PathKept => &[
                "kubernetes/minikube#11881",
                "kubernetes/minikube#10889",
                "kubernetes/minikube#11476",
                "kubernetes/minikube#11948",
            ],
            Self::HubNotMapped | Self::OldRegistryKeys => {
                &["kubernetes/minikube: deploy/addons/aliyun_mirror.json"]
            }
        }
    }
}

/// How sure a judgement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Version and mirror are known, and others have seen the very name.
    Known,
    /// A version or a mirror had to be inferred, or the rule was read in the code and not run.
    Inferred,
    /// The mirror's table has no such image: it may have it all the same.
    Guessed,
}

/// An image name that a known fault of minikube explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongName {
    /// The name as it should be, with tag and digest.
    pub right: String,
    /// The mistake.
    pub fault: Fault,
    /// The versions that make it.
    pub ranges: VersionRange,
    /// `Some(true)`: minikube's version is known and in the range; `None`: it is not known. Never
    /// `Some(false)`: then the fault is not to blame, and there is no judgement.
    pub fits_version: Option<bool>,
    /// How sure this is.
    pub certainty: Certainty,
    /// Whether nothing but the image's own name says that the mirror is [`CN`].
    pub repository_inferred: bool,
    /// Where the fault is written down.
    pub sources: &'static [&'static str],
    /// The cause in words.
    pub why: String,
    /// Which addon the image belongs to: `storage-provisioner`.
    pub addon: Option<&'static str>,
    /// What the addon calls this image, for `minikube addons enable --images`; one addon uses the
    /// same image under two names.
    pub keys: &'static [&'static str],
}

/// An image name in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name<'a> {
    /// Without tag and digest.
    path: &'a str,
    /// Tag and digest, with what separates them: `:v5@sha256:…`.
    tail: &'a str,
}

fn split(image: &str) -> Name<'_> {
    let end_of_path = image.find('@').unwrap_or(image.len());
    // A colon before the last slash belongs to a port.
    let last = image[..end_of_path].rfind('/').map_or(0, |slash| slash + 1);
    let end = image[last..end_of_path].find(':').map_or(end_of_path, |colon| last + colon);
    Name { path: &image[..end], tail: &image[end..] }
}

/// The mirror a profile uses: what the profile says, else what the country stands for. `Some("")`
/// is known to be none.
fn repository(profile: &Profile) -> Option<&str> {
    match (&profile.image_repository, &profile.mirror_country) {
        (Some(repository), _) => Some(repository.value.trim_end_matches('/')),
        (None, Some(country)) if country.value == "cn" => Some(CN),
        // "global" is Kubernetes' own registry; minikube knows no other country.
        _ => None,
    }
}

/// The image's path behind the mirror [`CN`], if that is where it is.
fn in_cn(path: &str) -> Option<&str> {
    path.strip_prefix(CN)?.strip_prefix('/')
}

/// Whether a known fault of minikube explains the name of an image that cannot be pulled.
///
/// `None` says that no known fault does: the name is right, or wrong for another reason, or the
/// fault is not in this version, or the user chose the name.
pub fn judge(image: &str, profile: &Profile) -> Option<WrongName> {
    let name = split(image);
    let repository = repository(profile);
    let (fault, addon_image) = match in_cn(name.path) {
        Some(path) => {
            if repository.is_some_and(|repository| repository != CN) {
                return None;
            }
            kept_path(path, profile.minikube())?
        }
        None => not_mapped(name.path, repository?, profile)?,
    };
    let versions = fault.versions();
    let fits_version = profile.minikube().map(|version| versions.contains(version));
    if fits_version == Some(false) || chosen_by_the_user(image, addon_image, profile) {
        return None;
    }
    let repository_inferred = repository.is_none();
    let right = match addon_image.mirror {
        Some(mirror) => format!("{CN}/{mirror}{}", name.tail),
        None => format!("{}/{}{}", addon_image.registry, addon_image.path, name.tail),
    };
    let certainty = match (fault, addon_image.mirror) {
        (_, None) => Certainty::Guessed,
        (Fault::PathKept, _) if fits_version == Some(true) && !repository_inferred => {
            Certainty::Known
        }
        _ => Certainty::Inferred,
    };
    let (addon, keys) = user_of(addon_image, profile);
    Some(WrongName {
        why: why(fault, addon_image, &right, profile.minikube()),
        right,
        fault,
        ranges: versions,
        fits_version,
        certainty,
        repository_inferred,
        sources: fault.sources(),
        addon: Some(addon),
        keys,
    })
}

/// A name in [`CN`] with more before its last part than the mirror has.
fn kept_path(path: &str, minikube: Option<&Version>) -> Option<(Fault, &'static AddonImage)> {
    // Some versions wrote the hub's name into the path itself: `docker.io/jettech/…`.
    let path = path.strip_prefix("docker.io/").unwrap_or(path);
    if !path.contains('/') {
        return None;
    }
    let addon_image = ADDON_IMAGES.iter().find(|image| image.has_path(path))?;
    let hub_is_lost =
        minikube.is_some_and(|version| Fault::HubNotMapped.versions().contains(version));
    let fault = match (hub_is_lost, addon_image.registry, addon_image.mirror) {
        (true, "docker.io", Some(_)) => Fault::HubNotMapped,
        _ => Fault::PathKept,
    };
    Some((fault, addon_image))
}

/// A name outside the mirror, although there is one. Anybody may use such an image, so the addon
/// must be known to be on, and the version to have the fault.
fn not_mapped(
    path: &str,
    repository: &str,
    profile: &Profile,
) -> Option<(Fault, &'static AddonImage)> {
    if repository != CN {
        return None;
    }
    let version = profile.minikube()?;
    let (registry, inner) = match path.split_once('/') {
        Some((host, inner)) if host.contains(['.', ':']) || host == "localhost" => (host, inner),
        _ => ("docker.io", path),
    };
    let inner = if registry == "docker.io" {
        inner.strip_prefix("library/").unwrap_or(inner)
    } else {
        inner
    };
    let is_on = |image: &AddonImage| {
        image.users.iter().any(|(addon, _)| profile.addons.get(*addon) == Some(&true))
    };
    let addon_image = ADDON_IMAGES.iter().find(|image| {
        image.mirror.is_some() && image.registry == registry && image.path == inner && is_on(image)
    })?;
    let fault = match registry {
        "docker.io" => Fault::HubNotMapped,
        "registry.k8s.io" => Fault::OldRegistryKeys,
        _ => return None,
    };
    fault.versions().contains(version).then_some((fault, addon_image))
}

/// Whether `--images` or `--registries` of `minikube addons enable` made the name.
fn chosen_by_the_user(image: &str, addon_image: &AddonImage, profile: &Profile) -> bool {
    let mut keys = addon_image.users.iter().flat_map(|(_, keys)| *keys);
    keys.any(|key| {
        let registry = profile.custom_addon_registries.get(*key);
        let custom = profile.custom_addon_images.get(*key);
        let by_registry = registry.is_some_and(|registry| {
            let registry = registry.trim_end_matches('/');
            image.strip_prefix(registry).is_some_and(|rest| rest.starts_with('/'))
        });
        let by_image = custom.is_some_and(|custom| {
            image == custom || in_cn(image) == Some(custom.trim_start_matches('/'))
        });
        by_registry || by_image
    })
}

/// Where two addons share an image, the one that is on.
fn user_of(addon_image: &AddonImage, profile: &Profile) -> (&'static str, &'static [&'static str]) {
    let users = addon_image.users;
    let on = users.iter().find(|(addon, _)| profile.addons.get(*addon) == Some(&true));
    *on.unwrap_or(&users[0])
}

fn why(fault: Fault, image: &AddonImage, right: &str, minikube: Option<&Version>) -> String {
    let who = match minikube {
        Some(version) => format!("minikube {version}"),
        None => format!("minikube {}", fault.versions()),
    };
    match (fault, image.mirror) {
        (Fault::PathKept, Some(_)) => format!(
            "{who} puts the mirror before the whole path `{}` when it renders an addon, but the \
             mirror holds its images under their last name only, as `{right}`",
            image.path
        ),
        (Fault::PathKept, None) => format!(
            "{who} puts the mirror before the whole path `{}` when it renders an addon; the \
             mirror's table has no such image, so its own registry is the place to pull it from",
            image.path
        ),
        (Fault::HubNotMapped, _) => format!(
            "{who} looks Docker Hub's images up without `docker.io/`, while its table of the \
             mirror's names holds them with it, so that this image is not taken from the mirror"
        ),
        (Fault::OldRegistryKeys, _) => format!(
            "{who} holds the names of Kubernetes' old registry in its table of the mirror's names, \
             so that this image is not taken from the mirror"
        ),
    }
}

/// The name in the mirror [`CN`] of an image that an addon uses, whichever version and fault: what
/// may be pulled from there instead. `None` where the mirror's table has no such image, or the
/// name is that one already.
pub fn mirror_name(image: &str) -> Option<String> {
    let name = split(image);
    let path = in_cn(name.path).unwrap_or_else(|| match name.path.split_once('/') {
        Some((host, inner)) if host.contains(['.', ':']) => inner,
        _ => name.path,
    });
    let path = path.strip_prefix("docker.io/").unwrap_or(path);
    let found = ADDON_IMAGES.iter().find(|image| image.has_path(path))?;
    let right = format!("{CN}/{}{}", found.mirror?, name.tail);
    (right != image).then_some(right)
}

/// The tag of the storage provisioner that a version of minikube brings. `None` before 1.13.0.
pub fn storage_provisioner_tag(minikube: &Version) -> Option<&'static str> {
    match (minikube.major, minikube.minor) {
        (1, 13..=15) => Some("v3"),
        (1, 16..=18) => Some("v4"),
        (1, 19..) | (2.., _) => Some("v5"),
        _ => None,
    }
}

/// What a version of minikube writes into an addon's manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Without tag.
    pub name: String,
    /// Whether the image can be pulled under this name, as far as names decide it.
    pub right: bool,
}

/// The name of the storage provisioner's image in the addon's manifest, without its tag.
/// `repository` is the mirror, empty for none. `None` for versions before 1.17.0, which were not
/// read.
pub fn storage_provisioner(minikube: &Version, repository: &str) -> Option<Rendered> {
    const PATH: &str = "k8s-minikube/storage-provisioner";
    const LAST: &str = "storage-provisioner";
    let repository = repository.trim_end_matches('/');
    if *minikube < Version::new(1, 17, 0) {
        return None;
    }
    let before_custom_registries = *minikube < Version::new(1, 18, 0);
    let (name, right) = match repository {
        "" => (format!("gcr.io/{PATH}"), true),
        CN if before_custom_registries => (format!("{CN}/{LAST}"), true),
        CN if Fault::PathKept.versions().contains(minikube) => (format!("{CN}/{PATH}"), false),
        CN => (format!("{CN}/{LAST}"), true),
        // A mirror of the user's own holds what the user put there; this is the name asked for.
        other if before_custom_registries => (format!("{other}/{LAST}"), true),
        other => (format!("{other}/{PATH}"), true),
    };
    Some(Rendered { name, right })
}

/// The name of the storage provisioner's image that minikube itself puts on the node before any
/// addon is applied, without its tag. Where it is right while the manifest is wrong, the right
/// image may be on the node already. `None` where the code was not read.
pub fn cached_storage_provisioner(minikube: &Version, repository: &str) -> Option<Rendered> {
    if repository.trim_end_matches('/') != CN {
        return None;
    }
    let last = format!("{CN}/storage-provisioner");
    match (minikube.major, minikube.minor, minikube.patch) {
        (1, 17..=22, _) | (1, 23, 1..) => Some(Rendered { name: last, right: true }),
        (1, 23, 0) => {
            Some(Rendered { name: format!("{CN}/k8s-minikube/storage-provisioner"), right: false })
        }
        (1, 26.., _) | (2.., _, _) => Some(Rendered { name: last, right: true }),
        _ => None,
    }
}

/// The name of an image of the control plane (`kube-apiserver`, `etcd`, `pause`, `coredns` …),
/// without its tag, as kubeadm is told by minikube. `repository` is the mirror, empty for none.
/// `kubernetes` is the cluster's version.
pub fn core_image(component: &str, kubernetes: &Version, repository: &str) -> String {
    let repository = match repository.trim_end_matches('/') {
        "" if *kubernetes < Version::new(1, 25, 0) => "k8s.gcr.io",
        "" => "registry.k8s.io",
        mirror => mirror,
    };
    let nested =
        component == "coredns" && *kubernetes >= Version::new(1, 21, 0) && repository != CN;
    let folder = if nested { "coredns/" } else { "" };
    format!("{repository}/{folder}{component}")
}

#[cfg(test)]
mod tests;
