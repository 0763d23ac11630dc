//! Overlap removal inside walls: bodies grow to their size while they push each other aside.

use super::hull::Hull;
use super::{Point, Rect};

/// Pushes bodies apart until no two hulls meet and all lie within the walls.
/// `false` if they still do after the last pass.
pub(super) fn remove(hulls: &[Hull], places: &mut [Point], walls: &Rect) -> bool {
    let mut order: Vec<usize> = (0..hulls.len()).collect();
    for step in 0..STEPS {
        let size = SMALLEST + (1.0 - SMALLEST) * f64::from(step) / f64::from(STEPS);
        let grown: Vec<Hull> = hulls.iter().map(|hull| hull.scaled(size)).collect();
        for _ in 0..4 {
            if push(&grown, places, walls, &mut order) == 0.0 {
                break;
            }
        }
    }
    let passes = if hulls.len() > 1000 { 200 } else { 500 };
    (0..passes).any(|_| push(hulls, places, walls, &mut order) == 0.0)
}

const STEPS: u32 = 24;
const SMALLEST: f64 = 0.2;
/// Pushed a little further than needed, so that rounding leaves nothing.
const SLACK: f64 = 1e-5;

/// One pass over all pairs that meet, from left to right. Gives the depth that was found.
fn push(hulls: &[Hull], places: &mut [Point], walls: &Rect, order: &mut [usize]) -> f64 {
    let mut depth = 0.0;
    for (hull, place) in hulls.iter().zip(places.iter_mut()) {
        depth += clamp(hull, place, walls);
    }
    let left = |at: usize, places: &[Point]| places[at].x + hulls[at].bounds().x0;
    order.sort_by(|&a, &b| left(a, places).total_cmp(&left(b, places)).then(a.cmp(&b)));
    // Bodies move within a pass; the sweep looks this much further for it.
    let ends: Vec<(f64, f64)> =
        order.iter().map(|&at| (left(at, places), places[at].x + hulls[at].bounds().x1)).collect();
    for (first, &a) in order.iter().enumerate() {
        for (next, &b) in order.iter().enumerate().skip(first + 1) {
            if ends[next].0 >= ends[first].1 {
                break;
            }
            let step = Point { x: places[b].x - places[a].x, y: places[b].y - places[a].y };
            let Some(way) = hulls[a].way_out(&hulls[b], step) else { continue };
            let length = (way.x * way.x + way.y * way.y).sqrt();
            depth += length;
            let longer = (length + SLACK) / length.max(1e-12);
            // The heavier body moves less.
            let (heavy_a, heavy_b) = (weight(&hulls[a]), weight(&hulls[b]));
            let share = heavy_a / (heavy_a + heavy_b) * longer;
            let rest = heavy_b / (heavy_a + heavy_b) * longer;
            places[b].x += way.x * share;
            places[b].y += way.y * share;
            places[a].x -= way.x * rest;
            places[a].y -= way.y * rest;
            clamp(&hulls[a], &mut places[a], walls);
            clamp(&hulls[b], &mut places[b], walls);
        }
    }
    depth
}

fn weight(hull: &Hull) -> f64 {
    let bounds = hull.bounds();
    bounds.width() * bounds.height() + 1e-9
}

/// Moves a body back inside; gives by how much.
fn clamp(hull: &Hull, place: &mut Point, walls: &Rect) -> f64 {
    let bounds = hull.bounds();
    let before = *place;
    place.x = place.x.min(walls.x1 - bounds.x1).max(walls.x0 - bounds.x0);
    place.y = place.y.min(walls.y1 - bounds.y1).max(walls.y0 - bounds.y0);
    (place.x - before.x).abs() + (place.y - before.y).abs()
}
