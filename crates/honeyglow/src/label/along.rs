//! Where the label of each edge stands along its line.

use super::place::{Sheet, Wish};
use crate::layout::{Point, Rect, Shape, Size};

/// A label that wants a place on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeWish {
    /// One end of the line.
    pub from: Point,
    /// The other end.
    pub to: Point,
    /// The text's box, halo included.
    pub size: Size,
}

/// Parts of the line where its label may stand, the best first: the middle is read as of the edge
/// and not of an end.
const SHARES: [f64; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8];

/// Finds a place for the label of each edge, those first in the list first.
///
/// A label stands on its line, meets no shape and no other label, and never leaves the page. One
/// that finds no place is `None`. `labels` are those of the nodes.
#[must_use]
pub fn place(
    shapes: &[Shape],
    centres: &[Point],
    labels: &[Option<Rect>],
    wishes: &[Option<EdgeWish>],
    page: Size,
) -> Vec<Option<Rect>> {
    let sizes: Vec<Option<Wish>> = wishes
        .iter()
        .map(|wish| wish.map(|wish| Wish { size: wish.size, rank: 0, before: None }))
        .collect();
    let mut sheet = Sheet::new(shapes, centres, &sizes, page);
    for (node, label) in labels.iter().enumerate() {
        if let Some(label) = label {
            sheet.put(node, *label);
        }
    }
    let place = |(number, wish): (usize, &Option<EdgeWish>)| {
        let EdgeWish { from, to, size } = (*wish)?;
        let at = |share: f64| Point {
            x: from.x + (to.x - from.x) * share,
            y: from.y + (to.y - from.y) * share,
        };
        let mut places = SHARES.iter().map(|share| Rect::around(at(*share), size));
        let free = places.find(|place| sheet.is_free(place))?;
        sheet.put(labels.len() + number, free);
        Some(free)
    };
    wishes.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Outline;

    const PAGE: Size = Size { width: 200.0, height: 100.0 };
    const ENDS: [Point; 2] = [Point { x: 20.0, y: 50.0 }, Point { x: 180.0, y: 50.0 }];

    fn disc(side: f64) -> Shape {
        Shape { outline: Outline::Disc, size: Size { width: side, height: side } }
    }

    fn wish(width: f64) -> Option<EdgeWish> {
        Some(EdgeWish { from: ENDS[0], to: ENDS[1], size: Size { width, height: 8.0 } })
    }

    #[test]
    fn the_middle_of_the_line_is_the_best_place() {
        let places = place(&[disc(10.0); 2], &ENDS, &[None, None], &[wish(30.0), None], PAGE);
        assert_eq!(places[0].map(|place| place.centre()), Some(Point { x: 100.0, y: 50.0 }));
        assert_eq!(places[1], None);
    }

    #[test]
    fn a_label_keeps_off_shapes_and_labels() {
        let middle = Point { x: 100.0, y: 50.0 };
        let centres = [ENDS[0], ENDS[1], middle];
        let shapes = [disc(10.0), disc(10.0), disc(20.0)];
        let label = Rect::around(Point { x: 70.0, y: 50.0 }, Size { width: 20.0, height: 10.0 });
        let places = place(&shapes, &centres, &[None, None, Some(label)], &[wish(16.0); 3], PAGE);
        let found: Vec<Rect> = places.into_iter().flatten().collect();
        assert!(!found.is_empty());
        for (number, place) in found.iter().enumerate() {
            assert!(!place.meets(&label), "{place:?}");
            assert!(!place.meets(&shapes[2].bounds(middle)), "{place:?}");
            assert!(found[..number].iter().all(|other| !place.meets(other)), "{place:?}");
        }
    }

    #[test]
    fn a_label_without_room_is_left_out() {
        assert_eq!(place(&[disc(10.0); 2], &ENDS, &[None; 2], &[wish(190.0)], PAGE), [None]);
    }
}
