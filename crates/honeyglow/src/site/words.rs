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
    format: &'static str,
}

impl<'a> Clock<'a> {
    /// Times between these two: without their date where they are of one local day.
    pub(super) fn new(zone: &'a TimeZone, span: Option<(Instant, Instant)>) -> Self {
        let is_one_day = span.is_some_and(|(first, last)| {
            first.in_zone(zone).datetime().date() == last.in_zone(zone).datetime().date()
        });
        Self { zone, format: if is_one_day { "%H:%M:%S" } else { "%Y-%m-%d %H:%M" } }
    }

    /// The name of the zone.
    pub(super) fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("local time")
    }

    /// A time for eyes.
    pub(super) fn at(&self, instant: Instant) -> String {
        instant.in_zone(self.zone).strftime(self.format).to_string()
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
        assert_eq!(Clock::new(&zone, Some((evening, later))).at(later), "1970-01-02 00:00");
        assert_eq!(Clock::new(&zone, None).zone(), "local time");
    }

    #[test]
    fn a_name_of_nothing_is_said_to_be_empty() {
        assert_eq!(shown(" "), "(empty)");
        assert_eq!(shown(&"x".repeat(1_000)).chars().count(), LONGEST_NAME);
        assert_eq!(capital("hosts") + &capital(""), "Hosts");
    }
}
