//! What is kept between runs: how far each log was read, and what came of it, day by day.
//!
//! A site's directory holds a manifest and a file for each day. Both say one thing: the events of the
//! days are those of the logs up to the places that the manifest names. So they change together: days that
//! have grown are written under new names, then the manifest that names them is put in place of the
//! old one, which is the moment at which the run counts, then the old days are removed. Whenever the
//! machine stops, one manifest and its days are whole. Every file has a checksum; one that does not
//! fit makes the state worth nothing, and all logs are read anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::day::{Day, KeptDay, Plan};
use super::stream::Stream;
use super::totals::Totals;
use crate::output::sync_directory;

/// What every file begins with; the number changes with what is in them.
const MAGIC: &[u8] = b"honeyglow state 1\n";
const MANIFEST: &str = "manifest";

/// What is kept of a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// What was asked for: a state made for other views or days is of no use.
    pub(crate) asked: String,
    /// Counts the runs that have changed it.
    pub(crate) generation: u64,
    pub(crate) streams: Vec<Stream>,
    pub(crate) days: BTreeMap<Date, DayFile>,
    pub(crate) totals: Totals,
    /// The honeypots' own addresses, as their logs told.
    pub(crate) own: BTreeSet<String>,
    /// Lines that could not be read, by reason.
    pub(crate) skipped: BTreeMap<String, u64>,
    /// Bytes of text that were read.
    pub(crate) bytes: u64,
    /// What alert rules remember, as JSON: the details of an alert have no fixed form.
    pub(crate) alerts: Vec<u8>,
}

/// A day's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DayFile {
    /// Its name in the directory.
    name: String,
    /// Its checksum, which stands for what is in it.
    pub(crate) checksum: u32,
    /// How many events it holds, in all views.
    pub(crate) events: u64,
}

/// The state of a site in its directory.
#[derive(Debug)]
pub(crate) struct State {
    directory: PathBuf,
    pub(crate) manifest: Manifest,
}

/// Why a state cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// There is none.
    Missing,
    /// It is damaged, or cannot be read.
    Damaged(String),
    /// It was made for other views or another zone.
    OtherwiseAsked,
}

impl State {
    /// An empty state.
    pub(crate) fn empty(directory: &Path, plan: &Plan) -> Self {
        // Files of a state that is given up keep their names: until the new one is in place, the old one
        // is what there is.
        let generation = latest_generation(directory);
        let manifest = Manifest { asked: asked(plan), generation, ..Manifest::default() };
        Self { directory: directory.to_owned(), manifest }
    }

    /// Reads the state of a site.
    ///
    /// # Errors
    /// There is none that can be used; all days' files were looked at.
    pub(crate) fn read(directory: &Path, plan: &Plan) -> Result<Self, Unusable> {
        let manifest: Manifest = match fs::read(directory.join(MANIFEST)) {
            Ok(bytes) => unpack(&bytes).map_err(Unusable::Damaged)?.0,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unusable::Missing),
            Err(error) => return Err(Unusable::Damaged(crate::terminal::reason(&error))),
        };
        if manifest.asked != asked(plan) {
            return Err(Unusable::OtherwiseAsked);
        }
        Ok(Self { directory: directory.to_owned(), manifest })
    }

    /// Where it is.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// A day that is kept.
    ///
    /// # Errors
    /// Its file is damaged or gone.
    pub(crate) fn day(&self, date: Date, plan: &Plan) -> Result<Option<Day>, Unusable> {
        let Some(file) = self.manifest.days.get(&date) else { return Ok(None) };
        let damaged = |why: String| Unusable::Damaged(format!("{}: {why}", file.name));
        let bytes = fs::read(self.directory.join(&file.name))
            .map_err(|error| damaged(crate::terminal::reason(&error)))?;
        let (kept, checksum): (KeptDay, u32) = unpack(&bytes).map_err(damaged)?;
        if checksum != file.checksum {
            return Err(damaged("it is of another run".to_owned()));
        }
        kept.day(plan, date).map(Some).map_err(|error| damaged(error.to_string()))
    }

    /// Puts days into place, and what the manifest says with them. Nothing has changed if this fails.
    ///
    /// # Errors
    /// The disk is full, and the like.
    pub(crate) fn commit(
        &mut self,
        mut manifest: Manifest,
        days: &BTreeMap<Date, Day>,
    ) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        manifest.generation = self.manifest.generation.saturating_add(1);
        let mut written = Written::default();
        for (date, day) in days {
            let kept = day.keep();
            let (bytes, checksum) = pack(&kept)?;
            let name = format!("{date}.{}", manifest.generation);
            written.write(&self.directory.join(&name), &bytes)?;
            let file = DayFile { name, checksum, events: kept.event_count() };
            manifest.days.insert(*date, file);
        }
        let (bytes, _) = pack(&manifest)?;
        let beside = self.directory.join(format!("{MANIFEST}.new"));
        written.write(&beside, &bytes)?;
        fs::rename(&beside, self.directory.join(MANIFEST))?;
        written.keep();
        sync_directory(&self.directory);
        self.manifest = manifest;
        self.sweep();
        Ok(())
    }

    /// Removes what no manifest names: days of runs before, and those of runs that did not end.
    pub(crate) fn sweep(&self) {
        let names: BTreeSet<&str> =
            self.manifest.days.values().map(|file| file.name.as_str()).collect();
        let Ok(entries) = fs::read_dir(&self.directory) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| is_day_file(name)) else { continue };
            if !names.contains(name) {
                // It will be tried again by the next run.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// What a state is good for.
fn asked(plan: &Plan) -> String {
    let views: Vec<&str> = plan.views.iter().map(|view| view.name.as_str()).collect();
    format!("{} in {}", views.join("; "), zone_name(plan))
}

fn zone_name(plan: &Plan) -> String {
    // A machine's zone may have no name; its rules for now stand for it.
    plan.zone.iana_name().map_or_else(|| format!("{:?}", plan.zone), str::to_owned)
}

/// Is it the name of a day's file: a date and a number?
fn is_day_file(name: &str) -> bool {
    generation_of(name).is_some()
}

/// The run that wrote a day's file.
fn generation_of(name: &str) -> Option<u64> {
    let (date, generation) = name.split_once('.')?;
    let is_date = date.len() == 10 && date.parse::<Date>().is_ok();
    generation.parse().ok().filter(|_| is_date)
}

/// The latest run of which a file is in a directory.
fn latest_generation(directory: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(directory) else { return 0 };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    names.filter_map(|name| generation_of(&name)).max().unwrap_or(0)
}

/// Files that go again unless they are kept.
#[derive(Debug, Default)]
struct Written(Vec<PathBuf>);

impl Written {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.0.push(path.to_owned());
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

/// A value as the bytes of a file, and its checksum.
fn pack(value: &impl Serialize) -> io::Result<(Vec<u8>, u32)> {
    let body = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let checksum = crc32fast::hash(&body);
    Ok(([MAGIC, &checksum.to_le_bytes(), &body].concat(), checksum))
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, u32), String> {
    let other = || "it is of another program or version".to_owned();
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(other)?;
    let (checksum, body) = rest.split_first_chunk::<4>().ok_or_else(other)?;
    let checksum = u32::from_le_bytes(*checksum);
    if crc32fast::hash(body) != checksum {
        return Err("its checksum does not fit".to_owned());
    }
    postcard::from_bytes(body).map(|value| (value, checksum)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use honeyglow::event::{Column, Event, Kind};
    use honeyglow::link::View;
    use honeyglow::time::Instant;
    use jiff::tz::TimeZone;

    use super::super::day::Days;
    use super::*;

    fn plan(view: &str) -> Plan {
        Plan { views: vec![View::parse(view).unwrap()], zone: TimeZone::UTC }
    }

    fn days(hosts: &[&str]) -> Days {
        let mut days = Days::new(plan("tunnels"));
        for host in hosts {
            let time = Instant::from_micros(1_700_000_000_000_000);
            let mut event = Event::new(Kind::TunnelRequest, Some(time));
            event.set(Column::SrcIp, "192.0.2.1");
            event.set(Column::DstPort, "25");
            event.set(Column::DstHost, (*host).to_owned());
            days.add(&event);
        }
        days
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    fn committed(directory: &Path, hosts: &[&str]) -> State {
        let mut state = State::read(directory, &plan("tunnels"))
            .unwrap_or_else(|_| State::empty(directory, &plan("tunnels")));
        let manifest = state.manifest.clone();
        state.commit(manifest, &days(hosts).days).unwrap();
        state
    }

    #[test]
    fn what_is_committed_is_read_and_what_it_replaces_goes() {
        let directory = tempfile::tempdir().unwrap();
        committed(directory.path(), &["a"]);
        committed(directory.path(), &["a", "b"]);
        assert_eq!(names(directory.path()), ["2023-11-14.2", "manifest"]);
        let state = State::read(directory.path(), &plan("tunnels")).unwrap();
        let date = *state.manifest.days.keys().next().unwrap();
        let day = state.day(date, &plan("tunnels")).unwrap().unwrap();
        assert_eq!(day.fold(0).unwrap().clone().finish().counts.folded, 2);
        assert_eq!(state.manifest.days[&date].events, 2);
    }

    #[test]
    fn any_damage_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let state = committed(directory.path(), &["a"]);
        let date = *state.manifest.days.keys().next().unwrap();
        for name in names(directory.path()) {
            let path = directory.path().join(name);
            let whole = fs::read(&path).unwrap();
            for length in 0..whole.len() {
                fs::write(&path, &whole[..length]).unwrap();
                assert!(read(directory.path(), date).is_err(), "cut to {length}");
            }
            for at in 0..whole.len() {
                let mut flipped = whole.clone();
                flipped[at] ^= 1;
                fs::write(&path, flipped).unwrap();
                assert!(read(directory.path(), date).is_err(), "flipped at {at}");
            }
            fs::write(&path, whole).unwrap();
        }
        assert!(read(directory.path(), date).is_ok());
    }

    fn read(directory: &Path, date: Date) -> Result<(), Unusable> {
        let state = State::read(directory, &plan("tunnels"))?;
        state.day(date, &plan("tunnels"))?.map(|_| ()).ok_or(Unusable::Missing)
    }

    #[test]
    fn a_state_for_another_question_is_of_no_use() {
        let directory = tempfile::tempdir().unwrap();
        committed(directory.path(), &["a"]);
        let other = State::read(directory.path(), &plan("logins")).err();
        assert_eq!(other, Some(Unusable::OtherwiseAsked));
    }
}
