//! News of the site as an Atom feed (RFC 4287).

use super::Frame;
use crate::time::Instant;

/// A piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is known by for ever, an IRI: `urn:…` or the address of its page.
    pub id: String,
    /// One line.
    pub title: String,
    /// The name of the file that it leads to, in the site's directory.
    pub href: Option<String>,
    /// When it became what it is.
    pub updated: Instant,
    /// A few lines, as plain text.
    pub summary: String,
}

/// The feed, the newest entry first. `url` is the address of the site's directory, if it is known;
/// `name` is the feed's file in it.
#[must_use]
pub fn feed(frame: &Frame, url: Option<&str>, name: &str, entries: &[Entry]) -> String {
    String::new()
}
