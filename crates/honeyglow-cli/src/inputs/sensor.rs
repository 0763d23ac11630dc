//! The logs of a sensor as inputs: brought whole, through `ssh`, into a file without a name in the
//! directory for temporary files, and read from there as files are.
//!
//! Everything is brought each time: what was read before is known to nobody here. Whoever reads a
//! sensor again and again wants only what is new.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use anyhow::anyhow;
use honeyglow::input;

use super::{Input, Inputs, Look, Place, directory};
use crate::remote::{self, Address, Cut, Found, RemoteError, Ssh, Take, Want};
use crate::terminal;

/// What was brought of one file: a part of the file that holds them all.
#[derive(Clone, Debug)]
pub(crate) struct Brought {
    all: Arc<File>,
    from: u64,
    bytes: u64,
}

impl Brought {
    /// Its bytes. Only one part can be read at a time.
    ///
    /// # Errors
    /// The file with all of them cannot be read.
    pub(crate) fn open(&self) -> io::Result<impl Read + Send + 'static> {
        let mut file = self.all.try_clone()?;
        file.seek(SeekFrom::Start(self.from))?;
        Ok(file.take(self.bytes))
    }
}

/// Adds the logs that an address leads to. Those that cannot be had are reported.
///
/// # Errors
/// It is no address, the sensor cannot be read, or has no such log.
pub(super) fn add(name: &str, look: &Look<'_>, inputs: &mut Inputs) -> anyhow::Result<()> {
    let unreadable = |why: String| anyhow!("cannot read `{name}`: {why}");
    let address: Address = name.parse().map_err(|e| anyhow!("`{name}` is no address: {e}"))?;
    let ssh = Ssh::default();
    let found = remote::list(&address, &ssh, &BTreeSet::new());
    let mut found = found.map_err(|error| unreadable(error.to_string()))?;
    // Without a wildcard, only a directory leads to more than one.
    if found.len() > 1 && !address.pattern.contains(['*', '?', '[']) {
        // The log of a day on which nothing has happened yet.
        found.retain(|file| file.bytes > 0);
        let sniffed = found.into_iter().map(|file| (input::sniff(head(&file)), file)).collect();
        found = directory::choose(name, sniffed, 0, look, &mut inputs.notes)?;
    }
    let mut spool = Spool::new().map_err(|error| unreadable(terminal::reason(&error)))?;
    let wants: Vec<Want> = found
        .iter()
        .map(|file| Want { name: file.name.clone(), from: 0, needles: Vec::new() })
        .collect();
    let ended = remote::fetch(&address, &ssh, &wants, &mut spool);
    let before = inputs.list.len();
    let mut failures = spool
        .give(&address, &found, look, inputs)
        .unwrap_or_else(|error| vec![unreadable(terminal::reason(&error))]);
    failures.extend(ended.err().map(|error: RemoteError| unreadable(error.to_string())));
    // The last failure of an address without fruit is told by whoever asked.
    let fatal = if inputs.list.len() == before { failures.pop() } else { None };
    failures.iter().for_each(terminal::tell_error);
    fatal.map_or(Ok(()), Err)
}

fn head(file: &Found) -> &[u8] {
    file.head.as_deref().unwrap_or_default()
}

/// Keeps what comes, one file after the other.
struct Spool {
    all: BufWriter<File>,
    bytes: u64,
    /// Where each file ends, and how.
    ends: Vec<(u64, Cut)>,
}

impl Spool {
    fn new() -> io::Result<Self> {
        Ok(Self { all: BufWriter::new(tempfile::tempfile()?), bytes: 0, ends: Vec::new() })
    }

    /// Makes inputs of what was brought whole, and says what was not.
    fn give(
        self,
        address: &Address,
        found: &[Found],
        look: &Look<'_>,
        inputs: &mut Inputs,
    ) -> io::Result<Vec<anyhow::Error>> {
        let all = Arc::new(self.all.into_inner().map_err(io::IntoInnerError::into_error)?);
        let mut failures = Vec::new();
        let mut from = 0;
        for (file, (end, cut)) in found.iter().zip(self.ends) {
            let pattern = String::from_utf8_lossy(&file.name).into_owned();
            let name = Address { pattern, ..address.clone() }.to_string();
            let bytes = end - from;
            let failure = why(&cut);
            if failure.is_none() || bytes > 0 {
                inputs.list.push(Input {
                    place: Place::Brought(Brought { all: Arc::clone(&all), from, bytes }),
                    name: name.clone(),
                    bytes: Some(bytes),
                    start: input::first_time(head(file), look.zone),
                    format: input::sniff(head(file)),
                });
            }
            failures.extend(failure.map(|why| anyhow!("cannot read `{name}`: {why}")));
            from = end;
        }
        Ok(failures)
    }
}

impl Take for Spool {
    fn chunk(&mut self, _file: usize, bytes: &[u8]) -> io::Result<()> {
        self.all.write_all(bytes)?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn end(&mut self, _file: usize, _consumed: u64, cut: Cut) {
        self.ends.push((self.bytes, cut));
    }
}

/// What is wrong with a file that ended so.
fn why(cut: &Cut) -> Option<String> {
    Some(match cut {
        // The last line is still being written: the next reader will have it.
        Cut::Whole | Cut::Torn => return None,
        Cut::Broken => "packed data is broken or breaks off".to_owned(),
        Cut::Changed | Cut::Shrunk => "it was cut while it was read: read it again".to_owned(),
        Cut::Gone => "no such file or directory".to_owned(),
        Cut::Unreadable => "permission denied: log in as a user who may read it".to_owned(),
        Cut::Bomb => "packed data unpacks to far more than a log does".to_owned(),
        Cut::NoTool(tool) => format!("the sensor has no `{tool}` to unpack it"),
    })
}
