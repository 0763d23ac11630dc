//! Rings: hubs around the middle, what belongs to one hub outside of it in its sector, and what
//! links several within (radial trees: Eades 1992; focus in the middle, sectors by what stands in
//! them: Wills 1997).
//!
//! The hubs are the nodes of the first kind: they stand on a ring, those with common neighbours
//! side by side (cheapest insertion: Rosenkrantz, Stearns and Lewis 1977), and their sectors are as
//! wide as their leaves need. Where a component has one hub, it is the middle, and other kinds stand
//! on opposite sides of it. Where it has none, the best-connected node is the middle of a radial
//! tree. At last what meets is parted, so that no two extents do, whatever the graph.
//!
//! Cost: O(m + n log n), the order of the hubs, and the projection.

mod rings;

use super::csr::Csr;
use super::{Crowded, Extent, Plan, Point, Size, Tie, shelves};

/// What is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct Wheel<'a> {
    /// One per node.
    pub extents: &'a [Extent],
    /// One per node: 0 is a hub, others stand sorted by kind.
    pub kinds: &'a [u8],
    /// Edges; those with an end that is no node, or with both ends the same, are passed over.
    pub ties: &'a [Tie],
    /// Points kept free between the extents of any two nodes; at least a quarter of it is.
    pub gap: f64,
    /// Width over height that the sheet should have.
    pub aspect: f64,
}

/// Gaps between components.
const BETWEEN: f64 = 3.0;
/// How far apart rows and neighbours stand, in parts of what they need: from airy to close.
const AIR: [f64; 4] = [1.35, 1.15, 1.0, 0.8];

/// Lays a graph out on a sheet of its own: the centres and the sheet's size.
#[must_use]
pub fn radial(wheel: &Wheel<'_>) -> (Vec<Point>, Size) {
    sheet(wheel, AIR[1])
}

/// Lays a graph out on a page, as airy as it can be.
///
/// # Errors
/// [`Crowded`] when the rings are larger than the page.
pub fn radial_on(plan: &Plan<'_>, kinds: &[u8]) -> Result<Vec<Point>, Crowded> {
    let page = plan.page;
    let aspect = page.width / page.height.max(1e-9);
    let Plan { extents, ties, gap, .. } = *plan;
    let wheel = Wheel { extents, kinds, ties, gap, aspect };
    let mut fill = 1.0;
    for air in AIR {
        let (mut centres, size) = sheet(&wheel, air);
        fill = (size.width / page.width).max(size.height / page.height);
        if fill <= 1.0 {
            spread(plan.extents, &mut centres, page);
            return Ok(centres);
        }
    }
    Err(Crowded { fill })
}

/// Moves all apart along both axes until the page is used: what is apart stays so.
fn spread(extents: &[Extent], centres: &mut [Point], page: Size) {
    /// More would tear small graphs apart.
    const MOST: f64 = 1.6;
    let axis = |along: fn(&Point) -> f64,
                before: fn(&Extent) -> f64,
                after: fn(&Extent) -> f64,
                room: f64| {
        let at = |pick: fn(f64, f64) -> f64, from: f64| centres.iter().map(along).fold(from, pick);
        let (low, high) = (at(f64::min, f64::INFINITY), at(f64::max, f64::NEG_INFINITY));
        let least = extents.iter().map(before).fold(0.0, f64::max);
        let most = extents.iter().map(after).fold(0.0, f64::max);
        let scale = if high > low { (room - least - most) / (high - low) } else { 1.0 };
        let scale = scale.clamp(1.0, MOST);
        // The middle of what is seen comes to the middle of the page.
        let ends = centres.iter().zip(extents).map(|(centre, extent)| {
            let place = (along(centre) - low) * scale;
            (place - before(extent), place + after(extent))
        });
        let (first, last) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |all, end| {
            (all.0.min(end.0), all.1.max(end.1))
        });
        let to = (room - (last - first)) / 2.0 - first;
        if last - first <= room { (low, scale, to) } else { (0.0, 1.0, 0.0) }
    };
    let x = axis(|at| at.x, |extent| extent.left, |extent| extent.right, page.width);
    let y = axis(|at| at.y, |extent| extent.up, |extent| extent.down, page.height);
    for centre in centres {
        centre.x = (centre.x - x.0) * x.1 + x.2;
        centre.y = (centre.y - y.0) * y.1 + y.2;
    }
}

fn sheet(wheel: &Wheel<'_>, air: f64) -> (Vec<Point>, Size) {
    let count = wheel.extents.len().min(wheel.kinds.len());
    let graph = Csr::of_ties(count, wheel.ties);
    let mut components = graph.components();
    let weight = |nodes: &[u32]| -> f64 {
        nodes.iter().flat_map(|node| graph.weights(*node as usize)).map(|w| f64::from(*w)).sum()
    };
    components.sort_by(|a, b| {
        b.len().cmp(&a.len()).then(weight(b).total_cmp(&weight(a))).then(a.first().cmp(&b.first()))
    });
    let places: Vec<Vec<Point>> =
        components.iter().map(|nodes| rings::component(wheel, &graph, nodes, air)).collect();
    let boxes: Vec<(Point, Size)> = components
        .iter()
        .zip(&places)
        .map(|(nodes, places)| bounds(wheel, nodes, places))
        .collect();
    let sizes: Vec<Size> = boxes.iter().map(|room| room.1).collect();
    let (corners, size) = shelves::pack(&sizes, wheel.aspect, BETWEEN * wheel.gap.min(8.0));
    let mut centres = vec![Point::default(); wheel.extents.len()];
    for (((nodes, places), (low, _)), corner) in
        components.iter().zip(&places).zip(&boxes).zip(corners)
    {
        for (&node, place) in nodes.iter().zip(places) {
            let at = Point { x: corner.x + place.x - low.x, y: corner.y + place.y - low.y };
            centres[node as usize] = at;
        }
    }
    (centres, size)
}

/// The upper left corner and the size of what nodes take.
fn bounds(wheel: &Wheel<'_>, nodes: &[u32], places: &[Point]) -> (Point, Size) {
    let boxes =
        nodes.iter().zip(places).map(|(node, place)| wheel.extents[*node as usize].around(*place));
    let whole = boxes.reduce(|a, b| a.union(&b)).unwrap_or_default();
    (Point { x: whole.x0, y: whole.y0 }, Size { width: whole.width(), height: whole.height() })
}
