//! Reading logs through a property file: each event is a row, in the order of the logs.

use std::collections::BTreeSet;

use honeyglow::afterglow::{Columns, Options, Record, Records, Style, StyledLinks, Traced};
use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::input::{Collect, Coverage};
use honeyglow::link::{View, absent};
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
        sensors: BTreeSet::new(),
        first: true,
    }];
    let account = reading::read(inputs, &ask, &mut rows, &progress)?;
    account.tell_skipped(args);
    let [Rows { mut traced, sensors, .. }] = rows;
    let messages = traced.take_messages();
    let sensors = sensors.into_iter().collect();
    Ok(StyledRead { links: traced.finish(origin), sensors, account, messages })
}

struct Rows<'a> {
    view: &'a View,
    period: Period,
    traced: Traced,
    fields: Vec<String>,
    sensors: BTreeSet<String>,
    first: bool,
}

impl Collect for Rows<'_> {
    fn event(&mut self, event: &Event<'_>, _origin: Origin, line: &[u8]) {
        if !self.view.wanted_kinds().contains(event.kind) {
            return;
        }
        if !self.period.takes(event.time) {
            self.traced.leave_out();
            return;
        }
        if event.kind == Kind::Row {
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
        let sensor = event.get(Column::Sensor).filter(|sensor| !sensor.is_empty());
        if let Some(sensor) = sensor.filter(|sensor| !self.sensors.contains(*sensor)) {
            self.sensors.insert(sensor.to_owned());
        }
        self.traced.row(&self.fields, event.time);
    }
}
