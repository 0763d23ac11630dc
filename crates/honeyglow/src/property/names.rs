//! The variables of a file: each name has one place in the machine.

use super::tree::{Array, Counted, HashSlot, Known, ScalarSlot};

/// The most variables of a file; each row may look at all of them.
const VARIABLE_LIMIT: usize = 4_096;

/// A variable of the file's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    Scalar(ScalarSlot),
    Array(usize),
    Hash(HashSlot),
}

/// The names that were met so far; a name's place is its index.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) scalars: Vec<String>,
    pub(super) arrays: Vec<String>,
    pub(super) hashes: Vec<String>,
}

impl Default for Names {
    fn default() -> Self {
        Self { scalars: vec!["_".to_owned()], arrays: Vec::new(), hashes: Vec::new() }
    }
}

/// `$_`.
pub(super) const TOPIC: ScalarSlot = ScalarSlot(0);

/// AfterGlow's own variables, which decide how it runs, and what says the same here.
const INTERNALS: [(&str, &str); 13] = [
    ("maxNodeSize", "the property `maxnodesize` or -m"),
    ("omitThreshold", "the property `threshold` or -o"),
    ("sourceThreshold", "the property `threshold.source`"),
    ("eventThreshold", "the property `threshold.event`"),
    ("targetThreshold", "the property `threshold.target`"),
    ("twonodes", "-t"),
    ("xlabels", "the property `xlabels`"),
    ("edgelen", "-e"),
    ("sourceLabel", "the property `label.source`"),
    ("eventLabel", "the property `label.event`"),
    ("targetLabel", "the property `label.target`"),
    ("concentrate", "the property `concentrate`"),
    ("nodeUrl", "the property `url`"),
];

/// What says the same as assigning to one of AfterGlow's own variables.
pub(super) fn internal(name: &str) -> Option<&'static str> {
    INTERNALS.iter().find(|(known, _)| *known == name).map(|(_, instead)| *instead)
}

/// Whose counts a table holds.
pub(super) fn counted(name: &str) -> Option<Counted> {
    Some(match name {
        "sourceCount" => Counted::Source,
        "eventCount" => Counted::Event,
        "targetCount" => Counted::Target,
        _ => return None,
    })
}

/// The variable that holds the name whose count a table is asked for as a rule.
pub(super) fn own_name(of: Counted) -> Known {
    match of {
        Counted::Source => Known::SourceName,
        Counted::Event => Known::EventName,
        Counted::Target => Known::TargetName,
    }
}

impl Names {
    pub(super) fn scalar(&mut self, name: &str) -> Option<ScalarSlot> {
        place(&mut self.scalars, name).map(ScalarSlot)
    }

    pub(super) fn array(&mut self, name: &str) -> Option<Array> {
        if name == "fields" {
            return Some(Array::Fields);
        }
        place(&mut self.arrays, name).map(Array::Own)
    }

    pub(super) fn hash(&mut self, name: &str) -> Option<HashSlot> {
        place(&mut self.hashes, name).map(HashSlot)
    }

    /// How the file writes a variable.
    pub(super) fn written(&self, variable: Variable) -> String {
        let (sigil, name) = match variable {
            Variable::Scalar(slot) => ('$', self.scalars.get(slot.0)),
            Variable::Array(slot) => ('@', self.arrays.get(slot)),
            Variable::Hash(slot) => ('%', self.hashes.get(slot.0)),
        };
        format!("{sigil}{}", name.map_or("", String::as_str))
    }
}

/// The place of a name, a new one if need be; none if there are too many.
fn place(names: &mut Vec<String>, name: &str) -> Option<usize> {
    if let Some(place) = names.iter().position(|known| known == name) {
        return Some(place);
    }
    if names.len() >= VARIABLE_LIMIT {
        return None;
    }
    names.push(name.to_owned());
    Some(names.len() - 1)
}
