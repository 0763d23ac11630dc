//! AfterGlow's graph as DOT, for Graphviz.
//!
//! Statements are those that AfterGlow 1.6.6 writes, in the order of first appearance. Names are
//! quoted as DOT asks for it: `"` and `\` with a backslash before them, and what does not show made
//! visible, so that no name can add a statement. <https://graphviz.org/doc/info/lang.html>

use std::borrow::Cow;
use std::io::{self, Write};

use crate::afterglow::{
    Backslashes, Concentrate, Edge, Half, Ink, Label, LabelPlace, Section, Shown, Title, Vertex,
};
use crate::label::visible::visible;
use crate::look::Form;

/// Writes a graph.
///
/// # Errors
/// The output failed.
pub fn write<W: Write>(shown: &Shown, out: &mut W) -> io::Result<()> {
    let options = shown.options();
    let end = if options.title == Title::Short { ";" } else { "" };
    writeln!(out, "digraph structs {{")?;
    writeln!(out, "graph [label=\"{}\", fontsize=8]{end}", escaped(&shown.title()))?;
    let size = shown.max_node_size();
    let size = plain(&size);
    write!(
        out,
        "node [shape=ellipse, style=filled, penwidth=0, fontsize=10, width={size}, height={size}, \
         fontcolor=\"{}\", label=\"\" ",
        escaped(&options.font_colour),
    )?;
    if shown.has_sizes() {
        write!(out, ", fixedsize=true")?;
    }
    if let Some(url) = shown.url() {
        write!(out, ", URL=\"{}\"", own(url))?;
    }
    writeln!(out, "];")?;
    writeln!(out, "edge [len={}];", plain(&options.edge_length))?;
    if shown.concentrate() == Concentrate::Yes {
        writeln!(out, "concentrate=true;")?;
    }
    for vertex in shown.vertices() {
        node(&vertex, shown.label_place(), out)?;
    }
    for each in shown.edges() {
        edge(&each, out)?;
    }
    writeln!(out, "}}")
}

fn node<W: Write>(vertex: &Vertex, place: LabelPlace, out: &mut W) -> io::Result<()> {
    write!(out, "\"{}\" [", escaped(&vertex.name))?;
    if vertex.section == Section::Event {
        write!(out, "shape=box, ")?;
    }
    let fallback = match vertex.section {
        Section::Source => "white",
        Section::Event => "cyan",
        Section::Target => "red",
    };
    let label = match place {
        LabelPlace::Beside => "xlabel",
        LabelPlace::Inside => "label",
    };
    let fill = vertex.colour.as_ref().map_or(Cow::Borrowed(fallback), ink);
    write!(out, "fillcolor={fill}, {label}=\"{}\"", labelled(&vertex.label))?;
    if let Some(size) = vertex.size {
        write!(out, ",width=\"{size:.2}\",height=\"{size:.2}\"")?;
    }
    if let Some(shape) = vertex.shape.filter(|shape| *shape != Form::Ellipse) {
        write!(out, ",shape={}", shape.name())?;
    }
    writeln!(out, "]")
}

fn edge<W: Write>(edge: &Edge, out: &mut W) -> io::Result<()> {
    write!(out, "\"{}\" -> \"{}\"", escaped(&edge.from.1), escaped(&edge.to.1))?;
    let width = edge.width.as_ref();
    let label = edge.labels.first().filter(|label| !label.text.is_empty());
    let colour = edge.colour.as_ref().and_then(Option::as_ref);
    let has_label = label.is_some_and(|label| &*label.text != "0");
    if width.is_none() && !has_label && colour.is_none() {
        return writeln!(out);
    }
    let mut parts = Vec::new();
    if let Some(colour) = colour {
        let blank = if edge.half == Half::Whole { " " } else { "" };
        parts.push(format!("color={},{blank}style=solid", ink(colour)));
    }
    if let Some(width) =
        width.filter(|width| width.to_number() > 0.0 && width.to_number().is_finite())
    {
        parts.push(format!("penwidth={}", number(width.to_number())));
    }
    if let Some(label) = label {
        parts.push(format!("label=\"{}\"", labelled(label)));
    }
    let end = if edge.half == Half::Whole { "" } else { ";" };
    writeln!(out, " [{}]{end}", parts.join(","))
}

/// A number as Perl prints it.
fn number(number: f64) -> std::sync::Arc<str> {
    crate::property::Value::Number(number).to_text()
}

/// A colour: its name, or `"#rrggbb"`.
fn ink(ink: &Ink) -> Cow<'_, str> {
    match ink {
        Ink::Name(name) if name.bytes().all(|b| b.is_ascii_alphanumeric()) => Cow::Borrowed(name),
        other => Cow::Owned(format!("\"{}\"", escaped(other.text()))),
    }
}

/// Text for double quotes. A tabulator is a blank, and stays.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for (index, part) in text.split('\t').enumerate() {
        if index > 0 {
            out.push('\t');
        }
        for character in visible(part).chars() {
            if matches!(character, '"' | '\\') {
                out.push('\\');
            }
            out.push(character);
        }
    }
    out
}

/// A label: a rule may use Graphviz's own escapes, a row may not.
fn labelled(label: &Label) -> String {
    match label.backslashes {
        Backslashes::Row => escaped(&label.text),
        Backslashes::File => own(&label.text),
    }
}

/// Text of the property file for double quotes: its backslashes are meant, but none may let the
/// text end too early or too late.
fn own(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut before = ' ';
    for character in visible(&text.replace('\n', "\\n")).chars() {
        if character == '"' && before != '\\' {
            out.push('\\');
        }
        out.push(character);
        before = if before == '\\' && character == '\\' { ' ' } else { character };
    }
    if before == '\\' {
        out.push('\\');
    }
    out
}

/// A flag's value as an identifier: as it is if it is one, else quoted.
fn plain(text: &str) -> Cow<'_, str> {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite)
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_number || is_name {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("\"{}\"", escaped(text)))
    }
}
