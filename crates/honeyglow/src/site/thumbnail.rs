//! A drawing as a small picture: the graph alone, without title, legend and labels, which could
//! not be read. Marks and lines keep a size at which they are seen.

use crate::drawing::{Course, Drawing, Figure, Line, Mark};
use crate::layout::{Point, Rect, Shape, Size};
use crate::render::png::{PngError, png};

/// The width that the gallery is made for, in pixels: twice what it shows on a common screen, so
/// that finer screens have something to show.
pub const THUMBNAIL_WIDTH: u32 = 640;

/// The page that is painted, in points: about what the gallery shows, three high to four wide.
const PAGE: Size = Size { width: 320.0, height: 240.0 };
/// The space around the graph.
const MARGIN: f64 = 12.0;
/// A graph of a few nodes is not blown up beyond this.
const LARGEST_SCALE: f64 = 1.0;
/// The least width of a line.
const THIN: f64 = 0.45;
/// The least side of a mark.
const SMALL: f64 = 4.2;
/// The least opacity of a line: thin and faint together are nothing.
const FAINT: f64 = 0.5;

/// A small picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// The file.
    pub png: Vec<u8>,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Paints a drawing so many pixels wide, all of them in the same proportion.
///
/// # Errors
/// It cannot be painted.
pub fn thumbnail(drawing: &Drawing, width: u32) -> Result<Thumbnail, PngError> {
    let scale = f64::from(width) / PAGE.width;
    let png = png(&small(drawing), scale)?;
    Ok(Thumbnail { png, width, height: (PAGE.height * scale).round() as u32 })
}

/// The graph of a drawing on the small page.
fn small(drawing: &Drawing) -> Drawing {
    let zoom = Zoom::onto_page(bounds(drawing));
    Drawing {
        size: PAGE,
        title: String::new(),
        description: String::new(),
        lines: drawing.lines.iter().map(|line| zoom.line(line)).collect(),
        heads: Vec::new(),
        frames: drawing.frames.iter().map(|frame| zoom.figure(frame)).collect(),
        nodes: drawing.nodes.iter().map(|mark| zoom.mark(mark)).collect(),
        keys: Vec::new(),
        texts: Vec::new(),
    }
}

/// The box around nodes and frames; none where there are none.
fn bounds(drawing: &Drawing) -> Option<Rect> {
    let nodes = drawing.nodes.iter().map(|mark| &mark.figure);
    let corners = nodes.chain(&drawing.frames).flat_map(|figure| {
        let Rect { x0, y0, x1, y1 } = figure.shape.bounds(figure.centre);
        [Point { x: x0, y: y0 }, Point { x: x1, y: y1 }]
    });
    Rect::around_all(corners)
}

/// From the drawing's points to those of the small page.
#[derive(Clone, Copy)]
struct Zoom {
    scale: f64,
    /// Where the drawing's origin comes to lie.
    origin: Point,
}

impl Zoom {
    /// Brings a box into the middle of the page, as large as it fits.
    fn onto_page(bounds: Option<Rect>) -> Self {
        let Some(Rect { x0, y0, x1, y1 }) = bounds else {
            return Self { scale: 1.0, origin: Point::default() };
        };
        let fit = |room: f64, length: f64| (room - 2.0 * MARGIN) / length.max(1.0);
        let scale = fit(PAGE.width, x1 - x0).min(fit(PAGE.height, y1 - y0)).min(LARGEST_SCALE);
        let origin = Point {
            x: PAGE.width / 2.0 - scale * (x0 + x1) / 2.0,
            y: PAGE.height / 2.0 - scale * (y0 + y1) / 2.0,
        };
        Self { scale, origin }
    }

    fn point(self, at: Point) -> Point {
        Point { x: self.origin.x + at.x * self.scale, y: self.origin.y + at.y * self.scale }
    }

    fn line(self, line: &Line) -> Line {
        let width = |width: f64| (width * self.scale).max(THIN);
        Line {
            from: self.point(line.from),
            to: self.point(line.to),
            course: match &line.course {
                Course::Straight => Course::Straight,
                Course::Curved(control) => Course::Curved(control.map(|at| self.point(at))),
                Course::Through(pieces) => {
                    let piece = |points: &[Point; 3]| points.map(|at| self.point(at));
                    Course::Through(pieces.iter().map(piece).collect())
                }
                Course::Tapered { to } => Course::Tapered { to: width(*to) },
            },
            width: width(line.width),
            colour: line.colour,
            opacity: line.opacity.max(FAINT),
            title: None,
        }
    }

    fn figure(self, figure: &Figure) -> Figure {
        let side = |side: f64| (side * self.scale).max(SMALL);
        let size =
            Size { width: side(figure.shape.size.width), height: side(figure.shape.size.height) };
        Figure {
            shape: Shape { size, ..figure.shape },
            centre: self.point(figure.centre),
            // A border as thick as that of the page would leave nothing of a small mark.
            stroke_width: figure.stroke_width.min(size.width.min(size.height) / 6.0),
            ..*figure
        }
    }

    fn mark(self, mark: &Mark) -> Mark {
        Mark {
            figure: self.figure(&mark.figure),
            inner: None,
            id: mark.id.clone(),
            role: mark.role,
            name: String::new(),
            count: mark.count,
            members: mark.members,
            tooltip: Vec::new(),
            url: None,
        }
    }
}
