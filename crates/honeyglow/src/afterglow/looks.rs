//! Evaluating the rules of a style for the row that the machine shows.

use hashbrown::HashMap;

use super::colours::{ColourId, Colours};
use super::style::{Keeps, Part, Rule, Rules};
use super::texts::TextId;
use crate::property::{Counters, Known, Machine, Value};

/// How many rows the columns of a row have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arity {
    Two,
    Three,
}

/// The names of a row's columns, put together: what colours depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) source: TextId,
    pub(super) event: Option<TextId>,
    pub(super) target: TextId,
}

/// Shows the machine what is evaluated next.
pub(super) fn show(machine: &mut Machine, part: Part, arity: Arity) {
    machine.set(Known::Type, Value::from(part.name()));
    let (field, subject) = match (part, arity) {
        (Part::Source | Part::SourceTarget, _) => (Some(0), 0),
        (Part::Event, _) => (Some(1), 1),
        (Part::Target, Arity::Three) => (Some(2), 2),
        (Part::Target, Arity::Two) => (Some(1), 1),
        // In AfterGlow an edge has no field of its own with three columns, and `match()` looks at
        // what was looked at before.
        (Part::Edge, Arity::Three) => (None, 2),
        (Part::Edge, Arity::Two) => (Some(1), 1),
    };
    let subject = machine.fields().get(subject).cloned().unwrap_or(Value::Undefined);
    machine.set_field(field);
    machine.set(Known::Subject, subject);
}

/// The first true value of a list, else the last value; none without rules.
fn first_true(
    rules: &[Rule],
    machine: &mut Machine,
    counters: &dyn Counters,
) -> Option<(Value, Keeps)> {
    let mut last = None;
    for rule in rules {
        let value = machine.run(&rule.expression, counters);
        let is_true = value.is_true();
        let keeps = if is_true { rule.keeps } else { Keeps::Nothing };
        last = Some((value, keeps));
        if is_true {
            break;
        }
    }
    last
}

/// First true values that stay for a name, or for an edge.
pub(super) type Kept<K> = HashMap<K, Value>;

/// The value of a list for a name whose first true value may stay.
pub(super) fn kept<K: Eq + std::hash::Hash>(
    rules: &[Rule],
    machine: &mut Machine,
    counters: &dyn Counters,
    known: &mut Kept<K>,
    key: K,
) -> Option<Value> {
    if !known.is_empty() {
        if let Some(value) = known.get(&key) {
            return Some(value.clone());
        }
    }
    let (value, keeps) = first_true(rules, machine, counters)?;
    if keeps == Keeps::First {
        known.insert(key, value.clone());
    }
    Some(value)
}

/// The colours of rows: evaluated once for each (part, source, event, target).
#[derive(Clone, Debug)]
pub(super) struct RowColours {
    pub(super) colours: Colours,
    known: HashMap<(u8, Key), ColourId>,
    /// The colours of parts whose rules say the same for every row.
    same: [Option<ColourId>; 5],
}

impl RowColours {
    pub(super) fn new() -> Self {
        Self { colours: Colours::new(), known: HashMap::new(), same: [None; 5] }
    }

    /// The colour of a part of the row with that key.
    pub(super) fn of(
        &mut self,
        part: Part,
        rules: &Rules,
        key: Key,
        arity: Arity,
        machine: &mut Machine,
        counters: &dyn Counters,
    ) -> ColourId {
        if let Some(same) = self.same[part as usize] {
            return same;
        }
        let rules = rules.of(part);
        if let Some(value) = constant(rules) {
            let colour = self.colours.of(&value);
            self.same[part as usize] = Some(colour);
            return colour;
        }
        if let Some(known) = self.known.get(&(part as u8, key)) {
            return *known;
        }
        show(machine, part, arity);
        let value =
            first_true(rules, machine, counters).map_or(Value::Undefined, |(value, _)| value);
        let colour = self.colours.of(&value);
        self.known.insert((part as u8, key), colour);
        colour
    }
}

/// The value of rules that say the same for every row.
fn constant(rules: &[Rule]) -> Option<Value> {
    let mut last = Value::Undefined;
    for rule in rules {
        last = rule.expression.constant()?.clone();
        if last.is_true() {
            break;
        }
    }
    Some(last)
}
