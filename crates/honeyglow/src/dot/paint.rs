//! Colours of DOT: names, numbers, and hue with saturation and value.

use crate::look::Paint;

/// A colour; of a list, the first.
pub(super) fn paint(text: &str) -> Option<Paint> {
    let first = text.split([':', ';']).next().unwrap_or_default().trim();
    // `/x11/red` and `//red` name a scheme; ours has the names of X11 and SVG.
    let name = first.rsplit('/').next().unwrap_or_default();
    Paint::parse(name).or_else(|| hsv(name))
}

/// `0.482 0.714 0.878`, with blanks or commas: parts of one.
fn hsv(text: &str) -> Option<Paint> {
    let mut parts = text.split([' ', ',']).filter(|part| !part.is_empty());
    let mut part = || parts.next()?.parse::<f64>().ok().filter(|part| (0.0..=1.0).contains(part));
    let (hue, saturation, value) = (part()?, part()?, part()?);
    if parts.next().is_some() {
        return None;
    }
    let channel = |shift: f64| {
        let place = libm::fmod(shift + hue * 6.0, 6.0);
        let share = value * (1.0 - saturation * place.min(4.0 - place).clamp(0.0, 1.0));
        // Between 0 and 255.
        libm::round(share * 255.0) as u8
    };
    Some(Paint::solid([channel(5.0), channel(3.0), channel(1.0)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_all_their_forms() {
        for (text, rgb) in [
            ("red", Some([255, 0, 0])),
            ("red:blue", Some([255, 0, 0])),
            ("blue;0.5:red", Some([0, 0, 255])),
            ("/x11/red", Some([255, 0, 0])),
            ("#00ff00", Some([0, 255, 0])),
            ("0.000 1.000 1.000", Some([255, 0, 0])),
            ("0.333333,1,1", Some([0, 255, 0])),
            ("0.666667 1 0.5", Some([0, 0, 128])),
            ("0 0 1", Some([255, 255, 255])),
            ("0.1 2 3", None),
            ("1 1 1 1", None),
            ("nocolour", None),
            ("", None),
        ] {
            assert_eq!(paint(text).map(|paint| paint.rgb), rgb, "{text}");
        }
    }
}
