//! Places for nodes on a page.
//!
//! [`force`] lays a graph out so that linked nodes are near and the rest apart, and so that no
//! two nodes, each with the room its label needs, meet.

mod geometry;
mod rows;

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
/// [`Crowded`] when the nodes cannot be fitted into the page.
pub fn force(plan: &Plan<'_>) -> Result<Vec<Point>, Crowded> {
    let order: Vec<usize> = (0..plan.extents.len()).collect();
    rows::place(plan, &order).ok_or_else(|| Crowded { fill: fill(plan) })
}

/// The extents' area with their gaps over the page's area.
fn fill(plan: &Plan<'_>) -> f64 {
    let area: f64 = plan
        .extents
        .iter()
        .map(|extent| {
            let size = extent.size();
            (size.width + plan.gap) * (size.height + plan.gap)
        })
        .sum();
    area / (plan.page.width * plan.page.height)
}
