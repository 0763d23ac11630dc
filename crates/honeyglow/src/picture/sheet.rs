//! Places on a page that grows with the graph: every node drawn, or every label.

use super::{
    Attempt, Fold, Labels, LayoutKind, Settings, has_text, own_place, radial, ranks, room,
};
use crate::drawing::page::{self, LabelRoom, Sizes};
use crate::drawing::{Blocks, Manner, Placement};
use crate::graph::Graph;
use crate::label::measure::Fonts;
use crate::label::text::Detail;
use crate::layout::organic::{self, Arrangement, Layout, Sheet};
use crate::layout::{Extent, Point, Rect, Size, Tie};

/// The font of a page that may be as large as it needs to be: small enough that the page does not
/// grow without need, large enough to be read at its own size.
const FONT: f64 = 9.0;
/// The font of a graph that leaves even the smallest page half empty.
const LARGE_FONT: f64 = 12.0;
/// The part of the smallest page that such a graph takes at most with the small font.
const SPARSE: f64 = 0.15;
/// How far such a graph moves apart at most: three names do not belong into three corners.
const MOST_GROWTH: f64 = 3.0;
/// Width over height.
const ASPECT: f64 = 1.5;
/// The most nodes whose labels look for free places; with more, those that were not given room have
/// none.
const MOST_FREE: usize = 5_000;

/// Where everything stands, and how large the graph's area is.
pub(super) fn place(
    graph: &Graph,
    fonts: &Fonts,
    ties: &[Tie],
    settings: &Settings,
) -> (Placement, Size) {
    let small = Sizes::new(graph, fonts, FONT, Detail::Full);
    let least = page::graph_area(page::page_around(Size::default()));
    let fits = room(&small, &vec![LabelRoom::Below; graph.nodes.len()])
        < SPARSE * least.width * least.height;
    let sizes = if fits { Sizes::new(graph, fonts, LARGE_FONT, Detail::Full) } else { small };
    let arrangement = match settings.fold {
        Fold::Twins => Arrangement::Blocks,
        Fold::Budget | Fold::Nothing => Arrangement::Singly,
    };
    let label_room = match (settings.labels, settings.fold) {
        (Labels::All, _) | (Labels::Fit, Fold::Budget | Fold::Twins) => LabelRoom::Below,
        (Labels::Fit, Fold::Nothing) | (Labels::Nothing, _) => LabelRoom::None,
    };
    let extents: Vec<Extent> =
        (0..graph.nodes.len()).map(|index| sizes.extent(index, label_room)).collect();
    let kinds: Vec<u8> = graph.nodes.iter().map(|node| node.role as u8).collect();
    let mut layout = if settings.layout == LayoutKind::Radial {
        let (centres, size) = radial::on_sheet(graph, &extents, ties, page::NODE_GAP, ASPECT);
        Layout { centres, size, ..Layout::default() }
    } else {
        organic::organic(&Sheet {
            extents: &extents,
            kinds: &kinds,
            ties,
            arrangement,
            gap: page::NODE_GAP,
            aspect: ASPECT,
            seed: settings.seed,
            threads: settings.threads,
        })
    };
    let area = page::graph_area(page::page_around(layout.size));
    fill(&mut layout, area);
    let Layout { centres, size, blocks, block_of } = layout;
    let labels = if settings.labels == Labels::Nothing {
        vec![None; centres.len()]
    } else if centres.len() <= MOST_FREE && arrangement == Arrangement::Singly {
        let rooms = vec![label_room; centres.len()];
        let (gap, seed, ranks) = (page::NODE_GAP, settings.seed, &ranks(graph)[..]);
        let attempt = Attempt { sizes: &sizes, rooms: &rooms, ties, area: size, gap, seed, ranks };
        attempt.labels(&centres)
    } else {
        let own = |index: usize| {
            let label = sizes.labels[index];
            let stands = label_room == LabelRoom::Below && has_text(label);
            stands.then(|| own_place(&sizes.shapes[index], centres[index], label))
        };
        (0..centres.len()).map(own).collect()
    };
    let blocks = Blocks { rooms: blocks, of: block_of };
    let manner = Manner::default();
    (Placement { sizes, centres, labels, edge_labels: Vec::new(), blocks, manner }, size)
}

/// A small graph on a page that may not be as small takes the page: its places move apart until one
/// side is full, and stand in the middle.
fn fill(layout: &mut Layout, area: Size) {
    let bounds = layout.centres.iter().map(|at| Rect { x0: at.x, y0: at.y, x1: at.x, y1: at.y });
    let bounds = bounds.reduce(|one, two| one.union(&two)).unwrap_or_default();
    // What is around the outer centres keeps its size.
    let growth = |span: f64, size: f64, area: f64| {
        if span > 1e-6 { ((area - size + span) / span).max(1.0) } else { f64::MAX }
    };
    let across = growth(bounds.width(), layout.size.width, area.width);
    let down = growth(bounds.height(), layout.size.height, area.height);
    // Blocks have rooms that would have to follow.
    let factor = if layout.blocks.is_empty() { across.min(down).min(MOST_GROWTH) } else { 1.0 };
    let grown = |span: f64, size: f64| size - span + span * factor;
    let x = (area.width - grown(bounds.width(), layout.size.width)) / 2.0;
    let y = (area.height - grown(bounds.height(), layout.size.height)) / 2.0;
    for at in &mut layout.centres {
        *at = Point {
            x: bounds.x0 + (at.x - bounds.x0) * factor + x,
            y: bounds.y0 + (at.y - bounds.y0) * factor + y,
        };
    }
    for room in &mut layout.blocks {
        *room = Rect { x0: room.x0 + x, y0: room.y0 + y, x1: room.x1 + x, y1: room.y1 + y };
    }
    layout.size = area;
}
