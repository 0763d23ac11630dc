//! The spring-electrical model (Hu, "Efficient and high quality force-directed graph drawing",
//! 2005): bodies push each other with mass · mass / distance, ties pull with distance², and every
//! body moves a step of one length, which shrinks while the energy does not fall.
//!
//! Distances are in units of an ideal tie. Cost of a turn: O(n log n + m). For connected graphs up
//! to some millions of ties; a good start saves turns.

use super::Point;
use super::barnes_hut::Tree;
use super::csr::Csr;

/// How strongly bodies push, beside a tie of length one.
const PUSH: f64 = 0.2;
/// The share of the step that is left after a turn that brought nothing.
const COOLING: f64 = 0.9;
/// Below so many bodies, a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 600;

/// How long and how wildly bodies move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion {
    /// The most turns.
    pub(super) turns: u32,
    /// The first step.
    pub(super) step: f64,
    /// The step at which all is still.
    pub(super) still: f64,
    /// How many threads share the work; the places do not depend on it.
    pub(super) threads: usize,
}

/// Moves the bodies towards rest. The weight of a tie is how many ties it stands for; a body's
/// mass, how many nodes.
pub(super) fn relax(graph: &Csr, masses: &[f64], places: &mut [Point], motion: Motion) {
    let mut tree = Tree::default();
    let mut step = motion.step;
    let (mut least, mut progress) = (f64::INFINITY, 0);
    let mut pushes = vec![Point::default(); places.len()];
    for _ in 0..motion.turns {
        tree.build(places, masses);
        forces(&tree, graph, masses, places, &mut pushes, motion.threads);
        let mut energy = 0.0;
        for (&body, force) in tree.order().iter().zip(&pushes) {
            let length = (force.x * force.x + force.y * force.y).sqrt();
            energy += length * length;
            if length > 0.0 {
                let place = &mut places[body as usize];
                place.x += force.x / length * step;
                place.y += force.y / length * step;
            }
        }
        if energy < least {
            progress += 1;
            if progress >= 5 {
                progress = 0;
                step /= COOLING;
            }
        } else {
            progress = 0;
            step *= COOLING;
        }
        least = energy;
        if step < motion.still {
            break;
        }
    }
}

/// The force on each body, in the order of the tree.
fn forces(
    tree: &Tree,
    graph: &Csr,
    masses: &[f64],
    places: &[Point],
    forces: &mut [Point],
    threads: usize,
) {
    let work = |bodies: &[u32], forces: &mut [Point]| {
        for (&body, force) in bodies.iter().zip(forces) {
            *force = force_on(body as usize, tree, graph, masses, places);
        }
    };
    let threads = if places.len() < WORTH_A_THREAD { 1 } else { threads.max(1) };
    let share = places.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let mut parts = tree.order().chunks(share).zip(forces.chunks_mut(share));
        let own = parts.next();
        for (bodies, forces) in parts {
            scope.spawn(move || work(bodies, forces));
        }
        if let Some((bodies, forces)) = own {
            work(bodies, forces);
        }
    });
}

fn force_on(body: usize, tree: &Tree, graph: &Csr, masses: &[f64], places: &[Point]) -> Point {
    let place = places[body];
    let push = tree.push(place);
    let strength = PUSH * masses[body];
    let mut force = Point { x: push.x * strength, y: push.y * strength };
    for (&end, &weight) in graph.neighbours(body).iter().zip(graph.weights(body)) {
        let (dx, dy) = (places[end as usize].x - place.x, places[end as usize].y - place.y);
        let pull = (dx * dx + dy * dy).sqrt() * f64::from(weight);
        force.x += dx * pull;
        force.y += dy * pull;
    }
    force
}
