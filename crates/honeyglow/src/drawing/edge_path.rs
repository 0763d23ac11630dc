//! Edge-path bundling: long edges are led along paths of shorter ones.
//!
//! Wallinger, Archambault, Auber, Nöllenburg, Peltonen: "Edge-Path Bundling: A Less Ambiguous
//! Edge Bundling Approach", IEEE TVCG 28(1), 2022. Since an edge only ever runs along edges that
//! exist, and starts and ends at its own nodes, no bundle seems to join what is not joined. An
//! edge that others run along stays straight; a way that is longer than [`DETOUR`] times the
//! straight line is not taken.
//!
//! Two rules are ours, found by looking at real graphs: an edge runs only along edges that count
//! about as much or more, so that thin lines gather on thick ones and no heavy line wanders; and a way
//! that turns sharply is not taken.
//!
//! Cost: one Dijkstra to an edge, O(m · m log n) at worst for m edges, so no more than
//! [`MOST_EDGES`] are bundled. The search keeps to the ellipse around both ends that a path of
//! the allowed length cannot leave. Deterministic: ties go by number.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::layout::Point;

/// The most edges that are bundled: about a second; and with more, no bundling helps.
pub(super) const MOST_EDGES: usize = 3_000;

/// How much longer than the straight line a path may be. The paper uses 1.5 to 2.
const DETOUR: f64 = 2.0;

/// The edge's weight is its length to that power, 2 as in the paper: long edges prefer to run
/// along several short ones.
fn weight(length: f64) -> f64 {
    length * length
}

/// How many times more an edge may count than one that it runs along.
const HEAVIER: u64 = 4;

/// The sharpest turn of a way, as its cosine: a right angle.
const SHARPEST: f64 = 0.0;

/// For each edge (a pair of points by number, and its count) the points on its way, both ends
/// excluded; empty where it stays straight.
pub(super) fn ways(points: &[Point], edges: &[(usize, usize)], counts: &[u64]) -> Vec<Vec<usize>> {
    let mut ways = vec![Vec::new(); edges.len()];
    let is_sound =
        |end: usize| points.get(end).is_some_and(|at| at.x.is_finite() && at.y.is_finite());
    if edges.len() > MOST_EDGES
        || counts.len() != edges.len()
        || !edges.iter().all(|(a, b)| is_sound(*a) && is_sound(*b))
    {
        return ways;
    }
    let mut road = Road::new(points, edges, counts);
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_by(|a, b| road.lengths[*b].total_cmp(&road.lengths[*a]).then(a.cmp(b)));
    for edge in order {
        if road.states[edge] == State::Taken || road.lengths[edge] <= 0.0 {
            continue;
        }
        road.states[edge] = State::Closed;
        match road.path(edge) {
            // A single step is the same pair of ends once more: they lie upon each other.
            Some(steps) if steps.len() > 1 && !road.turns_sharply(edge, &steps) => {
                ways[edge] = road.stops(edge, &steps);
                steps.into_iter().for_each(|step| road.states[step] = State::Taken);
            }
            _ => road.states[edge] = State::Open,
        }
    }
    ways
}

/// What may be done with an edge.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Others may run along it, and it along others.
    Open,
    /// It runs along others: nothing runs along it.
    Closed,
    /// Others run along it: it stays where it is.
    Taken,
}

/// The graph of points and edges, and what was decided so far.
struct Road<'a> {
    points: &'a [Point],
    edges: &'a [(usize, usize)],
    counts: &'a [u64],
    lengths: Vec<f64>,
    states: Vec<State>,
    /// The edges at each point.
    at: Vec<Vec<usize>>,
    /// The least weight of a way to each point, and the last edge of it; infinite between searches.
    reached: Vec<(f64, usize)>,
}

impl<'a> Road<'a> {
    fn new(points: &'a [Point], edges: &'a [(usize, usize)], counts: &'a [u64]) -> Self {
        let mut at = vec![Vec::new(); points.len()];
        for (edge, &(a, b)) in edges.iter().enumerate() {
            at[a].push(edge);
            at[b].push(edge);
        }
        let lengths = edges.iter().map(|&(a, b)| distance(points[a], points[b])).collect();
        let states = vec![State::Open; edges.len()];
        let reached = vec![(f64::INFINITY, usize::MAX); points.len()];
        Self { points, edges, counts, lengths, states, at, reached }
    }

    /// The edges of the lightest path between the ends of an edge, without it; none where there
    /// is none that is short enough.
    fn path(&mut self, edge: usize) -> Option<Vec<usize>> {
        let (start, end) = self.edges[edge];
        let longest = DETOUR * self.lengths[edge];
        let mut touched = vec![start];
        self.reached[start] = (0.0, usize::MAX);
        let mut queue = BinaryHeap::from([Reverse(Step { weight: 0.0, point: start })]);
        while let Some(Reverse(step)) = queue.pop() {
            if step.point == end {
                break;
            }
            if step.weight > self.reached[step.point].0 {
                continue;
            }
            for &next in &self.at[step.point] {
                if self.states[next] == State::Closed || self.is_thin(next, edge) {
                    continue;
                }
                let (a, b) = self.edges[next];
                let point = if a == step.point { b } else { a };
                let here = self.points[point];
                let least = distance(here, self.points[start]) + distance(here, self.points[end]);
                let weight = step.weight + weight(self.lengths[next]);
                if least > longest || weight >= self.reached[point].0 {
                    continue;
                }
                if self.reached[point].0.is_infinite() {
                    touched.push(point);
                }
                self.reached[point] = (weight, next);
                queue.push(Reverse(Step { weight, point }));
            }
        }
        let path = self.backwards(start, end);
        touched.into_iter().for_each(|point| self.reached[point] = (f64::INFINITY, usize::MAX));
        let path = path?;
        let length: f64 = path.iter().map(|step| self.lengths[*step]).sum();
        (length <= longest).then_some(path)
    }

    /// Is the next edge too thin to carry that one?
    fn is_thin(&self, next: usize, edge: usize) -> bool {
        self.counts[next].saturating_mul(HEAVIER) < self.counts[edge]
    }

    /// The points between the ends of an edge on a path.
    fn stops(&self, edge: usize, steps: &[usize]) -> Vec<usize> {
        let mut at = self.edges[edge].0;
        let inner = &steps[..steps.len().saturating_sub(1)];
        let stops = inner.iter().map(|step| {
            let (a, b) = self.edges[*step];
            at = if a == at { b } else { a };
            at
        });
        stops.collect()
    }

    fn turns_sharply(&self, edge: usize, steps: &[usize]) -> bool {
        let (start, end) = self.edges[edge];
        let mut way = vec![self.points[start]];
        way.extend(self.stops(edge, steps).into_iter().map(|stop| self.points[stop]));
        way.push(self.points[end]);
        way.windows(3).any(|corner| {
            let (ax, ay) = (corner[1].x - corner[0].x, corner[1].y - corner[0].y);
            let (bx, by) = (corner[2].x - corner[1].x, corner[2].y - corner[1].y);
            ax * bx + ay * by < SHARPEST * libm::hypot(ax, ay) * libm::hypot(bx, by)
        })
    }

    fn backwards(&self, start: usize, end: usize) -> Option<Vec<usize>> {
        let mut path = Vec::new();
        let mut at = end;
        while at != start {
            let (_, edge) = self.reached[at];
            let &(a, b) = self.edges.get(edge)?;
            path.push(edge);
            at = if a == at { b } else { a };
        }
        path.reverse();
        Some(path)
    }
}

#[derive(Clone, Copy, PartialEq)]
struct Step {
    weight: f64,
    point: usize,
}

impl Eq for Step {}

impl Ord for Step {
    fn cmp(&self, other: &Self) -> Ordering {
        self.weight.total_cmp(&other.weight).then(self.point.cmp(&other.point))
    }
}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn distance(a: Point, b: Point) -> f64 {
    libm::hypot(a.x - b.x, a.y - b.y)
}

/// A smooth way between two ends past control points: the cubic pieces of a uniform quadratic
/// B-spline, each as two control points and an end. It leaves either end straight towards its
/// neighbour, half of the way to it, so that ends are read.
pub(super) fn spline(from: Point, past: &[Point], to: Point) -> Vec<[Point; 3]> {
    let mix = |a: Point, b: Point, share: f64| Point {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
    };
    let line = |a: Point, b: Point| [mix(a, b, 1.0 / 3.0), mix(a, b, 2.0 / 3.0), b];
    let mut pieces = Vec::with_capacity(past.len() + 2);
    let mut at = from;
    for (index, &control) in past.iter().enumerate() {
        let before = if index == 0 { from } else { past[index - 1] };
        let after = past.get(index + 1).copied().unwrap_or(to);
        let (start, end) = (mix(before, control, 0.5), mix(control, after, 0.5));
        if index == 0 {
            pieces.push(line(from, start));
        }
        pieces.push([mix(start, control, 2.0 / 3.0), mix(end, control, 2.0 / 3.0), end]);
        at = end;
    }
    pieces.push(line(at, to));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(places: &[(f64, f64)]) -> Vec<Point> {
        places.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn a_long_edge_runs_along_a_path_of_short_ones() {
        let points = points(&[(0.0, 0.0), (50.0, 5.0), (100.0, 0.0)]);
        let ways = ways(&points, &[(0, 1), (1, 2), (0, 2)], &[9, 9, 1]);
        assert_eq!(ways, [vec![], vec![], vec![1]]);
    }

    #[test]
    fn a_heavy_edge_does_not_run_along_light_ones() {
        let points = points(&[(0.0, 0.0), (50.0, 5.0), (100.0, 0.0)]);
        let ways = ways(&points, &[(0, 1), (1, 2), (0, 2)], &[9, 1, 5]);
        assert!(ways.iter().all(Vec::is_empty));
    }

    #[test]
    fn a_detour_or_a_sharp_turn_is_not_taken() {
        let sharp = points(&[(0.0, 0.0), (50.0, 60.0), (100.0, 0.0)]);
        assert!(ways(&sharp, &[(0, 1), (1, 2), (0, 2)], &[9, 9, 1]).iter().all(Vec::is_empty));
        let points = points(&[(0.0, 0.0), (50.0, 95.0), (100.0, 0.0)]);
        assert!(ways(&points, &[(0, 1), (1, 2), (0, 2)], &[9, 9, 1]).iter().all(Vec::is_empty));
    }

    #[test]
    fn what_others_run_along_stays_straight_and_ways_are_edges() {
        // A ladder of three rungs, and its diagonals.
        let points = points(&[
            (0.0, 0.0),
            (0.0, 20.0),
            (40.0, 0.0),
            (40.0, 20.0),
            (80.0, 0.0),
            (80.0, 20.0),
        ]);
        let edges =
            [(0, 2), (2, 4), (1, 3), (3, 5), (0, 1), (2, 3), (4, 5), (0, 4), (1, 5), (0, 5)];
        let ways = ways(&points, &edges, &[1; 10]);
        let joined = |a: usize, b: usize| edges.contains(&(a, b)) || edges.contains(&(b, a));
        assert!(ways.iter().any(|way| !way.is_empty()));
        for (&(a, b), way) in edges.iter().zip(&ways).filter(|(_, way)| !way.is_empty()) {
            let stops: Vec<usize> = [a].into_iter().chain(way.iter().copied()).chain([b]).collect();
            assert!(stops.windows(2).all(|step| joined(step[0], step[1])), "{stops:?}");
        }
    }

    #[test]
    fn the_same_pair_twice_and_places_that_are_none_stay_straight() {
        let twice = points(&[(0.0, 0.0), (9.0, 0.0)]);
        assert!(ways(&twice, &[(0, 1), (1, 0), (0, 0)], &[1; 3]).iter().all(Vec::is_empty));
        let nowhere = points(&[(0.0, f64::NAN), (9.0, 0.0)]);
        assert!(ways(&nowhere, &[(0, 1)], &[1]).iter().all(Vec::is_empty));
    }

    #[test]
    fn a_spline_ends_at_its_ends_and_leaves_them_straight() {
        let (from, to) = (Point { x: 0.0, y: 0.0 }, Point { x: 10.0, y: 0.0 });
        let pieces = spline(from, &[Point { x: 5.0, y: 6.0 }], to);
        assert_eq!(pieces.last().map(|piece| piece[2]), Some(to));
        assert_eq!(pieces[0][2], Point { x: 2.5, y: 3.0 });
        assert_eq!(spline(from, &[], to).len(), 1);
    }
}
