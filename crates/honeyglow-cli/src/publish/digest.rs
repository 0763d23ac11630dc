//! What is new in the logs of a site, put to what is kept.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::account::Account;
use super::day::Day;
use super::follow::{Anew, Followed, Task, follow};
use super::gather::Gather;
use super::state::{Manifest, State, Unusable};

/// What a run makes of the state: nothing is kept yet.
#[derive(Debug)]
pub(crate) struct Digest {
    /// The manifest as it will be.
    pub(crate) manifest: Manifest,
    /// The days that have grown.
    pub(crate) grown: BTreeMap<Date, Day>,
    /// What is new alone.
    pub(crate) news: Gather,
    pub(crate) account: Account,
}

/// Why a state and the logs do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// The logs were rewritten.
    Logs(String),
    /// The state is damaged.
    State(Unusable),
}

/// Reads what is new and puts it to what is kept.
///
/// # Errors
/// All is to be read anew.
pub(crate) fn digest(task: Task<'_>, state: &State) -> Result<Digest, Mismatch> {
    let mut manifest = state.manifest.clone();
    let streams = std::mem::take(&mut manifest.streams);
    let Followed { gather, streams, account } =
        follow(task, streams).map_err(|Anew(why)| Mismatch::Logs(why))?;
    manifest.streams = streams;
    manifest.totals.add(&gather.totals);
    manifest.own.extend(gather.own.iter().cloned());
    for (reason, count) in &account.skipped {
        *manifest.skipped.entry(reason.clone()).or_default() += count;
    }
    if gather.days.timeless > 0 {
        *manifest.skipped.entry("no-time".to_owned()).or_default() += gather.days.timeless;
    }
    manifest.bytes += account.bytes;
    let mut grown = BTreeMap::new();
    for (date, news) in &gather.days.days {
        let known = state.day(*date, task.plan).map_err(Mismatch::State)?;
        let day = match known {
            Some(mut known) => {
                known.merge(news.clone());
                known
            }
            None => news.clone(),
        };
        grown.insert(*date, day);
    }
    Ok(Digest { manifest, grown, news: gather, account })
}

/// The days of a state that is given up which hold more than could be read anew: their logs are
/// gone, or gone in part; and what alert rules remember.
pub(crate) fn keep_what_is_gone(digest: &mut Digest, task: Task<'_>, old: &State) {
    digest.manifest.alerts.clone_from(&old.manifest.alerts);
    if old.manifest.asked != digest.manifest.asked {
        return;
    }
    for (date, file) in &old.manifest.days {
        let known = digest.grown.get(date).map_or(0, |day| day.keep().event_count());
        if file.events > known
            && let Ok(Some(day)) = old.day(*date, task.plan)
        {
            digest.grown.insert(*date, day);
        }
    }
}
