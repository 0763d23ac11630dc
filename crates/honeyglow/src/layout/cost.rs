//! What is wrong with a layout of bodies: stress, crossings, edges through bodies.

use super::body::{Body, Kind};
use super::graph::Graph;
use super::segment;
use super::{Extent, Point};

/// The bodies of one component, as far as their places are judged.
pub(super) struct Judge {
    /// Ideal distances, row by row.
    ideal: Vec<f64>,
    /// Ends, and how much a crossing of the edge counts.
    edges: Vec<Edge>,
    /// The edges at each body.
    incident: Vec<Vec<usize>>,
    obstacles: Vec<Obstacle>,
    /// Width over height of the page part; stress is taken as if it were square.
    pub(super) stretch: Point,
    /// What a pair's stress counts.
    stress: f64,
}

struct Edge {
    a: usize,
    b: usize,
    weight: f64,
}

/// The ellipse that edges should not run through.
struct Obstacle {
    middle: Point,
    radius: Point,
    weight: f64,
}

const CROSSING: f64 = 1.0;
const THROUGH: f64 = 1.5;

impl Judge {
    pub(super) fn new(
        bodies: &[Body],
        extents: &[Extent],
        graph: &Graph,
        ideal: Vec<f64>,
        stretch: Point,
    ) -> Self {
        let edges: Vec<Edge> = graph
            .edges()
            .map(|(a, b, count)| Edge { a, b, weight: 1.0 + 0.5 * libm::log(count.max(1.0)) })
            .collect();
        let mut incident = vec![Vec::new(); bodies.len()];
        for (at, edge) in edges.iter().enumerate() {
            incident[edge.a].push(at);
            incident[edge.b].push(at);
        }
        let obstacles = bodies.iter().map(|body| obstacle(body, extents)).collect();
        let count = bodies.len() as f64;
        Self { ideal, edges, incident, obstacles, stretch, stress: STRESS * count.sqrt().min(8.0) }
    }

    pub(super) fn len(&self) -> usize {
        self.obstacles.len()
    }

    /// About how many steps it takes to judge one body.
    pub(super) fn effort(&self) -> usize {
        let per_body = 1 + 2 * self.edges.len() / self.len().max(1);
        self.len() * (1 + per_body) + self.edges.len() * (1 + per_body)
    }

    fn gap(&self, a: Point, b: Point) -> f64 {
        let (dx, dy) = ((a.x - b.x) * self.stretch.x, (a.y - b.y) * self.stretch.y);
        (dx * dx + dy * dy).sqrt()
    }

    /// The factor on distances that makes the stress least.
    pub(super) fn scale(&self, places: &[Point]) -> f64 {
        let (mut first, mut second) = (0.0, 0.0);
        for a in 0..places.len() {
            for b in a + 1..places.len() {
                let ratio = self.gap(places[a], places[b]) / self.ideal[a * places.len() + b];
                first += ratio;
                second += ratio * ratio;
            }
        }
        if second > 0.0 { first / second } else { 1.0 }
    }

    /// All that is wrong with all bodies.
    pub(super) fn whole(&self, places: &[Point]) -> f64 {
        let scale = self.scale(places);
        let mut cost = 0.0;
        for a in 0..places.len() {
            cost += self.stress * self.stress_of(a, a + 1, places, scale);
        }
        for (at, edge) in self.edges.iter().enumerate() {
            for other in &self.edges[at + 1..] {
                cost += self.crossing(edge, other, places);
            }
            for body in 0..self.len() {
                cost += self.through(edge, body, places);
            }
        }
        cost
    }

    /// All that is wrong with one body and its edges.
    pub(super) fn of_body(&self, body: usize, places: &[Point], scale: f64) -> f64 {
        let mut cost = self.stress * self.stress_of(body, 0, places, scale);
        for &at in &self.incident[body] {
            let edge = &self.edges[at];
            for other in &self.edges {
                cost += self.crossing(edge, other, places);
            }
            for other in 0..self.len() {
                cost += self.through(edge, other, places);
            }
        }
        for edge in &self.edges {
            cost += self.through(edge, body, places);
        }
        cost
    }

    fn stress_of(&self, body: usize, from: usize, places: &[Point], scale: f64) -> f64 {
        let ideal = &self.ideal[body * places.len()..(body + 1) * places.len()];
        let mut sum = 0.0;
        for other in from..places.len() {
            if other != body {
                let off = scale * self.gap(places[body], places[other]) / ideal[other] - 1.0;
                sum += off * off;
            }
        }
        sum / places.len() as f64
    }

    fn crossing(&self, one: &Edge, other: &Edge, places: &[Point]) -> f64 {
        if one.a == other.a || one.a == other.b || one.b == other.a || one.b == other.b {
            return 0.0;
        }
        if segment::cross(places[one.a], places[one.b], places[other.a], places[other.b]) {
            CROSSING * one.weight * other.weight
        } else {
            0.0
        }
    }

    fn through(&self, edge: &Edge, body: usize, places: &[Point]) -> f64 {
        if edge.a == body || edge.b == body {
            return 0.0;
        }
        let Obstacle { middle, radius, weight } = self.obstacles[body];
        let centre = Point { x: places[body].x + middle.x, y: places[body].y + middle.y };
        let (a, b) = (places[edge.a], places[edge.b]);
        if a.x.max(b.x) < centre.x - radius.x || a.x.min(b.x) > centre.x + radius.x {
            return 0.0;
        }
        if a.y.max(b.y) < centre.y - radius.y || a.y.min(b.y) > centre.y + radius.y {
            return 0.0;
        }
        // Seen with the ellipse as the unit circle.
        let seen =
            |p: Point| Point { x: (p.x - centre.x) / radius.x, y: (p.y - centre.y) / radius.y };
        let distance = segment::distance_squared(Point::default(), seen(a), seen(b));
        if distance < 1.0 { THROUGH * edge.weight * weight * (1.5 - distance) } else { 0.0 }
    }
}

const STRESS: f64 = 4.0;

fn obstacle(body: &Body, extents: &[Extent]) -> Obstacle {
    match (body.kind, body.members.first()) {
        (Kind::Single, Some(member)) => {
            let extent = extents[member.node];
            // The shape is in the middle of its label's room.
            let up = extent.up.min(extent.down).max(1.0) * 1.2;
            let side = extent.left.min(extent.right).min(up * 2.0).max(1.0);
            Obstacle { middle: Point::default(), radius: Point { x: side, y: up }, weight: 1.0 }
        }
        _ => {
            let bounds = body.hull.bounds();
            Obstacle {
                middle: bounds.centre(),
                radius: Point {
                    x: (bounds.width() * 0.47).max(1.0),
                    y: (bounds.height() * 0.47).max(1.0),
                },
                weight: 2.0,
            }
        }
    }
}
