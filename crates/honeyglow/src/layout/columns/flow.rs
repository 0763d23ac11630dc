//! How high bars and columns are, and how wide an event can be.

use super::{Bar, Order, Strand, left_to_right, real};

/// Bars and what runs between them.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'a> {
    /// The bars.
    pub bars: &'a [Bar],
    /// What runs between them; those with an end that is no bar, or with both ends the same, are
    /// passed over.
    pub strands: &'a [Strand],
    /// What [`order()`](super::order()) made of them.
    pub order: &'a Order,
    /// Points kept free between bars.
    pub gap: f64,
    /// The least width of a ribbon.
    pub hair: f64,
}

/// The gap beside a ribbon that passes a column, in parts of that between bars.
const PASSING_GAP: f64 = 0.3;
/// How much of a column's height bars may take, so that they are seen as bars.
const SOLID: f64 = 0.7;
/// The widest ribbon that comes back to its column: wider ones would be bent into blots.
const WIDEST_ARC: f64 = 14.0;
/// Steps to the scale: half of the interval goes with each.
const HALVINGS: u32 = 40;

impl Flow<'_> {
    pub(super) fn columns(&self) -> Vec<u8> {
        self.bars.iter().map(|bar| bar.column).collect()
    }

    pub(super) fn widths(&self, scale: f64) -> Vec<f64> {
        let width = |strand: &Strand| {
            strand.width.unwrap_or_else(|| (scale * strand.weight).max(self.hair))
        };
        self.strands.iter().map(width).collect()
    }

    /// The heights of the bars, and after them of what passes.
    pub(super) fn heights(&self, widths: &[f64]) -> Vec<f64> {
        let columns = self.columns();
        let mut sides = vec![[0.0; 2]; self.order.position.len().max(self.bars.len())];
        for (index, strand) in self.strands.iter().enumerate() {
            if !real(strand, &columns) {
                continue;
            }
            let (left, right) = left_to_right(strand, &columns);
            sides[left as usize][1] += widths[index];
            let arc = columns[left as usize] == columns[right as usize];
            sides[right as usize][usize::from(arc)] += widths[index];
            if let Some(number) = self.order.passing[index] {
                sides[number as usize] = [widths[index]; 2];
            }
        }
        let least = |index: usize| self.bars.get(index).map_or(0.0, |bar| bar.least);
        let tall = |(index, [left, right]): (usize, [f64; 2])| left.max(right).max(least(index));
        sides.into_iter().enumerate().map(tall).collect()
    }

    /// The height that something takes in its column.
    pub(super) fn slot(&self, heights: &[f64], node: u32) -> f64 {
        let beside = self.bars.get(node as usize).map_or(0.0, |bar| bar.beside);
        heights[node as usize].max(beside)
    }

    /// What is kept free between two neighbours of a column, for a gap.
    pub(super) fn between(&self, gap: f64, one: u32, two: u32) -> f64 {
        let passes = one.max(two) as usize >= self.bars.len();
        if passes { gap * PASSING_GAP } else { gap }
    }

    pub(super) fn gaps(&self, gap: f64, column: &[u32]) -> f64 {
        column.windows(2).map(|pair| self.between(gap, pair[0], pair[1])).sum()
    }

    /// The height that each column needs where an event is so many points wide.
    #[must_use]
    pub fn needs(&self, scale: f64) -> Vec<f64> {
        let heights = self.heights(&self.widths(scale));
        let need = |column: &Vec<u32>| {
            let slots: f64 = column.iter().map(|node| self.slot(&heights, *node)).sum();
            slots + self.gaps(self.gap, column)
        };
        self.order.columns.iter().map(need).collect()
    }

    /// How wide an event can be so that all columns fit that height; none if they cannot.
    #[must_use]
    pub fn scale(&self, height: f64) -> Option<f64> {
        let fits = |scale: f64| self.needs(scale).into_iter().all(|need| need <= height);
        if !fits(0.0) {
            return None;
        }
        let columns = self.columns();
        let mut most = vec![[0.0; 2]; self.order.columns.len()];
        for strand in self.strands.iter().filter(|strand| real(strand, &columns)) {
            let (left, right) = left_to_right(strand, &columns);
            most[usize::from(columns[left as usize])][1] += strand.weight;
            most[usize::from(columns[right as usize])][0] += strand.weight;
        }
        let most = most.into_iter().flatten().fold(0.0, f64::max);
        if most <= 0.0 {
            return Some(0.0);
        }
        let arcs = self.strands.iter().filter(|strand| {
            real(strand, &columns) && columns[strand.from as usize] == columns[strand.to as usize]
        });
        let arc = arcs.map(|strand| strand.weight).fold(0.0, f64::max);
        let (mut low, mut high) = (0.0, SOLID * height / most);
        if arc > 0.0 {
            high = high.min(WIDEST_ARC / arc);
        }
        if fits(high) {
            return Some(high);
        }
        for _ in 0..HALVINGS {
            let middle = (low + high) / 2.0;
            if fits(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(low)
    }
}
