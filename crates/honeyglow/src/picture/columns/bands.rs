//! Columns with all sizes decided: from heights to marks, labels and ribbons.

use super::grid::{ASIDE, BAR, CELL_GAP, FRAME, Grid, PAD, Spec};
use super::{Item, Seat, Table};
use crate::drawing::manner::{Lean, Written};
use crate::drawing::page::Sizes;
use crate::drawing::ribbons::{Bend, Part, Ribbon};
use crate::drawing::{Blocks, Manner, Placement};
use crate::label::text::Detail;
use crate::layout::columns::{Piece, Port, Stack};
use crate::layout::{Outline, Point, Rect, Shape, Size};

/// How far a ribbon that comes back goes out at most, in points and in parts of the channel.
const FARTHEST: f64 = 90.0;
const OF_CHANNEL: f64 = 0.8;
/// Ribbons begin and end that far under their bars, so that no light shows between.
const UNDER: f64 = 1.0;

/// The room of an item: bars only, without labels beside them.
struct Rooms {
    items: Vec<Rect>,
    /// The whole of each column, from left to right.
    columns: Vec<(f64, f64)>,
    channel: f64,
}

impl Table<'_> {
    /// Everything at its place, `width` points wide.
    pub(super) fn placement(&self, spec: &Spec, stack: &Stack, width: f64) -> Placement {
        let rooms = self.rooms(spec, stack, width);
        let count = self.graph.nodes.len();
        let mut placement = Placement {
            sizes: Sizes {
                font_pt: spec.font_pt,
                detail: Detail::Full,
                shapes: vec![Shape { outline: Outline::Box, size: Size::default() }; count],
                labels: spec.texts.clone(),
            },
            centres: vec![Point::default(); count],
            labels: vec![None; count],
            edge_labels: Vec::new(),
            blocks: Blocks { rooms: Vec::new(), of: vec![None; count] },
            manner: Manner::default(),
        };
        let mut written = Vec::with_capacity(count);
        for detail in &spec.details {
            written.push(Written { detail: *detail, lean: Lean::Middle });
        }
        for (item, room) in self.items.iter().zip(&rooms.items) {
            let lean = match self.seat(item) {
                Seat::Left => Lean::Right,
                Seat::Inside => Lean::Middle,
                Seat::Right => Lean::Left,
            };
            item.nodes.iter().for_each(|node| written[*node as usize].lean = lean);
            let grid = self.grid(item, spec);
            if item.nodes.len() == 1 {
                self.mark(item.nodes[0] as usize, lean, *room, spec, &mut placement);
            } else {
                let block = placement.blocks.rooms.len() as u32;
                placement.blocks.rooms.push(room.grown(-FRAME));
                item.nodes.iter().for_each(|node| {
                    placement.blocks.of[*node as usize] = Some(block);
                });
                self.block(item, lean, &grid, room, spec, &mut placement);
            }
        }
        let ribbons = self.ribbons(stack, &rooms);
        placement.manner = Manner { ribbons: Some(ribbons), labels: written };
        placement
    }

    fn rooms(&self, spec: &Spec, stack: &Stack, width: f64) -> Rooms {
        let widths = self.widths(spec);
        let channels = widths.len().saturating_sub(1).max(1) as f64;
        let arcs = if self.comes_back_at_the_end() { FARTHEST } else { 0.0 };
        let spare = (width - arcs - widths.iter().sum::<f64>()).max(0.0);
        let (channel, mut left) =
            if widths.len() > 1 { (spare / channels, 0.0) } else { (arcs, spare / 2.0) };
        let columns: Vec<(f64, f64)> = widths
            .iter()
            .map(|width| {
                let column = (left, left + width);
                left = column.1 + channel;
                column
            })
            .collect();
        let room = |(index, item): (usize, &Item)| {
            let (left, right) = columns[usize::from(item.column)];
            let grid = self.grid(item, spec).size.width;
            let seat = self.seat(item);
            let own = if item.nodes.len() > 1 || seat == Seat::Inside { grid } else { BAR };
            let x0 = match seat {
                Seat::Left => right - own,
                Seat::Inside => (left + right - own) / 2.0,
                Seat::Right => left,
            };
            let (y, half) = (stack.middles[index], stack.heights[index] / 2.0);
            Rect { x0, y0: y - half, x1: x0 + own, y1: y + half }
        };
        let items = self.items.iter().enumerate().map(room).collect();
        Rooms { items, columns, channel }
    }

    /// Does a ribbon of the last column come back to it?
    pub(super) fn comes_back_at_the_end(&self) -> bool {
        let last = self.seats.len() as u8;
        let column = |item: u32| self.items[item as usize].column;
        self.strands.iter().any(|strand| {
            let (from, to) = (column(strand.from), column(strand.to));
            strand.from != strand.to && from == to && from + 1 == last
        })
    }

    /// One mark that fills a room, and its label.
    fn mark(&self, node: usize, lean: Lean, room: Rect, spec: &Spec, placement: &mut Placement) {
        let size = Size { width: room.width(), height: room.height() };
        placement.sizes.shapes[node] = Shape { outline: Outline::Box, size };
        placement.centres[node] = room.centre();
        let text = spec.texts[node];
        if text.height <= 0.0 {
            return;
        }
        let middle = room.centre();
        let x = match lean {
            Lean::Left => room.x1 + PAD + text.width / 2.0,
            Lean::Middle => middle.x,
            Lean::Right => room.x0 - PAD - text.width / 2.0,
        };
        placement.labels[node] = Some(Rect::around(Point { x, y: middle.y }, text));
    }

    /// The marks of a block, row by row.
    fn block(
        &self,
        item: &Item,
        lean: Lean,
        grid: &Grid,
        room: &Rect,
        spec: &Spec,
        placement: &mut Placement,
    ) {
        let top = room.centre().y - grid.size.height / 2.0 + FRAME;
        for (at, &node) in item.nodes.iter().enumerate() {
            let (row, column) = (at / grid.columns, at % grid.columns);
            let x0 = room.x0 + FRAME + column as f64 * grid.cell.width;
            let y0 = top + row as f64 * grid.cell.height;
            // The gaps of a grid lie at the right and below.
            let (x1, y1) = (x0 + grid.cell.width - ASIDE, y0 + grid.cell.height - CELL_GAP);
            let cell = Rect { x0, y0, x1, y1 };
            let mark = match lean {
                Lean::Left => Rect { x1: cell.x0 + BAR, ..cell },
                Lean::Middle => cell,
                Lean::Right => Rect { x0: cell.x1 - BAR, ..cell },
            };
            self.mark(node as usize, lean, mark, spec, placement);
        }
    }

    fn ribbons(&self, stack: &Stack, rooms: &Rooms) -> Vec<Ribbon> {
        let out = (rooms.channel * OF_CHANNEL).min(FARTHEST);
        let part = |piece: &Piece| {
            let back = piece.from.bar.is_some() && piece.from.column == piece.to.column;
            let passes = piece.from.bar.is_none() && piece.to.bar.is_none();
            let (left, right) = rooms.columns[usize::from(piece.from.column)];
            let (from, to) = if passes {
                (left, right)
            } else if back {
                (rooms.right(&piece.from), rooms.right(&piece.to))
            } else {
                (rooms.right(&piece.from), rooms.left(&piece.to))
            };
            let bend = if back {
                let far = (piece.from.y - piece.to.y).abs();
                Bend::Back((12.0 + far * 0.3).min(out))
            } else {
                Bend::On
            };
            let point = |x, y| Point { x, y };
            Part { from: point(from, piece.from.y), to: point(to, piece.to.y), bend }
        };
        let strands = stack.ways.iter().zip(&stack.widths).zip(&self.edges);
        strands
            .filter(|((way, _), _)| !way.is_empty())
            .map(|((way, width), edges)| Ribbon {
                edges: edges.clone(),
                width: *width,
                parts: way.iter().map(part).collect(),
            })
            .collect()
    }
}

impl Rooms {
    /// Where a ribbon leaves a bar, or a column that it passes.
    fn right(&self, port: &Port) -> f64 {
        match port.bar {
            Some(bar) => self.items[bar as usize].x1 - UNDER,
            None => self.columns[usize::from(port.column)].1,
        }
    }

    /// Where it comes in.
    fn left(&self, port: &Port) -> f64 {
        match port.bar {
            Some(bar) => self.items[bar as usize].x0 + UNDER,
            None => self.columns[usize::from(port.column)].0,
        }
    }
}
