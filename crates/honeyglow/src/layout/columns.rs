//! Bars in columns, and ribbons between them: what a Sankey diagram shows (Sankey 1898), as a
//! layered drawing (Sugiyama, Tagawa and Toda 1981).
//!
//! [`order`] sorts the bars of each column so that few ribbons cross: sweeps, then sifting. A
//! ribbon that passes a column has a place of its own there. [`Flow::stack`] gives every bar the
//! height of what runs through it and a place as near to its neighbours as the order lets it
//! (isotonic regression, column by column). Ribbons stand side by side at the bars' sides, in the
//! order of their other ends, so that none lies on another where it leaves.
//!
//! Cost: O(m log n) for m ribbons and n bars, some dozens of times; sifting has limits of its own.

use super::Tie;
use super::crossing_barycentre::{Layers, sweep};
use super::crossing_count::Ribbon as Crossing;
use super::crossing_sifting::sift;
use super::csr::Csr;
use super::isotonic::{self, Wanted};
use super::twins;

/// A bar, before it has a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// Which column it stands in, from the left.
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

/// The order of the bars of all columns.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Bars, and after them strands that pass, from the top.
    columns: Vec<Vec<u32>>,
    /// The place of each in its column.
    position: Vec<u32>,
    /// By strand: the number under which it passes a column.
    passing: Vec<Option<u32>>,
}

/// Bars and what runs between them.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'a> {
    /// The bars.
    pub bars: &'a [Bar],
    /// What runs between them; those with an end that is no bar, or with both ends the same, are
    /// passed over.
    pub strands: &'a [Strand],
    /// What [`order`] made of them.
    pub order: &'a Order,
    /// Points kept free between bars.
    pub gap: f64,
    /// The least width of a ribbon.
    pub hair: f64,
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

/// The gap beside a ribbon that passes a column, in parts of that between bars.
const PASSING_GAP: f64 = 0.3;
/// How much of a column's height bars may take, so that they are seen as bars.
const SOLID: f64 = 0.7;
/// The widest ribbon that comes back to its column: wider ones would be bent into blots.
const WIDEST_ARC: f64 = 14.0;
/// How much of a column's free height is given to its gaps, and how wide they become at most.
const SPREAD: f64 = 0.5;
const WIDEST_GAP: f64 = 14.0;
/// Rounds of bars following their neighbours: the places of most graphs are at rest after six.
const ROUNDS: u32 = 10;
/// Steps to the scale: half of the interval goes with each.
const HALVINGS: u32 = 40;

/// Nodes in classes of exactly the same neighbours and one kind, each in rising order, by their
/// lowest node. What is true of one is true of all, so a class can share a bar.
#[must_use]
pub fn classes(kinds: &[u8], ties: &[Tie]) -> Vec<Vec<u32>> {
    twins::classes(&Csr::of_ties(kinds.len(), ties), kinds).members
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
            // Of more columns than three it passes the first.
            _ => {
                passing[index] = Some(next);
                layers.order[usize::from(from) + 1].push(next);
                layers.ribbons[usize::from(from)].push(ribbon(left, next));
                layers.ribbons[usize::from(from) + 1].push(ribbon(next, right));
                next += 1;
            }
        }
    }
    let mut bars: Vec<u32> = (0..count).collect();
    bars.sort_by(|a, b| weight[*b as usize].total_cmp(&weight[*a as usize]));
    for layer in &mut layers.order {
        layer.clear();
    }
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
    fn columns(&self) -> Vec<u8> {
        self.bars.iter().map(|bar| bar.column).collect()
    }

    fn widths(&self, scale: f64) -> Vec<f64> {
        let width = |strand: &Strand| {
            strand.width.unwrap_or_else(|| (scale * strand.weight).max(self.hair))
        };
        self.strands.iter().map(width).collect()
    }

    /// The heights of the bars, and after them of what passes.
    fn heights(&self, widths: &[f64]) -> Vec<f64> {
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
    fn slot(&self, heights: &[f64], node: u32) -> f64 {
        let beside = self.bars.get(node as usize).map_or(0.0, |bar| bar.beside);
        heights[node as usize].max(beside)
    }

    /// What is kept free between two neighbours of a column, for a gap.
    fn between(&self, gap: f64, one: u32, two: u32) -> f64 {
        let passes = one.max(two) as usize >= self.bars.len();
        if passes { gap * PASSING_GAP } else { gap }
    }

    fn gaps(&self, gap: f64, column: &[u32]) -> f64 {
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
