//! Compressed sparse rows: who is tied to whom, in two arrays.
//!
//! For graphs up to some millions of ties. Cost: O(n + m log m) time, 12 bytes a tie and end.

use super::Tie;

/// A simple graph without direction; the neighbours of a node in rising order.
#[derive(Clone, Debug, Default)]
pub(super) struct Csr {
    starts: Vec<u32>,
    ends: Vec<u32>,
    weights: Vec<f32>,
}

impl Csr {
    /// Ties between the same two nodes become one, their weights added up; ties with an end that
    /// is no node, or with both ends the same, are passed over.
    pub(super) fn of_ties(nodes: usize, ties: &[Tie]) -> Self {
        let mut directed: Vec<(u64, f32)> = Vec::with_capacity(2 * ties.len());
        for tie in ties {
            if tie.a == tie.b || tie.a.max(tie.b) as usize >= nodes {
                continue;
            }
            let weight = if tie.weight.is_finite() { tie.weight.max(0.0) as f32 } else { 0.0 };
            directed.push((u64::from(tie.a) << 32 | u64::from(tie.b), weight));
            directed.push((u64::from(tie.b) << 32 | u64::from(tie.a), weight));
        }
        directed.sort_by_key(|end| end.0);
        let mut csr = Self {
            starts: vec![0; nodes + 1],
            ends: Vec::with_capacity(directed.len()),
            weights: Vec::with_capacity(directed.len()),
        };
        let mut last = None;
        for (key, weight) in directed {
            if last == Some(key) {
                if let Some(sum) = csr.weights.last_mut() {
                    *sum += weight;
                }
                continue;
            }
            last = Some(key);
            csr.ends.push(key as u32);
            csr.weights.push(weight);
            csr.starts[(key >> 32) as usize + 1] += 1;
        }
        for node in 0..nodes {
            csr.starts[node + 1] += csr.starts[node];
        }
        csr
    }

    /// Some nodes, which rise, with the ties among them; they are numbered in their order.
    pub(super) fn part(&self, nodes: &[u32]) -> Self {
        let mut part = Self { starts: vec![0], ..Self::default() };
        for &node in nodes {
            let ends = self.neighbours(node as usize).iter().zip(self.weights(node as usize));
            for (end, &weight) in ends {
                if let Ok(number) = nodes.binary_search(end) {
                    part.ends.push(number as u32);
                    part.weights.push(weight);
                }
            }
            part.starts.push(part.ends.len() as u32);
        }
        part
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn range(&self, node: usize) -> std::ops::Range<usize> {
        self.starts[node] as usize..self.starts[node + 1] as usize
    }

    pub(super) fn neighbours(&self, node: usize) -> &[u32] {
        &self.ends[self.range(node)]
    }

    pub(super) fn weights(&self, node: usize) -> &[f32] {
        &self.weights[self.range(node)]
    }

    pub(super) fn degree(&self, node: usize) -> usize {
        self.range(node).len()
    }

    /// Each edge once, the lower end first.
    pub(super) fn edges(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        (0..self.len()).flat_map(move |a| {
            let ends = self.neighbours(a).iter().zip(self.weights(a));
            ends.filter(move |end| a < *end.0 as usize).map(move |(&b, &w)| (a as u32, b, w))
        })
    }

    /// The connected components, each in rising order, by their lowest node.
    pub(super) fn components(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.len()];
        let mut components = Vec::new();
        for first in 0..self.len() {
            if seen[first] {
                continue;
            }
            seen[first] = true;
            let mut component = vec![first as u32];
            let mut at = 0;
            while at < component.len() {
                for &next in self.neighbours(component[at] as usize) {
                    if !seen[next as usize] {
                        seen[next as usize] = true;
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

    /// Steps from a node to every other, breadth first; 255 and more are 255, and so is what
    /// cannot be reached. `queue` is scratch.
    pub(super) fn hops(&self, from: usize, hops: &mut [u8], queue: &mut Vec<u32>) {
        hops.fill(FAR);
        queue.clear();
        queue.push(from as u32);
        hops[from] = 0;
        let mut at = 0;
        while at < queue.len() {
            let node = queue[at] as usize;
            at += 1;
            let further = hops[node].saturating_add(1);
            for &next in self.neighbours(node) {
                if hops[next as usize] == FAR && further < FAR {
                    hops[next as usize] = further;
                    queue.push(next);
                }
            }
        }
    }
}

/// As many steps, or more, or no way at all.
pub(super) const FAR: u8 = u8::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    fn tie(a: u32, b: u32, weight: f64) -> Tie {
        Tie { a, b, weight }
    }

    #[test]
    fn doubled_ties_are_one_edge_and_loops_are_none() {
        let ties = [tie(0, 1, 1.0), tie(1, 0, 2.0), tie(2, 2, 1.0), tie(0, 9, 1.0)];
        let csr = Csr::of_ties(3, &ties);
        assert_eq!(csr.edges().collect::<Vec<_>>(), [(0, 1, 3.0)]);
        assert_eq!(csr.components(), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn hops_count_the_steps() {
        let csr = Csr::of_ties(4, &[tie(0, 1, 1.0), tie(1, 2, 1.0)]);
        let mut hops = [0; 4];
        csr.hops(0, &mut hops, &mut Vec::new());
        assert_eq!(hops, [0, 1, 2, FAR]);
    }
}
