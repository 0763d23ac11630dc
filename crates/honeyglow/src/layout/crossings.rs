//! How many edges cross, by a sample: what tells good layouts of one graph apart.

use super::Point;
use super::csr::Csr;
use super::random::Random;
use super::segment;
use super::sgd::Rigid;

/// Pairs of edges that are looked at.
const SAMPLES: usize = 20_000;

/// The edges of a graph.
#[derive(Clone, Debug)]
pub(super) struct Crossings {
    edges: Vec<(u32, u32)>,
}

impl Crossings {
    pub(super) fn new(graph: &Csr) -> Self {
        Self { edges: graph.edges().map(|(a, b, _)| (a, b)).collect() }
    }

    /// The share of edge pairs without a common end that cross.
    pub(super) fn ratio(&self, rigid: Rigid<'_>, centres: &[Point], random: &mut Random) -> f64 {
        if self.edges.len() < 2 {
            return 0.0;
        }
        let (mut looked, mut crossed) = (0.0, 0.0);
        for _ in 0..SAMPLES {
            let (a, b) = self.edges[random.below(self.edges.len())];
            let (c, d) = self.edges[random.below(self.edges.len())];
            if a == c || a == d || b == c || b == d {
                continue;
            }
            looked += 1.0;
            let [a, b, c, d] = [a, b, c, d].map(|node| rigid.place(node as usize, centres));
            if segment::cross(a, b, c, d) {
                crossed += 1.0;
            }
        }
        if looked > 0.0 { crossed / looked } else { 0.0 }
    }
}
