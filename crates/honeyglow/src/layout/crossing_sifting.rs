//! Fewer crossings by sifting: each node is tried at every place of its layer and put where least
//! crosses (Matuszewski, Schönfeld and Molitor 1999, for the layers on both sides at once); in
//! large layers only neighbours are exchanged (greedy switch, Eades and Kelly 1986).
//!
//! Cost: O(n·m) a round of sifting, which layers of up to [`SIFTED`] nodes and [`MOST_RIBBONS`]
//! ribbons have; O(m log n) a round of exchanges. Each round leaves no more crossings than it found.

use super::crossing_barycentre::Layers;

/// The largest layer that is sifted; a page holds fewer marks.
const SIFTED: usize = 300;
/// The most ribbons beside a layer that is sifted: some hundred milliseconds.
const MOST_RIBBONS: usize = 6_000;
/// Rounds over all layers, as long as they help.
const ROUNDS: u32 = 8;
/// Gains less than this share of what crosses are rounding.
const GAIN: f64 = 1e-9;

/// Where the neighbours of the nodes of a layer stand, on both sides.
struct Ends {
    /// By place in the layer at the start of the round: the places of the ends, sorted, by side.
    sides: [Vec<Vec<(u32, f64)>>; 2],
}

impl Ends {
    fn of(layers: &Layers, layer: usize) -> Self {
        let count = layers.order[layer].len();
        let mut sides = [vec![Vec::new(); count], vec![Vec::new(); count]];
        let place = |node: u32| layers.position[node as usize];
        if let Some(ribbons) = layer.checked_sub(1).map(|before| &layers.ribbons[before]) {
            for ribbon in ribbons {
                sides[0][place(ribbon.right) as usize].push((place(ribbon.left), ribbon.weight));
            }
        }
        for ribbon in layers.ribbons.get(layer).into_iter().flatten() {
            sides[1][place(ribbon.left) as usize].push((place(ribbon.right), ribbon.weight));
        }
        for ends in sides.iter_mut().flatten() {
            ends.sort_unstable_by_key(|end| end.0);
        }
        Self { sides }
    }

    fn count(&self) -> usize {
        self.sides.iter().flatten().map(Vec::len).sum()
    }

    /// How much more crosses if `a` stands above `b` than if it stands below.
    fn cost(&self, a: u32, b: u32) -> f64 {
        let side = |side: &Vec<Vec<(u32, f64)>>| {
            let (upper, lower) = (&side[a as usize], &side[b as usize]);
            crossed(upper, lower) - crossed(lower, upper)
        };
        side(&self.sides[0]) + side(&self.sides[1])
    }
}

/// What crosses between the ribbons of a node and those of one below it.
fn crossed(upper: &[(u32, f64)], lower: &[(u32, f64)]) -> f64 {
    let (mut sum, mut above, mut at) = (0.0, 0.0, 0);
    for &(end, weight) in upper {
        while at < lower.len() && lower[at].0 < end {
            above += lower[at].1;
            at += 1;
        }
        sum += weight * above;
    }
    sum
}

/// Improves an order until a round brings nothing.
pub(super) fn sift(layers: &mut Layers) {
    for _ in 0..ROUNDS {
        let mut gained = false;
        for layer in 0..layers.order.len() {
            let ends = Ends::of(layers, layer);
            // By places at the start of the round, which are what `ends` goes by.
            let mut order: Vec<u32> = (0..layers.order[layer].len() as u32).collect();
            let small = order.len() <= SIFTED && ends.count() <= MOST_RIBBONS;
            gained |= if small { round(&ends, &mut order) } else { exchange(&ends, &mut order) };
            let nodes = &layers.order[layer];
            layers.order[layer] = order.into_iter().map(|place| nodes[place as usize]).collect();
            layers.number(layer);
        }
        if !gained {
            return;
        }
    }
}

/// Each node once to its best place.
fn round(ends: &Ends, order: &mut Vec<u32>) -> bool {
    let mut gained = false;
    for node in 0..order.len() as u32 {
        let Some(at) = order.iter().position(|&other| other == node) else { continue };
        order.remove(at);
        // What crosses if the node stands above the first, then below it, and so on.
        let (mut cost, mut scale) = (0.0, 0.0_f64);
        let mut costs = vec![0.0];
        for &other in order.iter() {
            let past = ends.cost(node, other);
            cost -= past;
            scale = scale.max(past.abs());
            costs.push(cost);
        }
        let mut best = at;
        for (place, cost) in costs.iter().enumerate() {
            if *cost < costs[best] - GAIN * scale {
                best = place;
            }
        }
        gained |= best != at;
        order.insert(best, node);
    }
    gained
}

/// Each node with the next, where that helps.
fn exchange(ends: &Ends, order: &mut [u32]) -> bool {
    let mut gained = false;
    for at in 1..order.len() {
        if ends.cost(order[at - 1], order[at]) > GAIN {
            order.swap(at - 1, at);
            gained = true;
        }
    }
    gained
}

#[cfg(test)]
mod tests {
    use super::super::crossing_barycentre::tests::two;
    use super::*;

    #[test]
    fn a_node_finds_its_place_across_the_layer() {
        let ends: Vec<(u32, u32)> = (0..9).map(|at| (at, (at + 8) % 9)).collect();
        let mut layers = two(9, 9, &ends);
        (0..2).for_each(|layer| layers.number(layer));
        assert_eq!(layers.crossings(), 8.0);
        sift(&mut layers);
        assert_eq!(layers.crossings(), 0.0);
    }

    #[test]
    fn no_round_makes_it_worse() {
        for seed in 1..20_u32 {
            let ends: Vec<(u32, u32)> =
                (0..80).map(|at| (at * at * seed % 23, at * 31 * seed % 19)).collect();
            let mut layers = two(23, 19, &ends);
            (0..2).for_each(|layer| layers.number(layer));
            let mut before = layers.crossings();
            for large in [true, false] {
                let ends = Ends::of(&layers, 1);
                let mut order: Vec<u32> = (0..19).collect();
                if large {
                    exchange(&ends, &mut order);
                } else {
                    round(&ends, &mut order);
                }
                let nodes = layers.order[1].clone();
                layers.order[1] = order.into_iter().map(|at| nodes[at as usize]).collect();
                layers.number(1);
                assert!(layers.crossings() <= before + 1e-6);
                before = layers.crossings();
            }
        }
    }
}
