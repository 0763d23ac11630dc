//! Where a line from a shape's centre leaves what is drawn of it. Constant time.

use crate::layout::{Outline, Point, Shape};

/// Rounding of the corners of a box, in points.
pub const BOX_ROUNDING: f64 = 2.0;

/// What a line ends at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Solid {
    pub(super) shape: Shape,
    pub(super) centre: Point,
}

/// Lines shorter than this between two borders are not drawn, in points: the shapes touch, and
/// that is seen.
const SHORTEST: f64 = 0.3;

/// The part of the line between two centres that is outside of both shapes; none where they meet.
pub(super) fn between(from: &Solid, to: &Solid) -> Option<(Point, Point)> {
    let (dx, dy) = (to.centre.x - from.centre.x, to.centre.y - from.centre.y);
    let length = libm::hypot(dx, dy);
    let (start, end) = (leaves(from, to.centre), leaves(to, from.centre));
    let out = libm::hypot(start.x - from.centre.x, start.y - from.centre.y);
    let back = libm::hypot(end.x - to.centre.x, end.y - to.centre.y);
    (length - out - back > SHORTEST).then_some((start, end))
}

/// Where the line from the centre to a point outside leaves the shape; its border lies inside the
/// outline.
pub(super) fn leaves(solid: &Solid, towards: Point) -> Point {
    let Solid { shape, centre } = solid;
    let (dx, dy) = (towards.x - centre.x, towards.y - centre.y);
    let length = libm::hypot(dx, dy);
    // Also what is no number.
    if length.partial_cmp(&1e-9) != Some(std::cmp::Ordering::Greater) {
        return *centre;
    }
    let (dx, dy) = (dx / length, dy / length);
    let (rx, ry) = (shape.size.width / 2.0, shape.size.height / 2.0);
    let far = match shape.outline {
        Outline::Disc if rx > 0.0 && ry > 0.0 => 1.0 / libm::hypot(dx / rx, dy / ry),
        Outline::Disc => 0.0,
        Outline::Box => out_of_box(dx.abs(), dy.abs(), rx, ry, BOX_ROUNDING),
        Outline::RoundBox => out_of_box(dx.abs(), dy.abs(), rx, ry, round_box(shape.size.height)),
        polygon => out_of_polygon(dx, dy, polygon.corners(), shape),
    };
    Point { x: centre.x + dx * far, y: centre.y + dy * far }
}

/// Rounding of the corners of a round box.
#[must_use]
pub fn round_box(height: f64) -> f64 {
    height / 4.0
}

/// How far a ray from the centre runs inside a box with round corners; all arguments positive.
fn out_of_box(dx: f64, dy: f64, rx: f64, ry: f64, rounding: f64) -> f64 {
    let far = |half: f64, along: f64| if along > 1e-12 { half / along } else { f64::INFINITY };
    let straight = far(rx, dx).min(far(ry, dy));
    let rounding = rounding.min(rx).min(ry);
    // The centre of the corner's circle.
    let (cx, cy) = (rx - rounding, ry - rounding);
    if dx * straight <= cx || dy * straight <= cy {
        return straight;
    }
    // |t·d − c| = rounding, the farther of both.
    let along = dx * cx + dy * cy;
    let aside = cx * cx + cy * cy - rounding * rounding;
    along + (along * along - aside).max(0.0).sqrt()
}

/// How far a ray from the box's centre runs inside a convex polygon around it.
fn out_of_polygon(dx: f64, dy: f64, corners: &[(f64, f64)], shape: &Shape) -> f64 {
    let at = |index: usize| {
        let (x, y) = corners[index % corners.len()];
        (x * shape.size.width, y * shape.size.height)
    };
    let sides = (0..corners.len()).filter_map(|index| {
        let ((ax, ay), (bx, by)) = (at(index), at(index + 1));
        let (ex, ey) = (bx - ax, by - ay);
        // Corners go clockwise on a page whose y grows downwards: outwards is (ey, −ex).
        let (climb, height) = (dx * ey - dy * ex, ax * ey - ay * ex);
        (climb > 1e-12).then(|| (height / climb).max(0.0))
    });
    let nearest = sides.fold(f64::INFINITY, f64::min);
    if nearest.is_finite() { nearest } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Size;

    const ALL: [Outline; 8] = [
        Outline::Disc,
        Outline::Box,
        Outline::RoundBox,
        Outline::Triangle,
        Outline::InvTriangle,
        Outline::Diamond,
        Outline::Pentagon,
        Outline::Octagon,
    ];

    fn solid(outline: Outline, x: f64) -> Solid {
        let size = Size { width: 30.0, height: 20.0 };
        Solid { shape: Shape { outline, size }, centre: Point { x, y: 0.0 } }
    }

    fn end(outline: Outline, x: f64, y: f64) -> (f64, f64) {
        let at = leaves(&solid(outline, 0.0), Point { x: x * 500.0, y: y * 500.0 });
        ((at.x * 1e6).round() / 1e6, (at.y * 1e6).round() / 1e6)
    }

    #[test]
    fn a_line_ends_on_the_border() {
        assert_eq!(end(Outline::Disc, 1.0, 0.0), (15.0, 0.0));
        assert_eq!(end(Outline::Disc, 0.0, -1.0), (0.0, -10.0));
        assert_eq!(end(Outline::Box, 1.0, 0.1), (15.0, 1.5));
        assert_eq!(end(Outline::Box, 0.1, -1.0), (1.0, -10.0));
        assert_eq!(end(Outline::Triangle, 0.0, 1.0), (0.0, 5.0));
        assert_eq!(end(Outline::Triangle, 0.0, -1.0), (0.0, -10.0));
        assert_eq!(end(Outline::InvTriangle, 1.0, 0.0), (7.5, 0.0));
        assert_eq!(end(Outline::Diamond, 1.0, 1.0), (6.0, 6.0));
        assert_eq!(end(Outline::Octagon, -1.0, 0.0), (-15.0, 0.0));
    }

    #[test]
    fn a_round_corner_is_not_jumped_over() {
        // The corner's circle has its middle at (10, 5) and a radius of 5.
        let (x, y) = end(Outline::RoundBox, 3.0, 2.0);
        assert!((libm::hypot(x - 10.0, y - 5.0) - 5.0).abs() < 1e-5, "{x} {y}");
    }

    #[test]
    fn all_directions_end_within_the_box_and_off_the_centre() {
        for outline in ALL {
            for step in 0..360 {
                let angle = f64::from(step).to_radians();
                let (x, y) = end(outline, libm::cos(angle), libm::sin(angle));
                assert!(x.abs() <= 15.0 + 1e-6 && y.abs() <= 10.0 + 1e-6, "{outline:?} {step}");
                assert!(libm::hypot(x, y) >= 4.0, "{outline:?} {step}: {x} {y}");
            }
        }
    }

    #[test]
    fn shapes_that_touch_or_cover_each_other_have_no_line() {
        for outline in ALL {
            let first = solid(outline, 0.0);
            assert!(between(&first, &solid(outline, 60.0)).is_some());
            assert!(between(&first, &solid(outline, 4.0)).is_none());
            assert!(between(&first, &first).is_none());
        }
        assert!(between(&solid(Outline::Box, 0.0), &solid(Outline::Box, 30.0)).is_none());
        let nowhere = Solid { centre: Point { x: f64::NAN, y: 0.0 }, ..solid(Outline::Box, 0.0) };
        assert!(between(&solid(Outline::Box, 0.0), &nowhere).is_none());
    }
}
