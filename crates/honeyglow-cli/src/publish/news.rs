//! What alert rules are told of a run, and what they have to tell.

use std::collections::BTreeMap;

use honeyglow::link::Links;
use honeyglow::redact::Rules;
use honeyglow::site::Entry;
use honeyglow::time::{Instant, Period};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Run;
use super::account::Account;
use super::config::Site;
use super::day::{Day, Plan};
use super::edition;
use super::gather::Gather;
use super::press::Stopped;
use super::state::{Manifest, State};
use crate::alert::deliver::deliver_pending;
use crate::alert::rule::{On, Rule};
use crate::alert::{self, Hour, Name, Seen};
use crate::terminal;

/// How far back hours are compared.
pub(super) const DAYS_COMPARED: u16 = 15;

/// The one who asks the rules of a site.
pub(crate) struct Teller<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) site: &'a Site,
    pub(crate) plan: &'a Plan,
    pub(crate) rules: Option<&'a Rules>,
    pub(crate) alerts: &'a [Rule],
    pub(crate) account: &'a Account,
}

impl Teller<'_> {
    /// Asks the rules; what they remember goes into the manifest.
    ///
    /// # Errors
    /// A day is damaged, or the system has no random bytes.
    pub(crate) fn judge(
        &self,
        manifest: &mut Manifest,
        state: &State,
        grown: &BTreeMap<Date, Day>,
        gather: &Gather,
    ) -> Result<alert::state::State, Stopped> {
        let mut memory: alert::state::State =
            serde_json::from_slice(&manifest.alerts).unwrap_or_default();
        if self.alerts.is_empty() {
            return Ok(memory);
        }
        memory
            .prepare()
            .map_err(|error| Stopped::Failed(anyhow::anyhow!("no random bytes: {error}")))?;
        let links = self.new_links(gather);
        let targets = targets(&links);
        let fingerprints: Vec<(&String, i64, u64, String)> = gather
            .fingerprints
            .iter()
            .map(|(name, seen)| (name, seconds(seen.first), seen.count, self.public(&seen.source)))
            .collect();
        let hasshes: Vec<Name<'_>> = fingerprints
            .iter()
            .map(|(name, first, count, source)| Name { name, first: *first, count: *count, source })
            .collect();
        let hours = self.hours(state, grown)?;
        let public = |name: &str| self.rules.map_or_else(|| name.to_owned(), |r| r.sensor(name));
        let sensors: BTreeMap<String, Option<i64>> = manifest
            .totals
            .sensors
            .iter()
            .map(|s| (public(&s.name), s.last.map(|micros| micros.div_euclid(1_000_000))))
            .collect();
        let failing: Vec<String> = self
            .account
            .failures
            .iter()
            .map(|failure| self.public(&format!("{}: {}", failure.name, failure.why)))
            .collect();
        let title = self.public(self.site.title());
        let seen = Seen {
            site: self.site.name.as_str(),
            title: &title,
            now: self.run.now.as_second(),
            targets: &targets,
            hasshes: &hasshes,
            hours: &hours,
            sensors: &sensors,
            failing: &failing,
            url: self.site.url.as_deref(),
        };
        alert::judge(self.alerts, &seen, &mut memory);
        manifest.alerts = serde_json::to_vec(&memory).map_err(anyhow::Error::new)?;
        Ok(memory)
    }

    fn public(&self, text: &str) -> String {
        self.rules.map_or_else(|| text.to_owned(), |rules| rules.text(text))
    }

    /// The view whose targets are told: tunnels, if they are drawn.
    fn view(&self) -> usize {
        self.plan.views.iter().position(|view| view.name == "tunnels").unwrap_or(0)
    }

    /// The links of this run's events alone.
    fn new_links(&self, gather: &Gather) -> Option<Links> {
        let index = self.view();
        let view = self.plan.views.get(index)?;
        let folds = gather.days.days.values().filter_map(|day| day.fold(index));
        Some(edition::links(view, Period::default(), folds, self.rules))
    }

    /// Events of the view by hour, if a rule compares them.
    fn hours(&self, state: &State, grown: &BTreeMap<Date, Day>) -> Result<Vec<Hour>, Stopped> {
        if !self.alerts.iter().any(|rule| rule.on == On::Spike) {
            return Ok(Vec::new());
        }
        let today = self.run.now.to_zoned_datetime(self.plan.zone.clone()).date();
        let oldest = today.checked_sub(i64::from(DAYS_COMPARED).days()).unwrap_or(today);
        let kept = state.manifest.days.keys().chain(grown.keys());
        let mut dates: Vec<Date> =
            kept.copied().filter(|date| (oldest..=today).contains(date)).collect();
        dates.sort_unstable();
        dates.dedup();
        let mut hours = Vec::new();
        for date in dates {
            let Some(since) = Period::day(date, &self.plan.zone).ok().and_then(|day| day.since)
            else {
                continue;
            };
            let start = since.micros().div_euclid(1_000_000);
            let read;
            let day = match grown.get(&date) {
                Some(day) => Some(day),
                None => {
                    read = state.day(date, self.plan)?;
                    read.as_ref()
                }
            };
            let counts = day.map_or(&[][..], |day| day.hours(self.view()));
            let hour = |(at, count): (usize, &u64)| Hour {
                start: start + 3_600 * i64::try_from(at).unwrap_or(0),
                count: *count,
            };
            hours.extend(counts.iter().enumerate().map(hour));
        }
        Ok(hours)
    }

    /// Runs the commands of what waits to be told; how many failed.
    ///
    /// # Errors
    /// What was told cannot be kept.
    pub(crate) fn deliver(
        &self,
        memory: &mut alert::state::State,
        state: &mut State,
    ) -> Result<usize, Stopped> {
        if self.alerts.is_empty() {
            return Ok(0);
        }
        let failures = deliver_pending(self.alerts, memory);
        failures.iter().for_each(|failure| terminal::tell(failure));
        let alerts = serde_json::to_vec(memory).map_err(anyhow::Error::new)?;
        if alerts != state.manifest.alerts {
            let manifest = Manifest { alerts, ..state.manifest.clone() };
            state.commit(manifest, &BTreeMap::new()).map_err(|error| {
                anyhow::Error::new(error).context("cannot keep which alerts were told")
            })?;
        }
        Ok(failures.len())
    }
}

fn seconds(time: Option<Instant>) -> i64 {
    time.map_or(0, |time| time.micros().div_euclid(1_000_000))
}

/// Each target with its first link; the links are in the order of time.
fn targets(links: &Option<Links>) -> Vec<Name<'_>> {
    let Some(links) = links else { return Vec::new() };
    let mut index = BTreeMap::new();
    let mut targets: Vec<Name<'_>> = Vec::new();
    for link in &links.links {
        let at = *index.entry(link.target).or_insert_with(|| {
            targets.push(Name {
                name: links.names.get(link.target),
                first: seconds(link.first),
                count: 0,
                source: links.names.get(link.source),
            });
            targets.len() - 1
        });
        targets[at].count += link.count;
    }
    targets
}

/// What the rules want to have in the feed.
pub(crate) fn entries(
    memory: &alert::state::State,
    site: &str,
    rules: Option<&Rules>,
) -> Vec<Entry> {
    let public = |text: &str| rules.map_or_else(|| text.to_owned(), |rules| rules.text(text));
    memory
        .recent(site)
        .into_iter()
        .map(|alert| Entry {
            id: format!("urn:honeyglow:{site}:alert:{}", alert.id),
            title: public(&alert.title),
            href: Some(super::front::INDEX.to_owned()),
            updated: Instant::from_micros(alert.time.saturating_mul(1_000_000)),
            summary: public(&alert.summary),
        })
        .collect()
}
