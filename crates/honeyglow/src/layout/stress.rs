//! Stress by stochastic gradient descent (Zheng, Pawar and Goodman 2018).

use super::Point;
use super::random::Random;

/// Two bodies and the distance that they should have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) ideal: f64,
}

/// Moves the places, in turn for each pair, towards the pair's ideal distance:
/// both ends by half of `min(1, eta / ideal²) · (distance − ideal)`, with a falling `eta`.
pub(super) fn relax(pairs: &mut [Pair], places: &mut [Point], random: &mut Random) {
    let longest = pairs.iter().fold(0.0, |most: f64, pair| most.max(pair.ideal));
    let shortest = pairs.iter().fold(longest, |least: f64, pair| least.min(pair.ideal));
    if shortest <= 0.0 {
        return;
    }
    let rounds = if places.len() > MANY { 15 } else { ROUNDS };
    let (first, last) = (longest * longest, shortest * shortest * 0.05);
    let decay = libm::exp(libm::log(last / first) / f64::from(rounds - 1));
    let mut eta = first;
    for _ in 0..rounds {
        random.shuffle(pairs);
        for pair in pairs.iter() {
            let (a, b) = (places[pair.a as usize], places[pair.b as usize]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let distance = (dx * dx + dy * dy).sqrt();
            if distance < 1e-9 {
                places[pair.b as usize].x += 1e-3 * (random.unit() - 0.5);
                places[pair.b as usize].y += 1e-3 * (random.unit() - 0.5);
                continue;
            }
            let share = (eta / (pair.ideal * pair.ideal)).min(1.0);
            let pull = share * (distance - pair.ideal) / (2.0 * distance);
            places[pair.a as usize] = Point { x: a.x + pull * dx, y: a.y + pull * dy };
            places[pair.b as usize] = Point { x: b.x - pull * dx, y: b.y - pull * dy };
        }
        eta *= decay;
    }
}

const ROUNDS: u32 = 40;
/// Above, the fewest rounds that settle a layout.
const MANY: usize = 1500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_straight_line() {
        let mut pairs: Vec<Pair> = Vec::new();
        for a in 0..5_u32 {
            pairs.extend((a + 1..5).map(|b| Pair { a, b, ideal: f64::from(b - a) }));
        }
        let mut random = Random::new(7);
        let mut places: Vec<Point> =
            (0..5).map(|_| Point { x: random.unit(), y: random.unit() }).collect();
        relax(&mut pairs, &mut places, &mut random);
        let (dx, dy) = (places[4].x - places[0].x, places[4].y - places[0].y);
        let length = (dx * dx + dy * dy).sqrt();
        assert!((length - 4.0).abs() < 0.05, "{length}");
    }
}
