//! Simulated annealing: bodies move or change places while that mends the layout and no two
//! meet.

use super::cost::Judge;
use super::hull::Hull;
use super::random::Random;
use super::{Point, Rect};

/// Moves bodies about. Hulls that are apart and within the walls stay so.
pub(super) fn polish(
    judge: &Judge,
    hulls: &[Hull],
    places: &mut [Point],
    walls: &Rect,
    random: &mut Random,
) {
    let count = places.len();
    if count < 2 {
        return;
    }
    let rounds = (EFFORT / judge.effort().max(1)).min(300 * count);
    let scale = judge.scale(places);
    let reach = (walls.width() + walls.height()) / 2.0;
    for round in 0..rounds {
        let left = 1.0 - round as f64 / rounds as f64;
        let heat = HOTTEST * left * left;
        let body = random.below(count);
        let old = places[body];
        if random.unit() < 0.75 {
            let step = reach * (0.02 + 0.5 * left) * random.unit();
            let new = Point {
                x: old.x + step * (2.0 * random.unit() - 1.0),
                y: old.y + step * (2.0 * random.unit() - 1.0),
            };
            if !fits(hulls, places, walls, body, new, body) {
                continue;
            }
            let before = judge.of_body(body, places, scale);
            places[body] = new;
            let worse = judge.of_body(body, places, scale) - before;
            if !accept(worse, heat, random) {
                places[body] = old;
            }
        } else {
            let other = random.below(count);
            let there = places[other];
            if other == body
                || !fits(hulls, places, walls, body, there, other)
                || !fits(hulls, places, walls, other, old, body)
                || hulls[body]
                    .way_out(&hulls[other], Point { x: old.x - there.x, y: old.y - there.y })
                    .is_some()
            {
                continue;
            }
            let both = |places: &[Point]| {
                judge.of_body(body, places, scale) + judge.of_body(other, places, scale)
            };
            let before = both(places);
            places.swap(body, other);
            let worse = both(places) - before;
            if !accept(worse, heat, random) {
                places.swap(body, other);
            }
        }
    }
}

/// About how many elementary steps all rounds may take together.
const EFFORT: usize = 30_000_000;
const HOTTEST: f64 = 1.0;

fn accept(worse: f64, heat: f64, random: &mut Random) -> bool {
    worse <= 0.0 || random.unit() < libm::exp(-worse / heat.max(1e-9))
}

/// Would the body be clear of all others, but for one, and within the walls?
fn fits(
    hulls: &[Hull],
    places: &[Point],
    walls: &Rect,
    body: usize,
    place: Point,
    but: usize,
) -> bool {
    let bounds = hulls[body].bounds();
    let inside = place.x + bounds.x0 >= walls.x0
        && place.x + bounds.x1 <= walls.x1
        && place.y + bounds.y0 >= walls.y0
        && place.y + bounds.y1 <= walls.y1;
    inside
        && (0..places.len()).all(|other| {
            let step = Point { x: places[other].x - place.x, y: places[other].y - place.y };
            other == body || other == but || hulls[body].way_out(&hulls[other], step).is_none()
        })
}
