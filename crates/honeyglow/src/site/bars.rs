//! Counts of hours, or of days, as bars with their names beneath.

use std::fmt::Write as _;

use super::day::Hour;
use super::escape::escaped;
use crate::label::text::thousands;

/// The width of the picture, which is stretched over the page, and its height.
const WIDTH: usize = 960;
const HEIGHT: usize = 160;
/// The room above the largest bar for its number, and beneath the bars for their names.
const HEAD: usize = 28;
const FOOT: usize = 28;
/// The most names beneath the bars; more would run into each other.
const NAMES: usize = 14;

/// The bars as an SVG element to stand in a page; empty if there is none.
pub(super) fn bars(hours: &[Hour]) -> String {
    let most = hours.iter().map(|hour| hour.count).max().unwrap_or_default();
    if hours.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bars\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         role=\"img\"><title>{}</title>",
        escaped(&title(hours, most)),
    );
    let (floor, room) = (HEIGHT - FOOT, HEIGHT - FOOT - HEAD);
    let step = hours.len().div_ceil(NAMES);
    let at = |index: usize| index * WIDTH / hours.len();
    let is_most = |hour: &Hour| hour.count == most && most > 0;
    let first_most = hours.iter().position(is_most);
    for (index, hour) in hours.iter().enumerate() {
        let (left, right) = (at(index), at(index + 1));
        let gap = ((right - left) / 6).min(6);
        let (x, width) = (left + gap / 2, (right - left).saturating_sub(gap).max(1));
        let height = hour.count.saturating_mul(room as u64).checked_div(most).unwrap_or_default();
        let height = if hour.count > 0 { (height as usize).clamp(2, room) } else { 1 };
        let kind = if hour.count > 0 { "some" } else { "none" };
        // Writing to a String cannot fail, here and below.
        let _ = write!(
            out,
            "<rect class=\"{kind}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"{height}\">\
             <title>{}: {}</title></rect>",
            floor - height,
            escaped(&hour.label),
            thousands(hour.count),
        );
        let middle = left + (right - left) / 2;
        if first_most == Some(index) {
            // At the edges a long number would leave the picture.
            let middle = middle.clamp(40, WIDTH - 40);
            let y = floor - height - 5;
            let _ = write!(out, "<text x=\"{middle}\" y=\"{y}\">{}</text>", thousands(most));
        }
        if index % step == 0 {
            // Every other name is left out where the page is narrow.
            let kind = if index % (2 * step) == 0 { "name" } else { "minor" };
            let _ = write!(
                out,
                "<text class=\"{kind}\" x=\"{middle}\" y=\"{}\">{}</text>",
                HEIGHT - 6,
                escaped(&hour.label),
            );
        }
    }
    out.push_str("</svg>");
    out
}

fn title(hours: &[Hour], most: u64) -> String {
    let total: u64 = hours.iter().map(|hour| hour.count).sum();
    match hours.iter().find(|hour| hour.count == most) {
        Some(hour) if most > 0 => format!(
            "Events over time: {} in all, most at {}: {}",
            thousands(total),
            hour.label,
            thousands(most)
        ),
        _ => "Events over time: none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(counts: &[u64]) -> Vec<Hour> {
        let hour =
            |(index, count): (usize, &u64)| Hour { label: format!("{index:02}"), count: *count };
        counts.iter().enumerate().map(hour).collect()
    }

    #[test]
    fn every_hour_has_a_bar_and_the_largest_its_number() {
        let drawn = bars(&hours(&[0, 3, 7_000, 0]));
        assert_eq!(drawn.matches("<rect").count(), 4);
        assert!(drawn.contains("<title>Events over time: 7,003 in all, most at 02: 7,000</title>"));
        assert!(drawn.contains(">7,000</text>"), "{drawn}");
        assert!(drawn.contains("<title>01: 3</title>"), "{drawn}");
    }

    #[test]
    fn nothing_is_no_error() {
        assert_eq!(bars(&[]), "");
        assert!(bars(&hours(&[0, 0])).contains("none"));
        assert_eq!(bars(&hours(&[1; 2_000])).matches("<rect").count(), 2_000);
    }
}
