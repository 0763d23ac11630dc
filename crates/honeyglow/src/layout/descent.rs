//! Descent by small steps: each node in turn tries a few places around it, and takes the one with
//! which stress, crossings and edges through nodes are least, as shares of what they are
//! (local search over the measures themselves, after Davidson and Harel 1996 without the heat).
//!
//! Nothing comes to meet anything that it did not meet. Cost: O(n + d·m) a try for a node of d
//! edges, and no more tries than [`EFFORT`] allows; above [`MOST`] nodes nothing is tried.

use super::majorization::{self, Hops};
use super::{Extent, Point, Rect, segment};

/// Above, single crossings are not what makes a drawing hard to read.
const MOST: usize = 600;
/// Elementary steps of all tries together: some tenths of a second.
const EFFORT: usize = 40_000_000;
/// The most rounds.
const ROUNDS: usize = 10;
/// Places that a node tries in a round.
const TRIES: u32 = 8;
/// The longest step of what is free to go anywhere, as a share of the walls' sides.
const REACH: f64 = 0.12;
/// What an edge through a node counts, where a crossing counts one: a crossing can be seen for what
/// it is.
const THROUGH: f64 = 1.2;

/// How far the places may be changed.
pub(super) struct Freedom<'a> {
    pub(super) extents: &'a [Extent],
    pub(super) neighbours: &'a [Vec<u32>],
    pub(super) leashes: &'a [f64],
    pub(super) gap: f64,
    pub(super) walls: Rect,
}

/// Mends the places; boxes that are apart and within the walls stay so.
pub(super) fn descend(freedom: &Freedom<'_>, places: &mut [Point]) {
    let count = places.len();
    if !(2..=MOST).contains(&count) {
        return;
    }
    let hops = Hops::new(freedom.neighbours);
    let Some(hop) = majorization::hop(&hops, freedom.neighbours, places) else { return };
    let judge = Judge::new(freedom, hops, hop, places);
    let effort = count * (2 * judge.edges.len() + 2 * count) + 4 * judge.edges.len().pow(2);
    let rounds = (EFFORT / (effort * TRIES as usize).max(1)).min(ROUNDS);
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
        let angle = GOLDEN * ((round * 131 + node) as f64 + f64::from(at) / f64::from(TRIES) * 2.618)
            + std::f64::consts::TAU * f64::from(at) / f64::from(TRIES);
        let step = reach * (0.15 + 0.85 * left) * if at % 2 == 0 { 1.0 } else { 0.4 };
        let place =
            Point { x: own.x + step * libm::cos(angle), y: own.y + step * libm::sin(angle) };
        let (dx, dy) = (place.x - home.x, place.y - home.y);
        if dx * dx + dy * dy > leash * leash || !is_free(freedom, places, node, place) {
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

fn is_free(freedom: &Freedom<'_>, places: &[Point], node: usize, place: Point) -> bool {
    let part = freedom.extents[node].around(place);
    let wide = part.grown(freedom.gap);
    freedom.walls.holds(&part)
        && (0..places.len()).all(|other| {
            other == node || !wide.meets(&freedom.extents[other].around(places[other]))
        })
}

/// What is wrong with a layout, in shares of what was wrong with it at first.
struct Judge<'a> {
    extents: &'a [Extent],
    neighbours: &'a [Vec<u32>],
    edges: Vec<(usize, usize)>,
    hops: Hops,
    hop: f64,
    stress: f64,
    crossing: f64,
    through: f64,
}

impl<'a> Judge<'a> {
    fn new(freedom: &Freedom<'a>, hops: Hops, hop: f64, places: &[Point]) -> Self {
        let mut edges = Vec::new();
        for (a, ends) in freedom.neighbours.iter().enumerate() {
            edges.extend(ends.iter().map(|b| (a, *b as usize)).filter(|(a, b)| a < b));
        }
        let (extents, neighbours) = (freedom.extents, freedom.neighbours);
        let mut judge =
            Self { extents, neighbours, edges, hops, hop, stress: 0.0, crossing: 0.0, through: 0.0 };
        let (mut stress, mut crossings, mut through) = (0.0, 0.0, 0.0);
        for node in 0..places.len() {
            stress += judge.stress(node, places) / 2.0;
            let (crossed, through_it) = judge.edges_of(node, places);
            crossings += crossed;
            through += through_it;
        }
        // A crossing is met from four ends, an edge through a node from three.
        judge.stress = 1.0 / f64::max(stress, 1e-9);
        judge.crossing = 1.0 / (crossings / 4.0 + 4.0);
        judge.through = THROUGH / (through / 3.0 + crossings / 4.0 + 4.0);
        judge
    }

    /// What one node has to do with.
    fn of(&self, node: usize, places: &[Point]) -> f64 {
        let (crossed, through) = self.edges_of(node, places);
        self.stress * self.stress(node, places) + self.crossing * crossed + self.through * through
    }

    fn stress(&self, node: usize, places: &[Point]) -> f64 {
        let mut sum = 0.0;
        self.hops.of(node, self.neighbours, |other, hops| {
            let (dx, dy) = (places[node].x - places[other].x, places[node].y - places[other].y);
            let off = (dx * dx + dy * dy).sqrt() / (hops * self.hop) - 1.0;
            sum += off * off;
        });
        sum
    }

    /// Crossings of the node's edges; nodes that they run through, and edges through the node.
    fn edges_of(&self, node: usize, places: &[Point]) -> (f64, f64) {
        let (mut crossed, mut through) = (0.0, 0.0);
        let own = self.corners(node, places);
        for &(a, b) in &self.edges {
            let (from, to) = (places[a], places[b]);
            if a == node || b == node {
                let far = if a == node { b } else { a };
                for other in (0..places.len()).filter(|other| *other != a && *other != b) {
                    through += f64::from(u8::from(self.runs_through(from, to, other, places)));
                }
                for &(c, d) in &self.edges {
                    let apart = c != node && d != node && c != far && d != far;
                    if apart && segment::cross(from, to, places[c], places[d]) {
                        crossed += 1.0;
                    }
                }
            } else if near(from, to, &own) && segment::inside(from, to, &corners(&own)) > 0.0 {
                through += 1.0;
            }
        }
        (crossed, through)
    }

    fn corners(&self, node: usize, places: &[Point]) -> Rect {
        self.extents[node].around(places[node])
    }

    fn runs_through(&self, from: Point, to: Point, node: usize, places: &[Point]) -> bool {
        let part = self.corners(node, places);
        near(from, to, &part) && segment::inside(from, to, &corners(&part)) > 0.0
    }
}

/// Could the segment meet the box?
fn near(a: Point, b: Point, part: &Rect) -> bool {
    a.x.max(b.x) > part.x0
        && a.x.min(b.x) < part.x1
        && a.y.max(b.y) > part.y0
        && a.y.min(b.y) < part.y1
}

fn corners(part: &Rect) -> [Point; 4] {
    let corner = |x, y| Point { x, y };
    [
        corner(part.x0, part.y0),
        corner(part.x1, part.y0),
        corner(part.x1, part.y1),
        corner(part.x0, part.y1),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_node_leaves_the_crossing_that_it_makes() {
        let extents = [Extent { left: 2.0, right: 2.0, up: 2.0, down: 2.0 }; 4];
        // 0–1 and 2–3 cross; 3 is free.
        let neighbours = [vec![1], vec![0, 2], vec![1, 3], vec![2]];
        let mut places = [(20.0, 50.0), (80.0, 50.0), (50.0, 44.0), (58.0, 55.0)]
            .map(|(x, y)| Point { x, y });
        let freedom = Freedom {
            extents: &extents,
            neighbours: &neighbours,
            leashes: &[0.0, 0.0, 0.0, f64::INFINITY],
            gap: 1.0,
            walls: Rect { x0: 0.0, y0: 0.0, x1: 100.0, y1: 100.0 },
        };
        let before = places;
        descend(&freedom, &mut places);
        assert_eq!(places[..3], before[..3]);
        assert!(!segment::cross(places[0], places[1], places[2], places[3]), "{places:?}");
    }
}
