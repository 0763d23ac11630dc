//! Puts title, legend and graph on one page.

use super::page::{self, FOOTER, HEADER, MARGIN, Sizes};
use super::palette::{self, Colour};
use super::{Drawing, Figure, Line, Mark, Text};
use crate::event::Column;
use crate::graph::{Account, Graph, NodeId, Role};
use crate::label::measure::{BASELINE, Fonts, LINE_HEIGHT, Weight};
use crate::label::text::{self, thousands};
use crate::label::visible::visible;
use crate::layout::{Outline, Point, Rect, Shape, Size};

/// The words around the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The picture's title.
    pub title: String,
    /// The period with its zone, in words.
    pub period: String,
    /// The link of each node; `{label}` becomes the node's name, percent-encoded.
    pub node_url: Option<String>,
}

/// The most members that a tooltip names; a tooltip longer than a screen cannot be read.
const TOOLTIP_MEMBERS: usize = 40;
/// The longest name in a tooltip, in characters, for the same reason.
const TOOLTIP_NAME: usize = 400;

/// Where everything of a graph stands, in the coordinates of its area; all lists go node by node.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Shapes, labels and their font.
    pub sizes: Sizes,
    /// The centres of the shapes.
    pub centres: Vec<Point>,
    /// The boxes of the labels, which hold their lines from the top; none where there is no room.
    pub labels: Vec<Option<Rect>>,
    /// Blocks of nodes.
    pub blocks: Blocks,
}

/// Nodes that stand together, and have their edges together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blocks {
    /// The room of each block.
    pub rooms: Vec<Rect>,
    /// The block of each node; shorter than the nodes where none of the rest is in one.
    pub of: Vec<Option<u32>>,
}

impl Blocks {
    fn of(&self, node: NodeId) -> Option<u32> {
        self.of.get(node.index()).copied().flatten()
    }
}

/// Puts a placed graph, its title and its legend on a page.
#[must_use]
pub fn compose(
    graph: &Graph,
    account: &Account,
    placement: &Placement,
    page: Size,
    caption: &Caption,
    fonts: &Fonts,
) -> Drawing {
    let Placement { sizes, centres, labels, blocks } = placement;
    let title = fonts.drawable(&visible(&caption.title)).into_owned();
    let mut drawing = Drawing {
        size: page,
        description: format!(
            "{}: {} events between {} names",
            graph.view.name,
            thousands(account.events_drawn + account.events_grouped),
            thousands(account.nodes_drawn + account.nodes_grouped),
        ),
        title,
        lines: edges(graph, centres, blocks),
        frames: frames(blocks),
        nodes: marks(graph, sizes, centres, caption),
        keys: Vec::new(),
        texts: Vec::new(),
    };
    let mut pen = Pen { drawing: &mut drawing, fonts };
    header(&mut pen, graph, caption);
    footer(&mut pen, graph, account, page);
    for (id, label) in (0..).map(NodeId).zip(labels) {
        if let Some(label) = label {
            node_label(&mut pen, graph, id, sizes, &on_page(label));
        }
    }
    drawing
}

/// From the graph's area to the page.
fn shift(point: Point) -> Point {
    Point { x: point.x + MARGIN, y: point.y + MARGIN + HEADER }
}

fn on_page(rect: &Rect) -> Rect {
    let (x, y) = (MARGIN, MARGIN + HEADER);
    Rect { x0: rect.x0 + x, y0: rect.y0 + y, x1: rect.x1 + x, y1: rect.y1 + y }
}

/// Where a line ends: at a node, or at a block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Node(NodeId),
    Block(u32),
}

/// A line to draw: all edges between the same two ends.
struct Bundle {
    ends: (End, End),
    side: Role,
    count: u64,
}

fn bundles(graph: &Graph, blocks: &Blocks) -> Vec<Bundle> {
    let end = |node| blocks.of(node).map_or(End::Node(node), End::Block);
    let mut bundles: Vec<Bundle> = graph
        .edges()
        .into_iter()
        .map(|edge| {
            let (from, to) = (&graph.nodes[edge.from.index()], &graph.nodes[edge.to.index()]);
            let side = if to.role == Role::Event { from.role } else { to.role };
            Bundle { ends: (end(edge.from), end(edge.to)), side, count: edge.count }
        })
        // What is in one block is seen to belong together.
        .filter(|bundle| bundle.ends.0 != bundle.ends.1)
        .collect();
    if !blocks.rooms.is_empty() {
        bundles.sort_by_key(|bundle| bundle.ends);
        bundles.dedup_by(|next, first| {
            let same = next.ends == first.ends;
            if same {
                first.count += next.count;
            }
            same
        });
    }
    bundles
}

/// The heaviest edges are painted first, so that thin ones are seen upon them.
fn edges(graph: &Graph, centres: &[Point], blocks: &Blocks) -> Vec<Line> {
    let mut bundles = bundles(graph, blocks);
    let most = bundles.iter().map(|bundle| bundle.count).max().unwrap_or(1);
    bundles.sort_by_key(|bundle| (u64::MAX - bundle.count, bundle.ends));
    // Many edges need thinner ink, or the page goes grey.
    let opacity = (9.0 / (bundles.len().max(1) as f64).sqrt()).clamp(0.28, 0.55);
    let middle = |end: End| match end {
        End::Node(node) => centres[node.index()],
        End::Block(block) => blocks.rooms[block as usize].centre(),
    };
    let cut = |end: End, to: Point| match end {
        End::Node(node) => centres[node.index()],
        End::Block(block) => border(&blocks.rooms[block as usize], to),
    };
    let lines = bundles.into_iter().map(|bundle| {
        let (from, to) = bundle.ends;
        Line {
            from: shift(cut(from, middle(to))),
            to: shift(cut(to, middle(from))),
            width: page::edge_width(bundle.count, most),
            colour: palette::edge(bundle.side),
            opacity,
        }
    });
    lines.collect()
}

/// Where a line from a box's middle leaves it.
fn border(room: &Rect, to: Point) -> Point {
    let from = room.centre();
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let out = |half: f64, along: f64| if along.abs() > 1e-9 { half / along.abs() } else { 1.0 };
    let share = out(room.width() / 2.0, dx).min(out(room.height() / 2.0, dy)).min(1.0);
    Point { x: from.x + dx * share, y: from.y + dy * share }
}

/// Points between the nodes of a block and its frame.
const FRAME: f64 = 3.0;

fn frames(blocks: &Blocks) -> Vec<Figure> {
    let frame = |room: &Rect| {
        let room = on_page(room).grown(FRAME);
        let size = Size { width: room.width(), height: room.height() };
        Figure {
            shape: Shape { outline: Outline::Box, size },
            centre: room.centre(),
            fill: palette::FRAME,
            stroke: palette::RULE,
            stroke_width: 0.8,
        }
    };
    blocks.rooms.iter().map(frame).collect()
}

fn marks(graph: &Graph, sizes: &Sizes, centres: &[Point], caption: &Caption) -> Vec<Mark> {
    let ids = (0..graph.nodes.len() as u32).map(NodeId);
    ids.map(|id| {
        let node = &graph.nodes[id.index()];
        let figure = Figure {
            shape: sizes.shapes[id.index()],
            centre: shift(centres[id.index()]),
            fill: palette::fill(node.role),
            stroke: palette::stroke(node.role),
            stroke_width: 0.8,
        };
        let name =
            if node.is_group() { text::headline(graph, node) } else { graph.name(id).to_owned() };
        let url = caption.node_url.as_ref().map(|template| link(template, &name));
        Mark {
            inner: node.is_group().then(|| inner(&figure)),
            figure,
            id: format!("n{}", id.0),
            role: node.role.name(),
            count: node.count,
            members: node.members.len(),
            tooltip: tooltip(graph, id),
            name,
            url,
        }
    })
    .collect()
}

/// Groups have a white band inside their border.
fn inner(outer: &Figure) -> Figure {
    let size = outer.shape.size;
    let side = |side: f64| (side - 5.0).max(side * 0.6);
    let size = match outer.shape.outline {
        Outline::Disc | Outline::Box => Size { width: side(size.width), height: side(size.height) },
        Outline::Triangle => Size { width: size.width * 0.62, height: size.height * 0.62 },
    };
    Figure {
        shape: Shape { size, ..outer.shape },
        stroke: palette::PAPER,
        stroke_width: 1.2,
        ..*outer
    }
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

fn tooltip(graph: &Graph, id: NodeId) -> Vec<String> {
    let node = &graph.nodes[id.index()];
    let shown = |name: &str| text::shorten(&visible(name), TOOLTIP_NAME);
    let mut lines =
        vec![if node.is_group() { text::headline(graph, node) } else { shown(graph.name(id)) }];
    let role = match node.role {
        Role::SourceAndTarget => "source and target",
        role => role.name(),
    };
    let events = if node.count == 1 { "event" } else { "events" };
    lines.push(format!("{role}, {} {events}", thousands(node.count)));
    if let Some((first, last)) = node.first.zip(node.last) {
        lines.push(format!("{first} to {last}"));
    }
    if node.is_group() {
        let members = node.members.iter().take(TOOLTIP_MEMBERS);
        lines.extend(members.map(|member| {
            format!("{} ({})", shown(graph.names.get(member.name)), thousands(member.count))
        }));
        let more = node.members.len().saturating_sub(TOOLTIP_MEMBERS);
        if more > 0 {
            lines.push(format!("and {} more", thousands(more as u64)));
        }
    }
    lines
}

/// Where text is written, and by which font it is measured.
struct Pen<'a> {
    drawing: &'a mut Drawing,
    fonts: &'a Fonts,
}

/// How a line of text looks.
#[derive(Clone, Copy)]
struct Style {
    font_pt: f64,
    weight: Weight,
    colour: Colour,
    halo: f64,
}

const CAPTION: Style =
    Style { font_pt: 10.5, weight: Weight::Regular, colour: palette::FAINT_INK, halo: 0.0 };

impl Pen<'_> {
    /// Writes from a left end and gives the right end.
    fn write(&mut self, text: impl Into<String>, start: Point, style: Style) -> f64 {
        let text = text.into();
        let width = self.fonts.width(&text, style.weight, style.font_pt);
        let Style { font_pt, weight, colour, halo } = style;
        self.drawing.texts.push(Text { text, start, width, font_pt, weight, colour, halo });
        start.x + width
    }

    /// The text, cut so that it ends before `end`.
    fn fitted(&self, text: &str, style: Style, space: f64) -> String {
        let mut longest = text.chars().count();
        let mut fitted = text.to_owned();
        while longest > 8 && self.fonts.width(&fitted, style.weight, style.font_pt) > space {
            longest = longest * 9 / 10;
            fitted = text::shorten(text, longest);
        }
        fitted
    }
}

fn header(pen: &mut Pen<'_>, graph: &Graph, caption: &Caption) {
    let space = pen.drawing.size.width - 2.0 * MARGIN;
    let style = Style { font_pt: 20.0, weight: Weight::Bold, colour: palette::INK, halo: 0.0 };
    let title = pen.fitted(&pen.drawing.title.clone(), style, space);
    pen.write(title, Point { x: MARGIN, y: MARGIN + 16.0 }, style);
    let sensors = match &graph.sensors[..] {
        [] => String::new(),
        [one] => format!("  ·  sensor {one}"),
        many if many.len() <= 4 => format!("  ·  sensors {}", many.join(", ")),
        many => format!("  ·  {} sensors", thousands(many.len() as u64)),
    };
    let subtitle = format!("{}  ·  {}{sensors}", view_in_words(graph), caption.period);
    let subtitle = pen.fonts.drawable(&visible(&subtitle)).into_owned();
    let style = Style { font_pt: 12.0, ..CAPTION };
    let subtitle = pen.fitted(&subtitle, style, space);
    pen.write(subtitle, Point { x: MARGIN, y: MARGIN + 34.0 }, style);
}

/// `tunnels: src_ip › dst_port › dst_host`.
fn view_in_words(graph: &Graph) -> String {
    let view = &graph.view;
    let columns = [Some(view.source), view.event, Some(view.target)];
    let columns: Vec<&str> = columns.into_iter().flatten().map(Column::name).collect();
    if view.name.contains(',') {
        return columns.join(" › ");
    }
    format!("{}: {}", view.name, columns.join(" › "))
}

fn footer(pen: &mut Pen<'_>, graph: &Graph, account: &Account, page: Size) {
    let top = page.height - MARGIN - FOOTER + 16.0;
    pen.drawing.lines.push(Line {
        from: Point { x: MARGIN, y: top },
        to: Point { x: page.width - MARGIN, y: top },
        width: 0.8,
        colour: palette::RULE,
        opacity: 1.0,
    });
    legend_keys(pen, graph, top + 20.0);
    let space = page.width - 2.0 * MARGIN;
    for (index, line) in sums(account).into_iter().enumerate() {
        // A sum must not lose a number: on a narrow page it is written smaller.
        let width = pen.fonts.width(&line, CAPTION.weight, CAPTION.font_pt);
        let style = Style { font_pt: CAPTION.font_pt * (space / width).min(1.0), ..CAPTION };
        let y = top + 37.0 + 13.0 * index as f64;
        pen.write(line, Point { x: MARGIN, y }, style);
    }
}

/// One key for each role on the page, one for groups, and what sizes mean; with fewer words, or
/// smaller, where the page is narrow.
fn legend_keys(pen: &mut Pen<'_>, graph: &Graph, y: f64) {
    let roles = [Role::Source, Role::Event, Role::Target, Role::SourceAndTarget];
    let drawn = |role: &Role| graph.nodes.iter().any(|node| node.role == *role);
    let roles: Vec<Role> = roles.into_iter().filter(drawn).collect();
    let group = graph.nodes.iter().find(|node| node.is_group()).map(|node| node.role);
    let words = |brevity: Brevity| -> Vec<String> {
        let roles = roles.iter().map(|role| match (brevity, role) {
            (Brevity::Full, Role::SourceAndTarget) => "source and target".to_owned(),
            (Brevity::Full, role) => {
                format!("{} ({})", role.name(), text::column(graph, *role).name())
            }
            (Brevity::Short, Role::SourceAndTarget) => "both".to_owned(),
            (Brevity::Short, role) => role.name().to_owned(),
        });
        let of_group = match brevity {
            Brevity::Full => "group of several",
            Brevity::Short => "group",
        };
        roles.chain(group.map(|_| of_group.to_owned())).collect()
    };
    let space = pen.drawing.size.width - 2.0 * MARGIN;
    let width = |pen: &Pen<'_>, words: &[String]| -> f64 {
        let width = |word: &String| pen.fonts.width(word, CAPTION.weight, CAPTION.font_pt);
        words.iter().map(|word| width(word) + KEY_ROOM).sum()
    };
    let mut words_drawn = words(Brevity::Full);
    if width(pen, &words_drawn) > space {
        words_drawn = words(Brevity::Short);
    }
    let smaller = (space / width(pen, &words_drawn)).min(1.0);
    let font_pt = CAPTION.font_pt * smaller;
    let style = Style { colour: palette::INK, font_pt, ..CAPTION };
    let mut x = MARGIN;
    for (index, word) in words_drawn.into_iter().enumerate() {
        let role = roles.get(index).copied().or(group).unwrap_or(Role::Target);
        let (after, figure) = key(pen, role, outline_of(role), Point { x, y });
        if index >= roles.len() {
            pen.drawing.keys.push(inner(&figure));
        }
        x = pen.write(word, Point { x: after, y }, style) + KEY_GAP * smaller;
    }
    let note = "areas and line widths follow the number of events";
    if x + pen.fonts.width(note, CAPTION.weight, CAPTION.font_pt) <= MARGIN + space {
        pen.write(note, Point { x, y }, CAPTION);
    }
}

/// How many words a legend has room for.
#[derive(Clone, Copy)]
enum Brevity {
    Full,
    Short,
}

/// Space after a key's word.
const KEY_GAP: f64 = 18.0;
/// What a key takes beside its word: the widest sample, its space, the gap after the word.
const KEY_ROOM: f64 = 14.0 + 5.0 + KEY_GAP;

fn outline_of(role: Role) -> Outline {
    match role {
        Role::Source | Role::SourceAndTarget => Outline::Disc,
        Role::Event => Outline::Box,
        Role::Target => Outline::Triangle,
    }
}

/// Draws a sample of a role's mark on a line of text, and gives where words may start.
fn key(pen: &mut Pen<'_>, role: Role, outline: Outline, baseline: Point) -> (f64, Figure) {
    let size = match outline {
        Outline::Disc => Size { width: 10.0, height: 10.0 },
        Outline::Box => Size { width: 14.0, height: 10.0 },
        Outline::Triangle => Size { width: 12.0, height: 14.0 },
    };
    let lift = if outline == Outline::Triangle { 2.2 } else { 3.8 };
    let centre = Point { x: baseline.x + size.width / 2.0, y: baseline.y - lift };
    let figure = Figure {
        shape: Shape { outline, size },
        centre,
        fill: palette::fill(role),
        stroke: palette::stroke(role),
        stroke_width: 0.8,
    };
    pen.drawing.keys.push(figure);
    (baseline.x + size.width + 5.0, figure)
}

/// Where every event and every name went, in two sentences.
fn sums(account: &Account) -> [String; 2] {
    let n = thousands;
    [
        format!(
            "{} events read = {} between single nodes + {} in groups + {} outside the period + {} not readable",
            n(account.events_read),
            n(account.events_drawn),
            n(account.events_grouped),
            n(account.events_filtered),
            n(account.events_skipped),
        ),
        format!(
            "{} names = {} with a mark of their own + {} in groups",
            n(account.nodes_drawn + account.nodes_grouped),
            n(account.nodes_drawn),
            n(account.nodes_grouped),
        ),
    ]
}

fn node_label(pen: &mut Pen<'_>, graph: &Graph, id: NodeId, sizes: &Sizes, label: &Rect) {
    let centre = label.centre().x;
    for (index, line) in text::lines(graph, id, pen.fonts, sizes.detail).into_iter().enumerate() {
        let style = Style {
            font_pt: sizes.font_pt,
            weight: line.weight,
            colour: palette::INK,
            halo: 0.26 * sizes.font_pt,
        };
        let width = pen.fonts.width(&line.text, line.weight, sizes.font_pt);
        let y = label.y0 + (index as f64 * LINE_HEIGHT + BASELINE) * sizes.font_pt;
        pen.write(line.text, Point { x: centre - width / 2.0, y }, style);
    }
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
