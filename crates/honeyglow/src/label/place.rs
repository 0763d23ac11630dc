//! Where each label stands beside its node.
//!
//! Greedy by rank over candidate places (Christensen, Marks and Shieber 1995), then one round of
//! repair: a label without a place may push one neighbour to another of its places.

use crate::layout::{Outline, Point, Rect, Shape, Size, Tie, segment};
use std::collections::BTreeMap;

/// A label that wants a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The text's box, halo included.
    pub size: Size,
    /// 0 is the most important.
    pub rank: u32,
    /// Where the middle of the label stood in the last drawing, from its node's centre: it keeps
    /// that side where it can.
    pub before: Option<Point>,
}

/// Finds a place for each label.
///
/// A label meets no other label, no other node's shape, and never leaves the page; it may lie
/// inside its own box. Among the free places below, right, left, above and at the corners that
/// with the fewest edges beneath it is taken. A label that finds none is `None`.
#[must_use]
pub fn place(
    shapes: &[Shape],
    centres: &[Point],
    wishes: &[Option<Wish>],
    ties: &[Tie],
    page: Size,
) -> Vec<Option<Rect>> {
    let count = shapes.len().min(centres.len()).min(wishes.len());
    let mut sheet = Sheet::new(&shapes[..count], &centres[..count], wishes, page);
    let mut order: Vec<(u32, usize)> =
        (0..count).filter_map(|node| wishes[node].map(|wish| (wish.rank, node))).collect();
    order.sort_unstable();
    let edges: Vec<(Point, Point)> = ties
        .iter()
        .filter_map(|tie| Some((*centres.get(tie.a as usize)?, *centres.get(tie.b as usize)?)))
        .collect();
    let lines = Lines::new(&edges, sheet.cell);
    let places: Vec<Vec<Rect>> = (0..count)
        .map(|node| {
            let Some(wish) = wishes[node] else { return Vec::new() };
            sheet.candidates(node, &wish, &lines)
        })
        .collect();
    let mut labels: Vec<Option<Rect>> = vec![None; wishes.len()];
    for &(_, node) in &order {
        if let Some(free) = places[node].iter().find(|place| sheet.blockers(place).is_empty()) {
            sheet.put(node, *free);
            labels[node] = Some(*free);
        }
    }
    for &(_, node) in &order {
        if labels[node].is_none() {
            repair(node, &places, &mut sheet, &mut labels);
        }
    }
    labels
}

/// Makes room for a label by moving the one label that is in its way.
fn repair(node: usize, places: &[Vec<Rect>], sheet: &mut Sheet<'_>, labels: &mut [Option<Rect>]) {
    for wanted in &places[node] {
        let [blocker] = sheet.blockers(wanted)[..] else { continue };
        let Some(old) = labels[blocker] else { continue };
        sheet.take(blocker, &old);
        let free = places[blocker]
            .iter()
            .find(|place| !place.meets(wanted) && sheet.blockers(place).is_empty());
        let new = free.copied().unwrap_or(old);
        sheet.put(blocker, new);
        labels[blocker] = Some(new);
        if free.is_some() {
            sheet.put(node, *wanted);
            labels[node] = Some(*wanted);
            return;
        }
    }
}

/// Points between a shape and its label.
const NEAR: f64 = 1.0;

/// What the side where a label stood last is worth: as much as the edges that a label may lie on
/// and the better places together, so that it is left only when it is taken.
const KEEPS: f64 = 6.0;

/// The page with its shapes and the labels that stand so far, over a uniform grid.
pub(super) struct Sheet<'a> {
    shapes: &'a [Shape],
    centres: &'a [Point],
    page: Rect,
    cell: f64,
    /// Shapes by cell.
    drawn: BTreeMap<(i64, i64), Vec<usize>>,
    /// Labels by cell.
    standing: BTreeMap<(i64, i64), Vec<(usize, Rect)>>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        shapes: &'a [Shape],
        centres: &'a [Point],
        wishes: &[Option<Wish>],
        page: Size,
    ) -> Self {
        let widths = wishes.iter().flatten().map(|wish| wish.size.width);
        let widest = widths.filter(|width| width.is_finite()).fold(20.0, f64::max);
        let cell = widest.min(page.width.max(page.height).max(20.0));
        let mut drawn: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (node, (shape, centre)) in shapes.iter().zip(centres).enumerate() {
            for at in cells(&shape.bounds(*centre), cell) {
                drawn.entry(at).or_default().push(node);
            }
        }
        let page = Rect { x0: 0.0, y0: 0.0, x1: page.width, y1: page.height };
        Self { shapes, centres, page, cell, drawn, standing: BTreeMap::new() }
    }

    /// Places on the page and on no other shape, the best first.
    fn candidates(&self, node: usize, wish: &Wish, lines: &Lines<'_>) -> Vec<Rect> {
        let size = wish.size;
        let (shape, centre) = (self.shapes[node], self.centres[node]);
        let bounds = shape.bounds(centre);
        let (half_width, half_height) = (size.width / 2.0, size.height / 2.0);
        let (left, right) = (bounds.x0 - NEAR - half_width, bounds.x1 + NEAR + half_width);
        let (above, below) = (bounds.y0 - NEAR - half_height, bounds.y1 + NEAR + half_height);
        let middle = bounds.centre();
        let aside = half_width * 0.6;
        let mut spots: Vec<(f64, f64, f64)> = Vec::with_capacity(12);
        let inside = shape.outline.is_box()
            && size.width <= bounds.width()
            && size.height <= bounds.height();
        if inside {
            spots.push((-10.0, middle.x, middle.y));
        }
        spots.extend([
            (0.0, middle.x, below),
            (0.6, right, middle.y),
            (0.9, left, middle.y),
            (1.1, middle.x, above),
            (1.5, middle.x + aside, below),
            (1.5, middle.x - aside, below),
            (2.0, right, below),
            (2.1, left, below),
            (2.2, middle.x + aside, above),
            (2.2, middle.x - aside, above),
            (2.6, right, above),
            (2.7, left, above),
        ]);
        if let Some(before) = wish.before {
            let off = |spot: &(f64, f64, f64)| {
                let (dx, dy) = (spot.1 - centre.x - before.x, spot.2 - centre.y - before.y);
                dx * dx + dy * dy
            };
            if let Some(same) = spots.iter_mut().min_by(|a, b| off(a).total_cmp(&off(b))) {
                same.0 -= KEEPS;
            }
        }
        let mut places: Vec<(f64, Rect)> = spots
            .into_iter()
            .map(|(cost, x, y)| (cost, Rect::around(Point { x, y }, size)))
            .filter(|(_, place)| self.page.holds(place) && !self.covers(node, place))
            .map(|(cost, place)| {
                let beneath = if inside { 0 } else { lines.beneath(&place) };
                (cost + 0.5 * (beneath as f64).min(6.0), place)
            })
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        places.into_iter().map(|(_, place)| place).collect()
    }

    /// Would a label there lie on the shape of a node that is not its own?
    fn covers(&self, node: usize, place: &Rect) -> bool {
        self.nodes_at(place)
            .any(|other| other != node && touches(&self.shapes[other], self.centres[other], place))
    }

    fn nodes_at(&self, place: &Rect) -> impl Iterator<Item = usize> {
        cells(place, self.cell).filter_map(|at| self.drawn.get(&at)).flatten().copied()
    }

    /// Is there nothing but lines?
    pub(super) fn is_free(&self, place: &Rect) -> bool {
        let mut nodes = self.nodes_at(place);
        self.page.holds(place)
            && !nodes.any(|node| touches(&self.shapes[node], self.centres[node], place))
            && self.blockers(place).is_empty()
    }

    /// The nodes whose labels meet that place.
    fn blockers(&self, place: &Rect) -> Vec<usize> {
        let mut found: Vec<usize> = cells(place, self.cell)
            .filter_map(|at| self.standing.get(&at))
            .flatten()
            .filter(|(_, label)| label.meets(place))
            .map(|&(node, _)| node)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn put(&mut self, node: usize, label: Rect) {
        for at in cells(&label, self.cell) {
            self.standing.entry(at).or_default().push((node, label));
        }
    }

    fn take(&mut self, node: usize, label: &Rect) {
        for at in cells(label, self.cell) {
            if let Some(labels) = self.standing.get_mut(&at) {
                labels.retain(|&(other, _)| other != node);
            }
        }
    }
}

/// The edges, by the cells that they pass.
struct Lines<'a> {
    edges: &'a [(Point, Point)],
    cell: f64,
    passing: BTreeMap<(i64, i64), Vec<usize>>,
}

impl<'a> Lines<'a> {
    fn new(edges: &'a [(Point, Point)], cell: f64) -> Self {
        let mut passing: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (edge, (a, b)) in edges.iter().enumerate() {
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let steps = libm::ceil(2.0 * dx.abs().max(dy.abs()) / cell).clamp(1.0, 1e4);
            let mut last = None;
            for step in 0..=(steps as usize) {
                let share = step as f64 / steps;
                let at = key(a.x + dx * share, a.y + dy * share, cell);
                if last != Some(at) {
                    passing.entry(at).or_default().push(edge);
                }
                last = Some(at);
            }
        }
        Self { edges, cell, passing }
    }

    /// How many edges run under a label there.
    fn beneath(&self, label: &Rect) -> usize {
        let corners = corners(label);
        let mut near: Vec<usize> = cells(label, self.cell)
            .filter_map(|at| self.passing.get(&at))
            .flatten()
            .copied()
            .collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter()
            .filter(|&edge| segment::inside(self.edges[edge].0, self.edges[edge].1, &corners) > 0.0)
            .count()
    }
}

fn key(x: f64, y: f64, cell: f64) -> (i64, i64) {
    (libm::floor(x / cell) as i64, libm::floor(y / cell) as i64)
}

fn cells(part: &Rect, cell: f64) -> impl Iterator<Item = (i64, i64)> + use<> {
    let (from, to) = (key(part.x0, part.y0, cell), key(part.x1, part.y1, cell));
    (from.0..=to.0).flat_map(move |x| (from.1..=to.1).map(move |y| (x, y)))
}

fn corners(part: &Rect) -> [Point; 4] {
    [
        Point { x: part.x0, y: part.y0 },
        Point { x: part.x1, y: part.y0 },
        Point { x: part.x1, y: part.y1 },
        Point { x: part.x0, y: part.y1 },
    ]
}

/// Does the box meet the shape itself, and not only the shape's box?
fn touches(shape: &Shape, centre: Point, place: &Rect) -> bool {
    if !shape.bounds(centre).meets(place) {
        return false;
    }
    if shape.outline != Outline::Disc {
        return true;
    }
    // The nearest point of the box, seen with the disc as the unit circle.
    let x = (centre.x.clamp(place.x0, place.x1) - centre.x) / (shape.size.width / 2.0);
    let y = (centre.y.clamp(place.y0, place.y1) - centre.y) / (shape.size.height / 2.0);
    x * x + y * y < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISC: Shape = Shape { outline: Outline::Disc, size: Size { width: 10.0, height: 10.0 } };
    const PAGE: Size = Size { width: 100.0, height: 100.0 };

    fn wish(rank: u32) -> Option<Wish> {
        Some(Wish { size: Size { width: 30.0, height: 8.0 }, rank, before: None })
    }

    #[test]
    fn a_lone_label_stands_below_its_node() {
        let labels = place(&[DISC], &[Point { x: 50.0, y: 50.0 }], &[wish(0)], &[], PAGE);
        assert_eq!(labels[0].map(|label| (label.x0, label.y0)), Some((35.0, 56.0)));
    }

    #[test]
    fn a_label_at_the_lower_border_stands_beside_its_node() {
        let labels = place(&[DISC], &[Point { x: 50.0, y: 94.0 }], &[wish(0)], &[], PAGE);
        assert_eq!(labels[0].map(|label| label.x0), Some(56.0));
    }

    #[test]
    fn a_box_that_is_large_enough_holds_its_label() {
        let large = Shape { outline: Outline::Box, size: Size { width: 40.0, height: 20.0 } };
        let labels = place(&[large], &[Point { x: 50.0, y: 50.0 }], &[wish(0)], &[], PAGE);
        assert_eq!(labels[0].map(|label| label.centre()), Some(Point { x: 50.0, y: 50.0 }));
    }

    #[test]
    fn a_label_keeps_its_side_while_that_is_free() {
        let kept = |at: Point, before: Option<Point>| {
            let wish = wish(0).map(|wish| Wish { before, ..wish });
            place(&[DISC], &[at], &[wish], &[], PAGE)[0].map(|label| label.x0)
        };
        let (middle, left) = (Point { x: 50.0, y: 50.0 }, Some(Point { x: -21.0, y: 0.0 }));
        assert_eq!(kept(middle, left), Some(14.0));
        assert_eq!(kept(Point { x: 20.0, y: 50.0 }, left), Some(5.0));
    }

    #[test]
    fn a_label_wider_than_the_page_has_no_place() {
        let huge = Some(Wish { size: Size { width: 300.0, height: 8.0 }, rank: 0, before: None });
        assert_eq!(place(&[DISC], &[Point { x: 50.0, y: 50.0 }], &[huge], &[], PAGE), [None]);
    }
}
