//! Blocks: many alike nodes in rows, with their hub, if they have one, in the middle.
//!
//! The motif "fan" of Dunne and Shneiderman (2013), as a table that can be read: the members stand
//! in the order they are given, in columns where they are of like width and in running rows where
//! they are not. Cost: O(n). A block of any number of boxes never has two that meet.

use super::{Extent, Point, Rect};

/// A block: where its boxes stand from its middle, and the room it takes.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The centre of each member.
    pub(super) offsets: Vec<Point>,
    /// The centre of the hub.
    pub(super) hub: Option<Point>,
    /// Half the block's width and height, as room around its middle.
    pub(super) room: Extent,
}

/// A block is so much wider than it is high.
const ASPECT: f64 = 1.1;

/// Puts boxes into rows, `gap` apart. A block of one box has that box in its middle.
pub(super) fn arrange(members: &[Extent], hub: Option<&Extent>, gap: f64) -> Block {
    let mut shelf = Shelf::new(members, hub, gap);
    let mut offsets = Vec::with_capacity(members.len());
    for extent in members {
        offsets.push(shelf.put(extent));
    }
    shelf.finish(offsets, hub)
}

/// The rows that are being filled.
struct Shelf {
    gap: f64,
    width: f64,
    /// The width of every cell, where there are columns.
    column: Option<f64>,
    /// Room that the hub takes, from the upper left corner.
    hole: Option<Rect>,
    x: f64,
    top: f64,
    height: f64,
    row_height: f64,
    right: f64,
}

impl Shelf {
    fn new(members: &[Extent], hub: Option<&Extent>, gap: f64) -> Self {
        let sizes = || members.iter().map(Extent::size);
        let widest = sizes().map(|size| size.width).fold(0.0, f64::max);
        let highest = sizes().map(|size| size.height).fold(0.0, f64::max);
        let mean = sizes().map(|size| size.width).sum::<f64>() / members.len().max(1) as f64;
        let column = (widest <= 1.4 * mean).then_some(widest);
        let cell = (column.unwrap_or(mean) + gap) * (highest + gap);
        let hub_size = hub.map(Extent::size).unwrap_or_default();
        let hub_area =
            if hub.is_some() { (hub_size.width + gap) * (hub_size.height + gap) } else { 0.0 };
        let area = cell * members.len() as f64 + hub_area;
        let mut width = (area * ASPECT).sqrt().max(widest).max(hub_size.width);
        if let Some(column) = column {
            let columns = ((width + gap) / (column + gap)).round().max(1.0);
            width = (columns * (column + gap) - gap).max(hub_size.width);
        }
        let hole = hub.map(|_| {
            let rows = (area / width / (highest + gap)).round().max(1.0);
            let middle = rows * (highest + gap) / 2.0;
            // The hole begins where a row does.
            let top = ((middle - hub_size.height / 2.0) / (highest + gap)).round().max(0.0);
            let top = top * (highest + gap);
            let left = (width - hub_size.width) / 2.0;
            Rect { x0: left, y0: top, x1: left + hub_size.width, y1: top + hub_size.height }
        });
        let row_height = highest;
        Self { gap, width, column, hole, x: 0.0, top: 0.0, height: 0.0, row_height, right: 0.0 }
    }

    fn put(&mut self, extent: &Extent) -> Point {
        let size = extent.size();
        let cell = self.column.unwrap_or(size.width);
        loop {
            if self.x + cell > self.width + 1e-9 && self.x > 0.0 {
                self.x = 0.0;
                self.top += self.row_height + self.gap;
            }
            let place = Rect {
                x0: self.x,
                y0: self.top,
                x1: self.x + cell,
                y1: self.top + self.row_height,
            };
            match &self.hole {
                Some(hole) if hole.grown(self.gap - 1e-9).meets(&place) => {
                    let after = hole.x1 + self.gap;
                    // In columns, the next column behind the hole.
                    self.x = match self.column {
                        Some(column) => {
                            let pitch = column + self.gap;
                            pitch * libm::ceil((after - 1e-9) / pitch)
                        }
                        None => after,
                    };
                    if self.x + cell > self.width + 1e-9 {
                        self.x = 0.0;
                        self.top += self.row_height + self.gap;
                    }
                }
                _ => {
                    self.x = place.x1 + self.gap;
                    self.right = self.right.max(place.x1);
                    self.height = self.height.max(place.y1);
                    // Centred in its cell, its foot on the row's.
                    return Point {
                        x: (place.x0 + place.x1 - size.width) / 2.0 + extent.left,
                        y: place.y1 - extent.down,
                    };
                }
            }
        }
    }

    fn finish(self, mut offsets: Vec<Point>, hub: Option<&Extent>) -> Block {
        let (mut right, mut foot) = (self.right, self.height);
        let mut hub_place = None;
        if let (Some(hole), Some(hub)) = (&self.hole, hub) {
            right = right.max(hole.x1);
            foot = foot.max(hole.y1);
            hub_place = Some(Point { x: hole.x0 + hub.left, y: hole.y0 + hub.up });
        }
        let middle = Point { x: right / 2.0, y: foot / 2.0 };
        let mut shift = |place: &mut Point| {
            place.x -= middle.x;
            place.y -= middle.y;
        };
        offsets.iter_mut().for_each(&mut shift);
        hub_place.iter_mut().for_each(&mut shift);
        let room = Extent { left: middle.x, right: middle.x, up: middle.y, down: middle.y };
        Block { offsets, hub: hub_place, room }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_of_a_block_never_meet() {
        for count in [1, 2, 3, 7, 50, 333] {
            for spread in [0.0, 40.0] {
                let members: Vec<Extent> = (0..count)
                    .map(|at| {
                        let half = 20.0 + spread * f64::from(at % 7);
                        Extent { left: half, right: half, up: 5.0, down: 14.0 }
                    })
                    .collect();
                for hub in [None, Some(Extent { left: 30.0, right: 30.0, up: 40.0, down: 40.0 })] {
                    let block = arrange(&members, hub.as_ref(), 3.0);
                    let mut boxes: Vec<Rect> = members
                        .iter()
                        .zip(&block.offsets)
                        .map(|(extent, at)| extent.around(*at))
                        .collect();
                    boxes.extend(hub.zip(block.hub).map(|(hub, at)| hub.around(at)));
                    let room = block.room.around(Point::default()).grown(1e-6);
                    for (at, one) in boxes.iter().enumerate() {
                        assert!(room.holds(one), "{count}: {one:?} of {room:?}");
                        assert!(boxes[..at].iter().all(|two| !one.grown(2.9).meets(two)));
                    }
                }
            }
        }
    }
}
