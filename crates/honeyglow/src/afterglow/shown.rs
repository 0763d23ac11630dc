//! The graph that is shown: what passes the thresholds, with its looks.

use std::sync::Arc;

use super::colours::Ink;
use super::options::{Counts, Names, Options, Title, leading_number};
use super::run::{Backslashes, EdgeState, Label, Node, Run, Side};
use super::style::{Concentrate, LabelPlace, Style};
use super::texts::TextId;
use crate::look::Form;
use crate::property::Value;

/// In which part of a file a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Sources come first.
    Source,
    /// Then events.
    Event,
    /// Then targets.
    Target,
}

/// What an edge joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// A source and a target.
    Whole,
    /// A source and an event.
    SourceEvent,
    /// An event and a target.
    EventTarget,
}

/// A node that is shown. A name whose label is empty can stand in two sections; the later one is
/// what counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Vertex {
    /// The number of its name, from 1 in the order of the file.
    pub id: u64,
    /// The name, exact.
    pub name: Arc<str>,
    /// Where it stands.
    pub section: Section,
    /// The fill; none is said by no rule.
    pub colour: Option<Ink>,
    /// The label, with the count that `-d` adds.
    pub label: Label,
    /// How many rows.
    pub count: u64,
    /// Width and height in inches; none without rules.
    pub size: Option<f64>,
    /// The shape that the file asks for.
    pub shape: Option<Form>,
}

/// An edge that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// What it joins.
    pub half: Half,
    /// The number and the name of the node where it starts.
    pub from: (u64, Arc<str>),
    /// The number and the name of the node where it ends.
    pub to: (u64, Arc<str>),
    /// What rules say of its colour: none without rules, and no ink where they say nothing.
    pub colour: Option<Option<Ink>>,
    /// What rules say of its width.
    pub width: Option<Value>,
    /// What rules say for each row.
    pub labels: Vec<Label>,
}

/// The graph that is shown, with what stands around it in files.
#[derive(Clone, Debug)]
pub struct Shown {
    run: Run,
    /// The number of each printed or joined name, from 1; 0 is none.
    ids: Vec<u64>,
    vertices: Vec<(Section, u32)>,
    edges: Vec<u32>,
}

/// The limits that names have to pass.
struct Limits {
    all: f64,
    source: f64,
    event: f64,
    target: f64,
    source_fan_out: f64,
    event_fan_out: f64,
}

impl Limits {
    fn new(options: &Options, style: &Style) -> Self {
        let number = |text: Option<&str>| text.map_or(0.0, leading_number);
        // The property file is read after the command line.
        let omit = style.threshold.as_deref().or(options.omit.as_deref());
        Self {
            all: number(omit),
            source: number(style.thresholds.source.as_deref()),
            event: number(style.thresholds.event.as_deref()),
            target: number(style.thresholds.target.as_deref()),
            source_fan_out: number(options.source_fan_out.as_deref()),
            event_fan_out: number(options.event_fan_out.as_deref()),
        }
    }

    fn source(&self, node: &Node) -> bool {
        let count = node.count as f64;
        let fans = self.source_fan_out == 0.0 || node.fan_out as f64 > self.source_fan_out;
        count > self.all && count > self.source && fans
    }

    fn event(&self, node: &Node) -> bool {
        let count = node.count as f64;
        let fans = self.event_fan_out == 0.0 || node.fan_out as f64 > self.event_fan_out;
        count > self.all && count > self.event && fans
    }

    fn target(&self, node: &Node) -> bool {
        let count = node.count as f64;
        count > self.all && count > self.target
    }
}

impl Run {
    /// The graph of the rows so far that passes the thresholds.
    #[must_use]
    pub fn finish(self) -> Shown {
        let limits = Limits::new(&self.options, &self.style);
        let mut marked = vec![false; self.texts.len()];
        let sides = &self.sides;
        let passes = |side: &Side, name: TextId, limit: &dyn Fn(&Node) -> bool| {
            side.find(name).is_some_and(limit)
        };
        let source = |name| passes(&sides.source, name, &|node| limits.source(node));
        let event = |name| passes(&sides.event, name, &|node| limits.event(node));
        let target = |name| passes(&sides.target, name, &|node| limits.target(node));
        let mut kept: Vec<u32> = Vec::new();
        for out in [false, true] {
            for (at, edge) in self.edges.all.iter().enumerate() {
                let EdgeState { half, from, to } = *edge;
                let is_shown = match (half, out) {
                    (Half::Whole, false) => source(from) && target(to),
                    (Half::SourceEvent, false) => source(from) && event(to),
                    // A target hangs on an event that some source that passes reached.
                    (Half::EventTarget, true) => {
                        marked[from.0 as usize] && event(from) && target(to)
                    }
                    _ => false,
                };
                if is_shown {
                    marked[from.0 as usize] = true;
                    marked[to.0 as usize] = true;
                    kept.push(u32::try_from(at).unwrap_or(u32::MAX));
                }
            }
        }
        let mut shown =
            Shown { ids: vec![0; marked.len()], vertices: Vec::new(), edges: kept, run: self };
        shown.state_nodes(&marked, &limits);
        shown
    }
}

impl Shown {
    /// Which nodes stand in which section. A name is stated once, unless its label in the earlier
    /// section is false, as in AfterGlow.
    fn state_nodes(&mut self, marked: &[bool], limits: &Limits) {
        let sides = &self.run.sides;
        let mut stated = vec![false; marked.len()];
        let mut next = 1;
        let sections: [(Section, &Side, &dyn Fn(&Node) -> bool); 3] = [
            (Section::Source, &sides.source, &|node| limits.source(node)),
            (Section::Event, &sides.event, &|node| limits.event(node)),
            (Section::Target, &sides.target, &|node| limits.target(node)),
        ];
        for (section, side, passes) in sections {
            for (at, node) in side.nodes.iter().enumerate() {
                let name = node.name.0 as usize;
                if !marked[name] || stated[name] || !passes(node) {
                    continue;
                }
                if self.ids[name] == 0 {
                    self.ids[name] = next;
                    next += 1;
                }
                stated[name] = !matches!(&*self.run.label_of(node).text, "" | "0");
                self.vertices.push((section, u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
    }

    /// The nodes: sources, then events, then targets.
    pub fn vertices(&self) -> impl Iterator<Item = Vertex> {
        self.vertices.iter().map(|(section, at)| self.vertex(*section, *at as usize))
    }

    fn vertex(&self, section: Section, at: usize) -> Vertex {
        let run = &self.run;
        let Style { sizes, shapes, .. } = &run.style;
        let (side, rules, shape) = match section {
            Section::Source => (&run.sides.source, &sizes.source, shapes.source),
            Section::Event => (&run.sides.event, &sizes.event, shapes.event),
            Section::Target => (&run.sides.target, &sizes.target, shapes.target),
        };
        let node = &side.nodes[at];
        let mut label = run.label_of(node);
        if run.options.counts == Counts::Shown {
            label.text = Arc::from(format!("{} : {}", label.text, node.count));
        }
        let size = (!rules.is_empty()).then(|| {
            let largest = leading_number(&self.max_node_size());
            (largest / side.largest.max(1.0) * node.size).max(SMALLEST_SIZE)
        });
        let colour = run.colour_of(section, node);
        Vertex {
            id: self.ids[node.name.0 as usize],
            name: Arc::clone(run.texts.get(node.name)),
            section,
            colour,
            label,
            count: node.count,
            size,
            shape,
        }
    }

    /// The label of a node without the count that `-d` adds.
    #[must_use]
    pub fn bare_label(&self, vertex: &Vertex) -> Label {
        let suffix = format!(" : {}", vertex.count);
        let text = match self.run.options.counts {
            Counts::Shown => vertex.label.text.strip_suffix(&*suffix).map(Arc::from),
            Counts::Hidden => None,
        };
        let text = text.unwrap_or_else(|| Arc::clone(&vertex.label.text));
        Label { text, ..vertex.label.clone() }
    }

    /// The edges: with three columns those to events first.
    pub fn edges(&self) -> impl Iterator<Item = Edge> {
        self.edges.iter().map(|at| {
            let at = *at as usize;
            let run = &self.run;
            let EdgeState { half, from, to } = run.edges.all[at];
            let end = |name: TextId| (self.ids[name.0 as usize], Arc::clone(run.texts.get(name)));
            let look = run.edges.looks.get(at);
            let width = look.filter(|_| !run.style.sizes.edge.is_empty()).map(|look| {
                let size = look.size.clone().unwrap_or(Value::Undefined);
                if size.is_true() { size } else { Value::Integer(1) }
            });
            Edge {
                half,
                from: end(from),
                to: end(to),
                colour: look
                    .and_then(|look| look.colour)
                    .map(|id| run.colours.colours.get(id).cloned()),
                width,
                labels: look.map(|look| look.labels.clone()).unwrap_or_default(),
            }
        })
    }

    /// The edges by their names' numbers.
    pub(super) fn edge_keys(&self) -> impl Iterator<Item = (u8, TextId, TextId)> {
        self.edges.iter().map(|at| {
            let EdgeState { half, from, to } = self.run.edges.all[*at as usize];
            (half as u8, from, to)
        })
    }

    /// Are there rules for the colour of nodes of a section?
    #[must_use]
    pub fn is_coloured(&self, section: Section) -> bool {
        let colours = &self.run.style.colours;
        !match section {
            Section::Source => colours.source.is_empty() && colours.source_target.is_empty(),
            Section::Event => colours.event.is_empty(),
            Section::Target => colours.target.is_empty(),
        }
    }

    /// How many edges are shown.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// The options of the run.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.run.options
    }

    /// The size of the largest node, as it is written.
    #[must_use]
    pub fn max_node_size(&self) -> Arc<str> {
        let of_file = self.run.style.max_node_size.clone();
        of_file
            .or_else(|| self.run.options.max_node_size.as_deref().map(Arc::from))
            .unwrap_or_else(|| Arc::from("0.2"))
    }

    /// Are there rules for the sizes of nodes?
    #[must_use]
    pub fn has_sizes(&self) -> bool {
        let sizes = &self.run.style.sizes;
        [&sizes.source, &sizes.event, &sizes.target].iter().any(|rules| !rules.is_empty())
    }

    /// Are there rules for the labels of edges?
    #[must_use]
    pub fn has_edge_labels(&self) -> bool {
        !self.run.style.labels.edge.is_empty()
    }

    /// Whether Graphviz joins edges.
    #[must_use]
    pub fn concentrate(&self) -> Concentrate {
        self.run.style.concentrate
    }

    /// Where labels stand.
    #[must_use]
    pub fn label_place(&self) -> LabelPlace {
        self.run.style.label_place
    }

    /// Where a click on a node leads.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.run.style.url.as_deref()
    }

    /// The graph's label.
    #[must_use]
    pub fn title(&self) -> String {
        // The name of the program whose place this takes: graphs are compared with older ones.
        let mut title = "AfterGlow 1.6.6".to_owned();
        let (options, style) = (&self.run.options, &self.run.style);
        if options.title == Title::Short {
            return title;
        }
        let omit = style.threshold.as_deref().or(options.omit.as_deref());
        for (name, value) in [
            ("Split Mode", options.split.as_deref()),
            ("Omit Threshold", omit),
            ("Source Threshold", style.thresholds.source.as_deref()),
            ("Event Threshold", style.thresholds.event.as_deref()),
            ("Target Threshold", style.thresholds.target.as_deref()),
            ("Source Fan Out", options.source_fan_out.as_deref()),
            ("Event Fan Out", options.event_fan_out.as_deref()),
            ("Property File", options.property_file.as_deref()),
        ] {
            if let Some(value) = value.filter(|value| !matches!(*value, "" | "0")) {
                title.push_str(&format!(" - {name}: {value}"));
            }
        }
        title
    }
}

/// The smallest node, in inches.
const SMALLEST_SIZE: f64 = 0.1;

impl Run {
    fn label_of(&self, node: &Node) -> Label {
        if self.options.names == Names::Hidden {
            return Label { text: Arc::from(""), backslashes: Backslashes::Row };
        }
        node.label.clone().unwrap_or_else(|| Label {
            text: Arc::clone(self.texts.get(node.field)),
            backslashes: Backslashes::Row,
        })
    }

    /// A source that is a target too has the colour for both, where there is one.
    fn colour_of(&self, section: Section, node: &Node) -> Option<Ink> {
        let rules = &self.style.colours;
        let id = match section {
            Section::Source => {
                let target = self.sides.target.find(node.name);
                let target = target.filter(|target| !self.label_of(target).text.is_empty());
                match target {
                    Some(_) if !rules.source_target.is_empty() => node.both_colour,
                    Some(target) if rules.source.is_empty() => target.colour,
                    _ => node.colour,
                }
            }
            Section::Event | Section::Target => node.colour,
        };
        self.colours.colours.get(id).cloned()
    }
}
