//! One connected component, laid out by itself.

use super::csr::Csr;
use super::organic::{Arrangement, Layout, Sheet};
use super::part::Part;
use super::polyomino::Outline;
use super::twins::Twins;
use super::{Extent, Point, Rect, Size, blocks, singly};

/// A component with its upper left corner at the origin.
pub(super) struct Island {
    /// Its nodes, in rising order.
    pub(super) nodes: Vec<u32>,
    /// How much its ties weigh.
    pub(super) weight: f64,
    /// The room it takes.
    pub(super) size: Size,
    placed: Placed,
}

/// Places of an island's nodes, and the blocks among them.
#[derive(Default)]
pub(super) struct Placed {
    /// The centre of each node.
    pub(super) places: Vec<Point>,
    /// The nodes of each block of several, and its room.
    pub(super) blocks: Vec<(Vec<u32>, Rect)>,
}

impl Island {
    pub(super) fn new(sheet: &Sheet<'_>, graph: &Csr, twins: &Twins, classes: &[u32]) -> Self {
        let mut nodes: Vec<u32> =
            classes.iter().flat_map(|&class| &twins.members[class as usize]).copied().collect();
        nodes.sort_unstable();
        let extents: Vec<Extent> = nodes.iter().map(|&node| sheet.extents[node as usize]).collect();
        let strength = |node: u32| graph.weights(node as usize).iter().map(|w| f64::from(*w)).sum();
        let strengths: Vec<f64> = nodes.iter().map(|&node| strength(node)).collect();
        let mut placed = match in_a_row(graph, &nodes) {
            Some(order) => row(&extents, &order, sheet.gap),
            None => {
                let part = Part::new(sheet, graph, twins, classes, &nodes, &extents, &strengths);
                match sheet.arrangement {
                    Arrangement::Singly => {
                        Placed { places: singly::place(&part), blocks: Vec::new() }
                    }
                    Arrangement::Blocks => blocks::place(&part),
                }
            }
        };
        let size = placed.shift_to_origin(&extents);
        Self { weight: strengths.iter().sum(), nodes, size, placed }
    }

    /// What it takes of the sheet. Where it is the only one, nobody asks.
    pub(super) fn outline(&self, sheet: &Sheet<'_>, graph: &Csr) -> Outline {
        let place = |at: usize| self.placed.places[at];
        let rooms = self.nodes.iter().enumerate();
        let rooms = rooms.map(|(at, &node)| sheet.extents[node as usize].around(place(at)));
        let ties = self.nodes.iter().enumerate().flat_map(|(at, &node)| {
            let ends = graph.neighbours(node as usize).iter().filter(move |end| **end > node);
            let ends = ends.filter_map(|end| self.nodes.binary_search(end).ok());
            ends.map(move |end| (place(at), place(end)))
        });
        Outline {
            size: self.size,
            rooms: rooms.chain(self.placed.blocks.iter().map(|block| block.1)).collect(),
            ties: ties.collect(),
        }
    }

    /// Writes the island into the layout.
    pub(super) fn settle(&self, corner: Point, layout: &mut Layout) {
        for (&node, place) in self.nodes.iter().zip(&self.placed.places) {
            layout.centres[node as usize] = Point { x: corner.x + place.x, y: corner.y + place.y };
        }
        for (members, room) in &self.placed.blocks {
            let number = layout.blocks.len() as u32;
            layout.blocks.push(moved(room, corner.x, corner.y));
            for &member in members {
                layout.block_of[self.nodes[member as usize] as usize] = Some(number);
            }
        }
    }
}

impl Placed {
    /// Moves the upper left corner to the origin; gives the size.
    fn shift_to_origin(&mut self, extents: &[Extent]) -> Size {
        let around = extents.iter().zip(&self.places).map(|(extent, place)| extent.around(*place));
        let all = around.chain(self.blocks.iter().map(|block| block.1));
        let bounds = all.reduce(|one, two| one.union(&two)).unwrap_or_default();
        for place in &mut self.places {
            *place = Point { x: place.x - bounds.x0, y: place.y - bounds.y0 };
        }
        for (_, room) in &mut self.blocks {
            *room = moved(room, -bounds.x0, -bounds.y0);
        }
        Size { width: bounds.width(), height: bounds.height() }
    }
}

fn moved(room: &Rect, x: f64, y: f64) -> Rect {
    Rect { x0: room.x0 + x, y0: room.y0 + y, x1: room.x1 + x, y1: room.y1 + y }
}

/// The order of a single node, a pair, or a path of three; `None` of all else.
fn in_a_row(graph: &Csr, nodes: &[u32]) -> Option<Vec<usize>> {
    match nodes {
        [_] => Some(vec![0]),
        [_, _] => Some(vec![0, 1]),
        [_, _, _] => {
            let degrees: Vec<usize> =
                nodes.iter().map(|&node| graph.degree(node as usize)).collect();
            let middle = degrees.iter().position(|degree| *degree == 2)?;
            let ends: Vec<usize> = (0..3).filter(|&at| degrees[at] == 1).collect();
            (ends.len() == 2).then(|| vec![ends[0], middle, ends[1]])
        }
        _ => None,
    }
}

/// Boxes side by side, with room for an edge between them.
fn row(extents: &[Extent], order: &[usize], gap: f64) -> Placed {
    let mut places = vec![Point::default(); extents.len()];
    let mut x = 0.0;
    for &at in order {
        places[at] = Point { x: x + extents[at].left, y: 0.0 };
        x += extents[at].size().width + EDGE_ROOM * gap;
    }
    Placed { places, blocks: Vec::new() }
}

/// Gaps between the nodes of a row.
const EDGE_ROOM: f64 = 4.0;
