//! Blocks that keep their places: each block of a layout made anew is moved as a whole to where most
//! of what stands in it stood before.

mod order;

use super::anchored::{self, Anchored, Start};
use super::organic::Layout;
use super::{Extent, Point, Rect, Tie};

/// Gaps between blocks, so that their frames are apart.
const BETWEEN: f64 = 3.0;

/// A block or a single node.
#[derive(Clone, Debug, Default)]
struct Body {
    room: Rect,
    /// Sum of what its nodes would have to be moved by to stand where they stood, and how many did.
    away: Point,
    anchors: f64,
    /// The same of those of which only something like it was there.
    near: Point,
    hints: f64,
}

/// The layout with its blocks and single nodes where they were, as far as nothing meets.
#[must_use]
pub fn settle(plan: &Anchored<'_>, mut anew: Layout) -> Layout {
    order::keep(plan, &mut anew);
    let count = anew.centres.len().min(plan.starts.len());
    let mut bodies: Vec<Body> =
        anew.blocks.iter().map(|room| Body { room: *room, ..Body::default() }).collect();
    let mut body_of: Vec<usize> = Vec::with_capacity(count);
    for at in 0..count {
        let centre = anew.centres[at];
        let body = match anew.block_of.get(at).copied().flatten() {
            Some(block) => block as usize,
            None => {
                bodies.push(Body { room: plan.extents[at].around(centre), ..Body::default() });
                bodies.len() - 1
            }
        };
        body_of.push(body);
        let body = &mut bodies[body];
        let add = |sum: &mut Point, place: Point| {
            *sum = Point { x: sum.x + place.x - centre.x, y: sum.y + place.y - centre.y };
        };
        match plan.starts[at] {
            Start::Anchor(place) => {
                add(&mut body.away, place);
                body.anchors += 1.0;
            }
            Start::Hint(place) => {
                add(&mut body.near, place);
                body.hints += 1.0;
            }
            Start::New => {}
        }
    }
    let half = |body: &Body| {
        let (wide, tall) = (body.room.width() / 2.0, body.room.height() / 2.0);
        Extent { left: wide, right: wide, up: tall, down: tall }
    };
    let extents: Vec<Extent> = bodies.iter().map(half).collect();
    let starts: Vec<Start> = bodies.iter().map(Body::start).collect();
    let tie = |tie: &Tie| {
        let end = |end: u32| body_of.get(end as usize).and_then(|body| u32::try_from(*body).ok());
        Some(Tie { a: end(tie.a)?, b: end(tie.b)?, weight: tie.weight })
    };
    let ties: Vec<Tie> = plan.ties.iter().filter_map(tie).collect();
    let (places, size) = anchored::on_sheet(&Anchored {
        extents: &extents,
        ties: &ties,
        starts: &starts,
        gap: BETWEEN * plan.gap,
        ..*plan
    });
    let step = |body: usize| {
        let from = bodies[body].room.centre();
        Point { x: places[body].x - from.x, y: places[body].y - from.y }
    };
    let centres = (anew.centres.iter().zip(&body_of))
        .map(|(centre, &body)| {
            let by = step(body);
            Point { x: centre.x + by.x, y: centre.y + by.y }
        })
        .collect();
    let blocks = (anew.blocks.iter().enumerate())
        .map(|(block, room)| {
            let by = step(block);
            Rect { x0: room.x0 + by.x, y0: room.y0 + by.y, x1: room.x1 + by.x, y1: room.y1 + by.y }
        })
        .collect();
    Layout { centres, size, blocks, block_of: anew.block_of }
}

impl Body {
    fn start(&self) -> Start {
        let from = self.room.centre();
        let moved = |sum: Point, of: f64| Point { x: from.x + sum.x / of, y: from.y + sum.y / of };
        if self.anchors > 0.0 {
            Start::Anchor(moved(self.away, self.anchors))
        } else if self.hints > 0.0 {
            Start::Hint(moved(self.near, self.hints))
        } else {
            Start::New
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::organic::{Arrangement, Sheet, organic};

    #[test]
    fn blocks_that_stayed_stand_where_they_stood() {
        let extents = [Extent { left: 9.0, right: 9.0, up: 5.0, down: 5.0 }; 40];
        let kinds: Vec<u8> = (0..40).map(|at| u8::from(at > 3)).collect();
        let ties: Vec<Tie> = (4..40).map(|b| Tie { a: b % 4, b, weight: 1.0 }).collect();
        let sheet = Sheet {
            extents: &extents,
            kinds: &kinds,
            ties: &ties,
            arrangement: Arrangement::Blocks,
            gap: 4.0,
            aspect: 1.4,
            seed: 0,
            threads: 1,
        };
        let before = organic(&sheet);
        let starts: Vec<Start> = before.centres.iter().map(|at| Start::Anchor(*at)).collect();
        let plan = Anchored { extents: &extents, ties: &ties, starts: &starts, gone: 0, gap: 4.0 };
        let after = settle(&plan, organic(&Sheet { seed: 9, ..sheet }));
        assert_eq!(after.blocks.len(), before.blocks.len());
        for (one, two) in before.centres.iter().zip(&after.centres) {
            let far = libm::hypot(one.x - two.x, one.y - two.y);
            assert!(far < 0.05 * before.size.width, "{one:?} {two:?}");
        }
    }
}
