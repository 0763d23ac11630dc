//! What an hour is usually like, and from which count on it is a spike.
//!
//! An hour is a spike if it has at least `least` requests, more than `factor` times the median of
//! the hours of the 14 days before it, and a modified z-score above 3.5 (Iglewicz and Hoaglin, *How
//! to Detect and Handle Outliers*, 1993): its distance from the median in units of 1.4826 MAD, the
//! median absolute deviation. Median and MAD do not move when a spike of last week is among the
//! hours. Where more than half of the hours are alike, as on a quiet sensor, MAD is 0 and says
//! nothing; then the hour must be more than `factor` times the 95th percentile: a sensor that is
//! quiet at night and busy by day has no spike each morning. (The mean deviation, which others take
//! then, is moved by a single hour of a million.) All hours of the day count alike: what comes to a
//! honeypot is automatic and keeps no office hours, and 14 values of one hour of the day are too
//! few.

use std::collections::BTreeMap;

use super::Hour;
use super::rule::Rule;

/// Seconds.
pub(super) const HOUR: i64 = 3_600;

/// What is usual is taken from so many hours: whole weeks, and few enough that a new habit becomes
/// usual.
const MOST_HISTORY: i64 = 14 * 24;

/// With fewer hours before it nothing is called unusual: a day has its course.
const LEAST_HISTORY: usize = 24;

/// The score from which on a value is an outlier, as recommended by Iglewicz and Hoaglin.
const OUTLIER: f64 = 3.5;

/// The standard deviation of a normal distribution in units of its MAD: 1 / 0.6745.
const OF_MEDIAN_DEVIATION: f64 = 1.4826;

/// So many hours of a hundred are no more than the busiest of the usual ones.
const USUAL_PERCENT: usize = 95;

/// Counts by the start of their hour; hours that are missing had none.
#[derive(Clone, Debug)]
pub(super) struct Series(BTreeMap<i64, u64>);

/// What is usual before an hour, and what would be a spike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// The median.
    pub(super) usual: u64,
    /// The fewest requests that are a spike.
    pub(super) threshold: u64,
}

impl Series {
    /// The hours, in whatever order.
    pub(super) fn new(hours: &[Hour]) -> Self {
        let mut counts = BTreeMap::new();
        for hour in hours {
            let count: &mut u64 = counts.entry(floor(hour.start)).or_default();
            *count = count.saturating_add(hour.count);
        }
        Self(counts)
    }

    /// The hours with requests that begin between two times or at them.
    pub(super) fn between(&self, first: i64, last: i64) -> impl Iterator<Item = (i64, u64)> {
        let hours = (first <= last).then(|| self.0.range(first..=last));
        hours.into_iter().flatten().map(|(start, count)| (*start, *count))
    }

    /// What is a spike at an hour; nothing if too few hours lie before it.
    pub(super) fn limit(&self, hour: i64, rule: &Rule) -> Option<Limit> {
        let before = self.before(hour);
        if before.len() < LEAST_HISTORY {
            return None;
        }
        let Usual { median, deviation, busy } = usual(&before);
        let unusual = if deviation > 0.0 {
            median + OUTLIER * OF_MEDIAN_DEVIATION * deviation
        } else {
            rule.factor() * busy
        };
        let above = |limit: f64| whole(limit).saturating_add(1);
        let threshold = above(rule.factor() * median).max(above(unusual)).max(rule.least());
        Some(Limit { usual: whole(median), threshold })
    }

    /// The counts of the hours before one, those without any too.
    fn before(&self, hour: i64) -> Vec<u64> {
        let mut counts: Vec<u64> = Vec::new();
        if let Some((&first, _)) = self.0.range(..hour).next() {
            let start = first.max(hour.saturating_sub(MOST_HISTORY * HOUR));
            counts.extend(self.0.range(start..hour).map(|(_, count)| count));
            let all = hour.saturating_sub(start) / HOUR;
            counts.resize(usize::try_from(all).unwrap_or_default().max(counts.len()), 0);
        }
        counts
    }
}

/// When the hour of a time begins.
pub(super) fn floor(time: i64) -> i64 {
    time.saturating_sub(time.rem_euclid(HOUR))
}

/// What hours are like.
struct Usual {
    median: f64,
    /// The median absolute deviation.
    deviation: f64,
    /// The 95th percentile.
    busy: f64,
}

fn usual(counts: &[u64]) -> Usual {
    let mut values: Vec<f64> = counts.iter().map(|count| real(*count)).collect();
    let median = middle(&mut values);
    // They are sorted now.
    let busy = values.get(values.len() * USUAL_PERCENT / 100).copied().unwrap_or(median);
    let mut distances: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
    Usual { median, deviation: middle(&mut distances), busy }
}

/// The middle of the values, which are sorted.
fn middle(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    match (values.len().is_multiple_of(2), values.get(half.wrapping_sub(1)), values.get(half)) {
        (true, Some(below), Some(above)) => f64::midpoint(*below, *above),
        (_, _, Some(middle)) => *middle,
        _ => 0.0,
    }
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

#[cfg(test)]
mod tests {
    use super::super::runs::Runs;
    use super::*;

    const NOON: i64 = 1_488_369_600;

    fn limit(keys: &str, counts: &[u64]) -> Option<Limit> {
        let text = format!("[[alert]]\nname = 'a'\non = 'spike'\nfeed = true\n{keys}");
        let runs = Runs::new(&text);
        let hours = counts
            .iter()
            .zip(1..)
            .map(|(count, ago)| Hour { start: NOON - ago * HOUR, count: *count });
        Series::new(&hours.collect::<Vec<_>>()).limit(NOON, &runs.rules[0])
    }

    #[test]
    fn factor_and_least_move_the_threshold() {
        for (keys, threshold) in [("", 301), ("factor = 1.5", 151), ("least = 1000", 1_000)] {
            assert_eq!(limit(keys, &[100; 30]), Some(Limit { usual: 100, threshold }));
        }
    }

    #[test]
    fn where_hours_differ_a_spike_must_stand_out_more() {
        // Median 55; distances 45, 45, 5, 5, in the middle 25: 55 + 3.5 * 1.4826 * 25 = 184.7.
        let counts = [10, 100, 50, 60].repeat(10);
        let Limit { usual, threshold } = limit("factor = 2", &counts).unwrap();
        assert_eq!((usual, threshold), (55, 185));
    }

    #[test]
    fn where_most_hours_are_alike_the_busy_ones_count() {
        let counts = [0, 0, 300].repeat(20);
        assert_eq!(limit("", &counts), Some(Limit { usual: 0, threshold: 901 }));
    }

    #[test]
    fn a_few_giants_move_nothing() {
        for usual in [vec![100; 300], [90, 110].repeat(150)] {
            let counts = [vec![u64::MAX; 15], usual].concat();
            let Limit { usual, threshold } = limit("", &counts).unwrap();
            assert!((90..=110).contains(&usual) && threshold < 400, "{usual} {threshold}");
        }
    }

    #[test]
    fn a_day_of_hours_is_the_least() {
        assert_eq!(limit("", &[1; 23]), None);
        assert!(limit("", &[1; 24]).is_some());
        assert_eq!(limit("", &[]), None);
    }

    #[test]
    fn only_two_weeks_count() {
        let counts = [vec![10; 336], vec![1_000; 336]].concat();
        assert_eq!(limit("", &counts).unwrap().usual, 10);
    }
}
