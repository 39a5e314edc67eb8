//! Files, wherever they are: in folders, in archives, in archives that lie in folders or in other
//! archives, on standard input. Nothing is ever written, so a name can be as hostile as it likes; how
//! much is read has limits.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use tar::EntryType;

/// The most that is read of one file. The events and pods of ten thousand nodes stay below it, and it
/// has to fit into memory.
pub(super) const MAX_FILE_BYTES: u64 = 512 << 20;

/// The most that is read in all, and that an archive may unpack to: what a large cluster's
/// must-gather has, and a bomb soon reaches.
pub(super) const MAX_TOTAL_BYTES: u64 = 4 << 30;

/// The most files that are looked at: a must-gather has some ten thousand.
pub(super) const MAX_FILES: usize = 200_000;

/// How deep archives may lie in archives: a bundle within what somebody packed once more.
const MAX_NESTING: usize = 2;

/// How deep folders are followed; nobody's dump is deeper.
const MAX_DEPTH: usize = 32;

/// The longest path that an archive's extended header may give.
const MAX_PATH_BYTES: u64 = 16 << 10;

/// Folders with nothing of a cluster in them, which may be large.
const FOREIGN_FOLDERS: &[&str] = &[".git", "node_modules", "__MACOSX"];

/// A file that may be read.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// What it is told by: the root as it was given, and the path below it, with `/` between.
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) place: Place,
}

/// Where a file's bytes are.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// On the disk.
    Disk(PathBuf),
    /// The entry of that number in the archive of that number.
    Entry { archive: usize, index: usize },
}

/// An archive, or one file that is read like an archive: compressed, or standard input.
pub(super) struct Archive {
    pub(super) name: String,
    bytes: Bytes,
}

enum Bytes {
    Disk(PathBuf),
    /// What can be read only once.
    Memory(Vec<u8>),
}

/// What there is to read.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) files: Vec<Found>,
    pub(super) archives: Vec<Archive>,
    /// What could not be looked into, and why.
    pub(super) gaps: Vec<(String, String)>,
}

impl Listing {
    /// Adds a file, a folder or an archive that was asked for by name.
    pub(super) fn add_root(&mut self, path: &Path) -> io::Result<()> {
        let name = path.to_string_lossy().replace('\\', "/");
        let metadata = fs::metadata(path)?;
        if metadata.is_dir() {
            fs::read_dir(path)?;
            self.add_folder(path, name.trim_end_matches('/'), 0);
        } else if metadata.is_file() {
            let mut head = [0; 512];
            let n = read_full(&mut File::open(path)?, &mut head)?;
            self.add_file(path, &name, metadata.len(), is_packed(&head[..n]));
        } else {
            // A pipe, as `<(kubectl get pods -o json)` makes one.
            let bytes = read_limited(&mut File::open(path)?)?;
            self.add_archive(name, Bytes::Memory(bytes));
        }
        Ok(())
    }

    /// Adds what standard input has.
    pub(super) fn add_stream(&mut self, stream: &mut dyn Read) -> io::Result<()> {
        let bytes = read_limited(stream)?;
        self.add_archive("standard input".to_owned(), Bytes::Memory(bytes));
        Ok(())
    }

    fn add_file(&mut self, path: &Path, name: &str, size: u64, is_packed: bool) {
        if is_packed {
            self.add_archive(name.to_owned(), Bytes::Disk(path.to_owned()));
        } else {
            self.push(name.to_owned(), size, Place::Disk(path.to_owned()));
        }
    }

    fn push(&mut self, name: String, size: u64, place: Place) -> bool {
        let is_room = self.files.len() < MAX_FILES;
        if is_room {
            self.files.push(Found { name, size, place });
        }
        is_room
    }

    /// Adds what is below a folder, in order of names. Links to folders are not followed: they may
    /// lead anywhere, and in circles.
    fn add_folder(&mut self, folder: &Path, name: &str, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.gaps.push((name.to_owned(), error.to_string())),
        };
        if depth > MAX_DEPTH {
            let why = format!("more than {MAX_DEPTH} folders deep");
            return self.gaps.push((name.to_owned(), why));
        }
        let mut entries: Vec<_> = entries.filter_map(Result::ok).take(MAX_FILES + 1).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if self.files.len() >= MAX_FILES {
                let why = format!("more than {MAX_FILES} files: the rest was not read");
                return self.gaps.push((name.to_owned(), why));
            }
            let below = entry.file_name().to_string_lossy().into_owned();
            let (path, name) = (entry.path(), format!("{name}/{below}"));
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                if !FOREIGN_FOLDERS.contains(&below.as_str()) {
                    self.add_folder(&path, &name, depth + 1);
                }
                continue;
            }
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => {
                    self.add_file(&path, &name, metadata.len(), has_packed_name(&below));
                }
                Ok(_) => {}
                Err(error) => self.gaps.push((name, error.to_string())),
            }
        }
    }

    fn add_archive(&mut self, name: String, bytes: Bytes) {
        let archive = Archive { name, bytes };
        let number = self.archives.len();
        let mut index = 0;
        let gaps = archive.walk(&mut |name, size, _| {
            let place = Place::Entry { archive: number, index };
            index += 1;
            if self.push(name.to_owned(), size, place) {
                return Ok(());
            }
            Err(io::Error::other(format!("more than {MAX_FILES} files: the rest was not read")))
        });
        self.gaps.extend(gaps);
        self.archives.push(archive);
    }
}

/// Called with the name, the size and the bytes of each file of an archive. An error ends it all.
type Visit<'a> = dyn FnMut(&str, u64, &mut dyn Read) -> io::Result<()> + 'a;

impl Archive {
    /// Goes through the files in it, always in the same order. Returns what could not be read.
    pub(super) fn walk(&self, visit: &mut Visit<'_>) -> Vec<(String, String)> {
        let budget = Rc::new(Cell::new(MAX_TOTAL_BYTES));
        let mut walk = Walk { budget, visit, gaps: Vec::new() };
        let walked = match &self.bytes {
            Bytes::Disk(path) => File::open(path).and_then(|file| {
                let mut file = walk.limit(io::BufReader::with_capacity(1 << 16, file));
                walk.any(&mut file, &self.name, 0)
            }),
            Bytes::Memory(bytes) => walk.any(&mut bytes.as_slice(), &self.name, 0),
        };
        let mut gaps = walk.gaps;
        gaps.extend(walked.err().map(|error| (self.name.clone(), error.to_string())));
        gaps
    }
}

struct Walk<'a, 'b> {
    /// How many bytes may still come out of all that is compressed.
    budget: Rc<Cell<u64>>,
    visit: &'a mut Visit<'b>,
    gaps: Vec<(String, String)>,
}

impl Walk<'_, '_> {
    fn limit<R>(&self, stream: R) -> Budget<R> {
        Budget { stream, left: Rc::clone(&self.budget) }
    }

    /// Goes through whatever a stream turns out to be: a tar, something compressed, a plain file.
    fn any(&mut self, stream: &mut dyn Read, name: &str, nesting: usize) -> io::Result<()> {
        let mut head = [0; 512];
        let n = read_full(stream, &mut head)?;
        let head = &head[..n];
        let mut stream = Cursor::new(head).chain(stream);
        // One level of archive is two here: compressed, and a tar.
        if nesting <= 2 * MAX_NESTING && is_gzip(head) {
            let name = name.strip_suffix(".gz").unwrap_or(name);
            let mut plain = self.limit(MultiGzDecoder::new(stream));
            return self.any(&mut plain, name, nesting + 1);
        }
        if nesting <= 2 * MAX_NESTING && is_tar(head) {
            return self.tar(&mut stream, name, nesting);
        }
        (self.visit)(name, 0, &mut stream)
    }

    /// Goes through the entries of a tar. They are taken raw, since otherwise the paths that extended
    /// headers give have no limit.
    fn tar(&mut self, stream: &mut dyn Read, name: &str, nesting: usize) -> io::Result<()> {
        let mut archive = tar::Archive::new(stream);
        let mut long_path: Option<String> = None;
        for entry in archive.entries()?.raw(true) {
            let mut entry = entry?;
            let size = entry.header().entry_size().unwrap_or(0);
            match entry.header().entry_type() {
                EntryType::GNULongName => {
                    long_path = Some(read_path(&mut entry)?.trim_end_matches('\0').to_owned());
                    continue;
                }
                EntryType::XHeader => {
                    long_path = pax_path(&read_path(&mut entry)?).or(long_path);
                    continue;
                }
                EntryType::XGlobalHeader | EntryType::GNULongLink => continue,
                EntryType::Regular | EntryType::Continuous => {}
                // Folders, links, devices.
                _ => {
                    long_path = None;
                    continue;
                }
            }
            let short = || String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let Some(path) = clean(&long_path.take().unwrap_or_else(short)) else { continue };
            let below = format!("{name}/{path}");
            if !has_packed_name(&below) {
                (self.visit)(&below, size, &mut entry)?;
            } else if let Err(error) = self.any(&mut entry, &below, nesting + 1) {
                self.gaps.push((below, error.to_string()));
            }
        }
        Ok(())
    }
}

fn read_path(entry: &mut dyn Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    entry.take(MAX_PATH_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The `path` of a POSIX extended header, whose lines are `LENGTH KEY=VALUE`.
fn pax_path(header: &str) -> Option<String> {
    let lines = header.lines().filter_map(|line| line.split_once(' '));
    lines.filter_map(|(_, record)| record.strip_prefix("path=")).next_back().map(str::to_owned)
}

/// A path of an archive, below the archive whatever it says, or nothing where it names no file that
/// is of interest.
fn clean(path: &str) -> Option<String> {
    let parts = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<&str> = parts.collect();
    let is_foreign = parts.iter().any(|part| FOREIGN_FOLDERS.contains(part));
    (!is_foreign && !parts.is_empty()).then(|| parts.join("/"))
}

/// A stream that ends with an error when more has come out of it than may.
struct Budget<R> {
    stream: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.stream.read(buffer)?;
        let Some(left) = self.left.get().checked_sub(n as u64) else {
            let gib = MAX_TOTAL_BYTES >> 30;
            return Err(io::Error::other(format!("unpacks to more than {gib} GiB")));
        };
        self.left.set(left);
        Ok(n)
    }
}

/// All bytes of a stream, unless they are too many.
pub(super) fn read_limited(stream: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    read_into(stream, &mut bytes)?;
    Ok(bytes)
}

fn read_into(stream: &mut dyn Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    stream.take(MAX_FILE_BYTES + 1).read_to_end(bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::other(format!("is larger than {} MiB", MAX_FILE_BYTES >> 20)));
    }
    Ok(())
}

/// All bytes of a file of about so many, unless they are too many.
pub(super) fn read_file(path: &Path, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Growing would copy a large one again and again.
    bytes.reserve_exact(usize::try_from(size.min(MAX_FILE_BYTES)).unwrap_or(0) + 1);
    read_into(&mut File::open(path)?, &mut bytes)?;
    Ok(bytes)
}

/// The last `n` bytes of a file.
pub(super) fn read_file_end(path: &Path, n: usize) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(size.saturating_sub(n as u64)))?;
    let mut bytes = Vec::new();
    file.take(n as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The last `n` bytes of a stream.
pub(super) fn read_end(stream: &mut dyn Read, n: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let got = (&mut *stream).take(n as u64).read_to_end(&mut bytes)?;
        if bytes.len() > n {
            bytes.drain(..bytes.len() - n);
        }
        if got == 0 {
            return Ok(bytes);
        }
    }
}

/// Fills a buffer as far as the stream goes.
fn read_full(stream: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match stream.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn is_packed(head: &[u8]) -> bool {
    is_gzip(head) || is_tar(head)
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

fn has_packed_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".tar", ".tgz", ".gz"].iter().any(|end| name.ends_with(end))
}
