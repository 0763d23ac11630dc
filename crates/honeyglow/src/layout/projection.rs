//! Overlap removal by projection: boxes that meet are moved apart along the axis on which they
//! meet least, pass by pass, until none do.
//!
//! What is found by a uniform grid is what can meet, so a pass costs O(n) for boxes of like size
//! (position-based dynamics: Müller et al. 2007; scaling first, as in FTA: Huang et al. 2007).
//! It ends: where passes do not, the places are scaled up a little and tried again, and where that
//! has been tried often enough, [`sweep`] moves boxes to the right, in order, until they are clear,
//! which needs one pass whatever the boxes are.

use super::{Extent, Point, Rect};

/// Passes before the places are scaled up.
const PASSES: u32 = 60;
/// Passes before it is asked whether they help.
const LEAST_PASSES: u32 = 6;
/// They do not if this part of the boxes that met in the pass before still does.
const STUCK: f64 = 0.97;
/// How often the places are scaled up before the sweep.
const SCALINGS: u32 = 20;
/// By how much.
const GROWTH: f64 = 1.06;
/// The most pairs of a pass that boxes much larger than most make with all others.
const MOST_HELD: usize = 4_000_000;
/// The share of the gap that is enough; passes aim at all of it, and so end sooner.
const ENOUGH: f64 = 0.25;

/// Moves boxes until no two come nearer than a quarter of the gap. Order and distances are kept as
/// far as that can be.
pub(super) fn separate(extents: &[Extent], places: &mut [Point], gap: f64) {
    let mut grid = Grid::default();
    for _ in 0..SCALINGS {
        let mut moved = vec![true; places.len()];
        let mut before = f64::MAX;
        for number in 0..PASSES {
            grid.fill(extents, places, gap);
            let mut pass =
                Pass { extents, places, gap, met: 0, moved, moves: vec![false; extents.len()] };
            grid.visit(|a, b| pass.part(a as usize, b as usize));
            if pass.met == 0 {
                return;
            }
            moved = pass.moves;
            let met = pass.met as f64;
            // The rest has no room to go to.
            if number >= LEAST_PASSES && met > STUCK * before {
                break;
            }
            before = met;
        }
        for place in places.iter_mut() {
            *place = Point { x: place.x * GROWTH, y: place.y * GROWTH };
        }
    }
    sweep(extents, places, gap);
}

/// Boxes by the cell that holds their middle; no box is larger than a cell. Boxes much larger than
/// most stand on a list of their own.
#[derive(Debug, Default)]
struct Grid {
    cell: (f64, f64),
    columns: usize,
    rows: usize,
    starts: Vec<u32>,
    nodes: Vec<u32>,
    of: Vec<u32>,
    large: Vec<u32>,
}

/// A box's middle and half its sides.
fn middle(extent: &Extent, place: Point) -> Point {
    Point {
        x: place.x + (extent.right - extent.left) / 2.0,
        y: place.y + (extent.down - extent.up) / 2.0,
    }
}

impl Grid {
    fn fill(&mut self, extents: &[Extent], places: &[Point], gap: f64) {
        if self.cell.0 <= 0.0 {
            self.cell = cell(extents, gap);
        }
        let middles = extents.iter().zip(places).map(|(extent, &place)| middle(extent, place));
        let bounds = Rect::around_all(middles).unwrap_or_default();
        let low = Point { x: bounds.x0, y: bounds.y0 };
        // A sheet of few boxes far apart must not cost memory: no more cells than that.
        let most = 2.0 * (extents.len() as f64).sqrt() + 16.0;
        let wide = (bounds.width() / most).max(self.cell.0);
        let tall = (bounds.height() / most).max(self.cell.1);
        self.columns = (bounds.width() / wide) as usize + 1;
        self.rows = (bounds.height() / tall) as usize + 1;
        self.starts.clear();
        self.starts.resize(self.columns * self.rows + 1, 0);
        self.of.clear();
        self.large.clear();
        for (node, (extent, &place)) in (0..).zip(extents.iter().zip(places)) {
            let size = extent.size();
            if size.width + gap > self.cell.0 || size.height + gap > self.cell.1 {
                self.large.push(node);
                self.of.push(u32::MAX);
                continue;
            }
            let at = middle(extent, place);
            let column = (((at.x - low.x) / wide) as usize).min(self.columns - 1);
            let row = (((at.y - low.y) / tall) as usize).min(self.rows - 1);
            let cell = row * self.columns + column;
            self.of.push(cell as u32);
            self.starts[cell + 1] += 1;
        }
        for cell in 0..self.columns * self.rows {
            self.starts[cell + 1] += self.starts[cell];
        }
        self.nodes.clear();
        self.nodes.resize(extents.len(), 0);
        let mut next = self.starts.clone();
        for (node, &cell) in (0..).zip(&self.of) {
            if let Some(next) = next.get_mut(cell as usize) {
                self.nodes[*next as usize] = node;
                *next += 1;
            }
        }
    }

    /// Shows each pair that can meet, once.
    fn visit(&self, mut pair: impl FnMut(u32, u32)) {
        for row in 0..self.rows {
            for column in 0..self.columns {
                let cell = row * self.columns + column;
                let own = self.cell(cell, cell + 1);
                // Half of the cells around, so that each pair is seen once.
                let right = self.cell(cell + 1, (cell + 2).min((row + 1) * self.columns));
                let below = if row + 1 < self.rows {
                    let from = (row + 1) * self.columns + column.saturating_sub(1);
                    let to = (row + 1) * self.columns + (column + 2).min(self.columns);
                    self.cell(from, to)
                } else {
                    &[]
                };
                for (at, &a) in own.iter().enumerate() {
                    own[at + 1..].iter().chain(right).chain(below).for_each(|&b| pair(a, b));
                }
            }
        }
        for (at, &a) in self.large.iter().enumerate() {
            self.large[at + 1..].iter().for_each(|&b| pair(a, b));
            let small = &self.nodes[..self.nodes.len() - self.large.len()];
            small.iter().for_each(|&b| pair(a, b));
        }
    }

    fn cell(&self, from: usize, to: usize) -> &[u32] {
        if from >= to {
            return &[];
        }
        &self.nodes[self.starts[from] as usize..self.starts[to] as usize]
    }
}

/// The size of a cell: that of the largest boxes, but for a few much larger than the rest.
fn cell(extents: &[Extent], gap: f64) -> (f64, f64) {
    let side = |of: fn(&Extent) -> f64| {
        let mut sides: Vec<f64> = extents.iter().map(of).collect();
        sides.sort_by(f64::total_cmp);
        // Each of the few is held against all: so many of them that this costs no more than the rest.
        let few = (extents.len() / 50).min(MOST_HELD / extents.len().max(1));
        sides.len().checked_sub(1 + few).map_or(1.0, |at| sides[at]) + gap + 1e-6
    };
    (side(|extent| extent.size().width), side(|extent| extent.size().height))
}

/// One look at all pairs.
struct Pass<'a> {
    extents: &'a [Extent],
    places: &'a mut [Point],
    gap: f64,
    /// How many came nearer than what is enough.
    met: usize,
    /// What moved in the pass before: a pair of which neither did is as far apart as it was.
    moved: Vec<bool>,
    /// What moves in this one.
    moves: Vec<bool>,
}

impl Pass<'_> {
    /// Moves two boxes apart if they are nearer than the gap.
    fn part(&mut self, a: usize, b: usize) {
        if !(self.moved[a] || self.moved[b] || self.moves[a] || self.moves[b]) {
            return;
        }
        let (extents, gap) = (self.extents, self.gap);
        let one = middle(&extents[a], self.places[a]);
        let two = middle(&extents[b], self.places[b]);
        let (size_a, size_b) = (extents[a].size(), extents[b].size());
        let (dx, dy) = (two.x - one.x, two.y - one.y);
        let over_x = (size_a.width + size_b.width) / 2.0 + gap - dx.abs();
        let over_y = (size_a.height + size_b.height) / 2.0 + gap - dy.abs();
        if over_x <= 0.0 || over_y <= 0.0 {
            return;
        }
        // Larger boxes move less.
        let (mass_a, mass_b) =
            (size_a.width * size_a.height + 1e-9, size_b.width * size_b.height + 1e-9);
        let share = mass_b / (mass_a + mass_b);
        // What stands in one place parts by number.
        let sign = |d: f64| if d > 0.0 || (d == 0.0 && a < b) { 1.0 } else { -1.0 };
        if over_x < over_y {
            let by = sign(dx) * over_x;
            self.places[a].x -= by * share;
            self.places[b].x += by * (1.0 - share);
        } else {
            let by = sign(dy) * over_y;
            self.places[a].y -= by * share;
            self.places[b].y += by * (1.0 - share);
        }
        (self.moves[a], self.moves[b]) = (true, true);
        let slack = gap * (1.0 - ENOUGH);
        self.met += usize::from(over_x > slack && over_y > slack);
    }
}

/// Places boxes from left to right, each as far to the right as those before it in its rows ask
/// for. Rows are bands of the sheet, and a box takes every band that it touches, so nothing meets.
fn sweep(extents: &[Extent], places: &mut [Point], gap: f64) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| {
        let left = |at: usize| places[at].x - extents[at].left;
        left(a).total_cmp(&left(b)).then(a.cmp(&b))
    });
    let tops: Vec<f64> =
        extents.iter().zip(places.iter()).map(|(extent, place)| place.y - extent.up).collect();
    let low = tops.iter().copied().fold(f64::MAX, f64::min);
    let high = order.iter().map(|&at| places[at].y + extents[at].down).fold(f64::MIN, f64::max);
    let bands = (4.0 * places.len() as f64).clamp(1.0, 65_536.0);
    let band = ((high + gap - low) / bands).max(1e-9);
    let mut ends = vec![f64::MIN; bands as usize + 2];
    for at in order {
        let from = ((tops[at] - low) / band) as usize;
        let to = ((places[at].y + extents[at].down + gap - low) / band) as usize;
        let bands = from.min(ends.len() - 1)..to.min(ends.len() - 1) + 1;
        let end = ends[bands.clone()].iter().copied().fold(f64::MIN, f64::max);
        places[at].x = places[at].x.max(end + gap + extents[at].left);
        ends[bands].fill(places[at].x + extents[at].right);
    }
}

/// The factor by which places must be scaled so that the boxes take that share of the cells that
/// have any: room where the boxes are, not room somewhere.
pub(super) fn scale_to_density(extents: &[Extent], places: &[Point], gap: f64, fill: f64) -> f64 {
    let area = |extent: &Extent| {
        let size = extent.size();
        (size.width + gap) * (size.height + gap)
    };
    let total: f64 = extents.iter().map(area).sum();
    let bounds = Rect::around_all(places.iter().copied()).unwrap_or_default();
    let (width, height) = (bounds.width().max(1e-9), bounds.height().max(1e-9));
    // About four nodes to a cell that has any.
    let side =
        (width * height * 4.0 / places.len().max(1) as f64).sqrt().max(width.max(height) / 2_000.0);
    let columns = (width / side) as usize + 1;
    let mut taken = vec![false; columns * ((height / side) as usize + 1)];
    for place in places {
        let (column, row) = ((place.x - bounds.x0) / side, (place.y - bounds.y0) / side);
        taken[row as usize * columns + column as usize] = true;
    }
    let cells = taken.iter().filter(|taken| **taken).count();
    (total / fill / (cells as f64 * side * side).max(1e-12)).sqrt()
}
