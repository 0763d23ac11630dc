//! Points, boxes and the outlines of nodes. Units are points (1/72 inch), y grows downwards.

/// A place on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Points from the left edge.
    pub x: f64,
    /// Points from the top edge.
    pub y: f64,
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Points from left to right.
    pub width: f64,
    /// Points from top to bottom.
    pub height: f64,
}

impl Size {
    /// How large a sheet of that aspect, width over height, must be to hold it: its width over the
    /// root of the aspect, which is the side of a square of the same area.
    #[must_use]
    pub fn side_at(self, aspect: f64) -> f64 {
        (self.width / aspect.sqrt()).max(self.height * aspect.sqrt())
    }
}

/// A box with its sides along the axes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left side.
    pub x0: f64,
    /// Top side.
    pub y0: f64,
    /// Right side; not left of `x0`.
    pub x1: f64,
    /// Bottom side; not above `y0`.
    pub y1: f64,
}

impl Rect {
    /// The box of that size around a centre.
    #[must_use]
    pub fn around(centre: Point, size: Size) -> Self {
        let (half_width, half_height) = (size.width / 2.0, size.height / 2.0);
        Self {
            x0: centre.x - half_width,
            y0: centre.y - half_height,
            x1: centre.x + half_width,
            y1: centre.y + half_height,
        }
    }

    /// The smallest box around all points; none around nothing.
    #[must_use]
    pub fn around_all(points: impl Iterator<Item = Point>) -> Option<Self> {
        points
            .map(|at| Self { x0: at.x, y0: at.y, x1: at.x, y1: at.y })
            .reduce(|one, two| one.union(&two))
    }

    /// Width, in points.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height, in points.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// The middle.
    #[must_use]
    pub fn centre(&self) -> Point {
        Point { x: (self.x0 + self.x1) / 2.0, y: (self.y0 + self.y1) / 2.0 }
    }

    /// Do the insides meet? Boxes that only touch do not.
    #[must_use]
    pub fn meets(&self, other: &Rect) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// Does the other box lie wholly inside this one?
    #[must_use]
    pub fn holds(&self, other: &Rect) -> bool {
        self.x0 <= other.x0 && self.y0 <= other.y0 && self.x1 >= other.x1 && self.y1 >= other.y1
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The box with every side moved outwards; inwards if negative.
    #[must_use]
    pub fn grown(&self, margin: f64) -> Rect {
        Rect {
            x0: self.x0 - margin,
            y0: self.y0 - margin,
            x1: self.x1 + margin,
            y1: self.y1 + margin,
        }
    }
}

/// What a node looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// The circle or ellipse that fills the node's box.
    Disc,
    /// The node's box itself.
    Box,
    /// The box with round corners.
    RoundBox,
    /// Graphviz's triangle: its apex in the middle of the box's top side, its base at three
    /// quarters of the box's height, so that the box's centre lies in the triangle's own.
    Triangle,
    /// A triangle on its tip, which fills the box.
    InvTriangle,
    /// A square on its tip, which fills the box.
    Diamond,
    /// Five corners that fill the box, one of them at the top.
    Pentagon,
    /// Eight corners that fill the box, its sides level.
    Octagon,
}

impl Outline {
    /// Is it a box, which has its label inside? Round corners count as those of the box.
    #[must_use]
    pub fn is_box(self) -> bool {
        matches!(self, Outline::Box | Outline::RoundBox)
    }

    /// The corners, clockwise, in parts of the box from its centre; none of what is round.
    #[must_use]
    pub fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Outline::Disc => &[],
            Outline::Box | Outline::RoundBox => {
                &[(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
            }
            Outline::Triangle => &[(0.0, -0.5), (0.5, 0.25), (-0.5, 0.25)],
            Outline::InvTriangle => &[(-0.5, -0.5), (0.5, -0.5), (0.0, 0.5)],
            Outline::Diamond => &[(0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0)],
            Outline::Pentagon => {
                &[(0.0, -0.5), (0.5, -0.118), (0.309, 0.5), (-0.309, 0.5), (-0.5, -0.118)]
            }
            Outline::Octagon => &[
                (-0.207, -0.5),
                (0.207, -0.5),
                (0.5, -0.207),
                (0.5, 0.207),
                (0.207, 0.5),
                (-0.207, 0.5),
                (-0.5, 0.207),
                (-0.5, -0.207),
            ],
        }
    }

    /// The name that data formats use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outline::Disc => "ellipse",
            Outline::Box => "box",
            Outline::RoundBox => "Mrecord",
            Outline::Triangle => "triangle",
            Outline::InvTriangle => "invtriangle",
            Outline::Diamond => "diamond",
            Outline::Pentagon => "pentagon",
            Outline::Octagon => "octagon",
        }
    }
}

/// A node's outline and the size of its box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// The outline inside the box.
    pub outline: Outline,
    /// The box, whose centre is the node's place.
    pub size: Size,
}

impl Shape {
    /// The smallest box around what is drawn of the node at that place.
    #[must_use]
    pub fn bounds(&self, centre: Point) -> Rect {
        let whole = Rect::around(centre, self.size);
        match self.outline {
            Outline::Triangle => Rect { y1: centre.y + self.size.height / 4.0, ..whole },
            _ => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_that_touch_do_not_meet() {
        let a = Rect { x0: 0.0, y0: 0.0, x1: 2.0, y1: 2.0 };
        let beside = Rect { x0: 2.0, x1: 4.0, ..a };
        assert!(!a.meets(&beside));
        assert!(a.meets(&beside.grown(0.1)));
        assert!(a.union(&beside).holds(&beside));
    }
}
