//! A sensor elsewhere, through a real `sshd`: its lines come from where the last run ended, and if it is
//! down, the others are published.

use std::fs;
use std::io::Write as _;

use super::{Pot, lines};
use crate::sshd::Server;

const NOW: &str = "2026-03-02T12:00:00Z";

fn pot(server: &Server, more: &str) -> Pot {
    let (logs, client) = (server.path("logs"), server.path("client"));
    let (logs, client) = (logs.display(), client.display());
    Pot::new(&format!(
        "inputs = [\"ssh://sensor{logs}/cowrie.json*\"{more}]\n[ssh]\noptions = [\"-F\", \"{client}\"]\n\
         connect-timeout = \"5s\""
    ))
}

#[test]
fn only_what_is_new_comes_over_the_wire_however_the_logs_are_rotated() {
    let Some(server) = Server::start("") else { return };
    let pot = pot(&server, "");
    let first = lines("2026-03-01T10:00:00Z", 500);
    let log = server.log("cowrie.json", &first);
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 500"]);
    assert_eq!(pot.bytes_read(), first.len() as u64);
    pot.publish(NOW);
    assert_eq!(pot.bytes_read(), first.len() as u64);
    // Renamed with its last lines, packed later, and a new one begun.
    let second = lines("2026-03-01T11:00:00Z", 70);
    fs::OpenOptions::new().append(true).open(&log).unwrap().write_all(second.as_bytes()).unwrap();
    fs::rename(&log, server.path("logs/cowrie.json.1")).unwrap();
    let third = lines("2026-03-02T01:00:00Z", 30);
    server.log("cowrie.json", &third);
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 570", "2026-03-02 30+"]);
    let sum = first.len() + second.len() + third.len();
    assert_eq!(pot.bytes_read(), sum as u64);
    let packed = server.path("logs/cowrie.json.1.gz");
    let mut encoder = flate2::write::GzEncoder::new(
        fs::File::create(packed).unwrap(),
        flate2::Compression::fast(),
    );
    encoder.write_all(format!("{first}{second}").as_bytes()).unwrap();
    encoder.finish().unwrap();
    fs::remove_file(server.path("logs/cowrie.json.1")).unwrap();
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 570", "2026-03-02 30+"]);
    assert_eq!(pot.bytes_read(), sum as u64);
}

#[test]
fn a_sensor_that_is_down_is_told_of_and_the_others_go_on() {
    let Some(server) = Server::start("") else { return };
    let pot = pot(&server, ", \"log\"");
    server.log("cowrie.json", lines("2026-03-01T10:00:00Z", 5));
    pot.append("cowrie.json", lines("2026-03-01T11:00:00Z", 3));
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 8"]);
    drop(server);
    pot.append("cowrie.json", lines("2026-03-02T11:00:00Z", 2));
    let answer = pot.try_publish(NOW);
    assert_eq!(answer.exit, Some(3));
    assert!(answer.stderr().contains("cannot read `ssh://sensor/"), "{}", answer.stderr());
    assert_eq!(pot.days(), ["2026-03-01 8", "2026-03-02 2+"]);
    let notes = pot.index()["notes"].to_string();
    assert!(notes.contains("is silent since 2026-03-01 10:00: it cannot be reached"), "{notes}");
    // What the machine is called is not to be seen.
    assert!(!notes.contains("Sensor sensor "), "{notes}");
    assert_eq!(pot.numbers()["sites"]["home"]["inputs_failing"], 1);
    let page = String::from_utf8(pot.published()["index.html"].clone()).unwrap();
    assert!(page.contains("cannot be reached"));
}
