//! Filters: what the user does not want to see, with an account of it.
//!
//! AfterGlow has thresholds (`-o`: a node needs more events) and a fan-out (`-f`: a source needs
//! more distinct events, `-g`: an event needs more distinct targets). Here a number is the least
//! that stays, degrees are counted in distinct names at the other end, and whatever is left out is
//! counted under the filter's name, so that the sums still add up. A link stays if all its nodes
//! pass; numbers are those from before the filter. Cost: a sort of the links, O(m log m).

use std::collections::BTreeSet;
use std::fmt;

use crate::graph::{Graph, LeftOut, Member, Node, NodeId, Path, widen};
use crate::link::Part;

/// What stays in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Nodes of at least so many events: those of a part, or of all.
    MinCount(Option<Part>, u64),
    /// Nodes with at least so many names at the other end: sources count targets (in a view, their
    /// distinct names), targets and events count sources.
    MinDegree(Part, u64),
    /// The so many sources of most events, and the so many targets that had most events from them.
    Top(usize),
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::MinCount(None, least) => write!(f, "--min-count {least}"),
            Filter::MinCount(Some(part), least) => {
                write!(f, "--min-count {}={least}", part.name())
            }
            Filter::MinDegree(Part::Source, least) => write!(f, "--min-degree {least}"),
            Filter::MinDegree(part, least) => write!(f, "--min-degree {}={least}", part.name()),
            Filter::Top(most) => write!(f, "--top {most}"),
        }
    }
}

const PARTS: [Part; 3] = [Part::Source, Part::Event, Part::Target];

fn node(path: &Path, part: Part) -> Option<NodeId> {
    match part {
        Part::Source => path.source,
        Part::Event => path.event,
        Part::Target => path.target,
    }
}

/// The graph without what a filter leaves out; of a graph of which nothing is folded yet.
#[must_use]
pub fn apply(graph: Graph, filter: Filter) -> Graph {
    match filter {
        Filter::MinCount(part, least) => {
            let parts = PARTS.into_iter().filter(|of| part.is_none_or(|part| part == *of));
            let parts: Vec<Part> = parts.collect();
            let passes = |graph: &Graph, path: &Path| {
                parts.iter().all(|part| {
                    let node = node(path, *part);
                    node.is_none_or(|node| graph.nodes[node.index()].count >= least)
                })
            };
            let kept = graph.paths.iter().filter(|path| passes(&graph, path)).copied().collect();
            keep(graph, kept, filter)
        }
        Filter::MinDegree(part, least) => {
            let degrees = degrees(&graph, part);
            let passes =
                |path: &&Path| node(path, part).is_none_or(|node| degrees[node.index()] >= least);
            let kept = graph.paths.iter().filter(passes).copied().collect();
            keep(graph, kept, filter)
        }
        Filter::Top(most) => {
            let mut kept = graph.paths.clone();
            for part in [Part::Source, Part::Target] {
                let top = heaviest(&graph, &kept, part, most);
                kept.retain(|path| node(path, part).is_none_or(|node| top.contains(&node)));
            }
            keep(graph, kept, filter)
        }
    }
}

/// How many nodes at the other end each node of a part has.
fn degrees(graph: &Graph, part: Part) -> Vec<u64> {
    let far = |path: &Path| match part {
        Part::Source => path.target.or(path.event),
        Part::Event | Part::Target => path.source.or(path.event),
    };
    let pairs = graph.paths.iter().filter_map(|path| node(path, part).zip(far(path)));
    let pairs: BTreeSet<(NodeId, NodeId)> = pairs.collect();
    let mut degrees = vec![0; graph.nodes.len()];
    for (node, _) in pairs {
        degrees[node.index()] += 1;
    }
    degrees
}

/// The nodes of a part that have most events on those paths; of equally many, the first.
fn heaviest(graph: &Graph, paths: &[Path], part: Part, most: usize) -> BTreeSet<NodeId> {
    let mut counts = vec![0; graph.nodes.len()];
    for path in paths {
        if let Some(node) = node(path, part) {
            counts[node.index()] += path.count;
        }
    }
    let nodes = (0..graph.nodes.len() as u32).map(NodeId);
    let mut nodes: Vec<NodeId> = nodes.filter(|id| counts[id.index()] > 0).collect();
    nodes.sort_by_key(|id| (u64::MAX - counts[id.index()], *id));
    nodes.truncate(most);
    nodes.into_iter().collect()
}

/// The graph of those of its paths, counted anew; the others are left out by the filter.
fn keep(graph: Graph, kept: Vec<Path>, filter: Filter) -> Graph {
    let sum = |paths: &[Path]| paths.iter().map(|path| path.count).sum::<u64>();
    let events = sum(&graph.paths) - sum(&kept);
    let mut renamed: Vec<Option<NodeId>> = vec![None; graph.nodes.len()];
    for id in kept.iter().flat_map(Path::nodes) {
        renamed[id.index()] = Some(id);
    }
    let Graph { mut notes, .. } = graph;
    notes.left_out.push(LeftOut { by: filter.to_string(), events });
    let mut nodes: Vec<Node> = Vec::new();
    for (node, renamed) in graph.nodes.into_iter().zip(&mut renamed) {
        if renamed.is_none() {
            notes.names_left_out += node.members.len() as u64;
            continue;
        }
        *renamed = Some(NodeId(nodes.len() as u32));
        let members = node.members.iter().map(|member| Member { count: 0, ..*member }).collect();
        nodes.push(Node { members, count: 0, first: None, last: None, ..node });
    }
    let new = |id: Option<NodeId>| id.and_then(|id| renamed[id.index()]);
    let paths: Vec<Path> = kept
        .into_iter()
        .map(|path| Path {
            source: new(path.source),
            event: new(path.event),
            target: new(path.target),
            ..path
        })
        .collect();
    for path in &paths {
        for id in path.nodes() {
            let node = &mut nodes[id.index()];
            node.count += path.count;
            // Nothing is folded yet: each node has one name.
            if let Some(member) = node.members.first_mut() {
                member.count += path.count;
            }
            widen(node, path.first, path.last);
        }
    }
    Graph { nodes, paths, notes, ..graph }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    fn rows() -> Vec<(&'static str, &'static str, &'static str)> {
        let mut rows = vec![("a", "80", "x"); 5];
        rows.extend([("a", "80", "y"), ("b", "22", "y"), ("b", "22", "z"), ("c", "22", "z")]);
        rows
    }

    fn left(filters: &[Filter]) -> (Vec<String>, Vec<u64>) {
        let whole = graph(&rows());
        let graph = filters.iter().fold(whole.clone(), |graph, filter| apply(graph, *filter));
        let account = graph.account(0);
        let inside = account.events_drawn + account.events_grouped;
        assert_eq!(account.events_read, inside + account.events_left_out);
        let names = account.nodes_drawn + account.nodes_left_out;
        assert_eq!(names as usize, whole.nodes.len());
        let nodes = (0..graph.nodes.len() as u32).map(|id| graph.name(NodeId(id)).to_owned());
        (nodes.collect(), graph.notes.left_out.iter().map(|by| by.events).collect())
    }

    #[test]
    fn nodes_of_fewer_events_are_left_out_with_their_links() {
        let (names, events) = left(&[Filter::MinCount(None, 3)]);
        assert_eq!((names.join(" "), events), ("a 80 x".to_owned(), vec![4]));
        let (names, events) = left(&[Filter::MinCount(Some(Part::Source), 2)]);
        assert_eq!((names.join(" "), events), ("a 80 x y b 22 z".to_owned(), vec![1]));
    }

    #[test]
    fn a_degree_is_the_number_of_names_at_the_other_end() {
        let (names, events) = left(&[Filter::MinDegree(Part::Source, 2)]);
        assert_eq!((names.join(" "), events), ("a 80 x y b 22 z".to_owned(), vec![1]));
        let (names, events) = left(&[Filter::MinDegree(Part::Target, 2)]);
        assert_eq!((names.join(" "), events), ("a 80 y b 22 z c".to_owned(), vec![5]));
    }

    #[test]
    fn the_top_are_sources_and_then_what_they_reached_most() {
        let (names, events) = left(&[Filter::Top(1)]);
        assert_eq!((names.join(" "), events), ("a 80 x".to_owned(), vec![4]));
    }

    #[test]
    fn filters_follow_each_other_and_each_has_its_sum() {
        let (names, events) = left(&[Filter::MinCount(Some(Part::Source), 2), Filter::Top(1)]);
        assert_eq!((names.join(" "), events), ("a 80 x".to_owned(), vec![1, 3]));
        assert_eq!(Filter::MinCount(Some(Part::Target), 5).to_string(), "--min-count target=5");
    }
}
