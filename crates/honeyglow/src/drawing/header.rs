//! The header: title, subtitle, and beside them the page in a few lines.

use super::compose::{Caption, Counted};
use super::page::MARGIN;
use super::palette;
use super::pen::{CAPTION, Pen, Style};
use super::summary::{self, Fact};
use crate::event::Column;
use crate::graph::Graph;
use crate::label::measure::Weight;
use crate::label::runs::runs_backwards;
use crate::label::text::thousands;
use crate::label::visible::visible;
use crate::layout::Point;

/// Writes the header at the top of the page.
pub(super) fn header(pen: &mut Pen<'_>, graph: &Graph, caption: &Caption) {
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
