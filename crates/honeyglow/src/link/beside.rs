//! A column beside those of the view: what most events of a name say in it.
//!
//! Links are folded by the columns of the view alone. To put sources together by another column
//! (their HASSH, the honeypot that they came to), the fold counts the pairs (name, value) on the
//! way, without a link being any different for it. Cost: two table look-ups an event that has both
//! columns; memory grows with distinct pairs.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;

use super::{NameId, Names, View};
use crate::event::{Column, Columns, Event, Kind, Kinds};

/// A part of a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The source.
    #[default]
    Source,
    /// The event.
    Event,
    /// The target.
    Target,
}

impl Part {
    /// The part of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "source" => Some(Part::Source),
            "event" => Some(Part::Event),
            "target" => Some(Part::Target),
            _ => None,
        }
    }

    /// The name that flags use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Part::Source => "source",
            Part::Event => "event",
            Part::Target => "target",
        }
    }

    /// The column that plays it in a view; none for the event of two columns.
    #[must_use]
    pub fn column(self, view: &View) -> Option<Column> {
        match self {
            Part::Source => Some(view.source),
            Part::Event => view.event,
            Part::Target => Some(view.target),
        }
    }
}

/// What a column beside the view says of the names of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The part whose names are meant.
    pub part: Part,
    /// The column.
    pub column: Column,
    /// The value that most events of a name have; of equally many, the first in the alphabet.
    /// Names of which no event has the column are missing.
    pub values: BTreeMap<NameId, Arc<str>>,
}

/// The kinds and columns that the reader has to bring for a column beside the view: those of the
/// view where they have the column; else others that have it together with the part. None if no
/// kind has both.
#[must_use]
pub fn wanted_beside(view: &View, part: Part, column: Column) -> Option<(Kinds, Columns)> {
    let own = part.column(view)?;
    let kinds = told_by(view, own, column);
    (!kinds.is_empty()).then(|| (kinds, Columns::of(&[own, column])))
}

/// The kinds of event that are asked for what the column says.
fn told_by(view: &View, own: Column, column: Column) -> Kinds {
    let both = own.kinds().and(column.kinds());
    let of_view = both.and(view.kinds);
    if of_view.is_empty() { both } else { of_view }
}

/// The pairs of a fold that is under way.
#[derive(Clone, Debug)]
pub(super) struct Besides {
    part: Part,
    column: Column,
    values: Names,
    pairs: HashMap<(NameId, NameId), u64>,
}

impl Besides {
    pub(super) fn new(part: Part, column: Column) -> Self {
        Self { part, column, values: Names::default(), pairs: HashMap::default() }
    }

    /// The name and the value that an event tells.
    pub(super) fn told<'e>(&self, event: &'e Event<'_>, view: &View) -> Option<(&'e str, &'e str)> {
        let own = self.part.column(view)?;
        if event.kind == Kind::Row || !told_by(view, own, self.column).contains(event.kind) {
            return None;
        }
        event.get(own).zip(event.get(self.column))
    }

    pub(super) fn note(&mut self, name: NameId, value: &str) {
        let value = self.values.intern(value);
        *self.pairs.entry((name, value)).or_insert(0) += 1;
    }

    /// Takes over the pairs of another fold, whose names have new numbers.
    pub(super) fn merge(&mut self, other: Besides, name: impl Fn(NameId) -> NameId) {
        // Counts are added, so the order of the walk changes nothing.
        let pairs: Vec<((NameId, NameId), u64)> = other.pairs.into_iter().collect();
        for ((old, value), count) in pairs {
            let value = self.values.intern(other.values.get(value));
            *self.pairs.entry((name(old), value)).or_insert(0) += count;
        }
    }

    /// One value for each name that is in a link; `renamed` has the new numbers of the names.
    pub(super) fn finish(self, renamed: &[Option<NameId>]) -> Beside {
        let Self { part, column, values: texts, pairs } = self;
        let mut best: BTreeMap<NameId, (u64, &str)> = BTreeMap::new();
        let pairs: Vec<((NameId, NameId), u64)> = pairs.into_iter().collect();
        for ((name, value), count) in pairs {
            let Some(name) = renamed.get(name.0 as usize).copied().flatten() else { continue };
            let text = texts.get(value);
            best.entry(name)
                .and_modify(|known| {
                    if (count, known.1) > (known.0, text) {
                        *known = (count, text);
                    }
                })
                .or_insert((count, text));
        }
        let values = best.into_iter().map(|(name, (_, text))| (name, Arc::from(text))).collect();
        Beside { part, column, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Origin;
    use crate::link::{Fold, Links};
    use crate::time::Period;

    fn event(kind: Kind, columns: &[(Column, &'static str)]) -> Event<'static> {
        let mut event = Event::new(kind, None);
        for (column, text) in columns {
            event.set(*column, *text);
        }
        event
    }

    fn tunnel(source: &'static str, sensor: &'static str) -> Event<'static> {
        let columns = [
            (Column::SrcIp, source),
            (Column::DstPort, "80"),
            (Column::DstHost, "x"),
            (Column::Sensor, sensor),
        ];
        event(Kind::TunnelRequest, &columns)
    }

    fn values(links: &Links) -> Vec<(&str, &str)> {
        let beside = links.beside.as_ref().unwrap();
        beside.values.iter().map(|(name, value)| (links.names.get(*name), &**value)).collect()
    }

    #[test]
    fn most_events_of_a_name_decide_whatever_the_split() {
        let new = || {
            Fold::new(View::tunnels(), Period::default()).with_column(Part::Source, Column::Sensor)
        };
        let (mut one, mut two) = (new(), new());
        for (index, sensor) in ["b", "c", "c", "b", "a"].into_iter().enumerate() {
            let fold = if index % 2 == 0 { &mut one } else { &mut two };
            fold.add(&tunnel("s", sensor), Origin::new(0, index as u64));
        }
        two.add(&tunnel("t", "a"), Origin::new(0, 9));
        two.merge(one);
        assert_eq!(values(&two.finish()), [("s", "b"), ("t", "a")]);
    }

    #[test]
    fn a_column_of_another_kind_of_event_is_found_by_its_source() {
        let mut fold =
            Fold::new(View::tunnels(), Period::default()).with_column(Part::Source, Column::Hassh);
        let hassh = [(Column::SrcIp, "s"), (Column::Hassh, "abc")];
        fold.add(&event(Kind::KeyExchange, &hassh), Origin::new(0, 0));
        let stranger = [(Column::SrcIp, "no tunnel"), (Column::Hassh, "def")];
        fold.add(&event(Kind::KeyExchange, &stranger), Origin::new(0, 1));
        fold.add(&tunnel("s", "a"), Origin::new(0, 2));
        let links = fold.finish();
        assert_eq!(values(&links), [("s", "abc")]);
        assert_eq!((links.counts.read, links.names.len()), (1, 3));
    }

    #[test]
    fn a_column_that_no_event_has_with_the_part_is_none() {
        assert!(wanted_beside(&View::tunnels(), Part::Target, Column::Hassh).is_none());
        let (kinds, _) = wanted_beside(&View::tunnels(), Part::Source, Column::Sensor).unwrap();
        assert_eq!(kinds, View::tunnels().kinds);
    }
}
