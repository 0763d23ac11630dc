//! Small paths as the lines of a table: source, event and target side by side.

use super::graph::Graph;
use super::{Extent, Point, Size};

/// The nodes of a component from one end to the other if it is a path of at most three.
pub(super) fn path(graph: &Graph, nodes: &[usize]) -> Option<Vec<usize>> {
    match *nodes {
        [_] | [_, _] => Some(nodes.to_vec()),
        [a, b, c] => {
            let middle = nodes.iter().copied().filter(|&n| graph.neighbours(n).len() == 2);
            let mut path: Vec<usize> = middle.collect();
            let [centre] = path[..] else { return None };
            path = [a, b, c].into_iter().filter(|&node| node != centre).collect();
            path.insert(1, centre);
            Some(path)
        }
        _ => None,
    }
}

/// Places for the nodes of each path, in the order of the paths; `None` if the table is larger
/// than the room.
pub(super) fn place(
    extents: &[Extent],
    paths: &[Vec<usize>],
    room: Size,
    gap: f64,
) -> Option<Vec<Vec<Point>>> {
    let columns: Vec<Extent> = (0..3).map(|at| column(extents, paths, at)).collect();
    let steps = paths.iter().map(Vec::len).max().unwrap_or(1) - 1;
    let wide: f64 = columns.iter().map(|column| column.left + column.right).sum();
    let line = columns.iter().fold(0.0, |most: f64, column| most.max(column.up))
        + columns.iter().fold(0.0, |most: f64, column| most.max(column.down))
        + gap;
    let (width, lines) = [EDGE, gap]
        .into_iter()
        .map(|edge| wide + edge.max(gap) * steps as f64 + 2.0 * gap)
        .find_map(|width| {
            Some((width, lines(paths.len(), room, Size { width, height: line }, gap)?))
        })?;
    let blocks = paths.len().div_ceil(lines) as f64;
    let pitch = Size {
        width: (room.width + 2.0 * gap) / blocks,
        height: ((room.height + gap) / lines as f64).min(2.5 * line),
    };
    // Edges take what is left, but never more than the nodes.
    let spare = (pitch.width * 0.85 - width).clamp(0.0, width) / steps.max(1) as f64;
    let step = (width - wide - 2.0 * gap) / steps.max(1) as f64 + spare;
    let indent = (pitch.width - width - spare * steps as f64) / 2.0;
    let above = columns.iter().fold(0.0, |most: f64, column| most.max(column.up));
    let places = paths.iter().enumerate().map(|(at, path)| {
        let mut x = (at / lines) as f64 * pitch.width + indent;
        let y = (at % lines) as f64 * pitch.height + above + (pitch.height - line) / 2.0;
        (0..path.len())
            .map(|node| {
                let place = Point { x: x + columns[node].left, y };
                x += columns[node].left + columns[node].right + step;
                place
            })
            .collect()
    });
    Some(places.collect())
}

/// The length of an edge between two extents, if there is room.
const EDGE: f64 = 24.0;

fn column(extents: &[Extent], paths: &[Vec<usize>], at: usize) -> Extent {
    let nodes = paths.iter().filter_map(|path| path.get(at));
    nodes.fold(Extent::default(), |all, &node| all.union(&extents[node]))
}

/// How many lines stand below each other: as loose as the room lets them be.
fn lines(count: usize, room: Size, line: Size, gap: f64) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for blocks in 1..=count {
        let lines = count.div_ceil(blocks);
        let across = (room.width + 2.0 * gap) / (blocks as f64 * line.width);
        let down = (room.height + gap) / (lines as f64 * line.height);
        let looseness = across.min(down);
        if looseness >= 1.0 + 1e-9 && best.is_none_or(|(most, _)| looseness > most) {
            best = Some((looseness, lines));
        }
    }
    best.map(|(_, lines)| lines)
}
