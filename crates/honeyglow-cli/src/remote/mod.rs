//! Reading the logs of a sensor through the system's `ssh`.
//!
//! The user's own configuration, keys, agent and known hosts are used as they are. [`list`] says
//! which files are there, [`fetch`] brings lines of them; each is one run of `ssh`. The other side
//! needs a POSIX shell with `head -c`, `tail`, `od`, `ls` and, for what they are good for, `stat`,
//! `grep` and the unpackers; nothing is installed or written there.
//!
//! A sensor is a machine that people break into. So nothing is forwarded to it, what it sends has
//! limits, and no name of a file reaches a shell but through [`script::quoted`].

mod address;
mod conversation;
mod error;
mod fetch;
mod frames;
mod list;
mod script;
mod ssh;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) use address::{Address, SCHEME};
pub(crate) use error::RemoteError;

/// How much of the beginning of a file [`list`] brings: enough for the first lines of any log,
/// which tell its format and its first time.
pub(crate) const HEAD_BYTES: u64 = 4096;

/// How `ssh` is called, and how long it may be silent.
#[derive(Clone, Debug)]
pub(crate) struct Ssh {
    /// The program; `ssh` is looked for as the shell does.
    pub(crate) program: PathBuf,
    /// Further words before the host, as `-F` and a file.
    pub(crate) options: Vec<String>,
    /// How long a connection may take to come about.
    pub(crate) connect_timeout: Duration,
    /// After how long without a byte or a sign of life the sensor is taken for down.
    pub(crate) silence_timeout: Duration,
}

impl Default for Ssh {
    fn default() -> Self {
        Self {
            program: PathBuf::from("ssh"),
            options: Vec::new(),
            connect_timeout: Duration::from_secs(20),
            silence_timeout: Duration::from_secs(60),
        }
    }
}

/// A file of a sensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its whole name there; any bytes but NUL.
    pub(crate) name: Vec<u8>,
    /// Its inode.
    pub(crate) inode: u64,
    /// How many bytes it has as it lies there.
    pub(crate) bytes: u64,
    /// When it was last written, in seconds since 1970 UTC; 0 if nothing there can tell.
    pub(crate) modified: i64,
    /// Its first [`HEAD_BYTES`] bytes, unpacked; empty if it may not be read, none if it is known.
    pub(crate) head: Option<Vec<u8>>,
}

impl Found {
    /// What [`list`] looks for among the known.
    pub(crate) fn key(&self) -> (u64, u64, i64) {
        (self.inode, self.bytes, self.modified)
    }
}

/// What to bring of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Want {
    /// Its name, as [`list`] gave it.
    pub(crate) name: Vec<u8>,
    /// How many bytes of the unpacked text to pass over: the `consumed` of the time before.
    pub(crate) from: u64,
    /// Only lines that hold one of these; all if there is none. A sensor whose `grep` is too old
    /// sends the other lines too.
    pub(crate) needles: Vec<String>,
}

/// How the lines of a file ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Everything is looked at.
    Whole,
    /// The last line of a plain file has no newline yet; it is left for the next time.
    Torn,
    /// Packed data is broken or breaks off; what came before it was sent.
    Broken,
    /// The file shrank under the reader: what was sent may be of before and after.
    Changed,
    /// The file has fewer bytes than were to be passed over: it is another one. Nothing was sent.
    Shrunk,
    /// The file is not there any more.
    Gone,
    /// The user who logs in may not read it.
    Unreadable,
    /// It unpacks to more than a log does. Nothing was sent.
    Bomb,
    /// The sensor lacks this program to unpack it. Nothing was sent.
    NoTool(String),
}

/// Takes what [`fetch`] brings. Files come one after the other, in the order in which they were
/// wanted; chunks are cut anywhere, and after the last line of a file a newline may be missing.
pub(crate) trait Take {
    /// Some bytes of a wanted file, by its number.
    ///
    /// # Errors
    /// They cannot be taken; this ends the run.
    fn chunk(&mut self, file: usize, bytes: &[u8]) -> io::Result<()>;

    /// The file is at its end. `consumed` is the offset in the unpacked text after the last line that was
    /// looked at, whether or not a needle was in it.
    fn end(&mut self, file: usize, consumed: u64, cut: Cut);
}

/// The files that the address leads to: those that its pattern matches, and those in directories
/// that it matches, in the order of the sensor's shell. Beginnings come only of files whose inode, size and time are not `known`.
///
/// # Errors
/// The sensor cannot be reached or read, or there is no such file.
pub(crate) fn list(
    address: &Address,
    ssh: &Ssh,
    known: &BTreeSet<(u64, u64, i64)>,
) -> Result<Vec<Found>, RemoteError> {
    list::list(address, ssh, known)
}

/// Brings what is wanted, in order. A file that is gone or cannot be read has its [`Cut`]; the
/// others go on.
///
/// # Errors
/// The sensor cannot be reached, or breaks off. Files whose `end` was told are complete.
pub(crate) fn fetch(
    address: &Address,
    ssh: &Ssh,
    wants: &[Want],
    take: &mut dyn Take,
) -> Result<(), RemoteError> {
    fetch::fetch(address, ssh, wants, take)
}
