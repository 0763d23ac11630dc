//! What one thread makes of the events that it reads.

use std::collections::{BTreeMap, BTreeSet};

use honeyglow::event::{Column, Columns, Event, Kind, Kinds, Origin};
use honeyglow::input::Collect;
use honeyglow::time::{Instant, earliest};

use super::day::{Days, Plan};
use super::totals::Totals;

/// The most addresses that the logs may say are the honeypot's own; a log that tells more has been
/// tampered with.
const MOST_OWN: usize = 10_000;
/// The most fingerprints that one run tells as new; a scan that changes its own with each
/// connection has no more to say.
const MOST_FINGERPRINTS: usize = 10_000;

/// Events of a run, put where they belong.
#[derive(Clone, Debug)]
pub(crate) struct Gather {
    /// By local day.
    pub(crate) days: Days,
    /// By sensor.
    pub(crate) totals: Totals,
    /// The honeypots' own addresses, as their logs tell them.
    pub(crate) own: BTreeSet<String>,
    /// Fingerprints of programs: when first, how often, from whom.
    pub(crate) fingerprints: BTreeMap<String, Fingerprint>,
    sensor: Sensor,
}

/// A fingerprint that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub(crate) first: Option<Instant>,
    pub(crate) count: u64,
    pub(crate) source: String,
}

/// What the honeypot of a log is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sensor {
    /// Whatever its lines say.
    pub(crate) always: Option<String>,
    /// Where its lines do not say.
    pub(crate) otherwise: String,
}

impl Gather {
    pub(crate) fn new(plan: Plan) -> Self {
        Self {
            days: Days::new(plan),
            totals: Totals::default(),
            own: BTreeSet::new(),
            fingerprints: BTreeMap::new(),
            sensor: Sensor::default(),
        }
    }

    /// Says whose events come next.
    pub(crate) fn listen_to(&mut self, sensor: &Sensor) {
        self.sensor = sensor.clone();
    }

    /// What the reader has to find for a plan: every kind is counted.
    pub(crate) fn wanted(plan: &Plan) -> (Kinds, Columns) {
        let own = [Column::Sensor, Column::SrcIp, Column::DstPort, Column::Hassh, Column::SensorIp];
        let columns = plan
            .views
            .iter()
            .fold(Columns::of(&own), |columns, view| columns.or(view.wanted_columns()));
        (Kinds::all(), columns)
    }

    /// Takes over what another thread has gathered.
    pub(crate) fn merge(&mut self, other: Gather) {
        self.days.merge(other.days);
        self.totals.add(&other.totals);
        self.own.extend(other.own);
        for (name, seen) in other.fingerprints {
            self.note_fingerprint(&name, seen);
        }
    }

    fn note_fingerprint(&mut self, name: &str, seen: Fingerprint) {
        if let Some(known) = self.fingerprints.get_mut(name) {
            known.count += seen.count;
            if seen.first < known.first {
                known.source = seen.source;
            }
            known.first = earliest(known.first, seen.first);
        } else if self.fingerprints.len() < MOST_FINGERPRINTS {
            self.fingerprints.insert(name.to_owned(), seen);
        }
    }

    fn take(&mut self, event: &Event<'_>) {
        let named = event.get(Column::Sensor).filter(|name| !name.is_empty());
        self.totals.count(named.unwrap_or(&self.sensor.otherwise), event);
        match event.kind {
            Kind::Connect => {
                if let Some(own) = event.get(Column::SensorIp)
                    && !self.own.contains(own)
                    && self.own.len() < MOST_OWN
                {
                    self.own.insert(own.to_owned());
                }
            }
            Kind::KeyExchange => {
                if let Some(name) = event.get(Column::Hassh) {
                    let source = event.get(Column::SrcIp).unwrap_or_default().to_owned();
                    let seen = Fingerprint { first: event.time, count: 1, source };
                    let name = name.to_owned();
                    self.note_fingerprint(&name, seen);
                }
            }
            _ => {}
        }
        self.days.add(event);
    }
}

impl Collect for Gather {
    fn event(&mut self, event: &Event<'_>, _origin: Origin, _line: &[u8]) {
        let unnamed = event.get(Column::Sensor).is_none_or(str::is_empty);
        let name = match &self.sensor.always {
            Some(name) => Some(name),
            None => Some(&self.sensor.otherwise).filter(|name| unnamed && !name.is_empty()),
        };
        match name.cloned() {
            Some(name) => {
                let mut named = event.clone();
                named.set(Column::Sensor, name);
                self.take(&named);
            }
            None => self.take(event),
        }
    }
}
