//! Slots for the leaves of a hub: rings around it, or a disc of rows where rings would be
//! too wide.

use super::{Point, Size};
use std::f64::consts::{PI, TAU};

/// What the leaves of one hub need.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// How many leaves.
    pub(super) leaves: usize,
    /// The room of one leaf, its gap included.
    pub(super) cell: Size,
    /// Leaves' centres keep out of the box of this half width and height around the hub.
    pub(super) clear: Size,
    /// Width over height of the whole.
    pub(super) aspect: f64,
    /// The area that the whole may take.
    pub(super) area: f64,
}

/// The slots, from the hub's centre, in the order of their angle: from the top, against the
/// clock, so that the first leaves stand on the left.
///
/// The fewest rings that fit the area are taken. Each ring holds as many leaves as the others
/// and is turned against the one before, so that the edges to the outer leaves pass between
/// the inner ones.
pub(super) fn slots(need: &Need) -> Vec<Point> {
    let height = libm::sqrt(need.area / (need.aspect * PI / 4.0));
    let most = MOST_RINGS.min(need.leaves.div_ceil(3));
    for rings in 1..=most {
        if let Some(slots) = Rings::new(need, rings, height).and_then(|it| it.tightest(height)) {
            return slots;
        }
    }
    disc(need)
}

const MOST_RINGS: usize = 5;

struct Rings<'a> {
    need: &'a Need,
    rings: usize,
    /// Distance from ring to ring, in cells.
    step: f64,
}

impl<'a> Rings<'a> {
    /// Rings as near to each other as they can be at that height of the whole.
    fn new(need: &'a Need, rings: usize, height: f64) -> Option<Self> {
        [0.55, 0.65, 0.8, 1.0]
            .into_iter()
            .map(|step| Self { need, rings, step })
            .find(|it| it.at(height).is_some())
    }

    /// The slots at the smallest height that is not much below the area's.
    fn tightest(&self, height: f64) -> Option<Vec<Point>> {
        let mut found = self.at(height)?;
        let (mut low, mut high) = (height * 0.6, height);
        for _ in 0..8 {
            let middle = (low + high) / 2.0;
            match self.at(middle) {
                Some(slots) => (found, high) = (slots, middle),
                None => low = middle,
            }
        }
        Some(found)
    }

    /// The slots when the whole is that high; `None` if leaves would meet.
    fn at(&self, height: f64) -> Option<Vec<Point>> {
        let Need { leaves, cell, clear, aspect, .. } = *self.need;
        let mut slots = Vec::with_capacity(leaves);
        for ring in 0..self.rings {
            // Ring 0 is the outermost; it takes what cannot be shared evenly.
            let count = leaves / self.rings + usize::from(ring < leaves % self.rings);
            let inward = 0.5 + ring as f64 * self.step;
            let a = height * aspect / 2.0 - inward * cell.width;
            let b = height / 2.0 - inward * cell.height;
            if a <= 0.0 || b <= 0.0 {
                return None;
            }
            let phase = ring as f64 / self.rings as f64;
            around(a, b, cell, count, phase, &mut slots);
        }
        if slots.iter().any(|s| s.x.abs() < clear.width && s.y.abs() < clear.height) {
            return None;
        }
        by_angle(&mut slots);
        apart(&slots, cell, 4 * self.rings + 4).then_some(slots)
    }
}

/// Points on an ellipse, evenly by the room that the cells take along it: a cell's width where
/// it runs flat, a cell's height where it runs steep.
fn around(a: f64, b: f64, cell: Size, count: usize, phase: f64, slots: &mut Vec<Point>) {
    let pieces = 64 + 8 * count;
    let at = |piece: usize| {
        let angle = -PI / 2.0 - TAU * piece as f64 / pieces as f64;
        Point { x: a * libm::cos(angle), y: b * libm::sin(angle) }
    };
    let mut run = vec![0.0];
    let mut sum = 0.0;
    for piece in 0..pieces {
        let (from, to) = (at(piece), at(piece + 1));
        let (dx, dy) = ((to.x - from.x).abs() / cell.width, (to.y - from.y).abs() / cell.height);
        sum += dx.max(dy);
        run.push(sum);
    }
    let mut piece = 0;
    for slot in 0..count {
        let goal = sum * (slot as f64 + phase) / count as f64;
        while piece + 1 < pieces && run[piece + 1] < goal {
            piece += 1;
        }
        let (from, to) = (at(piece), at(piece + 1));
        let share = (goal - run[piece]) / (run[piece + 1] - run[piece]).max(1e-12);
        slots.push(Point {
            x: from.x + (to.x - from.x) * share,
            y: from.y + (to.y - from.y) * share,
        });
    }
}

/// Rows of cells, every other row shifted by half a cell; those nearest to the hub are taken.
fn disc(need: &Need) -> Vec<Point> {
    let Need { leaves, cell, clear, aspect, .. } = *need;
    let hub = 4.0 * clear.width * clear.height / (cell.width * cell.height);
    let radius = libm::sqrt((leaves as f64 + hub) * cell.width * cell.height / aspect) * 0.8;
    let rows = libm::ceil(radius / cell.height) as i64 + 2;
    let columns = libm::ceil(radius * aspect / cell.width) as i64 + 2;
    let mut cells: Vec<(f64, Point)> = Vec::new();
    for row in -rows..=rows {
        for column in -columns..=columns {
            let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
            let slot =
                Point { x: (column as f64 + shift) * cell.width, y: row as f64 * cell.height };
            if slot.x.abs() < clear.width && slot.y.abs() < clear.height {
                continue;
            }
            let (x, y) = (slot.x / aspect, slot.y);
            cells.push((x * x + y * y, slot));
        }
    }
    cells.sort_by(|a, b| {
        a.0.total_cmp(&b.0).then(a.1.y.total_cmp(&b.1.y)).then(a.1.x.total_cmp(&b.1.x))
    });
    let mut slots: Vec<Point> = cells.into_iter().take(leaves).map(|(_, slot)| slot).collect();
    by_angle(&mut slots);
    slots
}

fn by_angle(slots: &mut [Point]) {
    let key = |slot: &Point| {
        let turn = -PI / 2.0 - libm::atan2(slot.y, slot.x);
        if turn < -1e-9 { turn + TAU } else { turn }
    };
    slots.sort_by(|a, b| key(a).total_cmp(&key(b)));
}

/// Do no two cells meet? Slots that are near each other are near in the order of angles.
fn apart(slots: &[Point], cell: Size, reach: usize) -> bool {
    let reach = if slots.len() <= 64 { slots.len() } else { reach };
    (0..slots.len()).all(|at| {
        (1..=reach.min(slots.len().saturating_sub(1))).all(|ahead| {
            let (one, other) = (slots[at], slots[(at + ahead) % slots.len()]);
            (one.x - other.x).abs() >= cell.width - 1e-9
                || (one.y - other.y).abs() >= cell.height - 1e-9
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_leaves_share_room() {
        for leaves in [3, 7, 20, 65, 300] {
            for room in [1.1, 2.0, 4.0, 9.0] {
                let cell = Size { width: 70.0, height: 30.0 };
                let area = leaves as f64 * cell.width * cell.height * room;
                let clear = Size { width: 60.0, height: 30.0 };
                let slots = slots(&Need { leaves, cell, clear, aspect: 1.4, area });
                assert_eq!(slots.len(), leaves);
                assert!(apart(&slots, cell, leaves), "{leaves} leaves with room {room}");
            }
        }
    }
}
