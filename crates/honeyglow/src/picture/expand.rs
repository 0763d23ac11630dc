//! Groups taken apart: their members are pinned, and the graph is folded again.

use std::collections::BTreeSet;

use crate::graph::{Graph, Node, named};
use crate::label::text;

/// Folds a graph so that the groups which the wishes name are drawn member by member, and gives the
/// wishes that name nothing. A wish is looked up in the graph folded without any, then in the graph
/// that the wishes before it left; a headline that several groups share names all of them.
pub(super) fn expanded(
    whole: Graph,
    wishes: &[String],
    fold: impl Fn(Graph) -> Graph,
) -> (Graph, Vec<String>) {
    if wishes.is_empty() {
        return (fold(whole), Vec::new());
    }
    let mut whole = whole;
    let first = fold(whole.clone());
    let mut current = first.clone();
    let mut unknown = Vec::new();
    for wish in wishes {
        let found = match found(&first, wish) {
            nodes if nodes.is_empty() => found(&current, wish),
            nodes => nodes,
        };
        if found.is_empty() {
            unknown.push(wish.clone());
            continue;
        }
        for node in found.into_iter().filter(|node| node.is_group()) {
            let pins: BTreeSet<_> =
                node.members.iter().map(|member| named(node, member.name)).collect();
            let notes = &mut whole.notes;
            if !pins.is_subset(&notes.pinned) {
                notes.expanded.push(text::headline(&first, node));
                notes.pinned.extend(pins);
            }
        }
        current = fold(whole.clone());
    }
    (current, unknown)
}

/// The nodes that a wish names: by id, by headline, or by a member.
fn found<'g>(graph: &'g Graph, wish: &str) -> Vec<&'g Node> {
    let by_id = wish.strip_prefix('n').and_then(|id| id.parse::<usize>().ok());
    if let Some(node) = by_id.and_then(|id| graph.nodes.get(id)) {
        return vec![node];
    }
    // The headline may have been copied from a label, with its events.
    let headline = wish.split(" · ").next().unwrap_or(wish);
    let is_headline = |node: &&Node| node.is_group() && text::headline(graph, node) == headline;
    let groups: Vec<&Node> = graph.nodes.iter().filter(is_headline).collect();
    if !groups.is_empty() {
        return groups;
    }
    let has = |node: &&Node| node.members.iter().any(|m| graph.names.get(m.name) == wish);
    graph.nodes.iter().filter(has).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Role;
    use crate::graph::tests::graph;
    use crate::reduce::twins;

    fn whole() -> Graph {
        graph(&[("a", "80", "x"), ("a", "80", "y"), ("a", "80", "z"), ("b", "22", "z")])
    }

    fn groups(wishes: &[&str]) -> (usize, Vec<String>, Vec<String>) {
        let wishes: Vec<String> = wishes.iter().map(|wish| (*wish).to_owned()).collect();
        let (graph, unknown) = expanded(whole(), &wishes, |graph| twins::fold(graph, Role::Target));
        let count = graph.nodes.iter().filter(|node| node.is_group()).count();
        (count, graph.notes.expanded, unknown)
    }

    #[test]
    fn a_group_is_known_by_a_member_its_headline_or_its_id() {
        assert_eq!(groups(&[]), (1, vec![], vec![]));
        for wish in ["x", "2 hosts", "2 hosts · 2 ev.", "n2"] {
            assert_eq!(groups(&[wish]), (0, vec!["2 hosts".to_owned()], vec![]), "{wish}");
        }
    }

    #[test]
    fn what_stands_alone_already_stays_and_what_is_not_there_is_told() {
        assert_eq!(groups(&["z", "nobody"]), (1, vec![], vec!["nobody".to_owned()]));
    }
}
