//! Edges as ribbons: as wide as their count says, level where they leave.

use super::marks::TOOLTIP_NAME;
use super::page::shift;
use super::palette::colour;
use super::{Course, Line, palette};
use crate::graph::{Edge, Graph, NodeId, Role};
use crate::label::text::{self, thousands};
use crate::label::visible::visible;
use crate::layout::Point;

/// One ribbon: all edges between two bars in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Ribbon {
    /// The edges, by their place in [`Graph::edges`]; never empty.
    pub edges: Vec<usize>,
    /// How wide the ribbon is.
    pub width: f64,
    /// Its way in parts, each from left to right, in the coordinates of the graph's area.
    pub parts: Vec<Part>,
}

/// A part of a ribbon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
    /// Whether it runs on or comes back.
    pub bend: Bend,
}

/// How a part of a ribbon bends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bend {
    /// On to the right, level at both ends.
    On,
    /// Back to the side that it left, so far out to the right.
    Back(f64),
}

/// How solid ribbons are: those that cross have to be seen through each other.
const OPACITY: f64 = 0.42;
/// Thinner ones are darker, or they are not seen at all.
const THIN_OPACITY: f64 = 0.7;
/// Thinner than this, in points, is thin.
const THIN: f64 = 1.5;

/// The widest are painted first, so that thin ones are seen upon them.
pub(super) fn lines(graph: &Graph, ribbons: &[Ribbon]) -> Vec<Line> {
    let edges = graph.edges();
    let mut order: Vec<&Ribbon> = ribbons.iter().collect();
    order.sort_by(|a, b| b.width.total_cmp(&a.width).then(a.edges.cmp(&b.edges)));
    order.into_iter().flat_map(|ribbon| ribbon_lines(graph, &edges, ribbon)).collect()
}

fn ribbon_lines(graph: &Graph, edges: &[Edge], ribbon: &Ribbon) -> Vec<Line> {
    let mut own = ribbon.edges.iter().filter_map(|index| edges.get(*index));
    let Some(first) = own.next() else { return Vec::new() };
    let (mut look, mut count) = (graph.edge_look(first), first.count);
    for edge in own {
        count += edge.count;
        look = look.filter(|look| graph.edge_look(edge) == Some(*look));
    }
    let paint = look.and_then(|look| look.paint);
    let label = look.and_then(|look| look.label.as_deref());
    let title = match label {
        Some(label) => text::shorten(&visible(label), TOOLTIP_NAME),
        None => title(graph, first, ribbon.edges.len(), count),
    };
    let role = |id: NodeId| graph.nodes[id.index()].role;
    let side = match (role(first.from), role(first.to)) {
        (from, Role::Event) => from,
        // What comes back to a source has the colour of what goes out to targets.
        (Role::Event, _) => Role::Target,
        (_, to) => to,
    };
    let opacity = if ribbon.width < THIN { THIN_OPACITY } else { OPACITY };
    let line = |part: &Part| Line {
        from: shift(part.from),
        to: shift(part.to),
        course: Course::Curved(part.controls().map(shift)),
        width: ribbon.width,
        colour: paint.map_or_else(|| palette::edge(side), |paint| colour(paint.rgb)),
        opacity: paint.map_or(opacity, |paint| f64::from(paint.alpha) / 255.0),
        title: Some(title.clone()),
    };
    ribbon.parts.iter().map(line).collect()
}

/// `192.0.2.1 › 443: 17 events`.
fn title(graph: &Graph, edge: &Edge, edges: usize, count: u64) -> String {
    let end = |id: NodeId| {
        let node = &graph.nodes[id.index()];
        if node.is_group() {
            text::headline(graph, node)
        } else {
            text::shorten(&visible(graph.name(id)), TOOLTIP_NAME / 2)
        }
    };
    let more = if edges > 1 {
        format!(" and {} more", thousands(edges as u64 - 1))
    } else {
        String::new()
    };
    format!("{} › {}{more}: {}", end(edge.from), end(edge.to), thousands(count))
}

impl Part {
    /// The control points of its curve.
    fn controls(&self) -> [Point; 2] {
        let out = match self.bend {
            Bend::On => {
                let middle = (self.from.x + self.to.x) / 2.0;
                [middle, middle]
            }
            Bend::Back(out) => [self.from.x + out, self.to.x + out],
        };
        [Point { x: out[0], y: self.from.y }, Point { x: out[1], y: self.to.y }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ribbon_is_level_at_both_ends() {
        let (from, to) = (Point { x: 0.0, y: 1.0 }, Point { x: 10.0, y: 7.0 });
        let [a, b] = Part { from, to, bend: Bend::On }.controls();
        assert_eq!((a.y, b.y), (1.0, 7.0));
        assert!(from.x < a.x && b.x < to.x);
    }
}
