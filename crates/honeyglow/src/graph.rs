//! Nodes and the links between them.
//!
//! [`build`] makes a node of each distinct name in each role: one name as source and as target is
//! one node with both roles, while an event (a port, say) is never the same node as a host that
//! happens to be called like it. The graph keeps its links whole, source → event → target, so that
//! a path shown as one is one that happened; [`Graph::edges`] gives the pairs that are drawn.
//! Built in one pass over the links; knows no coordinates.

mod notes;

pub use notes::{LeftOut, Notes};

use crate::afterglow::{StyledLink, StyledLinks};
use crate::event::Column;
use crate::link::{Counts, Link, Links, NameId, Names, View};
use crate::look::{EdgeLook, Look, Looks, Named, Seat};
use crate::time::{Instant, earliest};

/// A node's index in [`Graph::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What part a node plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An intruder.
    Source,
    /// What was reached for: a port, a name, a file.
    Event,
    /// Where it went.
    Target,
    /// An intruder that was also a target.
    SourceAndTarget,
}

impl Role {
    /// The name that documents, classes and JSON use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Event => "event",
            Role::Target => "target",
            Role::SourceAndTarget => "source-and-target",
        }
    }
}

/// One name that a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name.
    pub name: NameId,
    /// How many events it took part in.
    pub count: u64,
}

/// Why the members of a group stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bond {
    /// They have the same neighbours: nothing is lost by showing them as one.
    Twins,
    /// They are addresses of one network that act alike, as `192.0.2.0/24`.
    Network(String),
    /// Each belongs to a path of its own that nothing else touches.
    Chains,
    /// They have the same value in a column beside the view.
    Column(Column, String),
    /// What was left after the most important, each with that event alone.
    Leaves(String),
    /// What was left after the most important, near the same event.
    Rest,
}

impl Bond {
    /// The name that reports and tables use.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Bond::Twins => "twins",
            Bond::Network(_) => "network",
            Bond::Chains => "chains",
            Bond::Column(..) => "column",
            Bond::Leaves(_) => "leaves",
            Bond::Rest => "rest",
        }
    }

    /// Is it of those that stand for the tail, rather than for what acts as one?
    #[must_use]
    pub fn is_tail(&self) -> bool {
        matches!(self, Bond::Leaves(_) | Bond::Rest)
    }
}

/// A mark of the picture: one name, or a group of names.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The part it plays.
    pub role: Role,
    /// Whom it stands for, the largest first; never empty.
    pub members: Vec<Member>,
    /// What holds the members together; none for a single name.
    pub bond: Option<Bond>,
    /// How many events run through it.
    pub count: u64,
    /// The time of the earliest of them.
    pub first: Option<Instant>,
    /// The time of the latest of them.
    pub last: Option<Instant>,
}

impl Node {
    /// Does the node stand for several names?
    #[must_use]
    pub fn is_group(&self) -> bool {
        self.members.len() > 1
    }
}

/// A link between nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// The intruder; none where a style leaves the source out.
    pub source: Option<NodeId>,
    /// What was reached for, if the view has an event.
    pub event: Option<NodeId>,
    /// Where it went; none where a style leaves the target out.
    pub target: Option<NodeId>,
    /// How many events.
    pub count: u64,
    /// The time of the earliest.
    pub first: Option<Instant>,
    /// The time of the latest.
    pub last: Option<Instant>,
}

impl Path {
    /// Its nodes, each once.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        // A source that reached for itself is one node.
        let target = self.target.filter(|target| Some(*target) != self.source);
        [self.source, self.event, target].into_iter().flatten()
    }

    /// Its lines.
    fn lines(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        let ends = match self.event {
            Some(event) => [self.source.zip(Some(event)), Some(event).zip(self.target)],
            None => [self.source.zip(self.target), None],
        };
        ends.into_iter().flatten()
    }
}

/// A pair of nodes with a line between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where the line starts.
    pub from: NodeId,
    /// Where the line ends.
    pub to: NodeId,
    /// How many events went along it.
    pub count: u64,
}

/// Nodes, their names, and the links between them.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The view that the links were folded by.
    pub view: View,
    /// The names of the nodes' members.
    pub names: Names,
    /// The nodes, by first appearance.
    pub nodes: Vec<Node>,
    /// The links, by first appearance.
    pub paths: Vec<Path>,
    /// What the fold counted.
    pub counts: Counts,
    /// The honeypots, sorted.
    pub sensors: Vec<String>,
    /// The times of the earliest and the latest event.
    pub span: Option<(Instant, Instant)>,
    /// How nodes and edges are to look, where somebody says so.
    pub looks: Looks,
    /// What is known beside that.
    pub notes: Notes,
}

impl Graph {
    /// How a node is to look; a group only where its members agree.
    #[must_use]
    pub fn look(&self, node: &Node) -> Option<&Look> {
        let mut looks =
            node.members.iter().map(|member| self.looks.nodes.get(&named(node, member.name)));
        let first = looks.next().flatten()?;
        let agrees = |look: Option<&Look>| {
            look.is_some_and(|look| (look.fill, look.form) == (first.fill, first.form))
        };
        looks.all(agrees).then_some(first)
    }

    /// Is a node never to be folded?
    #[must_use]
    pub fn is_pinned(&self, node: &Node) -> bool {
        !self.notes.pinned.is_empty()
            && node.members.iter().any(|m| self.notes.pinned.contains(&named(node, m.name)))
    }

    /// How an edge is to look: as that between the largest members.
    #[must_use]
    pub fn edge_look(&self, edge: &Edge) -> Option<&EdgeLook> {
        let end = |id: NodeId| {
            let node = self.nodes.get(id.index())?;
            Some(named(node, node.members.first()?.name))
        };
        self.looks.edges.get(&(end(edge.from)?, end(edge.to)?))
    }

    /// The lines to draw, each pair once, ordered by their ends.
    #[must_use]
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges: Vec<Edge> = Vec::with_capacity(2 * self.paths.len());
        for path in &self.paths {
            for (from, to) in path.lines() {
                edges.push(Edge { from, to, count: path.count });
            }
        }
        edges.sort_unstable_by_key(|edge| (edge.from, edge.to));
        edges.dedup_by(|next, first| {
            let same = (next.from, next.to) == (first.from, first.to);
            if same {
                first.count += next.count;
            }
            same
        });
        edges
    }

    /// The name of a node's largest member.
    #[must_use]
    pub fn name(&self, node: NodeId) -> &str {
        self.nodes
            .get(node.index())
            .and_then(|node| node.members.first())
            .map_or("", |member| self.names.get(member.name))
    }

    /// The sums that say where every event went.
    #[must_use]
    pub fn account(&self, skipped: u64) -> Account {
        let is_group = |node: NodeId| self.nodes[node.index()].is_group();
        let mut account = Account {
            events_read: self.counts.read + skipped,
            events_filtered: self.counts.filtered,
            events_skipped: skipped,
            events_left_out: self.notes.left_out.iter().map(|by| by.events).sum(),
            nodes_left_out: self.notes.names_left_out,
            ..Account::default()
        };
        for path in &self.paths {
            let grouped = path.nodes().any(is_group);
            let sum = if grouped { &mut account.events_grouped } else { &mut account.events_drawn };
            *sum += path.count;
        }
        for node in &self.nodes {
            let names = node.members.len() as u64;
            let sum = if names > 1 { &mut account.nodes_grouped } else { &mut account.nodes_drawn };
            *sum += names;
        }
        account
    }
}

/// A name in the seat of its node.
#[must_use]
pub fn named(node: &Node, name: NameId) -> Named {
    (if node.role == Role::Event { Seat::Event } else { Seat::End }, name)
}

/// Where every event and every name went: `events_read` is the sum of the other events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Events of the view in the logs, those that could not be read among them.
    pub events_read: u64,
    /// Events all of whose nodes are drawn singly.
    pub events_drawn: u64,
    /// Events with at least one node in a group.
    pub events_grouped: u64,
    /// Events outside the period.
    pub events_filtered: u64,
    /// Lines of the view that could not be read.
    pub events_skipped: u64,
    /// Events that the user left out by a filter of the graph.
    pub events_left_out: u64,
    /// Names that have a mark of their own.
    pub nodes_drawn: u64,
    /// Names that share the mark of a group.
    pub nodes_grouped: u64,
    /// Names that are in no link any more because of a filter of the graph.
    pub nodes_left_out: u64,
}

/// Makes the graph of a run's links.
#[must_use]
pub fn build(links: Links) -> Graph {
    let Links { view, names, links, counts, sensors, span, beside } = links;
    let whole = |link: Link| StyledLink {
        source: Some(link.source),
        event: link.event,
        target: Some(link.target),
        count: link.count,
        first: link.first,
        last: link.last,
    };
    let (nodes, paths) = join(names.len(), links.into_iter().map(whole));
    let notes = Notes { beside, ..Notes::default() };
    Graph { view, names, nodes, paths, counts, sensors, span, looks: Looks::default(), notes }
}

/// Makes the graph of rows that went through a style.
#[must_use]
pub fn build_styled(styled: StyledLinks, view: View, sensors: Vec<String>) -> Graph {
    let StyledLinks { names, links, looks, counts, span } = styled;
    let (nodes, paths) = join(names.len(), links.into_iter());
    let notes = Notes::default();
    Graph { view, names, nodes, paths, counts, sensors, span, looks, notes }
}

/// The nodes of links between so many names, and the paths between them.
fn join(names: usize, links: impl Iterator<Item = StyledLink>) -> (Vec<Node>, Vec<Path>) {
    let mut builder =
        Builder { nodes: Vec::new(), ends: vec![None; names], events: vec![None; names] };
    let paths = links
        .map(|link| {
            let path = Path {
                source: link.source.map(|source| builder.end(source, Role::Source)),
                event: link.event.map(|event| builder.event(event)),
                target: link.target.map(|target| builder.end(target, Role::Target)),
                count: link.count,
                first: link.first,
                last: link.last,
            };
            builder.count(&path);
            path
        })
        .collect();
    (builder.nodes, paths)
}

struct Builder {
    nodes: Vec<Node>,
    /// The node of each name as source or target.
    ends: Vec<Option<NodeId>>,
    /// The node of each name as event.
    events: Vec<Option<NodeId>>,
}

impl Builder {
    fn end(&mut self, name: NameId, role: Role) -> NodeId {
        let known = self.ends[name.0 as usize];
        if let Some(id) = known {
            let node = &mut self.nodes[id.index()];
            if node.role != role {
                node.role = Role::SourceAndTarget;
            }
            return id;
        }
        let id = self.add(name, role);
        self.ends[name.0 as usize] = Some(id);
        id
    }

    fn event(&mut self, name: NameId) -> NodeId {
        if let Some(id) = self.events[name.0 as usize] {
            return id;
        }
        let id = self.add(name, Role::Event);
        self.events[name.0 as usize] = Some(id);
        id
    }

    fn add(&mut self, name: NameId, role: Role) -> NodeId {
        // Names are numbered with 32 bits, and each has at most two nodes; a graph of more than
        // four thousand million nodes does not fit into memory.
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let members = vec![Member { name, count: 0 }];
        self.nodes.push(Node { role, members, bond: None, count: 0, first: None, last: None });
        id
    }

    fn count(&mut self, path: &Path) {
        for id in path.nodes() {
            let node = &mut self.nodes[id.index()];
            node.count += path.count;
            node.members[0].count += path.count;
            widen(node, path.first, path.last);
        }
    }
}

/// Lets a node's times include a span.
pub(crate) fn widen(node: &mut Node, first: Option<Instant>, last: Option<Instant>) {
    node.first = earliest(node.first, first);
    node.last = node.last.max(last);
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::event::{Column, Event, Kind, Origin};
    use crate::link::Fold;
    use crate::time::Period;

    /// The graph of those rows, each an event.
    pub(crate) fn graph(rows: &[(&str, &str, &str)]) -> Graph {
        build(fold(rows))
    }

    /// The links of those rows, each an event.
    pub(crate) fn fold(rows: &[(&str, &str, &str)]) -> Links {
        let mut fold = Fold::new(View::tunnels(), Period::default());
        for (index, (source, event, target)) in rows.iter().enumerate() {
            let mut row = Event::new(Kind::Row, None);
            row.set(Column::Source, *source);
            row.set(Column::Event, *event);
            row.set(Column::Target, *target);
            fold.add(&row, Origin::new(0, index as u64));
        }
        fold.finish()
    }

    #[test]
    fn a_name_that_is_source_and_target_is_one_node() {
        let graph = graph(&[("a", "80", "b"), ("b", "80", "c")]);
        let roles: Vec<(&str, Role)> =
            (0..4).map(|id| (graph.name(NodeId(id)), graph.nodes[id as usize].role)).collect();
        let expected = [
            ("a", Role::Source),
            ("80", Role::Event),
            ("b", Role::SourceAndTarget),
            ("c", Role::Target),
        ];
        assert_eq!(roles, expected);
    }

    #[test]
    fn a_port_is_no_host() {
        let graph = graph(&[("80", "80", "80")]);
        assert_eq!(graph.nodes.len(), 2);
        assert_eq!(graph.nodes[0].count, 1);
    }

    #[test]
    fn edges_fold_the_paths_that_share_them() {
        let graph = graph(&[("a", "80", "x"), ("a", "80", "y"), ("a", "80", "y")]);
        let counts: Vec<u64> = graph.edges().iter().map(|edge| edge.count).collect();
        assert_eq!(counts, [3, 1, 2]);
    }

    #[test]
    fn the_account_adds_up() {
        let account = graph(&[("a", "80", "x"), ("b", "80", "y")]).account(3);
        assert_eq!((account.events_read, account.events_drawn), (5, 2));
        assert_eq!((account.events_skipped, account.nodes_drawn), (3, 5));
    }
}
