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
    /// Where a click leads.
    pub url: Option<String>,
}

/// How an edge is to look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeLook {
    /// Ink.
    pub paint: Option<Paint>,
    /// Thickness in points.
    pub width: Option<f64>,
    /// What the line's title says.
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
