//! The pages of several days.

use honeyglow::link::View;
use honeyglow::site::Hour;
use honeyglow::time::Period;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::edition::{self, Sheet};
use super::pages::{siblings, stem_beside};
use super::press::{Stopped, Work, period_of, unwritten};
use super::record::{Made, PageRecord, ViewRecord};

impl Work<'_, '_> {
    /// Draws the pages of several days: so many complete ones, up to yesterday.
    pub(super) fn publish_periods(&mut self) -> Result<(), Stopped> {
        let press = self.press;
        for days in press.artist.site.periods() {
            let Ok(first) = press.today.checked_sub(i64::from(days).days()) else { continue };
            let manifest = &press.state.manifest.days;
            let within: Vec<Date> = manifest
                .range(first..press.today)
                .filter(|(_, file)| file.events > 0)
                .map(|(date, _)| *date)
                .collect();
            let made = Made {
                days: within.iter().filter_map(|date| Some(manifest.get(date)?.checksum)).collect(),
                settings: press.settings.clone(),
                beside: format!("{first} {}", press.today),
            };
            for (index, view) in press.plan.views.iter().enumerate() {
                let stem = stem_beside(&format!("last-{days}-days"), index, view);
                let known = self.record.pages.get(&stem);
                if within.is_empty() {
                    // What was true a week ago is not what the page says.
                    self.record.pages.remove(&stem);
                    continue;
                }
                if known.is_some_and(|page| page.made == made && self.are_there(&page.view)) {
                    continue;
                }
                let record = self.draw_period(days, first, &within, index, &stem)?;
                self.record.pages.insert(stem, PageRecord { made: made.clone(), view: record });
            }
        }
        Ok(())
    }

    fn draw_period(
        &mut self,
        days: u16,
        first: Date,
        within: &[Date],
        index: usize,
        stem: &str,
    ) -> Result<ViewRecord, Stopped> {
        let press = self.press;
        let Some(view) = press.plan.views.get(index) else { return Ok(ViewRecord::default()) };
        let since = period_of(press, first)?.since;
        let period = Period { since, until: period_of(press, press.today)?.since };
        let mut hours = Vec::new();
        // Days on which nothing happened too.
        for date in first.series(1.day()).take_while(|date| *date < press.today) {
            let day = if within.contains(&date) { self.day(date)? } else { None };
            let count = day.map_or(0, |day| day.hours(index).iter().sum());
            hours.push(Hour { label: date.strftime("%a %-d").to_string(), count });
        }
        let folds = within.iter().filter_map(|date| self.days.get(date)?.fold(index));
        let links = edition::links(view, period, folds, press.artist.rules);
        let name = |view: &View| {
            let index = press.plan.views.iter().position(|known| known == view).unwrap_or(0);
            stem_beside(&format!("last-{days}-days"), index, view)
        };
        let sheet = Sheet {
            view,
            stem: stem.to_owned(),
            span: format!("last {days} days"),
            period,
            links,
            hours,
            views: siblings(press, view, name),
            before: None,
            after: None,
            like: None,
        };
        let drawn = self.draw_like(&sheet, &press.frame(&[]), 0)?;
        drawn.stage(stem, &mut self.shelf).map_err(|error| unwritten(press, error))?;
        Ok(drawn.record)
    }
}
