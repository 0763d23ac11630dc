//! Repulsion of many bodies in O(n log n) (Barnes and Hut 1986).
//!
//! A quadtree over Morton codes, laid out in the order of its walk, so that a walk needs no stack:
//! a cell that is far enough acts as one body at its centre of mass, and the walk goes on behind
//! it. In the plane a force that falls with 1/distance is that of a uniform disc seen from outside,
//! so a body of many members is well stood for by its centre. Each force is summed in the order of
//! the tree, so the bits do not depend on how many threads share the work.

use super::{Point, Rect};

/// A body: its place and how strongly it pushes.
#[derive(Clone, Copy, Debug)]
struct Cell {
    x: f64,
    y: f64,
    mass: f64,
    /// The square of the cell's side over the square of the accuracy; 0 of one with bodies.
    reach: f64,
    /// The next cell of the walk if this one is not opened.
    skip: u32,
    /// Bodies of a cell that is not divided, as a range of the order; empty in one that is.
    bodies: (u32, u32),
}

/// The tree of one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    cells: Vec<Cell>,
    /// Places and masses in the order of the curve.
    sorted: Vec<(f64, f64, f64)>,
    /// The bodies in the order of the curve.
    order: Vec<u32>,
    keys: Vec<u64>,
}

/// A cell of at most so many bodies is not divided.
const LEAF: usize = 6;
/// Bits of a coordinate in a Morton code: the tree is no deeper.
const BITS: u32 = 16;
/// A cell acts as one body if its side is below this share of its distance.
const ACCURACY: f64 = 0.9;

impl Tree {
    /// Builds the tree anew, in the memory of the old one.
    pub(super) fn build(&mut self, places: &[Point], masses: &[f64]) {
        let bounds = Rect::around_all(places.iter().copied()).unwrap_or_default();
        let side = bounds.width().max(bounds.height()).max(1e-9);
        let scale = f64::from((1_u32 << BITS) - 1) / side;
        let code = |place: &Point| {
            spread(((place.x - bounds.x0) * scale) as u32)
                | spread(((place.y - bounds.y0) * scale) as u32) << 1
        };
        self.keys.clear();
        self.keys.extend(
            places.iter().zip(0_u64..).map(|(place, at)| u64::from(code(place)) << 32 | at),
        );
        self.keys.sort_unstable();
        self.order.clear();
        self.order.extend(self.keys.iter().map(|key| *key as u32));
        self.sorted.clear();
        self.sorted.extend(self.order.iter().map(|&at| {
            let at = at as usize;
            (places[at].x, places[at].y, masses[at])
        }));
        self.cells.clear();
        self.divide(0, places.len(), BITS, side);
    }

    /// Adds the cell of a range of bodies, and all below it. Recursion is at most [`BITS`] deep.
    fn divide(&mut self, from: usize, to: usize, level: u32, side: f64) {
        if from == to {
            return;
        }
        let at = self.cells.len();
        let (mut x, mut y, mut mass) = (0.0, 0.0, 0.0);
        for body in &self.sorted[from..to] {
            x += body.0 * body.2;
            y += body.1 * body.2;
            mass += body.2;
        }
        let divided = to - from > LEAF && level > 0;
        let bodies = if divided { (0, 0) } else { (from as u32, to as u32) };
        let reach = side * side / (ACCURACY * ACCURACY);
        self.cells.push(Cell { x: x / mass, y: y / mass, mass, reach, skip: 0, bodies });
        if divided {
            let shift = 32 + 2 * (level - 1);
            let mut start = from;
            for quarter in 0..4 {
                let end =
                    start + self.keys[start..to].partition_point(|key| key >> shift & 3 <= quarter);
                self.divide(start, end, level - 1, side / 2.0);
                start = end;
            }
        }
        self.cells[at].skip = self.cells.len() as u32;
    }

    /// The bodies in the order of the curve: neighbours in it are near in the plane.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Sum of `mass / distance` away from all bodies but those that stand exactly there.
    pub(super) fn push(&self, place: Point) -> Point {
        let (mut fx, mut fy) = (0.0, 0.0);
        let mut at = 0;
        while let Some(cell) = self.cells.get(at) {
            let (dx, dy) = (place.x - cell.x, place.y - cell.y);
            let square = dx * dx + dy * dy;
            if square > cell.reach {
                let share = cell.mass / square;
                fx += dx * share;
                fy += dy * share;
                at = cell.skip as usize;
                continue;
            }
            let (from, to) = cell.bodies;
            for body in &self.sorted[from as usize..to as usize] {
                let (dx, dy) = (place.x - body.0, place.y - body.1);
                let square = dx * dx + dy * dy;
                if square > 1e-12 {
                    let share = body.2 / square;
                    fx += dx * share;
                    fy += dy * share;
                }
            }
            at += 1;
        }
        Point { x: fx, y: fy }
    }
}

/// The bits of a number, each followed by a zero.
fn spread(number: u32) -> u32 {
    let mut bits = number & 0xFFFF;
    bits = (bits | bits << 8) & 0x00FF_00FF;
    bits = (bits | bits << 4) & 0x0F0F_0F0F;
    bits = (bits | bits << 2) & 0x3333_3333;
    (bits | bits << 1) & 0x5555_5555
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::random::Random;

    #[test]
    fn the_push_is_near_the_exact_sum() {
        let mut random = Random::new(3);
        let places: Vec<Point> =
            (0..700).map(|_| Point { x: random.unit() * 9.0, y: random.unit() }).collect();
        let masses: Vec<f64> = (0..700).map(|_| 1.0 + random.unit() * 5.0).collect();
        let mut tree = Tree::default();
        tree.build(&places, &masses);
        for place in places.iter().step_by(50) {
            let found = tree.push(*place);
            let (mut x, mut y) = (0.0, 0.0);
            for (other, mass) in places.iter().zip(&masses) {
                let (dx, dy) = (place.x - other.x, place.y - other.y);
                let square = dx * dx + dy * dy;
                if square > 0.0 {
                    x += mass * dx / square;
                    y += mass * dy / square;
                }
            }
            let (off, length) = ((found.x - x, found.y - y), (x * x + y * y).sqrt());
            let off = (off.0 * off.0 + off.1 * off.1).sqrt();
            assert!(off < 0.1 * length.max(200.0), "{off} of {length}");
        }
    }

    #[test]
    fn bodies_in_one_place_make_no_force_that_is_not_finite() {
        let mut tree = Tree::default();
        tree.build(&[Point::default(); 40], &[1.0; 40]);
        assert_eq!(tree.push(Point::default()), Point::default());
    }
}
