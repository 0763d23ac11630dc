//! Picture formats: SVG from the drawing's marks, PNG and PDF from that SVG.

pub mod pdf;
pub mod png;
pub mod svg;
mod tree;
