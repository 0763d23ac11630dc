//! Writing comma-separated values (RFC 4180): a reader of CSV gets back the very names that were
//! sent. Fields are quoted only where the format asks for it, so that plain names stay as the
//! scripts of old expect them. Lines end with a newline alone, as AfterGlow wants it.

use std::borrow::Cow;
use std::io::{self, Write};

use honeyglow::export::csv::quoted;

use crate::terminal;

/// Whom the rows are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A program, that wants the exact names.
    Program,
    /// A person at a terminal, whom no name may harm.
    Person,
}

/// Writes one row.
///
/// # Errors
/// The output cannot be written.
pub(crate) fn write_row<'a>(
    output: &mut impl Write,
    fields: impl IntoIterator<Item = &'a str>,
    reader: Reader,
) -> io::Result<()> {
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            output.write_all(b",")?;
        }
        let field = match reader {
            Reader::Program => Cow::Borrowed(field),
            Reader::Person => terminal::visible(field),
        };
        output.write_all(quoted(&field).as_bytes())?;
    }
    output.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[&str], reader: Reader) -> String {
        let mut bytes = Vec::new();
        write_row(&mut bytes, fields.iter().copied(), reader).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn fields_are_quoted_only_where_they_must_be() {
        assert_eq!(row(&["10.0.0.1", "80", "a b"], Reader::Program), "10.0.0.1,80,a b\n");
        assert_eq!(
            row(&["a,b", "say \"hi\"", ""], Reader::Program),
            "\"a,b\",\"say \"\"hi\"\"\",\n"
        );
        assert_eq!(row(&["a\nb", "c\rd"], Reader::Program), "\"a\nb\",\"c\rd\"\n");
    }

    #[test]
    fn a_reader_of_csv_gets_every_name_back() {
        let names =
            ["", "\"", "\"\"", "a,\"b\"\n", "\r\n", "\0\u{1b}[2J", " x ", "=cmd|' /C calc'!A0"];
        let text = row(&names, Reader::Program);
        let mut reader =
            ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(record.iter().collect::<Vec<_>>(), names);
    }

    #[test]
    fn a_person_sees_no_control_character() {
        assert_eq!(row(&["\u{1b}[2J", "a\nb"], Reader::Person), "\\x1b[2J,a\\nb\n");
    }
}
