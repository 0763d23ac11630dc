//! Rules of alerts through the binary: a honeypot whose log grows, a clock that is set by hand, and
//! what commands and the feed are told.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use crate::program::{Answer, honeyglow, tunnel};

/// A honeypot, its publisher, and the place where a command writes what it is told.
struct Watched(tempfile::TempDir);

impl Watched {
    /// A publisher with these rules; `TELL` is a command that keeps what it gets, and fails while there
    /// is a file `down`.
    fn new(rules: &str) -> Self {
        let watched = Self(tempfile::tempdir().unwrap());
        let tell = format!(
            "['/bin/sh', '-c', 'test ! -e \"$1/down\" && cat >> \"$1/told\"', 'sh', '{}']",
            watched.0.path().display()
        );
        let config = format!(
            "state = 'state'\n[[site]]\nname = 'home'\noutput = 'web'\ninputs = ['log.json']\n\
             zone = 'UTC'\nurl = 'https://example.org/pot/'\n{}",
            rules.replace("TELL", &tell)
        );
        fs::write(watched.path("config.toml"), config).unwrap();
        fs::write(watched.path("log.json"), "").unwrap();
        watched
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Somebody reaches for a host.
    fn reach(&self, time: &str, host: &str) {
        let path = self.path("log.json");
        let mut log = fs::OpenOptions::new().append(true).open(path).unwrap();
        log.write_all(tunnel(time, "192.0.2.7", "25", host).as_bytes()).unwrap();
    }

    fn publish(&self, now: &str) -> Answer {
        honeyglow(["publish", "--once", "--config", "config.toml", "--now", now])
            .within(self.0.path())
            .run()
    }

    #[track_caller]
    fn publishes(&self, now: &str) {
        let answer = self.publish(now);
        assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    }

    /// What commands were told so far.
    fn told(&self) -> Vec<Value> {
        let told = fs::read_to_string(self.path("told")).unwrap_or_default();
        told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn titles(&self) -> Vec<String> {
        self.told().iter().map(|told| told["title"].as_str().unwrap().to_owned()).collect()
    }
}

const TARGETS: &str =
    "[[alert]]\nname = 'targets'\non = 'new-target'\ncommand = TELL\nfeed = true\n";

#[test]
fn a_new_target_is_told_once_and_stands_in_the_feed() {
    let pot = Watched::new(TARGETS);
    pot.reach("2026-03-14T09:00:00Z", "old.example.com");
    pot.publishes("2026-03-14T10:00:00Z");
    assert_eq!(pot.told(), [] as [Value; 0]);
    pot.reach("2026-03-14T10:30:00Z", "old.example.com");
    pot.reach("2026-03-14T10:31:00Z", "new.example.com");
    pot.publishes("2026-03-14T11:00:00Z");
    pot.publishes("2026-03-14T12:00:00Z");
    let told = pot.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["title"].as_str().unwrap().starts_with("new target new.example.com"));
    assert_eq!(told[0]["details"]["names"][0]["source"], "192.0.2.7");
    assert_eq!(told[0]["url"], "https://example.org/pot/");
    let feed = fs::read_to_string(pot.path("web/feed.atom")).unwrap();
    assert_eq!(feed.matches("new target new.example.com").count(), 1, "{feed}");
}

#[test]
fn what_cannot_be_told_is_told_by_the_next_run() {
    let pot = Watched::new(TARGETS);
    pot.publishes("2026-03-14T10:00:00Z");
    pot.reach("2026-03-14T10:30:00Z", "new.example.com");
    fs::write(pot.path("down"), "").unwrap();
    let answer = pot.publish("2026-03-14T11:00:00Z");
    assert_eq!(answer.exit, Some(3), "{}", answer.stderr());
    assert!(answer.stderr().contains("alert `targets`: the command failed"), "{}", answer.stderr());
    assert_eq!(pot.told(), [] as [Value; 0]);
    fs::remove_file(pot.path("down")).unwrap();
    pot.publishes("2026-03-14T12:00:00Z");
    pot.publishes("2026-03-14T13:00:00Z");
    assert_eq!(pot.titles().len(), 1);
}

#[test]
fn a_spike_and_a_silence_are_told() {
    let pot = Watched::new(
        "[[alert]]\nname = 'rush'\non = 'spike'\ncommand = TELL\nleast = 20\n\
         [[alert]]\nname = 'quiet'\non = 'silent'\ncommand = TELL\nafter = '6h'\n",
    );
    for hour in 0..24 {
        pot.reach(&format!("2026-03-13T{hour:02}:10:00Z"), "a.example.com");
    }
    for hour in 0..10 {
        pot.reach(&format!("2026-03-14T{hour:02}:10:00Z"), "a.example.com");
    }
    pot.publishes("2026-03-14T10:05:00Z");
    for second in 10..40 {
        pot.reach(&format!("2026-03-14T10:20:{second}Z"), "a.example.com");
    }
    pot.publishes("2026-03-14T11:05:00Z");
    pot.publishes("2026-03-14T16:05:00Z");
    assert_eq!(pot.titles(), ["30 tunnel requests in an hour, usually 1"]);
    pot.publishes("2026-03-14T17:05:00Z");
    let told = pot.told();
    assert_eq!((told.len(), &told[1]["on"]), (2, &"silent".into()));
    assert_eq!(told[1]["details"]["sensors"][0]["state"], "silent");
    pot.reach("2026-03-14T17:30:00Z", "a.example.com");
    pot.publishes("2026-03-14T18:05:00Z");
    assert_eq!(pot.told()[2]["details"]["sensors"][0]["state"], "heard-again");
}

#[test]
fn rules_that_cannot_be_followed_are_refused_by_name() {
    let pot = Watched::new("[[alert]]\nname = 'a'\non = 'spike'\ncommand = ['mail']\n");
    let check = honeyglow(["publish", "--check", "--config", "config.toml"]);
    let answer = check.within(pot.0.path()).run();
    assert_eq!(answer.exit, Some(2));
    assert!(answer.stderr().contains("alert `a`: `command` starts `mail`"), "{}", answer.stderr());
}
