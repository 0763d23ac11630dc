//! Fewer marks, nothing lost: nodes that stand for one another become groups.
//!
//! [`to_budget`] leaves a graph alone that has no more nodes than the budget. Else it folds, in
//! this order and only as far as needed: [`twins`], which tells the same story with fewer marks
//! (nodes of one role with the same neighbours; see Dunne and Shneiderman 2013 on motifs); chains
//! that nothing else touches; then sources, then targets of networks that act alike; then, by
//! [`importance`], the rest of each role into groups near their main event. Every step keeps every
//! event and every name: the sums before and after are equal. [`filter`] leaves out what the user
//! does not want, and keeps the account of it; [`mod@column`] makes the groups that were asked for.
//! Names that are pinned are in no group, whatever the budget.

mod chains;
pub mod column;
pub mod filter;
pub mod importance;
mod merge;
mod networks;
mod rank;
pub mod twins;

use crate::graph::{Graph, Role};

/// Folds a graph until it has no more nodes than `budget`, pinned ones not counted, as far as that
/// can be.
///
/// A budget of less than twelve is read as twelve: a picture of fewer marks than that cannot show
/// the largest of three roles beside the rest.
#[must_use]
pub fn to_budget(graph: Graph, budget: usize) -> Graph {
    let pinned = graph.nodes.iter().filter(|node| graph.is_pinned(node)).count();
    let free = budget.max(12);
    let budget = free + pinned;
    let mut graph = fold_twins(graph, budget);
    if graph.nodes.len() > budget {
        graph = fold_twins(chains::fold(graph), budget);
    }
    for role in [Role::Source, Role::Target] {
        if graph.nodes.len() > budget {
            graph = fold_twins(rank::fold_networks(graph, role, free), budget);
        }
    }
    if graph.nodes.len() > budget {
        graph = rank::fold_smallest(graph, free);
    }
    graph
}

/// Targets first, since they are the many; then sources, then events; then again, since sources
/// can be twins once their targets are one.
fn fold_twins(mut graph: Graph, budget: usize) -> Graph {
    loop {
        let before = graph.nodes.len();
        for role in [Role::Target, Role::Source, Role::Event] {
            if graph.nodes.len() <= budget {
                return graph;
            }
            graph = twins::fold(graph, role);
        }
        if graph.nodes.len() == before {
            return graph;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    #[test]
    fn a_graph_inside_the_budget_is_left_alone() {
        let whole = graph(&[("a", "80", "x"), ("a", "80", "y")]);
        assert_eq!(to_budget(whole.clone(), 12).nodes, whole.nodes);
    }

    #[test]
    fn whatever_is_folded_the_sums_stay() {
        let names: Vec<String> = (0..400).map(|i| format!("10.{}.{}.1", i % 7, i)).collect();
        let ports: Vec<String> = (0..40).map(|i| i.to_string()).collect();
        let rows: Vec<(&str, &str, &str)> = (0..4_000)
            .map(|i: usize| {
                let (source, target) = (i * 7 % 90, 100 + i * i % 300);
                (names[source].as_str(), ports[i * 3 % 40].as_str(), names[target].as_str())
            })
            .collect();
        let whole = graph(&rows);
        let before = whole.account(0);
        for budget in [12, 40, 100, 200] {
            let folded = to_budget(whole.clone(), budget);
            assert!(folded.nodes.len() <= budget, "{} of {budget}", folded.nodes.len());
            let after = folded.account(0);
            assert_eq!(after.events_drawn + after.events_grouped, before.events_drawn);
            assert_eq!(after.nodes_drawn + after.nodes_grouped, before.nodes_drawn);
        }
    }
}
