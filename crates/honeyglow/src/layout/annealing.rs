//! Simulated annealing (Davidson and Harel, "Drawing graphs nicely using simulated annealing",
//! 1996) of the bodies of a graph: which hub stands beside which, and on which side.
//!
//! Forces find a place for each body that suits its neighbours, and no body leaves it if the way
//! out leads through worse places; here one body at a time jumps, and what counts is what a drawing
//! is judged by: stress of all pairs of nodes, and crossings, each line weighted by the edges it
//! stands for, and lines through the leaves of a hub counted by the leaves they cut. Jumps go where
//! stress would have the body (a step of majorization; Gansner, Koren and North 2004), beside a
//! neighbour, or just a little away.
//!
//! Cost of a jump: O(bodies + ties of the body · ties), so it is for graphs of some hundred bodies,
//! however many nodes they have. Memory: 8 bytes a pair of bodies.
#![expect(clippy::needless_range_loop, reason = "a lane is a place in several arrays at once")]

use super::Point;
use super::bodies::Bodies;
use super::hops::Hops;
use super::random::Random;

/// What a layout of bodies is worth, and what a jump would change.
#[derive(Clone, Debug)]
pub(super) struct Model {
    bodies: usize,
    /// For each pair, the sums of 1/d² and of 1/d over their nodes' distances d.
    squares: Vec<f32>,
    singles: Vec<f32>,
    /// The ends of each line, and the edges it stands for.
    lines: Vec<(u32, u32, f32)>,
    lines_of: Vec<Vec<u32>>,
    /// The leaves of each hub.
    leaves: Vec<f32>,
    /// How far they reach.
    reach: Vec<f32>,
    /// The bodies with leaves, and the number of each among them.
    hubs: Vec<u32>,
    hub_of: Vec<Option<u32>>,
    /// One over the pairs of nodes; what a crossing is worth beside them.
    per_pair: f32,
    per_crossing: f32,
}

/// How long and how wildly bodies jump.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// Jumps in all.
    pub(super) jumps: usize,
    /// How much worse a jump may make the whole at first, and at last.
    pub(super) heat: (f64, f64),
}

/// So many things are looked at together, as processors like it.
const LANES: usize = 8;

/// Lines that are looked at together. One without weight is none.
#[derive(Clone, Debug, Default)]
struct Lines {
    from_x: [f32; LANES],
    from_y: [f32; LANES],
    to_x: [f32; LANES],
    to_y: [f32; LANES],
    weight: [f32; LANES],
}

/// Leaves around hubs that are looked at together.
#[derive(Clone, Debug, Default)]
struct Fans {
    x: [f32; LANES],
    y: [f32; LANES],
    reach: [f32; LANES],
    leaves: [f32; LANES],
}

/// The places of one moment, with the lines and leaves that they make.
struct State<'a> {
    model: &'a Model,
    x: Vec<f32>,
    y: Vec<f32>,
    lines: Vec<Lines>,
    fans: Vec<Fans>,
    /// What the crossings of each body are believed not to be above, so that jumps that must fail
    /// need not be looked at twice. Other bodies move, so the belief grows until it is looked at.
    hope: Vec<f32>,
}

impl Model {
    /// `crossed` is what a share of crossings is worth beside stress; `drawn` is the share of a
    /// line's weight that is the same for all lines, as when each is drawn once. Leaves reach so
    /// far around their hubs. All classes must have rows.
    pub(super) fn new(
        bodies: &Bodies,
        hops: &Hops,
        class_of: &[u32],
        reach: &[f64],
        crossed: f64,
        drawn: f32,
    ) -> Self {
        let count = bodies.members.len();
        let classes = hops.classes();
        let mut body_of_class = vec![0_u32; classes];
        let mut masses = vec![0.0_f32; classes];
        for (&class, &body) in class_of.iter().zip(&bodies.body_of) {
            body_of_class[class as usize] = body;
            masses[class as usize] += 1.0;
        }
        let (mut squares, mut singles) = (vec![0.0; count * count], vec![0.0; count * count]);
        for (row, &a) in hops.pivots.iter().enumerate() {
            let body_a = body_of_class[a as usize] as usize;
            for (b, &steps) in hops.row(row).iter().enumerate() {
                let body_b = body_of_class[b] as usize;
                if body_a == body_b || steps == 0 {
                    continue;
                }
                let (both, d) = (masses[a as usize] * masses[b], f32::from(steps));
                squares[body_a * count + body_b] += both / (d * d);
                singles[body_a * count + body_b] += both / d;
            }
        }
        let mut lines: Vec<(u32, u32, f32)> = bodies.graph.edges().collect();
        let mean = lines.iter().map(|line| line.2).sum::<f32>() / lines.len().max(1) as f32;
        for line in &mut lines {
            line.2 += drawn * (mean - line.2);
        }
        let mut lines_of: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (line, &(a, b, _)) in (0..).zip(&lines) {
            lines_of[a as usize].push(line);
            lines_of[b as usize].push(line);
        }
        // The heaviest first: what is too much is so sooner.
        for own in &mut lines_of {
            let weight = |line: u32| lines[line as usize].2;
            own.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
        }
        let leaves: Vec<f32> = bodies
            .hubs
            .iter()
            .zip(&bodies.members)
            .map(|(hub, members)| if hub.is_some() { members.len() as f32 - 1.0 } else { 0.0 })
            .collect();
        let hubs: Vec<u32> = (0..count as u32).filter(|&at| leaves[at as usize] > 0.0).collect();
        let mut hub_of = vec![None; count];
        for (number, &hub) in (0..).zip(&hubs) {
            hub_of[hub as usize] = Some(number);
        }
        let edges = lines.iter().map(|line| line.2).sum::<f32>() + leaves.iter().sum::<f32>();
        let nodes = class_of.len() as f32;
        Self {
            bodies: count,
            squares,
            singles,
            lines,
            lines_of,
            leaves,
            hubs,
            hub_of,
            reach: reach.iter().map(|&reach| reach as f32).collect(),
            per_pair: 2.0 / (nodes * (nodes - 1.0)).max(1.0),
            per_crossing: crossed as f32 * 2.0 / (edges * edges).max(1.0),
        }
    }

    /// Lets bodies jump.
    pub(super) fn anneal(&self, places: &mut [Point], schedule: Schedule, random: &mut Random) {
        if self.bodies < 3 {
            return;
        }
        let mut state = State::new(self, places);
        let (first, last) = schedule.heat;
        let cooling = libm::exp(libm::log(last / first) / schedule.jumps.max(1) as f64);
        let mut heat = first;
        for jump in 0..schedule.jumps {
            let body = random.below(self.bodies);
            let left = 1.0 - jump as f64 / schedule.jumps as f64;
            let to = state.proposal(body, left, random);
            let limit = -heat * libm::log(random.unit().max(1e-12));
            heat *= cooling;
            state.try_jump(body, to, limit as f32);
        }
        for (at, place) in places.iter_mut().enumerate() {
            *place = Point { x: f64::from(state.x[at]), y: f64::from(state.y[at]) };
        }
    }
}

impl<'a> State<'a> {
    fn new(model: &'a Model, places: &[Point]) -> Self {
        let mut state = Self {
            model,
            x: vec![0.0; model.bodies],
            y: vec![0.0; model.bodies],
            lines: vec![Lines::default(); model.lines.len().div_ceil(LANES)],
            fans: vec![Fans::default(); model.hubs.len().div_ceil(LANES)],
            hope: vec![f32::INFINITY; model.bodies],
        };
        for (at, &hub) in model.hubs.iter().enumerate() {
            state.fans[at / LANES].reach[at % LANES] = model.reach[hub as usize].max(1e-6);
        }
        for (body, place) in places.iter().enumerate() {
            state.put(body, (place.x as f32, place.y as f32));
            state.weigh(body, 1.0);
        }
        state
    }

    /// Puts a body with its lines and leaves somewhere.
    fn put(&mut self, body: usize, (x, y): (f32, f32)) {
        (self.x[body], self.y[body]) = (x, y);
        for &line in &self.model.lines_of[body] {
            let (block, lane) = (line as usize / LANES, line as usize % LANES);
            let lines = &mut self.lines[block];
            if self.model.lines[line as usize].0 as usize == body {
                (lines.from_x[lane], lines.from_y[lane]) = (x, y);
            } else {
                (lines.to_x[lane], lines.to_y[lane]) = (x, y);
            }
        }
        if let Some(hub) = self.model.hub_of[body] {
            let (block, lane) = (hub as usize / LANES, hub as usize % LANES);
            (self.fans[block].x[lane], self.fans[block].y[lane]) = (x, y);
        }
    }

    /// Gives a body's lines and leaves so much of their weight.
    fn weigh(&mut self, body: usize, share: f32) {
        for &line in &self.model.lines_of[body] {
            let weight = share * self.model.lines[line as usize].2;
            self.lines[line as usize / LANES].weight[line as usize % LANES] = weight;
        }
        if let Some(hub) = self.model.hub_of[body] {
            let leaves = share * self.model.leaves[body];
            self.fans[hub as usize / LANES].leaves[hub as usize % LANES] = leaves;
        }
    }

    fn proposal(&self, body: usize, left: f64, random: &mut Random) -> (f32, f32) {
        let kind = random.below(8);
        let spread = match kind {
            0..4 => 0.1 + 1.2 * left,
            _ => 0.05 + 0.3 * left,
        };
        // About normal.
        let noise = |random: &mut Random| (spread * (random.unit() + random.unit() - 1.0)) as f32;
        let (dx, dy) = (noise(random), noise(random));
        let (x, y) = match kind {
            0..4 => (self.x[body], self.y[body]),
            4..6 => self.majorized(body),
            _ => {
                let lines = &self.model.lines_of[body];
                if lines.is_empty() {
                    (self.x[body], self.y[body])
                } else {
                    let line = self.model.lines[lines[random.below(lines.len())] as usize];
                    let other = if line.0 as usize == body { line.1 } else { line.0 } as usize;
                    // The far side of the neighbour.
                    let (x, y) = (self.x[other], self.y[other]);
                    let turn = random.unit() * std::f64::consts::TAU;
                    (x + libm::cos(turn) as f32, y + libm::sin(turn) as f32)
                }
            }
        };
        (x + dx, y + dy)
    }

    /// Where stress would have the body.
    fn majorized(&self, body: usize) -> (f32, f32) {
        let row = body * self.model.bodies..(body + 1) * self.model.bodies;
        let (squares, singles) = (&self.model.squares[row.clone()], &self.model.singles[row]);
        let (x, y) = (self.x[body], self.y[body]);
        let (mut sum_x, mut sum_y, mut total) = (0.0, 0.0, 1e-9);
        for at in 0..self.model.bodies {
            let (dx, dy) = (x - self.x[at], y - self.y[at]);
            let distance = (dx * dx + dy * dy).sqrt().max(1e-6);
            sum_x += squares[at] * self.x[at] + singles[at] * dx / distance;
            sum_y += squares[at] * self.y[at] + singles[at] * dy / distance;
            total += squares[at];
        }
        (sum_x / total, sum_y / total)
    }

    /// Stress of the pairs of one body, without what does not depend on places.
    fn stress(&self, body: usize, x: f32, y: f32) -> f32 {
        let count = self.model.bodies;
        let row = body * count..(body + 1) * count;
        let (squares, singles) = (&self.model.squares[row.clone()], &self.model.singles[row]);
        let mut sums = [0.0_f32; 8];
        let lanes = count - count % 8;
        for at in (0..lanes).step_by(8) {
            for lane in 0..8 {
                let at = at + lane;
                let (dx, dy) = (x - self.x[at], y - self.y[at]);
                let square = dx * dx + dy * dy;
                sums[lane] += squares[at] * square - 2.0 * singles[at] * square.sqrt();
            }
        }
        for at in lanes..count {
            let (dx, dy) = (x - self.x[at], y - self.y[at]);
            let square = dx * dx + dy * dy;
            sums[0] += squares[at] * square - 2.0 * singles[at] * square.sqrt();
        }
        sums.iter().sum()
    }

    /// Crossings of the lines and leaves of a body, were it there; what is above a limit is not
    /// counted to the end. What it has where it is must have no weight.
    fn crossings(&self, body: usize, x: f32, y: f32, limit: f32) -> f32 {
        let leaves = self.model.leaves[body];
        let mut crossed = 0.0;
        if leaves > 0.0 {
            let reach = self.model.reach[body].max(1e-6);
            crossed += leaves * (self.cut_by(x, y, reach) + self.mixed(x, y, reach));
        }
        for &line in &self.model.lines_of[body] {
            if crossed > limit {
                break;
            }
            let (a, b, weight) = self.model.lines[line as usize];
            let other = if a as usize == body { b } else { a } as usize;
            let (to_x, to_y) = (self.x[other], self.y[other]);
            let own = self.fan_at(other, x, y, to_x, to_y);
            crossed += weight * (self.cut(x, y, to_x, to_y) + self.fanned(x, y, to_x, to_y) - own);
        }
        crossed
    }

    /// What [`Self::fanned`] counts for the leaves at the end of a line, which it does not cut.
    fn fan_at(&self, other: usize, x: f32, y: f32, to_x: f32, to_y: f32) -> f32 {
        match self.model.hub_of[other] {
            Some(_) => {
                let reach = self.model.reach[other].max(1e-6);
                let line = (x, y, to_x, to_y);
                self.model.leaves[other] * through(line, to_x, to_y, reach)
            }
            None => 0.0,
        }
    }

    /// Weight of the lines that a segment cuts.
    fn cut(&self, ax: f32, ay: f32, bx: f32, by: f32) -> f32 {
        let (dx, dy) = (bx - ax, by - ay);
        let mut sums = [0.0_f32; LANES];
        for block in &self.lines {
            for lane in 0..LANES {
                let (cx, cy) = (block.from_x[lane], block.from_y[lane]);
                let (ex, ey) = (block.to_x[lane], block.to_y[lane]);
                let one = dx * (cy - ay) - dy * (cx - ax);
                let two = dx * (ey - ay) - dy * (ex - ax);
                let (fx, fy) = (ex - cx, ey - cy);
                let three = fx * (ay - cy) - fy * (ax - cx);
                let four = fx * (by - cy) - fy * (bx - cx);
                let apart = (one * two).max(three * four);
                sums[lane] += if apart < -1e-9 { block.weight[lane] } else { 0.0 };
            }
        }
        sums.iter().sum()
    }

    /// Weight of the lines that cut leaves, as a share of all leaves.
    fn cut_by(&self, x: f32, y: f32, reach: f32) -> f32 {
        let mut sums = [0.0_f32; LANES];
        for block in &self.lines {
            for lane in 0..LANES {
                let line =
                    (block.from_x[lane], block.from_y[lane], block.to_x[lane], block.to_y[lane]);
                sums[lane] += block.weight[lane] * through(line, x, y, reach);
            }
        }
        sums.iter().sum()
    }

    /// Leaves of hubs that a line cuts.
    fn fanned(&self, ax: f32, ay: f32, bx: f32, by: f32) -> f32 {
        let mut sums = [0.0_f32; LANES];
        for block in &self.fans {
            for lane in 0..LANES {
                let share =
                    through((ax, ay, bx, by), block.x[lane], block.y[lane], block.reach[lane]);
                sums[lane] += block.leaves[lane] * share;
            }
        }
        sums.iter().sum()
    }

    /// Leaves of other hubs among leaves that reach so far.
    fn mixed(&self, x: f32, y: f32, reach: f32) -> f32 {
        let mut sums = [0.0_f32; LANES];
        for block in &self.fans {
            for lane in 0..LANES {
                let (dx, dy) = (x - block.x[lane], y - block.y[lane]);
                let touch = reach + block.reach[lane];
                let near = (1.0 - (dx * dx + dy * dy).sqrt() / touch).max(0.0);
                sums[lane] += MIXED * block.leaves[lane] * near * near;
            }
        }
        sums.iter().sum()
    }

    fn try_jump(&mut self, body: usize, to: (f32, f32), limit: f32) {
        let (per_pair, per_crossing) = (self.model.per_pair, self.model.per_crossing);
        let (x, y) = (self.x[body], self.y[body]);
        let stress = self.stress(body, to.0, to.1) - self.stress(body, x, y);
        // How many more crossings the jump may bring.
        let more = (limit - stress * per_pair) / per_crossing;
        let most = more + self.hope[body];
        if most <= 0.0 {
            self.hope[body] *= PATIENCE;
            return;
        }
        self.weigh(body, 0.0);
        let after = self.crossings(body, to.0, to.1, most);
        if after < most {
            let before = self.crossings(body, x, y, f32::INFINITY);
            if after < before + more {
                self.put(body, to);
                self.hope[body] = HOPE * after;
            } else {
                self.hope[body] = HOPE * before;
            }
        } else {
            self.hope[body] *= PATIENCE;
        }
        self.weigh(body, 1.0);
    }
}

/// What the crossings of a body were when looked at, times that, is what they are believed not to
/// be above.
const HOPE: f32 = 1.2;
/// How the belief grows with each jump that fails for it.
const PATIENCE: f32 = 1.1;
/// The share of pairs of leaves that cross where those of two hubs share all their room.
const MIXED: f32 = 0.25;

/// The share of the leaves around a hub that a line cuts: half where it runs through the hub.
#[inline(always)]
fn through(line: (f32, f32, f32, f32), x: f32, y: f32, reach: f32) -> f32 {
    let (ax, ay, bx, by) = line;
    let (dx, dy) = (bx - ax, by - ay);
    let length = (dx * dx + dy * dy).max(1e-12);
    let along = (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0);
    let (ex, ey) = (x - ax - along * dx, y - ay - along * dy);
    0.5 * (1.0 - (ex * ex + ey * ey).sqrt() / reach).max(0.0)
}
