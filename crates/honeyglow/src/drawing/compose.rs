//! Puts title, legend and graph on one page.

use super::blocks::Blocks;
use super::lines;
use super::manner::{Lean, Manner};
use super::page::{self, FOOTER, HEADER, MARGIN, Sizes};
use super::palette::{self, Colour};
use super::ribbons;
use super::summary::{self, Fact};
use super::{Course, Drawing, Figure, Line, Mark, Strokes, Text};
use crate::event::Column;
use crate::graph::{Account, Edge, Graph, Node, NodeId, Role};
use crate::label::measure::{BASELINE, Fonts, LINE_HEIGHT, Weight};
use crate::label::runs::runs_backwards;
use crate::label::text::{self, thousands};
use crate::label::visible::visible;
use crate::layout::{Outline, Point, Rect, Shape, Size};
use crate::look::Form;

/// The words around the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The picture's title.
    pub title: String,
    /// The period with its zone, in words.
    pub period: String,
    /// The link of each node; `{label}` becomes the node's name, percent-encoded.
    pub node_url: Option<String>,
    /// What the sums of the legend count.
    pub counted: Counted,
}

/// What the sums of a legend count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Events of logs.
    #[default]
    Events,
    /// Events of logs, some of which a style may leave out.
    StyledEvents,
    /// Edges of a graph file.
    Edges,
}

impl Counted {
    /// What is counted, and what the nodes are called.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Counted::Events | Counted::StyledEvents => ("events", "names"),
            Counted::Edges => ("edges", "nodes"),
        }
    }
}

/// The most members that a tooltip names; a tooltip longer than a screen cannot be read.
const TOOLTIP_MEMBERS: usize = 40;
/// The longest name in a tooltip, in characters, for the same reason.
pub(super) const TOOLTIP_NAME: usize = 400;

/// Where everything of a graph stands, in the coordinates of its area; all lists go node by node.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Shapes, labels and their font.
    pub sizes: Sizes,
    /// The centres of the shapes.
    pub centres: Vec<Point>,
    /// The boxes of the labels, which hold their lines from the top; none where there is no room.
    pub labels: Vec<Option<Rect>>,
    /// The same of the edges, in the order of [`Graph::edges`].
    pub edge_labels: Vec<Option<Rect>>,
    /// Blocks of nodes.
    pub blocks: Blocks,
    /// What is drawn otherwise than usual.
    pub manner: Manner,
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
    strokes: Strokes,
) -> Drawing {
    let Placement { sizes, centres, labels, edge_labels, blocks, manner } = placement;
    let (what, whom) = caption.counted.words();
    let (lines, heads) = match &manner.ribbons {
        Some(ribbons) => (ribbons::lines(graph, ribbons), Vec::new()),
        None => lines::lines(graph, (&sizes.shapes, centres), blocks, strokes),
    };
    let title = fonts.drawable(&visible(&caption.title)).into_owned();
    let mut drawing = Drawing {
        size: page,
        description: format!(
            "{}: {} {what} between {} {whom}",
            graph.view.name,
            thousands(account.events_drawn + account.events_grouped),
            thousands(account.nodes_drawn + account.nodes_grouped),
        ),
        title,
        lines,
        heads,
        frames: blocks.frames(),
        nodes: marks(graph, sizes, centres, caption),
        keys: Vec::new(),
        texts: Vec::new(),
    };
    let mut pen = Pen { drawing: &mut drawing, fonts };
    header(&mut pen, graph, caption);
    footer(&mut pen, graph, account, page, (caption, manner));
    for (id, label) in (0..).map(NodeId).zip(labels) {
        if let Some(label) = label {
            node_label(&mut pen, graph, id, placement, &on_page(label));
        }
    }
    for (edge, label) in graph.edges().iter().zip(edge_labels) {
        if let Some(label) = label {
            edge_label(&mut pen, graph, edge, sizes.font_pt, &on_page(label));
        }
    }
    drawing
}

/// From the graph's area to the page.
pub(super) fn shift(point: Point) -> Point {
    Point { x: point.x + MARGIN, y: point.y + MARGIN + HEADER }
}

pub(super) fn on_page(rect: &Rect) -> Rect {
    let (x, y) = (MARGIN, MARGIN + HEADER);
    Rect { x0: rect.x0 + x, y0: rect.y0 + y, x1: rect.x1 + x, y1: rect.y1 + y }
}

fn has_style(graph: &Graph) -> bool {
    !graph.looks.origin.is_empty()
}

pub(super) fn colour([red, green, blue]: [u8; 3]) -> Colour {
    Colour(red, green, blue)
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
            (colour(rgb), colour(rgb.map(|channel| (u16::from(channel) * 3 / 5) as u8)), 0.8)
        }
    }
}

fn marks(graph: &Graph, sizes: &Sizes, centres: &[Point], caption: &Caption) -> Vec<Mark> {
    let ids = (0..graph.nodes.len() as u32).map(NodeId);
    ids.map(|id| {
        let node = &graph.nodes[id.index()];
        let (fill, stroke, stroke_width) = inks(graph, node);
        let figure = Figure {
            shape: sizes.shapes[id.index()],
            centre: shift(centres[id.index()]),
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

/// Lighter than this, a white band is not seen.
const LIGHT: u32 = 230;

/// Groups have a white band inside their border, or one like the border where all is light.
fn inner(outer: &Figure) -> Figure {
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
        let runs = self.fonts.runs(&text, weight, font_pt);
        let text = Text { text, start, width, runs, font_pt, weight, colour, halo };
        self.drawing.texts.push(text);
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
    let title_end = pen.write(title, Point { x: MARGIN, y: MARGIN + 16.0 }, style);
    let sensors = match &graph.sensors[..] {
        [] => String::new(),
        [one] => format!("  ·  sensor {one}"),
        many if many.len() <= 4 && !many.iter().any(|name| runs_backwards(name)) => {
            format!("  ·  sensors {}", many.join(", "))
        }
        many => format!("  ·  {} sensors", thousands(many.len() as u64)),
    };
    let subtitle = match caption.counted {
        Counted::Edges => caption.period.clone(),
        _ => format!("{}  ·  {}{sensors}", view_in_words(graph), caption.period),
    };
    let subtitle = pen.fonts.drawable(&visible(&subtitle)).into_owned();
    let style = Style { font_pt: 12.0, ..CAPTION };
    let subtitle = pen.fitted(&subtitle, style, space);
    let end = pen.write(subtitle, Point { x: MARGIN, y: MARGIN + 34.0 }, style).max(title_end);
    in_short(pen, graph, end);
}

/// Space between the title and what stands beside it.
const SUMMARY_GAP: f64 = 48.0;
/// Less room than this, and the summary would say little.
const SUMMARY_ROOM: f64 = 320.0;

/// What the page shows in a few lines, beside the title, where there is room.
fn in_short(pen: &mut Pen<'_>, graph: &Graph, title_end: f64) {
    let from = title_end + SUMMARY_GAP;
    let space = pen.drawing.size.width - MARGIN - from;
    if space < SUMMARY_ROOM {
        return;
    }
    for (index, Fact { what, text }) in summary::facts(graph).into_iter().enumerate() {
        let y = MARGIN - 4.0 + 12.5 * index as f64;
        let bold = Style { weight: Weight::Bold, colour: palette::INK, ..CAPTION };
        let after = pen.write(format!("{what} "), Point { x: from, y }, bold);
        let text = pen.fonts.drawable(&visible(&text)).into_owned();
        let style = Style { colour: palette::INK, ..CAPTION };
        let text = pen.fitted(&text, style, pen.drawing.size.width - MARGIN - after);
        pen.write(text, Point { x: after, y }, style);
    }
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

fn footer(
    pen: &mut Pen<'_>,
    graph: &Graph,
    account: &Account,
    page: Size,
    (caption, manner): (&Caption, &Manner),
) {
    let top = page.height - MARGIN - FOOTER + 16.0;
    pen.drawing.lines.push(Line {
        from: Point { x: MARGIN, y: top },
        to: Point { x: page.width - MARGIN, y: top },
        course: Course::Straight,
        width: 0.8,
        colour: palette::RULE,
        opacity: 1.0,
        title: None,
    });
    legend_keys(pen, graph, manner, top + 20.0);
    let space = page.width - 2.0 * MARGIN;
    for (index, line) in sums(graph, account, caption).into_iter().enumerate() {
        let line = pen.fonts.drawable(&visible(&line)).into_owned();
        // A sum must not lose a number: on a narrow page it is written smaller.
        let width = pen.fonts.width(&line, CAPTION.weight, CAPTION.font_pt);
        let style = Style { font_pt: CAPTION.font_pt * (space / width).min(1.0), ..CAPTION };
        let y = top + 37.0 + 13.0 * index as f64;
        pen.write(line, Point { x: MARGIN, y }, style);
    }
}

/// One key for each role on the page, one for groups, and what sizes mean; with fewer words, or
/// smaller, where the page is narrow.
fn legend_keys(pen: &mut Pen<'_>, graph: &Graph, manner: &Manner, y: f64) {
    let roles = [Role::Source, Role::Event, Role::Target, Role::SourceAndTarget];
    let roles: Vec<(Role, Figure)> =
        roles.into_iter().filter_map(|role| Some((role, sample(pen.drawing, role)?))).collect();
    let group = pen.drawing.nodes.iter().find(|mark| mark.members > 1).map(|mark| Figure {
        // A group of a style may look as any.
        fill: if has_style(graph) { palette::NEUTRAL.0 } else { mark.figure.fill },
        stroke: if has_style(graph) { palette::NEUTRAL.1 } else { mark.figure.stroke },
        stroke_width: 0.8,
        ..mark.figure
    });
    let words = |brevity: Brevity| -> Vec<String> {
        let roles = roles.iter().map(|(role, _)| match (brevity, role) {
            (Brevity::Full, Role::SourceAndTarget) => "source and target".to_owned(),
            (Brevity::Full, role) => match text::column(graph, *role).name() {
                column if column == role.name() => column.to_owned(),
                column => format!("{} ({column})", role.name()),
            },
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
        let Some(like) = roles.get(index).map(|(_, figure)| *figure).or(group) else { continue };
        let (after, figure) = key(pen, like, Point { x, y });
        if index >= roles.len() {
            pen.drawing.keys.push(inner(&figure));
        }
        x = pen.write(word, Point { x: after, y }, style) + KEY_GAP * smaller;
    }
    let usual = manner.measure().to_owned();
    let note = if has_style(graph) {
        format!("looks by {}", pen.fonts.drawable(&visible(&graph.looks.origin)))
    } else {
        usual
    };
    if x + pen.fonts.width(&note, CAPTION.weight, CAPTION.font_pt) <= MARGIN + space {
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

/// What the marks of a role look like; grey where a style gives them several colours, and none
/// where it gives them several shapes, or shapes that are not seen.
fn sample(drawing: &Drawing, role: Role) -> Option<Figure> {
    let of_role = |mark: &&Mark| mark.role == role.name();
    let mut figures = drawing.nodes.iter().filter(of_role).map(|mark| mark.figure);
    let mut sample = figures.next()?;
    for figure in figures {
        if figure.shape.outline != sample.shape.outline {
            return None;
        }
        if (figure.fill, figure.stroke) != (sample.fill, sample.stroke) {
            (sample.fill, sample.stroke) = palette::NEUTRAL;
        }
    }
    (sample.stroke_width > 0.0).then_some(sample)
}

/// Draws a sample of a mark on a line of text, and gives where words may start.
fn key(pen: &mut Pen<'_>, like: Figure, baseline: Point) -> (f64, Figure) {
    let outline = like.shape.outline;
    let size = match outline {
        Outline::Disc => Size { width: 10.0, height: 10.0 },
        Outline::Box | Outline::RoundBox => Size { width: 14.0, height: 10.0 },
        Outline::Triangle => Size { width: 12.0, height: 14.0 },
        _ => Size { width: 11.0, height: 11.0 },
    };
    let lift = if outline == Outline::Triangle { 2.2 } else { 3.8 };
    let centre = Point { x: baseline.x + size.width / 2.0, y: baseline.y - lift };
    let figure = Figure { shape: Shape { outline, size }, centre, ..like };
    pen.drawing.keys.push(figure);
    (baseline.x + size.width + 5.0, figure)
}

/// Where every event and every name went, in two sentences.
fn sums(graph: &Graph, account: &Account, caption: &Caption) -> [String; 2] {
    let n = thousands;
    let (what, whom) = caption.counted.words();
    let filtered = match caption.counted {
        Counted::Events => "outside the period",
        Counted::StyledEvents => "left out by the style or the period",
        Counted::Edges => "left out by the file",
    };
    let left_out: String = (graph.notes.left_out.iter())
        .map(|by| format!(" + {} filtered by {}", n(by.events), by.by))
        .collect();
    let names_left_out = match account.nodes_left_out {
        0 => String::new(),
        names => format!(" + {} filtered", n(names)),
    };
    [
        format!(
            "{} {what} read = {} between single nodes + {} in groups + {} {filtered}{left_out} + {} not readable",
            n(account.events_read),
            n(account.events_drawn),
            n(account.events_grouped),
            n(account.events_filtered),
            n(account.events_skipped),
        ),
        format!(
            "{} {whom} = {} with a mark of their own + {} in groups{names_left_out}{}",
            n(account.nodes_drawn + account.nodes_grouped + account.nodes_left_out),
            n(account.nodes_drawn),
            n(account.nodes_grouped),
            expanded(graph),
        ),
    ]
}

/// The longest list of groups that were taken apart, in characters: it stands on one line with the
/// sums.
const LONGEST_LIST: usize = 90;

/// The groups whose members the user wants to see singly.
fn expanded(graph: &Graph) -> String {
    match &graph.notes.expanded[..] {
        [] => String::new(),
        groups => {
            format!("  ·  drawn singly: {}", text::shorten(&groups.join(", "), LONGEST_LIST))
        }
    }
}

fn node_label(pen: &mut Pen<'_>, graph: &Graph, id: NodeId, placement: &Placement, label: &Rect) {
    let sizes = &placement.sizes;
    let written = placement.manner.written(id.index(), sizes.detail);
    let figure = pen.drawing.nodes[id.index()].figure;
    let has_fill = graph.look(&graph.nodes[id.index()]).is_some_and(|look| look.fill.is_some());
    let inside = has_fill && figure.shape.bounds(figure.centre).holds(label);
    // Upon a colour that nobody knows beforehand, a halo of paper would be a smear.
    let (colour, halo) = if inside {
        (figure.fill.readable_ink(), 0.0)
    } else {
        (palette::INK, 0.26 * sizes.font_pt)
    };
    for (index, line) in text::lines(graph, id, pen.fonts, written.detail).into_iter().enumerate() {
        let style = Style { font_pt: sizes.font_pt, weight: line.weight, colour, halo };
        leaning(pen, line.text, index, label, (written.lean, style));
    }
}

fn edge_label(pen: &mut Pen<'_>, graph: &Graph, edge: &Edge, font_pt: f64, label: &Rect) {
    let font_pt = page::edge_font(font_pt);
    let style = Style { font_pt, halo: 0.3 * font_pt, ..CAPTION };
    for (index, line) in text::edge_lines(graph, edge, pen.fonts).into_iter().enumerate() {
        leaning(pen, line, index, label, (Lean::Middle, style));
    }
}

/// Writes a line of a label, `index` counted from its top.
fn leaning(
    pen: &mut Pen<'_>,
    text: String,
    index: usize,
    label: &Rect,
    (lean, style): (Lean, Style),
) {
    let width = pen.fonts.width(&text, style.weight, style.font_pt);
    let x = lean.start(label, width);
    let y = label.y0 + (index as f64 * LINE_HEIGHT + BASELINE) * style.font_pt;
    pen.write(text, Point { x, y }, style);
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
