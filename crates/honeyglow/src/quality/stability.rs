//! How far what stayed has moved from one drawing to the next.
//!
//! The mean move is the "mental map" measure of offline dynamic drawing (Brandes and Mader 2012,
//! after Misue et al. 1995): the mean distance between where a node is and where it was. Both
//! drawings are taken as large as the new one, since a page is looked at as a whole, and distances
//! are shares of its diagonal.

use crate::layout::{Point, Size};

/// How far the nodes of two drawings are apart; shares of the diagonal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moved {
    /// How many nodes are in both drawings.
    pub stayed: usize,
    /// How many nodes the new drawing has.
    pub nodes: usize,
    /// How far those that stayed have moved on average.
    pub mean: f64,
    /// How far the one that moved most has.
    pub most: f64,
}

/// Measures the move of each node that was there before, its old place given in the new area.
#[must_use]
pub fn mean_move(before: &[Option<Point>], after: &[Point], area: Size) -> Moved {
    let diagonal = (area.width * area.width + area.height * area.height).sqrt().max(1e-9);
    let mut moved = Moved { nodes: after.len(), ..Moved::default() };
    let mut sum = 0.0;
    for (before, after) in before.iter().zip(after) {
        let Some(before) = before else { continue };
        let (dx, dy) = (after.x - before.x, after.y - before.y);
        let far = (dx * dx + dy * dy).sqrt() / diagonal;
        moved.stayed += 1;
        moved.most = moved.most.max(far);
        sum += far;
    }
    moved.mean = sum / moved.stayed.max(1) as f64;
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_of_those_that_stayed() {
        let at = |x, y| Point { x, y };
        let area = Size { width: 30.0, height: 40.0 };
        let before = [Some(at(0.0, 0.0)), None, Some(at(3.0, 4.0))];
        let moved = mean_move(&before, &[at(0.0, 10.0), at(9.0, 9.0), at(3.0, 4.0)], area);
        assert_eq!(moved, Moved { stayed: 2, nodes: 3, mean: 0.1, most: 0.2 });
        assert_eq!(mean_move(&[], &[], area), Moved::default());
    }
}
