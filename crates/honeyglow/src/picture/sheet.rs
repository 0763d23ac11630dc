//! Places on a page that grows with the graph: every node drawn, or every label.

use super::{Fold, Labels, LayoutKind, Settings, own_place, radial, ranks};
use crate::drawing::page::{self, LabelRoom, Sizes};
use crate::drawing::{Blocks, Manner, Placement};
use crate::graph::Graph;
use crate::label::measure::Fonts;
use crate::label::place::{self as free_place, Wish};
use crate::label::text::Detail;
use crate::layout::organic::{self, Arrangement, Layout, Sheet};
use crate::layout::{Extent, Rect, Size, Tie};

/// The font of a page that may be as large as it needs to be: small enough that the page does not
/// grow without need, large enough to be read at its own size.
const FONT: f64 = 9.0;
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
    let sizes = Sizes::new(graph, fonts, FONT, Detail::Full);
    let arrangement = match settings.fold {
        Fold::Twins => Arrangement::Blocks,
        Fold::Budget | Fold::Nothing => Arrangement::Singly,
    };
    let room = match (settings.labels, arrangement) {
        (Labels::All, _) | (Labels::Fit, Arrangement::Blocks) => LabelRoom::Below,
        (Labels::Fit, Arrangement::Singly) | (Labels::Nothing, _) => LabelRoom::None,
    };
    let extents: Vec<Extent> =
        (0..graph.nodes.len()).map(|index| sizes.extent(index, room)).collect();
    let kinds: Vec<u8> = graph.nodes.iter().map(|node| node.role as u8).collect();
    let Layout { centres, size, blocks, block_of } = if settings.layout == LayoutKind::Radial {
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
    let own = |index: usize| own_place(&sizes.shapes[index], centres[index], sizes.labels[index]);
    let labels: Vec<Option<Rect>> = match (settings.labels, room) {
        (Labels::Nothing, _) => vec![None; centres.len()],
        (_, LabelRoom::Below) => (0..centres.len()).map(|index| Some(own(index))).collect(),
        (_, LabelRoom::None) if centres.len() <= MOST_FREE => {
            let wishes: Vec<Option<Wish>> = sizes
                .labels
                .iter()
                .zip(ranks(graph))
                .map(|(size, rank)| Some(Wish { size: *size, rank }))
                .collect();
            free_place::place(&sizes.shapes, &centres, &wishes, ties, size)
        }
        (_, LabelRoom::None) => vec![None; centres.len()],
    };
    let blocks = Blocks { rooms: blocks, of: block_of };
    let manner = Manner::default();
    (Placement { sizes, centres, labels, edge_labels: Vec::new(), blocks, manner }, size)
}
