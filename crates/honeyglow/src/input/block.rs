//! Blocks: pieces of an input that end where a record ends.
//!
//! Threads take blocks in turn from one reader and work on them without knowing of each other.
//! A block is some hundred kilobytes, so that taking one is rare and its buffer stays in the
//! cache; its buffer goes round between reader and thread.

use std::io::{self, Read};

use super::csv::{self, RowEnd};
use super::format::{HEAD_LIMIT, Layout, sniff_layout};
use super::{Format, cowrie_text, wrap};

/// How much is read at a time.
const BLOCK_BYTES: usize = 512 * 1024;

/// The longest line that is kept. An SSH packet holds 256 KiB at most; written with six bytes
/// for one, and in a message a second time, that is 3 MiB.
pub const LINE_LIMIT: usize = 4 * 1024 * 1024;

/// The longest record of several lines that is kept together; what goes on longer is cut.
const RECORD_LIMIT: usize = 2 * LINE_LIMIT;

/// Whole records of an input.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Never shrinks, so that it is cleared once and not for each block.
    buffer: Vec<u8>,
    length: usize,
    /// Bytes of the input before the block.
    pub(super) offset: u64,
    /// How many blocks of the input came before.
    pub(super) number: usize,

    pub(super) content: Content,
    /// Is it the input's last block?
    pub(super) is_last: bool,
}

/// What a block holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Content {
    /// Records.
    #[default]
    Records,
    /// The beginning of a line that is too long, which has so many bytes in all.
    LongLine(u64),
}

impl Block {
    /// A block that is a whole input.
    pub(super) fn whole(bytes: &[u8], offset: u64) -> Self {
        let (buffer, length) = (bytes.to_vec(), bytes.len());
        Self { buffer, length, offset, is_last: true, ..Self::default() }
    }

    /// The records.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// How many physical lines the block has.
    pub(super) fn line_count(&self) -> u64 {
        if self.content != Content::Records {
            return 1;
        }
        let newlines = memchr::memchr_iter(b'\n', self.bytes()).count();
        let open = self.bytes().last().is_some_and(|byte| *byte != b'\n');
        (newlines + usize::from(open)) as u64
    }

    /// The number of the line within the block, from 1.
    pub(super) fn line_number(&self, at: usize) -> u64 {
        1 + memchr::memchr_iter(b'\n', &self.bytes()[..at]).count() as u64
    }
}

/// Cuts an input into blocks.
pub(super) struct Blocks<'r> {
    reader: Box<dyn Read + Send + 'r>,
    /// What was read and not yet given out.
    carry: Vec<u8>,
    offset: u64,
    number: usize,
    ended: bool,
    layout: Option<Layout>,
    /// Why the input ended before its end.
    pub(super) error: Option<io::Error>,
}

impl<'r> Blocks<'r> {
    /// Skips a byte order mark.
    pub(super) fn new(reader: Box<dyn Read + Send + 'r>) -> Self {
        let mut blocks = Self {
            reader,
            carry: Vec::new(),
            offset: 0,
            number: 0,
            ended: false,
            layout: None,
            error: None,
        };
        let mut head = Vec::new();
        let length = blocks.fill(&mut head, 0, HEAD_LIMIT);
        head.truncate(length);
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
            blocks.offset = 3;
        }
        blocks.carry = head;
        blocks
    }

    /// Looks at the beginning of the input to tell what it is.
    pub(super) fn sniff(&mut self, named: Option<Format>) -> Option<Layout> {
        self.layout = sniff_layout(&self.carry[..self.carry.len().min(HEAD_LIMIT)], named);
        self.layout
    }

    /// How many bytes were given out.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Is there nothing to give out?
    pub(super) fn is_empty(&self) -> bool {
        self.ended && self.carry.is_empty()
    }

    /// Puts the next records into `block`; false at the end of the input.
    pub(super) fn next(&mut self, block: &mut Block) -> bool {
        block.offset = self.offset;
        block.number = self.number;
        block.content = Content::Records;
        self.number += 1;
        let mut length = self.carry.len();
        let mut wanted = if self.ended { length } else { BLOCK_BYTES.max(length) };
        if block.buffer.len() < wanted {
            block.buffer.resize(wanted, 0);
        }
        block.buffer[..length].copy_from_slice(&self.carry);
        self.carry.clear();
        loop {
            length = self.fill(&mut block.buffer, length, wanted);
            let bytes = &block.buffer[..length];
            block.is_last = self.ended;
            let end = match self.cut(bytes) {
                _ if self.ended => length,
                Some(end) => end,
                // A row of a table has its own limit, so it is one record of very many lines.
                None if length >= RECORD_LIMIT => match memchr::memrchr(b'\n', bytes) {
                    Some(newline) => newline + 1,
                    None => {
                        self.pass_long_line(block, length);
                        return true;
                    }
                },
                None => {
                    wanted = (length * 2).min(RECORD_LIMIT);
                    continue;
                }
            };
            self.carry.extend_from_slice(&bytes[end..]);
            block.length = end;
            self.offset += end as u64;
            return end > 0;
        }
    }

    /// Reads until the buffer, of which `length` bytes are in use, has so many in use; says how
    /// many are.
    fn fill(&mut self, buffer: &mut Vec<u8>, mut length: usize, wanted: usize) -> usize {
        if buffer.len() < wanted {
            buffer.resize(wanted, 0);
        }
        while length < wanted && !self.ended {
            match self.reader.read(&mut buffer[length..wanted]) {
                Ok(0) => self.ended = true,
                Ok(count) => length += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.error = Some(error);
                    self.ended = true;
                }
            }
        }
        length
    }

    /// Where the last record that is whole ends.
    fn cut(&self, bytes: &[u8]) -> Option<usize> {
        let Some(layout) = self.layout else {
            return memchr::memrchr(b'\n', bytes).map(|newline| newline + 1);
        };
        if layout.format == Format::Csv {
            return cut_rows(bytes);
        }
        let mut end = bytes.len();
        loop {
            let start = memchr::memrchr(b'\n', &bytes[..end])? + 1;
            let line = &bytes[start..];
            let starts = match (layout.format, layout.wrapper) {
                (Format::CowrieText, None) => !line.is_empty() && cowrie_text::starts_record(line),
                (Format::CowrieText, Some(_)) => {
                    memchr::memchr(b'\n', line).is_some_and(|newline| {
                        wrap::unwrap(&line[..newline])
                            .is_none_or(|inner| cowrie_text::starts_record(inner.inner.as_bytes()))
                    })
                }
                _ => true,
            };
            if starts {
                return Some(start);
            }
            end = start - 1;
        }
    }

    /// Gives out the beginning of a line and passes over the rest.
    fn pass_long_line(&mut self, block: &mut Block, length: usize) {
        let mut length = length as u64;
        let mut buffer = Vec::new();
        loop {
            let filled = self.fill(&mut buffer, 0, BLOCK_BYTES);
            if let Some(newline) = memchr::memchr(b'\n', &buffer[..filled]) {
                length += newline as u64 + 1;
                self.carry.extend_from_slice(&buffer[newline + 1..filled]);
                break;
            }
            length += filled as u64;
            if self.ended {
                break;
            }
        }
        block.length = LINE_LIMIT;
        block.content = Content::LongLine(length);
        self.offset += length;
    }
}

/// Rows have to be walked from the start: only the number of quotes tells whether a newline ends one.
fn cut_rows(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    loop {
        match csv::row_end(&bytes[end..], csv::Input::GoesOn) {
            RowEnd::Row { length, .. } | RowEnd::OpenQuote { length } => end += length,
            RowEnd::Unfinished => return (end > 0).then_some(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(input: &[u8]) -> Vec<(Vec<u8>, Content)> {
        let mut blocks = Blocks::new(Box::new(input));
        blocks.sniff(None);
        let mut block = Block::default();
        let mut all = Vec::new();
        while blocks.next(&mut block) {
            all.push((block.bytes().to_vec(), block.content));
        }
        all
    }

    #[test]
    fn blocks_together_are_the_input_and_end_where_records_end() {
        let record = b"2026-11-24T05:03:51.6Z [ssh,1,192.0.2.1] CMD: a\n\tb\n\tc\n";
        let input = record.repeat(3 * BLOCK_BYTES / record.len());
        let all = blocks(&input);
        assert!(all.len() > 2);
        assert!(all.iter().all(|(bytes, _)| bytes.starts_with(b"2026") && bytes.ends_with(b"c\n")));
        assert_eq!(all.iter().flat_map(|(bytes, _)| bytes.clone()).collect::<Vec<u8>>(), input);
    }

    #[test]
    fn a_line_of_fifty_megabytes_is_passed_over() {
        let mut input = b"short\n".to_vec();
        input.extend(std::iter::repeat_n(b'x', 50_000_000));
        input.extend(b"\nend\n");
        let all = blocks(&input);
        assert!(all.iter().any(|(bytes, content)| *content == Content::LongLine(50_000_001)
            && bytes.len() == LINE_LIMIT));
        assert_eq!(all.last().unwrap().0, b"end\n");
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(blocks(b"\xef\xbb\xbfa\n")[0].0, b"a\n");
    }
}
