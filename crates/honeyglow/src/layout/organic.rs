//! Layouts of any size, each on a sheet of its own: the whole way from ties to places.
//!
//! Twins become classes, classes with their hubs become bodies; bodies are placed by PivotMDS,
//! forces and stress; then they are opened into blocks, or into single nodes that are relaxed once
//! more; then overlaps are removed; then the components are packed. Nothing meets, whatever the
//! graph: a sheet grows with what stands on it. The bytes depend on the seed alone.

use super::csr::Csr;
use super::island::Island;
use super::twins;
use super::{Extent, Point, Rect, Size, Tie, polyomino};

/// How twins stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrangement {
    /// Each node where its edges pull it.
    #[default]
    Singly,
    /// Twins together in blocks, row by row, with their hub if they have one.
    Blocks,
}

/// What is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// One per node.
    pub extents: &'a [Extent],
    /// One per node: only nodes of one kind can be twins.
    pub kinds: &'a [u8],
    /// Edges; those with an end that is no node, or with both ends the same, are passed over.
    pub ties: &'a [Tie],
    /// How twins stand.
    pub arrangement: Arrangement,
    /// Points kept free between the extents of any two nodes; at least a quarter of it is.
    pub gap: f64,
    /// Width over height that the sheet should have.
    pub aspect: f64,
    /// The same seed gives the same places.
    pub seed: u64,
    /// How many threads may work; the places do not depend on it.
    pub threads: usize,
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The centre of each node.
    pub centres: Vec<Point>,
    /// The sheet; its upper left corner is the origin.
    pub size: Size,
    /// The rooms of blocks of several nodes.
    pub blocks: Vec<Rect>,
    /// The block of each node, if it stands in one.
    pub block_of: Vec<Option<u32>>,
}

/// Lays a graph out. No two extents come nearer than a quarter of the gap.
///
/// ```
/// use honeyglow::layout::organic::{Arrangement, Sheet, organic};
/// use honeyglow::layout::{Extent, Tie};
///
/// let extents = [Extent { left: 9.0, right: 9.0, up: 5.0, down: 5.0 }; 4];
/// let ties = [1, 2, 3].map(|leaf| Tie { a: 0, b: leaf, weight: 1.0 });
/// let sheet = Sheet {
///     extents: &extents,
///     kinds: &[0, 1, 1, 1],
///     ties: &ties,
///     arrangement: Arrangement::Blocks,
///     gap: 4.0,
///     aspect: 1.4,
///     seed: 0,
///     threads: 1,
/// };
/// let layout = organic(&sheet);
/// assert_eq!(layout.blocks.len(), 1);
/// assert!(layout.size.width > 36.0);
/// ```
#[must_use]
pub fn organic(sheet: &Sheet<'_>) -> Layout {
    let count = sheet.extents.len().min(sheet.kinds.len());
    let graph = Csr::of_ties(count, sheet.ties);
    let twins = twins::classes(&graph, sheet.kinds);
    let components = twins.quotient(&graph).components();
    let mut islands: Vec<Island> =
        components.iter().map(|classes| Island::new(sheet, &graph, &twins, classes)).collect();
    // The most important first.
    islands.sort_by(|a, b| {
        (b.nodes.len().cmp(&a.nodes.len()))
            .then(b.weight.total_cmp(&a.weight))
            .then(a.nodes.first().cmp(&b.nodes.first()))
    });
    let sizes: Vec<Size> = islands.iter().map(|island| island.size).collect();
    let outline = |at: usize| islands[at].outline(sheet, &graph);
    let (corners, size) = polyomino::pack(&sizes, outline, sheet.aspect, BETWEEN * sheet.gap);
    let mut layout = Layout {
        centres: vec![Point::default(); sheet.extents.len()],
        block_of: vec![None; sheet.extents.len()],
        blocks: Vec::new(),
        size,
    };
    for (island, corner) in islands.iter().zip(corners) {
        island.settle(corner, &mut layout);
    }
    layout
}

/// Gaps between components.
const BETWEEN: f64 = 3.0;
