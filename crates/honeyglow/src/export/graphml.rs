//! GraphML (<http://graphml.graphdrawing.org>) that Gephi and Cytoscape both read.
//!
//! One file does for both: Gephi takes label, place, size and colour from keys of these names,
//! Cytoscape makes a column of each. Every key's id is its name, since readers differ in which of
//! the two they go by.

use std::fmt::{Display, Write as _};

use super::diagram::{Diagram, Edge, Node};
use super::xml::escaped;
use crate::drawing::palette::Colour;
use crate::picture::Picture;
use crate::render::svg::number;

/// The keys: name, whose it is, type.
const KEYS: [(&str, &str, &str); 15] = [
    ("label", "node", "string"),
    ("role", "node", "string"),
    ("count", "node", "long"),
    ("members", "node", "long"),
    ("first", "node", "string"),
    ("last", "node", "string"),
    ("shape", "node", "string"),
    ("x", "node", "double"),
    ("y", "node", "double"),
    ("size", "node", "double"),
    ("r", "node", "int"),
    ("g", "node", "int"),
    ("b", "node", "int"),
    ("weight", "edge", "double"),
    ("width", "edge", "double"),
];

/// The picture's nodes and edges as a GraphML document.
#[must_use]
pub fn graphml(picture: &Picture) -> String {
    let diagram = Diagram::of(picture);
    let mut out = String::with_capacity(64 * 1024);
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    );
    // Writing to a String cannot fail, here and below.
    for (name, domain, type_) in KEYS {
        let _ = writeln!(
            out,
            "<key id=\"{name}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"{type_}\"/>"
        );
    }
    out.push_str("<graph id=\"honeyglow\" edgedefault=\"directed\">\n");
    diagram.nodes.iter().for_each(|one| node(&mut out, one));
    diagram.edges.iter().enumerate().for_each(|(index, one)| edge(&mut out, index, one));
    out.push_str("</graph>\n</graphml>\n");
    out
}

fn node(out: &mut String, node: &Node<'_>) {
    let Colour(red, green, blue) = node.fill;
    let _ = write!(out, "<node id=\"{}\">", node.id);
    data(out, "label", escaped(node.name));
    data(out, "role", node.role);
    data(out, "count", node.count);
    data(out, "members", node.members);
    for (key, time) in [("first", node.first), ("last", node.last)] {
        if let Some(time) = time {
            data(out, key, time);
        }
    }
    data(out, "shape", node.shape.outline.name());
    data(out, "x", number(node.centre.x));
    data(out, "y", number(node.centre.y));
    data(out, "size", number(node.radius()));
    for (key, part) in [("r", red), ("g", green), ("b", blue)] {
        data(out, key, part);
    }
    out.push_str("</node>\n");
}

fn edge(out: &mut String, index: usize, edge: &Edge<'_>) {
    let Edge { source, target, .. } = edge;
    let _ = write!(out, "<edge id=\"e{index}\" source=\"{source}\" target=\"{target}\">");
    data(out, "weight", edge.count);
    data(out, "width", number(edge.width));
    out.push_str("</edge>\n");
}

/// The value must be escaped already.
fn data(out: &mut String, key: &str, value: impl Display) {
    let _ = write!(out, "<data key=\"{key}\">{value}</data>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::diagram::tests::picture;

    #[test]
    fn every_value_has_its_key() {
        let graphml = graphml(&picture(&[("a", "80", "<x>&\0")]));
        let document = roxmltree::Document::parse(&graphml).unwrap();
        for data in document.descendants().filter(|node| node.tag_name().name() == "data") {
            let owner = data.parent().unwrap().tag_name().name();
            let key = data.attribute("key").unwrap();
            assert!(KEYS.iter().any(|known| (known.0, known.1) == (key, owner)), "{key} {owner}");
        }
        let labels = document.descendants().filter(|node| node.attribute("key") == Some("label"));
        let labels: Vec<_> = labels.map(|node| node.text().unwrap()).collect();
        assert_eq!(labels, ["a", "80", "<x>&\\x00"]);
    }
}
