//! How readable a drawing is, in numbers.

pub mod stability;

use crate::layout::{Outline, Point, Rect, Shape, Size, Tie, segment};
use std::collections::{BTreeSet, VecDeque};

/// The numbers of one drawing. Counts are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// Pairs of nodes whose shapes meet.
    pub node_overlaps: usize,
    /// Pairs of labels that meet.
    pub label_overlaps: usize,
    /// Labels over the shape of another node, counted per pair.
    pub labels_on_nodes: usize,
    /// Shapes and labels that leave the page.
    pub cut_off: usize,
    /// Labels that are drawn.
    pub labels_drawn: usize,
    /// How well the edges are shown; none of a drawing with more nodes and edges than
    /// [`MOST_PARTS`], which would take the square of that in steps.
    pub structure: Option<Structure>,
}

/// What a drawing makes of its edges.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Structure {
    /// Normalised stress, free of scale: the mean over all pairs of (a·distance/hops − 1)²
    /// for the best a. 0 is perfect, never above 1.
    pub stress: f64,
    /// Pairs of straight edges that cross.
    pub crossings: usize,
    /// Pairs of an edge and a foreign node that it runs through.
    pub edges_through_nodes: usize,
}

/// The most nodes and edges whose structure is measured: some seconds.
pub const MOST_PARTS: usize = 60_000;

/// Less than this, in points, is no overlap.
const HAIR: f64 = 0.01;

/// Measures a drawing: one centre and one label, or none, for each shape.
#[must_use]
pub fn measure(
    shapes: &[Shape],
    centres: &[Point],
    labels: &[Option<Rect>],
    ties: &[Tie],
    page: Size,
) -> Quality {
    let nodes: Vec<Form> =
        shapes.iter().zip(centres).map(|(shape, centre)| Form::of_shape(shape, *centre)).collect();
    let texts: Vec<(usize, Form)> = labels
        .iter()
        .enumerate()
        .filter_map(|(node, label)| label.map(|label| (node, Form::of_box(&label))))
        .collect();
    let edges = simple(ties, nodes.len());
    let sheet = Rect { x0: -HAIR, y0: -HAIR, x1: page.width + HAIR, y1: page.height + HAIR };
    let forms = nodes.iter().chain(texts.iter().map(|text| &text.1));
    Quality {
        node_overlaps: pairs(&nodes),
        label_overlaps: pairs(&texts.iter().map(|text| text.1.clone()).collect::<Vec<_>>()),
        labels_on_nodes: foreign(&texts, &nodes),
        cut_off: forms.filter(|form| !sheet.holds(&form.bounds)).count(),
        labels_drawn: texts.len(),
        structure: (nodes.len() + edges.len() <= MOST_PARTS)
            .then(|| structure(&nodes, centres, &edges)),
    }
}

fn structure(nodes: &[Form], centres: &[Point], edges: &[(usize, usize)]) -> Structure {
    let through = |&(a, b): &(usize, usize)| {
        let hit = |at: &usize| *at != a && *at != b && nodes[*at].hit(centres[a], centres[b]);
        (0..nodes.len()).filter(hit).count()
    };
    Structure {
        stress: stress(centres, edges),
        crossings: crossings(centres, edges),
        edges_through_nodes: edges.iter().map(through).sum(),
    }
}

/// A convex outline at its place; a circle keeps its radius beside its corners.
#[derive(Clone, Debug)]
struct Form {
    bounds: Rect,
    corners: Vec<Point>,
    radius: Option<f64>,
}

/// Corners of the polygon that stands for an ellipse.
const CORNERS: u32 = 32;

impl Form {
    fn of_box(part: &Rect) -> Self {
        let corner = |x, y| Point { x, y };
        let corners = vec![
            corner(part.x0, part.y0),
            corner(part.x1, part.y0),
            corner(part.x1, part.y1),
            corner(part.x0, part.y1),
        ];
        Self { bounds: *part, corners, radius: None }
    }

    fn of_shape(shape: &Shape, centre: Point) -> Self {
        let bounds = shape.bounds(centre);
        let Size { width, height } = shape.size;
        let at = |x: f64, y: f64| Point { x: centre.x + x * width, y: centre.y + y * height };
        match shape.outline {
            Outline::Disc => {
                let corners = (0..CORNERS)
                    .map(|corner| {
                        let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(CORNERS);
                        at(0.5 * libm::cos(angle), 0.5 * libm::sin(angle))
                    })
                    .collect();
                let round = (width - height).abs() < 1e-9;
                Self { bounds, corners, radius: round.then_some(width / 2.0) }
            }
            polygon => {
                let corners = polygon.corners().iter().map(|(x, y)| at(*x, *y)).collect();
                Self { bounds, corners, radius: None }
            }
        }
    }

    fn meets(&self, other: &Form) -> bool {
        let (one, two) = (&self.bounds, &other.bounds);
        if one.x1 - two.x0 <= HAIR
            || two.x1 - one.x0 <= HAIR
            || one.y1 - two.y0 <= HAIR
            || two.y1 - one.y0 <= HAIR
        {
            return false;
        }
        if let (Some(r), Some(s)) = (self.radius, other.radius) {
            let (a, b) = (one.centre(), two.centre());
            let (dx, dy) = (a.x - b.x, a.y - b.y);
            return r + s - (dx * dx + dy * dy).sqrt() > HAIR;
        }
        !self.side_apart(other) && !other.side_apart(self)
    }

    /// Is the other outline outside along one of this outline's sides?
    fn side_apart(&self, other: &Form) -> bool {
        (0..self.corners.len()).any(|at| {
            let (from, to) = (self.corners[at], self.corners[(at + 1) % self.corners.len()]);
            let (ex, ey) = (to.x - from.x, to.y - from.y);
            let length = (ex * ex + ey * ey).sqrt();
            if length == 0.0 {
                return false;
            }
            let range = |corners: &[Point]| {
                corners.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| {
                    let along = (p.y * ex - p.x * ey) / length;
                    (low.min(along), high.max(along))
                })
            };
            let (mine, its) = (range(&self.corners), range(&other.corners));
            mine.1.min(its.1) - mine.0.max(its.0) <= HAIR
        })
    }

    /// Does the segment run through the outline?
    fn hit(&self, a: Point, b: Point) -> bool {
        let bounds = &self.bounds;
        a.x.max(b.x) > bounds.x0
            && a.x.min(b.x) < bounds.x1
            && a.y.max(b.y) > bounds.y0
            && a.y.min(b.y) < bounds.y1
            && segment::inside(a, b, &self.corners) > HAIR
    }
}

/// How many pairs of outlines meet. A sweep from left to right.
fn pairs(forms: &[Form]) -> usize {
    let mut order: Vec<&Form> = forms.iter().collect();
    order.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0));
    let mut count = 0;
    for (at, form) in order.iter().enumerate() {
        let near = order[at + 1..].iter().take_while(|next| next.bounds.x0 < form.bounds.x1);
        count += near.filter(|next| form.meets(next)).count();
    }
    count
}

/// How many pairs there are of a text and the outline of another node that meet. A sweep too: the
/// outlines that begin before a text ends, back to where the widest could still reach it.
fn foreign(texts: &[(usize, Form)], nodes: &[Form]) -> usize {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by(|&a, &b| nodes[a].bounds.x0.total_cmp(&nodes[b].bounds.x0));
    let widest = nodes.iter().map(|node| node.bounds.width()).fold(0.0, f64::max);
    let on = |(own, text): &(usize, Form)| {
        let from = order.partition_point(|&at| nodes[at].bounds.x0 < text.bounds.x0 - widest);
        let near = order[from..].iter().take_while(|at| nodes[**at].bounds.x0 < text.bounds.x1);
        near.filter(|&at| at != own && text.meets(&nodes[*at])).count()
    };
    texts.iter().map(on).sum()
}

/// Each edge once, the lower end first.
fn simple(ties: &[Tie], nodes: usize) -> Vec<(usize, usize)> {
    let edges: BTreeSet<(usize, usize)> = ties
        .iter()
        .map(|tie| (tie.a.min(tie.b) as usize, tie.a.max(tie.b) as usize))
        .filter(|&(a, b)| a != b && b < nodes)
        .collect();
    edges.into_iter().collect()
}

fn crossings(centres: &[Point], edges: &[(usize, usize)]) -> usize {
    let mut count = 0;
    for (at, &(a, b)) in edges.iter().enumerate() {
        for &(c, d) in &edges[at + 1..] {
            let apart = a != c && a != d && b != c && b != d;
            if apart && segment::cross(centres[a], centres[b], centres[c], centres[d]) {
                count += 1;
            }
        }
    }
    count
}

/// Over all pairs that are connected; breadth first from every node.
fn stress(centres: &[Point], edges: &[(usize, usize)]) -> f64 {
    let mut neighbours = vec![Vec::new(); centres.len()];
    for &(a, b) in edges {
        neighbours[a].push(b);
        neighbours[b].push(a);
    }
    let (mut count, mut first, mut second) = (0.0, 0.0, 0.0);
    for from in 0..centres.len() {
        let mut hops = vec![0.0; centres.len()];
        let mut seen = vec![false; centres.len()];
        seen[from] = true;
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node != from {
                let (dx, dy) =
                    (centres[node].x - centres[from].x, centres[node].y - centres[from].y);
                let ratio = (dx * dx + dy * dy).sqrt() / hops[node];
                count += 1.0;
                first += ratio;
                second += ratio * ratio;
            }
            for &next in &neighbours[node] {
                if !seen[next] {
                    seen[next] = true;
                    hops[next] = hops[node] + 1.0;
                    queue.push_back(next);
                }
            }
        }
    }
    if count == 0.0 {
        0.0
    } else if second > 0.0 {
        (count - first * first / second) / count
    } else {
        1.0
    }
}
