//! The embedded font, and how wide text is in it.
//!
//! Text is measured from the very font that is drawn (Roboto Condensed, Apache-2.0; see
//! `fonts/`), so that what was placed is what is seen. A character that the font lacks is replaced
//! by its escape before it is measured, so that nothing depends on the fonts of a machine.

use std::borrow::Cow;
use std::fmt::Write as _;

use ttf_parser::Face;

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

/// The two faces of the embedded font.
pub struct Fonts {
    regular: Measured,
    bold: Measured,
}

/// A face, and the advances of its ASCII characters: most names have no others.
struct Measured {
    face: Face<'static>,
    ascii: [u16; 128],
}

impl Measured {
    fn new(face: Face<'static>) -> Self {
        let mut ascii = [0; 128];
        for (code, advance) in (0_u8..).zip(&mut ascii) {
            *advance = looked_up(&face, char::from(code));
        }
        Self { face, ascii }
    }

    fn advance(&self, character: char) -> u16 {
        let known = self.ascii.get(character as usize).copied();
        known.unwrap_or_else(|| looked_up(&self.face, character))
    }
}

fn looked_up(face: &Face<'_>, character: char) -> u16 {
    let glyph = face.glyph_index(character).unwrap_or_default();
    face.glyph_hor_advance(glyph).unwrap_or_default()
}

impl Default for Fonts {
    fn default() -> Self {
        Self::embedded()
    }
}

impl Fonts {
    /// Reads the embedded faces.
    ///
    /// # Panics
    /// Never: the fonts are part of the program, and a test reads them.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the bytes are compiled in and a test reads them")]
    pub fn embedded() -> Self {
        let face = |bytes| Face::parse(bytes, 0).expect("the embedded font is a font");
        Self { regular: Measured::new(face(REGULAR)), bold: Measured::new(face(BOLD)) }
    }

    /// The width of text, in points, at a font size in points.
    #[must_use]
    pub fn width(&self, text: &str, weight: Weight, font_pt: f64) -> f64 {
        let face = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let units: u64 = text.chars().map(|character| u64::from(face.advance(character))).sum();
        units as f64 * font_pt / f64::from(face.face.units_per_em())
    }

    /// The text with every character that the font lacks as its escape, `\u{4f8b}`.
    #[must_use]
    pub fn drawable<'a>(&self, text: &'a str) -> Cow<'a, str> {
        // The font has all printable characters of ASCII; a test looks.
        let lacks = |character: char| {
            !matches!(character, ' '..='~') && self.regular.face.glyph_index(character).is_none()
        };
        if !text.contains(lacks) {
            return Cow::Borrowed(text);
        }
        let mut drawable = String::with_capacity(text.len() * 2);
        for character in text.chars() {
            // Writing to a String cannot fail.
            let _ = if lacks(character) {
                write!(drawable, "\\u{{{:x}}}", u32::from(character))
            } else {
                drawable.write_char(character)
            };
        }
        Cow::Owned(drawable)
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
            assert!(fonts.regular.face.glyph_index(character).is_some(), "{character}");
        }
    }

    #[test]
    fn what_the_font_lacks_is_escaped() {
        let fonts = Fonts::embedded();
        assert_eq!(fonts.drawable("münchen, почта"), "münchen, почта");
        assert_eq!(fonts.drawable("例.example"), "\\u{4f8b}.example");
    }
}
