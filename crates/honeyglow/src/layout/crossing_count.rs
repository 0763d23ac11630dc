//! How many ribbons between two neighbouring layers cross, by weight: an accumulator tree over the
//! ends on one side (Barth, Jünger and Mutzel 2002, with weights).
//!
//! Cost: O(m log n) time and O(m + n) memory for m ribbons between n nodes.

/// A ribbon between a layer and the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ribbon {
    /// The end in the earlier layer.
    pub(super) left: u32,
    /// The end in the later layer.
    pub(super) right: u32,
    /// What a crossing of it counts; two that cross count the product.
    pub(super) weight: f64,
}

/// The sum over all pairs that cross of the product of their weights. `position` is the place of
/// each node in its layer.
pub(super) fn crossings(ribbons: &[Ribbon], position: &[u32]) -> f64 {
    let place = |node: u32| position[node as usize];
    let mut ends: Vec<(u32, u32, f64)> = ribbons
        .iter()
        .map(|ribbon| (place(ribbon.left), place(ribbon.right), ribbon.weight))
        .collect();
    ends.sort_unstable_by_key(|end| (end.0, end.1));
    let lowest = ends.iter().map(|end| end.1).max().map_or(0, |last| last as usize + 1);
    // A Fenwick tree: what ends at or above a place.
    let mut tree = vec![0.0; lowest + 1];
    let (mut all, mut crossed) = (0.0, 0.0);
    for (_, right, weight) in ends {
        let mut at = right as usize + 1;
        let mut above = 0.0;
        while at > 0 {
            above += tree[at];
            at &= at - 1;
        }
        crossed += weight * (all - above);
        all += weight;
        at = right as usize + 1;
        while at < tree.len() {
            tree[at] += weight;
            at += at & at.wrapping_neg();
        }
    }
    crossed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ribbon(left: u32, right: u32, weight: f64) -> Ribbon {
        Ribbon { left, right, weight }
    }

    #[test]
    fn each_pair_that_crosses_counts_the_product() {
        let position = [0, 1, 2, 0, 1, 2];
        let crossed = [ribbon(0, 4, 2.0), ribbon(1, 3, 3.0), ribbon(2, 5, 9.0)];
        assert_eq!(crossings(&crossed, &position), 6.0);
    }

    #[test]
    fn a_common_end_is_no_crossing() {
        let position = [0, 1, 0, 1];
        let fan = [ribbon(0, 3, 1.0), ribbon(0, 2, 1.0), ribbon(1, 3, 1.0)];
        assert_eq!(crossings(&fan, &position), 0.0);
        assert_eq!(crossings(&[], &[]), 0.0);
    }

    #[test]
    fn it_agrees_with_looking_at_all_pairs() {
        let many: Vec<Ribbon> = (0..60_u32)
            .map(|at| ribbon(at * at % 13, 13 + at * 7 % 17, f64::from(at % 5 + 1)))
            .collect();
        let position: Vec<u32> = (0..13).chain(0..17).collect();
        let place = |node: u32| position[node as usize];
        let mut plain = 0.0;
        for (at, one) in many.iter().enumerate() {
            for two in &many[..at] {
                let left = place(one.left).cmp(&place(two.left));
                let right = place(one.right).cmp(&place(two.right));
                if left.is_lt() && right.is_gt() || left.is_gt() && right.is_lt() {
                    plain += one.weight * two.weight;
                }
            }
        }
        assert!((crossings(&many, &position) - plain).abs() < 1e-6);
    }
}
