//! What is known of a graph beside its nodes: what was left out of it, what is never folded, and
//! what deserves a word on the page.

use std::collections::{BTreeMap, BTreeSet};

use crate::link::{Beside, NameId};
use crate::look::Named;

/// What is known of a graph beside its nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// What the user left out, in the order of leaving out.
    pub left_out: Vec<LeftOut>,
    /// How many names are in no link any more because of that.
    pub names_left_out: u64,
    /// The groups whose members the user wants to see singly, as the picture called them.
    pub expanded: Vec<String>,
    /// Names that no step of the reduction folds.
    pub pinned: BTreeSet<Named>,
    /// What a column beside the view says of names.
    pub beside: Option<Beside>,
    /// The targets of most sources, and how many distinct sources each had before anything was
    /// folded; none where no picture was made of the graph.
    pub contested: BTreeMap<NameId, u64>,
    /// Nodes of so many events say on their label how many; none where labels do not.
    pub counts_from: Option<u64>,
}

/// Events that a filter left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The filter as it was typed.
    pub by: String,
    /// How many events.
    pub events: u64,
}
