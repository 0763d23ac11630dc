//! Instants of logs, half-open periods, and the local days between them.
//!
//! An [`Instant`] is UTC, in microseconds: the finest that any honeypot writes. A wall time exists
//! only at the edge, as a [`Stamp`] from a log line or a word from the command line, and becomes
//! an instant together with a zone. A [`Period`] is half-open, so that neighbouring days neither
//! share an event nor lose one. Zones and their changes come from jiff; what is done by hand
//! here is the reading of a log's timestamp, which is the first thing done to every line.
//!
//! There is no clock in this room: "now" is an argument.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The instant so many microseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The same instant as jiff knows it; out of its range, its nearest.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// The wall time in a zone.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> ZonedDateTime {
        self.timestamp().to_zoned_datetime(zone.clone())
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

/// RFC 3339 in UTC, as `2017-03-16T00:12:01.5Z`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

/// A timestamp as a log line has it: a wall time, and an offset if the line gives one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Microseconds since 1970-01-01T00:00:00 on the wall.
    wall_micros: i64,
    /// Seconds east of UTC.
    offset_secs: Option<i32>,
}

impl Stamp {
    /// The instant; the zone decides where the line has no offset. A wall time that a change of
    /// clocks skipped is read with the offset before the change, one that it doubled as the first.
    #[must_use]
    pub fn instant(self, zone: &TimeZone) -> Instant {
        if let Some(offset_secs) = self.offset_secs {
            return Instant(self.wall_micros - i64::from(offset_secs) * 1_000_000);
        }
        let wall =
            Instant(self.wall_micros).timestamp().to_zoned_datetime(TimeZone::UTC).datetime();
        match zone.to_ambiguous_zoned_datetime(wall).compatible() {
            Ok(zoned) => zoned.timestamp().into(),
            Err(_) => Instant(self.wall_micros),
        }
    }

    /// Does the line say its offset?
    #[must_use]
    pub fn has_offset(self) -> bool {
        self.offset_secs.is_some()
    }
}

/// Reads a timestamp at the very start of `bytes` and says how many bytes it took.
///
/// ```text
/// stamp  = year "-" month "-" day ("T" | " ") hour ":" minute ":" second [("." | ",") 1*9digit] [offset]
/// offset = "Z" | ("+" | "-") 2digit [":"] 2digit
/// ```
///
/// Fractions finer than a microsecond are cut. A leap second is read as the second before it.
#[must_use]
pub fn parse_stamp(bytes: &[u8]) -> Option<(Stamp, usize)> {
    let head: &[u8; 19] = bytes.first_chunk()?;
    let separators = [head[4], head[7], head[13], head[16]];
    if separators != *b"--::" || !matches!(head[10], b'T' | b' ') {
        return None;
    }
    let year = i64::from(two_digits(head, 0)?) * 100 + i64::from(two_digits(head, 2)?);
    let month = two_digits(head, 5)?;
    let day = two_digits(head, 8)?;
    let hour = two_digits(head, 11)?;
    let minute = two_digits(head, 14)?;
    let second = two_digits(head, 17)?.min(59);
    let valid = (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && two_digits(head, 17)? <= 60;
    if !valid {
        return None;
    }
    let days = days_from_civil(year, month, day);
    let seconds =
        days * 86_400 + i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    let (fraction_micros, after_fraction) = parse_fraction(bytes, 19);
    let (offset_secs, end) = parse_offset(bytes, after_fraction);
    let wall_micros = seconds * 1_000_000 + fraction_micros;
    Some((Stamp { wall_micros, offset_secs }, end))
}

/// `fraction = ("." | ",") 1*9digit`; none is zero.
fn parse_fraction(bytes: &[u8], start: usize) -> (i64, usize) {
    if !matches!(bytes.get(start), Some(b'.' | b',')) {
        return (0, start);
    }
    let digits = &bytes[start + 1..];
    let length = digits.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 {
        return (0, start);
    }
    let micros = (0..6).fold(0, |micros, place| {
        let digit = if place < length { i64::from(digits[place] - b'0') } else { 0 };
        micros * 10 + digit
    });
    (micros, start + 1 + length)
}

/// `offset = "Z" | ("+" | "-") 2digit [":"] 2digit`; anything else is no offset.
fn parse_offset(bytes: &[u8], start: usize) -> (Option<i32>, usize) {
    let sign = match bytes.get(start) {
        Some(b'Z') => return (Some(0), start + 1),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return (None, start),
    };
    let minutes_at = start + 3 + usize::from(bytes.get(start + 3) == Some(&b':'));
    match (two_digits(bytes, start + 1), two_digits(bytes, minutes_at)) {
        (Some(hours), Some(minutes)) if hours < 24 && minutes < 60 => {
            (Some(sign * (hours as i32 * 3_600 + minutes as i32 * 60)), minutes_at + 2)
        }
        _ => (None, start),
    }
}

fn two_digits(bytes: &[u8], at: usize) -> Option<u32> {
    let tens = bytes.get(at)?.wrapping_sub(b'0');
    let ones = bytes.get(at + 1)?.wrapping_sub(b'0');
    (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar: years counted from March, so that
/// the leap day is the last of its year.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}

/// A half-open span of time: from `since`, up to but not including `until`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first instant inside; none is since ever.
    pub since: Option<Instant>,
    /// The first instant after; none is open.
    pub until: Option<Instant>,
}

impl Period {
    /// Is the instant inside?
    #[must_use]
    pub fn contains(&self, instant: Instant) -> bool {
        self.since.is_none_or(|since| instant >= since)
            && self.until.is_none_or(|until| instant < until)
    }

    /// Is an event of that time inside? One without a time is inside only of a period that leaves
    /// nothing out.
    #[must_use]
    pub fn takes(&self, time: Option<Instant>) -> bool {
        let is_everything = self.since.is_none() && self.until.is_none();
        is_everything || time.is_some_and(|time| self.contains(time))
    }

    /// One local day: 23, 24 or 25 hours.
    ///
    /// # Errors
    /// The day after `date`, or its midnight in the zone, cannot be written as an instant.
    pub fn day(date: Date, zone: &TimeZone) -> Result<Self, TimeError> {
        let midnight = |date: Date| -> Result<Instant, jiff::Error> {
            Ok(zone
                .to_ambiguous_zoned_datetime(date.at(0, 0, 0, 0))
                .compatible()?
                .timestamp()
                .into())
        };
        let bounds = || -> Result<Self, jiff::Error> {
            Ok(Self { since: Some(midnight(date)?), until: Some(midnight(date.tomorrow()?)?) })
        };
        bounds().map_err(|_| TimeError::OutOfRange(date.to_string()))
    }
}

/// Why a time from the command line was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeError {
    /// Not a day.
    Day(String),
    /// Not an instant, local time or span.
    Time(String),
    /// A time that does not fit the calendar.
    OutOfRange(String),
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimeError::Day(text) => write!(
                f,
                "`{}` is no day: write `today`, `yesterday` or a date as `2017-03-16`",
                text.escape_debug()
            ),
            TimeError::Time(text) => write!(
                f,
                "`{}` is no time: write `2017-03-16`, `2017-03-16 14:30`, \
                 `2017-03-16T14:30:00Z` or a span before now as `14d`, `36h`, `90min`",
                text.escape_debug()
            ),
            TimeError::OutOfRange(text) => {
                write!(f, "`{}` is outside the calendar", text.escape_debug())
            }
        }
    }
}

impl std::error::Error for TimeError {}

/// Reads `today`, `yesterday` or a date, as days of the zone in which `now` is given.
///
/// # Errors
/// The text is none of these.
pub fn parse_day(text: &str, now: &ZonedDateTime) -> Result<Period, TimeError> {
    let bad = |_| TimeError::Day(text.to_owned());
    let date = match text.trim() {
        "today" => now.date(),
        "yesterday" => now.date().yesterday().map_err(bad)?,
        date => {
            // jiff reads a date out of a longer timestamp too; a day is a date and no more.
            if date.len() != "2017-03-16".len() {
                return Err(TimeError::Day(text.to_owned()));
            }
            date.parse().map_err(bad)?
        }
    };
    Period::day(date, now.time_zone())
}

/// Reads an instant: one with an offset, a local time or date in the zone of `now`, `now`, or a
/// span before `now` as `14d`, `36h`, `1w 2d`. A span in days keeps the time on the wall.
///
/// # Errors
/// The text is none of these, or leaves the calendar.
pub fn parse_time(text: &str, now: &ZonedDateTime) -> Result<Instant, TimeError> {
    let text = text.trim();
    let out_of_range = |_| TimeError::OutOfRange(text.to_owned());
    match text {
        "now" => return Ok(now.timestamp().into()),
        "today" | "yesterday" => {
            let day = parse_day(text, now)?;
            return day.since.ok_or_else(|| TimeError::OutOfRange(text.to_owned()));
        }
        _ => {}
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp.into());
    }
    if let Some((stamp, length)) = parse_stamp(text.as_bytes())
        && length == text.len()
    {
        return Ok(stamp.instant(now.time_zone()));
    }
    // A span first: jiff would not take `14d` for a civil time, but it is the common case.
    if let Ok(span) = text.parse::<Span>() {
        let span = if span.is_negative() { span } else { -span };
        return now.checked_add(span).map(|time| time.timestamp().into()).map_err(out_of_range);
    }
    let civil: DateTime = text.parse().map_err(|_| TimeError::Time(text.to_owned()))?;
    let zoned =
        now.time_zone().to_ambiguous_zoned_datetime(civil).compatible().map_err(out_of_range)?;
    Ok(zoned.timestamp().into())
}

/// The earlier of two times, where either may be unknown. `None` is later than any time, unlike in
/// the order of `Option`, where it comes first (so that `max` is already the later one).
#[must_use]
pub fn earliest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse::<Timestamp>().unwrap().into()
    }

    /// The length of a period that has both ends, in whole hours.
    fn hours(period: &Period) -> Option<i64> {
        Some((period.until?.micros() - period.since?.micros()) / 3_600_000_000)
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn every_form_of_a_logs_timestamp_is_read() {
        for (text, instant, length) in [
            ("2017-03-16T23:18:33+0000 [-]", "2017-03-16T23:18:33Z", 24),
            ("2016-10-22 09:58:02+0000 x", "2016-10-22T09:58:02Z", 24),
            ("2014-06-27 10:20:30+0200", "2014-06-27T08:20:30Z", 24),
            ("2018-05-10T00:24:53.252227+0000", "2018-05-10T00:24:53.252227Z", 31),
            ("2021-03-09T21:46:08.910415Z", "2021-03-09T21:46:08.910415Z", 27),
            ("2026-11-24T06:03:51.643516+01:00", "2026-11-24T05:03:51.643516Z", 32),
            ("2019-01-01T00:00:00Z", "2019-01-01T00:00:00Z", 20),
            ("2020-02-29T12:00:00.5-0330", "2020-02-29T15:30:00.5Z", 26),
        ] {
            let (stamp, took) = parse_stamp(text.as_bytes()).unwrap();
            assert_eq!(stamp.instant(&TimeZone::UTC), at(instant), "{text}");
            assert_eq!(took, length, "{text}");
        }
    }

    #[test]
    fn what_is_no_timestamp_is_refused() {
        for text in [
            "",
            "2017-03-16",
            "\t2017-03-16T23:18:33+0000",
            "2017-13-16T23:18:33+0000",
            "2017-02-29T23:18:33+0000",
            "2017-03-16T24:18:33+0000",
            "2017/03/16T23:18:33+0000",
            "20x7-03-16T23:18:33+0000",
        ] {
            assert_eq!(parse_stamp(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_stamp_without_offset_takes_the_zone() {
        let (stamp, _) = parse_stamp(b"2017-07-01 12:00:00 x").unwrap();
        assert!(!stamp.has_offset());
        assert_eq!(stamp.instant(&berlin()), at("2017-07-01T10:00:00Z"));
    }

    #[test]
    fn days_have_23_24_and_25_hours() {
        let day = |date: &str| Period::day(date.parse().unwrap(), &berlin()).unwrap();
        assert_eq!(hours(&day("2017-03-26")), Some(23));
        assert_eq!(hours(&day("2017-03-27")), Some(24));
        assert_eq!(hours(&day("2017-10-29")), Some(25));
    }

    #[test]
    fn a_half_open_period_excludes_its_end() {
        let day = Period::day("2017-03-16".parse().unwrap(), &TimeZone::UTC).unwrap();
        assert!(day.contains(at("2017-03-16T00:00:00Z")));
        assert!(day.contains(at("2017-03-16T23:59:59.999999Z")));
        assert!(!day.contains(at("2017-03-17T00:00:00Z")));
    }

    #[test]
    fn yesterday_is_the_day_before_on_the_wall() {
        let now = at("2017-03-26T22:30:00Z").in_zone(&berlin());
        let yesterday = parse_day("yesterday", &now).unwrap();
        assert_eq!(yesterday.since, Some(at("2017-03-25T23:00:00Z")));
        assert_eq!(yesterday.until, Some(at("2017-03-26T22:00:00Z")));
        assert_eq!(parse_day("today", &now).unwrap().since, yesterday.until);
    }

    #[test]
    fn times_are_instants_wall_times_or_spans() {
        let now = at("2017-03-27T12:00:00Z").in_zone(&berlin());
        for (text, instant) in [
            ("2017-03-16T14:30:00Z", "2017-03-16T14:30:00Z"),
            ("2017-03-16T14:30:00+0200", "2017-03-16T12:30:00Z"),
            ("2017-03-16 14:30", "2017-03-16T13:30:00Z"),
            ("2017-03-16", "2017-03-15T23:00:00Z"),
            ("36h", "2017-03-26T00:00:00Z"),
            // Two days back on the wall, across the change of clocks.
            ("2d", "2017-03-25T13:00:00Z"),
            ("now", "2017-03-27T12:00:00Z"),
            ("today", "2017-03-26T22:00:00Z"),
        ] {
            assert_eq!(parse_time(text, &now), Ok(at(instant)), "{text}");
        }
        for text in ["", "soon", "14", "2017-02-30", "99999999d"] {
            assert!(parse_time(text, &now).is_err(), "{text}");
        }
        for text in ["", "2017-3-16", "2017-02-30", "2017-03-16T00:00", "tomorrow"] {
            assert!(parse_day(text, &now).is_err(), "{text}");
        }
    }
}
