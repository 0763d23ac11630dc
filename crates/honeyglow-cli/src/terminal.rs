//! What people read: the one escaper for everything on its way to a terminal or a text report,
//! and the one way to put a line on stderr.
//!
//! Names in logs, and names of files, were chosen by somebody else. A control character could
//! move the cursor, set the title or answer for the user; a right-to-left mark could make one
//! name look like another. So they are shown as escapes, `\x1b` or `\u{202e}`. The escapes are
//! for eyes, not for reading back: a backslash stays one. Exact names are in the files.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

/// The text with everything that does not show as itself made visible.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
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
            // Musical formats, tags and more variation selectors.
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Is stderr read by a person at a terminal?
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Puts one line on stderr. Whatever the message holds, it stays one line.
pub(crate) fn tell(message: &str) {
    // Nobody is left to be told that stderr is gone.
    let _ = writeln!(io::stderr().lock(), "honeyglow: {}", visible(message));
}

/// Puts an error with its causes on stderr, in one line.
pub(crate) fn tell_error(error: &anyhow::Error) {
    let causes: Vec<String> = error
        .chain()
        .map(|cause| cause.downcast_ref().map_or_else(|| cause.to_string(), reason))
        .collect();
    tell(&causes.join(": "));
}

/// Why the system refused, without its number and in the style of our own messages.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => return "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => {
            return "permission denied: read it as a user who may".to_owned();
        }
        _ => {}
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

/// A number with commas between thousands.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The number and its noun: `1 line`, `2,000 lines`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
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
            ("\u{2028}\u{2066}\u{ad}\u{e0041}", "\\u{2028}\\u{2066}\\u{ad}\\u{e0041}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, grouped) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (191_689, "191,689"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(number), grouped);
        }
        assert_eq!((counted(1, "line"), counted(0, "line")), ("1 line".into(), "0 lines".into()));
    }

    #[test]
    fn the_systems_reasons_are_lower_case_and_without_numbers() {
        let full = io::Error::from_raw_os_error(28);
        assert_eq!(reason(&full), "no space left on device");
    }
}
