//! A picture in columns: sources at the left, what they reached for in the middle, targets at the
//! right, and ribbons between them as wide as their counts say.
//!
//! Bars at the outer sides have their labels beside them, away from the ribbons; those in the
//! middle are boxes that hold theirs. A group lists as many of its names as it has room for. A
//! source that is also a target stands with the sources, and what reached it comes back there; in a
//! view without events such nodes stand in the middle, since what comes in and what goes out can
//! be told apart there. Bars have one form whatever a style says, since it is their height that is
//! read; a style's colours, labels and widths of lines hold.

mod bands;
mod fit;
mod grid;

use super::on_page::ranks;
use super::{Fold, Settings, is_whole};
use crate::drawing::Placement;
use crate::drawing::page;
use crate::graph::{Edge, Graph, NodeId, Role};
use crate::label::measure::Fonts;
use crate::layout::columns::{self, Order, Strand};
use crate::layout::{Size, Tie};
use crate::reduce;

/// Nodes that share a bar, or a block in the place of one.
struct Item {
    /// By count, the largest first; never empty.
    nodes: Vec<u32>,
    column: u8,
}

/// Where the labels of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seat {
    /// Left of the bars: sources.
    Left,
    /// Inside.
    Inside,
    /// Right of the bars: targets.
    Right,
}

/// A graph in columns, before anything has a size.
struct Table<'a> {
    graph: &'a Graph,
    fonts: &'a Fonts,
    items: Vec<Item>,
    /// Of each column.
    seats: Vec<Seat>,
    strands: Vec<Strand>,
    /// Of each strand: its edges, by their place in [`Graph::edges`].
    edges: Vec<Vec<usize>>,
    order: Order,
    ranks: Vec<u32>,
}

/// Where everything stands, and how large the graph's area is.
pub(super) fn place(
    graph: &Graph,
    fonts: &Fonts,
    ties: &[Tie],
    settings: &Settings,
) -> (Placement, Size) {
    let table = Table::new(graph, fonts, ties, settings.fold);
    if is_whole(settings) {
        return fit::grown(&table, settings.labels);
    }
    let area = settings.page.map_or_else(|| fit::area_for(&table), page::graph_area);
    (fit::placed(&table, area, settings.labels), area)
}

/// Points that a row of a column takes, its air included, in a font that is read with ease.
const ROW: f64 = 15.0;
/// Fewer marks than this, and a picture says too little.
const LEAST_MARKS: usize = 16;

/// Folds until the rows of the fullest column have room on the page, where nobody asked for a
/// number of marks.
pub(super) fn reduced(mut graph: Graph, settings: &Settings) -> Graph {
    let height = page::graph_area(settings.page.unwrap_or(page::USUAL_PAGE)).height;
    let mut marks = graph.nodes.len();
    while rows(&graph) > height / ROW && marks > LEAST_MARKS {
        marks = (marks * 9 / 10).max(LEAST_MARKS);
        graph = reduce::to_budget(graph, marks);
    }
    graph
}

/// The rows of the fullest column; a group has its headline and a name.
fn rows(graph: &Graph) -> f64 {
    let mut rows = [0.0; 3];
    for node in &graph.nodes {
        let row = if node.is_group() { 2.0 } else { 1.0 };
        rows[usize::from(column(graph, node.role))] += row;
    }
    rows.into_iter().fold(0.0, f64::max)
}

/// Left, middle or right.
fn column(graph: &Graph, role: Role) -> u8 {
    match role {
        Role::Source => 0,
        Role::SourceAndTarget if graph.view.event.is_some() => 0,
        Role::SourceAndTarget | Role::Event => 1,
        Role::Target => 2,
    }
}

impl<'a> Table<'a> {
    fn new(graph: &'a Graph, fonts: &'a Fonts, ties: &[Tie], fold: Fold) -> Self {
        let kinds: Vec<u8> = graph.nodes.iter().map(|node| node.role as u8).collect();
        let mut classes = match fold {
            Fold::Twins => columns::classes(&kinds, ties),
            Fold::Budget | Fold::Nothing => {
                (0..kinds.len() as u32).map(|node| vec![node]).collect()
            }
        };
        for nodes in &mut classes {
            nodes.sort_by_key(|node| (u64::MAX - graph.nodes[*node as usize].count, *node));
        }
        let raw = |nodes: &Vec<u32>| column(graph, graph.nodes[nodes[0] as usize].role);
        let mut present: Vec<u8> = classes.iter().map(raw).collect();
        present.sort_unstable();
        present.dedup();
        let seat = |raw: &u8| match raw {
            0 => Seat::Left,
            1 => Seat::Inside,
            _ => Seat::Right,
        };
        let seats = present.iter().map(seat).collect();
        let items: Vec<Item> = classes
            .into_iter()
            .map(|nodes| {
                let column = present.partition_point(|other| *other < raw(&nodes)) as u8;
                Item { nodes, column }
            })
            .collect();
        let (strands, edges) = strands(graph, &items);
        let columns: Vec<u8> = items.iter().map(|item| item.column).collect();
        let order = columns::order(&columns, &strands);
        Self { graph, fonts, items, seats, strands, edges, order, ranks: ranks(graph) }
    }

    fn seat(&self, item: &Item) -> Seat {
        self.seats[usize::from(item.column)]
    }
}

/// What runs between items, each direction by itself, and the edges of each.
fn strands(graph: &Graph, items: &[Item]) -> (Vec<Strand>, Vec<Vec<usize>>) {
    let mut item_of = vec![0_u32; graph.nodes.len()];
    for (index, item) in (0_u32..).zip(items) {
        item.nodes.iter().for_each(|node| item_of[*node as usize] = index);
    }
    let item = |node: NodeId| item_of[node.index()];
    let edges = graph.edges();
    let mut numbers: Vec<usize> = (0..edges.len()).collect();
    let ends = |edge: &Edge| (item(edge.from), item(edge.to));
    numbers.sort_by_key(|number| ends(&edges[*number]));
    let (mut strands, mut of) = (Vec::new(), Vec::new());
    for own in numbers.chunk_by(|a, b| ends(&edges[*a]) == ends(&edges[*b])) {
        let first = &edges[own[0]];
        let (from, to) = ends(first);
        let mut look = graph.edge_look(first);
        for number in &own[1..] {
            look = look.filter(|look| graph.edge_look(&edges[*number]) == Some(*look));
        }
        let weight = own.iter().map(|number| edges[*number].count as f64).sum();
        strands.push(Strand { from, to, weight, width: look.and_then(|look| look.width) });
        of.push(own.to_vec());
    }
    (strands, of)
}
