//! Single nodes go where they are in the way of less: those that are new wherever that is, and of
//! those that stayed a few, by what is gained for the way (the move of one vertex of Davidson and
//! Harel 1996, with an allowance).
//!
//! A layout that only ever gives way by small steps fills with crossings that no small step undoes.
//! The allowance lets it be repaired hour by hour without being seen as another layout. Cost: that
//! of the judge times the places that are tried, with a limit on both.

use super::Point;
use super::descent::MOST;
use super::tangle::{Freedom, Judge};

/// Elementary steps of all tries together: some tenths of a second.
const EFFORT: usize = 300_000_000;
/// The most places along a side that a node tries.
const SIDE: usize = 16;
/// Fewer are no search.
const LEAST_SIDE: usize = 4;
/// Rounds for what may go anywhere: each sees what the others did.
const ROUNDS: u32 = 2;
/// What is gained has to be seen: this share of all that is wrong.
const LEAST_GAIN: f64 = 0.012;
/// How far a node that stayed may go, as a share of the walls' diagonal.
const FAR: f64 = 0.3;

/// Moves nodes that have no leash to the best places, then of the others as many as the allowance
/// holds: the sum of their ways, in points.
pub(super) fn relocate(freedom: &Freedom<'_>, allowance: f64, places: &mut [Point]) {
    let count = places.len();
    if !(2..=MOST).contains(&count) {
        return;
    }
    let Some(judge) = Judge::new(freedom, places) else { return };
    let tries = EFFORT / (judge.effort() * 2).max(1);
    let side = ((tries as f64).sqrt() as usize).clamp(LEAST_SIDE, SIDE);
    let (free, kept): (Vec<usize>, Vec<usize>) =
        (0..count).partition(|at| !freedom.leashes[*at].is_finite());
    for _ in 0..ROUNDS {
        for &node in &free {
            if let Some(wish) = best(freedom, &judge, node, (side, f64::INFINITY), places) {
                places[node] = wish.place;
            }
        }
    }
    let (wide, tall) = (freedom.walls.width(), freedom.walls.height());
    let far = FAR * (wide * wide + tall * tall).sqrt();
    if allowance <= 0.0 {
        return;
    }
    let wish = |&node: &usize| best(freedom, &judge, node, (side, far), &mut places.to_vec());
    let mut wishes: Vec<Wish> = kept.iter().filter_map(wish).collect();
    wishes.retain(|wish| wish.gain >= LEAST_GAIN);
    wishes.sort_by(|a, b| (b.gain / b.way).total_cmp(&(a.gain / a.way)).then(a.node.cmp(&b.node)));
    let mut left = allowance;
    for wish in wishes {
        let (node, old) = (wish.node, places[wish.node]);
        if wish.way > left || !freedom.is_free(places, node, wish.place) {
            continue;
        }
        // Others have moved since it was wished.
        let before = judge.of(node, places);
        places[node] = wish.place;
        if judge.of(node, places) < before - LEAST_GAIN {
            left -= wish.way;
        } else {
            places[node] = old;
        }
    }
}

/// A better place for a node.
struct Wish {
    node: usize,
    place: Point,
    gain: f64,
    way: f64,
}

/// The best of the places on a lattice, and around the middle of a node's neighbours.
fn best(
    freedom: &Freedom<'_>,
    judge: &Judge<'_>,
    node: usize,
    (side, far): (usize, f64),
    places: &mut [Point],
) -> Option<Wish> {
    let (own, walls) = (places[node], &freedom.walls);
    let now = judge.of(node, places);
    let mut best: Option<Wish> = None;
    let lattice = (0..side * side).map(|at| {
        let share = |at: usize| (at as f64 + 0.5) / side as f64;
        Point {
            x: walls.x0 + walls.width() * share(at % side),
            y: walls.y0 + walls.height() * share(at / side),
        }
    });
    for place in lattice.chain(around(freedom, node, places)) {
        let (dx, dy) = (place.x - own.x, place.y - own.y);
        let way = (dx * dx + dy * dy).sqrt();
        if way > far || way <= 0.0 || !freedom.is_free(places, node, place) {
            continue;
        }
        places[node] = place;
        let gain = now - judge.of(node, places);
        if gain > best.as_ref().map_or(1e-9, |best| best.gain) {
            best = Some(Wish { node, place, gain, way });
        }
    }
    places[node] = own;
    best
}

/// Rings around the middle of a node's neighbours, as far apart as the node is large.
fn around(freedom: &Freedom<'_>, node: usize, places: &[Point]) -> Vec<Point> {
    let ends = &freedom.neighbours[node];
    let size = freedom.extents[node].size();
    let sum = ends.iter().fold(Point::default(), |sum, end| {
        let end = places[*end as usize];
        Point { x: sum.x + end.x, y: sum.y + end.y }
    });
    let count = ends.len().max(1) as f64;
    let mut found = Vec::with_capacity((RINGS * SPOTS) as usize);
    for ring in 1..=RINGS {
        for spot in 0..SPOTS {
            let angle = std::f64::consts::TAU * f64::from(spot) / f64::from(SPOTS);
            let reach = 0.8 * f64::from(ring);
            found.push(Point {
                x: sum.x / count + reach * (size.width + freedom.gap) * libm::cos(angle),
                y: sum.y / count + reach * (size.height + freedom.gap) * libm::sin(angle),
            });
        }
    }
    found
}

const RINGS: u32 = 4;
const SPOTS: u32 = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Extent, Rect, segment};

    #[test]
    fn what_stayed_goes_only_as_far_as_the_allowance() {
        let extents = [Extent { left: 2.0, right: 2.0, up: 2.0, down: 2.0 }; 4];
        let neighbours = [vec![1], vec![0, 2], vec![1, 3], vec![2]];
        // 0–1 and 2–3 cross.
        let start =
            [(20.0, 50.0), (80.0, 50.0), (50.0, 40.0), (50.0, 60.0)].map(|(x, y)| Point { x, y });
        let freedom = Freedom {
            extents: &extents,
            neighbours: &neighbours,
            leashes: &[0.0; 4],
            gap: 1.0,
            walls: Rect { x0: 0.0, y0: 0.0, x1: 100.0, y1: 100.0 },
        };
        let mut held = start;
        relocate(&freedom, 3.0, &mut held);
        assert_eq!(held, start);
        let mut places = start;
        relocate(&freedom, 60.0, &mut places);
        assert!(!segment::cross(places[0], places[1], places[2], places[3]), "{places:?}");
    }
}
