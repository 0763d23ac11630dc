//! One connected component, laid out by itself.

use super::block::{self, Block};
use super::bodies::Bodies;
use super::crossings::Crossings;
use super::csr::Csr;
use super::hops::{Hops, Pairs};
use super::organic::{Arrangement, Layout, Sheet};
use super::polyomino::Outline;
use super::random::Random;
use super::sgd::{Descent, Rigid};
use super::spring_electrical::Motion;
use super::twins::Twins;
use super::{
    Extent, Point, Rect, Size, orientation, pivot_mds, projection, sgd, spring_electrical,
};

/// A component with its upper left corner at the origin.
pub(super) struct Island {
    /// Its nodes, in rising order.
    pub(super) nodes: Vec<u32>,
    /// How much its ties weigh.
    pub(super) weight: f64,
    /// The room it takes.
    pub(super) size: Size,
    placed: Placed,
}

/// Places of an island's nodes, and the blocks among them.
#[derive(Default)]
struct Placed {
    places: Vec<Point>,
    blocks: Vec<(Vec<u32>, Rect)>,
}

impl Island {
    pub(super) fn new(sheet: &Sheet<'_>, graph: &Csr, twins: &Twins, classes: &[u32]) -> Self {
        let mut nodes: Vec<u32> =
            classes.iter().flat_map(|&class| &twins.members[class as usize]).copied().collect();
        nodes.sort_unstable();
        let extents: Vec<Extent> = nodes.iter().map(|&node| sheet.extents[node as usize]).collect();
        let strength = |node: u32| graph.weights(node as usize).iter().map(|w| f64::from(*w)).sum();
        let strengths: Vec<f64> = nodes.iter().map(|&node| strength(node)).collect();
        let mut placed = match in_a_row(graph, &nodes) {
            Some(order) => row(&extents, &order, sheet.gap),
            None => {
                let part = Part::new(sheet, graph, twins, classes, &nodes, &extents, &strengths);
                match sheet.arrangement {
                    Arrangement::Singly => Placed { places: part.singly(), blocks: Vec::new() },
                    Arrangement::Blocks => part.in_blocks(),
                }
            }
        };
        let size = placed.shift_to_origin(&extents);
        Self { weight: strengths.iter().sum(), nodes, size, placed }
    }

    /// What it takes of the sheet. Where it is the only one, nobody asks.
    pub(super) fn outline(&self, sheet: &Sheet<'_>, graph: &Csr) -> Outline {
        let place = |at: usize| self.placed.places[at];
        let rooms = self.nodes.iter().enumerate();
        let rooms = rooms.map(|(at, &node)| sheet.extents[node as usize].around(place(at)));
        let ties = self.nodes.iter().enumerate().flat_map(|(at, &node)| {
            let ends = graph.neighbours(node as usize).iter().filter(move |end| **end > node);
            let ends = ends.filter_map(|end| self.nodes.binary_search(end).ok());
            ends.map(move |end| (place(at), place(end)))
        });
        Outline {
            size: self.size,
            rooms: rooms.chain(self.placed.blocks.iter().map(|block| block.1)).collect(),
            ties: ties.collect(),
        }
    }

    /// Writes the island into the layout.
    pub(super) fn settle(&self, corner: Point, layout: &mut Layout) {
        for (&node, place) in self.nodes.iter().zip(&self.placed.places) {
            layout.centres[node as usize] = Point { x: corner.x + place.x, y: corner.y + place.y };
        }
        for (members, room) in &self.placed.blocks {
            let number = layout.blocks.len() as u32;
            layout.blocks.push(moved(room, corner.x, corner.y));
            for &member in members {
                layout.block_of[self.nodes[member as usize] as usize] = Some(number);
            }
        }
    }
}

impl Placed {
    /// Moves the upper left corner to the origin; gives the size.
    fn shift_to_origin(&mut self, extents: &[Extent]) -> Size {
        let around = extents.iter().zip(&self.places).map(|(extent, place)| extent.around(*place));
        let all = around.chain(self.blocks.iter().map(|block| block.1));
        let bounds = all.reduce(|one, two| one.union(&two)).unwrap_or_default();
        for place in &mut self.places {
            *place = Point { x: place.x - bounds.x0, y: place.y - bounds.y0 };
        }
        for (_, room) in &mut self.blocks {
            *room = moved(room, -bounds.x0, -bounds.y0);
        }
        Size { width: bounds.width(), height: bounds.height() }
    }
}

fn moved(room: &Rect, x: f64, y: f64) -> Rect {
    Rect { x0: room.x0 + x, y0: room.y0 + y, x1: room.x1 + x, y1: room.y1 + y }
}

/// The order of a single node, a pair, or a path of three; `None` of all else.
fn in_a_row(graph: &Csr, nodes: &[u32]) -> Option<Vec<usize>> {
    match nodes {
        [_] => Some(vec![0]),
        [_, _] => Some(vec![0, 1]),
        [_, _, _] => {
            let degrees: Vec<usize> =
                nodes.iter().map(|&node| graph.degree(node as usize)).collect();
            let middle = degrees.iter().position(|degree| *degree == 2)?;
            let ends: Vec<usize> = (0..3).filter(|&at| degrees[at] == 1).collect();
            (ends.len() == 2).then(|| vec![ends[0], middle, ends[1]])
        }
        _ => None,
    }
}

/// Boxes side by side, with room for an edge between them.
fn row(extents: &[Extent], order: &[usize], gap: f64) -> Placed {
    let mut places = vec![Point::default(); extents.len()];
    let mut x = 0.0;
    for &at in order {
        places[at] = Point { x: x + extents[at].left, y: 0.0 };
        x += extents[at].size().width + EDGE_ROOM * gap;
    }
    Placed { places, blocks: Vec::new() }
}

/// Gaps between the nodes of a row.
const EDGE_ROOM: f64 = 4.0;
/// Nodes beyond that do not make the descent of bodies longer.
const MANY: usize = 30_000;
/// What a share of crossings is worth, beside stress.
const CROSSED: f64 = 3.0;
/// Below so many nodes, a layout is made several times, and the best taken.
const SOME: usize = 1_500;
/// From so many nodes on, stress is pulled harder again.
const MIDDLING: usize = 10_000;
/// Below so many, oftener still.
const FEW: usize = 400;
/// The share of the cells that have any that boxes take before they are moved apart: the less, the
/// nearer the places stay to what forces and stress asked for.
const FILL: f64 = 0.35;
/// Such shares, from sparse to dense, of which few nodes get the densest that is good.
const FILLS: [f64; 6] = [0.25, 0.3, 0.36, 0.43, 0.52, 0.62];
/// What density may cost, as a factor of the score.
const FORGIVEN: f64 = 1.015;
/// An ideal tie beside the side of a square of all blocks.
const TIE_LENGTH: f64 = 0.28;
/// Gaps between blocks.
const BLOCK_GAP: f64 = 4.0;
/// Pairs per node in a turn of the descent.
const PAIRS: f64 = 20.0;
/// Turns of the descent.
const TURNS: u32 = 20;

/// A component's nodes and classes, renumbered.
struct Part<'a> {
    sheet: &'a Sheet<'a>,
    extents: &'a [Extent],
    graph: Csr,
    class_of: Vec<u32>,
    bodies: Bodies,
    hops: Hops,
}

impl<'a> Part<'a> {
    fn new(
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

    fn len(&self) -> usize {
        self.extents.len()
    }

    /// Draws that tell the stress of a layout well enough.
    fn glance(&self) -> usize {
        (4 * self.len() * self.len()).min(20_000)
    }

    fn pairs(&self) -> Pairs<'_> {
        Pairs::new(&self.hops, &self.class_of)
    }

    /// How strongly pairs are pulled at first and at last. In graphs of some size forces have done
    /// what tells hubs apart, and more would mix their leaves.
    fn eta(&self) -> (f64, f64) {
        match self.sheet.arrangement {
            Arrangement::Blocks => (0.3, 0.02),
            Arrangement::Singly if self.len() < FEW => (0.2, 0.03),
            Arrangement::Singly if self.len() < MIDDLING => (0.03, 0.01),
            // Forces alone leave a large graph too round.
            Arrangement::Singly => (0.08, 0.02),
        }
    }

    fn descent(&self, most: usize) -> Descent {
        let draws = (PAIRS * most.min(self.len()) as f64) as usize;
        Descent { turns: TURNS, draws, eta: self.eta() }
    }

    /// A place for each body, in steps, by its head's distances.
    fn by_distance(&self, random: &mut Random) -> Vec<Point> {
        let classes = pivot_mds::place(&self.hops, random);
        self.bodies.heads.iter().map(|&class| classes[class as usize]).collect()
    }

    /// Forces among bodies.
    fn forces(&self, places: &mut [Point], step: f64, threads: usize) {
        let turns = turns(150, places.len());
        let motion = Motion { turns, step, still: 0.01, threads };
        spring_electrical::relax(&self.bodies.graph, &self.bodies.masses, places, motion);
    }

    /// Scales to steps.
    fn to_steps(&self, rigid: Rigid<'_>, places: &mut [Point], random: &mut Random) {
        let (_, factor) = sgd::stress(&self.pairs(), rigid, places, self.glance(), random);
        scale(places, factor);
    }

    fn score(&self, rigid: Rigid<'_>, places: &[Point]) -> f64 {
        let mut judge = Random::new(self.sheet.seed ^ 1);
        let (stress, _) = sgd::stress(&self.pairs(), rigid, places, self.glance(), &mut judge);
        stress + CROSSED * Crossings::new(&self.graph).ratio(rigid, places, &mut judge)
    }

    /// The best of several tries, which differ in their seeds. The threads share the tries where
    /// there are any, and the work of one where there is one.
    fn best<T: Send>(&self, tries: u32, of: impl Fn(u32, usize) -> (f64, T) + Sync) -> Option<T> {
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

    fn random(&self, attempt: u32) -> Random {
        Random::new(self.sheet.seed.wrapping_add(u64::from(attempt) << 32))
    }

    fn singly(&self) -> Vec<Point> {
        let tries = match self.len() {
            ..=8 => 1,
            9..FEW => 12,
            FEW..SOME => 4,
            _ => 1,
        };
        let best = self.best(tries, |attempt, threads| self.single_try(attempt, threads));
        let (relaxed, places) = best.unwrap_or_default();
        if self.len() < FEW { self.tightened(&relaxed) } else { places }
    }

    /// The densest of some layouts that costs next to nothing beside the best of them: a small page
    /// shows its names larger.
    fn tightened(&self, relaxed: &[Point]) -> Vec<Point> {
        let tries: Vec<(f64, Vec<Point>)> =
            FILLS.iter().map(|fill| self.separated(relaxed, *fill)).collect();
        let best = tries.iter().map(|(score, _)| *score).fold(f64::MAX, f64::min);
        let mut good = tries.into_iter().rev().filter(|(score, _)| *score <= best * FORGIVEN);
        good.next().map(|(_, places)| places).unwrap_or_default()
    }

    /// Places at that density that do not meet, and their score.
    fn separated(&self, relaxed: &[Point], fill: f64) -> (f64, Vec<Point>) {
        let gap = self.sheet.gap;
        let mut places = relaxed.to_vec();
        scale(&mut places, projection::scale_to_density(self.extents, relaxed, gap, fill));
        projection::separate(self.extents, &mut places, gap);
        let numbers: Vec<u32> = (0..self.len() as u32).collect();
        let offsets = vec![Point::default(); self.len()];
        let masses = vec![1.0; self.len()];
        let rigid = Rigid { body_of: &numbers, offsets: &offsets, masses: &masses };
        (self.score(rigid, &places), places)
    }

    /// A layout before and after its boxes were moved apart.
    fn single_try(&self, attempt: u32, threads: usize) -> (f64, (Vec<Point>, Vec<Point>)) {
        let mut random = self.random(attempt);
        let mut centres = self.by_distance(&mut random);
        self.forces(&mut centres, 1.0, threads);
        let mut places = self.opened(&centres, &mut random);
        let masses = vec![1.0; self.len()];
        let turns = turns(50, self.len());
        let motion = Motion { turns, step: 0.3, still: 0.01, threads };
        spring_electrical::relax(&self.graph, &masses, &mut places, motion);
        let numbers: Vec<u32> = (0..self.len() as u32).collect();
        let offsets = vec![Point::default(); self.len()];
        let rigid = Rigid { body_of: &numbers, offsets: &offsets, masses: &masses };
        orientation::turn(&mut places, self.sheet.aspect);
        self.to_steps(rigid, &mut places, &mut random);
        sgd::relax(&self.pairs(), rigid, &mut places, self.descent(usize::MAX), &mut random);
        let fill = if self.len() < FEW { FILLS[0] } else { FILL };
        let (score, apart) = self.separated(&places, fill);
        (score, (places, apart))
    }

    /// Nodes around their body's place, as the seeds of a sunflower (Vogel 1979).
    fn opened(&self, centres: &[Point], random: &mut Random) -> Vec<Point> {
        let mut places = vec![Point::default(); self.len()];
        for (body, centre) in self.bodies.members.iter().zip(centres) {
            // At rest, the leaves of a hub reach as far as the cube root of their number.
            let count = body.len() as f64;
            let reach = 0.55 * libm::cbrt(count) / count.sqrt();
            let turn = random.unit() * std::f64::consts::TAU;
            for (at, &node) in body.iter().enumerate() {
                let angle = turn + at as f64 * GOLDEN_ANGLE;
                let radius = reach * (at as f64).sqrt();
                places[node as usize] = Point {
                    x: centre.x + radius * libm::cos(angle),
                    y: centre.y + radius * libm::sin(angle),
                };
            }
        }
        places
    }

    fn in_blocks(&self) -> Placed {
        let blocks: Vec<Block> = (0..self.bodies.members.len()).map(|at| self.block(at)).collect();
        let mut offsets = vec![Point::default(); self.len()];
        for (members, block) in self.bodies.members.iter().zip(&blocks) {
            for (&node, place) in members.iter().zip(block.hub.iter().chain(&block.offsets)) {
                offsets[node as usize] = *place;
            }
        }
        let rooms: Vec<Extent> = blocks.iter().map(|block| block.room).collect();
        let margin = 2.0 * self.sheet.gap;
        let area: f64 = rooms
            .iter()
            .map(Extent::size)
            .map(|size| (size.width + margin) * (size.height + margin))
            .sum();
        let step = TIE_LENGTH * area.sqrt();
        let in_steps: Vec<Point> =
            offsets.iter().map(|at| Point { x: at.x / step, y: at.y / step }).collect();
        let Bodies { body_of, masses, members, .. } = &self.bodies;
        let rigid = Rigid { body_of, offsets: &in_steps, masses };
        let tries = match members.len() {
            ..FEW => 6,
            FEW..SOME => 4,
            _ => 1,
        };
        let best = self.best(tries, |attempt, threads| self.block_try(rigid, attempt, threads));
        let mut centres = best.unwrap_or_default();
        scale(&mut centres, step);
        projection::separate(&rooms, &mut centres, BLOCK_GAP * self.sheet.gap);
        let places = offsets.iter().zip(body_of).map(|(at, &body)| {
            let centre = centres[body as usize];
            Point { x: centre.x + at.x, y: centre.y + at.y }
        });
        let rooms = members.iter().zip(&rooms).zip(&centres);
        let blocks = rooms
            .filter(|((members, _), _)| members.len() > 1)
            .map(|((members, room), centre)| (members.clone(), room.around(*centre)));
        Placed { places: places.collect(), blocks: blocks.collect() }
    }

    fn block(&self, body: usize) -> Block {
        let members: Vec<Extent> =
            self.bodies.members[body].iter().map(|&node| self.extents[node as usize]).collect();
        match self.bodies.hubs[body] {
            Some(_) => block::arrange(&members[1..], members.first(), self.sheet.gap),
            None => block::arrange(&members, None, self.sheet.gap),
        }
    }

    fn block_try(&self, rigid: Rigid<'_>, attempt: u32, threads: usize) -> (f64, Vec<Point>) {
        let mut random = self.random(attempt);
        let mut places = self.by_distance(&mut random);
        self.forces(&mut places, 1.0, threads);
        orientation::turn(&mut places, self.sheet.aspect);
        self.to_steps(rigid, &mut places, &mut random);
        sgd::relax(&self.pairs(), rigid, &mut places, self.descent(MANY), &mut random);
        (self.score(rigid, &places), places)
    }
}

/// Turns for so many bodies: the larger the graph, the fewer, so that time grows with its size and
/// no graph takes forever.
fn turns(most: u32, bodies: usize) -> u32 {
    let affordable = (10_000_000 / bodies.max(1)).max(15);
    most.min(u32::try_from(affordable).unwrap_or(most))
}

/// The angle of seeds in a sunflower.
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;

fn scale(places: &mut [Point], factor: f64) {
    for place in places {
        *place = Point { x: place.x * factor, y: place.y * factor };
    }
}
