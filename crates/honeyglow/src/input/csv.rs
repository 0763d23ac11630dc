//! Tables of two to five columns, as AfterGlow reads them: source, event, target, and two more
//! that are not used; with two columns source and target.
//!
//! ```text
//! 10.0.0.1,80,www.example.org
//! 10.0.0.2,"a ""quoted"", name",www.example.org
//! source,event,target
//! ```
//!
//! <https://www.rfc-editor.org/rfc/rfc4180>, read leniently: a quote within an unquoted field is
//! itself, and what follows a closing quote belongs to the field. A quoted field may hold newlines.

use std::borrow::Cow;

use super::block::LINE_LIMIT;
use super::outcome::{Parsed, set};
use super::{Ask, Reason, text};
use crate::event::{Column, Event, Kind};

/// How many lines a row may have. A quote that is never closed must not swallow the file.
const ROW_LINES_LIMIT: usize = 64;

/// How many lines must agree before a file without any other mark is taken for a table.
const SNIFF_LINES: usize = 32;

/// Where a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowEnd {
    /// After so many bytes and lines, its newline included.
    Row { length: usize, lines: usize },
    /// A quote is open at the limit: the first line, of so many bytes, is no row.
    OpenQuote { length: usize },
    /// The bytes end before the row does.
    Unfinished,
}

/// Finds the end of the row at the start of `bytes`. At the end of the input every row ends.
pub(super) fn row_end(bytes: &[u8], input: Input) -> RowEnd {
    let mut quotes = 0;
    let mut first_line = None;
    let mut lines = 0;
    for at in memchr::memchr2_iter(b'"', b'\n', bytes) {
        if bytes[at] == b'"' {
            quotes += 1;
            continue;
        }
        lines += 1;
        if quotes % 2 == 0 && (lines == 1 || at < LINE_LIMIT) {
            return RowEnd::Row { length: at + 1, lines };
        }
        let first_line = *first_line.get_or_insert(at + 1);
        if lines == ROW_LINES_LIMIT || at >= LINE_LIMIT {
            return RowEnd::OpenQuote { length: first_line };
        }
    }
    match (input, quotes % 2 == 0) {
        (Input::GoesOn, _) => RowEnd::Unfinished,
        (Input::Ends, true) => RowEnd::Row { length: bytes.len(), lines: lines + 1 },
        (Input::Ends, false) => RowEnd::OpenQuote { length: first_line.unwrap_or(bytes.len()) },
    }
}

/// Do more bytes follow?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    GoesOn,
    Ends,
}

/// The fields of a row, without its newline.
fn fields(row: &str) -> Vec<Cow<'_, str>> {
    let mut fields = Vec::with_capacity(5);
    let mut rest = row;
    loop {
        let (field, after) = field(rest);
        fields.push(field);
        match after {
            Some(after) => rest = after,
            None => return fields,
        }
    }
}

/// The first field, and what follows its comma.
fn field(row: &str) -> (Cow<'_, str>, Option<&str>) {
    let split = |text: &'_ str| -> (usize, Option<usize>) {
        match memchr::memchr(b',', text.as_bytes()) {
            Some(comma) => (comma, Some(comma + 1)),
            None => (text.len(), None),
        }
    };
    let Some(quoted) = row.strip_prefix('"') else {
        let (end, next) = split(row);
        return (Cow::Borrowed(&row[..end]), next.map(|next| &row[next..]));
    };
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let Some(quote) = memchr::memchr(b'"', rest.as_bytes()) else {
            text.push_str(rest);
            return (Cow::Owned(text), None);
        };
        text.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                text.push('"');
                rest = after;
            }
            None => {
                let (end, next) = split(rest);
                text.push_str(&rest[..end]);
                return (Cow::Owned(text), next.map(|next| &rest[next..]));
            }
        }
    }
}

/// What a row of the input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It may be a header.
    First,
    /// It is a row.
    Later,
}

/// Reads one row, without its newline.
pub(super) fn parse<'a>(row: &'a str, place: Place, ask: &Ask) -> Parsed<'a> {
    if place == Place::First && is_header(row) {
        return Parsed::other(None);
    }
    let mut fields = fields(row).into_iter();
    let (source, event, target) = match fields.len() {
        2 => (fields.next(), None, fields.next()),
        3..=5 => (fields.next(), fields.next(), fields.next()),
        _ => return Parsed::skip(None, Reason::Columns),
    };
    if !ask.kinds.contains(Kind::Row) {
        return Parsed::unasked(None, Kind::Row);
    }
    let mut row = Event::new(Kind::Row, None);
    let columns = [(Column::Source, source), (Column::Event, event), (Column::Target, target)];
    for (column, text) in columns {
        if let Some(text) = text {
            set(&mut row, ask, column, text);
        }
    }
    Parsed::event(row)
}

/// Our own header, and that of a table of two columns.
fn is_header(row: &str) -> bool {
    row == "source,target"
        || row == "source,event,target"
        || row.starts_with("source,event,target,")
}

/// Do the first lines look like rows of one table? Two to five columns, the same number in each
/// line, no control bytes, and nothing that begins as JSON or as a page of the web does.
pub(super) fn looks_like_rows(head: &[u8]) -> bool {
    let has_control = head.iter().any(|byte| *byte < b' ' && !b"\t\r\n".contains(byte));
    if has_control || matches!(head.first(), Some(b'{' | b'[' | b'<' | b'#')) {
        return false;
    }
    let head = text::decode(head);
    let mut rest = head.as_bytes();
    let mut columns = None;
    for _ in 0..SNIFF_LINES {
        let (length, is_row) = match row_end(rest, Input::GoesOn) {
            RowEnd::Row { length, .. } => (length, true),
            RowEnd::OpenQuote { length } => (length, false),
            // The head is cut off; a row without newline counts if it is the only one.
            RowEnd::Unfinished if columns.is_none() => (rest.len(), true),
            RowEnd::Unfinished => break,
        };
        let row = head[head.len() - rest.len()..][..length].trim_end_matches(['\r', '\n']);
        rest = &rest[length..];
        if !is_row || row.is_empty() {
            continue;
        }
        let count = fields(row).len();
        if !(2..=5).contains(&count) || columns.is_some_and(|known| known != count) {
            return false;
        }
        columns = Some(count);
    }
    columns.is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_are_plain_or_quoted() {
        for (row, expected) in [
            ("a,b,c", vec!["a", "b", "c"]),
            ("a,,", vec!["a", "", ""]),
            ("", vec![""]),
            (r#""a,b","c ""d""","e"#, vec!["a,b", "c \"d\"", "e"]),
            (r#"a"b,c"#, vec!["a\"b", "c"]),
            (r#""a"b,c"#, vec!["ab", "c"]),
            (r#""open,c"#, vec!["open,c"]),
            ("\"two\nlines\",x", vec!["two\nlines", "x"]),
        ] {
            assert_eq!(fields(row), expected, "{row}");
        }
    }

    #[test]
    fn a_row_ends_outside_of_quotes() {
        let end = |text: &str| row_end(text.as_bytes(), Input::Ends);
        assert_eq!(end("a,b\nc"), RowEnd::Row { length: 4, lines: 1 });
        assert_eq!(end("\"a\nb\",c\nd"), RowEnd::Row { length: 8, lines: 2 });
        assert_eq!(end("a,b"), RowEnd::Row { length: 3, lines: 1 });
        assert_eq!(end("\"a\nb\n"), RowEnd::OpenQuote { length: 3 });
        assert_eq!(row_end(b"\"a\nb\n", Input::GoesOn), RowEnd::Unfinished);
        let long = format!("\"a\n{}", "b\n".repeat(ROW_LINES_LIMIT));
        assert_eq!(row_end(long.as_bytes(), Input::GoesOn), RowEnd::OpenQuote { length: 3 });
    }

    proptest! {
        #[test]
        fn what_is_quoted_by_the_rule_is_read_back(names in prop::collection::vec(".*", 1..6)) {
            let row: Vec<String> =
                names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
            let row = row.join(",");
            prop_assert_eq!(fields(&row), names);
        }
    }
}
