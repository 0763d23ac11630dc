//! Counts over time as a small picture in the text: one bar a count, one path for all.

use std::fmt::Write as _;

use super::escape::escaped;
use crate::label::text::thousands;

/// Units from the start of a bar to the start of the next.
const STEP: usize = 4;
/// The width of a bar.
const BAR: usize = 3;
/// The height of the largest bar.
const HEIGHT: u64 = 24;

/// The counts as bars, an SVG element to stand in a page; empty if there is none.
#[must_use]
pub fn sparkline(counts: &[u64]) -> String {
    named(counts, "Events over time")
}

/// The same, called something, as wide as its place.
pub(super) fn named(counts: &[u64], what: &str) -> String {
    svg(counts, what, "")
}

/// The same, of so many pixels a bar where there is room.
pub(super) fn wide(counts: &[u64], what: &str, pixels: usize) -> String {
    svg(counts, what, &format!(" width=\"{}\" height=\"64\"", counts.len() * pixels))
}

fn svg(counts: &[u64], what: &str, size: &str) -> String {
    let Some(most) = counts.iter().max() else { return String::new() };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"spark\"{size} viewBox=\"0 0 {} {HEIGHT}\" \
         preserveAspectRatio=\"none\" role=\"img\"><title>{}: {} in all, at most {}</title>\
         <path d=\"{}\"/></svg>",
        counts.len() * STEP - (STEP - BAR),
        escaped(what),
        thousands(counts.iter().sum()),
        thousands(*most),
        bars(counts),
    )
}

/// One bar a count: what is there is seen, however little it is.
fn bars(counts: &[u64]) -> String {
    let most = counts.iter().copied().max().unwrap_or_default().max(1);
    let mut path = String::new();
    for (index, count) in counts.iter().enumerate() {
        // Tenths of a unit, of numbers far below where this would overflow.
        let tenths = count.saturating_mul(HEIGHT * 10) / most;
        let tenths = if *count > 0 { tenths.max(10) } else { 2 };
        let (whole, rest) = (tenths / 10, tenths % 10);
        let x = index * STEP;
        // Writing to a String cannot fail.
        let _ = write!(path, "M{x} {HEIGHT}v-{whole}.{rest}h{BAR}V{HEIGHT}z");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_high_as_its_count() {
        assert_eq!(bars(&[0, 1, 50, 100]).matches('M').count(), 4);
        assert_eq!(bars(&[50, 100]), "M0 24v-12.0h3V24zM4 24v-24.0h3V24z");
        assert_eq!(bars(&[0, 1_000_000, 1]), "M0 24v-0.2h3V24zM4 24v-24.0h3V24zM8 24v-1.0h3V24z");
    }

    #[test]
    fn it_says_what_it_shows_and_nothing_of_nothing() {
        let spark = sparkline(&[1, 2_000, 3]);
        assert!(
            spark.contains("role=\"img\"><title>Events over time: 2,004 in all, at most 2,000<")
        );
        assert_eq!(sparkline(&[]), "");
        assert!(sparkline(&[u64::MAX]).starts_with("<svg"));
    }
}
