//! A first placement from the distances to some pivots (Brandes and Pich, "Eigensolver methods for
//! progressive multidimensional scaling of large data", 2006).
//!
//! Cost: O(pivots · n + pivots² · n). Good for the overall shape of any connected graph; nodes with
//! the same distances fall together, so it is a start and no more.

use super::Point;
use super::hops::Hops;
use super::random::Random;

/// The pivots that are used, at most.
const PIVOTS: usize = 48;
/// Turns of the power iteration; the start need not be exact.
const TURNS: u32 = 30;

/// Places in units of steps; a little noise keeps any two apart.
pub(super) fn place(hops: &Hops, random: &mut Random) -> Vec<Point> {
    let count = hops.classes();
    let pivots = hops.pivots.len().min(PIVOTS);
    let columns = centred(hops, pivots, count);
    let mut products = vec![0.0; pivots * pivots];
    for a in 0..pivots {
        for b in a..pivots {
            let sum: f64 = columns[a].iter().zip(&columns[b]).map(|(a, b)| a * b).sum();
            products[a * pivots + b] = sum;
            products[b * pivots + a] = sum;
        }
    }
    let first = dominant(&products, pivots, None, random);
    let second = dominant(&products, pivots, Some(&first), random);
    let along = |vector: &[f64], node: usize| -> f64 {
        vector.iter().zip(&columns).map(|(share, column)| share * column[node]).sum()
    };
    let mut places: Vec<Point> =
        (0..count).map(|node| Point { x: along(&first, node), y: along(&second, node) }).collect();
    scale(hops, &mut places);
    for place in &mut places {
        place.x += 0.3 * (random.unit() - 0.5);
        place.y += 0.3 * (random.unit() - 0.5);
    }
    places
}

/// Squared distances to each pivot, made to sum to zero over nodes and over pivots.
fn centred(hops: &Hops, pivots: usize, count: usize) -> Vec<Vec<f64>> {
    let mut columns: Vec<Vec<f64>> = (0..pivots)
        .map(|pivot| hops.row(pivot).iter().map(|&d| f64::from(d) * f64::from(d)).collect())
        .collect();
    for column in &mut columns {
        let mean = column.iter().sum::<f64>() / count.max(1) as f64;
        column.iter_mut().for_each(|value| *value -= mean);
    }
    for node in 0..count {
        let mean = columns.iter().map(|column| column[node]).sum::<f64>() / pivots.max(1) as f64;
        columns.iter_mut().for_each(|column| column[node] -= mean);
    }
    columns
}

/// The direction in which the matrix stretches most, across `but` if given.
fn dominant(matrix: &[f64], side: usize, but: Option<&[f64]>, random: &mut Random) -> Vec<f64> {
    let mut vector: Vec<f64> = (0..side).map(|_| random.unit() - 0.5).collect();
    for _ in 0..TURNS {
        if let Some(but) = but {
            let shared: f64 = vector.iter().zip(but).map(|(a, b)| a * b).sum();
            vector.iter_mut().zip(but).for_each(|(a, b)| *a -= shared * b);
        }
        let next: Vec<f64> = (0..side)
            .map(|row| {
                let row = &matrix[row * side..(row + 1) * side];
                row.iter().zip(&vector).map(|(a, b)| a * b).sum()
            })
            .collect();
        let length = next.iter().map(|value| value * value).sum::<f64>().sqrt();
        if !(length > 1e-12 && length.is_finite()) {
            break;
        }
        vector = next.into_iter().map(|value| value / length).collect();
    }
    vector
}

/// Scales so that distances to the first pivot are those of the graph on average.
fn scale(hops: &Hops, places: &mut [Point]) {
    let Some(&pivot) = hops.pivots.first() else { return };
    let centre = places[pivot as usize];
    let (mut steps, mut length) = (0.0, 0.0);
    for (place, &hop) in places.iter().zip(hops.row(0)) {
        let (dx, dy) = (place.x - centre.x, place.y - centre.y);
        steps += f64::from(hop);
        length += (dx * dx + dy * dy).sqrt();
    }
    let factor = if length > 1e-9 { steps / length } else { 0.0 };
    for place in places {
        *place = Point { x: place.x * factor, y: place.y * factor };
    }
}
