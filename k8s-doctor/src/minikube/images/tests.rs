//! Names by version, mirror and image, the expectation beside each.

use proptest::prelude::*;

use super::*;
use crate::minikube::profile::Fact;

const OTHER: &str = "registry.example/mirror";

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

/// A profile with a version and a repository; `?` is an unknown one.
fn profile(minikube: &str, repository: &str) -> Profile {
    let mut profile = Profile::default();
    if minikube != "?" {
        profile.minikube_version = Some(Fact::new(version(minikube), "test"));
    }
    if repository != "?" {
        profile.image_repository = Some(Fact::new(repository.to_owned(), "test"));
    }
    profile
}

/// `$CN` in front of a name.
fn cn(name: &str) -> String {
    format!("{CN}/{name}")
}

#[test]
fn the_storage_provisioner_in_every_range() {
    let cases = [
        // version, mirror, tag, addon's name, right, cached name right
        ("1.17.1", CN, "v4", cn("storage-provisioner"), true, Some(true)),
        ("1.18.0", CN, "v4", cn("k8s-minikube/storage-provisioner"), false, Some(true)),
        ("1.20.0", CN, "v5", cn("k8s-minikube/storage-provisioner"), false, Some(true)),
        ("1.22.0", CN, "v5", cn("k8s-minikube/storage-provisioner"), false, Some(true)),
        ("1.23.0", CN, "v5", cn("k8s-minikube/storage-provisioner"), false, Some(false)),
        ("1.23.1", CN, "v5", cn("storage-provisioner"), true, Some(true)),
        ("1.23.2", CN, "v5", cn("storage-provisioner"), true, Some(true)),
        ("1.24.0", CN, "v5", cn("storage-provisioner"), true, None),
        ("1.26.0", CN, "v5", cn("storage-provisioner"), true, Some(true)),
        ("1.38.0", CN, "v5", cn("storage-provisioner"), true, Some(true)),
        ("1.17.1", OTHER, "v4", format!("{OTHER}/storage-provisioner"), true, None),
        ("1.20.0", OTHER, "v5", format!("{OTHER}/k8s-minikube/storage-provisioner"), true, None),
        ("1.38.0", OTHER, "v5", format!("{OTHER}/k8s-minikube/storage-provisioner"), true, None),
        ("1.17.1", "", "v4", "gcr.io/k8s-minikube/storage-provisioner".to_owned(), true, None),
        ("1.20.0", "", "v5", "gcr.io/k8s-minikube/storage-provisioner".to_owned(), true, None),
        ("1.38.0", "", "v5", "gcr.io/k8s-minikube/storage-provisioner".to_owned(), true, None),
    ];
    for (minikube, repository, tag, name, right, cached) in cases {
        let case = format!("{minikube} with {repository:?}");
        let minikube_version = version(minikube);
        let rendered = storage_provisioner(&minikube_version, repository).unwrap();
        assert_eq!(rendered, Rendered { name: name.clone(), right }, "{case}");
        let in_cache = cached_storage_provisioner(&minikube_version, repository);
        assert_eq!(in_cache.map(|rendered| rendered.right), cached, "{case}");
        assert_eq!(storage_provisioner_tag(&minikube_version), Some(tag), "{case}");
        // The judge agrees: it finds exactly the wrong names.
        let judged = judge(&format!("{name}:{tag}"), &profile(minikube, repository));
        assert_eq!(judged.is_none(), right, "{case}");
        if let Some(judged) = judged {
            assert_eq!(judged.right, format!("{CN}/storage-provisioner:{tag}"), "{case}");
            assert_eq!(judged.certainty, Certainty::Known, "{case}");
        }
    }
    assert_eq!(storage_provisioner(&version("1.16.0"), CN), None);
    assert_eq!(storage_provisioner_tag(&version("1.12.3")), None);
}

#[test]
fn the_seed_case_in_full() {
    let judged = judge(&cn("k8s-minikube/storage-provisioner:v5"), &profile("1.20.0", CN)).unwrap();
    assert_eq!(judged.fault, Fault::PathKept);
    assert_eq!(judged.ranges.to_string(), "1.18.0 to 1.22.0, and 1.23.0");
    assert_eq!(judged.fits_version, Some(true));
    assert_eq!(judged.addon, Some("storage-provisioner"));
    assert_eq!(judged.keys, ["StorageProvisioner"]);
    assert!(!judged.repository_inferred);
    assert_eq!(
        judged.why,
        format!(
            "minikube 1.20.0 puts the mirror before the whole path `k8s-minikube/\
             storage-provisioner` when it renders an addon, but the mirror holds its images under \
             their last name only, as `{CN}/storage-provisioner:v5`"
        )
    );
}

#[test]
fn addon_images_with_the_whole_path_kept() {
    let digest = "sha256:950833e19ade18cd389d647efb88992a7cc077abedef343fa59e012d376d79b7";
    let cases = [
        // wrong, right, addon
        ("kubernetesui/dashboard:v2.1.0", cn("dashboard:v2.1.0"), "dashboard"),
        ("kubernetesui/metrics-scraper:v1.0.4", cn("metrics-scraper:v1.0.4"), "dashboard"),
        ("jettech/kube-webhook-certgen:v1.5.1", cn("kube-webhook-certgen:v1.5.1"), "ingress"),
        ("ingress-nginx/controller:v0.44.0", cn("nginx-ingress-controller:v0.44.0"), "ingress"),
        (
            "k8s-artifacts-prod/ingress-nginx/controller:v0.40.2",
            cn("nginx-ingress-controller:v0.40.2"),
            "ingress",
        ),
        ("metrics-server/metrics-server:v0.4.2", cn("metrics-server:v0.4.2"), "metrics-server"),
        ("sig-storage/csi-attacher", cn("csi-attacher"), "csi-hostpath-driver"),
        ("metallb/speaker:v0.9.6", "docker.io/metallb/speaker:v0.9.6".to_owned(), "metallb"),
    ];
    for (wrong, right, addon) in cases {
        let judged = judge(&cn(wrong), &profile("1.20.0", CN)).expect(wrong);
        assert_eq!((judged.right, judged.addon), (right, Some(addon)), "{wrong}");
    }
    let with_digest = format!("docker.io/jettech/kube-webhook-certgen:v1.5.1@{digest}");
    let judged = judge(&cn(&with_digest), &profile("1.20.0", CN)).unwrap();
    assert_eq!(judged.right, cn(&format!("kube-webhook-certgen:v1.5.1@{digest}")));
}

#[test]
fn what_the_known_bug_does_not_explain() {
    let cases = [
        // The version is outside of the range.
        (cn("k8s-minikube/storage-provisioner:v5"), profile("1.17.1", CN)),
        (cn("k8s-minikube/storage-provisioner:v5"), profile("1.23.1", CN)),
        (cn("k8s-minikube/storage-provisioner:v5"), profile("1.38.0", CN)),
        (cn("k8s-minikube/storage-provisioner:v5"), profile("1.38.0", "?")),
        // Another mirror, for which this is the right name.
        (format!("{OTHER}/k8s-minikube/storage-provisioner:v5"), profile("1.20.0", OTHER)),
        (format!("{OTHER}/k8s-minikube/storage-provisioner:v5"), profile("1.20.0", "?")),
        // The profile has another mirror, or none: somebody else wrote this name.
        (cn("k8s-minikube/storage-provisioner:v5"), profile("1.20.0", OTHER)),
        (cn("k8s-minikube/storage-provisioner:v5"), profile("1.20.0", "")),
        // Right names.
        (cn("storage-provisioner:v5"), profile("1.20.0", CN)),
        (cn("dashboard:v2.1.0"), profile("1.20.0", CN)),
        ("gcr.io/k8s-minikube/storage-provisioner:v5".to_owned(), profile("1.20.0", "")),
        // Nobody's addon.
        (cn("team/shop:1"), profile("1.20.0", CN)),
        (format!("{CN}x/k8s-minikube/storage-provisioner:v5"), profile("1.20.0", "?")),
        (String::new(), profile("1.20.0", CN)),
        (CN.to_owned(), profile("1.20.0", CN)),
    ];
    for (image, profile) in cases {
        assert_eq!(judge(&image, &profile), None, "{image} {profile:?}");
    }
}

#[test]
fn without_a_profile_the_name_itself_tells_the_mirror() {
    let judged = judge(&cn("k8s-minikube/storage-provisioner:v5"), &Profile::default()).unwrap();
    assert_eq!(judged.right, cn("storage-provisioner:v5"));
    assert_eq!(judged.fits_version, None);
    assert!(judged.repository_inferred);
    assert_eq!(judged.certainty, Certainty::Inferred);
    let only_version = judge(&cn("kubernetesui/dashboard:v2"), &profile("1.22.0", "?")).unwrap();
    assert_eq!(only_version.fits_version, Some(true));
    assert_eq!(only_version.certainty, Certainty::Inferred);
}

#[test]
fn the_country_stands_for_its_mirror() {
    let mut by_country = profile("1.20.0", "?");
    by_country.mirror_country = Some(Fact::new("cn".to_owned(), "test"));
    let judged = judge(&cn("k8s-minikube/storage-provisioner:v5"), &by_country).unwrap();
    assert!(!judged.repository_inferred);
    assert_eq!(judged.certainty, Certainty::Known);
}

#[test]
fn a_name_of_the_users_own_is_no_bug() {
    let wrong = cn("k8s-minikube/storage-provisioner:v5");
    let cases = [
        // key, custom image, custom registry, whether it explains the name
        ("StorageProvisioner", "k8s-minikube/storage-provisioner:v5", "", true),
        ("StorageProvisioner", "", CN, true),
        // Our own remedy, which has not yet reached the pod.
        ("StorageProvisioner", "storage-provisioner:v5", "", false),
        ("Dashboard", "", CN, false),
        ("StorageProvisioner", "", "registry.example", false),
    ];
    for (key, image, registry, explains) in cases {
        let mut profile = profile("1.20.0", CN);
        if !image.is_empty() {
            profile.custom_addon_images.insert(key.to_owned(), image.to_owned());
        }
        if !registry.is_empty() {
            profile.custom_addon_registries.insert(key.to_owned(), registry.to_owned());
        }
        assert_eq!(judge(&wrong, &profile).is_none(), explains, "{key} {image} {registry}");
    }
}

#[test]
fn images_that_are_not_taken_from_the_mirror() {
    let cases = [
        // version, image, addon that is on, right name and fault
        (
            "1.38.0",
            "docker.io/kubernetesui/dashboard:v2.7.0",
            "dashboard",
            Some(("dashboard:v2.7.0", Fault::HubNotMapped)),
        ),
        (
            "1.27.0",
            "kubernetesui/metrics-scraper:v1.0.8",
            "dashboard",
            Some(("metrics-scraper:v1.0.8", Fault::HubNotMapped)),
        ),
        (
            "1.38.0",
            "docker.io/kicbase/minikube-ingress-dns:0.0.4",
            "ingress-dns",
            Some(("minikube-ingress-dns:0.0.4", Fault::HubNotMapped)),
        ),
        (
            "1.38.0",
            "docker.io/registry:2.8.3",
            "registry",
            Some(("registry:2.8.3", Fault::HubNotMapped)),
        ),
        (
            "1.30.0",
            "registry.k8s.io/metrics-server/metrics-server:v0.6.3",
            "metrics-server",
            Some(("metrics-server:v0.6.3", Fault::OldRegistryKeys)),
        ),
        // Mapped again, or still.
        ("1.31.0", "registry.k8s.io/metrics-server/metrics-server:v0.6.3", "metrics-server", None),
        ("1.26.1", "docker.io/kubernetesui/dashboard:v2.7.0", "dashboard", None),
        // The addon is off, so that the image is the user's own.
        ("1.38.0", "docker.io/registry:2.8.3", "dashboard", None),
        // Mapped, so that it is not minikube who asked for this name.
        ("1.38.0", "gcr.io/k8s-minikube/storage-provisioner:v5", "storage-provisioner", None),
    ];
    for (minikube, image, addon, expected) in cases {
        let mut profile = profile(minikube, CN);
        profile.addons.insert(addon.to_owned(), true);
        let judged = judge(image, &profile);
        let found = judged.as_ref().map(|judged| (judged.right.clone(), judged.fault));
        assert_eq!(found, expected.map(|(right, fault)| (cn(right), fault)), "{minikube} {image}");
        assert!(judged.is_none_or(|judged| judged.certainty == Certainty::Inferred));
    }
    let mut elsewhere = profile("1.38.0", OTHER);
    elsewhere.addons.insert("dashboard".to_owned(), true);
    assert_eq!(judge("docker.io/kubernetesui/dashboard:v2.7.0", &elsewhere), None);
    // Since 1.27.0 the same name in the mirror is the other fault.
    let kept = judge(&cn("kubernetesui/dashboard:v2.7.0"), &profile("1.38.0", CN)).unwrap();
    assert_eq!(kept.fault, Fault::HubNotMapped);
}

#[test]
fn names_in_the_mirror_whatever_the_version() {
    let cases = [
        (cn("k8s-minikube/storage-provisioner:v5"), Some(cn("storage-provisioner:v5"))),
        ("kubernetesui/dashboard:v2".to_owned(), Some(cn("dashboard:v2"))),
        ("gcr.io/k8s-minikube/gvisor-addon:3".to_owned(), Some(cn("gvisor-addon:3"))),
        (cn("storage-provisioner:v5"), None),
        ("docker.io/metallb/speaker:v0.9.6".to_owned(), None),
        ("example/shop:1".to_owned(), None),
    ];
    for (image, expected) in cases {
        assert_eq!(mirror_name(&image), expected, "{image}");
    }
}

#[test]
fn core_images_by_version_and_mirror() {
    let cases = [
        ("kube-apiserver", "1.20.2", CN, cn("kube-apiserver")),
        ("coredns", "1.20.2", CN, cn("coredns")),
        ("coredns", "1.21.0", CN, cn("coredns")),
        ("coredns", "1.20.2", "", "k8s.gcr.io/coredns".to_owned()),
        ("coredns", "1.21.0", "", "k8s.gcr.io/coredns/coredns".to_owned()),
        ("coredns", "1.31.0", "", "registry.k8s.io/coredns/coredns".to_owned()),
        ("coredns", "1.37.2", OTHER, format!("{OTHER}/coredns/coredns")),
        ("etcd", "1.37.2", "registry.example/mirror/", format!("{OTHER}/etcd")),
    ];
    for (component, kubernetes, repository, expected) in cases {
        let name = core_image(component, &version(kubernetes), repository);
        assert_eq!(name, expected, "{component} {kubernetes} {repository}");
    }
}

#[test]
fn images_are_split_at_tag_and_digest() {
    let cases = [
        ("a/b:v1", "a/b", ":v1"),
        ("h:5000/a/b", "h:5000/a/b", ""),
        ("h:5000/a/b:v1@sha256:ab", "h:5000/a/b", ":v1@sha256:ab"),
        ("a@sha256:ab", "a", "@sha256:ab"),
        ("", "", ""),
    ];
    for (image, path, tail) in cases {
        assert_eq!(split(image), Name { path, tail });
    }
}

#[test]
fn the_table_is_sound() {
    for (index, image) in ADDON_IMAGES.iter().enumerate() {
        assert!(!image.users.is_empty(), "{}", image.path);
        assert!(image.users.iter().all(|(_, keys)| !keys.is_empty()), "{}", image.path);
        assert!(image.mirror.is_none_or(|mirror| !mirror.contains('/')), "{}", image.path);
        let again = ADDON_IMAGES[..index].iter().any(|other| other.path == image.path);
        assert!(!again, "{} twice", image.path);
    }
}

proptest! {
    #[test]
    fn any_image_name(image in any::<String>(), tail in "[a-z/:@.]{0,20}") {
        let profile = profile("1.20.0", CN);
        for image in [image, format!("{CN}/{tail}"), format!("docker.io/{tail}")] {
            let _judged = judge(&image, &profile);
            let _name = mirror_name(&image);
            if let Some(right) = mirror_name(&image) {
                prop_assert_eq!(judge(&right, &profile), None, "a right name is right");
            }
        }
    }
}
