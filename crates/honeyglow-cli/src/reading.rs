//! Reading the logs: flags in, links (or whatever a command collects) and an account of every
//! input out. One road for all commands.
//!
//! Inputs are read one after the other in the order of time, each by as many threads as there are
//! collectors. An input that cannot be read, or breaks off, is reported and the others are read; what was
//! read of it counts. Only if no input could be read at all is the run an error.

use std::fs::File;
use std::io::{self, Read};
use std::thread;

use anyhow::{anyhow, bail};
use honeyglow::event::{Column, Event, Origin};
use honeyglow::input::{self, Ask, Collect, Coverage, Format, ReadError, Reading, Reason};
use honeyglow::input::{Repeats, Tally};
use honeyglow::link::{Fold, Links, Part, wanted_beside};

use crate::args::{InputArgs, LogFormat};
use crate::inputs::{self, Input, Inputs, Look, Place};
use crate::progress::Progress;
use crate::question::Question;
use crate::terminal::{self, counted, thousands};

/// Links and how they were come by.
#[derive(Debug)]
pub(crate) struct LinksRead {
    /// The links of the question's view and period.
    pub(crate) links: Links,
    /// The account of the inputs.
    pub(crate) account: Account,
}

/// Reads the logs and folds their events into links.
///
/// # Errors
/// No input could be read.
pub(crate) fn links(args: &InputArgs, question: &Question) -> anyhow::Result<LinksRead> {
    links_beside(args, question, None)
}

/// The same, with what a column beside the view says of the names of a part.
///
/// # Errors
/// No input could be read.
pub(crate) fn links_beside(
    args: &InputArgs,
    question: &Question,
    beside: Option<(Part, Column)>,
) -> anyhow::Result<LinksRead> {
    let mut ask = ask(args, question, Coverage::Asked);
    let wanted = beside.and_then(|(part, column)| wanted_beside(&question.view, part, column));
    if let Some((kinds, columns)) = wanted {
        (ask.kinds, ask.columns) = (ask.kinds.or(kinds), ask.columns.or(columns));
    }
    let inputs = find(args, &ask)?;
    let new_fold = || {
        let fold = Fold::new(question.view.clone(), question.period);
        Folding(match beside {
            Some((part, column)) => fold.with_column(part, column),
            None => fold,
        })
    };
    let mut folds: Vec<Folding> = (0..thread_count(args)).map(|_| new_fold()).collect();
    let progress = Progress::new(inputs.total_bytes());
    let account = read(inputs, &ask, &mut folds, &progress)?;
    account.tell_skipped(args);
    // The order of the merge is that of the threads, which changes no link and no number.
    let mut folds = folds.into_iter().map(|Folding(fold)| fold);
    let mut whole = folds.next().unwrap_or_else(|| new_fold().0);
    for fold in folds {
        whole.merge(fold);
    }
    Ok(LinksRead { links: whole.finish(), account })
}

struct Folding(Fold);

impl Collect for Folding {
    fn event(&mut self, event: &Event<'_>, origin: Origin, _line: &[u8]) {
        self.0.add(event, origin);
    }
}

/// What the library is asked for a question.
pub(crate) fn ask(args: &InputArgs, question: &Question, coverage: Coverage) -> Ask {
    Ask {
        kinds: question.view.wanted_kinds(),
        columns: question.view.wanted_columns(),
        zone: question.zone.clone(),
        format: args.format.and_then(LogFormat::of_logs),
        coverage,
    }
}

impl LogFormat {
    /// The format of logs that it is; a graph is none.
    pub(crate) fn of_logs(self) -> Option<Format> {
        match self {
            LogFormat::CowrieJson => Some(Format::CowrieJson),
            LogFormat::CowrieText => Some(Format::CowrieText),
            LogFormat::Csv => Some(Format::Csv),
            LogFormat::Dot => None,
        }
    }
}

/// Finds the inputs, and says what was passed over to whoever watches.
///
/// # Errors
/// No name leads to an input, or the format is none of logs.
pub(crate) fn find(args: &InputArgs, ask: &Ask) -> anyhow::Result<Inputs> {
    if args.format == Some(LogFormat::Dot) {
        bail!("--format dot: a graph in DOT has no events; only `honeyglow draw` reads it");
    }
    let inputs = inputs::find(&args.inputs, &Look { zone: &ask.zone, format: ask.format })?;
    inputs.warnings.iter().for_each(|warning| terminal::tell(warning));
    if is_told(args) {
        inputs.notes.iter().for_each(|note| terminal::tell(note));
    }
    Ok(inputs)
}

/// Does anybody want to know more than that it worked? A cron job does not.
fn is_told(args: &InputArgs) -> bool {
    args.verbose || terminal::is_watched()
}

/// How many threads read.
pub(crate) fn thread_count(args: &InputArgs) -> usize {
    args.threads.unwrap_or_else(processors)
}

/// How many threads there are where nobody says how many.
pub(crate) fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// One input that was read.
#[derive(Debug)]
pub(crate) struct FileAccount {
    /// How messages call it, not yet escaped.
    pub(crate) name: String,
    /// Where its lines went.
    pub(crate) tally: Tally,
    /// Why it was not read to its end, as it was told on stderr.
    pub(crate) failure: Option<String>,
}

/// The account of a run.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// The inputs in the order of reading.
    pub(crate) files: Vec<FileAccount>,
    /// The sum over the inputs, without samples.
    pub(crate) total: Tally,
}

/// Reads all inputs into the collectors, one thread each. Inputs that cannot be read, or not to
/// their end, are reported on stderr.
///
/// # Errors
/// No input could be read.
pub(crate) fn read<C: Collect + Send>(
    inputs: Inputs,
    ask: &Ask,
    collectors: &mut [C],
    progress: &Progress,
) -> anyhow::Result<Account> {
    let starts: Vec<_> = inputs.list.iter().map(|input| input.start).collect();
    let mut repeats = Repeats::new(&starts);
    let mut account = Account::default();
    let mut failures = Vec::new();
    for (number, input) in inputs.list.into_iter().enumerate() {
        if progress.is_stopped() {
            break;
        }
        // A list of more files than that does not fit into a command line.
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let name = input.name.clone();
        let (tally, failure) = match open(&input) {
            Ok(bytes) => {
                let before = progress.bytes();
                let bytes = progress.watch(bytes);
                let Reading { tally, failure } =
                    input::read(bytes, number, ask, &mut repeats, collectors);
                let taken = progress.bytes() - before;
                let failure = failure.as_ref().map(why).or_else(|| unknown(&tally, taken));
                (tally, failure)
            }
            Err(error) => (Tally::default(), Some(terminal::reason(&error))),
        };
        account.total.add_counts(&tally);
        if let Some(failure) = &failure {
            failures.push(anyhow!("cannot read `{name}`: {failure}"));
        }
        account.files.push(FileAccount { name, tally, failure });
    }
    progress.finish();
    if progress.is_stopped() {
        return Ok(account);
    }
    // The last failure of a run without fruit ends it, and is told by whoever ends.
    let fatal = if account.is_fruitless() { failures.pop() } else { None };
    failures.iter().for_each(terminal::tell_error);
    fatal.map_or(Ok(account), Err)
}

/// Opens an input for reading; its bytes as they lie there.
fn open(input: &Input) -> io::Result<Box<dyn Read + Send>> {
    match &input.place {
        Place::Stdin => Ok(Box::new(io::stdin())),
        Place::File(path) => Ok(Box::new(File::open(path)?)),
        Place::Brought(brought) => Ok(Box::new(brought.open()?)),
    }
}

/// Why reading broke off, in the style of our own messages.
fn why(error: &ReadError) -> String {
    match error {
        ReadError::Input(error) => terminal::reason(error),
        _ => error.to_string(),
    }
}

/// What an empty file takes when it is packed: a header, a checksum, and for gzip its old name.
const PACKED_EMPTY_BYTES: u64 = 300;

/// An input of no known format is a failure, not a list of skipped lines; an empty one is neither.
fn unknown(tally: &Tally, bytes: u64) -> Option<String> {
    let empty = if tally.compression.is_some() { PACKED_EMPTY_BYTES } else { 0 };
    (tally.format.is_none() && (tally.lines > 0 || bytes > empty)).then(|| {
        "unknown format: if it is a log, say which with --format cowrie-json, cowrie-text or csv"
            .to_owned()
    })
}

impl Account {
    /// Did every input fail, and none give a line that was understood?
    fn is_fruitless(&self) -> bool {
        self.files.iter().all(|file| file.failure.is_some())
            && self.total.lines == self.total.skipped(Reason::UnknownFormat)
    }

    /// Says how many lines were skipped, in one line, to whoever wants to know.
    pub(crate) fn tell_skipped(&self, args: &InputArgs) {
        if is_told(args)
            && let Some(skipped) = self.skipped()
        {
            terminal::tell(&skipped);
        }
    }

    /// How many lines were skipped, and the first of them.
    fn skipped(&self) -> Option<String> {
        let first = self.files.iter().find_map(|file| Some((file, file.tally.samples.first()?)));
        let (file, sample) = first?;
        Some(format!(
            "{} of {} skipped; first: `{}` line {}: {}",
            thousands(self.total.skipped_count()),
            counted(self.total.lines, "line"),
            file.name,
            thousands(sample.line_number),
            sample.reason,
        ))
    }

    /// Why there is nothing to draw, in one sentence.
    pub(crate) fn why_nothing(&self, question: &Question, filtered: u64) -> String {
        let view = &question.view.name;
        if self.total.lines == 0 {
            return match &self.files[..] {
                [file] => format!("`{}` is empty", file.name),
                files => format!("all {} inputs are empty", files.len()),
            };
        }
        let lines = counted(self.total.lines, "line");
        let mut sentence = if filtered == 0 {
            format!("no event of view `{view}` in {lines}")
        } else {
            let span = self.total.first.zip(self.total.last);
            let from_to = span.map_or_else(String::new, |(first, last)| {
                format!(" from {} to {}", question.local(first), question.local(last))
            });
            let events = counted(filtered, "event");
            format!("{events} of view `{view}`{from_to}, none in the period asked for")
        };
        if let Some(skipped) = self.skipped() {
            sentence.push_str("; ");
            sentence.push_str(&skipped);
        }
        sentence
    }
}
