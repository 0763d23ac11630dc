//! Runs of the publisher as tests play them. Between two runs the state is written and read back,
//! as postcard and as JSON.

use std::collections::BTreeMap;

use super::rule::{self, Rule};
use super::state::State;
use super::{Alert, Hour, Name, Seen, judge};

/// Noon of a day, and a whole hour.
pub(super) const NOON: i64 = 1_488_369_600;

pub(super) const HOUR: i64 = 3_600;

/// Rules, and what they remember.
pub(super) struct Runs {
    pub(super) rules: Vec<Rule>,
    pub(super) state: State,
}

/// What a run sees.
#[derive(Default)]
pub(super) struct Sight<'a> {
    pub(super) targets: &'a [Name<'a>],
    pub(super) hasshes: &'a [Name<'a>],
    pub(super) hours: &'a [Hour],
    pub(super) sensors: &'a [(&'a str, Option<i64>)],
    pub(super) failing: &'a [String],
}

impl Runs {
    /// No run yet, of rules as they stand in a configuration.
    pub(super) fn new(rules: &str) -> Self {
        #[derive(serde::Deserialize)]
        struct Config {
            alert: Vec<Rule>,
        }
        let config: Config = toml::from_str(rules).unwrap();
        rule::check_all(&config.alert).unwrap();
        Self { rules: config.alert, state: State::default() }
    }

    /// A run, and what it tells.
    pub(super) fn run(&mut self, now: i64, sight: &Sight<'_>) -> Vec<Alert> {
        let sensors: BTreeMap<String, Option<i64>> =
            sight.sensors.iter().map(|(name, latest)| ((*name).to_owned(), *latest)).collect();
        let seen = Seen {
            site: "home",
            title: "My honeypot",
            now,
            targets: sight.targets,
            hasshes: sight.hasshes,
            hours: sight.hours,
            sensors: &sensors,
            failing: sight.failing,
            url: Some("https://example.org/honeypot/"),
        };
        let alerts = judge(&self.rules, &seen, &mut self.state);
        self.write_and_read();
        alerts
    }

    /// What waits for its command to succeed, oldest first.
    pub(super) fn pending(&self) -> Vec<Alert> {
        let queue = self.state.queue.iter();
        queue.map(|queued| serde_json::from_str(&queued.alert).unwrap()).collect()
    }

    fn write_and_read(&mut self) {
        let written = postcard::to_stdvec(&self.state).unwrap();
        assert_eq!(postcard::from_bytes::<State>(&written).unwrap(), self.state);
        let written = serde_json::to_string(&self.state).unwrap();
        let read: State = serde_json::from_str(&written).unwrap();
        assert_eq!(read, self.state);
        self.state = read;
    }
}

/// A name that came once.
pub(super) fn name(name: &str, first: i64) -> Name<'_> {
    Name { name, first, count: 1, source: "192.0.2.1" }
}

/// The titles of alerts.
pub(super) fn titles(alerts: &[Alert]) -> Vec<&str> {
    alerts.iter().map(|alert| alert.title.as_str()).collect()
}
