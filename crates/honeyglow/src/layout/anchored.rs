//! A layout that keeps what stayed where it was: places for a graph most of whose nodes have had a
//! place before.
//!
//! Nodes that stayed start where they were, new ones at the barycentre of their placed neighbours,
//! or in free space (Frishman and Tal 2008, "Online Dynamic Graph Drawing"). Then stress is lowered
//! under a stay-term (anchoring: Brandes and Mader 2012, "A Quantitative Comparison of
//! Stress-Minimization Approaches for Offline Dynamic Drawing", `majorization`),
//! overlaps are removed with what was there before as the heavier part; new nodes and a few others
//! look for better places (`relocation`), and the rest is mended by small steps
//! (`descent`). No node that stayed is led further than a leash, but
//! for what making room asks; the leash follows how much has changed, and where nothing has, nothing
//! moves. So a hundred small changes may still lead to a layout as good as a new one, and none of
//! them is seen as a jump.
//!
//! Cost: that of stress on all pairs up to `FULL` nodes, O(n + m) times
//! a constant beyond.

use super::free_space::Raster;
use super::tangle::Freedom;
use super::{Crowded, Extent, Point, Rect, Size, Tie};
use super::{clear, descent, majorization, projection, relocation};

/// Where a node starts, in points of the area that is to be filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// It stood there, and stays as far as can be.
    Anchor(Point),
    /// Something like it stood there: it starts there and may go anywhere.
    Hint(Point),
    /// It is new.
    New,
}

/// What is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct Anchored<'a> {
    /// One per node.
    pub extents: &'a [Extent],
    /// Edges; those with an end that is no node, or with both ends the same, are passed over.
    pub ties: &'a [Tie],
    /// One per node.
    pub starts: &'a [Start],
    /// How many nodes that stood there are gone.
    pub gone: usize,
    /// Points kept free between the extents of any two nodes; on a sheet that grows, at least a
    /// quarter of it is.
    pub gap: f64,
}

/// The share of the gap that is enough on a sheet, as for `projection`.
const ENOUGH: f64 = 0.25;
/// How far a node that stayed is led in one step, as a share of the diagonal. Half of what would be
/// taken for a move, so that there is as much left for making room.
const LEASH: f64 = 0.0065;
/// What a few may go further, in parts of the leashes of all: then one in thirty crosses a fifth of the
/// page.
const ALLOWANCE: f64 = 0.8;
/// This share of new and gone nodes gives all of the leash; fewer give less.
const MUCH: f64 = 0.04;

/// Places on a page of that size: no two extents nearer than the gap, none off the page, exactly.
///
/// # Errors
/// [`Crowded`] where no such places were found.
pub fn on_page(plan: &Anchored<'_>, page: Size) -> Result<Vec<Point>, Crowded> {
    let walls = Rect { x0: 0.0, y0: 0.0, x1: page.width, y1: page.height };
    let area = |extent: &Extent| {
        let size = extent.size();
        (size.width + plan.gap) * (size.height + plan.gap)
    };
    let needed: f64 = plan.extents.iter().map(area).sum();
    let fill = needed / ((page.width + plan.gap) * (page.height + plan.gap));
    let crowded = Crowded { fill };
    if !(fill.is_finite() && fill <= 1.0) {
        return Err(crowded);
    }
    let mut layout = Work::new(plan, Some(walls));
    layout.relax();
    if !clear::part(plan.extents, &layout.masses, &mut layout.places, plan.gap, &walls) {
        return Err(crowded);
    }
    layout.descend(&walls);
    if super::exact(plan.extents, &layout.places, page, plan.gap) {
        Ok(layout.places)
    } else {
        Err(crowded)
    }
}

/// Places on a sheet as large as they need, and its size: no two extents nearer than a quarter of
/// the gap.
#[must_use]
pub fn on_sheet(plan: &Anchored<'_>) -> (Vec<Point>, Size) {
    let mut layout = Work::new(plan, None);
    layout.relax();
    // What is apart is left as it is, even where it is nearer than could be wished.
    if clear::overlapping(plan.extents, &layout.places, ENOUGH * plan.gap).is_some() {
        projection::separate(plan.extents, &mut layout.places, plan.gap);
    }
    let walls = bounds(plan.extents, &layout.places);
    layout.descend(&walls);
    let sheet = bounds(plan.extents, &layout.places);
    for place in &mut layout.places {
        *place = Point { x: place.x - sheet.x0, y: place.y - sheet.y0 };
    }
    (layout.places, Size { width: sheet.width(), height: sheet.height() })
}

/// The box around all extents; of no size where there are none.
fn bounds(extents: &[Extent], places: &[Point]) -> Rect {
    let boxes = extents.iter().zip(places).map(|(extent, place)| extent.around(*place));
    boxes.reduce(|all, one| all.union(&one)).unwrap_or_default()
}

/// A layout on its way.
struct Work<'a> {
    plan: &'a Anchored<'a>,
    neighbours: Vec<Vec<u32>>,
    walls: Option<Rect>,
    places: Vec<Point>,
    /// How far each node may be led from where it stood, in points; endless for new ones.
    leashes: Vec<f64>,
    /// How hard each is to push aside.
    masses: Vec<f64>,
}

impl<'a> Work<'a> {
    fn new(plan: &'a Anchored<'a>, walls: Option<Rect>) -> Self {
        let count = plan.extents.len().min(plan.starts.len());
        let neighbours = neighbours(count, plan.ties);
        let places = starts(plan, &neighbours, walls);
        let stayed = plan.starts.iter().filter(|start| matches!(start, Start::Anchor(_))).count();
        let changed = (count - stayed.min(count) + plan.gone) as f64 / count.max(1) as f64;
        let area = walls.unwrap_or_else(|| bounds(plan.extents, &places));
        let diagonal = (area.width() * area.width() + area.height() * area.height()).sqrt();
        let leash = LEASH * diagonal * (changed / MUCH).min(1.0) * (1.0 + changed.min(1.0));
        let of = |start: &Start| match start {
            Start::Anchor(_) => (leash, KEPT),
            Start::Hint(_) | Start::New => (f64::INFINITY, 1.0),
        };
        let (leashes, masses) = plan.starts[..count].iter().map(of).unzip();
        Self { plan, neighbours, walls, places, leashes, masses }
    }

    /// Lowers stress as far as the leashes allow.
    fn relax(&mut self) {
        if self.leashes.iter().all(|leash| *leash <= 0.0) {
            return;
        }
        let homes = self.places.clone();
        // A sheet grows by what has no room inside, not by where stress would have a leaf.
        let walls = self.walls.unwrap_or_else(|| bounds(self.plan.extents, &homes));
        majorization::relax(&self.neighbours, &self.leashes, &mut self.places);
        for (at, place) in self.places.iter_mut().enumerate() {
            *place = leashed(homes[at], *place, self.leashes[at]);
            *place = clear::within(&walls, &self.plan.extents[at], *place);
        }
    }

    /// Mends by small steps what is now free of overlaps.
    fn descend(&mut self, walls: &Rect) {
        if self.leashes.iter().all(|leash| *leash <= 0.0) {
            return;
        }
        let freedom = Freedom {
            extents: self.plan.extents,
            neighbours: &self.neighbours,
            leashes: &self.leashes,
            gap: self.plan.gap,
            walls: *walls,
        };
        let kept = self.leashes.iter().filter(|leash| leash.is_finite());
        relocation::relocate(&freedom, ALLOWANCE * kept.sum::<f64>(), &mut self.places);
        descent::descend(&freedom, &mut self.places);
    }
}

/// A node that stayed gives way to a new one by a sixth of what is to be made room.
const KEPT: f64 = 5.0;

/// The place, or the nearest to it that the leash allows.
fn leashed(home: Point, place: Point, leash: f64) -> Point {
    let (dx, dy) = (place.x - home.x, place.y - home.y);
    let far = (dx * dx + dy * dy).sqrt();
    if far <= leash {
        return place;
    }
    Point { x: home.x + dx * leash / far, y: home.y + dy * leash / far }
}

fn neighbours(count: usize, ties: &[Tie]) -> Vec<Vec<u32>> {
    let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); count];
    for tie in ties {
        let (a, b) = (tie.a as usize, tie.b as usize);
        if a != b && a < count && b < count {
            neighbours[a].push(tie.b);
            neighbours[b].push(tie.a);
        }
    }
    for ends in &mut neighbours {
        ends.sort_unstable();
        ends.dedup();
    }
    neighbours
}

/// Starting places for all nodes.
fn starts(plan: &Anchored<'_>, neighbours: &[Vec<u32>], walls: Option<Rect>) -> Vec<Point> {
    let inside = |at: usize, place: Point| match &walls {
        Some(walls) => clear::within(walls, &plan.extents[at], place),
        None => place,
    };
    let mut placed: Vec<Option<Point>> = (0..neighbours.len())
        .map(|at| match plan.starts[at] {
            Start::Anchor(place) | Start::Hint(place) => Some(inside(at, place)),
            Start::New => None,
        })
        .collect();
    let mut raster = Raster::new(plan.extents, &placed, plan.gap, walls);
    let mut reached: std::collections::VecDeque<usize> =
        (0..placed.len()).filter(|at| placed[*at].is_some()).collect();
    // Components of which nothing was there begin with their busiest node.
    let mut rest: Vec<usize> = (0..placed.len()).filter(|at| placed[*at].is_none()).collect();
    rest.sort_by_key(|at| (usize::MAX - neighbours[*at].len(), *at));
    let mut rest = rest.into_iter();
    loop {
        while let Some(from) = reached.pop_front() {
            for &next in &neighbours[from] {
                let next = next as usize;
                if placed[next].is_some() {
                    continue;
                }
                let near = barycentre(&neighbours[next], &placed).unwrap_or_default();
                let place = inside(next, raster.spot(&plan.extents[next], near));
                raster.take(&plan.extents[next], place);
                placed[next] = Some(place);
                reached.push_back(next);
            }
        }
        let Some(first) = rest.by_ref().find(|at| placed[*at].is_none()) else { break };
        let place = inside(first, raster.freest(&plan.extents[first]));
        raster.take(&plan.extents[first], place);
        placed[first] = Some(place);
        reached.push_back(first);
    }
    placed.into_iter().map(Option::unwrap_or_default).collect()
}

/// The middle of those that have a place.
fn barycentre(ends: &[u32], placed: &[Option<Point>]) -> Option<Point> {
    let known = ends.iter().filter_map(|end| placed[*end as usize]);
    let (mut sum, mut count) = (Point::default(), 0.0);
    for place in known {
        sum = Point { x: sum.x + place.x, y: sum.y + place.y };
        count += 1.0;
    }
    (count > 0.0).then(|| Point { x: sum.x / count, y: sum.y / count })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Extent = Extent { left: 20.0, right: 20.0, up: 8.0, down: 14.0 };
    const PAGE: Size = Size { width: 600.0, height: 400.0 };

    fn star(leaves: u32) -> Vec<Tie> {
        (1..=leaves).map(|leaf| Tie { a: 0, b: leaf, weight: 1.0 }).collect()
    }

    /// Old nodes on a lattice, the last ones new.
    fn lattice(count: usize, new: usize) -> Vec<Start> {
        let old = (0..count - new).map(|at| {
            let (x, y) = ((at % 8) as f64 * 70.0 + 40.0, (at / 8) as f64 * 60.0 + 40.0);
            Start::Anchor(Point { x, y })
        });
        old.chain(std::iter::repeat_n(Start::New, new)).collect()
    }

    fn far(starts: &[Start], places: &[Point]) -> f64 {
        let moved = starts.iter().zip(places).map(|(start, place)| match start {
            Start::Anchor(at) => libm::hypot(at.x - place.x, at.y - place.y),
            _ => 0.0,
        });
        moved.fold(0.0, f64::max)
    }

    #[test]
    fn where_nothing_changed_nothing_moves() {
        let (extents, ties, starts) = ([BOX; 32], star(31), lattice(32, 0));
        let plan = Anchored { extents: &extents, ties: &ties, starts: &starts, gone: 0, gap: 4.0 };
        let places = on_page(&plan, PAGE).unwrap();
        assert_eq!(far(&starts, &places), 0.0);
        let (places, size) = on_sheet(&plan);
        assert_eq!(places[0], Point { x: 20.0, y: 8.0 });
        assert_eq!(size, Size { width: 530.0, height: 202.0 });
    }

    #[test]
    fn new_nodes_find_room_and_the_old_stay_about() {
        let (extents, ties, starts) = ([BOX; 44], star(43), lattice(44, 8));
        let plan = Anchored { extents: &extents, ties: &ties, starts: &starts, gone: 2, gap: 4.0 };
        let places = on_page(&plan, PAGE).unwrap();
        assert!(crate::layout::exact(&extents, &places, PAGE, 4.0));
        assert!(far(&starts, &places) < 40.0, "{}", far(&starts, &places));
        assert_eq!(places, on_page(&plan, PAGE).unwrap());
    }

    #[test]
    fn whatever_the_starts_nothing_meets() {
        let none = [Start::New; 60];
        let one = [Start::Hint(Point { x: 5.0, y: 5.0 }); 60];
        let same = [Start::Anchor(Point { x: -1e9, y: 1e9 }); 60];
        for starts in [none, one, same] {
            for ties in [Vec::new(), star(59), star(20)] {
                let extents = [BOX; 60];
                let plan =
                    Anchored { extents: &extents, ties: &ties, starts: &starts, gone: 0, gap: 4.0 };
                let places = on_page(&plan, PAGE).unwrap();
                assert!(crate::layout::exact(&extents, &places, PAGE, 4.0));
                let (places, size) = on_sheet(&plan);
                assert!(crate::layout::exact(&extents, &places, size, 1.0));
            }
        }
    }

    #[test]
    fn too_small_a_page_is_refused() {
        let (extents, starts) = ([BOX; 60], [Start::New; 60]);
        let plan = Anchored { extents: &extents, ties: &[], starts: &starts, gone: 0, gap: 4.0 };
        assert!(on_page(&plan, Size { width: 120.0, height: 90.0 }).is_err());
    }

    #[test]
    fn a_graph_of_no_nodes_has_no_places() {
        let plan = Anchored { extents: &[], ties: &[], starts: &[], gone: 3, gap: 4.0 };
        assert_eq!(on_page(&plan, PAGE).unwrap(), []);
        assert_eq!(on_sheet(&plan), (Vec::new(), Size::default()));
    }
}
