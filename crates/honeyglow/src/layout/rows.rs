//! Nodes in rows, as words on a page: the arrangement that always ends.

use super::{Extent, Plan, Point};

/// Fills the page row by row in the given order; the highest first if that does not fit.
/// `None` if that does not fit either.
pub(super) fn place(plan: &Plan<'_>, order: &[usize]) -> Option<Vec<Point>> {
    fill(plan, order).or_else(|| {
        let mut by_height = order.to_vec();
        by_height.sort_by(|&a, &b| {
            let (a, b) = (plan.extents[a].size(), plan.extents[b].size());
            b.height.total_cmp(&a.height).then(b.width.total_cmp(&a.width))
        });
        fill(plan, &by_height)
    })
}

fn fill(plan: &Plan<'_>, order: &[usize]) -> Option<Vec<Point>> {
    let mut centres = vec![Point::default(); plan.extents.len()];
    let mut rows: Vec<(f64, usize)> = Vec::new(); // top, first of the row in `order`
    let (mut x, mut top, mut height) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (at, &node) in order.iter().enumerate() {
        let size = plan.extents[node].size();
        if size.width > plan.page.width || size.height > plan.page.height {
            return None;
        }
        if at == 0 {
            rows.push((0.0, 0));
        } else if x + size.width > plan.page.width {
            top += height + plan.gap + SLACK;
            (x, height) = (0.0, 0.0);
            rows.push((top, at));
        }
        if top + size.height > plan.page.height {
            return None;
        }
        centres[node] = corner(&plan.extents[node], x, top);
        x += size.width + plan.gap + SLACK;
        height = height.max(size.height);
    }
    Some(centres)
}

/// More than rounding can take away, less than any eye can see.
const SLACK: f64 = 1e-6;

/// The centre of a node whose extent has its upper left corner there.
fn corner(extent: &Extent, x: f64, y: f64) -> Point {
    Point { x: x + extent.left, y: y + extent.up }
}
