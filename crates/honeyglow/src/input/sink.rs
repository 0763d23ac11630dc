//! Where records end: each is counted once, and events go to the collector.

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, Input, Span};

use super::block::Block;
use super::format::{Layout, sniff_layout};
use super::outcome::{Parsed, Verdict};
use super::repeats::Watch;
use super::{Ask, Collect, Coverage, Format, Reason, Tally, cowrie_json, cowrie_text};
use crate::event::{Kind, Kinds, Origin};

/// Substrings, one of which stands in every record that can matter.
pub(super) enum Needles {
    /// Nothing can matter.
    None,
    /// Compares sixteen or more bytes with all needles at once.
    Packed(Searcher),
    /// Where the processor cannot do that.
    Automaton(AhoCorasick),
}

impl Needles {
    pub(super) fn new(format: Option<Format>, kinds: Kinds) -> Self {
        let needles = texts(format, kinds);
        if needles.is_empty() {
            return Needles::None;
        }
        match Searcher::new(&needles) {
            Some(searcher) => Needles::Packed(searcher),
            // A few short constants: building cannot fail.
            None => AhoCorasick::new(&needles).map_or(Needles::None, Needles::Automaton),
        }
    }

    /// The first place at or after `from` where a needle stands.
    pub(super) fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let span = Span { start: from, end: bytes.len() };
        let found = match self {
            Needles::None => None,
            Needles::Packed(searcher) => searcher.find_in(bytes, span),
            Needles::Automaton(automaton) => automaton.find(Input::new(bytes).span(span)),
        };
        found.map(|found| found.start())
    }
}

/// The substrings for events of these kinds; none where every line can matter.
fn texts(format: Option<Format>, kinds: Kinds) -> Vec<&'static str> {
    let needles_of = match format {
        Some(Format::CowrieJson) => cowrie_json::needles,
        Some(Format::CowrieText) => cowrie_text::needles,
        _ => |_: Kind| -> &'static [&'static str] { &[] },
    };
    let mut needles: Vec<&str> = Kind::ALL
        .into_iter()
        .filter(|kind| kinds.contains(*kind))
        .flat_map(|kind| needles_of(kind).iter().copied())
        .collect();
    needles.sort_unstable();
    needles.dedup();
    needles
}

/// Substrings, one of which stands in every line that can hold an event of these kinds, for whoever
/// filters a log before it is read. None if every line can, as in a log that begins with `head` and
/// is of another format or wrapped, where the substrings may be escaped.
#[must_use]
pub fn needles(head: &[u8], kinds: Kinds) -> Vec<&'static str> {
    match sniff_layout(head, None) {
        Some(Layout { format, wrapper: None }) => texts(Some(format), kinds),
        _ => Vec::new(),
    }
}

/// One record of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'b> {
    /// Where it starts in the block.
    pub(super) start: usize,
    /// Its bytes without wrapper and without the newline at its end.
    pub(super) line: &'b [u8],
    /// How many physical lines it has.
    pub(super) lines: u64,
    /// Is it the end of the input, and without a newline?
    pub(super) breaks_off: bool,
}

/// Counts records and hands on events.
pub(super) struct Sink<'s, C> {
    pub(super) ask: &'s Ask,
    pub(super) needles: &'s Needles,
    pub(super) watch: Watch<'s>,
    pub(super) file: u32,
    pub(super) collector: &'s mut C,
    pub(super) tally: Tally,
}

impl<C: Collect> Sink<'_, C> {
    pub(super) fn every_line(&self) -> bool {
        self.ask.coverage == Coverage::EveryLine
    }

    /// Are lines without a needle passed over?
    pub(super) fn passes_over(&self) -> bool {
        !self.every_line()
    }

    /// Counts a line without anything in it.
    pub(super) fn blank(&mut self) {
        self.tally.blank += u64::from(self.every_line());
    }

    /// Counts a line that continues a record which is not there.
    pub(super) fn continuation(&mut self) {
        self.tally.continuation += u64::from(self.every_line());
    }

    /// Counts one record.
    pub(super) fn take(&mut self, block: &Block, record: Record<'_>, parsed: Parsed<'_>) {
        let Parsed { time, verdict } = parsed;
        let verdict = match verdict {
            // Passed over: whether such a line was looked at depends on the way of reading.
            Verdict::Other | Verdict::Unasked(_) if !self.every_line() => return,
            Verdict::Skip(_) if !self.every_line() && !self.can_matter(record.line) => return,
            verdict => verdict,
        };
        self.tally.continuation += record.lines - 1;
        if !self.watch.is_idle() && self.watch.is_repeated(record.line, time) {
            self.tally.repeated += 1;
            return;
        }
        let (event, candidates) = match verdict {
            Verdict::Event(event) => (event, 1),
            Verdict::Ambiguous(event) => (event, 2),
            Verdict::Unasked(kind) => {
                self.tally.count_event(kind, time);
                return;
            }
            Verdict::Other => {
                self.tally.other += 1;
                return;
            }
            Verdict::Skip(reason) => {
                self.skip(block, record, reason);
                return;
            }
        };
        self.tally.ambiguous += u64::from(candidates > 1);
        self.tally.count_event(event.kind, time);
        let origin = Origin::new(self.file, block.offset + record.start as u64);
        self.collector.event(&event, origin, record.line);
    }

    fn can_matter(&self, line: &[u8]) -> bool {
        self.needles.find(line, 0).is_some()
    }

    fn skip(&mut self, block: &Block, record: Record<'_>, reason: Reason) {
        let reason = match reason {
            Reason::NotJson | Reason::NoTimestamp | Reason::NoSystem | Reason::BadMessage
                if record.breaks_off =>
            {
                Reason::Torn
            }
            reason => reason,
        };
        self.skip_at(block, record.start, record.line, reason);
    }

    /// Counts one skipped line that starts at a place in the block.
    pub(super) fn skip_at(&mut self, block: &Block, start: usize, line: &[u8], reason: Reason) {
        let offset = block.offset + start as u64;
        self.tally.skip(reason, line, offset, || block.line_number(start));
    }
}
