//! What pages are called, and what stands on them beside the picture.

use honeyglow::link::View;
use honeyglow::site::{Hour, Sibling};
use honeyglow::time::{Instant, Period};

use super::config;
use super::day::add_hours;
use super::press::Press;
use crate::caption;

/// The pages of other views over the same span.
pub(super) fn siblings(
    press: &Press<'_>,
    current: &View,
    stem: impl Fn(&View) -> String,
) -> Vec<Sibling> {
    if press.plan.views.len() < 2 {
        return Vec::new();
    }
    let sibling = |view: &View| Sibling {
        href: if view == current { String::new() } else { format!("{}.html", stem(view)) },
        label: caption::short_title(view),
    };
    press.plan.views.iter().map(sibling).collect()
}

/// The stem of a page beside the days: the first view's has no more to its name.
pub(super) fn stem_beside(name: &str, index: usize, view: &View) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}-{}", config::slug(view)) }
}

pub(super) fn places_name(view: &View) -> String {
    format!("places-{}", config::slug(view))
}

/// The hours of a day, also those in which nothing happened.
pub(super) fn hour_bars(counts: &[u64], period: Period, press: &Press<'_>) -> Vec<Hour> {
    const HOUR_MICROS: i64 = 3_600_000_000;
    let (Some(since), Some(until)) = (period.since, period.until) else { return Vec::new() };
    let hours =
        usize::try_from((until.micros() - since.micros()).div_euclid(HOUR_MICROS)).unwrap_or(24);
    let mut filled = vec![0; hours];
    add_hours(&mut filled, counts);
    let label = |hour: usize| {
        let start = since.micros() + i64::try_from(hour).unwrap_or(0) * HOUR_MICROS;
        Instant::from_micros(start).in_zone(&press.plan.zone).strftime("%H").to_string()
    };
    filled.into_iter().enumerate().map(|(hour, count)| Hour { label: label(hour), count }).collect()
}
