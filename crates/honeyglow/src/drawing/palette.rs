//! Colours. Okabe and Ito's palette (2008), which people with any kind of colour blindness can
//! tell apart; roles differ in shape as well, so that a black-and-white print loses nothing.

use std::fmt;

use crate::graph::Role;

/// Red, green and blue, 0 to 255 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// As `#rrggbb`.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The page.
pub const PAPER: Colour = Colour(255, 255, 255);
/// Titles and labels.
pub const INK: Colour = Colour(28, 30, 33);
/// Captions.
pub const FAINT_INK: Colour = Colour(92, 98, 105);
/// Rules of the legend.
pub const RULE: Colour = Colour(214, 218, 222);

/// Inside and border of what has no colour of its own where a style has its colours.
pub const NEUTRAL: (Colour, Colour) = (RULE, FAINT_INK);

impl Colour {
    /// How light it is to the eye, 0 to 255, by the weights of Rec. 601.
    #[must_use]
    pub fn lightness(self) -> u32 {
        (u32::from(self.0) * 299 + u32::from(self.1) * 587 + u32::from(self.2) * 114) / 1000
    }

    /// The ink that is read upon it.
    #[must_use]
    pub fn readable_ink(self) -> Colour {
        if self.lightness() < 128 { PAPER } else { INK }
    }
}

/// The colour of these channels.
pub(super) fn colour([red, green, blue]: [u8; 3]) -> Colour {
    Colour(red, green, blue)
}

/// Inside of a block.
pub const FRAME: Colour = Colour(248, 249, 250);

/// Inside of a node.
#[must_use]
pub fn fill(role: Role) -> Colour {
    match role {
        Role::Source => Colour(213, 94, 0),
        Role::Event => Colour(198, 226, 245),
        Role::Target => Colour(240, 196, 25),
        Role::SourceAndTarget => Colour(204, 121, 167),
    }
}

/// Border of a node.
#[must_use]
pub fn stroke(role: Role) -> Colour {
    match role {
        Role::Source => Colour(138, 60, 0),
        Role::Event => Colour(0, 114, 178),
        Role::Target => Colour(140, 106, 0),
        Role::SourceAndTarget => Colour(125, 60, 98),
    }
}

/// An edge, by the role of the node that is not its event: what comes in is told from what goes
/// out.
#[must_use]
pub fn edge(role: Role) -> Colour {
    match role {
        Role::Source | Role::SourceAndTarget => Colour(196, 96, 26),
        Role::Event | Role::Target => Colour(92, 112, 134),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_colours_have_light_ink() {
        for (colour, ink) in [
            (Colour(0, 0, 128), PAPER),
            (Colour(255, 0, 0), PAPER),
            (Colour(0, 255, 0), INK),
            (Colour(255, 165, 0), INK),
            (PAPER, INK),
        ] {
            assert_eq!(colour.readable_ink(), ink, "{colour}");
        }
    }
}
