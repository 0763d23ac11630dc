//! How nodes and edges are to look, where somebody says so: a property file, a graph file.
//!
//! A [`Look`] says only what was asked for; the drawing decides the rest. [`Looks`] keeps them by
//! name, so that folding a graph does not touch them.

mod colour_table;
mod form;
mod paint;

pub(crate) use colour_table::{MORE, TABLE};
pub use form::Form;
pub use paint::Paint;

use std::collections::BTreeMap;

use crate::link::NameId;

/// Points in an inch, in which AfterGlow and Graphviz count sizes.
const POINTS_PER_INCH: f64 = 72.0;
/// The smallest and the largest node of a picture, in points. A page is ten times as wide.
const SIDES: (f64, f64) = (1.0, 100.0);
/// The thinnest and the thickest edge, in points.
const WIDTHS: (f64, f64) = (0.2, 12.0);

/// The side of a node in points, of a size in inches; none of what is no number.
#[must_use]
pub fn node_side(inches: f64) -> Option<f64> {
    (!inches.is_nan()).then(|| (inches * POINTS_PER_INCH).clamp(SIDES.0, SIDES.1))
}

/// The width of an edge in points, kept to what can be seen; none of what is no number.
#[must_use]
pub fn line_width(points: f64) -> Option<f64> {
    (!points.is_nan()).then(|| points.clamp(WIDTHS.0, WIDTHS.1))
}

/// How a node is to look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Inside.
    pub fill: Option<Paint>,
    /// Outline.
    pub form: Option<Form>,
    /// Width and height in points.
    pub size: Option<f64>,
    /// The label; an empty one is none.
    pub label: Option<String>,
    /// What a pointer resting on the node shows besides its name.
    pub tooltip: Option<String>,
    /// Where a click leads; `{label}` stands for the name.
    pub url: Option<String>,
}

/// How an edge is to look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeLook {
    /// Ink.
    pub paint: Option<Paint>,
    /// Thickness in points.
    pub width: Option<f64>,
    /// Beside the line, and in its title.
    pub label: Option<String>,
}

/// Which node of a name: a name as an event is another node than the same name as a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// A source or a target.
    End,
    /// An event.
    Event,
}

/// A node by its name.
pub type Named = (Seat, NameId);

/// The looks of a graph, by names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looks {
    /// Whose word they are, for the legend: the name of a file.
    pub origin: String,
    /// Of nodes.
    pub nodes: BTreeMap<Named, Look>,
    /// Of edges.
    pub edges: BTreeMap<(Named, Named), EdgeLook>,
}
