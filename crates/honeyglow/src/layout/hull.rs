//! Convex outlines of bodies, and how deep two of them are in each other.

use super::{Point, Rect};

/// The smallest octagon around a body: how far it reaches along the two axes and the two
/// diagonals, from the body's centre. For a single box the diagonals add nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hull {
    low: [f64; 4],
    high: [f64; 4],
}

/// The directions along which hulls are separated. Two convex outlines whose sides all have one
/// of these normals are apart exactly if they are apart along one of them.
const NORMALS: [(f64, f64); 4] =
    [(1.0, 0.0), (0.0, 1.0), (HALF_ROOT, HALF_ROOT), (HALF_ROOT, -HALF_ROOT)];
const HALF_ROOT: f64 = std::f64::consts::FRAC_1_SQRT_2;

impl Hull {
    /// Around boxes given from the body's centre.
    pub(super) fn around(boxes: impl Iterator<Item = Rect>) -> Self {
        let mut hull = Self { low: [f64::INFINITY; 4], high: [f64::NEG_INFINITY; 4] };
        for part in boxes {
            let corners =
                [(part.x0, part.y0), (part.x1, part.y0), (part.x0, part.y1), (part.x1, part.y1)];
            for (axis, normal) in NORMALS.iter().enumerate() {
                for (x, y) in corners {
                    let reach = x * normal.0 + y * normal.1;
                    hull.low[axis] = hull.low[axis].min(reach);
                    hull.high[axis] = hull.high[axis].max(reach);
                }
            }
        }
        hull
    }

    /// The box around the hull, from the body's centre.
    pub(super) fn bounds(&self) -> Rect {
        Rect { x0: self.low[0], y0: self.low[1], x1: self.high[0], y1: self.high[1] }
    }

    /// Does the hull lie within the walls when its body's centre is there?
    pub(super) fn is_within(&self, walls: &Rect, centre: Point) -> bool {
        let bounds = self.bounds();
        centre.x + bounds.x0 >= walls.x0
            && centre.x + bounds.x1 <= walls.x1
            && centre.y + bounds.y0 >= walls.y0
            && centre.y + bounds.y1 <= walls.y1
    }

    /// The same hull, larger or smaller.
    pub(super) fn scaled(&self, factor: f64) -> Self {
        Self {
            low: self.low.map(|reach| reach * factor),
            high: self.high.map(|reach| reach * factor),
        }
    }

    /// The shortest way on which `other` gets out of this hull when their centres are `step`
    /// apart; `None` if they do not meet.
    pub(super) fn way_out(&self, other: &Hull, step: Point) -> Option<Point> {
        let mut way = None;
        let mut shortest = f64::INFINITY;
        for (axis, normal) in NORMALS.iter().enumerate() {
            let along = step.x * normal.0 + step.y * normal.1;
            let forth = self.high[axis] - along - other.low[axis];
            let back = along + other.high[axis] - self.low[axis];
            if forth <= 0.0 || back <= 0.0 {
                return None;
            }
            let (depth, sign) = if forth <= back { (forth, 1.0) } else { (back, -1.0) };
            if depth < shortest {
                shortest = depth;
                way = Some(Point { x: sign * depth * normal.0, y: sign * depth * normal.1 });
            }
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Hull {
        Hull::around(std::iter::once(Rect { x0: -1.0, y0: -1.0, x1: 1.0, y1: 1.0 }))
    }

    #[test]
    fn boxes_are_apart_exactly_when_their_sides_are() {
        assert_eq!(square().way_out(&square(), Point { x: 2.0, y: 0.0 }), None);
        assert_eq!(
            square().way_out(&square(), Point { x: 1.9, y: 1.9 }).map(|way| way.x > 0.0),
            Some(true)
        );
    }

    #[test]
    fn the_way_out_is_the_shortest() {
        let way = square().way_out(&square(), Point { x: -1.5, y: 0.25 });
        assert_eq!(way, Some(Point { x: -0.5, y: 0.0 }));
    }
}
