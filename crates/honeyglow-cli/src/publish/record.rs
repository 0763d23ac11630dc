//! What is published: which days, from which events, in which files. The gallery, the index and the
//! feed are made from it, so that a day stays there when its logs have long been deleted.
//!
//! It is written after the files are in place. A run that was stopped before finds days whose record
//! does not fit and publishes them again, with the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::output::sync_directory;

const FILE_NAME: &str = "published.json";
const VERSION: u32 = 1;

/// What is published of a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    version: u32,
    pub(crate) days: BTreeMap<Date, DayRecord>,
    /// The pages beside the days, by the stem of their files.
    pub(crate) pages: BTreeMap<String, PageRecord>,
}

/// A published day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DayRecord {
    /// What its files were made from, and how.
    pub(crate) made: Made,
    /// How many events it holds, in all views.
    pub(crate) events: u64,
    /// Events of all views by hour.
    pub(crate) hours: Vec<u64>,
    pub(crate) views: Vec<ViewRecord>,
}

/// A published page that is no day's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PageRecord {
    pub(crate) made: Made,
    pub(crate) view: ViewRecord,
}

/// What files were made from, and how: as long as it is the same, they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// Checksums of the days that they show.
    pub(crate) days: Vec<u32>,
    /// The configuration and the program.
    pub(crate) settings: String,
    /// What is beside them: whether the day is over, and the pages before and after.
    pub(crate) beside: String,
}

/// A published picture with its page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ViewRecord {
    /// The view in names of files.
    pub(crate) view: String,
    pub(crate) title: String,
    /// The page.
    pub(crate) href: String,
    pub(crate) thumb: Option<ThumbRecord>,
    pub(crate) alt: String,
    pub(crate) events: u64,
    pub(crate) sources: u64,
    pub(crate) targets: u64,
    /// All its files.
    pub(crate) files: BTreeSet<String>,
    /// How many marks the picture had when it was last drawn without keeping places.
    #[serde(default)]
    pub(crate) fresh_marks: usize,
}

/// A small picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ThumbRecord {
    pub(crate) src: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Record {
    /// Reads the record of a site; none if there is none that can be used.
    pub(crate) fn read(state: &Path) -> Option<Self> {
        let bytes = fs::read(path(state)).ok()?;
        let record: Self = serde_json::from_slice(&bytes).ok()?;
        (record.version == VERSION).then_some(record)
    }

    /// Writes the record in place of the one before.
    ///
    /// # Errors
    /// The disk is full, and the like.
    pub(crate) fn write(&mut self, state: &Path) -> io::Result<()> {
        self.version = VERSION;
        write_whole(&path(state), &serde_json::to_vec(self)?)
    }

    /// All files that are published.
    pub(crate) fn files(&self) -> BTreeSet<&str> {
        let of_days = self.days.values().flat_map(|day| &day.views);
        let of_pages = self.pages.values().map(|page| &page.view);
        of_days.chain(of_pages).flat_map(|view| &view.files).map(String::as_str).collect()
    }
}

fn path(state: &Path) -> PathBuf {
    state.join(FILE_NAME)
}

/// Writes a file beside its place, synced, and renames it.
///
/// # Errors
/// The disk is full, and the like.
pub(crate) fn write_whole(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let beside = place.with_file_name(name);
    let written = || -> io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, place)
    };
    if let Err(error) = written() {
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    if let Some(directory) = place.parent() {
        sync_directory(directory);
    }
    Ok(())
}
