//! Folding that costs something: networks, and the smallest by rank.
//!
//! Twins alone do not always fit the page. What is folded here no longer has equal neighbours, so
//! a group says that its members together did what its edges show. The largest nodes keep a mark of
//! their own; the rest of a role stands in groups beside the event that carried most of it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::merge::{Group, merge};
use crate::graph::{Bond, Graph, NodeId, Role};

/// Merges the sources of one network (/24 of IPv4, /64 of IPv6), the networks with most sources
/// first, until the graph fits the budget.
pub(super) fn fold_networks(graph: Graph, budget: usize) -> Graph {
    let mut networks: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for (node, id) in graph.nodes.iter().zip((0..).map(NodeId)) {
        if node.role != Role::Source {
            continue;
        }
        let shared = node.members.iter().map(|m| network(graph.names.get(m.name)));
        let mut shared = shared.collect::<Option<Vec<String>>>().unwrap_or_default();
        shared.dedup();
        if let [network] = &shared[..] {
            networks.entry(network.clone()).or_default().push(id);
        }
    }
    let mut networks: Vec<(String, Vec<NodeId>)> =
        networks.into_iter().filter(|(_, nodes)| nodes.len() > 1).collect();
    networks.sort_by_key(|(network, nodes)| (usize::MAX - nodes.len(), network.clone()));
    let mut excess = graph.nodes.len().saturating_sub(budget);
    let groups = networks
        .into_iter()
        .take_while(|(_, nodes)| {
            let needed = excess > 0;
            excess = excess.saturating_sub(nodes.len() - 1);
            needed
        })
        .map(|(network, nodes)| Group { nodes, bond: Bond::Network(network) })
        .collect();
    merge(graph, groups)
}

/// The network of an address, as `192.0.2.0/24` or `2001:db8::/64`.
fn network(name: &str) -> Option<String> {
    match name.parse().ok()? {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            Some(format!("{a}.{b}.{c}.0/24"))
        }
        IpAddr::V6(address) => {
            let prefix = u128::from(address) >> 64 << 64;
            Some(format!("{}/64", std::net::Ipv6Addr::from(prefix)))
        }
    }
}

/// Merges the smallest nodes of each role until the graph fits the budget.
pub(super) fn fold_smallest(graph: Graph, budget: usize) -> Graph {
    let main_event = main_events(&graph);
    let mut groups = Vec::new();
    for (role, quota) in quotas(&graph, budget) {
        let mut nodes: Vec<NodeId> = (0..graph.nodes.len() as u32)
            .map(NodeId)
            .filter(|id| counted_as(graph.nodes[id.index()].role) == role)
            .collect();
        if nodes.len() <= quota {
            continue;
        }
        nodes.sort_by_key(|id| (u64::MAX - graph.nodes[id.index()].count, *id));
        groups.extend(rest_groups(&nodes, quota, &main_event));
    }
    merge(graph, groups)
}

/// A node of two roles stands among the sources.
fn counted_as(role: Role) -> Role {
    if role == Role::SourceAndTarget { Role::Source } else { role }
}

/// How many marks each role may have; together no more than the budget. What a role does not
/// need goes to the others: events are the backbone, targets the many.
fn quotas(graph: &Graph, budget: usize) -> [(Role, usize); 3] {
    let has = |role: Role| graph.nodes.iter().filter(|node| counted_as(node.role) == role).count();
    let (sources, events, targets) = (has(Role::Source), has(Role::Event), has(Role::Target));
    let event_quota = events.min(budget / 4);
    let rest = budget - event_quota;
    let source_quota = sources.min((rest * 2 / 5).max(rest.saturating_sub(targets)));
    let target_quota = targets.min(rest - source_quota);
    let event_quota = events.min(budget - source_quota - target_quota);
    [(Role::Source, source_quota), (Role::Event, event_quota), (Role::Target, target_quota)]
}

/// The groups that bring a role, the largest node first, down to its quota.
fn rest_groups(nodes: &[NodeId], quota: usize, main: &[Option<NodeId>]) -> Vec<Group> {
    // The fewer groups the rest needs, the more nodes keep a mark of their own.
    let mut kept = quota.saturating_sub(1);
    loop {
        let mut rest: BTreeMap<Option<NodeId>, Vec<NodeId>> = BTreeMap::new();
        for node in &nodes[kept..] {
            rest.entry(main[node.index()]).or_default().push(*node);
        }
        // Beyond a third of the role's marks, rest groups would push out what they stand beside.
        let mut groups: Vec<Vec<NodeId>> = rest.into_values().collect();
        groups.sort_by_key(|group| usize::MAX - group.len());
        let most = (quota / 3).max(1);
        if groups.len() > most {
            let tail = groups.split_off(most - 1).concat();
            groups.push(tail);
        }
        if kept + groups.len() <= quota || kept == 0 {
            let groups = groups.into_iter().filter(|nodes| nodes.len() > 1);
            return groups.map(|nodes| Group { nodes, bond: Bond::Rest }).collect();
        }
        kept -= 1;
    }
}

/// The event that carried most of each node's events; for an event, its largest source.
fn main_events(graph: &Graph) -> Vec<Option<NodeId>> {
    let mut counts: Vec<(NodeId, NodeId, u64)> = Vec::with_capacity(graph.paths.len() * 3);
    for path in &graph.paths {
        let Some(hub) = path.event.or(path.target).or(path.source) else { continue };
        let near = path.source.unwrap_or(hub);
        for (node, by) in [(near, hub), (hub, near), (path.target.unwrap_or(hub), hub)] {
            counts.push((node, by, path.count));
        }
    }
    counts.sort_unstable();
    let mut main: Vec<Option<(u64, NodeId)>> = vec![None; graph.nodes.len()];
    for pair in counts.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (node, by, _) = pair[0];
        let count = pair.iter().map(|(_, _, count)| count).sum();
        let known = &mut main[node.index()];
        if known.is_none_or(|(most, _)| count > most) {
            *known = Some((count, by));
        }
    }
    main.into_iter().map(|main| main.map(|(_, by)| by)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    #[test]
    fn a_network_is_24_or_64_bits() {
        assert_eq!(network("192.0.2.77").as_deref(), Some("192.0.2.0/24"));
        assert_eq!(network("2001:db8::7").as_deref(), Some("2001:db8::/64"));
        assert_eq!(network("example.org"), None);
    }

    #[test]
    fn the_largest_keep_their_mark() {
        let names: Vec<String> = (0..50).map(|i| format!("host{i}")).collect();
        let mut rows = vec![("s", "80", "big"); 9];
        rows.extend(names.iter().map(|name| ("s", "80", name.as_str())));
        let folded = fold_smallest(graph(&rows), 12);
        assert!(folded.nodes.len() <= 12);
        let big = folded.nodes.iter().find(|node| node.count == 9 && node.role == Role::Target);
        assert!(big.is_some_and(|node| !node.is_group()));
    }
}
