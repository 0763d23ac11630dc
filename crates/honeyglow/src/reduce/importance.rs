//! Importance: which nodes deserve a mark of their own.
//!
//! Three orders are laid over each other, each of the nodes of one role: by events, by degree (how
//! many distinct names a node has to do with on the other side), and, among what was first seen
//! late in the period, by events again. A node's place is the best that any order gives it, where
//! each order has a pace: of twelve places, about eight go by events, three by degree, one by
//! novelty. Orders are free of scale, so that nothing has to be weighed against the other. Cost: a
//! sort of the links, O(m log m).

use std::collections::BTreeMap;

use crate::graph::{Graph, NodeId, Path, Role};
use crate::link::NameId;
use crate::time::Instant;

/// How many places an order takes to give out one, against the order by events.
const DEGREE_PACE: u64 = 3;
/// The same for novelty: news is wanted, but it must not push out what the period was about.
const NOVELTY_PACE: u64 = 8;
/// The last part of the period, one in so many, in which what is first seen is new: two days of
/// two weeks.
const NOVEL_PART: i64 = 7;

/// The nodes of a role, the most important first. A node of two roles stands among the sources.
#[must_use]
pub fn order(graph: &Graph, role: Role) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = (0..graph.nodes.len() as u32)
        .map(NodeId)
        .filter(|id| counted_as(graph.nodes[id.index()].role) == role)
        .collect();
    let degrees = degrees(graph, role);
    let count = |id: &NodeId| graph.nodes[id.index()].count;
    nodes.sort_by_key(|id| (u64::MAX - count(id), *id));
    let mut places: BTreeMap<NodeId, u64> = nodes.iter().copied().zip(0..).collect();
    let mut by_degree = nodes.clone();
    by_degree.sort_by_key(|id| u64::MAX - degrees.get(id).copied().unwrap_or(0));
    let novel_from = novel_from(graph);
    let is_novel = |id: &&NodeId| {
        let first = graph.nodes[id.index()].first;
        novel_from.zip(first).is_some_and(|(from, first)| first >= from)
    };
    let novel: Vec<NodeId> = nodes.iter().filter(is_novel).copied().collect();
    for (order, pace) in [(by_degree, DEGREE_PACE), (novel, NOVELTY_PACE)] {
        for (id, rank) in order.into_iter().zip(1_u64..) {
            places.entry(id).and_modify(|place| *place = (*place).min(rank * pace));
        }
    }
    // The sort is stable: of one place, the node of more events stands first.
    nodes.sort_by_key(|id| places.get(id).copied());
    nodes
}

/// A node of two roles stands among the sources.
pub(super) fn counted_as(role: Role) -> Role {
    if role == Role::SourceAndTarget { Role::Source } else { role }
}

/// From when on what is seen for the first time is new; none where events have no times.
fn novel_from(graph: &Graph) -> Option<Instant> {
    let (first, last) = graph.span?;
    let (first, last) = (first.micros(), last.micros());
    Some(Instant::from_micros(last - last.saturating_sub(first) / NOVEL_PART))
}

/// How many names each node of a role has to do with: sources their targets, targets their
/// sources, events both.
fn degrees(graph: &Graph, role: Role) -> BTreeMap<NodeId, u64> {
    let mut pairs: Vec<(NodeId, NodeId)> = Vec::with_capacity(graph.paths.len());
    for path in &graph.paths {
        pairs.extend(opposite(path, role));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut degrees = BTreeMap::new();
    for (node, other) in pairs {
        *degrees.entry(node).or_insert(0) += graph.nodes[other.index()].members.len() as u64;
    }
    degrees
}

/// A path's nodes of a role, each with the node on the other side.
fn opposite(path: &Path, role: Role) -> impl Iterator<Item = (NodeId, NodeId)> {
    let Path { source, event, target, .. } = *path;
    let pairs = match role {
        Role::Source | Role::SourceAndTarget => [source.zip(target.or(event)), None],
        Role::Target => [target.zip(source.or(event)), None],
        Role::Event => [event.zip(source), event.zip(target)],
    };
    pairs.into_iter().flatten()
}

/// The most targets that are called contested: as many as are read at a glance.
const MOST_CONTESTED: usize = 5;
/// Fewer sources than this do not contend.
const FEWEST_SOURCES: u64 = 3;

/// The targets that most distinct sources reached for, with their number; of a graph of which
/// nothing is folded yet.
#[must_use]
pub fn contested(graph: &Graph) -> BTreeMap<NameId, u64> {
    let degrees = degrees(graph, Role::Target);
    let mut targets: Vec<(NodeId, u64)> =
        degrees.into_iter().filter(|(_, sources)| *sources >= FEWEST_SOURCES).collect();
    targets.sort_by_key(|(id, sources)| {
        (u64::MAX - sources, u64::MAX - graph.nodes[id.index()].count, *id)
    });
    targets.truncate(MOST_CONTESTED);
    let name = |id: NodeId| graph.nodes[id.index()].members.first().map(|member| member.name);
    targets.into_iter().filter_map(|(id, sources)| Some((name(id)?, sources))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    fn names(graph: &Graph, nodes: &[NodeId]) -> Vec<String> {
        nodes.iter().map(|id| graph.name(*id).to_owned()).collect()
    }

    #[test]
    fn most_events_come_first_and_many_sources_soon() {
        let mut rows = Vec::new();
        for (target, count) in [("a", 9), ("b", 8), ("c", 7), ("d", 6), ("e", 5)] {
            rows.extend(vec![("s", "80", target); count]);
        }
        rows.extend(["s", "t", "u", "v"].map(|source| (source, "80", "contested")));
        let graph = graph(&rows);
        let order = order(&graph, Role::Target);
        assert_eq!(names(&graph, &order), ["a", "b", "c", "d", "contested", "e"]);
        let contested: Vec<u64> = contested(&graph).into_values().collect();
        assert_eq!(contested, [4]);
    }

    #[test]
    fn what_is_first_seen_late_stands_before_what_is_as_large() {
        let rows: Vec<(String, u64)> = (0..40).map(|n| (format!("h{n}"), 50 - n)).collect();
        let rows: Vec<(&str, &str, &str)> = rows
            .iter()
            .flat_map(|(host, count)| vec![("s", "80", host.as_str()); *count as usize])
            .collect();
        let mut graph = graph(&rows);
        graph.span = Some((Instant::from_micros(0), Instant::from_micros(700)));
        for node in &mut graph.nodes {
            node.first = Some(Instant::from_micros(if node.count == 20 { 650 } else { 10 }));
        }
        let order = order(&graph, Role::Target);
        let place = order.iter().position(|id| graph.nodes[id.index()].count == 20);
        assert_eq!(place, Some(9), "one place in eight goes to what is new");
    }
}
