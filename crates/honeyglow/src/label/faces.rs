//! The embedded faces: that of all labels, and those for what it lacks.
//!
//! Names come in all scripts. Roboto Condensed (Apache-2.0) has Latin, Greek and Cyrillic; Noto
//! Sans (OFL-1.1) has Arabic, Hebrew and Thai; Droid Sans Fallback (Apache-2.0) has Chinese,
//! Japanese and Korean. Their licences lie beside them in `fonts/`. What none of them has is
//! shown as an escape, so that nothing depends on the fonts of a machine.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI32, Ordering};

use rustybuzz::ttf_parser::GlyphId;
use rustybuzz::{Direction, Face, ShapePlan, UnicodeBuffer, script};

/// A font file and the family that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font {
    /// The name by which pictures ask for it.
    pub family: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// How large it is set, in parts of the size asked for: letters that stand higher or reach
    /// deeper than Latin ones are set smaller, so that their marks stay within the line.
    pub scale: f64,
}

/// The fonts for what the first one lacks, in the order in which they are asked.
pub const FALLBACKS: [Font; 4] = [
    Font {
        family: "Noto Sans Arabic",
        bytes: include_bytes!("../../fonts/NotoSansArabic-Regular.ttf"),
        scale: 0.85,
    },
    Font {
        family: "Noto Sans Hebrew",
        bytes: include_bytes!("../../fonts/NotoSansHebrew-Regular.ttf"),
        scale: 0.95,
    },
    Font {
        family: "Noto Sans Thai",
        bytes: include_bytes!("../../fonts/NotoSansThai-Regular.ttf"),
        scale: 0.85,
    },
    Font {
        family: "Droid Sans Fallback",
        bytes: include_bytes!("../../fonts/DroidSansFallback.ttf"),
        scale: 1.0,
    },
];

/// The font whose letters take two columns.
pub(super) const WIDE: usize = 3;

/// Does the font join letters of it to one? The table has only pairs of them, and such a letter
/// is one of another pair.
fn has_ligature(text: &str) -> bool {
    let joins = |pair: &[u8]| pair[0] == b'f' && matches!(pair[1], b'f' | b'i' | b'l');
    text.as_bytes().windows(2).any(joins)
}

/// A face, and what its plain characters measure: most names have no others.
pub(super) struct Measured {
    face: Face<'static>,
    /// How pairs of plain characters are shaped; it takes longer to make than to use.
    plain: OnceLock<ShapePlan>,
    advances: [i32; PLAIN],
    /// By how much two characters move together or apart; [`UNKNOWN`] until it is asked for.
    kerning: Box<[AtomicI32]>,
}

const PLAIN: usize = 128;
const UNKNOWN: i32 = i32::MIN;
/// The sign of what was left out, which stands in many names, has the place of the control
/// character that ends ASCII.
const ELLIPSIS: usize = 127;

/// The place of a plain character in the tables; none of one that is not plain.
fn place(character: char) -> Option<usize> {
    match character {
        ' '..='~' => Some(character as usize),
        '…' => Some(ELLIPSIS),
        _ => None,
    }
}

/// Is all of it printable ASCII, or the sign of what was left out?
pub(super) fn is_plain(text: &str) -> bool {
    text.chars().all(|character| place(character).is_some())
}

impl Measured {
    #[expect(clippy::expect_used, reason = "the bytes are compiled in and a test reads them")]
    pub(super) fn new(bytes: &'static [u8]) -> Self {
        let face = Face::from_slice(bytes, 0).expect("the embedded font is a font");
        let mut advances = [0; PLAIN];
        for character in (' '..='~').chain(['…']) {
            let glyph = face.glyph_index(character).unwrap_or(GlyphId(0));
            if let Some(place) = place(character) {
                advances[place] = i32::from(face.glyph_hor_advance(glyph).unwrap_or_default());
            }
        }
        let kerning = (0..PLAIN * PLAIN).map(|_| AtomicI32::new(UNKNOWN)).collect();
        Self { face, plain: OnceLock::new(), advances, kerning }
    }

    pub(super) fn has(&self, character: char) -> bool {
        self.face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
    }

    /// From units of the font to font sizes.
    pub(super) fn em(&self, units: i64) -> f64 {
        units as f64 / f64::from(self.face.units_per_em().max(1))
    }

    /// The width of plain text, in units of the font: as it is shaped, but from a table.
    pub(super) fn plain_width(&self, text: &str) -> i64 {
        if has_ligature(text) {
            return self.shaped_width(text, Direction::LeftToRight);
        }
        let (mut width, mut before) = (0, None);
        for (at, character) in text.char_indices() {
            let Some(place) = place(character) else { continue };
            width += i64::from(self.advances[place]);
            if let Some((start, last)) = before {
                let pair = &text[start..at + character.len_utf8()];
                width += i64::from(self.kern(pair, last, place));
            }
            before = Some((at, place));
        }
        width
    }

    fn kern(&self, pair: &str, first: usize, second: usize) -> i32 {
        let known = &self.kerning[first * PLAIN + second];
        match known.load(Ordering::Relaxed) {
            UNKNOWN => {
                let both = self.pair_width(pair);
                let kern = both as i32 - self.advances[first] - self.advances[second];
                // Another thread can only find the same.
                known.store(kern, Ordering::Relaxed);
                kern
            }
            kern => kern,
        }
    }

    fn pair_width(&self, pair: &str) -> i64 {
        let (way, latin) = (Direction::LeftToRight, script::LATIN);
        let plan =
            self.plain.get_or_init(|| ShapePlan::new(&self.face, way, Some(latin), None, &[]));
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(pair);
        buffer.set_direction(way);
        buffer.set_script(latin);
        let shaped = rustybuzz::shape_with_plan(&self.face, plan, buffer);
        shaped.glyph_positions().iter().map(|glyph| i64::from(glyph.x_advance)).sum()
    }

    /// The width of text that runs one way, in units of the font.
    pub(super) fn shaped_width(&self, text: &str, direction: Direction) -> i64 {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(direction);
        let shaped = rustybuzz::shape(&self.face, &[], buffer);
        shaped.glyph_positions().iter().map(|glyph| i64::from(glyph.x_advance)).sum()
    }
}

/// The faces of [`FALLBACKS`], each read when it is first asked for.
#[derive(Default)]
pub(super) struct Fallbacks([OnceLock<Measured>; FALLBACKS.len()]);

impl Fallbacks {
    pub(super) fn get(&self, index: usize) -> &Measured {
        self.0[index].get_or_init(|| Measured::new(FALLBACKS[index].bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::measure::{BOLD, REGULAR};

    #[test]
    fn every_embedded_font_is_read() {
        let samples = ['ش', 'ש', 'ส', '한'];
        for (index, sample) in samples.into_iter().enumerate() {
            assert!(Fallbacks::default().get(index).has(sample), "{sample}");
        }
    }

    #[test]
    fn the_table_measures_plain_text_as_the_shaper_does() {
        for bytes in [REGULAR, BOLD] {
            let face = Measured::new(bytes);
            for text in [
                "192.0.2.1:8080",
                "T…y…V",
                "stst astute fast",
                "office.affluent.fjord.example",
                "AVATAR To. \"Yes\" V.A.T. LT, P.,W. r.y. ffi ffl",
                "wget http://x.example/a.sh; chmod +x a.sh && ./a.sh >/dev/null 2>&1",
                "!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~ ~ ",
            ] {
                let shaped = face.shaped_width(text, Direction::LeftToRight);
                assert_eq!(face.plain_width(text), shaped, "{text}");
            }
        }
    }
}
