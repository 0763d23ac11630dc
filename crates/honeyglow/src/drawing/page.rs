//! How large things are: the page, the mark budget, nodes, labels, edges. All in points.

use std::collections::BTreeMap;

use crate::graph::{Graph, NodeId, Role};
use crate::label::measure::{Fonts, LINE_HEIGHT, Weight};
use crate::label::text::{self, Detail};
use crate::layout::{Extent, Outline, Point, Rect, Shape, Size};
use crate::look::{Form, Look};

/// Space around everything.
pub const MARGIN: f64 = 26.0;
/// Height of title and subtitle.
pub const HEADER: f64 = 58.0;
/// Height of the legend.
pub const FOOTER: f64 = 66.0;
/// Space between a node's shape and its label.
pub const LABEL_GAP: f64 = 1.5;
/// Space kept between the rooms of two nodes.
pub const NODE_GAP: f64 = 6.0;
/// The smallest label that is read without a lens.
pub const SMALLEST_FONT: f64 = 7.0;
/// Larger labels shout.
pub const LARGEST_FONT: f64 = 13.0;

/// A page that is not asked for gets no more marks than this one: a wide screen at two pixels a
/// point.
pub const USUAL_PAGE: Size = Size { width: 1600.0, height: 1040.0 };
/// The smallest: the legend has to fit.
pub const SMALLEST_PAGE: Size = Size { width: 720.0, height: 480.0 };
/// What a mark with its label needs of the page so that there is air between them.
const AREA_PER_MARK: f64 = 7_000.0;

/// How many marks a page holds so that all of it can be read. Studies of node-link pictures see
/// no benefit beyond a few hundred marks (Yoghourdjian et al. 2018), so larger pages get no more.
#[must_use]
pub fn mark_budget(page: Option<Size>) -> usize {
    let area = graph_area(page.unwrap_or(USUAL_PAGE));
    // Positive and below 250, so the cast is exact.
    (area.width * area.height / AREA_PER_MARK).clamp(12.0, 250.0) as usize
}

/// The part of a page that the graph has; its corner is at ([`MARGIN`], [`MARGIN`] + [`HEADER`]).
#[must_use]
pub fn graph_area(page: Size) -> Size {
    Size {
        width: (page.width - 2.0 * MARGIN).max(1.0),
        height: (page.height - 2.0 * MARGIN - HEADER - FOOTER).max(1.0),
    }
}

/// The page around a graph of that size, as large as it must be.
#[must_use]
pub fn page_around(graph: Size) -> Size {
    Size {
        width: (graph.width + 2.0 * MARGIN).max(SMALLEST_PAGE.width).ceil(),
        height: (graph.height + 2.0 * MARGIN + HEADER + FOOTER).max(SMALLEST_PAGE.height).ceil(),
    }
}

/// From the graph's area to the page.
pub(super) fn shift(point: Point) -> Point {
    Point { x: point.x + MARGIN, y: point.y + MARGIN + HEADER }
}

/// The same of a box.
pub(super) fn on_page(rect: &Rect) -> Rect {
    let (x, y) = (MARGIN, MARGIN + HEADER);
    Rect { x0: rect.x0 + x, y0: rect.y0 + y, x1: rect.x1 + x, y1: rect.y1 + y }
}

/// A node's shape and the size of its label at a font size.
#[derive(Clone, Debug, PartialEq)]
pub struct Sizes {
    /// Size of the label's font.
    pub font_pt: f64,
    /// How much the label tells.
    pub detail: Detail,
    /// The shapes.
    pub shapes: Vec<Shape>,
    /// The labels' boxes.
    pub labels: Vec<Size>,
}

impl Sizes {
    /// Sizes of all nodes of a graph: areas follow the counts (square root of the count to the
    /// side), from a floor on; events are boxes that hold their label.
    #[must_use]
    pub fn new(graph: &Graph, fonts: &Fonts, font_pt: f64, detail: Detail) -> Self {
        let mut most: BTreeMap<Role, u64> = BTreeMap::new();
        for node in &graph.nodes {
            let most = most.entry(node.role).or_insert(1);
            *most = node.count.max(*most);
        }
        let (mut shapes, mut labels) = (Vec::new(), Vec::new());
        for (node, id) in graph.nodes.iter().zip((0..).map(NodeId)) {
            let label = label_size(graph, id, fonts, font_pt, detail);
            let share = (node.count as f64 / most[&node.role] as f64).sqrt();
            let own = shape(node.role, share, label, font_pt);
            shapes.push(match graph.look(node) {
                Some(look) => styled(own, look, label, font_pt),
                None => own,
            });
            labels.push(label);
        }
        Self { font_pt, detail, shapes, labels }
    }

    /// The room a node needs.
    #[must_use]
    pub fn extent(&self, index: usize, label: LabelRoom) -> Extent {
        let bounds = self.shapes[index].bounds(Point::default());
        let shape = Extent { left: -bounds.x0, right: bounds.x1, up: -bounds.y0, down: bounds.y1 };
        let inside = self.shapes[index].outline.is_box();
        if inside || label == LabelRoom::None {
            return shape;
        }
        let half = self.labels[index].width / 2.0;
        Extent {
            left: shape.left.max(half),
            right: shape.right.max(half),
            up: shape.up,
            down: shape.down + LABEL_GAP + self.labels[index].height,
        }
    }
}

/// Is room kept for a label?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelRoom {
    /// Beneath the node.
    Below,
    /// Not at all.
    None,
}

fn label_size(graph: &Graph, id: NodeId, fonts: &Fonts, font_pt: f64, detail: Detail) -> Size {
    let lines = text::lines(graph, id, fonts, detail);
    let width = lines.iter().map(|line| fonts.width(&line.text, line.weight, font_pt));
    Size {
        width: width.fold(0.0, f64::max) + 2.0,
        height: lines.len() as f64 * LINE_HEIGHT * font_pt,
    }
}

/// How large the labels of edges are, in parts of those of nodes.
const EDGE_FONT: f64 = 0.88;

/// Size of the font of an edge's label where nodes have labels of that size.
#[must_use]
pub fn edge_font(font_pt: f64) -> f64 {
    (font_pt * EDGE_FONT).max(SMALLEST_FONT.min(font_pt))
}

/// The size of a label of these lines beside an edge.
#[must_use]
pub fn edge_label_size(lines: &[String], fonts: &Fonts, font_pt: f64) -> Size {
    let widths = lines.iter().map(|line| fonts.width(line, Weight::Regular, font_pt));
    Size {
        width: widths.fold(0.0, f64::max) + 2.0,
        height: lines.len() as f64 * LINE_HEIGHT * font_pt,
    }
}

/// `share` is the square root of the node's part of its role's largest count.
fn shape(role: Role, share: f64, label: Size, font_pt: f64) -> Shape {
    let side = |least: f64, most: f64| (most * share).max(least) * font_pt;
    match role {
        Role::Source | Role::SourceAndTarget => {
            let side = side(0.9, 4.4);
            Shape { outline: Outline::Disc, size: Size { width: side, height: side } }
        }
        Role::Event => {
            let side = side(0.0, 4.0);
            let size = Size {
                width: (label.width + 0.8 * font_pt).max(side * 1.25),
                height: (label.height + 0.5 * font_pt).max(side * 0.8),
            };
            Shape { outline: Outline::Box, size }
        }
        Role::Target => {
            // The triangle takes three quarters of its box's height.
            let width = side(1.0, 4.2);
            let size = Size { width, height: width * 0.9 / 0.75 };
            Shape { outline: Outline::Triangle, size }
        }
    }
}

/// The largest side of a node that holds no label, in points.
const POINT_SIDE: f64 = 5.0;

/// A node's shape as a style wants it. What holds its label is no smaller than that.
fn styled(own: Shape, look: &Look, label: Size, font_pt: f64) -> Shape {
    let outline = match look.form {
        None => own.outline,
        Some(Form::Box | Form::Polygon | Form::Plaintext) => Outline::Box,
        Some(Form::Mrecord) => Outline::RoundBox,
        Some(Form::Circle | Form::Ellipse | Form::Point) => Outline::Disc,
        Some(Form::Triangle) => Outline::Triangle,
        Some(Form::InvTriangle) => Outline::InvTriangle,
        Some(Form::Diamond) => Outline::Diamond,
        Some(Form::Pentagon) => Outline::Pentagon,
        Some(Form::Octagon) => Outline::Octagon,
    };
    let usual = match own.outline {
        Outline::Box | Outline::RoundBox => font_pt * 2.0,
        _ => own.size.width,
    };
    let side = match look.form {
        Some(Form::Point) => POINT_SIDE,
        _ => look.size.unwrap_or(usual).max(1.0),
    };
    let size = match outline {
        Outline::Box | Outline::RoundBox => Size {
            width: (label.width + 0.8 * font_pt).max(side),
            height: (label.height + 0.5 * font_pt).max(side.min(label.width + font_pt)),
        },
        // Its triangle takes three quarters of its box's height.
        Outline::Triangle => Size { width: side, height: side * 0.9 / 0.75 },
        _ => Size { width: side, height: side },
    };
    Shape { outline, size }
}

/// Thickness of an edge: its area follows the count as the nodes' do.
#[must_use]
pub fn edge_width(count: u64, most: u64) -> f64 {
    0.6 + 3.4 * (count as f64 / most.max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_page_has_a_small_budget() {
        assert!(mark_budget(Some(Size { width: 500.0, height: 400.0 })) < 40);
        assert!((150..=250).contains(&mark_budget(None)));
        assert_eq!(mark_budget(Some(Size { width: 9e9, height: 9e9 })), 250);
    }
}
