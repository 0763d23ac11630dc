//! Turning a layout so that it fits a page of some aspect: distances stay, waste goes.

use super::Point;

/// Angles tried in a half turn. A box changes by less than a tenth from one to the next.
const ANGLES: usize = 36;

/// Turns places around the origin so that the page of that aspect which holds them is smallest.
/// Cost: O(n) an angle.
pub(super) fn turn(places: &mut [Point], aspect: f64) {
    let angles = (0..ANGLES).map(|step| step as f64 * std::f64::consts::PI / ANGLES as f64);
    let turns = angles.map(|angle| (libm::cos(angle), libm::sin(angle)));
    let needed = turns.map(|by| (need(places, by, aspect), by));
    let best = needed.min_by(|one, two| one.0.total_cmp(&two.0));
    let Some((_, by)) = best else { return };
    for place in places {
        *place = turned(*place, by);
    }
}

fn turned(place: Point, (cos, sin): (f64, f64)) -> Point {
    Point { x: cos * place.x - sin * place.y, y: sin * place.x + cos * place.y }
}

/// How large the page would be, as its width over the root of its aspect.
fn need(places: &[Point], by: (f64, f64), aspect: f64) -> f64 {
    let (mut low, mut high) =
        (Point { x: f64::MAX, y: f64::MAX }, Point { x: f64::MIN, y: f64::MIN });
    for place in places {
        let place = turned(*place, by);
        low = Point { x: low.x.min(place.x), y: low.y.min(place.y) };
        high = Point { x: high.x.max(place.x), y: high.y.max(place.y) };
    }
    ((high.x - low.x) / aspect.sqrt()).max((high.y - low.y) * aspect.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tower_is_laid_down() {
        let mut places: Vec<Point> =
            (0..10).map(|at| Point { x: f64::from(at % 2), y: f64::from(at) * 5.0 }).collect();
        let before = need(&places, (1.0, 0.0), 2.0);
        turn(&mut places, 2.0);
        assert!(need(&places, (1.0, 0.0), 2.0) < 0.6 * before);
        turn(&mut [], 2.0);
    }
}
