//! Bytes as Python shows them: `b'GET / HTTP/1.1\r\n'`, and `'...'` before Python 3.

use super::text;

/// How much of what went into a tunnel is kept: enough to tell TLS, HTTP and SMTP apart even if
/// every byte is written as `\xHH`.
pub(super) const HEAD_LIMIT: usize = 256;

/// The beginning of a payload, as the log writes it.
pub(super) fn head(data: &str) -> &str {
    text::clip(data, HEAD_LIMIT)
}

/// How many bytes a payload has that is shown this way; text without quotes is counted as it is.
pub(super) fn size(data: &str) -> usize {
    let bare = data.strip_prefix('b').unwrap_or(data).as_bytes();
    let [quote @ (b'\'' | b'"'), body @ .., end] = bare else { return data.len() };
    if quote != end {
        return data.len();
    }
    let mut rest = body;
    let mut size = 0;
    while let Some(first) = rest.first() {
        let length = match (first, rest.get(1)) {
            (b'\\', Some(b'x')) => 4,
            (b'\\', _) => 2,
            _ => 1,
        };
        rest = &rest[length.min(rest.len())..];
        size += 1;
    }
    size
}

/// One literal at the start of a text: the bytes that it stands for as text, and what follows.
///
/// ```text
/// literal = "b" quote *( "\x" 2hex | "\" any | any ) quote
/// ```
pub(super) fn literal(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('b')?;
    let quote = body.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let body = &body[1..];
    let mut bytes = Vec::with_capacity(body.len());
    let mut chars = body.char_indices();
    while let Some((at, char)) = chars.next() {
        if char == quote {
            return Some((text::decode(&bytes).into_owned(), &body[at + 1..]));
        }
        if char != '\\' {
            bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let (_, escaped) = chars.next()?;
        match escaped {
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'x' => {
                let digits = [chars.next()?.1, chars.next()?.1].map(|digit| digit.to_digit(16));
                let [Some(high), Some(low)] = digits else { return None };
                bytes.push((high * 16 + low) as u8);
            }
            other => bytes.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    None
}

/// A name that shows as `b'name'` without what Python put around it.
pub(super) fn bare_name(text: &str) -> std::borrow::Cow<'_, str> {
    match literal(text) {
        Some((name, "")) => name.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_measured_in_bytes() {
        for (data, length) in [
            (r"b'hello\n'", 6),
            (r"'GET / HTTP/1.0\r\n\r\n'", 18),
            (r"b'\x16\x03\x01'", 3),
            (r#"b"it's""#, 4),
            (r"b''", 0),
            ("bare", 4),
            ("'", 1),
            ("", 0),
        ] {
            assert_eq!(size(data), length, "{data}");
        }
    }

    #[test]
    fn a_name_loses_what_python_put_around_it() {
        for (text, name) in [
            ("b'root'", "root"),
            (r"b'\xe7\x94\xa8'", "\u{7528}"),
            (r"b'\xff'", r"\xff"),
            (r#"b"it's""#, "it's"),
            (r"b'a\\b'", r"a\b"),
            ("b'open", "b'open"),
            ("b'a'b", "b'a'b"),
            ("bob", "bob"),
        ] {
            assert_eq!(bare_name(text), name, "{text}");
        }
    }
}
