//! What is asked: the view, the period and the zone that the flags mean, with no choice left open.
//!
//! The clock and the machine's zone are read here and nowhere else.

use anyhow::{Context as _, anyhow, bail};
use honeyglow::link::View;
use honeyglow::time::{Instant, Period, parse_day, parse_time};
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

use crate::args::{InputArgs, ViewArgs};

/// What is asked of the logs.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Which columns of which events.
    pub(crate) view: View,
    /// From when until when.
    pub(crate) period: Period,
    /// The zone of local times.
    pub(crate) zone: TimeZone,
}

impl Question {
    /// What the flags mean now, on this machine.
    ///
    /// # Errors
    /// A view, time or zone that does not exist, or a period that ends before it starts.
    pub(crate) fn from_args(input: &InputArgs, view: &ViewArgs) -> anyhow::Result<Self> {
        let zone = zone(input)?;
        let now = jiff::Timestamp::now().to_zoned_datetime(zone.clone());
        let period = period(view, &now)?;
        let view = View::parse(&view.view).context("--view")?;
        Ok(Self { view, period, zone })
    }

    /// A time on the wall of the zone, for people.
    pub(crate) fn local(&self, time: Instant) -> String {
        local(time, &self.zone)
    }
}

/// The time on the machine's clock, in seconds since 1970 UTC.
pub(crate) fn now_secs() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A time on the wall of a zone, with its offset, for people.
pub(crate) fn local(time: Instant, zone: &TimeZone) -> String {
    time.in_zone(zone).strftime("%Y-%m-%d %H:%M:%S%:z").to_string()
}

/// The zone of `--zone`, else the machine's.
pub(crate) fn zone(args: &InputArgs) -> anyhow::Result<TimeZone> {
    match args.zone.as_deref() {
        None => Ok(TimeZone::system()),
        Some(name) => named_zone(name).map_err(|why| anyhow!("--zone: {why}")),
    }
}

/// The zone of that name.
///
/// # Errors
/// There is none; in words.
pub(crate) fn named_zone(name: &str) -> Result<TimeZone, String> {
    match name {
        // jiff knows zones by the names of the tz database only.
        "Z" | "utc" => Ok(TimeZone::UTC),
        _ => TimeZone::get(name)
            .map_err(|_| format!("unknown zone `{name}`: write it as `Europe/Berlin` or `UTC`")),
    }
}

fn period(args: &ViewArgs, now: &ZonedDateTime) -> anyhow::Result<Period> {
    if let Some(day) = &args.day {
        return parse_day(day, now).context("--day");
    }
    let time = |text: &Option<String>, flag: &'static str| {
        text.as_deref().map(|text| parse_time(text, now).context(flag)).transpose()
    };
    let (since, until) = (time(&args.since, "--since")?, time(&args.until, "--until")?);
    if let (Some(since), Some(until)) = (since, until)
        && since >= until
    {
        bail!("--until ({until}) is not after --since ({since}): no time lies between them");
    }
    Ok(Period { since, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(day: Option<&str>, since: Option<&str>, until: Option<&str>) -> ViewArgs {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        ViewArgs {
            view: "tunnels".to_owned(),
            day: owned(day),
            since: owned(since),
            until: owned(until),
        }
    }

    fn asked(
        day: Option<&str>,
        since: Option<&str>,
        until: Option<&str>,
    ) -> anyhow::Result<String> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now = "2017-03-27T12:00:00Z".parse::<jiff::Timestamp>().unwrap();
        let period = period(&args(day, since, until), &now.to_zoned_datetime(zone))?;
        let show =
            |time: Option<Instant>| time.map_or_else(|| "-".to_owned(), |time| time.to_string());
        Ok(format!("{} {}", show(period.since), show(period.until)))
    }

    #[test]
    fn no_flag_is_every_time() {
        assert_eq!(asked(None, None, None).unwrap(), "- -");
    }

    #[test]
    fn a_day_is_as_long_as_it_was_on_the_wall() {
        let short = "2017-03-25T23:00:00Z 2017-03-26T22:00:00Z";
        assert_eq!(asked(Some("yesterday"), None, None).unwrap(), short);
        assert_eq!(asked(Some("2017-03-26"), None, None).unwrap(), short);
    }

    #[test]
    fn either_end_may_be_left_open() {
        assert_eq!(asked(None, Some("2d"), None).unwrap(), "2017-03-25T13:00:00Z -");
        assert_eq!(asked(None, None, Some("2017-03-26")).unwrap(), "- 2017-03-25T23:00:00Z");
    }

    #[test]
    fn a_period_that_holds_no_time_is_refused() {
        for (since, until) in [("2017-03-02", "2017-03-01"), ("1d", "2d"), ("now", "now")] {
            let error = format!("{:#}", asked(None, Some(since), Some(until)).unwrap_err());
            assert!(error.contains("is not after --since"), "{error}");
        }
    }
}
