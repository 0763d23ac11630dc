//! PNG of a drawing: its SVG, painted by resvg with the embedded fonts alone.

use std::fmt;

use resvg::tiny_skia::{Pixmap, Transform};

use super::svg::for_painters;
use super::tree::tree;
use crate::drawing::Drawing;

/// The most pixels a side: browsers show no larger picture, and a page of 14,400 points at 16
/// pixels a point would take 200 GB.
pub const MAX_SIDE_PX: u32 = 16_384;

/// Why there is no PNG.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PngError {
    /// The picture would have more than [`MAX_SIDE_PX`] pixels a side.
    TooLarge {
        /// Pixels from left to right.
        width_px: u64,
        /// Pixels from top to bottom.
        height_px: u64,
    },
    /// The SVG was not understood, or the pixels could not be encoded.
    Painter(String),
}

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PngError::TooLarge { width_px, height_px } => write!(
                f,
                "a picture of {width_px} x {height_px} pixels is larger than {MAX_SIDE_PX} a side: \
                 choose a smaller page or fewer pixels a point"
            ),
            PngError::Painter(reason) => write!(f, "the picture cannot be painted: {reason}"),
        }
    }
}

impl std::error::Error for PngError {}

/// Paints a drawing with `scale` pixels a point.
///
/// # Errors
/// The picture is too large, or cannot be painted.
pub fn png(drawing: &Drawing, scale: f64) -> Result<Vec<u8>, PngError> {
    let painter = |error: &dyn fmt::Display| PngError::Painter(error.to_string());
    let tree = tree(&for_painters(drawing)).map_err(|error| painter(&error))?;
    // usvg counts in pixels of 1/96 inch; the page is in points of 1/72 inch.
    let points = f64::from(tree.size().width()) * 72.0 / 96.0;
    let pixels_per_unit = scale * points / f64::from(tree.size().width());
    let side = |units: f32| (f64::from(units) * pixels_per_unit).round().max(1.0) as u64;
    let (width_px, height_px) = (side(tree.size().width()), side(tree.size().height()));
    let too_large = PngError::TooLarge { width_px, height_px };
    let (Ok(width), Ok(height)) = (u32::try_from(width_px), u32::try_from(height_px)) else {
        return Err(too_large);
    };
    if width > MAX_SIDE_PX || height > MAX_SIDE_PX {
        return Err(too_large);
    }
    let mut pixmap = Pixmap::new(width, height).ok_or(too_large)?;
    let zoom = pixels_per_unit as f32;
    resvg::render(&tree, Transform::from_scale(zoom, zoom), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| painter(&error))
}
