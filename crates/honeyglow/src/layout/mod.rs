//! Places for nodes on a page.
//!
//! [`fit`] lays a graph out so that linked nodes are near and the rest apart, and so that no
//! two nodes, each with the room its label needs, meet.

pub mod anchored;
pub mod anchored_blocks;
mod annealing;
mod barnes_hut;
mod block;
mod blocks;
mod bodies;
mod body;
mod clear;
pub mod columns;
mod component;
mod cost;
mod crossing_barycentre;
mod crossing_count;
mod crossing_sifting;
mod crossings;
mod csr;
mod descent;
mod free_space;
mod geometry;
mod graph;
mod hops;
mod hull;
mod island;
mod isotonic;
mod majorization;
mod neighbourhood;
pub mod organic;
mod orientation;
mod overlap;
mod part;
mod pivot_mds;
mod polish;
mod polyomino;
mod projection;
pub mod radial;
mod random;
mod relocation;
mod ring;
mod ring_order;
mod rows;
pub mod segment;
mod sgd;
mod shelves;
mod singly;
mod spring_electrical;
mod stress;
mod sunflower;
mod table;
mod tangle;
mod treemap;
mod twins;

use component::Component;
use graph::Graph;

pub use geometry::{Outline, Point, Rect, Shape, Size};

/// The room a node needs around its centre, its shape and its label together. All in points,
/// none below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    /// Room to the left of the centre.
    pub left: f64,
    /// Room to the right of the centre.
    pub right: f64,
    /// Room above the centre.
    pub up: f64,
    /// Room below the centre.
    pub down: f64,
}

impl Extent {
    /// The box that the node takes when its centre is there.
    #[must_use]
    pub fn around(&self, centre: Point) -> Rect {
        Rect {
            x0: centre.x - self.left,
            y0: centre.y - self.up,
            x1: centre.x + self.right,
            y1: centre.y + self.down,
        }
    }

    /// The room that holds both.
    #[must_use]
    pub fn union(&self, other: &Extent) -> Extent {
        Extent {
            left: self.left.max(other.left),
            right: self.right.max(other.right),
            up: self.up.max(other.up),
            down: self.down.max(other.down),
        }
    }

    /// Width and height of that box.
    #[must_use]
    pub fn size(&self) -> Size {
        Size { width: self.left + self.right, height: self.up + self.down }
    }
}

/// An edge between two nodes, without direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// Index of one end.
    pub a: u32,
    /// Index of the other end.
    pub b: u32,
    /// How much the edge matters, above zero. Heavy components come first on the page.
    pub weight: f64,
}

/// What is to be laid out, and where.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// One per node.
    pub extents: &'a [Extent],
    /// Edges; those with an end that is no node, or with both ends the same, are passed over.
    pub ties: &'a [Tie],
    /// The area to fill; its upper left corner is the origin.
    pub page: Size,
    /// Points kept free between the extents of any two nodes.
    pub gap: f64,
    /// The same seed gives the same places.
    pub seed: u64,
}

/// The nodes do not fit the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowded {
    /// The extents' area with their gaps, as a share of the page's. May be below one: boxes
    /// cannot always be packed without waste.
    pub fill: f64,
}

impl std::fmt::Display for Crowded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "nodes and labels need {:.0} % of the page", self.fill * 100.0)
    }
}

impl std::error::Error for Crowded {}

/// Lays the nodes out: one centre for each, in the order of the extents.
///
/// No two extents come nearer than the gap, and every extent lies inside the page, exactly.
///
/// # Errors
/// [`Crowded`] when the page leaves no freedom to show the structure.
pub fn force(plan: &Plan<'_>) -> Result<Vec<Point>, Crowded> {
    if plan.extents.is_empty() {
        return Ok(Vec::new());
    }
    let crowded = Crowded { fill: fill(plan) };
    if !(crowded.fill.is_finite() && crowded.fill <= 1.0) {
        return Err(crowded);
    }
    let graph = Graph::of_ties(plan.extents.len(), plan.ties);
    in_parts(plan, &graph, &ranked(&graph)).ok_or(crowded)
}

/// [`force`], and where the page is too full for it, plain rows, component by component: a table
/// in which the edges are hard to follow, but every node can be found.
///
/// # Errors
/// [`Crowded`] when the nodes cannot be fitted into the page at all.
pub fn fit(plan: &Plan<'_>) -> Result<Vec<Point>, Crowded> {
    force(plan).or_else(|crowded| {
        if !(crowded.fill.is_finite() && crowded.fill <= 1.1) {
            return Err(crowded);
        }
        let graph = Graph::of_ties(plan.extents.len(), plan.ties);
        let order: Vec<usize> = ranked(&graph).into_iter().flatten().collect();
        rows::place(plan, &order).ok_or(crowded)
    })
}

/// The components, the most important first.
fn ranked(graph: &Graph) -> Vec<Vec<usize>> {
    let mut components: Vec<(usize, f64, Vec<usize>)> = graph
        .components()
        .into_iter()
        .map(|nodes| {
            let weight: f64 =
                nodes.iter().flat_map(|&node| graph.neighbours(node)).map(|end| end.1).sum();
            (nodes.len(), weight, nodes)
        })
        .collect();
    components.sort_by(|a, b| {
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.first().cmp(&b.2.first()))
    });
    components.into_iter().map(|component| component.2).collect()
}

/// What stands on one part of the page.
enum Part<'a> {
    Component(&'a [usize]),
    Paths(Vec<Vec<usize>>),
}

/// Each component on its own part of the page; small paths together on one. A part that proves
/// too small for what stands on it asks for more.
fn in_parts(plan: &Plan<'_>, graph: &Graph, components: &[Vec<usize>]) -> Option<Vec<Point>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut paths: Vec<Vec<usize>> = Vec::new();
    for nodes in components {
        match table::path(graph, nodes) {
            Some(path) => paths.push(path),
            None => parts.push(Part::Component(nodes)),
        }
    }
    let mut weights: Vec<f64> = components
        .iter()
        .filter(|nodes| table::path(graph, nodes).is_none())
        .map(|nodes| need(plan, nodes))
        .collect();
    if !paths.is_empty() {
        weights.push(paths.iter().map(|path| 1.6 * cells(plan, path)).sum());
        parts.push(Part::Paths(paths));
    }
    let most = weights.iter().copied().fold(0.0, f64::max);
    for weight in &mut weights {
        // Small parts would be slivers.
        *weight = most * libm::pow(*weight / most.max(1e-9), 0.85);
    }
    (0..ATTEMPTS).find_map(|_| match fill_parts(plan, graph, &parts, &weights) {
        Ok(centres) => Some(centres),
        Err(small) => {
            weights[small] *= 1.4;
            None
        }
    })
}

const ATTEMPTS: u32 = 10;

/// Places for all nodes, or the part that is too small.
fn fill_parts(
    plan: &Plan<'_>,
    graph: &Graph,
    parts: &[Part<'_>],
    weights: &[f64],
) -> Result<Vec<Point>, usize> {
    // Parts touch; what they keep free at the borders of the page is given back.
    let half = plan.gap / 2.0 + if parts.len() > 1 { BETWEEN } else { 1e-6 };
    let page = Rect { x0: 0.0, y0: 0.0, x1: plan.page.width, y1: plan.page.height }.grown(half);
    let rooms = treemap::cut(&page, weights, plan.page.width / plan.page.height);
    let mut centres = vec![Point::default(); plan.extents.len()];
    // The small ones first: they fail sooner, and cost less.
    for (at, part) in parts.iter().enumerate().rev() {
        let room = rooms[at].grown(-half);
        let size = Size { width: room.width(), height: room.height() };
        if !(size.width > 0.0 && size.height > 0.0) {
            return Err(at);
        }
        let mut set = |nodes: &[usize], places: &[Point]| {
            for (&node, place) in nodes.iter().zip(places) {
                centres[node] = Point { x: room.x0 + place.x, y: room.y0 + place.y };
            }
        };
        match part {
            Part::Component(nodes) => {
                set(nodes, &component(plan, graph, nodes, size).ok_or(at)?);
            }
            Part::Paths(paths) => {
                let places = table::place(plan.extents, paths, size, plan.gap).ok_or(at)?;
                for (path, places) in paths.iter().zip(&places) {
                    set(path, places);
                }
            }
        }
    }
    if exact(plan.extents, &centres, plan.page, plan.gap) { Ok(centres) } else { Err(0) }
}

/// Points kept free between components, beside the gap.
const BETWEEN: f64 = 4.0;

fn component(plan: &Plan<'_>, graph: &Graph, nodes: &[usize], room: Size) -> Option<Vec<Point>> {
    let extents: Vec<Extent> = nodes.iter().map(|&node| plan.extents[node]).collect();
    let number = |node: usize| nodes.binary_search(&node).unwrap_or(usize::MAX);
    let ties = nodes.iter().flat_map(|&a| {
        graph.neighbours(a).iter().filter(move |end| a < end.0).map(move |&(b, w)| (a, b, w))
    });
    let graph = Graph::new(nodes.len(), ties.map(|(a, b, w)| (number(a), number(b), w)));
    let component =
        Component { extents: &extents, graph: &graph, room, gap: plan.gap, seed: plan.seed };
    component::place(&component)
}

/// The share of the page that a component asks for.
fn need(plan: &Plan<'_>, nodes: &[usize]) -> f64 {
    // The more nodes, the more room between them for edges.
    cells(plan, nodes) * (1.0 + 0.15 * libm::log2(nodes.len() as f64)).min(2.0)
}

/// The area of the nodes' extents with their gaps.
fn cells(plan: &Plan<'_>, nodes: &[usize]) -> f64 {
    let cell = |&node: &usize| {
        let size = plan.extents[node].size();
        (size.width + plan.gap) * (size.height + plan.gap)
    };
    nodes.iter().map(cell).sum()
}

/// Is every extent on the page, and no two nearer than the gap? What rounding does is let pass.
fn exact(extents: &[Extent], centres: &[Point], page: Size, gap: f64) -> bool {
    let sheet = Rect { x0: 0.0, y0: 0.0, x1: page.width, y1: page.height };
    let mut boxes: Vec<Rect> =
        extents.iter().zip(centres).map(|(extent, centre)| extent.around(*centre)).collect();
    if !boxes.iter().all(|shape| sheet.grown(1e-9).holds(shape)) {
        return false;
    }
    boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    boxes.iter().enumerate().all(|(at, shape)| {
        let wide = shape.grown(gap - 1e-9);
        boxes[at + 1..].iter().take_while(|next| next.x0 < wide.x1).all(|next| !wide.meets(next))
    })
}

/// The extents' area with their gaps over the page's area.
fn fill(plan: &Plan<'_>) -> f64 {
    let all: Vec<usize> = (0..plan.extents.len()).collect();
    let (width, height) = (plan.page.width + plan.gap, plan.page.height + plan.gap);
    cells(plan, &all) / (width * height)
}
