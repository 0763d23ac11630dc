//! What a sensor sends, cut into frames.
//!
//! A frame starts on a line of its own with the border, a blank and a header, as `f 3`; what stands
//! after that line up to the newline before the next border is its body, byte by byte. The border is a
//! random number of this run: whoever wrote a log or named a file cannot know it.

use std::io::{self, Read};

/// Random bytes of a border: nobody guesses 128 bits.
const NONCE_BYTES: usize = 16;

/// Headers are a few short words.
const HEADER_LIMIT: usize = 256;

/// How much is asked of the reader at a time.
const READ_BYTES: usize = 65_536;

/// More than any sensor holds: whoever sends more is broken or means harm.
const TOTAL_LIMIT: u64 = 64 * 1024 * 1024 * 1024;

/// A new border.
///
/// # Errors
/// The system has no random numbers.
pub(super) fn new_nonce() -> io::Result<String> {
    let mut bytes = [0; NONCE_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Cuts a stream into frames.
pub(super) struct Frames<R> {
    reader: R,
    /// Newline, border, blank.
    marker: Vec<u8>,
    /// What was read and is not yet handed on; it starts at `at`.
    buffer: Vec<u8>,
    at: usize,
    taken: u64,
}

impl<R: Read> Frames<R> {
    pub(super) fn new(reader: R, nonce: &str) -> Self {
        let marker = format!("\n{nonce} ").into_bytes();
        Self { reader, marker, buffer: Vec::new(), at: 0, taken: 0 }
    }

    /// Hands on what stands before the next border, and gives the header there; none at the end of
    /// the stream.
    ///
    /// # Errors
    /// The stream cannot be read, holds too much or a broken header, or `body` fails.
    pub(super) fn next<E: From<io::Error>>(
        &mut self,
        body: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<Option<String>, E> {
        loop {
            let rest = &self.buffer[self.at..];
            let (length, found) = before_marker(rest, &self.marker);
            if length > 0 {
                body(&rest[..length])?;
                self.at += length;
            }
            if found {
                self.at += self.marker.len();
                return Ok(Some(self.header()?));
            }
            if !self.fill()? {
                let rest = &self.buffer[self.at..];
                if !rest.is_empty() {
                    body(rest)?;
                }
                self.at = self.buffer.len();
                return Ok(None);
            }
        }
    }

    fn header(&mut self) -> io::Result<String> {
        loop {
            let rest = &self.buffer[self.at..];
            let window = &rest[..rest.len().min(HEADER_LIMIT)];
            if let Some(end) = window.iter().position(|byte| *byte == b'\n') {
                let header = String::from_utf8_lossy(&window[..end]).into_owned();
                self.at += end + 1;
                return Ok(header);
            }
            if window.len() == HEADER_LIMIT || !self.fill()? {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a header without end"));
            }
        }
    }

    /// Reads more; false at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let old = self.buffer.len();
        self.buffer.resize(old + READ_BYTES, 0);
        let count = loop {
            match self.reader.read(&mut self.buffer[old..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(old + count.as_ref().map_or(0, |count| *count));
        self.taken += count.as_ref().map_or(0, |count| *count as u64);
        if self.taken > TOTAL_LIMIT {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it sends without end"));
        }
        Ok(count? > 0)
    }
}

/// How many bytes surely stand before a marker, and whether one starts right after them. The
/// marker starts with a newline.
fn before_marker(bytes: &[u8], marker: &[u8]) -> (usize, bool) {
    let mut from = 0;
    while let Some(newline) = bytes[from..].iter().position(|byte| *byte == b'\n') {
        let candidate = &bytes[from + newline..];
        if candidate.starts_with(marker) {
            return (from + newline, true);
        }
        if marker.starts_with(candidate) {
            return (from + newline, false);
        }
        from += newline + 1;
    }
    (bytes.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time.
    struct Drops<'b>(&'b [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (first, rest) = self.0.split_at(self.0.len().min(1));
            buffer[..first.len()].copy_from_slice(first);
            self.0 = rest;
            Ok(first.len())
        }
    }

    fn frames(reader: impl Read) -> Vec<(Vec<u8>, Option<String>)> {
        let mut frames = Frames::new(reader, "N0");
        let mut all = Vec::new();
        loop {
            let mut body = Vec::new();
            let header = frames
                .next::<io::Error>(&mut |bytes| {
                    body.extend_from_slice(bytes);
                    Ok(())
                })
                .unwrap();
            let ended = header.is_none();
            all.push((body, header));
            if ended {
                return all;
            }
        }
    }

    #[test]
    fn bodies_are_kept_to_the_byte_however_they_arrive() {
        let stream = b"hello N0 x\n\nN0 a 1\nline\nN0no\n\0\n\nN0 b\n\nN0 c\n\n\nN0 d\nrest\n";
        let expected = [
            (&b"hello N0 x\n"[..], Some("a 1")),
            (b"line\nN0no\n\0\n", Some("b")),
            (b"", Some("c")),
            (b"\n", Some("d")),
            (b"rest\n", None),
        ];
        for all in [frames(&stream[..]), frames(Drops(stream))] {
            let all: Vec<_> = all.iter().map(|(b, h)| (&b[..], h.as_deref())).collect();
            assert_eq!(all, expected);
        }
    }

    #[test]
    fn a_header_without_end_is_refused() {
        let stream = [b"\nN0 ".as_slice(), &[b'x'; 10_000]].concat();
        for stream in [&stream[..], b"\nN0 cut"] {
            assert!(Frames::new(stream, "N0").next::<io::Error>(&mut |_| Ok(())).is_err());
        }
    }

    #[test]
    fn borders_are_new_each_time() {
        let (one, two) = (new_nonce().unwrap(), new_nonce().unwrap());
        assert_eq!((one.len(), two.len()), (32, 32));
        assert_ne!(one, two);
    }
}
