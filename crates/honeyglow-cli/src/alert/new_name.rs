//! Rules on names that nobody came with before: targets and client fingerprints.
//!
//! A name is news if it is unknown and its first event lies after the rule began: the history of a
//! log that is read later teaches, and tells nothing. Each name is told once; what comes while the
//! hold-off runs waits, and is told in one alert at its end.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::known::Met;
use super::wording;
use super::{Moment, Run, Told, is_over, number};
use crate::terminal::{counted, thousands};

/// The most names that an alert lists; the others are counted. A person reads no more, and it
/// bounds what waits.
const MOST_WAITING: usize = 50;

/// The names that a summary tells in full.
const MOST_IN_SUMMARY: usize = 5;

/// What a rule on new names remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Memory {
    told_at: Option<i64>,
    waiting: Vec<Waiting>,
    /// New names beyond those that wait.
    more: u64,
}

/// A new name that is not yet told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Waiting {
    hash: u64,
    name: String,
    first: i64,
    count: u64,
    source: String,
}

impl Memory {
    /// Takes a run's names in; gives what is to be told now. The noun is what a name is called.
    pub(super) fn step(&mut self, moment: &Moment, met: &[Met<'_>], noun: &str) -> Option<Told> {
        for met in met {
            self.meet(moment, met);
        }
        if self.waiting.is_empty() || !is_over(self.told_at, moment) {
            return None;
        }
        self.told_at = Some(moment.now);
        let waiting = std::mem::take(&mut self.waiting);
        Some(told(&waiting, std::mem::take(&mut self.more), noun))
    }

    fn meet(&mut self, moment: &Moment, met: &Met<'_>) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.hash == met.hash) {
            waiting.count = waiting.count.saturating_add(met.name.count);
            return;
        }
        let is_news = met.is_new && moment.run == Run::Later && met.name.first >= moment.since;
        if !is_news {
            return;
        }
        if self.waiting.len() == MOST_WAITING {
            self.more = self.more.saturating_add(1);
            return;
        }
        self.waiting.push(Waiting {
            hash: met.hash,
            name: wording::exact(met.name.name),
            first: met.name.first,
            count: met.name.count,
            source: wording::exact(met.name.source),
        });
    }
}

fn told(waiting: &[Waiting], more: u64, noun: &str) -> Told {
    let total = u64::try_from(waiting.len()).unwrap_or(u64::MAX).saturating_add(more);
    let shown: Vec<String> = waiting.iter().map(|one| wording::shown(&one.name)).collect();
    let title = match shown.as_slice() {
        [only] if total == 1 => format!("new {noun} {only}"),
        _ => format!("{} new {noun}s: {}", thousands(total), wording::list(&shown, total, ", ")),
    };
    let mut sentences: Vec<String> = waiting.iter().take(MOST_IN_SUMMARY).map(sentence).collect();
    let rest = total.saturating_sub(u64::try_from(sentences.len()).unwrap_or(u64::MAX));
    if rest > 0 {
        sentences.push(format!("{} more", thousands(rest)));
    }
    let names: Vec<serde_json::Value> = waiting
        .iter()
        .map(|Waiting { name, first, count, source, .. }| {
            json!({ "name": name, "first": first, "count": count, "source": source })
        })
        .collect();
    Told {
        title,
        summary: sentences.join("; "),
        aside: String::new(),
        details: json!({ "names": names, "more": more }),
        number: number(
            waiting.iter().flat_map(|one| [one.name.as_bytes().to_vec(), bytes(one.first)]),
        ),
    }
}

fn bytes(time: i64) -> Vec<u8> {
    time.to_le_bytes().to_vec()
}

fn sentence(waiting: &Waiting) -> String {
    format!(
        "{}, first from {} at {}, {}",
        wording::shown(&waiting.name),
        wording::shown(&waiting.source),
        wording::time(waiting.first),
        counted(waiting.count, "event")
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::runs::{HOUR, NOON, Runs, Sight, name, titles};
    use super::super::{Alert, Name};
    use super::*;

    const RULE: &str = "[[alert]]\nname = 'mail'\non = 'new-target'\nfeed = true";

    fn targets(runs: &mut Runs, now: i64, targets: &[Name<'_>]) -> Vec<Alert> {
        runs.run(now, &Sight { targets, ..Sight::default() })
    }

    fn names_of(alert: &Alert) -> Vec<String> {
        let names = alert.details["names"].as_array().unwrap();
        names.iter().map(|name| name["name"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_first_run_learns_and_later_ones_tell_what_is_new() {
        let mut runs = Runs::new(RULE);
        let old = [name("a:25", NOON - 9), name("b:25", NOON + 9)];
        assert_eq!(targets(&mut runs, NOON, &old), []);
        let now = NOON + HOUR;
        let told = targets(&mut runs, now, &[name("a:25", now - 5), name("c:25", now - 5)]);
        assert_eq!(titles(&told), ["new target c:25"]);
        assert_eq!(
            told[0].summary,
            "c:25, first from 192.0.2.1 at 2017-03-01 12:59:55 UTC, 1 event"
        );
        assert_eq!(targets(&mut runs, now + 9 * HOUR, &[name("c:25", now + 5)]), []);
    }

    #[test]
    fn history_that_is_read_later_tells_nothing() {
        let mut runs = Runs::new(RULE);
        targets(&mut runs, NOON, &[]);
        let late = [name("old:25", NOON - 86_400), name("new:25", NOON)];
        assert_eq!(titles(&targets(&mut runs, NOON + HOUR, &late)), ["new target new:25"]);
        assert_eq!(targets(&mut runs, NOON + 9 * HOUR, &[name("old:25", NOON + 8 * HOUR)]), []);
    }

    #[test]
    fn what_comes_during_the_hold_off_is_told_at_its_end() {
        let mut runs = Runs::new(RULE);
        targets(&mut runs, NOON, &[]);
        let at = |hours: i64| NOON + hours * HOUR;
        assert_eq!(targets(&mut runs, at(1), &[name("a", at(1))]).len(), 1);
        assert_eq!(targets(&mut runs, at(2), &[name("b", at(2)), name("c", at(2) - 1)]), []);
        assert_eq!(targets(&mut runs, at(6), &[name("b", at(6))]), []);
        let told = targets(&mut runs, at(7), &[]);
        assert_eq!(titles(&told), ["2 new targets: c, b"]);
        assert_eq!(told[0].details["names"][1]["count"], 2);
    }

    #[test]
    fn many_names_are_counted_and_a_few_listed() {
        let mut runs = Runs::new(RULE);
        targets(&mut runs, NOON, &[]);
        let many: Vec<String> = (0..1_234).map(|number| format!("t{number:04}")).collect();
        let many: Vec<Name<'_>> = many.iter().map(|text| name(text, NOON)).collect();
        let told = targets(&mut runs, NOON + HOUR, &many);
        assert_eq!(titles(&told), ["1,234 new targets: t0000, t0001, t0002 and 1,231 more"]);
        assert_eq!((names_of(&told[0]).len(), &told[0].details["more"]), (50, &json!(1_184)));
        assert!(told[0].summary.ends_with("; 1,229 more"), "{}", told[0].summary);
    }

    #[test]
    fn a_rule_that_comes_later_knows_what_the_site_knows() {
        let mut runs = Runs::new("alert = []");
        targets(&mut runs, NOON, &[name("a", NOON)]);
        runs.rules = Runs::new(RULE).rules;
        targets(&mut runs, NOON + HOUR, &[]);
        let now = NOON + 2 * HOUR;
        let told = targets(&mut runs, now, &[name("a", now), name("b", now)]);
        assert_eq!(titles(&told), ["new target b"]);
    }

    #[test]
    fn a_clock_that_was_ahead_does_not_silence_a_rule() {
        let mut runs = Runs::new(RULE);
        let ahead = NOON + 9_999 * HOUR;
        targets(&mut runs, ahead, &[]);
        targets(&mut runs, ahead + HOUR, &[name("a", ahead)]);
        let told = targets(&mut runs, NOON, &[name("b", NOON)]);
        assert_eq!(titles(&told), ["new target b"]);
    }

    #[test]
    fn fingerprints_have_their_own_memory() {
        let mut runs = Runs::new("[[alert]]\nname = 'a'\non = 'new-hassh'\nfeed = true");
        let both = [name("ec7378c1a92f5a8dde7e8b7a1ddf33d1", NOON)];
        runs.run(NOON, &Sight { targets: &both, ..Sight::default() });
        let told = runs.run(NOON + HOUR, &Sight { hasshes: &both, ..Sight::default() });
        assert_eq!(titles(&told), ["new HASSH ec7378c1a92f5a8dde7e8b7a1ddf33d1"]);
    }

    /// A run: hours since the one before, and names with how long ago they came first.
    type Step = (i64, Vec<(u8, i64)>);

    fn step() -> impl Strategy<Value = Step> {
        (0..9_i64, proptest::collection::vec((0..30_u8, 0..3 * HOUR), 0..6))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_new_name_is_told_once_or_waits(steps in proptest::collection::vec(step(), 1..25)) {
            let mut runs = Runs::new(
                "[[alert]]\nname = 'slow'\non = 'new-target'\nfeed = true\n\
                 [[alert]]\nname = 'fast'\non = 'new-target'\nfeed = true\nhold-off = '0s'",
            );
            let mut told: Vec<(String, i64, String)> = Vec::new();
            let mut known = std::collections::BTreeSet::new();
            let mut expected = Vec::new();
            let mut now = NOON;
            let began = NOON + steps[0].0 * HOUR;
            for (index, (hours, names)) in steps.iter().enumerate() {
                now += hours * HOUR;
                let texts: Vec<(String, i64)> =
                    names.iter().map(|(name, ago)| (format!("t{name}"), now - ago)).collect();
                for (text, _) in &texts {
                    let times = texts.iter().filter(|(other, _)| other == text);
                    let first = times.map(|(_, first)| *first).min().unwrap_or_default();
                    if known.insert(text.clone()) && index > 0 && first >= began {
                        expected.push(text.clone());
                    }
                }
                let names: Vec<Name<'_>> =
                    texts.iter().map(|(text, first)| name(text, *first)).collect();
                for alert in targets(&mut runs, now, &names) {
                    told.extend(names_of(&alert).into_iter().map(|name| {
                        (alert.rule.clone(), alert.time, name)
                    }));
                }
            }
            // What still waits is told when the hold-off is over.
            for alert in targets(&mut runs, now + 6 * HOUR, &[]) {
                told.extend(
                    names_of(&alert).into_iter().map(|name| (alert.rule.clone(), alert.time, name)),
                );
            }
            expected.sort();
            for rule in ["slow", "fast"] {
                let of_rule = told.iter().filter(|(own, _, _)| own == rule);
                let mut names: Vec<String> =
                    of_rule.clone().map(|(_, _, name)| name.clone()).collect();
                names.sort();
                prop_assert_eq!(&names, &expected, "{}", rule);
                let mut times: Vec<i64> = of_rule.map(|(_, time, _)| *time).collect();
                times.dedup();
                let hold_off = if rule == "slow" { 6 * HOUR } else { 0 };
                prop_assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= hold_off));
            }
        }
    }
}
