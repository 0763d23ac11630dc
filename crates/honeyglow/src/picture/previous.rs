//! The picture before, and which of its marks are which of a graph's nodes.
//!
//! A name in a role has one node, so a mark that shares a name with a node is akin to it. Marks and
//! nodes are matched one to one by the share of their members that both have (Jaccard), the largest
//! first; a node that finds no mark of its own is akin to the one that held most of its members.
//! Cost: O(k log k) for k names.

use std::collections::BTreeMap;

use crate::graph::{Graph, Node, Role};
use crate::layout::{Point, Size};
use crate::look::Seat;

/// A picture, as far as the next one is drawn like it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Previous {
    /// The page.
    pub page: Size,
    /// Size of the labels' font in points, if it is known.
    pub font_pt: Option<f64>,
    /// Its nodes.
    pub marks: Vec<Stood>,
}

/// A mark of the picture before.
#[derive(Clone, Debug, PartialEq)]
pub struct Stood {
    /// Whether it was an end of paths or an event.
    pub seat: Seat,
    /// Whom it stood for; exact.
    pub names: Vec<String>,
    /// The centre of its box, on the page.
    pub centre: Point,
    /// The middle of its label from there, if one was drawn.
    pub label: Option<Point>,
}

/// What a node was in the picture before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kin {
    /// That mark.
    Same(usize),
    /// A part of that mark, or more than it.
    Part(usize),
    /// Nothing.
    #[default]
    New,
}

/// Marks and nodes that share a smaller part of their members are not the same: with half of the
/// members of each in common it is a third.
const ALIKE: f64 = 0.3;

impl Previous {
    /// The most marks of a picture of so many nodes, where that is the budget: what had groups gets
    /// them until it has clearly fewer nodes than it may have, or an hour more or less of events
    /// would fold and unfold it.
    #[must_use]
    pub fn budget(&self, nodes: usize, budget: usize) -> usize {
        let had_groups = self.marks.iter().any(|mark| mark.names.len() > 1);
        if had_groups && nodes <= budget { budget * 4 / 5 } else { budget }
    }

    /// What each node of a graph was.
    #[must_use]
    pub fn kin(&self, graph: &Graph) -> Vec<Kin> {
        let mut marks: BTreeMap<(bool, &str), usize> = BTreeMap::new();
        for (at, mark) in self.marks.iter().enumerate() {
            for name in &mark.names {
                marks.entry((mark.seat == Seat::Event, name)).or_insert(at);
            }
        }
        let mut pairs: Vec<Pair> = Vec::new();
        for (index, node) in graph.nodes.iter().enumerate() {
            let mut found: Vec<usize> = members(graph, node)
                .filter_map(|name| marks.get(&(node.role == Role::Event, name)).copied())
                .collect();
            found.sort_unstable();
            for same in found.chunk_by(|a, b| a == b) {
                let (shared, mark) = (same.len(), same[0]);
                let all = node.members.len() + self.marks[mark].names.len() - shared;
                let share = shared as f64 / all.max(1) as f64;
                pairs.push(Pair { node: index, mark, shared, share });
            }
        }
        // The largest share first; then the most names; then the first.
        pairs.sort_by(|a, b| {
            (b.share.total_cmp(&a.share))
                .then(b.shared.cmp(&a.shared))
                .then((a.node, a.mark).cmp(&(b.node, b.mark)))
        });
        let mut kin = vec![Kin::New; graph.nodes.len()];
        let mut taken = vec![false; self.marks.len()];
        for pair in pairs.iter().filter(|pair| pair.share >= ALIKE) {
            if kin[pair.node] == Kin::New && !taken[pair.mark] {
                kin[pair.node] = Kin::Same(pair.mark);
                taken[pair.mark] = true;
            }
        }
        pairs.sort_by_key(|pair| (usize::MAX - pair.shared, pair.node, pair.mark));
        for pair in &pairs {
            if kin[pair.node] == Kin::New {
                kin[pair.node] = Kin::Part(pair.mark);
            }
        }
        kin
    }
}

struct Pair {
    node: usize,
    mark: usize,
    /// How many members both have.
    shared: usize,
    /// As a share of all that either has.
    share: f64,
}

fn members<'a>(graph: &'a Graph, node: &'a Node) -> impl Iterator<Item = &'a str> {
    node.members.iter().map(|member| graph.names.get(member.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;
    use crate::reduce::twins;

    fn stood(seat: Seat, names: &[&str]) -> Stood {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Stood { seat, names, centre: Point::default(), label: None }
    }

    #[test]
    fn what_was_folded_stays_so_near_the_budget() {
        let (single, group) = (stood(Seat::End, &["a"]), stood(Seat::End, &["a", "b"]));
        let budget = |mark: &Stood, nodes| {
            let previous = Previous { marks: vec![mark.clone()], ..Previous::default() };
            previous.budget(nodes, 100)
        };
        assert_eq!((budget(&group, 95), budget(&group, 105), budget(&single, 95)), (80, 100, 100));
    }

    #[test]
    fn a_name_is_the_same_in_its_role_only() {
        let marks = vec![stood(Seat::End, &["80"]), stood(Seat::Event, &["80"])];
        let previous = Previous { marks, ..Previous::default() };
        let kin = previous.kin(&graph(&[("a", "80", "80")]));
        assert_eq!(kin, [Kin::New, Kin::Same(1), Kin::Same(0)]);
    }

    #[test]
    fn a_group_is_the_one_that_has_most_of_its_members() {
        let whole = graph(&[
            ("a", "80", "v"),
            ("a", "80", "w"),
            ("a", "80", "x"),
            ("a", "22", "y"),
            ("a", "443", "z"),
        ]);
        let folded = twins::fold(whole, Role::Target);
        let marks = vec![stood(Seat::End, &["v", "y", "z"]), stood(Seat::End, &["w", "x", "gone"])];
        let previous = Previous { marks, ..Previous::default() };
        let target = |name: &str| {
            let names = |node: &Node| members(&folded, node).any(|member| member == name);
            previous.kin(&folded)[folded.nodes.iter().position(names).unwrap()]
        };
        assert_eq!(
            (target("v"), target("y"), target("z")),
            (Kin::Same(1), Kin::Same(0), Kin::Part(0))
        );
    }
}
