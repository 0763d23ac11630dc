//! The order of bars in their columns: sweeps, then sifting.

use super::super::crossing_barycentre::{Layers, sweep};
use super::super::crossing_count::Ribbon as Crossing;
use super::super::crossing_sifting::sift;
use super::{Strand, left_to_right, real};

/// The order of the bars of all columns.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Bars, and after them strands that pass, from the top.
    pub(super) columns: Vec<Vec<u32>>,
    /// The place of each in its column.
    pub(super) position: Vec<u32>,
    /// By strand: the number under which it passes a column.
    pub(super) passing: Vec<Option<u32>>,
}

/// Sorts the bars of each column so that few ribbons cross. `columns` has the column of each bar;
/// heavy bars stand above light ones where crossings leave that open.
#[must_use]
pub fn order(columns: &[u8], strands: &[Strand]) -> Order {
    let count = columns.len() as u32;
    let last = columns.iter().max().map_or(0, |last| usize::from(*last) + 1);
    let mut weight = vec![0.0; columns.len()];
    let mut layers = Layers {
        order: vec![Vec::new(); last],
        ribbons: vec![Vec::new(); last.saturating_sub(1)],
        position: Vec::new(),
    };
    let mut passing = vec![None; strands.len()];
    let mut next = count;
    for (index, strand) in strands.iter().enumerate().filter(|(_, strand)| real(strand, columns)) {
        for end in [strand.from, strand.to] {
            weight[end as usize] += strand.weight;
        }
        let (left, right) = left_to_right(strand, columns);
        let (from, to) = (columns[left as usize], columns[right as usize]);
        // The square root: a hundred thin ribbons that cross are worse than one wide.
        let ribbon = |left, right| Crossing { left, right, weight: strand.weight.max(0.0).sqrt() };
        match to - from {
            0 => {}
            1 => layers.ribbons[usize::from(from)].push(ribbon(left, right)),
            // There are three columns: it passes the middle one.
            _ => {
                passing[index] = Some(next);
                layers.ribbons[usize::from(from)].push(ribbon(left, next));
                layers.ribbons[usize::from(from) + 1].push(ribbon(next, right));
                next += 1;
            }
        }
    }
    let mut bars: Vec<u32> = (0..count).collect();
    bars.sort_by(|a, b| weight[*b as usize].total_cmp(&weight[*a as usize]));
    for bar in bars {
        layers.order[usize::from(columns[bar as usize])].push(bar);
    }
    for (strand, number) in strands.iter().zip(&passing) {
        if let Some(number) = number {
            let (left, _) = left_to_right(strand, columns);
            layers.order[usize::from(columns[left as usize]) + 1].push(*number);
        }
    }
    layers.position = vec![0; next as usize];
    sweep(&mut layers);
    sift(&mut layers);
    Order { columns: layers.order, position: layers.position, passing }
}
