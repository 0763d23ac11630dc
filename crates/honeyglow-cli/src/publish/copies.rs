//! `latest` and `yesterday`: fixed names for the files of a day.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;

use jiff::civil::Date;

use super::pages::stem_beside;
use super::press::{Stopped, Work, unwritten};
use super::record::{PageRecord, ViewRecord};

impl Work<'_, '_> {
    /// `latest` and `yesterday`, which are copies of a day's files.
    pub(super) fn publish_latest(&mut self, dates: &[Date]) -> Result<(), Stopped> {
        let press = self.press;
        let yesterday = press.today.yesterday().ok().filter(|date| dates.contains(date));
        for (name, date) in [
            ("yesterday", yesterday),
            ("latest", dates.iter().rfind(|date| **date <= press.today).copied()),
        ] {
            for (index, view) in press.plan.views.iter().enumerate() {
                let stem = stem_beside(name, index, view);
                let Some(date) = date else {
                    // A day without events is not yesterday's picture.
                    self.record.pages.remove(&stem);
                    continue;
                };
                self.copy(date, index, &press.stem(view, date), &stem)?;
            }
        }
        Ok(())
    }

    fn copy(&mut self, date: Date, index: usize, from: &str, to: &str) -> Result<(), Stopped> {
        let Some(day) = self.record.days.get(&date) else { return Ok(()) };
        let Some(view) = day.views.get(index) else { return Ok(()) };
        let made = day.made.clone();
        let known = self.record.pages.get(to);
        if known.is_some_and(|page| page.made == made && self.are_there(&page.view)) {
            return Ok(());
        }
        let mut files = BTreeSet::new();
        let output = &self.press.artist.site.output;
        let view = view.clone();
        let unwritten = |error| unwritten(self.press, error);
        if let Some(drawn) = self.drawn.get(from) {
            drawn.stage(to, &mut self.shelf).map_err(unwritten)?;
        } else {
            for name in &view.files {
                let Some(suffix) = name.strip_prefix(from) else { continue };
                let bytes = match fs::read(output.join(name)) {
                    Ok(bytes) => bytes,
                    // Of a day whose logs are gone, and whose files somebody has removed.
                    Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
                    Err(error) => return Err(unwritten(error)),
                };
                self.shelf.stage(&format!("{to}{suffix}"), &bytes).map_err(unwritten)?;
            }
        }
        files.extend(
            view.files.iter().filter_map(|name| Some(format!("{to}{}", name.strip_prefix(from)?))),
        );
        let href = format!("{to}.html");
        let view = ViewRecord { href, files, ..view };
        self.record.pages.insert(to.to_owned(), PageRecord { made, view });
        Ok(())
    }
}
