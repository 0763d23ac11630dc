//! Twins: nodes of one role with exactly the same neighbours.
//!
//! Targets are twins if the same sources reached them through the same events, sources if they
//! reached the same targets through the same events, events if the same pairs used them
//! (structural equivalence). A group of twins tells all that its members told: each member has
//! every path of the group. Cost: a sort of the links, O(m log m).

use super::merge::{Group, merge};
use crate::graph::{Bond, Graph, NodeId, Path, Role};

/// What a path looks like from one of its nodes: the node, and the other two.
type Sight = (NodeId, Option<NodeId>, Option<NodeId>);

/// Makes one node of each set of twins in a role. A node with two roles is nobody's twin, nor is a
/// group that was asked for by its column.
#[must_use]
pub fn fold(graph: Graph, role: Role) -> Graph {
    let mut sights: Vec<Sight> = graph.paths.iter().filter_map(|path| sight(path, role)).collect();
    sights.sort_unstable();
    sights.dedup();
    let mut nodes: Vec<(NodeId, &[Sight])> = sights
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|sights| {
            let node = &graph.nodes[sights[0].0.index()];
            node.role == role && !matches!(node.bond, Some(Bond::Column(..)))
        })
        .map(|sights| (sights[0].0, sights))
        .collect();
    let neighbours = |sights: &[Sight]| -> Vec<(Option<NodeId>, Option<NodeId>)> {
        sights.iter().map(|sight| (sight.1, sight.2)).collect()
    };
    nodes.sort_by_cached_key(|(node, sights)| (neighbours(sights), *node));
    let groups = nodes
        .chunk_by(|a, b| {
            let pairs = a.1.iter().zip(b.1.iter());
            a.1.len() == b.1.len() && pairs.into_iter().all(|(a, b)| (a.1, a.2) == (b.1, b.2))
        })
        .flat_map(|twins| alike(&graph, twins))
        .filter(|twins| twins.len() > 1)
        .map(|twins| Group {
            nodes: twins.iter().map(|(node, _)| *node).collect(),
            bond: bond_of(&graph, &twins),
        })
        .collect();
    merge(graph, groups)
}

/// Twins that are to look alike: a group has one look.
fn alike<'t>(graph: &Graph, twins: &'t [(NodeId, &'t [Sight])]) -> Vec<Vec<(NodeId, &'t [Sight])>> {
    let mut sets: Vec<Vec<(NodeId, &[Sight])>> = Vec::new();
    for twin in twins {
        let look = |node: NodeId| {
            graph.look(&graph.nodes[node.index()]).map(|look| (look.fill, look.form))
        };
        match sets.iter_mut().find(|set| look(set[0].0) == look(twin.0)) {
            Some(set) => set.push(*twin),
            None => sets.push(vec![*twin]),
        }
    }
    sets
}

/// Groups that were made for a reason that costs something keep it when they turn out to be twins.
fn bond_of(graph: &Graph, twins: &[(NodeId, &[Sight])]) -> Bond {
    twins
        .iter()
        .find_map(|(node, _)| match &graph.nodes[node.index()].bond {
            Some(bond @ (Bond::Rest | Bond::Leaves(_))) => Some(bond.clone()),
            _ => None,
        })
        .unwrap_or(Bond::Twins)
}

fn sight(path: &Path, role: Role) -> Option<Sight> {
    match role {
        Role::Target => path.target.map(|target| (target, path.source, path.event)),
        Role::Source => path.source.map(|source| (source, path.event, path.target)),
        Role::Event => path.event.map(|event| (event, path.source, path.target)),
        Role::SourceAndTarget => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    fn groups(graph: &Graph) -> Vec<Vec<&str>> {
        let names = |members: &[crate::graph::Member]| {
            members.iter().map(|member| graph.names.get(member.name)).collect()
        };
        graph.nodes.iter().filter(|n| n.is_group()).map(|n| names(&n.members)).collect()
    }

    #[test]
    fn targets_of_the_same_sources_and_events_are_one() {
        let whole = graph(&[
            ("a", "80", "x"),
            ("a", "80", "y"),
            ("a", "80", "y"),
            ("b", "80", "z"),
            ("a", "80", "w"),
            ("a", "443", "w"),
        ]);
        let folded = fold(whole.clone(), Role::Target);
        // The largest comes first.
        assert_eq!(groups(&folded), [["y", "x"]]);
        assert_eq!(folded.nodes.len(), whole.nodes.len() - 1);
    }

    #[test]
    fn sources_with_the_same_pairs_are_one() {
        let folded =
            fold(graph(&[("a", "80", "x"), ("b", "80", "x"), ("c", "22", "x")]), Role::Source);
        assert_eq!(groups(&folded), [["a", "b"]]);
    }

    #[test]
    fn a_node_with_two_roles_stays_alone() {
        let folded =
            fold(graph(&[("a", "80", "x"), ("a", "80", "y"), ("x", "22", "q")]), Role::Target);
        assert!(groups(&folded).is_empty());
    }
}
