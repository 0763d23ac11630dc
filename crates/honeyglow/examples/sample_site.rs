//! Writes the pages of a site from logs into a directory, to look at them.
//!
//! ```text
//! cargo run --release --example sample_site DIRECTORY LOG...
//! ```
//!
//! A page a day (UTC) and view, a page of all days, the gallery, the feed and the index. What the
//! program publishes is made of the same parts.

#![expect(clippy::disallowed_methods, reason = "an example reads and writes files")]
#![expect(clippy::print_stderr, reason = "an example speaks to its user")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::path::Path;

use honeyglow::drawing::Caption;
use honeyglow::event::{Event, Origin};
use honeyglow::export::csv::csv;
use honeyglow::input::{self, Ask, Collect, Coverage, Repeats};
use honeyglow::layout::Size;
use honeyglow::link::{Fold, View};
use honeyglow::picture::{self, Measure, Settings};
use honeyglow::render;
use honeyglow::site::{
    Card, DayPage, DayState, Entry, Frame, Gallery, GalleryDay, Hour, PictureFiles, Robots,
    Sibling, Sums, THUMBNAIL_WIDTH, Thumb, day, describe, feed, gallery, json, thumbnail,
};
use honeyglow::time::Period;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Pixels of a PNG to a point.
const SCALE: f64 = 2.0;

/// The events of each day, and their hours.
struct Days {
    view: View,
    folds: BTreeMap<Date, (Fold, Vec<u64>)>,
    whole: Fold,
}

impl Collect for Days {
    fn event(&mut self, event: &Event<'_>, origin: Origin, _line: &[u8]) {
        let Some(time) = event.time else { return };
        let wall = time.in_zone(&TimeZone::UTC).datetime();
        let (fold, hours) = self
            .folds
            .entry(wall.date())
            .or_insert_with(|| (Fold::new(self.view.clone(), Period::default()), vec![0; 24]));
        fold.add(event, origin);
        self.whole.add(event, origin);
        if self.view.wanted_kinds().contains(event.kind) {
            hours[wall.hour() as usize] += 1;
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().ok_or("sample_site DIRECTORY LOG...")?;
    let logs: Vec<String> = arguments.collect();
    let out = Path::new(&directory);
    fs::create_dir_all(out)?;
    let note = "sensor north is silent since 2017-03-15 04:10".to_owned();
    let frame = Frame {
        title: "A honeypot in the garden".to_owned(),
        robots: Robots::NoIndex,
        notes: vec![note],
    };
    let views = [(View::tunnels(), "Tunnels"), (View::logins(), "Logins")];
    let mut shown: BTreeMap<Date, GalleryDay> = BTreeMap::new();
    let mut periods = Vec::new();
    let mut read = Vec::new();
    for (view, title) in views {
        read.push((title, read_days(&logs, &view)?));
    }
    let dates: BTreeMap<Date, Vec<&str>> =
        read.iter().fold(BTreeMap::new(), |mut dates, (title, days)| {
            for date in days.folds.keys() {
                dates.entry(*date).or_insert_with(Vec::new).push(*title);
            }
            dates
        });
    for (title, days) in read {
        let own: Vec<Date> = days.folds.keys().copied().collect();
        let sibling = |date: Option<&Date>| {
            date.map(|date| Sibling {
                href: file(title, &date.to_string()),
                label: date.to_string(),
            })
        };
        let mut totals = Vec::new();
        for (index, (date, (fold, hours))) in days.folds.into_iter().enumerate() {
            let label =
                |(hour, count): (usize, &u64)| Hour { label: format!("{hour:02}"), count: *count };
            let labelled: Vec<Hour> = hours.iter().enumerate().map(label).collect();
            totals.push(Hour {
                label: date.strftime("%a %d").to_string(),
                count: hours.iter().sum(),
            });
            let all: Vec<Sibling> = dates[&date]
                .iter()
                .map(|other| Sibling {
                    href: if *other == title {
                        String::new()
                    } else {
                        file(other, &date.to_string())
                    },
                    label: (*other).to_owned(),
                })
                .collect();
            let before = sibling(index.checked_sub(1).and_then(|index| own.get(index)));
            let after = sibling(own.get(index + 1));
            let around = Around { views: &all, before: before.as_ref(), after: after.as_ref() };
            let what = (title, date.to_string());
            let card = write(out, &frame, &what, fold, &labelled, &around)?;
            let entry = shown.entry(date).or_insert_with(|| GalleryDay {
                date: date.to_string(),
                weekday: date.strftime("%A").to_string(),
                state: DayState::Complete,
                hours: vec![0; 24],
                views: Vec::new(),
            });
            for (sum, hour) in entry.hours.iter_mut().zip(&hours) {
                *sum += hour;
            }
            entry.views.push(card);
        }
        let what = (title, "all".to_owned());
        let around = Around { views: &[], before: None, after: None };
        let mut card = write(out, &frame, &what, days.whole, &totals, &around)?;
        card.title = format!("{title}, last {} days", own.len());
        periods.push(card);
    }
    if let Some(mut last) = shown.last_entry() {
        last.get_mut().state = DayState::Today;
    }
    let entries: Vec<Entry> = shown
        .values()
        .flat_map(|day| &day.views)
        .map(|card| Entry {
            id: format!("urn:sample:{}", card.href),
            title: card.title.clone(),
            href: Some(card.href.clone()),
            updated: honeyglow::time::Instant::from_micros(1_489_700_000_000_000),
            summary: card.alt.clone(),
        })
        .collect();
    let front = Gallery {
        frame: &frame,
        days: shown.into_values().rev().collect(),
        periods,
        feed: "feed.atom".to_owned(),
        json: "index.json".to_owned(),
    };
    fs::write(out.join("index.html"), gallery(&front))?;
    fs::write(out.join("index.json"), json(&front))?;
    fs::write(out.join("feed.atom"), feed(&frame, None, "feed.atom", &entries))?;
    Ok(())
}

fn file(title: &str, date: &str) -> String {
    format!("{}-{date}.html", title.to_lowercase())
}

fn read_days(logs: &[String], view: &View) -> Result<Days, Box<dyn Error>> {
    let ask = Ask {
        kinds: view.wanted_kinds(),
        columns: view.wanted_columns(),
        zone: TimeZone::UTC,
        format: None,
        coverage: Coverage::Asked,
    };
    let whole = Fold::new(view.clone(), Period::default());
    let mut days = [Days { view: view.clone(), folds: BTreeMap::new(), whole }];
    for (index, log) in logs.iter().enumerate() {
        let index = u32::try_from(index)?;
        let reading =
            input::read(File::open(log)?, index, &ask, &mut Repeats::default(), &mut days);
        if let Some(failure) = reading.failure {
            eprintln!("{log}: {failure}");
        }
    }
    let [days] = days;
    Ok(days)
}

struct Around<'a> {
    views: &'a [Sibling],
    before: Option<&'a Sibling>,
    after: Option<&'a Sibling>,
}

/// Draws a day of a view and writes its files.
fn write(
    out: &Path,
    frame: &Frame,
    (title, date): &(&str, String),
    fold: Fold,
    hours: &[Hour],
    around: &Around<'_>,
) -> Result<Card, Box<dyn Error>> {
    let heading = format!("{title}, {date}");
    let settings = Settings {
        page: Some(Size { width: 1600.0, height: 1200.0 }),
        measure: Measure::Nothing,
        caption: Caption { title: heading.clone(), period: date.clone(), ..Caption::default() },
        ..Settings::default()
    };
    let picture = picture::draw(fold.finish(), &settings);
    let stem = file(title, date).trim_end_matches(".html").to_owned();
    let files = PictureFiles {
        svg: format!("{stem}.svg"),
        png: format!("{stem}.png"),
        csv: format!("{stem}.csv"),
    };
    let small = thumbnail(&picture.drawing, THUMBNAIL_WIDTH)?;
    let thumb = format!("{stem}.thumb.png");
    eprintln!("{heading}: {} bytes of thumbnail", small.png.len());
    fs::write(out.join(&files.svg), render::svg::svg(&picture.drawing))?;
    fs::write(out.join(&files.png), render::png::png(&picture.drawing, SCALE)?)?;
    fs::write(out.join(&files.csv), csv(&picture.graph))?;
    fs::write(out.join(&thumb), &small.png)?;
    let page = DayPage {
        frame,
        heading: &heading,
        period: &format!("{date}, Thursday, 00:00 to 24:00 (UTC)"),
        picture: &picture,
        files: &files,
        png_scale: SCALE,
        views: around.views,
        before: around.before,
        after: around.after,
        hours,
        index: "index.html",
        zone: &TimeZone::UTC,
    };
    fs::write(out.join(format!("{stem}.html")), day(&page))?;
    let sums = Sums::of(&picture.graph);
    Ok(Card {
        view: title.to_lowercase(),
        title: (*title).to_owned(),
        href: format!("{stem}.html"),
        thumb: Some(Thumb { src: thumb, width: small.width, height: small.height }),
        alt: describe(&picture, &heading),
        events: sums.events,
        sources: sums.sources,
        targets: sums.targets,
    })
}
