//! Rules on hours with far more tunnel requests than usual; [`usual`](super::usual) says what that
//! is.
//!
//! Hours in a row that are spikes, are one spike, and told once.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rule::Rule;
use super::usual::{HOUR, Limit, Series, floor};
use super::{Hour, Moment, Run, Told, is_over, number, wording};
use crate::terminal::{counted, thousands};

/// How far back hours are judged that nobody judged before: a run may have been missed, and a
/// sensor may send late.
const MOST_BACK: i64 = 48;

/// The most spikes that wait for the end of a hold-off: two days of every other hour.
const MOST_WAITING: usize = 24;

/// What a rule on spikes remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Memory {
    told_at: Option<i64>,
    /// Hours that are spikes and need no more telling, or wait already.
    done: Vec<i64>,
    waiting: Vec<Spike>,
    /// Spikes beyond those that wait.
    more: u64,
}

/// Hours in a row that are spikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Spike {
    start: i64,
    /// When its last hour ends.
    end: i64,
    /// The most requests of an hour.
    most: u64,
    /// The median of the hours before its first.
    usual: u64,
    /// The fewest requests that would have been a spike.
    threshold: u64,
}

impl Memory {
    /// Takes the hours in; gives what is to be told now.
    pub(super) fn step(&mut self, moment: &Moment, rule: &Rule, hours: &[Hour]) -> Option<Told> {
        let series = Series::new(hours);
        let current = floor(moment.now);
        let back = current.saturating_sub(MOST_BACK * HOUR);
        self.done.retain(|hour| *hour >= back);
        for (start, count) in series.between(back.max(floor(moment.since)), current) {
            if let Some(limit) = series.limit(start, rule)
                && count >= limit.threshold
            {
                self.rise(moment, Spike::new(start, count, limit));
            }
        }
        if self.waiting.is_empty() || !is_over(self.told_at, moment) {
            return None;
        }
        self.told_at = Some(moment.now);
        let waiting = std::mem::take(&mut self.waiting);
        Some(told(&waiting, std::mem::take(&mut self.more)))
    }

    /// An hour is above the threshold: one that was told, one that goes on, or a new spike.
    fn rise(&mut self, moment: &Moment, hour: Spike) {
        let touches = |spike: &&mut Spike| spike.start <= hour.end && hour.start <= spike.end;
        let is_near = |done: &i64| done.abs_diff(hour.start) <= HOUR.unsigned_abs();
        if let Some(spike) = self.waiting.iter_mut().find(touches) {
            spike.start = spike.start.min(hour.start);
            spike.end = spike.end.max(hour.end);
            spike.most = spike.most.max(hour.most);
        } else if moment.run == Run::First || self.done.iter().any(is_near) {
            // Nothing to tell: it was there before the rule, or it was told.
        } else if self.waiting.len() == MOST_WAITING {
            self.more = self.more.saturating_add(1);
        } else {
            self.waiting.push(hour);
        }
        if !self.done.contains(&hour.start) {
            self.done.push(hour.start);
        }
    }
}

impl Spike {
    /// A spike of one hour.
    fn new(start: i64, count: u64, limit: Limit) -> Self {
        let Limit { usual, threshold } = limit;
        Self { start, end: start.saturating_add(HOUR), most: count, usual, threshold }
    }
}

fn told(waiting: &[Spike], more: u64) -> Told {
    let total = u64::try_from(waiting.len()).unwrap_or(u64::MAX).saturating_add(more);
    let sentences: Vec<String> = waiting.iter().map(sentence).collect();
    let most = waiting.iter().max_by_key(|spike| spike.most);
    let title = most.map_or_else(String::new, |spike| {
        let (most, usual) = (counted(spike.most, "tunnel request"), thousands(spike.usual));
        let among =
            if total == 1 { String::new() } else { format!("{total} spikes, the highest ") };
        format!("{among}{most} in an hour, usually {usual}")
    });
    let spikes: Vec<serde_json::Value> = waiting
        .iter()
        .map(|Spike { start, end, most, usual, threshold }| {
            json!({ "start": start, "end": end, "most": most, "usual": usual, "threshold": threshold })
        })
        .collect();
    Told {
        title,
        summary: wording::list(&sentences, total, "; "),
        aside: String::new(),
        details: json!({ "spikes": spikes, "more": more }),
        number: number(waiting.iter().map(|spike| spike.start.to_le_bytes())),
    }
}

fn sentence(spike: &Spike) -> String {
    let Spike { start, end, most, usual, threshold } = spike;
    format!(
        "{} to {}: {} in an hour; usual are {}, a spike starts at {}",
        wording::time(*start),
        wording::time(*end),
        counted(*most, "tunnel request"),
        thousands(*usual),
        thousands(*threshold)
    )
}

#[cfg(test)]
mod tests {
    use super::super::Alert;
    use super::super::runs::{NOON, Runs, Sight, titles};
    use super::*;

    const RULE: &str = "[[alert]]\nname = 'a'\non = 'spike'\nfeed = true";

    /// Hours in a row, of which the last begins at a time.
    fn until(last: i64, counts: &[u64]) -> Vec<Hour> {
        let length = i64::try_from(counts.len()).unwrap();
        let first = last - (length - 1) * HOUR;
        (0..)
            .zip(counts)
            .map(|(index, count)| Hour { start: first + index * HOUR, count: *count })
            .collect()
    }

    fn run(runs: &mut Runs, now: i64, counts: &[u64]) -> Vec<Alert> {
        let hours = until(floor(now), counts);
        runs.run(now, &Sight { hours: &hours, ..Sight::default() })
    }

    /// What is told ten minutes after the hour, when the last complete hour had the last of these
    /// counts.
    fn told_of(counts: &[u64]) -> Vec<String> {
        let mut runs = Runs::new(RULE);
        assert_eq!(run(&mut runs, NOON, &counts[..counts.len() - 1]), []);
        let counts = [counts, &[0]].concat();
        let alerts = run(&mut runs, NOON + HOUR + 600, &counts);
        alerts.into_iter().map(|alert| alert.title).collect()
    }

    /// The same again and again, then one more.
    fn after(usual: &[u64], times: usize, last: u64) -> Vec<u64> {
        [usual.repeat(times), vec![last]].concat()
    }

    #[test]
    fn what_is_a_spike_and_what_is_none() {
        let told = |text: &str| vec![text.to_owned()];
        for (name, counts, expected) in [
            ("quiet, few", after(&[0], 48, 49), vec![]),
            ("quiet, many", after(&[0], 48, 50), told("50 tunnel requests in an hour, usually 0")),
            ("three times", after(&[95, 100, 105], 30, 300), vec![]),
            (
                "above three times",
                after(&[95, 100, 105], 30, 301),
                told("301 tunnel requests in an hour, usually 100"),
            ),
            ("a history too short", after(&[0], 23, 1_000), vec![]),
            (
                "one that is long enough",
                after(&[0], 24, 1_000),
                told("1,000 tunnel requests in an hour, usually 0"),
            ),
            // Median 10, MAD 9: five times the usual hour is nothing where hours differ so much.
            ("restless", after(&[1, 2, 10, 60, 90], 20, 50), vec![]),
            // More than half of the hours are alike, and yet the others are usual.
            ("busy by day", after(&[0, 0, 300], 60, 320), vec![]),
            (
                "busier than by day",
                after(&[0, 0, 300], 60, 3_000),
                told("3,000 tunnel requests in an hour, usually 0"),
            ),
        ] {
            assert_eq!(told_of(&counts), expected, "{name}");
        }
    }

    #[test]
    fn a_spike_of_last_week_hides_none_of_today() {
        let mut counts = vec![100; 200];
        counts[40] = 1_000_000;
        counts.push(400);
        assert_eq!(told_of(&counts), ["400 tunnel requests in an hour, usually 100"]);
    }

    #[test]
    fn hours_that_are_missing_had_no_requests() {
        let mut runs = Runs::new(RULE);
        let hours = [NOON - 30 * HOUR, NOON].map(|start| Hour { start, count: 70 });
        runs.run(NOON - 29 * HOUR, &Sight::default());
        let alerts = runs.run(NOON + 60, &Sight { hours: &hours, ..Sight::default() });
        assert_eq!(titles(&alerts), ["70 tunnel requests in an hour, usually 0"]);
    }

    #[test]
    fn an_hour_that_is_not_over_may_be_a_spike_and_is_told_once() {
        let mut runs = Runs::new(RULE);
        let quiet = vec![1; 200];
        run(&mut runs, NOON, &quiet);
        let counts = [quiet.as_slice(), &[80]].concat();
        let alerts = run(&mut runs, NOON + HOUR + 600, &counts);
        assert_eq!(titles(&alerts), ["80 tunnel requests in an hour, usually 1"]);
        let counts = [quiet.as_slice(), &[500, 0]].concat();
        assert_eq!(run(&mut runs, NOON + 9 * HOUR, &[counts, vec![0; 7]].concat()), []);
    }

    #[test]
    fn a_spike_of_many_hours_is_told_once() {
        let mut runs =
            Runs::new("[[alert]]\nname = 'a'\non = 'spike'\nfeed = true\nhold-off = '0s'");
        let mut counts = vec![1; 200];
        run(&mut runs, NOON, &counts);
        let mut told = Vec::new();
        for (index, count) in (1..).zip([500, 600, 700, 0, 0, 900, 0]) {
            counts.push(count);
            let alerts = run(&mut runs, NOON + index * HOUR + 600, &counts);
            told.extend(alerts.into_iter().map(|alert| (index, alert.title)));
        }
        let title = |most: u64| format!("{most} tunnel requests in an hour, usually 1");
        assert_eq!(told, [(1, title(500)), (6, title(900))]);
    }

    #[test]
    fn spikes_during_the_hold_off_are_told_at_its_end() {
        let mut runs = Runs::new(RULE);
        let mut counts = vec![1; 200];
        run(&mut runs, NOON, &counts);
        let mut told = Vec::new();
        for (index, count) in (1..).zip([500, 0, 600, 700, 0, 800, 0, 0]) {
            counts.push(count);
            told.extend(run(&mut runs, NOON + index * HOUR, &counts));
        }
        assert_eq!(
            titles(&told),
            [
                "500 tunnel requests in an hour, usually 1",
                "2 spikes, the highest 800 tunnel requests in an hour, usually 1"
            ]
        );
        assert_eq!(told[1].time, NOON + 7 * HOUR);
        assert_eq!(
            told[1].details["spikes"][0],
            json!({
                "start": NOON + 3 * HOUR, "end": NOON + 5 * HOUR,
                "most": 700, "usual": 1, "threshold": 50
            })
        );
    }

    #[test]
    fn missed_runs_and_late_lines_are_made_up_for() {
        let mut runs = Runs::new(RULE);
        let mut counts = vec![1; 200];
        run(&mut runs, NOON, &counts);
        counts.extend([0, 0, 900, 0, 0, 0, 0, 0, 0, 0]);
        let alerts = run(&mut runs, NOON + 10 * HOUR, &counts);
        assert_eq!(titles(&alerts), ["900 tunnel requests in an hour, usually 1"]);
        // Lines of an hour long gone come in.
        counts[206] = 700;
        counts.extend(vec![0; 10]);
        let alerts = run(&mut runs, NOON + 20 * HOUR, &counts);
        assert_eq!(titles(&alerts), ["700 tunnel requests in an hour, usually 1"]);
    }

    #[test]
    fn spikes_from_before_the_rule_are_no_news() {
        let mut runs = Runs::new(RULE);
        let mut counts = vec![1; 200];
        counts.extend([900, 0, 900]);
        assert_eq!(run(&mut runs, NOON + 60, &counts), []);
        counts.push(900);
        assert_eq!(run(&mut runs, NOON + HOUR, &counts), []);
    }

    #[test]
    fn counts_without_bounds_are_borne() {
        let mut runs = Runs::new(RULE);
        run(&mut runs, NOON, &[u64::MAX; 40]);
        assert_eq!(run(&mut runs, NOON + HOUR, &[u64::MAX; 41]), []);
        let hours = [Hour { start: i64::MIN, count: 1 }, Hour { start: i64::MAX, count: 1 }];
        assert_eq!(runs.run(NOON, &Sight { hours: &hours, ..Sight::default() }), []);
    }
}
