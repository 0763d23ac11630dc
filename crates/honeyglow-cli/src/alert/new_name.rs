//! Rules on names that nobody came with before: targets and client fingerprints.
//!
//! A name is news if it is unknown and its first event lies after the rule began: the history of a
//! log that is read later teaches, and tells nothing. Each name is told once; what comes while the
//! hold-off runs waits, and is told in one alert at its end.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::known::Met;
use super::wording;
use super::{Moment, Run, Told, is_over, number};
use crate::terminal::{counted, thousands};

/// The most names that an alert lists; the others are counted. A person reads no more, and it bounds what
/// waits.
const MOST_WAITING: usize = 50;

/// The names that a summary tells in full.
const MOST_IN_SUMMARY: usize = 5;

/// What a rule on new names remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Memory {
    told_at: Option<i64>,
    waiting: Vec<Waiting>,
    /// New names beyond those that wait.
    more: u64,
}

/// A new name that is not yet told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Waiting {
    hash: u64,
    name: String,
    first: i64,
    count: u64,
    source: String,
}

impl Memory {
    /// Takes a run's names in; gives what is to be told now. The noun is what a name is called.
    pub(super) fn step(&mut self, moment: &Moment, met: &[Met<'_>], noun: &str) -> Option<Told> {
        for met in met {
            self.meet(moment, met);
        }
        if self.waiting.is_empty() || !is_over(self.told_at, moment) {
            return None;
        }
        self.told_at = Some(moment.now);
        let waiting = std::mem::take(&mut self.waiting);
        Some(told(&waiting, std::mem::take(&mut self.more), noun))
    }

    fn meet(&mut self, moment: &Moment, met: &Met<'_>) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.hash == met.hash) {
            waiting.count = waiting.count.saturating_add(met.name.count);
            return;
        }
        let is_news = met.is_new && moment.run == Run::Later && met.name.first >= moment.since;
        if !is_news {
            return;
        }
        if self.waiting.len() == MOST_WAITING {
            self.more = self.more.saturating_add(1);
            return;
        }
        self.waiting.push(Waiting {
            hash: met.hash,
            name: wording::exact(met.name.name),
            first: met.name.first,
            count: met.name.count,
            source: wording::exact(met.name.source),
        });
    }
}

fn told(waiting: &[Waiting], more: u64, noun: &str) -> Told {
    let total = u64::try_from(waiting.len()).unwrap_or(u64::MAX).saturating_add(more);
    let shown: Vec<String> = waiting.iter().map(|one| wording::shown(&one.name)).collect();
    let title = match shown.as_slice() {
        [only] if total == 1 => format!("new {noun} {only}"),
        _ => format!("{} new {noun}s: {}", thousands(total), wording::list(&shown, total, ", ")),
    };
    let mut sentences: Vec<String> = waiting.iter().take(MOST_IN_SUMMARY).map(sentence).collect();
    let rest = total.saturating_sub(u64::try_from(sentences.len()).unwrap_or(u64::MAX));
    if rest > 0 {
        sentences.push(format!("{} more", thousands(rest)));
    }
    let names: Vec<serde_json::Value> = waiting
        .iter()
        .map(|Waiting { name, first, count, source, .. }| {
            json!({ "name": name, "first": first, "count": count, "source": source })
        })
        .collect();
    Told {
        title,
        summary: sentences.join("; "),
        details: json!({ "names": names, "more": more }),
        number: number(
            waiting.iter().flat_map(|one| [one.name.as_bytes().to_vec(), bytes(one.first)]),
        ),
    }
}

fn bytes(time: i64) -> Vec<u8> {
    time.to_le_bytes().to_vec()
}

fn sentence(waiting: &Waiting) -> String {
    format!(
        "{}, first from {} at {}, {}",
        wording::shown(&waiting.name),
        wording::shown(&waiting.source),
        wording::time(waiting.first),
        counted(waiting.count, "event")
    )
}
