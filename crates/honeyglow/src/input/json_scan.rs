//! The fast reading of a JSON line: the values of known keys, found by a scan of its bytes.
//!
//! The scan is strict and small: one object of strings, numbers, literals and arrays of strings,
//! without control bytes and without escapes in keys. Of anything else it says nothing, and
//! serde decides. So whatever it does say must be what serde says; tests and a fuzz target hold
//! it to that.

use memchr::{memchr, memchr2};

use super::cowrie_json::{Fields, Key};

/// The fields of a line, or none if that is for serde to say.
pub(super) fn scan(line: &str) -> Option<Fields<'_>> {
    let bytes = line.as_bytes();
    // One pass at memory speed; strings may then be crossed looking for two bytes only.
    if bytes.iter().fold(0xff, |least: u8, byte| least.min(*byte)) < b' ' {
        return None;
    }
    let mut fields = Fields::default();
    let mut at = expect(bytes, 0, b'{')?;
    loop {
        let key_start = expect(bytes, at, b'"')?;
        let key_end = key_start + memchr(b'"', &bytes[key_start..])?;
        let key = &bytes[key_start..key_end];
        if key.contains(&b'\\') {
            return None;
        }
        let start = spaces(bytes, expect(bytes, key_end + 1, b':')?);
        let end = value_end(bytes, start)?;
        if let Some(key) = Key::of(key) {
            fields.put(key, line.get(start..end)?);
        }
        at = spaces(bytes, end);
        match bytes.get(at)? {
            b',' => at += 1,
            b'}' => break,
            _ => return None,
        }
    }
    (spaces(bytes, at + 1) == bytes.len()).then_some(fields)
}

fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// Past spaces and one byte.
fn expect(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    let at = spaces(bytes, at);
    (bytes.get(at) == Some(&byte)).then_some(at + 1)
}

fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, at + 1),
        b'-' | b'0'..=b'9' => number_end(bytes, at),
        b'[' => array_end(bytes, at + 1),
        b't' => bytes[at..].starts_with(b"true").then_some(at + 4),
        b'f' => bytes[at..].starts_with(b"false").then_some(at + 5),
        b'n' => bytes[at..].starts_with(b"null").then_some(at + 4),
        _ => None,
    }
}

/// Past the closing quote of a string whose opening quote lies before `at`.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        match bytes.get(at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
            b'u' => {
                let digits = bytes.get(at + 2..at + 6)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                at += 6;
            }
            _ => return None,
        }
    }
}

/// `number = [ "-" ] ( "0" | 1-9 *digit ) [ "." 1*digit ] [ ( "e" | "E" ) [ "+" | "-" ] 1*digit ]`
fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |at: usize| -> usize {
        bytes.get(at..).unwrap_or(&[]).iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    let whole = digits(at);
    if whole == 0 || (whole > 1 && bytes[at] == b'0') {
        return None;
    }
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    Some(at)
}

/// Past the end of an array of strings.
fn array_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = spaces(bytes, at);
    if bytes.get(at) == Some(&b']') {
        return Some(at + 1);
    }
    loop {
        at = spaces(bytes, string_end(bytes, expect(bytes, at, b'"')?)?);
        match bytes.get(at)? {
            b',' => at += 1,
            b']' => return Some(at + 1),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cowrie_json::parse;
    use super::*;

    #[test]
    fn the_lines_of_cowrie_are_scanned_as_serde_reads_them() {
        for line in [
            r#"{"eventid":"cowrie.direct-tcpip.request","dst_port":80,"src_ip":"192.0.2.1"}"#,
            r#"{"eventid": "COW0014", "isError": 0, "duration": 1.5e-3, "message": []}"#,
            r#"{"kexAlgs": ["a", "b\"c"], "encCS": [ ], "x": null, "y": true, "z":false }  "#,
            r#"{"input":"a\\\"b\u00e9\ud83d","input":"last"}"#,
        ] {
            assert!(scan(line).is_some(), "{line}");
            assert_eq!(scan(line), parse(line), "{line}");
        }
    }

    #[test]
    fn of_what_is_no_flat_object_it_says_nothing() {
        for line in [
            "",
            "{",
            "{}",
            "[]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1}x",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":{}}",
            "{\"a\":[1]}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":1,}",
            "{\"a\\u0062\":1}",
            "{\"a\":\"\t\"}",
            "{\"a\":\"",
            "{\"a\":tru}",
            "{\"a\":-}",
        ] {
            assert_eq!(scan(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_the_scan_says_serde_says(
            line in r#"\{("(eventid|dst_ip|input|x)" ?: ?("([a\\"u0é]{0,4})"|[-0-9.e]{1,4}|\[("a")?\]|null),?){0,4}\}?"#
        ) {
            if let Some(fields) = scan(&line) {
                prop_assert_eq!(Some(fields), parse(&line));
            }
        }
    }
}
