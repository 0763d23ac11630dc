//! The gallery for programs: `index.json`.
//!
//! Fields are never renamed or taken away within a version; new ones may come. `page` and `file`
//! are addresses relative to the index. Names in texts are exact.

use serde::Serialize;

use super::address::address;
use super::{Card, DayState, Gallery, GalleryDay};

/// The version of the document.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    title: &'a str,
    notes: &'a [String],
    feed: String,
    days: Vec<Day<'a>>,
    periods: Vec<Picture<'a>>,
}

#[derive(Serialize)]
struct Day<'a> {
    date: &'a str,
    weekday: &'a str,
    complete: bool,
    events: u64,
    hours: &'a [u64],
    pictures: Vec<Picture<'a>>,
}

#[derive(Serialize)]
struct Picture<'a> {
    view: &'a str,
    title: &'a str,
    page: String,
    thumbnail: Option<Thumbnail>,
    description: &'a str,
    events: u64,
    sources: u64,
    targets: u64,
}

#[derive(Serialize)]
struct Thumbnail {
    file: String,
    width: u32,
    height: u32,
}

/// The index as JSON.
#[must_use]
pub fn json(gallery: &Gallery<'_>) -> String {
    let document = Document {
        version: VERSION,
        title: &gallery.frame.title,
        notes: &gallery.frame.notes,
        feed: address(&gallery.feed),
        days: gallery.days.iter().map(day).collect(),
        periods: gallery.periods.iter().map(picture).collect(),
    };
    // Strings, numbers and lists of them: there is nothing that JSON could refuse.
    let mut json = serde_json::to_string_pretty(&document).unwrap_or_default();
    json.push('\n');
    json
}

fn day(day: &GalleryDay) -> Day<'_> {
    Day {
        date: &day.date,
        weekday: &day.weekday,
        complete: day.state == DayState::Complete,
        events: day.events(),
        hours: &day.hours,
        pictures: day.views.iter().map(picture).collect(),
    }
}

fn picture(card: &Card) -> Picture<'_> {
    Picture {
        view: &card.view,
        title: &card.title,
        page: address(&card.href),
        thumbnail: card.thumb.as_ref().map(|thumb| Thumbnail {
            file: address(&thumb.src),
            width: thumb.width,
            height: thumb.height,
        }),
        description: &card.alt,
        events: card.events,
        sources: card.sources,
        targets: card.targets,
    }
}
