//! Where there is room for one more box: a raster of the area, each cell taken or free.
//!
//! A box looks around the place where it would like to stand, ring by ring, and takes the first
//! spot where nothing stands, or that where least does. Cost: a bounded number of cells to a box.

use super::{Extent, Point, Rect};

/// The most cells along a side of the raster: memory stays below a megabyte.
const MOST_CELLS: f64 = 400.0;
/// How many cells away a spot may be.
const RINGS: i64 = 24;

/// The area in cells.
pub(super) struct Raster {
    area: Rect,
    cell: f64,
    columns: usize,
    rows: usize,
    taken: Vec<u16>,
    gap: f64,
}

impl Raster {
    /// The raster of the walls, or of what stands with room around it; what has a place takes it.
    pub(super) fn new(
        extents: &[Extent],
        places: &[Option<Point>],
        gap: f64,
        walls: Option<Rect>,
    ) -> Self {
        let cells = extents.iter().map(|extent| {
            let size = extent.size();
            (size.width + gap) * (size.height + gap)
        });
        let mean = (cells.sum::<f64>() / extents.len().max(1) as f64).max(1.0).sqrt();
        let area = walls.unwrap_or_else(|| {
            let standing = extents.iter().zip(places);
            let boxes = standing.filter_map(|(extent, place)| Some(extent.around((*place)?)));
            boxes.reduce(|all, one| all.union(&one)).unwrap_or_default().grown(mean)
        });
        let cell = (mean / 4.0).max(area.width().max(area.height()) / MOST_CELLS).max(1e-6);
        let columns = (area.width() / cell) as usize + 1;
        let rows = (area.height() / cell) as usize + 1;
        let taken = vec![0; columns * rows];
        let mut raster = Self { area, cell, columns, rows, taken, gap };
        for (extent, place) in extents.iter().zip(places) {
            if let Some(place) = place {
                raster.take(extent, *place);
            }
        }
        raster
    }

    /// Marks what a box takes.
    pub(super) fn take(&mut self, extent: &Extent, place: Point) {
        let (columns, rows) = self.cells(&extent.around(place));
        for row in rows {
            for column in columns.clone() {
                let cell = &mut self.taken[row * self.columns + column];
                *cell = cell.saturating_add(1);
            }
        }
    }

    /// The nearest spot that is free, or that where least stands.
    pub(super) fn spot(&self, extent: &Extent, near: Point) -> Point {
        let mut best = (f64::INFINITY, near);
        for ring in 0..=RINGS {
            // What is free on a nearer ring is as good as it can be.
            if best.0 < ring as f64 {
                break;
            }
            for (column, row) in around(ring) {
                let place = Point {
                    x: near.x + column as f64 * self.cell,
                    y: near.y + row as f64 * self.cell,
                };
                let far = ((column * column + row * row) as f64).sqrt();
                let cost = self.stands(&extent.around(place)) * 2.0 * RINGS as f64 + far;
                if cost < best.0 {
                    best = (cost, place);
                }
            }
        }
        best.1
    }

    /// The spot with most room around it; of like ones, that nearest to the middle.
    pub(super) fn freest(&self, extent: &Extent) -> Point {
        let middle = self.area.centre();
        let reach = 2.0 * self.cell;
        let mut best = (f64::INFINITY, middle);
        for step in 0..STEPS * STEPS {
            let share = |at: u32| (f64::from(at) + 0.5) / f64::from(STEPS);
            let place = Point {
                x: self.area.x0 + self.area.width() * share(step % STEPS),
                y: self.area.y0 + self.area.height() * share(step / STEPS),
            };
            let (dx, dy) = (place.x - middle.x, place.y - middle.y);
            let off =
                (dx * dx + dy * dy).sqrt() / (self.area.width() + self.area.height()).max(1e-9);
            let cost = self.stands(&extent.around(place).grown(reach)) + off;
            if cost < best.0 {
                best = (cost, place);
            }
        }
        best.1
    }

    /// The share of a box's cells that is taken or off the area, times ten.
    fn stands(&self, part: &Rect) -> f64 {
        let part = part.grown(self.gap / 2.0);
        let off = !self.area.grown(self.cell).holds(&part);
        let (columns, rows) = self.cells(&part);
        let (mut taken, mut all) = (0.0, 0.0_f64);
        for row in rows {
            for column in columns.clone() {
                taken += f64::from(self.taken[row * self.columns + column].min(3));
                all += 1.0;
            }
        }
        10.0 * taken / all.max(1.0) + if off { 30.0 } else { 0.0 }
    }

    fn cells(&self, part: &Rect) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        // Below zero is zero: floats are cast with saturation.
        let at =
            |value: f64, low: f64, cells: usize| (((value - low) / self.cell) as usize).min(cells);
        let columns = at(part.x0, self.area.x0, self.columns)
            ..at(part.x1, self.area.x0, self.columns - 1) + 1;
        let rows =
            at(part.y0, self.area.y0, self.rows)..at(part.y1, self.area.y0, self.rows - 1) + 1;
        (columns, rows)
    }
}

/// Steps of the search for the freest spot, along each side.
const STEPS: u32 = 24;

/// The cells of a square ring.
fn around(ring: i64) -> impl Iterator<Item = (i64, i64)> {
    let side = -ring..=ring;
    side.clone().flat_map(move |row| {
        let whole = row.abs() == ring;
        let step = if whole { 1 } else { (2 * ring).max(1) };
        (-ring..=ring).step_by(step as usize).map(move |column| (column, row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Extent = Extent { left: 5.0, right: 5.0, up: 5.0, down: 5.0 };
    const WALLS: Rect = Rect { x0: 0.0, y0: 0.0, x1: 100.0, y1: 100.0 };

    #[test]
    fn a_ring_has_each_of_its_cells_once() {
        for (ring, cells) in [(0, 1), (1, 8), (3, 24)] {
            let mut found: Vec<(i64, i64)> = around(ring).collect();
            found.sort_unstable();
            found.dedup();
            assert_eq!((found.len(), around(ring).count()), (cells, cells));
        }
    }

    #[test]
    fn a_free_spot_is_taken_as_it_is_and_a_taken_one_is_left() {
        let middle = Point { x: 50.0, y: 50.0 };
        let mut raster = Raster::new(&[BOX], &[None], 2.0, Some(WALLS));
        assert_eq!(raster.spot(&BOX, middle), middle);
        raster.take(&BOX, middle);
        let spot = raster.spot(&BOX, middle);
        assert!(!BOX.around(spot).meets(&BOX.around(middle)), "{spot:?}");
        assert!(WALLS.holds(&BOX.around(raster.freest(&BOX))));
    }
}
