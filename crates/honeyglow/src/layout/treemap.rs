//! A part of the page for each component: a squarified treemap (Bruls, Huizing and van Wijk
//! 2000).

use super::Rect;

/// Cuts the page into one part for each weight, in the same order from the upper left
/// corner. Parts are about `aspect` times as wide as high.
pub(super) fn cut(page: &Rect, weights: &[f64], aspect: f64) -> Vec<Rect> {
    // Worked out on a page where good parts are square.
    let mut rest = Rect { x0: page.x0 / aspect, x1: page.x1 / aspect, ..*page };
    let order: Vec<usize> = (0..weights.len()).collect();
    let sum: f64 = weights.iter().sum();
    let per_weight = rest.width() * rest.height() / sum.max(1e-12);
    let mut parts = vec![*page; weights.len()];
    let mut at = 0;
    while at < order.len() {
        let area = |node: usize| (weights[node] * per_weight).max(1e-9);
        let side = rest.width().min(rest.height()).max(1e-9);
        let mut end = at + 1;
        let mut total = area(order[at]);
        while end < order.len() {
            let more = total + area(order[end]);
            let (largest, smallest) = (area(order[at]), area(order[end]));
            let least = if end - at == 1 { largest } else { area(order[end - 1]) };
            if worst(largest, smallest, more, side) > worst(largest, least, total, side) {
                break;
            }
            total = more;
            end += 1;
        }
        lay(&mut rest, &order[at..end], area, total, &mut parts);
        at = end;
    }
    for part in &mut parts {
        part.x0 *= aspect;
        part.x1 *= aspect;
    }
    parts
}

/// The worst ratio of sides in a strip along that side.
fn worst(largest: f64, smallest: f64, total: f64, side: f64) -> f64 {
    let square = side * side / (total * total);
    (square * largest).max(1.0 / (square * smallest))
}

/// Cuts a strip off the shorter side of the rest and shares it out.
fn lay(
    rest: &mut Rect,
    strip: &[usize],
    area: impl Fn(usize) -> f64,
    total: f64,
    parts: &mut [Rect],
) {
    if rest.width() >= rest.height() {
        let width = total / rest.height().max(1e-9);
        let mut y = rest.y0;
        for &part in strip {
            let height = area(part) / width;
            parts[part] = Rect { x0: rest.x0, x1: rest.x0 + width, y0: y, y1: y + height };
            y += height;
        }
        rest.x0 += width;
    } else {
        let height = total / rest.width().max(1e-9);
        let mut x = rest.x0;
        for &part in strip {
            let width = area(part) / height;
            parts[part] = Rect { x0: x, x1: x + width, y0: rest.y0, y1: rest.y0 + height };
            x += width;
        }
        rest.y0 += height;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_page_and_share_nothing() {
        let page = Rect { x0: 0.0, y0: 0.0, x1: 300.0, y1: 200.0 };
        let weights = [1.0, 6.0, 3.0, 2.0, 2.0];
        let parts = cut(&page, &weights, 1.5);
        for (at, part) in parts.iter().enumerate() {
            let share = part.width() * part.height() / 60_000.0;
            assert!((share - weights[at] / 14.0).abs() < 1e-9);
            assert!(page.grown(1e-6).holds(part));
            assert!(parts[..at].iter().all(|other| !other.grown(-1e-6).meets(part)));
        }
    }
}
