//! One component of a graph in rings around its middle.

use super::super::csr::Csr;
use super::super::{Extent, Point, Size, projection, ring_order};
use super::Wheel;

/// How much of the middle of a ring what stands in it takes.
const INSIDE: f64 = 0.4;

/// What is to be placed around something: a node with what hangs on it.
#[derive(Clone, Copy, Debug)]
struct Sector {
    node: u32,
    from: f64,
    to: f64,
    radius: f64,
}

/// One component around its middle. Circles are drawn as wide as the aspect says.
struct Rings<'a> {
    wheel: &'a Wheel<'a>,
    air: f64,
    /// What hangs on each node, by number in the component, and how much room all of it needs.
    children: Vec<Vec<u32>>,
    area: Vec<f64>,
    nodes: &'a [u32],
    places: Vec<Point>,
}

/// The places of the nodes of a component.
pub(super) fn component(wheel: &Wheel<'_>, graph: &Csr, nodes: &[u32], air: f64) -> Vec<Point> {
    let part = graph.part(nodes);
    let hubs: Vec<u32> = (0..nodes.len() as u32)
        .filter(|&at| wheel.kinds[nodes[at as usize] as usize] == 0)
        .collect();
    let best = |candidates: &mut dyn Iterator<Item = u32>| {
        candidates.max_by_key(|&at| (part.degree(at as usize), std::cmp::Reverse(at)))
    };
    let middle = match hubs.len() {
        0 => best(&mut (0..nodes.len() as u32)),
        1 => Some(hubs[0]),
        _ => None,
    };
    let (ring, inside) = match middle {
        Some(middle) => (vec![middle], Vec::new()),
        None => (ring_order::ordered(&part, &hubs), ring_order::between(&part, &hubs)),
    };
    let mut rings = Rings {
        wheel,
        air,
        children: hanging(&part, &ring, &inside),
        area: Vec::new(),
        nodes,
        places: vec![Point::default(); nodes.len()],
    };
    rings.measure();
    match middle {
        Some(middle) => rings.around(middle),
        None => rings.ring(&part, &ring, &inside),
    }
    let extents: Vec<Extent> = nodes.iter().map(|&node| wheel.extents[node as usize]).collect();
    projection::separate(&extents, &mut rings.places, wheel.gap);
    rings.places
}

/// Breadth first from the ring: each node hangs on the first that reached it.
fn hanging(part: &Csr, ring: &[u32], inside: &[u32]) -> Vec<Vec<u32>> {
    let mut seen = vec![false; part.len()];
    ring.iter().chain(inside).for_each(|&node| seen[node as usize] = true);
    let mut children = vec![Vec::new(); part.len()];
    let mut queue: Vec<u32> = ring.iter().chain(inside).copied().collect();
    let mut at = 0;
    while at < queue.len() {
        let node = queue[at] as usize;
        for &next in part.neighbours(node) {
            if !seen[next as usize] {
                seen[next as usize] = true;
                children[node].push(next);
                queue.push(next);
            }
        }
        at += 1;
    }
    children
}

impl Rings<'_> {
    /// Width and height of what a node needs, circles of the aspect seen as round.
    fn size(&self, at: u32) -> Size {
        let size = self.wheel.extents[self.nodes[at as usize] as usize].size();
        let gap = self.wheel.gap;
        Size {
            width: (size.width + gap) * self.air / self.wheel.aspect,
            height: (size.height + gap) * self.air,
        }
    }

    fn kind(&self, at: u32) -> u8 {
        self.wheel.kinds[self.nodes[at as usize] as usize]
    }

    fn own_area(&self, at: u32) -> f64 {
        let size = self.size(at);
        size.width * size.height + 1e-9
    }

    /// Sorts what hangs on each node and sums up the room of it, the farthest first.
    fn measure(&mut self) {
        let count = self.nodes.len() as u32;
        self.area = (0..count).map(|at| self.own_area(at)).collect();
        // Parents before children, whatever hangs on what.
        let mut hangs = vec![false; count as usize];
        self.children.iter().flatten().for_each(|&child| hangs[child as usize] = true);
        let mut order: Vec<u32> = (0..count).filter(|&at| !hangs[at as usize]).collect();
        let mut at = 0;
        while at < order.len() {
            order.extend_from_slice(&self.children[order[at] as usize]);
            at += 1;
        }
        for &node in order.iter().rev() {
            let below: f64 =
                self.children[node as usize].iter().map(|&child| self.area[child as usize]).sum();
            self.area[node as usize] += below;
        }
        for at in 0..count {
            let mut children = std::mem::take(&mut self.children[at as usize]);
            children.sort_by(|&a, &b| {
                let key = |child: u32| (self.children[child as usize].is_empty(), self.kind(child));
                // Large ones are near their hub.
                (key(a).cmp(&key(b)))
                    .then(self.area[b as usize].total_cmp(&self.area[a as usize]))
                    .then(a.cmp(&b))
            });
            self.children[at as usize] = children;
        }
    }

    fn put(&mut self, at: u32, angle: f64, radius: f64) {
        let (x, y) = (radius * libm::cos(angle), radius * libm::sin(angle));
        let extent = self.wheel.extents[self.nodes[at as usize] as usize];
        // The middle of the node with its label stands on the ring.
        self.places[at as usize] = Point {
            x: x * self.wheel.aspect - (extent.right - extent.left) / 2.0,
            y: y - (extent.down - extent.up) / 2.0,
        };
    }

    /// How much of a ring a node takes there, and how thick it makes it.
    fn room(&self, at: u32, angle: f64) -> (f64, f64) {
        let Size { width, height } = self.size(at);
        let (sine, cosine) = (libm::sin(angle).abs(), libm::cos(angle).abs());
        // The lesser of what parts two boxes along the ring.
        let along = (width / sine.max(1e-9)).min(height / cosine.max(1e-9));
        (along, width * cosine + height * sine)
    }

    /// One node in the middle, all else around it; kinds on opposite sides.
    fn around(&mut self, middle: u32) {
        self.put(middle, 0.0, 0.0);
        let Size { width, height } = self.size(middle);
        let radius = (width + height) / 2.0;
        let whole = std::f64::consts::TAU;
        let children = std::mem::take(&mut self.children[middle as usize]);
        let sum: f64 = children.iter().map(|&child| self.area[child as usize]).sum();
        let first = children.iter().map(|&child| self.kind(child)).min().unwrap_or_default();
        let left: Vec<u32> =
            children.iter().copied().filter(|&child| self.kind(child) == first).collect();
        let right: Vec<u32> =
            children.iter().copied().filter(|&child| self.kind(child) != first).collect();
        let share =
            left.iter().map(|&child| self.area[child as usize]).sum::<f64>() / sum.max(1e-9);
        // The first kind has its middle at the left.
        let start = std::f64::consts::PI * (1.0 - share);
        self.fill(&left, (start, start + whole * share), radius);
        self.fill(&right, (start + whole * share, start + whole), radius);
    }

    /// Hubs on a ring around what links them.
    fn ring(&mut self, part: &Csr, ring: &[u32], inside: &[u32]) {
        let within: f64 = inside.iter().map(|&at| self.area[at as usize]).sum();
        let along: f64 = ring
            .iter()
            .map(|&at| {
                let size = self.size(at);
                size.width.max(size.height)
            })
            .sum();
        let radius = (within / INSIDE / std::f64::consts::PI)
            .sqrt()
            .max(along / std::f64::consts::TAU)
            .max(self.air * self.wheel.gap);
        let whole: f64 = ring.iter().map(|&at| self.area[at as usize]).sum();
        let mut angle = -std::f64::consts::PI;
        let mut angles = vec![0.0; self.nodes.len()];
        for &hub in ring {
            // No hub without a place on the ring, however much hangs on others.
            let own = self.size(hub);
            let least = 0.5 * own.width.max(own.height) / radius / std::f64::consts::TAU;
            let least = least.min(0.5 / ring.len() as f64);
            let free = 1.0 - ring.len() as f64 * least;
            let share = least + free.max(0.0) * self.area[hub as usize] / whole;
            let to = angle + std::f64::consts::TAU * share;
            angles[hub as usize] = (angle + to) / 2.0;
            self.sector(Sector { node: hub, from: angle, to, radius });
            angle = to;
        }
        // What links hubs stands in the middle of them (Tutte 1963).
        for &node in inside {
            let (mut x, mut y, mut sum) = (0.0, 0.0, 0.0);
            let ends = part.neighbours(node as usize).iter().zip(part.weights(node as usize));
            for (&hub, &weight) in ends.filter(|(hub, _)| self.kind(**hub) == 0) {
                // Rare ties count too, or all would stand at the largest hub.
                let weight = f64::from(weight).max(0.0).sqrt() + 1e-9;
                x += weight * libm::cos(angles[hub as usize]);
                y += weight * libm::sin(angles[hub as usize]);
                sum += weight;
            }
            let (x, y) = (x / sum.max(1e-9), y / sum.max(1e-9));
            let far = 0.8 * radius * (x * x + y * y).sqrt();
            self.put(node, libm::atan2(y, x), far);
            let children = std::mem::take(&mut self.children[node as usize]);
            self.fill(&children, (-std::f64::consts::PI, std::f64::consts::PI), far + radius);
        }
    }

    /// A node and all that hangs on it. A stack instead of recursion: a path is as deep as long.
    fn sector(&mut self, sector: Sector) {
        let mut open = vec![sector];
        while let Some(Sector { node, from, to, radius }) = open.pop() {
            let angle = (from + to) / 2.0;
            self.put(node, angle, radius);
            let children = std::mem::take(&mut self.children[node as usize]);
            let (_, thick) = self.room(node, angle);
            self.split(&children, (from, to), radius + thick, &mut open);
        }
    }

    fn fill(&mut self, children: &[u32], range: (f64, f64), radius: f64) {
        let mut open = Vec::new();
        self.split(children, range, radius, &mut open);
        for sector in open {
            self.sector(sector);
        }
    }

    /// Gives children their parts of a sector: those that have children of their own a sector each,
    /// the others rows in one.
    fn split(&mut self, children: &[u32], range: (f64, f64), radius: f64, open: &mut Vec<Sector>) {
        let sum: f64 = children.iter().map(|&child| self.area[child as usize]).sum();
        let part = |area: f64| (range.1 - range.0) * area / sum.max(1e-9);
        let leaves = children.partition_point(|&child| !self.children[child as usize].is_empty());
        let mut from = range.0;
        for &node in &children[..leaves] {
            let to = from + part(self.area[node as usize]);
            let (_, thick) = self.room(node, (from + to) / 2.0);
            open.push(Sector { node, from, to, radius: radius + thick / 2.0 });
            from = to;
        }
        self.rows(&children[leaves..], (from, range.1), radius);
    }

    /// Leaves in rows, from the inside out.
    fn rows(&mut self, leaves: &[u32], (from, to): (f64, f64), start: f64) {
        let mut radius = start;
        let mut at = 0;
        while at < leaves.len() {
            // As many as the row holds, then spread over it.
            let middle = (from + to) / 2.0;
            let (_, thick) = self.room(leaves[at], middle);
            let row = radius + thick / 2.0;
            let (mut used, mut end, mut thickest) = (0.0, at, 0.0_f64);
            while end < leaves.len() {
                let angle = (from + used / row.max(1e-9)).min(to);
                let (along, thick) = self.room(leaves[end], angle);
                if end > at && used + along > (to - from) * row {
                    break;
                }
                used += along;
                thickest = thickest.max(thick);
                end += 1;
            }
            let stretch = ((to - from) * row / used.max(1e-9)).max(0.0);
            let mut along = 0.0;
            for &leaf in &leaves[at..end] {
                let angle = (from + along / row.max(1e-9)).min(to);
                let own = self.room(leaf, angle).0 * stretch;
                self.put(leaf, (from + (along + own / 2.0) / row.max(1e-9)).min(to), row);
                along += own;
            }
            radius += thickest.max(1e-6);
            at = end;
        }
    }
}
