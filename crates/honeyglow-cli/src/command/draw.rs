//! `honeyglow draw`: the links as a picture.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use honeyglow::drawing::Caption;
use honeyglow::export;
use honeyglow::layout::Size;
use honeyglow::link::{Links, View};
use honeyglow::picture::{self, Fold, Labels, Measure, Picture, Settings};
use honeyglow::quality::{Quality, Structure};
use honeyglow::render;
use honeyglow::time::Instant;

use crate::Outcome;
use crate::args::{DrawArgs, FoldBy, LabelsDrawn, PictureFormat};
use crate::output::Output;
use crate::question::Question;
use crate::reading;
use crate::terminal;

/// Draws what the flags ask for.
///
/// # Errors
/// A flag that means nothing, no input that can be read, or an output that cannot be written.
pub(crate) fn run(args: &DrawArgs) -> anyhow::Result<Outcome> {
    let question = Question::from_args(&args.input, &args.view)?;
    let format = format(args)?;
    refuse_a_page_that_cannot_grow(args)?;
    let mut output = Output::create(args.output.as_deref())?;
    if format == PictureFormat::Png && output.is_terminal() {
        bail!("a PNG is no text for a terminal: write `-o day.png` or send it into a file");
    }
    let read = reading::links(&args.input, &question)?;
    if read.links.links.is_empty() {
        let why = read.account.why_nothing(&question, read.links.counts.filtered);
        terminal::tell(&format!("nothing to draw: {why}"));
        return Ok(Outcome::Nothing);
    }
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
        measure: if args.report { Measure::Everything } else { Measure::Nothing },
        seed: args.seed,
        threads: args.input.threads.unwrap_or_else(processors),
        caption: Caption {
            title: args.title.clone().unwrap_or_else(|| title(&question.view)),
            period: period(&question, &read.links),
            node_url: args.node_url.clone(),
        },
        skipped: read.account.total.skipped_count(),
    };
    let picture = picture::draw(read.links, &settings);
    if let Some(quality) = &picture.quality {
        report(quality);
    }
    let bytes = rendered(&picture, format, args.scale)?;
    output.write_all(&bytes).map_err(|error| output.explain(error))?;
    output.commit()?;
    Ok(Outcome::Done)
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
        "json" => PictureFormat::Json,
        "csv" => PictureFormat::Csv,
        _ => bail!(
            "`{}` does not tell the format: end it in .svg, .png, .json or .csv, or add `-T svg`",
            path.display()
        ),
    })
}

fn rendered(picture: &Picture, format: PictureFormat, scale: f64) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        PictureFormat::Svg => render::svg::svg(&picture.drawing).into_bytes(),
        PictureFormat::Png => {
            let svg = render::svg::svg(&picture.drawing);
            render::png::png(&svg, scale).context("cannot draw the PNG")?
        }
        PictureFormat::Json => export::json::json(picture).into_bytes(),
        PictureFormat::Csv => export::csv::csv(&picture.graph).into_bytes(),
    })
}

fn title(view: &View) -> String {
    match view.name.as_str() {
        "tunnels" => "Tunnels that intruders asked for".to_owned(),
        "logins" => "Names and passwords that intruders tried".to_owned(),
        "commands" => "Commands that intruders ran".to_owned(),
        "downloads" => "Files that intruders fetched or sent".to_owned(),
        "clients" => "Programs that intruders came with".to_owned(),
        columns => columns.split(',').map(str::trim).collect::<Vec<_>>().join(" › "),
    }
}

/// The span that was asked for, else the one that the events cover; with the zone.
fn period(question: &Question, links: &Links) -> String {
    let zone = question.zone.iana_name().unwrap_or("local time");
    let at = |time: Instant| time.in_zone(&question.zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let Some((first, last)) = links.span else { return "rows without times".to_owned() };
    let since = at(question.period.since.unwrap_or(first));
    match question.period.until {
        Some(until) => format!("{since} up to {} ({zone})", at(until)),
        None => format!("{since} to {} ({zone})", at(last)),
    }
}

/// Threads for the layout, where nobody said how many.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Says how readable the drawing is.
fn report(quality: &Quality) {
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
