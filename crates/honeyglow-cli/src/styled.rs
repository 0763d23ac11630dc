//! Reading logs through a property file: each event is a row, in the order of the logs.

use honeyglow::afterglow::{Columns, Options, Record, Records, Style, StyledLinks, Traced};
use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::input::{Collect, Coverage};
use honeyglow::link::{Names, View, absent};
use honeyglow::time::Period;

use crate::args::InputArgs;
use crate::progress::Progress;
use crate::question::Question;
use crate::reading::{self, Account};

/// What came of the logs.
pub(crate) struct StyledRead {
    pub(crate) links: StyledLinks,
    pub(crate) sensors: Vec<String>,
    pub(crate) account: Account,
    /// What is to be told of the style.
    pub(crate) messages: Vec<String>,
}

/// Reads the logs through a style. `origin` is how the legend calls it.
///
/// # Errors
/// No input could be read.
pub(crate) fn links(
    args: &InputArgs,
    question: &Question,
    style: Style,
    origin: &str,
) -> anyhow::Result<StyledRead> {
    let ask = reading::ask(args, question, Coverage::Asked);
    let inputs = reading::find(args, &ask)?;
    let progress = Progress::new(inputs.total_bytes());
    let columns = if question.view.event.is_none() { Columns::Two } else { Columns::ByFirstLine };
    let options = Options { columns, ..Options::default() };
    let mut rows = [Rows {
        view: &question.view,
        period: question.period,
        traced: Traced::new(options, style),
        fields: Vec::new(),
        sensors: Names::default(),
        first: true,
    }];
    let account = reading::read(inputs, &ask, &mut rows, &progress)?;
    account.tell_skipped(args);
    let [Rows { mut traced, sensors, .. }] = rows;
    let messages = traced.take_messages();
    let mut sensors: Vec<String> = (0..sensors.len() as u32)
        .map(|id| sensors.get(honeyglow::link::NameId(id)).to_owned())
        .collect();
    sensors.sort_unstable();
    Ok(StyledRead { links: traced.finish(origin), sensors, account, messages })
}

struct Rows<'a> {
    view: &'a View,
    period: Period,
    traced: Traced,
    fields: Vec<String>,
    sensors: Names,
    first: bool,
}

impl Collect for Rows<'_> {
    fn event(&mut self, event: &Event<'_>, _origin: Origin, line: &[u8]) {
        let is_row = event.kind == Kind::Row;
        if !is_row && !self.view.kinds.contains(event.kind) {
            return;
        }
        let inside = event.time.is_some_and(|time| self.period.contains(time));
        if !inside && !self.period.is_everything() {
            self.traced.leave_out();
            return;
        }
        if is_row {
            // A row has columns that only rules look at.
            let mut record = Record::default();
            // Bytes in memory do not fail.
            let _ = Records::new(line).read(&mut record);
            self.fields = record.fields;
            if self.first {
                self.traced.decide_columns(&self.fields);
            }
        } else {
            let columns = [Some(self.view.source), self.view.event, Some(self.view.target)];
            self.fields.clear();
            self.fields.extend(
                columns
                    .into_iter()
                    .flatten()
                    .map(|column| event.get(column).map_or_else(|| absent(column), str::to_owned)),
            );
        }
        self.first = false;
        if let Some(sensor) = event.get(Column::Sensor) {
            self.sensors.intern(sensor);
        }
        self.traced.row(&self.fields, event.time);
    }
}
