//! Rows one by one: clustering, colours, names, counts, labels, sizes, edges.
//!
//! The order within a row is AfterGlow's, since rules can see it: a count is up to date for what
//! comes after it, `$source` is the label once that is known, and the names are those of the row
//! before while colours are evaluated.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::colours::ColourId;
use super::looks::{self, Arity, Kept, Key, RowColours, show};
use super::options::{Columns, Options, Separation, Split};
use super::shown::Half;
use super::style::{Part, Style, Summing};
use super::texts::{TextId, Texts};
use crate::property::{Counted, Counters, Known, Machine, Value};

/// What is known of a name in one role.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) name: TextId,
    /// The column's text, which is the label where no rule gives one.
    pub(super) field: TextId,
    pub(super) count: u64,
    /// Different events, or targets.
    pub(super) fan_out: u64,
    pub(super) colour: ColourId,
    /// Of sources: the colour if it is a target too.
    pub(super) both_colour: ColourId,
    /// What a rule says.
    pub(super) label: Option<Label>,
    pub(super) size: f64,
}

/// A label that a rule gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text.
    pub text: Arc<str>,
    /// Who wrote its backslashes.
    pub backslashes: Backslashes,
}

/// Who wrote the backslashes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backslashes {
    /// The row may have: they are characters.
    Row,
    /// Only the property file can have: they are meant for Graphviz.
    File,
}

/// The nodes of a role, in the order of first appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) nodes: Vec<Node>,
    /// The node of each name, counting from 1; 0 is none.
    index: Vec<u32>,
    /// The largest size that any row gave, at least 1.
    pub(super) largest: f64,
}

impl Side {
    pub(super) fn find(&self, name: TextId) -> Option<&Node> {
        let at = *self.index.get(name.0 as usize)?;
        self.nodes.get((at as usize).checked_sub(1)?)
    }

    fn get_mut(&mut self, name: TextId, field: TextId) -> &mut Node {
        let slot = name.0 as usize;
        if slot >= self.index.len() {
            self.index.resize(slot + 1, 0);
        }
        if self.index[slot] == 0 {
            self.nodes.push(Node {
                name,
                field,
                count: 0,
                fan_out: 0,
                colour: ColourId::NONE,
                both_colour: ColourId::NONE,
                label: None,
                size: 0.0,
            });
            // Nodes are no more than names, which are counted with 32 bits.
            self.index[slot] = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        }
        &mut self.nodes[self.index[slot] as usize - 1]
    }
}

/// What is known of an edge.
#[derive(Clone, Debug)]
pub(super) struct EdgeState {
    pub(super) half: Half,
    pub(super) from: TextId,
    pub(super) to: TextId,
}

/// What rules say of an edge; there is one for each edge, if there are such rules.
#[derive(Clone, Debug, Default)]
pub(super) struct EdgeLook {
    pub(super) colour: Option<ColourId>,
    pub(super) size: Option<Value>,
    pub(super) labels: Vec<Label>,
}

/// The edges, in the order of first appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    pub(super) all: Vec<EdgeState>,
    pub(super) looks: Vec<EdgeLook>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// Whether something was there before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known2 {
    New(usize),
    Old(usize),
}

impl Edges {
    fn find_or_add(&mut self, half: Half, from: TextId, to: TextId) -> Known2 {
        let Self { all, table, hasher, .. } = self;
        let hash_of = |edge: &EdgeState| hasher.hash_one((edge.half as u8, edge.from, edge.to));
        let wanted = EdgeState { half, from, to };
        let hash = hash_of(&wanted);
        let same = |at: &u32| {
            let edge = &all[*at as usize];
            (edge.half, edge.from, edge.to) == (half, from, to)
        };
        if let Some(known) = table.find(hash, same) {
            return Known2::Old(*known as usize);
        }
        let at = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.push(wanted);
        table.insert_unique(hash, at, |at| hash_of(&all[*at as usize]));
        Known2::New(at as usize)
    }
}

/// Counts of names, as rules ask for them.
struct Counting<'a> {
    texts: &'a Texts,
    sides: &'a Sides,
}

impl Counters for Counting<'_> {
    fn count(&self, of: Counted, name: &str) -> Option<u64> {
        let name = name.strip_prefix('"')?.strip_suffix('"')?;
        let name = self.texts.find(name)?;
        self.sides.of(of).find(name).map(|node| node.count)
    }
}

/// The nodes of all roles.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    pub(super) source: Side,
    pub(super) event: Side,
    pub(super) target: Side,
}

impl Sides {
    pub(super) fn of(&self, role: Counted) -> &Side {
        match role {
            Counted::Source => &self.source,
            Counted::Event => &self.event,
            Counted::Target => &self.target,
        }
    }

    fn of_mut(&mut self, role: Counted) -> &mut Side {
        match role {
            Counted::Source => &mut self.source,
            Counted::Event => &mut self.event,
            Counted::Target => &mut self.target,
        }
    }
}

/// First true values that stay, by role and name.
#[derive(Clone, Debug, Default)]
struct KeptValues {
    sizes: [Kept<TextId>; 3],
    labels: [Kept<TextId>; 3],
    edge_sizes: Kept<(Option<TextId>, TextId)>,
    edge_labels: Kept<Key>,
}

/// A run over rows.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) options: Options,
    pub(super) style: Style,
    pub(super) texts: Texts,
    pub(super) sides: Sides,
    pub(super) edges: Edges,
    pub(super) colours: RowColours,
    kept: KeptValues,
    pub(super) arity: Arity,
    split: Split,
    shows: Shows,
    buffer: String,
    invisible: u64,
}

/// How much of a row the rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Nothing,
    Fields,
    FieldsAndNames,
}

impl Run {
    /// A run with a style, over no rows so far.
    #[must_use]
    pub fn new(options: Options, style: Style) -> Self {
        let shows = match (style.is_evaluated(), style.reads_names()) {
            (false, _) => Shows::Nothing,
            (true, false) => Shows::Fields,
            (true, true) => Shows::FieldsAndNames,
        };
        let arity = if options.columns == Columns::Two { Arity::Two } else { Arity::Three };
        let split = Split::from_flag(options.split.as_deref());
        Self {
            options,
            style,
            texts: Texts::default(),
            sides: Sides::default(),
            edges: Edges::default(),
            colours: RowColours::new(),
            kept: KeptValues::default(),
            arity,
            split,
            shows,
            buffer: String::new(),
            invisible: 0,
        }
    }

    /// Lets the first line of the input decide how many columns there are, unless a flag did.
    pub fn decide_columns(&mut self, fields: &[String]) {
        if fields.len() == 2 {
            self.arity = Arity::Two;
        }
    }

    /// How many rows were left out since a part of them is invisible.
    #[must_use]
    pub fn invisible(&self) -> u64 {
        self.invisible
    }

    /// What is to be told of colours since the last time.
    pub fn take_messages(&mut self) -> Vec<String> {
        self.colours.colours.take_messages()
    }

    /// Takes one row.
    pub fn row(&mut self, fields: &[String]) {
        self.named_row(fields);
    }

    /// Takes one row and gives the names of its nodes; none if a part of it is invisible.
    pub(super) fn named_row(&mut self, fields: &[String]) -> Option<Key> {
        let field = |index: usize| fields.get(index).map_or("", String::as_str);
        let (source, event, target, metas) = match self.arity {
            Arity::Two => (field(0), "", field(1), [field(2), field(3)]),
            Arity::Three => (field(0), field(1), field(2), [field(3), field(4)]),
        };
        let key = if self.style.clusters.all().next().is_some() {
            self.clustered(fields, [source, event, target], metas)
        } else {
            self.key(source, event, target)
        };
        if self.shows != Shows::Nothing {
            self.show_fields(key, metas);
        }
        let colours = [Part::SourceTarget, Part::Source, Part::Event, Part::Target];
        let mut found = [ColourId::NONE; 4];
        for (part, colour) in colours.into_iter().zip(&mut found) {
            if part == Part::Event && self.arity == Arity::Two {
                continue;
            }
            *colour = self.colour(part, key);
            if *colour == ColourId::INVISIBLE {
                self.invisible += 1;
                return None;
            }
        }
        let [both, source_colour, event_colour, target_colour] = found;
        let names = self.names(key);
        self.show_names(names);
        self.node(Counted::Source, names.source, key.source, source_colour, key);
        self.sides.source.get_mut(names.source, key.source).both_colour = both;
        if let Some((name, field)) = names.event.zip(key.event) {
            self.node(Counted::Event, name, field, event_colour, key);
        }
        self.node(Counted::Target, names.target, key.target, target_colour, key);
        match names.event {
            None => self.edge(Half::Whole, names.source, names.target, key),
            Some(event) => {
                self.edge(Half::SourceEvent, names.source, event, key);
                self.edge(Half::EventTarget, event, names.target, key);
            }
        }
        Some(names)
    }

    fn key(&mut self, source: &str, event: &str, target: &str) -> Key {
        let source = self.texts.intern(source);
        let event = (self.arity == Arity::Three).then(|| self.texts.intern(event));
        let target = self.texts.intern(target);
        Key { source, event, target }
    }

    /// Runs the clusters: `@fields` is the raw row meanwhile, `$source` and its like are replaced
    /// one after the other.
    fn clustered(&mut self, fields: &[String], columns: [&str; 3], metas: [&str; 2]) -> Key {
        let raw: Vec<Value> = fields.iter().map(|field| Value::from(field.as_str())).collect();
        let machine = &mut self.style.machine;
        *machine.fields_mut() = raw;
        let mut now = columns.map(Value::from);
        machine.set(Known::Meta1, Value::from(metas[0]));
        machine.set(Known::Meta2, Value::from(metas[1]));
        let clusters = &self.style.clusters;
        let lists = [
            (&clusters.generic, Part::Source),
            (&clusters.generic, Part::Target),
            (&clusters.generic, Part::Event),
            (&clusters.source, Part::Source),
            (&clusters.event, Part::Event),
            (&clusters.target, Part::Target),
        ];
        let counters = Counting { texts: &self.texts, sides: &self.sides };
        show_columns(machine, &now, self.arity);
        for (rules, part) in lists {
            let (at, known, raw_at) = match (part, self.arity) {
                (Part::Source, _) => (0, Known::Source, 0),
                (Part::Event, Arity::Two) => continue,
                (Part::Event, Arity::Three) => (1, Known::Event, 1),
                (_, Arity::Three) => (2, Known::Target, 2),
                (_, Arity::Two) => (2, Known::Target, 1),
            };
            machine.set(Known::Type, Value::from(part.name()));
            machine.set_field(Some(raw_at));
            for rule in rules {
                machine.set(Known::Subject, now[at].clone());
                let value = machine.run(&rule.expression, &counters);
                if value.is_true() {
                    now[at] = Value::Text(value.to_text());
                    machine.set(known, now[at].clone());
                    break;
                }
            }
        }
        let [source, event, target] = now.map(|value| value.to_text());
        self.key(&source, &event, &target)
    }

    fn show_fields(&mut self, key: Key, metas: [&str; 2]) {
        let text = |id: TextId| Value::Text(Arc::clone(self.texts.get(id)));
        let (source, target) = (text(key.source), text(key.target));
        let event = key.event.map_or(Value::Undefined, text);
        let metas = metas.map(Value::from);
        let machine = &mut self.style.machine;
        let fields = machine.fields_mut();
        fields.clear();
        fields.push(source.clone());
        if key.event.is_some() {
            fields.push(event.clone());
        }
        fields.push(target.clone());
        fields.extend(metas.iter().cloned());
        show_columns(machine, &[source, event, target], self.arity);
        let [meta1, meta2] = metas;
        machine.set(Known::Meta1, meta1);
        machine.set(Known::Meta2, meta2);
    }

    fn colour(&mut self, part: Part, key: Key) -> ColourId {
        let counters = Counting { texts: &self.texts, sides: &self.sides };
        let Style { machine, colours, .. } = &mut self.style;
        self.colours.of(part, colours, key, self.arity, machine, &counters)
    }

    /// The names of a row's nodes.
    fn names(&mut self, key: Key) -> Key {
        let mut made = |pieces: &[&str], texts: &mut Texts| {
            self.buffer.clear();
            pieces.iter().for_each(|piece| self.buffer.push_str(piece));
            texts.intern(&self.buffer)
        };
        let [source, target] = [key.source, key.target].map(|id| Arc::clone(self.texts.get(id)));
        let event = key.event.map(|id| match self.split {
            Split::None => id,
            split => {
                let event = Arc::clone(self.texts.get(id));
                let pieces: &[&str] = match split {
                    Split::BySource => &[&source, " ", &event],
                    Split::ByTarget => &[&event, " ", &target],
                    _ => &[&source, " ", &event, " ", &target],
                };
                made(pieces, &mut self.texts)
            }
        });
        if self.options.separation == Separation::Shared {
            return Key { event, ..key };
        }
        let (source, target) =
            (made(&["S:", &source], &mut self.texts), made(&["T:", &target], &mut self.texts));
        Key { source, event, target }
    }

    /// Lets rules see the names of the row, and how often they were there before.
    fn show_names(&mut self, names: Key) {
        let all = [
            (Counted::Source, Known::SourceName, Some(names.source)),
            (Counted::Event, Known::EventName, names.event),
            (Counted::Target, Known::TargetName, Some(names.target)),
        ];
        for (role, known, name) in all {
            let count = name.and_then(|name| self.sides.of(role).find(name)).map(|node| node.count);
            self.style.machine.set_own_count(role, count);
            if self.shows == Shows::FieldsAndNames {
                let name = name.map_or(Value::Undefined, |name| {
                    Value::from(format!("\"{}\"", self.texts.get(name)))
                });
                self.style.machine.set(known, name);
            }
        }
    }

    /// Counts a name in a role, and evaluates its label and size.
    fn node(&mut self, role: Counted, name: TextId, field: TextId, colour: ColourId, key: Key) {
        let node = self.sides.of_mut(role).get_mut(name, field);
        node.count += 1;
        node.colour = colour;
        node.field = field;
        self.style.machine.set_own_count(role, Some(node.count));
        let (part, known, at) = match role {
            Counted::Source => (Part::Source, Known::Source, 0),
            Counted::Event => (Part::Event, Known::Event, 1),
            Counted::Target => (Part::Target, Known::Target, 2),
        };
        let shown = self.shows != Shows::Nothing;
        if shown {
            show(&mut self.style.machine, part, self.arity);
        }
        let Style { machine, labels, sizes, sums, .. } = &mut self.style;
        let counters = Counting { texts: &self.texts, sides: &self.sides };
        let label =
            looks::kept(labels.of(part), machine, &counters, &mut self.kept.labels[at], field);
        let label = label.filter(Value::is_defined).map(|value| value.to_text());
        if shown {
            let text = label.as_ref().unwrap_or_else(|| self.texts.get(field));
            machine.set(known, Value::Text(Arc::clone(text)));
        }
        let size = looks::kept(sizes.of(part), machine, &counters, &mut self.kept.sizes[at], field);
        let summing = match role {
            Counted::Source => sums.source,
            Counted::Event => sums.event,
            Counted::Target => sums.target,
        };
        let label = label.map(|text| Label { backslashes: self.backslashes(key), text });
        let side = self.sides.of_mut(role);
        let node = side.get_mut(name, field);
        node.label = label;
        if let Some(size) = size {
            let size = finite(size.to_number());
            node.size = if summing == Summing::Sum { node.size + size } else { size };
            side.largest = side.largest.max(1.0).max(side.nodes_size(name));
        }
    }

    /// A label of rules may have backslashes for Graphviz, if none can come from the row.
    fn backslashes(&self, key: Key) -> Backslashes {
        let columns = [Some(key.source), key.event, Some(key.target)];
        let metas = self.style.machine.fields().iter().skip(columns.iter().flatten().count());
        let in_row = columns.into_iter().flatten().any(|id| self.texts.get(id).contains('\\'))
            || metas.into_iter().any(|meta| meta.to_text().contains('\\'));
        if in_row { Backslashes::Row } else { Backslashes::File }
    }

    fn edge(&mut self, half: Half, from: TextId, to: TextId, key: Key) {
        let at = match self.edges.find_or_add(half, from, to) {
            Known2::Old(at) => at,
            Known2::New(at) => {
                let (role, field) = match (half, key.event) {
                    (Half::EventTarget, Some(event)) => (Counted::Event, event),
                    _ => (Counted::Source, key.source),
                };
                self.sides.of_mut(role).get_mut(from, field).fan_out += 1;
                at
            }
        };
        let Style { colours, sizes, labels, .. } = &self.style;
        if colours.edge.is_empty() && sizes.edge.is_empty() && labels.edge.is_empty() {
            return;
        }
        let colour = (!colours.edge.is_empty()).then(|| self.colour(Part::Edge, key));
        if self.shows != Shows::Nothing {
            show(&mut self.style.machine, Part::Edge, self.arity);
        }
        let Style { machine, sizes, labels, .. } = &mut self.style;
        let counters = Counting { texts: &self.texts, sides: &self.sides };
        // With three columns the edges of all sources and events share what stays for a target, and
        // people's graphs show it; with two, each edge has its own.
        let size_key = match self.arity {
            Arity::Two => (Some(key.source), key.target),
            Arity::Three => (None, key.target),
        };
        let sizes_kept = &mut self.kept.edge_sizes;
        let size = looks::kept(&sizes.edge, machine, &counters, sizes_kept, size_key);
        let labels_kept = &mut self.kept.edge_labels;
        let label = looks::kept(&labels.edge, machine, &counters, labels_kept, key);
        let label = label.map(|value| match value {
            Value::Undefined => Arc::clone(self.texts.get(key.target)),
            value => value.to_text(),
        });
        let label = label.map(|text| Label { backslashes: self.backslashes(key), text });
        let looks = &mut self.edges.looks;
        if looks.len() <= at {
            looks.resize_with(at + 1, EdgeLook::default);
        }
        looks[at].colour = colour;
        looks[at].size = size;
        looks[at].labels.extend(label);
    }

    /// What the machine knows at the end.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.style.machine
    }
}

impl Side {
    fn nodes_size(&self, name: TextId) -> f64 {
        self.find(name).map_or(0.0, |node| node.size)
    }
}

fn show_columns(machine: &mut Machine, columns: &[Value; 3], arity: Arity) {
    let [source, event, target] = columns;
    machine.set(Known::Source, source.clone());
    let event = if arity == Arity::Two { Value::Undefined } else { event.clone() };
    machine.set(Known::Event, event);
    machine.set(Known::Target, target.clone());
}

/// A size that is no number is none.
fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}
