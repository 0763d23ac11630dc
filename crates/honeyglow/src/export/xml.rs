//! Text for XML that is data: exact wherever XML 1.0 can hold it.

use std::borrow::Cow;

use crate::label::visible::visible;

/// The text for an element or a quoted attribute. Readers turn line ends and tabs in attributes
/// into spaces, so those are written as references; what XML 1.0 has no way to write (most control
/// characters, the last two of the basic plane) is shown as an escape.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{fffe}' => escaped.push_str("\\u{fffe}"),
            '\u{ffff}' => escaped.push_str("\\u{ffff}"),
            control if control < ' ' => {
                escaped.push_str(&visible(control.encode_utf8(&mut [0; 4])));
            }
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

fn needs_escape(character: char) -> bool {
    character < ' ' || matches!(character, '<' | '>' | '&' | '"' | '\'' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_xml_gets_back_what_xml_can_hold() {
        for text in ["]]>", "a\t\r\nb ", "<!--&amp;\"'", "\u{202e}x\u{200b}\u{85}\u{7f}", "🍯用"]
        {
            let document = format!("<a b=\"{0}\">{0}</a>", escaped(text));
            let document = roxmltree::Document::parse(&document).unwrap();
            assert_eq!(document.root_element().attribute("b"), Some(text));
            assert_eq!(document.root_element().text(), Some(text));
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_shown_as_an_escape() {
        assert_eq!(escaped("\0\u{1b}[2J\u{fffe}\u{ffff}"), "\\x00\\x1b[2J\\u{fffe}\\u{ffff}");
    }
}
