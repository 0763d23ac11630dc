//! Publishing one site: which pages are due, drawn and put in place, and the front page over them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context as _;
use honeyglow::export::previous_json;
use honeyglow::link::View;
use honeyglow::picture::previous::Previous;
use honeyglow::site::{Frame, Sibling};
use honeyglow::time::Period;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::config::{self, FileWords, Site};
use super::day::{Day, Plan, add_hours};
use super::edition::{self, Artist, Drawn, Sheet};
use super::front;
use super::pages::{hour_bars, places_name, siblings, stem_beside};
use super::record::{DayRecord, Made, Record, ViewRecord, write_whole};
use super::shelf::Shelf;
use super::state::{State, Unusable};

/// So many days are put in place at once: a first run over years that is stopped does not begin at
/// the first day again.
const DAYS_AT_ONCE: usize = 16;

/// A picture that has so many times the marks of the last one that was drawn freely is drawn freely
/// too: places that a handful of nodes had bind a hundred badly.
const GROWTH: usize = 2;

/// One site, ready to be published.
pub(crate) struct Press<'a> {
    pub(crate) artist: Artist<'a>,
    pub(crate) plan: &'a Plan,
    pub(crate) state: &'a State,
    /// The site's directory of the state.
    pub(crate) directory: &'a Path,
    pub(crate) today: Date,
    /// The configuration and the program, for what is to be drawn anew.
    pub(crate) settings: String,
    /// What stands above the pages that change.
    pub(crate) notes: Vec<String>,
    /// News of alerts.
    pub(crate) news: Vec<honeyglow::site::Entry>,
}

/// Why a site was not published.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// The state is damaged.
    State(Unusable),
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for Stopped {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Unusable> for Stopped {
    fn from(why: Unusable) -> Self {
        Self::State(why)
    }
}

/// A run of the press.
pub(super) struct Work<'a, 'p> {
    pub(super) press: &'a Press<'p>,
    pub(super) record: Record,
    pub(super) shelf: Shelf,
    /// What was drawn in this run, by stem.
    pub(super) drawn: BTreeMap<String, Drawn>,
    /// Days as they were read.
    pub(super) days: BTreeMap<Date, Day>,
    /// Where the nodes of today stand, by the names of files of the state. They are kept when the
    /// pictures are in place, so that a run that is made up for starts from what the first one did.
    places: Vec<(String, Vec<u8>)>,
}

impl Press<'_> {
    /// Publishes what is due.
    ///
    /// # Errors
    /// The state is damaged, or files cannot be written.
    pub(crate) fn publish(&self) -> Result<(), Stopped> {
        let output = &self.artist.site.output;
        let unwritable = || format!("cannot publish in `{}`", output.display());
        let shelf = Shelf::open(output).with_context(unwritable)?;
        let record = Record::read(self.directory).unwrap_or_default();
        let (drawn, days) = (BTreeMap::new(), BTreeMap::new());
        let old: BTreeSet<String> = record.files().into_iter().map(str::to_owned).collect();
        let mut work = Work { press: self, record, shelf, drawn, days, places: Vec::new() };
        let dates = self.dates(&work.record);
        work.publish_days(&dates)?;
        work.publish_periods()?;
        work.publish_latest(&dates)?;
        work.prune(&dates);
        work.publish_front(&dates).with_context(unwritable)?;
        work.finish(&old).with_context(unwritable)?;
        Ok(())
    }

    /// The days that are to be in the directory: those with events that have begun, and those that were
    /// published before and whose logs are gone. Age is counted from the latest that has begun, and days to come
    /// stay: a machine without a battery wakes up in another year, and nothing may go because of that.
    fn dates(&self, record: &Record) -> Vec<Date> {
        let kept = self.state.manifest.days.iter();
        let begun = kept.filter(|(date, file)| file.events > 0 && **date <= self.today);
        let known: BTreeSet<Date> =
            begun.map(|(date, _)| *date).chain(record.days.keys().copied()).collect();
        let oldest = oldest(self.artist.site, known.range(..=self.today).last().copied());
        let dates: Vec<Date> =
            known.into_iter().filter(|date| oldest.is_none_or(|oldest| *date > oldest)).collect();
        let too_many =
            self.artist.site.keep_count.map_or(0, |most| dates.len().saturating_sub(most));
        dates[too_many..].to_vec()
    }

    pub(super) fn stem(&self, view: &View, date: Date) -> String {
        let site = self.artist.site;
        site.files.name(FileWords { site: site.name.as_str(), view: &config::slug(view), date })
    }

    pub(super) fn frame(&self, notes: &[String]) -> Frame {
        Frame {
            title: self.public(self.artist.site.title()),
            robots: match self.artist.site.robots {
                config::Robots::Index => honeyglow::site::Robots::Index,
                config::Robots::Noindex => honeyglow::site::Robots::NoIndex,
            },
            notes: notes.to_vec(),
        }
    }

    fn public(&self, text: &str) -> String {
        self.artist.rules.map_or_else(|| text.to_owned(), |rules| rules.text(text))
    }
}

impl Work<'_, '_> {
    /// A day, read once.
    pub(super) fn day(&mut self, date: Date) -> Result<Option<&Day>, Unusable> {
        if !self.days.contains_key(&date) {
            let Some(day) = self.press.state.day(date, self.press.plan)? else { return Ok(None) };
            self.days.insert(date, day);
        }
        Ok(self.days.get(&date))
    }

    /// Draws the days that are not published as they are now.
    fn publish_days(&mut self, dates: &[Date]) -> Result<(), Stopped> {
        let mut staged = 0;
        for (at, date) in dates.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| dates[at]);
            let after = dates.get(at + 1).copied();
            let Some(made) = self.due(*date, before, after) else { continue };
            let record = self.draw_day(*date, before, after, made)?;
            self.record.days.insert(*date, record);
            // It was needed for its own page; those of several days read it again.
            self.days.remove(date);
            staged += 1;
            if staged == DAYS_AT_ONCE {
                staged = 0;
                self.put_in_place()?;
                self.drawn.clear();
            }
        }
        Ok(())
    }

    /// What a day is to be made from; none if it is published so, or cannot be made any better.
    fn due(&self, date: Date, before: Option<Date>, after: Option<Date>) -> Option<Made> {
        let press = self.press;
        let file = press.state.manifest.days.get(&date).filter(|file| file.events > 0)?;
        let over = if date < press.today { "over" } else { "today" };
        let notes = if date < press.today { &[] } else { &press.notes[..] };
        let made = Made {
            days: vec![file.checksum],
            settings: press.settings.clone(),
            beside: format!("{over} {before:?} {after:?} {notes:?}"),
        };
        let Some(known) = self.record.days.get(&date) else { return Some(made) };
        let is_there = known.views.iter().all(|view| self.are_there(view));
        if known.made == made && is_there {
            return None;
        }
        // Part of its logs is gone: the page that was made from all of them stays.
        let lost = file.events < known.events && is_there && known.made.settings == made.settings;
        (!lost).then_some(made)
    }

    pub(super) fn are_there(&self, view: &ViewRecord) -> bool {
        let output = &self.press.artist.site.output;
        view.files.iter().all(|name| fs::symlink_metadata(output.join(name)).is_ok())
    }

    fn draw_day(
        &mut self,
        date: Date,
        before: Option<Date>,
        after: Option<Date>,
        made: Made,
    ) -> Result<DayRecord, Stopped> {
        let press = self.press;
        let period = period_of(press, date)?;
        let is_today = date == press.today;
        let notes = if is_today { &press.notes[..] } else { &[] };
        let frame = press.frame(notes);
        let events = press.state.manifest.days.get(&date).map_or(0, |file| file.events);
        let mut hours = Vec::new();
        let mut views = Vec::new();
        for (index, view) in press.plan.views.iter().enumerate() {
            let stem = press.stem(view, date);
            let Some(day) = self.day(date)? else { break };
            let counts = day.hours(index).to_vec();
            let links = edition::links(view, period, day.fold(index), press.artist.rules);
            add_hours(&mut hours, &counts);
            let beside = |date: Date| Sibling {
                href: format!("{}.html", press.stem(view, date)),
                label: date.to_string(),
            };
            let known = self.record.days.get(&date).and_then(|day| day.views.get(index));
            let fresh_marks = known.map_or(0, |known| known.fresh_marks);
            let like = if is_today { self.places(view, &stem) } else { None };
            let sheet = Sheet {
                view,
                stem: stem.clone(),
                span: date.to_string(),
                period,
                links,
                hours: hour_bars(&counts, period, press),
                views: siblings(press, view, |view| press.stem(view, date)),
                before: before.map(beside),
                after: after.map(beside),
                like,
            };
            let drawn = self.draw_like(&sheet, &frame, fresh_marks)?;
            drawn.stage(&stem, &mut self.shelf).map_err(|error| unwritten(press, error))?;
            if is_today {
                self.keep_places(view, &stem, &drawn);
            }
            views.push(drawn.record.clone());
            self.drawn.insert(stem, drawn);
        }
        Ok(DayRecord { made, events, hours, views })
    }

    /// Draws a sheet like the picture before, if it has not outgrown it.
    pub(super) fn draw_like(
        &self,
        sheet: &Sheet<'_>,
        frame: &Frame,
        fresh_marks: usize,
    ) -> Result<Drawn, Stopped> {
        let artist = &self.press.artist;
        let cannot = || format!("cannot draw `{}`", sheet.stem);
        if sheet.like.is_some() && fresh_marks > 0 {
            let mut drawn = artist.draw(sheet.clone(), frame).with_context(cannot)?;
            if drawn.picture.graph.nodes.len() < GROWTH * fresh_marks {
                drawn.record.fresh_marks = fresh_marks;
                return Ok(drawn);
            }
        }
        let fresh = Sheet { like: None, ..sheet.clone() };
        let mut drawn = artist.draw(fresh, frame).with_context(cannot)?;
        drawn.record.fresh_marks = drawn.picture.graph.nodes.len();
        Ok(drawn)
    }

    /// The places of the picture before of today, if there is one.
    fn places(&self, view: &View, stem: &str) -> Option<Previous> {
        let bytes = fs::read(self.press.directory.join(places_name(view))).ok()?;
        let (known, places) =
            bytes.split_at_checked(bytes.iter().position(|byte| *byte == b'\n')?)?;
        // Those of another day say nothing.
        (known == stem.as_bytes()).then(|| previous_json::read(places).ok()).flatten()
    }

    /// Notes the places of a picture for the next one.
    fn keep_places(&mut self, view: &View, stem: &str, drawn: &Drawn) {
        let bytes = [stem.as_bytes(), b"\n", &edition::places(&drawn.picture)].concat();
        self.places.push((places_name(view), bytes));
    }

    /// Forgets days that are too old, and pages that are no longer asked for.
    fn prune(&mut self, dates: &[Date]) {
        self.record.days.retain(|date, _| dates.contains(date));
        let press = self.press;
        let mut names: Vec<String> =
            press.artist.site.periods().iter().map(|days| format!("last-{days}-days")).collect();
        names.extend(["latest".to_owned(), "yesterday".to_owned()]);
        let views = press.plan.views.iter().enumerate();
        let asked: BTreeSet<String> = views
            .flat_map(|(index, view)| names.iter().map(move |name| stem_beside(name, index, view)))
            .collect();
        self.record.pages.retain(|stem, _| asked.contains(stem));
    }

    /// The front page, the index for programs and the feed.
    fn publish_front(&mut self, dates: &[Date]) -> io::Result<()> {
        let frame = self.press.frame(&self.press.notes);
        for (name, bytes) in front::files(self.press, &self.record, dates, &frame) {
            self.shelf.stage(name, &bytes)?;
        }
        Ok(())
    }

    fn put_in_place(&mut self) -> Result<(), Stopped> {
        self.shelf.commit().map_err(|error| unwritten(self.press, error))?;
        self.record.write(self.press.directory).context("cannot keep what is published")?;
        Ok(())
    }

    /// Puts all in place, and removes what is no longer part of the site.
    fn finish(mut self, old: &BTreeSet<String>) -> anyhow::Result<()> {
        self.shelf.commit()?;
        self.record.write(self.press.directory)?;
        for (name, bytes) in &self.places {
            write_whole(&self.press.directory.join(name), bytes)?;
        }
        let files = self.record.files();
        for name in old.iter().filter(|name| !files.contains(name.as_str())) {
            self.shelf.remove(name);
        }
        Ok(())
    }
}

/// The day up to which pages are too old, if the latest is of that day.
fn oldest(site: &Site, latest: Option<Date>) -> Option<Date> {
    latest?.checked_sub(i64::from(site.keep_days()?).days()).ok()
}

pub(super) fn unwritten(press: &Press<'_>, error: io::Error) -> Stopped {
    let output = press.artist.site.output.display();
    Stopped::Failed(anyhow::Error::new(error).context(format!("cannot publish in `{output}`")))
}

pub(super) fn period_of(press: &Press<'_>, date: Date) -> Result<Period, Stopped> {
    Ok(Period::day(date, &press.plan.zone).context("a day outside of the calendar")?)
}
