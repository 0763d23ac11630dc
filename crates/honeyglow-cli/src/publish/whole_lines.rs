//! A log that is still being written, read up to its last whole line.

use std::io::{self, Read};

use honeyglow::input::LINE_LIMIT;

use super::stream::{HEAD_BYTES, TAIL_BYTES};

/// How much is read at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// What a last line without a newline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LastLine {
    /// Being written: it is left for the next run.
    Growing,
    /// All there will be: nobody writes into a packed file.
    Whole,
}

/// Gives the bytes of a log up to its last newline, and remembers what it gave.
#[derive(Debug)]
pub(crate) struct WholeLines<R> {
    inner: R,
    last_line: LastLine,
    /// Read; given up to `given`, and to be given up to `ready`.
    buffer: Vec<u8>,
    given: usize,
    ready: usize,
    consumed: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl<R: Read> WholeLines<R> {
    /// Reads on after `consumed` bytes of the text, of which `head` were the first and `tail` the last.
    pub(crate) fn new(
        inner: R,
        last_line: LastLine,
        consumed: u64,
        head: Vec<u8>,
        tail: Vec<u8>,
    ) -> Self {
        let buffer = Vec::new();
        Self { inner, last_line, buffer, given: 0, ready: 0, consumed, head, tail }
    }

    /// Bytes of the text that were given, those before it began among them.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// The first bytes of the text that were given, as many as tell logs apart.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The last bytes that were given.
    pub(crate) fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Reads until there is something to give, or an end.
    fn fill(&mut self) -> io::Result<()> {
        while self.given == self.ready {
            self.buffer.drain(..self.given);
            (self.given, self.ready) = (0, 0);
            let before = self.buffer.len();
            self.buffer.resize(before + CHUNK_BYTES, 0);
            let read = loop {
                match self.inner.read(&mut self.buffer[before..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read,
                }
            };
            self.buffer.truncate(before + *read.as_ref().unwrap_or(&0));
            let read = read?;
            let newline = memchr::memrchr(b'\n', &self.buffer[before..]);
            let is_too_long = self.buffer.len() > LINE_LIMIT;
            self.ready = match newline {
                Some(at) => before + at + 1,
                // A line that is no line: the reader counts it as too long.
                None if is_too_long => self.buffer.len(),
                None if read == 0 && self.last_line == LastLine::Whole => self.buffer.len(),
                None => 0,
            };
            if read == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    fn note(&mut self, given: &[u8]) {
        self.consumed += given.len() as u64;
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(&given[..given.len().min(room)]);
        let start = given.len().saturating_sub(TAIL_BYTES);
        self.tail.extend_from_slice(&given[start..]);
        let start = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..start);
    }
}

impl<R: Read> Read for WholeLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        self.fill()?;
        let length = (self.ready - self.given).min(out.len());
        out[..length].copy_from_slice(&self.buffer[self.given..self.given + length]);
        self.given += length;
        self.note(&out[..length]);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], last_line: LastLine) -> (String, u64) {
        let mut lines = WholeLines::new(text, last_line, 0, Vec::new(), Vec::new());
        let mut given = String::new();
        lines.read_to_string(&mut given).unwrap();
        (given, lines.consumed())
    }

    #[test]
    fn a_line_that_is_being_written_waits() {
        assert_eq!(read(b"a\nb\nc", LastLine::Growing), ("a\nb\n".to_owned(), 4));
        assert_eq!(read(b"a\nb\nc", LastLine::Whole), ("a\nb\nc".to_owned(), 5));
        assert_eq!(read(b"abc", LastLine::Growing), (String::new(), 0));
        assert_eq!(read(b"", LastLine::Whole), (String::new(), 0));
    }

    #[test]
    fn a_line_beyond_every_limit_does_not_stop_the_log() {
        let text = [vec![b'x'; LINE_LIMIT + CHUNK_BYTES], b"\nb\nc".to_vec()].concat();
        let (given, consumed) = read(&text, LastLine::Growing);
        assert_eq!(consumed, text.len() as u64 - 1);
        assert!(given.ends_with("\nb\n"));
    }

    #[test]
    fn head_and_tail_go_on_where_a_run_before_ended() {
        let (head, tail) = (b"0123\n".to_vec(), b"23\n".to_vec());
        let mut lines = WholeLines::new(&b"45\n6"[..], LastLine::Growing, 5, head, tail);
        lines.read_to_end(&mut Vec::new()).unwrap();
        assert_eq!(lines.consumed(), 8);
        assert_eq!((lines.head(), lines.tail()), (&b"0123\n45\n"[..], &b"23\n45\n"[..]));
    }
}
