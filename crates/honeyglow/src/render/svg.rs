//! SVG 1.1 of a drawing.
//!
//! Marks become elements one to one: edges first, then nodes, then texts, each text with a halo
//! painted under its own letters. Every node is a group with an `id`, `data-` attributes and a
//! `<title>`. There is no script and no reference to anything outside; the only links are those
//! of a node URL that the user gave. Numbers have two decimals, so the same drawing gives the
//! same bytes everywhere.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::drawing::border::{BOX_ROUNDING, round_box};
use crate::drawing::palette::PAPER;
use crate::drawing::{Course, Drawing, Figure, Head, Line, Mark, Text};
use crate::label::measure::{FAMILY, Weight};
use crate::label::runs::Run;
use crate::label::visible::visible;
use crate::layout::{Outline, Point};

/// The drawing as an SVG document.
#[must_use]
pub fn svg(drawing: &Drawing) -> String {
    document(drawing, Reader::Viewer)
}

/// The drawing for our own painters, which know the embedded fonts, but not how to bring several
/// of them, or both directions, into one line: such a line is written in parts.
pub(super) fn for_painters(drawing: &Drawing) -> String {
    document(drawing, Reader::Painter)
}

/// Who reads the document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A browser or an editor: each line of text is whole.
    Viewer,
    /// What makes PNG and PDF.
    Painter,
}

fn document(drawing: &Drawing, reader: Reader) -> String {
    let parts = drawing.lines.len() + 2 * drawing.nodes.len() + drawing.texts.len();
    let mut out = String::with_capacity(64 * 1024 + 200 * parts);
    let (width, height) = (number(drawing.size.width), number(drawing.size.height));
    // Writing to a String cannot fail, here and below.
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'{FAMILY}', 'Arial Narrow', 'Liberation Sans Narrow', sans-serif\">\n\
         <title>{}</title>\n<desc>{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>\n",
        escaped(&drawing.title),
        escaped(&drawing.description),
    );
    out.push_str("<g class=\"edges\" fill=\"none\" stroke-linecap=\"round\">\n");
    drawing.lines.iter().for_each(|mark| line(&mut out, mark));
    if !drawing.heads.is_empty() {
        out.push_str("</g>\n<g class=\"heads\">\n");
        drawing.heads.iter().for_each(|mark| head(&mut out, mark));
    }
    if !drawing.frames.is_empty() {
        out.push_str("</g>\n<g class=\"frames\">\n");
        for frame in &drawing.frames {
            figure(&mut out, frame);
            out.push('\n');
        }
    }
    out.push_str("</g>\n<g class=\"nodes\">\n");
    drawing.nodes.iter().for_each(|mark| node(&mut out, mark));
    out.push_str("</g>\n<g class=\"keys\">\n");
    for key in &drawing.keys {
        figure(&mut out, key);
        out.push('\n');
    }
    out.push_str("</g>\n<g class=\"texts\" paint-order=\"stroke\" stroke-linejoin=\"round\">\n");
    drawing.texts.iter().for_each(|mark| text(&mut out, mark, reader));
    out.push_str("</g>\n</svg>\n");
    out
}

fn line(out: &mut String, line: &Line) {
    let (from, to) = (line.from, line.to);
    let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(number);
    let name = match &line.course {
        Course::Tapered { to: width } => return taper(out, line, *width),
        Course::Through(pieces) => {
            let _ = write!(out, "<path d=\"M{x1} {y1}");
            for [a, b, end] in pieces {
                let [ax, ay, bx, by] = [a.x, a.y, b.x, b.y].map(number);
                let _ = write!(out, "C{ax} {ay} {bx} {by} {} {}", number(end.x), number(end.y));
            }
            out.push_str("\" fill=\"none\"");
            "path"
        }
        Course::Straight => {
            let _ = write!(out, "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"");
            "line"
        }
        Course::Curved([a, b]) => {
            let [ax, ay, bx, by] = [a.x, a.y, b.x, b.y].map(number);
            let _ =
                write!(out, "<path d=\"M{x1} {y1}C{ax} {ay} {bx} {by} {x2} {y2}\" fill=\"none\"");
            // A wide one must end where it ends.
            out.push_str(" stroke-linecap=\"butt\"");
            "path"
        }
    };
    let _ = write!(
        out,
        " stroke=\"{}\" stroke-width=\"{}\" stroke-opacity=\"{}\"",
        line.colour,
        number(line.width),
        number(line.opacity),
    );
    titled(out, line, name);
}

/// The end of an element that may have a title.
fn titled(out: &mut String, line: &Line, name: &str) {
    let _ = match &line.title {
        Some(title) => writeln!(out, "><title>{}</title></{name}>", escaped(title)),
        None => writeln!(out, "/>"),
    };
}

/// A line that is wider at one end. As round ends do, each end runs on by half of its width, so
/// that no gap is left at a border that it meets aslant.
fn taper(out: &mut String, line: &Line, end_width: f64) {
    let (from, to) = (line.from, line.to);
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = libm::hypot(dx, dy).max(1e-9);
    let (dx, dy) = (dx / length, dy / length);
    let at = |point: Point, along: f64, aside: f64| {
        let (x, y) = (point.x + dx * along - dy * aside, point.y + dy * along + dx * aside);
        format!("{},{}", number(x), number(y))
    };
    let (first, last) = (line.width / 2.0, end_width / 2.0);
    let corners = [
        at(from, -first, 0.0),
        at(from, 0.0, first),
        at(to, 0.0, last),
        at(to, last, 0.0),
        at(to, 0.0, -last),
        at(from, 0.0, -first),
    ];
    let _ = write!(
        out,
        "<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"{}\"",
        corners.join(" "),
        line.colour,
        number(line.opacity),
    );
    titled(out, line, "polygon");
}

fn head(out: &mut String, head: &Head) {
    let corners = head.corners.map(|corner| format!("{},{}", number(corner.x), number(corner.y)));
    let _ = writeln!(
        out,
        "<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"{}\"/>",
        corners.join(" "),
        head.colour,
        number(head.opacity),
    );
}

fn node(out: &mut String, mark: &Mark) {
    if let Some(url) = &mark.url {
        let url = escaped(url);
        let _ = write!(out, "<a href=\"{url}\" xlink:href=\"{url}\">");
    }
    let _ = write!(
        out,
        "<g id=\"{}\" class=\"node {}{}\" data-label=\"{}\" data-role=\"{}\" data-count=\"{}\" data-members=\"{}\">",
        mark.id,
        mark.role,
        if mark.members > 1 { " group" } else { "" },
        escaped(&mark.name),
        mark.role,
        mark.count,
        mark.members,
    );
    out.push_str("<title>");
    for (index, line) in mark.tooltip.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&escaped(line));
    }
    out.push_str("</title>");
    figure(out, &mark.figure);
    if let Some(inner) = &mark.inner {
        figure(out, inner);
    }
    out.push_str("</g>");
    if mark.url.is_some() {
        out.push_str("</a>");
    }
    out.push('\n');
}

/// The border lies inside the outline, so that a node covers no more than its measured shape.
fn figure(out: &mut String, figure: &Figure) {
    let (centre, size) = (figure.centre, figure.shape.size);
    let inset = figure.stroke_width / 2.0;
    match figure.shape.outline {
        Outline::Disc => {
            let _ = write!(
                out,
                "<ellipse cx=\"{}\" cy=\"{}\" rx=\"{}\" ry=\"{}\"",
                number(centre.x),
                number(centre.y),
                number((size.width / 2.0 - inset).max(0.1)),
                number((size.height / 2.0 - inset).max(0.1)),
            );
        }
        outline @ (Outline::Box | Outline::RoundBox) => {
            // Of the middle of the border, which is inside of the outline.
            let outer = match outline {
                Outline::RoundBox => round_box(size.height),
                _ => BOX_ROUNDING,
            };
            let rounding = (outer - inset).max(0.0);
            let (width, height) = (size.width - 2.0 * inset, size.height - 2.0 * inset);
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"",
                number(centre.x - width / 2.0),
                number(centre.y - height / 2.0),
                number(width.max(0.1)),
                number(height.max(0.1)),
                number(rounding),
            );
        }
        polygon => {
            let corners = polygon.corners().iter().map(|(x, y)| Point {
                x: centre.x + x * size.width,
                y: centre.y + y * size.height,
            });
            let corners: Vec<String> = inwards(&corners.collect::<Vec<_>>(), centre, inset)
                .iter()
                .map(|corner| format!("{},{}", number(corner.x), number(corner.y)))
                .collect();
            let _ =
                write!(out, "<polygon points=\"{}\" stroke-linejoin=\"miter\"", corners.join(" "));
        }
    }
    let _ = write!(
        out,
        " fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>",
        figure.fill,
        figure.stroke,
        number(figure.stroke_width),
    );
}

/// The corners of a convex polygon with each side moved inwards, clockwise as they are given; a
/// polygon too small for that shrinks to a tenth around its centre.
fn inwards(corners: &[Point], centre: Point, inset: f64) -> Vec<Point> {
    let count = corners.len();
    let side = |index: usize| {
        let (a, b) = (corners[index % count], corners[(index + 1) % count]);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length = libm::hypot(dx, dy).max(1e-9);
        // Outwards, and how far out the moved side lies.
        let (x, y) = (dy / length, -dx / length);
        (x, y, x * a.x + y * a.y - inset)
    };
    let moved = (0..count).map(|index| {
        let ((ax, ay, a), (bx, by, b)) = (side(index + count - 1), side(index));
        let area = ax * by - ay * bx;
        Point { x: (a * by - b * ay) / area, y: (ax * b - bx * a) / area }
    });
    let moved: Vec<Point> = moved.collect();
    let is_inside =
        |side: (f64, f64, f64), at: &Point| side.0 * at.x + side.1 * at.y <= side.2 + 1e-6;
    let is_sound = (0..count).all(|index| moved.iter().all(|at| is_inside(side(index), at)));
    if is_sound {
        return moved;
    }
    let towards = |at: f64, middle: f64| middle + (at - middle) * 0.1;
    let small = |at: &Point| Point { x: towards(at.x, centre.x), y: towards(at.y, centre.y) };
    corners.iter().map(small).collect()
}

fn text(out: &mut String, text: &Text, reader: Reader) {
    if text.text.trim().is_empty() {
        return;
    }
    if text.runs.is_empty() || reader == Reader::Viewer {
        let Text { width, font_pt, .. } = *text;
        let whole = Part { text: &text.text, x: text.start.x, width, font_pt, family: None };
        return part(out, text, &whole);
    }
    let mut x = text.start.x;
    for Run { text: run, family, font_pt, width } in &text.runs {
        if !run.trim().is_empty() {
            let (family, font_pt) = (Some(*family), *font_pt);
            part(out, text, &Part { text: run, x, width: *width, font_pt, family });
        }
        x += width;
    }
}

/// A line of text, or a part of one.
struct Part<'a> {
    text: &'a str,
    x: f64,
    width: f64,
    font_pt: f64,
    /// None is the page's.
    family: Option<&'a str>,
}

/// `textLength` keeps the measured width where the reader's machine lacks the font.
fn part(out: &mut String, text: &Text, part: &Part<'_>) {
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"",
        number(part.x),
        number(text.start.y),
        number(part.font_pt),
        text.colour,
        number(part.width),
    );
    if let Some(family) = part.family {
        let _ = write!(out, " font-family=\"{family}\"");
    }
    if text.weight == Weight::Bold {
        out.push_str(" font-weight=\"bold\"");
    }
    if text.halo > 0.0 {
        let halo = number(text.halo);
        let _ = write!(out, " stroke=\"{PAPER}\" stroke-width=\"{halo}\" stroke-opacity=\"0.85\"");
    }
    let _ = writeln!(out, " xml:space=\"preserve\">{}</text>", escaped(part.text));
}

/// Text for an element or a quoted attribute: what does not show is made visible, which leaves no
/// character that XML forbids, and the five that have a meaning are written as entities.
fn escaped(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    let has_meaning = |c: char| matches!(c, '<' | '>' | '&' | '"' | '\'' | '\u{fffe}' | '\u{ffff}');
    if !text.contains(has_meaning) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // The last two of the basic plane are no characters, in XML neither.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// At most two decimals, none that are zero, never `-0`.
pub(crate) fn number(value: f64) -> Number {
    Number((value * 100.0).round_ties_even() as i64)
}

/// Hundredths: a large picture has millions of numbers, and this is the way to write them fast.
#[derive(Clone, Copy)]
pub(crate) struct Number(i64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, hundredths) = if self.0 < 0 { ("-", -self.0) } else { ("", self.0) };
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        f.write_str(sign)?;
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let numbers =
            [1.0, 1.5, 0.126, -0.001, 1200.0, -2.05].map(|value| number(value).to_string());
        assert_eq!(numbers, ["1", "1.5", "0.13", "0", "1200", "-2.05"]);
    }

    #[test]
    fn text_is_escaped_for_xml() {
        assert_eq!(
            escaped("<script>\"'&\u{1b}\u{202e}\0"),
            "&lt;script&gt;&quot;&#39;&amp;\\x1b\\u{202e}\\x00"
        );
    }
}
