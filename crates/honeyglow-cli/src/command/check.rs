//! `honeyglow check`: what is in the logs, and where every line of them went.
//!
//! The report is for people, so everything in it that comes from a log or from the name of a file
//! goes through the escaper. It is data all the same: it goes to stdout, whole.

use std::collections::BTreeSet;
use std::io::{self, Write};

use honeyglow::event::{Column, Columns, Event, Kind, Kinds, Origin};
use honeyglow::input::{Ask, Collect, Compression, Coverage, Reason, Tally, Wrapper};
use jiff::tz::TimeZone;

use crate::Outcome;
use crate::args::{CheckArgs, LogFormat};
use crate::output::Output;
use crate::progress::Progress;
use crate::question::{self, local};
use crate::reading::{self, Account, FileAccount};
use crate::terminal::{counted, thousands, visible};

/// Names beyond that many sensors are counted only.
const SENSORS_SHOWN: usize = 20;

/// Reads every line of the logs and writes the report.
///
/// # Errors
/// No input that can be read, or an output that cannot be written.
pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let zone = question::zone(&args.input)?;
    let ask = Ask {
        kinds: Kinds::all(),
        columns: Columns::of(&[Column::Sensor]),
        zone: zone.clone(),
        format: args.input.format.and_then(LogFormat::of_logs),
        coverage: Coverage::EveryLine,
    };
    let mut output = Output::create(None)?;
    let inputs = reading::find(&args.input, &ask)?;
    let progress = Progress::new(inputs.total_bytes());
    let mut sensors: Vec<Sensors> =
        (0..reading::thread_count(&args.input)).map(|_| Sensors::default()).collect();
    let account = reading::read(inputs, &ask, &mut sensors, &progress)?;
    let sensors = sensors.into_iter().flat_map(|Sensors(names)| names).collect();
    let report = Report { account: &account, sensors, zone };
    report.write(&mut output).map_err(|error| output.explain(error))?;
    output.commit()?;
    Ok(Outcome::Done)
}

/// The honeypots that the events came from.
#[derive(Default)]
struct Sensors(BTreeSet<String>);

impl Collect for Sensors {
    fn event(&mut self, event: &Event<'_>, _origin: Origin, _line: &[u8]) {
        if let Some(sensor) = event.get(Column::Sensor)
            && !sensor.is_empty()
            && !self.0.contains(sensor)
        {
            self.0.insert(sensor.to_owned());
        }
    }
}

struct Report<'a> {
    account: &'a Account,
    sensors: BTreeSet<String>,
    zone: TimeZone,
}

impl Report<'_> {
    fn write(&self, output: &mut impl Write) -> io::Result<()> {
        for file in &self.account.files {
            write_file(output, file)?;
            writeln!(output)?;
        }
        let files = self.account.files.len();
        writeln!(output, "all together: {}", counted(files as u64, "input"))?;
        write_lines(output, &self.account.total)?;
        let period = self.account.total.first.zip(self.account.total.last).map_or_else(
            || "no event with a time".to_owned(),
            |(first, last)| format!("{} to {}", local(first, &self.zone), local(last, &self.zone)),
        );
        writeln!(output, "  period: {period}")?;
        writeln!(output, "  sensors: {}", visible(&self.sensors()))
    }

    fn sensors(&self) -> String {
        if self.sensors.is_empty() {
            return "none named".to_owned();
        }
        let shown: Vec<&str> =
            self.sensors.iter().take(SENSORS_SHOWN).map(String::as_str).collect();
        let more = self.sensors.len() - shown.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{}{more}", shown.join(", "))
    }
}

fn write_file(output: &mut impl Write, file: &FileAccount) -> io::Result<()> {
    let tally = &file.tally;
    let mut facts = vec![match tally.format {
        Some(format) => format.name(),
        None if tally.lines == 0 && file.failure.is_none() => "empty",
        None => "unknown format",
    }];
    facts.extend(tally.wrapper.map(Wrapper::name));
    facts.extend(tally.compression.map(Compression::name));
    writeln!(output, "{}: {}", visible(&file.name), facts.join(", "))?;
    if let Some(failure) = &file.failure {
        writeln!(output, "  failed: {}", visible(failure))?;
    }
    write_lines(output, tally)?;
    for sample in &tally.samples {
        let excerpt = String::from_utf8_lossy(&sample.excerpt);
        let (line, reason) = (thousands(sample.line_number), sample.reason);
        writeln!(output, "  line {line}: {reason}: {}", visible(&excerpt))?;
    }
    Ok(())
}

/// The sum, then what is behind its terms.
fn write_lines(output: &mut impl Write, tally: &Tally) -> io::Result<()> {
    let terms = [
        (tally.other, "other"),
        (tally.continuation, "continuation"),
        (tally.blank, "blank"),
        (tally.repeated, "repeated"),
        (tally.passed, "passed over"),
        (tally.skipped_count(), "skipped"),
    ];
    let mut sum =
        format!("{} = {}", counted(tally.lines, "line"), counted(tally.event_count(), "event"));
    for (count, term) in terms.into_iter().filter(|(count, _)| *count > 0) {
        sum.push_str(&format!(" + {} {term}", thousands(count)));
    }
    writeln!(output, "  {sum}")?;
    let kinds = Kind::ALL.into_iter().map(|kind| (tally.events(kind), kind.name().to_owned()));
    let reasons =
        Reason::ALL.into_iter().map(|reason| (tally.skipped(reason), format!("skipped: {reason}")));
    for (count, name) in kinds.chain(reasons).filter(|(count, _)| *count > 0) {
        writeln!(output, "  {:>12}  {name}", thousands(count))?;
    }
    if tally.ambiguous > 0 {
        let count = counted(tally.ambiguous, "tunnel request");
        writeln!(output, "  {count} can be taken apart in more than one way")?;
    }
    Ok(())
}
