//! Rules on hours with far more tunnel requests than usual.
//!
//! An hour is a spike if it has at least `least` requests, more than `factor` times the median of
//! the hours of the 14 days before it, and a modified z-score above 3.5 (Iglewicz and Hoaglin, *How to Detect
//! and Handle Outliers*, 1993): its distance from the median in units of 1.4826 MAD, the median
//! absolute deviation. Median and MAD do not move when a spike of last week is among the hours. Where more than
//! half of the hours are alike, as on a quiet sensor, MAD is 0, and 1.253314 times the mean absolute
//! deviation takes its place: a sensor that is quiet at night and busy by day has no spike each
//! morning. All hours of the day count alike: what comes to a honeypot is automatic and keeps no
//! office hours, and 14 values of one hour of the day are too few.
//!
//! Hours in a row that are spikes, are one spike, and told once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rule::Rule;
use super::{Hour, Moment, Run, Told, is_over, number, wording};
use crate::terminal::{counted, thousands};

const HOUR: i64 = 3_600;

/// What is usual is taken from so many hours: whole weeks, and few enough that a new habit becomes usual.
const MOST_HISTORY: i64 = 14 * 24;

/// With fewer hours before it nothing is called unusual: a day has its course.
const LEAST_HISTORY: usize = 24;

/// How far back hours are judged that nobody judged before: a run may have been missed, and a sensor
/// may send late.
const MOST_BACK: i64 = 48;

/// The score from which on a value is an outlier, as recommended by Iglewicz and Hoaglin.
const OUTLIER: f64 = 3.5;

/// The standard deviation of a normal distribution in units of its MAD: 1 / 0.6745.
const OF_MEDIAN_DEVIATION: f64 = 1.4826;

/// The same in units of its mean absolute deviation: the square root of π / 2.
const OF_MEAN_DEVIATION: f64 = 1.253_314;

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// What hours are usually like.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Usual {
    median: f64,
    /// Three and a half deviations above the median.
    outlier: f64,
}

impl Memory {
    /// Takes the hours in; gives what is to be told now.
    pub(super) fn step(&mut self, moment: &Moment, rule: &Rule, hours: &[Hour]) -> Option<Told> {
        let series = series(hours);
        let current = floor(moment.now);
        let back = current.saturating_sub(MOST_BACK * HOUR);
        self.done.retain(|hour| *hour >= back);
        for (&hour, &count) in series.range(back.max(floor(moment.since))..=current) {
            if let Some((usual, threshold)) = threshold(&series, hour, rule)
                && count >= threshold
            {
                self.rise(
                    moment,
                    Spike { start: hour, end: hour + HOUR, most: count, usual, threshold },
                );
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
        let is_near = |done: &i64| (done - hour.start).abs() <= HOUR;
        if let Some(spike) = self.waiting.iter_mut().find(touches) {
            spike.start = spike.start.min(hour.start);
            spike.end = spike.end.max(hour.end);
            spike.most = spike.most.max(hour.most);
        } else if moment.run == Run::First || self.done.iter().any(is_near) {
            // Nothing to tell: it was there before the rule, or it was told.
        } else if self.waiting.len() == MOST_WAITING {
            self.more = self.more.saturating_add(1);
        } else {
            self.waiting.push(hour.clone());
        }
        if !self.done.contains(&hour.start) {
            self.done.push(hour.start);
        }
    }
}

/// The hours by their start.
fn series(hours: &[Hour]) -> BTreeMap<i64, u64> {
    let mut series = BTreeMap::new();
    for hour in hours {
        let count: &mut u64 = series.entry(floor(hour.start)).or_default();
        *count = count.saturating_add(hour.count);
    }
    series
}

fn floor(time: i64) -> i64 {
    time.saturating_sub(time.rem_euclid(HOUR))
}

/// The usual number of requests, and the fewest that are a spike at this hour.
fn threshold(series: &BTreeMap<i64, u64>, hour: i64, rule: &Rule) -> Option<(u64, u64)> {
    let usual = usual(&before(series, hour))?;
    let above = |limit: f64| whole(limit).saturating_add(1);
    let threshold = above(rule.factor() * usual.median).max(above(usual.outlier)).max(rule.least());
    Some((whole(usual.median), threshold))
}

/// The counts of the hours before one, those without any too.
fn before(series: &BTreeMap<i64, u64>, hour: i64) -> Vec<u64> {
    let Some((&first, _)) = series.first_key_value() else { return Vec::new() };
    let start = first.max(hour.saturating_sub(MOST_HISTORY * HOUR));
    let mut counts: Vec<u64> = series.range(start..hour).map(|(_, count)| *count).collect();
    let all = usize::try_from((hour.saturating_sub(start)) / HOUR).unwrap_or_default();
    counts.resize(all.max(counts.len()), 0);
    counts
}

/// What hours are usually like; nothing if there are too few.
fn usual(counts: &[u64]) -> Option<Usual> {
    if counts.len() < LEAST_HISTORY {
        return None;
    }
    let mut values: Vec<f64> = counts.iter().map(|count| real(*count)).collect();
    let median = median(&mut values);
    let mut distances: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
    let typical = self::median(&mut distances);
    let deviation = if typical > 0.0 {
        OF_MEDIAN_DEVIATION * typical
    } else {
        OF_MEAN_DEVIATION * distances.iter().sum::<f64>() / real(count_of(&distances))
    };
    Some(Usual { median, outlier: median + OUTLIER * deviation })
}

/// The middle of the values, which are sorted.
fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.len().is_multiple_of(2), values.get(middle.wrapping_sub(1)), values.get(middle)) {
        (true, Some(below), Some(above)) => f64::midpoint(*below, *above),
        (_, _, Some(middle)) => *middle,
        _ => 0.0,
    }
}

fn count_of<T>(values: &[T]) -> u64 {
    u64::try_from(values.len()).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "no hour has 2^53 requests")]
fn real(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast to u64 saturates"
)]
fn whole(value: f64) -> u64 {
    value.floor() as u64
}

fn told(waiting: &[Spike], more: u64) -> Told {
    let total = count_of(waiting).saturating_add(more);
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
