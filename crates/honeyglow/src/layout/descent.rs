//! Descent by small steps: each node in turn tries a few places around it, and takes the one with
//! which stress, crossings and edges through nodes are least, as shares of what they are
//! (local search over the measures themselves, after Davidson and Harel 1996 without the heat).
//!
//! Nothing comes to meet anything that it did not meet. Cost: O(n + d·m) a try for a node of d
//! edges, and no more tries than [`EFFORT`] allows; above [`MOST`] nodes nothing is tried.

use super::Point;
use super::tangle::{Freedom, Judge};

/// Above, single crossings are not what makes a drawing hard to read.
pub(super) const MOST: usize = 600;
/// Elementary steps of all tries together: some tenths of a second.
const EFFORT: usize = 200_000_000;
/// The most rounds.
const ROUNDS: usize = 12;
/// Places that a node tries in a round.
const TRIES: u32 = 8;
/// The longest step of what is free to go anywhere, as a share of the walls' sides.
const REACH: f64 = 0.12;
/// Mends the places; boxes that are apart and within the walls stay so.
pub(super) fn descend(freedom: &Freedom<'_>, places: &mut [Point]) {
    let count = places.len();
    if !(2..=MOST).contains(&count) {
        return;
    }
    let Some(judge) = Judge::new(freedom, places) else { return };
    let rounds = (EFFORT / (judge.effort() * TRIES as usize).max(1)).min(ROUNDS);
    let homes = places.to_vec();
    for round in 0..rounds {
        let left = 1.0 - round as f64 / rounds as f64;
        for node in 0..count {
            improve(freedom, &judge, &homes, node, (round, left), places);
        }
    }
}

/// Lets one node take the best of the places around it.
fn improve(
    freedom: &Freedom<'_>,
    judge: &Judge<'_>,
    homes: &[Point],
    node: usize,
    (round, left): (usize, f64),
    places: &mut [Point],
) {
    let leash = freedom.leashes[node];
    let reach = match leash.is_finite() {
        true => 2.0 * leash,
        false => REACH * (freedom.walls.width() + freedom.walls.height()) / 2.0,
    };
    let (own, home) = (places[node], homes[node]);
    let mut best = (judge.of(node, places), own);
    for at in 0..TRIES {
        // The golden angle: no two rounds try the same ways.
        let angle = GOLDEN
            * ((round * 131 + node) as f64 + f64::from(at) / f64::from(TRIES) * 2.618)
            + std::f64::consts::TAU * f64::from(at) / f64::from(TRIES);
        let step = reach * (0.15 + 0.85 * left) * if at % 2 == 0 { 1.0 } else { 0.4 };
        let place =
            Point { x: own.x + step * libm::cos(angle), y: own.y + step * libm::sin(angle) };
        let (dx, dy) = (place.x - home.x, place.y - home.y);
        if dx * dx + dy * dy > leash * leash || !freedom.is_free(places, node, place) {
            continue;
        }
        places[node] = place;
        let cost = judge.of(node, places);
        if cost < best.0 - 1e-9 {
            best = (cost, place);
        }
    }
    places[node] = best.1;
}

const GOLDEN: f64 = 2.399_963_229_728_653;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Extent, Rect};

    #[test]
    fn a_free_node_finds_a_better_place_and_the_rest_stays() {
        let extents = [Extent { left: 2.0, right: 2.0, up: 2.0, down: 2.0 }; 4];
        // 0–1 and 2–3 cross; 3 is free.
        let neighbours = [vec![1], vec![0, 2], vec![1, 3], vec![2]];
        let mut places =
            [(20.0, 50.0), (80.0, 50.0), (50.0, 44.0), (58.0, 55.0)].map(|(x, y)| Point { x, y });
        let freedom = Freedom {
            extents: &extents,
            neighbours: &neighbours,
            leashes: &[0.0, 0.0, 0.0, f64::INFINITY],
            gap: 1.0,
            walls: Rect { x0: 0.0, y0: 0.0, x1: 100.0, y1: 100.0 },
        };
        let before = places;
        let judge = Judge::new(&freedom, &before).unwrap();
        descend(&freedom, &mut places);
        assert_eq!(places[..3], before[..3]);
        assert!(judge.of(3, &places) < judge.of(3, &before), "{places:?}");
    }
}
