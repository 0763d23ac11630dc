//! A line of text as runs: parts in one font that run one way, in the order in which they stand.
//!
//! The order is that of the Unicode Bidirectional Algorithm (UAX #9) in a line that runs from
//! left to right, as SVG and our painters have it. Each line of a picture is a line of its own,
//! so a right-to-left name reorders nothing beside it. Linear in the text.

use std::ops::Range;

use rustybuzz::Direction;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_bidi_mirroring::get_mirrored;

use super::faces::FALLBACKS;
use super::measure::{Fonts, Weight};
use super::units;

/// A part of a line that is in one font and runs one way.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What a painter is given that knows one font and one way.
    pub text: String,
    /// The family of its font.
    pub family: &'static str,
    /// The size of its font, in points.
    pub font_pt: f64,
    /// How wide it is, in points.
    pub width: f64,
}

/// Does the text have a part that runs from right to left? What is written beside it in one line
/// would have to be isolated from it.
#[must_use]
pub fn runs_backwards(text: &str) -> bool {
    let is_backwards = |character: char| {
        matches!(bidi_class(character), BidiClass::R | BidiClass::AL | BidiClass::AN)
    };
    !text.is_ascii() && text.contains(is_backwards)
}

/// The runs of a line, from left to right.
pub(super) fn runs(fonts: &Fonts, text: &str, weight: Weight, font_pt: f64) -> Vec<Run> {
    let bidi = BidiInfo::new(text, Some(Level::ltr()));
    let Some(paragraph) = bidi.paragraphs.first() else { return Vec::new() };
    let (levels, ways) = bidi.visual_runs(paragraph, paragraph.range.clone());
    let mut runs = Vec::new();
    for way in ways {
        let is_rtl = levels.get(way.start).is_some_and(Level::is_rtl);
        let mut pieces = pieces(fonts, text, way, is_rtl);
        if is_rtl {
            pieces.reverse();
        }
        runs.extend(pieces.into_iter().map(|piece| piece.run(fonts, text, weight, font_pt)));
    }
    runs
}

/// A stretch of text for one run.
struct Piece {
    range: Range<usize>,
    /// Which fallback; none is the first font.
    font: Option<usize>,
    way: Way,
}

/// How a piece runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    LeftToRight,
    /// Letters that run from right to left by themselves.
    RightToLeft,
    /// Blanks and signs, which run from right to left because they stand between such letters.
    /// Alone they would run the other way, so they are handed on turned round.
    Turned,
}

impl Piece {
    fn run(self, fonts: &Fonts, text: &str, weight: Weight, font_pt: f64) -> Run {
        let text = &text[self.range];
        let text = match self.way {
            Way::Turned => text.chars().rev().map(|c| get_mirrored(c).unwrap_or(c)).collect(),
            Way::LeftToRight | Way::RightToLeft => text.to_owned(),
        };
        let direction = match self.way {
            Way::RightToLeft => Direction::RightToLeft,
            Way::LeftToRight | Way::Turned => Direction::LeftToRight,
        };
        let face = fonts.face(self.font, weight);
        let font_pt = font_pt * self.font.map_or(1.0, |index| FALLBACKS[index].scale);
        let width = face.em(face.shaped_width(&text, direction)) * font_pt;
        Run { text, family: fonts.family(self.font), font_pt, width }
    }
}

/// The pieces of a stretch that runs one way, in the order of the text.
fn pieces(fonts: &Fonts, text: &str, stretch: Range<usize>, is_rtl: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = stretch.start;
    for unit in units::clusters(&text[stretch]) {
        let range = start..start + unit.len();
        start = range.end;
        let font = fonts.font_of(unit).flatten();
        let first = unit.chars().next().map(bidi_class);
        let way = match (is_rtl, first) {
            (false, _) => Way::LeftToRight,
            (true, Some(BidiClass::R | BidiClass::AL | BidiClass::NSM)) => Way::RightToLeft,
            (true, _) => Way::Turned,
        };
        match pieces.last_mut() {
            Some(last) if (last.font, last.way) == (font, way) => last.range.end = range.end,
            _ => pieces.push(Piece { range, font, way }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, &'static str)> {
        let runs = runs(&Fonts::embedded(), text, Weight::Regular, 10.0);
        runs.into_iter().map(|run| (run.text, run.family.rsplit(' ').next().unwrap())).collect()
    }

    fn run(text: &str, family: &'static str) -> (String, &'static str) {
        (text.to_owned(), family)
    }

    #[test]
    fn latin_stays_on_its_side_of_a_right_to_left_name() {
        assert_eq!(
            shown("ab (שלום) עולם!"),
            [
                run("ab (", "Condensed"),
                run("שלום", "Hebrew"),
                run(") ", "Condensed"),
                run("עולם", "Hebrew"),
                run("!", "Condensed"),
            ]
        );
    }

    #[test]
    fn brackets_between_right_to_left_letters_are_turned() {
        assert_eq!(
            shown("שלום (עולם) אב"),
            [
                run("אב", "Hebrew"),
                run(" (", "Condensed"),
                run("עולם", "Hebrew"),
                run(") ", "Condensed"),
                run("שלום", "Hebrew"),
            ]
        );
    }

    #[test]
    fn each_script_has_its_font() {
        assert_eq!(
            shown("例え한국.example"),
            [run("例え한국", "Fallback"), run(".example", "Condensed")]
        );
        assert_eq!(shown("ที่นี่"), [run("ที่นี่", "Thai")]);
        assert_eq!(
            shown("مثال 12"),
            [run("12", "Condensed"), run(" ", "Condensed"), run("مثال", "Arabic")]
        );
    }

    #[test]
    fn joined_letters_are_narrower_than_single_ones() {
        let width = |text| {
            let runs = runs(&Fonts::embedded(), text, Weight::Regular, 10.0);
            runs.iter().map(|run| run.width).sum::<f64>()
        };
        let single: f64 = ["م", "ث", "ا", "ل"].map(width).iter().sum();
        assert!(width("مثال") < 0.9 * single, "{} {single}", width("مثال"));
    }
}
