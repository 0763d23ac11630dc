//! The rules together with what only the links at hand tell: who their sources are, and which
//! honeypots they name.

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Range;

use hashbrown::HashSet;

use super::addresses::{self, Belief, Form, Found};
use super::column::{Treatment, treatment};
use super::defang::{Content, defang};
use super::edits::{Edit, apply};
use super::folded::Folded;
use super::own::Owner;
use super::tag::Domain;
use super::words::{self, Words};
use super::{Passwords, Rules, Sources, Urls, secrets};
use crate::event::Column;
use crate::link::absent;

/// The rules for some links.
pub(super) struct Scope<'r> {
    rules: &'r Rules,
    /// Addresses that get their pseudonym in every text.
    peers: HashSet<IpAddr>,
    /// Names of honeypots that the rules do not know.
    sensors: Words,
}

/// What is looked for in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sought {
    /// What is own, and sources that get pseudonyms.
    All,
    /// A pseudonym may be the address of another source, which must not be replaced again.
    Own,
}

/// How often an edited text is searched again. One is enough unless addresses are chained; a word
/// that stands in a mark would be found without end.
const PASSES: usize = 8;

/// Dots that stand for a password; the tag follows.
const DOTS: &str = "••••••";

impl<'r> Scope<'r> {
    /// The rules alone.
    pub(super) fn of(rules: &'r Rules) -> Self {
        Self { rules, peers: HashSet::default(), sensors: Words::default() }
    }

    /// The rules for links of those sources and honeypots.
    pub(super) fn with(rules: &'r Rules, peers: HashSet<IpAddr>, sensors: Words) -> Self {
        Self { rules, peers, sensors }
    }

    /// A name as it is published. The empty name and the mark of an absent column stay.
    pub(super) fn name(&self, column: Column, name: &str) -> String {
        if name.is_empty() || name == absent(column) {
            return name.to_owned();
        }
        match treatment(column) {
            Treatment::Sensor => self.rules.sensor(name),
            Treatment::OwnAddress => {
                let tag = self.rules.tags.of(Domain::Address, &canonical(name));
                format!("{} {tag}", Owner::Sensor.mark())
            }
            Treatment::Peer => self.peer(name),
            Treatment::Password => match self.rules.passwords {
                Passwords::Masked => self.masked(name),
                Passwords::Shown => self.defanged(self.text(name), Content::Text),
            },
            Treatment::Command => {
                let found = secrets::of_command(name);
                self.defanged(self.without(name, found), Content::Command)
            }
            Treatment::Url => {
                let found = secrets::of_urls(name);
                self.defanged(self.without(name, found), Content::Url)
            }
            Treatment::Sum if is_sum(name) => name.to_owned(),
            Treatment::Sum | Treatment::Text => {
                let found = secrets::of_urls(name);
                self.defanged(self.without(name, found), Content::Text)
            }
        }
    }

    /// A text without own addresses and words.
    pub(super) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.edited(text, Vec::new())
    }

    /// The text with those edits, and without own addresses and words.
    ///
    /// What two addresses shared goes with the first, so that the second could be seen then: what
    /// was edited is searched again, for what is own alone.
    fn edited<'t>(&self, text: &'t str, mut edits: Vec<Edit>) -> Cow<'t, str> {
        self.find(text, Sought::All, &mut edits);
        let mut text = apply(text, edits);
        for _ in 0..PASSES {
            let mut edits = Vec::new();
            match &text {
                Cow::Borrowed(_) => break,
                Cow::Owned(edited) => self.find(edited, Sought::Own, &mut edits),
            }
            if edits.is_empty() {
                break;
            }
            text = Cow::Owned(apply(&text, edits).into_owned());
        }
        text
    }

    /// The same, also without passwords that stand at those places.
    fn without<'t>(&self, text: &'t str, passwords: Vec<Range<usize>>) -> Cow<'t, str> {
        let mut edits = Vec::new();
        if self.rules.passwords == Passwords::Masked {
            edits.extend(passwords.into_iter().filter(|range| !range.is_empty()).map(|range| {
                let with = self.masked(text.get(range.clone()).unwrap_or_default()).into();
                Edit { range, with }
            }));
        }
        self.edited(text, edits)
    }

    fn masked(&self, password: &str) -> String {
        format!("{DOTS}{}", self.rules.tags.of(Domain::Password, password))
    }

    fn defanged(&self, text: Cow<'_, str>, content: Content) -> String {
        match self.rules.urls {
            Urls::Defanged => defang(&text, content).into_owned(),
            Urls::Shown => text.into_owned(),
        }
    }

    /// An intruder's address; what is none is text.
    fn peer(&self, name: &str) -> String {
        let Ok(address) = name.parse::<IpAddr>() else {
            return self.text(name).into_owned();
        };
        match (self.rules.own.of(address), self.rules.sources) {
            (Some(owner), _) => owner.mark().to_owned(),
            (None, Sources::Pseudonyms) => self.rules.pseudonym(address).to_string(),
            (None, Sources::Shown) => self.text(name).into_owned(),
        }
    }

    fn find(&self, text: &str, sought: Sought, edits: &mut Vec<Edit>) {
        let Rules { own, words, .. } = self.rules;
        let seeks_peers = sought == Sought::All && !self.peers.is_empty();
        let seeks_addresses = !own.is_empty() || seeks_peers;
        if !seeks_addresses && words.is_empty() && self.sensors.is_empty() {
            return;
        }
        for folded in Folded::readings(text) {
            for words in [words, &self.sensors] {
                words.each(folded.bytes(), &mut |range| {
                    let range = folded.in_text(range);
                    edits.push(Edit { range, with: Cow::Borrowed(words::MARK) });
                });
            }
            if seeks_addresses {
                addresses::each(folded.bytes(), &mut |found| {
                    if let Some(with) = self.in_place_of(&found, sought) {
                        edits.push(Edit { range: folded.in_text(found.range), with });
                    }
                });
            }
        }
    }

    /// What stands in the place of an address in a text, if it does not stay.
    fn in_place_of(&self, found: &Found, sought: Sought) -> Option<Cow<'static, str>> {
        match (self.rules.own.of(found.address), found.belief) {
            (Some(owner @ Owner::Sensor), _) | (Some(owner), Belief::Sure) => {
                Some(Cow::Borrowed(owner.mark()))
            }
            _ if sought == Sought::All && self.peers.contains(&found.address) => {
                let pseudonym = self.rules.pseudonym(found.address);
                Some(Cow::Owned(written(pseudonym, found.form)))
            }
            _ => None,
        }
    }
}

/// An address in the form of the one that it stands for.
fn written(address: IpAddr, form: Form) -> String {
    match (address, form) {
        (IpAddr::V4(v4), Form::Separated(separator)) => {
            v4.to_string().replace('.', &char::from(separator).to_string())
        }
        (IpAddr::V4(v4), Form::Reversed) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}")
        }
        (IpAddr::V6(v6), Form::Reversed) => {
            let digits = format!("{:032x}", v6.to_bits());
            let digits: Vec<String> = digits.chars().rev().map(String::from).collect();
            digits.join(".")
        }
        (address, _) => address.to_string(),
    }
}

/// One spelling for one address.
fn canonical(name: &str) -> Cow<'_, str> {
    match name.parse::<IpAddr>() {
        Ok(address) => Cow::Owned(address.to_canonical().to_string()),
        Err(_) => Cow::Borrowed(name),
    }
}

/// An MD5 or a SHA-256 in hexadecimal?
fn is_sum(name: &str) -> bool {
    matches!(name.len(), 32 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
