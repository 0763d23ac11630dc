//! Alerts: what the rules `[[alert]]` of the configuration have to tell about a run of the publisher.
//!
//! [`judge`] looks at what a run has read and at what is remembered, and says what is new; it has no
//! clock and starts nothing. [`deliver`] runs the commands. Between the two, an alert waits in the
//! [`State`](state::State), which the publisher keeps: a run that is killed after it has saved the state tells
//! on the next run, rather than never.
//!
//! Every name in an alert was chosen by an intruder. Titles and summaries are made visible and cut; the
//! JSON that a command reads is ASCII with escapes.

pub(crate) mod deliver;
pub(crate) mod rule;
pub(crate) mod state;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use rule::{On, Rule};
use state::State;

/// What a run has seen of one site, as it is published: names that must not be told are gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    /// The site's name.
    pub(crate) site: &'a str,
    /// What people call it.
    pub(crate) title: &'a str,
    /// When the run began, in seconds since 1970 UTC.
    pub(crate) now: i64,
    /// The targets of all events that this run has read.
    pub(crate) targets: &'a [Name<'a>],
    /// The client fingerprints of all events that this run has read.
    pub(crate) hasshes: &'a [Name<'a>],
    /// Tunnel requests by the hour, up to 15 days; hours that are missing had none.
    pub(crate) hours: &'a [Hour],
    /// By the name of the sensor the time of its latest event, in seconds since 1970 UTC.
    pub(crate) sensors: &'a BTreeMap<String, Option<i64>>,
    /// Inputs that could not be read, a line each.
    pub(crate) failing: &'a [String],
    /// Where the site's pages are.
    pub(crate) url: Option<&'a str>,
}

/// A name of an intruder's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// When it was met first in this run's events, in seconds since 1970 UTC.
    pub(crate) first: i64,
    /// How many of this run's events have it.
    pub(crate) count: u64,
    /// Who came with it first.
    pub(crate) source: &'a str,
}

/// An hour and its tunnel requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hour {
    /// When it begins, in seconds since 1970 UTC.
    pub(crate) start: i64,
    /// How many requests.
    pub(crate) count: u64,
}

/// Something to be told. Its fields are what a command reads as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alert {
    /// The same if the same is told again: site, rule, kind, and a number made of what happened.
    pub(crate) id: String,
    /// The rule's name.
    pub(crate) rule: String,
    /// The site's name.
    pub(crate) site: String,
    /// What people call the site.
    pub(crate) site_title: String,
    /// Where the site's pages are.
    pub(crate) url: Option<String>,
    /// The kind of rule.
    pub(crate) on: On,
    /// When it was judged, in seconds since 1970 UTC.
    pub(crate) time: i64,
    /// One short line for people.
    pub(crate) title: String,
    /// One longer line for people.
    pub(crate) summary: String,
    /// The same for programs, by the kind of rule; names are exact, or cut with `…`.
    pub(crate) details: serde_json::Value,
}

/// What the rules have to tell. It is remembered as told, and waits in the state for those rules
/// that have a command.
pub(crate) fn judge(_rules: &[Rule], _seen: &Seen<'_>, _state: &mut State) -> Vec<Alert> {
    Vec::new()
}
