//! Labels of nodes and edges, written line by line into the boxes that were found for them.

use super::Placement;
use super::manner::Lean;
use super::page;
use super::palette;
use super::pen::{CAPTION, Pen, Style};
use crate::graph::{Edge, Graph, NodeId};
use crate::label::measure::{BASELINE, LINE_HEIGHT};
use crate::label::text;
use crate::layout::{Point, Rect};

/// Writes the label of a node into its box on the page.
pub(super) fn node_label(
    pen: &mut Pen<'_>,
    graph: &Graph,
    id: NodeId,
    placement: &Placement,
    label: &Rect,
) {
    let sizes = &placement.sizes;
    let written = placement.manner.written(id.index(), sizes.detail);
    let figure = pen.drawing.nodes[id.index()].figure;
    let has_fill = graph.look(&graph.nodes[id.index()]).is_some_and(|look| look.fill.is_some());
    let inside = has_fill && figure.shape.bounds(figure.centre).holds(label);
    // Upon a colour that nobody knows beforehand, a halo of paper would be a smear.
    let (colour, halo) = if inside {
        (figure.fill.readable_ink(), 0.0)
    } else {
        (palette::INK, 0.26 * sizes.font_pt)
    };
    for (index, line) in text::lines(graph, id, pen.fonts, written.detail).into_iter().enumerate() {
        let style = Style { font_pt: sizes.font_pt, weight: line.weight, colour, halo };
        leaning(pen, line.text, index, label, (written.lean, style));
    }
}

/// Writes the label of an edge into its box on the page.
pub(super) fn edge_label(
    pen: &mut Pen<'_>,
    graph: &Graph,
    edge: &Edge,
    font_pt: f64,
    label: &Rect,
) {
    let font_pt = page::edge_font(font_pt);
    let style = Style { font_pt, halo: 0.3 * font_pt, ..CAPTION };
    for (index, line) in text::edge_lines(graph, edge, pen.fonts).into_iter().enumerate() {
        leaning(pen, line, index, label, (Lean::Middle, style));
    }
}

/// Writes a line of a label, `index` counted from its top.
fn leaning(
    pen: &mut Pen<'_>,
    text: String,
    index: usize,
    label: &Rect,
    (lean, style): (Lean, Style),
) {
    let width = pen.fonts.width(&text, style.weight, style.font_pt);
    let x = lean.start(label, width);
    let y = label.y0 + (index as f64 * LINE_HEIGHT + BASELINE) * style.font_pt;
    pen.write(text, Point { x, y }, style);
}
