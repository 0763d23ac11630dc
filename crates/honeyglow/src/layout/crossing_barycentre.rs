//! Fewer crossings between layers by sweeps: each layer is sorted by where its neighbours stand in
//! the layer before, then in the layer after, to and fro (barycentre and median, Sugiyama, Tagawa
//! and Toda 1981; measured by Jünger and Mutzel 1997). The best order that was met is kept.
//!
//! Cost: O(m log n) a sweep, for layers of any size.

use super::crossing_count::{Ribbon, crossings};

/// Sweeps to and fro. Hardly any graph gains after the first ten.
const SWEEPS: u32 = 14;

/// Layers and what runs between neighbouring ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    /// The nodes of each layer, from the top.
    pub(super) order: Vec<Vec<u32>>,
    /// The ribbons between each layer and the next.
    pub(super) ribbons: Vec<Vec<Ribbon>>,
    /// The place of each node in its layer.
    pub(super) position: Vec<u32>,
}

/// The side on which a layer looks at its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Towards {
    Before,
    After,
}

/// What a node's neighbours say of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Middle {
    /// The mean of their places.
    Barycentre,
    /// The place that has half of the weight above it.
    Median,
}

impl Layers {
    /// Sets the places of a layer by its order.
    pub(super) fn number(&mut self, layer: usize) {
        for (place, &node) in (0..).zip(&self.order[layer]) {
            self.position[node as usize] = place;
        }
    }

    /// All that crosses.
    pub(super) fn crossings(&self) -> f64 {
        self.ribbons.iter().map(|ribbons| crossings(ribbons, &self.position)).sum()
    }
}

/// Sorts the layers so that less crosses.
pub(super) fn sweep(layers: &mut Layers) {
    for layer in 0..layers.order.len() {
        layers.number(layer);
    }
    let first = layers.order.clone();
    let mut best = (layers.crossings(), first.clone());
    for middle in [Middle::Barycentre, Middle::Median] {
        take(layers, &first);
        let last = layers.order.len();
        for round in 0..SWEEPS {
            if round % 2 == 0 {
                (1..last).for_each(|layer| sort(layers, layer, Towards::Before, middle));
            } else {
                (0..last.saturating_sub(1))
                    .rev()
                    .for_each(|layer| sort(layers, layer, Towards::After, middle));
            }
            let crossed = layers.crossings();
            if crossed < best.0 {
                best = (crossed, layers.order.clone());
            }
        }
    }
    take(layers, &best.1);
}

fn take(layers: &mut Layers, order: &[Vec<u32>]) {
    layers.order = order.to_vec();
    (0..order.len()).for_each(|layer| layers.number(layer));
}

/// Sorts one layer by its neighbours; what has none keeps its share of the layer.
fn sort(layers: &mut Layers, layer: usize, towards: Towards, middle: Middle) {
    let (ribbons, other) = match towards {
        Towards::Before => (&layers.ribbons[layer - 1], layer - 1),
        Towards::After => (&layers.ribbons[layer], layer + 1),
    };
    let mut seen: Vec<(u32, u32, f64)> = ribbons
        .iter()
        .map(|ribbon| {
            let (own, end) = match towards {
                Towards::Before => (ribbon.right, ribbon.left),
                Towards::After => (ribbon.left, ribbon.right),
            };
            (layers.position[own as usize], layers.position[end as usize], ribbon.weight)
        })
        .collect();
    seen.sort_unstable_by_key(|end| (end.0, end.1));
    let nodes = &layers.order[layer];
    let stretch = layers.order[other].len() as f64 / nodes.len().max(1) as f64;
    let mut keys: Vec<f64> = (0..nodes.len()).map(|place| place as f64 * stretch).collect();
    for ends in seen.chunk_by(|a, b| a.0 == b.0) {
        keys[ends[0].0 as usize] = match middle {
            Middle::Barycentre => mean(ends),
            Middle::Median => median(ends),
        };
    }
    let mut sorted: Vec<(f64, u32)> = keys.into_iter().zip(nodes.iter().copied()).collect();
    // Stable: what is alike stays as it was.
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    layers.order[layer] = sorted.into_iter().map(|(_, node)| node).collect();
    layers.number(layer);
}

fn mean(ends: &[(u32, u32, f64)]) -> f64 {
    let weight: f64 = ends.iter().map(|end| end.2).sum();
    let sum: f64 = ends.iter().map(|end| f64::from(end.1) * end.2).sum();
    if weight > 0.0 { sum / weight } else { f64::from(ends[0].1) }
}

fn median(ends: &[(u32, u32, f64)]) -> f64 {
    let half = ends.iter().map(|end| end.2).sum::<f64>() / 2.0;
    let mut above = 0.0;
    for end in ends {
        above += end.2;
        if above >= half {
            return f64::from(end.1);
        }
    }
    f64::from(ends[ends.len() - 1].1)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Two layers of so many nodes, and ribbons of weight one.
    pub(crate) fn two(left: u32, right: u32, ends: &[(u32, u32)]) -> Layers {
        let ribbon = |&(left_end, right_end): &(u32, u32)| Ribbon {
            left: left_end,
            right: left + right_end,
            weight: 1.0,
        };
        Layers {
            order: vec![(0..left).collect(), (left..left + right).collect()],
            ribbons: vec![ends.iter().map(ribbon).collect()],
            position: vec![0; (left + right) as usize],
        }
    }

    #[test]
    fn what_can_be_drawn_without_crossings_is() {
        let mut layers = two(4, 4, &[(0, 3), (1, 2), (2, 1), (3, 0), (0, 2), (1, 1)]);
        sweep(&mut layers);
        assert_eq!(layers.crossings(), 0.0);
    }

    #[test]
    fn layers_without_ribbons_stay_as_they_are() {
        let mut layers = two(3, 2, &[]);
        sweep(&mut layers);
        assert_eq!(layers.order, [vec![0, 1, 2], vec![3, 4]]);
        sweep(&mut Layers::default());
    }
}
