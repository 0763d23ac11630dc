//! Folding events into links: the reference for every other way to come by links.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::beside::{Besides, Part};
use super::slot::{Slot, spread, tag};
use super::{Join, Link, Links, NameId, Names, View};
use crate::event::{Column, Event, Kind, Origin};
use crate::input::Collect;
use crate::time::{Instant, Period, earliest};

/// What a fold counted: `read` is the sum of `folded` and `filtered`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events of the view.
    pub read: u64,
    /// Events that are in a link.
    pub folded: u64,
    /// Events outside the period, those without a time among them.
    pub filtered: u64,
}

/// Folds events by (source, event, target).
#[derive(Clone, Debug)]
pub struct Fold {
    view: View,
    period: Period,
    pub(super) names: Names,
    pub(super) sensors: Names,
    pub(super) links: Vec<Link>,
    /// Index of each link in `links`, by the hash of its three names.
    table: HashTable<Slot>,
    hasher: DefaultHashBuilder,
    filtered: u64,
    pub(super) sessions: HashMap<SessionKey, Client>,
    /// The name that each column had last: a scan asks the same host again and again.
    recent: [Option<NameId>; Column::COUNT],
    recent_sensor: Option<NameId>,
    besides: Option<Besides>,
}

/// A session of one honeypot, for views that join a session's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SessionKey {
    pub(super) sensor: Option<NameId>,
    pub(super) source: NameId,
    pub(super) session: NameId,
}

/// What a session's events have told so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    pub(super) columns: [Option<NameId>; 3],
    pub(super) time: Option<Instant>,
    pub(super) origin: Origin,
}

impl Client {
    /// Both told the same session's story: the earlier event's word stands.
    fn merge(&mut self, other: Client) {
        let (early, late) =
            if self.origin <= other.origin { (*self, other) } else { (other, *self) };
        for (index, column) in self.columns.iter_mut().enumerate() {
            *column = early.columns[index].or(late.columns[index]);
        }
        (self.time, self.origin) = (early.time.or(late.time), early.origin);
    }
}

impl Fold {
    /// An empty fold for events of a view inside a period.
    #[must_use]
    pub fn new(view: View, period: Period) -> Self {
        Self {
            view,
            period,
            names: Names::default(),
            sensors: Names::default(),
            links: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            filtered: 0,
            sessions: HashMap::default(),
            recent: [None; Column::COUNT],
            recent_sensor: None,
            besides: None,
        }
    }

    /// The same, which also notes what a column beside the view says of the names of a part.
    #[must_use]
    pub fn with_column(self, part: Part, column: Column) -> Self {
        Self { besides: Some(Besides::new(part, column)), ..self }
    }

    /// Notes what an event says of a name, also if it is of no kind of the view.
    fn note_beside(&mut self, event: &Event<'_>) {
        let Some(besides) = &mut self.besides else { return };
        let Some((name, value)) = besides.told(event, &self.view) else { return };
        if self.period.takes(event.time) {
            let name = self.names.intern(name);
            besides.note(name, value);
        }
    }

    /// Takes one event; events of other kinds than the view's are passed over.
    pub fn add(&mut self, event: &Event<'_>, origin: Origin) {
        let row = event.kind == Kind::Row;
        self.note_beside(event);
        if !row && !self.view.kinds.contains(event.kind) {
            return;
        }
        if self.view.join == Join::Session && !row {
            self.add_to_session(event, origin);
            return;
        }
        if !self.period.takes(event.time) {
            self.filtered += 1;
            return;
        }
        let (source, middle, target) = if row {
            (Column::Source, Some(Column::Event), Column::Target)
        } else {
            (self.view.source, self.view.event, self.view.target)
        };
        let source = self.name(event, source);
        // A table of two columns has no events, whatever the view.
        let middle = middle
            .filter(|column| !row || event.get(*column).is_some())
            .map(|column| self.name(event, column));
        let target = self.name(event, target);
        self.note_sensor(event);
        let (first, last) = (event.time, event.time);
        self.put(Link { source, event: middle, target, count: 1, first, last, origin });
    }

    /// The name in a column; a column that the event lacks is a name of its own.
    fn name(&mut self, event: &Event<'_>, column: Column) -> NameId {
        let Some(name) = event.get(column) else { return self.names.intern(&absent(column)) };
        recall(&mut self.recent[column as usize], &mut self.names, name)
    }

    fn note_sensor(&mut self, event: &Event<'_>) -> Option<NameId> {
        let sensor = event.get(Column::Sensor).filter(|sensor| !sensor.is_empty())?;
        Some(recall(&mut self.recent_sensor, &mut self.sensors, sensor))
    }

    fn add_to_session(&mut self, event: &Event<'_>, origin: Origin) {
        let Some(session) = event.get(Column::Session) else { return };
        let key = SessionKey {
            sensor: self.note_sensor(event),
            source: self.name(event, Column::SrcIp),
            session: self.names.intern(session),
        };
        let columns = [Some(self.view.source), self.view.event, Some(self.view.target)]
            .map(|column| column.and_then(|c| event.get(c)).map(|name| self.names.intern(name)));
        let client = Client { columns, time: event.time, origin };
        self.sessions.entry(key).and_modify(|known| known.merge(client)).or_insert(client);
    }

    pub(super) fn put(&mut self, link: Link) {
        let Self { links, table, hasher, .. } = self;
        let key = |link: &Link| (link.source, link.event, link.target);
        let tag = tag(hasher.hash_one(key(&link)));
        let found = table.find(spread(tag), |slot| {
            slot.tag == tag && key(&links[slot.index as usize]) == key(&link)
        });
        if let Some(slot) = found {
            let known = &mut links[slot.index as usize];
            known.count += link.count;
            known.first = earliest(known.first, link.first);
            known.last = known.last.max(link.last);
            known.origin = known.origin.min(link.origin);
            return;
        }
        // A table of more links than that does not fit into memory.
        let index = u32::try_from(links.len()).unwrap_or(u32::MAX);
        table.insert_unique(spread(tag), Slot { tag, index }, |slot| spread(slot.tag));
        links.push(link);
    }

    /// Takes over all that another fold of the same view and period has.
    pub fn merge(&mut self, other: Fold) {
        let rename = |into: &mut Names, from: &Names| -> Vec<NameId> {
            (0..from.len() as u32).map(|id| into.intern(from.get(NameId(id)))).collect()
        };
        let names = rename(&mut self.names, &other.names);
        let sensors = rename(&mut self.sensors, &other.sensors);
        let name = |id: NameId| names[id.0 as usize];
        for link in other.links {
            let (source, target) = (name(link.source), name(link.target));
            self.put(Link { source, event: link.event.map(name), target, ..link });
        }
        // Each session is put under its own key, so the order of the walk changes nothing.
        for (key, client) in other.sessions {
            let key = SessionKey {
                sensor: key.sensor.map(|id| sensors[id.0 as usize]),
                source: name(key.source),
                session: name(key.session),
            };
            let client = Client { columns: client.columns.map(|id| id.map(name)), ..client };
            self.sessions.entry(key).and_modify(|known| known.merge(client)).or_insert(client);
        }
        if let (Some(besides), Some(others)) = (&mut self.besides, other.besides) {
            besides.merge(others, name);
        }
        self.filtered += other.filtered;
    }

    /// Closes the fold.
    #[must_use]
    pub fn finish(mut self) -> Links {
        self.close_sessions();
        let mut links = std::mem::take(&mut self.links);
        links.sort_unstable_by_key(|link| link.origin);
        // Numbers were given in the order of some thread; give them by first appearance.
        let mut names = Names::default();
        let mut renamed = vec![None; self.names.len()];
        let mut rename = |id: NameId| {
            *renamed[id.0 as usize].get_or_insert_with(|| names.intern(self.names.get(id)))
        };
        for link in &mut links {
            link.source = rename(link.source);
            link.event = link.event.map(&mut rename);
            link.target = rename(link.target);
        }
        let mut sensors: Vec<String> = (0..self.sensors.len() as u32)
            .map(|id| self.sensors.get(NameId(id)).to_owned())
            .collect();
        sensors.sort_unstable();
        let folded = links.iter().map(|link| link.count).sum();
        let first = links.iter().filter_map(|link| link.first).min();
        let last = links.iter().filter_map(|link| link.last).max();
        let counts = Counts { read: folded + self.filtered, folded, filtered: self.filtered };
        let beside = self.besides.map(|besides| besides.finish(&renamed));
        Links { view: self.view, names, links, counts, sensors, span: first.zip(last), beside }
    }

    fn close_sessions(&mut self) {
        let mut clients: Vec<Client> = std::mem::take(&mut self.sessions).into_values().collect();
        clients.sort_unstable_by_key(|client| client.origin);
        for client in clients {
            if !self.period.takes(client.time) {
                self.filtered += 1;
                continue;
            }
            let [source, middle, target] = client.columns;
            let mut or_absent = |name: Option<NameId>, column: Column| {
                name.unwrap_or_else(|| self.names.intern(&absent(column)))
            };
            let source = or_absent(source, self.view.source);
            let middle = self.view.event.map(|column| or_absent(middle, column));
            let target = or_absent(target, self.view.target);
            let (first, last) = (client.time, client.time);
            let origin = client.origin;
            self.put(Link { source, event: middle, target, count: 1, first, last, origin });
        }
    }
}

/// The number of a name, without a look into the table if it is the one that was asked for last.
fn recall(recent: &mut Option<NameId>, names: &mut Names, name: &str) -> NameId {
    match *recent {
        Some(id) if names.get(id) == name => id,
        _ => *recent.insert(names.intern(name)),
    }
}

impl Collect for Fold {
    fn event(&mut self, event: &Event<'_>, origin: Origin, _line: &[u8]) {
        self.add(event, origin);
    }
}

/// What a node is called when its column is absent.
#[must_use]
pub fn absent(column: Column) -> String {
    format!("(no {})", column.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tunnel(source: &'static str, port: &'static str, host: &'static str) -> Event<'static> {
        let mut event = Event::new(Kind::TunnelRequest, Some(Instant::from_micros(7)));
        event.set(Column::SrcIp, source);
        event.set(Column::DstPort, port);
        event.set(Column::DstHost, host);
        event
    }

    fn triples(links: &Links) -> Vec<(String, String, String, u64)> {
        let name = |id| links.names.get(id).to_owned();
        links
            .links
            .iter()
            .map(|l| {
                (name(l.source), l.event.map(name).unwrap_or_default(), name(l.target), l.count)
            })
            .collect()
    }

    #[test]
    fn equal_triples_become_one_link() {
        let mut fold = Fold::new(View::tunnels(), Period::default());
        for (index, host) in ["a", "b", "a"].into_iter().enumerate() {
            fold.add(&tunnel("10.0.0.1", "80", host), Origin::new(0, index as u64));
        }
        let links = fold.finish();
        let expected = [("a", 2), ("b", 1)]
            .map(|(host, count)| ("10.0.0.1".into(), "80".into(), host.into(), count));
        assert_eq!(triples(&links), expected);
        assert_eq!(links.counts, Counts { read: 3, folded: 3, filtered: 0 });
    }

    #[test]
    fn merged_folds_equal_one_fold_whatever_the_split() {
        let events = [("s1", "80", "a"), ("s2", "80", "a"), ("s1", "443", "b"), ("s1", "80", "a")];
        let mut whole = Fold::new(View::tunnels(), Period::default());
        let mut parts = [0, 1].map(|_| Fold::new(View::tunnels(), Period::default()));
        for (index, (source, port, host)) in events.into_iter().enumerate() {
            let origin = Origin::new(0, index as u64);
            whole.add(&tunnel(source, port, host), origin);
            parts[index % 2].add(&tunnel(source, port, host), origin);
        }
        let [first, mut second] = parts;
        second.merge(first);
        assert_eq!(triples(&second.finish()), triples(&whole.finish()));
    }

    #[test]
    fn events_outside_the_period_are_counted_as_filtered() {
        let period = Period { since: Some(Instant::from_micros(8)), until: None };
        let mut fold = Fold::new(View::tunnels(), period);
        fold.add(&tunnel("s", "80", "a"), Origin::new(0, 0));
        assert_eq!(fold.finish().counts, Counts { read: 1, folded: 0, filtered: 1 });
    }

    #[test]
    fn a_session_joins_its_version_and_its_key_exchange() {
        let mut fold = Fold::new(View::clients(), Period::default());
        for (kind, column, text) in [
            (Kind::ClientVersion, Column::Version, "SSH-2.0-Go"),
            (Kind::KeyExchange, Column::Hassh, "abc"),
        ] {
            let mut event = Event::new(kind, None);
            event.set(Column::SrcIp, "10.0.0.1");
            event.set(Column::Session, "s1");
            event.set(column, text);
            fold.add(&event, Origin::new(0, kind as u64));
        }
        let expected = [("10.0.0.1".into(), "abc".into(), "SSH-2.0-Go".into(), 1)];
        assert_eq!(triples(&fold.finish()), expected);
    }
}
