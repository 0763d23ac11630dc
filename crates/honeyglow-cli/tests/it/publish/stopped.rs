//! Runs that are killed, and disks that are full: what is published is whole, and the next run goes
//! on as if nothing had been.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{Pot, lines};

const FIRST: &str = "2026-03-02T10:07:00Z";
const SECOND: &str = "2026-03-03T11:07:00Z";

/// How often a run is killed.
const KILLS: u32 = 50;

fn pot_with_a_day() -> Pot {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 500));
    pot.append("cowrie.json", lines("2026-03-02T10:00:00Z", 300));
    pot.publish(FIRST);
    pot
}

fn add_news(pot: &Pot) {
    pot.append("cowrie.json", lines("2026-03-02T22:00:00Z", 300));
    pot.append("cowrie.json", lines("2026-03-03T10:00:00Z", 400));
}

/// Each published file is that of the run before or that of the run after, whole; what refers to
/// others is not there before them.
fn assert_whole(
    now: &BTreeMap<String, Vec<u8>>,
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
) {
    for (name, bytes) in now.iter().filter(|(name, _)| !name.starts_with('.')) {
        let known = before.get(name) == Some(bytes) || after.get(name) == Some(bytes);
        assert!(known, "{name} is of neither run");
    }
    for name in before.keys() {
        assert!(now.contains_key(name) || !after.contains_key(name), "{name} is gone");
    }
    if now.get("index.html") == after.get("index.html") {
        for (name, bytes) in after {
            assert_eq!(now.get(name), Some(bytes), "the index came before {name}");
        }
    }
}

#[test]
fn a_run_that_is_killed_anywhere_leaves_whole_files_and_is_made_up_for() {
    let days = ["2026-03-01 500", "2026-03-02 600", "2026-03-03 400+"];
    kill(KILLS, SECOND, &days, add_news);
}

#[test]
fn a_run_that_is_killed_while_today_goes_on_is_made_up_for() {
    let days = ["2026-03-01 500", "2026-03-02 420+"];
    kill(KILLS / 2, "2026-03-02T12:07:00Z", &days, |pot| {
        pot.append("cowrie.json", lines("2026-03-02T11:00:00Z", 120));
    });
}

/// Kills a run over news at many points; what the next one gives is what one that was left alone does.
fn kill(kills: u32, now: &str, days: &[&str], add_news: fn(&Pot)) {
    // Two equal honeypots: what is kept and hidden in the one is in the other.
    let pot = pot_with_a_day();
    let copy = |from: &Pot| {
        let to = Pot::new("");
        let script = r#"rm -r "$2"/*; cp -a "$1"/. "$2""#;
        let args = [from.path(""), to.path("")];
        let done = Command::new("bash").args(["-c", script, "bash"]).args(args).status().unwrap();
        assert!(done.success());
        to
    };
    let before = pot.published();
    let straight = copy(&pot);
    add_news(&straight);
    let started = Instant::now();
    straight.publish(now);
    let whole_run = started.elapsed();
    let after = straight.published();
    assert_ne!(before["index.html"], after["index.html"]);
    let mut stopped = 0;
    for number in 0..kills {
        let pot = copy(&pot);
        add_news(&pot);
        let config = pot.path("config.toml");
        let mut child = Command::new(env!("CARGO_BIN_EXE_honeyglow"))
            .args(["publish", "--now", now, "--config", config.to_str().unwrap()])
            .env("TZ", "UTC")
            .spawn()
            .unwrap();
        // Spread over the run, and a little beyond it.
        std::thread::sleep(whole_run * number / (kills * 9 / 10) + Duration::from_micros(331));
        child.kill().unwrap();
        stopped += u32::from(!child.wait().unwrap().success());
        assert_whole(&pot.published(), &before, &after);
        pot.publish(now);
        let healed = pot.published();
        assert_eq!(healed.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for (name, bytes) in &healed {
            assert!(*bytes == after[name], "{name} is not what a run without end gives");
        }
        assert_eq!(pot.days(), days);
        assert_eq!(pot.numbers()["sites"], cleaned(&straight, &pot));
    }
    assert!(stopped >= kills / 2, "only {stopped} runs were still at work when they were killed");
}

/// The numbers of a run that went straight, but for how long the run took.
fn cleaned(straight: &Pot, pot: &Pot) -> serde_json::Value {
    let mut sites = straight.numbers()["sites"].clone();
    sites["home"]["last_run_seconds"] = pot.numbers()["sites"]["home"]["last_run_seconds"].clone();
    sites
}

#[test]
fn a_full_disk_leaves_the_pages_as_they_were_and_is_made_up_for() {
    let pot = pot_with_a_day();
    let before = pot.published();
    add_news(&pot);
    // No file may become larger than so many blocks of 1,024 bytes.
    for blocks in [0, 1, 4, 16, 64, 128] {
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$1\" publish --now {SECOND} --config \"$2\""
        );
        let output = Command::new("bash")
            .args(["-c", &script, "bash", env!("CARGO_BIN_EXE_honeyglow")])
            .arg(pot.path("config.toml"))
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{blocks}: {stderr}");
        assert!(stderr.contains("file too large"), "{stderr}");
        let now = pot.published();
        assert_eq!(now, before, "{blocks} blocks");
    }
    pot.publish(SECOND);
    assert_eq!(pot.days(), ["2026-03-01 500", "2026-03-02 600", "2026-03-03 400+"]);
}

#[test]
fn a_disk_without_room_is_told_and_leaves_the_pages_as_they_were() {
    // A file system of its own can only be made by root in a name space of its own.
    let script = r#"
        set -e
        mount -t tmpfs -o size=3m none "$1"/web-small
        cp "$1"/web/* "$1"/web-small/ 2>/dev/null || true
        before=$(cd "$1"/web-small && cat * | sha256sum)
        "$2" publish --now "$3" --config "$1"/config.toml --output "$1"/web-small && exit 7
        test "$before" = "$(cd "$1"/web-small && cat * | sha256sum)"
        test -z "$(ls -A "$1"/web-small | grep '^\.')"
    "#;
    let pot = pot_with_a_day();
    add_news(&pot);
    std::fs::create_dir(pot.path("web-small")).unwrap();
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "bash", "-c", script, "bash"])
        .arg(pot.path(""))
        .args([env!("CARGO_BIN_EXE_honeyglow"), SECOND])
        .output();
    let Ok(output) = output else {
        println!("skipped: there is no unshare");
        return;
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("unshare") || stderr.contains("mount:") {
        println!("skipped: no file system can be made here: {stderr}");
        return;
    }
    assert!(output.status.success(), "{stderr}");
    assert!(stderr.contains("no space left on device"), "{stderr}");
}
