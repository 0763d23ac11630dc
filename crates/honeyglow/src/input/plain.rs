//! The plain reader: one record after another, each read whole, with serde for JSON.
//!
//! It is the judge of the fast one, and what stands in for it where speed does not matter: in
//! logs with a wrapper around each line. A block, here, may be a whole input.

use std::borrow::Cow;

use super::block::{Block, Content, LINE_LIMIT};
use super::csv::{self, RowEnd};
use super::format::{HEAD_LIMIT, Layout, sniff_layout};
use super::sink::{Needles, Record, Sink};
use super::{Ask, Collect, Format, Reason, Repeats, Tally, cowrie_json, cowrie_text, text, wrap};

/// Reads an input that is not packed, as [`read`](super::read) does, in one thread and slowly.
pub fn read<C: Collect>(
    input: &[u8],
    file: u32,
    ask: &Ask,
    repeats: &mut Repeats,
    collector: &mut C,
) -> Tally {
    let body = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let offset = (input.len() - body.len()) as u64;
    let mut tally = Tally::default();
    tally.bytes = input.len() as u64;
    if body.is_empty() {
        return tally;
    }
    let layout = sniff_layout(&body[..body.len().min(HEAD_LIMIT)], ask.format);
    let block = Block::whole(body, offset);
    let needles = Needles::new(layout.map(|layout| layout.format), ask.kinds);
    let watch = repeats.watch(file);
    let mut sink = Sink { ask, needles: &needles, watch, file, collector, tally };
    sink.tally.lines = block.line_count();
    walk(&block, layout, &mut sink);
    let mut tally = sink.tally;
    tally.format = layout.map(|layout| layout.format);
    tally.wrapper = layout.and_then(|layout| layout.wrapper);
    tally.settle(ask.coverage);
    repeats.close(file, tally.last);
    tally
}

/// One physical line of a block, without its newline.
#[derive(Clone, Copy)]
struct Line<'b> {
    start: usize,
    bytes: &'b [u8],
    breaks_off: bool,
}

fn lines(block: &Block) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    block.bytes().split_inclusive(|byte| *byte == b'\n').map(move |line| {
        let bytes = line.strip_suffix(b"\n");
        let whole = Line {
            start,
            bytes: bytes.unwrap_or(line),
            breaks_off: bytes.is_none() && block.is_last,
        };
        start += line.len();
        whole
    })
}

/// Counts and hands on all records of a block.
pub(super) fn walk<C: Collect>(block: &Block, layout: Option<Layout>, sink: &mut Sink<'_, C>) {
    if let Content::LongLine(_) = block.content {
        sink.skip_at(block, 0, block.bytes(), Reason::TooLong);
        return;
    }
    let Some(layout) = layout else {
        walk_unused(block, Reason::UnknownFormat, sink);
        return;
    };
    match layout.format {
        Format::CowrieJson => walk_json(block, layout, sink),
        Format::CowrieText => walk_text(block, layout, sink),
        Format::CowrieAudit => walk_unused(block, Reason::AuditLog, sink),
        Format::Csv => walk_rows(block, sink),
    }
}

/// Every line that is not blank is skipped for the same reason.
fn walk_unused<C: Collect>(block: &Block, reason: Reason, sink: &mut Sink<'_, C>) {
    for line in lines(block) {
        if is_blank(line.bytes) {
            sink.tally.blank += 1;
        } else {
            sink.skip_at(block, line.start, line.bytes, reason);
        }
    }
}

/// Is there nothing in a line but the carriage return of its end and the gap that a crash left?
fn is_blank(line: &[u8]) -> bool {
    matches!(text::strip_nuls(line), b"" | b"\r")
}

fn walk_json<C: Collect>(block: &Block, layout: Layout, sink: &mut Sink<'_, C>) {
    for Line { start, bytes, breaks_off } in lines(block) {
        if bytes.len() > LINE_LIMIT {
            sink.skip_at(block, start, bytes, Reason::TooLong);
            continue;
        }
        if is_blank(bytes) {
            sink.blank();
            continue;
        }
        let bare = text::strip_nuls(bytes.strip_suffix(b"\r").unwrap_or(bytes));
        let inner = layout.wrapper.and_then(|_| wrap::unwrap(bare)).map(|inner| inner.inner);
        let line = inner.as_ref().map_or(bare, |inner| inner.as_bytes());
        let decoded = text::decode_json(line);
        let parsed = cowrie_json::event(cowrie_json::parse(&decoded).as_ref(), sink.ask);
        sink.take(block, Record { start, line, lines: 1, breaks_off }, parsed);
    }
}

/// A record of a text log that may go on.
struct Pending<'b> {
    start: usize,
    /// The lines as they stand in the log, and as one text.
    line: Cow<'b, [u8]>,
    text: Vec<u8>,
    lines: u64,
    breaks_off: bool,
    /// What follows is counted but no longer kept.
    is_full: bool,
}

fn walk_text<C: Collect>(block: &Block, layout: Layout, sink: &mut Sink<'_, C>) {
    let mut pending: Option<Pending<'_>> = None;
    for line in lines(block) {
        let inner = layout.wrapper.and_then(|_| wrap::unwrap(line.bytes));
        let bytes: Cow<'_, [u8]> = match inner {
            Some(inner) => Cow::Owned(inner.inner.into_bytes()),
            None => Cow::Borrowed(line.bytes),
        };
        if line.bytes.len() > LINE_LIMIT {
            finish_record(block, &mut pending, sink);
            sink.skip_at(block, line.start, line.bytes, Reason::TooLong);
        } else if !cowrie_text::starts_record(&bytes) {
            match &mut pending {
                Some(record) => {
                    record.lines += 1;
                    record.is_full |= record.text.len() + bytes.len() > LINE_LIMIT;
                    if !record.is_full {
                        record.breaks_off = line.breaks_off;
                        record.text.push(b'\n');
                        record.text.extend_from_slice(&bytes[1..]);
                        let whole = record.line.to_mut();
                        whole.push(b'\n');
                        whole.extend_from_slice(&bytes);
                    }
                }
                None => sink.continuation(),
            }
        } else {
            finish_record(block, &mut pending, sink);
            if is_blank(&bytes) {
                sink.blank();
                continue;
            }
            let text = text::strip_nuls(&bytes).to_vec();
            let Line { start, breaks_off, .. } = line;
            let is_full = false;
            pending = Some(Pending { start, line: bytes, text, lines: 1, breaks_off, is_full });
        }
    }
    finish_record(block, &mut pending, sink);
}

fn finish_record<C: Collect>(
    block: &Block,
    pending: &mut Option<Pending<'_>>,
    sink: &mut Sink<'_, C>,
) {
    let Some(Pending { start, line, text, lines, breaks_off, .. }) = pending.take() else { return };
    let decoded = text::decode(text.strip_suffix(b"\r").unwrap_or(&text));
    let parsed = cowrie_text::parse(&decoded, sink.ask);
    sink.take(block, Record { start, line: &line, lines, breaks_off }, parsed);
}

fn walk_rows<C: Collect>(block: &Block, sink: &mut Sink<'_, C>) {
    let mut start = 0;
    while start < block.bytes().len() {
        let rest = &block.bytes()[start..];
        let (length, lines, skip) = match csv::row_end(rest, csv::Input::Ends) {
            RowEnd::Row { length, lines } => (length, lines as u64, None),
            RowEnd::OpenQuote { length } => (length, 1, Some(Reason::OpenQuote)),
            RowEnd::Unfinished => (rest.len(), 1, Some(Reason::OpenQuote)),
        };
        let line = rest[..length].strip_suffix(b"\n").unwrap_or(&rest[..length]);
        let too_long = (length > LINE_LIMIT).then_some(Reason::TooLong);
        let row = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(reason) = too_long.or(skip) {
            sink.skip_at(block, start, line, reason);
        } else if is_blank(row) {
            sink.blank();
        } else {
            let place = match (block.number, start) {
                (0, 0) => csv::Place::First,
                _ => csv::Place::Later,
            };
            let decoded = text::decode(row);
            let parsed = csv::parse(&decoded, place, sink.ask);
            sink.take(block, Record { start, line, lines, breaks_off: false }, parsed);
        }
        start += length;
    }
}
