//! Reads the geometry of [`json`](super::json) back, as far as the next picture is drawn like it.
//!
//! Only what is needed is kept; fields that are not known are passed over, so that a file of an
//! older or newer version is read as long as nodes have a role, a name and a place.

use std::fmt;

use serde::Deserialize;

use crate::drawing::page;
use crate::graph::Role;
use crate::layout::{Point, Size};
use crate::look::Seat;
use crate::picture::previous::{Previous, Stood};

/// The largest file that is read: a million nodes with as many edges have about 300 MB.
pub const MOST_BYTES: u64 = 1 << 29;
/// The most nodes: as many as a layout is made for, and twice that for names that are long.
pub const MOST_NODES: usize = 2_000_000;
/// The furthest place, in points: a hundred times the largest page of PDF, which a sheet of a
/// million nodes may need. Beyond, places differ by no point.
const FURTHEST: f64 = 1_440_000.0;

/// Why a file is no geometry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is longer than [`MOST_BYTES`], or has more nodes than [`MOST_NODES`].
    Large,
    /// It is something else.
    Other(&'static str),
    /// It is JSON that lacks what a geometry has, or is cut off there.
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A node has a role that does not exist, or a page or place that is no size.
    Value,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Large => write!(
                f,
                "it is larger than {} MB or has more than {MOST_NODES} nodes",
                MOST_BYTES >> 20
            ),
            Self::Other(what) => write!(f, "it is {what}, not the JSON of `draw -o day.json`"),
            Self::Json { line, column } => write!(
                f,
                "it is not the JSON of `draw -o day.json`, as line {line}, column {column} shows"
            ),
            Self::Value => {
                f.write_str("it is not the JSON of `draw -o day.json`: a role or place is none")
            }
        }
    }
}

impl std::error::Error for Error {}

#[derive(Deserialize)]
struct Document {
    width: f64,
    height: f64,
    font: Option<f64>,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    label: String,
    role: String,
    x: f64,
    y: f64,
    label_box: Option<[f64; 4]>,
    members: Option<Vec<String>>,
}

/// Reads a picture's geometry.
///
/// # Errors
/// When the bytes are anything else.
pub fn read(bytes: &[u8]) -> Result<Previous, Error> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::Large);
    }
    if let Some(what) = other(bytes) {
        return Err(Error::Other(what));
    }
    let document: Document = serde_json::from_slice(bytes)
        .map_err(|error| Error::Json { line: error.line(), column: error.column() })?;
    if document.nodes.len() > MOST_NODES {
        return Err(Error::Large);
    }
    let is_side = |side: f64| (1.0..=FURTHEST).contains(&side);
    if !(is_side(document.width) && is_side(document.height)) {
        return Err(Error::Value);
    }
    let marks = document.nodes.into_iter().map(stood).collect::<Result<_, _>>()?;
    let fonts = page::SMALLEST_FONT..=page::LARGEST_FONT;
    Ok(Previous {
        page: Size { width: document.width, height: document.height },
        font_pt: document.font.filter(|font| fonts.contains(font)),
        marks,
    })
}

fn stood(node: Node) -> Result<Stood, Error> {
    let seat = match &node.role[..] {
        name if name == Role::Event.name() => Seat::Event,
        name if [Role::Source, Role::Target, Role::SourceAndTarget]
            .map(Role::name)
            .contains(&name) =>
        {
            Seat::End
        }
        _ => return Err(Error::Value),
    };
    let places = [node.x, node.y].into_iter().chain(node.label_box.into_iter().flatten());
    if !places.into_iter().all(|place| place.abs() <= FURTHEST) {
        return Err(Error::Value);
    }
    let centre = Point { x: node.x, y: node.y };
    let label = node.label_box.map(|[x0, y0, x1, y1]| Point {
        x: (x0 + x1) / 2.0 - centre.x,
        y: (y0 + y1) / 2.0 - centre.y,
    });
    Ok(Stood { seat, names: node.members.unwrap_or_else(|| vec![node.label]), centre, label })
}

/// What else a file is that is often beside it.
fn other(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.trim_ascii_start();
    let known: [(&[u8], &str); 6] = [
        (b"<", "XML, as an SVG"),
        (b"\x89PNG", "a PNG"),
        (b"%PDF", "a PDF"),
        (b"digraph", "DOT"),
        (b"graph", "DOT"),
        (b"nodedef", "GDF"),
    ];
    if start.is_empty() {
        return Some("empty");
    }
    known.into_iter().find(|(sign, _)| start.starts_with(sign)).map(|(_, what)| what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::diagram::tests::picture;
    use crate::export::json::json;

    #[test]
    fn what_was_written_is_read_back() {
        let picture = picture(&[("a\u{202e}\"", "80", "x"), ("b", "80", "x"), ("b", "22", "b")]);
        let previous = read(json(&picture).as_bytes()).unwrap();
        assert_eq!(previous.page, picture.drawing.size);
        assert_eq!(previous.font_pt, Some(picture.font_pt));
        let kin = previous.kin(&picture.graph);
        let same: Vec<_> = (0..kin.len()).map(crate::picture::previous::Kin::Same).collect();
        assert_eq!(kin, same);
        for (mark, stood) in picture.drawing.nodes.iter().zip(&previous.marks) {
            assert_eq!(mark.figure.centre, stood.centre);
        }
    }

    #[test]
    fn what_is_no_geometry_is_told() {
        let page = |nodes: &str| format!("{{\"width\":600,\"height\":400,\"nodes\":[{nodes}]}}");
        assert_eq!(read(page("").as_bytes()).unwrap().marks, []);
        let node = |role: &str, x: &str| {
            page(&format!("{{\"label\":\"a\",\"role\":\"{role}\",\"x\":{x},\"y\":1}}"))
        };
        assert!(read(node("source", "1").as_bytes()).is_ok());
        assert_eq!(read(node("sauce", "1").as_bytes()), Err(Error::Value));
        assert_eq!(read(node("source", "1e99").as_bytes()), Err(Error::Value));
        for wrong in [&node("source", "1e999")[..], &node("source", "null"), "[", "{}", "7"] {
            assert!(matches!(read(wrong.as_bytes()), Err(Error::Json { .. })), "{wrong}");
        }
        for wrong in ["", " \n", "<svg/>", "digraph { a -> b }", "%PDF-1.7"] {
            assert!(matches!(read(wrong.as_bytes()), Err(Error::Other(_))), "{wrong}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(page(&deep).as_bytes()).is_err());
    }
}
