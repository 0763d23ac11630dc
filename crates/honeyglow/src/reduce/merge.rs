//! Merging nodes into groups: the one place that rewrites a graph.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::graph::{Bond, Graph, Node, NodeId, Path, widen};
use crate::time::earliest;

/// Nodes that become one, and why.
pub(super) struct Group {
    /// At least two nodes of one role.
    pub(super) nodes: Vec<NodeId>,
    /// What holds them together.
    pub(super) bond: Bond,
}

/// The graph with each group as one node, in the place of its first member. A node may be in one
/// group at most. Nodes that are pinned stay out of theirs.
pub(super) fn merge(graph: Graph, groups: Vec<Group>) -> Graph {
    if groups.is_empty() {
        return graph;
    }
    let mut bonds: BTreeMap<NodeId, Bond> = BTreeMap::new();
    let mut leader: Vec<NodeId> = (0..graph.nodes.len() as u32).map(NodeId).collect();
    for mut group in groups {
        group.nodes.retain(|node| !graph.is_pinned(&graph.nodes[node.index()]));
        if group.nodes.len() < 2 {
            continue;
        }
        let Some(first) = group.nodes.iter().min().copied() else { continue };
        for node in &group.nodes {
            leader[node.index()] = first;
        }
        bonds.insert(first, group.bond);
    }
    let mut nodes: Vec<Node> = Vec::new();
    let mut renamed: Vec<NodeId> = Vec::with_capacity(leader.len());
    for (index, node) in graph.nodes.into_iter().enumerate() {
        let first = leader[index];
        if first.index() == index {
            renamed.push(NodeId(nodes.len() as u32));
            let bond = bonds.remove(&first).or(node.bond);
            nodes.push(Node { bond, ..node });
            continue;
        }
        // The leader is the smallest index of its group, so it has its new number already.
        let group = renamed[first.index()];
        renamed.push(group);
        let group = &mut nodes[group.index()];
        group.members.extend_from_slice(&node.members);
        group.count += node.count;
        widen(group, node.first, node.last);
    }
    for node in nodes.iter_mut().filter(|node| node.is_group()) {
        node.members.sort_unstable_by_key(|member| (u64::MAX - member.count, member.name));
    }
    let paths = merge_paths(&graph.paths, &renamed);
    Graph { nodes, paths, ..graph }
}

/// The paths between the new nodes, those that fell together as one, by first appearance.
fn merge_paths(paths: &[Path], renamed: &[NodeId]) -> Vec<Path> {
    // A seeded table, looked up but never walked: node numbers follow what attackers send.
    let mut places: HashMap<[Option<NodeId>; 3], usize> = HashMap::with_capacity(paths.len() / 4);
    let mut merged: Vec<Path> = Vec::new();
    for path in paths {
        let [source, event, target] = [path.source, path.event, path.target]
            .map(|node| node.map(|node| renamed[node.index()]));
        let place = *places.entry([source, event, target]).or_insert(merged.len());
        let Some(known) = merged.get_mut(place) else {
            merged.push(Path { source, event, target, ..*path });
            continue;
        };
        known.count += path.count;
        known.first = earliest(known.first, path.first);
        known.last = known.last.max(path.last);
    }
    merged
}
