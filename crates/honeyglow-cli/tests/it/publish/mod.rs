//! The publisher through the binary: a honeypot that writes, a clock that is set by hand, and a
//! directory that is looked at after each run.

mod config;
mod days;
mod files;
mod hidden;
mod kept;
mod pages;
mod rotation;
mod sensors;
mod stopped;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Answer, Call, honeyglow, tunnel};

/// A honeypot with its publisher.
pub(crate) struct Pot {
    directory: tempfile::TempDir,
}

impl Pot {
    /// A honeypot whose site has these lines of configuration beside the usual.
    pub(crate) fn new(lines: &str) -> Self {
        let pot = Self { directory: tempfile::tempdir().unwrap() };
        fs::create_dir(pot.path("log")).unwrap();
        pot.configure(lines);
        pot
    }

    pub(crate) fn configure(&self, lines: &str) {
        let config = format!(
            "state = \"state\"\n[[site]]\nname = \"home\"\noutput = \"web\"\ninputs = [\"log\"]\n\
             zone = \"UTC\"\n{lines}\n"
        );
        // The last word on a key is that of the test.
        let keys: Vec<&str> =
            lines.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
        let usual = config.lines().enumerate().filter(|(at, line)| {
            let key = line.split_once(" = ").map_or("", |(key, _)| key);
            *at >= 6 || !keys.contains(&key)
        });
        let config: String = usual.map(|(_, line)| format!("{line}\n")).collect();
        fs::write(self.path("config.toml"), config).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Adds text to a log.
    pub(crate) fn append(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path("log").join(name);
        let mut whole = fs::read(&path).unwrap_or_default();
        whole.extend_from_slice(text.as_ref());
        // In place, so that the file stays the same one.
        let mut file = fs::OpenOptions::new().append(true).create(true).open(&path).unwrap();
        std::io::Write::write_all(&mut file, text.as_ref()).unwrap();
    }

    pub(crate) fn call(&self, now: &str, more: &[&str]) -> Call {
        let config = self.path("config.toml");
        let args = ["publish", "--now", now, "--config", config.to_str().unwrap()];
        honeyglow(args.iter().chain(more)).within(self.directory.path())
    }

    /// Publishes at a time; expects silence and success.
    #[track_caller]
    pub(crate) fn publish(&self, now: &str) {
        self.call(now, &[]).gives(0, "", "");
    }

    /// Publishes at a time.
    pub(crate) fn try_publish(&self, now: &str) -> Answer {
        self.call(now, &[]).run()
    }

    pub(crate) fn index(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path("web/index.json")).unwrap()).unwrap()
    }

    /// The days of the gallery with their events, the oldest first; today's has a `+`.
    pub(crate) fn days(&self) -> Vec<String> {
        let index = self.index();
        let day = |day: &Value| {
            let more = if day["complete"] == true { "" } else { "+" };
            format!("{} {}{more}", day["date"].as_str().unwrap(), day["events"])
        };
        let mut days: Vec<String> = index["days"].as_array().unwrap().iter().map(day).collect();
        days.reverse();
        days
    }

    pub(crate) fn numbers(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path("state/numbers.json")).unwrap()).unwrap()
    }

    /// Bytes that were read since the state began.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.numbers()["sites"]["home"]["bytes_read"].as_u64().unwrap()
    }

    /// All that is published.
    pub(crate) fn published(&self) -> BTreeMap<String, Vec<u8>> {
        contents(&self.path("web"))
    }
}

/// The files of a directory with their bytes.
pub(crate) fn contents(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let file = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

/// So many lines of a log, one a second from a time on.
pub(crate) fn lines(from: &str, count: u32) -> String {
    let from: jiff::Timestamp = from.parse().unwrap();
    let line = |number: u32| {
        let time = from + jiff::SignedDuration::from_secs(i64::from(number));
        let source = format!("192.0.2.{}", number % 7 + 1);
        let host = format!("h{}.example", number % 11);
        tunnel(&time.to_string(), &source, ["25", "80", "443"][number as usize % 3], &host)
    };
    (0..count).map(line).collect()
}
