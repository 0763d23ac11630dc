//! Who is tied to whom.

use super::Tie;

/// A simple graph without direction, as lists of neighbours in rising order.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    starts: Vec<usize>,
    ends: Vec<(usize, f64)>,
}

impl Graph {
    /// Ties between the same two nodes become one; their weights add up.
    pub(super) fn new(nodes: usize, ties: impl Iterator<Item = (usize, usize, f64)>) -> Self {
        let mut directed: Vec<(usize, usize, f64)> = Vec::new();
        for (a, b, weight) in ties.filter(|&(a, b, _)| a != b && a < nodes && b < nodes) {
            let weight = if weight.is_finite() { weight.max(0.0) } else { 0.0 };
            directed.push((a, b, weight));
            directed.push((b, a, weight));
        }
        directed.sort_by_key(|&(a, b, _)| (a, b));
        let mut starts = vec![0; nodes + 1];
        let mut ends: Vec<(usize, f64)> = Vec::new();
        let mut last = None;
        for (a, b, weight) in directed {
            if last == Some((a, b)) {
                if let Some(end) = ends.last_mut() {
                    end.1 += weight;
                }
                continue;
            }
            last = Some((a, b));
            ends.push((b, weight));
            starts[a + 1] = ends.len();
        }
        for node in 0..nodes {
            starts[node + 1] = starts[node + 1].max(starts[node]);
        }
        Self { starts, ends }
    }

    pub(super) fn of_ties(nodes: usize, ties: &[Tie]) -> Self {
        Self::new(nodes, ties.iter().map(|tie| (tie.a as usize, tie.b as usize, tie.weight)))
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn neighbours(&self, node: usize) -> &[(usize, f64)] {
        &self.ends[self.starts[node]..self.starts[node + 1]]
    }

    /// Each edge once, the lower end first.
    pub(super) fn edges(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.len()).flat_map(|a| {
            self.neighbours(a).iter().filter(move |end| a < end.0).map(move |&(b, w)| (a, b, w))
        })
    }

    /// The connected components, each in rising order, by their lowest node.
    pub(super) fn components(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.len()];
        let mut components = Vec::new();
        for first in 0..self.len() {
            if seen[first] {
                continue;
            }
            seen[first] = true;
            let mut component = vec![first];
            let mut at = 0;
            while at < component.len() {
                for &(next, _) in self.neighbours(component[at]) {
                    if !seen[next] {
                        seen[next] = true;
                        component.push(next);
                    }
                }
                at += 1;
            }
            component.sort_unstable();
            components.push(component);
        }
        components
    }

    /// Lengths of the shortest paths from one node, if each edge is as long as `length` says;
    /// infinite where there is none. Dijkstra with a heap.
    pub(super) fn distances(&self, from: usize, length: impl Fn(usize, usize) -> f64) -> Vec<f64> {
        let mut distances = vec![f64::INFINITY; self.len()];
        let mut heap = std::collections::BinaryHeap::new();
        distances[from] = 0.0;
        heap.push(Stop { distance: 0.0, node: from });
        while let Some(Stop { distance, node }) = heap.pop() {
            if distance > distances[node] {
                continue;
            }
            for &(next, _) in self.neighbours(node) {
                let longer = distance + length(node, next);
                if longer < distances[next] {
                    distances[next] = longer;
                    heap.push(Stop { distance: longer, node: next });
                }
            }
        }
        distances
    }
}

/// A node on the heap; the nearest is the greatest.
struct Stop {
    distance: f64,
    node: usize,
}

impl Ord for Stop {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.distance.total_cmp(&self.distance).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Stop {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Stop {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Stop {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_ties_are_one_edge_and_loops_are_none() {
        let ties = [(0, 1, 1.0), (1, 0, 2.0), (2, 2, 1.0), (0, 9, 1.0)];
        let graph = Graph::new(3, ties.into_iter());
        assert_eq!(graph.edges().collect::<Vec<_>>(), [(0, 1, 3.0)]);
        assert_eq!(graph.components(), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn distances_follow_the_shortest_path() {
        let graph = Graph::new(4, [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)].into_iter());
        let length = |a: usize, b: usize| if a + b == 2 { 5.0 } else { 1.0 };
        assert_eq!(graph.distances(0, length), [0.0, 1.0, 2.0, f64::INFINITY]);
    }
}
