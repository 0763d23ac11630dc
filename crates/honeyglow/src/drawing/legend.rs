//! The legend: keys of the roles, and the sums of the account, in which every event and every name
//! has its place.

use super::compose::{Caption, Counted};
use super::manner::Manner;
use super::marks::{has_style, inner};
use super::page::{FOOTER, MARGIN};
use super::palette;
use super::pen::{CAPTION, Pen, Style};
use super::{Course, Drawing, Figure, Line, Mark};
use crate::graph::{Account, Graph, Role};
use crate::label::text::{self, thousands};
use crate::label::visible::visible;
use crate::layout::{Outline, Point, Shape, Size};

/// Writes the legend at the foot of the page.
pub(super) fn footer(
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
