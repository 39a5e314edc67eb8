//! What to do about a wrong image name: exact commands for one version, driver and runtime, the
//! safest first.
//!
//! Three facts shape them. The pod `storage-provisioner` is bare, so that nobody would make it
//! anew: it is never deleted here. It asks for its image `IfNotPresent`, so that an image of the
//! wrong name on the node heals it within seconds. And the image must be on the node, not on the
//! machine that runs minikube, so that commands go through `minikube ssh`, but for the driver
//! `none`, whose node is the machine itself.

use std::borrow::Cow;

use super::images::{CN, Fault, WrongName};
use super::profile::Profile;
use crate::version::Version;

/// One way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is done, as a sentence without a full stop.
    pub title: String,
    /// Shell commands, in their order. A line that begins with `# ` is for the reader.
    pub commands: Vec<String>,
    /// Commands that show whether it worked.
    pub verify: Vec<String>,
    /// What may go wrong, or be lost.
    pub risk: String,
}

/// Where the wrong image is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The kubectl context; without one, the profile's name.
    pub context: Option<&'a str>,
    /// The node's name, where the cluster has more than one.
    pub node: Option<&'a str>,
    /// Namespace and name of the pod.
    pub pod: Option<(&'a str, &'a str)>,
    /// Whether the right image is in `node.status.images` already.
    pub right_is_on_node: bool,
}

/// `text` as one word of a POSIX shell. Control characters, which could hide what a command does,
/// are written as escapes.
pub fn quote(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    if text.chars().any(char::is_control) {
        let mut quoted = String::from("$'");
        for c in text.chars() {
            match c {
                '\'' | '\\' => quoted.extend(['\\', c]),
                c if c.is_control() => {
                    let mut bytes = [0; 4];
                    for byte in c.encode_utf8(&mut bytes).bytes() {
                        quoted.extend(['\\', 'x', hex(byte >> 4), hex(byte & 15)]);
                    }
                }
                c => quoted.push(c),
            }
        }
        quoted.push('\'');
        return Cow::Owned(quoted);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0')
}

/// A word that two shells read: `minikube ssh` hands its words to the node's shell as one line.
fn quote_twice(text: &str) -> String {
    quote(&quote(text)).into_owned()
}

/// Ways out of a wrong image name, the safest first.
pub fn advise(
    wrong: &str,
    judged: &WrongName,
    profile: &Profile,
    place: &Place<'_>,
) -> Vec<Advice> {
    let cluster = Cluster::new(profile, place);
    // A tag cannot carry a digest, so that no image can be given such a name.
    let can_be_tagged = !wrong.contains('@');
    let mut ways = Vec::new();
    if can_be_tagged {
        ways.push(cluster.in_the_node(wrong, &judged.right));
        ways.extend(cluster.image_command(wrong, &judged.right));
    }
    ways.extend(cluster.enable_addon(judged));
    ways.extend(cluster.upgrade(judged));
    ways
}

/// What the commands are made for, with its names quoted.
struct Cluster<'a> {
    profile: &'a Profile,
    place: &'a Place<'a>,
    name: String,
    context: String,
}

impl<'a> Cluster<'a> {
    fn new(profile: &'a Profile, place: &'a Place<'a>) -> Self {
        let name = profile.name.as_ref().map_or("minikube", |fact| fact.value.as_str());
        let context = place.context.unwrap_or(name);
        Self {
            name: quote(name).into_owned(),
            context: quote(context).into_owned(),
            profile,
            place,
        }
    }

    fn driver(&self) -> Option<&str> {
        self.profile.driver.as_ref().map(|fact| fact.value.as_str())
    }

    fn runtime(&self) -> Option<&str> {
        self.profile.runtime.as_ref().map(|fact| fact.value.as_str())
    }

    fn is_none_driver(&self) -> bool {
        self.driver() == Some("none")
    }

    fn verify(&self) -> Vec<String> {
        let context = &self.context;
        match self.place.pod {
            Some((namespace, pod)) => vec![format!(
                "kubectl --context {context} -n {} get pod {}",
                quote(namespace),
                quote(pod)
            )],
            None => vec![format!("kubectl --context {context} get pods -A")],
        }
    }

    /// A command of the container runtime, on the node.
    fn on_node(&self, command: &str, images: &[&str]) -> String {
        if self.is_none_driver() {
            let images: Vec<_> = images.iter().map(|image| quote(image)).collect();
            let sudo = if command.starts_with("sudo ") { "" } else { "sudo " };
            return format!("{sudo}{command} {}", images.join(" "));
        }
        let images: Vec<_> = images.iter().map(|image| quote_twice(image)).collect();
        let node = self.place.node.map_or_else(String::new, |node| format!(" -n {}", quote(node)));
        format!("minikube -p {} ssh{node} -- {command} {}", self.name, images.join(" "))
    }

    fn in_the_node(&self, wrong: &str, right: &str) -> Advice {
        let (pull, tag) = match self.runtime() {
            Some("containerd") => {
                ("sudo ctr -n k8s.io images pull", "sudo ctr -n k8s.io images tag")
            }
            Some("crio") => ("sudo podman pull", "sudo podman tag"),
            _ => ("docker pull", "docker tag"),
        };
        let mut commands = Vec::new();
        if !self.place.right_is_on_node {
            commands.push(self.on_node(pull, &[right]));
        }
        commands.push(self.on_node(tag, &[right, wrong]));
        let title = if self.place.right_is_on_node {
            "Give the right image, which is on the node already, the name that the pod asks for"
        } else {
            "Pull the right image on the node, and give it the name that the pod asks for"
        };
        let mut risk =
            "Touches nothing but the node's images. It does not outlive the node: after \
                        `minikube delete` the same version renders the same name."
                .to_owned();
        if self.runtime().is_none() {
            risk.push_str(" The container runtime is not known; these commands are for docker.");
        }
        if self.driver().is_none() {
            risk.push_str(" For the driver none, run them on the host itself, with sudo.");
        }
        Advice { title: title.to_owned(), commands, verify: self.verify(), risk }
    }

    /// `minikube image pull` and `tag` came with 1.23.0.
    fn image_command(&self, wrong: &str, right: &str) -> Option<Advice> {
        if *self.profile.minikube()? < Version::new(1, 23, 0) || self.is_none_driver() {
            return None;
        }
        let name = &self.name;
        let (right, wrong) = (quote(right), quote(wrong));
        let mut commands = Vec::new();
        if !self.place.right_is_on_node {
            commands.push(format!("minikube -p {name} image pull {right}"));
        }
        commands.push(format!("minikube -p {name} image tag {right} {wrong}"));
        Some(Advice {
            title: "The same with minikube's own commands, on every node".to_owned(),
            commands,
            verify: self.verify(),
            risk: "Touches nothing but the nodes' images.".to_owned(),
        })
    }

    /// Tells the addon its image by name. `--images` came with 1.18.0, the first version that has
    /// any of the faults.
    fn enable_addon(&self, judged: &WrongName) -> Option<Advice> {
        let addon = judged.addon?;
        let path = judged.right.strip_prefix(CN)?.strip_prefix('/')?;
        let pairs = |value: &str| {
            let pairs: Vec<_> = judged.keys.iter().map(|key| format!("{key}={value}")).collect();
            quote(&pairs.join(",")).into_owned()
        };
        let mut flags = format!("--images={}", pairs(path));
        if judged.fault != Fault::PathKept {
            // Without a registry of its own, the image would be looked for on Docker Hub.
            flags = format!("{flags} --registries={}", pairs(CN));
        }
        let name = &self.name;
        let mut commands = Vec::new();
        let has_jobs = matches!(addon, "ingress" | "gcp-auth");
        if has_jobs {
            commands.push(format!("minikube -p {name} addons disable {addon}"));
        }
        commands.push(format!("minikube -p {name} addons enable {addon} {flags}"));
        let mut risk = "Read in minikube's templates, not tried. The profile remembers the names, \
                        also for a later version with other images."
            .to_owned();
        if has_jobs {
            risk.push_str(
                " The image of a Job cannot be changed, so the addon is off for a moment: \
                 what it serves is not reachable.",
            );
        }
        Some(Advice {
            title: format!("Enable the addon {addon} again with its image named"),
            commands,
            verify: self.verify(),
            risk,
        })
    }

    fn upgrade(&self, judged: &WrongName) -> Option<Advice> {
        let fixed = match judged.fault {
            Fault::PathKept => "1.24.0",
            Fault::OldRegistryKeys => "1.31.0",
            // No version is known to be without it.
            Fault::HubNotMapped => return None,
        };
        let name = &self.name;
        let mut start = format!("minikube -p {name} start");
        let repository = self.profile.image_repository.as_ref();
        match &self.profile.mirror_country {
            Some(country) => {
                start = format!("{start} --image-mirror-country={}", quote(&country.value));
            }
            None => {
                let mirror = repository.map_or(CN, |repository| repository.value.as_str());
                start = format!("{start} --image-repository={}", quote(mirror));
            }
        }
        if let Some(driver) = self.driver() {
            start = format!("{start} --driver={}", quote(driver));
        }
        if let Some(runtime) = self.runtime() {
            start = format!("{start} --container-runtime={}", quote(runtime));
        }
        if let Some(kubernetes) = self.profile.kubernetes() {
            start = format!("{start} --kubernetes-version={}", quote(&format!("v{kubernetes}")));
        }
        Some(Advice {
            title: format!("Make the cluster anew with minikube {fixed} or later"),
            commands: vec![
                format!("# install minikube {fixed} or later, and see what it says of itself:"),
                "minikube version".to_owned(),
                format!("minikube -p {name} delete"),
                start,
            ],
            verify: self.verify(),
            risk: "Everything in the cluster is lost, volumes included.".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;
    use crate::minikube::images::judge;
    use crate::minikube::profile::Fact;

    fn profile(minikube: &str, driver: &str, runtime: &str) -> Profile {
        let fact = |text: &str| (!text.is_empty()).then(|| Fact::new(text.to_owned(), "test"));
        Profile {
            name: fact("minikube"),
            minikube_version: Some(Fact::new(Version::parse(minikube).unwrap(), "test")),
            image_repository: fact(CN),
            driver: fact(driver),
            runtime: fact(runtime),
            ..Profile::default()
        }
    }

    const POD: Place<'static> = Place {
        context: None,
        node: None,
        pod: Some(("kube-system", "storage-provisioner")),
        right_is_on_node: false,
    };

    fn wrong() -> String {
        format!("{CN}/k8s-minikube/storage-provisioner:v5")
    }

    /// All commands, `$CN` for the mirror.
    #[track_caller]
    fn check(wrong: &str, profile: &Profile, place: &Place<'_>, expected: &Expect) {
        let judged = judge(wrong, profile).expect("a fault that is known");
        let ways = advise(wrong, &judged, profile, place);
        let mut text = String::new();
        for way in &ways {
            text = format!("{text}{}\n", way.title);
            for command in way.commands.iter().chain(&way.verify) {
                text = format!("{text}  {command}\n");
            }
            assert!(!way.risk.is_empty() && !way.verify.is_empty());
            let all = way.commands.join("\n");
            assert!(!all.contains("delete pod"), "a bare pod does not come back");
        }
        expected.assert_eq(&text.replace(CN, "$CN"));
    }

    #[test]
    fn the_seed_case() {
        check(
            &wrong(),
            &profile("1.20.0", "docker", "docker"),
            &POD,
            &expect![[r#"
            Pull the right image on the node, and give it the name that the pod asks for
              minikube -p minikube ssh -- docker pull $CN/storage-provisioner:v5
              minikube -p minikube ssh -- docker tag $CN/storage-provisioner:v5 $CN/k8s-minikube/storage-provisioner:v5
              kubectl --context minikube -n kube-system get pod storage-provisioner
            Enable the addon storage-provisioner again with its image named
              minikube -p minikube addons enable storage-provisioner --images=StorageProvisioner=storage-provisioner:v5
              kubectl --context minikube -n kube-system get pod storage-provisioner
            Make the cluster anew with minikube 1.24.0 or later
              # install minikube 1.24.0 or later, and see what it says of itself:
              minikube version
              minikube -p minikube delete
              minikube -p minikube start --image-repository=$CN --driver=docker --container-runtime=docker
              kubectl --context minikube -n kube-system get pod storage-provisioner
        "#]],
        );
    }

    #[test]
    fn only_a_tag_where_the_image_is_there() {
        let place = Place { right_is_on_node: true, node: Some("m 02"), ..POD };
        check(
            &wrong(),
            &profile("1.23.0", "kvm2", "containerd"),
            &place,
            &expect![[r#"
            Give the right image, which is on the node already, the name that the pod asks for
              minikube -p minikube ssh -n 'm 02' -- sudo ctr -n k8s.io images tag $CN/storage-provisioner:v5 $CN/k8s-minikube/storage-provisioner:v5
              kubectl --context minikube -n kube-system get pod storage-provisioner
            The same with minikube's own commands, on every node
              minikube -p minikube image tag $CN/storage-provisioner:v5 $CN/k8s-minikube/storage-provisioner:v5
              kubectl --context minikube -n kube-system get pod storage-provisioner
            Enable the addon storage-provisioner again with its image named
              minikube -p minikube addons enable storage-provisioner --images=StorageProvisioner=storage-provisioner:v5
              kubectl --context minikube -n kube-system get pod storage-provisioner
            Make the cluster anew with minikube 1.24.0 or later
              # install minikube 1.24.0 or later, and see what it says of itself:
              minikube version
              minikube -p minikube delete
              minikube -p minikube start --image-repository=$CN --driver=kvm2 --container-runtime=containerd
              kubectl --context minikube -n kube-system get pod storage-provisioner
        "#]],
        );
    }

    #[test]
    fn on_the_host_with_the_driver_none() {
        check(
            &wrong(),
            &profile("1.23.0", "none", "docker"),
            &POD,
            &expect![[r#"
            Pull the right image on the node, and give it the name that the pod asks for
              sudo docker pull $CN/storage-provisioner:v5
              sudo docker tag $CN/storage-provisioner:v5 $CN/k8s-minikube/storage-provisioner:v5
              kubectl --context minikube -n kube-system get pod storage-provisioner
            Enable the addon storage-provisioner again with its image named
              minikube -p minikube addons enable storage-provisioner --images=StorageProvisioner=storage-provisioner:v5
              kubectl --context minikube -n kube-system get pod storage-provisioner
            Make the cluster anew with minikube 1.24.0 or later
              # install minikube 1.24.0 or later, and see what it says of itself:
              minikube version
              minikube -p minikube delete
              minikube -p minikube start --image-repository=$CN --driver=none --container-runtime=docker
              kubectl --context minikube -n kube-system get pod storage-provisioner
        "#]],
        );
    }

    #[test]
    fn cri_o_and_a_profile_with_a_name_of_its_own() {
        let mut profile = profile("1.22.0", "podman", "crio");
        profile.name = Some(Fact::new("my dev".to_owned(), "test"));
        profile.mirror_country = Some(Fact::new("cn".to_owned(), "test"));
        profile.kubernetes_version = Some(Fact::new(Version::new(1, 21, 2), "test"));
        let place = Place { context: Some("a;b"), pod: None, ..POD };
        check(
            &wrong(),
            &profile,
            &place,
            &expect![[r#"
            Pull the right image on the node, and give it the name that the pod asks for
              minikube -p 'my dev' ssh -- sudo podman pull $CN/storage-provisioner:v5
              minikube -p 'my dev' ssh -- sudo podman tag $CN/storage-provisioner:v5 $CN/k8s-minikube/storage-provisioner:v5
              kubectl --context 'a;b' get pods -A
            Enable the addon storage-provisioner again with its image named
              minikube -p 'my dev' addons enable storage-provisioner --images=StorageProvisioner=storage-provisioner:v5
              kubectl --context 'a;b' get pods -A
            Make the cluster anew with minikube 1.24.0 or later
              # install minikube 1.24.0 or later, and see what it says of itself:
              minikube version
              minikube -p 'my dev' delete
              minikube -p 'my dev' start --image-mirror-country=cn --driver=podman --container-runtime=crio --kubernetes-version=v1.21.2
              kubectl --context 'a;b' get pods -A
        "#]],
        );
    }

    #[test]
    fn a_name_with_a_digest_cannot_be_given_to_an_image() {
        let wrong = format!("{CN}/jettech/kube-webhook-certgen:v1.5.1@sha256:950833e1");
        check(
            &wrong,
            &profile("1.20.0", "docker", "docker"),
            &POD,
            &expect![[r#"
            Enable the addon ingress again with its image named
              minikube -p minikube addons disable ingress
              minikube -p minikube addons enable ingress --images=KubeWebhookCertgenCreate=kube-webhook-certgen:v1.5.1@sha256:950833e1,KubeWebhookCertgenPatch=kube-webhook-certgen:v1.5.1@sha256:950833e1
              kubectl --context minikube -n kube-system get pod storage-provisioner
            Make the cluster anew with minikube 1.24.0 or later
              # install minikube 1.24.0 or later, and see what it says of itself:
              minikube version
              minikube -p minikube delete
              minikube -p minikube start --image-repository=$CN --driver=docker --container-runtime=docker
              kubectl --context minikube -n kube-system get pod storage-provisioner
        "#]],
        );
    }

    #[test]
    fn an_image_that_is_not_taken_from_the_mirror() {
        let mut profile = profile("1.38.0", "docker", "docker");
        profile.addons.insert("dashboard".to_owned(), true);
        let wrong = "docker.io/kubernetesui/dashboard:v2.7.0";
        check(
            wrong,
            &profile,
            &Place::default(),
            &expect![[r#"
            Pull the right image on the node, and give it the name that the pod asks for
              minikube -p minikube ssh -- docker pull $CN/dashboard:v2.7.0
              minikube -p minikube ssh -- docker tag $CN/dashboard:v2.7.0 docker.io/kubernetesui/dashboard:v2.7.0
              kubectl --context minikube get pods -A
            The same with minikube's own commands, on every node
              minikube -p minikube image pull $CN/dashboard:v2.7.0
              minikube -p minikube image tag $CN/dashboard:v2.7.0 docker.io/kubernetesui/dashboard:v2.7.0
              kubectl --context minikube get pods -A
            Enable the addon dashboard again with its image named
              minikube -p minikube addons enable dashboard --images=Dashboard=dashboard:v2.7.0 --registries=Dashboard=$CN
              kubectl --context minikube get pods -A
        "#]],
        );
    }

    #[test]
    fn what_is_not_known_is_told() {
        let unknown = Profile::default();
        let judged = judge(&wrong(), &unknown).unwrap();
        let first = &advise(&wrong(), &judged, &unknown, &Place::default())[0];
        assert!(first.risk.contains("runtime is not known"), "{}", first.risk);
        assert!(first.risk.contains("driver none"), "{}", first.risk);
    }

    #[test]
    fn words_for_a_shell() {
        let cases = [
            ("a/b:v1@sha256:ab", "a/b:v1@sha256:ab"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(reboot)", "'$(reboot)'"),
            ("a\nb", r"$'a\x0ab'"),
            ("\u{9b}31m", r"$'\xc2\x9b31m'"),
            ("a'\t\\", r"$'a\'\x09\\'"),
        ];
        for (text, expected) in cases {
            assert_eq!(quote(text), expected);
        }
        assert_eq!(quote_twice("a b"), r"''\''a b'\'''");
        assert_eq!(quote_twice("a:v1"), "a:v1");
    }

    proptest! {
        #[test]
        fn a_quoted_word_is_one_word(text in any::<String>()) {
            let quoted = quote(&text);
            prop_assert!(!quoted.chars().any(char::is_control));
            if let Some(inner) = quoted.strip_prefix('\'') {
                let inner = inner.strip_suffix('\'').unwrap();
                prop_assert!(!inner.replace(r"'\''", "").contains('\''));
            }
        }

        #[test]
        fn any_image_is_advised_without_a_panic(path in "[ -~]{0,30}") {
            let profile = profile("1.20.0", "docker", "docker");
            for image in [format!("{CN}/kubernetesui/dashboard:{path}"), path] {
                if let Some(judged) = judge(&image, &profile) {
                    prop_assert!(!advise(&image, &judged, &profile, &POD).is_empty());
                }
            }
        }
    }
}
