//! The flags of `draw`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::{InputArgs, ViewArgs};
use crate::reduction::ReductionArgs;

/// Draw the links as a picture.
#[derive(Debug, Args)]
#[command(after_help = DRAW_AFTER_HELP)]
pub(crate) struct DrawArgs {
    /// Which logs to read, and how.
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Which events to link, and by what.
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Where to write the picture; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Format of the picture [default: by the suffix of FILE]; without -o it goes to stdout
    ///
    /// `.gv` is DOT too. The tables are two files, `-o day.nodes.csv` (or `-T tables -o day`) being
    /// `day.nodes.csv` and `day.edges.csv`; `-o day.csv` is the table of links.
    #[arg(short = 'T', long = "type", value_name = "TYPE")]
    pub(crate) picture: Option<PictureFormat>,

    /// Width and height of the page in points, as 842x595
    #[arg(long, value_name = "WxH")]
    pub(crate) size: Option<PageSize>,

    /// Most marks on the page before alike nodes become groups [default: by the size of the page]
    #[arg(long, value_name = "N", value_parser = parse_max_nodes)]
    pub(crate) max_nodes: Option<usize>,

    /// What becomes of alike nodes: groups by the budget, blocks of twins, or nothing
    ///
    /// `budget` folds alike nodes until the page can be read at a glance. `twins` draws every node,
    /// those with the same neighbours side by side in a block with one line for all. `none` draws
    /// every node where its edges pull it. With `twins` and `none` the page grows with the nodes.
    #[arg(long, value_name = "HOW", default_value = "budget")]
    pub(crate) fold: FoldBy,

    /// Which labels to draw: all (the page grows), those that fit, or none [default: fit,
    /// or all with --fold twins and none]
    #[arg(long, value_name = "WHICH")]
    pub(crate) labels: Option<LabelsDrawn>,

    /// Where nodes stand: where their edges pull them, in columns by role, or around their events
    ///
    /// `force` shows what belongs together. `columns` is source, event and target from left to
    /// right, with ribbons as wide as their counts say. `radial` has the events on a ring, around
    /// it what belongs to one of them, and within it what links several.
    #[arg(long, value_name = "LAYOUT", default_value = "force")]
    pub(crate) layout: LayoutBy,

    /// How edges are drawn.
    #[command(flatten)]
    pub(crate) strokes: EdgeArgs,

    /// Link of each node in SVG; `{label}` is replaced, as in `https://example.net/{label}`
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) node_url: Option<String>,

    /// Property file of AfterGlow: colours, sizes, shapes, labels, what is put together or left out
    #[arg(long, value_name = "FILE")]
    pub(crate) style: Option<PathBuf>,

    /// Leave out lines of the property file that are not understood, instead of refusing it
    #[arg(long, requires = "style")]
    pub(crate) lenient: bool,

    /// Let the property file read lists that lie beside it
    #[arg(long, requires = "style")]
    pub(crate) allow_lists: bool,

    /// Title of the picture
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,

    /// Seed of the layout: the same seed and logs give the same picture
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Keep what stayed where it was in this picture, written earlier with `-o FILE.json`
    ///
    /// Nodes are known by role and name, groups by their members. The page stays as large as long
    /// as everything has room, unless --size is given; where most of the picture is new, it is
    /// drawn anew. FILE is read before anything is written, so that `--like day.json -o day.json`
    /// goes on from hour to hour. A file that is not there is an error, since a name typed wrong
    /// would draw every picture anew in silence: draw the first one without --like.
    #[arg(long, value_name = "FILE")]
    pub(crate) like: Option<PathBuf>,

    /// Pixels per point of a PNG
    #[arg(long, value_name = "FACTOR", default_value = "1.5", value_parser = parse_scale)]
    pub(crate) scale: f64,

    /// What is left out, put together and taken apart.
    #[command(flatten)]
    pub(crate) reduction: ReductionArgs,

    /// Print quality (overlaps, crossings, stress; with --like, how far what stayed has moved) and
    /// account on stderr: as text, or as json
    ///
    /// `--report=json` is one line on stderr: `quality`, `account` (its sums add up), and `groups`
    /// with all their members and counts.
    #[arg(
        long,
        value_name = "FORM",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text"
    )]
    pub(crate) report: Option<ReportForm>,
}

/// How edges are drawn.
#[derive(Debug, Args)]
pub(crate) struct EdgeArgs {
    /// The way of edges between their ends
    ///
    /// `bundled` leads long edges along paths of short ones, if that is not much longer: a sheet on
    /// which many long edges cross gets calmer, and no edge seems to join what is not joined. Each
    /// still leaves and reaches its own nodes straight. Above 3,000 edges they stay straight.
    #[arg(long, value_name = "HOW", default_value = "straight")]
    pub(crate) edges: EdgesDrawn,

    /// Draw small heads on the edges, from source to event to target
    #[arg(long)]
    pub(crate) arrows: bool,
}

const DRAW_AFTER_HELP: &str = "\
Examples:
  honeyglow draw cowrie.json -o day.svg
  honeyglow draw --day yesterday --zone Europe/Berlin var/log/cowrie -o yesterday.png
  honeyglow draw --since 14d --view logins 'cowrie.json*' -o logins.svg
  zcat cowrie.json.1.gz | honeyglow draw -T png > day.png
  honeyglow draw cowrie.json -o day.gexf                 the same graph, for Gephi
  honeyglow draw -T dot cowrie.json | neato -n2 -Tsvg    drawn by Graphviz, in place
  honeyglow draw --style color.properties cowrie.json -o day.svg
  honeyglow draw --day today --like day.json var/log/cowrie -o day.json    what stayed keeps its place
  honeyglow links --each cowrie.json | honeyglow afterglow -c color.properties | honeyglow draw -T svg

In the data formats names are as they were sent, and a name may start with `=`: do not open a table
in a spreadsheet that runs formulas.
The file is written beside its place and moved there when it is complete; if there is nothing to
draw, it is left as it was.
Exit status: 0 drawn, 1 nothing to draw, 2 an error.";

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormat {
    /// Vector picture for the web
    Svg,
    /// Pixels
    Png,
    /// One page for print, its text selectable
    Pdf,
    /// Positions and sizes of the nodes, and what was counted
    Json,
    /// GEXF 1.3, for Gephi
    Gexf,
    /// GraphML, for Gephi and Cytoscape
    Graphml,
    /// GDF, for Gephi
    Gdf,
    /// DOT with places, for `neato -n2`
    Dot,
    /// The links as a table
    Csv,
    /// Nodes and edges as two tables, for Gephi's spreadsheet import
    Tables,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// Two lines for people
    Text,
    /// One JSON object
    Json,
}

/// What becomes of alike nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FoldBy {
    /// Groups, until the page can be read at a glance
    Budget,
    /// Every node drawn, twins in blocks
    Twins,
    /// Every node drawn
    None,
}

/// Where nodes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutBy {
    /// Where their edges pull them
    Force,
    /// Source, event, target from left to right, ribbons between them
    Columns,
    /// Events on a ring, what belongs to them around it
    Radial,
}

/// Which labels are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LabelsDrawn {
    /// Those that have room on the page
    Fit,
    /// All; the page grows
    All,
    /// None
    None,
}

/// The way of edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EdgesDrawn {
    /// The shortest
    Straight,
    /// Long edges along paths of short ones
    Bundled,
}

/// A page in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PageSize {
    /// Width in points.
    pub(crate) width: f64,
    /// Height in points.
    pub(crate) height: f64,
}

impl PageSize {
    /// The title and the sums take a page of four inches; one of 200 inches is the limit of PDF.
    const SIDE: std::ops::RangeInclusive<f64> = 280.0..=14_400.0;
}

impl FromStr for PageSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let side = |side: &str| {
            side.trim().parse::<f64>().ok().filter(|side| PageSize::SIDE.contains(side))
        };
        text.split_once(['x', 'X', '×'])
            .and_then(|(width, height)| Some(Self { width: side(width)?, height: side(height)? }))
            .ok_or_else(|| {
                let (least, most) = PageSize::SIDE.into_inner();
                format!("write width x height in points, as 842x595, each {least} to {most}")
            })
    }
}

fn parse_max_nodes(text: &str) -> Result<usize, String> {
    // Fewer than three marks cannot show a source, an event and a target.
    text.parse()
        .ok()
        .filter(|marks| *marks >= 3)
        .ok_or_else(|| "write a number of marks, 3 or more".to_owned())
}

fn parse_scale(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|scale| (0.1..=16.0).contains(scale))
        .ok_or_else(|| "write pixels per point, 0.1 to 16".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::{Cli, Command};

    fn draw(args: &[&str]) -> Result<DrawArgs, clap::Error> {
        let cli = Cli::try_parse_from(["honeyglow", "draw"].iter().chain(args))?;
        match cli.command {
            Command::Draw(args) => Ok(*args),
            _ => unreachable!(),
        }
    }

    #[test]
    fn flags_have_their_defaults() {
        let args = draw(&[]).unwrap();
        assert!(args.input.inputs.is_empty());
        assert_eq!((args.view.view.as_str(), args.seed, args.scale), ("tunnels", 0, 1.5));
        assert_eq!(
            (args.output, args.picture, args.size, args.max_nodes),
            (None, None, None, None)
        );
    }

    #[test]
    fn flags_are_read() {
        let args = draw(&["a.json", "-T", "png", "-o", "-", "--size", "842x595.5", "-v"]).unwrap();
        assert_eq!(args.picture, Some(PictureFormat::Png));
        assert_eq!(args.size, Some(PageSize { width: 842.0, height: 595.5 }));
        assert_eq!(args.output, Some(PathBuf::from("-")));
        assert!(args.input.verbose);
    }

    #[test]
    fn impossible_flags_are_refused() {
        for args in [
            &["--size", "842"][..],
            &["--size", "0x100"],
            &["--size", "NaNx100"],
            &["--size", "infx100"],
            &["--scale", "0"],
            &["--scale", "NaN"],
            &["--max-nodes", "2"],
            &["--max-nodes", "-1"],
            &["--seed", "x"],
            &["--threads", "0"],
            &["--format", "pcap"],
            &["--top", "0"],
            &["--min-count", "port=3"],
            &["--min-degree", "x"],
            &["--group", "colour"],
            &["--report=xml"],
            &["-T", "gif"],
            &["--day", "today", "--since", "1d"],
            &["--colour"],
        ] {
            assert!(draw(args).is_err(), "{args:?}");
        }
    }
}
