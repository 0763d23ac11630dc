//! What every graph format says of a picture: nodes and edges with their places, looks and counts.
//!
//! The formats differ in how they write it down, not in what. Places are in points with y upwards,
//! as graph programs have it; the corner of the page is the origin.

use crate::drawing::page::{self, HEADER, MARGIN};
use crate::drawing::palette::{self, Colour};
use crate::drawing::{Mark, Text};
use crate::graph::{self, Graph, Role};
use crate::layout::{Point, Rect, Shape, Size};
use crate::picture::Picture;
use crate::time::Instant;

/// A picture as nodes and edges.
pub(super) struct Diagram<'a> {
    /// The page.
    pub(super) size: Size,
    /// What the picture is called.
    pub(super) title: &'a str,
    /// One sentence of what it shows.
    pub(super) description: &'a str,
    /// The nodes, in the order of the graph.
    pub(super) nodes: Vec<Node<'a>>,
    /// The edges, each pair once, ordered by their ends.
    pub(super) edges: Vec<Edge<'a>>,
}

/// A mark of the picture.
pub(super) struct Node<'a> {
    /// `n` and the node's number.
    pub(super) id: &'a str,
    /// The whole name, or a group's headline; exact.
    pub(super) name: &'a str,
    /// The role's name.
    pub(super) role: &'static str,
    /// How many events.
    pub(super) count: u64,
    /// How many names the mark stands for.
    pub(super) members: usize,
    /// The time of the earliest event.
    pub(super) first: Option<Instant>,
    /// The time of the latest event.
    pub(super) last: Option<Instant>,
    /// The centre of the shape's box, y upwards.
    pub(super) centre: Point,
    /// Outline and size.
    pub(super) shape: Shape,
    /// Inside.
    pub(super) fill: Colour,
    /// Border.
    pub(super) stroke: Colour,
    /// Thickness of the border, in points.
    pub(super) stroke_width: f64,
    /// What a pointer resting on the node shows.
    pub(super) tooltip: &'a [String],
    /// Where a click leads.
    pub(super) url: Option<&'a str>,
    /// The label as it is drawn; none where there was no room.
    pub(super) label: Option<Label<'a>>,
}

/// A drawn label.
pub(super) struct Label<'a> {
    /// The lines from the top; visible and drawable.
    pub(super) lines: Vec<&'a str>,
    /// Size of the font, in points.
    pub(super) font_pt: f64,
    /// The centre of the label's box, y upwards.
    pub(super) centre: Point,
}

/// A line of the picture.
pub(super) struct Edge<'a> {
    /// The id of the node where it starts.
    pub(super) source: &'a str,
    /// The id of the node where it ends.
    pub(super) target: &'a str,
    /// How many events.
    pub(super) count: u64,
    /// Ink.
    pub(super) colour: Colour,
    /// Thickness in points.
    pub(super) width: f64,
}

impl<'a> Diagram<'a> {
    /// What the formats say of this picture.
    pub(super) fn of(picture: &'a Picture) -> Self {
        let drawing = &picture.drawing;
        let texts = by_baseline(&drawing.texts);
        let nodes = drawing.nodes.iter().zip(&picture.graph.nodes).zip(&picture.labels);
        let nodes = nodes.map(|((mark, node), label)| Node {
            label: label.as_ref().and_then(|label| drawn(label, &texts, drawing.size)),
            ..Node::of(mark, node, drawing.size)
        });
        Self {
            size: drawing.size,
            title: &drawing.title,
            description: &drawing.description,
            nodes: nodes.collect(),
            edges: edges(&picture.graph, &drawing.nodes),
        }
    }
}

impl<'a> Node<'a> {
    fn of(mark: &'a Mark, node: &graph::Node, page: Size) -> Self {
        let figure = &mark.figure;
        Self {
            id: &mark.id,
            name: &mark.name,
            role: mark.role,
            count: mark.count,
            members: mark.members,
            first: node.first,
            last: node.last,
            centre: upwards(figure.centre, page),
            shape: figure.shape,
            fill: figure.fill,
            stroke: figure.stroke,
            stroke_width: figure.stroke_width,
            tooltip: &mark.tooltip,
            url: mark.url.as_deref(),
            label: None,
        }
    }

    /// What Gephi takes for a node's size: the radius of the disc that covers as much of the page
    /// as the shape does.
    pub(super) fn radius(&self) -> f64 {
        let Size { width, height } = self.shape.size;
        let corners = self.shape.outline.corners();
        let next = corners.iter().cycle().skip(1);
        let twice: f64 = corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
        // A disc has no corners.
        let part = if corners.is_empty() { std::f64::consts::FRAC_PI_4 } else { twice / 2.0 };
        (part * width * height / std::f64::consts::PI).sqrt()
    }
}

fn upwards(point: Point, page: Size) -> Point {
    Point { x: point.x, y: page.height - point.y }
}

fn edges<'a>(graph: &Graph, marks: &'a [Mark]) -> Vec<Edge<'a>> {
    let edges = graph.edges();
    let most = edges.iter().map(|edge| edge.count).max().unwrap_or(1);
    let edges = edges.into_iter().map(|edge| {
        let role = |id: graph::NodeId| graph.nodes[id.index()].role;
        let side = if role(edge.to) == Role::Event { role(edge.from) } else { role(edge.to) };
        // As it is drawn: a style goes before the palette.
        let look = graph.edge_look(&edge);
        let [red, green, blue] = match look.and_then(|look| look.paint) {
            Some(paint) => paint.rgb,
            None => {
                let Colour(red, green, blue) = palette::edge(side);
                [red, green, blue]
            }
        };
        let width = look.and_then(|look| look.width);
        Edge {
            source: &marks[edge.from.index()].id,
            target: &marks[edge.to.index()].id,
            count: edge.count,
            colour: Colour(red, green, blue),
            width: width.unwrap_or_else(|| page::edge_width(edge.count, most)),
        }
    });
    edges.collect()
}

/// The texts of the page from the top.
fn by_baseline(texts: &[Text]) -> Vec<&Text> {
    let mut texts: Vec<&Text> = texts.iter().collect();
    texts.sort_by(|one, other| one.start.y.total_cmp(&other.start.y));
    texts
}

/// The label that stands in a box of the graph's area. No two labels meet, so what is written in
/// the box is the label.
fn drawn<'a>(area: &Rect, texts: &[&'a Text], page: Size) -> Option<Label<'a>> {
    let (x, y) = (MARGIN, MARGIN + HEADER);
    let on_page = Rect { x0: area.x0 + x, y0: area.y0 + y, x1: area.x1 + x, y1: area.y1 + y };
    let first = texts.partition_point(|text| text.start.y < on_page.y0);
    let inside: Vec<&Text> = texts[first..]
        .iter()
        .take_while(|text| text.start.y <= on_page.y1)
        .filter(|text| (on_page.x0..=on_page.x1).contains(&text.start.x))
        .copied()
        .collect();
    Some(Label {
        font_pt: inside.first()?.font_pt,
        lines: inside.iter().map(|text| text.text.as_str()).collect(),
        centre: upwards(on_page.centre(), page),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::graph::tests::fold;
    use crate::picture::{self, Settings};

    /// The picture of those rows, each an event.
    pub(crate) fn picture(rows: &[(&str, &str, &str)]) -> Picture {
        picture::draw(fold(rows), &Settings::default())
    }

    #[test]
    fn a_label_has_the_lines_that_are_drawn() {
        let picture =
            picture(&[("192.0.2.1", "80", "x.example"), ("192.0.2.2", "80", "y.example")]);
        let diagram = Diagram::of(&picture);
        let lines = diagram.nodes.iter().map(|node| node.label.as_ref().unwrap().lines.join("|"));
        let expected = ["192.0.2.1", "80 http", "x.example", "192.0.2.2", "y.example"];
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn y_grows_upwards() {
        let picture = picture(&[("a", "80", "x")]);
        let diagram = Diagram::of(&picture);
        for (node, mark) in diagram.nodes.iter().zip(&picture.drawing.nodes) {
            assert_eq!(node.centre.x, mark.figure.centre.x);
            assert_eq!(node.centre.y, picture.drawing.size.height - mark.figure.centre.y);
        }
    }
}
