//! How a graph is folded before it is drawn: the budget of marks, and what a page that must fold
//! says of the whole.

use super::{Fold, LayoutKind, Settings, columns, is_whole};
use crate::drawing::{Counted, page};
use crate::graph::Graph;
use crate::reduce::{self, column, importance};

/// The most marks: as many as somebody asked for, or as the page holds.
fn budget(settings: &Settings) -> usize {
    settings.max_nodes.unwrap_or_else(|| page::mark_budget(settings.page))
}

/// The graph as it is drawn.
pub(super) fn folded(graph: Graph, settings: &Settings) -> Graph {
    let graph = settings.wishes.groups.iter().copied().fold(graph, column::group);
    if settings.fold != Fold::Budget {
        return graph;
    }
    let budget = budget(settings);
    let like = settings.like.as_ref();
    let budget = like.map_or(budget, |like| like.budget(graph.nodes.len(), budget));
    // A graph that somebody made is drawn as it is, as long as its marks have room.
    let is_made = settings.caption.counted == Counted::Edges;
    let asked = settings.max_nodes.or(is_made.then_some(budget));
    let graph = reduced(graph, budget, asked);
    if settings.layout == LayoutKind::Columns && asked.is_none() && !is_whole(settings) {
        return columns::reduced(graph, settings);
    }
    graph
}

/// More edges than this to a mark, and lines are all that is seen.
const EDGES_PER_MARK: usize = 2;

/// The part of the budget that a page has if it must fold: a group's label is three times as high as
/// a name, and what is a summary should be read at a glance.
const SUMMARY_PART: (usize, usize) = (5, 8);

/// Folds to the budget. Where nobody asked for a number of marks, a page that cannot show every node
/// has fewer; and one that would be grey with edges fewer still, down to a quarter.
fn reduced(graph: Graph, budget: usize, asked: Option<usize>) -> Graph {
    let mut fewer = budget;
    if asked.is_none() && graph.nodes.len() > budget {
        fewer = budget * SUMMARY_PART.0 / SUMMARY_PART.1;
    }
    let mut graph = reduce::to_budget(graph, fewer);
    while asked.is_none()
        && fewer > budget / 4
        && graph.edges().len() > EDGES_PER_MARK * graph.nodes.len().max(60)
    {
        fewer = fewer * 4 / 5;
        graph = reduce::to_budget(graph, fewer);
    }
    graph
}

/// A node of this part of all events or more says how many on its label: one in a hundred.
const BUSY_PART: u64 = 100;

/// Notes what deserves a word on a page that cannot show every node of a log.
pub(super) fn note(graph: &mut Graph, settings: &Settings) {
    if graph.nodes.len() > budget(settings) && settings.caption.counted != Counted::Edges {
        let events: u64 = graph.paths.iter().map(|path| path.count).sum();
        graph.notes.counts_from = Some((events / BUSY_PART).max(2));
        graph.notes.contested = importance::contested(graph);
    }
}
