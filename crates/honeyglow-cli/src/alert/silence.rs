//! Rules on sensors from which nothing comes any more.
//!
//! A sensor is silent if nothing has come from it for as long as `after` says. That is told once,
//! and once that it is heard again, without a hold-off: it closes what was told. A silence that
//! begins while the sensor's hold-off runs waits, and is told at its end, even if it is over by
//! then. What is silent when a rule begins, or when a sensor is seen first, is no news.

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

/// The sensors that the rule is about; one that it names is watched though nothing ever came from
/// it.
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
    // Where sensors are is not for everybody who reads the feed.
    let aside = match failing.as_slice() {
        [] => String::new(),
        lines => format!("; inputs that cannot be read: {}", lines.join("; ")),
    };
    let sensors: Vec<Value> = events
        .iter()
        .map(|Event { sensor, kind, since, heard }| {
            json!({ "sensor": wording::exact(sensor), "state": kind, "since": since, "heard": heard })
        })
        .collect();
    Told {
        title: wording::list(&titles, total, ", "),
        summary: wording::list(&sentences, total, "; "),
        aside,
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

#[cfg(test)]
mod tests {
    use super::super::Alert;
    use super::super::runs::{HOUR, NOON, Runs, Sight, titles};

    const RULE: &str = "[[alert]]\nname = 'a'\non = 'silent'\nfeed = true";

    fn run(runs: &mut Runs, now: i64, sensors: &[(&str, Option<i64>)]) -> Vec<Alert> {
        runs.run(now, &Sight { sensors, ..Sight::default() })
    }

    /// The titles of a run some hours after noon, with the hour at which the sensor was heard last.
    fn told(runs: &mut Runs, hour: i64, heard: i64) -> Vec<String> {
        let alerts = run(runs, NOON + hour * HOUR, &[("north", Some(NOON + heard * HOUR))]);
        alerts.into_iter().map(|alert| alert.title).collect()
    }

    #[test]
    fn a_silence_is_told_once_and_its_end_once() {
        let mut runs = Runs::new(RULE);
        for (hour, heard, expected) in [
            (0, -1, ""),
            (10, -1, ""),
            (11, -1, "sensor north is silent"),
            (12, -1, ""),
            (40, -1, ""),
            (41, 40, "sensor north is heard again"),
            (42, 40, ""),
            (52, 40, "sensor north is silent"),
        ] {
            let told = told(&mut runs, hour, heard).join("");
            assert_eq!(told, expected, "{hour}");
        }
    }

    #[test]
    fn what_is_silent_at_first_sight_is_no_news() {
        let mut runs = Runs::new(RULE);
        for (hour, heard) in [(0, -999), (20, -999), (21, 21), (22, 21)] {
            assert_eq!(told(&mut runs, hour, heard), [""; 0], "{hour}");
        }
        assert_eq!(told(&mut runs, 33, 21), ["sensor north is silent"]);
        // A sensor that joins with an old log.
        let sensors = [("north", Some(NOON + 34 * HOUR)), ("old", Some(0))];
        let alerts = run(&mut runs, NOON + 34 * HOUR, &sensors);
        assert_eq!(titles(&alerts), ["sensor north is heard again"]);
    }

    #[test]
    fn events_that_come_late_do_not_end_a_silence() {
        let mut runs = Runs::new(RULE);
        told(&mut runs, 0, 0);
        assert_eq!(told(&mut runs, 12, 0), ["sensor north is silent"]);
        for (hour, heard) in [(20, 3), (21, 4)] {
            assert_eq!(told(&mut runs, hour, heard), [""; 0]);
        }
    }

    #[test]
    fn the_hold_off_is_that_of_the_sensor() {
        let mut runs = Runs::new(&format!("{RULE}\nafter = '1h'"));
        let at = |hours: i64| NOON + hours * HOUR;
        run(&mut runs, at(0), &[("a", Some(at(0))), ("b", Some(at(0)))]);
        for (hour, a, b, expected) in [
            (1, 0, 1, vec!["sensor a is silent"]),
            (2, 2, 1, vec!["sensor a is heard again, sensor b is silent"]),
            (3, 2, 3, vec!["sensor b is heard again"]),
            (4, 4, 4, vec![]),
            (5, 4, 5, vec![]),
            (7, 4, 7, vec!["sensor a was silent, sensor a is silent"]),
        ] {
            let alerts = run(&mut runs, at(hour), &[("a", Some(at(a))), ("b", Some(at(b)))]);
            assert_eq!(titles(&alerts), expected, "{hour}");
        }
    }

    #[test]
    fn a_sensor_that_is_named_is_missed_though_it_never_came() {
        let mut runs = Runs::new(&format!("{RULE}\nsensor = 'north'"));
        let others = [("south", Some(0))];
        assert_eq!(run(&mut runs, NOON, &others), []);
        assert_eq!(run(&mut runs, NOON + 11 * HOUR, &others), []);
        let alerts = run(&mut runs, NOON + 12 * HOUR, &others);
        assert_eq!(titles(&alerts), ["sensor north is silent"]);
        assert_eq!(alerts[0].details["sensors"][0]["since"], NOON);
    }

    #[test]
    fn a_sensor_whose_clock_is_ahead_falls_silent_too() {
        let mut runs = Runs::new(RULE);
        assert_eq!(told(&mut runs, 0, 9_999), [""; 0]);
        assert_eq!(told(&mut runs, 12, 9_999), ["sensor north is silent"]);
    }

    #[test]
    fn inputs_that_fail_are_told_with_it() {
        let mut runs = Runs::new(RULE);
        told(&mut runs, 0, 0);
        let failing = ["ssh://pot@198.51.100.7/: connection refused".to_owned()];
        let sensors = [("north", Some(NOON))];
        let sight = Sight { sensors: &sensors, failing: &failing, ..Sight::default() };
        let alerts = runs.run(NOON + 13 * HOUR, &sight);
        assert_eq!(
            alerts[0].summary,
            "nothing from sensor north since 2017-03-01 12:00:00 UTC, for 13 hours; inputs that \
             cannot be read: ssh://pot@198.51.100.7/: connection refused"
        );
        assert_eq!(alerts[0].details["failing"][0], failing[0].as_str());
        let feed = format!("{:?}", runs.state.recent("home"));
        assert!(feed.contains("nothing from sensor north") && !feed.contains("ssh:"), "{feed}");
    }
}
