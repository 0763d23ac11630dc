//! Nodes around a hub as the seeds of a sunflower (Vogel, "A better way to construct the sunflower
//! head", 1979): any number of them, evenly over a disc.
//!
//! Cost: O(n).

use super::Point;

/// The angle of seeds in a sunflower.
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;
/// How far the leaves of a hub reach when forces are at rest, for the cube root of their number.
const REACH: f64 = 0.55;

/// How far so many nodes reach, in units of an ideal tie.
pub(super) fn reach(count: f64) -> f64 {
    REACH * libm::cbrt(count)
}

/// Writes the places of the nodes around a centre; the first stands there. `turn` is the angle of
/// the second; the unit is an ideal tie of that length.
pub(super) fn open(nodes: &[u32], centre: Point, unit: f64, turn: f64, places: &mut [Point]) {
    let count = nodes.len() as f64;
    let apart = unit * reach(count) / count.max(1.0).sqrt();
    for (at, &node) in nodes.iter().enumerate() {
        let angle = turn + at as f64 * GOLDEN_ANGLE;
        let radius = apart * (at as f64).sqrt();
        places[node as usize] = Point {
            x: centre.x + radius * libm::cos(angle),
            y: centre.y + radius * libm::sin(angle),
        };
    }
}
