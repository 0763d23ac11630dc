//! Chains: paths whose event, and one end at least, nothing else touches.
//!
//! A source that asks for a new port of a new host each time draws as many lines to events of which
//! each has one target (the degree-2 paths that Dunne and Shneiderman 2013 call connectors, here of
//! three roles). Their events become one group and, since each has the same neighbours then, their
//! ends another. What is lost is which event went with which end: there were as many of the one as
//! of the other. A path all of whose nodes nothing else touches is such a chain too; those become
//! one row of three groups. Cost: a sort of the links, O(m log m).

use std::collections::BTreeMap;

use super::merge::{Group, merge};
use crate::graph::{Bond, Graph, NodeId, Path, Role};

/// The end of a chain: one node that nothing else touches, or all that the others have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// One node with this event alone.
    Own,
    /// Nodes with other events too.
    Shared(Vec<NodeId>),
}

/// Makes one group of the events of alike chains, and one of each kind of their own ends.
pub(super) fn fold(graph: Graph) -> Graph {
    let sources = pairs(&graph, |path| path.source);
    let targets = pairs(&graph, |path| path.target);
    let (source_events, target_events) = (events(&graph, &sources), events(&graph, &targets));
    let mut chains: BTreeMap<(End, End), Vec<NodeId>> = BTreeMap::new();
    for (node, id) in graph.nodes.iter().zip((0..).map(NodeId)) {
        if node.role != Role::Event || matches!(node.bond, Some(Bond::Column(..))) {
            continue;
        }
        let end = |pairs, events: &[usize]| end(&graph, pairs, events, id);
        let ends = end(&sources, &source_events).zip(end(&targets, &target_events));
        if let Some(ends) = ends.filter(|ends| ends.0 == End::Own || ends.1 == End::Own) {
            chains.entry(ends).or_default().push(id);
        }
    }
    let mut groups = Vec::new();
    for ((source, target), events) in chains {
        if events.len() < 2 {
            continue;
        }
        for (end, pairs) in [(source, &sources), (target, &targets)] {
            if end == End::Own {
                let own = events.iter().flat_map(|event| of(pairs, *event)).collect();
                groups.push(Group { nodes: own, bond: Bond::Chains });
            }
        }
        groups.push(Group { nodes: events, bond: Bond::Chains });
    }
    merge(graph, groups)
}

/// Each event with each node at one end of its paths, sorted.
fn pairs(graph: &Graph, end: fn(&Path) -> Option<NodeId>) -> Vec<(NodeId, NodeId)> {
    let mut pairs: Vec<(NodeId, NodeId)> =
        graph.paths.iter().filter_map(|path| path.event.zip(end(path))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// How many events each node has at one end of its paths.
fn events(graph: &Graph, pairs: &[(NodeId, NodeId)]) -> Vec<usize> {
    let mut events = vec![0; graph.nodes.len()];
    for (_, node) in pairs {
        events[node.index()] += 1;
    }
    events
}

/// The nodes at one end of an event.
fn of(pairs: &[(NodeId, NodeId)], event: NodeId) -> impl Iterator<Item = NodeId> {
    let from = pairs.partition_point(|pair| pair.0 < event);
    pairs[from..].iter().take_while(move |pair| pair.0 == event).map(|pair| pair.1)
}

/// What stands at one end of an event; none where it is more than a chain has.
fn end(graph: &Graph, pairs: &[(NodeId, NodeId)], events: &[usize], event: NodeId) -> Option<End> {
    let nodes: Vec<NodeId> = of(pairs, event).collect();
    let is_own = |node: &NodeId| {
        let role = graph.nodes[node.index()].role;
        let is_free = !graph.is_pinned(&graph.nodes[node.index()]);
        events[node.index()] == 1 && role != Role::SourceAndTarget && is_free
    };
    match (&nodes[..], nodes.iter().filter(|node| is_own(node)).count()) {
        ([], _) => None,
        ([_], 1) => Some(End::Own),
        (_, 0) => Some(End::Shared(nodes)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    fn groups(graph: &Graph) -> Vec<(Role, usize)> {
        let groups = graph.nodes.iter().filter(|node| node.is_group());
        groups.map(|node| (node.role, node.members.len())).collect()
    }

    #[test]
    fn ports_of_one_source_with_a_host_each_are_one_chain() {
        let rows = [
            ("s", "1001", "a"),
            ("s", "1002", "b"),
            ("s", "1003", "c"),
            ("s", "80", "x"),
            ("s", "80", "y"),
        ];
        let folded = fold(graph(&rows));
        assert_eq!(groups(&folded), [(Role::Event, 3), (Role::Target, 3)]);
        assert_eq!(folded.nodes.iter().map(|node| node.members.len()).sum::<usize>(), 10);
    }

    #[test]
    fn paths_that_touch_nothing_are_a_row_of_three_groups() {
        let folded = fold(graph(&[("s", "1", "a"), ("t", "2", "b"), ("u", "3", "c")]));
        assert_eq!(groups(&folded), [(Role::Source, 3), (Role::Event, 3), (Role::Target, 3)]);
        assert_eq!(folded.paths.len(), 1);
    }

    #[test]
    fn what_something_else_touches_is_no_chain() {
        let rows = [("s", "1", "a"), ("s", "2", "b"), ("t", "2", "c"), ("t", "3", "a")];
        assert!(groups(&fold(graph(&rows))).is_empty());
    }
}
