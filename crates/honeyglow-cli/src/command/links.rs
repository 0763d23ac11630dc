//! `honeyglow links`: the links as CSV, one row a link, or one row an event in the order of the
//! logs, as the scripts of old gave it.

use std::io::{self, Write as _};

use anyhow::bail;
use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::input::{Collect, Coverage};
use honeyglow::link::{Join, Link, Links, View, absent};
use honeyglow::time::Period;

use crate::Outcome;
use crate::args::{LinksArgs, Rows};
use crate::csv::{self, Reader};
use crate::output::Output;
use crate::progress::Progress;
use crate::question::Question;
use crate::reading::{self, Account, LinksRead};
use crate::terminal;

/// Writes the links that the flags ask for.
///
/// # Errors
/// A flag that means nothing, no input that can be read, or an output that cannot be written.
pub(crate) fn run(args: &LinksArgs) -> anyhow::Result<Outcome> {
    let question = Question::from_args(&args.input, &args.view)?;
    match args.rows() {
        Rows::Each => each(args, &question),
        rows @ (Rows::Links | Rows::Counts) => folded(args, rows, &question),
    }
}

fn folded(args: &LinksArgs, rows: Rows, question: &Question) -> anyhow::Result<Outcome> {
    // Before the reading: a mistyped directory is told at once.
    let mut output = Output::create(args.output.as_deref())?;
    let LinksRead { links, account } = reading::links(&args.input, question)?;
    if links.links.is_empty() {
        return Ok(nothing(&account, question, links.counts.filtered));
    }
    let reader = reader(&output);
    write_links(&mut output, &links, rows, reader).map_err(|error| output.explain(error))?;
    output.commit()?;
    Ok(Outcome::Done)
}

fn nothing(account: &Account, question: &Question, filtered: u64) -> Outcome {
    terminal::tell(&format!("no links: {}", account.why_nothing(question, filtered)));
    Outcome::Nothing
}

fn reader(output: &Output) -> Reader {
    if output.is_terminal() { Reader::Person } else { Reader::Program }
}

fn write_links(output: &mut Output, links: &Links, rows: Rows, reader: Reader) -> io::Result<()> {
    // Tables of two columns have no events in any view; then the rows have none either.
    let with_event = links.links.iter().any(|link| link.event.is_some());
    if rows == Rows::Counts {
        let middle = with_event.then_some("event");
        let header = [Some("source"), middle, Some("target"), Some("count,first,last")];
        writeln!(output, "{}", header.into_iter().flatten().collect::<Vec<_>>().join(","))?;
    }
    for link in &links.links {
        let Link { source, event, target, count, first, last, .. } = *link;
        let name = |id| links.names.get(id);
        let middle = with_event.then(|| event.map_or("", name));
        let mut fields = vec![name(source)];
        fields.extend(middle);
        fields.push(name(target));
        if rows == Rows::Links {
            csv::write_row(output, fields, reader)?;
            continue;
        }
        let time = |time: Option<_>| time.map_or_else(String::new, |t| format!("{t}"));
        let numbers = [count.to_string(), time(first), time(last)];
        fields.extend(numbers.iter().map(String::as_str));
        csv::write_row(output, fields, reader)?;
    }
    Ok(())
}

fn each(args: &LinksArgs, question: &Question) -> anyhow::Result<Outcome> {
    if question.view.join == Join::Session {
        bail!(
            "--each: the view `{}` brings together what the events of a session tell: \
             leave --each out",
            question.view.name
        );
    }
    let output = Output::create(args.output.as_deref())?;
    let ask = reading::ask(&args.input, question, Coverage::Asked);
    let inputs = reading::find(&args.input, &ask)?;
    let progress = Progress::new(inputs.total_bytes());
    let mut rows = [EventRows {
        view: &question.view,
        period: question.period,
        reader: reader(&output),
        output,
        progress: &progress,
        written: 0,
        filtered: 0,
        failure: None,
    }];
    let account = reading::read(inputs, &ask, &mut rows, &progress);
    let [EventRows { output, written, filtered, failure, .. }] = rows;
    if let Some(failure) = failure {
        return Err(output.explain(failure));
    }
    let account = account?;
    account.tell_skipped(&args.input);
    if written == 0 {
        return Ok(nothing(&account, question, filtered));
    }
    output.commit()?;
    Ok(Outcome::Done)
}

/// Writes a row for each event as it is found: its memory does not grow with the log.
struct EventRows<'a> {
    view: &'a View,
    period: Period,
    reader: Reader,
    output: Output,
    progress: &'a Progress,
    written: u64,
    filtered: u64,
    failure: Option<io::Error>,
}

impl Collect for EventRows<'_> {
    fn event(&mut self, event: &Event<'_>, _origin: Origin, _line: &[u8]) {
        if self.failure.is_some() {
            return;
        }
        if !self.view.wanted_kinds().contains(event.kind) {
            return;
        }
        if !self.period.takes(event.time) {
            self.filtered += 1;
            return;
        }
        if let Err(failure) = self.write(event) {
            self.failure = Some(failure);
            self.progress.stop();
        }
        self.written += 1;
    }
}

impl EventRows<'_> {
    fn write(&mut self, event: &Event<'_>) -> io::Result<()> {
        let columns = if event.kind == Kind::Row {
            // A table of two columns has no events, whatever the view.
            let middle = event.get(Column::Event).map(|_| Column::Event);
            [Some(Column::Source), middle, Some(Column::Target)]
        } else {
            [Some(self.view.source), self.view.event, Some(self.view.target)]
        };
        let fields = columns.into_iter().flatten();
        // What a fold calls a column that the event lacks.
        let lacking = fields.clone().find(|column| event.get(*column).is_none());
        if lacking.is_some() {
            let names: Vec<String> = fields
                .map(|column| event.get(column).map_or_else(|| absent(column), str::to_owned))
                .collect();
            return csv::write_row(&mut self.output, names.iter().map(String::as_str), self.reader);
        }
        let fields = fields.filter_map(|column| event.get(column));
        csv::write_row(&mut self.output, fields, self.reader)
    }
}
