//! From DOT's attributes to links with looks.

use std::collections::BTreeMap;

use super::{Attributes, DotGraph};
use crate::afterglow::{StyledLink, StyledLinks};
use crate::link::{Counts, NameId, Names};
use crate::look::{EdgeLook, Form, Look, Looks, Paint, Seat};

/// Points in an inch, in which Graphviz counts sizes.
const POINTS: f64 = 72.0;
/// The largest node of a picture, in points. A page is ten times as wide.
const LARGEST: f64 = 100.0;
/// The widest edge, in points.
const WIDEST: f64 = 12.0;

impl DotGraph {
    /// The graph's label, as one line.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        let label = self.attributes.get("label")?;
        let text = shown(label, "").replace('\n', " ");
        (!text.trim().is_empty()).then_some(text)
    }

    /// The edges as links, each counted as often as it stands in the file, and how everything is
    /// to look. Nodes without an edge are links with one end. `origin` is how the legend calls the
    /// file.
    #[must_use]
    pub fn links(&self, origin: &str) -> StyledLinks {
        let mut names = Names::default();
        let ids: Vec<NameId> = self.nodes.iter().map(|node| names.intern(&node.name)).collect();
        let mut looks = Looks { origin: origin.to_owned(), ..Looks::default() };
        let mut hidden = vec![false; ids.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            hidden[index] = is_invisible(&node.attributes);
            looks.nodes.insert((Seat::End, ids[index]), look(&node.attributes, &node.name));
        }
        let mut counts = Counts::default();
        let mut places: BTreeMap<(NameId, NameId), usize> = BTreeMap::new();
        let mut links: Vec<StyledLink> = Vec::new();
        let mut joined = vec![false; ids.len()];
        for edge in &self.edges {
            counts.read += 1;
            if hidden[edge.from] || hidden[edge.to] || is_invisible(&edge.attributes) {
                counts.filtered += 1;
                continue;
            }
            counts.folded += 1;
            joined[edge.from] = true;
            joined[edge.to] = true;
            let (from, to) = (ids[edge.from], ids[edge.to]);
            let look = edge_look(&edge.attributes);
            if look != EdgeLook::default() {
                looks.edges.insert(((Seat::End, from), (Seat::End, to)), look);
            }
            let place = *places.entry((from, to)).or_insert(links.len());
            match links.get_mut(place) {
                Some(link) => link.count += 1,
                None => links.push(link(Some(from), Some(to), 1)),
            }
        }
        let alone = (0..ids.len()).filter(|node| !joined[*node] && !hidden[*node]);
        links.extend(alone.map(|node| link(Some(ids[node]), None, 0)));
        StyledLinks { names, links, looks, counts, span: None }
    }
}

fn link(source: Option<NameId>, target: Option<NameId>, count: u64) -> StyledLink {
    StyledLink { source, event: None, target, count, first: None, last: None }
}

fn is_invisible(attributes: &Attributes) -> bool {
    let has = |name: &str| attributes.get(name).is_some_and(|value| value.contains("invis"));
    has("style") || attributes.get("fillcolor").is_some_and(|colour| colour == "invisible")
}

fn look(attributes: &Attributes, name: &str) -> Look {
    let get = |name: &str| attributes.get(name).map(String::as_str);
    let is_filled = get("style").is_some_and(|style| style.contains("filled"));
    let fill = get("fillcolor").or_else(|| get("color").filter(|_| is_filled));
    let number = |name: &str| get(name).and_then(|text| text.trim().parse::<f64>().ok());
    let size = number("width").or_else(|| number("height")).filter(|size| size.is_finite());
    let form = get("shape").and_then(form);
    // AfterGlow keeps the text beside the node and leaves `label` empty.
    let label = get("xlabel").or_else(|| get("label"));
    let url = get("url").or_else(|| get("href"));
    Look {
        fill: fill.and_then(Paint::parse),
        form,
        size: size.map(|size| (size * POINTS).clamp(1.0, LARGEST)),
        label: label.map(|label| shown(label, name)).filter(|label| label != name),
        url: url.map(|url| url.replace("\\N", "{label}").replace("\\\\", "\\")),
    }
}

fn edge_look(attributes: &Attributes) -> EdgeLook {
    let width = attributes.get("penwidth").and_then(|text| text.trim().parse::<f64>().ok());
    let label = attributes.get("label").or_else(|| attributes.get("xlabel"));
    EdgeLook {
        paint: attributes.get("color").and_then(|colour| Paint::parse(colour)),
        width: width.filter(|width| width.is_finite()).map(|width| width.clamp(0.2, WIDEST)),
        label: label.map(|label| shown(label, "")).filter(|label| !label.is_empty()),
    }
}

/// Graphviz's shapes by the outline that is nearest.
fn form(name: &str) -> Option<Form> {
    if let Some(form) = Form::from_name(name) {
        return Some(form);
    }
    Some(match name.to_ascii_lowercase().as_str() {
        "rect" | "rectangle" | "square" | "record" | "mrecord" | "note" | "tab" | "folder"
        | "box3d" | "component" | "cylinder" | "underline" | "msquare" => Form::Box,
        "oval" | "egg" | "doublecircle" | "mcircle" => Form::Ellipse,
        "none" | "plain" => Form::Plaintext,
        "mdiamond" => Form::Diamond,
        "hexagon" | "doubleoctagon" | "tripleoctagon" | "septagon" => Form::Octagon,
        "house" => Form::Pentagon,
        _ => return None,
    })
}

/// A label as it is shown: Graphviz's escapes resolved, `\N` being the name.
fn shown(label: &str, name: &str) -> String {
    let mut text = String::with_capacity(label.len());
    let mut characters = label.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n' | 'l' | 'r') => text.push('\n'),
            Some('N') => text.push_str(name),
            Some(other) => text.push(other),
            None => text.push('\\'),
        }
    }
    text.trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn edges_are_counted_and_lone_nodes_stay() {
        let graph = read(b"digraph { a -> b; a -> b; c; d [style=invis]; a -> d }").unwrap();
        let styled = graph.links("x.dot");
        assert_eq!(styled.links.len(), 2);
        assert_eq!((styled.links[0].count, styled.links[1].target), (2, None));
        assert_eq!((styled.counts.read, styled.counts.filtered), (3, 1));
    }

    #[test]
    fn looks_follow_the_attributes() {
        let text = br#"digraph { graph [label="T\lx"]; a [fillcolor="pink", shape=triangle, width=0.5, xlabel="A\nB", URL="https://x/\N"]; a -> b [color=red, penwidth=3, label=e] }"#;
        let graph = read(text).unwrap();
        let styled = graph.links("x.dot");
        let id = |name: &str| {
            (0..styled.names.len() as u32)
                .map(NameId)
                .find(|id| styled.names.get(*id) == name)
                .unwrap()
        };
        let look = &styled.looks.nodes[&(Seat::End, id("a"))];
        assert_eq!(look.fill, Paint::parse("pink"));
        assert_eq!((look.form, look.size), (Some(Form::Triangle), Some(36.0)));
        assert_eq!(
            (look.label.as_deref(), look.url.as_deref()),
            (Some("A\nB"), Some("https://x/{label}"))
        );
        let edge = &styled.looks.edges[&((Seat::End, id("a")), (Seat::End, id("b")))];
        assert_eq!((edge.width, edge.label.as_deref()), (Some(3.0), Some("e")));
        assert_eq!(graph.title().as_deref(), Some("T x"));
    }
}
