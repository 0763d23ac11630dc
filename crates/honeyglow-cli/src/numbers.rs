//! What the publisher has counted, as Munin and Prometheus are told it.
//!
//! The publisher writes the file `numbers.json` into its state directory at the end of each run, beside its place and
//! renamed, so that whoever reads it reads one run's numbers whole. It holds counts and times only: no
//! address, name or password that an intruder chose. The names of sensors are those of the operator.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use serde::{Deserialize, Serialize};

use crate::terminal::reason;

/// The name of the file in the state directory.
pub(crate) const FILE_NAME: &str = "numbers.json";

/// The version of the file that is written and read.
pub(crate) const VERSION: u32 = 1;

/// A larger file is not read: counters of some 200 sensors take less than a tenth of it, and Munin
/// waits for what is made of it.
pub(crate) const MAX_BYTES: u64 = 4 << 20;

/// All that is counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Numbers {
    /// See [`VERSION`].
    pub(crate) version: u32,
    /// When the run that wrote it began, in seconds since 1970 UTC.
    pub(crate) updated: i64,
    /// By the name of the site.
    pub(crate) sites: BTreeMap<String, SiteNumbers>,
}

/// What is counted of one site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SiteNumbers {
    /// Events since the state began, sorted; a total never falls but when the state is lost.
    pub(crate) counters: Vec<Counter>,
    /// By the sensor's name as it is published.
    pub(crate) sensors: BTreeMap<String, SensorNumbers>,
    /// Distinct sources of the current local day.
    pub(crate) sources_today: u64,
    /// Bytes read since the state began, unpacked.
    pub(crate) bytes_read: u64,
    /// Lines that could not be read since the state began.
    pub(crate) lines_skipped: u64,
    /// When the last run began that published everything, in seconds since 1970 UTC.
    pub(crate) last_success: Option<i64>,
    /// How long the last run took.
    pub(crate) last_run_seconds: f64,
    /// Inputs that could not be read in the last run.
    pub(crate) inputs_failing: u64,
}

impl SiteNumbers {
    /// The names of its sensors, those that have counted nothing too.
    pub(crate) fn sensor_names(&self) -> BTreeSet<&str> {
        let counted = self.counters.iter().map(|counter| counter.sensor.as_str());
        counted.chain(self.sensors.keys().map(String::as_str)).collect()
    }
}

/// Events that are alike, and how many there were.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Counter {
    /// The sensor's name as it is published.
    pub(crate) sensor: String,
    /// What happened: `connect`, `login`, `command`, `download`, `upload`, `tunnel_request` and the like.
    pub(crate) kind: String,
    /// For tunnels the class of the port: `mail`, `web` or `other`; else empty.
    pub(crate) port_class: String,
    /// For logins and downloads `success` or `failure`; else empty.
    pub(crate) result: String,
    /// How many.
    pub(crate) total: u64,
}

/// What is known of one sensor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SensorNumbers {
    /// The time of its latest event, in seconds since 1970 UTC.
    pub(crate) last_event: Option<i64>,
}

/// Where the numbers of a state directory lie.
pub(crate) fn path(state: &Path) -> PathBuf {
    state.join(FILE_NAME)
}

/// Reads the numbers, for those who can do nothing without them.
///
/// # Errors
/// As [`read`], in words.
pub(crate) fn open(state: &Path) -> anyhow::Result<Numbers> {
    read(state).map_err(|error| {
        let path = path(state);
        let hint = match error.kind() {
            io::ErrorKind::NotFound => ", which `honeyglow publish` writes",
            _ => "",
        };
        anyhow!("cannot read `{}`{hint}: {}", path.display(), reason(&error))
    })
}

/// Reads the numbers.
///
/// # Errors
/// The file is not there, cannot be read, is larger than [`MAX_BYTES`], or is no such file.
pub(crate) fn read(state: &Path) -> io::Result<Numbers> {
    let mut bytes = Vec::new();
    let length = File::open(path(state))?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if u64::try_from(length).is_ok_and(|length| length > MAX_BYTES) {
        let what = format!("more than {MAX_BYTES} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let numbers: Numbers = serde_json::from_slice(&bytes)?;
    if numbers.version != VERSION {
        let what = format!("version {} where {VERSION} is known", numbers.version);
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    Ok(numbers)
}
