//! What minikube keeps in its folder on the machine it runs on, of one profile.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::snapshot::{Gap, MinikubeFiles};

/// The most that is read of a file, in bytes; of a log it is the end.
const MAX_BYTES: u64 = 1 << 20;

/// Which part of a file is of use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it or nothing.
    Whole,
    /// Lines at its end.
    End,
}

/// Where the folder is by the environment; nothing where there is no home.
pub fn locate() -> Option<PathBuf> {
    let folder = |path: PathBuf| match path.file_name() {
        Some(name) if name == ".minikube" => path,
        _ => path.join(".minikube"),
    };
    let set = std::env::var_os("MINIKUBE_HOME").filter(|path| !path.is_empty());
    set.map(PathBuf::from).or_else(std::env::home_dir).map(folder)
}

/// Reads a profile's files. A file that is not there is none: old versions write fewer. A profile
/// without a configuration is a gap.
pub fn read(home: &Path, profile: &str, files: &mut MinikubeFiles, gaps: &mut Vec<Gap>) {
    profile.clone_into(&mut files.profile_name);
    let is_name =
        !profile.is_empty() && !profile.starts_with('.') && !profile.contains(['/', '\\']);
    if !is_name {
        let why = "not the name of a profile".to_owned();
        return gaps.push(Gap { what: format!("minikube profile `{profile}`"), why });
    }
    let folder = home.join("profiles").join(profile);
    let logs = home.join("logs");
    let places = [
        (&mut files.config, folder.join("config.json"), Part::Whole),
        (&mut files.events, folder.join("events.json"), Part::End),
        (&mut files.audit, logs.join("audit.json"), Part::End),
        (&mut files.last_start, logs.join("lastStart.txt"), Part::End),
    ];
    for (file, path, part) in places {
        match text(&path, part) {
            Ok(text) => *file = Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound && part == Part::End => {}
            Err(error) => {
                gaps.push(Gap { what: path.display().to_string(), why: error.to_string() });
            }
        }
    }
}

fn text(path: &Path, part: Part) -> io::Result<String> {
    // Asked before the file is opened: to open a pipe would wait for its other end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let cut = length.saturating_sub(MAX_BYTES);
    if cut > 0 && part == Part::Whole {
        return Err(io::Error::other(format!("larger than {} MiB", MAX_BYTES >> 20)));
    }
    file.seek(SeekFrom::Start(cut))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(match text.split_once('\n') {
        Some((_, whole_lines)) if cut > 0 => whole_lines.to_owned(),
        _ => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile() {
        let home = std::env::temp_dir().join(format!("heldby-minikube-{}", std::process::id()));
        let folder = home.join("profiles/web");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::create_dir_all(home.join("logs")).unwrap();
        std::fs::write(folder.join("config.json"), r#"{"Name":"web"}"#).unwrap();
        let line = "x".repeat(1023) + "\n";
        std::fs::write(home.join("logs/audit.json"), line.repeat(1500)).unwrap();
        let (mut files, mut gaps) = (MinikubeFiles::default(), Vec::new());
        read(&home, "web", &mut files, &mut gaps);
        read(&home, "../web", &mut MinikubeFiles::default(), &mut gaps);
        read(&home, "gone", &mut MinikubeFiles::default(), &mut gaps);
        std::fs::remove_dir_all(&home).unwrap();
        assert_eq!(files.config.as_deref(), Some(r#"{"Name":"web"}"#));
        assert_eq!(files.audit.map(|text| text.len()), Some(1023 * 1024), "whole lines at the end");
        assert_eq!((files.last_start, files.events), (None, None));
        let whys: Vec<_> = gaps.iter().map(|gap| gap.why.as_str()).collect();
        assert_eq!(whys.len(), 2, "{whys:?}");
        assert_eq!(whys[0], "not the name of a profile");
        assert!(gaps[1].what.ends_with("config.json"), "{}", gaps[1].what);
    }
}
