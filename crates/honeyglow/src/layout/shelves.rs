//! Boxes on shelves, in their order: many small components.
//!
//! Next-fit shelves, as lines of text. Cost: O(n) a width, and a few widths are tried.

use super::{Point, Size};

/// The upper left corner of each box, and the size of the sheet, whose width over height comes
/// near the aspect.
pub(super) fn pack(sizes: &[Size], aspect: f64, gap: f64) -> (Vec<Point>, Size) {
    let area: f64 = sizes.iter().map(|size| (size.width + gap) * (size.height + gap)).sum();
    let widest = sizes.iter().map(|size| size.width).fold(0.0, f64::max);
    let mut best: Option<(f64, (Vec<Point>, Size))> = None;
    for stretch in 0..8 {
        let width = (area * aspect).sqrt() * (1.0 + 0.1 * f64::from(stretch));
        let (corners, size) = on_width(sizes, width.max(widest), gap);
        // The sheet of that aspect that holds the boxes.
        let need = size.side_at(aspect);
        if best.as_ref().is_none_or(|best| need < best.0) {
            best = Some((need, (corners, size)));
        }
    }
    best.map(|best| best.1).unwrap_or_default()
}

fn on_width(sizes: &[Size], width: f64, gap: f64) -> (Vec<Point>, Size) {
    let (mut x, mut top, mut height, mut right) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    let corners = sizes
        .iter()
        .map(|size| {
            if x > 0.0 && x + size.width > width {
                top += height + gap;
                (x, height) = (0.0, 0.0);
            }
            let corner = Point { x, y: top };
            x += size.width + gap;
            right = right.max(corner.x + size.width);
            height = height.max(size.height);
            corner
        })
        .collect();
    (corners, Size { width: right, height: top + height })
}
