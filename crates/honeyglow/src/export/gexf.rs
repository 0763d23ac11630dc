//! GEXF 1.3 (<https://gexf.net>), which Gephi reads: places, sizes, colours and shapes
//! in the `viz` namespace, the rest as attributes, the count of an edge as its weight.
//!
//! Nothing is written of the day on which the file was made, so that the same logs give the same
//! bytes.

use std::fmt::Write as _;

use super::diagram::{Diagram, Edge, Node};
use super::xml::escaped;
use crate::drawing::palette::Colour;
use crate::layout::Outline;
use crate::picture::Picture;
use crate::render::svg::number;

/// The attributes of a node: its title, which is its id too, and its type.
const ATTRIBUTES: [(&str, &str); 5] = [
    ("role", "string"),
    ("count", "long"),
    ("members", "long"),
    ("first", "string"),
    ("last", "string"),
];

/// The picture's nodes and edges as a GEXF document.
#[must_use]
pub fn gexf(picture: &Picture) -> String {
    let diagram = Diagram::of(picture);
    let mut out = String::with_capacity(64 * 1024);
    // Writing to a String cannot fail, here and below.
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n\
         <meta>\n<creator>honeyglow</creator>\n<description>{}. {}</description>\n</meta>\n\
         <graph mode=\"static\" defaultedgetype=\"directed\" idtype=\"string\">\n\
         <attributes class=\"node\" mode=\"static\">\n",
        escaped(diagram.title),
        escaped(diagram.description),
    );
    for (title, type_) in ATTRIBUTES {
        let _ = writeln!(out, "<attribute id=\"{title}\" title=\"{title}\" type=\"{type_}\"/>");
    }
    out.push_str("</attributes>\n<nodes>\n");
    diagram.nodes.iter().for_each(|one| node(&mut out, one));
    out.push_str("</nodes>\n<edges>\n");
    diagram.edges.iter().enumerate().for_each(|(index, one)| edge(&mut out, index, one));
    out.push_str("</edges>\n</graph>\n</gexf>\n");
    out
}

fn node(out: &mut String, node: &Node<'_>) {
    let _ = write!(
        out,
        "<node id=\"{}\" label=\"{}\"><attvalues>\
         <attvalue for=\"role\" value=\"{}\"/>\
         <attvalue for=\"count\" value=\"{}\"/>\
         <attvalue for=\"members\" value=\"{}\"/>",
        node.id,
        escaped(node.name),
        node.role,
        node.count,
        node.members,
    );
    for (name, time) in [("first", node.first), ("last", node.last)] {
        if let Some(time) = time {
            let _ = write!(out, "<attvalue for=\"{name}\" value=\"{time}\"/>");
        }
    }
    let _ = writeln!(
        out,
        "</attvalues>{}<viz:position x=\"{}\" y=\"{}\" z=\"0\"/><viz:size value=\"{}\"/>\
         <viz:shape value=\"{}\"/></node>",
        colour(node.fill),
        number(node.centre.x),
        number(node.centre.y),
        number(node.radius()),
        match node.shape.outline {
            Outline::Disc => "disc",
            Outline::Box | Outline::RoundBox => "square",
            Outline::Triangle | Outline::InvTriangle => "triangle",
            Outline::Diamond => "diamond",
            // It knows no other shapes.
            Outline::Pentagon | Outline::Octagon => "disc",
        },
    );
}

fn edge(out: &mut String, index: usize, edge: &Edge<'_>) {
    let _ = writeln!(
        out,
        "<edge id=\"e{index}\" source=\"{}\" target=\"{}\" weight=\"{}\">{}\
         <viz:thickness value=\"{}\"/></edge>",
        edge.source,
        edge.target,
        edge.count,
        colour(edge.colour),
        number(edge.width),
    );
}

/// Gephi wants the opacity as a number, and takes no colour without it.
fn colour(Colour(red, green, blue): Colour) -> String {
    format!("<viz:color r=\"{red}\" g=\"{green}\" b=\"{blue}\" a=\"1\"/>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::diagram::tests::picture;

    #[test]
    fn a_node_and_an_edge_are_complete() {
        let gexf = gexf(&picture(&[("a", "80", "x\"\n]]>"), ("a", "80", "x\"\n]]>")]));
        let document = roxmltree::Document::parse(&gexf).unwrap();
        let all = |name: &str| {
            let name = name.to_owned();
            document.descendants().filter(move |node| node.tag_name().name() == name)
        };
        let labels: Vec<_> = all("node").map(|node| node.attribute("label").unwrap()).collect();
        assert_eq!(labels, ["a", "80", "x\"\n]]>"]);
        let shapes: Vec<_> = all("shape").map(|node| node.attribute("value").unwrap()).collect();
        assert_eq!(shapes, ["disc", "square", "triangle"]);
        let weights: Vec<_> = all("edge").map(|node| node.attribute("weight").unwrap()).collect();
        assert_eq!(weights, ["2", "2"]);
    }
}
