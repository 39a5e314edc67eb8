//! What `heldby k8s collect` writes.

use std::path::Path;

use crate::snapshot::Snapshot;

/// Writes a snapshot.
pub fn write(_snapshot: &Snapshot, path: &Path) -> std::io::Result<()> {
    std::fs::write(path, b"")
}
