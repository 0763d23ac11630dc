//! The page in a few lines: who was busiest, who acts as one, what was wanted, what was contested,
//! and how much is in the tail. Only pages that could not show every node have it.

use crate::event::Column;
use crate::graph::{Bond, Graph, Node, NodeId, Role};
use crate::label::text::{self, service, thousands};

/// One line: a word in bold and what it says.
pub(super) struct Fact {
    pub(super) what: &'static str,
    pub(super) text: String,
}

/// How many nodes a line names.
const NAMED: usize = 3;
/// How many events (ports) a line names: they are short.
const EVENTS_NAMED: usize = 5;
/// The longest name in a line, in characters.
const LONGEST: usize = 24;

/// The lines, the most important first; none where labels do not count.
pub(super) fn facts(graph: &Graph) -> Vec<Fact> {
    if graph.notes.counts_from.is_none() {
        return Vec::new();
    }
    let total: u64 = graph.paths.iter().map(|path| path.count).sum();
    let lines = [
        ("Busiest:", busiest(graph, total)),
        ("Acting as one:", as_one(graph, total)),
        ("Wanted:", wanted(graph, total)),
        ("Most contested:", contested(graph)),
        ("In the tail:", tail(graph, total)),
    ];
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    lines.map(|(what, text)| Fact { what, text }).collect()
}

/// `78 %`; what is there is never 0 %.
fn percent(count: u64, total: u64) -> String {
    // Counts of events are far below where this would overflow; no total is no part.
    match count.saturating_mul(100).checked_div(total) {
        Some(0) if count > 0 => "< 1 %".to_owned(),
        Some(percent) => format!("{percent} %"),
        None => String::new(),
    }
}

fn largest<'g>(
    graph: &'g Graph,
    total: u64,
    most: usize,
    is_meant: impl Fn(&Node) -> bool,
    name: impl Fn(NodeId) -> String,
) -> String {
    let mut nodes: Vec<(NodeId, &'g Node)> =
        (0..).map(NodeId).zip(&graph.nodes).filter(|(_, node)| is_meant(node)).collect();
    nodes.sort_by_key(|(id, node)| (u64::MAX - node.count, *id));
    nodes.truncate(most);
    let parts = nodes.into_iter().map(|(id, node)| {
        format!("{} {}", text::shorten(&name(id), LONGEST), percent(node.count, total))
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn is_source(node: &Node) -> bool {
    matches!(node.role, Role::Source | Role::SourceAndTarget)
}

fn busiest(graph: &Graph, total: u64) -> String {
    let is_meant = |node: &Node| is_source(node) && !node.is_group();
    largest(graph, total, NAMED, is_meant, |id| graph.name(id).to_owned())
}

fn as_one(graph: &Graph, total: u64) -> String {
    let is_meant = |node: &Node| {
        is_source(node)
            && node.is_group()
            && node.bond.as_ref().is_some_and(|bond| !bond.is_tail() && *bond != Bond::Chains)
    };
    largest(graph, total, NAMED, is_meant, |id| text::headline(graph, &graph.nodes[id.index()]))
}

fn wanted(graph: &Graph, total: u64) -> String {
    let name = |id: NodeId| {
        let node = &graph.nodes[id.index()];
        let name =
            if node.is_group() { text::headline(graph, node) } else { graph.name(id).to_owned() };
        match service(&name).filter(|_| text::column(graph, Role::Event) == Column::DstPort) {
            Some(service) => format!("{name} {service}"),
            None => name,
        }
    };
    largest(graph, total, EVENTS_NAMED, |node| node.role == Role::Event, name)
}

/// The targets that most sources reached for.
fn contested(graph: &Graph) -> String {
    let mut targets: Vec<_> = graph.notes.contested.iter().collect();
    targets.sort_by_key(|(name, sources)| (u64::MAX - **sources, **name));
    let parts = targets.into_iter().take(NAMED).enumerate().map(|(index, (name, sources))| {
        let name = text::shorten(graph.names.get(*name), LONGEST);
        let noun = if index == 0 { text::plural(graph.view.source) } else { "" };
        format!("{name} ({} {noun}", thousands(*sources)).trim_end().to_owned() + ")"
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// How many names stand in groups of what was left, and how many events ran through these.
fn tail(graph: &Graph, total: u64) -> String {
    let is_tail = |node: &Node| node.bond.as_ref().is_some_and(Bond::is_tail);
    let names = |role: Role| -> u64 {
        let nodes = graph.nodes.iter().filter(|node| node.role == role && is_tail(node));
        nodes.map(|node| node.members.len() as u64).sum()
    };
    let parts: Vec<String> = [Role::Source, Role::Event, Role::Target]
        .into_iter()
        .filter(|role| names(*role) > 0)
        .map(|role| {
            let noun = text::plural(text::column(graph, role));
            format!("{} {noun}", thousands(names(role)))
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let through =
        graph.paths.iter().filter(|path| path.nodes().any(|id| is_tail(&graph.nodes[id.index()])));
    let events: u64 = through.map(|path| path.count).sum();
    format!("{} with {} of the events", parts.join(", "), percent(events, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_whole_number_and_never_nothing() {
        assert_eq!(percent(1, 1_000), "< 1 %");
        assert_eq!(percent(0, 1_000), "0 %");
        assert_eq!(percent(999, 1_000), "99 %");
        assert_eq!(percent(0, 0), "");
    }
}
