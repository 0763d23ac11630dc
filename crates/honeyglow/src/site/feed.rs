//! News of the site as an Atom feed (RFC 4287).
//!
//! What the RFC asks for and this keeps: an id, a title and a time of the feed and of every entry,
//! an author of the feed for all, one entry an id, a link to itself. The feed has no clock: its
//! time is that of its newest entry, so it changes only when there is news.

use std::collections::BTreeSet;

use askama::Template;
use sha2::{Digest, Sha256};

use super::Frame;
use super::address::absolute;
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

/// The feed, the newest entry first; of entries with one id the newest alone. `url` is the address
/// of the site's directory, if it is known; `name` is the feed's file in it.
#[must_use]
pub fn feed(frame: &Frame, url: Option<&str>, name: &str, entries: &[Entry]) -> String {
    let mut order: Vec<&Entry> = entries.iter().collect();
    order.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    let mut known = BTreeSet::new();
    order.retain(|entry| known.insert(&entry.id));
    let newest = order.first().map_or(Instant::from_micros(0), |entry| entry.updated);
    let shown = order.into_iter().map(|entry| Shown {
        id: &entry.id,
        title: &entry.title,
        href: entry.href.as_deref().map(|file| absolute(url, file)),
        updated: entry.updated.to_string(),
        summary: &entry.summary,
    });
    let template = FeedTemplate {
        id: url.map_or_else(|| urn(&frame.title), str::to_owned),
        title: &frame.title,
        updated: newest.to_string(),
        own: absolute(url, name),
        front: absolute(url, "index.html"),
        entries: shown.collect(),
    };
    // A template can fail only where a value of it cannot be written; these are texts.
    template.render().unwrap_or_default()
}

/// A name for a feed whose address is not known: the same for the same title, and hardly that of
/// another (RFC 9562, version 8).
fn urn(title: &str) -> String {
    let hash = Sha256::digest(title.as_bytes());
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

struct Shown<'a> {
    id: &'a str,
    title: &'a str,
    href: Option<String>,
    updated: String,
    summary: &'a str,
}

#[derive(Template)]
#[template(path = "feed.atom")]
struct FeedTemplate<'a> {
    id: String,
    title: &'a str,
    updated: String,
    own: String,
    front: String,
    entries: Vec<Shown<'a>>,
}
