//! The events of one local day, folded by every view of a site.

use std::collections::{BTreeMap, BTreeSet};

use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::link::{Fold, Join, Kept, NoSuchName, View};
use honeyglow::time::{Instant, Period};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

const HOUR_MICROS: i64 = 3_600_000_000;

/// Both events of a session that views join come within seconds. So much on either side of
/// midnight is folded by both days, and the day in which the session began keeps it.
const JOIN_SLACK_MICROS: i64 = 600_000_000;

/// What a site makes of its days.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// What is drawn.
    pub(crate) views: Vec<View>,
    /// The zone of the days.
    pub(crate) zone: TimeZone,
}

/// A day.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    views: Vec<DayView>,
    /// Who did anything at all.
    sources: BTreeSet<String>,
}

/// A day as one view sees it.
#[derive(Clone, Debug)]
struct DayView {
    fold: Fold,
    /// Events by hour of the day, which has up to 25.
    hours: Vec<u64>,
}

/// A day as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptDay {
    views: Vec<KeptView>,
    sources: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptView {
    fold: Kept,
    hours: Vec<u64>,
}

/// Days that are being folded.
#[derive(Clone, Debug)]
pub(crate) struct Days {
    plan: Plan,
    pub(crate) days: BTreeMap<Date, Day>,
    /// The day that the last event was of: logs run through a day before they come to the next.
    recent: Option<(Date, Period)>,
    /// Events without a time, which are of no day.
    pub(crate) timeless: u64,
}

impl Day {
    fn new(plan: &Plan, period: Period) -> Self {
        let view =
            |view: &View| DayView { fold: Fold::new(view.clone(), period), hours: Vec::new() };
        Self { views: plan.views.iter().map(view).collect(), sources: BTreeSet::new() }
    }

    /// Takes over what another fold of the same day has.
    pub(crate) fn merge(&mut self, other: Day) {
        for (view, other) in self.views.iter_mut().zip(other.views) {
            view.fold.merge(other.fold);
            add_hours(&mut view.hours, &other.hours);
        }
        self.sources.extend(other.sources);
    }

    pub(crate) fn keep(&self) -> KeptDay {
        let view = |view: &DayView| KeptView { fold: view.fold.keep(), hours: view.hours.clone() };
        KeptDay { views: self.views.iter().map(view).collect(), sources: self.sources.clone() }
    }

    /// The fold of a view, by its place in the plan.
    pub(crate) fn fold(&self, view: usize) -> Option<&Fold> {
        self.views.get(view).map(|view| &view.fold)
    }

    /// Events of a view by hour of the day.
    pub(crate) fn hours(&self, view: usize) -> &[u64] {
        self.views.get(view).map_or(&[], |view| &view.hours)
    }

    /// How many sources there were, in any kind of event.
    pub(crate) fn source_count(&self) -> u64 {
        self.sources.len() as u64
    }
}

impl KeptDay {
    /// The day again.
    ///
    /// # Errors
    /// It is damaged, or of other views.
    pub(crate) fn day(self, plan: &Plan, date: Date) -> Result<Day, NoSuchName> {
        if self.views.len() != plan.views.len() {
            return Err(NoSuchName);
        }
        let period = Period::day(date, &plan.zone).map_err(|_| NoSuchName)?;
        let views = self.views.into_iter().zip(&plan.views).map(|(kept, view)| {
            Ok(DayView { fold: kept.fold.fold(view.clone(), period)?, hours: kept.hours })
        });
        Ok(Day { views: views.collect::<Result<_, _>>()?, sources: self.sources })
    }

    /// How many events it holds, in all views.
    pub(crate) fn event_count(&self) -> u64 {
        self.views.iter().map(|view| view.fold.event_count()).sum()
    }
}

/// Adds hour by hour.
pub(crate) fn add_hours(sums: &mut Vec<u64>, hours: &[u64]) {
    if sums.len() < hours.len() {
        sums.resize(hours.len(), 0);
    }
    for (sum, hour) in sums.iter_mut().zip(hours) {
        *sum += hour;
    }
}

impl Days {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { plan, days: BTreeMap::new(), recent: None, timeless: 0 }
    }

    /// Takes one event into its day.
    pub(crate) fn add(&mut self, event: &Event<'_>) {
        let Some(time) = event.time else {
            self.timeless += 1;
            return;
        };
        let Some((date, period)) = self.day_of(time) else {
            self.timeless += 1;
            return;
        };
        let origin = Origin::at_time(event.time);
        let day = self.days.entry(date).or_insert_with(|| Day::new(&self.plan, period));
        if let Some(source) = event.get(Column::SrcIp)
            && !day.sources.contains(source)
        {
            day.sources.insert(source.to_owned());
        }
        let hour = period.since.map_or(0, |since| (time.micros() - since.micros()) / HOUR_MICROS);
        let mut joined = false;
        for (view, plan) in day.views.iter_mut().zip(&self.plan.views) {
            if event.kind != Kind::Row && !plan.kinds.contains(event.kind) {
                continue;
            }
            view.fold.add(event, origin);
            joined |= plan.join == Join::Session;
            let hour = usize::try_from(hour).unwrap_or(0);
            if view.hours.len() <= hour {
                view.hours.resize(hour + 1, 0);
            }
            view.hours[hour] += 1;
        }
        if joined {
            self.add_beside(event, time, date);
        }
    }

    /// Takes an event near midnight into the day on the other side too, for views that join sessions.
    fn add_beside(&mut self, event: &Event<'_>, time: Instant, date: Date) {
        for slack in [-JOIN_SLACK_MICROS, JOIN_SLACK_MICROS] {
            let near = Instant::from_micros(time.micros().saturating_add(slack));
            let Some((beside, period)) = self.day_of(near).filter(|(beside, _)| *beside != date)
            else {
                continue;
            };
            let day = self.days.entry(beside).or_insert_with(|| Day::new(&self.plan, period));
            for (view, plan) in day.views.iter_mut().zip(&self.plan.views) {
                if plan.join == Join::Session && plan.kinds.contains(event.kind) {
                    view.fold.add(event, Origin::at_time(event.time));
                }
            }
        }
    }

    fn day_of(&mut self, time: Instant) -> Option<(Date, Period)> {
        if let Some((date, period)) = self.recent.filter(|(_, period)| period.contains(time)) {
            return Some((date, period));
        }
        let date = time.in_zone(&self.plan.zone).date();
        let period = Period::day(date, &self.plan.zone).ok()?;
        self.recent = Some((date, period));
        Some((date, period))
    }

    /// Takes over what other days have.
    pub(crate) fn merge(&mut self, other: Days) {
        for (date, day) in other.days {
            match self.days.get_mut(&date) {
                Some(known) => known.merge(day),
                None => {
                    self.days.insert(date, day);
                }
            }
        }
        self.timeless += other.timeless;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(zone: &str, views: &[&str]) -> Plan {
        let views = views.iter().map(|view| View::parse(view).unwrap()).collect();
        Plan { views, zone: TimeZone::get(zone).unwrap() }
    }

    fn at(time: &str) -> Option<Instant> {
        Some(time.parse::<jiff::Timestamp>().unwrap().into())
    }

    fn tunnel(time: &str) -> Event<'static> {
        let mut event = Event::new(Kind::TunnelRequest, at(time));
        for (column, text) in
            [(Column::SrcIp, "192.0.2.1"), (Column::DstPort, "25"), (Column::DstHost, "x")]
        {
            event.set(column, text);
        }
        event
    }

    fn told(days: &Days) -> Vec<String> {
        let day = |(date, day): (&Date, &Day)| {
            let links = day.fold(0).unwrap().clone().finish();
            format!("{date} {} {:?}", links.counts.folded, day.hours(0))
        };
        days.days.iter().map(day).collect()
    }

    #[test]
    fn a_day_is_one_of_the_wall_even_where_its_midnight_does_not_exist() {
        // In Cairo, clocks went from 24:00 of 23 April 2026 to 01:00 of the 24th.
        let mut days = Days::new(plan("Africa/Cairo", &["tunnels"]));
        for time in ["2026-04-23T21:59:59.999999Z", "2026-04-23T22:00:00Z", "2026-04-24T20:59:59Z"]
        {
            days.add(&tunnel(time));
        }
        let hours = |hour: usize| format!("{:?}", [vec![0; hour], vec![1]].concat());
        assert_eq!(
            told(&days),
            [
                format!("2026-04-23 1 {}", hours(23)),
                format!("2026-04-24 2 {:?}", [vec![1], vec![0; 21], vec![1]].concat())
            ]
        );
    }

    #[test]
    fn a_day_has_up_to_25_hours() {
        let mut days = Days::new(plan("Europe/Berlin", &["tunnels"]));
        days.add(&tunnel("2026-10-24T22:00:00Z"));
        days.add(&tunnel("2026-10-25T22:59:59Z"));
        days.add(&tunnel("2026-10-25T23:00:00Z"));
        let first = format!("2026-10-25 2 {:?}", [vec![1], vec![0; 23], vec![1]].concat());
        assert_eq!(told(&days), [first, "2026-10-26 1 [1]".to_owned()]);
    }

    #[test]
    fn a_session_that_begins_before_midnight_is_of_that_day() {
        let mut days = Days::new(plan("UTC", &["clients"]));
        let client = |kind, time, column, text| {
            let mut event = Event::new(kind, at(time));
            for (column, text) in
                [(Column::SrcIp, "192.0.2.1"), (Column::Session, "s"), (column, text)]
            {
                event.set(column, text);
            }
            event
        };
        let before = "2026-03-01T23:59:59.9Z";
        days.add(&client(Kind::ClientVersion, before, Column::Version, "SSH-2.0-x"));
        let after = "2026-03-02T00:00:00.1Z";
        days.add(&client(Kind::KeyExchange, after, Column::Hassh, "ab"));
        let folded: Vec<u64> = days
            .days
            .values()
            .map(|day| day.fold(0).unwrap().clone().finish().counts.folded)
            .collect();
        assert_eq!(folded, [1, 0]);
        let links = days.days.values().next().unwrap().fold(0).unwrap().clone().finish();
        assert_eq!(links.names.len(), 3);
    }

    #[test]
    fn what_is_kept_comes_back() {
        let plan = plan("UTC", &["tunnels", "clients"]);
        let mut days = Days::new(plan.clone());
        days.add(&tunnel("2026-03-01T10:00:00Z"));
        let (date, day) = days.days.first_key_value().unwrap();
        let bytes = postcard::to_stdvec(&day.keep()).unwrap();
        let kept: KeptDay = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(kept.event_count(), 1);
        assert_eq!(kept.day(&plan, *date).unwrap().keep(), day.keep());
    }
}
