//! What every layout of a component works with: its classes, bodies and distances, and what tells
//! good layouts of it from bad.

use super::annealing::{Model, Schedule};
use super::bodies::Bodies;
use super::crossings::Crossings;
use super::csr::Csr;
use super::hops::{Hops, Pairs};
use super::neighbourhood;
use super::organic::Sheet;
use super::random::Random;
use super::sgd::Rigid;
use super::spring_electrical::Motion;
use super::twins::Twins;
use super::{Extent, Point, pivot_mds, sgd, spring_electrical};

/// What a share of crossings is worth, beside stress.
pub(super) const CROSSED: f64 = 3.0;
/// What kept neighbourhoods are worth, beside stress.
const NEAR: f64 = 0.1;
/// More jumps than that for each body bring little.
const JUMPS: usize = 28;
/// Fewer are not worth their time: annealing is left out.
const FEW_JUMPS: usize = 4;
/// Bodies beyond that are not annealed, for the memory of their pairs.
const MOST_BODIES: usize = 1_500;

/// A component's nodes and classes, renumbered.
pub(super) struct Part<'a> {
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) extents: &'a [Extent],
    pub(super) graph: Csr,
    pub(super) bodies: Bodies,
    class_of: Vec<u32>,
    hops: Hops,
}

impl<'a> Part<'a> {
    pub(super) fn new(
        sheet: &'a Sheet<'_>,
        graph: &Csr,
        twins: &Twins,
        classes: &[u32],
        nodes: &[u32],
        extents: &'a [Extent],
        strengths: &[f64],
    ) -> Self {
        let own = graph.part(nodes);
        let local = twins.part(nodes, classes);
        let class_graph = local.quotient(&own);
        let masses: Vec<f64> = local.members.iter().map(|members| members.len() as f64).collect();
        let hops = Hops::new(&class_graph, &masses);
        let mut bodies = Bodies::new(&own, &class_graph, &local);
        let kind = |node: u32| sheet.kinds[nodes[node as usize] as usize];
        bodies.order(|a, b| {
            let strength = |node: u32| strengths[node as usize];
            kind(a).cmp(&kind(b)).then(strength(b).total_cmp(&strength(a))).then(a.cmp(&b))
        });
        Self { sheet, extents, graph: own, class_of: local.class_of, bodies, hops }
    }

    /// How many nodes it has.
    pub(super) fn len(&self) -> usize {
        self.extents.len()
    }

    pub(super) fn pairs(&self) -> Pairs<'_> {
        Pairs::new(&self.hops, &self.class_of)
    }

    /// The numbers of one attempt.
    pub(super) fn random(&self, attempt: u32) -> Random {
        Random::new(self.sheet.seed.wrapping_add(u64::from(attempt) << 32))
    }

    /// A place for each body, in steps, by its head's distances.
    pub(super) fn by_distance(&self, random: &mut Random) -> Vec<Point> {
        let classes = pivot_mds::place(&self.hops, random);
        self.bodies.heads.iter().map(|&class| classes[class as usize]).collect()
    }

    /// Forces among bodies.
    pub(super) fn forces(&self, places: &mut [Point], threads: usize) {
        let motion = Motion { turns: turns(150, places.len()), step: 1.0, still: 0.01, threads };
        spring_electrical::relax(&self.bodies.graph, &self.bodies.masses, places, motion);
    }

    /// How often bodies may jump, if so many lines may be looked at; 0 where that is too few to be
    /// worth it.
    pub(super) fn jumps(&self, most_looks: usize) -> usize {
        let bodies = self.bodies.members.len();
        if bodies > MOST_BODIES || self.hops.pivots.len() < self.hops.classes() {
            return 0;
        }
        let lines = self.bodies.graph.edges().count();
        // The lines of a body, against all lines.
        let looks = 2 * lines * lines / bodies.max(1) + bodies;
        let jumps = (most_looks / looks).min(JUMPS * bodies);
        if jumps < FEW_JUMPS * bodies { 0 } else { jumps }
    }

    /// What annealing of the bodies needs to know: how far leaves reach from each, what a share of
    /// crossings is worth, and the share of a line's weight that is the same for all.
    pub(super) fn model(&self, reach: &[f64], crossed: f64, drawn: f32) -> Model {
        Model::new(&self.bodies, &self.hops, &self.class_of, reach, crossed, drawn)
    }

    /// Lets bodies jump, so often in all.
    pub(super) fn anneal(
        &self,
        model: &Model,
        places: &mut [Point],
        jumps: usize,
        random: &mut Random,
    ) {
        model.anneal(places, Schedule { jumps, heat: (1e-4, 1e-6) }, random);
    }

    /// Draws that tell the stress of a layout well enough.
    fn glance(&self) -> usize {
        (4 * self.len() * self.len()).min(20_000)
    }

    /// Scales to steps; gives by how much.
    pub(super) fn to_steps(
        &self,
        rigid: Rigid<'_>,
        places: &mut [Point],
        random: &mut Random,
    ) -> f64 {
        let (_, factor) = sgd::stress(&self.pairs(), rigid, places, self.glance(), random);
        scale(places, factor);
        factor
    }

    /// What a layout is worth; the less, the better.
    pub(super) fn score(&self, rigid: Rigid<'_>, places: &[Point]) -> f64 {
        let mut judge = Random::new(self.sheet.seed ^ 1);
        let (stress, _) = sgd::stress(&self.pairs(), rigid, places, self.glance(), &mut judge);
        let crossed = Crossings::new(&self.graph).ratio(rigid, places, &mut judge);
        let near = neighbourhood::kept(&self.hops, &self.class_of, rigid, places, &mut judge);
        stress + CROSSED * crossed - NEAR * near
    }

    /// The best of several tries, which differ in their seeds. The threads share the tries where
    /// there are any, and the work of one where there is one.
    pub(super) fn best<T: Send>(
        &self,
        tries: u32,
        of: impl Fn(u32, usize) -> (f64, T) + Sync,
    ) -> Option<T> {
        let threads = self.sheet.threads.clamp(1, 64);
        if tries < 2 {
            return Some(of(0, threads).1);
        }
        let share = |thread: usize| {
            let own = (0..tries).filter(move |attempt| *attempt as usize % threads == thread);
            own.map(|attempt| (attempt, of(attempt, 1))).collect::<Vec<_>>()
        };
        let mut all = std::thread::scope(|scope| {
            let share = &share;
            let others: Vec<_> =
                (1..threads).map(|thread| scope.spawn(move || share(thread))).collect();
            let mut all = share(0);
            for other in others {
                // A thread that died has no candidates; nothing in it can panic.
                all.extend(other.join().unwrap_or_default());
            }
            all
        });
        all.sort_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.0.cmp(&b.0)));
        all.into_iter().next().map(|best| best.1.1)
    }
}

/// Turns for so many bodies: the larger the graph, the fewer, so that time grows with its size and
/// no graph takes forever.
pub(super) fn turns(most: u32, bodies: usize) -> u32 {
    let affordable = (10_000_000 / bodies.max(1)).max(15);
    most.min(u32::try_from(affordable).unwrap_or(most))
}

pub(super) fn scale(places: &mut [Point], factor: f64) {
    for place in places {
        *place = Point { x: place.x * factor, y: place.y * factor };
    }
}
