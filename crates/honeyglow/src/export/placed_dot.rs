//! DOT with places: `neato -n2 -Tsvg` draws the picture again as it stands, and whoever wants
//! another look changes the attributes.
//!
//! Nodes are pinned (`pos="x,y!"`, points, y upwards) and have their true shape and size. Labels
//! stand where they were placed: in boxes as `label`, beside other shapes as `xlabel` with its
//! place `xlp`. Names are for eyes here, as in the SVG.

use std::fmt::Write as _;

use super::diagram::{Diagram, Edge, Label, Node};
use crate::label::measure::FAMILY;
use crate::label::visible::visible;
use crate::layout::Outline;
use crate::picture::Picture;
use crate::render::svg::number;

/// As in the SVG: narrow fonts, so that labels keep to their places without ours.
const FONTS: &str = "Arial Narrow,Liberation Sans Narrow,DejaVu Sans Condensed,sans-serif";
/// Half clear, so that what lies under an edge is seen.
const EDGE_ALPHA: &str = "80";

/// The picture's nodes and edges as a directed graph.
#[must_use]
pub fn dot(picture: &Picture) -> String {
    let diagram = Diagram::of(picture);
    let (width, height) = (number(diagram.size.width), number(diagram.size.height));
    let mut out = String::with_capacity(64 * 1024);
    // Writing to a String cannot fail, here and below. `inputscale` lets a plain `neato` read
    // points too, which takes inches.
    let _ = write!(
        out,
        "digraph honeyglow {{\n\
         graph [bb=\"0,0,{width},{height}\", inputscale=72, notranslate=true, splines=line, \
         outputorder=edgesfirst, forcelabels=true, tooltip={}];\n\
         node [style=filled, fixedsize=true, label=\"\", fontname=\"{FAMILY},{FONTS}\"];\n\
         edge [arrowhead=none];\n",
        text(diagram.title),
    );
    diagram.nodes.iter().for_each(|one| node(&mut out, one));
    diagram.edges.iter().for_each(|one| edge(&mut out, one));
    out.push_str("}\n");
    out
}

fn node(out: &mut String, node: &Node<'_>) {
    let inches = |points: f64| format!("{:.4}", points / 72.0);
    let _ = write!(
        out,
        "{id} [id={id}, class=\"node {role}\", pos=\"{x},{y}!\", shape={shape}, width={width}, \
         height={height}, fillcolor=\"{fill}\", color=\"{stroke}\", penwidth={pen}, role=\"{role}\", \
         count={count}, members={members}, tooltip={tooltip}",
        id = node.id,
        role = node.role,
        x = number(node.centre.x),
        y = number(node.centre.y),
        shape = node.shape.outline.name(),
        width = inches(node.shape.size.width),
        height = inches(node.shape.size.height),
        fill = node.fill,
        stroke = node.stroke,
        pen = number(node.stroke_width),
        count = node.count,
        members = node.members,
        tooltip = text(&node.tooltip.join("\n")),
    );
    if let Some(url) = node.url {
        let _ = write!(out, ", URL={}", quoted(&url.replace('\\', "\\\\")));
    }
    if let Some(label) = &node.label {
        self::label(out, label, node.shape.outline);
    }
    out.push_str("];\n");
}

fn label(out: &mut String, label: &Label<'_>, outline: Outline) {
    let boxed = matches!(outline, Outline::Box | Outline::RoundBox);
    let name = if boxed { "label" } else { "xlabel" };
    let lines = text(&label.lines.join("\n"));
    let _ = write!(out, ", {name}={lines}, fontsize={}", number(label.font_pt));
    if !boxed {
        let (x, y) = (number(label.centre.x), number(label.centre.y));
        let _ = write!(out, ", xlp=\"{x},{y}\"");
    }
}

fn edge(out: &mut String, edge: &Edge<'_>) {
    let _ = writeln!(
        out,
        "{} -> {} [weight={count}, penwidth={}, color=\"{}{EDGE_ALPHA}\", tooltip=\"{count}\"];",
        edge.source,
        edge.target,
        number(edge.width),
        edge.colour,
        // Graphviz reads weights as 32-bit numbers, and places here do not depend on them.
        count = edge.count.min(2_147_483_647),
    );
}

/// Text for eyes, line by line: Graphviz obeys `\N` and the like and entities such as `&lt;` in
/// it, so that backslashes and ampersands are escaped.
fn text(text: &str) -> String {
    let shown = |line: &str| {
        let shown = visible(line).replace('\\', "\\\\").replace('&', "&amp;");
        // No characters, in the XML that Graphviz may write of it neither.
        shown.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
    };
    let lines: Vec<String> = text.split('\n').map(shown).collect();
    quoted(&lines.join("\\n"))
}

/// Any text as an identifier of DOT, in which backslashes are escaped already where they must be.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::diagram::tests::picture;

    #[test]
    fn text_is_shown_and_not_obeyed() {
        for (name, written) in [
            ("a\"b\\", r#""a\"b\\""#),
            ("\\N&lt;", r#""\\N&amp;lt;""#),
            ("\u{202e}\0", r#""\\u{202e}\\x00""#),
            ("two\nlines", r#""two\nlines""#),
        ] {
            assert_eq!(text(name), written);
        }
    }

    #[test]
    fn nodes_are_pinned_and_labelled() {
        let dot = dot(&picture(&[("a", "80", "x")]));
        assert_eq!(dot.matches("!\", shape=").count(), 3);
        for words in ["shape=ellipse", "shape=box", "shape=triangle", "label=\"80 http\""] {
            assert!(dot.contains(words), "{words}");
        }
        assert!(dot.contains("xlabel=\"a\""), "{dot}");
    }
}
