//! The largest font with which columns fit a page, or the page that columns need.

use super::grid::Spec;
use super::{Seat, Table};
use crate::drawing::Placement;
use crate::drawing::page;
use crate::label::measure::LINE_HEIGHT;
use crate::label::text::Detail;
use crate::layout::Size;
use crate::picture::Labels;

/// Between bars.
const GAP: f64 = 2.5;
/// The same where the page grows.
const WIDE_GAP: f64 = 3.5;
/// The least height of a bar: thinner ones have no colour to the eye.
const LEAST: f64 = 4.0;
/// The least width of a ribbon, for the same reason.
const HAIR: f64 = 0.6;
/// The least space for ribbons between columns, and what is usual.
const CHANNEL: f64 = 64.0;
const WIDE_CHANNEL: f64 = 230.0;
/// Width over height of the graph on a page that is chosen: that of a screen, less title and legend.
const WIDE_SCREEN: f64 = 1.6;
/// How much of the height rows may take before a smaller font is tried: the rest is the ribbons'.
const ROOMY: f64 = 0.78;
/// The same with the smallest font.
const TIGHT: f64 = 0.94;
/// The most names that a group lists where its bar is not high enough for them.
const NAMES: usize = 6;
/// The most that it lists in any case: what is longer is not read, and the table has them all.
const MOST_NAMES: usize = 24;
/// How much of a column's free height lists of names may take.
const FOR_NAMES: f64 = 0.6;
/// The fonts of a page that is chosen, and of one that grows.
const COMFORTABLE_FONT: f64 = 10.0;
const SHEET_FONT: f64 = 9.0;
/// On a page that grows: how much higher it is than its rows need, in parts, and at most.
const AIR: f64 = 0.3;
const MOST_AIR: f64 = 600.0;
/// Width over height, as far as channels do not become wider than that.
const ASPECT: f64 = 1.3;
const WIDEST_CHANNEL: f64 = 900.0;

/// The area on which all has room and air, where nobody asked for one.
pub(super) fn area_for(table: &Table<'_>) -> Size {
    let spec = table.spec(COMFORTABLE_FONT, Detail::Names(1), Labels::Fit);
    let widths = table.widths(&spec);
    let channels = widths.len().saturating_sub(1) as f64;
    let least = page::graph_area(page::SMALLEST_PAGE);
    let most = page::graph_area(page::USUAL_PAGE);
    let height = (table.tallest(&spec) / ROOMY).clamp(least.height, most.height);
    let width = widths.iter().sum::<f64>() + channels * WIDE_CHANNEL;
    let width = width.max(height * WIDE_SCREEN);
    Size { width: width.clamp(least.width, most.width).round(), height: height.round() }
}

/// Everything on a page that is as large as it must be, every label drawn if any is.
pub(super) fn grown(table: &Table<'_>, labels: Labels) -> (Placement, Size) {
    let mut spec = table.spec(SHEET_FONT, Detail::Full, labels);
    spec.gap = WIDE_GAP;
    let least = page::graph_area(page::SMALLEST_PAGE);
    let need = table.tallest(&spec);
    let height = (need + (AIR * need).min(MOST_AIR)).max(least.height);
    let widths = table.widths(&spec);
    let whole: f64 = widths.iter().sum();
    let channels = widths.len().saturating_sub(1).max(1) as f64;
    let channel = ((height * ASPECT - whole) / channels).clamp(WIDE_CHANNEL, WIDEST_CHANNEL);
    let width = (whole + channels * channel).max(least.width);
    let size = Size { width, height };
    let bars = table.bars(&spec);
    let flow = table.flow(&bars, &spec);
    let scale = flow.scale(height).unwrap_or_default();
    (table.placement(&spec, &flow.stack(scale, height), width), size)
}

/// Everything on a page of that size: with the largest font that leaves room for ribbons; where
/// not even the smallest does, labels give way by rank, and then the space between bars.
pub(super) fn placed(table: &Table<'_>, area: Size, labels: Labels) -> Placement {
    let mut font_pt = page::LARGEST_FONT;
    while font_pt >= page::SMALLEST_FONT {
        let last = font_pt - 0.5 < page::SMALLEST_FONT;
        let share = if last { TIGHT } else { ROOMY };
        for detail in [Detail::Names(1), Detail::Names(0)] {
            // A group without a name is worse than a smaller font.
            if detail == Detail::Names(0) && !last {
                continue;
            }
            let spec = table.spec(font_pt, detail, labels);
            if table.has_channels(&spec, area.width) && table.tallest(&spec) <= share * area.height
            {
                return finished(table, spec, area);
            }
        }
        font_pt -= 0.5;
    }
    finished(table, crowded(table, area, labels), area)
}

/// Labels that do not fit are left out: the widest, then those of the smallest nodes. Then gaps and
/// bars shrink. The end is columns of lines, which always fit.
fn crowded(table: &Table<'_>, area: Size, labels: Labels) -> Spec {
    let mut spec = table.spec(page::SMALLEST_FONT, Detail::Names(0), labels);
    let columns = table.seats.len().max(1) as f64;
    let widest = (area.width - (columns - 1.0) * CHANNEL) / columns - 30.0;
    for text in &mut spec.texts {
        if text.width > widest {
            *text = Size::default();
        }
    }
    for column in 0..table.seats.len() as u8 {
        leave_out(table, &mut spec, column, area.height * TIGHT);
    }
    let fits = |spec: &Spec| {
        let bars = table.bars(spec);
        table.flow(&bars, spec).scale(area.height).is_some()
    };
    while !fits(&spec) {
        let less = |side: f64| if side < 0.01 { 0.0 } else { side * 0.7 };
        (spec.gap, spec.least, spec.hair) = (less(spec.gap), less(spec.least), less(spec.hair));
        if spec.gap + spec.least + spec.hair <= 0.0 {
            // Only what a style made wide is left.
            spec.texts.fill(Size::default());
            break;
        }
    }
    spec
}

/// Leaves out the labels of a column from the last rank on, as many as have to go.
fn leave_out(table: &Table<'_>, spec: &mut Spec, column: u8, height: f64) {
    let need = |spec: &Spec| {
        let bars = table.bars(spec);
        table.flow(&bars, spec).needs(0.0)[usize::from(column)]
    };
    let own = table.items.iter().filter(|item| item.column == column);
    let mut nodes: Vec<u32> = own.flat_map(|item| item.nodes.iter().copied()).collect();
    nodes.sort_by_key(|node| table.ranks[*node as usize]);
    let whole = spec.texts.clone();
    // Halving: so many labels fit, so many do not.
    let (mut few, mut many) = (0, nodes.len() + 1);
    while few + 1 < many {
        let kept = usize::midpoint(few, many);
        spec.texts.clone_from(&whole);
        nodes[kept.min(nodes.len())..].iter().for_each(|node| {
            spec.texts[*node as usize] = Size::default();
        });
        if need(spec) <= height {
            few = kept;
        } else {
            many = kept;
        }
    }
    spec.texts.clone_from(&whole);
    nodes[few.min(nodes.len())..].iter().for_each(|node| {
        spec.texts[*node as usize] = Size::default();
    });
}

/// With the widest ribbons that fit, and lists of names where there is room.
fn finished(table: &Table<'_>, spec: Spec, area: Size) -> Placement {
    let scale = |spec: &Spec| {
        let bars = table.bars(spec);
        table.flow(&bars, spec).scale(area.height)
    };
    let mut spec = spec;
    let mut widest = scale(&spec).unwrap_or_default();
    let listing = listed(table, &spec, widest, area.height);
    if table.has_channels(&listing, area.width) && scale(&listing).is_some() {
        widest = scale(&listing).unwrap_or_default().min(widest);
        spec = listing;
    }
    let bars = table.bars(&spec);
    let stack = table.flow(&bars, &spec).stack(widest, area.height);
    table.placement(&spec, &stack, area.width)
}

/// The names of groups that have room: beside high bars, and in what is free of a column.
fn listed(table: &Table<'_>, spec: &Spec, scale: f64, height: f64) -> Spec {
    let bars = table.bars(spec);
    let flow = table.flow(&bars, spec);
    let mut spare: Vec<f64> =
        flow.needs(scale).into_iter().map(|need| (height - need) * FOR_NAMES).collect();
    let heights = flow.stack(scale, height).heights;
    let line = LINE_HEIGHT * spec.font_pt;
    let mut spec = spec.clone();
    let mut groups: Vec<(u32, usize)> = Vec::new();
    for (index, item) in table.items.iter().enumerate() {
        let node = item.nodes[0];
        let is_group = table.graph.nodes[node as usize].is_group();
        if item.nodes.len() == 1 && is_group && spec.texts[node as usize].height > 0.0 {
            groups.push((table.ranks[node as usize], index));
        }
    }
    groups.sort_unstable();
    for (_, index) in groups {
        let item = &table.items[index];
        let node = item.nodes[0] as usize;
        let inside = if table.seat(item) == Seat::Inside { 0.4 * spec.font_pt } else { 0.0 };
        let slot = heights[index].max(spec.texts[node].height + inside);
        let free = ((slot - inside) / line) as usize;
        let members = table.graph.nodes[node].members.len();
        let most = NAMES.max(free.saturating_sub(1)).min(MOST_NAMES).min(members);
        let spare = &mut spare[usize::from(item.column)];
        for names in (2..=most).rev() {
            let text = table.text(node, Detail::Names(names), spec.font_pt);
            let more = (text.height + inside - slot).max(0.0);
            if more <= *spare {
                *spare -= more;
                spec.texts[node] = text;
                spec.details[node] = Detail::Names(names);
                break;
            }
        }
    }
    spec
}

impl Table<'_> {
    /// All labels at a size; groups name as many as that.
    fn spec(&self, font_pt: f64, of_groups: Detail, labels: Labels) -> Spec {
        let details: Vec<Detail> = vec![of_groups; self.graph.nodes.len()];
        let texts = match labels {
            Labels::Nothing => vec![Size::default(); details.len()],
            Labels::Fit | Labels::All => {
                let texts = details.iter().enumerate();
                texts.map(|(node, detail)| self.text(node, *detail, font_pt)).collect()
            }
        };
        Spec { font_pt, gap: GAP, least: LEAST, hair: HAIR, details, texts }
    }

    /// What the fullest column needs without any width for events.
    fn tallest(&self, spec: &Spec) -> f64 {
        let bars = self.bars(spec);
        self.flow(&bars, spec).needs(0.0).into_iter().fold(0.0, f64::max)
    }

    /// Is there room for ribbons between the columns?
    fn has_channels(&self, spec: &Spec, width: f64) -> bool {
        let widths = self.widths(spec);
        let channels = widths.len().saturating_sub(1) as f64;
        widths.iter().sum::<f64>() + channels * CHANNEL <= width
    }
}
