//! A command line taken apart as a shell would: words and what stands between them.
//!
//! POSIX shell, 2.2 and 2.3, as far as it helps to find passwords: quotes, backslashes, operators.
//! Variables and substitutions are not done; `$(` and a backquote only end a word. Whatever stands
//! in the line, it is one pass, and every byte but blanks, operators and quotes is in a word.

use std::ops::Range;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// `|`, `||`, `;`, `&`, `(`, `)`, `<`, `<<`, `<<<`, `>`, a newline and the like.
    Operator(Range<usize>),
}

/// A word, by its place in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Without the quotes at both ends.
    pub(super) inner: Range<usize>,
    pub(super) quoting: Quoting,
}

/// How a word begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    Bare,
    Quoted,
}

/// The pieces of a line, in their order.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let bytes = line.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' => at += 1,
            byte if is_operator(*byte) => {
                let end = operator_end(bytes, at);
                tokens.push(Token::Operator(at..end));
                at = end;
            }
            _ => {
                let (word, end) = word(bytes, at);
                tokens.push(Token::Word(word));
                at = end;
            }
        }
    }
    tokens
}

fn is_operator(byte: u8) -> bool {
    b"|;&()<>\n`".contains(&byte)
}

/// The same operator several times is one.
fn operator_end(bytes: &[u8], start: usize) -> usize {
    let first = bytes.get(start);
    let most = if matches!(first, Some(b'<' | b'>' | b'|' | b'&')) { 3 } else { 1 };
    start + bytes.iter().skip(start).take(most).take_while(|byte| Some(*byte) == first).count()
}

fn word(bytes: &[u8], start: usize) -> (Word, usize) {
    let mut at = start;
    let mut quote = None;
    while let Some(byte) = bytes.get(at) {
        match (quote, byte) {
            (None | Some(b'"'), b'\\') => at += 1,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            (None, byte) if is_operator(*byte) || byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    let end = at.min(bytes.len());
    // `$'a\nb'` is quoted too.
    let dollar = usize::from(bytes.get(start..start + 2) == Some(b"$'"));
    let is_quote = |at: usize| matches!(bytes.get(at), Some(b'"' | b'\''));
    if !is_quote(start + dollar) {
        return (Word { inner: start..end, quoting: Quoting::Bare }, end);
    }
    let open = start + dollar;
    let closed = end > open + 1 && bytes.get(end - 1) == bytes.get(open);
    let inner = open + 1..if closed { end - 1 } else { end };
    (Word { inner, quoting: Quoting::Quoted }, end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(line: &str) -> Vec<&str> {
        tokens(line)
            .into_iter()
            .map(|token| match token {
                Token::Word(word) => &line[word.inner],
                Token::Operator(range) => &line[range],
            })
            .collect()
    }

    #[test]
    fn lines_come_apart_as_in_a_shell() {
        for (line, pieces) in [
            (r#"echo "root:x y"|chpasswd"#, vec!["echo", "root:x y", "|", "chpasswd"]),
            ("a && b;c\nd", vec!["a", "&&", "b", ";", "c", "\n", "d"]),
            (r"echo a\ b 'c d' $'e\nf'", vec!["echo", r"a\ b", "c d", r"e\nf"]),
            ("passwd <<< x", vec!["passwd", "<<<", "x"]),
            ("$(openssl passwd -1 y)", vec!["$", "(", "openssl", "passwd", "-1", "y", ")"]),
            (r#"echo "open"#, vec!["echo", "open"]),
            (r#"a"b"'c'"#, vec![r#"a"b"'c'"#]),
            ("", vec![]),
            ("\\", vec!["\\"]),
            ("\"", vec![""]),
        ] {
            assert_eq!(shown(line), pieces, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_comes_apart(line in "[a'\"\\\\|;<$( \né]{0,40}") {
            for token in tokens(&line) {
                let range = match token {
                    Token::Word(word) => word.inner,
                    Token::Operator(range) => range,
                };
                prop_assert!(line.get(range).is_some());
            }
        }
    }
}
