//! What a layout of its own kind decides of a drawing beside places.

use super::ribbons::Ribbon;
use crate::label::text::Detail;
use crate::layout::{Point, Rect};
use std::collections::BTreeMap;

/// What is drawn otherwise than usual; nothing by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manner {
    /// Ribbons in place of lines.
    pub ribbons: Option<Vec<Ribbon>>,
    /// How the label of each node is written; shorter than the nodes where the rest is as usual.
    pub labels: Vec<Written>,
}

/// How a label is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// How much it tells.
    pub detail: Detail,
    /// To which side of its box its lines lean.
    pub lean: Lean,
}

/// To which side lines of text lean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lean {
    /// All begin at the left.
    Left,
    /// To none.
    #[default]
    Middle,
    /// All end at the right.
    Right,
}

impl Manner {
    /// What of a mark and a line tells how many events they stand for.
    pub(super) fn measure(&self) -> &'static str {
        match self.ribbons {
            Some(_) => "heights and widths of ribbons follow the number of events",
            None => "areas and line widths follow the number of events",
        }
    }

    /// Where the lines of edges run, by their place in [`Graph::edges`](crate::graph::Graph::edges);
    /// those that are not there run from middle to middle.
    pub(crate) fn ends(&self) -> BTreeMap<usize, (Point, Point)> {
        let ribbons = self.ribbons.iter().flatten();
        let ends = ribbons.filter_map(|ribbon| {
            let part = ribbon.parts.first()?;
            Some(ribbon.edges.iter().map(move |edge| (*edge, (part.from, part.to))))
        });
        ends.flatten().collect()
    }

    /// How the label of a node is written, where the others tell so much.
    pub(super) fn written(&self, node: usize, detail: Detail) -> Written {
        self.labels.get(node).copied().unwrap_or(Written { detail, lean: Lean::Middle })
    }
}

impl Lean {
    /// Where a line of that width starts.
    pub(super) fn start(self, room: &Rect, width: f64) -> f64 {
        // Boxes of labels are a point wider than their widest line on both sides.
        match self {
            Lean::Left => room.x0 + 1.0,
            Lean::Middle => room.centre().x - width / 2.0,
            Lean::Right => room.x1 - 1.0 - width,
        }
    }
}
