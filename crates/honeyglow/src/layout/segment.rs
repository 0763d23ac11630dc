//! Straight edges: where they cross and what they run through.

use super::Point;

/// Twice the signed area of the triangle.
fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// Do the insides of two segments cross in one point? Segments that only touch do not.
#[must_use]
pub fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

/// The square of the distance from a point to a segment.
#[must_use]
pub fn distance_squared(point: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx * dx + dy * dy;
    let along = (point.x - a.x) * dx + (point.y - a.y) * dy;
    let share = if length > 0.0 { (along / length).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (point.x - a.x - share * dx, point.y - a.y - share * dy);
    x * x + y * y
}

/// How long the segment runs inside a convex polygon, whichever way its corners go round.
#[must_use]
pub fn inside(a: Point, b: Point, corners: &[Point]) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let next = |at: usize| corners[(at + 1) % corners.len()];
    let area: f64 =
        (0..corners.len()).map(|at| corners[at].x * next(at).y - next(at).x * corners[at].y).sum();
    let sign = if area > 0.0 { 1.0 } else { -1.0 };
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (at, &from) in corners.iter().enumerate() {
        let (ex, ey) = (next(at).x - from.x, next(at).y - from.y);
        let height = sign * (ex * (a.y - from.y) - ey * (a.x - from.x));
        let climb = sign * (ex * dy - ey * dx);
        if climb > 0.0 {
            enter = enter.max(-height / climb);
        } else if climb < 0.0 {
            leave = leave.min(-height / climb);
        } else if height < 0.0 {
            return 0.0;
        }
        if enter >= leave {
            return 0.0;
        }
    }
    (leave - enter) * (dx * dx + dy * dy).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_shared_end_is_no_crossing() {
        assert!(cross(at(0.0, 0.0), at(2.0, 2.0), at(0.0, 2.0), at(2.0, 0.0)));
        assert!(!cross(at(0.0, 0.0), at(2.0, 2.0), at(0.0, 0.0), at(2.0, 0.0)));
    }

    #[test]
    fn a_segment_is_measured_inside_a_square_only() {
        let square = [at(0.0, 0.0), at(2.0, 0.0), at(2.0, 2.0), at(0.0, 2.0)];
        assert_eq!(inside(at(-1.0, 1.0), at(5.0, 1.0), &square), 2.0);
        assert_eq!(inside(at(-1.0, 3.0), at(5.0, 3.0), &square), 0.0);
        assert_eq!(distance_squared(at(0.0, 3.0), at(-1.0, 0.0), at(1.0, 0.0)), 9.0);
    }
}
