//! Nodes as marks: their ink, their tooltip and where a click on them leads.

use super::compose::{Caption, Counted};
use super::page::{self, Sizes};
use super::palette::{self, Colour};
use super::{Figure, Mark};
use crate::graph::{Graph, Node, NodeId, Role};
use crate::label::runs::runs_backwards;
use crate::label::text::{self, thousands};
use crate::label::visible::visible;
use crate::layout::{Outline, Point, Shape, Size};
use crate::look::Form;

/// The most members that a tooltip names; a tooltip longer than a screen cannot be read.
const TOOLTIP_MEMBERS: usize = 40;
/// The longest name in a tooltip, in characters, for the same reason.
pub(super) const TOOLTIP_NAME: usize = 400;

/// The marks of all nodes, in their order.
pub(super) fn marks(
    graph: &Graph,
    sizes: &Sizes,
    centres: &[Point],
    caption: &Caption,
) -> Vec<Mark> {
    let ids = (0..graph.nodes.len() as u32).map(NodeId);
    ids.map(|id| {
        let node = &graph.nodes[id.index()];
        let (fill, stroke, stroke_width) = inks(graph, node);
        let figure = Figure {
            shape: sizes.shapes[id.index()],
            centre: page::shift(centres[id.index()]),
            fill,
            stroke,
            stroke_width,
        };
        let name =
            if node.is_group() { text::headline(graph, node) } else { graph.name(id).to_owned() };
        let asked = caption.node_url.as_ref().map(|template| link(template, &name));
        let own = || graph.look(node).and_then(|look| own_link(look.url.as_ref()?, &name));
        let url = asked.or_else(own);
        Mark {
            inner: node.is_group().then(|| inner(&figure)),
            figure,
            id: format!("n{}", id.0),
            role: node.role.name(),
            count: node.count,
            members: node.members.len(),
            tooltip: tooltip(graph, id, caption.counted),
            name,
            url,
        }
    })
    .collect()
}

/// Does a style say how nodes are to look?
pub(super) fn has_style(graph: &Graph) -> bool {
    !graph.looks.origin.is_empty()
}

/// Fill, border and its thickness: a style's fill has a border of a darker shade. A fill that is
/// not solid is shown as it looks on paper, so that no line runs under a label.
fn inks(graph: &Graph, node: &Node) -> (Colour, Colour, f64) {
    let (mut fill, mut stroke) = (palette::fill(node.role), palette::stroke(node.role));
    let look = graph.look(node);
    // What a style's colours mean, those of the roles must not seem to mean.
    if look.is_none() && has_style(graph) {
        (fill, stroke) = palette::NEUTRAL;
    }
    let Some(look) = look else { return (fill, stroke, 0.8) };
    match (look.form, look.fill) {
        (Some(Form::Plaintext), _) => (palette::PAPER, palette::PAPER, 0.0),
        (_, None) => (fill, stroke, 0.8),
        (_, Some(paint)) => {
            let rgb = paint.on_paper();
            (
                palette::colour(rgb),
                palette::colour(rgb.map(|channel| (u16::from(channel) * 3 / 5) as u8)),
                0.8,
            )
        }
    }
}

/// Lighter than this, a white band is not seen.
const LIGHT: u32 = 230;

/// Groups have a white band inside their border, or one like the border where all is light.
pub(super) fn inner(outer: &Figure) -> Figure {
    let band = if outer.fill.lightness() < LIGHT { palette::PAPER } else { outer.stroke };
    let size = outer.shape.size;
    let side = |side: f64| (side - 5.0).max(side * 0.6);
    let size = match outer.shape.outline {
        Outline::Disc | Outline::Box | Outline::RoundBox | Outline::Octagon => {
            Size { width: side(size.width), height: side(size.height) }
        }
        _ => Size { width: size.width * 0.62, height: size.height * 0.62 },
    };
    Figure { shape: Shape { size, ..outer.shape }, stroke: band, stroke_width: 1.2, ..*outer }
}

fn tooltip(graph: &Graph, id: NodeId, counted: Counted) -> Vec<String> {
    let node = &graph.nodes[id.index()];
    let shown = |name: &str| text::shorten(&visible(name), TOOLTIP_NAME);
    let mut lines = vec![shown(&if node.is_group() {
        text::headline(graph, node)
    } else {
        graph.name(id).to_owned()
    })];
    let role = match node.role {
        Role::SourceAndTarget => "source and target",
        role => role.name(),
    };
    let (many, _) = counted.words();
    let what = if node.count == 1 { many.trim_end_matches('s') } else { many };
    lines.push(format!("{role}, {} {what}", thousands(node.count)));
    let own = graph.look(node).and_then(|look| look.tooltip.as_deref());
    lines.extend(own.filter(|_| !node.is_group()).map(shown));
    if let Some((first, last)) = node.first.zip(node.last) {
        lines.push(format!("{first} to {last}"));
    }
    if node.is_group() {
        let members = node.members.iter().take(TOOLTIP_MEMBERS);
        lines.extend(members.map(|member| {
            let (name, count) = (shown(graph.names.get(member.name)), thousands(member.count));
            // A count after a name that runs from right to left would be shown before it.
            if runs_backwards(&name) {
                format!("({count}) {name}")
            } else {
                format!("{name} ({count})")
            }
        }));
        let more = node.members.len().saturating_sub(TOOLTIP_MEMBERS);
        if more > 0 {
            lines.push(format!("and {} more", thousands(more as u64)));
        }
    }
    lines
}

/// Whether a link leads to a page: a graph file may be an attacker's, and `javascript:` is code.
fn is_safe(url: &str) -> bool {
    let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
    match scheme.split_once(':') {
        None => true,
        Some((scheme, _)) => {
            ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        }
    }
}

/// The longest link of a node, in bytes, as servers take it.
const URL_LIMIT: usize = 8_000;

/// The link that a style or a file asks for, if it leads to a page and is no longer than that.
fn own_link(template: &str, name: &str) -> Option<String> {
    let places = template.matches("{label}").count();
    let longest = template.len() + 3 * places * name.len();
    (longest <= URL_LIMIT).then(|| link(template, name)).filter(|url| is_safe(url))
}

fn link(template: &str, name: &str) -> String {
    template.replace("{label}", &percent_encoded(name))
}

/// Everything but RFC 3986's unreserved characters as `%XX`, so that a name can be no more than a
/// part of a path or query.
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_link_is_a_part_of_it_and_no_more() {
        let url = link("https://example.net/{label}?x", "a/b?c#d\"<é");
        assert_eq!(url, "https://example.net/a%2Fb%3Fc%23d%22%3C%C3%A9?x");
        assert_eq!(link("{label}", "javascript:alert(1)"), "javascript%3Aalert%281%29");
    }
}
