//! The drawing: placed marks with colours and sizes, in the order they are painted.
//!
//! A [`Drawing`] is what picture formats read, and all that they read: lines, then node shapes,
//! then texts with their halo, everything in points, y downwards, nothing relative and nothing
//! optional left to decide. [`page`] decides the sizes of marks, [`compose()`] puts title, legend
//! and graph on the page.

mod blocks;
pub mod border;
pub mod compose;
mod edge_path;
mod header;
mod heads;
mod labels;
mod legend;
mod lines;
pub mod manner;
mod marks;
pub mod page;
pub mod palette;
mod pen;
pub mod ribbons;
mod summary;

pub use blocks::Blocks;
pub use compose::{Caption, Counted, Placement, compose};
pub use heads::Head;
pub use lines::{Arrows, Edges, Strokes};
pub use manner::Manner;

use crate::label::measure::Weight;
use crate::label::runs::Run;
use crate::layout::{Point, Shape, Size};
use palette::Colour;

/// A page of marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The page.
    pub size: Size,
    /// What the picture is called, for readers that do not see it.
    pub title: String,
    /// One sentence of what it shows.
    pub description: String,
    /// Edges, painted first.
    pub lines: Vec<Line>,
    /// Arrow heads, painted over the edges.
    pub heads: Vec<Head>,
    /// What holds the nodes of a block together, painted over the edges.
    pub frames: Vec<Figure>,
    /// Nodes, painted over edges and frames.
    pub nodes: Vec<Mark>,
    /// Shapes of the legend.
    pub keys: Vec<Figure>,
    /// Labels and captions, painted last.
    pub texts: Vec<Text>,
}

/// How a line runs between its ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Course {
    /// The shortest way.
    #[default]
    Straight,
    /// A cubic Bézier curve with these control points.
    Curved([Point; 2]),
    /// Several, each from the end of the one before: two control points and an end. The last ends
    /// at the end of the line.
    Through(Vec<[Point; 3]>),
    /// The shortest way, the line's width at its start and another at its end: many lines that
    /// become one.
    Tapered {
        /// Thickness at the end, in points.
        to: f64,
    },
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
    /// The way between them.
    pub course: Course,
    /// Thickness in points.
    pub width: f64,
    /// Ink.
    pub colour: Colour,
    /// 0 is clear, 1 is solid.
    pub opacity: f64,
    /// What a pointer resting on the line shows.
    pub title: Option<String>,
}

/// A filled outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Outline and size.
    pub shape: Shape,
    /// The centre of the shape's box.
    pub centre: Point,
    /// Inside.
    pub fill: Colour,
    /// Border.
    pub stroke: Colour,
    /// Thickness of the border, in points; it lies inside the outline.
    pub stroke_width: f64,
}

/// A node: its figure, and what formats that can be explored say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What is seen.
    pub figure: Figure,
    /// A second, smaller outline inside, by which groups are told from single nodes.
    pub inner: Option<Figure>,
    /// `n` and the node's number.
    pub id: String,
    /// The role's name.
    pub role: &'static str,
    /// The whole name, or a group's headline; exact, not yet escaped for any format.
    pub name: String,
    /// How many events.
    pub count: u64,
    /// How many names the mark stands for.
    pub members: usize,
    /// What a pointer resting on the node shows; lines, control characters made visible.
    pub tooltip: Vec<String>,
    /// Where a click leads.
    pub url: Option<String>,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text; drawable in the embedded font.
    pub text: String,
    /// Left end of the baseline.
    pub start: Point,
    /// How wide the text is, in points.
    pub width: f64,
    /// The text in parts from left to right, where it is not one run in the first font.
    pub runs: Vec<Run>,
    /// Size of the font, in points.
    pub font_pt: f64,
    /// How heavy the letters are.
    pub weight: Weight,
    /// Ink.
    pub colour: Colour,
    /// Width of the halo around the letters, in points.
    pub halo: f64,
}
