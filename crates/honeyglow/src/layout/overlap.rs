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
    (0..PASSES).any(|_| push(hulls, places, walls, &mut order) == 0.0)
        || settle(hulls, places, walls)
}

/// Pushes bodies of full size apart, as they stand. `false` if some still meet.
pub(super) fn part(hulls: &[Hull], places: &mut [Point], walls: &Rect) -> bool {
    let mut order: Vec<usize> = (0..hulls.len()).collect();
    (0..PASSES).any(|_| push(hulls, places, walls, &mut order) == 0.0)
}

/// Keeps the large bodies where they are and moves every body that still meets a larger one to
/// the nearest free place. `false` if there is none.
fn settle(hulls: &[Hull], places: &mut [Point], walls: &Rect) -> bool {
    let mut order: Vec<usize> = (0..hulls.len()).collect();
    order.sort_by(|&a, &b| weight(&hulls[b]).total_cmp(&weight(&hulls[a])).then(a.cmp(&b)));
    let step = ((walls.width() + walls.height()) / 300.0).max(1e-3);
    let turns = libm::ceil(walls.width().max(walls.height()) / step) as i64;
    let mut grid = Grid::new(walls, hulls.len());
    for &body in &order {
        let wanted = places[body];
        let free = |place: Point| {
            let bounds = hulls[body].bounds();
            hulls[body].is_within(walls, place)
                && grid.near(&bounds, place).all(|other| {
                    let apart =
                        Point { x: places[other].x - place.x, y: places[other].y - place.y };
                    hulls[body].way_out(&hulls[other], apart).is_none()
                })
        };
        let near = |turn: i64| {
            let on = move |x: i64, y: i64| Point {
                x: wanted.x + x as f64 * step,
                y: wanted.y + y as f64 * step,
            };
            // The square ring, its middles before its corners.
            (0..=turn).flat_map(move |aside| {
                [(turn, aside), (-turn, aside), (turn, -aside), (-turn, -aside)]
                    .into_iter()
                    .flat_map(move |(far, aside)| [on(far, aside), on(aside, far)])
            })
        };
        match (0..=turns).flat_map(near).find(|&place| free(place)) {
            Some(place) => {
                places[body] = place;
                grid.put(body, &hulls[body].bounds(), place);
            }
            None => return false,
        }
    }
    true
}

/// Bodies by the cells of a uniform grid that their boxes touch.
struct Grid {
    corner: Point,
    cell: f64,
    side: usize,
    bodies: Vec<Vec<usize>>,
}

impl Grid {
    fn new(walls: &Rect, count: usize) -> Self {
        let side = (libm::sqrt(count as f64) as usize).clamp(1, 256);
        let cell = (walls.width().max(walls.height()) / side as f64).max(1e-6);
        let corner = Point { x: walls.x0, y: walls.y0 };
        Self { corner, cell, side, bodies: vec![Vec::new(); side * side] }
    }

    fn cells(&self, bounds: &Rect, place: Point) -> impl Iterator<Item = usize> + use<> {
        let (cell, side) = (self.cell, self.side);
        // Negative numbers become zero.
        let at = move |length: f64| ((length / cell) as usize).min(side - 1);
        let (x, y) = (place.x - self.corner.x, place.y - self.corner.y);
        let columns = at(x + bounds.x0)..=at(x + bounds.x1);
        (at(y + bounds.y0)..=at(y + bounds.y1))
            .flat_map(move |row| columns.clone().map(move |column| row * side + column))
    }

    fn put(&mut self, body: usize, bounds: &Rect, place: Point) {
        for cell in self.cells(bounds, place) {
            self.bodies[cell].push(body);
        }
    }

    /// Bodies that may meet one there; some more than once.
    fn near(&self, bounds: &Rect, place: Point) -> impl Iterator<Item = usize> + '_ {
        self.cells(bounds, place).flat_map(|cell| self.bodies[cell].iter().copied())
    }
}

/// Passes at full size before bodies are moved one by one.
const PASSES: u32 = 80;

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
    bounds.width() + bounds.height() + 1e-9
}

/// Moves a body back inside; gives by how much.
fn clamp(hull: &Hull, place: &mut Point, walls: &Rect) -> f64 {
    let bounds = hull.bounds();
    let before = *place;
    place.x = place.x.min(walls.x1 - bounds.x1).max(walls.x0 - bounds.x0);
    place.y = place.y.min(walls.y1 - bounds.y1).max(walls.y0 - bounds.y0);
    (place.x - before.x).abs() + (place.y - before.y).abs()
}
