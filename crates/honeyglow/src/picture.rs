//! The middle of the road: links in, picture out.
//!
//! [`draw`] is the one function that walks from links to a placed drawing; whoever wants a picture
//! calls it. It folds the graph to the page's mark budget, chooses the largest font with which all
//! labels have room, lays out nodes together with their labels' room, lets the labels find
//! their best places, and measures what came of it. Where every node or every label is asked for,
//! the page grows instead: see [`Fold`] and [`Labels`].

mod columns;
mod expand;
mod like;
pub mod previous;
mod radial;
mod sheet;

use crate::drawing::page::{self, LabelRoom, Sizes};
use crate::drawing::{Blocks, Caption, Counted, Drawing, Manner, Placement, Strokes, compose};
use crate::graph::{self, Account, Edge, Graph};
use crate::label::along::{self, EdgeWish};
use crate::label::measure::Fonts;
use crate::label::place::{self as free_place, Wish};
use crate::label::text::{self, Detail};
use crate::layout::{self, Crowded, Extent, Plan, Point, Rect, Shape, Size, Tie};
use crate::link::Links;
use crate::quality::stability::{self, Moved};
use crate::quality::{self, Quality};
use crate::reduce::column::{self, Grouping};
use crate::reduce::filter::{self, Filter};
use crate::reduce::{self, importance};
use previous::Previous;

/// How a picture is to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The page in points; chosen by the room that marks and labels need where none is given.
    pub page: Option<Size>,
    /// The most marks; as many as the page holds where none is given.
    pub max_nodes: Option<usize>,
    /// What becomes of alike nodes.
    pub fold: Fold,
    /// What is left out, put together and taken apart because somebody wants it so.
    pub wishes: Wishes,
    /// Which labels are drawn.
    pub labels: Labels,
    /// Where nodes stand.
    pub layout: LayoutKind,
    /// How edges are drawn.
    pub strokes: Strokes,
    /// Whether the drawing is measured.
    pub measure: Measure,
    /// The picture before, of which what stayed keeps its place; none is drawn anew.
    pub like: Option<Previous>,
    /// The same links, settings and seed give the same picture.
    pub seed: u64,
    /// How many threads may lay out; the picture does not depend on it. None is one.
    pub threads: usize,
    /// The words around the graph.
    pub caption: Caption,
    /// Lines of the view that could not be read, for the sums in the legend.
    pub skipped: u64,
}

/// What a user wants to see of the graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wishes {
    /// What is left out, one filter after the other.
    pub filters: Vec<Filter>,
    /// What is put together whether there is room or not.
    pub groups: Vec<Grouping>,
    /// Groups whose members are drawn singly, whatever the budget: each by the name of a member, by
    /// its headline, or by its id in the picture without them.
    pub expand: Vec<String>,
}

/// What becomes of alike nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// They become groups, until the page's budget of marks is kept.
    #[default]
    Budget,
    /// Each is drawn, those with the same neighbours in one block; the page grows.
    Twins,
    /// Each is drawn where its edges pull it; the page grows.
    Nothing,
}

/// Where nodes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LayoutKind {
    /// Where their edges pull them.
    #[default]
    Force,
    /// In columns by role, with ribbons between them.
    Columns,
    /// Events on a ring, what belongs to one of them around it.
    Radial,
}

/// Which labels are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Labels {
    /// Those that have room on the page.
    #[default]
    Fit,
    /// All: the page grows until they have room.
    All,
    /// None.
    Nothing,
}

/// Whether the drawing is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// It is; that takes longer than to draw it.
    #[default]
    Everything,
    /// It is not.
    Nothing,
}

/// A picture and all that it was made of.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The graph as drawn, its groups folded.
    pub graph: Graph,
    /// Where every event and name went.
    pub account: Account,
    /// The labels' boxes in the graph's area, node by node; none where there was no room.
    pub labels: Vec<Option<Rect>>,
    /// How readable the graph's area is, if it was measured.
    pub quality: Option<Quality>,
    /// How far what stayed has moved, if the picture was drawn like another.
    pub moved: Option<Moved>,
    /// Size of the labels' font, in points.
    pub font_pt: f64,
    /// The page of marks.
    pub drawing: Drawing,
    /// Which of [`Wishes::expand`] are no node of the picture.
    pub unknown: Vec<String>,
}

/// Draws links as a picture.
#[must_use]
pub fn draw(links: Links, settings: &Settings) -> Picture {
    draw_graph(graph::build(links), settings)
}

/// Draws a graph as a picture.
#[must_use]
pub fn draw_graph(graph: Graph, settings: &Settings) -> Picture {
    let fonts = Fonts::embedded();
    let mut graph = settings.wishes.filters.iter().copied().fold(graph, filter::apply);
    if settings.fold == Fold::Budget {
        note(&mut graph, settings);
    }
    let (graph, unknown) =
        expand::expanded(graph, &settings.wishes.expand, |graph| folded(graph, settings));
    let account = graph.account(settings.skipped);
    let ties = ties(&graph);
    let kin = settings.like.as_ref().map(|like| like.kin(&graph));
    let like = settings.like.as_ref().zip(kin.as_ref());
    let kept = like.and_then(|(like, kin)| {
        like::place(&like::Kept { graph: &graph, fonts: &fonts, ties: &ties, like, kin }, settings)
    });
    let (page, area, mut placement) = match (kept, settings.page) {
        (Some((placement, area)), asked) => {
            let page = asked.filter(|_| !grows(settings));
            (page.unwrap_or_else(|| page::page_around(area)), area, placement)
        }
        (None, Some(page)) if settings.layout != LayoutKind::Columns && !grows(settings) => {
            let area = page::graph_area(page);
            let kinds = radial::kinds(&graph);
            let placing: &Placing<'_> = match settings.layout {
                LayoutKind::Radial => &|plan| radial::on_page(plan, &kinds),
                LayoutKind::Force | LayoutKind::Columns => &layout::force,
            };
            (page, area, place(&graph, &fonts, &ties, area, settings, placing))
        }
        (None, asked) => {
            let (placement, area) = match settings.layout {
                LayoutKind::Columns => columns::place(&graph, &fonts, &ties, settings),
                LayoutKind::Force | LayoutKind::Radial => {
                    sheet::place(&graph, &fonts, &ties, settings)
                }
            };
            let page = asked.filter(|_| !grows(settings));
            (page.unwrap_or_else(|| page::page_around(area)), area, placement)
        }
    };
    if settings.labels != Labels::Nothing {
        placement.edge_labels = edge_labels(&graph, &fonts, &placement, area);
    }
    let Placement { sizes, centres, labels, edge_labels, .. } = &placement;
    let quality = (settings.measure == Measure::Everything).then(|| {
        // Labels of edges come after those of all nodes, so that they are of none.
        let texts = [&labels[..], edge_labels].concat();
        quality::measure(&sizes.shapes, centres, &texts, &ties, area)
    });
    let moved = like.map(|(like, kin)| {
        let area = page::graph_area(page);
        stability::mean_move(&like::before(like, kin, area), centres, area)
    });
    let font_pt = sizes.font_pt;
    let drawing =
        compose(&graph, &account, &placement, page, &settings.caption, &fonts, settings.strokes);
    let labels = placement.labels;
    Picture { graph, account, labels, quality, moved, font_pt, drawing, unknown }
}

/// The graph as it is drawn.
fn folded(graph: Graph, settings: &Settings) -> Graph {
    let graph = settings.wishes.groups.iter().copied().fold(graph, column::group);
    if settings.fold != Fold::Budget {
        return graph;
    }
    let budget = settings.max_nodes.unwrap_or_else(|| page::mark_budget(settings.page));
    let like = settings.like.as_ref();
    let budget = like.map_or(budget, |like| like.budget(graph.nodes.len(), budget));
    // A graph that somebody made is drawn as it is, as long as its marks have room.
    let is_made = settings.caption.counted == Counted::Edges;
    let asked = settings.max_nodes.or(is_made.then_some(budget));
    let graph = reduced(graph, budget, asked);
    if settings.layout == LayoutKind::Columns && asked.is_none() && !is_whole(settings) {
        return columns::reduced(graph, settings);
    }
    graph
}

/// A node of this part of all events or more says how many on its label: one in a hundred.
const BUSY_PART: u64 = 100;

/// Notes what deserves a word on a page that cannot show every node of a log.
fn note(graph: &mut Graph, settings: &Settings) {
    let budget = settings.max_nodes.unwrap_or_else(|| page::mark_budget(settings.page));
    if graph.nodes.len() > budget && settings.caption.counted != Counted::Edges {
        let events: u64 = graph.paths.iter().map(|path| path.count).sum();
        graph.notes.counts_from = Some((events / BUSY_PART).max(2));
        graph.notes.contested = importance::contested(graph);
    }
}

/// Does the page grow with what stands on it? It does unless somebody asked for a page.
fn grows(settings: &Settings) -> bool {
    settings.page.is_none() || is_whole(settings)
}

/// Is every node or every label asked for, whatever page that takes?
fn is_whole(settings: &Settings) -> bool {
    settings.fold != Fold::Budget || settings.labels == Labels::All
}

/// The places of the labels that a style gives edges; empty if it gives none.
fn edge_labels(
    graph: &Graph,
    fonts: &Fonts,
    placement: &Placement,
    area: Size,
) -> Vec<Option<Rect>> {
    // Edges into blocks are drawn together.
    let none = graph.looks.edges.values().all(|look| look.label.is_none());
    if none || !placement.blocks.rooms.is_empty() {
        return Vec::new();
    }
    let Placement { sizes, centres, labels, .. } = placement;
    let font_pt = page::edge_font(sizes.font_pt);
    let ends = placement.manner.ends();
    let wish = |(index, edge): (usize, &Edge)| {
        let lines = text::edge_lines(graph, edge, fonts);
        let size = page::edge_label_size(&lines, fonts, font_pt);
        let middles = (centres[edge.from.index()], centres[edge.to.index()]);
        let (from, to) = ends.get(&index).copied().unwrap_or(middles);
        (!lines.is_empty()).then_some(EdgeWish { from, to, size })
    };
    let wishes: Vec<Option<EdgeWish>> = graph.edges().iter().enumerate().map(wish).collect();
    along::place(&sizes.shapes, centres, labels, &wishes, area)
}

/// More edges than this to a mark, and lines are all that is seen.
const EDGES_PER_MARK: usize = 2;

/// The part of the budget that a page has if it must fold: a group's label is three times as high as
/// a name, and what is a summary should be read at a glance.
const SUMMARY_PART: (usize, usize) = (5, 8);

/// Folds to the budget. Where nobody asked for a number of marks, a page that cannot show every node
/// has fewer; and one that would be grey with edges fewer still, down to a quarter.
fn reduced(graph: Graph, budget: usize, asked: Option<usize>) -> Graph {
    let mut fewer = budget;
    if asked.is_none() && graph.nodes.len() > budget {
        fewer = budget * SUMMARY_PART.0 / SUMMARY_PART.1;
    }
    let mut graph = reduce::to_budget(graph, fewer);
    while asked.is_none()
        && fewer > budget / 4
        && graph.edges().len() > EDGES_PER_MARK * graph.nodes.len().max(60)
    {
        fewer = fewer * 4 / 5;
        graph = reduce::to_budget(graph, fewer);
    }
    graph
}

fn ties(graph: &Graph) -> Vec<Tie> {
    let edges = graph.edges().into_iter();
    edges.map(|edge| Tie { a: edge.from.0, b: edge.to.0, weight: edge.count as f64 }).collect()
}

/// How full the area may be before a font is not even tried: boxes in an organic arrangement
/// need more air than they have area.
const FULL: f64 = 0.45;

/// Places everything on a page of its own size. Labels that nobody asked for keep their room, as
/// air.
fn place(
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
fn room(sizes: &Sizes, rooms: &[LabelRoom]) -> f64 {
    let rooms = rooms.iter().enumerate().map(|(index, room)| {
        let size = sizes.extent(index, *room).size();
        (size.width + page::NODE_GAP) * (size.height + page::NODE_GAP)
    });
    rooms.sum()
}

/// Something that places nodes on a page.
type Placing<'a> = dyn Fn(&Plan<'_>) -> Result<Vec<Point>, Crowded> + 'a;

/// One try to place everything.
struct Attempt<'a> {
    sizes: &'a Sizes,
    rooms: &'a [LabelRoom],
    ties: &'a [Tie],
    area: Size,
    gap: f64,
    seed: u64,
    ranks: &'a [u32],
    /// Where labels stood last, from their nodes' centres.
    before: &'a [Option<Point>],
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
    fn stands(&self, centres: Vec<Point>) -> Placement {
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
    fn labels(&self, centres: &[Point]) -> Vec<Option<Rect>> {
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
fn has_text(label: Size) -> bool {
    label.height > 0.0
}

/// Where the room of a label was kept: inside a box, else beneath the shape.
fn own_place(shape: &Shape, centre: Point, label: Size) -> Rect {
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
fn ranks(graph: &Graph) -> Vec<u32> {
    let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
    order.sort_by_key(|index| {
        let node = &graph.nodes[*index];
        (node.role != graph::Role::Event, u64::MAX - node.count, *index)
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
