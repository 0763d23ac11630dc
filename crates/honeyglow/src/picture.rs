//! The middle of the road: links in, picture out.
//!
//! [`draw`] is the one function that walks from links to a placed drawing; whoever wants a picture
//! calls it. It folds the graph to the page's mark budget, chooses the largest font with which all
//! labels have room, lays out nodes together with their labels' room, lets the labels find
//! their best places, and measures what came of it. Where every node or every label is asked for,
//! the page grows instead: see [`Fold`] and [`Labels`].

mod columns;
mod expand;
mod folding;
mod like;
mod on_page;
pub mod previous;
mod radial;
mod sheet;

use crate::drawing::page;
use crate::drawing::{Caption, Drawing, Placement, Strokes, compose};
use crate::graph::{self, Account, Edge, Graph};
use crate::label::along::{self, EdgeWish};
use crate::label::measure::Fonts;
use crate::label::text;
use crate::layout::{self, Rect, Size, Tie};
use crate::link::Links;
use crate::quality::stability::{self, Moved};
use crate::quality::{self, Quality};
use crate::reduce::column::Grouping;
use crate::reduce::filter::{self, Filter};
use on_page::Placing;
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
        folding::note(&mut graph, settings);
    }
    let (graph, unknown) =
        expand::expanded(graph, &settings.wishes.expand, |graph| folding::folded(graph, settings));
    let account = graph.account(settings.skipped);
    let ties = ties(&graph);
    let kin = settings.like.as_ref().map(|like| like.kin(&graph));
    let like = settings.like.as_ref().zip(kin.as_ref());
    let kept = like.and_then(|(like, kin)| {
        like::place(&like::Kept { graph: &graph, fonts: &fonts, ties: &ties, like, kin }, settings)
    });
    let asked = asked_page(settings);
    let (mut placement, area) = match (kept, settings.layout, asked) {
        (Some(kept), ..) => kept,
        (None, LayoutKind::Columns, _) => columns::place(&graph, &fonts, &ties, settings),
        (None, _, Some(page)) => {
            let area = page::graph_area(page);
            let kinds = radial::kinds(&graph);
            let placing: &Placing<'_> = match settings.layout {
                LayoutKind::Radial => &|plan| radial::on_page(plan, &kinds),
                LayoutKind::Force | LayoutKind::Columns => &layout::force,
            };
            (on_page::place(&graph, &fonts, &ties, area, settings, placing), area)
        }
        (None, _, None) => sheet::place(&graph, &fonts, &ties, settings),
    };
    let page = asked.unwrap_or_else(|| page::page_around(area));
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

/// The page that somebody asked for; none where it grows with what stands on it.
fn asked_page(settings: &Settings) -> Option<Size> {
    settings.page.filter(|_| !is_whole(settings))
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

fn ties(graph: &Graph) -> Vec<Tie> {
    let edges = graph.edges().into_iter();
    edges.map(|edge| Tie { a: edge.from.0, b: edge.to.0, weight: edge.count as f64 }).collect()
}
