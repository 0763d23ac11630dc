//! The fast reader: lines that cannot matter are found by substring search and passed over, and
//! what is read borrows from the block.

use std::borrow::Cow;

use memchr::{memchr, memrchr};

use super::block::{Block, Content, LINE_LIMIT};
use super::format::Layout;
use super::sink::{Record, Sink};
use super::{Collect, Format, Reason, cowrie_json, cowrie_text, json_scan, plain, text};

/// Counts and hands on all records of a block.
pub(super) fn walk<C: Collect>(block: &Block, layout: Option<Layout>, sink: &mut Sink<'_, C>) {
    let is_records = block.content == Content::Records;
    match layout {
        Some(Layout { format: Format::CowrieJson, wrapper: None }) if is_records => {
            walk_json(block, sink);
        }
        Some(Layout { format: Format::CowrieText, wrapper: None }) if is_records => {
            walk_text(block, sink);
        }
        Some(Layout { wrapper: Some(_), .. }) if is_records && !may_matter(block, sink) => {}
        _ => plain::walk(block, layout, sink),
    }
}

/// Has a block a line that has to be looked at?
fn may_matter<C: Collect>(block: &Block, sink: &Sink<'_, C>) -> bool {
    sink.every_line() || sink.needles.find(block.bytes(), 0).is_some()
}

fn walk_json<C: Collect>(block: &Block, sink: &mut Sink<'_, C>) {
    let bytes = block.bytes();
    let mut start = 0;
    while start < bytes.len() {
        if sink.passes_over() {
            let Some(hit) = sink.needles.find(bytes, start) else { return };
            start = memrchr(b'\n', &bytes[start..hit]).map_or(start, |at| start + at + 1);
        }
        let newline = memchr(b'\n', &bytes[start..]).map(|at| start + at);
        let end = newline.unwrap_or(bytes.len());
        json_line(block, start, &bytes[start..end], newline.is_none() && block.is_last, sink);
        start = end + 1;
    }
}

fn json_line<C: Collect>(
    block: &Block,
    start: usize,
    line: &[u8],
    breaks_off: bool,
    sink: &mut Sink<'_, C>,
) {
    if line.len() > LINE_LIMIT {
        sink.skip_at(block, start, line, Reason::TooLong);
        return;
    }
    let line = text::strip_nuls(line.strip_suffix(b"\r").unwrap_or(line));
    if line.is_empty() {
        sink.blank();
        return;
    }
    let record = Record { start, line, lines: 1, breaks_off };
    let decoded = text::decode_json(line);
    let fields = json_scan::scan(&decoded).or_else(|| cowrie_json::parse(&decoded));
    sink.take(block, record, cowrie_json::event(fields.as_ref(), sink.ask));
}

fn walk_text<C: Collect>(block: &Block, sink: &mut Sink<'_, C>) {
    let bytes = block.bytes();
    let mut start = 0;
    while start < bytes.len() {
        if sink.passes_over() {
            let Some(hit) = sink.needles.find(bytes, start) else { return };
            start = record_start(bytes, start, hit);
        }
        start = text_record(block, start, sink);
    }
}

/// Where the record starts that holds the byte at `at`, looked for down to `from`.
fn record_start(bytes: &[u8], from: usize, at: usize) -> usize {
    let mut end = at;
    loop {
        let start = memrchr(b'\n', &bytes[from..end]).map_or(from, |newline| from + newline + 1);
        if start == from || cowrie_text::starts_record(&bytes[start..]) {
            return start;
        }
        end = start - 1;
    }
}

/// Reads the record that starts at `start` and says where the next one does.
fn text_record<C: Collect>(block: &Block, start: usize, sink: &mut Sink<'_, C>) -> usize {
    let bytes = block.bytes();
    let line_end = |from: usize| memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |at| from + at);
    let first_end = line_end(start);
    let first = &bytes[start..first_end];
    if first.len() > LINE_LIMIT {
        sink.skip_at(block, start, first, Reason::TooLong);
        return first_end + 1;
    }
    if !cowrie_text::starts_record(first) {
        sink.continuation();
        return first_end + 1;
    }
    let text = text::strip_nuls(first);
    if matches!(text, b"" | b"\r") {
        sink.blank();
        return first_end + 1;
    }
    // Almost every record is one line.
    let mut text = Cow::Borrowed(text);
    let (mut end, mut read_end, mut lines) = (first_end, first_end, 1);
    while bytes.get(end + 1) == Some(&b'\t') {
        let next_end = line_end(end + 1);
        let next = &bytes[end + 1..next_end];
        if next.len() > LINE_LIMIT {
            break;
        }
        lines += 1;
        if text.len() + next.len() <= LINE_LIMIT && read_end == end {
            let whole = text.to_mut();
            whole.push(b'\n');
            whole.extend_from_slice(&next[1..]);
            read_end = next_end;
        }
        end = next_end;
    }
    let line = &bytes[start..read_end];
    let breaks_off = read_end == bytes.len() && block.is_last;
    let decoded = text::decode(text.strip_suffix(b"\r").unwrap_or(&text));
    let parsed = cowrie_text::parse(&decoded, sink.ask);
    sink.take(block, Record { start, line, lines, breaks_off }, parsed);
    end + 1
}
