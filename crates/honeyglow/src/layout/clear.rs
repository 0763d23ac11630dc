//! Overlap removal within walls, as little as can be, where some boxes are to stay.
//!
//! Boxes that meet are moved apart along the axis on which they meet least, each by the other's
//! share of the mass, and are held within the walls (position-based dynamics with masses: Müller et
//! al. 2007). What passes do not resolve, since a box stands between others that have nowhere to
//! go, is put into the nearest free place. Cost: O(n log n + pairs) a pass, for pages of hundreds
//! of boxes.

use super::{Extent, Point, Rect};

/// Passes that push.
const PASSES: u32 = 400;
/// How many boxes may jump: with more, the page is too full to be cleared.
const JUMPS: u32 = 60;
/// Points between two places that a jump tries.
const STEP: f64 = 5.0;
/// What is pushed in excess, so that rounding leaves no overlap.
const HAIR: f64 = 1e-6;

/// The place, or the nearest to it with which the box is within the walls.
pub(super) fn within(walls: &Rect, extent: &Extent, place: Point) -> Point {
    // A box larger than the walls is held at their upper left.
    let held = |at: f64, low: f64, high: f64| at.min(high).max(low);
    Point {
        x: held(place.x, walls.x0 + extent.left, walls.x1 - extent.right),
        y: held(place.y, walls.y0 + extent.up, walls.y1 - extent.down),
    }
}

/// Moves boxes until no two come nearer than the gap; tells whether that was done.
pub(super) fn part(
    extents: &[Extent],
    masses: &[f64],
    places: &mut [Point],
    gap: f64,
    walls: &Rect,
) -> bool {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let pushing = Pushing { extents, masses, gap, walls };
    for pass in 0..PASSES {
        let mut met = 0;
        order.sort_by(|&a, &b| {
            let left = |at: usize| places[at].x - extents[at].left;
            left(a).total_cmp(&left(b)).then(a.cmp(&b))
        });
        for first in 0..order.len() {
            let a = order[first];
            // Places move while the order stands: a little more is looked at than could meet.
            let end = places[a].x + extents[a].right + gap + SLACK;
            for &b in &order[first + 1..] {
                if places[b].x - extents[b].left > end {
                    break;
                }
                // Late, the other axis gets a turn: two boxes at a wall may have no room on one.
                let axis =
                    if pass > PASSES / 2 && pass % 3 == 2 { Axis::Longer } else { Axis::Shorter };
                met += usize::from(pushing.push(places, (a, b), axis));
            }
        }
        if met == 0 && overlapping(extents, places, gap).is_none() {
            return true;
        }
    }
    for _ in 0..JUMPS {
        let Some((a, b)) = overlapping(extents, places, gap) else { return true };
        // The lighter one, of like ones the smaller.
        let weight = |at: usize| masses[at] * extents[at].size().width * extents[at].size().height;
        let (light, heavy) = if weight(a) <= weight(b) { (a, b) } else { (b, a) };
        let jumps = jump(extents, places, light, gap, walls)
            .map(|to| (light, to))
            .or_else(|| jump(extents, places, heavy, gap, walls).map(|to| (heavy, to)));
        let Some((at, to)) = jumps else { return false };
        places[at] = to;
    }
    overlapping(extents, places, gap).is_none()
}

/// By how many points a box may have moved since the boxes were ordered.
const SLACK: f64 = 30.0;

/// The way along which two boxes are moved apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Shorter,
    Longer,
}

/// What does not change while boxes are pushed.
struct Pushing<'a> {
    extents: &'a [Extent],
    masses: &'a [f64],
    gap: f64,
    walls: &'a Rect,
}

impl Pushing<'_> {
    /// Moves two boxes apart if they are nearer than the gap. Were they?
    fn push(&self, places: &mut [Point], (a, b): (usize, usize), axis: Axis) -> bool {
        let Self { extents, masses, gap, walls } = *self;
        let (one, two) = (extents[a].around(places[a]), extents[b].around(places[b]));
        let (from, to) = (one.centre(), two.centre());
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let over_x = (one.width() + two.width()) / 2.0 + gap - dx.abs();
        let over_y = (one.height() + two.height()) / 2.0 + gap - dy.abs();
        if over_x <= 0.0 || over_y <= 0.0 {
            return false;
        }
        let share = masses[b] / (masses[a] + masses[b]);
        // What stands in one place parts by number.
        let sign = |d: f64| if d > 0.0 || (d == 0.0 && a < b) { 1.0 } else { -1.0 };
        if (over_x < over_y) == (axis == Axis::Shorter) {
            let by = sign(dx) * (over_x + HAIR);
            places[a].x -= by * share;
            places[b].x += by * (1.0 - share);
        } else {
            let by = sign(dy) * (over_y + HAIR);
            places[a].y -= by * share;
            places[b].y += by * (1.0 - share);
        }
        places[a] = within(walls, &extents[a], places[a]);
        places[b] = within(walls, &extents[b], places[b]);
        true
    }
}

/// A pair that is nearer than the gap.
pub(super) fn overlapping(
    extents: &[Extent],
    places: &[Point],
    gap: f64,
) -> Option<(usize, usize)> {
    let mut boxes: Vec<(usize, Rect)> = extents
        .iter()
        .zip(places)
        .map(|(extent, place)| extent.around(*place))
        .enumerate()
        .collect();
    boxes.sort_by(|a, b| a.1.x0.total_cmp(&b.1.x0).then(a.0.cmp(&b.0)));
    boxes.iter().enumerate().find_map(|(at, (a, part))| {
        let wide = part.grown(gap - 1e-9);
        let mut near = boxes[at + 1..].iter().take_while(|next| next.1.x0 < wide.x1);
        near.find(|next| wide.meets(&next.1)).map(|(b, _)| (*a, *b))
    })
}

/// The nearest place within the walls where a box is clear of all others.
fn jump(extents: &[Extent], places: &[Point], at: usize, gap: f64, walls: &Rect) -> Option<Point> {
    let is_free = |place: Point| {
        let part = extents[at].around(place).grown(gap + HAIR);
        (0..places.len())
            .all(|other| other == at || !part.meets(&extents[other].around(places[other])))
    };
    let home = places[at];
    let mut tries: Vec<(f64, Point)> = Vec::new();
    let columns = ((walls.width() / STEP) as usize + 1).min(MOST_TRIES);
    let rows = ((walls.height() / STEP) as usize + 1).min(MOST_TRIES);
    for column in 0..=columns {
        for row in 0..=rows {
            let place = Point {
                x: walls.x0 + walls.width() * column as f64 / columns as f64,
                y: walls.y0 + walls.height() * row as f64 / rows as f64,
            };
            let place = within(walls, &extents[at], place);
            let (dx, dy) = (place.x - home.x, place.y - home.y);
            tries.push((dx * dx + dy * dy, place));
        }
    }
    tries.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.x.total_cmp(&b.1.x)));
    let sheet = walls.grown(1e-9);
    tries
        .into_iter()
        .map(|(_, place)| place)
        .find(|place| sheet.holds(&extents[at].around(*place)) && is_free(*place))
}

/// The most tries along a side, so that a page of PDF's largest size takes no longer than another.
const MOST_TRIES: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Extent = Extent { left: 10.0, right: 10.0, up: 5.0, down: 5.0 };
    const WALLS: Rect = Rect { x0: 0.0, y0: 0.0, x1: 100.0, y1: 60.0 };

    #[test]
    fn the_heavier_box_moves_less() {
        let mut places = [Point { x: 50.0, y: 30.0 }, Point { x: 52.0, y: 33.0 }];
        assert!(part(&[BOX; 2], &[4.0, 1.0], &mut places, 1.0, &WALLS));
        assert!(
            (places[0].y - 28.4).abs() < 1e-3 && (places[1].y - 39.4).abs() < 1e-3,
            "{places:?}"
        );
    }

    #[test]
    fn a_full_page_is_cleared_and_an_overfull_one_is_told() {
        let mut places = [Point { x: 90.0, y: 50.0 }; 9];
        assert!(part(&[BOX; 9], &[1.0; 9], &mut places, 1.0, &WALLS), "{places:?}");
        let mut places = [Point { x: 90.0, y: 50.0 }; 40];
        assert!(!part(&[BOX; 40], &[1.0; 40], &mut places, 1.0, &WALLS));
    }
}
