//! Edges as lines: each pair of ends once, drawn by their count, from border to border.

use super::blocks::Blocks;
use super::border::{self, Solid};
use super::edge_path;
use super::heads::Head;
use super::marks::TOOLTIP_NAME;
use super::page::shift;
use super::palette::Colour;
use super::palette::colour;
use super::{Course, Line, page, palette};
use crate::graph::{Graph, NodeId, Role};
use crate::label::text;
use crate::label::visible::visible;
use crate::layout::{Point, Shape};
use crate::look::EdgeLook;

/// Where a line ends: at a node, or at a block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Node(NodeId),
    Block(u32),
}

/// A line to draw: all edges between the same two ends.
struct Bundle<'a> {
    ends: (End, End),
    /// The node at either end; none where there are several.
    nodes: (Option<NodeId>, Option<NodeId>),
    side: Role,
    count: u64,
    /// What a style says of it; nothing where the edges differ.
    look: Option<&'a EdgeLook>,
}

/// How edges are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strokes {
    /// The way between the ends.
    pub edges: Edges,
    /// Whether the direction is shown.
    pub arrows: Arrows,
}

/// The way of edges between their ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edges {
    /// The shortest.
    #[default]
    Straight,
    /// Long ones run along short ones: see `edge_path`.
    Bundled,
}

/// Whether edges show which way they go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrows {
    /// They do not.
    #[default]
    Without,
    /// They end in a small head: source to event to target.
    With,
}

/// How many times as wide as a line a tapering one is at its hub: it stands for many.
const HUB: f64 = 1.8;
/// How wide it is at the other end, in parts of the hub's.
const FAN: f64 = 0.25;

/// The edges, and their heads. The heaviest are painted first, so that thin ones are seen upon
/// them.
pub(super) fn lines(
    graph: &Graph,
    (shapes, centres): (&[Shape], &[Point]),
    blocks: &Blocks,
    strokes: Strokes,
) -> (Vec<Line>, Vec<Head>) {
    let mut bundles = bundles(graph, blocks);
    let most = bundles.iter().map(|bundle| bundle.count).max().unwrap_or(1).max(1);
    bundles.sort_by_key(|bundle| (u64::MAX - bundle.count, bundle.ends));
    // Many edges need thinner ink, or the page goes grey.
    let ink = (9.0 / (bundles.len().max(1) as f64).sqrt()).clamp(0.28, 0.55);
    let solids = solids(shapes, centres, blocks);
    let ends: Vec<(usize, usize)> = bundles
        .iter()
        .map(|bundle| (bundle.ends.0.place(centres.len()), bundle.ends.1.place(centres.len())))
        .collect();
    let ways = match strokes.edges {
        Edges::Straight => vec![Vec::new(); ends.len()],
        Edges::Bundled => {
            let points: Vec<Point> = solids.iter().map(|solid| solid.centre).collect();
            let counts: Vec<u64> = bundles.iter().map(|bundle| bundle.count).collect();
            edge_path::ways(&points, &ends, &counts)
        }
    };
    let (mut lines, mut heads) = (Vec::with_capacity(bundles.len()), Vec::new());
    for ((bundle, (from, to)), way) in bundles.into_iter().zip(ends).zip(ways) {
        let title = bundle.title();
        // A label stands on the straight line.
        let way = if title.is_some() { Vec::new() } else { way };
        let past: Vec<Point> = way.into_iter().map(|stop| solids[stop].centre).collect();
        let Some((begin, mut end)) = cut(&solids[from], &solids[to], &past) else { continue };
        let (width, end_width) = bundle.widths(most);
        let (colour, opacity) = bundle.inks(ink, most);
        if strokes.arrows == Arrows::With {
            let before = past.last().copied().unwrap_or(begin);
            let head = Head::new(before, (begin, end), end_width);
            heads.push(Head { colour, opacity: (opacity * HEAD_INK).min(1.0), ..head });
            end = head.neck(end_width);
        }
        let course = match past[..] {
            [_, ..] => Course::Through(edge_path::spline(begin, &past, end)),
            [] if width == end_width => Course::Straight,
            [] => Course::Tapered { to: end_width },
        };
        lines.push(Line { from: begin, to: end, course, width, colour, opacity, title });
    }
    (lines, heads)
}

/// How much more solid a head is than its line: it is small.
const HEAD_INK: f64 = 1.6;

/// What lines end at: all nodes, then all frames, on the page.
fn solids(shapes: &[Shape], centres: &[Point], blocks: &Blocks) -> Vec<Solid> {
    let nodes = shapes.iter().zip(centres);
    let nodes = nodes.map(|(shape, centre)| Solid { shape: *shape, centre: shift(*centre) });
    let frames = blocks.frames().into_iter();
    nodes.chain(frames.map(|frame| Solid { shape: frame.shape, centre: frame.centre })).collect()
}

/// The ends of a line past those points, on the borders of its shapes; none where these meet.
fn cut(from: &Solid, to: &Solid, past: &[Point]) -> Option<(Point, Point)> {
    match (past.first(), past.last()) {
        (Some(first), Some(last)) => {
            Some((border::leaves(from, *first), border::leaves(to, *last)))
        }
        _ => border::between(from, to),
    }
}

impl End {
    /// Its place in the list of nodes and frames.
    fn place(self, nodes: usize) -> usize {
        match self {
            End::Node(node) => node.index(),
            End::Block(block) => nodes + block as usize,
        }
    }
}

impl Bundle<'_> {
    /// The width at either end. Between one node and several of a block many lines become one,
    /// which is wide at the one.
    fn widths(&self, most: u64) -> (f64, f64) {
        if let Some(width) = self.look.and_then(|look| look.width) {
            return (width, width);
        }
        let width = page::edge_width(self.count, most);
        match self.nodes {
            (Some(_), None) => (HUB * width, FAN * HUB * width),
            (None, Some(_)) => (FAN * HUB * width, HUB * width),
            _ => (width, width),
        }
    }

    /// Colour and opacity, more solid the more it counts.
    fn inks(&self, ink: f64, most: u64) -> (Colour, f64) {
        match self.look.and_then(|look| look.paint) {
            Some(paint) => (colour(paint.rgb), f64::from(paint.alpha) / 255.0),
            None => {
                let share = (self.count as f64 / most as f64).sqrt();
                (palette::edge(self.side), ink * (0.8 + 0.5 * share))
            }
        }
    }

    fn title(&self) -> Option<String> {
        let label = self.look?.label.as_deref()?;
        Some(text::shorten(&visible(label), TOOLTIP_NAME))
    }
}

fn bundles<'a>(graph: &'a Graph, blocks: &Blocks) -> Vec<Bundle<'a>> {
    let end = |node| blocks.of(node).map_or(End::Node(node), End::Block);
    let mut bundles: Vec<Bundle> = graph
        .edges()
        .into_iter()
        .map(|edge| {
            let (from, to) = (&graph.nodes[edge.from.index()], &graph.nodes[edge.to.index()]);
            Bundle {
                ends: (end(edge.from), end(edge.to)),
                nodes: (Some(edge.from), Some(edge.to)),
                side: if to.role == Role::Event { from.role } else { to.role },
                count: edge.count,
                look: graph.edge_look(&edge),
            }
        })
        // What is in one block is seen to belong together.
        .filter(|bundle| bundle.ends.0 != bundle.ends.1)
        .collect();
    if !blocks.rooms.is_empty() {
        bundles.sort_by_key(|bundle| bundle.ends);
        bundles.dedup_by(|next, first| {
            let same = next.ends == first.ends;
            if same {
                first.count += next.count;
                first.nodes.0 = first.nodes.0.filter(|node| next.nodes.0 == Some(*node));
                first.nodes.1 = first.nodes.1.filter(|node| next.nodes.1 == Some(*node));
                first.look = first.look.filter(|look| next.look == Some(*look));
            }
            same
        });
    }
    bundles
}
