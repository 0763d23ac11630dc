//! The state between runs: lost, damaged, of another question; two runs at once.

use std::fs;
use std::process::{Command, Stdio};

use super::{Pot, lines};

const NOW: &str = "2026-03-03T12:00:00Z";

fn published_once() -> Pot {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T23:59:00Z", 120));
    pot.publish(NOW);
    pot
}

#[test]
fn a_run_without_news_changes_no_file_and_no_time() {
    let pot = published_once();
    let times = || -> Vec<_> {
        let mut files: Vec<_> = fs::read_dir(pot.path("web"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name(), entry.metadata().unwrap().modified().unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = times();
    assert!(before.len() > 20);
    pot.publish("2026-03-03T13:00:00Z");
    assert_eq!(times(), before);
    // Only what a new event changes is written.
    pot.append("cowrie.json", lines("2026-03-03T12:30:00Z", 1));
    pot.publish("2026-03-03T13:07:00Z");
    let changed: Vec<_> = times().into_iter().filter(|file| !before.contains(file)).collect();
    let of_days_before =
        changed.iter().any(|(name, _)| name.to_str().unwrap().starts_with("tunnels-2026-03-01"));
    assert!(!of_days_before && !changed.is_empty(), "{changed:?}");
}

#[test]
fn any_damage_to_the_state_means_reading_anew_and_the_same_pages() {
    let pot = published_once();
    let pages = pot.published();
    let state = pot.path("state/sites/home");
    for name in ["manifest", "2026-03-01.1", "2026-03-02.1", "published.json"] {
        for damage in [&b""[..], b"x", b"honeyglow state 1\nxxxxxxxxxxxxxxxx"] {
            let path = state.join(name);
            if !path.exists() {
                let generation = |entry: &fs::DirEntry| {
                    entry.file_name().to_str().unwrap().starts_with(&name[..10])
                };
                let entry = fs::read_dir(&state).unwrap().map(|e| e.unwrap()).find(generation);
                fs::write(entry.unwrap().path(), damage).unwrap();
            } else {
                fs::write(path, damage).unwrap();
            }
            // A new line for each day, so that each day's file is needed.
            let answer = pot.call(NOW, &[]).run();
            assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
            assert_eq!(pot.published(), pages, "{name}");
            assert_eq!(pot.days(), ["2026-03-01 60", "2026-03-02 60"]);
        }
    }
    pot.append("cowrie.json", lines("2026-03-01T12:00:00Z", 5));
    pot.append("cowrie.json", lines("2026-03-02T12:00:00Z", 5));
    for entry in fs::read_dir(&state).unwrap().map(|entry| entry.unwrap()) {
        if entry.file_name().to_str().unwrap().starts_with("2026-") {
            fs::write(entry.path(), b"damaged").unwrap();
        }
    }
    let answer = pot.try_publish(NOW);
    assert!(answer.stderr().contains("is damaged (2026-03-01."), "{}", answer.stderr());
    assert_eq!(pot.days(), ["2026-03-01 65", "2026-03-02 65"]);
}

#[test]
fn the_second_of_two_runs_does_nothing() {
    let pot = published_once();
    let pages = pot.published();
    pot.append("cowrie.json", lines("2026-03-02T12:00:00Z", 5));
    let mut holder = Command::new("flock")
        .arg(pot.path("state/lock"))
        .args(["sh", "-c", "echo held; read end"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut held = String::new();
    let stdout = holder.stdout.as_mut().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut held).unwrap();
    pot.call(NOW, &[]).gives(1, "", "honeyglow: another run is at work: nothing done\n");
    assert_eq!(pot.published(), pages);
    drop(holder.stdin.take());
    holder.wait().unwrap();
    pot.publish(NOW);
    assert_eq!(pot.days()[1], "2026-03-02 65");
}

#[test]
fn two_runs_that_start_together_count_each_event_once() {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T23:00:00Z", 2000));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let answer = pot.try_publish(NOW);
                assert!(matches!(answer.exit, Some(0 | 1)), "{}", answer.stderr());
            });
        }
    });
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 2000"]);
}

#[test]
fn numbers_alone_draw_nothing_and_lose_nothing() {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 9));
    pot.call("2026-03-01T10:05:00Z", &["--numbers"]).gives(0, "", "");
    assert!(!pot.path("web").exists());
    let total = |class: &str| {
        let numbers = pot.numbers();
        let counters = numbers["sites"]["home"]["counters"].as_array().unwrap().clone();
        let sum = counters.iter().filter(|counter| counter["port_class"] == class);
        sum.map(|counter| counter["total"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!((total("mail"), total("web"), total("other")), (3, 6, 0));
    assert_eq!(pot.numbers()["sites"]["home"]["sources_today"], 7);
    pot.publish("2026-03-01T10:07:00Z");
    assert_eq!(pot.days(), ["2026-03-01 9+"]);
    assert_eq!(total("web"), 6);
}

#[test]
fn a_view_that_is_new_reads_all_logs_again() {
    let pot = published_once();
    pot.configure("views = [\"tunnels\", \"src_ip,dst_host\"]");
    let answer = pot.try_publish(NOW);
    assert!(answer.stderr().contains("views or zone have changed"));
    assert!(pot.path("web/src-ip-dst-host-2026-03-01.svg").exists());
    assert_eq!(pot.days(), ["2026-03-01 120", "2026-03-02 120"]);
}

#[test]
fn the_key_of_what_is_hidden_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let pot = published_once();
    let key = pot.path("state/redact.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read(&key).unwrap();
    pot.publish(NOW);
    assert_eq!((fs::read(&key).unwrap().len(), fs::read(&key).unwrap()), (32, before));
}

#[test]
fn what_was_hidden_stays_hidden_when_the_state_is_lost_and_a_day_is_drawn_anew() {
    let pot = Pot::new("");
    let connect = "{\"eventid\":\"cowrie.session.connect\",\"timestamp\":\"2026-03-01T09:00:00Z\",\
                   \"src_ip\":\"192.0.2.1\",\"dst_ip\":\"203.0.113.77\",\"session\":\"aa\",\
                   \"sensor\":\"barnpot\",\"src_port\":4,\"dst_port\":2222,\"protocol\":\"ssh\"}\n";
    pot.append("cowrie.json.1", connect);
    let own = crate::program::tunnel("2026-03-01T10:00:00Z", "192.0.2.1", "25", "203.0.113.77");
    pot.append("cowrie.json.1", own);
    pot.append("cowrie.json", lines("2026-03-02T10:00:00Z", 100));
    pot.publish(NOW);
    let shows = || {
        let pages = pot.published();
        let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("203.0.113.77");
        pages
            .iter()
            .filter(|(_, bytes)| has(bytes))
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(shows(), [""; 0]);
    // The log that told of it goes, and the other one is rewritten.
    fs::remove_file(pot.path("log/cowrie.json.1")).unwrap();
    let log = pot.path("log/cowrie.json");
    let text = fs::read_to_string(&log).unwrap();
    let cut: Vec<&str> =
        text.lines().enumerate().filter(|(at, _)| *at != 60).map(|l| l.1).collect();
    let more = lines("2026-03-02T11:00:00Z", 5);
    fs::write(&log, format!("{}\n{more}", cut.join("\n"))).unwrap();
    let answer = pot.try_publish(NOW);
    assert!(answer.stderr().contains("all logs are read anew"), "{}", answer.stderr());
    assert_eq!(pot.days(), ["2026-03-01 1", "2026-03-02 104"]);
    assert_eq!(shows(), [""; 0]);
}
