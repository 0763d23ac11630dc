//! Texts of JSON without their escapes.

use std::borrow::Cow;

/// The text of a JSON string as it stands in a line, quotes included; none if it is no string.
///
/// The line has been found to be JSON before. Half a surrogate pair, which Python writes for a
/// byte that it could not decode, stays as it is written: `\udcff`.
pub(super) fn string(raw: &str) -> Option<Cow<'_, str>> {
    let body = raw.strip_prefix('"')?.strip_suffix('"')?;
    match memchr::memchr(b'\\', body.as_bytes()) {
        None => Some(Cow::Borrowed(body)),
        Some(first) => Some(Cow::Owned(unescape(body, first))),
    }
}

fn unescape(body: &str, first: usize) -> String {
    let mut text = String::with_capacity(body.len());
    text.push_str(&body[..first]);
    let mut rest = &body[first..];
    while let Some(escape) = rest.strip_prefix('\\') {
        let (char, length) = escaped(escape);
        match char {
            Some(char) => text.push(char),
            // As it is written.
            None => text.push_str(&rest[..=length]),
        }
        rest = &escape[length..];
        let next = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        text.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    text
}

/// The character that stands after a backslash, and how many bytes it takes there.
fn escaped(escape: &str) -> (Option<char>, usize) {
    let char = match escape.as_bytes().first() {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(escape),
        Some(byte) if byte.is_ascii() => char::from(*byte),
        _ => return (None, 0),
    };
    (Some(char), 1)
}

/// `uXXXX`, and `uXXXX\uXXXX` for a pair.
fn unicode(escape: &str) -> (Option<char>, usize) {
    const LENGTH: usize = "u0000".len();
    let Some(high) = hex(escape, 1) else { return (None, 1) };
    if !(0xd800..0xdc00).contains(&high) {
        return (char::from_u32(high), LENGTH);
    }
    let low = escape
        .get(LENGTH..)
        .filter(|rest| rest.starts_with("\\u"))
        .and_then(|_| hex(escape, LENGTH + 2))
        .filter(|low| (0xdc00..0xe000).contains(low));
    match low {
        Some(low) => {
            (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 2 * LENGTH + 1)
        }
        None => (None, LENGTH),
    }
}

fn hex(text: &str, at: usize) -> Option<u32> {
    let digits = text.as_bytes().get(at..at + 4)?;
    digits
        .iter()
        .try_fold(0, |value, digit| char::from(*digit).to_digit(16).map(|digit| value * 16 + digit))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_read_and_halves_are_kept() {
        for (raw, text) in [
            (r#""plain""#, "plain"),
            (r#""a\"b\\c\/d\n\u00e9""#, "a\"b\\c/d\n\u{e9}"),
            (r#""\ud83d\udca9""#, "\u{1f4a9}"),
            (r#""\udcff""#, r"\udcff"),
            (r#""\ud83dx""#, r"\ud83dx"),
            (r#""\ud83d\ud83d\udca9""#, "\\ud83d\u{1f4a9}"),
            (r#""""#, ""),
        ] {
            assert_eq!(string(raw).as_deref(), Some(text), "{raw}");
        }
        assert_eq!(string("12"), None);
        assert_eq!(string("\""), None);
    }

    proptest! {
        #[test]
        fn what_serde_writes_is_read_back(text in any::<String>()) {
            let raw = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(string(&raw).unwrap(), text);
        }

        #[test]
        fn any_body_is_read_without_a_panic(body in "[\\\\u\"a-f0-9\u{e9}]{0,20}") {
            let _ = string(&format!("\"{body}\""));
        }
    }
}
