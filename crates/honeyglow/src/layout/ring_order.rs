//! The order of hubs on a ring: those that share most stand side by side, by cheapest insertion
//! (Rosenkrantz, Stearns and Lewis 1977), so that what links two of them need not cross the ring.
//!
//! Cost: O(h²) for h hubs and O(d²) for each node between d of them, both within limits.

use super::csr::Csr;
use std::collections::BTreeMap;

/// With more hubs than this the ring is a grey band, whatever their order.
const MOST_ORDERED: usize = 400;
/// A node that links more hubs than this says little of any two.
const MOST_LINKED: usize = 40;

/// The nodes with ties to several hubs, in rising order.
pub(super) fn between(graph: &Csr, hubs: &[u32]) -> Vec<u32> {
    let is_hub = |node: u32| hubs.binary_search(&node).is_ok();
    let linked = |node: u32| {
        graph.neighbours(node as usize).iter().filter(|end| is_hub(**end)).nth(1).is_some()
    };
    (0..graph.len() as u32).filter(|&node| !is_hub(node) && linked(node)).collect()
}

/// The hubs (in rising order) as they stand on the ring.
pub(super) fn ordered(graph: &Csr, hubs: &[u32]) -> Vec<u32> {
    if hubs.len() > MOST_ORDERED || hubs.len() < 4 {
        return hubs.to_vec();
    }
    let number = |node: u32| hubs.binary_search(&node).ok();
    let mut shared: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for node in (0..graph.len()).filter(|&node| number(node as u32).is_none()) {
        let ends: Vec<(usize, f64)> = graph
            .neighbours(node)
            .iter()
            .zip(graph.weights(node))
            .filter_map(|(end, weight)| Some((number(*end)?, f64::from(*weight))))
            .collect();
        if ends.len() > MOST_LINKED {
            continue;
        }
        for (at, one) in ends.iter().enumerate() {
            for two in &ends[..at] {
                let pair = (one.0.min(two.0), one.0.max(two.0));
                *shared.entry(pair).or_default() += one.1.min(two.1).max(0.0).sqrt();
            }
        }
    }
    let near = |a: usize, b: usize| shared.get(&(a.min(b), a.max(b))).copied().unwrap_or_default();
    let mut order: Vec<usize> = (0..hubs.len()).collect();
    order.sort_by(|&a, &b| {
        let weight = |hub: usize| -> f64 {
            graph.weights(hubs[hub] as usize).iter().map(|weight| f64::from(*weight)).sum()
        };
        weight(b).total_cmp(&weight(a))
    });
    let mut ring: Vec<usize> = Vec::with_capacity(order.len());
    for hub in order {
        let gain = |at: usize| {
            let (before, after) = (ring[at], ring[(at + 1) % ring.len()]);
            near(before, hub) + near(hub, after) - near(before, after)
        };
        let best = (0..ring.len()).max_by(|&a, &b| gain(a).total_cmp(&gain(b)).then(b.cmp(&a)));
        ring.insert(best.map_or(0, |at| at + 1), hub);
    }
    ring.into_iter().map(|hub| hubs[hub]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Tie;
    use super::*;

    #[test]
    fn hubs_that_share_stand_side_by_side() {
        // Hubs 0 to 5, linked in a circle 0 2 4 1 3 5 by nodes between.
        let circle = [0, 2, 4, 1, 3, 5];
        let ties: Vec<Tie> = (0..6_u32)
            .flat_map(|at| {
                let [a, b] = [circle[at as usize], circle[(at as usize + 1) % 6]];
                [a, b].map(|hub| Tie { a: hub, b: 6 + at, weight: 1.0 })
            })
            .collect();
        let graph = Csr::of_ties(12, &ties);
        let hubs: Vec<u32> = (0..6).collect();
        let ring = ordered(&graph, &hubs);
        let shared = (0..6).filter(|&at| {
            let place = |hub: u32| circle.iter().position(|other| *other == hub).unwrap();
            let (a, b) = (place(ring[at]), place(ring[(at + 1) % 6]));
            matches!(a.abs_diff(b), 1 | 5)
        });
        assert!(shared.count() >= 4, "{ring:?}");
        assert_eq!(between(&graph, &hubs), [6, 7, 8, 9, 10, 11]);
    }
}
