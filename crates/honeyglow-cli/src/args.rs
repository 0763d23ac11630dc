//! What can be typed: the types that clap reads the command line into, and its help.
//!
//! Nothing here does work. Values that have a form of their own (views, times, zones) stay as they
//! were typed; `question` says what they mean, so that every refusal is worded in one place.

pub(crate) mod documents;
pub(crate) mod draw;
pub(crate) mod numbers;
pub(crate) mod publish;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use documents::{CompletionsArgs, ManArgs};
use draw::DrawArgs;
use numbers::{MetricsArgs, MuninArgs};
use publish::PublishArgs;

/// Draws link graphs from SSH and telnet honeypot logs.
#[derive(Debug, Parser)]
#[command(
    name = "honeyglow",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = AFTER_HELP
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  honeyglow draw cowrie.json -o day.svg      the tunnels of a log as a picture
  honeyglow links --counts var/log/cowrie    the same as a table, from a directory of rotated logs
  honeyglow check cowrie.json*               what is in these logs, line by line

Data goes to stdout or the file of -o, everything else to stderr.
Exit status: 0 done, 1 nothing to draw, 2 an error.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Draw the links as a picture
    Draw(Box<DrawArgs>),
    /// Write the links as CSV: source,event,target
    Links(LinksArgs),
    /// Say what is in the logs and account for every line
    Check(CheckArgs),
    /// Publish pictures, pages and numbers by a configuration, as cron or a timer calls it
    Publish(Box<PublishArgs>),
    /// Answer Munin: graphs of what the publisher has counted
    Munin(MuninArgs),
    /// Write what the publisher has counted in the text format of Prometheus
    Metrics(MetricsArgs),
    /// Take the place of afterglow.pl: rows in, a graph in DOT, GDF or GraphSON out
    ///
    /// The flags are AfterGlow's, read as AfterGlow reads them: `honeyglow afterglow --help`.
    #[command(disable_help_flag = true)]
    Afterglow(AfterglowArgs),
    /// Write the completions of a shell to stdout
    Completions(CompletionsArgs),
    /// Write the manual pages to a directory
    Man(ManArgs),
}

/// The words for `afterglow`, which reads them itself: they are bundled, and exit statuses differ.
#[derive(Debug, Args)]
pub(crate) struct AfterglowArgs {
    /// AfterGlow's flags.
    #[arg(value_name = "FLAGS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) words: Vec<OsString>,
}

const INPUT_HELP: &str = "\
Logs: files, globs, directories, `ssh://` addresses, or `-` for stdin [default: stdin, if it is a \
pipe]

Formats and compression (gz, zst, bz2, xz) are told from the content. Of a directory, the logs \
that lie in it are read, not those in its subdirectories, where Cowrie keeps what intruders \
brought. If it holds a JSON and a text log of the same honeypot, the JSON is read: both have the \
same events. Files are read in the order of their first timestamp, each line once, even where \
rotated files overlap. An input that cannot be read is reported and the others are read; only if \
none can be read is the exit status 2.

`ssh://[user@]host[:port]/path` names logs of a sensor: a file, a glob (in quotes), a directory, or \
one below a home as `ssh://host/~/log/*.json`. They are brought with the system's `ssh`, by your \
configuration, keys, agent and known hosts, without asking for anything; whole, each time, into a \
file without a name in $TMPDIR. The sensor needs a shell with the usual tools; nothing is written \
there.";

/// Which logs to read, and how.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Logs: files, globs, directories, ssh:// addresses, or `-` [default: stdin, if it is a pipe]
    #[arg(value_name = "INPUT", long_help = INPUT_HELP)]
    pub(crate) inputs: Vec<PathBuf>,

    /// Zone of local times and days, as `Europe/Berlin` or `UTC` [default: the machine's]
    ///
    /// It is the zone of `--day`, `--since` and `--until`, of the times in reports and pictures,
    /// and of logs whose timestamps give no offset.
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,

    /// Format of the logs, instead of looking at their content
    ///
    /// Of a directory, only the files that look like it are read then.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<LogFormat>,

    /// How many threads read [default: as many as there are processors]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = parse_threads)]
    pub(crate) threads: Option<usize>,

    /// Say on stderr what was skipped and passed over, even if stderr is no terminal
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// A format that logs may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Cowrie's JSON lines, wrapped by Docker, Filebeat or syslog or not
    CowrieJson,
    /// Cowrie's and Kippo's text lines
    CowrieText,
    /// Rows of source,target or source,event,target
    Csv,
    /// A graph of Graphviz, which is drawn as it is
    Dot,
}

/// Which events to link, and by what.
#[derive(Debug, Args)]
pub(crate) struct ViewArgs {
    /// What to link: tunnels, logins, commands, downloads, clients, or two or three columns
    ///
    /// Columns are named with commas between, as `src_ip,dst_port,dst_host`; they play source,
    /// event and target (two columns: source and target). A wrong name lists those that exist.
    #[arg(long, value_name = "VIEW", default_value = "tunnels")]
    pub(crate) view: String,

    /// Only this day: today, yesterday, or a date as 2017-03-16
    #[arg(long, value_name = "DAY", conflicts_with_all = ["since", "until"])]
    pub(crate) day: Option<String>,

    /// Only from this time on
    ///
    /// A local time or date as `2017-03-16` or `2017-03-16 14:30`, one with an offset as
    /// `2017-03-16T14:30:00Z`, or how long ago, as `14d`, `36h`, `90min`.
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Only up to, and not including, this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
}

/// Write the links as CSV.
#[derive(Debug, Args)]
#[command(after_help = LINKS_AFTER_HELP)]
pub(crate) struct LinksArgs {
    /// Which logs to read, and how.
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Which events to link, and by what.
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// One row per event, in the order of the logs, instead of one per link
    #[arg(long, conflicts_with = "counts")]
    each: bool,

    /// Add a header and the columns count, first and last (times in UTC)
    #[arg(long)]
    counts: bool,

    /// Where to write the rows; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const LINKS_AFTER_HELP: &str = "\
Examples:
  honeyglow links --each cowrie.log > tunnels.csv
  honeyglow links --counts --day yesterday var/log/cowrie -o links.csv
  honeyglow links --view src_ip,username,password 'cowrie.json*'
  zcat cowrie.json.*.gz | honeyglow links | perl afterglow.pl | neato -Tpng > day.png

Names are written exactly as they were sent, quoted where CSV asks for it, so that a reader of CSV
gets them back; on a terminal, control characters are shown as escapes instead. A name may start
with `=`: do not open the file in a spreadsheet that runs formulas.
Exit status: 0 done, 1 no links, 2 an error.";

/// What a row of `links` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// A link.
    Links,
    /// A link with its count and times, under a header.
    Counts,
    /// An event.
    Each,
}

impl LinksArgs {
    /// What a row is.
    pub(crate) fn rows(&self) -> Rows {
        match (self.each, self.counts) {
            (true, _) => Rows::Each,
            (false, true) => Rows::Counts,
            (false, false) => Rows::Links,
        }
    }
}

/// Say what is in the logs and account for every line.
#[derive(Debug, Args)]
#[command(after_help = CHECK_AFTER_HELP)]
pub(crate) struct CheckArgs {
    /// Which logs to read, and how.
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

const CHECK_AFTER_HELP: &str = "\
Examples:
  honeyglow check cowrie.json
  honeyglow check --zone UTC var/log/cowrie

Every line is an event, another line of the honeypot, the continuation of a line, blank, the repeat
of a line in another file, or skipped with a reason; the numbers add up to the lines of the file.
Exit status: 0 done, 2 an error.";

fn parse_threads(text: &str) -> Result<usize, String> {
    // More threads than that are a typing error on any machine of today.
    text.parse()
        .ok()
        .filter(|threads| (1..=1024).contains(threads))
        .ok_or_else(|| "write a number of threads, 1 to 1024".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn links(args: &[&str]) -> Result<LinksArgs, clap::Error> {
        let cli = Cli::try_parse_from(["honeyglow", "links"].iter().chain(args))?;
        match cli.command {
            Command::Links(args) => Ok(args),
            _ => unreachable!(),
        }
    }

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_row_is_what_was_asked_for() {
        assert_eq!(links(&[]).unwrap().rows(), Rows::Links);
        assert_eq!(links(&["--each"]).unwrap().rows(), Rows::Each);
        assert_eq!(links(&["--counts"]).unwrap().rows(), Rows::Counts);
        assert!(links(&["--each", "--counts"]).is_err());
    }
}
