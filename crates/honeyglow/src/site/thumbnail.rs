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
const THIN: f64 = 0.6;
/// The least side of a mark.
const SMALL: f64 = 5.0;
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
    let bounds = bounds(drawing);
    let zoom = Zoom::onto_page(bounds);
    // The rule above the legend is a line too.
    let is_inside = |line: &&Line| bounds.is_some_and(|b| line.from.y.max(line.to.y) <= b.y1);
    Drawing {
        size: PAGE,
        title: String::new(),
        description: String::new(),
        lines: drawing.lines.iter().filter(is_inside).map(|line| zoom.line(line)).collect(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::fold;
    use crate::picture::{self, Settings};

    #[test]
    fn the_graph_fills_the_small_page_and_nothing_leaves_it() {
        let rows: Vec<(String, String)> =
            (0..40).map(|row| (format!("192.0.2.{row}"), format!("h{row}.example"))).collect();
        let rows: Vec<(&str, &str, &str)> =
            rows.iter().map(|(source, host)| (source.as_str(), "25", host.as_str())).collect();
        let settings =
            Settings { page: Some(Size { width: 1600.0, height: 1200.0 }), ..Settings::default() };
        let picture = picture::draw(fold(&rows), &settings);
        let small = small(&picture.drawing);
        let area = bounds(&small).unwrap();
        let is_inside = |x: f64, y: f64| x >= 0.0 && y >= 0.0 && x <= 320.0 && y <= 240.0;
        assert!(is_inside(area.x0, area.y0) && is_inside(area.x1, area.y1), "{area:?}");
        assert!(area.x1 - area.x0 > 280.0 || area.y1 - area.y0 > 200.0, "{area:?}");
        assert!(small.lines.iter().all(|line| is_inside(line.to.x, line.to.y)));
        assert_eq!(small.lines.len(), picture.graph.edges().len());
        assert_eq!(small.nodes.len(), picture.graph.nodes.len());
    }

    #[test]
    fn it_has_the_size_that_it_says_and_shows_nothing_of_nothing() {
        let empty = picture::draw(fold(&[]), &Settings::default());
        let small = thumbnail(&empty.drawing, 160).unwrap();
        // The width and the height stand at the start of a PNG.
        let number = |at: usize| u32::from_be_bytes(small.png[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (160, 120));
        assert_eq!((small.width, small.height), (160, 120));
    }
}
