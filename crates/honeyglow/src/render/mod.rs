//! Picture formats: SVG from the drawing's marks, PNG from that SVG.

pub mod png;
pub mod svg;
