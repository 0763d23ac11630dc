//! The one escaper of pages and feeds: `askama.toml` puts it behind every value that a template
//! prints.
//!
//! What does not show as itself is made visible first, which leaves no character that XML or HTML
//! forbids but two; then what has a meaning in text and in quoted attributes is written as a
//! reference. Attributes that hold an address need [`address`](super::address) before it.

use std::fmt::{self, Write};

use askama::filters::Escaper;

use crate::label::visible::visible;

/// Text for an element or a quoted attribute of HTML or XML.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Page;

impl Escaper for Page {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        let text = visible(text);
        let mut rest = text.as_ref();
        while let Some((at, character)) = rest.char_indices().find(|(_, c)| has_meaning(*c)) {
            out.write_str(&rest[..at])?;
            out.write_str(reference(character))?;
            rest = &rest[at + character.len_utf8()..];
        }
        out.write_str(rest)
    }
}

/// The text escaped, for what is put together without a template.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a String cannot fail.
    let _ = Page.write_escaped_str(&mut out, text);
    out
}

fn has_meaning(character: char) -> bool {
    matches!(character, '<' | '>' | '&' | '"' | '\'' | '\u{fffe}' | '\u{ffff}')
}

fn reference(character: char) -> &'static str {
    match character {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '"' => "&quot;",
        '\'' => "&#39;",
        // The last two of the basic plane are no characters, in XML neither.
        _ => "\u{fffd}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_or_does_not_show_is_escaped() {
        assert_eq!(
            escaped("a<script>\"'&\u{1b}\u{202e}\0\u{ffff}é"),
            "a&lt;script&gt;&quot;&#39;&amp;\\x1b\\u{202e}\\x00\u{fffd}é"
        );
        assert_eq!(escaped("192.0.2.1"), "192.0.2.1");
    }
}
