//! Places like those of the picture before: the same page, the same font, and what stayed where it
//! was, as far as all of it still has room.

use super::on_page::{Attempt, FULL, ranks, room};
use super::previous::{Kin, Previous};
use super::{Fold, Labels, Settings, asked_page, sheet};
use crate::drawing::Placement;
use crate::drawing::page::{self, HEADER, LabelRoom, MARGIN, Sizes};
use crate::graph::Graph;
use crate::label::measure::Fonts;
use crate::label::text::Detail;
use crate::layout::anchored::{self, Anchored, Start};
use crate::layout::{Point, Size, Tie};

/// What is to be placed, and where it was.
pub(super) struct Kept<'a> {
    pub(super) graph: &'a Graph,
    pub(super) fonts: &'a Fonts,
    pub(super) ties: &'a [Tie],
    pub(super) like: &'a Previous,
    pub(super) kin: &'a [Kin],
}

/// A picture of which a smaller part was there before is drawn anew: there is little to keep, and
/// the new part would have to fit itself around it.
const LEAST_KEPT: f64 = 0.2;
/// The font of a picture that does not say which it had.
const FONT: f64 = 9.0;
/// How far the font may shrink on a page that nobody asked for; before it does more, the page grows.
const SHRINKS: f64 = 0.9;
/// A page this many times larger than what stands on it is not kept.
const VAST: f64 = 12.0;

/// Where everything stands, and how large the graph's area is; none where the picture is to be
/// drawn anew.
pub(super) fn place(kept: &Kept<'_>, settings: &Settings) -> Option<(Placement, Size)> {
    if (stayed(kept) as f64) < LEAST_KEPT * kept.kin.len() as f64 {
        return None;
    }
    let font = kept.like.font_pt.unwrap_or(FONT);
    let font = font.clamp(page::SMALLEST_FONT, page::LARGEST_FONT);
    if let Some(page) = asked_page(settings) {
        return on_page(kept, settings, page, (font, page::SMALLEST_FONT));
    }
    // A page that nobody asked for stays as long as it is about right.
    let same = (settings.fold == Fold::Budget && has_about(kept, font))
        .then(|| on_page(kept, settings, kept.like.page, (font, font * SHRINKS)));
    Some(same.flatten().unwrap_or_else(|| sheet::place_like(kept, settings)))
}

/// Is the page of the picture before not much larger than it need be?
fn has_about(kept: &Kept<'_>, font_pt: f64) -> bool {
    let sizes = Sizes::new(kept.graph, kept.fonts, font_pt, Detail::Full);
    let needs = room(&sizes, &vec![LabelRoom::Below; kept.graph.nodes.len()]);
    let area = page::graph_area(kept.like.page);
    let least = page::graph_area(page::SMALLEST_PAGE);
    area.width * area.height <= (VAST * needs).max(least.width * least.height)
}

/// Everything on a page of that size, with the largest font between two with which it has room.
fn on_page(
    kept: &Kept<'_>,
    settings: &Settings,
    page: Size,
    (largest, smallest): (f64, f64),
) -> Option<(Placement, Size)> {
    let Kept { graph, fonts, ties, .. } = *kept;
    let area = page::graph_area(page);
    let rooms = vec![LabelRoom::Below; graph.nodes.len()];
    let ranks = ranks(graph);
    let starts = starts(kept, area);
    let sides = sides(kept);
    let mut font_pt = largest;
    while font_pt >= smallest {
        // As where a picture is drawn anew.
        let details: &[Detail] = match font_pt <= page::SMALLEST_FONT + 1.0 {
            true => &[Detail::Full, Detail::Short],
            false => &[Detail::Full],
        };
        for detail in details {
            let sizes = Sizes::new(graph, fonts, font_pt, *detail);
            if room(&sizes, &rooms) > FULL * area.width * area.height {
                continue;
            }
            let extents: Vec<_> =
                rooms.iter().enumerate().map(|(at, room)| sizes.extent(at, *room)).collect();
            let gone = gone(kept);
            let gap = page::NODE_GAP;
            let plan = Anchored { extents: &extents, ties, starts: &starts, gone, gap };
            let Ok(centres) = anchored::on_page(&plan, area) else { continue };
            let attempt = Attempt {
                sizes: &sizes,
                rooms: &rooms,
                ties,
                area,
                gap,
                seed: settings.seed,
                ranks: &ranks,
                before: &sides,
            };
            let mut placement = attempt.stands(centres);
            if settings.labels == Labels::Nothing {
                placement.labels.fill(None);
            }
            return Some((placement, area));
        }
        font_pt -= 0.5;
    }
    None
}

/// How many marks were there before.
fn stayed(kept: &Kept<'_>) -> usize {
    kept.kin.iter().filter(|kin| matches!(kin, Kin::Same(_))).count()
}

/// How many marks are gone.
pub(super) fn gone(kept: &Kept<'_>) -> usize {
    kept.like.marks.len().saturating_sub(stayed(kept))
}

/// Where each node starts on an area of that size.
pub(super) fn starts(kept: &Kept<'_>, area: Size) -> Vec<Start> {
    let scaled = scaled(kept.like, area);
    let start = |kin: &Kin| match kin {
        Kin::Same(mark) => Start::Anchor(scaled(*mark)),
        Kin::Part(mark) => Start::Hint(scaled(*mark)),
        Kin::New => Start::New,
    };
    kept.kin.iter().map(start).collect()
}

/// Where the label of each node stood, from the node's centre.
pub(super) fn sides(kept: &Kept<'_>) -> Vec<Option<Point>> {
    let side = |kin: &Kin| match kin {
        Kin::Same(mark) => kept.like.marks[*mark].label,
        Kin::Part(_) | Kin::New => None,
    };
    kept.kin.iter().map(side).collect()
}

/// Where each node that stayed was, on an area of that size.
pub(super) fn before(like: &Previous, kin: &[Kin], area: Size) -> Vec<Option<Point>> {
    let scaled = scaled(like, area);
    let place = |kin: &Kin| match kin {
        Kin::Same(mark) => Some(scaled(*mark)),
        Kin::Part(_) | Kin::New => None,
    };
    kin.iter().map(place).collect()
}

/// The place of a mark, in an area of that size.
fn scaled(like: &Previous, area: Size) -> impl Fn(usize) -> Point + '_ {
    let old = page::graph_area(like.page);
    let (wide, tall) = (area.width / old.width, area.height / old.height);
    move |mark| {
        let centre = like.marks[mark].centre;
        Point { x: (centre.x - MARGIN) * wide, y: (centre.y - MARGIN - HEADER) * tall }
    }
}
