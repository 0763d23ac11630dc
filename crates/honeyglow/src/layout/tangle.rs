//! What is wrong with a layout of boxes: stress, crossings, edges through nodes, each as a share of
//! what it was at first, so that none of them is bought with the others (the measures of
//! `quality`, summed as Davidson and Harel 1996 do).
//!
//! Cost: O(n + d·(n + m)) for a node of d edges.

use super::majorization::{self, Hops};
use super::{Extent, Point, Rect, segment};

/// What an edge through a node counts, where a crossing counts one: a crossing can be seen for what
/// it is.
const THROUGH: f64 = 1.4;

/// How far the places may be changed.
pub(super) struct Freedom<'a> {
    pub(super) extents: &'a [Extent],
    pub(super) neighbours: &'a [Vec<u32>],
    /// Endless for what may go anywhere.
    pub(super) leashes: &'a [f64],
    pub(super) gap: f64,
    pub(super) walls: Rect,
}

impl Freedom<'_> {
    /// Would the node be clear of all others there, and within the walls?
    pub(super) fn is_free(&self, places: &[Point], node: usize, place: Point) -> bool {
        let part = self.extents[node].around(place);
        let wide = part.grown(self.gap);
        self.walls.holds(&part)
            && (0..places.len()).all(|other| {
                other == node || !wide.meets(&self.extents[other].around(places[other]))
            })
    }
}

/// What is wrong with a layout, in shares of what was wrong with it at first.
pub(super) struct Judge<'a> {
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
    /// The judge of these places and what they are changed to; none without an edge.
    pub(super) fn new(freedom: &Freedom<'a>, places: &[Point]) -> Option<Self> {
        let hops = Hops::new(freedom.neighbours);
        let hop = majorization::hop(&hops, freedom.neighbours, places)?;
        let mut edges = Vec::new();
        for (a, ends) in freedom.neighbours.iter().enumerate() {
            edges.extend(ends.iter().map(|b| (a, *b as usize)).filter(|(a, b)| a < b));
        }
        let (extents, neighbours) = (freedom.extents, freedom.neighbours);
        let mut judge = Self {
            extents,
            neighbours,
            edges,
            hops,
            hop,
            stress: 0.0,
            crossing: 0.0,
            through: 0.0,
        };
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
        Some(judge)
    }

    /// About how many steps it takes to judge every node once.
    pub(super) fn effort(&self) -> usize {
        let (nodes, edges) = (self.extents.len(), self.edges.len());
        nodes * (edges + nodes) + 2 * edges * (edges + nodes)
    }

    /// What one node has to do with.
    pub(super) fn of(&self, node: usize, places: &[Point]) -> f64 {
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
