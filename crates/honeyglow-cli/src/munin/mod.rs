//! What Munin is told: graphs of the publisher's numbers, as `honeyglow munin` or as a plugin.
//!
//! The protocol: <https://guide.munin-monitoring.org/en/latest/reference/plugin.html>. A link to the
//! program whose name starts with `honeyglow_` is a wildcard plugin; the rest of the name is the view.
//! Answers come from the state file alone, never from a log, so that they take milliseconds.
//! Limits: `numbers.json` is read up to [`crate::numbers::MAX_BYTES`], and [`graph::MAX_GRAPHS`]
//! sensors have graphs of their own.

pub(crate) mod asked;
mod graph;
mod marker;
mod name;
mod views;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;

use crate::numbers;
use crate::terminal::visible;
use asked::{Asked, Capability};
use graph::{Freshness, Graph};

/// How the names of our plugins begin.
pub(crate) const PREFIX: &str = "honeyglow_";

/// Seconds after which numbers say nothing of now: two runs of the hourly publisher were missed.
const STALE_AFTER_SECS: i64 = 3 * 3600;

/// What a plugin draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum View {
    /// SSH tunnelling attempts, by what the port is for: mail, web, other
    Tunnels,
    /// Logins, by whether they succeeded
    Logins,
    /// Distinct sources of the day
    Sources,
}

impl View {
    /// As it stands in the name of a plugin.
    fn name(self) -> &'static str {
        match self {
            Self::Tunnels => "tunnels",
            Self::Logins => "logins",
            Self::Sources => "sources",
        }
    }

    /// The view of a plugin's name.
    ///
    /// # Errors
    /// There is no such view.
    pub(crate) fn of_plugin(plugin: &str) -> anyhow::Result<Self> {
        let rest = plugin.strip_prefix(PREFIX).unwrap_or(plugin);
        let known = Self::value_variants().iter().find(|view| view.name() == rest);
        known.copied().with_context(|| {
            format!("`{plugin}` is no plugin: link it as {}", each_plugin().join(", "))
        })
    }
}

/// The names of our plugins.
fn each_plugin() -> Vec<String> {
    View::value_variants().iter().map(|view| format!("{PREFIX}{}", view.name())).collect()
}

/// What Munin asks of a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// The values of now.
    Fetch,
    /// How the graph looks.
    Config,
    /// Is there anything to draw on this machine?
    Autoconf,
    /// Which views are there?
    Suggest,
}

impl Call {
    /// The call of a plugin's first argument. Later arguments mean nothing to us: Munin 3 says
    /// `config cap`.
    ///
    /// # Errors
    /// There is no such call.
    pub(crate) fn of_word(word: Option<&str>) -> anyhow::Result<Self> {
        match word.unwrap_or_default() {
            "" | "fetch" => Ok(Self::Fetch),
            "config" => Ok(Self::Config),
            "autoconf" => Ok(Self::Autoconf),
            "suggest" => Ok(Self::Suggest),
            other => anyhow::bail!(
                "`{other}` is no call of Munin: write config, fetch, autoconf or suggest"
            ),
        }
    }
}

/// The answer to a call, whole. `view` is an error where the plugin's name has none, which matters
/// only to calls that need one.
///
/// # Errors
/// The numbers cannot be read, or there is no such view or site. Not for `autoconf` and `suggest`,
/// which may fail in no way that Munin takes.
pub(crate) fn answer(
    view: anyhow::Result<View>,
    call: Call,
    state: anyhow::Result<PathBuf>,
    asked: &Asked,
) -> anyhow::Result<String> {
    marker::keep();
    match call {
        Call::Suggest => Ok(View::value_variants()
            .iter()
            .fold(String::new(), |list, view| list + view.name() + "\n")),
        Call::Autoconf => Ok(match state.and_then(|state| numbers::open(&state)) {
            Ok(_) => "yes\n".to_owned(),
            Err(error) => format!("no ({})\n", visible(&format!("{error:#}"))),
        }),
        Call::Config => {
            let (graphs, freshness) = graphs(view?, &state?, asked)?;
            Ok(blocks(&graphs, asked, |graph| {
                let values = match asked.dirty_config {
                    Capability::Present => graph.values(freshness),
                    Capability::Absent => String::new(),
                };
                graph.config() + &values
            }))
        }
        Call::Fetch => {
            let (graphs, freshness) = graphs(view?, &state?, asked)?;
            Ok(blocks(&graphs, asked, |graph| graph.values(freshness)))
        }
    }
}

/// The graphs of a view, and whether their values are of now.
fn graphs(view: View, state: &Path, asked: &Asked) -> anyhow::Result<(Vec<Graph>, Freshness)> {
    let mut numbers = numbers::open(state)?;
    if let Some(site) = &asked.site {
        numbers.sites.retain(|name, _| name == site);
        anyhow::ensure!(!numbers.sites.is_empty(), "env.site: there are no numbers of `{site}`");
    }
    let mut graphs = views::graphs(view, &numbers);
    if let Some(whole) = graphs.first_mut() {
        whole.set_thresholds(asked);
    }
    let age = asked.now.saturating_sub(numbers.updated);
    let freshness = if age > STALE_AFTER_SECS { Freshness::Stale } else { Freshness::Fresh };
    Ok((graphs, freshness))
}

/// All graphs for a master that takes several from one plugin, else the first.
fn blocks(graphs: &[Graph], asked: &Asked, text: impl Fn(&Graph) -> String) -> String {
    match asked.multigraph {
        Capability::Present => graphs
            .iter()
            .map(|graph| format!("multigraph {}\n{}", graph.name, text(graph)))
            .collect(),
        Capability::Absent => graphs.first().map(text).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_link_says_the_view() {
        assert_eq!(View::of_plugin("honeyglow_logins").unwrap(), View::Logins);
        for wrong in ["honeyglow_", "honeyglow_Logins", "honeyglow_logins_x", "honeyglow_1.0_amd64"]
        {
            let refused = View::of_plugin(wrong).unwrap_err().to_string();
            assert!(refused.contains(wrong) && refused.contains("honeyglow_tunnels"), "{refused}");
        }
    }

    #[test]
    fn no_argument_asks_for_the_values() {
        for word in [None, Some(""), Some("fetch")] {
            assert_eq!(Call::of_word(word).unwrap(), Call::Fetch);
        }
        assert!(Call::of_word(Some("snmpconf")).is_err());
    }
}
