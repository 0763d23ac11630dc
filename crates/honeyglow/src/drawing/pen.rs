//! Writes lines of text on the page: the one door through which text comes there, measured in the
//! fonts that paint it.

use super::palette::{self, Colour};
use super::{Drawing, Text};
use crate::label::measure::{Fonts, Weight};
use crate::label::text;
use crate::layout::Point;

/// Where text is written, and by which font it is measured.
pub(super) struct Pen<'a> {
    pub(super) drawing: &'a mut Drawing,
    pub(super) fonts: &'a Fonts,
}

/// How a line of text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) font_pt: f64,
    pub(super) weight: Weight,
    pub(super) colour: Colour,
    pub(super) halo: f64,
}

/// The look of captions.
pub(super) const CAPTION: Style =
    Style { font_pt: 10.5, weight: Weight::Regular, colour: palette::FAINT_INK, halo: 0.0 };

impl Pen<'_> {
    /// Writes from a left end and gives the right end.
    pub(super) fn write(&mut self, text: impl Into<String>, start: Point, style: Style) -> f64 {
        let text = text.into();
        let width = self.fonts.width(&text, style.weight, style.font_pt);
        let Style { font_pt, weight, colour, halo } = style;
        let runs = self.fonts.runs(&text, weight, font_pt);
        let text = Text { text, start, width, runs, font_pt, weight, colour, halo };
        self.drawing.texts.push(text);
        start.x + width
    }

    /// The text, cut so that it is no wider than the space.
    pub(super) fn fitted(&self, text: &str, style: Style, space: f64) -> String {
        let mut longest = text.chars().count();
        let mut fitted = text.to_owned();
        while longest > 8 && self.fonts.width(&fitted, style.weight, style.font_pt) > space {
            longest = longest * 9 / 10;
            fitted = text::shorten(text, longest);
        }
        fitted
    }
}
