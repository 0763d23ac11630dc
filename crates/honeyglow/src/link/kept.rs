//! Folds that are kept between runs.
//!
//! A publisher that comes every hour reads only what is new, folds it, and puts it to what it kept
//! of the hours before. A [`Kept`] is such a fold as plain data, to be written in any format that
//! serde knows. The order of a log is no help then: files are rotated, and runs see other parts
//! of them. So events are given [`Origin::at_time`], and [`Links::in_order_of_time`] puts links
//! into an order that follows from the events alone: reading in one run or in a hundred gives the
//! same links.

use serde::{Deserialize, Serialize};

use super::fold::{Client, Fold, SessionKey};
use super::{Link, Links, NameId, Names, View};
use crate::event::Origin;
use crate::time::{Instant, Period};

/// A fold as plain data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    names: Vec<String>,
    sensors: Vec<String>,
    links: Vec<KeptLink>,
    sessions: Vec<KeptSession>,
}

/// Numbers are indices of names; times are microseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptLink {
    source: u32,
    event: Option<u32>,
    target: u32,
    count: u64,
    first: Option<i64>,
    last: Option<i64>,
    origin: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct KeptSession {
    origin: u64,
    sensor: Option<u32>,
    source: u32,
    session: u32,
    columns: [Option<u32>; 3],
    time: Option<i64>,
}

/// A number of a name that the table does not have: the file was damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchName;

impl std::fmt::Display for NoSuchName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a link has a name that is not there")
    }
}

impl std::error::Error for NoSuchName {}

impl Kept {
    /// How many events are in links.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.links.iter().map(|link| link.count).sum::<u64>() + self.sessions.len() as u64
    }

    /// The fold again, for events of a view inside a period; they must be those that it was kept of.
    ///
    /// # Errors
    /// The data is damaged.
    pub fn fold(self, view: View, period: Period) -> Result<Fold, NoSuchName> {
        let mut fold = Fold::new(view, period);
        let names: Vec<NameId> = self.names.iter().map(|name| fold.names.intern(name)).collect();
        let sensors: Vec<NameId> =
            self.sensors.iter().map(|name| fold.sensors.intern(name)).collect();
        let name = |id: u32| names.get(id as usize).copied().ok_or(NoSuchName);
        let optional = |id: Option<u32>| id.map(name).transpose();
        let time = |micros: Option<i64>| micros.map(Instant::from_micros);
        for link in self.links {
            fold.put(Link {
                source: name(link.source)?,
                event: optional(link.event)?,
                target: name(link.target)?,
                count: link.count,
                first: time(link.first),
                last: time(link.last),
                origin: Origin::from_bits(link.origin),
            });
        }
        for session in self.sessions {
            let sensor = |id: u32| sensors.get(id as usize).copied().ok_or(NoSuchName);
            let key = SessionKey {
                sensor: session.sensor.map(sensor).transpose()?,
                source: name(session.source)?,
                session: name(session.session)?,
            };
            let [source, event, target] = session.columns;
            let client = Client {
                columns: [optional(source)?, optional(event)?, optional(target)?],
                time: time(session.time),
                origin: Origin::from_bits(session.origin),
            };
            fold.sessions.insert(key, client);
        }
        Ok(fold)
    }
}

impl Fold {
    /// The fold as plain data. What a column beside the view says is not kept, nor what was
    /// filtered.
    #[must_use]
    pub fn keep(&self) -> Kept {
        let micros = |time: Option<Instant>| time.map(Instant::micros);
        let links = self.links.iter().map(|link| KeptLink {
            source: link.source.0,
            event: link.event.map(|id| id.0),
            target: link.target.0,
            count: link.count,
            first: micros(link.first),
            last: micros(link.last),
            origin: link.origin.bits(),
        });
        let mut sessions: Vec<KeptSession> = self
            .sessions
            .iter()
            .map(|(key, client)| KeptSession {
                origin: client.origin.bits(),
                sensor: key.sensor.map(|id| id.0),
                source: key.source.0,
                session: key.session.0,
                columns: client.columns.map(|id| id.map(|id| id.0)),
                time: micros(client.time),
            })
            .collect();
        sessions.sort_unstable();
        let texts = |names: &Names| -> Vec<String> {
            (0..names.len() as u32).map(|id| names.get(NameId(id)).to_owned()).collect()
        };
        Kept {
            names: texts(&self.names),
            sensors: texts(&self.sensors),
            links: links.collect(),
            sessions,
        }
    }
}

impl Links {
    /// The links by the time of their first event, and where that is equal by their names; names
    /// numbered in that order.
    #[must_use]
    pub fn in_order_of_time(mut self) -> Self {
        let name = |id: NameId| self.names.get(id);
        self.links.sort_by(|a, b| {
            let key = |link: &Link| {
                (link.first, name(link.source), link.event.map(name), name(link.target))
            };
            key(a).cmp(&key(b))
        });
        let mut names = Names::default();
        let mut renamed = vec![None; self.names.len()];
        let mut rename = |id: NameId| {
            *renamed[id.0 as usize].get_or_insert_with(|| names.intern(self.names.get(id)))
        };
        for link in &mut self.links {
            link.source = rename(link.source);
            link.event = link.event.map(&mut rename);
            link.target = rename(link.target);
        }
        // Its names are numbered as they were; nobody who keeps folds asks for it.
        self.beside = None;
        self.names = names;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Column, Event, Kind};

    fn event(kind: Kind, second: i64, columns: &[(Column, &'static str)]) -> Event<'static> {
        let mut event = Event::new(kind, Some(Instant::from_micros(second * 1_000_000)));
        for (column, text) in columns {
            event.set(*column, *text);
        }
        event
    }

    fn tunnels() -> Vec<Event<'static>> {
        [("a", "25", "x", 5), ("b", "80", "y", 2), ("a", "25", "x", 1), ("c", "25", "x", 2)]
            .map(|(source, port, host, second)| {
                let columns = [
                    (Column::SrcIp, source),
                    (Column::DstPort, port),
                    (Column::DstHost, host),
                    (Column::Sensor, "pot"),
                ];
                event(Kind::TunnelRequest, second, &columns)
            })
            .to_vec()
    }

    fn clients() -> Vec<Event<'static>> {
        let version =
            [(Column::SrcIp, "a"), (Column::Session, "1"), (Column::Version, "SSH-2.0-x")];
        let exchange = [(Column::SrcIp, "a"), (Column::Session, "1"), (Column::Hassh, "ab")];
        vec![event(Kind::ClientVersion, 1, &version), event(Kind::KeyExchange, 2, &exchange)]
    }

    fn add(fold: &mut Fold, events: &[Event<'_>]) {
        for event in events {
            fold.add(event, Origin::at_time(event.time));
        }
    }

    fn told(fold: Fold) -> String {
        let links = fold.finish().in_order_of_time();
        let name = |id| links.names.get(id);
        let rows = links.links.iter().map(|link| {
            let event = link.event.map(name);
            format!("{} {event:?} {} {}", name(link.source), name(link.target), link.count)
        });
        rows.chain([format!("{:?} {:?}", links.sensors, links.span)]).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn reading_in_two_runs_gives_what_one_gives_wherever_they_part() {
        for (view, events) in [(View::tunnels(), tunnels()), (View::clients(), clients())] {
            let mut whole = Fold::new(view.clone(), Period::default());
            add(&mut whole, &events);
            let whole = told(whole);
            for at in 0..=events.len() {
                let mut before = Fold::new(view.clone(), Period::default());
                add(&mut before, &events[..at]);
                let bytes = serde_json::to_vec(&before.keep()).unwrap();
                let kept: Kept = serde_json::from_slice(&bytes).unwrap();
                let mut again = kept.fold(view.clone(), Period::default()).unwrap();
                let mut after = Fold::new(view.clone(), Period::default());
                add(&mut after, &events[at..]);
                again.merge(after);
                assert_eq!(told(again), whole, "{} at {at}", view.name);
            }
        }
    }

    #[test]
    fn a_name_that_is_not_there_is_an_error() {
        let mut fold = Fold::new(View::tunnels(), Period::default());
        add(&mut fold, &tunnels());
        let mut kept = fold.keep();
        kept.names.pop();
        assert!(kept.fold(View::tunnels(), Period::default()).is_err());
    }
}
