//! The front page: the days with their pictures, the newest first.

use askama::Template;

use super::address::address;
use super::head::Head;
use super::words::counted;
use super::{Frame, sparkline};
use crate::label::text::thousands;

/// What the front page shows.
#[derive(Clone, Debug)]
pub struct Gallery<'a> {
    /// What all pages share.
    pub frame: &'a Frame,
    /// The days, the newest first.
    pub days: Vec<GalleryDay>,
    /// The pages of several days: the last 7, the last 14.
    pub periods: Vec<Card>,
    /// The name of the feed's file.
    pub feed: String,
    /// The name of the index for programs.
    pub json: String,
}

/// A day of the gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GalleryDay {
    /// `2017-03-16`.
    pub date: String,
    /// `Thursday`.
    pub weekday: String,
    /// Whether it is over.
    pub state: DayState,
    /// Events of all views by hour; 23 to 25 of them, or none if they are not known.
    pub hours: Vec<u64>,
    /// Its pictures.
    pub views: Vec<Card>,
}

/// Whether a day is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayState {
    /// It goes on; its pictures change.
    Today,
    /// It is over; its pictures stay.
    Complete,
}

/// A picture of the gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The name of its view: `tunnels`.
    pub view: String,
    /// What it is called: `Tunnels`, or `Tunnels, last 7 days`.
    pub title: String,
    /// The name of the page's file.
    pub href: String,
    /// The small picture; none where nothing was drawn.
    pub thumb: Option<Thumb>,
    /// What the picture shows, for readers that do not see it; see [`describe`](super::describe).
    pub alt: String,
    /// Events drawn.
    pub events: u64,
    /// Names of sources.
    pub sources: u64,
    /// Names of targets.
    pub targets: u64,
}

/// A small picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumb {
    /// The name of its file.
    pub src: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// The newest months are open, the others one click away: the page of a year stays light.
const OPEN_MONTHS: usize = 2;
/// The width of a day in the overview, where there is room.
const DAY_PX: usize = 26;
/// The most cards of a day that stand side by side with other days.
const SIDE_BY_SIDE: usize = 3;

/// The front page.
#[must_use]
pub fn gallery(gallery: &Gallery<'_>) -> String {
    let days = &gallery.days;
    let (newest, oldest) = (days.first(), days.last());
    let date = |day: Option<&GalleryDay>| day.map(|day| day.date.clone()).unwrap_or_default();
    let totals: Vec<u64> = days.iter().rev().map(GalleryDay::events).collect();
    let total = counted(totals.iter().sum(), "events");
    let span = format!("{} to {}", date(oldest), date(newest));
    let overview = if days.len() > 1 {
        sparkline::wide(&totals, &format!("Events by day, {span}"), DAY_PX)
    } else {
        String::new()
    };
    let description = match days.len() {
        0 => format!("{}: pictures of what intruders did", gallery.frame.title),
        1 => format!("{}: {total} on {}", gallery.frame.title, date(newest)),
        count => format!("{}: {total} in {count} days, {span}", gallery.frame.title),
    };
    let template = GalleryTemplate {
        head: Head::new(gallery.frame, gallery.frame.title.clone(), description),
        feed: address(&gallery.feed),
        json: address(&gallery.json),
        overview,
        overview_title: format!("{total} in {}", counted(days.len() as u64, "days")),
        oldest: date(oldest),
        newest: date(newest),
        periods: gallery.periods.iter().map(|card| CardShown::new(card, "h3", "")).collect(),
        months: months(days),
    };
    // A template can fail only where a value of it cannot be written; these are texts and numbers.
    template.render().unwrap_or_default()
}

impl GalleryDay {
    /// The day's events: by the hours, or by the pictures where the hours are not known.
    pub(super) fn events(&self) -> u64 {
        let by_picture = || self.views.iter().map(|card| card.events).sum();
        if self.hours.is_empty() { by_picture() } else { self.hours.iter().sum() }
    }
}

/// The days by month, in their order.
fn months(days: &[GalleryDay]) -> Vec<Month<'_>> {
    let mut months: Vec<Month<'_>> = Vec::new();
    for chunk in days.chunk_by(|a, b| month(&a.date) == month(&b.date)) {
        let events = chunk.iter().map(GalleryDay::events).sum();
        let days = counted(chunk.len() as u64, "days");
        months.push(Month {
            name: month_name(chunk.first().map_or("", |day| &day.date)),
            sums: format!("{days}, {}", counted(events, "events")),
            is_open: months.len() < OPEN_MONTHS,
            days: chunk.iter().map(DayShown::new).collect(),
        });
    }
    months
}

/// `2017-03` of `2017-03-16`.
fn month(date: &str) -> &str {
    date.rsplit_once('-').map_or(date, |(month, _)| month)
}

/// `March 2017` of `2017-03-16`.
fn month_name(date: &str) -> String {
    match date.parse::<jiff::civil::Date>() {
        Ok(date) => date.strftime("%B %Y").to_string(),
        Err(_) => month(date).to_owned(),
    }
}

#[derive(Template)]
#[template(path = "gallery.html")]
struct GalleryTemplate<'a> {
    head: Head<'a>,
    feed: String,
    json: String,
    overview: String,
    overview_title: String,
    oldest: String,
    newest: String,
    periods: Vec<CardShown<'a>>,
    months: Vec<Month<'a>>,
}

struct Month<'a> {
    name: String,
    sums: String,
    is_open: bool,
    days: Vec<DayShown<'a>>,
}

struct DayShown<'a> {
    id: String,
    date: &'a str,
    weekday: &'a str,
    is_today: bool,
    spark: String,
    /// The class that says how wide the day is.
    columns: String,
    cards: Vec<CardShown<'a>>,
}

impl<'a> DayShown<'a> {
    fn new(day: &'a GalleryDay) -> Self {
        let cards = day.views.len();
        Self {
            id: format!("d{}", address(&day.date)),
            date: &day.date,
            weekday: &day.weekday,
            is_today: day.state == DayState::Today,
            spark: sparkline::named(&day.hours, &format!("Events by hour, {}", day.date)),
            columns: if cards > SIDE_BY_SIDE { "all".to_owned() } else { cards.to_string() },
            cards: day.views.iter().map(|card| CardShown::new(card, "h4", &day.date)).collect(),
        }
    }
}

struct CardShown<'a> {
    title: &'a str,
    href: String,
    alt: &'a str,
    thumb: Option<Thumb>,
    /// Numbers with their nouns.
    counts: [(String, &'static str); 3],
    /// The heading's element.
    level: &'static str,
    /// The day, for those who hear the link alone; empty where the title has it.
    date: &'a str,
}

impl<'a> CardShown<'a> {
    fn new(card: &'a Card, level: &'static str, date: &'a str) -> Self {
        let thumb = card.thumb.as_ref();
        let count = |count: u64, one: &'static str, many: &'static str| {
            (thousands(count), if count == 1 { one } else { many })
        };
        Self {
            title: &card.title,
            href: address(&card.href),
            alt: &card.alt,
            thumb: thumb.map(|thumb| Thumb { src: address(&thumb.src), ..*thumb }),
            counts: [
                count(card.events, "event", "events"),
                count(card.sources, "source", "sources"),
                count(card.targets, "target", "targets"),
            ],
            level,
            date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(dates: &[&str]) -> Vec<GalleryDay> {
        let day = |date: &&str| GalleryDay {
            date: (*date).to_owned(),
            weekday: String::new(),
            state: DayState::Complete,
            hours: vec![1, 2],
            views: Vec::new(),
        };
        dates.iter().map(day).collect()
    }

    #[test]
    fn days_stand_by_month_and_old_months_are_closed() {
        let days = days(&["2017-03-02", "2017-03-01", "2017-02-28", "2016-12-31"]);
        let months = months(&days);
        let shown: Vec<(&str, &str, bool)> =
            months.iter().map(|m| (m.name.as_str(), m.sums.as_str(), m.is_open)).collect();
        let expected = [
            ("March 2017", "2 days, 6 events", true),
            ("February 2017", "1 day, 3 events", true),
            ("December 2016", "1 day, 3 events", false),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_date_that_is_none_is_shown_as_it_is() {
        assert_eq!(month_name("some day"), "some day");
        assert_eq!(month_name(""), "");
    }
}
