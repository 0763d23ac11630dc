//! How wide text is in the embedded fonts.
//!
//! Text is measured by the very fonts and the very shaper that draw it (see [`super::faces`]), so that
//! what was placed is what is seen. A character that all of them lack is replaced by its escape
//! before it is measured.

use std::borrow::Cow;

use super::faces::{FALLBACKS, Fallbacks, Measured, is_plain};
use super::runs::{self, Run};
use super::units;

/// The family that pictures name.
pub const FAMILY: &str = "Roboto Condensed";
/// The font of labels.
pub const REGULAR: &[u8] = include_bytes!("../../fonts/RobotoCondensed-Regular.ttf");
/// The font of titles and of the first line of a group's label.
pub const BOLD: &[u8] = include_bytes!("../../fonts/RobotoCondensed-Bold.ttf");

/// Height of a line of text, in font sizes.
pub const LINE_HEIGHT: f64 = 1.17;
/// From the top of a line down to its baseline, in font sizes.
pub const BASELINE: f64 = 0.93;

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For names.
    Regular,
    /// For titles and counts.
    Bold,
}

/// The embedded fonts.
pub struct Fonts {
    regular: Measured,
    bold: Measured,
    fallbacks: Fallbacks,
}

impl Default for Fonts {
    fn default() -> Self {
        Self::embedded()
    }
}

impl Fonts {
    /// Reads the embedded fonts; those for rare scripts when they are first needed.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            regular: Measured::new(REGULAR),
            bold: Measured::new(BOLD),
            fallbacks: Fallbacks::default(),
        }
    }

    /// The width of text, in points, at a font size in points.
    #[must_use]
    pub fn width(&self, text: &str, weight: Weight, font_pt: f64) -> f64 {
        if is_plain(text) {
            let face = self.face(None, weight);
            return face.em(face.plain_width(text)) * font_pt;
        }
        runs::runs(self, text, weight, font_pt).iter().map(|run| run.width).sum()
    }

    /// The runs of a line from left to right, for painters that know one font and one way; none
    /// where the line is one run in the first font.
    #[must_use]
    pub fn runs(&self, text: &str, weight: Weight, font_pt: f64) -> Vec<Run> {
        if is_plain(text) {
            return Vec::new();
        }
        let runs = runs::runs(self, text, weight, font_pt);
        if runs.iter().all(|run| run.family == FAMILY) { Vec::new() } else { runs }
    }

    /// The text with everything that does not show as itself, and every character that all fonts
    /// lack, as its escape, `\u{4f8b}`.
    #[must_use]
    pub fn drawable<'a>(&self, text: &'a str) -> Cow<'a, str> {
        // The font has all printable characters of ASCII; a test looks.
        if is_plain(text) {
            return Cow::Borrowed(text);
        }
        let units = units::units(self, text);
        if units.iter().all(|unit| matches!(unit.text, Cow::Borrowed(_))) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(units.iter().map(|unit| &*unit.text).collect())
    }

    /// The font that has all of a letter and its marks: the first, which is `Some(None)`, or one
    /// of the fallbacks.
    pub(super) fn font_of(&self, cluster: &str) -> Option<Option<usize>> {
        let has_all = |face: &Measured| cluster.chars().all(|character| face.has(character));
        if has_all(&self.regular) {
            return Some(None);
        }
        (0..FALLBACKS.len()).find(|index| has_all(self.fallbacks.get(*index))).map(Some)
    }

    /// The fallbacks have one weight.
    pub(super) fn face(&self, font: Option<usize>, weight: Weight) -> &Measured {
        match (font, weight) {
            (Some(index), _) => self.fallbacks.get(index),
            (None, Weight::Regular) => &self.regular,
            (None, Weight::Bold) => &self.bold,
        }
    }

    pub(super) fn family(&self, font: Option<usize>) -> &'static str {
        font.map_or(FAMILY, |index| FALLBACKS[index].family)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_grows_with_text_size_and_weight() {
        let fonts = Fonts::embedded();
        let width = |text, weight, font_pt| fonts.width(text, weight, font_pt);
        assert_eq!(width("", Weight::Regular, 9.0), 0.0);
        let address = width("192.0.2.1", Weight::Regular, 9.0);
        assert!((30.0..60.0).contains(&address), "{address}");
        assert!((width("192.0.2.1", Weight::Regular, 18.0) - 2.0 * address).abs() < 1e-9);
    }

    #[test]
    fn the_font_has_all_of_printable_ascii() {
        let fonts = Fonts::embedded();
        for character in ' '..='~' {
            assert!(fonts.regular.has(character), "{character}");
        }
    }

    #[test]
    fn what_the_font_lacks_is_escaped() {
        let fonts = Fonts::embedded();
        assert_eq!(fonts.drawable("münchen, почта"), "münchen, почта");
        assert_eq!(fonts.drawable("例.example"), "例.example");
        assert_eq!(fonts.drawable("😀.example"), "\\u{1f600}.example");
    }

    #[test]
    fn a_line_is_as_wide_as_its_runs() {
        let fonts = Fonts::embedded();
        let text = "abc שלום 12 مثال 例え";
        let runs = fonts.runs(text, Weight::Bold, 9.0);
        assert!(runs.len() > 4, "{runs:?}");
        let sum: f64 = runs.iter().map(|run| run.width).sum();
        assert!((sum - fonts.width(text, Weight::Bold, 9.0)).abs() < 1e-9);
        assert!(fonts.runs("почта", Weight::Regular, 9.0).is_empty());
    }
}
