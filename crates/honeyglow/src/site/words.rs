//! Numbers with their nouns, and times of day, as pages say them.

use jiff::tz::TimeZone;

use crate::label::text::{shorten, thousands};
use crate::time::Instant;

/// The longest name in a table, in characters: a command of several lines is read there, a
/// megabyte of it is not.
const LONGEST_NAME: usize = 400;
/// What stands for a name that has nothing to show.
const EMPTY: &str = "(empty)";

/// A name as tables show it; not yet escaped.
pub(super) fn shown(name: &str) -> String {
    if name.trim().is_empty() { EMPTY.to_owned() } else { shorten(name, LONGEST_NAME) }
}

/// `1 host`, `3,000 hosts`; the noun is given in the plural.
pub(super) fn counted(count: u64, nouns: &str) -> String {
    let noun = match (count, nouns) {
        (1, "addresses of files") => "address of a file",
        (1, nouns) => nouns.strip_suffix('s').unwrap_or(nouns),
        (_, nouns) => nouns,
    };
    format!("{} {noun}", thousands(count))
}

/// The text with a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How times are written on a page.
#[derive(Clone, Debug)]
pub(super) struct Clock<'a> {
    zone: &'a TimeZone,
    form: Form,
}

/// How much of a date a time needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// None: all are of one day.
    OneDay,
    /// Month and day: all are of one year.
    OneYear,
    /// All of it, which leaves no room for the time of day.
    Years,
}

impl<'a> Clock<'a> {
    /// Times between these two, without what their dates have in common.
    pub(super) fn new(zone: &'a TimeZone, span: Option<(Instant, Instant)>) -> Self {
        let date = |instant: Instant| instant.in_zone(zone).datetime().date();
        let form = match span.map(|(first, last)| (date(first), date(last))) {
            Some((first, last)) if first == last => Form::OneDay,
            Some((first, last)) if first.year() == last.year() => Form::OneYear,
            _ => Form::Years,
        };
        Self { zone, form }
    }

    /// Do times have dates?
    pub(super) fn is_dated(&self) -> bool {
        self.form != Form::OneDay
    }

    /// The name of the zone.
    pub(super) fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("local time")
    }

    /// A time for eyes.
    pub(super) fn at(&self, instant: Instant) -> String {
        let format = match self.form {
            Form::OneDay => "%H:%M:%S",
            Form::OneYear => "%m-%d %H:%M",
            Form::Years => "%Y-%m-%d",
        };
        instant.in_zone(self.zone).strftime(format).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "hosts"), "1 host");
        assert_eq!(counted(1, "addresses of files"), "1 address of a file");
        assert_eq!(counted(0, "HASSHs"), "0 HASSHs");
        assert_eq!(counted(3_000, "user names"), "3,000 user names");
    }

    #[test]
    fn times_of_one_local_day_have_no_date() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let evening = Instant::from_micros(21 * 3_600_000_000);
        let later = Instant::from_micros(22 * 3_600_000_000 + 1);
        assert_eq!(Clock::new(&zone, Some((evening, evening))).at(evening), "23:00:00");
        assert_eq!(Clock::new(&zone, Some((evening, later))).at(later), "01-02 00:00");
        let year = Instant::from_micros(366 * 86_400_000_000);
        assert_eq!(Clock::new(&zone, Some((evening, year))).at(later), "1970-01-02");
        assert_eq!(Clock::new(&zone, None).zone(), "local time");
    }

    #[test]
    fn a_name_of_nothing_is_said_to_be_empty() {
        assert_eq!(shown(" "), "(empty)");
        assert_eq!(shown(&"x".repeat(1_000)).chars().count(), LONGEST_NAME);
        assert_eq!(capital("hosts") + &capital(""), "Hosts");
    }
}
