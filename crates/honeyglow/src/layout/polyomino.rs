//! Components on one sheet, packed by their true outlines (Freivalds, Dogrusoz and Kikusts,
//! "Disconnected graph layout and the polyomino packing approach", 2002).
//!
//! Each component is the set of the grid cells that its nodes and ties touch, so that a small one
//! finds its place in the bay of a large one. They are placed in their order, each where the
//! sheet grows least. Cost: O(p · c) a component, for p free places and c cells, early out; beyond
//! [`MOST`] components, the rest stands on shelves, as one.

use hashbrown::HashSet;

use super::{Point, Rect, Size, shelves};

/// What a component takes, in points, its own upper left corner being the origin.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    /// The box around it.
    pub(super) size: Size,
    /// Rooms of nodes and blocks.
    pub(super) rooms: Vec<Rect>,
    /// Ties between them.
    pub(super) ties: Vec<(Point, Point)>,
}

/// Components with outlines of their own: more of them are so small beside the first that nobody
/// sees how they stand.
const MOST: usize = 64;
/// Shelves keep the order, so they are taken if their sheet is no larger than this many times.
const ORDERLY: f64 = 1.04;
/// Cells that all components together take, about: enough for bays, few enough to try all places.
const CELLS: f64 = 3_000.0;

/// The upper left corner of each component, and the size of the sheet, whose width over height
/// comes near the aspect. No two components come nearer than the gap. Outlines are asked for by
/// number, and only where they decide something.
pub(super) fn pack(
    sizes: &[Size],
    outline: impl Fn(usize) -> Outline,
    aspect: f64,
    gap: f64,
) -> (Vec<Point>, Size) {
    if sizes.len() <= 1 {
        return (vec![Point::default(); sizes.len()], sizes.first().copied().unwrap_or_default());
    }
    let shelves = shelves::pack(sizes, aspect, gap);
    let packed = pack_largest(sizes, outline, aspect, gap);
    let is_good = shelves.1.side_at(aspect) <= packed.1.side_at(aspect) * ORDERLY;
    if is_good { shelves } else { packed }
}

/// The largest by their outlines, the rest on shelves.
fn pack_largest(
    sizes: &[Size],
    outline: impl Fn(usize) -> Outline,
    aspect: f64,
    gap: f64,
) -> (Vec<Point>, Size) {
    let (own, rest) = sizes.split_at(sizes.len().min(MOST));
    let own: Vec<Outline> = (0..own.len()).map(outline).collect();
    let (inner, size) = shelves::pack(rest, aspect, gap);
    let shelf = (!rest.is_empty()).then(|| Outline {
        size,
        rooms: vec![Rect { x0: 0.0, y0: 0.0, x1: size.width, y1: size.height }],
        ties: Vec::new(),
    });
    let (mut corners, size) = pack_outlines(own.iter().chain(&shelf), aspect, gap);
    if let (Some(_), Some(corner)) = (shelf, corners.get(own.len()).copied()) {
        corners.truncate(own.len());
        corners.extend(inner.iter().map(|at| Point { x: corner.x + at.x, y: corner.y + at.y }));
    }
    (corners, size)
}

fn pack_outlines<'a>(
    outlines: impl Iterator<Item = &'a Outline> + Clone,
    aspect: f64,
    gap: f64,
) -> (Vec<Point>, Size) {
    let area: f64 = outlines
        .clone()
        .map(|outline| (outline.size.width + gap) * (outline.size.height + gap))
        .sum();
    let side = (area / CELLS).sqrt().max(1e-6);
    let mut table = Table::default();
    let mut places: Vec<(i32, i32)> = Vec::new();
    for outline in outlines.clone() {
        let shape = cells(outline, side, gap);
        let place = table.place_for(&shape, aspect);
        table.take(&shape, place);
        places.push(place);
    }
    let corner = |(x, y): (i32, i32)| Point { x: f64::from(x) * side, y: f64::from(y) * side };
    let low = places
        .iter()
        .map(|place| corner(*place))
        .reduce(|one, two| Point { x: one.x.min(two.x), y: one.y.min(two.y) });
    let low = low.unwrap_or_default();
    let corners: Vec<Point> = places
        .iter()
        .map(|place| corner(*place))
        .map(|at| Point { x: at.x - low.x, y: at.y - low.y })
        .collect();
    let size = corners.iter().zip(outlines).fold(Size::default(), |size, (at, outline)| Size {
        width: size.width.max(at.x + outline.size.width),
        height: size.height.max(at.y + outline.size.height),
    });
    (corners, size)
}

/// The cells that an outline and half a gap around it touch; each once, sorted.
fn cells(outline: &Outline, side: f64, gap: f64) -> Vec<(i32, i32)> {
    let cell = |at: f64| (at / side).floor() as i32;
    let mut cells = Vec::new();
    for room in &outline.rooms {
        let room = room.grown(gap / 2.0);
        for y in cell(room.y0)..=cell(room.y1) {
            cells.extend((cell(room.x0)..=cell(room.x1)).map(|x| (x, y)));
        }
        // Large components have many nodes to a cell.
        if cells.len() > 4 * CELLS as usize {
            cells.sort_unstable();
            cells.dedup();
        }
    }
    for (from, to) in &outline.ties {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        // Half a cell a step leaves out no more than a corner.
        let steps = (2.0 * dx.abs().max(dy.abs()) / side).ceil().max(1.0);
        cells.extend((0..=steps as u32).map(|step| {
            let share = f64::from(step) / steps;
            (cell(from.x + share * dx), cell(from.y + share * dy))
        }));
        if cells.len() > 8 * CELLS as usize {
            cells.sort_unstable();
            cells.dedup();
        }
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// The cells that are taken, looked up but never walked, and the box around them.
#[derive(Debug, Default)]
struct Table {
    taken: HashSet<(i32, i32)>,
    bounds: Option<Bounds>,
}

/// Whole cells: the first and the last in each direction.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    x0: i32,
    y0: i32,
    x1: i32,
    y1: i32,
}

impl Bounds {
    fn of(cells: &[(i32, i32)]) -> Option<Self> {
        let boxes = cells.iter().map(|&(x, y)| Self { x0: x, y0: y, x1: x, y1: y });
        boxes.reduce(Self::union)
    }

    fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    fn moved(self, x: i32, y: i32) -> Self {
        Self { x0: self.x0 + x, y0: self.y0 + y, x1: self.x1 + x, y1: self.y1 + y }
    }

    /// How large a sheet of that aspect must be.
    fn need(self, aspect: f64) -> f64 {
        let side = |low: i32, high: i32| f64::from(high - low + 1);
        let size = Size { width: side(self.x0, self.x1), height: side(self.y0, self.y1) };
        size.side_at(aspect)
    }
}

impl Table {
    /// The free place where the sheet grows least; of those, the one nearest to its middle.
    fn place_for(&self, shape: &[(i32, i32)], aspect: f64) -> (i32, i32) {
        let (Some(own), Some(all)) = (Bounds::of(shape), self.bounds) else { return (0, 0) };
        let middle = (all.x0 + all.x1, all.y0 + all.y1);
        let free = |x: i32, y: i32| {
            shape.iter().all(|cell| !self.taken.contains(&(cell.0 + x, cell.1 + y)))
        };
        let mut best: Option<(f64, i64, (i32, i32))> = None;
        // From wholly above and to the left of all to wholly below and to the right, so that the
        // first is free at the latest.
        for y in all.y0 - own.y1 - 1..=all.y1 - own.y0 + 1 {
            for x in all.x0 - own.x1 - 1..=all.x1 - own.x0 + 1 {
                let moved = own.moved(x, y);
                let need = all.union(moved).need(aspect);
                let (dx, dy) = (
                    i64::from(moved.x0 + moved.x1 - middle.0),
                    i64::from(moved.y0 + moved.y1 - middle.1),
                );
                let off = dx * dx + dy * dy;
                let better = best.is_none_or(|best| (need, off) < (best.0, best.1));
                if better && free(x, y) {
                    best = Some((need, off, (x, y)));
                }
            }
        }
        best.map_or((0, 0), |best| best.2)
    }

    fn take(&mut self, shape: &[(i32, i32)], (x, y): (i32, i32)) {
        self.taken.extend(shape.iter().map(|cell| (cell.0 + x, cell.1 + y)));
        let own = Bounds::of(shape).map(|own| own.moved(x, y));
        self.bounds = match (self.bounds, own) {
            (Some(all), Some(own)) => Some(all.union(own)),
            (one, other) => one.or(other),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(width: f64, height: f64) -> Outline {
        let room = Rect { x0: 0.0, y0: 0.0, x1: width, y1: height };
        Outline { size: Size { width, height }, rooms: vec![room], ties: Vec::new() }
    }

    fn packed(outlines: &[Outline], aspect: f64, gap: f64) -> (Vec<Point>, Size) {
        let sizes: Vec<Size> = outlines.iter().map(|outline| outline.size).collect();
        pack(&sizes, |at| outlines[at].clone(), aspect, gap)
    }

    fn rooms(outlines: &[Outline], corners: &[Point]) -> Vec<Vec<Rect>> {
        let moved = |room: &Rect, by: &Point| Rect {
            x0: room.x0 + by.x,
            y0: room.y0 + by.y,
            x1: room.x1 + by.x,
            y1: room.y1 + by.y,
        };
        outlines
            .iter()
            .zip(corners)
            .map(|(outline, at)| outline.rooms.iter().map(|room| moved(room, at)).collect())
            .collect()
    }

    #[test]
    fn a_small_one_stands_in_the_bay_of_a_large_one() {
        // An L, and a square that fits into its corner.
        let rooms = vec![
            Rect { x0: 0.0, y0: 0.0, x1: 20.0, y1: 100.0 },
            Rect { x0: 0.0, y0: 80.0, x1: 100.0, y1: 100.0 },
        ];
        let large = Outline { size: Size { width: 100.0, height: 100.0 }, rooms, ties: vec![] };
        let (_, size) = packed(&[large, filled(50.0, 50.0)], 1.0, 2.0);
        assert_eq!((size.width, size.height), (100.0, 100.0));
    }

    #[test]
    fn nothing_meets_and_every_component_is_on_the_sheet() {
        let outlines: Vec<Outline> = (0..200)
            .map(|at| filled(f64::from(400 / (at + 1) + 5), f64::from(at * 7 % 50 + 3)))
            .collect();
        let (corners, size) = packed(&outlines, 1.5, 4.0);
        assert_eq!(corners.len(), 200);
        let placed = rooms(&outlines, &corners);
        for (at, one) in placed.iter().enumerate() {
            for room in one {
                assert!(room.x0 >= 0.0 && room.y0 >= 0.0);
                assert!(room.x1 <= size.width + 1e-9 && room.y1 <= size.height + 1e-9);
            }
            for two in &placed[at + 1..] {
                assert!(!one[0].meets(&two[0]), "{one:?} {two:?}");
            }
        }
        let ratio = size.width / size.height;
        assert!((1.0..2.2).contains(&ratio), "{ratio}");
    }

    #[test]
    fn no_component_and_one_need_no_search() {
        assert_eq!(packed(&[], 1.5, 4.0), (Vec::new(), Size::default()));
        let (corners, size) = packed(&[filled(3.0, 4.0)], 1.5, 4.0);
        assert_eq!((corners, size.width), (vec![Point::default()], 3.0));
    }
}
