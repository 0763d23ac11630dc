//! How well a drawing keeps neighbourhoods (Venna and Kaski 2001; as np2 in the comparison of
//! layouts): of the nodes within two steps of a node, how many are among as many nearest ones.
//!
//! Cost: O(samples · n). For graphs of any size; [`SAMPLES`] nodes tell two layouts of one graph
//! apart.

use super::Point;
use super::hops::Hops;
use super::random::Random;
use super::sgd::Rigid;

/// Nodes that are asked.
const SAMPLES: usize = 48;
/// Nodes in all beyond which it would take too long to ask.
const MOST: usize = 30_000;

/// The mean share (Jaccard): 1 is perfect; 0 of graphs too large.
pub(super) fn kept(
    hops: &Hops,
    class_of: &[u32],
    rigid: Rigid<'_>,
    centres: &[Point],
    random: &mut Random,
) -> f64 {
    let count = class_of.len();
    if count > MOST {
        return 0.0;
    }
    let places: Vec<Point> = (0..count).map(|node| rigid.place(node, centres)).collect();
    let (mut asked, mut sum) = (0.0, 0.0);
    let mut found: Vec<(f64, bool)> = Vec::with_capacity(count);
    for _ in 0..SAMPLES {
        let node = random.below(count.max(1));
        let Some(row) = hops.row_of(class_of[node]) else { continue };
        found.clear();
        for (other, (place, &class)) in places.iter().zip(class_of).enumerate() {
            if other != node {
                let (dx, dy) = (place.x - places[node].x, place.y - places[node].y);
                found.push((dx * dx + dy * dy, row[class as usize] <= 2));
            }
        }
        let near = found.iter().filter(|other| other.1).count();
        if near == 0 || near >= found.len() {
            continue;
        }
        found.select_nth_unstable_by(near - 1, |a, b| a.0.total_cmp(&b.0));
        let both = found[..near].iter().filter(|other| other.1).count() as f64;
        asked += 1.0;
        sum += both / (2.0 * near as f64 - both);
    }
    if asked > 0.0 { sum / asked } else { 0.0 }
}
