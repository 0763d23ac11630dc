//! Twins: nodes of one kind with exactly the same neighbours (structural equivalence; Lorrain and
//! White 1971). What is true of one of them is true of all, so a layout has to find one place.
//!
//! Cost: O(n + m), by a hash of each sorted row; rows with one hash are compared, so that rows
//! made to collide cost time, at most a sort, and are never taken for twins.

use super::Tie;
use super::csr::Csr;

/// The classes of a graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Twins {
    /// The class of each node; classes are numbered by their lowest node.
    pub(super) class_of: Vec<u32>,
    /// The nodes of each class, in rising order.
    pub(super) members: Vec<Vec<u32>>,
}

impl Twins {
    /// The graph of classes; the weight of a tie is how many it stands for.
    pub(super) fn quotient(&self, graph: &Csr) -> Csr {
        let mut ties = Vec::new();
        for (class, members) in (0_u32..).zip(&self.members) {
            // All members have the same neighbours: the first speaks for all.
            for &end in graph.neighbours(members[0] as usize) {
                // Twins have no ties among themselves, so each pair is seen from both sides.
                let other = self.class_of[end as usize];
                if class < other {
                    ties.push(Tie { a: class, b: other, weight: members.len() as f64 });
                }
            }
        }
        Csr::of_ties(self.members.len(), &ties)
    }

    /// Some whole classes by themselves, with numbers in the order of these lists, which rise.
    pub(super) fn part(&self, nodes: &[u32], classes: &[u32]) -> Twins {
        let number = |class: u32| classes.binary_search(&class).unwrap_or_default() as u32;
        let class_of: Vec<u32> =
            nodes.iter().map(|&node| number(self.class_of[node as usize])).collect();
        let mut members = vec![Vec::new(); classes.len()];
        for (node, &class) in (0..).zip(&class_of) {
            members[class as usize].push(node);
        }
        Twins { class_of, members }
    }
}

/// Sorts nodes into classes; `kinds` has one entry per node, and only equals can be twins.
pub(super) fn classes(graph: &Csr, kinds: &[u8]) -> Twins {
    let mut keys: Vec<(u64, u32)> = (0..graph.len())
        .map(|node| (hash(kinds[node], graph.neighbours(node)), node as u32))
        .collect();
    keys.sort_unstable();
    let row = |node: u32| (kinds[node as usize], graph.neighbours(node as usize));
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for bucket in keys.chunk_by(|a, b| a.0 == b.0) {
        let first = row(bucket[0].1);
        if bucket.iter().all(|key| row(key.1) == first) {
            groups.push(bucket.iter().map(|key| key.1).collect());
            continue;
        }
        let mut nodes: Vec<u32> = bucket.iter().map(|key| key.1).collect();
        nodes.sort_by(|a, b| row(*a).cmp(&row(*b)).then(a.cmp(b)));
        groups.extend(nodes.chunk_by(|a, b| row(*a) == row(*b)).map(<[u32]>::to_vec));
    }
    groups.sort_unstable_by_key(|group| group[0]);
    let mut class_of = vec![0; graph.len()];
    for (class, group) in (0..).zip(&groups) {
        for &node in group {
            class_of[node as usize] = class;
        }
    }
    Twins { class_of, members: groups }
}

/// A multiplicative hash of a row, good enough to spread rows that nobody made to collide.
fn hash(kind: u8, row: &[u32]) -> u64 {
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ (mixed >> 29)
    };
    row.iter().fold(mix(row.len() as u64, u64::from(kind)), |hash, &end| mix(hash, u64::from(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_make_twins_and_kinds_keep_them_apart() {
        let tie = |a, b| Tie { a, b, weight: 1.0 };
        let ties = [tie(0, 1), tie(0, 2), tie(0, 3), tie(4, 0), tie(4, 3)];
        let twins = classes(&Csr::of_ties(6, &ties), &[0, 1, 1, 1, 2, 1]);
        assert_eq!(twins.members, [vec![0], vec![1, 2], vec![3], vec![4], vec![5]]);
        assert_eq!(twins.class_of, [0, 1, 1, 2, 3, 4]);
        let edges: Vec<_> = twins.quotient(&Csr::of_ties(6, &ties)).edges().collect();
        assert_eq!(edges, [(0, 1, 2.0), (0, 2, 1.0), (0, 3, 1.0), (2, 3, 1.0)]);
    }
}
