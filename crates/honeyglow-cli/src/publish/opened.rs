//! A log of this machine, opened where the reading goes on.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use honeyglow::input::{self, Compression, Opened};

use super::stream::{FileLook, Stream};

/// How a text begins, unpacked. What is broken behind its beginning shows when it is read.
pub(super) fn head(path: &Path, look: &FileLook, bytes: u64) -> io::Result<Vec<u8>> {
    let opened = input::open(open_file(path, look)?)?;
    let mut head = Vec::new();
    let read = opened.reader.take(bytes).read_to_end(&mut head);
    match read {
        Err(error) if head.is_empty() && opened.compression.is_none() => Err(error),
        _ => Ok(head),
    }
}

/// A text, opened where the reading goes on.
pub(super) struct OpenedAt {
    pub(super) reader: Box<dyn io::Read + Send>,
    pub(super) compression: Option<Compression>,
    pub(super) consumed: u64,
    pub(super) tail: Vec<u8>,
}

/// Where the reading goes on.
pub(super) enum At {
    Here(OpenedAt),
    /// The text ends before that place.
    Behind,
    /// Other bytes stand before that place.
    Rewritten,
}

pub(super) fn open_at_start(path: &Path, look: &FileLook) -> io::Result<OpenedAt> {
    let opened = input::open(open_file(path, look)?)?;
    let Opened { reader, compression } = opened;
    Ok(OpenedAt { reader, compression, consumed: 0, tail: Vec::new() })
}

/// Opens a text where the reading of a known log ended.
pub(super) fn open_at(path: &Path, look: &FileLook, known: &Stream) -> io::Result<At> {
    let tail_length = known.tail().length() as u64;
    let before = known.consumed.saturating_sub(tail_length);
    let mut file = open_file(path, look)?;
    let compression = input::open(&mut file)?.compression;
    file.rewind()?;
    let mut reader: Box<dyn io::Read + Send> = if compression.is_some() {
        let mut reader = input::open(file)?.reader;
        let passed = io::copy(&mut reader.by_ref().take(before), &mut io::sink());
        match passed {
            Ok(passed) if passed == before => {}
            // Whether it breaks off or ends there: nothing in it is new.
            Ok(_) | Err(_) => return Ok(At::Behind),
        }
        reader
    } else {
        if file.metadata()?.len() < known.consumed {
            return Ok(At::Behind);
        }
        file.seek(SeekFrom::Start(before))?;
        Box::new(file)
    };
    let mut tail = Vec::new();
    if reader.by_ref().take(tail_length).read_to_end(&mut tail).is_err() {
        return Ok(At::Behind);
    }
    if (tail.len() as u64) < tail_length {
        return Ok(At::Behind);
    }
    if !known.tail().is_of(&tail) {
        return Ok(At::Rewritten);
    }
    Ok(At::Here(OpenedAt { reader, compression, consumed: known.consumed, tail }))
}

/// Opens a file that was listed. One that was rotated away since is not found: the next run lists it
/// under its new name, and must not be told that it was read.
fn open_file(path: &Path, look: &FileLook) -> io::Result<File> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if (metadata.dev(), metadata.ino()) != (look.device, look.inode) {
        return Err(io::Error::from(io::ErrorKind::NotFound));
    }
    Ok(file)
}
