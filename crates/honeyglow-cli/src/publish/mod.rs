//! The publisher: what is new in the logs is read, the pages that it changes are drawn and put in
//! place, numbers are kept for Munin and Prometheus, and alerts are told.
//!
//! ```text
//! config -> [listing, stream, follow] -> Gather -> [digest, state] -> Day -> [press, edition] -> [shelf]
//! ```
//!
//! One run does all that is due and ends. What was read and what came of it is kept in one step
//! ([`state`]), what is published is put in place in one step ([`shelf`]), and what is due is told from
//! what is there ([`record`]): wherever a run is stopped, the next one goes on, and no event counts
//! twice.

mod account;
pub(crate) mod config;
mod copies;
mod day;
mod digest;
mod edition;
mod follow;
mod front;
mod gather;
mod hidden;
mod listing;
mod lock;
mod news;
mod opened;
mod pages;
mod press;
mod record;
mod shelf;
mod site;
mod spans;
mod state;
mod stream;
mod table;
mod there;
mod totals;
mod whole_lines;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::Timestamp;

use crate::alert::rule::Rule;
use crate::numbers::{self, Numbers, SiteNumbers};
use crate::{metrics, terminal};
use config::Config;

pub(crate) use lock::Lock;

/// What a run is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All that is due.
    Everything,
    /// Read what is new and bring the numbers up to date; no picture.
    Numbers,
}

/// A run over the sites of a configuration.
#[derive(Clone, Debug)]
pub(crate) struct Run<'a> {
    pub(crate) config: &'a Config,
    /// Where states are kept.
    pub(crate) state: &'a Path,
    pub(crate) now: Timestamp,
    pub(crate) threads: usize,
    pub(crate) extent: Extent,
    /// The only site; none is all.
    pub(crate) only: Option<&'a str>,
    /// Does somebody want to know what was done?
    pub(crate) talk: Talk,
}

/// How much is told of a run that goes well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Talk {
    /// Nothing: whoever runs it by the clock wants to hear of trouble only.
    Quiet,
    /// What was read.
    Verbose,
}

/// How a run went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Went {
    /// All is published.
    #[default]
    Well,
    /// All is published, but an input could not be read or an alert not be told.
    Partly,
    /// Another run is at work, and nothing was done.
    Elsewhere,
    /// A site could not be published.
    Badly,
}

impl Run<'_> {
    /// Publishes the sites. What goes wrong with one is told, and the others go on.
    ///
    /// # Errors
    /// The numbers cannot be written.
    pub(crate) fn run(&self) -> anyhow::Result<Went> {
        let mut went = Went::Well;
        // Numbers of sites that this run leaves alone stay.
        let mut numbers = numbers::read(self.state).unwrap_or_default();
        let names: Vec<&str> = self.config.sites.iter().map(|site| site.name.as_str()).collect();
        numbers.sites.retain(|name, _| names.contains(&name.as_str()));
        for site in &self.config.sites {
            let name = site.name.as_str();
            if self.only.is_some_and(|only| only != name) {
                continue;
            }
            let before = numbers.sites.remove(name).unwrap_or_default();
            let (report, of_site) = site::publish(self, site, before);
            went = went.max(report);
            numbers.sites.insert(name.to_owned(), of_site);
        }
        numbers.version = numbers::VERSION;
        numbers.updated = self.now.as_second();
        self.write_numbers(&numbers)?;
        Ok(went)
    }

    fn write_numbers(&self, numbers: &Numbers) -> anyhow::Result<()> {
        let place = numbers::path(self.state);
        record::write_whole(&place, &serde_json::to_vec(numbers)?)
            .with_context(|| format!("cannot write `{}`", place.display()))?;
        if let Some(textfile) = &self.config.metrics.textfile {
            record::write_whole(textfile, metrics::text(numbers).as_bytes())
                .with_context(|| format!("cannot write `{}`", textfile.display()))?;
        }
        Ok(())
    }

    /// The rules for a site.
    fn rules(&self, site: &str) -> Vec<Rule> {
        let of_site = |rule: &&Rule| rule.site.as_deref().is_none_or(|name| name == site);
        self.config.alerts.iter().filter(of_site).cloned().collect()
    }

    fn directory(&self, site: &str) -> PathBuf {
        self.state.join("sites").join(site)
    }

    fn tell(&self, message: &str) {
        if self.talk == Talk::Verbose {
            terminal::tell(message);
        }
    }
}
