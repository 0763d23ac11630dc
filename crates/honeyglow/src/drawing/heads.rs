//! Arrow heads: small filled triangles whose tip is on the border of the node that they lead to.

use super::palette::{self, Colour};
use crate::layout::Point;

/// A filled triangle at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// The tip, and the two corners behind it.
    pub corners: [Point; 3],
    /// Ink.
    pub colour: Colour,
    /// 0 is clear, 1 is solid.
    pub opacity: f64,
}

/// Length of the head of the thinnest line, in points.
const LENGTH: f64 = 4.0;
/// By how much it grows with the square root of the line's width.
const GROWTH: f64 = 1.6;
/// Half of its width, in parts of its length.
const SLIMNESS: f64 = 0.38;
/// The most of a line that is head.
const MOST: f64 = 0.5;

impl Head {
    /// The head of a line that comes from `before`; short lines have short heads.
    pub(super) fn new(before: Point, (start, tip): (Point, Point), width: f64) -> Self {
        let (dx, dy) = (tip.x - before.x, tip.y - before.y);
        let length = libm::hypot(dx, dy).max(1e-9);
        let (dx, dy) = (dx / length, dy / length);
        let line = libm::hypot(tip.x - start.x, tip.y - start.y);
        let long = (LENGTH + GROWTH * width.max(0.0).sqrt()).min(MOST * line);
        let wide = (SLIMNESS * long).max(0.5 * width + 0.6);
        let (x, y) = (tip.x - dx * long, tip.y - dy * long);
        let corner = |side: f64| Point { x: x - dy * side, y: y + dx * side };
        let corners = [tip, corner(wide), corner(-wide)];
        Self { corners, colour: palette::INK, opacity: 1.0 }
    }

    /// Where a line with a round end of that width has to end so that it meets the head.
    pub(super) fn neck(&self, width: f64) -> Point {
        let [tip, a, b] = self.corners;
        let (x, y) = ((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
        let long = libm::hypot(tip.x - x, tip.y - y).max(1e-9);
        let back = 0.5 * width.max(0.0) / long;
        Point { x: x - (tip.x - x) * back, y: y - (tip.y - y) * back }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(end: f64, width: f64) -> Head {
        let (start, tip) = (Point::default(), Point { x: end, y: 0.0 });
        Head::new(start, (start, tip), width)
    }

    #[test]
    fn a_head_points_at_the_end_and_grows_weakly() {
        let (thin, thick) = (head(100.0, 1.0), head(100.0, 4.0));
        assert_eq!(thin.corners[0], Point { x: 100.0, y: 0.0 });
        let long = |head: Head| 100.0 - head.corners[1].x;
        assert!(long(thin) < long(thick) && long(thick) < 2.0 * long(thin));
        assert!(thick.corners[1].y.abs() > 2.0, "wider than its line");
        assert!(thin.neck(1.0).x < thin.corners[1].x);
    }

    #[test]
    fn a_short_line_is_not_all_head() {
        assert_eq!(head(4.0, 1.0).corners[1].x, 2.0);
        assert!(head(0.0, 1.0).corners.iter().all(|corner| corner.x.is_finite()));
    }
}
