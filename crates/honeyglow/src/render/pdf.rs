//! PDF of a drawing: its SVG on one page, painted by krilla with the embedded font, its text kept
//! as text that can be selected and searched.
//!
//! The file says nothing of the day on which it was made, and its identifier is a sum of its
//! content: the same drawing gives the same bytes.

use std::fmt;

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::geom::{Rect, Size};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};

use super::svg::for_painters;
use super::tree::tree;
use crate::drawing::{Drawing, Mark};

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PdfError {
    /// The page has no size.
    NoPage,
    /// The SVG was not understood, or the document could not be put together.
    Painter(String),
}

impl fmt::Display for PdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PdfError::NoPage => write!(f, "the page has no size"),
            PdfError::Painter(reason) => write!(f, "the page cannot be painted: {reason}"),
        }
    }
}

impl std::error::Error for PdfError {}

/// The drawing as a PDF of one page of its size. A node that has a link in the SVG has it here.
///
/// # Errors
/// The drawing is none of ours.
pub fn pdf(drawing: &Drawing) -> Result<Vec<u8>, PdfError> {
    let tree =
        tree(&for_painters(drawing)).map_err(|error| PdfError::Painter(error.to_string()))?;
    let (width, height) = (drawing.size.width as f32, drawing.size.height as f32);
    let size = Size::from_wh(width, height).ok_or(PdfError::NoPage)?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(drawing.title.clone())
            .description(drawing.description.clone())
            .creator("honeyglow".to_owned()),
    );
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface.draw_svg(&tree, size, SvgSettings::default());
    surface.finish();
    drawing.nodes.iter().filter_map(link).for_each(|link| page.add_annotation(link));
    page.finish();
    document.finish().map_err(|error| PdfError::Painter(format!("{error:?}")))
}

/// The link of a node, over its shape's box.
fn link(mark: &Mark) -> Option<Annotation> {
    let url = mark.url.as_ref()?;
    let bounds = mark.figure.shape.bounds(mark.figure.centre);
    let [left, top, right, bottom] =
        [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(|side| side as f32);
    let bounds = Rect::from_ltrb(left, top, right, bottom)?;
    let target = Target::Action(Action::Link(LinkAction::new(url.clone())));
    Some(Annotation::new_link(LinkAnnotation::new(bounds, target), None))
}
