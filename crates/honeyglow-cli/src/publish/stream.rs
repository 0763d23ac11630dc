//! What was read of each log, and which log is which.
//!
//! A name says little: a log is renamed, copied and truncated, packed, packed again. A log is known
//! by how its text begins. Whatever file holds a text that begins as one of those that were read, and
//! is as long or longer, is the same log, and is read from where the reading ended:
//!
//! - renamed (`cowrie.json` to `cowrie.json.1`): the same file, whose inode tells it at once;
//! - copied and truncated: the copy begins as the log did; what is written after begins otherwise,
//!   and is a new log;
//! - packed: unpacked, it begins as it did.
//!
//! The last bytes that were read are compared too, so that a log that somebody has rewritten is told
//! from one that has grown.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use honeyglow::time::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How many bytes tell one log from another: some lines, with times and session ids in them.
pub(crate) const HEAD_BYTES: usize = 4096;
/// How many bytes before the place that was reached are compared.
pub(crate) const TAIL_BYTES: usize = 256;

/// A log and how far it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stream {
    /// The file that held it when it was seen last.
    pub(crate) path: PathBuf,
    /// How that file looked then.
    pub(crate) file: FileLook,
    /// How far its text, unpacked, was read; always to the end of a line.
    pub(crate) consumed: u64,
    /// The format, by its name; none is unknown, and not read.
    pub(crate) format: Option<u8>,
    head: Print,
    tail: Print,
    /// The time of its latest event, in microseconds since 1970 UTC.
    pub(crate) last: Option<i64>,
    /// When it was seen last, in seconds since 1970 UTC.
    pub(crate) seen: i64,
    /// Why it could not be read to its end, if it has not changed since.
    pub(crate) failure: Option<String>,
}

/// What the system says of a file without opening it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FileLook {
    /// Zero for a file of another machine.
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) bytes: u64,
    /// When it was changed, in nanoseconds since 1970 UTC (a second's, for a file of another machine).
    pub(crate) modified: i64,
}

impl FileLook {
    /// What stays when a file is written to or renamed.
    fn key(&self) -> (u64, u64) {
        (self.device, self.inode)
    }
}

/// A checksum over so many bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Print {
    length: u32,
    /// The first half of a SHA-256: logs are written by attackers.
    sum: [u8; 16],
}

impl Print {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self::from_digest(Sha256::new_with_prefix(bytes), bytes.len())
    }

    fn from_digest(digest: Sha256, length: usize) -> Self {
        let digest = digest.finalize();
        let mut sum = [0; 16];
        sum.copy_from_slice(&digest[..16]);
        Self { length: u32::try_from(length).unwrap_or(u32::MAX), sum }
    }

    /// Over how many bytes.
    pub(crate) fn length(&self) -> usize {
        self.length as usize
    }

    /// A number for what it was made of.
    pub(crate) fn number(&self) -> u64 {
        u64::from_le_bytes(*self.sum.first_chunk().unwrap_or(&[0; 8]))
    }

    /// Do the bytes begin with those that it was made of?
    fn begins(&self, bytes: &[u8]) -> bool {
        bytes.get(..self.length()).is_some_and(|begin| Self::of(begin) == *self)
    }

    /// Are the bytes those that it was made of?
    pub(crate) fn is_of(&self, bytes: &[u8]) -> bool {
        bytes.len() == self.length() && self.begins(bytes)
    }
}

impl Stream {
    /// A log of which nothing was read.
    pub(crate) fn unread(path: &Path, file: FileLook, format: Option<u8>, seen: i64) -> Self {
        let (head, tail) = (Print::of(&[]), Print::of(&[]));
        let path = path.to_owned();
        Self { path, file, consumed: 0, format, head, tail, last: None, seen, failure: None }
    }

    /// The same log, in another file.
    pub(crate) fn held_by(&self, path: &Path, file: FileLook, seen: i64) -> Self {
        Self { path: path.to_owned(), file, seen, failure: None, ..self.clone() }
    }

    /// Notes how far it was read, and with which bytes it begins and ends there.
    pub(crate) fn reach(&mut self, consumed: u64, head: &[u8], tail: &[u8]) {
        self.consumed = consumed;
        self.head = Print::of(head);
        self.tail = Print::of(tail);
    }

    /// Notes the time of an event that was read of it.
    pub(crate) fn note(&mut self, last: Option<Instant>) {
        self.last = self.last.max(last.map(Instant::micros));
    }

    /// The last bytes before the place that was reached.
    pub(crate) fn tail(&self) -> Print {
        self.tail
    }

    /// Does a text that begins so go on from what was read of this log?
    pub(crate) fn goes_on_in(&self, head: &[u8]) -> bool {
        self.consumed > 0 && self.head.begins(head)
    }
}

/// What was read of all logs of a site, each file's log once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    list: Vec<Stream>,
    by_file: HashMap<(u64, u64), usize>,
    by_head: HashMap<Print, Vec<usize>>,
    /// Over how many bytes heads are compared: mostly the most, and less for short logs.
    lengths: BTreeSet<usize>,
}

impl Streams {
    pub(crate) fn new(list: Vec<Stream>) -> Self {
        let mut streams = Self::default();
        list.into_iter().for_each(|stream| streams.put(stream));
        streams
    }

    pub(crate) fn list(&self) -> &[Stream] {
        &self.list
    }

    pub(crate) fn into_list(self) -> Vec<Stream> {
        self.list
    }

    /// The log that was seen in a file.
    pub(crate) fn of_file(&self, look: &FileLook) -> Option<&Stream> {
        self.by_file.get(&look.key()).and_then(|at| self.list.get(*at))
    }

    /// The same, if the file is as it was; it is noted as seen, under its name of today.
    pub(crate) fn unchanged(&mut self, look: &FileLook, path: &Path, now: i64) -> Option<&Stream> {
        let at = *self.by_file.get(&look.key())?;
        let stream = self.list.get_mut(at).filter(|stream| stream.file == *look)?;
        stream.seen = now;
        stream.path = path.to_owned();
        Some(stream)
    }

    /// Keeps what is known of a file's log, in place of what was.
    pub(crate) fn put(&mut self, stream: Stream) {
        let at = *self.by_file.entry(stream.file.key()).or_insert(self.list.len());
        let head = stream.head;
        if stream.consumed > 0 {
            self.lengths.insert(head.length());
            let same = self.by_head.entry(head).or_default();
            if !same.contains(&at) {
                same.push(at);
            }
        }
        match self.list.get_mut(at) {
            Some(known) => *known = stream,
            None => self.list.push(stream),
        }
    }

    /// A file holds another log than it did: what was read of the old one is kept without a file,
    /// since it may turn up in another.
    pub(crate) fn set_aside(&mut self, look: &FileLook, head: &[u8]) {
        let Some(known) = self.of_file(look) else { return };
        if known.consumed == 0 || known.goes_on_in(head) {
            return;
        }
        let mut aside = known.clone();
        let sum = aside.head.number();
        // No system numbers a device so.
        aside.file = FileLook { device: u64::MAX, inode: sum, bytes: 0, modified: 0 };
        self.put(aside);
    }

    /// The log that a text which begins so is of: of several copies, the one that was read furthest.
    pub(crate) fn known_as(&self, head: &[u8]) -> Option<&Stream> {
        // The longest beginning says most: a log of one line may begin as another one does.
        let lengths = self.lengths.iter().take_while(|length| **length <= head.len());
        let mut digest = Sha256::new();
        let mut hashed = 0;
        let mut found = None;
        for length in lengths {
            digest.update(&head[hashed..*length]);
            hashed = *length;
            let print = Print::from_digest(digest.clone(), *length);
            let same = self.by_head.get(&print).into_iter().flatten();
            let same = same.filter_map(|at| self.list.get(*at));
            let same = same.filter(|stream| stream.consumed > 0 && stream.head == print);
            found = same.max_by_key(|stream| stream.consumed).or(found);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inode: u64, text: &[u8]) -> Stream {
        let file = FileLook { inode, ..FileLook::default() };
        let mut stream = Stream::unread(Path::new("x"), file, None, 0);
        stream.reach(text.len() as u64, &text[..text.len().min(HEAD_BYTES)], text);
        stream
    }

    #[test]
    fn a_log_is_known_by_how_it_begins() {
        let texts = [&b"one\n"[..], b"one\ntwo\n", b"other\n", b""];
        let streams = Streams::new(texts.iter().zip(1..).map(|(t, i)| read(i, t)).collect());
        let known = |head: &[u8]| streams.known_as(head).map(|stream| stream.consumed);
        assert_eq!(known(b"one\ntwo\nthree\n"), Some(8));
        assert_eq!(known(b"one\n2\n"), Some(4));
        assert_eq!(known(b"on"), None);
        assert_eq!(known(b""), None);
    }

    #[test]
    fn of_copies_the_one_that_was_read_furthest_counts() {
        let long = vec![b'x'; HEAD_BYTES + 10];
        let mut further = read(2, &long);
        further.consumed += 90;
        let streams = Streams::new(vec![read(1, &long), further, read(3, &long)]);
        let known = streams.known_as(&long[..HEAD_BYTES]).unwrap();
        assert_eq!(known.consumed, long.len() as u64 + 90);
    }

    #[test]
    fn a_log_that_left_its_file_is_still_known() {
        let mut streams = Streams::new(vec![read(1, b"old log\n")]);
        let file = FileLook { inode: 1, bytes: 4, ..FileLook::default() };
        streams.set_aside(&file, b"new\n");
        streams.put(read(1, b"new\n"));
        assert_eq!(streams.known_as(b"old log\nand on").map(|stream| stream.consumed), Some(8));
        assert_eq!(streams.of_file(&file).map(|stream| stream.consumed), Some(4));
        streams.set_aside(&file, b"new\nand on");
        assert_eq!(streams.list().len(), 2);
    }
}
