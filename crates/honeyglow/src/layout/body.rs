//! Bodies: nodes that are placed as one, because they are tied to the same others.
//!
//! A hub with its leaves is a star. Nodes tied to the same two or more others are a block.
//! Every other node is a body of its own.

use super::graph::Graph;
use super::hull::Hull;
use super::ring;
use super::{Extent, Point, Size};
use std::collections::BTreeMap;

/// A node of a body, and its place from the body's centre.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) node: usize,
    pub(super) offset: Point,
}

/// What holds the members of a body together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    Star,
    Block,
}

/// Nodes placed as one.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) kind: Kind,
    pub(super) members: Vec<Member>,
    /// Around the members' extents, each with half the gap.
    pub(super) hull: Hull,
}

impl Body {
    fn new(kind: Kind, members: Vec<Member>, extents: &[Extent], gap: f64) -> Self {
        let hull =
            Hull::around(members.iter().map(|m| extents[m.node].around(m.offset).grown(gap / 2.0)));
        Self { kind, members, hull }
    }
}

/// How the nodes of one component are gathered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathering {
    /// Free points between extents.
    pub(super) gap: f64,
    /// Width over height of stars.
    pub(super) aspect: f64,
    /// Area of a star over the area of its members' extents.
    pub(super) looseness: f64,
}

/// Every node as a body of its own.
pub(super) fn singles(extents: &[Extent], gap: f64) -> Vec<Body> {
    (0..extents.len()).map(|node| single(node, extents, gap)).collect()
}

fn single(node: usize, extents: &[Extent], gap: f64) -> Body {
    Body::new(Kind::Single, vec![Member { node, offset: Point::default() }], extents, gap)
}

/// Stars, blocks, and the rest, by their lowest node.
pub(super) fn gather(graph: &Graph, extents: &[Extent], how: &Gathering) -> Vec<Body> {
    let mut twins: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for node in 0..graph.len() {
        let key = graph.neighbours(node).iter().map(|end| end.0).collect();
        twins.entry(key).or_default().push(node);
    }
    let mut taken = vec![false; graph.len()];
    let mut bodies = Vec::new();
    for (shared, members) in twins.iter().filter(|(_, members)| members.len() >= FEWEST_TWINS) {
        let body = match shared[..] {
            [] => continue,
            // Between two hubs a lens of single nodes has no crossings; a block would.
            [_, _] if LENS.contains(&members.len()) => continue,
            [hub] => star(hub, members, extents, how),
            _ => block(members, extents, how),
        };
        for member in &body.members {
            taken[member.node] = true;
        }
        bodies.push(body);
    }
    bodies.extend((0..graph.len()).filter(|&n| !taken[n]).map(|n| single(n, extents, how.gap)));
    bodies.sort_by_key(|body| body.members.iter().map(|member| member.node).min());
    bodies
}

const FEWEST_TWINS: usize = 3;
/// Fewer stand in one column, which has no crossings either; more would be too many bodies.
const LENS: std::ops::RangeInclusive<usize> = 9..=60;

/// The room that each of them needs, and no more.
fn largest(members: &[usize], extents: &[Extent]) -> Extent {
    members.iter().fold(Extent::default(), |all, &node| all.union(&extents[node]))
}

fn star(hub: usize, leaves: &[usize], extents: &[Extent], how: &Gathering) -> Body {
    let around: Vec<Extent> = leaves.iter().map(|&leaf| extents[leaf]).collect();
    let cell = |extent: &Extent| {
        let size = with_gap(extent.size(), how.gap);
        size.width * size.height
    };
    let area = around.iter().map(cell).sum::<f64>() + cell(&extents[hub]);
    let need = ring::Need {
        leaves: &around,
        hub: extents[hub],
        gap: how.gap,
        aspect: how.aspect,
        // Few leaves leave more of their ring empty.
        area: area * how.looseness * (1.0 + 4.0 / leaves.len() as f64),
    };
    let mut members = vec![Member { node: hub, offset: Point::default() }];
    let slots = ring::slots(&need);
    members.extend(leaves.iter().zip(slots).map(|(&node, offset)| Member { node, offset }));
    Body::new(Kind::Star, members, extents, how.gap)
}

/// A column, or columns in reading order, about as wide as high.
fn block(nodes: &[usize], extents: &[Extent], how: &Gathering) -> Body {
    let room = largest(nodes, extents);
    let cell = with_gap(room.size(), how.gap);
    let count = nodes.len() as f64;
    let columns = if nodes.len() < *LENS.start() {
        1.0
    } else {
        libm::round(libm::sqrt(count * cell.height / cell.width)).max(1.0)
    };
    let rows = libm::ceil(count / columns);
    let per_row = columns as usize;
    let members = nodes
        .iter()
        .enumerate()
        .map(|(at, &node)| {
            let (row, column) = ((at / per_row) as f64, (at % per_row) as f64);
            let offset = Point {
                x: (column - (columns - 1.0) / 2.0) * cell.width,
                y: (row - (rows - 1.0) / 2.0) * cell.height,
            };
            Member { node, offset }
        })
        .collect();
    Body::new(Kind::Block, members, extents, how.gap)
}

fn with_gap(size: Size, gap: f64) -> Size {
    // Enough that rounding cannot let two cells meet.
    let gap = gap + 1e-6;
    Size { width: size.width + gap, height: size.height + gap }
}
