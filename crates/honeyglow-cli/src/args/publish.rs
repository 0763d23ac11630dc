//! What can be typed after `honeyglow publish`.

use std::path::PathBuf;

use clap::Args;
use jiff::SignedDuration;

/// Publish pictures, pages and numbers.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct PublishArgs {
    /// What to publish, and where: a TOML file
    #[arg(
        short,
        long,
        value_name = "FILE",
        env = "HONEYGLOW_CONFIG",
        default_value = crate::whereabouts::CONFIG
    )]
    pub(crate) config: PathBuf,

    /// How much is done, and how often.
    #[command(flatten)]
    pub(crate) work: WorkArgs,

    /// Only this site
    #[arg(long, value_name = "NAME", env = "HONEYGLOW_SITE")]
    pub(crate) site: Option<String>,

    /// Where to keep what was read, instead of where the configuration says
    #[arg(long, value_name = "DIR", env = "HONEYGLOW_STATE")]
    pub(crate) state: Option<PathBuf>,

    /// Where to publish, instead of where the configuration says; for one site
    #[arg(long, value_name = "DIR", env = "HONEYGLOW_OUTPUT")]
    pub(crate) output: Option<PathBuf>,

    /// Zone of the days, instead of the one that the configuration says
    #[arg(long, value_name = "ZONE", env = "HONEYGLOW_ZONE")]
    pub(crate) zone: Option<String>,

    /// How many threads read and lay out [default: as many as there are processors]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = super::parse_threads)]
    pub(crate) threads: Option<usize>,

    /// Publish as if it were this time, as `2017-03-16T14:07:00Z`
    #[arg(long, value_name = "TIME", hide_short_help = true)]
    pub(crate) now: Option<String>,

    /// Say on stderr what was read, also if all goes well
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// How much is done, and how often.
#[derive(Debug, Args)]
pub(crate) struct WorkArgs {
    /// Do all that is due and end; this is the default, and stands above `--every`
    #[arg(long)]
    pub(crate) once: bool,

    /// Go on for ever and do it again after so long, as `1h` or `15min`; for containers
    #[arg(long, value_name = "SPAN", env = "HONEYGLOW_EVERY", value_parser = parse_every)]
    pub(crate) every: Option<SignedDuration>,

    /// Read the configuration, say what is wrong with it, and do nothing
    #[arg(long)]
    pub(crate) check: bool,

    /// Only read what is new and bring numbers and alerts up to date; draw nothing
    #[arg(long)]
    pub(crate) numbers: bool,
}

const AFTER_HELP: &str = "\
Examples:
  honeyglow publish --check --config honeyglow.toml
  honeyglow publish --config honeyglow.toml
  7 * * * *  honeyglow  honeyglow publish         (a line of /etc/cron.d)

A run reads what is new in the logs, draws today and every day that is over and not yet published,
and puts the pages in place when they are whole. It is silent unless something is wrong.
Exit status: 0 done, 1 another run is at work, 2 a site could not be published, 3 published, but an
input could not be read or an alert not be told.";

fn parse_every(text: &str) -> Result<SignedDuration, String> {
    text.parse::<SignedDuration>()
        .ok()
        .filter(|every| every.as_secs() >= 1)
        .ok_or_else(|| "write a span of time, as 1h or 15min".to_owned())
}
