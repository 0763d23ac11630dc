//! Places on a page that grows with the graph: every node drawn, or every label.

use super::like::{self, Kept};
use super::on_page::{Attempt, has_text, own_place, ranks, room};
use super::{Fold, Labels, LayoutKind, Settings, radial};
use crate::drawing::page::{self, LabelRoom, Sizes};
use crate::drawing::{Blocks, Manner, Placement};
use crate::graph::Graph;
use crate::label::measure::Fonts;
use crate::label::text::Detail;
use crate::layout::anchored::{self, Anchored};
use crate::layout::anchored_blocks;
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

/// Where everything stands, where a picture was drawn before, and how large the graph's area is.
///
/// Blocks are made anew and stand where most of what is in them stood.
pub(super) fn place_like(kept: &Kept<'_>, settings: &Settings) -> (Placement, Size) {
    let Kept { graph, fonts, ties, like, .. } = *kept;
    let board = Board::new(graph, fonts, settings);
    let starts = like::starts(kept, page::graph_area(like.page));
    let plan = Anchored {
        extents: &board.extents,
        ties,
        starts: &starts,
        gone: like::gone(kept),
        gap: page::NODE_GAP,
    };
    let mut layout = match board.arrangement {
        Arrangement::Singly => {
            let (centres, size) = anchored::on_sheet(&plan);
            let block_of = vec![None; centres.len()];
            Layout { centres, size, blocks: Vec::new(), block_of }
        }
        Arrangement::Blocks => {
            let anew = board.organic(graph, ties, settings);
            anchored_blocks::settle(&plan, anew)
        }
    };
    // Where the page was as small as can be, they stood in the middle of it.
    let area = page::graph_area(page::page_around(layout.size));
    fill(&mut layout, area, 1.0);
    board.labelled(graph, ties, settings, layout, &like::sides(kept))
}

/// Where everything stands, and how large the graph's area is.
pub(super) fn place(
    graph: &Graph,
    fonts: &Fonts,
    ties: &[Tie],
    settings: &Settings,
) -> (Placement, Size) {
    let board = Board::new(graph, fonts, settings);
    let mut layout = match settings.layout {
        LayoutKind::Radial => board.radial(graph, ties),
        LayoutKind::Force | LayoutKind::Columns => board.organic(graph, ties, settings),
    };
    let area = page::graph_area(page::page_around(layout.size));
    fill(&mut layout, area, MOST_GROWTH);
    board.labelled(graph, ties, settings, layout, &[])
}

/// What stands on the sheet, before it has places.
struct Board {
    sizes: Sizes,
    arrangement: Arrangement,
    room: LabelRoom,
    extents: Vec<Extent>,
}

impl Board {
    fn new(graph: &Graph, fonts: &Fonts, settings: &Settings) -> Self {
        let small = Sizes::new(graph, fonts, FONT, Detail::Full);
        let least = page::graph_area(page::SMALLEST_PAGE);
        let needs = room(&small, &vec![LabelRoom::Below; graph.nodes.len()]);
        let is_sparse = needs < SPARSE * least.width * least.height;
        let sizes =
            if is_sparse { Sizes::new(graph, fonts, LARGE_FONT, Detail::Full) } else { small };
        let arrangement = match settings.fold {
            Fold::Twins => Arrangement::Blocks,
            Fold::Budget | Fold::Nothing => Arrangement::Singly,
        };
        let room = match (settings.labels, settings.fold) {
            (Labels::All, _) | (Labels::Fit, Fold::Budget | Fold::Twins) => LabelRoom::Below,
            (Labels::Fit, Fold::Nothing) | (Labels::Nothing, _) => LabelRoom::None,
        };
        let extents = (0..graph.nodes.len()).map(|index| sizes.extent(index, room)).collect();
        Self { sizes, arrangement, room, extents }
    }

    fn organic(&self, graph: &Graph, ties: &[Tie], settings: &Settings) -> Layout {
        let kinds: Vec<u8> = graph.nodes.iter().map(|node| node.role as u8).collect();
        organic::organic(&Sheet {
            extents: &self.extents,
            kinds: &kinds,
            ties,
            arrangement: self.arrangement,
            gap: page::NODE_GAP,
            aspect: ASPECT,
            seed: settings.seed,
            threads: settings.threads,
        })
    }

    fn radial(&self, graph: &Graph, ties: &[Tie]) -> Layout {
        let (centres, size) = radial::on_sheet(graph, &self.extents, ties, page::NODE_GAP, ASPECT);
        Layout { centres, size, ..Layout::default() }
    }

    /// `sides` are where labels stood last, from their nodes' centres.
    fn labelled(
        self,
        graph: &Graph,
        ties: &[Tie],
        settings: &Settings,
        layout: Layout,
        sides: &[Option<Point>],
    ) -> (Placement, Size) {
        let Self { sizes, room, arrangement, .. } = self;
        let Layout { centres, size, blocks, block_of } = layout;
        let labels = if settings.labels == Labels::Nothing {
            vec![None; centres.len()]
        } else if centres.len() <= MOST_FREE && arrangement == Arrangement::Singly {
            let attempt = Attempt {
                sizes: &sizes,
                rooms: &vec![room; centres.len()],
                ties,
                area: size,
                gap: page::NODE_GAP,
                seed: settings.seed,
                ranks: &ranks(graph),
                before: sides,
            };
            attempt.labels(&centres)
        } else {
            let own = |index: usize| {
                let label = sizes.labels[index];
                let stands = room == LabelRoom::Below && has_text(label);
                stands.then(|| own_place(&sizes.shapes[index], centres[index], label))
            };
            (0..centres.len()).map(own).collect()
        };
        let blocks = Blocks { rooms: blocks, of: block_of };
        let (edge_labels, manner) = (Vec::new(), Manner::default());
        (Placement { sizes, centres, labels, edge_labels, blocks, manner }, size)
    }
}

/// A small graph on a page that may not be as small takes the page: its places move apart until one
/// side is full, but no further than so many times, and stand in the middle.
fn fill(layout: &mut Layout, area: Size, most: f64) {
    let bounds = Rect::around_all(layout.centres.iter().copied()).unwrap_or_default();
    // What is around the outer centres keeps its size.
    let growth = |span: f64, size: f64, area: f64| {
        if span > 1e-6 { ((area - size + span) / span).max(1.0) } else { f64::MAX }
    };
    let across = growth(bounds.width(), layout.size.width, area.width);
    let down = growth(bounds.height(), layout.size.height, area.height);
    // Blocks have rooms that would have to follow.
    let factor = if layout.blocks.is_empty() { across.min(down).min(most) } else { 1.0 };
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
