//! Folding that costs something: networks, and the least important by rank.
//!
//! Twins alone do not always fit the page. What is folded here no longer has equal neighbours, so
//! a group says that its members together did what its edges show. The most important nodes keep a
//! mark of their own; the rest of a role stands in groups beside the event that carried most of it,
//! leaves of that event apart from those that had to do with others too.

use std::collections::BTreeMap;

use super::importance::{self, counted_as};
use super::merge::{Group, merge};
use super::networks;
use crate::graph::{Bond, Graph, Node, NodeId, Role};

/// How many of a role's marks are kept for nodes of their own before addresses become networks:
/// one part in so many. Half would leave networks no room to matter.
const SINGLE_PART: usize = 3;

/// Merges the sources, or the targets, of networks that act alike, the networks with most nodes
/// first, until the graph fits the budget. The most important keep a mark of their own.
pub(super) fn fold_networks(graph: Graph, role: Role, budget: usize) -> Graph {
    let quota = quotas(&graph, budget).into_iter().find(|(of, _)| *of == role);
    let kept = quota.map_or(0, |(_, quota)| quota / SINGLE_PART);
    let order = importance::order(&graph, role);
    let groups = networks::groups(&graph, role, &order[..kept.min(order.len())]);
    let free = graph.nodes.iter().filter(|node| !graph.is_pinned(node)).count();
    let mut excess = free.saturating_sub(budget);
    let groups = groups
        .into_iter()
        .take_while(|group| {
            let needed = excess > 0;
            excess = excess.saturating_sub(group.nodes.len() - 1);
            needed
        })
        .collect();
    merge(graph, groups)
}

/// Merges the least important nodes of each role until the graph fits the budget.
pub(super) fn fold_smallest(graph: Graph, budget: usize) -> Graph {
    let hubs = hubs(&graph);
    let mut groups = Vec::new();
    for (role, quota) in quotas(&graph, budget) {
        let mut nodes = importance::order(&graph, role);
        nodes.retain(|id| !graph.is_pinned(&graph.nodes[id.index()]));
        if nodes.len() > quota {
            groups.extend(rest_groups(&graph, &nodes, quota, &hubs));
        }
    }
    merge(graph, groups)
}

/// How many marks each role may have; together no more than the budget. What a role does not
/// need goes to the others: events are the backbone, targets the many.
fn quotas(graph: &Graph, budget: usize) -> [(Role, usize); 3] {
    let is_of = |node: &&Node, role| counted_as(node.role) == role && !graph.is_pinned(node);
    let has = |role: Role| graph.nodes.iter().filter(|node| is_of(node, role)).count();
    let (sources, events, targets) = (has(Role::Source), has(Role::Event), has(Role::Target));
    let event_quota = events.min(budget / 4);
    let rest = budget - event_quota;
    let source_quota = sources.min((rest * 2 / 5).max(rest.saturating_sub(targets)));
    let target_quota = targets.min(rest - source_quota);
    let event_quota = events.min(budget - source_quota - target_quota);
    [(Role::Source, source_quota), (Role::Event, event_quota), (Role::Target, target_quota)]
}

/// The groups that bring a role, the most important node first, down to its quota: leaves of one
/// event together, the others of one main event together.
fn rest_groups(graph: &Graph, nodes: &[NodeId], quota: usize, hubs: &[Option<Hub>]) -> Vec<Group> {
    // The fewer groups the rest needs, the more nodes keep a mark of their own.
    let mut kept = quota.saturating_sub(1);
    loop {
        let mut rest: BTreeMap<Option<Hub>, Vec<NodeId>> = BTreeMap::new();
        for node in &nodes[kept..] {
            rest.entry(hubs[node.index()]).or_default().push(*node);
        }
        // Beyond a third of the role's marks, rest groups would push out what they stand beside.
        let mut groups: Vec<(Option<Hub>, Vec<NodeId>)> = rest.into_iter().collect();
        groups.sort_by_key(|(_, group)| usize::MAX - group.len());
        let most = (quota / 3).max(1);
        if groups.len() > most {
            let tail = groups.split_off(most - 1);
            groups.push((None, tail.into_iter().flat_map(|(_, nodes)| nodes).collect()));
        }
        if kept + groups.len() <= quota || kept == 0 {
            let groups = groups.into_iter().filter(|(_, nodes)| nodes.len() > 1);
            return groups.map(|(hub, nodes)| Group { nodes, bond: bond(graph, hub) }).collect();
        }
        kept -= 1;
    }
}

fn bond(graph: &Graph, hub: Option<Hub>) -> Bond {
    match hub {
        Some(Hub { only: true, event }) => match &graph.nodes[event.index()] {
            hub if hub.role == Role::Event && !hub.is_group() => {
                Bond::Leaves(graph.name(event).to_owned())
            }
            _ => Bond::Rest,
        },
        _ => Bond::Rest,
    }
}

/// Where most of a node's events went through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hub {
    event: NodeId,
    /// Is the node a leaf, with nothing else to do?
    only: bool,
}

/// The hub of each node: its event, the source or target where there are none; for an event, its
/// largest source.
fn hubs(graph: &Graph) -> Vec<Option<Hub>> {
    let mut counts: Vec<(NodeId, NodeId, u64)> = Vec::with_capacity(graph.paths.len() * 3);
    for path in &graph.paths {
        let Some(hub) = path.event.or(path.target).or(path.source) else { continue };
        let near = path.source.unwrap_or(hub);
        for (node, by) in [(near, hub), (hub, near), (path.target.unwrap_or(hub), hub)] {
            counts.push((node, by, path.count));
        }
    }
    counts.sort_unstable();
    let mut hubs: Vec<Option<(u64, Hub)>> = vec![None; graph.nodes.len()];
    for pair in counts.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (node, event, _) = pair[0];
        let count = pair.iter().map(|(_, _, count)| count).sum();
        let known = &mut hubs[node.index()];
        *known = match *known {
            None => Some((count, Hub { event, only: true })),
            Some((most, hub)) if count <= most => Some((most, Hub { only: false, ..hub })),
            Some(_) => Some((count, Hub { event, only: false })),
        };
    }
    hubs.into_iter().map(|hub| hub.map(|(_, hub)| hub)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    #[test]
    fn the_largest_keep_their_mark() {
        let names: Vec<String> = (0..50).map(|i| format!("host{i}")).collect();
        let mut rows = vec![("s", "80", "big"); 9];
        rows.extend(names.iter().map(|name| ("s", "80", name.as_str())));
        let folded = fold_smallest(graph(&rows), 12);
        assert!(folded.nodes.len() <= 12);
        let big = folded.nodes.iter().find(|node| node.count == 9 && node.role == Role::Target);
        assert!(big.is_some_and(|node| !node.is_group()));
        let rest = folded.nodes.iter().find_map(|node| node.bond.clone());
        assert_eq!(rest, Some(Bond::Leaves("80".to_owned())));
    }
}
