//! What became of one record.

use std::borrow::Cow;

use super::{Ask, Reason};
use crate::event::{Column, Event, Kind};
use crate::time::Instant;

/// A record that was looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parsed<'a> {
    pub(super) time: Option<Instant>,
    pub(super) verdict: Verdict<'a>,
}

/// What it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict<'a> {
    /// An event that was asked for.
    Event(Event<'a>),
    /// The same, but its text can be taken apart in more than one way.
    Ambiguous(Event<'a>),
    /// An event of a kind that was not asked for.
    Unasked(Kind),
    /// Understood, but no event that is known here.
    Other,
    /// Not understood.
    Skip(Reason),
}

impl<'a> Parsed<'a> {
    pub(super) fn other(time: Option<Instant>) -> Self {
        Self { time, verdict: Verdict::Other }
    }

    pub(super) fn skip(time: Option<Instant>, reason: Reason) -> Self {
        Self { time, verdict: Verdict::Skip(reason) }
    }

    pub(super) fn unasked(time: Option<Instant>, kind: Kind) -> Self {
        Self { time, verdict: Verdict::Unasked(kind) }
    }

    pub(super) fn event(event: Event<'a>) -> Self {
        Self { time: event.time, verdict: Verdict::Event(event) }
    }
}

/// Sets a column if it was asked for.
pub(super) fn set<'a>(
    event: &mut Event<'a>,
    ask: &Ask,
    column: Column,
    text: impl Into<Cow<'a, str>>,
) {
    if ask.columns.contains(column) {
        event.set(column, text);
    }
}
