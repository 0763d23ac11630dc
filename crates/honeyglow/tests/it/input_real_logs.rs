//! Real logs of 2017, 2018 and 2024, which are not part of the project.

use std::collections::BTreeMap;
use std::path::Path;

use honeyglow::input::{Reason, Tally};
use regex::bytes::Regex;

use super::input_gather::{
    Found, assert_agreement, bytes, every_line, files, read, shared, tunnels, unpacked,
};

/// `grep -a 'direct-tcp connection request' | perl -ne '/REGEX/ and print "$1,$3,$2\n"'`, the
/// pipeline that people have used for years.
fn classic(log: &[u8]) -> Vec<[String; 3]> {
    let regex = Regex::new(r"(?-u)HoneyPotSSHTransport,\d+,(.*?)\].* to (.*?):(\d+) ").unwrap();
    log.split(|byte| *byte == b'\n')
        .filter(|line| memchr::memmem::find(line, b"direct-tcp connection request").is_some())
        .filter_map(|line| regex.captures(line))
        .map(|groups| [1, 3, 2].map(|group| String::from_utf8_lossy(&groups[group]).into_owned()))
        .collect()
}

#[test]
fn the_classic_pipeline_gives_the_same_rows_in_the_same_order() {
    let Some(logs) = shared("logs/2017") else { return };
    for (name, requests) in
        [("day-2017-03-16.log.zst", 19_315), ("tunnels-2017-03-09_2017-03-22.log.zst", 201_148)]
    {
        let log = unpacked(&logs.join(name));
        let (found, reading) = read(&log, &tunnels(), 1);
        let ours: Vec<[String; 3]> = found.iter().map(Found::tunnel).collect();
        assert_eq!(ours.len(), requests);
        assert_eq!(reading.tally.ambiguous, 0);
        let classic = classic(&log);
        assert_eq!(ours.len(), classic.len());
        for (ours, classic) in ours.iter().zip(&classic) {
            assert_eq!(ours, classic);
        }
    }
}

/// Requests as a multiset.
fn requests(log: &[u8]) -> BTreeMap<[String; 3], i64> {
    let (found, _) = read(log, &tunnels(), 1);
    let mut counts = BTreeMap::new();
    for found in found {
        *counts.entry(found.tunnel()).or_default() += 1;
    }
    counts
}

/// What JSON has more often than text (positive) or less often (negative).
fn differences(logs: &Path) -> Vec<(String, [String; 3], i64)> {
    let mut differences = Vec::new();
    for json in files(logs.to_owned()) {
        let name = json.file_name().unwrap().to_string_lossy().into_owned();
        let Some(day) = name.strip_prefix("cowrie.json.") else { continue };
        let mut counts = requests(&unpacked(&json));
        for (request, count) in requests(&unpacked(&logs.join(format!("cowrie.log.{day}")))) {
            *counts.entry(request).or_default() -= count;
        }
        counts.retain(|_, count| *count != 0);
        differences.extend(counts.into_iter().map(|(request, n)| (day.to_owned(), request, n)));
    }
    differences
}

#[test]
fn text_and_json_of_the_same_days_give_the_same_requests() {
    for year in ["logs/2018", "logs/2024"] {
        let Some(logs) = shared(year) else { return };
        assert_eq!(differences(&logs), []);
    }
}

#[test]
fn every_line_of_every_file_is_accounted_for() {
    let Some(logs) = shared("logs") else { return };
    for path in files(logs).iter().filter(|path| path.extension().is_some_and(|s| s == "zst")) {
        let packed = bytes(path);
        let log = unpacked(path);
        let lines = memchr::memchr_iter(b'\n', &log).count() as u64
            + u64::from(log.last().is_some_and(|byte| *byte != b'\n'));
        let (_, reading) = read(&packed, &every_line(), 2);
        let Tally { lines: counted, .. } = reading.tally;
        assert_eq!(counted, lines, "{}", path.display());
        assert!(reading.tally.is_balanced(), "{}", path.display());
        assert_eq!(reading.tally.passed, 0);
        let known: u64 = [Reason::Torn, Reason::NoPeer, Reason::NoTimestamp]
            .into_iter()
            .map(|reason| reading.tally.skipped(reason))
            .sum();
        let samples: Vec<String> = reading
            .tally
            .samples
            .iter()
            .map(|s| format!("{} {}: {}", s.line_number, s.reason, s.excerpt.escape_ascii()))
            .collect();
        println!("{} {lines} lines: {samples:#?}", path.display());
        assert_eq!(reading.tally.skipped_count(), known, "{}: {samples:#?}", path.display());
    }
}

#[test]
fn both_readers_agree_on_real_logs() {
    let Some(logs) = shared("logs") else { return };
    for path in files(logs).iter().filter(|path| path.extension().is_some_and(|s| s == "zst")) {
        assert_agreement(&unpacked(path));
    }
}
