//! Stress by localised majorization, with a leash on what is to stay (Gansner, Koren and North
//! 2004; with a stay-term, "anchoring", as in Brandes and Mader 2012).
//!
//! Each node in turn moves to the mean of where its pairs would have it, weighted by the inverse
//! square of the hops between them, and of where it stood. The length of a hop is the one with which
//! the places as they are have least stress, so that nothing is blown up or drawn together. Cost: a
//! round is O(n²) up to [`FULL`] nodes; beyond, pairs are those with an edge, and a round is
//! O(n + m).

use std::collections::VecDeque;

use super::Point;

/// Up to so many nodes all pairs count: eight million bytes of hops, some tenths of a second.
pub(super) const FULL: usize = 2_000;
/// Rounds; what has not moved by then is where it will stay.
const ROUNDS: u32 = 25;
/// Weight of the place where a node stood, in parts of that of all its pairs.
const STAY: f64 = 0.3;

/// Moves the places so that stress falls, none further than its leash.
pub(super) fn relax(neighbours: &[Vec<u32>], leashes: &[f64], places: &mut [Point]) {
    let hops = Hops::new(neighbours);
    let Some(hop) = hop(&hops, neighbours, places) else { return };
    let homes = places.to_vec();
    for _ in 0..ROUNDS {
        for at in 0..places.len() {
            let own = places[at];
            let (mut sum, mut weights) = (Point::default(), 0.0);
            hops.of(at, neighbours, |other, hops| {
                let there = places[other];
                let (dx, dy) = (own.x - there.x, own.y - there.y);
                let distance = (dx * dx + dy * dy).sqrt();
                let weight = 1.0 / (hops * hops);
                // What stands in one place parts by number.
                let towards = if at < other { -1.0 } else { 1.0 };
                let (ux, uy) = match distance < 1e-9 {
                    true => (towards, 0.0),
                    false => (dx / distance, dy / distance),
                };
                sum.x += weight * (there.x + hop * hops * ux);
                sum.y += weight * (there.y + hop * hops * uy);
                weights += weight;
            });
            if weights <= 0.0 {
                continue;
            }
            if leashes[at].is_finite() {
                let stay = STAY * weights;
                sum = Point { x: sum.x + stay * homes[at].x, y: sum.y + stay * homes[at].y };
                weights += stay;
            }
            let wanted = Point { x: sum.x / weights, y: sum.y / weights };
            let (dx, dy) = (wanted.x - homes[at].x, wanted.y - homes[at].y);
            let far = (dx * dx + dy * dy).sqrt();
            let share = if far > leashes[at] { leashes[at] / far } else { 1.0 };
            if share > 0.0 {
                places[at] = Point { x: homes[at].x + dx * share, y: homes[at].y + dy * share };
            }
        }
    }
}

/// How many edges lie between two nodes.
pub(super) enum Hops {
    /// Row by row; 0 where no way leads.
    All(Vec<u16>),
    /// One, between neighbours.
    Edges,
}

impl Hops {
    pub(super) fn new(neighbours: &[Vec<u32>]) -> Self {
        let count = neighbours.len();
        if count > FULL {
            return Self::Edges;
        }
        let mut all = vec![0; count * count];
        let mut queue = VecDeque::new();
        for from in 0..count {
            let row = &mut all[from * count..(from + 1) * count];
            queue.push_back(from);
            while let Some(node) = queue.pop_front() {
                for &next in &neighbours[node] {
                    let next = next as usize;
                    if next != from && row[next] == 0 {
                        row[next] = row[node] + 1;
                        queue.push_back(next);
                    }
                }
            }
        }
        Self::All(all)
    }

    /// Hands over each node that a way leads to, and how long the way is.
    pub(super) fn of(
        &self,
        node: usize,
        neighbours: &[Vec<u32>],
        mut take: impl FnMut(usize, f64),
    ) {
        match self {
            Self::All(all) => {
                let count = neighbours.len();
                let row = &all[node * count..(node + 1) * count];
                for (other, &hops) in row.iter().enumerate().filter(|pair| *pair.1 > 0) {
                    take(other, f64::from(hops));
                }
            }
            Self::Edges => neighbours[node].iter().for_each(|&other| take(other as usize, 1.0)),
        }
    }
}

/// The length of a hop with which these places have least stress; none without an edge.
pub(super) fn hop(hops: &Hops, neighbours: &[Vec<u32>], places: &[Point]) -> Option<f64> {
    let (mut first, mut second) = (0.0, 0.0);
    for at in 0..places.len() {
        hops.of(at, neighbours, |other, hops| {
            let (dx, dy) = (places[at].x - places[other].x, places[at].y - places[other].y);
            let ratio = (dx * dx + dy * dy).sqrt() / hops;
            first += ratio;
            second += ratio * ratio;
        });
    }
    (first > 0.0 && second > 0.0).then(|| second / first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bent_path_straightens_and_a_leash_holds() {
        let path: Vec<Vec<u32>> = vec![vec![1], vec![0, 2], vec![1, 3], vec![2]];
        let bent =
            [(0.0, 0.0), (10.0, 9.0), (20.0, -9.0), (30.0, 0.0)].map(|(x, y)| Point { x, y });
        let mut free = bent;
        relax(&path, &[f64::INFINITY; 4], &mut free);
        let off = free.iter().map(|at| (at.y - free[0].y).abs()).fold(0.0, f64::max);
        assert!(off < 7.0, "{free:?}");
        let mut held = bent;
        relax(&path, &[1.0, 1.0, 1.0, 0.0], &mut held);
        for (one, two) in bent.iter().zip(&held) {
            assert!(libm::hypot(one.x - two.x, one.y - two.y) <= 1.0 + 1e-9);
        }
        assert_eq!(held[3], bent[3]);
    }
}
