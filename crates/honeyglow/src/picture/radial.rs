//! A picture in rings: events around the middle, what belongs to one of them outside of it, what
//! links several within.

use crate::graph::{Graph, Role};
use crate::layout::radial::{self, Wheel};
use crate::layout::{Crowded, Extent, Plan, Point, Size, Tie};

/// The hubs first, then who stands nearer to them.
pub(super) fn kinds(graph: &Graph) -> Vec<u8> {
    let kind = |role| match role {
        Role::Event => 0,
        Role::Source | Role::SourceAndTarget => 1,
        Role::Target => 2,
    };
    graph.nodes.iter().map(|node| kind(node.role)).collect()
}

/// On a page; where the rings are larger than the page, they are not tried smaller, since then a
/// smaller font is.
pub(super) fn on_page(plan: &Plan<'_>, kinds: &[u8]) -> Result<Vec<Point>, Crowded> {
    radial::radial_on(plan, kinds)
}

/// On a sheet that is as large as it must be.
pub(super) fn on_sheet(
    graph: &Graph,
    extents: &[Extent],
    ties: &[Tie],
    gap: f64,
    aspect: f64,
) -> (Vec<Point>, Size) {
    radial::radial(&Wheel { extents, kinds: &kinds(graph), ties, gap, aspect })
}
