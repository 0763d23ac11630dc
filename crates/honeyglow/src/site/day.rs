//! The page of one view of one day or of several: heading, picture with its image map, sums,
//! hours, and tables of what is drawn.

use jiff::tz::TimeZone;

use super::{Frame, Sibling};
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
    String::new()
}
