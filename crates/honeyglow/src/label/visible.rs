//! Making visible what does not show as itself: the first step of every escaper for eyes.
//!
//! Names were chosen by attackers. A control character could move a terminal's cursor, a
//! right-to-left mark could make one name look like another, a zero-width space could hide in it.
//! They are shown as escapes, `\x1b` or `\u{202e}`. The escapes are for eyes, not for reading
//! back: a backslash stays one. Exact names are in the data formats.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with everything that does not show as itself made visible.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_hidden) else { return Cow::Borrowed(text) };
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(&text[..first]);
    for character in text[first..].chars() {
        // Writing to a String cannot fail.
        let _ = match character {
            '\n' => shown.write_str("\\n"),
            '\r' => shown.write_str("\\r"),
            '\t' => shown.write_str("\\t"),
            hidden if !is_hidden(hidden) => shown.write_char(hidden),
            ascii if ascii.is_ascii() => write!(shown, "\\x{:02x}", u32::from(ascii)),
            other => write!(shown, "\\u{{{:x}}}", u32::from(other)),
        };
    }
    Cow::Owned(shown)
}

/// Does the character move, hide, reorder or imitate rather than show?
fn is_hidden(character: char) -> bool {
    character.is_control()
        // Blanks of other widths: only the common one is seen for what it is.
        || (character != ' ' && character.is_whitespace())
        || matches!(character,
            // Soft hyphen, joiners and fillers without width.
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{3164}' | '\u{ffa0}'
            // Zero-width spaces and joiners, marks of direction.
            | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            // Line and paragraph separators, embeddings and overrides of direction.
            | '\u{2028}'..='\u{202e}'
            // Word joiner, invisible operators, isolates, deprecated formats.
            | '\u{2060}'..='\u{206f}'
            // Variation selectors, byte order mark, annotations.
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Private use: every font shows something else.
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
            // Musical formats, tags and more variation selectors.
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_as_itself_is_left_alone() {
        for text in ["", "10.0.0.1", "münchen.example", "用户", "a\\x1b", "\"<script>\""] {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_moves_hides_or_reorders_is_escaped() {
        for (text, shown) in [
            ("a\u{1b}[31mb", "a\\x1b[31mb"),
            ("\0\u{7}\u{7f}", "\\x00\\x07\\x7f"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{9b}0m", "\\u{9b}0m"),
            ("evil\u{202e}moc", "evil\\u{202e}moc"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("a\u{a0}b\u{3000}", "a\\u{a0}b\\u{3000}"),
            ("\u{e000}\u{10fffd}", "\\u{e000}\\u{10fffd}"),
            ("\u{2028}\u{2066}\u{ad}\u{e0041}", "\\u{2028}\\u{2066}\\u{ad}\\u{e0041}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
