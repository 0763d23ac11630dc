//! Puts title, legend and graph on one page.

use super::blocks::Blocks;
use super::labels::{edge_label, node_label};
use super::manner::Manner;
use super::page::{Sizes, on_page};
use super::pen::Pen;
use super::{Drawing, Strokes, header, legend, lines, marks, ribbons};
use crate::graph::{Account, Graph, NodeId};
use crate::label::measure::Fonts;
use crate::label::text::thousands;
use crate::label::visible::visible;
use crate::layout::{Point, Rect, Size};

/// The words around the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The picture's title.
    pub title: String,
    /// The period with its zone, in words.
    pub period: String,
    /// The link of each node; `{label}` becomes the node's name, percent-encoded.
    pub node_url: Option<String>,
    /// What the sums of the legend count.
    pub counted: Counted,
}

/// What the sums of a legend count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Events of logs.
    #[default]
    Events,
    /// Events of logs, some of which a style may leave out.
    StyledEvents,
    /// Edges of a graph file.
    Edges,
}

impl Counted {
    /// What is counted, and what the nodes are called.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Counted::Events | Counted::StyledEvents => ("events", "names"),
            Counted::Edges => ("edges", "nodes"),
        }
    }
}

/// Where everything of a graph stands, in the coordinates of its area; all lists go node by node.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Shapes, labels and their font.
    pub sizes: Sizes,
    /// The centres of the shapes.
    pub centres: Vec<Point>,
    /// The boxes of the labels, which hold their lines from the top; none where there is no room.
    pub labels: Vec<Option<Rect>>,
    /// The same of the edges, in the order of [`Graph::edges`].
    pub edge_labels: Vec<Option<Rect>>,
    /// Blocks of nodes.
    pub blocks: Blocks,
    /// What is drawn otherwise than usual.
    pub manner: Manner,
}

/// Puts a placed graph, its title and its legend on a page.
#[must_use]
pub fn compose(
    graph: &Graph,
    account: &Account,
    placement: &Placement,
    page: Size,
    caption: &Caption,
    fonts: &Fonts,
    strokes: Strokes,
) -> Drawing {
    let Placement { sizes, centres, labels, edge_labels, blocks, manner } = placement;
    let (what, whom) = caption.counted.words();
    let (lines, heads) = match &manner.ribbons {
        Some(ribbons) => (ribbons::lines(graph, ribbons), Vec::new()),
        None => lines::lines(graph, (&sizes.shapes, centres), blocks, strokes),
    };
    let title = fonts.drawable(&visible(&caption.title)).into_owned();
    let mut drawing = Drawing {
        size: page,
        description: format!(
            "{}: {} {what} between {} {whom}",
            graph.view.name,
            thousands(account.events_drawn + account.events_grouped),
            thousands(account.nodes_drawn + account.nodes_grouped),
        ),
        title,
        lines,
        heads,
        frames: blocks.frames(),
        nodes: marks::marks(graph, sizes, centres, caption),
        keys: Vec::new(),
        texts: Vec::new(),
    };
    let mut pen = Pen { drawing: &mut drawing, fonts };
    header::header(&mut pen, graph, caption);
    legend::footer(&mut pen, graph, account, page, (caption, manner));
    for (id, label) in (0..).map(NodeId).zip(labels) {
        if let Some(label) = label {
            node_label(&mut pen, graph, id, placement, &on_page(label));
        }
    }
    // Few graphs have them, and a list of all edges is dear.
    if !edge_labels.is_empty() {
        for (edge, label) in graph.edges().iter().zip(edge_labels) {
            if let Some(label) = label {
                edge_label(&mut pen, graph, edge, sizes.font_pt, &on_page(label));
            }
        }
    }
    drawing
}
