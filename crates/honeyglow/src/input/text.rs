//! Bytes of a log as text.
//!
//! What is not UTF-8 is written as `\xHH`, as Cowrie itself does: nothing is lost, and two names
//! that differ stay different.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text of a line; bytes that are no UTF-8 become `\xHH`.
pub(crate) fn decode(line: &[u8]) -> Cow<'_, str> {
    decode_with(line, "\\x")
}

/// The same for a line of JSON, where a backslash within a string has to be doubled.
pub(super) fn decode_json(line: &[u8]) -> Cow<'_, str> {
    decode_with(line, "\\\\x")
}

fn decode_with<'a>(line: &'a [u8], escape: &str) -> Cow<'a, str> {
    if let Ok(text) = str::from_utf8(line) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(line.len() + 16);
    for chunk in line.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{escape}{byte:02x}");
        }
    }
    Cow::Owned(text)
}

/// The line without the NUL bytes before it: a machine that lost its power leaves a file with a
/// gap of NULs, and the next line is written right behind them.
pub(super) fn strip_nuls(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| *byte != 0).unwrap_or(line.len());
    &line[start..]
}

/// An address as one node: IPv4 that came over an IPv6 socket (`::ffff:192.0.2.1`) is IPv4.
pub(super) fn strip_mapped(address: Cow<'_, str>) -> Cow<'_, str> {
    const PREFIX: &str = "::ffff:";
    let is_mapped = address.len() > PREFIX.len()
        && address.is_char_boundary(PREFIX.len())
        && address[..PREFIX.len()].eq_ignore_ascii_case(PREFIX)
        && address[PREFIX.len()..].bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match address {
        Cow::Borrowed(text) if is_mapped => Cow::Borrowed(&text[PREFIX.len()..]),
        Cow::Owned(text) if is_mapped => Cow::Owned(text[PREFIX.len()..].to_owned()),
        address => address,
    }
}

/// The longest beginning of a text that has at most so many bytes.
pub(super) fn clip(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_becomes_an_escape() {
        assert_eq!(decode(b"a\xffb\xc3\xa9\xc3"), "a\\xffb\u{e9}\\xc3");
        assert_eq!(decode_json(b"a\xff"), "a\\\\xff");
    }

    #[test]
    fn a_mapped_address_is_ipv4() {
        for (address, stripped) in [
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("::FFFF:192.0.2.1", "192.0.2.1"),
            ("::ffff:c000:201", "::ffff:c000:201"),
            ("2001:db8::1", "2001:db8::1"),
            ("", ""),
        ] {
            assert_eq!(strip_mapped(Cow::Borrowed(address)), stripped);
            assert_eq!(strip_mapped(Cow::Owned(address.to_owned())), stripped);
        }
    }
}
