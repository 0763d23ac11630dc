//! The account of an input: every line in exactly one column.

use std::fmt;

use super::{Compression, Coverage, Format, Wrapper};
use crate::event::Kind;
use crate::time::Instant;

/// Why a line was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Reason {
    /// The file is of no format that is known.
    UnknownFormat,
    /// The line is longer than any that a honeypot writes.
    TooLong,
    /// The line is no JSON object.
    NotJson,
    /// The last line breaks off.
    Torn,
    /// A JSON object that does not say which event it is.
    NoEventId,
    /// A line of a text log that starts with neither a timestamp nor a TAB.
    NoTimestamp,
    /// A line of a text log that does not say which part of the program wrote it.
    NoSystem,
    /// An event that does not say who the peer was.
    NoPeer,
    /// A message that starts as an event but cannot be taken apart.
    BadMessage,
    /// A row of a table that has fewer than two or more than five columns.
    Columns,
    /// A quote in a table that is never closed.
    OpenQuote,
    /// A line of `audit.log`, which names no attacker on its events and can be forged whole.
    AuditLog,
}

impl Reason {
    /// How many reasons there are.
    const COUNT: usize = 12;

    /// All reasons, in the order of their declaration.
    pub const ALL: [Reason; Self::COUNT] = [
        Reason::UnknownFormat,
        Reason::TooLong,
        Reason::NotJson,
        Reason::Torn,
        Reason::NoEventId,
        Reason::NoTimestamp,
        Reason::NoSystem,
        Reason::NoPeer,
        Reason::BadMessage,
        Reason::Columns,
        Reason::OpenQuote,
        Reason::AuditLog,
    ];

    /// The stable name that machine-readable reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Reason::UnknownFormat => "unknown-format",
            Reason::TooLong => "too-long",
            Reason::NotJson => "not-json",
            Reason::Torn => "torn",
            Reason::NoEventId => "no-eventid",
            Reason::NoTimestamp => "no-timestamp",
            Reason::NoSystem => "no-system",
            Reason::NoPeer => "no-peer",
            Reason::BadMessage => "bad-message",
            Reason::Columns => "columns",
            Reason::OpenQuote => "open-quote",
            Reason::AuditLog => "audit-log",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::UnknownFormat => "unknown format",
            Reason::TooLong => "longer than any honeypot's line",
            Reason::NotJson => "no JSON object",
            Reason::Torn => "the last line breaks off",
            Reason::NoEventId => "no eventid",
            Reason::NoTimestamp => "no timestamp in the first column",
            Reason::NoSystem => "no `[...]` after the timestamp",
            Reason::NoPeer => "the event does not say who the peer was",
            Reason::BadMessage => "the message cannot be taken apart",
            Reason::Columns => "not two to five columns",
            Reason::OpenQuote => "a quote is never closed",
            Reason::AuditLog => "audit.log names no attacker and can be forged: use cowrie.json",
        })
    }
}

/// A skipped line, kept to be shown. Its bytes are an attacker's: escape them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The number of the line, from 1.
    pub line_number: u64,
    /// Bytes from the start of the uncompressed input.
    pub offset: u64,
    /// Why it was skipped.
    pub reason: Reason,
    /// How it begins.
    pub excerpt: Vec<u8>,
}

impl Sample {
    /// How many bytes of a line are kept: a line on a terminal.
    pub const EXCERPT_LIMIT: usize = 120;
    /// How many lines are kept for each reason: enough to see what they have in common.
    pub const LIMIT_PER_REASON: usize = 3;
}

/// The account of one input, or of several added up.
///
/// `lines` is the sum of all events, `other`, `continuation`, `blank`, `repeated`, `passed` and
/// all that was skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What the input is; none if that is unknown or the input is empty.
    pub format: Option<Format>,
    /// What stands around each line.
    pub wrapper: Option<Wrapper>,
    /// How the input was packed; the outermost if more than once.
    pub compression: Option<Compression>,
    /// Uncompressed bytes.
    pub bytes: u64,
    /// Physical lines, the last one even if it has no newline.
    pub lines: u64,
    /// Lines that were understood and are no event that is known here.
    pub other: u64,
    /// Lines that continue a record.
    pub continuation: u64,
    /// Lines without anything in them.
    pub blank: u64,
    /// Lines that another input of the run has brought already.
    pub repeated: u64,
    /// Lines passed over unread, because they cannot hold what was asked for.
    pub passed: u64,
    /// Tunnel requests whose text can be taken apart in more than one way.
    pub ambiguous: u64,
    /// The time of the earliest event.
    pub first: Option<Instant>,
    /// The time of the latest event.
    pub last: Option<Instant>,
    /// Some of the skipped lines, in the order of the input.
    pub samples: Vec<Sample>,
    events: [u64; Kind::ALL.len()],
    skipped: [u64; Reason::COUNT],
}

impl Tally {
    /// Events of a kind.
    #[must_use]
    pub fn events(&self, kind: Kind) -> u64 {
        self.events[kind as usize]
    }

    /// Events of every kind.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.events.iter().sum()
    }

    /// Lines skipped for a reason.
    #[must_use]
    pub fn skipped(&self, reason: Reason) -> u64 {
        self.skipped[reason as usize]
    }

    /// Lines skipped for any reason.
    #[must_use]
    pub fn skipped_count(&self) -> u64 {
        self.skipped.iter().sum()
    }

    /// Does every line stand in one column?
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.accounted() + self.passed == self.lines
    }

    /// Lines that stand in a column other than `passed`.
    fn accounted(&self) -> u64 {
        self.event_count()
            + self.skipped_count()
            + self.other
            + self.continuation
            + self.blank
            + self.repeated
    }

    /// Completes the account of an input whose lines and records have been counted.
    pub(super) fn settle(&mut self, coverage: Coverage) {
        self.settle_samples();
        if coverage == Coverage::Asked {
            self.passed = self.lines.saturating_sub(self.accounted());
        }
    }

    /// Adds the counts and times of another account, but not its samples, which belong to one
    /// input, nor what it says about the input's format.
    pub fn add_counts(&mut self, other: &Tally) {
        self.bytes += other.bytes;
        self.lines += other.lines;
        self.other += other.other;
        self.continuation += other.continuation;
        self.blank += other.blank;
        self.repeated += other.repeated;
        self.passed += other.passed;
        self.ambiguous += other.ambiguous;
        for (sum, count) in self.events.iter_mut().zip(other.events) {
            *sum += count;
        }
        for (sum, count) in self.skipped.iter_mut().zip(other.skipped) {
            *sum += count;
        }
        self.note_time(other.first);
        self.note_time(other.last);
    }

    pub(super) fn count_event(&mut self, kind: Kind, time: Option<Instant>) {
        self.events[kind as usize] += 1;
        self.note_time(time);
    }

    pub(super) fn note_time(&mut self, time: Option<Instant>) {
        let Some(time) = time else { return };
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
    }

    /// Counts a skipped line and keeps it if few are kept for its reason.
    pub(super) fn skip(
        &mut self,
        reason: Reason,
        line: &[u8],
        offset: u64,
        line_number: impl FnOnce() -> u64,
    ) {
        self.skipped[reason as usize] += 1;
        if self.skipped[reason as usize] <= Sample::LIMIT_PER_REASON as u64 {
            let line_number = line_number();
            let excerpt = line[..line.len().min(Sample::EXCERPT_LIMIT)].to_vec();
            self.samples.push(Sample { line_number, offset, reason, excerpt });
        }
    }

    /// Puts samples of several threads into the order of the input and keeps the first of each
    /// reason, so that the same input gives the same samples however many threads read it.
    fn settle_samples(&mut self) {
        self.samples.sort_by_key(|sample| sample.offset);
        let mut kept = [0; Reason::COUNT];
        self.samples.retain(|sample| {
            kept[sample.reason as usize] += 1;
            kept[sample.reason as usize] <= Sample::LIMIT_PER_REASON
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_all_reasons_follows_the_declaration() {
        for (index, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, index);
        }
    }

    #[test]
    fn few_samples_are_kept_and_they_are_the_first() {
        let mut tally = Tally::default();
        for offset in (0..10).rev() {
            let mut part = Tally::default();
            part.skip(Reason::NotJson, &[b'x'; 500], offset, || offset + 1);
            tally.add_counts(&part);
            tally.samples.append(&mut part.samples);
        }
        tally.settle_samples();
        assert_eq!(tally.skipped(Reason::NotJson), 10);
        assert_eq!(tally.samples.iter().map(|s| s.offset).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(tally.samples[0].excerpt.len(), Sample::EXCERPT_LIMIT);
    }
}
