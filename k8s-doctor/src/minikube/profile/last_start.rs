//! `logs/lastStart.txt`, or the part `==> Last Start <==` of `minikube logs`: what the last start
//! said of itself. Why it failed is found by [`diagnose_start`](crate::minikube::start).

use crate::minikube::secret::mask;
use crate::minikube::start::is_done;

/// What the last start said of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastStart {
    /// `2026/11/23 14:41:52`, in the machine's own zone, which is not written down.
    pub created: Option<String>,
    /// `gc go1.16.1 for linux/amd64`.
    pub binary: Option<String>,
    /// `v1.20.0`.
    pub minikube_version: Option<String>,
    /// The driver that was chosen.
    pub driver: Option<String>,
    /// The mirror that was chosen.
    pub image_repository: Option<String>,
    /// Images of addons as they were rendered, in their order, without repetition.
    pub addon_images: Vec<String>,
    /// Whether the start came to its end.
    pub done: bool,
}

/// An addon has a handful of images and there are some forty addons.
const MAX_IMAGES: usize = 500;

/// Reads a start's log. Where the file holds several starts, the last counts.
pub fn parse_last_start(text: &str) -> (LastStart, Vec<String>) {
    let mut log = LastStart::default();
    for line in text.trim_start_matches('\u{feff}').lines() {
        if let Some(created) = line.strip_prefix("Log file created at: ") {
            log = LastStart { created: Some(created.trim().to_owned()), ..LastStart::default() };
        } else if let Some(binary) = line.strip_prefix("Binary: Built with ") {
            log.binary = Some(binary.trim().to_owned());
        } else if let Some(version) = word_after(line, "minikube v") {
            // As in `* minikube v1.20.0 on Ubuntu 20.04`; other lines name paths and URLs.
            if version.starts_with(|c: char| c.is_ascii_digit()) && log.minikube_version.is_none() {
                log.minikube_version = Some(format!("v{version}"));
            }
        } else if let Some(driver) = word_after(line, "selected driver: ") {
            log.driver = Some(driver.to_owned());
        } else if let Some(repository) = word_after(line, "Using image repository ") {
            log.image_repository = Some(mask(repository).into_owned());
        } else if let Some(image) = word_after(line, "Using image ") {
            let image = mask(image).into_owned();
            if log.addon_images.len() < MAX_IMAGES && !log.addon_images.contains(&image) {
                log.addon_images.push(image);
            }
        } else if is_done(line) {
            log.done = true;
        }
    }
    let mut problems = Vec::new();
    if log.created.is_none() && !text.trim().is_empty() {
        problems.push("lastStart.txt has no line `Log file created at:`".to_owned());
    }
    (log, problems)
}

fn word_after<'a>(line: &'a str, words: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(words)?;
    rest.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LOG: &str = "\
Log file created at: 2026/11/23 14:41:52
Running on machine: devbox
Binary: Built with gc go1.16.1 for linux/amd64
Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg
I1123 14:41:52.131102   21407 out.go:170] * minikube v1.20.0 on Ubuntu 20.04 (kvm/amd64)
I1123 14:41:52.460004   21407 start.go:276] selected driver: docker
I1123 14:41:53.871201   21407 out.go:170] * Using image repository r.example/google_containers
I1123 14:44:34.001702   21407 out.go:170]   - Using image r.example/a/b:v5 (global image repository)
I1123 14:44:34.001702   21407 out.go:170]   - Using image r.example/a/b:v5 (global image repository)
I1123 14:44:57.732541   21407 out.go:170] * Done! kubectl is now configured to use \"minikube\"
";

    #[test]
    fn a_start_that_went_well() {
        let (log, problems) = parse_last_start(LOG);
        expect_test::expect![[r#"
            LastStart {
                created: Some(
                    "2026/11/23 14:41:52",
                ),
                binary: Some(
                    "gc go1.16.1 for linux/amd64",
                ),
                minikube_version: Some(
                    "v1.20.0",
                ),
                driver: Some(
                    "docker",
                ),
                image_repository: Some(
                    "r.example/google_containers",
                ),
                addon_images: [
                    "r.example/a/b:v5",
                ],
                done: true,
            }
        "#]]
        .assert_debug_eq(&log);
        assert!(problems.is_empty());
    }

    #[test]
    fn the_last_of_several_starts_counts() {
        let (log, _) =
            parse_last_start(&format!("{LOG}Log file created at: 2026/11/24 09:00:00\n"));
        assert_eq!(log.created.as_deref(), Some("2026/11/24 09:00:00"));
        assert!(!log.done);
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>()) {
            let (_log, _problems) = parse_last_start(&text);
        }
    }
}
