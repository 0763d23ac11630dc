//! The files behind an input's name, by what the system says of them without opening one: a
//! directory of ten thousand rotated logs costs a call each.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::stream::{FileLook, Stream};
use crate::inputs::{self, Rotation};

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) path: PathBuf,
    pub(crate) look: FileLook,
    pub(crate) standing: Standing,
}

/// Why a file is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The input's name leads to it.
    Asked,
    /// It may be an older part of a log of which something was read; if it is none, it is left alone.
    OlderPart,
}

/// What an input's name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Listing {
    /// Files that were named: each is to be read.
    Named(Vec<Listed>),
    /// Files that lie in a directory: the logs among them are to be read.
    Directory(Vec<Listed>),
}

/// Lists an input.
///
/// A single file stands for itself and for what was read of it under this name and has been rotated
/// away since: the last lines before the rotation are there.
///
/// # Errors
/// The name leads nowhere, or the directory cannot be read.
pub(crate) fn list(name: &Path, streams: &[Stream]) -> io::Result<Listing> {
    if let Some(paths) = inputs::expand(name) {
        return Ok(Listing::Named(paths.iter().filter_map(|path| listed(path).ok()).collect()));
    }
    match fs::metadata(name) {
        Ok(metadata) if metadata.is_dir() => Ok(Listing::Directory(directory(name)?)),
        Ok(_) => {
            let mut files = rotated_away(name, streams);
            files.push(listed(name)?);
            Ok(Listing::Named(files))
        }
        Err(error) => {
            let files = rotated_away(name, streams);
            // Between the renaming and the first line after it there is no file of that name.
            if files.is_empty() { Err(error) } else { Ok(Listing::Named(files)) }
        }
    }
}

fn listed(path: &Path) -> io::Result<Listed> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    let nanoseconds = metadata.mtime().saturating_mul(1_000_000_000);
    let look = FileLook {
        device: metadata.dev(),
        inode: metadata.ino(),
        bytes: metadata.len(),
        modified: nanoseconds.saturating_add(metadata.mtime_nsec()),
    };
    Ok(Listed { path: path.to_owned(), look, standing: Standing::Asked })
}

/// The regular files of a directory that are not hidden, by name.
fn directory(name: &Path) -> io::Result<Vec<Listed>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(name)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort_unstable();
    // What has gone since, or is a pipe, is no log.
    Ok(paths.iter().filter_map(|path| listed(path).ok()).collect())
}

/// The files beside a log that are older parts of it of which something was read.
fn rotated_away(name: &Path, streams: &[Stream]) -> Vec<Listed> {
    let Some(file_name) = name.file_name().and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let parent = name.parent().filter(|parent| !parent.as_os_str().is_empty());
    let of_set = |listed: &Listed| {
        let other = listed.path.file_name().and_then(|name| name.to_str());
        other.is_some_and(|other| other != file_name && Rotation::of(other).set == file_name)
    };
    let in_set = |stream: &&Stream| {
        stream.consumed > 0 && stream.path.parent() == parent && {
            let name = stream.path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| Rotation::of(name).set == file_name)
        }
    };
    if !streams.iter().any(|stream| in_set(&stream)) {
        return Vec::new();
    }
    let beside = directory(parent.unwrap_or(Path::new("."))).unwrap_or_default();
    // A file that was never read may be from before the site began, and nobody asked for it; whether
    // one continues what was read is told by how it begins, when it is opened.
    let older = beside.into_iter().filter(of_set);
    older.map(|listed| Listed { standing: Standing::OlderPart, ..listed }).collect()
}
