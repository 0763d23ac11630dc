//! How much a picture shows, in numbers and in a sentence.

use std::collections::BTreeMap;

use super::words::{counted, shown};
use crate::graph::{Graph, NodeId, Path, Role};
use crate::label::text::{self, shorten, thousands};
use crate::picture::Picture;

/// How many of the largest ports, names or hosts a sentence has.
const NAMED: usize = 3;
/// The longest name in a sentence, in characters: it is read out.
const LONGEST: usize = 40;

/// How many events and names a graph shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Events, those in groups too.
    pub events: u64,
    /// Names of sources.
    pub sources: u64,
    /// Names of events: ports, user names.
    pub middles: u64,
    /// Names of targets.
    pub targets: u64,
}

impl Sums {
    /// The sums of a graph. A name that is both source and target is in both sums.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        let mut sums =
            Self { events: graph.paths.iter().map(|path| path.count).sum(), ..Self::default() };
        for node in &graph.nodes {
            let names = node.members.len() as u64;
            match node.role {
                Role::Source => sums.sources += names,
                Role::Event => sums.middles += names,
                Role::Target => sums.targets += names,
                Role::SourceAndTarget => {
                    sums.sources += names;
                    sums.targets += names;
                }
            }
        }
        sums
    }

    /// Each sum with its noun: `19,315 events`, `51 sources`, `9 ports`, `3,000 hosts`.
    pub(super) fn words(&self, graph: &Graph) -> Vec<String> {
        let noun = |role| text::plural(text::column(graph, role));
        let mut words =
            vec![counted(self.events, "events"), counted(self.sources, noun(Role::Source))];
        if self.middles > 0 {
            words.push(counted(self.middles, noun(Role::Event)));
        }
        words.push(counted(self.targets, noun(Role::Target)));
        words
    }
}

/// What a picture shows, for readers that do not see it: `Tunnels, 2017-03-16: 19,315 events,
/// 51 sources, 9 ports, 3,000 hosts; most often 443 (12,000), …`. The names are exact; they
/// are escaped where the sentence is printed.
#[must_use]
pub fn describe(picture: &Picture, heading: &str) -> String {
    let graph = &picture.graph;
    let sums = Sums::of(graph).words(graph).join(", ");
    let most: Vec<String> = most(graph)
        .into_iter()
        .map(|(id, count)| {
            let name = shorten(&name(graph, id), LONGEST);
            format!("{name} ({})", thousands(count))
        })
        .collect();
    if most.is_empty() {
        return format!("{heading}: {sums}");
    }
    format!("{heading}: {sums}; most often {}", most.join(", "))
}

/// The largest events, or the largest targets of a view without events.
fn most(graph: &Graph) -> Vec<(NodeId, u64)> {
    let seat = |path: &Path| if graph.view.event.is_some() { path.event } else { path.target };
    let mut counts: BTreeMap<NodeId, u64> = BTreeMap::new();
    for path in &graph.paths {
        if let Some(id) = seat(path) {
            *counts.entry(id).or_default() += path.count;
        }
    }
    let mut most: Vec<(NodeId, u64)> = counts.into_iter().collect();
    most.sort_by_key(|(id, count)| (u64::MAX - count, *id));
    most.truncate(NAMED);
    most
}

/// A node by name, a group by its headline.
pub(super) fn name(graph: &Graph, id: NodeId) -> String {
    let Some(node) = graph.nodes.get(id.index()) else { return String::new() };
    if node.is_group() {
        return text::headline(graph, node);
    }
    shown(graph.name(id))
}
