//! Colours that a style or a graph file asks for.

use super::colour_table::{MORE, TABLE};

/// Red, green, blue, and how much of what is beneath shows through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    /// Red, green and blue, 0 to 255 each.
    pub rgb: [u8; 3],
    /// 0 is clear, 255 is solid.
    pub alpha: u8,
}

/// Where X11, which Graphviz draws by, differs from AfterGlow's table.
const X11: [(&str, [u8; 3]); 6] = [
    ("gray", [192, 192, 192]),
    ("grey", [192, 192, 192]),
    ("green", [0, 255, 0]),
    ("maroon", [176, 48, 96]),
    ("orange", [255, 165, 0]),
    ("purple", [160, 32, 240]),
];

impl Paint {
    /// A solid colour.
    #[must_use]
    pub fn solid(rgb: [u8; 3]) -> Self {
        Self { rgb, alpha: 255 }
    }

    /// A name of X11 or SVG, `#rrggbb` or `#rrggbbaa`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(digits) = text.strip_prefix('#') {
            let is_hex = matches!(digits.len(), 6 | 8)
                && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
            let solid = if digits.len() == 6 { number << 8 | 0xff } else { number };
            let [red, green, blue, alpha] = solid.to_be_bytes();
            return Some(Self { rgb: [red, green, blue], alpha });
        }
        let name: String =
            text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        if name == "transparent" {
            return Some(Self { rgb: [255; 3], alpha: 0 });
        }
        let tables = X11.iter().chain(&TABLE).chain(&MORE);
        tables.clone().find(|(known, _)| *known == name).map(|(_, rgb)| Self::solid(*rgb))
    }

    /// What it looks like on white paper.
    #[must_use]
    pub fn on_paper(&self) -> [u8; 3] {
        self.rgb.map(|channel| {
            let (channel, alpha) = (u32::from(channel), u32::from(self.alpha));
            u8::try_from((channel * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_names_or_numbers() {
        for (text, paint) in [
            ("#0a141e", Some(([10, 20, 30], 255))),
            ("#0a141e80", Some(([10, 20, 30], 128))),
            ("Light Blue", Some(([173, 216, 230], 255))),
            ("green", Some(([0, 255, 0], 255))),
            ("darkred", Some(([139, 0, 0], 255))),
            ("no colour", None),
            ("#12", None),
            ("#0a141e8", None),
        ] {
            let expected = paint.map(|(rgb, alpha)| Paint { rgb, alpha });
            assert_eq!(Paint::parse(text), expected, "{text}");
        }
        assert_eq!(Paint { rgb: [0, 0, 0], alpha: 128 }.on_paper(), [127; 3]);
    }
}
