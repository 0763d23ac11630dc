//! A text as it is searched: in lower case, with the usual disguises of a character undone.
//!
//! `203[.]0(dot)113%2E7`, `203\.0\.113\.7` and full-width digits all read `203.0.113.7`. For every
//! byte that is searched it is known where in the text it came from. One pass; a disguise within a
//! disguise (`%255b`) is not undone, nor are base64, octal escapes and variables of a shell.

use std::ops::Range;

/// Is a character taken for what it is, or for what it stands for?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Written,
    /// Only what stands for a separator, so that no digit comes to stand beside another.
    Separated,
    Undisguised,
}

/// What is searched, and where it stands in the text.
#[derive(Clone, Debug)]
pub(super) struct Folded {
    bytes: Vec<u8>,
    /// Where each byte's character starts in the text, and at the end the length of the text; none
    /// if every byte stands where it stood.
    from: Option<Vec<usize>>,
}

impl Folded {
    /// The text without disguises.
    pub(super) fn of(text: &str) -> Self {
        if text.bytes().all(is_plain) {
            Self::plain(text)
        } else {
            Self::read(text, Reading::Undisguised)
        }
    }

    /// All that has to be searched: in `%41.2.3.4` stands an address however it is read, and in
    /// `%332[.]0[.]2[.]1` in the second reading alone.
    pub(super) fn readings(text: &str) -> Vec<Self> {
        if text.bytes().all(is_plain) {
            return vec![Self::plain(text)];
        }
        let all = [Reading::Written, Reading::Separated, Reading::Undisguised];
        let mut readings = all.map(|reading| Self::read(text, reading)).to_vec();
        readings.dedup_by(|one, other| one.bytes == other.bytes);
        readings
    }

    fn plain(text: &str) -> Self {
        Self { bytes: text.to_ascii_lowercase().into_bytes(), from: None }
    }

    fn read(text: &str, reading: Reading) -> Self {
        let mut bytes = Vec::with_capacity(text.len());
        let mut from = Vec::with_capacity(text.len() + 1);
        let mut rest = text;
        while let Some((character, length)) = next(rest, reading) {
            let at = text.len() - rest.len();
            if let Some(character) = character {
                let mut buffer = [0; 4];
                bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                from.resize(bytes.len(), at);
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        from.push(text.len());
        Self { bytes, from: Some(from) }
    }

    /// What is searched.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where a range of the searched bytes stands in the text. A range of whole characters stands
    /// on whole characters.
    pub(super) fn in_text(&self, range: Range<usize>) -> Range<usize> {
        let Some(from) = &self.from else { return range };
        let end = from.last().copied().unwrap_or(0);
        let place = |at: usize| from.get(at).copied().unwrap_or(end);
        place(range.start)..place(range.end)
    }
}

/// No disguise starts with such a byte.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii() && !b"%\\[({".contains(&byte)
}

/// The next character as it is searched, if it is, and how many bytes of the text it takes.
fn next(rest: &str, reading: Reading) -> Option<(Option<char>, usize)> {
    let first = rest.chars().next()?;
    if reading == Reading::Written {
        return Some((Some(lower(first)), first.len_utf8()));
    }
    let disguised = match first {
        '%' => hex(rest, 1).map(|character| (character, 3)),
        '\\' => match rest.as_bytes().get(1) {
            Some(b'x') => hex(rest, 2).map(|character| (character, 4)),
            Some(dot @ (b'.' | b':' | b'-')) => Some((char::from(*dot), 2)),
            _ => None,
        },
        '[' | '(' | '{' => bracketed(rest),
        _ => None,
    };
    let is_separator = |character: char| ".:-_".contains(character);
    let is_undone = |character| reading == Reading::Undisguised || is_separator(character);
    if let Some((character, length)) = disguised.filter(|(character, _)| is_undone(*character)) {
        return Some((Some(character.to_ascii_lowercase()), length));
    }
    let shown = match first {
        // Nothing is seen of them.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' if is_undone('x') => None,
        // Full-width forms, which name servers take for what they look like.
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(first) - 0xfee0).map(|c| if is_undone(c) { c } else { first })
        }
        '\u{3002}' | '\u{ff61}' => Some('.'),
        other => Some(other),
    };
    Some((shown.map(lower), first.len_utf8()))
}

/// Lower case, where that is one character.
fn lower(character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

/// The visible ASCII character whose two hexadecimal digits stand at a place.
fn hex(rest: &str, at: usize) -> Option<char> {
    let digits = rest.get(at..at + 2).filter(|digits| !digits.starts_with('+'))?;
    let byte = u8::from_str_radix(digits, 16).ok()?;
    byte.is_ascii_graphic().then_some(char::from(byte))
}

/// A dot or a colon in brackets, as reports write it.
fn bracketed(rest: &str) -> Option<(char, usize)> {
    const FORMS: [(&str, char); 8] = [
        ("[.]", '.'),
        ("(.)", '.'),
        ("{.}", '.'),
        ("[:]", ':'),
        ("[dot]", '.'),
        ("(dot)", '.'),
        ("{dot}", '.'),
        ("[-]", '-'),
    ];
    let is_next = |form: &str| {
        rest.get(..form.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(form))
    };
    FORMS.iter().find(|(form, _)| is_next(form)).map(|(form, character)| (*character, form.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_are_undone_and_known_by_their_place() {
        for (text, shown) in [
            ("Plain.Example", "plain.example"),
            ("203[.]0(dot)113%2E7", "203.0.113.7"),
            (r"203\.0\.113\.7 \x41\x2e", "203.0.113.7 a."),
            ("２０３．0。113.7", "203.0.113.7"),
            ("a\u{200b}b\u{ad}c", "abc"),
            ("ÄÖ%c3%zz%", "äö%c3%zz%"),
            (r"a\b[x](", r"a\b[x]("),
            ("%+1%0a", "%+1%0a"),
        ] {
            let folded = Folded::of(text);
            assert_eq!(str::from_utf8(folded.bytes()), Ok(shown), "{text}");
            let whole = folded.in_text(0..folded.bytes().len());
            assert_eq!(whole, 0..text.len());
        }
        let folded = Folded::of("x 203[.]0 y");
        assert_eq!(folded.in_text(2..7), 2..9);
        let folded = Folded::of("ab\u{200b}c");
        assert_eq!((folded.in_text(1..2), folded.in_text(2..3)), (1..5, 5..6));
    }
}
