//! Reading: log bytes in, events and an account of every line out.
//!
//! [`read`] takes one input as it lies on the disk or comes from a pipe. It unpacks it, sniffs
//! its [`Format`], looks through wrappers (Docker, Beats, Elasticsearch, syslog), cuts it into
//! blocks at the borders of records, and hands every [`Event`] that was asked for to a
//! [`Collect`], one per thread. What it could not read is counted by [`Reason`] in a [`Tally`],
//! with a few samples; a bad line never stops a run, and what stood before a broken end of a file
//! still counts.
//!
//! Each format has two readers. The plain one ([`plain`]) is short and slow; the fast one passes
//! over lines that cannot matter by substring search and borrows from the block. Tests and fuzz
//! targets hold them to the same answer.
//!
//! Everything in a log was written by an attacker: lines, nesting, records and decompression
//! have limits, each a constant with its reason. This room opens no files and knows no names of
//! files; the order of inputs and what to do about a broken one is the caller's affair.

mod block;
mod cowrie_json;
mod cowrie_text;
mod csv;
mod fast;
mod format;
mod hassh;
mod json_scan;
mod json_text;
mod outcome;
mod payload;
pub mod plain;
mod repeats;
mod sink;
mod tally;
mod text;
mod unpack;
mod work;
mod wrap;

pub use block::LINE_LIMIT;
pub use format::{Compression, Format, Wrapper, first_time, sniff};
pub use repeats::Repeats;
pub use sink::needles;
pub use tally::{Reason, Sample, Tally};
pub(crate) use text::decode;
pub use unpack::{Opened, open};

use std::fmt;
use std::io::{self, Read};

use jiff::tz::TimeZone;

use self::block::Blocks;
use crate::event::{Columns, Event, Kinds, Origin};

/// What the reader is to find.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The kinds of event that go to the collectors.
    pub kinds: Kinds,
    /// The columns that these events must have filled; others may be filled too.
    pub columns: Columns,
    /// The zone of timestamps that do not say their offset.
    pub zone: TimeZone,
    /// The format; none is sniffed.
    pub format: Option<Format>,
    /// Which lines are looked at.
    pub coverage: Coverage,
}

/// Which lines are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Those that can hold an event that was asked for; the others are passed over unread.
    Asked,
    /// Every one, and every one is accounted for.
    EveryLine,
}

/// Takes events as they are found.
pub trait Collect {
    /// Takes one event, where it was found, and its record as it stands in the log (unwrapped,
    /// without the newline at its end).
    fn event(&mut self, event: &Event<'_>, origin: Origin, line: &[u8]);
}

/// What reading one input gave.
#[derive(Debug)]
#[must_use]
pub struct Reading {
    /// The account of its lines.
    pub tally: Tally,
    /// Why it was not read to its end; what was read until then counts.
    pub failure: Option<ReadError>,
}

/// Why an input was not read to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The input itself failed.
    Input(io::Error),
    /// The input is not what its first bytes promise, or breaks off.
    Unpack(Compression, io::Error),
    /// The input grows more than any log does when it is unpacked.
    Bomb(Compression),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Input(error) => write!(f, "cannot be read further: {error}"),
            ReadError::Unpack(compression, error) => {
                write!(f, "{} data is broken or breaks off: {error}", compression.name())
            }
            ReadError::Bomb(compression) => {
                write!(f, "{} data unpacks to far more than a log does", compression.name())
            }
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadError::Input(error) | ReadError::Unpack(_, error) => Some(error),
            ReadError::Bomb(_) => None,
        }
    }
}

/// Reads one input to its end, with one thread for each collector.
///
/// `file` is the number of the input in the run, for the origins of events and for `repeats`.
/// With exactly one collector events arrive in the order of the log; with more, each collector
/// gets its blocks in that order.
pub fn read<R: Read + Send, C: Collect + Send>(
    input: R,
    file: u32,
    ask: &Ask,
    repeats: &mut Repeats,
    collectors: &mut [C],
) -> Reading {
    let mut tally = Tally::default();
    let opened = match open(input) {
        Ok(opened) => opened,
        Err(error) => return Reading { tally, failure: Some(ReadError::Input(error)) },
    };
    tally.compression = opened.compression;
    let mut blocks = Blocks::new(opened.reader);
    if !blocks.is_empty() {
        let layout = blocks.sniff(ask.format);
        tally.format = layout.map(|layout| layout.format);
        tally.wrapper = layout.and_then(|layout| layout.wrapper);
        // A file of an unknown format may be anything, of any size: it is read only if every
        // line has to be accounted for.
        if layout.is_some() || ask.coverage == Coverage::EveryLine {
            blocks = work::read_blocks(blocks, layout, file, ask, repeats, collectors, &mut tally);
        }
    }
    tally.bytes = blocks.offset();
    tally.settle(ask.coverage);
    repeats.close(file, tally.last);
    let failure = blocks.error.map(|error| match tally.compression {
        Some(compression) if unpack::is_bomb(&error) => ReadError::Bomb(compression),
        Some(compression) => ReadError::Unpack(compression, error),
        None => ReadError::Input(error),
    });
    Reading { tally, failure }
}
