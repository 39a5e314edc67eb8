//! `go.mod`, `go.work` and `vendor/modules.txt`: text in, values out. What cannot be read is a
//! [`Problem`]; the rest of the file is still used.

use crate::program::GoVersion;

use super::semver;

/// A line that says something unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Problem {
    /// One-based line number.
    pub(super) line: usize,
    /// What is wrong, in a lowercase fragment.
    pub(super) message: String,
}

/// A module at a version.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct ModuleVersion {
    pub(super) path: String,
    pub(super) version: String,
}

/// A `replace` directive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Replace {
    pub(super) path: String,
    /// The one version that is replaced; `None` for all.
    pub(super) version: Option<String>,
    pub(super) with: Replacement,
}

/// What stands in for a replaced module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Replacement {
    /// A directory, as written.
    Directory(String),
    /// Another module, or another version of it.
    Module(ModuleVersion),
}

/// What a `go.mod` or a `go.work` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct ModFile {
    /// The module's path; `None` in a `go.work`.
    pub(super) module: Option<String>,
    /// The language version.
    pub(super) go: Option<GoVersion>,
    pub(super) require: Vec<ModuleVersion>,
    pub(super) replace: Vec<Replace>,
    pub(super) exclude: Vec<ModuleVersion>,
    /// Directories that `...` does not enter.
    pub(super) ignore: Vec<String>,
    /// The import paths of tools.
    pub(super) tool: Vec<String>,
    /// The modules of a workspace, as written.
    pub(super) uses: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// Reads a `go.mod` or a `go.work`.
pub(super) fn parse(text: &str) -> ModFile {
    let mut file = ModFile::default();
    let mut block: Option<String> = None;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        let words = match words(line) {
            Ok(words) => words,
            Err(message) => {
                file.problems.push(Problem { line: index + 1, message });
                continue;
            }
        };
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let result = match (&block, &words[..]) {
            (_, []) => Ok(()),
            (Some(_), [")"]) => {
                block = None;
                Ok(())
            }
            (Some(verb), _) => directive(&mut file, &verb.clone(), &words),
            (None, [verb, "("]) => {
                block = Some((*verb).to_owned());
                Ok(())
            }
            // `require ()` and `require ( x v1.0.0 )` both fit on a line.
            (None, [_, "(", .., ")"]) => {
                let verb = words[0];
                words.pop();
                if words.len() > 2 { directive(&mut file, verb, &words[2..]) } else { Ok(()) }
            }
            (None, [verb, rest @ ..]) => directive(&mut file, verb, rest),
        };
        if let Err(message) = result {
            file.problems.push(Problem { line: index + 1, message });
        }
    }
    if let Some(verb) = block {
        let message = format!("the block `{verb} (` is not closed");
        file.problems.push(Problem { line: text.lines().count(), message });
    }
    file
}

/// The words of a line: quotes taken off, comments left out, parentheses apart.
fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            break;
        }
        let len = match first {
            '(' | ')' | ',' => {
                words.push(first.to_string());
                1
            }
            '"' | '`' => {
                let Some(len) = rest[1..].find(first) else {
                    return Err("a quoted string is not closed".to_owned());
                };
                words.push(rest[1..=len].to_owned());
                len + 2
            }
            _ => {
                let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',');
                let mut len = rest.find(stop).unwrap_or(rest.len());
                if let Some(comment) = rest[..len].find("//") {
                    len = comment;
                }
                words.push(rest[..len].to_owned());
                len
            }
        };
        rest = rest[len..].trim_start();
    }
    Ok(words)
}

fn directive(file: &mut ModFile, verb: &str, words: &[&str]) -> Result<(), String> {
    let usage = |shape: &str| Err(format!("`{verb}` is written `{verb} {shape}`"));
    match (verb, words) {
        ("module", [path]) => file.module = Some((*path).to_owned()),
        ("module", _) => return usage("path"),
        ("go", [version]) => match language_version(version) {
            Some(version) => file.go = Some(version),
            None => return Err(format!("`{version}` is not a Go version")),
        },
        ("go", _) => return usage("1.N"),
        ("require", [path, version]) => file.require.push(module_version(path, version)),
        ("require", _) => return usage("path version"),
        ("exclude", [path, version]) => file.exclude.push(module_version(path, version)),
        ("exclude", _) => return usage("path version"),
        ("replace", words) => match replace(words) {
            Some(replace) => file.replace.push(replace),
            None => return usage("path [version] => path [version]"),
        },
        ("ignore", [path]) => file.ignore.push((*path).to_owned()),
        ("tool", [path]) => file.tool.push((*path).to_owned()),
        ("use", [path]) => file.uses.push((*path).to_owned()),
        ("ignore" | "tool" | "use", _) => return usage("path"),
        // They do not matter to what is loaded.
        ("toolchain" | "retract" | "godebug", _) => {}
        _ => return Err(format!("unknown directive `{verb}`")),
    }
    Ok(())
}

fn module_version(path: &str, version: &str) -> ModuleVersion {
    ModuleVersion { path: path.to_owned(), version: version.to_owned() }
}

fn replace(words: &[&str]) -> Option<Replace> {
    let arrow = words.iter().position(|word| *word == "=>")?;
    let (path, version) = match words[..arrow] {
        [path] => (path, None),
        [path, version] => (path, Some(version.to_owned())),
        _ => return None,
    };
    let with = match words[arrow + 1..] {
        [directory] => Replacement::Directory(directory.to_owned()),
        [path, version] => Replacement::Module(module_version(path, version)),
        _ => return None,
    };
    Some(Replace { path: path.to_owned(), version, with })
}

/// The language version in `1.22`, `1.22.3` or `1.22rc1`.
pub(super) fn language_version(text: &str) -> Option<GoVersion> {
    let (major, rest) = text.split_once('.').unwrap_or((text, "0"));
    if major != "1" {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok().map(GoVersion)
}

/// What a `vendor/modules.txt` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct ModulesText {
    /// Whether it was made for a workspace.
    pub(super) workspace: bool,
    /// Packages and the language versions of their modules, sorted.
    packages: Vec<(String, Option<GoVersion>)>,
}

impl ModulesText {
    /// The language version of a vendored package; `None` where the package is not listed.
    pub(super) fn version(&self, package: &str) -> Option<GoVersion> {
        let found = self.packages.binary_search_by(|listed| listed.0.as_str().cmp(package)).ok()?;
        self.packages[found].1
    }
}

/// Reads a `vendor/modules.txt`.
pub(super) fn parse_modules_text(text: &str) -> ModulesText {
    let mut modules = ModulesText::default();
    let mut version = None;
    for line in text.lines() {
        if let Some(entries) = line.strip_prefix("## ") {
            for entry in entries.split(';').map(str::trim) {
                if entry == "workspace" {
                    modules.workspace = true;
                } else if let Some(text) = entry.strip_prefix("go ") {
                    version = language_version(text);
                }
            }
        } else if line.starts_with("# ") {
            version = None;
        } else if !line.is_empty() && !line.contains(char::is_whitespace) {
            modules.packages.push((line.to_owned(), version));
        }
    }
    modules.packages.sort();
    modules
}

/// A module path or version as it is written in the module cache: `!a` for `A`, so that it also
/// works where upper and lower case are the same.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(c.to_ascii_lowercase());
    }
    escaped
}

/// Whether `path` may be joined to a directory: it has no way out of it.
pub(super) fn is_safe(path: &str) -> bool {
    let good = |c: char| !c.is_control() && !"!\"#$%&'()*,:;<=>?[\\]^`{|}\u{fffd}".contains(c);
    !path.is_empty()
        && path.chars().all(|c| good(c) && !c.is_whitespace())
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Whether `version` may be part of a file's name.
pub(super) fn is_safe_version(version: &str) -> bool {
    semver::is_valid(version) && !version.contains(['/', '\\'])
}

#[cfg(test)]
mod tests;
