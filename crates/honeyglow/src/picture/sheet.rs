//! Places on a page that grows with the graph: every node drawn, or every label.

use super::like::{self, Kept};
use super::{Fold, Labels, Settings, own_place, ranks};
use crate::drawing::page::{self, LabelRoom, Sizes};
use crate::drawing::{Blocks, Placement};
use crate::graph::Graph;
use crate::label::measure::Fonts;
use crate::label::place::{self as free_place, Wish};
use crate::label::text::Detail;
use crate::layout::anchored::{self, Anchored};
use crate::layout::anchored_blocks;
use crate::layout::organic::{self, Arrangement, Layout, Sheet};
use crate::layout::{Extent, Point, Rect, Size, Tie};

/// The font of a page that may be as large as it needs to be: small enough that the page does not
/// grow without need, large enough to be read at its own size.
const FONT: f64 = 9.0;
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
    let layout = match board.arrangement {
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
    let layout = board.organic(graph, ties, settings);
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
        let sizes = Sizes::new(graph, fonts, FONT, Detail::Full);
        let arrangement = match settings.fold {
            Fold::Twins => Arrangement::Blocks,
            Fold::Budget | Fold::Nothing => Arrangement::Singly,
        };
        let room = match (settings.labels, arrangement) {
            (Labels::All, _) | (Labels::Fit, Arrangement::Blocks) => LabelRoom::Below,
            (Labels::Fit, Arrangement::Singly) | (Labels::Nothing, _) => LabelRoom::None,
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

    fn labelled(
        self,
        graph: &Graph,
        ties: &[Tie],
        settings: &Settings,
        layout: Layout,
        sides: &[Option<Point>],
    ) -> (Placement, Size) {
        let Self { sizes, room, .. } = self;
        let Layout { centres, size, blocks, block_of } = layout;
        let own =
            |index: usize| own_place(&sizes.shapes[index], centres[index], sizes.labels[index]);
        let labels: Vec<Option<Rect>> = match (settings.labels, room) {
            (Labels::Nothing, _) => vec![None; centres.len()],
            (_, LabelRoom::Below) => (0..centres.len()).map(|index| Some(own(index))).collect(),
            (_, LabelRoom::None) if centres.len() <= MOST_FREE => {
                let wishes: Vec<Option<Wish>> = (sizes.labels.iter().zip(ranks(graph)))
                    .enumerate()
                    .map(|(index, (size, rank))| {
                        let before = sides.get(index).copied().flatten();
                        Some(Wish { size: *size, rank, before })
                    })
                    .collect();
                free_place::place(&sizes.shapes, &centres, &wishes, ties, size)
            }
            (_, LabelRoom::None) => vec![None; centres.len()],
        };
        let blocks = Blocks { rooms: blocks, of: block_of };
        (Placement { sizes, centres, labels, edge_labels: Vec::new(), blocks }, size)
    }
}
