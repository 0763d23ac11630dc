//! AfterGlow's graph as GDF, the format of GUESS, which Gephi reads.
//!
//! Texts stand in double quotes, with a backslash before `"` and `\`; what does not show is made
//! visible. <https://graphexploration.cond.org/manual.html>

use std::io::{self, Write};

use super::afterglow_dot::escaped;
use crate::afterglow::{Edge, Ink, Shown, Vertex};

/// Writes a graph.
///
/// # Errors
/// The output failed.
pub fn write<W: Write>(shown: &Shown, out: &mut W) -> io::Result<()> {
    writeln!(out, "nodedef>name VARCHAR,label VARCHAR,width DOUBLE,height DOUBLE,color VARCHAR")?;
    for vertex in shown.vertices() {
        let size = vertex.size.map_or_else(|| "1".to_owned(), |size| format!("{size:.2}"));
        writeln!(
            out,
            "\"{}\",\"{}\",{size},{size},'{}'",
            escaped(&vertex.name),
            escaped(&vertex.label.text),
            fill(&vertex),
        )?;
    }
    write!(
        out,
        "edgedef>node1 VARCHAR,node2 VARCHAR,directed BOOLEAN,color VARCHAR,weight DOUBLE"
    )?;
    let labelled = shown.has_edge_labels();
    writeln!(out, "{}", if labelled { ",label VARCHAR,labelvisible BOOLEAN" } else { "" })?;
    for edge in shown.edges() {
        let row = row(&edge);
        if !labelled {
            writeln!(out, "{row}")?;
        }
        for label in edge.labels {
            writeln!(out, "{row},\"{}\",true", escaped(&label.text))?;
        }
    }
    Ok(())
}

fn row(edge: &Edge<'_>) -> String {
    let weight = edge.width.as_ref().map_or(1.0, crate::property::Value::to_number);
    let weight = crate::property::Value::Number(weight).to_text();
    let ink = edge.colour.flatten();
    // What no rule says is grey.
    let colour = ink.map_or_else(|| "100,100,100".to_owned(), rgb);
    format!("\"{}\",\"{}\",true,'{colour}',{weight}", escaped(edge.from.1), escaped(edge.to.1),)
}

/// The fill of a node.
pub(super) fn fill(vertex: &Vertex) -> String {
    let fallback = || Ink::Name(vertex.section.fill().into());
    rgb(&vertex.colour.clone().unwrap_or_else(fallback))
}

/// Red, green and blue; a part of a name has no numbers.
pub(super) fn rgb(ink: &Ink) -> String {
    ink.rgb().map_or_else(String::new, |[red, green, blue]| format!("{red},{green},{blue}"))
}
