//! Where bars and ribbons stand: as near to what they are linked with as their order lets them.

use super::super::isotonic::{self, Wanted};
use super::{Flow, Piece, Port, Stack, left_to_right, real};

/// How much of a column's free height is given to its gaps, and how wide they become at most.
const SPREAD: f64 = 0.5;
const WIDEST_GAP: f64 = 14.0;
/// Rounds of bars following their neighbours: the places of most graphs are at rest after six.
const ROUNDS: u32 = 10;

/// The side of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// An end of a strand at a bar.
struct End {
    strand: u32,
    bar: u32,
    side: Side,
    /// Where it stands among the ends of its side, the lowest first.
    key: (u8, i64),
}

impl Flow<'_> {
    /// Gives all their places between 0 and `height`, an event being `scale` points wide. If the
    /// columns need more, they end lower.
    #[must_use]
    pub fn stack(&self, scale: f64, height: f64) -> Stack {
        let columns = self.columns();
        let widths = self.widths(scale);
        let heights = self.heights(&widths);
        let offsets = self.offsets(&columns, &widths, &heights);
        let middles = self.middles(&columns, &heights, &offsets, &widths, height);
        let ways = (0..self.strands.len())
            .map(|index| self.way(index, &columns, &middles, &offsets))
            .collect();
        let count = self.bars.len();
        Stack {
            middles: middles[..count].to_vec(),
            heights: heights[..count].to_vec(),
            widths,
            ways,
        }
    }

    /// How far below the middle of its bar each end of each strand is: of the left, of the right.
    fn offsets(&self, columns: &[u8], widths: &[f64], heights: &[f64]) -> Vec<[f64; 2]> {
        let mut ends: Vec<End> = Vec::with_capacity(2 * self.strands.len());
        let place = |node: u32| i64::from(self.order.position[node as usize]);
        for (index, strand) in (0_u32..).zip(self.strands) {
            if !real(strand, columns) {
                continue;
            }
            let (left, right) = left_to_right(strand, columns);
            if columns[left as usize] == columns[right as usize] {
                // Arcs stand around each other: above the rest those that go up, the nearest first.
                for (bar, other) in [(left, right), (right, left)] {
                    let down = place(other) > place(bar);
                    let key = (if down { 2 } else { 0 }, -place(other));
                    ends.push(End { strand: index, bar, side: Side::Right, key });
                }
                continue;
            }
            let by = self.order.passing[index as usize];
            let (after, before) = (by.unwrap_or(right), by.unwrap_or(left));
            ends.push(End { strand: index, bar: left, side: Side::Right, key: (1, place(after)) });
            ends.push(End { strand: index, bar: right, side: Side::Left, key: (1, place(before)) });
        }
        ends.sort_by_key(|end| (end.bar, end.side == Side::Right, end.key, end.strand));
        let mut offsets = vec![[0.0; 2]; self.strands.len()];
        for side in ends.chunk_by(|a, b| (a.bar, a.side) == (b.bar, b.side)) {
            let whole: f64 = side.iter().map(|end| widths[end.strand as usize]).sum();
            // What runs through both sides fills the bar; on the other side it stands in the middle.
            let mut at = -whole.min(heights[side[0].bar as usize]) / 2.0;
            for end in side {
                let (index, width) = (end.strand as usize, widths[end.strand as usize]);
                let (left, _) = left_to_right(&self.strands[index], columns);
                offsets[index][usize::from(left != end.bar)] = at + width / 2.0;
                at += width;
            }
        }
        offsets
    }

    /// The middles of the bars, and after them of what passes.
    fn middles(
        &self,
        columns: &[u8],
        heights: &[f64],
        offsets: &[[f64; 2]],
        widths: &[f64],
        height: f64,
    ) -> Vec<f64> {
        let mut pulls: Vec<Vec<Pull>> = vec![Vec::new(); heights.len()];
        let mut pull = |one: (u32, f64), two: (u32, f64), width: f64| {
            pulls[one.0 as usize].push(Pull { to: two.0, by: two.1 - one.1, width });
            pulls[two.0 as usize].push(Pull { to: one.0, by: one.1 - two.1, width });
        };
        for (index, strand) in self.strands.iter().enumerate() {
            if !real(strand, columns) {
                continue;
            }
            let (left, right) = left_to_right(strand, columns);
            let [start, end] = offsets[index];
            match self.order.passing[index] {
                Some(number) => {
                    pull((left, start), (number, 0.0), widths[index]);
                    pull((number, 0.0), (right, end), widths[index]);
                }
                None if columns[left as usize] == columns[right as usize] => {}
                None => pull((left, start), (right, end), widths[index]),
            }
        }
        let spaces: Vec<Spaces> =
            self.order.columns.iter().map(|column| self.spaces(column, heights, height)).collect();
        let mut middles = vec![0.0; heights.len()];
        for (column, spaces) in self.order.columns.iter().zip(&spaces) {
            let mut top = spaces.slack / 2.0;
            for (&node, step) in column.iter().zip(&spaces.steps) {
                middles[node as usize] = top + self.slot(heights, node) / 2.0;
                top += step;
            }
        }
        let last = self.order.columns.len();
        for round in 0..ROUNDS {
            for at in 0..last {
                // To and fro.
                let at = if round % 2 == 0 { last - 1 - at } else { at };
                self.settle(&self.order.columns[at], &spaces[at], heights, &pulls, &mut middles);
            }
        }
        middles
    }

    fn spaces(&self, column: &[u32], heights: &[f64], height: f64) -> Spaces {
        let slots: f64 = column.iter().map(|node| self.slot(heights, *node)).sum();
        let spare = (height - slots - self.gaps(self.gap, column)).max(0.0);
        let more = SPREAD * spare / column.len().saturating_sub(1).max(1) as f64;
        let gap = self.gap + more.min((WIDEST_GAP - self.gap).max(0.0));
        let step = |(at, &node): (usize, &u32)| {
            let next = column.get(at + 1);
            self.slot(heights, node) + next.map_or(0.0, |next| self.between(gap, node, *next))
        };
        let steps: Vec<f64> = column.iter().enumerate().map(step).collect();
        Spaces { slack: (height - steps.iter().sum::<f64>()).max(0.0), steps }
    }

    /// Moves a column to where its neighbours pull it.
    fn settle(
        &self,
        column: &[u32],
        spaces: &Spaces,
        heights: &[f64],
        pulls: &[Vec<Pull>],
        middles: &mut [f64],
    ) {
        let wanted: Vec<Wanted> = column
            .iter()
            .zip(&spaces.steps)
            .map(|(&node, &step)| {
                // What nothing pulls stays, and gives way.
                let (mut sum, mut weight) = (middles[node as usize] * LOOSE, LOOSE);
                for pull in &pulls[node as usize] {
                    sum += (middles[pull.to as usize] + pull.by) * pull.width;
                    weight += pull.width;
                }
                let top = sum / weight - self.slot(heights, node) / 2.0;
                Wanted { top, weight, step }
            })
            .collect();
        let tops = isotonic::stack(&wanted, spaces.slack);
        for (&node, top) in column.iter().zip(tops) {
            middles[node as usize] = top + self.slot(heights, node) / 2.0;
        }
    }

    fn way(
        &self,
        index: usize,
        columns: &[u8],
        middles: &[f64],
        offsets: &[[f64; 2]],
    ) -> Vec<Piece> {
        let strand = &self.strands[index];
        if !real(strand, columns) {
            return Vec::new();
        }
        let (left, right) = left_to_right(strand, columns);
        let port = |bar: u32, offset: f64| Port {
            column: columns[bar as usize],
            bar: Some(bar),
            y: middles[bar as usize] + offset,
        };
        let (from, to) = (port(left, offsets[index][0]), port(right, offsets[index][1]));
        match self.order.passing[index] {
            None => vec![Piece { from, to }],
            Some(number) => {
                let column = from.column + 1;
                let passes = Port { column, bar: None, y: middles[number as usize] };
                vec![
                    Piece { from, to: passes },
                    Piece { from: passes, to: passes },
                    Piece { from: passes, to },
                ]
            }
        }
    }
}

/// How strongly a bar stays where it is, against ribbons of that width.
const LOOSE: f64 = 1e-3;

/// What draws a bar to another.
#[derive(Clone, Copy, Debug)]
struct Pull {
    to: u32,
    /// How far from the other's middle it wants to be, so that their ribbon is level.
    by: f64,
    width: f64,
}

/// How a column is spaced.
struct Spaces {
    /// From each upper side to the next.
    steps: Vec<f64>,
    /// How far all can move.
    slack: f64,
}
