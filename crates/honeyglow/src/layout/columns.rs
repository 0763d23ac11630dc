//! Bars in columns, and ribbons between them: what a Sankey diagram shows (Sankey 1898), as a
//! layered drawing (Sugiyama, Tagawa and Toda 1981).
//!
//! [`order()`] sorts the bars of each column so that few ribbons cross: sweeps, then sifting. A
//! ribbon that passes a column has a place of its own there. [`Flow::stack`] gives every bar the
//! height of what runs through it and a place as near to its neighbours as the order lets it
//! (isotonic regression, column by column). Ribbons stand side by side at the bars' sides, in the
//! order of their other ends, so that none lies on another where it leaves.
//!
//! Cost: O(m log n) for m ribbons and n bars, some dozens of times; sifting has limits of its own.

mod flow;
mod order;
mod places;

use super::Tie;
use super::csr::Csr;
use super::twins;

pub use flow::Flow;
pub use order::{Order, order};

/// A bar, before it has a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// Which column it stands in, from the left: 0, 1 or 2.
    pub column: u8,
    /// The least height of the bar itself.
    pub least: f64,
    /// The height kept free for what stands beside it; its middle is the bar's.
    pub beside: f64,
}

/// What runs from one bar to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strand {
    /// Index of the bar where it starts.
    pub from: u32,
    /// Index of the bar where it ends.
    pub to: u32,
    /// How much runs along it, above zero.
    pub weight: f64,
    /// How wide it is, where that does not follow from its weight.
    pub width: Option<f64>,
}

/// A part of a ribbon, from left to right; in one column, where both ends are at right sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// One end.
    pub from: Port,
    /// The other end, in the same column or the next.
    pub to: Port,
}

/// Where a ribbon ends or passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Port {
    /// The column.
    pub column: u8,
    /// The bar; none where the ribbon passes the column.
    pub bar: Option<u32>,
    /// The middle of the ribbon.
    pub y: f64,
}

/// Bars and ribbons at their heights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stack {
    /// The middle of each bar.
    pub middles: Vec<f64>,
    /// The height of each bar.
    pub heights: Vec<f64>,
    /// The width of each strand.
    pub widths: Vec<f64>,
    /// The way of each strand; empty for those that are passed over.
    pub ways: Vec<Vec<Piece>>,
}

/// Nodes in classes of exactly the same neighbours and one kind, each in rising order, by their
/// lowest node. What is true of one is true of all, so a class can share a bar.
#[must_use]
pub fn classes(kinds: &[u8], ties: &[Tie]) -> Vec<Vec<u32>> {
    twins::classes(&Csr::of_ties(kinds.len(), ties), kinds).members
}

/// Does the strand run between two bars?
fn real(strand: &Strand, columns: &[u8]) -> bool {
    let known = |end: u32| (end as usize) < columns.len();
    strand.from != strand.to && known(strand.from) && known(strand.to)
}

/// The ends by column; in one column as they are.
fn left_to_right(strand: &Strand, columns: &[u8]) -> (u32, u32) {
    let Strand { from, to, .. } = *strand;
    if columns[from as usize] <= columns[to as usize] { (from, to) } else { (to, from) }
}
