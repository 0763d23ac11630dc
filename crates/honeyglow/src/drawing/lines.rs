//! Edges as lines: each pair of ends once, drawn by their count.

use super::blocks::Blocks;
use super::compose::{TOOLTIP_NAME, colour, shift};
use super::{Course, Line, page, palette};
use crate::graph::{Graph, NodeId, Role};
use crate::label::text;
use crate::label::visible::visible;
use crate::layout::{Point, Rect};
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
    side: Role,
    count: u64,
    /// What a style says of it; nothing where the edges differ.
    look: Option<&'a EdgeLook>,
}

/// The heaviest are painted first, so that thin ones are seen upon them.
pub(super) fn lines(graph: &Graph, centres: &[Point], blocks: &Blocks) -> Vec<Line> {
    let mut bundles = bundles(graph, blocks);
    let most = bundles.iter().map(|bundle| bundle.count).max().unwrap_or(1);
    bundles.sort_by_key(|bundle| (u64::MAX - bundle.count, bundle.ends));
    // Many edges need thinner ink, or the page goes grey.
    let opacity = (9.0 / (bundles.len().max(1) as f64).sqrt()).clamp(0.28, 0.55);
    let middle = |end: End| match end {
        End::Node(node) => centres[node.index()],
        End::Block(block) => blocks.rooms[block as usize].centre(),
    };
    let cut = |end: End, to: Point| match end {
        End::Node(node) => centres[node.index()],
        End::Block(block) => border(&blocks.rooms[block as usize], to),
    };
    let lines = bundles.into_iter().map(|bundle| {
        let (from, to) = bundle.ends;
        let look = bundle.look;
        let paint = look.and_then(|look| look.paint);
        let title = look
            .and_then(|look| look.label.as_deref())
            .map(|label| text::shorten(&visible(label), TOOLTIP_NAME));
        Line {
            from: shift(cut(from, middle(to))),
            to: shift(cut(to, middle(from))),
            course: Course::Straight,
            width: look
                .and_then(|look| look.width)
                .unwrap_or_else(|| page::edge_width(bundle.count, most)),
            colour: paint.map_or_else(|| palette::edge(bundle.side), |paint| colour(paint.rgb)),
            opacity: paint.map_or(opacity, |paint| f64::from(paint.alpha) / 255.0),
            title,
        }
    });
    lines.collect()
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
                first.look = first.look.filter(|look| next.look == Some(*look));
            }
            same
        });
    }
    bundles
}

/// Where a line from a box's middle leaves it.
fn border(room: &Rect, to: Point) -> Point {
    let from = room.centre();
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let out = |half: f64, along: f64| if along.abs() > 1e-9 { half / along.abs() } else { 1.0 };
    let share = out(room.width() / 2.0, dx).min(out(room.height() / 2.0, dy)).min(1.0);
    Point { x: from.x + dx * share, y: from.y + dy * share }
}
