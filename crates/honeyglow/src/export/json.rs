//! The geometry of a picture as JSON: a contract with whatever explores or judges it.
//!
//! [`read`](super::previous_json::read) reads it back, for a drawing that keeps what stayed where it
//! was.
//!
//! `width` and `height` are the page's and `font` the size of the labels' letters. Points, y
//! downwards, `x` and `y` the centre of a node's box. `label_box` is the box of the label, or null
//! where none is drawn; `members` are a group's names, the largest first, exact, and
//! `member_counts` their events; `bond` says why they stand together.
//!
//! Where a style or a graph file says how a node or an edge is to look, `look` has what it says:
//! colours as `#rrggbb`, or `#rrggbbaa` where they are not solid, sizes in points, the text of the
//! label (empty: none), the link. Of a node with a look, `shape` and `w` stay what is drawn.

use serde::Serialize;

use crate::drawing::page::{HEADER, MARGIN};
use crate::graph::{self, Bond, NodeId};
use crate::look::Form;
use crate::picture::Picture;

#[derive(Serialize)]
struct Document<'a> {
    width: f64,
    height: f64,
    font: f64,
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
    account: Account,
}

#[derive(Serialize)]
struct Node<'a> {
    id: &'a str,
    label: &'a str,
    role: &'static str,
    shape: &'static str,
    count: u64,
    x: f64,
    y: f64,
    w: f64,
    h: f64,
    label_box: Option<[f64; 4]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member_counts: Option<Vec<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bond: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look: Option<NodeLook<'a>>,
}

#[derive(Serialize)]
struct NodeLook<'a> {
    fill: Option<String>,
    shape: Option<&'static str>,
    size: Option<f64>,
    label: Option<&'a str>,
    tooltip: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Edge<'a> {
    source: u32,
    target: u32,
    count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    look: Option<LineLook<'a>>,
}

#[derive(Serialize)]
struct LineLook<'a> {
    color: Option<String>,
    width: Option<f64>,
    label: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Account {
    events_read: u64,
    events_drawn: u64,
    events_grouped: u64,
    events_filtered: u64,
    events_left_out: u64,
    events_skipped: u64,
    nodes_drawn: u64,
    nodes_grouped: u64,
    nodes_left_out: u64,
}

impl From<&graph::Account> for Account {
    fn from(account: &graph::Account) -> Self {
        Self {
            events_read: account.events_read,
            events_drawn: account.events_drawn,
            events_grouped: account.events_grouped,
            events_filtered: account.events_filtered,
            events_left_out: account.events_left_out,
            events_skipped: account.events_skipped,
            nodes_drawn: account.nodes_drawn,
            nodes_grouped: account.nodes_grouped,
            nodes_left_out: account.nodes_left_out,
        }
    }
}

/// The picture's geometry as one line of JSON.
#[must_use]
pub fn json(picture: &Picture) -> String {
    let graph = &picture.graph;
    let nodes = picture.drawing.nodes.iter().enumerate().map(|(index, mark)| {
        let node = &graph.nodes[index];
        let figure = &mark.figure;
        Node {
            id: &mark.id,
            label: &mark.name,
            role: mark.role,
            shape: figure.shape.outline.name(),
            count: mark.count,
            x: figure.centre.x,
            y: figure.centre.y,
            w: figure.shape.size.width,
            h: figure.shape.size.height,
            label_box: picture.labels[index].map(|label| {
                let (x, y) = (MARGIN, MARGIN + HEADER);
                [label.x0 + x, label.y0 + y, label.x1 + x, label.y1 + y]
            }),
            members: node
                .is_group()
                .then(|| node.members.iter().map(|m| graph.names.get(m.name)).collect()),
            member_counts: node
                .is_group()
                .then(|| node.members.iter().map(|member| member.count).collect()),
            bond: node.bond.as_ref().map(Bond::name),
            look: graph.look(node).map(|look| NodeLook {
                fill: look.fill.map(|paint| paint.to_string()),
                shape: look.form.map(Form::name),
                size: look.size,
                label: look.label.as_deref(),
                tooltip: look.tooltip.as_deref(),
                // The link as it is drawn: others may be no page.
                url: mark.url.as_deref(),
            }),
        }
    });
    let index = |id: NodeId| id.0;
    let edges = graph.edges().into_iter().map(|edge| Edge {
        source: index(edge.from),
        target: index(edge.to),
        count: edge.count,
        look: graph.edge_look(&edge).map(|look| LineLook {
            color: look.paint.map(|paint| paint.to_string()),
            width: look.width,
            label: look.label.as_deref(),
        }),
    });
    let document = Document {
        width: picture.drawing.size.width,
        height: picture.drawing.size.height,
        font: picture.font_pt,
        nodes: nodes.collect(),
        edges: edges.collect(),
        account: Account::from(&picture.account),
    };
    // Strings, numbers and lists of them: there is nothing that JSON could refuse.
    let mut json = serde_json::to_string(&document).unwrap_or_default();
    json.push('\n');
    json
}
