//! The directory that is published: files come into it whole, all of a run at once, or not at all.
//!
//! A file is written beside its place under a hidden name and synced. When all of a run are there,
//! they are renamed, those that others refer to first, so that no page leads to what is not there.
//! Until then a full disk or a stopped machine leaves the directory as it was; between the first and
//! the last renaming, which takes a moment, each file is the old or the new one, whole. A file whose
//! bytes are the same is left alone with its times, which caches and mirrors go by.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::output::sync_directory;

/// How names of unfinished files begin; no published file is called so.
const UNFINISHED: &str = ".honeyglow-";

/// A directory that is being filled.
#[derive(Debug)]
pub(crate) struct Shelf {
    directory: PathBuf,
    /// Unfinished files and their places, in the order in which they will be put there.
    staged: Vec<(PathBuf, PathBuf)>,
    number: u64,
}

impl Shelf {
    /// Opens a directory, which is made if it is not there, and removes what runs before left unfinished.
    /// Only one run may be at work.
    ///
    /// # Errors
    /// It cannot be made or read.
    pub(crate) fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self { directory: directory.to_owned(), staged: Vec::new(), number: 0 })
    }

    /// Writes a file beside its place, unless it is there already with the same bytes.
    ///
    /// # Errors
    /// The disk is full, and the like.
    pub(crate) fn stage(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let place = self.directory.join(name);
        if is_same(&place, bytes) {
            return Ok(());
        }
        let beside = self.directory.join(format!("{UNFINISHED}{}", self.number));
        self.number += 1;
        // Before the file is made, so that it goes again if it cannot be written.
        self.staged.push((beside.clone(), place));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        readable(&file)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Puts all that is written into its place.
    ///
    /// # Errors
    /// A name is taken by a directory, and the like; what is in place stays.
    pub(crate) fn commit(&mut self) -> io::Result<usize> {
        let staged = std::mem::take(&mut self.staged);
        let count = staged.len();
        let mut waiting = staged.into_iter();
        while let Some((beside, place)) = waiting.next() {
            if let Err(error) = fs::rename(&beside, &place) {
                self.staged.push((beside, place));
                self.staged.extend(waiting);
                return Err(error);
            }
        }
        sync_directory(&self.directory);
        Ok(count)
    }

    /// Removes a published file.
    pub(crate) fn remove(&self, name: &str) {
        // One that is gone already is as it should be; another will be tried again.
        let _ = fs::remove_file(self.directory.join(name));
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        for (beside, _) in &self.staged {
            let _ = fs::remove_file(beside);
        }
    }
}

/// A web server runs as another user.
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Does a file hold these bytes?
fn is_same(place: &Path, bytes: &[u8]) -> bool {
    let length = fs::symlink_metadata(place).ok().filter(fs::Metadata::is_file).map(|m| m.len());
    if length != Some(bytes.len() as u64) {
        return false;
    }
    let mut known = Vec::with_capacity(bytes.len());
    let read = File::open(place)
        .and_then(|file| file.take(bytes.len() as u64 + 1).read_to_end(&mut known));
    read.is_ok() && known == bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn nothing_shows_before_everything_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let mut shelf = Shelf::open(directory.path()).unwrap();
        shelf.stage("a", b"1").unwrap();
        shelf.stage("b", b"2").unwrap();
        assert!(names(directory.path()).iter().all(|name| name.starts_with('.')));
        assert_eq!(shelf.commit().unwrap(), 2);
        assert_eq!(names(directory.path()), ["a", "b"]);
    }

    #[test]
    fn what_was_given_up_leaves_nothing_and_what_was_stopped_is_swept() {
        let directory = tempfile::tempdir().unwrap();
        let mut shelf = Shelf::open(directory.path()).unwrap();
        shelf.stage("a", b"1").unwrap();
        drop(shelf);
        assert!(names(directory.path()).is_empty());
        let mut stopped = Shelf::open(directory.path()).unwrap();
        stopped.stage("a", b"1").unwrap();
        std::mem::forget(stopped);
        assert_eq!(names(directory.path()).len(), 1);
        Shelf::open(directory.path()).unwrap();
        assert!(names(directory.path()).is_empty());
    }

    #[test]
    fn a_file_with_the_same_bytes_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let mut shelf = Shelf::open(directory.path()).unwrap();
        shelf.stage("a", b"1").unwrap();
        shelf.commit().unwrap();
        shelf.stage("a", b"1").unwrap();
        assert_eq!(shelf.commit().unwrap(), 0);
        shelf.stage("a", b"2").unwrap();
        assert_eq!(shelf.commit().unwrap(), 1);
    }

    #[test]
    fn a_link_in_its_place_is_replaced_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let other = tempfile::NamedTempFile::new().unwrap();
        std::os::unix::fs::symlink(other.path(), directory.path().join("a")).unwrap();
        let mut shelf = Shelf::open(directory.path()).unwrap();
        shelf.stage("a", b"1").unwrap();
        shelf.commit().unwrap();
        assert_eq!(fs::read(other.path()).unwrap(), b"");
        assert_eq!(fs::read(directory.path().join("a")).unwrap(), b"1");
    }
}
