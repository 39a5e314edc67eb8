//! The profile: the cluster that minikube has made before, and what about it does not fit.

use super::facts::Facts;
use super::plan::{Plan, canonical};
use super::versions::{self, Version};
use super::{Fact, Finding, Program};
use crate::minikube::remedy::quote;

/// A cluster keeps the driver that it was made with (`GUEST_DRIVER_MISMATCH`).
pub(super) fn driver(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let needed = "the driver of the existing cluster, if there is one";
    let profile = match (&facts.profiles, plan.profile) {
        (Fact::Unknown(reason), _) => return Some(Finding::unknown(reason, needed)),
        (_, None) => return Some(Finding::pass(format!("no profile `{}` yet", plan.name), needed)),
        (_, Some(profile)) => profile,
    };
    let Some(has) = profile.driver.as_deref().map(canonical) else {
        return Some(Finding::unknown(format!("profile `{}` names no driver", plan.name), needed));
    };
    let wants = &plan.driver;
    if has == *wants {
        return Some(Finding::pass(format!("profile `{}` has {has}", plan.name), needed));
    }
    // Both may come from files, and end up in commands.
    let (had, wanted) = (quote(&has), quote(wants));
    let flag = plan.profile_flag();
    Some(
        Finding::fail(format!("{wants} asked for, and profile `{}` has {has}", plan.name), needed)
            .why("minikube exits with GUEST_DRIVER_MISMATCH")
            .run([
                format!("minikube start{flag} --driver={had}"),
                format!(
                    "minikube start -p {} --driver={wanted}",
                    quote(&format!("{}2", plan.name))
                ),
                format!("minikube delete{flag} && minikube start{flag} --driver={wanted}"),
            ])
            .risk("the last deletes the cluster with all that is in it"),
    )
}

/// `constants.AliyunMirror` of minikube, which `--image-mirror-country=cn` chooses.
const CN_MIRROR: &str = "registry.cn-hangzhou.aliyuncs.com/google_containers";

/// From 1.18.0 to 1.23.0 minikube asks this one mirror for `k8s-minikube/storage-provisioner`, which it calls
/// `storage-provisioner`: no volume is ever made (minikube issues 11881 and 10889, mended by 11785).
pub(super) fn mirror(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let repository = plan.profile?.image_repository.as_deref()?;
    if repository.trim_end_matches('/') != CN_MIRROR {
        return None;
    }
    let needed = "a minikube before 1.18.0 or after 1.23.0";
    let minikube = match (versions::minikube(facts), &facts.minikube) {
        (Some(version), _) => version,
        (None, Program::Missing) => return None,
        (None, _) => return Some(Finding::unknown("the version of minikube is not known", needed)),
    };
    let found = format!("minikube {minikube} with {repository}");
    let is_wrong = (Version::new(1, 18, 0)..=Version::new(1, 23, 0)).contains(&minikube);
    Some(if is_wrong {
        let flag = plan.profile_flag();
        let tag = |name: &str| format!("{repository}/{name}storage-provisioner:v5");
        let (right, wrong) = (tag(""), tag("k8s-minikube/"));
        Finding::warn(found, needed)
            .why("this minikube asks the mirror for a storage-provisioner by a name that the mirror does not have: claims stay Pending")
            .run([
                "# upgrade minikube: https://minikube.sigs.k8s.io/docs/start/".to_owned(),
                format!("minikube ssh{flag} -- docker pull {right}"),
                format!("minikube ssh{flag} -- docker tag {right} {wrong}"),
            ])
    } else {
        Finding::pass(found, needed)
    })
}

/// kubectl talks to the cluster of the kubeconfig's current context, which need not be this profile's: minikube names the
/// context after the profile.
pub(super) fn context(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    // Before the first start there is no context to be on.
    plan.profile?;
    let needed = format!("{}, the profile's", plan.name);
    let fix = [
        format!("kubectl --context {} get nodes", quote(&plan.name)),
        format!("kubectl config use-context {}", quote(&plan.name)),
    ];
    let why = "kubectl talks to another cluster than this profile's, or to none";
    Some(match &facts.kube_context {
        Fact::Unknown(reason) => Finding::unknown(reason, needed),
        Fact::Known(None) => {
            let update = format!("minikube update-context{}", plan.profile_flag());
            Finding::warn("no current context", needed).why(why).run([update])
        }
        Fact::Known(Some(context)) if *context == plan.name => Finding::pass(context, needed),
        Fact::Known(Some(context)) => Finding::warn(context, needed).why(why).run(fix),
    })
}
