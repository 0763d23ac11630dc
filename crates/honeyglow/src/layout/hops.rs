//! How many steps lie between the classes of a graph: the distances that stress is about.
//!
//! Rows of the heaviest classes stand for all, since honeypot graphs have most nodes in few
//! classes. Cost: O(rows · (classes + ties)) time, one byte a pair, and no more memory than
//! [`MOST_BYTES`] whatever the graph.

use super::csr::{Csr, FAR};
use super::random::Random;

/// The memory of the table, in bytes.
const MOST_BYTES: usize = 24_000_000;
/// More rows than this add nothing to a layout of so many nodes that would need them.
const MOST_ROWS: usize = 1_200;

/// Steps from some classes to all.
#[derive(Clone, Debug, Default)]
pub(super) struct Hops {
    rows: Vec<u8>,
    classes: usize,
    /// The row of each class; `u32::MAX` of one that has none.
    row_of: Vec<u32>,
    /// The classes with rows, the heaviest first.
    pub(super) pivots: Vec<u32>,
}

impl Hops {
    /// The table of a graph of classes; `masses` says how many nodes each class has.
    pub(super) fn new(classes: &Csr, masses: &[f64]) -> Self {
        let count = classes.len();
        let most = (MOST_BYTES / count.max(1)).clamp(2, MOST_ROWS).min(count);
        let mut pivots: Vec<u32> = (0..count as u32).collect();
        pivots.sort_by(|&a, &b| masses[b as usize].total_cmp(&masses[a as usize]).then(a.cmp(&b)));
        pivots.truncate(most);
        let mut rows = vec![0; most * count];
        let mut row_of = vec![u32::MAX; count];
        let mut queue = Vec::new();
        for (row, &pivot) in (0..).zip(&pivots) {
            row_of[pivot as usize] = row;
            let at = row as usize * count;
            classes.hops(pivot as usize, &mut rows[at..at + count], &mut queue);
        }
        Self { rows, classes: count, row_of, pivots }
    }

    /// How many classes there are.
    pub(super) fn classes(&self) -> usize {
        self.classes
    }

    /// Steps from every class to the pivot of a row.
    pub(super) fn row(&self, row: usize) -> &[u8] {
        &self.rows[row * self.classes..(row + 1) * self.classes]
    }

    /// Steps from a class to all classes, if it has a row.
    pub(super) fn row_of(&self, class: u32) -> Option<&[u8]> {
        let row = *self.row_of.get(class as usize)?;
        (row != u32::MAX).then(|| self.row(row as usize))
    }

    /// Steps between nodes of two classes, the first of which has a row; nodes of one class are
    /// two steps apart. None where there is no way.
    fn between(&self, a: u32, b: u32) -> Option<f64> {
        if a == b {
            return Some(2.0);
        }
        let row = self.row_of[a as usize] as usize;
        let steps = self.rows[row * self.classes + b as usize];
        (steps < FAR && steps > 0).then_some(f64::from(steps))
    }
}

/// Pairs of nodes at random, with their distances.
#[derive(Clone, Debug)]
pub(super) struct Pairs<'a> {
    hops: &'a Hops,
    class_of: &'a [u32],
    /// The nodes of the classes with rows.
    firsts: Vec<u32>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(hops: &'a Hops, class_of: &'a [u32]) -> Self {
        let has_row = |node: &u32| hops.row_of[class_of[*node as usize] as usize] != u32::MAX;
        let firsts = (0..class_of.len() as u32).filter(has_row).collect();
        Self { hops, class_of, firsts }
    }

    /// Two nodes and the steps between them, if they differ and there is a way.
    pub(super) fn draw(&self, random: &mut Random) -> Option<(usize, usize, f64)> {
        let a = *self.firsts.get(random.below(self.firsts.len().max(1)))? as usize;
        let b = random.below(self.class_of.len());
        if a == b {
            return None;
        }
        self.hops.between(self.class_of[a], self.class_of[b]).map(|steps| (a, b, steps))
    }
}
