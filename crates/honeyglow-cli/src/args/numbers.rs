//! The flags of those that hand on what the publisher has counted: `munin` and `metrics`.

use std::path::PathBuf;

use clap::Args;

use crate::munin::View;

/// Where the numbers are.
#[derive(Debug, Args)]
pub(crate) struct NumbersArgs {
    /// The state directory of `honeyglow publish` [default: see below]
    ///
    /// Without it: `HONEYGLOW_STATE`, else `state` in the configuration (`HONEYGLOW_CONFIG`, else
    /// `/etc/honeyglow/config.toml`), else `STATE_DIRECTORY`, else `/var/lib/honeyglow` if it is there,
    /// else `honeyglow` in `XDG_STATE_HOME`.
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
}

/// Answer Munin.
#[derive(Debug, Args)]
#[command(after_help = MUNIN_AFTER_HELP)]
pub(crate) struct MuninArgs {
    /// Where the numbers are.
    #[command(flatten)]
    pub(crate) numbers: NumbersArgs,

    /// What to draw
    #[arg(value_name = "VIEW")]
    pub(crate) view: View,

    /// What Munin asks: config, fetch, autoconf or suggest [default: fetch]
    #[arg(value_name = "CALL")]
    pub(crate) words: Vec<String>,
}

const MUNIN_AFTER_HELP: &str = "\
The program is its own plugin of Munin: a link to it whose name is honeyglow_tunnels,
honeyglow_logins or honeyglow_sources answers as one.
  ln -s /usr/bin/honeyglow /usr/share/munin/plugins/honeyglow_
  ln -s /usr/share/munin/plugins/honeyglow_ /etc/munin/plugins/honeyglow_tunnels
  munin-run honeyglow_tunnels

Environment (env.NAME in plugin-conf.d): HONEYGLOW_STATE, HONEYGLOW_CONFIG as for --state; site, to
draw one site; FIELD_warning, FIELD_critical, warning and critical, as MIN:MAX in events a second.
Numbers that are older than three hours are told as unknown.
Exit status: 0 done, and always for autoconf and suggest; 1 there are no numbers.";

/// Write the numbers for Prometheus.
#[derive(Debug, Args)]
#[command(after_help = METRICS_AFTER_HELP)]
pub(crate) struct MetricsArgs {
    /// Where the numbers are.
    #[command(flatten)]
    pub(crate) numbers: NumbersArgs,
}

const METRICS_AFTER_HELP: &str = "\
Examples:
  honeyglow metrics
  honeyglow metrics --state /var/lib/honeyglow | promtool check metrics

Counters are labelled by site, sensor, kind, class of port and result: no addresses, names or
passwords of intruders are in them.
Exit status: 0 done, 2 there are no numbers.";
