//! The name of an image, taken apart as the runtimes do it: `nginx` is
//! `docker.io/library/nginx:latest`.

/// The parts of an image's name, with what a short name leaves out filled in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ImageName {
    /// The registry's host, with its port.
    pub host: String,
    /// The repository within the registry.
    pub path: String,
    /// The tag; empty where there is a digest and no tag.
    pub tag: String,
    /// `sha256:…`; empty where there is none.
    pub digest: String,
}

impl ImageName {
    /// Takes a name apart. Whatever is no valid name comes out somehow.
    pub(crate) fn parse(name: &str) -> ImageName {
        let (name, digest) = name.split_once('@').unwrap_or((name, ""));
        let (host, rest) = match name.split_once('/') {
            Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
            _ => ("docker.io", name),
        };
        let host = if host == "index.docker.io" { "docker.io" } else { host };
        let (path, tag) = rest.rsplit_once(':').unwrap_or((rest, ""));
        let path = match path {
            path if host == "docker.io" && !path.contains('/') => format!("library/{path}"),
            path => path.to_owned(),
        };
        let tag = if tag.is_empty() && digest.is_empty() { "latest" } else { tag };
        ImageName { host: host.to_owned(), path, tag: tag.to_owned(), digest: digest.to_owned() }
    }

    /// Whether both name the same repository.
    pub(crate) fn is_same_repository(&self, other: &ImageName) -> bool {
        self.host == other.host && self.path == other.path
    }

    /// Whether a node that has an image by the name `other` has this one.
    pub(crate) fn is(&self, other: &ImageName) -> bool {
        let same = match self.digest.as_str() {
            "" => self.tag == other.tag,
            digest => digest == other.digest,
        };
        same && self.is_same_repository(other)
    }

    /// The repository as people write it, without what a short name leaves out.
    pub(crate) fn repository(&self) -> String {
        match (self.host.as_str(), self.path.strip_prefix("library/")) {
            ("docker.io", Some(path)) => path.to_owned(),
            ("docker.io", None) => self.path.clone(),
            (host, _) => format!("{host}/{}", self.path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (name, parts) in [
            ("nginx", ["docker.io", "library/nginx", "latest", ""]),
            ("bitnami/redis:7.0", ["docker.io", "bitnami/redis", "7.0", ""]),
            ("docker.io/library/nginx:1.25", ["docker.io", "library/nginx", "1.25", ""]),
            ("localhost:5000/a/b", ["localhost:5000", "a/b", "latest", ""]),
            ("r.example/a@sha256:00", ["r.example", "a", "", "sha256:00"]),
            ("r.example/a:1@sha256:00", ["r.example", "a", "1", "sha256:00"]),
            ("", ["docker.io", "library/", "latest", ""]),
        ] {
            let image = ImageName::parse(name);
            let found = [&image.host, &image.path, &image.tag, &image.digest];
            assert_eq!(found, parts, "{name}");
        }
    }

    #[test]
    fn repositories_are_written_short() {
        for (name, repository) in [
            ("docker.io/library/nginx:1", "nginx"),
            ("bitnami/redis", "bitnami/redis"),
            ("r.example:5000/a/b:1", "r.example:5000/a/b"),
        ] {
            assert_eq!(ImageName::parse(name).repository(), repository, "{name}");
        }
    }
}
