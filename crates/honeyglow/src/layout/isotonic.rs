//! Places along a line in a given order, as near as can be to where each wants to be: isotonic
//! regression by pooling adjacent violators (Ayer et al. 1955; weights and bounds as in Barlow et
//! al. 1972). It is exact, and what a stack of boxes needs: no two change places, and none comes
//! nearer to the next than asked for.
//!
//! Cost: O(n).

/// A box of a stack.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Wanted {
    /// Where its upper side wants to be.
    pub(super) top: f64,
    /// How much it matters, above zero.
    pub(super) weight: f64,
    /// From its upper side to the highest place of the next one's.
    pub(super) step: f64,
}

/// The upper sides: the sum over all of weight times squared distance to where they want to be is
/// the least, with all steps kept, and the last box ending no lower than `last` says: the highest
/// and lowest places of the first box are `0` and `slack`.
pub(super) fn stack(wanted: &[Wanted], slack: f64) -> Vec<f64> {
    // Without the steps, places only have to rise. A pool: mean, weight, members.
    let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(wanted.len());
    let mut before = 0.0;
    for Wanted { top, weight, step } in wanted {
        let mut pool = (top - before, *weight, 1);
        while let Some(&(mean, weight, members)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            pools.pop();
            let both = weight + pool.1;
            pool = ((mean * weight + pool.0 * pool.1) / both, both, members + pool.2);
        }
        pools.push(pool);
        before += step;
    }
    let slack = slack.max(0.0);
    let risen = pools
        .into_iter()
        .flat_map(|(mean, _, members)| std::iter::repeat_n(mean.clamp(0.0, slack), members));
    let mut before = 0.0;
    risen
        .zip(wanted)
        .map(|(place, wanted)| {
            let top = place + before;
            before += wanted.step;
            top
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(top: f64, weight: f64) -> Wanted {
        Wanted { top, weight, step: 10.0 }
    }

    #[test]
    fn boxes_with_room_stand_where_they_want() {
        assert_eq!(stack(&[wanted(5.0, 1.0), wanted(40.0, 1.0)], 100.0), [5.0, 40.0]);
    }

    #[test]
    fn boxes_in_each_others_way_share_the_distance_by_weight() {
        assert_eq!(stack(&[wanted(20.0, 1.0), wanted(20.0, 1.0)], 100.0), [15.0, 25.0]);
        assert_eq!(stack(&[wanted(20.0, 3.0), wanted(20.0, 1.0)], 100.0), [17.5, 27.5]);
    }

    #[test]
    fn nothing_leaves_the_line() {
        assert_eq!(stack(&[wanted(-9.0, 1.0), wanted(-9.0, 1.0)], 50.0), [0.0, 10.0]);
        assert_eq!(stack(&[wanted(90.0, 1.0), wanted(90.0, 1.0)], 50.0), [50.0, 60.0]);
        assert!(stack(&[], 1.0).is_empty());
    }
}
