//! The order of what stands in a block: as it was before, row by row, what is new at the end.
//!
//! Only who stands in which cell changes, so it is done where the cells are large enough for
//! whoever comes to stand in them, and else not. Cost: a sort.

use super::super::anchored::{Anchored, Start};
use super::super::organic::Layout;
use super::super::{Point, Rect};

/// Lets the members of each block of a layout made anew stand in the order that they had.
pub(super) fn keep(plan: &Anchored<'_>, anew: &mut Layout) {
    let count = anew.centres.len().min(plan.starts.len());
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); anew.blocks.len()];
    for (node, block) in anew.block_of.iter().enumerate().take(count) {
        if let Some(members) = block.and_then(|block| members.get_mut(block as usize)) {
            members.push(node);
        }
    }
    // A hub is tied to what stands in its block; what stands there is not tied among itself.
    let mut inner = vec![0_usize; count];
    for tie in plan.ties {
        let (a, b) = (tie.a as usize, tie.b as usize);
        if a < count
            && b < count
            && anew.block_of[a].is_some()
            && anew.block_of[a] == anew.block_of[b]
        {
            inner[a] += 1;
            inner[b] += 1;
        }
    }
    for nodes in members {
        let (hubs, nodes): (Vec<usize>, Vec<usize>) =
            nodes.into_iter().partition(|node| inner[*node] > 1);
        if nodes.len() > 1 {
            permute(plan, &nodes, &hubs, anew);
        }
    }
}

/// The middle of the cell's foot in which a node stands.
fn foot(plan: &Anchored<'_>, node: usize, centre: Point) -> Point {
    let extent = &plan.extents[node];
    Point { x: centre.x + (extent.right - extent.left) / 2.0, y: centre.y + extent.down }
}

fn permute(plan: &Anchored<'_>, nodes: &[usize], hubs: &[usize], anew: &mut Layout) {
    let cells: Vec<(Point, usize)> =
        nodes.iter().map(|node| (foot(plan, *node, anew.centres[*node]), *node)).collect();
    let stood = |node: usize| match plan.starts[node] {
        Start::Anchor(place) => Some((foot(plan, node, place), node)),
        Start::Hint(_) | Start::New => None,
    };
    let old: Vec<(Point, usize)> = nodes.iter().filter_map(|node| stood(*node)).collect();
    let new = cells.iter().filter(|(_, node)| stood(*node).is_none());
    // What is new comes last, in the order that it has anew.
    let order = [read(old), read(new.copied().collect())].concat();
    let cells = read(cells);
    let places: Vec<(usize, Point)> = (order.iter().zip(&cells))
        .map(|((_, node), (cell, _))| {
            let extent = &plan.extents[*node];
            let x = cell.x - (extent.right - extent.left) / 2.0;
            (*node, Point { x, y: cell.y - extent.down })
        })
        .collect();
    if are_apart(plan, &places, hubs, anew) {
        for (node, place) in places {
            anew.centres[node] = place;
        }
    }
}

/// Places in the order in which they are read: row by row, a row from left to right.
fn read(mut places: Vec<(Point, usize)>) -> Vec<(Point, usize)> {
    places.sort_by(|a, b| a.0.y.total_cmp(&b.0.y).then(a.1.cmp(&b.1)));
    for row in places.chunk_by_mut(|a, b| b.0.y - a.0.y < ROW) {
        row.sort_by(|a, b| a.0.x.total_cmp(&b.0.x).then(a.1.cmp(&b.1)));
    }
    places
}

/// Feet that differ by less, in points, are of one row: less than any letter is high, more than
/// what is lost when a place is written and read.
const ROW: f64 = 1.0;

/// Are the boxes apart from one another, within their block, and clear of its hub?
fn are_apart(
    plan: &Anchored<'_>,
    places: &[(usize, Point)],
    hubs: &[usize],
    anew: &Layout,
) -> bool {
    let Some(&(first, _)) = places.first() else { return true };
    let Some(block) = anew.block_of[first] else { return true };
    let room = anew.blocks[block as usize].grown(1e-6);
    let mut boxes: Vec<Rect> =
        places.iter().map(|(node, place)| plan.extents[*node].around(*place)).collect();
    if !boxes.iter().all(|part| room.holds(part)) {
        return false;
    }
    boxes.extend(hubs.iter().map(|hub| plan.extents[*hub].around(anew.centres[*hub])));
    boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    boxes.iter().enumerate().all(|(at, part)| {
        let wide = part.grown(plan.gap / 4.0);
        let mut near = boxes[at + 1..].iter().take_while(|next| next.x0 < wide.x1);
        !near.any(|next| wide.meets(next))
    })
}
