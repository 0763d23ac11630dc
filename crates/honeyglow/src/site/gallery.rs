//! The front page: the days with their pictures, the newest first.

use super::Frame;

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

/// The front page.
#[must_use]
pub fn gallery(gallery: &Gallery<'_>) -> String {
    String::new()
}
