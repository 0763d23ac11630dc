//! One connected component on its part of the page.

use super::body::{self, Body, Gathering};
use super::cost::Judge;
use super::graph::Graph;
use super::hull::Hull;
use super::polish::Freedom;
use super::random::Random;
use super::stress::{self, Pair};
use super::{Extent, Point, Rect, Size, overlap, polish};
use std::f64::consts::PI;

/// A component: its nodes are numbered from 0.
pub(super) struct Component<'a> {
    pub(super) extents: &'a [Extent],
    pub(super) graph: &'a Graph,
    pub(super) room: Size,
    pub(super) gap: f64,
    pub(super) seed: u64,
}

/// Places in the room, no two extents nearer than the gap; `None` if none are found.
pub(super) fn place(component: &Component<'_>) -> Option<Vec<Point>> {
    let Component { extents, room, gap, .. } = *component;
    let cells: f64 = extents.iter().map(|e| (e.size().width + gap) * (e.size().height + gap)).sum();
    let spare = room.width * room.height / cells.max(1e-9);
    let aspect = room.width / room.height;
    // A star alone takes the ellipse in its room; a star among others no more than it needs.
    for (alone, among) in [(0.77, 1.8), (0.65, 1.5), (0.55, 1.2), (0.0, 0.0)] {
        let how = Gathering { gap, aspect, looseness: spare * alone };
        let mut bodies = body::gather(component.graph, extents, &how);
        if bodies.len() > 1 {
            let looseness = how.looseness.min(among);
            bodies = body::gather(component.graph, extents, &Gathering { looseness, ..how });
        }
        if bodies.len() > MOST_TRIED && alone > 0.0 {
            continue;
        }
        if let Some(places) = arrange(component, &bodies) {
            return Some(places);
        }
        if bodies.len() == extents.len() {
            return None;
        }
    }
    arrange(component, &body::singles(extents, gap))
}

/// With more bodies only the tightest way is tried; each try takes seconds.
const MOST_TRIED: usize = 1500;

/// Places for the nodes by places for the bodies.
fn arrange(component: &Component<'_>, bodies: &[Body]) -> Option<Vec<Point>> {
    let Component { extents, room, gap, .. } = *component;
    let places = place_bodies(component, bodies)?;
    let mut centres = vec![Point::default(); extents.len()];
    for (body, place) in bodies.iter().zip(&places) {
        for member in &body.members {
            centres[member.node] =
                Point { x: place.x + member.offset.x, y: place.y + member.offset.y };
        }
    }
    loosen(component, if bodies.len() == 1 { LEAVES } else { NODES }, &mut centres);
    let mirrored = sources_left(&centres);
    if mirrored != centres {
        // Mirroring changes which side a lopsided extent is on; only taken when nothing meets.
        let flipped: Vec<Point> =
            mirrored.iter().map(|c| Point { x: room.width - c.x, y: c.y }).collect();
        if flipped.iter().zip(extents).all(|(c, e)| {
            let shape = e.around(*c);
            shape.x0 >= 0.0 && shape.x1 <= room.width && (e.left - e.right).abs() < 1e-9
        }) {
            centres = flipped;
        }
    }
    spread(&mut centres, extents, room);
    super::exact(extents, &centres, room, gap).then_some(centres)
}

/// Bodies find their places from anywhere.
const BODIES: Freedom = Freedom { heat: 1.0, reach: 0.5, leash: None, effort: 12_000_000 };
/// Nodes stay about where their bodies put them.
const NODES: Freedom = Freedom { heat: 0.05, reach: 0.08, leash: Some(0.08), effort: 12_000_000 };
/// The leaves of a hub alone keep their rings.
const LEAVES: Freedom = Freedom { heat: 0.0, leash: Some(0.025), ..NODES };
/// Above, bodies are left as they are.
const MOST_LOOSENED: usize = 500;

/// Lets each node leave its place in its body where that mends the layout.
fn loosen(component: &Component<'_>, freedom: Freedom, centres: &mut [Point]) {
    let Component { extents, graph, room, gap, .. } = *component;
    if extents.len() > MOST_LOOSENED {
        return;
    }
    let bodies = body::singles(extents, gap);
    let hulls: Vec<Hull> = bodies.iter().map(|body| body.hull).collect();
    let hops = (0..graph.len()).flat_map(|from| graph.distances(from, |_, _| 1.0)).collect();
    let judge = Judge::new(&bodies, extents, graph, hops, Point { x: 1.0, y: 1.0 });
    let walls = Rect { x0: 0.0, y0: 0.0, x1: room.width, y1: room.height }.grown(gap / 2.0);
    polish::polish(&judge, freedom, &hulls, centres, &walls, &mut Random::new(component.seed));
}

/// The same places if low numbers are on the left; else a copy that tells to mirror.
fn sources_left(centres: &[Point]) -> Vec<Point> {
    let middle = (centres.len() as f64 - 1.0) / 2.0;
    let lean: f64 = centres.iter().enumerate().map(|(at, c)| (at as f64 - middle) * c.x).sum();
    if lean < 0.0 {
        centres.iter().map(|c| Point { x: c.x, y: c.y }).collect()
    } else {
        centres.to_vec()
    }
}

fn place_bodies(component: &Component<'_>, bodies: &[Body]) -> Option<Vec<Point>> {
    let Component { room, gap, .. } = *component;
    let walls = Rect { x0: 0.0, y0: 0.0, x1: room.width, y1: room.height }.grown(gap / 2.0);
    let hulls: Vec<Hull> = bodies.iter().map(|body| body.hull).collect();
    let fits = |hull: &Hull| {
        hull.bounds().width() <= walls.width() && hull.bounds().height() <= walls.height()
    };
    if !hulls.iter().all(fits) {
        return None;
    }
    let graph = between(component.graph, bodies);
    let side = (room.width * room.height).sqrt();
    let stretch = Point { x: side / room.width, y: side / room.height };
    let ideal = ideals(&graph, &hulls, stretch);
    let judge = Judge::new(bodies, component.extents, &graph, ideal.clone(), stretch);
    let mut random = Random::new(component.seed);
    let mut best: Vec<(f64, Vec<Point>)> = Vec::new();
    for mut start in starts(&judge, &ideal, bodies.len(), &mut random) {
        fit(&mut start, &hulls, &walls);
        if overlap::remove(&hulls, &mut start, &walls) {
            best.push((judge.whole(&start), start));
        }
    }
    best.sort_by(|a, b| a.0.total_cmp(&b.0));
    best.truncate(if bodies.len() > 150 { 1 } else { 2 });
    for (cost, places) in &mut best {
        polish::polish(&judge, BODIES, &hulls, places, &walls, &mut random);
        *cost = judge.whole(places);
    }
    best.sort_by(|a, b| a.0.total_cmp(&b.0));
    best.into_iter().next().map(|(_, places)| places)
}

/// The graph of the bodies; an edge weighs as much as the ties that it stands for.
fn between(graph: &Graph, bodies: &[Body]) -> Graph {
    let mut home = vec![0; graph.len()];
    for (at, body) in bodies.iter().enumerate() {
        for member in &body.members {
            home[member.node] = at;
        }
    }
    Graph::new(bodies.len(), graph.edges().map(|(a, b, _)| (home[a], home[b], 1.0)))
}

/// The distance that each pair should have: the shortest path, where an edge is as long as the
/// two bodies reach and one hop more.
fn ideals(graph: &Graph, hulls: &[Hull], stretch: Point) -> Vec<f64> {
    let radii: Vec<f64> = hulls
        .iter()
        .map(|hull| {
            let bounds = hull.bounds();
            (bounds.width() * stretch.x + bounds.height() * stretch.y) / 4.0
        })
        .collect();
    let mut sorted = radii.clone();
    sorted.sort_by(f64::total_cmp);
    let hop = sorted.get(sorted.len() / 2).map_or(1.0, |radius| radius * 1.5);
    (0..graph.len())
        .flat_map(|from| graph.distances(from, |a, b| radii[a] + radii[b] + hop))
        .collect()
}

/// Starting places: several runs of stress, each turned several ways, the best kept.
fn starts(judge: &Judge, ideal: &[f64], count: usize, random: &mut Random) -> Vec<Vec<Point>> {
    let mut pairs: Vec<Pair> = Vec::with_capacity(count * count / 2);
    for a in 0..count {
        for b in a + 1..count {
            let ideal = ideal[a * count + b];
            pairs.push(Pair { a: a as u32, b: b as u32, ideal });
        }
    }
    let runs = if count > 400 {
        1
    } else if count > 120 {
        3
    } else if count > 3 {
        8
    } else {
        1
    };
    let mut found: Vec<(f64, Vec<Point>)> = Vec::new();
    for _ in 0..runs {
        let mut places: Vec<Point> =
            (0..count).map(|_| Point { x: random.unit(), y: random.unit() }).collect();
        stress::relax(&mut pairs, &mut places, random);
        let angle = long_axis(&places);
        let turns = if count > 400 { 1 } else { 4 };
        for turn in 0..turns {
            let mut turned = turned(&places, PI * f64::from(turn) / f64::from(turns) - angle);
            for place in &mut turned {
                place.x /= judge.stretch.x;
                place.y /= judge.stretch.y;
            }
            let cost = if count > 400 { 0.0 } else { judge.whole(&turned) };
            found.push((cost, turned));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().take(if count > 200 { 2 } else { 6 }).map(|(_, places)| places).collect()
}

/// The direction in which the places are spread most.
fn long_axis(places: &[Point]) -> f64 {
    let count = places.len().max(1) as f64;
    let (sum_x, sum_y) = places.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for place in places {
        let (dx, dy) = (place.x - sum_x / count, place.y - sum_y / count);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    libm::atan2(2.0 * xy, xx - yy) / 2.0
}

fn turned(places: &[Point], angle: f64) -> Vec<Point> {
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    places.iter().map(|p| Point { x: p.x * cos - p.y * sin, y: p.x * sin + p.y * cos }).collect()
}

/// Scales the places so that the bodies reach the walls; bodies far from the middle of the
/// walls are drawn towards the corners, which a round layout would leave empty.
fn fit(places: &mut [Point], hulls: &[Hull], walls: &Rect) {
    let range = |of: fn(&Point) -> f64, places: &[Point]| {
        places.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), place| {
            (low.min(of(place)), high.max(of(place)))
        })
    };
    let (x, y) = (range(|p| p.x, places), range(|p| p.y, places));
    let bounds: Vec<Rect> = hulls.iter().map(Hull::bounds).collect();
    let margin =
        |of: fn(&Rect) -> f64| bounds.iter().map(of).sum::<f64>() / bounds.len() as f64 / 2.0;
    let (margin_x, margin_y) = (margin(Rect::width), margin(Rect::height));
    for place in places {
        let unit = |value: f64, (low, high): (f64, f64)| {
            if high - low > 1e-9 { 2.0 * (value - low) / (high - low) - 1.0 } else { 0.0 }
        };
        let (u, v) = (unit(place.x, x), unit(place.y, y));
        let (long, short) = (u.abs().max(v.abs()), u.abs().min(v.abs()));
        // From the unit circle to the unit square along the ray, half of the way.
        let ray = if long > 1e-9 { (1.0 + (short / long) * (short / long)).sqrt() } else { 1.0 };
        let out = 1.0 + CORNERS * (ray - 1.0);
        let (u, v) = ((u * out).clamp(-1.0, 1.0), (v * out).clamp(-1.0, 1.0));
        let middle = walls.centre();
        place.x = middle.x + u * (walls.width() / 2.0 - margin_x).max(0.0);
        place.y = middle.y + v * (walls.height() / 2.0 - margin_y).max(0.0);
    }
}

const CORNERS: f64 = 0.6;

/// Moves all places apart, along each axis by one factor, until the extents reach the room's
/// sides. Extents that were apart stay apart.
fn spread(centres: &mut [Point], extents: &[Extent], room: Size) {
    let across: Vec<(f64, f64, f64)> =
        centres.iter().zip(extents).map(|(c, e)| (c.x, e.left, e.right)).collect();
    let down: Vec<(f64, f64, f64)> =
        centres.iter().zip(extents).map(|(c, e)| (c.y, e.up, e.down)).collect();
    let (factor_x, shift_x) = widest(&across, room.width);
    let (factor_y, shift_y) = widest(&down, room.height);
    for centre in centres {
        centre.x = centre.x * factor_x + shift_x;
        centre.y = centre.y * factor_y + shift_y;
    }
}

/// The largest factor and its shift that keep every (place, before, after) within the length.
fn widest(spans: &[(f64, f64, f64)], length: f64) -> (f64, f64) {
    let shifts = |factor: f64| {
        spans.iter().fold(
            (f64::NEG_INFINITY, f64::INFINITY),
            |(low, high), &(at, before, after)| {
                (low.max(before - factor * at), high.min(length - after - factor * at))
            },
        )
    };
    let (mut low, mut high) = (1.0, MOST_SPREAD);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        let (from, to) = shifts(middle);
        if from <= to { low = middle } else { high = middle }
    }
    let (from, to) = shifts(low);
    if from <= to { (low, (from + to) / 2.0) } else { (1.0, 0.0) }
}

const MOST_SPREAD: f64 = 3.0;
