//! Blocks: nodes that stand together in a frame, as those that did the same do.

use super::page::on_page;
use super::{Figure, palette};
use crate::graph::NodeId;
use crate::layout::{Outline, Rect, Shape, Size};

/// Points between the nodes of a block and its frame.
const FRAME: f64 = 3.0;

/// Nodes that stand together, and have their edges together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blocks {
    /// The room of each block.
    pub rooms: Vec<Rect>,
    /// The block of each node; shorter than the nodes where none of the rest is in one.
    pub of: Vec<Option<u32>>,
}

impl Blocks {
    /// The block that a node stands in.
    pub(super) fn of(&self, node: NodeId) -> Option<u32> {
        self.of.get(node.index()).copied().flatten()
    }

    /// The frames, on the page.
    pub(super) fn frames(&self) -> Vec<Figure> {
        let frame = |room: &Rect| {
            let room = on_page(room).grown(FRAME);
            let size = Size { width: room.width(), height: room.height() };
            Figure {
                shape: Shape { outline: Outline::Box, size },
                centre: room.centre(),
                fill: palette::FRAME,
                stroke: palette::RULE,
                stroke_width: 0.8,
            }
        };
        self.rooms.iter().map(frame).collect()
    }
}
