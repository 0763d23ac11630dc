//! Where data goes: stdout, or a file that is there complete or not at all.
//!
//! A file is written beside its place under a hidden name, synced, and moved there when it is
//! complete: a web server never hands out half a picture, and a full disk leaves yesterday's. What is
//! not a regular file (a pipe, `/dev/null`) is written to directly. An [`Output`] that is dropped before
//! [`Output::commit`] leaves the file as it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Bytes that are collected before the system is asked to write them.
const BUFFER_BYTES: usize = 1 << 16;

/// An open output.
#[derive(Debug)]
pub(crate) struct Output {
    place: Place,
    /// How messages call it.
    name: String,
}

#[derive(Debug)]
enum Place {
    Stdout(BufWriter<io::Stdout>),
    /// A pipe or device.
    Direct(BufWriter<File>),
    File(Pending),
}

/// A file that is not yet in its place.
#[derive(Debug)]
struct Pending {
    /// Taken when the file is complete.
    writer: Option<BufWriter<File>>,
    beside: PathBuf,
    target: PathBuf,
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            // There is nothing to be done about a file that cannot be removed.
            let _ = fs::remove_file(&self.beside);
        }
    }
}

impl Output {
    /// Opens an output; none and `-` are stdout.
    ///
    /// # Errors
    /// The file cannot be made there.
    pub(crate) fn create(path: Option<&Path>) -> anyhow::Result<Self> {
        match path.filter(|path| *path != Path::new("-")) {
            None => {
                let writer = BufWriter::with_capacity(BUFFER_BYTES, io::stdout());
                Ok(Self { place: Place::Stdout(writer), name: "stdout".to_owned() })
            }
            Some(path) => {
                let name = format!("`{}`", path.display());
                let place = open(path).with_context(|| format!("cannot write {name}"))?;
                Ok(Self { place, name })
            }
        }
    }

    /// Is it a terminal, so that data should be made visible for a person?
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self.place, Place::Stdout(_)) && io::stdout().is_terminal()
    }

    /// Writes what is still held back, and moves a file to its place.
    ///
    /// # Errors
    /// The disk is full, the reader of a pipe is gone, and the like.
    pub(crate) fn commit(self) -> anyhow::Result<()> {
        let Self { place, name } = self;
        let written = match place {
            Place::Stdout(mut writer) => writer.flush(),
            Place::Direct(mut writer) => writer.flush(),
            Place::File(pending) => pending.commit(),
        };
        written.with_context(|| format!("cannot write {name}"))
    }

    /// Puts the output's name before an error of writing to it.
    pub(crate) fn explain(&self, error: io::Error) -> anyhow::Error {
        anyhow::Error::new(error).context(format!("cannot write {}", self.name))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.place {
            Place::Stdout(writer) => writer.write(bytes),
            Place::Direct(writer) => writer.write(bytes),
            Place::File(pending) => pending.writer()?.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::Stdout(writer) => writer.flush(),
            Place::Direct(writer) => writer.flush(),
            Place::File(pending) => pending.writer()?.flush(),
        }
    }
}

impl Pending {
    fn writer(&mut self) -> io::Result<&mut BufWriter<File>> {
        self.writer.as_mut().ok_or_else(|| io::Error::other("the file is already closed"))
    }

    fn commit(mut self) -> io::Result<()> {
        // Until the move, an error leaves the file to `drop`, which removes it.
        let writer = self.writer()?;
        writer.flush()?;
        writer.get_ref().sync_all()?;
        fs::rename(&self.beside, &self.target)?;
        self.writer = None;
        if let Some(directory) = self.target.parent() {
            sync_directory(directory);
        }
        Ok(())
    }
}

/// Makes what was moved in a directory safe on disk; not every system can.
pub(crate) fn sync_directory(directory: &Path) {
    if let Ok(directory) = File::open(directory) {
        let _ = directory.sync_all();
    }
}

fn open(path: &Path) -> io::Result<Place> {
    // A link stays a link: what it points to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&target).ok();
    if known.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        let file = OpenOptions::new().write(true).open(&target)?;
        return Ok(Place::Direct(BufWriter::with_capacity(BUFFER_BYTES, file)));
    }
    let (file, beside) = create_beside(&target)?;
    let pending =
        Pending { writer: Some(BufWriter::with_capacity(BUFFER_BYTES, file)), beside, target };
    if let (Some(known), Some(writer)) = (known, &pending.writer) {
        // Whoever may read the old file may read the new one.
        writer.get_ref().set_permissions(known.permissions())?;
    }
    Ok(Place::File(pending))
}

/// A new file in the directory of another, under a name that nothing else has.
fn create_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    // A run that was killed may have left a file; more than a few hundred are no accident.
    for attempt in 0..1_000 {
        let mut beside = std::ffi::OsString::from(".");
        beside.push(name);
        beside.push(format!(".{}-{attempt}.part", std::process::id()));
        let beside = target.with_file_name(beside);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((file, beside)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many unfinished files lie beside it"))
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
    fn a_file_is_in_its_place_once_it_is_complete() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("day.svg");
        fs::write(&path, "old").unwrap();
        let mut output = Output::create(Some(&path)).unwrap();
        output.write_all(b"new").unwrap();
        output.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        output.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(directory.path()), ["day.svg"]);
    }

    #[test]
    fn an_output_that_is_given_up_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("day.svg");
        let mut output = Output::create(Some(&path)).unwrap();
        output.write_all(b"half").unwrap();
        output.flush().unwrap();
        assert_eq!(names(directory.path()).len(), 1);
        drop(output);
        assert_eq!(names(directory.path()).len(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_the_permissions_of_the_old_file_stay() {
        use std::os::unix::fs::PermissionsExt as _;

        let directory = tempfile::tempdir().unwrap();
        let (path, link) = (directory.path().join("a.csv"), directory.path().join("b.csv"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a.csv", &link).unwrap();
        let mut output = Output::create(Some(&link)).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
