//! Reading what is new in the logs of a site.
//!
//! Files that the system says are as they were are not opened. Of the others, the beginning tells
//! which log they hold ([`stream`](super::stream)), and the log is read from where the reading ended
//! to its last whole line. What was read of each log is handed back together with what came of it, so
//! that both are kept or neither.

use std::io;
use std::path::{Path, PathBuf};

use honeyglow::input::{self, Ask, Coverage, Format, ReadError, Reading, Reason, Repeats, Tally};
use honeyglow::time::Instant;

use super::account::{Account, Down, Failure, News};
use super::config::{InputEntry, Place, Site};
use super::day::Plan;
use super::gather::{Gather, Sensor};
use super::listing::{self, Listed, Listing, Standing};
use super::opened::{At, OpenedAt, head, open_at, open_at_start};
use super::stream::{FileLook, HEAD_BYTES, Stream, Streams};
use super::there;
use super::whole_lines::{LastLine, WholeLines};
use crate::remote::Ssh;
use crate::terminal;

/// How much of a log that is not known is looked at to tell its format and first time.
const SNIFF_BYTES: u64 = 64 * 1024;
/// One thread reads that much faster than a second one starts.
const BYTES_FOR_THREADS: u64 = 8 << 20;
/// A log that has not been seen for so long will not come back.
const FORGET_SECONDS: i64 = 90 * 86_400;

/// What there was to read.
#[derive(Debug)]
pub(crate) struct Followed {
    /// What came of it.
    pub(crate) gather: Gather,
    /// How far each log was read.
    pub(crate) streams: Vec<Stream>,
    pub(crate) account: Account,
}

/// Why what is kept does not go together with the logs: all is to be read anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anew(pub(crate) String);

/// What is read, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task<'a> {
    pub(crate) site: &'a Site,
    pub(crate) plan: &'a Plan,
    pub(crate) ssh: &'a Ssh,
    pub(crate) threads: usize,
    /// The day, in seconds since 1970 UTC, for what is remembered of logs that are gone.
    pub(crate) now: i64,
}

/// A file that has something new.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) path: PathBuf,
    pub(super) look: FileLook,
    /// How its text begins.
    pub(super) head: Vec<u8>,
    /// Its first time, if nothing was read of it yet.
    pub(super) start: Option<Instant>,
    pub(super) format: Option<Format>,
    pub(super) sensor: Sensor,
    standing: Standing,
}

impl Fresh {
    /// Is it the file in which a log was seen?
    fn is_file_of(&self, known: &Stream) -> bool {
        let key = |look: &FileLook| (look.device, look.inode);
        known.path == self.path || key(&known.file) == key(&self.look)
    }
}

/// Formats by the numbers that are kept.
const FORMATS: [Format; 4] =
    [Format::CowrieJson, Format::CowrieText, Format::Csv, Format::CowrieAudit];

fn number_of(format: Format) -> Option<u8> {
    FORMATS.iter().position(|known| *known == format).and_then(|at| u8::try_from(at).ok())
}

fn format_of(number: u8) -> Option<Format> {
    FORMATS.get(usize::from(number)).copied()
}

/// Reads what is new.
///
/// # Errors
/// Logs were rewritten, so that what was read of them no longer stands in them.
pub(crate) fn follow(task: Task<'_>, streams: Vec<Stream>) -> Result<Followed, Anew> {
    let mut following = Following::new(task, streams);
    for entry in &task.site.inputs {
        match &entry.place {
            Place::Here(path) => following.look_here(entry, path)?,
            Place::There(address) => following.look_there(entry, address),
        }
    }
    following.read_here()?;
    Ok(following.finish())
}

/// A run over the inputs of a site.
pub(super) struct Following<'a> {
    pub(super) task: Task<'a>,
    pub(super) streams: Streams,
    gathers: Vec<Gather>,
    account: Account,
    fresh: Vec<Fresh>,
}

impl<'a> Following<'a> {
    fn new(task: Task<'a>, streams: Vec<Stream>) -> Self {
        let gathers = vec![Gather::new(task.plan.clone())];
        Self {
            task,
            streams: Streams::new(streams),
            gathers,
            account: Account::default(),
            fresh: Vec::new(),
        }
    }

    fn finish(self) -> Followed {
        let mut gathers = self.gathers.into_iter();
        let mut gather = gathers.next().unwrap_or_else(|| Gather::new(self.task.plan.clone()));
        for other in gathers {
            gather.merge(other);
        }
        let oldest = self.task.now.saturating_sub(FORGET_SECONDS);
        let mut streams = self.streams.into_list();
        // Logs of an input that cannot be reached are not gone, however long that lasts.
        if self.account.failures.is_empty() {
            streams.retain(|stream| stream.seen >= oldest);
        }
        Followed { gather, streams, account: self.account }
    }

    pub(super) fn fail(&mut self, name: &str, why: String, news: News) {
        self.account.failures.push(Failure { name: name.to_owned(), why, news, down: None });
    }

    /// A file cannot be opened; one that was rotated away since it was listed is for the next run.
    fn fail_file(&mut self, name: &str, error: &io::Error) {
        if error.kind() != io::ErrorKind::NotFound {
            self.fail(name, terminal::reason(error), News::Fresh);
        }
    }

    /// The whole input of a sensor failed. `is_of` tells the logs that were read of it before.
    pub(super) fn fail_whole(
        &mut self,
        entry: &InputEntry,
        why: String,
        is_of: impl Fn(&Stream) -> bool,
    ) {
        let Sensor { always, otherwise } = self.sensor(entry);
        let logs = self.streams.list().iter().filter(|stream| is_of(stream));
        let down = Down {
            sensor: always.unwrap_or(otherwise),
            last: logs.filter_map(|stream| stream.last).max().map(Instant::from_micros),
        };
        let name = entry.name();
        self.account.failures.push(Failure { name, why, news: News::Fresh, down: Some(down) });
    }

    /// What the honeypot of an input is called.
    pub(super) fn sensor(&self, entry: &InputEntry) -> Sensor {
        let otherwise = match &entry.place {
            Place::Here(_) => self.task.site.name.as_str().to_owned(),
            Place::There(address) => address.host.clone(),
        };
        Sensor { always: entry.sensor.clone(), otherwise }
    }

    /// Finds what is new behind a name of this machine.
    fn look_here(&mut self, entry: &InputEntry, path: &Path) -> Result<(), Anew> {
        let listing = match listing::list(path, self.streams.list()) {
            Ok(listing) => listing,
            Err(error) => {
                self.fail_whole(entry, terminal::reason(&error), |stream| {
                    stream.path.starts_with(path)
                });
                return Ok(());
            }
        };
        let sensor = self.sensor(entry);
        match listing {
            Listing::Named(files) => {
                for file in files {
                    match self.look(&file, &sensor) {
                        Some(fresh) => self.fresh.push(fresh),
                        None => self.refuse_if_unknown(&file),
                    }
                }
                Ok(())
            }
            Listing::Directory(files) => self.look_in(path, &files, &sensor),
        }
    }

    /// A file that was passed over in a directory is told of where it is named itself.
    fn refuse_if_unknown(&mut self, file: &Listed) {
        let Some(known) = self.streams.of_file(&file.look) else { return };
        let is_log = known.format.is_some() || known.consumed > 0 || file.look.bytes == 0;
        if is_log || known.failure.is_some() || file.standing == Standing::OlderPart {
            return;
        }
        let mut known = known.clone();
        let why = unknown_format();
        self.fail(&file.path.display().to_string(), why.clone(), News::Fresh);
        known.failure = Some(why);
        self.streams.put(known);
    }

    /// Of a directory, the logs of the best format are read: they have the same events.
    fn look_in(&mut self, name: &Path, files: &[Listed], sensor: &Sensor) -> Result<(), Anew> {
        let fresh: Vec<Option<Fresh>> = files.iter().map(|file| self.look(file, sensor)).collect();
        let format = |(file, fresh): (&Listed, &Option<Fresh>)| match fresh {
            Some(fresh) => fresh.format,
            None => self
                .streams
                .of_file(&file.look)
                .and_then(|stream| stream.format)
                .and_then(format_of),
        };
        let formats: Vec<Option<Format>> = files.iter().zip(&fresh).map(format).collect();
        // A log of the best format that is away for a moment is no reason to read the others.
        let of_directory = |stream: &&Stream| stream.path.parent() == Some(name);
        let known = self.streams.list().iter().filter(of_directory);
        let known = known.filter(|stream| stream.consumed > 0).filter_map(|stream| stream.format);
        let known: Vec<Format> = known.filter_map(format_of).collect();
        let is_there = |format: &Format| formats.contains(&Some(*format)) || known.contains(format);
        let Some(best) = FORMATS.into_iter().find(is_there) else { return Ok(()) };
        for ((file, fresh), format) in files.iter().zip(fresh).zip(formats) {
            if format == Some(best) {
                self.fresh.extend(fresh);
                continue;
            }
            let is_as_it_was = fresh.is_none();
            if self.streams.of_file(&file.look).is_some_and(|stream| stream.consumed > 0) {
                let (name, best) = (name.display(), best.name());
                return Err(Anew(format!("`{name}` has {best} logs now, which are read instead")));
            }
            if is_as_it_was {
                continue;
            }
            let number = format.and_then(number_of);
            self.streams.put(Stream::unread(&file.path, file.look, number, self.task.now));
        }
        Ok(())
    }

    /// Opens a file that is not as it was; none if there is nothing new in it.
    fn look(&mut self, file: &Listed, sensor: &Sensor) -> Option<Fresh> {
        let now = self.task.now;
        if let Some(known) = self.streams.unchanged(&file.look, &file.path, now) {
            let failure = known.failure.clone();
            if let Some(why) = failure {
                self.fail(&file.path.display().to_string(), why, News::Known);
            }
            return None;
        }
        if self.fresh.iter().any(|fresh| fresh.look == file.look) {
            return None;
        }
        let known = self.streams.of_file(&file.look).filter(|stream| stream.consumed > 0).cloned();
        let head_bytes = if known.is_some() { HEAD_BYTES as u64 } else { SNIFF_BYTES };
        let name = file.path.display().to_string();
        let head = match head(&file.path, &file.look, head_bytes) {
            Ok(head) => head,
            Err(error) => {
                self.fail_file(&name, &error);
                return None;
            }
        };
        if head.is_empty() {
            // Truncated, or made anew: what was in it may be in another file.
            self.streams.set_aside(&file.look, &head);
            self.streams.put(Stream::unread(&file.path, file.look, None, now));
            return None;
        }
        let begin = &head[..head.len().min(HEAD_BYTES)];
        let continued = self.streams.known_as(begin);
        if file.standing == Standing::OlderPart && continued.is_none() {
            return None;
        }
        let kept = continued.and_then(|stream| stream.format).and_then(format_of);
        let format = kept.or_else(|| input::sniff(&head));
        let start = match continued {
            Some(_) => None,
            None => input::first_time(&head, &self.task.plan.zone),
        };
        let (path, look) = (file.path.clone(), file.look);
        let standing = file.standing;
        Some(Fresh {
            path,
            look,
            head: begin.to_vec(),
            start,
            format,
            sensor: sensor.clone(),
            standing,
        })
    }

    /// Reads the files of this machine that have something new.
    fn read_here(&mut self) -> Result<(), Anew> {
        let mut fresh = std::mem::take(&mut self.fresh);
        // What goes on where it ended comes first, then what is new in the order of time, so that lines
        // which overlapping files have in common are known when they come again.
        fresh.sort_by_key(|fresh| fresh.start);
        let bytes: u64 = fresh.iter().map(|fresh| fresh.look.bytes).sum();
        let threads = if bytes < BYTES_FOR_THREADS { 1 } else { self.task.threads.max(1) };
        self.want_threads(threads);
        let starts: Vec<Option<Instant>> = fresh.iter().map(|fresh| fresh.start).collect();
        let mut repeats = Repeats::new(&starts);
        for (number, fresh) in fresh.into_iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            self.read_file(&fresh, number, &mut repeats)?;
        }
        Ok(())
    }

    fn want_threads(&mut self, threads: usize) {
        let plan = self.task.plan;
        self.gathers.resize_with(threads.max(self.gathers.len()), || Gather::new(plan.clone()));
    }

    /// What the library is asked.
    pub(super) fn ask(&self, format: Option<Format>) -> Ask {
        let (kinds, columns) = Gather::wanted(self.task.plan);
        let zone = self.task.plan.zone.clone();
        Ask { kinds, columns, zone, format, coverage: Coverage::Asked }
    }

    fn read_file(&mut self, fresh: &Fresh, number: u32, repeats: &mut Repeats) -> Result<(), Anew> {
        let name = fresh.path.display().to_string();
        self.streams.set_aside(&fresh.look, &fresh.head);
        let mut stream = Stream::unread(
            &fresh.path,
            fresh.look,
            fresh.format.and_then(number_of),
            self.task.now,
        );
        // The log may have been read further in this very run, in another file.
        let known = self.streams.known_as(&fresh.head);
        stream.last = known.and_then(|known| known.last);
        if fresh.standing == Standing::OlderPart && known.is_none() {
            return Ok(());
        }
        let from = match known.map(|known| open_at(&fresh.path, &fresh.look, known)).transpose() {
            Ok(Some(At::Here(opened))) => Some(opened),
            Ok(Some(At::Behind)) => {
                // A copy that ends before the place that was reached has nothing new.
                if let Some(known) = known {
                    stream = known.held_by(&fresh.path, fresh.look, self.task.now);
                }
                self.streams.put(stream);
                return Ok(());
            }
            // What was read of it no longer stands in it.
            Ok(Some(At::Rewritten)) if known.is_some_and(|known| fresh.is_file_of(known)) => {
                return Err(Anew(format!("`{name}` was rewritten since it was read")));
            }
            // A log that only begins as the other one does is another one.
            Ok(Some(At::Rewritten) | None) => match open_at_start(&fresh.path, &fresh.look) {
                Ok(opened) => Some(opened),
                Err(error) => {
                    self.fail_file(&name, &error);
                    None
                }
            },
            Err(error) => {
                self.fail_file(&name, &error);
                None
            }
        };
        let Some(OpenedAt { reader, compression, consumed, tail }) = from else { return Ok(()) };
        if fresh.format.is_none() && consumed == 0 && !fresh.head.is_empty() {
            let why = unknown_format();
            self.fail(&name, why.clone(), News::Fresh);
            stream.failure = Some(why);
            self.streams.put(stream);
            return Ok(());
        }
        let begin = fresh.head
            [..fresh.head.len().min(usize::try_from(consumed).unwrap_or(usize::MAX))]
            .to_vec();
        let last_line = if compression.is_some() { LastLine::Whole } else { LastLine::Growing };
        let mut lines = WholeLines::new(reader, last_line, consumed, begin, tail);
        let ask = self.ask(fresh.format);
        let took = self.take(&mut lines, number, &ask, repeats, &fresh.sensor);
        self.account.bytes += lines.consumed() - consumed;
        stream.reach(lines.consumed(), lines.head(), lines.tail());
        stream.note(took.last);
        let in_words = |why| match compression {
            Some(packed) => format!("{} data is broken or breaks off: {why}", packed.name()),
            None => why,
        };
        if let Some(why) = took.failure.map(in_words) {
            self.fail(&name, why.clone(), News::Fresh);
            stream.failure = Some(why);
        }
        self.streams.put(stream);
        Ok(())
    }

    /// Reads a text into the gathers.
    pub(super) fn take(
        &mut self,
        text: impl io::Read + Send,
        number: u32,
        ask: &Ask,
        repeats: &mut Repeats,
        sensor: &Sensor,
    ) -> Took {
        self.gathers.iter_mut().for_each(|gather| gather.listen_to(sensor));
        let Reading { tally, failure } = input::read(text, number, ask, repeats, &mut self.gathers);
        self.note(&tally);
        Took { failure: failure.as_ref().map(why), last: tally.last }
    }

    /// The same, kept apart until it is known whether it counts.
    pub(super) fn take_apart(
        &mut self,
        text: impl io::Read + Send,
        number: u32,
        ask: &Ask,
        repeats: &mut Repeats,
        sensor: &Sensor,
    ) -> Apart {
        let mut gather = Gather::new(self.task.plan.clone());
        gather.listen_to(sensor);
        let mut gathers = [gather];
        let reading = input::read(text, number, ask, repeats, &mut gathers);
        let [gather] = gathers;
        Apart { gather, reading }
    }

    /// Takes in what was kept apart.
    pub(super) fn take_in(&mut self, apart: Apart) -> Took {
        let Apart { gather, reading } = apart;
        if let Some(first) = self.gathers.first_mut() {
            first.merge(gather);
        }
        self.note(&reading.tally);
        Took { failure: reading.failure.as_ref().map(why), last: reading.tally.last }
    }

    fn note(&mut self, tally: &Tally) {
        for reason in Reason::ALL {
            let count = tally.skipped(reason);
            if count > 0 {
                *self.account.skipped.entry(reason.name().to_owned()).or_default() += count;
            }
        }
    }

    pub(super) fn count_bytes(&mut self, bytes: u64) {
        self.account.bytes += bytes;
    }

    fn look_there(&mut self, entry: &InputEntry, address: &crate::remote::Address) {
        there::follow(self, entry, address);
    }
}

/// What came of a text.
pub(super) struct Took {
    pub(super) failure: Option<String>,
    /// The time of its latest event.
    pub(super) last: Option<Instant>,
}

/// What was read of a text, kept apart.
pub(super) struct Apart {
    gather: Gather,
    reading: Reading,
}

fn why(error: &ReadError) -> String {
    match error {
        ReadError::Input(error) => terminal::reason(error),
        error => error.to_string(),
    }
}

/// What is said of a file that is no log.
pub(super) fn unknown_format() -> String {
    "unknown format: it is no log of Cowrie".to_owned()
}
