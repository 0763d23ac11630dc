//! Stress by stochastic gradient descent (Zheng, Pawar and Goodman, "Graph drawing by stochastic
//! gradient descent", 2018), on pairs drawn at random instead of all in turn.
//!
//! Each pair is moved towards its distance in the graph, by a share that falls from turn to turn.
//! A body may carry several nodes, which then move together. Cost of a turn: O(pairs). A few dozen
//! pairs per node and turn settle graphs of any size, since the distances of all pairs are known
//! through their classes; what is left of the noise falls with the share.

use super::Point;
use super::hops::Pairs;
use super::random::Random;

/// Nodes that move together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rigid<'a> {
    /// The body of each node.
    pub(super) body_of: &'a [u32],
    /// Where each node stands, from the centre of its body.
    pub(super) offsets: &'a [Point],
    /// How many nodes each body carries.
    pub(super) masses: &'a [f64],
}

impl Rigid<'_> {
    /// Where a node stands.
    pub(super) fn place(&self, node: usize, centres: &[Point]) -> Point {
        let (centre, offset) = (centres[self.body_of[node] as usize], self.offsets[node]);
        Point { x: centre.x + offset.x, y: centre.y + offset.y }
    }
}

/// How the descent goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Descent {
    /// How often all bodies are visited.
    pub(super) turns: u32,
    /// Pairs drawn in a turn.
    pub(super) draws: usize,
    /// What a pair at distance one is moved by at first, beside its error, and at last.
    pub(super) eta: (f64, f64),
}

/// Moves the bodies' centres. Distances are in steps.
pub(super) fn relax(
    pairs: &Pairs<'_>,
    rigid: Rigid<'_>,
    centres: &mut [Point],
    descent: Descent,
    random: &mut Random,
) {
    let turns = descent.turns.max(2);
    let decay = libm::exp(libm::log(descent.eta.1 / descent.eta.0) / f64::from(turns - 1));
    let mut eta = descent.eta.0;
    for _ in 0..turns {
        for _ in 0..descent.draws {
            let Some((a, b, steps)) = pairs.draw(random) else { continue };
            let (body_a, body_b) = (rigid.body_of[a] as usize, rigid.body_of[b] as usize);
            if body_a == body_b {
                continue;
            }
            let (from, to) = (rigid.place(a, centres), rigid.place(b, centres));
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let distance = (dx * dx + dy * dy).sqrt().max(1e-6);
            let share = (eta / (steps * steps)).min(1.0);
            let pull = share * (distance - steps) / (2.0 * distance);
            let (share_a, share_b) = (pull / rigid.masses[body_a], pull / rigid.masses[body_b]);
            centres[body_a].x += share_a * dx;
            centres[body_a].y += share_a * dy;
            centres[body_b].x -= share_b * dx;
            centres[body_b].y -= share_b * dy;
        }
        eta *= decay;
    }
}

/// Normalised stress of so many pairs, free of scale: 0 is perfect, never above 1; and the factor
/// that brings distances nearest to steps.
pub(super) fn stress(
    pairs: &Pairs<'_>,
    rigid: Rigid<'_>,
    centres: &[Point],
    draws: usize,
    random: &mut Random,
) -> (f64, f64) {
    let (mut count, mut first, mut second) = (0.0, 0.0, 0.0);
    for _ in 0..draws {
        let Some((a, b, steps)) = pairs.draw(random) else { continue };
        let (from, to) = (rigid.place(a, centres), rigid.place(b, centres));
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let square = (dx * dx + dy * dy) / (steps * steps);
        count += 1.0;
        first += square.sqrt();
        second += square;
    }
    if second <= 0.0 {
        return (1.0, 1.0);
    }
    ((count - first * first / second) / count, first / second)
}
