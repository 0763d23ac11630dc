//! The front page of a site, its index for programs and its feed, made from what is published.

use honeyglow::site::{self, Card, DayState, Entry, Frame, Gallery, GalleryDay, Thumb};
use honeyglow::time::Period;
use jiff::civil::Date;

use super::pages::stem_beside;
use super::press::Press;
use super::record::{DayRecord, Record, ViewRecord};

pub(crate) const INDEX: &str = "index.html";
const JSON: &str = "index.json";
const FEED: &str = "feed.atom";

/// How many days the feed goes back: readers remember what they have seen.
const FEED_DAYS: usize = 30;

/// The files, in the order in which they are put in place.
pub(crate) fn files(
    press: &Press<'_>,
    record: &Record,
    dates: &[Date],
    frame: &Frame,
) -> Vec<(&'static str, Vec<u8>)> {
    let gallery = gallery(press, record, dates, frame);
    let entries = entries(press, record);
    let url = press.artist.site.url.as_deref();
    vec![
        (FEED, site::feed(frame, url, FEED, &entries).into_bytes()),
        (JSON, site::json(&gallery).into_bytes()),
        (INDEX, site::gallery(&gallery).into_bytes()),
    ]
}

fn gallery<'f>(
    press: &Press<'_>,
    record: &Record,
    dates: &[Date],
    frame: &'f Frame,
) -> Gallery<'f> {
    let day = |date: &Date| -> Option<GalleryDay> {
        let day = record.days.get(date)?;
        Some(GalleryDay {
            date: date.to_string(),
            weekday: date.strftime("%A").to_string(),
            state: if *date < press.today { DayState::Complete } else { DayState::Today },
            hours: hours(press, *date, day),
            views: day.views.iter().map(card).collect(),
        })
    };
    let mut days: Vec<GalleryDay> = dates.iter().filter_map(day).collect();
    days.reverse();
    let mut periods = Vec::new();
    for period in press.artist.site.periods() {
        for (index, view) in press.plan.views.iter().enumerate() {
            let stem = stem_beside(&format!("last-{period}-days"), index, view);
            periods.extend(record.pages.get(&stem).map(|page| card(&page.view)));
        }
    }
    Gallery { frame, days, periods, feed: FEED.to_owned(), json: JSON.to_owned() }
}

/// The hours of a day, also those at its end in which nothing has happened.
fn hours(press: &Press<'_>, date: Date, day: &DayRecord) -> Vec<u64> {
    let mut hours = day.hours.clone();
    let period = Period::day(date, &press.plan.zone).ok();
    let length = period.and_then(|period| period.since.zip(period.until)).map_or(24, |(a, b)| {
        usize::try_from((b.micros() - a.micros()) / 3_600_000_000).unwrap_or(24)
    });
    hours.resize(length.max(hours.len()), 0);
    hours
}

fn card(view: &ViewRecord) -> Card {
    let thumb = view.thumb.as_ref().map(|thumb| Thumb {
        src: thumb.src.clone(),
        width: thumb.width,
        height: thumb.height,
    });
    Card {
        view: view.view.clone(),
        title: view.title.clone(),
        href: view.href.clone(),
        thumb,
        alt: view.alt.clone(),
        events: view.events,
        sources: view.sources,
        targets: view.targets,
    }
}

/// A piece of news for each day that is over, and for what alerts had to tell; the newest first.
fn entries(press: &Press<'_>, record: &Record) -> Vec<Entry> {
    let over = record.days.iter().rev().filter(|(date, _)| **date < press.today);
    let of_days = over.take(FEED_DAYS).filter_map(|(date, day)| {
        let first = day.views.first()?;
        let texts: Vec<&str> = day.views.iter().map(|view| view.alt.as_str()).collect();
        Some(Entry {
            id: format!("urn:honeyglow:{}:{date}", press.artist.site.name.as_str()),
            title: first.title.clone(),
            href: Some(first.href.clone()),
            updated: Period::day(*date, &press.plan.zone).ok()?.until?,
            summary: texts.join("\n"),
        })
    });
    let mut entries: Vec<Entry> = of_days.chain(press.news.iter().cloned()).collect();
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    entries
}
