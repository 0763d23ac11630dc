//! Places for nodes on a page.

mod geometry;

pub use geometry::{Outline, Point, Rect, Shape, Size};
