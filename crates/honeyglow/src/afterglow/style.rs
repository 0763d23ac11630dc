//! What a property file says: rules for looks, and settings.

use std::sync::Arc;

use crate::look::Form;
use crate::property::{Expression, Machine, Value};

/// What is evaluated: `$type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Source,
    Event,
    Target,
    SourceTarget,
    Edge,
}

impl Part {
    pub(super) fn name(self) -> &'static str {
        match self {
            Part::Source => "source",
            Part::Event => "event",
            Part::Target => "target",
            Part::SourceTarget => "sourcetarget",
            Part::Edge => "edge",
        }
    }
}

/// A rule of a list.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) expression: Expression,
    /// Its text holds `if`: sizes and labels keep its first true value for a name.
    pub(super) keeps: Keeps,
}

/// Whether a rule's first true value for a name stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeps {
    First,
    Nothing,
}

impl Rule {
    /// A rule that gives a value.
    pub(super) fn constant(value: Value) -> Self {
        Self { expression: Expression::of(value), keeps: Keeps::Nothing }
    }
}

/// The rules for each part, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    pub(super) source: Vec<Rule>,
    pub(super) event: Vec<Rule>,
    pub(super) target: Vec<Rule>,
    pub(super) source_target: Vec<Rule>,
    pub(super) edge: Vec<Rule>,
}

impl Rules {
    pub(super) fn of(&self, part: Part) -> &[Rule] {
        match part {
            Part::Source => &self.source,
            Part::Event => &self.event,
            Part::Target => &self.target,
            Part::SourceTarget => &self.source_target,
            Part::Edge => &self.edge,
        }
    }

    pub(super) fn of_mut(&mut self, part: Part) -> &mut Vec<Rule> {
        match part {
            Part::Source => &mut self.source,
            Part::Event => &mut self.event,
            Part::Target => &mut self.target,
            Part::SourceTarget => &mut self.source_target,
            Part::Edge => &mut self.edge,
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Rule> {
        let Self { source, event, target, source_target, edge } = self;
        [source, event, target, source_target, edge].into_iter().flatten()
    }
}

/// The rules that put names together.
#[derive(Clone, Debug, Default)]
pub(super) struct Clusters {
    pub(super) generic: Vec<Rule>,
    pub(super) source: Vec<Rule>,
    pub(super) event: Vec<Rule>,
    pub(super) target: Vec<Rule>,
}

impl Clusters {
    pub(super) fn all(&self) -> impl Iterator<Item = &Rule> {
        [&self.generic, &self.source, &self.event, &self.target].into_iter().flatten()
    }
}

/// A value for each of source, event and target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Each<T> {
    pub(super) source: T,
    pub(super) event: T,
    pub(super) target: T,
}

/// How the sizes of a node's rows make its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Summing {
    /// The last one stands.
    #[default]
    Last,
    /// They are added up.
    Sum,
}

/// A graph format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Graphviz.
    Dot,
    /// GUESS, which Gephi reads too.
    Gdf,
    /// Blueprints' JSON.
    GraphSon,
}

/// A property file that was understood.
#[derive(Clone, Debug, Default)]
pub struct Style {
    pub(super) machine: Machine,
    pub(super) colours: Rules,
    pub(super) sizes: Rules,
    pub(super) labels: Rules,
    pub(super) clusters: Clusters,
    pub(super) sums: Each<Summing>,
    pub(super) shapes: Each<Option<Form>>,
    /// Digits, shown as they are.
    pub(super) threshold: Option<Arc<str>>,
    pub(super) thresholds: Each<Option<Arc<str>>>,
    pub(super) max_node_size: Option<Arc<str>>,
    pub(super) concentrate: Concentrate,
    pub(super) label_place: LabelPlace,
    pub(super) url: Option<Arc<str>>,
    pub(super) format: Option<Format>,
}

/// Whether Graphviz joins edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Concentrate {
    /// It does.
    #[default]
    Yes,
    /// It does not.
    No,
}

/// Where labels stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelPlace {
    /// Beside the node: `xlabel`.
    #[default]
    Beside,
    /// In the node: `label`.
    Inside,
}

impl Style {
    /// The format that the file asks for.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// Rules whose value depends on the row.
    pub(super) fn is_evaluated(&self) -> bool {
        let rules = self.colours.all().chain(self.sizes.all()).chain(self.labels.all());
        rules.chain(self.clusters.all()).any(|rule| {
            rule.expression.constant().is_none() && rule.expression.own_count().is_none()
        })
    }

    /// Does a rule look at names in their quotes?
    pub(super) fn reads_names(&self) -> bool {
        let rules = self.colours.all().chain(self.sizes.all()).chain(self.labels.all());
        rules.chain(self.clusters.all()).any(|rule| {
            rule.expression.text().contains("Name") && rule.expression.own_count().is_none()
        })
    }
}
