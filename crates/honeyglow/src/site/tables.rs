//! What is drawn, as tables: one for each part that nodes play, the largest first.
//!
//! The rows of a table are the nodes of its part with the events that ran through them in that
//! part, so that the sum of each table is that of the account. What does not fit into the limits
//! is counted in the table's last row.

use std::collections::BTreeMap;

use super::sums::name;
use super::words::{Clock, capital, counted, shown};
use crate::event::Column;
use crate::graph::{Graph, Member, NodeId, Path, Role};
use crate::label::text::{self, service, shorten, thousands};
use crate::time::{Instant, earliest};

/// The most rows of a table: a page holds fewer marks; only a picture that was asked to show every
/// node has more, and these are in its CSV.
pub(super) const MOST_ROWS: usize = 500;
/// The most names of a group that a row lists. The others are in the CSV of the links.
pub(super) const MOST_MEMBERS: usize = 100;

/// How many of a group's names are shown while its list is closed, and how long each may be.
const LARGEST: usize = 2;
const LARGEST_NAME: usize = 28;

/// The part that the nodes of a table play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Source,
    Event,
    Target,
}

impl Part {
    fn node(self, path: &Path) -> Option<NodeId> {
        match self {
            Part::Source => path.source,
            Part::Event => path.event,
            Part::Target => path.target,
        }
    }

    fn role(self) -> Role {
        match self {
            Part::Source => Role::Source,
            Part::Event => Role::Event,
            Part::Target => Role::Target,
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// `Ports`.
    pub(super) heading: String,
    /// What names the heading, for links to it.
    pub(super) id: &'static str,
    /// `9 ports`.
    pub(super) names: String,
    /// The largest rows.
    pub(super) rows: Vec<Row>,
    /// What the rows leave out: `12 more`, and their events.
    pub(super) more: Option<(String, String)>,
    /// Events of all rows, and of those left out.
    pub(super) total: String,
}

/// A row: a node in one of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The node's number.
    pub(super) node: NodeId,
    /// What links to the row name.
    pub(super) id: String,
    /// The name, or a group's headline.
    pub(super) name: String,
    /// The usual service of a port.
    pub(super) service: &'static str,
    /// Events.
    pub(super) count: String,
    /// Events in parts of a thousand of the largest row.
    pub(super) share: u64,
    /// The first and the last event, for programs and for eyes.
    pub(super) times: Option<[(String, String); 2]>,
    /// The largest names of a group, to tell one from the other while its list is closed.
    pub(super) largest: Vec<String>,
    /// Whether the group has more than these.
    pub(super) has_smaller: bool,
    /// The names of a group.
    pub(super) members: Vec<Listed>,
    /// What stands after them: `and 12 more`.
    pub(super) more_members: Option<String>,
    /// How the list of a group is called: `17 sources`.
    pub(super) list: String,
}

/// A name of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// The name.
    pub(super) name: String,
    /// Its events.
    pub(super) count: String,
}

/// The tables of a graph; a part that nothing plays has none.
pub(super) fn tables(graph: &Graph, clock: &Clock<'_>) -> Vec<Table> {
    let parts = [(Part::Source, "sources"), (Part::Event, "events"), (Part::Target, "targets")];
    parts.into_iter().filter_map(|(part, id)| table(graph, part, id, clock)).collect()
}

/// The events that ran through a node in one part.
#[derive(Clone, Copy, Default)]
struct Through {
    count: u64,
    first: Option<Instant>,
    last: Option<Instant>,
}

fn table(graph: &Graph, part: Part, id: &'static str, clock: &Clock<'_>) -> Option<Table> {
    let mut through: BTreeMap<NodeId, Through> = BTreeMap::new();
    for path in &graph.paths {
        if let Some(id) = part.node(path) {
            let node = through.entry(id).or_default();
            node.count += path.count;
            node.first = earliest(node.first, path.first);
            node.last = node.last.max(path.last);
        }
    }
    let mut order: Vec<(NodeId, Through)> = through.into_iter().collect();
    order.sort_by_key(|(id, node)| (u64::MAX - node.count, *id));
    let largest = order.first()?.1.count.max(1);
    let total: u64 = order.iter().map(|(_, node)| node.count).sum();
    let members = |ids: &[(NodeId, Through)]| -> u64 {
        ids.iter().map(|(id, _)| graph.nodes[id.index()].members.len() as u64).sum()
    };
    let nouns = text::plural(text::column(graph, part.role()));
    let (shown, rest) = order.split_at(order.len().min(MOST_ROWS));
    let more = (!rest.is_empty()).then(|| {
        let events: u64 = rest.iter().map(|(_, node)| node.count).sum();
        (format!("and {} more {nouns}", thousands(members(rest))), thousands(events))
    });
    let rows = shown.iter().map(|(id, node)| row(graph, part, *id, *node, largest, clock));
    Some(Table {
        heading: capital(nouns),
        id,
        names: counted(members(&order), nouns),
        rows: rows.collect(),
        more,
        total: thousands(total),
    })
}

fn row(
    graph: &Graph,
    part: Part,
    id: NodeId,
    through: Through,
    largest: u64,
    clock: &Clock<'_>,
) -> Row {
    let node = &graph.nodes[id.index()];
    // A name in two parts has a row in each; the picture leads to the first.
    let second =
        if part == Part::Target && node.role == Role::SourceAndTarget { "-target" } else { "" };
    let is_port = text::column(graph, part.role()) == Column::DstPort;
    let names = if node.is_group() { &node.members[..] } else { &[] };
    let members = names.iter().take(MOST_MEMBERS).map(|member| Listed {
        name: shown(graph.names.get(member.name)),
        count: thousands(member.count),
    });
    let more = names.len().saturating_sub(MOST_MEMBERS) as u64;
    let short = |member: &Member| shorten(&shown(graph.names.get(member.name)), LARGEST_NAME);
    let time = |instant: Instant| (instant.to_string(), clock.at(instant));
    Row {
        node: id,
        id: format!("node-{}{second}", id.0),
        name: name(graph, id),
        service: service(graph.name(id)).filter(|_| is_port && !node.is_group()).unwrap_or(""),
        count: thousands(through.count),
        share: through.count.saturating_mul(1_000) / largest,
        times: through.first.zip(through.last).map(|(first, last)| [time(first), time(last)]),
        largest: names.iter().take(LARGEST).map(short).collect(),
        has_smaller: names.len() > LARGEST,
        members: members.collect(),
        more_members: (more > 0).then(|| format!("and {} more", thousands(more))),
        list: counted(names.len() as u64, text::plural(text::column(graph, part.role()))),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::graph::tests::graph;
    use crate::reduce::twins;

    fn rows(table: &Table) -> Vec<(&str, &str, &str)> {
        table
            .rows
            .iter()
            .map(|row| (row.id.as_str(), row.name.as_str(), row.count.as_str()))
            .collect()
    }

    fn made(rows: &[(&str, &str, &str)]) -> Vec<Table> {
        tables(&graph(rows), &Clock::new(&TimeZone::UTC, None))
    }

    #[test]
    fn rows_are_ordered_by_events_and_sum_up() {
        let tables = made(&[("a", "80", "x"), ("b", "443", "x"), ("b", "443", "y")]);
        assert_eq!(rows(&tables[0]), [("node-3", "b", "2"), ("node-0", "a", "1")]);
        assert_eq!(rows(&tables[1]), [("node-4", "443", "2"), ("node-1", "80", "1")]);
        assert_eq!(tables[1].rows[0].service, "https");
        assert_eq!((tables[1].heading.as_str(), tables[1].names.as_str()), ("Ports", "2 ports"));
        assert!(tables.iter().all(|table| table.total == "3" && table.more.is_none()));
    }

    #[test]
    fn a_name_in_two_parts_has_two_rows_with_the_events_of_each() {
        let tables = made(&[("a", "80", "b"), ("b", "80", "c"), ("b", "80", "b")]);
        assert_eq!(rows(&tables[0]), [("node-2", "b", "2"), ("node-0", "a", "1")]);
        assert_eq!(rows(&tables[2]), [("node-2-target", "b", "2"), ("node-3", "c", "1")]);
    }

    #[test]
    fn what_is_beyond_the_limits_is_counted() {
        let names: Vec<String> = (0..MOST_ROWS + 2).map(|index| format!("h{index}")).collect();
        let all: Vec<(&str, &str, &str)> =
            names.iter().map(|name| ("a", "80", name.as_str())).collect();
        let target = &made(&all)[2];
        assert_eq!(target.rows.len(), MOST_ROWS);
        assert_eq!(target.more, Some(("and 2 more hosts".to_owned(), "2".to_owned())));
        assert_eq!(target.total, "502");
        let folded = twins::fold(graph(&all), Role::Target);
        let group = &tables(&folded, &Clock::new(&TimeZone::UTC, None))[2].rows[0];
        assert_eq!(group.members.len(), MOST_MEMBERS);
        assert_eq!(group.more_members.as_deref(), Some("and 402 more"));
        assert_eq!((&group.largest[..], group.has_smaller), (&names[..2], true));
        assert_eq!((group.name.as_str(), group.list.as_str()), ("502 hosts", "502 hosts"));
    }
}
