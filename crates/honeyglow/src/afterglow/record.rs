//! Lines of input as records of fields.
//!
//! One line is one record: commas, double quotes that double themselves inside, no newlines within
//! and no blanks trimmed. A line that is no such record becomes one of empty fields, as in
//! AfterGlow, so that counts stay equal; it is counted here. UTF-8 and carriage returns at the end,
//! which AfterGlow refuses, are read; bytes that are no UTF-8 are kept as `\xff`.

use std::borrow::Cow;
use std::io::{self, BufRead, Read as _};

/// The longest line, in bytes: a longer one is no record. No log has fields of a megabyte.
pub const LINE_LIMIT: usize = 4 << 20;

/// One line as fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The fields; none of a line that is no record.
    pub fields: Vec<String>,
}

/// Reads a stream line by line.
#[derive(Debug)]
pub struct Records<R> {
    input: R,
    line: Vec<u8>,
    number: u64,
    /// How many lines were no records.
    malformed: u64,
    /// The first of them, counting from 1.
    first_malformed: Option<u64>,
}

impl<R: BufRead> Records<R> {
    /// A reader at the start of its input.
    pub fn new(input: R) -> Self {
        Self { input, line: Vec::new(), number: 0, malformed: 0, first_malformed: None }
    }

    /// The number of the line that was read last, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many lines were no records, and the first of them.
    #[must_use]
    pub fn malformed(&self) -> Option<(u64, u64)> {
        self.first_malformed.map(|first| (self.malformed, first))
    }

    /// Goes over a line without looking at it; false at the end.
    ///
    /// # Errors
    /// The input failed.
    pub fn skip(&mut self) -> io::Result<bool> {
        self.read_line().map(|line| line.is_some())
    }

    /// Reads the next line into `record`; false at the end.
    ///
    /// # Errors
    /// The input failed.
    pub fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        let Some(fits) = self.read_line()? else { return Ok(false) };
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        if fits && split(&decoded(line), &mut record.fields) {
            return Ok(true);
        }
        record.fields.clear();
        self.malformed += 1;
        self.first_malformed.get_or_insert(self.number);
        Ok(true)
    }

    /// Whether the next line fits into the limit; none at the end.
    fn read_line(&mut self) -> io::Result<Option<bool>> {
        self.line.clear();
        let limit = LINE_LIMIT as u64 + 1;
        if self.input.by_ref().take(limit).read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.line.pop_if(|last| *last == b'\n').is_some() || self.line.len() <= LINE_LIMIT {
            return Ok(Some(true));
        }
        self.line.clear();
        self.input.skip_until(b'\n')?;
        Ok(Some(false))
    }
}

/// The bytes as text; those that are no UTF-8 as escapes.
fn decoded(line: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(line) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(line.len() + 16);
    for chunk in line.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    Cow::Owned(text)
}

/// Splits a line into fields; false if it is no record.
fn split(line: &str, fields: &mut Vec<String>) -> bool {
    let mut count = 0;
    let mut next = |text: &str, quoted: bool| {
        if fields.len() == count {
            fields.push(String::new());
        }
        let field = &mut fields[count];
        field.clear();
        if quoted {
            field.push_str(&text.replace("\"\"", "\""));
        } else {
            field.push_str(text);
        }
        count += 1;
    };
    let mut rest = line;
    let is_record = loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let Some(end) = closing(quoted) else { break false };
            next(&quoted[..end], true);
            match quoted[end + 1..].strip_prefix(',') {
                Some(after) => rest = after,
                None => break quoted.len() == end + 1,
            }
        } else {
            let end = memchr::memchr(b',', rest.as_bytes()).unwrap_or(rest.len());
            let field = &rest[..end];
            // Control bytes but the tabulator are none of a field, nor is a quote.
            if field.bytes().any(|b| b == b'"' || (b < b' ' && b != b'\t') || b == 0x7f) {
                break false;
            }
            next(field, false);
            if end == rest.len() {
                break true;
            }
            rest = &rest[end + 1..];
        }
    };
    fields.truncate(count);
    is_record
}

/// Where the quote stands that closes a quoted field; none if nothing does, or if a byte is in it
/// that no field holds.
fn closing(quoted: &str) -> Option<usize> {
    let bytes = quoted.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr(b'"', &bytes[at..])?;
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        at += 2;
    }
    let held = bytes[..at].iter().all(|b| (*b >= b' ' || *b == b'\t') && *b != 0x7f);
    held.then_some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records(input: &[u8]) -> (Vec<Vec<String>>, Option<(u64, u64)>) {
        let mut records = Records::new(input);
        let (mut record, mut all) = (Record::default(), Vec::new());
        while records.read(&mut record).unwrap() {
            all.push(record.fields.clone());
        }
        (all, records.malformed())
    }

    #[test]
    fn lines_are_records() {
        for (line, fields) in [
            ("a,b,c", vec!["a", "b", "c"]),
            ("a,,", vec!["a", "", ""]),
            ("", vec![""]),
            (" a , b", vec![" a ", " b"]),
            ("\"a,b\",\"c \"\"d\"\"\"", vec!["a,b", "c \"d\""]),
            ("café,東京\r", vec!["café", "東京"]),
            ("a\tb,o'n", vec!["a\tb", "o'n"]),
            ("\"\",x", vec!["", "x"]),
        ] {
            assert_eq!(
                records(format!("{line}\n").as_bytes()),
                (vec![fields.iter().map(|f| (*f).to_owned()).collect()], None),
                "{line}"
            );
        }
    }

    #[test]
    fn what_is_no_record_has_no_fields_and_is_counted() {
        for line in ["a\"b,c", "\"a\"b,c", "\"open,c", " \"a\",b", "a\u{1}b", "a\rb,c"] {
            let input = format!("x,y\n{line}\n");
            assert_eq!(
                records(input.as_bytes()),
                (vec![vec!["x".into(), "y".into()], vec![]], Some((1, 2))),
                "{line:?}"
            );
        }
    }

    #[test]
    fn bytes_that_are_no_text_stay_distinct() {
        let (all, _) = records(b"a\xff,b\n");
        assert_eq!(all, [["a\\xff", "b"]]);
    }

    #[test]
    fn a_line_beyond_the_limit_is_no_record_and_the_next_is_read() {
        let input = format!("{}\na,b\n", "x".repeat(LINE_LIMIT + 1));
        let (all, malformed) = records(input.as_bytes());
        assert_eq!((all.len(), all[1].len(), malformed), (2, 2, Some((1, 1))));
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(names in prop::collection::vec("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*", 1..6)) {
            let row: Vec<String> = names.iter().map(|n| format!("\"{}\"", n.replace('"', "\"\""))).collect();
            let (all, _) = records(row.join(",").as_bytes());
            prop_assert_eq!(&all[0], &names);
        }
    }
}
