//! Twins together in blocks: each body becomes a block, and blocks are placed as one.

use super::block::{self, Block};
use super::bodies::Bodies;
use super::island::Placed;
use super::part::{Part, scale};
use super::sgd::{Descent, Rigid};
use super::{Extent, Point, orientation, projection, sgd};

/// Nodes beyond that do not make the descent longer.
const MANY: usize = 30_000;
/// Below so many bodies, a layout is made several times, and the best taken.
const FEW: usize = 100;
/// Below so many, twice.
const SOME: usize = 450;
/// An ideal tie beside the side of a square of all blocks.
const TIE_LENGTH: f64 = 0.28;
/// Lines that jumps of one try may look at: some hundredths of a second.
const LOOKS: usize = 12_000_000;
/// What a share of crossings is worth, beside stress, when bodies jump.
const CROSSED: f64 = 5.0;
/// The share of a line's weight that is the same for all: each is drawn once, whatever it stands
/// for.
const DRAWN: f32 = 0.6;
/// Gaps between blocks.
const BLOCK_GAP: f64 = 4.0;
/// Pairs per node in a turn of the descent.
const PAIRS: f64 = 20.0;
/// Turns of the descent.
const TURNS: u32 = 20;
/// How strongly pairs are pulled at first and at last.
const ETA: (f64, f64) = (0.3, 0.02);

/// A place for every node, and the blocks.
pub(super) fn place(part: &Part<'_>) -> Placed {
    let blocks: Vec<Block> = (0..part.bodies.members.len()).map(|at| arranged(part, at)).collect();
    let mut offsets = vec![Point::default(); part.len()];
    for (members, block) in part.bodies.members.iter().zip(&blocks) {
        for (&node, place) in members.iter().zip(block.hub.iter().chain(&block.offsets)) {
            offsets[node as usize] = *place;
        }
    }
    let rooms: Vec<Extent> = blocks.iter().map(|block| block.room).collect();
    let step = step(part, &rooms);
    let in_steps: Vec<Point> =
        offsets.iter().map(|at| Point { x: at.x / step, y: at.y / step }).collect();
    let Bodies { body_of, masses, members, .. } = &part.bodies;
    let rigid = Rigid { body_of, offsets: &in_steps, masses };
    let mut centres = centres(part, rigid, &rooms, step);
    scale(&mut centres, step);
    projection::separate(&rooms, &mut centres, BLOCK_GAP * part.sheet.gap);
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

/// The block of a body.
fn arranged(part: &Part<'_>, body: usize) -> Block {
    let members: Vec<Extent> =
        part.bodies.members[body].iter().map(|&node| part.extents[node as usize]).collect();
    match part.bodies.hubs[body] {
        Some(_) => block::arrange(&members[1..], members.first(), part.sheet.gap),
        None => block::arrange(&members, None, part.sheet.gap),
    }
}

/// The length of a step on paper.
fn step(part: &Part<'_>, rooms: &[Extent]) -> f64 {
    let margin = 2.0 * part.sheet.gap;
    let area: f64 = rooms
        .iter()
        .map(Extent::size)
        .map(|size| (size.width + margin) * (size.height + margin))
        .sum();
    TIE_LENGTH * area.sqrt()
}

/// The places of the blocks, in steps.
fn centres(part: &Part<'_>, rigid: Rigid<'_>, rooms: &[Extent], step: f64) -> Vec<Point> {
    let jumps = if part.bodies.members.len() < SOME { part.jumps(LOOKS) } else { 0 };
    // A disc of the block's area.
    let radius = |room: &Extent| {
        let size = room.size();
        (size.width * size.height / std::f64::consts::PI).sqrt() / step
    };
    let reach: Vec<f64> = rooms.iter().map(radius).collect();
    let model = (jumps > 0).then(|| part.model(&reach, CROSSED, DRAWN));
    let tries = match part.bodies.members.len() {
        ..FEW => 4,
        FEW..SOME => 2,
        _ => 1,
    };
    let best = part.best(tries, |attempt, threads| {
        let mut random = part.random(attempt);
        let mut places = part.by_distance(&mut random);
        part.forces(&mut places, threads);
        part.to_steps(rigid, &mut places, &mut random);
        let draws = (PAIRS * MANY.min(part.len()) as f64) as usize;
        let descent = Descent { turns: TURNS, draws, eta: ETA };
        sgd::relax(&part.pairs(), rigid, &mut places, descent, &mut random);
        if let Some(model) = &model {
            part.anneal(model, &mut places, jumps, &mut random);
        }
        orientation::turn(&mut places, part.sheet.aspect);
        (part.score(rigid, &places), places)
    });
    best.unwrap_or_default()
}
