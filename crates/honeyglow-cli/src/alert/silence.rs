//! Rules on sensors from which nothing comes any more.
//!
//! A sensor is silent if nothing has come from it for as long as `after` says. That is told once, and
//! once that it is heard again, without a hold-off: it closes what was told. A silence that begins
//! while the sensor's hold-off runs waits, and is told at its end, even if it is over by then. What is silent when a rule
//! begins, or when a sensor is seen first, is no news.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::rule::{Rule, Seconds};
use super::{Moment, Seen, Told, is_over, number, wording};

/// The most sensors that are watched, in the order of their names. They are the operator's own.
const MOST_SENSORS: usize = 1_000;

/// The most silences of a sensor that wait for the end of its hold-off.
const MOST_ENDED: usize = 8;

/// The most inputs that an alert lists as failing.
const MOST_FAILING: usize = 10;

/// What a rule on silence remembers, by sensor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Memory(BTreeMap<String, Sensor>);

/// One sensor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sensor {
    /// The time of its latest event, as it was given last.
    latest: Option<i64>,
    /// When it is known to have been alive: its latest event, but never later than the run that
    /// learnt of it, so that a sensor whose clock is ahead cannot look alive for a year.
    heard: i64,
    told_at: Option<i64>,
    silence: Silence,
    /// Silences that came and went while the hold-off ran.
    ended: Vec<Ended>,
}

/// Is the sensor silent, and who knows?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Silence {
    No,
    /// It was when the sensor was seen first.
    Learnt,
    Waiting {
        since: i64,
    },
    Told {
        since: i64,
    },
    /// It was told, and is over, which is still to be told.
    Over {
        since: i64,
    },
}

/// A silence that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ended {
    since: i64,
    heard: i64,
}

/// What is told of a sensor.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    sensor: String,
    kind: Kind,
    since: i64,
    /// When it was heard again.
    heard: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Silent,
    /// It was told as silent, and is heard again.
    HeardAgain,
    /// It was silent and is heard again, of which nothing was told.
    WasSilent,
}

impl Memory {
    /// Takes in when sensors were heard; gives what is to be told now.
    pub(super) fn step(&mut self, moment: &Moment, rule: &Rule, seen: &Seen<'_>) -> Option<Told> {
        let watched = watched(rule, seen);
        self.0.retain(|name, _| watched.contains_key(name));
        let mut events = Vec::new();
        for (name, latest) in watched {
            let sensor = self.0.entry(name.clone());
            let sensor = sensor.or_insert_with(|| Sensor::new(latest, moment, rule.after()));
            sensor.step(latest, moment, rule.after());
            events.extend(sensor.take_events(&name, moment));
        }
        (!events.is_empty()).then(|| told(&events, moment.now, seen.failing))
    }
}

/// The sensors that the rule is about; one that it names is watched though nothing ever came from it.
fn watched(rule: &Rule, seen: &Seen<'_>) -> BTreeMap<String, Option<i64>> {
    match &rule.sensor {
        Some(name) => BTreeMap::from([(name.clone(), seen.sensors.get(name).copied().flatten())]),
        None => seen
            .sensors
            .iter()
            .take(MOST_SENSORS)
            .map(|(name, latest)| (name.clone(), *latest))
            .collect(),
    }
}

impl Sensor {
    /// A sensor that is seen for the first time. One that never was heard is given the whole time.
    fn new(latest: Option<i64>, moment: &Moment, after: Seconds) -> Self {
        let heard = latest.map_or(moment.now, |latest| latest.min(moment.now));
        let is_silent = moment.now.saturating_sub(heard) >= after.0;
        let silence = if is_silent { Silence::Learnt } else { Silence::No };
        Self { latest, heard, told_at: None, silence, ended: Vec::new() }
    }

    fn step(&mut self, latest: Option<i64>, moment: &Moment, after: Seconds) {
        if let Some(time) = latest
            && latest != self.latest
        {
            self.latest = latest;
            self.heard = self.heard.max(time.min(moment.now));
        }
        let (heard, since) = (self.heard, self.heard);
        let is_silent = moment.now.saturating_sub(heard) >= after.0;
        self.silence = match (is_silent, self.silence) {
            (true, Silence::No) => Silence::Waiting { since },
            (true, known) => known,
            (false, Silence::Waiting { since }) => {
                if self.ended.len() < MOST_ENDED {
                    self.ended.push(Ended { since, heard });
                }
                Silence::No
            }
            (false, Silence::Told { since }) => Silence::Over { since },
            (false, _) => Silence::No,
        };
    }

    /// What is to be told of it now, and is told by that.
    fn take_events(&mut self, name: &str, moment: &Moment) -> Vec<Event> {
        let event = |kind, since, heard| Event { sensor: name.to_owned(), kind, since, heard };
        let mut events = Vec::new();
        if let Silence::Over { since } = self.silence {
            events.push(event(Kind::HeardAgain, since, Some(self.heard)));
            self.silence = Silence::No;
        }
        if !is_over(self.told_at, moment) {
            return events;
        }
        let held = events.len();
        for Ended { since, heard } in self.ended.drain(..) {
            events.push(event(Kind::WasSilent, since, Some(heard)));
        }
        if let Silence::Waiting { since } = self.silence {
            events.push(event(Kind::Silent, since, None));
            self.silence = Silence::Told { since };
        }
        if events.len() > held {
            self.told_at = Some(moment.now);
        }
        events
    }
}

fn told(events: &[Event], now: i64, failing: &[String]) -> Told {
    let total = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let titles: Vec<String> = events
        .iter()
        .map(|event| format!("sensor {} {}", wording::shown(&event.sensor), event.kind.phrase()))
        .collect();
    let sentences: Vec<String> = events.iter().map(|event| sentence(event, now)).collect();
    let failing: Vec<String> =
        failing.iter().take(MOST_FAILING).map(|line| wording::exact(line)).collect();
    let mut summary = wording::list(&sentences, total, "; ");
    if !failing.is_empty() {
        summary = format!("{summary}; inputs that cannot be read: {}", failing.join("; "));
    }
    let sensors: Vec<Value> = events
        .iter()
        .map(|Event { sensor, kind, since, heard }| {
            json!({ "sensor": wording::exact(sensor), "state": kind, "since": since, "heard": heard })
        })
        .collect();
    Told {
        title: wording::list(&titles, total, ", "),
        summary,
        details: json!({ "sensors": sensors, "failing": failing }),
        number: number(
            events
                .iter()
                .map(|event| format!("{} {} {}", event.since, event.kind.phrase(), event.sensor)),
        ),
    }
}

fn sentence(event: &Event, now: i64) -> String {
    let (sensor, since) = (wording::shown(&event.sensor), wording::time(event.since));
    match (event.kind, event.heard) {
        (Kind::Silent, _) | (_, None) => {
            let length = wording::length(now.saturating_sub(event.since));
            format!("nothing from sensor {sensor} since {since}, for {length}")
        }
        (Kind::HeardAgain | Kind::WasSilent, Some(heard)) => {
            format!(
                "sensor {sensor} was silent from {since}, and was heard at {}",
                wording::time(heard)
            )
        }
    }
}

impl Kind {
    fn phrase(self) -> &'static str {
        match self {
            Self::Silent => "is silent",
            Self::HeardAgain => "is heard again",
            Self::WasSilent => "was silent",
        }
    }
}
