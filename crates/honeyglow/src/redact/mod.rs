//! What is left out of links before they are published.
//!
//! [`Rules`] are built once for a site from its [`Wishes`]. [`Rules::links`] rewrites every name by
//! the column that it stands in: own addresses, own networks and words become marks, honeypots get
//! the names that are published, passwords become tags, URLs are defanged, and sources get
//! pseudonyms if that is wished (Crypto-PAn; `pseudonym` has the paper). Names that become equal are
//! one, and so are their links, whose counts are added: the sums stay.
//!
//! Own addresses and words are looked for in a folded text, which undoes the usual disguises
//! (`folded`), and addresses are compared by value (`addresses`, `addresses_v6`). What is not found
//! is said there, and in `secrets` for passwords inside of commands: what an intruder encodes or
//! puts together while it runs is not. Tags have 24 bits, so that of many thousand passwords a few
//! may become one.
//!
//! ```
//! use honeyglow::event::Column;
//! use honeyglow::redact::{Rules, Wishes};
//!
//! let rules = Rules::new(Wishes {
//!     addresses: vec!["203.0.113.7".parse().unwrap()],
//!     words: vec!["hoster.example".to_owned()],
//!     ..Wishes::with_key([7; 32])
//! });
//! assert_eq!(rules.text("cb.Hoster.Example, 203.0.113[.]7"), "cb.[redacted], [sensor]");
//! let url = rules.name(Column::Url, "http://198.51.100.9/x");
//! assert_eq!(url, "hxxp://198.51.100[.]9/x");
//! ```

mod addresses;
mod addresses_v6;
mod column;
mod defang;
mod edits;
mod folded;
mod links;
mod network;
mod own;
mod pseudonym;
mod scope;
mod secrets;
mod shell;
mod tag;
mod words;

pub use network::{Network, NetworkError};

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::event::Column;
use crate::link::Links;
use own::{Own, is_nobodys};
use pseudonym::CryptoPan;
use scope::Scope;
use tag::{Domain, Tags};
use words::Words;

/// What is to be left out.
#[derive(Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Addresses of the honeypots. Loopback and 0.0.0.0 are nobody's, also if they are given.
    pub addresses: Vec<IpAddr>,
    /// Networks of the operator.
    pub networks: Vec<Network>,
    /// Words that must not be shown, in whatever case; of fewer than three bytes only where they
    /// stand alone.
    pub words: Vec<String>,
    /// Names of honeypots in the logs, and the names that are published for them. The others get a
    /// tag. A name in the log is not shown in any text, unless the published name contains it.
    pub sensors: BTreeMap<String, String>,
    /// What becomes of the intruders' addresses.
    pub sources: Sources,
    /// What becomes of passwords.
    pub passwords: Passwords,
    /// What becomes of URLs.
    pub urls: Urls,
    /// Random bytes that are kept secret: whoever has them can undo pseudonyms and try passwords
    /// against tags. With another key all pseudonyms and tags are others.
    pub key: [u8; 32],
}

impl Wishes {
    /// Nothing is own; the rest as it is for a page that everybody sees.
    #[must_use]
    pub fn with_key(key: [u8; 32]) -> Self {
        Self {
            addresses: Vec::new(),
            networks: Vec::new(),
            words: Vec::new(),
            sensors: BTreeMap::new(),
            sources: Sources::default(),
            passwords: Passwords::default(),
            urls: Urls::default(),
            key,
        }
    }
}

/// What becomes of the intruders' addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sources {
    /// They stay.
    #[default]
    Shown,
    /// Others stand for them, of which those of a network still are of one network. They look like
    /// addresses: say beside them that they are none.
    Pseudonyms,
}

/// What becomes of passwords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Passwords {
    /// Tags stand for them, equal ones for equal passwords.
    #[default]
    Masked,
    /// They stay.
    Shown,
}

/// What becomes of URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urls {
    /// Nothing can follow them by accident.
    #[default]
    Defanged,
    /// They stay.
    Shown,
}

/// What is left out, ready for use.
#[derive(Clone)]
pub struct Rules {
    own: Own,
    words: Words,
    sensors: BTreeMap<String, String>,
    sources: Sources,
    passwords: Passwords,
    urls: Urls,
    pseudonyms: CryptoPan,
    tags: Tags,
}

impl Rules {
    /// The rules of a site.
    #[must_use]
    pub fn new(wishes: Wishes) -> Self {
        let Wishes { addresses, networks, words, sensors, sources, passwords, urls, key } = wishes;
        let hidden_sensors = sensors.iter().filter(|(name, published)| hides(name, published));
        let all = words.iter().chain(hidden_sensors.map(|(name, _)| name));
        Self {
            own: Own::new(&addresses, networks),
            words: Words::new(all.map(String::as_str)),
            sensors,
            sources,
            passwords,
            urls,
            pseudonyms: CryptoPan::new(&key),
            tags: Tags::new(&key),
        }
    }

    /// The links as they are published.
    #[must_use]
    pub fn links(&self, links: Links) -> Links {
        links::rewrite(self, links)
    }

    /// A free text (a title, a note) without own addresses and words. URLs and passwords in it
    /// stay: it is the operator's.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        Scope::of(self).text(text).into_owned()
    }

    /// A name as it is published if it stands in that column.
    #[must_use]
    pub fn name(&self, column: Column, name: &str) -> String {
        Scope::of(self).name(column, name)
    }

    /// The name that is published for a honeypot: the one that was wished, or `sensor-` and a tag.
    /// A log that names none stays without.
    #[must_use]
    pub fn sensor(&self, name: &str) -> String {
        match self.sensors.get(name) {
            Some(published) => published.clone(),
            None if name.is_empty() => String::new(),
            None => format!("sensor-{}", self.tags.of(Domain::Sensor, name)),
        }
    }

    /// The pseudonym of an address that is neither own nor nobody's (loopback, 0.0.0.0).
    ///
    /// It is Crypto-PAn's, and again that one's while it would be own or nobody's itself (cycle
    /// walking: J. Black, P. Rogaway, 2002). So different addresses have different pseudonyms, and
    /// none of them could be taken for an own address; neighbours of those that were walked may be
    /// further away.
    #[must_use]
    pub fn pseudonym(&self, address: IpAddr) -> IpAddr {
        let address = address.to_canonical();
        let is_kept = |address: IpAddr| is_nobodys(address) || self.own.of(address).is_some();
        if is_kept(address) {
            return address;
        }
        let mut pseudonym = self.pseudonyms.of(address);
        // The mapping is one to one, so the walk comes back to `address` at the latest.
        while is_kept(pseudonym) {
            pseudonym = self.pseudonyms.of(pseudonym);
        }
        pseudonym
    }
}

/// Must the name in the log not be seen, or is it a part of what is published?
fn hides(name: &str, published: &str) -> bool {
    !published.to_lowercase().contains(&name.to_lowercase())
}
