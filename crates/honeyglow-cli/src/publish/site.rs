//! A run over one site: read, keep, tell, draw.

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant as Clock;

use anyhow::{Context as _, anyhow};
use honeyglow::redact::Rules;
use honeyglow::time::Instant;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::account::{Failure, News};
use super::config::Site;
use super::day::{Day, Plan};
use super::digest::{self, Digest, Mismatch};
use super::edition::Artist;
use super::follow::Task;
use super::news::DAYS_COMPARED;
use super::press::{Press, Stopped};
use super::state::{Manifest, State, Unusable};
use super::{Extent, Run, SiteNumbers, Went, hidden, news};
use crate::style::{self, Lists, StyleFile};
use crate::terminal::{self, counted, thousands};

/// A sensor that has said nothing for so long is told of on the pages.
const SILENT_SECONDS: i64 = 86_400;

/// Publishes a site: how it went, and its numbers. What goes wrong is told.
pub(super) fn publish(run: &Run<'_>, site: &Site, before: SiteNumbers) -> (Went, SiteNumbers) {
    let clock = Clock::now();
    let mut numbers = before;
    let went = match attempt(run, site, &mut numbers) {
        Ok(went) => went,
        Err(error) => {
            terminal::tell_error(&error.context(format!("site `{}`", site.name.as_str())));
            Went::Badly
        }
    };
    numbers.last_run_seconds = clock.elapsed().as_secs_f64();
    if went < Went::Badly && run.extent == Extent::Everything {
        numbers.last_success = Some(run.now.as_second());
    }
    (went, numbers)
}

/// Publishes a site; a state that turns out to be damaged is given up once.
fn attempt(run: &Run<'_>, site: &Site, numbers: &mut SiteNumbers) -> anyhow::Result<Went> {
    let plan = Plan { views: site.views(), zone: site.zone() };
    let directory = run.directory(site.name.as_str());
    let state = match State::read(&directory, &plan) {
        Ok(state) => state,
        Err(why) => {
            tell_unusable(run, site, &why);
            State::empty(&directory, &plan)
        }
    };
    match publish_from(run, site, &plan, state, None, numbers) {
        Err(Stopped::State(why)) => {
            tell_unusable(run, site, &why);
            // Each day has a checksum of its own: the others are still worth something.
            let old = State::read(&directory, &plan).ok();
            let state = State::empty(&directory, &plan);
            match publish_from(run, site, &plan, state, old.as_ref(), numbers) {
                Ok(went) => Ok(went),
                Err(Stopped::Failed(error)) => Err(error),
                Err(Stopped::State(why)) => Err(anyhow!("the state stays damaged: {why:?}")),
            }
        }
        Err(Stopped::Failed(error)) => Err(error),
        Ok(went) => Ok(went),
    }
}

fn tell_unusable(run: &Run<'_>, site: &Site, why: &Unusable) {
    let name = site.name.as_str();
    match why {
        Unusable::Missing => run.tell(&format!("site `{name}`: the first run reads all logs")),
        Unusable::Damaged(why) => terminal::tell(&format!(
            "site `{name}`: what was kept of the runs before is damaged ({why}); all logs are read \
             anew"
        )),
        Unusable::OtherwiseAsked => terminal::tell(&format!(
            "site `{name}`: views or zone have changed; all logs are read anew"
        )),
    }
}

fn publish_from(
    run: &Run<'_>,
    site: &Site,
    plan: &Plan,
    mut state: State,
    old: Option<&State>,
    numbers: &mut SiteNumbers,
) -> Result<Went, Stopped> {
    let name = site.name.as_str();
    fs::create_dir_all(state.directory())
        .with_context(|| format!("cannot use `{}`", state.directory().display()))?;
    let today = run.now.to_zoned_datetime(plan.zone.clone()).date();
    // What is remembered of logs changes once a day, so that a run without news changes nothing.
    let day = run.now.as_second().div_euclid(86_400) * 86_400;
    let task = Task { site, plan, ssh: &run.config.ssh(), threads: run.threads, now: day };
    let digest = match digest::digest(task, &state) {
        Ok(mut digest) => {
            if let Some(old) = old {
                digest::keep_what_is_gone(&mut digest, task, old);
            }
            digest
        }
        Err(Mismatch::State(why)) => return Err(Stopped::State(why)),
        Err(Mismatch::Logs(why)) => {
            terminal::tell(&format!("site `{name}`: {why}; all logs are read anew"));
            let empty = State::empty(state.directory(), plan);
            let old = std::mem::replace(&mut state, empty);
            match digest::digest(task, &state) {
                Ok(mut digest) => {
                    digest::keep_what_is_gone(&mut digest, task, &old);
                    digest
                }
                Err(Mismatch::State(why)) => return Err(Stopped::State(why)),
                Err(Mismatch::Logs(why)) => {
                    return Err(Stopped::Failed(anyhow!("{why}, and again")));
                }
            }
        }
    };
    let Digest { mut manifest, mut grown, news: gather, account } = digest;
    forget(site, today, &mut manifest, &mut grown);
    hidden::remember(state.directory(), &mut manifest)
        .map_err(|error| anyhow::Error::new(error).context("cannot keep what was read"))?;
    for failure in account.failures.iter().filter(|failure| failure.news == News::Fresh) {
        terminal::tell(&format!("cannot read `{}`: {}", failure.name, failure.why));
    }
    run.tell(&format!(
        "site `{name}`: {} new, {} not readable",
        counted(account.bytes, "byte"),
        thousands(account.skipped.values().sum())
    ));
    let rules = hidden::rules(site, &manifest, run.state).map_err(|error| {
        anyhow::Error::new(error).context("cannot use the key of what is hidden")
    })?;
    let alerts = run.rules(name);
    let teller =
        news::Teller { run, site, plan, rules: rules.as_ref(), alerts: &alerts, account: &account };
    let mut memory = teller.judge(&mut manifest, &state, &grown, &gather)?;
    if manifest != state.manifest || !grown.is_empty() {
        let unkept = |error| anyhow::Error::new(error).context("cannot keep what was read");
        state.commit(manifest, &grown).map_err(unkept)?;
    }
    let sources_today = match grown.get(&today) {
        Some(day) => day.source_count(),
        None => state.day(today, plan)?.map_or(0, |day| day.source_count()),
    };
    drop(grown);
    count(&state.manifest, rules.as_ref(), numbers);
    numbers.sources_today = sources_today;
    numbers.inputs_failing = account.failures.len() as u64;
    let mut went = Went::Well;
    if account.failures.iter().any(|failure| failure.news == News::Fresh) {
        went = Went::Partly;
    }
    let publish = |memory: &_, state: &State| -> Result<(), Stopped> {
        let style = style_of(site)?;
        let artist = Artist {
            site,
            zone: &plan.zone,
            rules: rules.as_ref(),
            style: style.as_ref().map(|(style, _)| style),
            threads: run.threads,
        };
        let style_text = style.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default();
        let press = Press {
            artist,
            plan,
            state,
            directory: state.directory(),
            today,
            settings: settings(site, &state.manifest, style_text),
            notes: notes(run, rules.as_ref(), &state.manifest, &account.failures, plan),
            news: news::entries(memory, name, rules.as_ref()),
        };
        press.publish()
    };
    let published = match run.extent {
        Extent::Everything => publish(&memory, &state),
        Extent::Numbers => Ok(()),
    };
    // Commands are run last: what they take does not keep the pages waiting.
    if teller.deliver(&mut memory, &mut state)? > 0 {
        went = went.max(Went::Partly);
    }
    // Whoever waits to be told does so also where nothing can be published.
    published.map(|()| went)
}

/// Forgets days that no page shows any more, counted from the latest that has begun: neither a clock
/// nor a line of a log that is years ahead makes the others old.
fn forget(site: &Site, today: Date, manifest: &mut Manifest, grown: &mut BTreeMap<Date, Day>) {
    let Some(days) = site.keep_days() else { return };
    let known = manifest.days.keys().chain(grown.keys());
    let latest = known.filter(|date| **date <= today).max().copied();
    let needed = site.periods().into_iter().chain([days, DAYS_COMPARED]).max().unwrap_or(days);
    let oldest = latest.and_then(|date| date.checked_sub(i64::from(needed).days()).ok());
    if let Some(oldest) = oldest {
        manifest.days.retain(|date, _| *date > oldest);
        grown.retain(|date, _| *date > oldest);
    }
}

/// What decides how pages look, beside the days.
fn settings(site: &Site, manifest: &Manifest, style: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let sensors: Vec<&str> = manifest.totals.sensors.iter().map(|s| s.name.as_str()).collect();
    let text = format!("{version} {site:?} {:?} {sensors:?} {style}", manifest.own);
    format!("{:016x}", super::stream::Print::of(text.as_bytes()).number())
}

/// The style of a site, and the text of its file.
fn style_of(site: &Site) -> Result<Option<(honeyglow::afterglow::Style, String)>, Stopped> {
    let Some(path) = &site.style else { return Ok(None) };
    let strictness = honeyglow::afterglow::Strictness::Strict;
    match style::read(StyleFile { path, strictness, lists: Lists::Refused }) {
        Ok(read) => {
            let text = fs::read_to_string(path).unwrap_or_default();
            Ok(Some((read.style, text)))
        }
        Err(style::Failed::Closed(why)) => {
            Err(Stopped::Failed(anyhow!("cannot read `{}`: {why}", path.display())))
        }
        Err(style::Failed::Refused(lines)) => Err(Stopped::Failed(anyhow!("{}", lines.join("; ")))),
    }
}

/// What the totals say, with the names that are published.
fn count(manifest: &Manifest, rules: Option<&Rules>, numbers: &mut SiteNumbers) {
    let public = |name: &str| rules.map_or_else(|| name.to_owned(), |rules| rules.sensor(name));
    numbers.counters = manifest.totals.counters(public);
    numbers.sensors.clear();
    for sensor in &manifest.totals.sensors {
        let last_event = sensor.last.map(|micros| micros.div_euclid(1_000_000));
        let known = numbers.sensors.entry(public(&sensor.name)).or_default();
        known.last_event = known.last_event.max(last_event);
    }
    numbers.bytes_read = manifest.bytes;
    numbers.lines_skipped = manifest.skipped.values().sum();
}

/// What the reader of a page has to know: which sensors have nothing to say.
fn notes(
    run: &Run<'_>,
    rules: Option<&Rules>,
    manifest: &Manifest,
    failures: &[Failure],
    plan: &Plan,
) -> Vec<String> {
    let public = |name: &str| rules.map_or_else(|| name.to_owned(), |rules| rules.sensor(name));
    let at = |time: Instant| time.in_zone(&plan.zone).strftime("%Y-%m-%d %H:%M").to_string();
    let mut notes: Vec<String> = Vec::new();
    for sensor in &manifest.totals.sensors {
        let Some(last) = sensor.last else { continue };
        if run.now.as_second() - last.div_euclid(1_000_000) >= SILENT_SECONDS {
            let last = at(Instant::from_micros(last));
            notes.push(format!("Sensor {} is silent since {last}.", public(&sensor.name)));
        }
    }
    for down in failures.iter().filter_map(|failure| failure.down.as_ref()) {
        let name = public(&down.sensor);
        let note = match down.last {
            Some(last) => {
                format!("Sensor {name} is silent since {}: it cannot be reached.", at(last))
            }
            None => format!("Sensor {name} cannot be reached."),
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes.sort_unstable();
    notes
}
