//! AfterGlow's graph as GraphSON, the JSON of Blueprints.
//!
//! All values are texts, as AfterGlow writes them. Every name has one id, which edges use too.

use std::io::{self, Write};

use serde::Serialize;

use super::afterglow_gdf::rgb;
use crate::afterglow::{Counts, Half, Shown};
use crate::look::Form;

#[derive(Serialize)]
struct Vertex<'a> {
    color: String,
    size: String,
    shape: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrences: Option<String>,
    #[serde(rename = "_id")]
    id: String,
    #[serde(rename = "_type")]
    kind: &'static str,
    #[serde(rename = "_label")]
    label: &'a str,
}

#[derive(Serialize)]
struct Edge {
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    #[serde(rename = "_id")]
    id: String,
    #[serde(rename = "_type")]
    kind: &'static str,
    #[serde(rename = "_outV")]
    from: String,
    #[serde(rename = "_inV")]
    to: String,
    #[serde(rename = "_label", skip_serializing_if = "Option::is_none")]
    label: Option<&'static str>,
}

/// Writes a graph.
///
/// # Errors
/// The output failed.
pub fn write<W: Write>(shown: &Shown, out: &mut W) -> io::Result<()> {
    write!(out, "{{ \"graph\": {{ \"mode\": \"NORMAL\",\n  \"vertices\": [")?;
    let counted = shown.options().counts == Counts::Shown;
    let mut separator = "\n    ";
    for vertex in shown.vertices() {
        let label = shown.bare_label(&vertex);
        let record = Vertex {
            color: format!("'{}'", rgb(vertex.colour.as_ref())),
            size: vertex.size.map_or_else(|| "1".to_owned(), |size| format!("{size:.2}")),
            shape: vertex.shape.unwrap_or(Form::Ellipse).name(),
            occurrences: counted.then(|| vertex.count.to_string()),
            id: vertex.id.to_string(),
            kind: "vertex",
            label: &label.text,
        };
        write!(out, "{separator}{}", json(&record)?)?;
        separator = ",\n    ";
    }
    write!(out, "\n  ],\n  \"edges\": [")?;
    let mut separator = "\n    ";
    for (number, edge) in (1_u64..).zip(shown.edges()) {
        let ink = edge.colour.as_ref().and_then(Option::as_ref);
        let record = Edge {
            color: ink.map(|ink| format!("'{}'", rgb(Some(ink)))),
            size: edge.width.as_ref().map(|width| width.to_text().to_string()),
            id: number.to_string(),
            kind: "edge",
            from: edge.from.0.to_string(),
            to: edge.to.0.to_string(),
            label: match edge.half {
                Half::Whole => None,
                Half::SourceEvent => Some("sourcevent"),
                Half::EventTarget => Some("eventtarget"),
            },
        };
        write!(out, "{separator}{}", json(&record)?)?;
        separator = ",\n    ";
    }
    write!(out, "\n  ]\n}} }}")
}

fn json<T: Serialize>(record: &T) -> io::Result<String> {
    serde_json::to_string(record).map_err(io::Error::other)
}
