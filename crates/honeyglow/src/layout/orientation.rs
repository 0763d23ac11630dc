//! Turning a layout so that it fits a page of some aspect: distances stay, waste goes.

use super::{Point, Rect, Size};

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
    let turned = places.iter().map(|place| turned(*place, by));
    let bounds = Rect::around_all(turned).unwrap_or_default();
    Size { width: bounds.width(), height: bounds.height() }.side_at(aspect)
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
