//! Slots for the leaves of a hub: rings around it, or a disc of rows where rings would be
//! too wide.

use super::hull::Hull;
use super::segment::distance_squared;
use super::{Extent, Point, Rect, Size, overlap};
use std::f64::consts::{PI, TAU};

/// What the leaves of one hub need.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need<'a> {
    /// The leaves, in the order in which they go round.
    pub(super) leaves: &'a [Extent],
    /// What they go round.
    pub(super) hub: Extent,
    /// Free points between any two.
    pub(super) gap: f64,
    /// Width over height of the whole.
    pub(super) aspect: f64,
    /// The area that the whole may take.
    pub(super) area: f64,
}

impl Need<'_> {
    /// The room of a leaf, gap included: of the average one, or what is enough for each.
    fn cell(&self, all: fn(f64, f64) -> f64, share: f64) -> Size {
        let sum = |of: fn(Size) -> f64| {
            self.leaves.iter().map(|leaf| of(leaf.size())).fold(0.0, all) * share + self.gap
        };
        // Enough that rounding cannot let two cells meet.
        Size { width: sum(|size| size.width) + 1e-6, height: sum(|size| size.height) + 1e-6 }
    }

    fn average(&self) -> Size {
        self.cell(|sum, one| sum + one, 1.0 / self.leaves.len().max(1) as f64)
    }

    /// Are all leaves clear of each other and of the hub? Slots that are near each other are
    /// near in the order of angles.
    fn clear(&self, slots: &[Point], reach: usize) -> bool {
        let boxes: Vec<Rect> =
            self.leaves.iter().zip(slots).map(|(leaf, slot)| leaf.around(*slot)).collect();
        let hub = self.hub.around(Point::default()).grown(self.gap);
        let reach = if boxes.len() <= 64 { boxes.len() } else { reach };
        boxes.iter().enumerate().all(|(at, leaf)| {
            let wide = leaf.grown(self.gap);
            let mut ahead = 1..=reach.min(boxes.len() - 1);
            !hub.meets(leaf) && ahead.all(|step| !wide.meets(&boxes[(at + step) % boxes.len()]))
        })
    }
}

/// The slots, from the hub's centre, in the order of their angle: from the top, against the
/// clock, so that the first leaves stand on the left.
///
/// The fewest rings that fit the area are taken. Each ring holds as many leaves as the others
/// and is turned against the one before, so that the edges to the outer leaves pass between
/// the inner ones.
pub(super) fn slots(need: &Need<'_>) -> Vec<Point> {
    let height = libm::sqrt(need.area / (need.aspect * PI / 4.0));
    let most = MOST_RINGS.min(need.leaves.len().div_ceil(3));
    for rings in 1..=most {
        if let Some(slots) = Rings::new(need, rings, height).and_then(|it| it.tightest(height)) {
            return slots;
        }
    }
    if need.leaves.len() <= MOST_PUSHED {
        for rings in 2..=MOST_RINGS + 2 {
            let uneven = |step| Rings { need, rings, step, share: Share::ByLength };
            let found = [1.0, 0.85].into_iter().find_map(|step| uneven(step).pushed(height));
            if let Some(slots) = found {
                return slots;
            }
        }
    }
    disc(need)
}

const MOST_RINGS: usize = 5;
/// Above, pushing costs more than it is worth.
const MOST_PUSHED: usize = 400;

struct Rings<'a> {
    need: &'a Need<'a>,
    rings: usize,
    /// Distance from ring to ring, in cells.
    step: f64,
    share: Share,
}

/// How the leaves are shared out among the rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    /// To each ring as many.
    Evenly,
    /// As the rings have room.
    ByLength,
}

impl<'a> Rings<'a> {
    /// Rings as near to each other as they can be at that height of the whole.
    fn new(need: &'a Need<'a>, rings: usize, height: f64) -> Option<Self> {
        [0.55, 0.65, 0.8, 0.9, 1.03]
            .into_iter()
            .map(|step| Self { need, rings, step, share: Share::Evenly })
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
        let slots = self.laid(height)?;
        self.need.clear(&slots, 6 * self.rings + 6).then_some(slots)
    }

    /// The slots, where leaves that would meet push each other aside a little.
    fn pushed(&self, height: f64) -> Option<Vec<Point>> {
        let need = self.need;
        let half = Size { width: height * need.aspect / 2.0, height: height / 2.0 };
        let walls = Rect { x0: -half.width, y0: -half.height, x1: half.width, y1: half.height };
        let mut places = self.laid(height)?;
        places.push(Point::default());
        let hulls: Vec<Hull> = need
            .leaves
            .iter()
            .chain([&need.hub])
            .map(|one| {
                Hull::around([one.around(Point::default()).grown(need.gap / 2.0)].into_iter())
            })
            .collect();
        let apart = overlap::part(&hulls, &mut places, &walls);
        let hub = places.pop()?;
        for place in &mut places {
            *place = Point { x: place.x - hub.x, y: place.y - hub.y };
        }
        apart.then_some(places)
    }

    /// The slots on their rings, whether leaves meet or not; `None` if a ring would be too
    /// small to be one.
    fn laid(&self, height: f64) -> Option<Vec<Point>> {
        let (leaves, cell, aspect) =
            (self.need.leaves.len(), self.need.average(), self.need.aspect);
        let mut slots = Vec::with_capacity(leaves);
        // Half axes in cells; ring 0 is the outermost.
        let axes = |ring: usize| {
            let inward = 0.5 + ring as f64 * self.step;
            (height * aspect / 2.0 - inward * cell.width, height / 2.0 - inward * cell.height)
        };
        // A quarter of the way round, in cells.
        let length = |ring: usize| {
            let (a, b) = (axes(ring).0 / cell.width, axes(ring).1 / cell.height);
            (a * a + b * b).sqrt()
        };
        let total: f64 = (0..self.rings).map(length).sum();
        let (mut run, mut given) = (0.0, 0);
        for ring in 0..self.rings {
            let (a, b) = axes(ring);
            if a <= 0.0 || b <= 0.0 {
                return None;
            }
            run += length(ring);
            let count = match self.share {
                Share::Evenly => leaves / self.rings + usize::from(ring < leaves % self.rings),
                Share::ByLength => libm::round(leaves as f64 * run / total) as usize - given,
            };
            given += count;
            let even = ring as f64 / self.rings as f64;
            let phase = match self.share {
                Share::ByLength if leaves <= 150 => clearest(a, b, cell, count, &slots),
                _ => even,
            };
            around(a, b, cell, count, phase, &mut slots);
        }
        // More than fit end to end?
        if self.share == Share::ByLength && (leaves as f64) > 4.0 * run {
            return None;
        }
        by_angle(&mut slots);
        Some(slots)
    }
}

/// The turn of a ring at which the fewest edges to the rings outside run over its leaves.
fn clearest(a: f64, b: f64, cell: Size, count: usize, outside: &[Point]) -> f64 {
    let core = cell.height * 0.3;
    let hits = |phase: f64| {
        let mut ring = Vec::with_capacity(count);
        around(a, b, cell, count, phase, &mut ring);
        let over = |slot: &&Point, leaf: &Point| {
            distance_squared(*leaf, Point::default(), **slot) < core * core
        };
        ring.iter()
            .map(|leaf| outside.iter().filter(|slot| over(slot, leaf)).count())
            .sum::<usize>()
    };
    let phases = (0..12).map(|twelfth| f64::from(twelfth) / 12.0);
    let best = phases.map(|phase| (hits(phase), phase)).min_by(|a, b| a.0.cmp(&b.0));
    best.map_or(0.0, |(_, phase)| phase)
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
fn disc(need: &Need<'_>) -> Vec<Point> {
    let cell = need.cell(f64::max, 1.0);
    let (leaves, aspect) = (need.leaves.len(), need.aspect);
    // Every leaf in its cell, whatever the leaf: the widest reach to each side.
    let reach = |of: fn(&Extent) -> f64| need.leaves.iter().map(of).fold(0.0, f64::max);
    let cell = Size {
        width: cell.width.max(reach(|leaf| leaf.left) + reach(|leaf| leaf.right) + need.gap + 1e-6),
        height: cell.height.max(reach(|leaf| leaf.up) + reach(|leaf| leaf.down) + need.gap + 1e-6),
    };
    let clear = Size {
        width: (need.hub.left + reach(|leaf| leaf.right))
            .max(need.hub.right + reach(|leaf| leaf.left))
            + need.gap,
        height: (need.hub.up + reach(|leaf| leaf.down)).max(need.hub.down + reach(|leaf| leaf.up))
            + need.gap,
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_leaves_share_room() {
        for count in [3, 7, 20, 65, 300] {
            for room in [1.1, 2.0, 4.0, 9.0] {
                let leaves: Vec<Extent> = (0..count)
                    .map(|leaf| {
                        let half = f64::from(20 + leaf % 3 * 10);
                        Extent { left: half, right: half, up: 8.0, down: 20.0 }
                    })
                    .collect();
                let hub = Extent { left: 10.0, right: 10.0, up: 10.0, down: 10.0 };
                let area = f64::from(count) * 70.0 * 30.0 * room;
                let need = Need { leaves: &leaves, hub, gap: 3.0, aspect: 1.4, area };
                let slots = slots(&need);
                assert_eq!(slots.len(), leaves.len());
                assert!(need.clear(&slots, leaves.len()), "{count} leaves with room {room}");
            }
        }
    }
}
