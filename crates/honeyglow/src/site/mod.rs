//! Pages for a web server: a page a day with the picture, its image map and tables, a gallery of
//! all days, a feed and an index for programs.
//!
//! Values in, text out; what is written where is the caller's. Pages have no script, refer to
//! nothing outside of their directory, and say so to the browser (`Content-Security-Policy`, of
//! which the style is a part by its hash). Everything that a template prints goes through one
//! escaper, which makes visible what does not show as itself. Addresses of pages and pictures are
//! names of files beside the page; they are percent-encoded here, so that a name may hold
//! anything. There is no clock: the same values give the same bytes, and a page that has not
//! changed keeps its own.

mod address;
mod bars;
mod day;
mod escape;
mod feed;
mod gallery;
mod head;
mod image_map;
mod index_json;
mod sparkline;
mod style;
mod sums;
mod tables;
mod thumbnail;
mod words;

pub use day::{DayPage, Hour, PictureFiles, day};
pub use feed::{Entry, feed};
pub use gallery::{Card, DayState, Gallery, GalleryDay, Thumb, gallery};
pub use index_json::json;
pub use sparkline::sparkline;
pub use sums::{Sums, describe};
pub use thumbnail::{THUMBNAIL_WIDTH, Thumbnail, thumbnail};

/// What all pages of a site share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The site's title.
    pub title: String,
    /// Whether search engines are asked to list the pages.
    pub robots: Robots,
    /// What a reader has to know first, one banner each: `sensor north is silent since …`.
    pub notes: Vec<String>,
}

/// What search engines are asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Robots {
    /// To list the pages.
    Index,
    /// Not to list them, nor to follow their links.
    #[default]
    NoIndex,
}

impl Robots {
    /// As a page says it.
    fn content(self) -> &'static str {
        match self {
            Robots::Index => "index, follow",
            Robots::NoIndex => "noindex, nofollow",
        }
    }
}

/// A page beside this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// The name of its file, in the same directory; empty for the page itself.
    pub href: String,
    /// What the link says.
    pub label: String,
}
