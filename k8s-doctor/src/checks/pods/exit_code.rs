//! What exit codes mean, by custom of the kernel, of shells and of container runtimes.

/// What a code says, in a few words; empty where it says nothing but failure.
pub(super) fn meaning(code: i64) -> String {
    let signal = match code {
        1 => return "an error of the program itself".to_owned(),
        2 => return "by custom: wrong arguments, or a Go panic".to_owned(),
        126 => return "found, but may not be run".to_owned(),
        127 => return "command not found".to_owned(),
        128 => return "could not be started".to_owned(),
        255 | -1 => return "an error without a code of its own, or its node went down".to_owned(),
        129 => "SIGHUP",
        130 => "SIGINT, interrupted",
        132 => "SIGILL, an instruction that this processor does not have",
        133 => "SIGTRAP",
        134 => "SIGABRT, the program gave up on itself",
        135 => "SIGBUS",
        136 => "SIGFPE, an impossible calculation",
        137 => "SIGKILL",
        139 => "SIGSEGV, access to memory that is not its own",
        141 => "SIGPIPE",
        143 => "SIGTERM, asked to end",
        159 => "SIGSYS, a system call that is forbidden",
        140..=192 => return format!("signal {}", code - 128),
        _ => return String::new(),
    };
    signal.to_owned()
}

/// `exits with code 2 (by custom: …)`.
pub(super) fn exits(code: Option<i64>) -> String {
    match code {
        None => "ends again and again".to_owned(),
        Some(code) => match meaning(code).as_str() {
            "" => format!("exits with code {code}"),
            meaning => format!("exits with code {code} ({meaning})"),
        },
    }
}
