//! Simulated annealing: bodies move or change places while that mends the layout and no two
//! meet.

use super::cost::Judge;
use super::hull::Hull;
use super::random::Random;
use super::{Point, Rect};

/// How far a polish may lead from where it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Freedom {
    /// What a change for the worse may cost at first.
    pub(super) heat: f64,
    /// The longest step at first, as a share of the walls' side.
    pub(super) reach: f64,
    /// How far a body may end from where it starts, as a share of the walls' side. A body on a
    /// leash does not change places with another.
    pub(super) leash: Option<f64>,
    /// About how many elementary steps all rounds may take together.
    pub(super) effort: usize,
}

/// Moves bodies about. Hulls that are apart and within the walls stay so.
pub(super) fn polish(
    judge: &Judge,
    freedom: Freedom,
    hulls: &[Hull],
    places: &mut [Point],
    walls: &Rect,
    random: &mut Random,
) {
    let count = places.len();
    if count < 2 {
        return;
    }
    let rounds = (freedom.effort / judge.effort().max(1)).min(300 * count);
    let scale = judge.scale(places);
    let reach = (walls.width() + walls.height()) / 2.0;
    let starts = places.to_vec();
    for round in 0..rounds {
        let left = 1.0 - round as f64 / rounds as f64;
        let heat = freedom.heat * left * left;
        let body = random.below(count);
        let old = places[body];
        let step = |random: &mut Random| {
            reach * (0.02 + freedom.reach * left) * (2.0 * random.unit() - 1.0)
        };
        if freedom.leash.is_some() || random.unit() < 0.75 {
            let shorter = random.unit();
            let new =
                Point { x: old.x + shorter * step(random), y: old.y + shorter * step(random) };
            let (dx, dy) = (new.x - starts[body].x, new.y - starts[body].y);
            let leash = freedom.leash.unwrap_or(f64::INFINITY) * reach;
            if dx * dx + dy * dy > leash * leash {
                continue;
            }
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
    hulls[body].is_within(walls, place)
        && (0..places.len()).all(|other| {
            let step = Point { x: places[other].x - place.x, y: places[other].y - place.y };
            other == body || other == but || hulls[body].way_out(&hulls[other], step).is_none()
        })
}
