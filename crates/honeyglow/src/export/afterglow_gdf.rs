//! AfterGlow's graph as GDF, the format of GUESS, which Gephi reads.
//!
//! Texts stand in double quotes, with a backslash before `"` and `\`; what does not show is made
//! visible. <https://graphexploration.cond.org/manual.html>

use std::io::{self, Write};

use crate::afterglow::{Edge, Ink, Shown};
use crate::label::visible::visible;

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
            rgb(vertex.colour.as_ref()),
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
        for label in &edge.labels {
            writeln!(out, "{row},\"{}\",true", escaped(&label.text))?;
        }
    }
    Ok(())
}

fn row(edge: &Edge) -> String {
    let weight = edge.width.as_ref().map_or(1.0, |width| width.to_number());
    let weight = crate::property::Value::Number(weight).to_text();
    format!(
        "\"{}\",\"{}\",true,'{}',{weight}",
        escaped(&edge.from.1),
        escaped(&edge.to.1),
        rgb(edge.colour.as_ref().and_then(Option::as_ref)),
    )
}

/// What no rule says is grey; a part of a name has no numbers.
pub(super) fn rgb(ink: Option<&Ink>) -> String {
    let Some(ink) = ink else { return "100,100,100".to_owned() };
    ink.rgb().map_or_else(String::new, |[red, green, blue]| format!("{red},{green},{blue}"))
}

fn escaped(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('"', "\\\"")
}
