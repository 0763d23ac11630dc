//! The image map of a picture: an area for each node, over its shape, that leads to its row.
//!
//! Areas are in points of the drawing; the page scales them together with the picture.

use std::collections::BTreeSet;

use super::tables::Table;
use crate::drawing::{Drawing, Mark};
use crate::layout::{Outline, Point};

/// Smaller shapes are hard to hit: half of the least width of an area, in points.
const LEAST: f64 = 5.0;
/// The most lines of an area's title: the rest is in the table that it leads to.
const TITLE_LINES: usize = 8;

/// An area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// `circle`, `rect` or `poly`.
    pub(super) shape: &'static str,
    /// Its numbers.
    pub(super) coords: String,
    /// The id of the row that it leads to.
    pub(super) row: String,
    /// What it is, in one line.
    pub(super) alt: String,
    /// What a pointer resting on it shows, line by line.
    pub(super) title: Vec<String>,
}

/// The areas of the nodes that have a row, in the order of the rows, so that they are walked
/// through from the largest to the smallest.
pub(super) fn areas(drawing: &Drawing, tables: &[Table]) -> Vec<Area> {
    let mut seen = BTreeSet::new();
    let mut areas = Vec::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        let Some(mark) = drawing.nodes.get(row.node.index()) else { continue };
        if seen.insert(row.node) {
            areas.push(area(mark, &row.id, &row.name));
        }
    }
    areas
}

fn area(mark: &Mark, row: &str, name: &str) -> Area {
    let (shape, coords) = outline(mark);
    let lines = mark.tooltip.iter().take(TITLE_LINES).cloned();
    let mut title: Vec<String> = lines.collect();
    if mark.tooltip.len() > TITLE_LINES {
        title.push("…".to_owned());
    }
    // The second line of a tooltip is `source, 1,234 events`.
    let what = mark.tooltip.get(1).map_or(mark.role, String::as_str);
    Area { shape, coords, row: row.to_owned(), alt: format!("{name}, {what}"), title }
}

fn outline(mark: &Mark) -> (&'static str, String) {
    let (shape, centre) = (mark.figure.shape, mark.figure.centre);
    let (width, height) = (shape.size.width, shape.size.height);
    let is_round = shape.outline == Outline::Disc && (width - height).abs() < 1.0;
    if is_round {
        let radius = (width / 2.0).max(LEAST);
        return ("circle", numbers(&[centre.x, centre.y, radius]));
    }
    let corners = shape.outline.corners();
    let is_small = width.min(height) < 2.0 * LEAST;
    if shape.outline.is_box() || corners.is_empty() || is_small {
        let bounds = shape.bounds(centre);
        let (x, y) = ((bounds.x0 + bounds.x1) / 2.0, (bounds.y0 + bounds.y1) / 2.0);
        let half = Point {
            x: ((bounds.x1 - bounds.x0) / 2.0).max(LEAST),
            y: ((bounds.y1 - bounds.y0) / 2.0).max(LEAST),
        };
        return ("rect", numbers(&[x - half.x, y - half.y, x + half.x, y + half.y]));
    }
    let corner = |(x, y): &(f64, f64)| [centre.x + x * width, centre.y + y * height];
    ("poly", numbers(&corners.iter().flat_map(corner).collect::<Vec<_>>()))
}

/// Whole points: an area is not so fine that a pointer would meet the difference.
fn numbers(values: &[f64]) -> String {
    let whole = values.iter().map(|value| format!("{}", value.round().max(0.0) as i64));
    whole.collect::<Vec<_>>().join(",")
}
