//! Alerts: what the rules `[[alert]]` of the configuration have to tell about a run of the
//! publisher.
//!
//! [`judge`] looks at what a run has read and at what is remembered, and says what is new; it has
//! no clock and starts nothing. [`deliver`] runs the commands. Between the two, an alert waits in
//! the [`State`](state::State), which the publisher keeps: a run that is killed after it has saved
//! the state tells on the next run, rather than never.
//!
//! Every name in an alert was chosen by an intruder. Titles and summaries are made visible and cut;
//! the JSON that a command reads is ASCII with escapes.

mod child;
pub(crate) mod deliver;
#[cfg(test)]
mod document;
mod known;
mod new_name;
pub(crate) mod rule;
#[cfg(test)]
mod runs;
mod silence;
mod spike;
pub(crate) mod state;
mod usual;
mod wording;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;

use rule::{On, Rule, Seconds};
use state::{Memory, State};

/// What a run has seen of one site, as it is published: names that must not be told are gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    /// The site's name.
    pub(crate) site: &'a str,
    /// What people call it.
    pub(crate) title: &'a str,
    /// When the run began, in seconds since 1970 UTC.
    pub(crate) now: i64,
    /// The targets of all events that this run has read.
    pub(crate) targets: &'a [Name<'a>],
    /// The client fingerprints of all events that this run has read.
    pub(crate) hasshes: &'a [Name<'a>],
    /// Tunnel requests by the hour, up to 15 days; hours that are missing had none.
    pub(crate) hours: &'a [Hour],
    /// By the name of the sensor the time of its latest event, in seconds since 1970 UTC.
    pub(crate) sensors: &'a BTreeMap<String, Option<i64>>,
    /// Inputs that could not be read, a line each.
    pub(crate) failing: &'a [String],
    /// Where the site's pages are.
    pub(crate) url: Option<&'a str>,
}

/// A name of an intruder's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// When it was met first in this run's events, in seconds since 1970 UTC.
    pub(crate) first: i64,
    /// How many of this run's events have it.
    pub(crate) count: u64,
    /// Who came with it first.
    pub(crate) source: &'a str,
}

/// An hour and its tunnel requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hour {
    /// When it begins, in seconds since 1970 UTC.
    pub(crate) start: i64,
    /// How many requests.
    pub(crate) count: u64,
}

/// Something to be told. Its fields are what a command reads as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alert {
    /// The same if the same is told again: site, rule, kind, and a number made of what happened.
    pub(crate) id: String,
    /// The rule's name.
    pub(crate) rule: String,
    /// The site's name.
    pub(crate) site: String,
    /// What people call the site.
    pub(crate) site_title: String,
    /// Where the site's pages are.
    pub(crate) url: Option<String>,
    /// The kind of rule.
    pub(crate) on: On,
    /// When it was judged, in seconds since 1970 UTC.
    pub(crate) time: i64,
    /// One short line for people.
    pub(crate) title: String,
    /// One longer line for people.
    pub(crate) summary: String,
    /// The same for programs, by the kind of rule; names are exact, or cut with `…`.
    pub(crate) details: serde_json::Value,
}

impl Alert {
    /// The alert as one line of JSON in ASCII, with its end of line.
    pub(crate) fn line(&self) -> Result<String, serde_json::Error> {
        let json = serde_json::to_string(self)?;
        let mut line = String::with_capacity(json.len() + 1);
        for character in json.chars() {
            match character {
                ' '..='~' => line.push(character),
                // Outside of ASCII there are only parts of strings, which may be written so.
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        // Writing to a String cannot fail.
                        let _ = write!(line, "\\u{unit:04x}");
                    }
                }
            }
        }
        line.push('\n');
        Ok(line)
    }
}

/// What a rule has to tell: an alert without its head.
struct Told {
    title: String,
    summary: String,
    /// What the summary says besides to the operator alone, or nothing.
    aside: String,
    details: serde_json::Value,
    /// Stands for what happened.
    number: u64,
}

/// When a rule is judged.
#[derive(Clone, Copy, Debug)]
struct Moment {
    now: i64,
    /// When the rule began.
    since: i64,
    run: Run,
    hold_off: Seconds,
}

/// A rule's first run only learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    First,
    Later,
}

/// What the rules have to tell. It is remembered as told, and waits in the state for those rules
/// that have a command.
///
/// To be called once a run for each site, also where there is no rule: what is known by then is
/// known to the first rule. The rules are all of the configuration.
pub(crate) fn judge(rules: &[Rule], seen: &Seen<'_>, state: &mut State) -> Vec<Alert> {
    let (key, site) = state.site(seen.site);
    let targets = site.targets.learn(&key, seen.targets);
    let hasshes = site.hasshes.learn(&key, seen.hasshes);
    let rules: Vec<&Rule> = rules.iter().filter(|rule| rule.is_about(seen.site)).collect();
    site.retain(&rules);
    let mut alerts = Vec::new();
    for rule in rules {
        let (moment, memory) = site.begin(rule, seen.now);
        let told = match memory {
            Memory::Target(memory) => memory.step(&moment, &targets, "target"),
            Memory::Hassh(memory) => memory.step(&moment, &hasshes, "HASSH"),
            Memory::Spike(memory) => memory.step(&moment, rule, seen.hours),
            Memory::Silence(memory) => memory.step(&moment, rule, seen),
        };
        if let Some(told) = told {
            let aside = told.aside.clone();
            let mut alert = alert(rule, seen, told);
            site.remember(rule, &alert);
            alert.summary = wording::summary(&(alert.summary + &aside));
            alerts.push((rule, alert));
        }
    }
    for (rule, alert) in &alerts {
        state.queue(rule, alert);
    }
    alerts.into_iter().map(|(_, alert)| alert).collect()
}

fn alert(rule: &Rule, seen: &Seen<'_>, told: Told) -> Alert {
    Alert {
        id: format!("{}/{}/{}/{:016x}", seen.site, rule.name, rule.on, told.number),
        rule: rule.name.clone(),
        site: seen.site.to_owned(),
        site_title: seen.title.to_owned(),
        url: seen.url.map(str::to_owned),
        on: rule.on,
        time: seen.now,
        title: wording::title(&told.title),
        summary: wording::summary(&told.summary),
        details: told.details,
    }
}

/// May something be told again? A time of telling that lies ahead is that of a clock that was
/// wrong.
fn is_over(told_at: Option<i64>, moment: &Moment) -> bool {
    told_at.is_none_or(|told_at| {
        let end = told_at.saturating_add(moment.hold_off.0);
        !(told_at..end).contains(&moment.now)
    })
}

/// A number that stands for these parts in this order, the same in every run and build.
fn number<Part: AsRef<[u8]>>(parts: impl IntoIterator<Item = Part>) -> u64 {
    let hasher = SipHasher24::new();
    parts.into_iter().fold(0, |number: u64, part| {
        let mut bytes = number.to_le_bytes().to_vec();
        bytes.extend_from_slice(part.as_ref());
        hasher.hash(&bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::runs::{HOUR, NOON, Runs, Sight, name, titles};

    #[test]
    fn titles_and_summaries_are_visible_and_cut() {
        let mut runs = Runs::new("[[alert]]\nname = 'a'\non = 'new-target'\nfeed = true");
        runs.run(NOON, &Sight::default());
        let long = format!("a\u{1b}]0;\n\u{202e}{}", "\u{200b}x".repeat(5_000));
        let more: Vec<String> = (0..9).map(|number| format!("{number}{long}")).collect();
        let targets: Vec<_> = more.iter().map(|text| name(text, NOON)).collect();
        let alerts = runs.run(NOON + HOUR, &Sight { targets: &targets, ..Sight::default() });
        let alert = &alerts[0];
        let is_plain = |text: &str| text.chars().all(|letter| matches!(letter, ' '..='~' | '…'));
        assert!(is_plain(&alert.title) && alert.title.chars().count() <= 120, "{}", alert.title);
        assert!(is_plain(&alert.summary) && alert.summary.chars().count() <= 1_000);
        let exact = alert.details["names"][0]["name"].as_str().unwrap();
        assert!(exact.starts_with("0a\u{1b}]0;\n\u{202e}") && exact.chars().count() == 256);
        assert!(alert.line().unwrap().len() < 100_000);
    }

    #[test]
    fn the_same_is_the_same_alert() {
        let alerts = || {
            let mut runs = Runs::new("[[alert]]\nname = 'a'\non = 'new-target'\nfeed = true");
            runs.state.prepare().unwrap();
            runs.run(NOON, &Sight::default());
            let targets = [name("x:25", NOON + 5)];
            runs.run(NOON + HOUR, &Sight { targets: &targets, ..Sight::default() })
        };
        let (once, again) = (alerts(), alerts());
        assert_eq!(once, again);
        assert_eq!(once[0].id, "home/a/new-target/865de4fae5729888");
    }

    #[test]
    fn a_rule_of_another_site_says_nothing() {
        let mut runs = Runs::new(
            "[[alert]]\nname = 'a'\non = 'new-target'\nfeed = true\nsite = 'barn'\n\
             [[alert]]\nname = 'b'\non = 'new-target'\nfeed = true\nsite = 'home'",
        );
        runs.run(NOON, &Sight::default());
        let targets = [name("x:25", NOON + 5)];
        let alerts = runs.run(NOON + HOUR, &Sight { targets: &targets, ..Sight::default() });
        assert_eq!(titles(&alerts), ["new target x:25"]);
        assert_eq!(alerts[0].rule, "b");
    }
}
