//! Links: who did what to whom, how often, when first and when last.
//!
//! A [`View`] says which columns of which kinds of event play source, event and target. A [`Fold`]
//! takes events one by one and keeps a [`Link`] for each distinct (source, event, target); folds
//! made by several threads are merged. [`Fold::finish`] gives the [`Links`], in the order of their
//! first appearance in the logs, so that the same logs give the same links however many threads
//! read them. Cost: one table look-up a column and one a link; memory grows with distinct names
//! and links, not with the log (the one exception, the join of a session's events for the view
//! `clients`, grows with sessions).
//!
//! Links are a waist of the road: whatever comes after knows neither logs nor columns.

mod beside;
mod fold;
mod kept;
mod names;
mod slot;
mod view;

pub use beside::{Beside, Part, wanted_beside};
pub use fold::{Counts, Fold, absent};
pub use kept::{Kept, NoSuchName};
pub use names::{NAME_LIMIT, NameId, Names};
pub use view::{Join, View, ViewError};

use crate::event::Origin;
use crate::time::Instant;

/// Events folded by (source, event, target).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The name in the view's source column.
    pub source: NameId,
    /// The name in the view's event column, if the view has one.
    pub event: Option<NameId>,
    /// The name in the view's target column.
    pub target: NameId,
    /// How many events.
    pub count: u64,
    /// The time of the earliest event; rows of a table have none.
    pub first: Option<Instant>,
    /// The time of the latest event.
    pub last: Option<Instant>,
    /// Where the event that was read first stands.
    pub origin: Origin,
}

/// All links of a run, with their names.
#[derive(Clone, Debug)]
pub struct Links {
    /// The view that they were folded by.
    pub view: View,
    /// The names, numbered by first appearance.
    pub names: Names,
    /// The links, by first appearance.
    pub links: Vec<Link>,
    /// What was counted on the way.
    pub counts: Counts,
    /// The honeypots that the folded events came from, sorted.
    pub sensors: Vec<String>,
    /// The times of the earliest and the latest folded event.
    pub span: Option<(Instant, Instant)>,
    /// What a column beside the view says of names, if it was asked for.
    pub beside: Option<Beside>,
}
