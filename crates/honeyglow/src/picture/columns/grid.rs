//! The sizes of bars and of the blocks that stand in the place of one.

use super::{Item, Seat, Table};
use crate::label::measure::LINE_HEIGHT;
use crate::label::text::{self, Detail};
use crate::layout::Size;
use crate::layout::columns::{Bar, Flow};

/// How wide bars are whose labels stand beside them.
pub(super) const BAR: f64 = 11.0;
/// Between a bar and its label.
pub(super) const PAD: f64 = 3.0;
/// Between the marks of a block and its frame.
pub(super) const FRAME: f64 = 3.0;
/// Between a box and the text in it, at each side.
const INSIDE: f64 = 4.0;
/// Between the marks of a block: below, and at the side, where the next one's label is near.
pub(super) const CELL_GAP: f64 = 2.0;
pub(super) const ASIDE: f64 = 6.0;

/// How large everything is to be.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub(super) font_pt: f64,
    /// Between bars.
    pub(super) gap: f64,
    /// The least height of a bar.
    pub(super) least: f64,
    /// The least width of a ribbon.
    pub(super) hair: f64,
    /// How much each label tells.
    pub(super) details: Vec<Detail>,
    /// The labels' boxes; those without height are not drawn.
    pub(super) texts: Vec<Size>,
}

/// The marks of an item, in rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    /// The room of one mark with its label.
    pub(super) cell: Size,
    pub(super) columns: usize,
    /// All of them, with the frame if there is one.
    pub(super) size: Size,
}

impl Table<'_> {
    /// The size of a node's label.
    pub(super) fn text(&self, node: usize, detail: Detail, font_pt: f64) -> Size {
        let id = crate::graph::NodeId(node as u32);
        let lines = text::lines(self.graph, id, self.fonts, detail);
        if lines.is_empty() {
            return Size::default();
        }
        let widths = lines.iter().map(|line| self.fonts.width(&line.text, line.weight, font_pt));
        Size {
            width: widths.fold(0.0, f64::max) + 2.0,
            height: lines.len() as f64 * LINE_HEIGHT * font_pt,
        }
    }

    /// The room of an item's marks.
    pub(super) fn grid(&self, item: &Item, spec: &Spec) -> Grid {
        let texts = item.nodes.iter().map(|node| spec.texts[*node as usize]);
        let (mut width, mut height) = (0.0_f64, 0.0_f64);
        for text in texts.filter(|text| text.height > 0.0) {
            width = width.max(text.width);
            height = height.max(text.height);
        }
        let cell = match self.seat(item) {
            Seat::Inside if height > 0.0 => Size {
                width: width + 2.0 * INSIDE,
                height: (height + 0.4 * spec.font_pt).max(spec.least),
            },
            _ if height > 0.0 => Size { width: BAR + PAD + width, height: height.max(spec.least) },
            _ => Size { width: BAR, height: spec.least },
        };
        let count = item.nodes.len();
        if count == 1 {
            return Grid { cell, columns: 1, size: cell };
        }
        // About as wide as high.
        let (wide, high) = (cell.width + ASIDE, cell.height + CELL_GAP);
        let columns = ((count as f64 * high / wide).sqrt() as usize).clamp(1, count);
        let rows = count.div_ceil(columns);
        let size = Size {
            width: columns as f64 * wide - ASIDE + 2.0 * FRAME,
            height: rows as f64 * high - CELL_GAP + 2.0 * FRAME,
        };
        Grid { cell: Size { width: wide, height: high }, columns, size }
    }

    /// What the layout has to know of each item.
    pub(super) fn bars(&self, spec: &Spec) -> Vec<Bar> {
        let bar = |item: &Item| {
            let grid = self.grid(item, spec);
            let single = item.nodes.len() == 1 && self.seat(item) != Seat::Inside;
            let least = if single { spec.least } else { grid.size.height };
            Bar { column: item.column, least, beside: grid.size.height }
        };
        self.items.iter().map(bar).collect()
    }

    pub(super) fn flow<'a>(&'a self, bars: &'a [Bar], spec: &Spec) -> Flow<'a> {
        let (gap, hair) = (spec.gap, spec.hair);
        Flow { bars, strands: &self.strands, order: &self.order, gap, hair }
    }

    /// How wide each column is, labels included.
    pub(super) fn widths(&self, spec: &Spec) -> Vec<f64> {
        let mut widths = vec![0.0_f64; self.seats.len()];
        for item in &self.items {
            let width = &mut widths[usize::from(item.column)];
            *width = width.max(self.grid(item, spec).size.width);
        }
        widths
    }
}
