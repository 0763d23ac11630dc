//! Groups that were asked for: by a column beside the view, or by networks.

use std::collections::BTreeMap;

use super::merge::{Group, merge};
use super::networks;
use crate::graph::{Bond, Graph, NodeId, Role};
use crate::link::Part;

/// What is put together whether there is room or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The names of one value in the column beside the view, if the fold noted one.
    Column,
    /// Addresses that are adjacent and act alike.
    Prefix(Part),
}

/// The role of a part's nodes; those of two roles are in no group.
fn role(part: Part) -> Role {
    match part {
        Part::Source => Role::Source,
        Part::Event => Role::Event,
        Part::Target => Role::Target,
    }
}

/// The graph with those groups. Names without a value stay as they are.
#[must_use]
pub fn group(graph: Graph, by: Grouping) -> Graph {
    let groups = match by {
        Grouping::Prefix(part) => networks::groups(&graph, role(part), &[]),
        Grouping::Column => of_column(&graph),
    };
    merge(graph, groups)
}

fn of_column(graph: &Graph) -> Vec<Group> {
    let Some(beside) = &graph.notes.beside else { return Vec::new() };
    let role = role(beside.part);
    let mut groups: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
    for (node, id) in graph.nodes.iter().zip((0..).map(NodeId)) {
        let single = node.members.first().filter(|_| node.role == role && !node.is_group());
        if let Some(value) = single.and_then(|member| beside.values.get(&member.name)) {
            groups.entry(value).or_default().push(id);
        }
    }
    groups
        .into_iter()
        .filter(|(_, nodes)| nodes.len() > 1)
        .map(|(value, nodes)| Group { nodes, bond: Bond::Column(beside.column, value.to_owned()) })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::event::Column;
    use crate::graph::tests::graph;
    use crate::link::Beside;

    #[test]
    fn sources_of_one_value_are_one_and_stay_so() {
        let rows = [("a", "80", "x"), ("b", "22", "y"), ("c", "22", "y"), ("d", "80", "x")];
        let mut whole = graph(&rows);
        let value = |node: usize, text: &str| (whole.nodes[node].members[0].name, Arc::from(text));
        // Sources stand at 0, 3, 6 and 7.
        let values = [value(0, "k"), value(3, "k")].into_iter().collect();
        whole.notes.beside = Some(Beside { part: Part::Source, column: Column::Hassh, values });
        let grouped = group(whole, Grouping::Column);
        let bonds: Vec<_> = grouped.nodes.iter().filter_map(|node| node.bond.clone()).collect();
        assert_eq!(bonds, [Bond::Column(Column::Hassh, "k".to_owned())]);
        assert_eq!(crate::reduce::twins::fold(grouped.clone(), Role::Source).nodes, grouped.nodes);
    }
}
