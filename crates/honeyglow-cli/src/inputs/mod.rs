//! Finding the logs: what was typed as INPUT goes in, a list of inputs in the order of time comes
//! out, each once.
//!
//! A name is a file, a directory, `-` for stdin, or a glob that no shell has expanded (in
//! quotes, in a crontab). Files are ordered by the first timestamp inside, which the library
//! reads through compression and wrappers; where none can be read, by what rotation made of their
//! names. Logs of a sensor (`ssh://`) are brought first. What is no regular file (a pipe, a device) is never looked into, because what is read
//! from it is gone. A name that leads nowhere is reported; the others are read.

mod directory;
mod rotation;
mod sensor;

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use honeyglow::input::{self, Format};
use honeyglow::time::Instant;
use jiff::tz::TimeZone;

use crate::remote::SCHEME;
use crate::terminal;
use rotation::Age;
pub(crate) use rotation::Rotation;
use sensor::Brought;

/// How much of a file is looked at to tell what it is: a block of bzip2 unpacks whole or not at all,
/// and may have 100 KB and more.
const HEAD_BYTES: u64 = 262_144;

/// Where an input's bytes come from.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// Whatever is piped in.
    Stdin,
    /// A file, pipe or device.
    File(PathBuf),
    /// What a sensor sent.
    Brought(Brought),
}

/// One input of the run.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// Where its bytes come from.
    pub(crate) place: Place,
    /// How messages call it, not yet escaped.
    pub(crate) name: String,
    /// How many bytes it has as it lies there; none of a pipe.
    pub(crate) bytes: Option<u64>,
    /// The first time that it tells.
    pub(crate) start: Option<Instant>,
    /// What it looks like; none if it is unknown or cannot be looked into.
    pub(crate) format: Option<Format>,
}

/// The inputs of a run.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// In the order of reading.
    pub(crate) list: Vec<Input>,
    /// What was passed over and why, each one sentence.
    pub(crate) notes: Vec<String>,
    /// What the user must know, because the numbers may not be what he thinks.
    pub(crate) warnings: Vec<String>,
}

impl Inputs {
    /// How many bytes there are to read, if all inputs tell.
    pub(crate) fn total_bytes(&self) -> Option<u64> {
        self.list.iter().map(|input| input.bytes).sum()
    }
}

/// How inputs are looked at.
#[derive(Clone, Debug)]
pub(crate) struct Look<'a> {
    /// The zone of timestamps without offset.
    pub(crate) zone: &'a TimeZone,
    /// The format that the user says all have.
    pub(crate) format: Option<Format>,
}

/// Finds the inputs behind the names. Names that lead nowhere are reported on stderr.
///
/// # Errors
/// No name was given and nothing is piped in, or no name leads to a log.
pub(crate) fn find(names: &[PathBuf], look: &Look<'_>) -> anyhow::Result<Inputs> {
    if names.is_empty() {
        if io::stdin().is_terminal() {
            bail!("no input: name a log or a directory of logs, or pipe one in");
        }
        return Ok(Inputs { list: vec![Input::stdin()], ..Inputs::default() });
    }
    let mut inputs = Inputs::default();
    let mut errors = Vec::new();
    for name in names {
        if let Some(address) = name.to_str().filter(|name| name.starts_with(SCHEME)) {
            if let Err(error) = sensor::add(address, look, &mut inputs) {
                errors.push(error);
            }
            continue;
        }
        for path in expand(name).unwrap_or_else(|| vec![name.clone()]) {
            if let Err(error) = add(&path, look, &mut inputs) {
                errors.push(error);
            }
        }
    }
    // The last failure of a run without inputs ends it, and is told by whoever ends.
    let fatal = if inputs.list.is_empty() { errors.pop() } else { None };
    errors.iter().for_each(terminal::tell_error);
    if let Some(fatal) = fatal {
        return Err(fatal);
    }
    keep_each_once(&mut inputs.list);
    note_twins(&mut inputs);
    order(&mut inputs.list);
    Ok(inputs)
}

/// Adds what one name leads to.
fn add(name: &Path, look: &Look<'_>, inputs: &mut Inputs) -> anyhow::Result<()> {
    if name == Path::new("-") {
        inputs.list.push(Input::stdin());
        return Ok(());
    }
    let metadata = fs::metadata(name).map_err(|error| unreadable(name, &error))?;
    if metadata.is_dir() {
        return directory::add(name, look, inputs);
    }
    inputs.list.push(Input::file(name, &metadata, look).map_err(|e| unreadable(name, &e))?);
    Ok(())
}

fn unreadable(name: &Path, error: &io::Error) -> anyhow::Error {
    let glob = name.to_str().is_some_and(|name| name.contains(['*', '?', '[']));
    if glob && error.kind() == io::ErrorKind::NotFound {
        return anyhow!("no file matches `{}`", name.display());
    }
    anyhow!("cannot read `{}`: {}", name.display(), terminal::reason(error))
}

/// What a glob matches, in the order of the names; none if the name is no glob or matches nothing.
/// A file of that very name comes first: `[1].json` may be one.
pub(crate) fn expand(name: &Path) -> Option<Vec<PathBuf>> {
    let pattern = name.to_str().filter(|pattern| pattern.contains(['*', '?', '[']))?;
    if fs::symlink_metadata(name).is_ok() {
        return None;
    }
    let options =
        glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::default() };
    let paths: Vec<PathBuf> =
        glob::glob_with(pattern, options).ok()?.filter_map(Result::ok).collect();
    (!paths.is_empty()).then_some(paths)
}

impl Input {
    fn stdin() -> Self {
        let (place, name) = (Place::Stdin, "stdin".to_owned());
        Self { place, name, bytes: None, start: None, format: None }
    }

    /// Looks into a file.
    fn file(path: &Path, metadata: &Metadata, look: &Look<'_>) -> io::Result<Self> {
        let mut input = Self {
            place: Place::File(path.to_owned()),
            name: path.display().to_string(),
            bytes: None,
            start: None,
            format: None,
        };
        if metadata.is_file() {
            let mut head = Vec::new();
            File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
            input.bytes = Some(metadata.len());
            input.start = input::first_time(&head, look.zone);
            input.format = input::sniff(&head);
        }
        Ok(input)
    }

    fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Stdin | Place::Brought(_) => None,
            Place::File(path) => Some(path),
        }
    }

    /// Where it lies, here or there; for what names and neighbours tell.
    fn location(&self) -> Option<&Path> {
        match &self.place {
            Place::Stdin => None,
            Place::File(path) => Some(path),
            Place::Brought(_) => Some(Path::new(&self.name)),
        }
    }

    fn file_name(&self) -> Option<&str> {
        self.location()?.file_name()?.to_str()
    }
}

/// Two names of one file are one input: a link, `./a` and `a`, a file and its directory.
fn keep_each_once(list: &mut Vec<Input>) {
    let mut seen = HashSet::new();
    list.retain(|input| {
        // What lies elsewhere is known by its name alone.
        let name = input.path().is_none().then(|| input.name.clone());
        seen.insert((input.path().map(identity), name))
    });
}

#[cfg(unix)]
fn identity(path: &Path) -> (PathBuf, Option<(u64, u64)>) {
    use std::os::unix::fs::MetadataExt as _;

    match fs::metadata(path) {
        Ok(metadata) => (PathBuf::new(), Some((metadata.dev(), metadata.ino()))),
        Err(_) => (path.to_owned(), None),
    }
}

#[cfg(not(unix))]
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Says it when a text log and a JSON log of one directory were both named: they are read, as
/// was asked, and each event counts twice.
fn note_twins(inputs: &mut Inputs) {
    let of = |format: Format| {
        inputs
            .list
            .iter()
            .filter(move |input| input.format == Some(format))
            .filter_map(Input::location)
    };
    let json: HashSet<Option<&Path>> = of(Format::CowrieJson).map(Path::parent).collect();
    let twin = of(Format::CowrieText).find(|path| json.contains(&path.parent()));
    if let Some(twin) = twin {
        inputs.warnings.push(format!(
            "`{}` lies beside a JSON log that is read too: if both are of one honeypot, their \
             events count twice",
            twin.display()
        ));
    }
}

/// Sorts by the first time, oldest first. A log without a time takes the one of its neighbour in
/// its rotated set; sets without any time come last, as they were given, each by its names.
fn order(list: &mut Vec<Input>) {
    let names: Vec<(Option<PathBuf>, String, Age)> = list
        .iter()
        .map(|input| {
            let rotation = Rotation::of(input.file_name().unwrap_or_default());
            let directory = input.location().and_then(Path::parent).map(Path::to_owned);
            (directory, rotation.set.to_owned(), rotation.age)
        })
        .collect();
    let mut by_set: Vec<usize> = (0..list.len()).collect();
    by_set.sort_by_key(|index| &names[*index]);
    let mut times: Vec<Option<Instant>> = list.iter().map(|input| input.start).collect();
    let mut sets: Vec<&[usize]> = by_set
        .chunk_by(|a, b| (&names[*a].0, &names[*a].1) == (&names[*b].0, &names[*b].1))
        .collect();
    for set in &sets {
        let pairs = || set.iter().zip(&set[1..]);
        for (older, younger) in pairs() {
            times[*younger] = times[*younger].or(times[*older]);
        }
        for (older, younger) in pairs().rev() {
            times[*older] = times[*older].or(times[*younger]);
        }
    }
    sets.sort_by_key(|set| set.iter().min().copied());
    let mut order = sets.concat();
    // Stable: where times are equal or missing, the order of sets and ages stays.
    order.sort_by_key(|index| (times[*index].is_none(), times[*index]));
    let mut taken: Vec<Option<Input>> = std::mem::take(list).into_iter().map(Some).collect();
    *list = order.into_iter().filter_map(|index| taken[index].take()).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str, start: Option<i64>) -> Input {
        Input {
            place: Place::File(PathBuf::from(name)),
            name: name.to_owned(),
            bytes: None,
            start: start.map(Instant::from_micros),
            format: None,
        }
    }

    fn ordered(inputs: &[(&str, Option<i64>)]) -> Vec<String> {
        let mut list = inputs.iter().map(|(name, start)| input(name, *start)).collect();
        order(&mut list);
        list.into_iter().map(|input| input.name).collect()
    }

    #[test]
    fn the_first_time_inside_decides_not_the_name() {
        let given = [("c.json", Some(1)), ("c.json.1", Some(3)), ("other", Some(2))];
        assert_eq!(ordered(&given), ["c.json", "other", "c.json.1"]);
    }

    #[test]
    fn a_log_without_a_time_stays_beside_its_neighbour() {
        let given =
            [("c.json", Some(9)), ("x.json", Some(5)), ("c.json.1", None), ("c.json.2", Some(1))];
        assert_eq!(ordered(&given), ["c.json.2", "c.json.1", "x.json", "c.json"]);
        let given = [("c.json", Some(9)), ("c.json.1", None), ("x.json", Some(5))];
        assert_eq!(ordered(&given), ["x.json", "c.json.1", "c.json"]);
    }

    #[test]
    fn sets_without_any_time_stay_as_given() {
        assert_eq!(ordered(&[("b.csv", None), ("a.csv", None)]), ["b.csv", "a.csv"]);
    }

    #[test]
    fn a_set_without_any_time_goes_by_its_names() {
        let given = [("c.log", None), ("c.log.1", None), ("c.log.10", None), ("c.log.2", None)];
        assert_eq!(ordered(&given), ["c.log.10", "c.log.2", "c.log.1", "c.log"]);
    }
}
