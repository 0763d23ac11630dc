//! Text as units: what is shown together, and is kept or left out together.
//!
//! A unit is a letter with the marks that combine with it, or the escape of what cannot be shown.
//! Marks can be heaped upon a letter without end and run over whatever stands near; a letter
//! has at most [`MOST_MARKS`], the others are escaped.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

use super::faces::WIDE;
use super::measure::Fonts;
use super::visible::visible;

/// What is kept or left out together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    pub(super) text: Cow<'a, str>,
    /// How many narrow letters are as wide.
    pub(super) columns: usize,
}

/// The most marks of a letter: Hebrew has three where it is pointed (dagesh, dot of shin, vowel),
/// Arabic and Thai have two.
const MOST_MARKS: usize = 3;

fn is_mark(character: char) -> bool {
    !character.is_ascii() && character.general_category_group() == GeneralCategoryGroup::Mark
}

/// Letters with their marks, each letter with no more than it may have.
pub(super) fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices();
        let (_, first) = characters.next()?;
        let marks = if is_mark(first) { 0 } else { MOST_MARKS };
        let mut end = first.len_utf8();
        for (at, character) in characters.take(marks) {
            if !is_mark(character) {
                break;
            }
            end = at + character.len_utf8();
        }
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some(cluster)
    })
}

/// The units of a text; nothing in them moves, hides, reorders or is missing from the fonts.
pub(super) fn units<'a>(fonts: &Fonts, text: &'a str) -> Vec<Unit<'a>> {
    let mut units = Vec::new();
    for cluster in clusters(text) {
        let stands_alone =
            !cluster.starts_with(is_mark) && matches!(visible(cluster), Cow::Borrowed(_));
        match fonts.font_of(cluster).filter(|_| stands_alone) {
            Some(font) => {
                let columns = if font == Some(WIDE) { 2 } else { 1 };
                units.push(Unit { text: Cow::Borrowed(cluster), columns });
            }
            // Each for itself: the letter may be shown where a mark may not.
            None => units.extend(cluster.char_indices().map(|(at, character)| {
                alone(fonts, character, &cluster[at..at + character.len_utf8()])
            })),
        }
    }
    units
}

fn alone<'a>(fonts: &Fonts, character: char, text: &'a str) -> Unit<'a> {
    let text = match visible(text) {
        Cow::Borrowed(text) => match fonts.font_of(text).filter(|_| !is_mark(character)) {
            Some(font) => {
                let columns = if font == Some(WIDE) { 2 } else { 1 };
                return Unit { text: Cow::Borrowed(text), columns };
            }
            None => {
                let mut escape = String::with_capacity(10);
                // Writing to a String cannot fail.
                let _ = write!(escape, "\\u{{{:x}}}", u32::from(character));
                escape
            }
        },
        Cow::Owned(escape) => escape,
    };
    Unit { columns: text.chars().count(), text: Cow::Owned(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let units = units(&Fonts::embedded(), text);
        units.into_iter().map(|unit| unit.text.into_owned()).collect()
    }

    #[test]
    fn a_letter_keeps_its_marks() {
        assert_eq!(shown("e\u{301}x"), ["e\u{301}", "x"]);
        assert_eq!(shown("ที่"), ["ที่"]);
    }

    #[test]
    fn marks_without_a_letter_and_heaps_of_them_are_escaped() {
        assert_eq!(shown("\u{301}"), ["\\u{301}"]);
        let heap = format!("e{}", "\u{301}".repeat(6));
        assert_eq!(shown(&heap)[1..], ["\\u{301}", "\\u{301}", "\\u{301}"]);
    }

    #[test]
    fn what_no_font_has_is_escaped() {
        assert_eq!(shown("a😀"), ["a", "\\u{1f600}"]);
        assert_eq!(shown("\u{e000}\u{f0000}"), ["\\u{e000}", "\\u{f0000}"]);
        assert_eq!(shown("例\u{200d}"), ["例", "\\u{200d}"]);
    }
}
