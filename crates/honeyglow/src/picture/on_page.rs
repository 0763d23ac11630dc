//! Places on a page of a given size: the largest font with which all labels have room, and what
//! gives way where there is none.

use super::{Labels, Settings};
use crate::drawing::page::{self, LabelRoom, Sizes};
use crate::drawing::{Blocks, Manner, Placement};
use crate::graph::{Graph, Role};
use crate::label::measure::Fonts;
use crate::label::place::{self as free_place, Wish};
use crate::label::text::Detail;
use crate::layout::{self, Crowded, Extent, Plan, Point, Rect, Shape, Size, Tie};

/// How full the area may be before a font is not even tried: boxes in an organic arrangement
/// need more air than they have area.
pub(super) const FULL: f64 = 0.45;

/// Places everything on a page of its own size. Labels that nobody asked for keep their room, as
/// air.
pub(super) fn place(
    graph: &Graph,
    fonts: &Fonts,
    ties: &[Tie],
    area: Size,
    settings: &Settings,
    placing: &Placing<'_>,
) -> Placement {
    let seed = settings.seed;
    let mut placement = labelled(graph, fonts, ties, area, seed, placing);
    if settings.labels == Labels::Nothing {
        placement.labels.fill(None);
    }
    placement
}

/// Tries fonts from large to small, each with full and with short labels, until all have room;
/// where not even the smallest fits, labels give way by rank, and then the shapes.
fn labelled(
    graph: &Graph,
    fonts: &Fonts,
    ties: &[Tie],
    area: Size,
    seed: u64,
    placing: &Placing<'_>,
) -> Placement {
    let rooms = vec![LabelRoom::Below; graph.nodes.len()];
    let ranks = ranks(graph);
    let mut font_pt = page::LARGEST_FONT;
    while font_pt >= page::SMALLEST_FONT {
        for detail in [Detail::Full, Detail::Short] {
            // Short labels are better than small ones only when the small ones are hard to read.
            if detail == Detail::Short && font_pt > page::SMALLEST_FONT + 1.0 {
                continue;
            }
            let sizes = Sizes::new(graph, fonts, font_pt, detail);
            let last = font_pt - 0.5 < page::SMALLEST_FONT;
            if room(&sizes, &rooms) > FULL * area.width * area.height && !last {
                continue;
            }
            let gap = page::NODE_GAP;
            let attempt = Attempt {
                sizes: &sizes,
                rooms: &rooms,
                ties,
                area,
                gap,
                seed,
                ranks: &ranks,
                before: &[],
            };
            if let Ok(placement) = attempt.placed(placing) {
                return placement;
            }
        }
        font_pt -= 0.5;
    }
    crowded(graph, fonts, ties, area, seed, placing)
}

/// The area that the nodes' rooms take, gaps included.
pub(super) fn room(sizes: &Sizes, rooms: &[LabelRoom]) -> f64 {
    let rooms = rooms.iter().enumerate().map(|(index, room)| {
        let size = sizes.extent(index, *room).size();
        (size.width + page::NODE_GAP) * (size.height + page::NODE_GAP)
    });
    rooms.sum()
}

/// Something that places nodes on a page.
pub(super) type Placing<'a> = dyn Fn(&Plan<'_>) -> Result<Vec<Point>, Crowded> + 'a;

/// One try to place everything.
pub(super) struct Attempt<'a> {
    pub(super) sizes: &'a Sizes,
    pub(super) rooms: &'a [LabelRoom],
    pub(super) ties: &'a [Tie],
    pub(super) area: Size,
    pub(super) gap: f64,
    pub(super) seed: u64,
    pub(super) ranks: &'a [u32],
    /// Where labels stood last, from their nodes' centres.
    pub(super) before: &'a [Option<Point>],
}

impl Attempt<'_> {
    fn placed(&self, layout: &Placing<'_>) -> Result<Placement, Crowded> {
        let rooms = self.rooms.iter().enumerate();
        let extents: Vec<Extent> =
            rooms.map(|(index, room)| self.sizes.extent(index, *room)).collect();
        let centres = layout(&Plan {
            extents: &extents,
            ties: self.ties,
            page: self.area,
            gap: self.gap,
            seed: self.seed,
        })?;
        Ok(self.stands(centres))
    }

    /// Everything with its labels, once the nodes have their places.
    pub(super) fn stands(&self, centres: Vec<Point>) -> Placement {
        let labels = self.labels(&centres);
        Placement {
            sizes: self.sizes.clone(),
            centres,
            labels,
            edge_labels: Vec::new(),
            blocks: Blocks::default(),
            manner: Manner::default(),
        }
    }

    /// The labels' best places. Those that had room kept for them always have one: if the free
    /// placement leaves one out, all stand where their room is.
    pub(super) fn labels(&self, centres: &[Point]) -> Vec<Option<Rect>> {
        let Self { sizes, rooms, ties, area, ranks, .. } = self;
        let wishes: Vec<Option<Wish>> = sizes
            .labels
            .iter()
            .zip(*ranks)
            .enumerate()
            .map(|(index, (size, rank))| {
                let before = self.before.get(index).copied().flatten();
                has_text(*size).then_some(Wish { size: *size, rank: *rank, before })
            })
            .collect();
        let placed = free_place::place(&sizes.shapes, centres, &wishes, ties, *area);
        let reserved = |index: usize| rooms[index] == LabelRoom::Below;
        let all_stand = placed.iter().enumerate().all(|(index, label)| {
            label.is_some() || !reserved(index) || !has_text(sizes.labels[index])
        });
        if all_stand {
            return placed;
        }
        (0..placed.len())
            .map(|index| {
                let own = own_place(&sizes.shapes[index], centres[index], sizes.labels[index]);
                let inside = sizes.shapes[index].outline.is_box();
                let stands = (reserved(index) || inside) && has_text(sizes.labels[index]);
                stands.then_some(own)
            })
            .collect()
    }
}

/// A style may want no label.
pub(super) fn has_text(label: Size) -> bool {
    label.height > 0.0
}

/// Where the room of a label was kept: inside a box, else beneath the shape.
pub(super) fn own_place(shape: &Shape, centre: Point, label: Size) -> Rect {
    if shape.outline.is_box() {
        return Rect::around(centre, label);
    }
    let top = shape.bounds(centre).y1 + page::LABEL_GAP;
    Rect {
        x0: centre.x - label.width / 2.0,
        y0: top,
        x1: centre.x + label.width / 2.0,
        y1: top + label.height,
    }
}

/// Events first, since they are few and everything hangs on them; then by count.
pub(super) fn ranks(graph: &Graph) -> Vec<u32> {
    let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
    order.sort_by_key(|index| {
        let node = &graph.nodes[*index];
        (node.role != Role::Event, u64::MAX - node.count, *index)
    });
    let mut ranks = vec![0; order.len()];
    for (rank, index) in (0..).zip(order) {
        ranks[index] = rank;
    }
    ranks
}

/// The page is too small for all labels: those of the smallest nodes give way, half of what is
/// left at a time, then the shapes and the space between them shrink. The end is a page of dots,
/// which always fits.
fn crowded(
    graph: &Graph,
    fonts: &Fonts,
    ties: &[Tie],
    area: Size,
    seed: u64,
    placing: &Placing<'_>,
) -> Placement {
    let ranks = ranks(graph);
    let mut sizes = Sizes::new(graph, fonts, page::SMALLEST_FONT, Detail::Short);
    let mut labelled = graph.nodes.len() as u32;
    let mut gap = page::NODE_GAP;
    loop {
        labelled /= 2;
        let room = |rank: &u32| {
            if *rank < labelled { LabelRoom::Below } else { LabelRoom::None }
        };
        let rooms: Vec<LabelRoom> = ranks.iter().map(room).collect();
        let attempt = Attempt {
            sizes: &sizes,
            rooms: &rooms,
            ties,
            area,
            gap,
            seed,
            ranks: &ranks,
            before: &[],
        };
        let rows = |plan: &Plan<'_>| placing(plan).or_else(|_| layout::fit(plan));
        let last: &Placing<'_> = if labelled == 0 { &rows } else { placing };
        if let Ok(placement) = attempt.placed(last) {
            return placement;
        }
        if labelled == 0 {
            shrink(&mut sizes);
            gap *= 0.7;
        }
    }
}

/// Makes all shapes smaller. Below a hundredth of a point they are dots of no size.
fn shrink(sizes: &mut Sizes) {
    for shape in &mut sizes.shapes {
        let side = |side: f64| if side < 0.01 { 0.0 } else { side * 0.7 };
        shape.size = Size { width: side(shape.size.width), height: side(shape.size.height) };
    }
}
