//! What is hidden is in no byte of what is published: real logs, with the honeypot's own address and
//! name in them.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use super::{Pot, contents};
use crate::program::shared;

/// All text of a published file, what is packed in it unpacked.
fn texts(name: &str, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut texts = vec![bytes.to_vec(), name.as_bytes().to_vec()];
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut text).unwrap();
        texts.push(text);
    }
    if bytes.starts_with(b"\x89PNG") {
        let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        let reader = decoder.read_info().unwrap();
        let info = reader.info();
        for chunk in &info.uncompressed_latin1_text {
            texts.push(format!("{}={}", chunk.keyword, chunk.text).into_bytes());
        }
        for chunk in &info.utf8_text {
            texts.push(format!("{}={}", chunk.keyword, chunk.get_text().unwrap()).into_bytes());
        }
        for chunk in &info.compressed_latin1_text {
            texts.push(format!("{}={}", chunk.keyword, chunk.get_text().unwrap()).into_bytes());
        }
    }
    texts
}

/// Where a needle stands, if no digit, letter or dot makes it a part of something else.
fn stands_in(text: &[u8], needle: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let needle = needle.to_ascii_lowercase();
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.windows(needle.len()).enumerate().any(|(at, window)| {
        window == needle.as_bytes()
            && !is_part(at.checked_sub(1).and_then(|at| text.get(at)))
            && !is_part(text.get(at + needle.len()))
    })
}

#[track_caller]
fn assert_hidden(directory: &Path, needles: &[String]) {
    let files = contents(directory);
    assert!(files.len() > 20);
    for (name, bytes) in &files {
        for text in texts(name, bytes) {
            for needle in needles {
                assert!(!stands_in(&text, needle), "`{needle}` stands in {name}");
            }
        }
    }
}

/// Publishes packed logs with every view; the logs as one text.
fn publish(pot: &Pot, logs: &[std::path::PathBuf], now: &str) -> Vec<u8> {
    let mut whole = Vec::new();
    for log in logs {
        let text = Command::new("zstd").arg("-dqc").arg(log).output().unwrap().stdout;
        let name = log.file_stem().unwrap().to_str().unwrap();
        fs::write(pot.path("log").join(name), &text).unwrap();
        whole.extend(text);
    }
    let answer = pot.try_publish(now);
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    whole
}

/// The values of a field of JSON lines.
fn values(log: &[u8], eventid: &str, field: &str) -> Vec<String> {
    let mut values: Vec<String> = log
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<serde_json::Value>(line).ok())
        .filter(|event| eventid.is_empty() || event["eventid"] == eventid)
        .filter_map(|event| Some(event[field].as_str()?.to_owned()))
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn logs(directory: &str, wanted: &str) -> Option<Vec<std::path::PathBuf>> {
    let mut logs: Vec<_> = fs::read_dir(shared(directory)?)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().contains(wanted))
        .collect();
    logs.sort();
    Some(logs)
}

const VIEWS: &str = "views = [\"tunnels\", \"logins\", \"commands\", \"downloads\", \"clients\"]";

#[test]
fn what_the_logs_of_2024_tell_of_their_honeypot_is_in_no_byte() {
    let Some(logs) = logs("logs/2024", ".json.") else { return };
    let pot = Pot::new(VIEWS);
    let log = publish(&pot, &logs, "2024-04-08T12:00:00Z");
    let own = values(&log, "cowrie.session.connect", "dst_ip");
    let names = values(&log, "", "sensor");
    assert!(!own.is_empty() && !names.is_empty());
    let passwords = values(&log, "cowrie.login.failed", "password");
    // A password of digits or of a word may stand anywhere; a long one has no other reason to.
    // One that is a user name too is shown as that.
    let users = values(&log, "cowrie.login.failed", "username");
    let passwords = passwords.into_iter().filter(|password| {
        !users.contains(password)
            && password.len() >= 8
            && password.contains(|c: char| c.is_ascii_digit())
            && password.contains(|c: char| c.is_ascii_alphabetic())
    });
    let hidden: Vec<String> = own.into_iter().chain(names).chain(passwords).collect();
    assert!(hidden.len() > 10);
    assert_hidden(&pot.path("web"), &hidden);
    for (name, bytes) in pot.published() {
        assert!(!stands_in(&bytes, "http://") || !name.contains("downloads"), "{name} has a URL");
    }
}

#[test]
fn what_the_logs_of_2018_tell_of_their_honeypot_is_in_no_byte() {
    let Some(logs) = logs("logs/2018", ".json.2018-05-1") else { return };
    let pot = Pot::new(VIEWS);
    let log = publish(&pot, &logs, "2018-05-20T12:00:00Z");
    let own = values(&log, "cowrie.session.connect", "dst_ip");
    let names = values(&log, "", "sensor");
    assert!(!own.is_empty() && !names.is_empty());
    let hidden: Vec<String> = own.into_iter().chain(names).collect();
    assert_hidden(&pot.path("web"), &hidden);
}

#[test]
fn words_networks_and_sources_of_the_log_of_2017_are_in_no_byte() {
    let Some(logs) = logs("logs/2017", "tunnels-") else { return };
    // The operator's own network and the sources of others.
    let redact = "[site.redact]\nnetworks = [\"98.136.0.0/14\"]\nwords = [\"yahoo\"]\n\
                  addresses = [\"66.196.118.34\"]\nsources = \"pseudonyms\"";
    let pot = Pot::new(&format!("zone = \"UTC\"\n{redact}"));
    let log = publish(&pot, &logs, "2017-03-23T12:00:00Z");
    let text = String::from_utf8_lossy(&log).into_owned();
    let source = |line: &str| {
        let system = line.split(']').next()?;
        let source = system.rsplit(',').next()?;
        source.parse::<std::net::Ipv4Addr>().ok().map(|source| source.to_string())
    };
    let mut sources: Vec<String> = text.lines().filter_map(source).collect();
    sources.sort_unstable();
    sources.dedup();
    assert!(sources.len() > 100);
    let mut own: Vec<String> = Vec::new();
    for line in text.lines() {
        let Some((_, rest)) = line.split_once("request to ") else { continue };
        let host = rest.split(':').next().unwrap_or_default();
        let Ok(address) = host.parse::<std::net::Ipv4Addr>() else { continue };
        let octets = address.octets();
        if (octets[0] == 98 && (136..140).contains(&octets[1])) || host == "66.196.118.34" {
            own.push(host.to_owned());
        }
    }
    own.sort_unstable();
    own.dedup();
    assert!(own.len() > 5 && text.contains("yahoo"));
    own.extend(sources);
    own.push("yahoo".to_owned());
    assert_hidden(&pot.path("web"), &own);
    // Neighbours stay neighbours: two sources of one network have pseudonyms of one network.
    assert!(pot.published()["index.json"].len() > 1000);
}
