//! The page of one view of one day or of several: heading, picture with its image map, sums,
//! hours, and tables of what is drawn.

use askama::Template;
use jiff::tz::TimeZone;

use super::address::address;
use super::bars::bars;
use super::head::Head;
use super::image_map::{Area, areas};
use super::tables::{Table, tables};
use super::words::Clock;
use super::{Frame, Sibling, Sums, describe};
use crate::label::text::thousands;
use crate::picture::Picture;

/// The files of a picture, by their names in the page's directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PictureFiles {
    /// The SVG.
    pub svg: String,
    /// The PNG.
    pub png: String,
    /// The links as CSV.
    pub csv: String,
}

/// A part of the period, and how many events it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hour {
    /// What it is called: `02` of a day, `Thu 16` of a week.
    pub label: String,
    /// Events.
    pub count: u64,
}

/// What a page of a day shows.
#[derive(Clone, Copy, Debug)]
pub struct DayPage<'a> {
    /// What all pages share.
    pub frame: &'a Frame,
    /// `Tunnels, 2017-03-16`.
    pub heading: &'a str,
    /// The span in words, with its zone.
    pub period: &'a str,
    /// The picture.
    pub picture: &'a Picture,
    /// The files of the picture.
    pub files: &'a PictureFiles,
    /// Pixels of the PNG to a point of the drawing.
    pub png_scale: f64,
    /// All views of the same day, this one too: with an empty address.
    pub views: &'a [Sibling],
    /// The day before, of this view.
    pub before: Option<&'a Sibling>,
    /// The day after, of this view.
    pub after: Option<&'a Sibling>,
    /// Events by hour, or by day where there are several; empty shows none.
    pub hours: &'a [Hour],
    /// The name of the gallery's file.
    pub index: &'a str,
    /// The zone of the times on the page.
    pub zone: &'a TimeZone,
}

/// The page.
#[must_use]
pub fn day(page: &DayPage<'_>) -> String {
    let graph = &page.picture.graph;
    let drawing = &page.picture.drawing;
    let clock = Clock::new(page.zone, graph.span);
    let tables = tables(graph, &clock);
    let pixels = |points: f64| thousands((points * page.png_scale).round().max(1.0) as u64);
    let stats = Sums::of(graph).words(graph);
    let template = DayTemplate {
        head: Head::new(
            page.frame,
            format!("{} – {}", page.heading, page.frame.title),
            describe(page.picture, page.heading),
        ),
        heading: page.heading,
        period: page.period,
        index: address(page.index),
        before: page.before.map(Link::new),
        after: page.after.map(Link::new),
        views: page.views.iter().map(Link::new).collect(),
        stats: stats.iter().filter_map(|stat| stat.split_once(' ')).collect(),
        width: drawing.size.width.round().max(1.0) as u64,
        height: drawing.size.height.round().max(1.0) as u64,
        pixels: format!("{} × {}", pixels(drawing.size.width), pixels(drawing.size.height)),
        svg: address(&page.files.svg),
        png: address(&page.files.png),
        csv: address(&page.files.csv),
        areas: areas(drawing, &tables),
        bars: bars(page.hours),
        account: account(page.picture),
        read: thousands(page.picture.account.events_read),
        has_times: tables.iter().flat_map(|table| &table.rows).any(|row| row.times.is_some()),
        is_dated: clock.is_dated(),
        zone: clock.zone(),
        tables,
    };
    // A template can fail only where a value of it cannot be written; these are texts and numbers.
    template.render().unwrap_or_default()
}

/// Where every event went: the rows sum up to the events read.
fn account(picture: &Picture) -> Vec<(String, String)> {
    let account = &picture.account;
    let mut rows = vec![
        ("between names drawn singly".to_owned(), account.events_drawn),
        ("with a name in a group".to_owned(), account.events_grouped),
        ("outside of the period or style".to_owned(), account.events_filtered),
    ];
    let filters = picture.graph.notes.left_out.iter();
    rows.extend(filters.map(|left_out| (format!("left out by {}", left_out.by), left_out.events)));
    rows.push(("not readable".to_owned(), account.events_skipped));
    rows.into_iter().map(|(what, count)| (what, thousands(count))).collect()
}

/// A link of a page.
struct Link<'a> {
    href: String,
    label: &'a str,
}

impl<'a> Link<'a> {
    fn new(to: &'a Sibling) -> Self {
        Self { href: address(&to.href), label: &to.label }
    }
}

#[derive(Template)]
#[template(path = "day.html")]
struct DayTemplate<'a> {
    head: Head<'a>,
    heading: &'a str,
    period: &'a str,
    index: String,
    before: Option<Link<'a>>,
    after: Option<Link<'a>>,
    views: Vec<Link<'a>>,
    stats: Vec<(&'a str, &'a str)>,
    width: u64,
    height: u64,
    pixels: String,
    svg: String,
    png: String,
    csv: String,
    areas: Vec<Area>,
    bars: String,
    account: Vec<(String, String)>,
    read: String,
    has_times: bool,
    is_dated: bool,
    zone: &'a str,
    tables: Vec<Table>,
}
