//! What is remembered from run to run: which names are known, what was told when, what waits for
//! its command, and what stands in the feeds. All of it is bounded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::known::Known;
use super::rule::{On, Rule};
use super::{Alert, Moment, Run, new_name, silence, spike};

/// The most alerts that wait for their command; the oldest leave. Whoever reads more than that at
/// once reads none.
const MOST_QUEUED: usize = 32;

/// The most alerts in a site's feed; the oldest leave. Readers of feeds come more often than that.
const MOST_RECENT: usize = 50;

/// All that the rules remember. The publisher keeps it, as postcard or JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    /// The key of the hashes.
    salt: Option<[u8; 16]>,
    sites: BTreeMap<String, Site>,
    pub(super) queue: Vec<Queued>,
    /// Alerts that left the queue untold and unmentioned.
    pub(super) lost: u64,
}

/// What is remembered of a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Site {
    pub(super) targets: Known,
    pub(super) hasshes: Known,
    rules: BTreeMap<String, Kept>,
    /// Alerts of the feed as JSON, which postcard can hold whatever their details are; oldest
    /// first.
    recent: Vec<String>,
}

/// What is remembered of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// When it was judged first.
    since: i64,
    memory: Memory,
}

/// By the kind of rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Memory {
    Target(new_name::Memory),
    Hassh(new_name::Memory),
    Spike(spike::Memory),
    Silence(silence::Memory),
}

/// An alert that waits for its command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Queued {
    pub(super) rule: String,
    /// As JSON, see [`Site::recent`].
    pub(super) alert: String,
    /// How often the command has failed.
    pub(super) attempts: u32,
}

impl State {
    /// Gives a new state its salt; one that has it is left alone. To be called before the first
    /// judgement.
    ///
    /// # Errors
    /// The system has no random bytes.
    pub(crate) fn prepare(&mut self) -> Result<(), getrandom::Error> {
        if self.salt.is_none() {
            let mut salt = [0; 16];
            getrandom::fill(&mut salt)?;
            self.salt = Some(salt);
        }
        Ok(())
    }

    /// The alerts of a site that belong in its feed, newest first, without their details and
    /// without what is for the operator alone.
    pub(crate) fn recent(&self, site: &str) -> Vec<Alert> {
        let recent = self.sites.get(site).map(|site| site.recent.as_slice()).unwrap_or_default();
        recent.iter().rev().filter_map(|alert| serde_json::from_str(alert).ok()).collect()
    }

    /// The key of the hashes, and what is remembered of a site.
    pub(super) fn site(&mut self, name: &str) -> ([u8; 16], &mut Site) {
        (self.salt.unwrap_or_default(), self.sites.entry(name.to_owned()).or_default())
    }

    /// Lets an alert wait for the rule's command, if it has one.
    pub(super) fn queue(&mut self, rule: &Rule, alert: &Alert) {
        if rule.command.is_none() {
            return;
        }
        if self.queue.len() >= MOST_QUEUED {
            self.queue.remove(0);
            self.lost = self.lost.saturating_add(1);
        }
        // An alert that cannot be written would be told as lost.
        let Ok(alert) = serde_json::to_string(alert) else {
            self.lost = self.lost.saturating_add(1);
            return;
        };
        self.queue.push(Queued { rule: rule.name.clone(), alert, attempts: 0 });
    }
}

impl Site {
    /// Forgets rules that are gone, or have become rules of another kind.
    pub(super) fn retain(&mut self, rules: &[&Rule]) {
        self.rules.retain(|name, kept| {
            rules.iter().any(|rule| rule.name == *name && kept.memory.is_of(rule.on))
        });
    }

    /// What a rule remembers, and the moment it is judged at.
    pub(super) fn begin(&mut self, rule: &Rule, now: i64) -> (Moment, &mut Memory) {
        let run = if self.rules.contains_key(&rule.name) { Run::Later } else { Run::First };
        let kept = self
            .rules
            .entry(rule.name.clone())
            .or_insert_with(|| Kept { since: now, memory: Memory::new(rule.on) });
        // A rule that began while the clock was ahead would be deaf until then.
        kept.since = kept.since.min(now);
        (Moment { now, since: kept.since, run, hold_off: rule.hold_off() }, &mut kept.memory)
    }

    /// Puts an alert into the feed, if its rule says so.
    pub(super) fn remember(&mut self, rule: &Rule, alert: &Alert) {
        if !rule.feed {
            return;
        }
        let short = Alert { details: serde_json::Value::Null, ..alert.clone() };
        if let Ok(short) = serde_json::to_string(&short) {
            self.recent.push(short);
        }
        self.recent.drain(..self.recent.len().saturating_sub(MOST_RECENT));
    }
}

impl Memory {
    fn new(on: On) -> Self {
        match on {
            On::NewTarget => Self::Target(new_name::Memory::default()),
            On::NewHassh => Self::Hassh(new_name::Memory::default()),
            On::Spike => Self::Spike(spike::Memory::default()),
            On::Silent => Self::Silence(silence::Memory::default()),
        }
    }

    fn is_of(&self, on: On) -> bool {
        matches!(
            (self, on),
            (Self::Target(_), On::NewTarget)
                | (Self::Hassh(_), On::NewHassh)
                | (Self::Spike(_), On::Spike)
                | (Self::Silence(_), On::Silent)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::runs::{HOUR, NOON, Runs, Sight, name};
    use super::*;

    #[test]
    fn a_salt_is_made_once() {
        let (mut one, mut other) = (State::default(), State::default());
        one.prepare().unwrap();
        other.prepare().unwrap();
        assert_ne!(one, other);
        let kept = one.clone();
        one.prepare().unwrap();
        assert_eq!(one, kept);
    }

    #[test]
    fn the_feed_has_the_latest_alerts_of_rules_that_ask_for_it() {
        let mut runs = Runs::new(
            "[[alert]]\nname = 'a'\non = 'new-target'\nfeed = true\nhold-off = '0s'\n\
             [[alert]]\nname = 'b'\non = 'new-target'\ncommand = ['/bin/true']\nhold-off = '0s'",
        );
        runs.run(NOON, &Sight::default());
        for hour in 1..=60 {
            let target = format!("t{hour}");
            let targets = [name(&target, NOON + hour * HOUR)];
            runs.run(NOON + hour * HOUR, &Sight { targets: &targets, ..Sight::default() });
        }
        let recent = runs.state.recent("home");
        let ends = recent.first().zip(recent.last()).unwrap();
        assert_eq!((recent.len(), ends.0.title.as_str()), (50, "new target t60"));
        assert_eq!(ends.1.title, "new target t11");
        assert!(recent.iter().all(|alert| alert.rule == "a"));
        assert_eq!(runs.state.recent("barn"), []);
        assert!(runs.pending().iter().all(|alert| alert.rule == "b"));
    }

    #[test]
    fn a_rule_that_changes_its_kind_begins_anew() {
        let rule =
            |on: &str| Runs::new(&format!("[[alert]]\nname = 'a'\non = '{on}'\nfeed = true"));
        let mut runs = rule("spike");
        runs.run(NOON, &Sight::default());
        runs.rules = rule("new-target").rules;
        let targets = [name("a", NOON + HOUR)];
        let sight = Sight { targets: &targets, ..Sight::default() };
        assert_eq!(runs.run(NOON + HOUR, &sight), []);
        let targets = [name("b", NOON + 2 * HOUR)];
        let sight = Sight { targets: &targets, ..Sight::default() };
        assert_eq!(runs.run(NOON + 2 * HOUR, &sight).len(), 1);
    }
}
