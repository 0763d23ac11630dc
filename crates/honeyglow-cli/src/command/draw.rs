//! `honeyglow draw`: the links as a picture.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use honeyglow::afterglow::Strictness;
use honeyglow::dot::DotGraph;
use honeyglow::drawing::{Arrows, Caption, Counted, Edges, Strokes};
use honeyglow::export;
use honeyglow::graph::{self, Graph};
use honeyglow::layout::Size;
use honeyglow::link::{Join, View};
use honeyglow::picture::{self, Fold, Labels, LayoutKind, Measure, Picture, Settings};
use honeyglow::quality::{Quality, Structure};
use honeyglow::render;
use honeyglow::time::Period;

use crate::args::draw::{
    DrawArgs, EdgesDrawn, FoldBy, LabelsDrawn, LayoutBy, PictureFormat, ReportForm,
};
use crate::caption;
use crate::like;
use crate::output::Output;
use crate::question::Question;
use crate::reading;
use crate::style::{self, Failed, Lists, StyleFile};
use crate::styled;
use crate::terminal;
use crate::{Outcome, dot};

/// Draws what the flags ask for.
///
/// # Errors
/// A flag that means nothing, no input that can be read, or an output that cannot be written.
pub(crate) fn run(args: &DrawArgs) -> anyhow::Result<Outcome> {
    let question = Question::from_args(&args.input, &args.view)?;
    let format = format(args)?;
    refuse_a_page_that_cannot_grow(args)?;
    refuse_what_only_force_has(args)?;
    let like = args.like.as_deref().map(like::read).transpose()?;
    let outputs = outputs(args, format)?;
    if outputs.iter().any(Output::is_terminal) {
        match format {
            PictureFormat::Png => {
                bail!("a PNG is no text for a terminal: write `-o day.png` or send it into a file")
            }
            PictureFormat::Pdf => {
                bail!("a PDF is no text for a terminal: write `-o day.pdf` or send it into a file")
            }
            _ => {}
        }
    }
    let Some(Drawable { graph, caption, skipped }) = drawable(args, &question)? else {
        return Ok(Outcome::Nothing);
    };
    let settings = Settings {
        page: args.size.map(|size| Size { width: size.width, height: size.height }),
        max_nodes: args.max_nodes,
        fold: match args.fold {
            FoldBy::Budget => Fold::Budget,
            FoldBy::Twins => Fold::Twins,
            FoldBy::None => Fold::Nothing,
        },
        labels: match args.labels {
            Some(LabelsDrawn::Fit) => Labels::Fit,
            Some(LabelsDrawn::All) => Labels::All,
            Some(LabelsDrawn::None) => Labels::Nothing,
            // A page that grows with its nodes may as well grow with their labels.
            None if args.fold != FoldBy::Budget => Labels::All,
            None => Labels::Fit,
        },
        layout: match args.layout {
            LayoutBy::Force => LayoutKind::Force,
            LayoutBy::Columns => LayoutKind::Columns,
            LayoutBy::Radial => LayoutKind::Radial,
        },
        strokes: Strokes {
            edges: match args.strokes.edges {
                EdgesDrawn::Straight => Edges::Straight,
                EdgesDrawn::Bundled => Edges::Bundled,
            },
            arrows: if args.strokes.arrows { Arrows::With } else { Arrows::Without },
        },
        like,
        wishes: args.reduction.wishes(),
        measure: if args.report.is_some() { Measure::Everything } else { Measure::Nothing },
        seed: args.seed,
        threads: args.input.threads.unwrap_or_else(reading::processors),
        caption,
        skipped,
    };
    let picture = picture::draw_graph(graph, &settings);
    for wish in &picture.unknown {
        terminal::tell(&format!("--expand: the picture has no node `{wish}`"));
    }
    if picture.graph.nodes.is_empty() {
        let filters: Vec<&str> =
            picture.graph.notes.left_out.iter().map(|by| by.by.as_str()).collect();
        terminal::tell(&format!("nothing to draw: {} leaves out everything", filters.join(", ")));
        return Ok(Outcome::Nothing);
    }
    match args.report {
        Some(ReportForm::Text) => report(&picture),
        Some(ReportForm::Json) => terminal::print(&export::report::report(&picture)),
        None => {}
    }
    if let Some(moved) = picture.moved.as_ref().filter(|_| args.report == Some(ReportForm::Text)) {
        terminal::tell(&like::report(moved));
    }
    let files = rendered(&picture, format, args.scale)?;
    write(outputs, &files)?;
    Ok(Outcome::Done)
}

/// A graph, the words around it, and the lines that could not be read.
struct Drawable {
    graph: Graph,
    caption: Caption,
    skipped: u64,
}

/// The graph that the inputs make; none, which was told, where there is nothing to draw.
fn drawable(args: &DrawArgs, question: &Question) -> anyhow::Result<Option<Drawable>> {
    let beside = args.reduction.beside(&question.view)?;
    if beside.is_some() && args.style.is_some() {
        bail!("--group: with --style, put nodes together by `cluster=` in the property file");
    }
    let drawable = if let Some((graph, name)) = dot::input(&args.input)? {
        if args.style.is_some() {
            bail!("--style: a graph in DOT has its looks already");
        }
        if question.period != Period::default() {
            bail!("--day, --since and --until: a graph in DOT has no times");
        }
        if beside.is_some() {
            bail!("--group: a graph in DOT has no columns");
        }
        of_dot(args, &graph, &name)?
    } else if let Some(path) = &args.style {
        of_style(args, question, path)?
    } else {
        let read = reading::links_beside(&args.input, question, beside)?;
        if read.links.links.is_empty() {
            return Ok(nothing(&read.account.why_nothing(question, read.links.counts.filtered)));
        }
        let period = caption::period(question.period, &question.zone, read.links.span);
        let graph = graph::build(read.links);
        let caption = caption_of(args, caption::title(&question.view), period, Counted::Events);
        Drawable { graph, caption, skipped: read.account.total.skipped_count() }
    };
    if drawable.graph.nodes.is_empty() {
        let left_out = drawable.graph.counts.filtered;
        return Ok(nothing(&match left_out {
            0 => "there is nothing to link".to_owned(),
            _ => format!("the style or the period leaves out all {left_out}"),
        }));
    }
    Ok(Some(drawable))
}

fn nothing(why: &str) -> Option<Drawable> {
    terminal::tell(&format!("nothing to draw: {why}"));
    None
}

fn caption_of(args: &DrawArgs, title: String, period: String, counted: Counted) -> Caption {
    let title = args.title.clone().unwrap_or(title);
    Caption { title, period, node_url: args.node_url.clone(), counted }
}

fn of_dot(args: &DrawArgs, graph: &DotGraph, name: &str) -> anyhow::Result<Drawable> {
    let title = graph.title().unwrap_or_else(|| name.to_owned());
    let view = View::parse("source,target")?;
    let links = graph.links(name);
    let caption = caption_of(args, title, name.to_owned(), Counted::Edges);
    Ok(Drawable { graph: graph::build_styled(links, view, Vec::new()), caption, skipped: 0 })
}

fn of_style(args: &DrawArgs, question: &Question, path: &Path) -> anyhow::Result<Drawable> {
    if question.view.join == Join::Session {
        bail!(
            "--style: the view `{}` brings together what the events of a session tell, and rules \
             look at rows: leave --style out",
            question.view.name
        );
    }
    let file = StyleFile {
        path,
        strictness: if args.lenient { Strictness::Lenient } else { Strictness::Strict },
        lists: if args.allow_lists { Lists::Allowed } else { Lists::Refused },
    };
    let read = match style::read(file) {
        Ok(read) => read,
        Err(Failed::Closed(why)) => bail!("cannot read `{}`: {why}", path.display()),
        Err(Failed::Refused(mut lines)) => {
            let last = lines.pop().unwrap_or_default();
            lines.iter().for_each(|line| terminal::tell(line));
            bail!("{last}");
        }
    };
    read.messages.iter().chain(&read.warnings).for_each(|message| terminal::tell(message));
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let styled = styled::links(&args.input, question, read.style, &name)?;
    styled.messages.iter().for_each(|message| terminal::tell(message));
    let period = caption::period(question.period, &question.zone, styled.links.span);
    let graph = graph::build_styled(styled.links, question.view.clone(), styled.sensors);
    let caption = caption_of(args, caption::title(&question.view), period, Counted::StyledEvents);
    Ok(Drawable { graph, caption, skipped: styled.account.total.skipped_count() })
}

/// A page has one size: the one that was asked for, or the one that its nodes need.
fn refuse_a_page_that_cannot_grow(args: &DrawArgs) -> anyhow::Result<()> {
    let whole = args.fold != FoldBy::Budget;
    if args.size.is_some() && (whole || args.labels == Some(LabelsDrawn::All)) {
        bail!("the page of --fold twins, --fold none and --labels all grows: leave out --size");
    }
    if args.max_nodes.is_some() && whole {
        bail!("--fold twins and --fold none draw every node: leave out --max-nodes");
    }
    Ok(())
}

/// Columns have ribbons that lead from left to right, and only `force` can keep places.
fn refuse_what_only_force_has(args: &DrawArgs) -> anyhow::Result<()> {
    let strokes = args.strokes.arrows || args.strokes.edges != EdgesDrawn::Straight;
    if strokes && args.layout == LayoutBy::Columns {
        bail!("--layout columns draws ribbons: leave out --arrows and --edges");
    }
    if args.like.is_some() && args.layout != LayoutBy::Force {
        bail!("--like keeps the places of --layout force only");
    }
    Ok(())
}

/// The format that was asked for, or the one that the file's suffix names.
fn format(args: &DrawArgs) -> anyhow::Result<PictureFormat> {
    if let Some(format) = args.picture {
        return Ok(format);
    }
    let path = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let Some(path) = path else {
        bail!("say where to write and in which format, as `-o day.svg` or `-T png > day.png`");
    };
    let suffix = path.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
    Ok(match suffix.to_ascii_lowercase().as_str() {
        "svg" => PictureFormat::Svg,
        "png" => PictureFormat::Png,
        "pdf" => PictureFormat::Pdf,
        "json" => PictureFormat::Json,
        "gexf" => PictureFormat::Gexf,
        "graphml" => PictureFormat::Graphml,
        "gdf" => PictureFormat::Gdf,
        "dot" | "gv" => PictureFormat::Dot,
        "csv" if table_stem(path).is_some() => PictureFormat::Tables,
        "csv" => PictureFormat::Csv,
        _ => bail!(
            "`{}` does not tell the format: end it in .svg, .png, .pdf, .json, .gexf, .graphml, \
             .gdf, .dot or .csv, or add `-T svg`",
            path.display()
        ),
    })
}

/// Where the picture goes: one place, or the two files of the tables.
fn outputs(args: &DrawArgs, format: PictureFormat) -> anyhow::Result<Vec<Output>> {
    let path = args.output.as_deref();
    if format != PictureFormat::Tables {
        return Ok(vec![Output::create(path)?]);
    }
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        bail!("two tables need a name: write `-o day` for day.nodes.csv and day.edges.csv");
    };
    let stem = table_stem(path).unwrap_or_else(|| {
        let csv = path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("csv"));
        if csv { path.with_extension("") } else { path.to_owned() }
    });
    let table = |ending: &str| {
        let mut path = stem.clone().into_os_string();
        path.push(ending);
        Output::create(Some(Path::new(&path)))
    };
    Ok(vec![table(".nodes.csv")?, table(".edges.csv")?])
}

/// `day` of `day.nodes.csv` and `day.edges.csv`.
fn table_stem(path: &Path) -> Option<PathBuf> {
    let stem = path.file_stem().map(Path::new)?;
    let part = stem.extension()?;
    let known = ["nodes", "edges"].iter().any(|name| part.eq_ignore_ascii_case(name));
    known.then(|| path.with_file_name(stem).with_extension(""))
}

/// All are written before the first is put in its place.
fn write(mut outputs: Vec<Output>, files: &[Vec<u8>]) -> anyhow::Result<()> {
    for (output, bytes) in outputs.iter_mut().zip(files) {
        let written = if output.is_terminal() {
            output.write_all(for_eyes(bytes).as_bytes())
        } else {
            output.write_all(bytes)
        };
        written.map_err(|error| output.explain(error))?;
    }
    outputs.into_iter().try_for_each(Output::commit)
}

/// The lines with everything made visible that would move a terminal's cursor or hide.
fn for_eyes(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.lines().map(|line| terminal::visible(line).into_owned() + "\n").collect()
}

/// The bytes of each file of a format.
fn rendered(picture: &Picture, format: PictureFormat, scale: f64) -> anyhow::Result<Vec<Vec<u8>>> {
    let one = match format {
        PictureFormat::Svg => render::svg::svg(&picture.drawing).into_bytes(),
        PictureFormat::Png => {
            render::png::png(&picture.drawing, scale).context("cannot draw the PNG")?
        }
        PictureFormat::Pdf => render::pdf::pdf(&picture.drawing).context("cannot draw the PDF")?,
        PictureFormat::Json => export::json::json(picture).into_bytes(),
        PictureFormat::Gexf => export::gexf::gexf(picture).into_bytes(),
        PictureFormat::Graphml => export::graphml::graphml(picture).into_bytes(),
        PictureFormat::Gdf => export::placed_gdf::gdf(picture).into_bytes(),
        PictureFormat::Dot => export::placed_dot::dot(picture).into_bytes(),
        PictureFormat::Csv => export::csv::csv(&picture.graph).into_bytes(),
        PictureFormat::Tables => {
            let tables = export::tables::tables(picture);
            return Ok(vec![tables.nodes.into_bytes(), tables.edges.into_bytes()]);
        }
    };
    Ok(vec![one])
}

/// Says how readable the drawing is, and where every event went.
fn report(picture: &Picture) {
    if let Some(quality) = &picture.quality {
        report_quality(quality);
    }
    let account = &picture.account;
    let left_out = picture.graph.notes.left_out.iter();
    let left_out: String =
        left_out.map(|by| format!(" + {} filtered by {}", by.events, by.by)).collect();
    terminal::tell(&format!(
        "events {} = {} between single nodes + {} in groups + {} outside the period or style\
         {left_out} + {} not readable; names {} = {} drawn singly + {} in groups + {} filtered",
        account.events_read,
        account.events_drawn,
        account.events_grouped,
        account.events_filtered,
        account.events_skipped,
        account.nodes_drawn + account.nodes_grouped + account.nodes_left_out,
        account.nodes_drawn,
        account.nodes_grouped,
        account.nodes_left_out,
    ));
}

fn report_quality(quality: &Quality) {
    let Quality { node_overlaps, label_overlaps, labels_on_nodes, cut_off, .. } = quality;
    let structure = match &quality.structure {
        Some(Structure { stress, crossings, edges_through_nodes }) => format!(
            "stress {stress:.4}, crossings {crossings}, edges through nodes {edges_through_nodes}"
        ),
        None => "too large to measure stress and crossings".to_owned(),
    };
    terminal::tell(&format!(
        "overlaps of nodes {node_overlaps}, of labels {label_overlaps}, labels on nodes \
         {labels_on_nodes}, cut off {cut_off}; labels {}, {structure}",
        quality.labels_drawn,
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_shown_lines_and_nothing_to_obey() {
        assert_eq!(for_eyes("a,\u{1b}[2J\nb\u{202e}\n".as_bytes()), "a,\\x1b[2J\nb\\u{202e}\n");
    }

    #[test]
    fn the_tables_share_the_name_before_their_endings() {
        let stem = |path: &str| table_stem(Path::new(path));
        assert_eq!(stem("out/day.nodes.csv"), Some(PathBuf::from("out/day")));
        assert_eq!(stem("a.b.EDGES.csv"), Some(PathBuf::from("a.b")));
        assert_eq!((stem("day.csv"), stem("nodes.csv"), stem("")), (None, None, None));
    }
}
