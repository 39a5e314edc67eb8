//! Why a pull failed, by the words of the runtimes: docker, containerd, CRI-O, and the kubelet's own.

/// In which way a pull failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PullClass {
    /// The registry has no such repository or tag.
    NotFound,
    /// The registry says the same of what does not exist and of what is private.
    NotFoundOrPrivate,
    /// The registry wants other credentials, or any.
    Denied,
    /// Too many pulls within some hours.
    RateLimited,
    /// The registry's host is not reached: name, route, proxy, firewall.
    Unreachable,
    /// The registry's certificate is not trusted, or it speaks HTTP only.
    Certificate,
    /// The image is not made for the node's processor or system.
    Architecture,
    /// What is written is no image's name.
    InvalidName,
    /// The image is not on the node, and must not be pulled.
    NeverPull,
    /// The node's disk is full.
    DiskFull,
    /// The pull takes longer than it may.
    Slow,
    /// The image's signature is missing, or not one that is accepted.
    Signature,
    /// The manifest is of a form that the runtime does not take.
    Format,
    /// The registry itself fails.
    ServerError,
    /// What was pulled cannot be unpacked.
    Layer,
    /// The runtime cannot say what image it has.
    Inspect,
    /// Something else.
    Other,
    /// The words that say it are gone.
    Unsaid,
}

use PullClass as Class;

/// Words in lower case, and what they mean; the first that fit decide. Several end with `not found`
/// and mean something else, so the general ones come last.
const WORDS: &[(Class, &[&str])] = &[
    (Class::DiskFull, &["no space left on device", "disk quota exceeded"]),
    (
        Class::Architecture,
        &[
            "no matching manifest for ",
            "no match for platform in manifest",
            "no image found in manifest list for architecture",
            "no image found in image index for architecture",
            "choosing an image from manifest list",
            "cannot be used on this platform",
            "does not match the specified platform",
        ],
    ),
    (
        Class::Signature,
        &[
            "signaturevalidationfailed",
            "signature validation failed",
            "source image rejected",
            "is rejected by policy",
            "a signature was required",
        ],
    ),
    (
        Class::InvalidName,
        &[
            "invalidimagename",
            "invalid reference format",
            "couldn't parse image",
            "repository name must be lowercase",
            "repository name must be canonical",
            "did not resolve to an alias",
            "returns ambiguous list",
        ],
    ),
    (Class::NeverPull, &["is not present with pull policy of never"]),
    (
        Class::RateLimited,
        &["toomanyrequests", "too many requests", "pull rate limit", "rate limit exceeded"],
    ),
    (
        Class::Certificate,
        &[
            "x509:",
            "server gave http response to https client",
            "failed to verify certificate",
            "tls: handshake failure",
            "first record does not look like a tls handshake",
            "remote error: tls:",
            "client sent an http request to an https server",
        ],
    ),
    (
        Class::Format,
        &[
            "manifest.v1+prettyjws",
            "unsupported manifest media type",
            "unknown media type during manifest conversion",
            "children may not be fetched",
            "unsupported image-specific operation on artifact",
            "unsupported media type",
        ],
    ),
    (
        Class::Layer,
        &[
            "failed to extract layer",
            "failed to register layer",
            "filesystem layer verification failed",
            "unexpected commit digest",
            "failed size validation",
            "error committing the finished image",
            "archive/tar: invalid",
        ],
    ),
    (
        Class::ServerError,
        &[
            "500 internal server error",
            "502 bad gateway",
            "503 service unavailable",
            "503 service temporarily unavailable",
            "504 gateway time",
            "status: 500",
            "status: 502",
            "status: 503",
            "status: 504",
        ],
    ),
    (
        Class::Unreachable,
        &[
            "no such host",
            "server misbehaving",
            "temporary failure in name resolution",
            "i/o timeout",
            "connection refused",
            "network is unreachable",
            "no route to host",
            "tls handshake timeout",
            "proxyconnect",
            "awaiting headers",
            "request canceled while waiting for connection",
            "connection reset by peer",
            "connection timed out",
            "registryunavailable",
            ": eof",
        ],
    ),
    (
        Class::NotFoundOrPrivate,
        &[
            "repository does not exist or may require",
            "does not exist or no pull access",
            "requested access to the resource is denied",
            "access to the requested resource is not authorized",
        ],
    ),
    (
        Class::Denied,
        &[
            "unauthorized",
            "no basic auth credentials",
            "authentication required",
            "authorization token has expired",
            "authorization failed",
            "unauthenticated",
            "401 ",
            "403 ",
            "status: 401",
            "status: 403",
            "forbidden",
            "access denied",
            "denied:",
            "incorrect username or password",
        ],
    ),
    (
        Class::NotFound,
        &[
            "manifest unknown",
            "manifest_unknown",
            "name unknown",
            "name_unknown",
            "repository name not known to registry",
            "not found",
        ],
    ),
    (
        Class::Slow,
        &[
            "deadline exceeded",
            "context canceled",
            "no progress",
            "qps exceeded",
            "while reading body",
            "unexpected eof",
        ],
    ),
    (Class::Inspect, &["failed to inspect image"]),
];

/// What a runtime's words mean.
pub(crate) fn classify(text: &str) -> PullClass {
    let text = text.to_lowercase();
    if text.trim().is_empty() {
        return Class::Unsaid;
    }
    let fits = |words: &&(Class, &[&str])| words.1.iter().any(|word| text.contains(word));
    WORDS.iter().find(fits).map_or(Class::Other, |(class, _)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts as docker, containerd, CRI-O and the kubelet write them.
    const SAMPLES: &[(&str, Class)] = &[
        (
            "rpc error: code = Unknown desc = Error response from daemon: pull access denied for shop/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
            Class::NotFoundOrPrivate,
        ),
        (
            "rpc error: code = Unknown desc = Error response from daemon: manifest for redis:9.9 not found: manifest unknown: manifest unknown",
            Class::NotFound,
        ),
        (
            "rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/library/nginx:nope\": failed to resolve reference \"docker.io/library/nginx:nope\": docker.io/library/nginx:nope: not found",
            Class::NotFound,
        ),
        (
            "failed to resolve reference \"docker.io/shop/web:1\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
            Class::NotFoundOrPrivate,
        ),
        (
            "rpc error: code = Unknown desc = reading manifest v9 in quay.io/org/app: manifest unknown",
            Class::NotFound,
        ),
        (
            "initializing source docker://reg.example/a:1: reading manifest 1 in reg.example/a: name unknown: repository name not known to registry",
            Class::NotFound,
        ),
        (
            "reading manifest latest in quay.io/org/app: unauthorized: access to the requested resource is not authorized",
            Class::NotFoundOrPrivate,
        ),
        (
            "Error response from daemon: Head \"https://reg.example/v2/a/manifests/1\": no basic auth credentials",
            Class::Denied,
        ),
        (
            "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository: 403 Forbidden",
            Class::Denied,
        ),
        (
            "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:00: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.",
            Class::RateLimited,
        ),
        (
            "failed to do request: Head \"https://reg.example/v2/a/manifests/1\": dial tcp: lookup reg.example on 10.96.0.10:53: no such host",
            Class::Unreachable,
        ),
        (
            "Error response from daemon: Get \"https://registry-1.docker.io/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
            Class::Unreachable,
        ),
        (
            "pinging container registry localhost:5000: Get \"http://localhost:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused",
            Class::Unreachable,
        ),
        (
            "failed to do request: Head \"https://r.example/v2/\": proxyconnect tcp: dial tcp 10.0.0.1:3128: i/o timeout",
            Class::Unreachable,
        ),
        (
            "failed to do request: Head \"https://r.example/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
            Class::Certificate,
        ),
        (
            "failed to do request: Head \"https://10.0.0.5:5000/v2/\": http: server gave HTTP response to HTTPS client",
            Class::Certificate,
        ),
        (
            "no matching manifest for linux/arm64/v8 in the manifest list entries",
            Class::Architecture,
        ),
        (
            "rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/a/b:1\": no match for platform in manifest: not found",
            Class::Architecture,
        ),
        (
            "choosing an image from manifest list docker://a/b:1: no image found in manifest list for architecture \"arm64\", variant \"v8\", OS \"linux\"",
            Class::Architecture,
        ),
        (
            "Failed to apply default image tag \"Web:1\": couldn't parse image name \"Web:1\": invalid reference format: repository name (library/Web) must be lowercase",
            Class::InvalidName,
        ),
        (
            "short-name \"web:1\" did not resolve to an alias and no unqualified-search registries are defined in \"/etc/containers/registries.conf\"",
            Class::InvalidName,
        ),
        ("Container image \"a\" is not present with pull policy of Never", Class::NeverPull),
        (
            "failed to extract layer sha256:00: write /var/lib/containerd/x: no space left on device: unknown",
            Class::DiskFull,
        ),
        (
            "failed to register layer: ApplyLayer exit status 1: lchown /x: invalid argument",
            Class::Layer,
        ),
        ("rpc error: code = DeadlineExceeded desc = context deadline exceeded", Class::Slow),
        ("pull QPS exceeded", Class::Slow),
        ("rpc error: code = Canceled desc = failed to pull: context canceled", Class::Slow),
        (
            "SignatureValidationFailed: Source image rejected: A signature was required, but no signature exists",
            Class::Signature,
        ),
        (
            "media type \"application/vnd.docker.distribution.manifest.v1+prettyjws\" is no longer supported since containerd v2.1",
            Class::Format,
        ),
        ("received unexpected HTTP status: 503 Service Unavailable", Class::ServerError),
        ("Something that nobody has seen before", Class::Other),
        ("  ", Class::Unsaid),
    ];

    #[test]
    fn the_runtimes_words() {
        for (text, class) in SAMPLES {
            assert_eq!(classify(text), *class, "{text}");
        }
    }
}
