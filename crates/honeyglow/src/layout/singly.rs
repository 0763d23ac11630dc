//! Every node where its edges pull it: bodies first, then their nodes around them, moved on by
//! stress until just before they would mix, then cleared of overlaps.

use super::part::{CROSSED, Part, scale, turns};
use super::random::Random;
use super::sgd::{Descent, Rigid};
use super::spring_electrical::Motion;
use super::{Point, orientation, projection, sgd, spring_electrical, sunflower};

/// Below so many nodes, a few places more or less are seen: many layouts are made to their end.
const FEW: usize = 400;
/// Below so many, every crossing is seen.
const SOME: usize = 2_000;
/// Below so many, some starts are made, and the best goes on.
const MANY: usize = 8_000;
/// The share of the cells that have any that boxes take before they are moved apart: the less, the
/// nearer the places stay to what forces and stress asked for.
const FILL: f64 = 0.35;
/// Such shares, from sparse to dense, of which few nodes get the densest that is good.
const FILLS: [f64; 6] = [0.25, 0.3, 0.36, 0.43, 0.52, 0.62];
/// What density may cost of what a layout is worth: about two hundredths of its stress.
const FORGIVEN: f64 = 0.0025;
/// Pairs per node in a turn of the descent.
const PAIRS: f64 = 20.0;
/// Turns of the descent.
const TURNS: u32 = 20;
/// Tries of small graphs.
const TRIES: u32 = 12;
/// Starts of larger ones.
const STARTS: u32 = 2;
/// Lines that jumps of one try may look at: some tenths of a second.
const LOOKS: usize = 40_000_000;

/// A place for every node.
pub(super) fn place(part: &Part<'_>) -> Vec<Point> {
    let count = part.len();
    let numbers: Vec<u32> = (0..count as u32).collect();
    let offsets = vec![Point::default(); count];
    let masses = vec![1.0; count];
    let alone = Alone {
        part,
        rigid: Rigid { body_of: &numbers, offsets: &offsets, masses: &masses },
        jumps: part.jumps(LOOKS),
    };
    let whole = |attempt: u32, threads: usize| {
        let mut random = part.random(attempt);
        let places = alone.start(threads, &mut random);
        let relaxed = alone.relaxed(places, &mut random);
        let apart = alone.apart(&relaxed, if count < FEW { FILLS[0] } else { FILL });
        (part.score(alone.rigid, &apart), (relaxed, apart))
    };
    match count {
        ..FEW => {
            let best = part.best(if count < 9 { 1 } else { TRIES }, whole);
            best.map(|(relaxed, _)| alone.tightened(&relaxed))
        }
        FEW..MANY if alone.jumps > 0 => {
            let start = part.best(STARTS, |attempt, threads| {
                let places = alone.start(threads, &mut part.random(attempt));
                (part.score(alone.rigid, &places), places)
            });
            let relaxed = start.map(|places| alone.relaxed(places, &mut part.random(STARTS)));
            relaxed.map(|places| alone.apart(&places, FILL))
        }
        _ => part.best(1, whole).map(|(_, apart)| apart),
    }
    .unwrap_or_default()
}

/// Nodes that move by themselves.
struct Alone<'a> {
    part: &'a Part<'a>,
    rigid: Rigid<'a>,
    jumps: usize,
}

impl Alone<'_> {
    /// Bodies are placed, and their nodes around them, in steps.
    fn start(&self, threads: usize, random: &mut Random) -> Vec<Point> {
        let part = self.part;
        let mut centres = part.by_distance(random);
        part.forces(&mut centres, threads);
        let mut places = self.opened(&centres, 1.0, random);
        if self.jumps == 0 {
            let turns = turns(50, part.len());
            let motion = Motion { turns, step: 0.3, still: 0.01, threads };
            spring_electrical::relax(&part.graph, self.rigid.masses, &mut places, motion);
        }
        let unit = part.to_steps(self.rigid, &mut places, random);
        if self.jumps == 0 {
            return places;
        }
        scale(&mut centres, unit);
        let masses = &part.bodies.masses;
        let reach: Vec<f64> = masses.iter().map(|mass| unit * sunflower::reach(*mass)).collect();
        part.anneal(&part.model(&reach, CROSSED, 0.0), &mut centres, self.jumps, random);
        self.opened(&centres, unit, random)
    }

    /// Stress has the last word, and the whole is turned to fit its page.
    fn relaxed(&self, mut places: Vec<Point>, random: &mut Random) -> Vec<Point> {
        let part = self.part;
        let draws = (PAIRS * part.len() as f64) as usize;
        let descent = Descent { turns: TURNS, draws, eta: self.eta() };
        sgd::relax(&part.pairs(), self.rigid, &mut places, descent, random);
        orientation::turn(&mut places, part.sheet.aspect);
        places
    }

    /// Places on paper at that density, clear of each other.
    fn apart(&self, relaxed: &[Point], fill: f64) -> Vec<Point> {
        let (gap, extents) = (self.part.sheet.gap, self.part.extents);
        let mut places = relaxed.to_vec();
        scale(&mut places, projection::scale_to_density(extents, relaxed, gap, fill));
        projection::separate(extents, &mut places, gap);
        places
    }

    /// The densest of some layouts that costs next to nothing beside the best of them: a small page
    /// shows its names larger.
    fn tightened(&self, relaxed: &[Point]) -> Vec<Point> {
        let tries = FILLS.iter().map(|fill| self.apart(relaxed, *fill));
        let tries: Vec<(f64, Vec<Point>)> =
            tries.map(|places| (self.part.score(self.rigid, &places), places)).collect();
        let best = tries.iter().map(|(score, _)| *score).fold(f64::MAX, f64::min);
        let dearest = best + FORGIVEN;
        let mut good = tries.into_iter().rev().filter(|(score, _)| *score <= dearest);
        good.next().map(|(_, places)| places).unwrap_or_default()
    }

    /// How strongly pairs are pulled at first and at last. What annealing found needs little, and
    /// more would mix the leaves of hubs; forces alone leave a large graph too round.
    fn eta(&self) -> (f64, f64) {
        match self.part.len() {
            ..FEW => (0.2, 0.03),
            FEW..SOME if self.jumps > 0 => (0.012, 0.012),
            _ if self.jumps > 0 => (0.02, 0.02),
            _ => (0.08, 0.02),
        }
    }

    /// The nodes of bodies around their places.
    fn opened(&self, centres: &[Point], unit: f64, random: &mut Random) -> Vec<Point> {
        let mut places = vec![Point::default(); self.part.len()];
        for (body, &centre) in self.part.bodies.members.iter().zip(centres) {
            let turn = random.unit() * std::f64::consts::TAU;
            sunflower::open(body, centre, unit, turn, &mut places);
        }
        places
    }
}
