//! The report of `check`: it accounts for every line.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::program::{honeyglow, shared, tunnel};

/// The sums of a report, one per file and one of all: lines, and the terms after the equals sign.
fn sums(report: &str) -> Vec<(u64, Vec<u64>)> {
    let number = |text: &str| -> u64 {
        let digits = text.trim().split(' ').next().unwrap();
        digits.replace(',', "").parse().unwrap()
    };
    report
        .lines()
        .filter(|line| line.starts_with("  ") && line.contains(" = "))
        .filter_map(|line| line.split_once(" = "))
        .filter(|(lines, _)| lines.ends_with(" line") || lines.ends_with(" lines"))
        .map(|(lines, terms)| (number(lines), terms.split(" + ").map(number).collect()))
        .collect()
}

fn check(args: &[&Path]) -> String {
    let answer = honeyglow(
        ["check", "--zone", "UTC"].map(AsRef::as_ref).into_iter().chain(args.iter().copied()),
    )
    .run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
    answer.stdout()
}

fn physical_lines(bytes: &[u8]) -> u64 {
    let newlines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let torn = bytes.last().is_some_and(|byte| *byte != b'\n');
    newlines as u64 + u64::from(torn)
}

#[test]
fn a_report_says_what_is_in_a_log() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cowrie.json");
    let connect = r#"{"eventid":"cowrie.session.connect","timestamp":"2026-03-01T11:00:00Z","src_ip":"192.0.2.1","session":"a","sensor":"pot-2"}"#;
    let size = r#"{"eventid":"cowrie.client.size","timestamp":"2026-03-01T11:00:00Z","src_ip":"192.0.2.1","session":"a","sensor":"pot"}"#;
    let request = tunnel("2026-03-01T12:00:00Z", "192.0.2.1", "443", "example.net");
    let broken = "{\u{1b}[2J broken";
    fs::write(&path, [connect, "\n", size, "\n\n", &request, broken, "\n", &request].concat())
        .unwrap();
    let report = check(&[&path]);
    let expected = format!(
        "{}: Cowrie JSON
  6 lines = 3 events + 1 other + 1 blank + 1 skipped
             1  connect
             2  tunnel request
             1  skipped: no JSON object
  line 5: no JSON object: {{\\x1b[2J broken

all together: 1 input
  6 lines = 3 events + 1 other + 1 blank + 1 skipped
             1  connect
             2  tunnel request
             1  skipped: no JSON object
  period: 2026-03-01 11:00:00+00:00 to 2026-03-01 12:00:00+00:00
  sensors: pot, pot-2
",
        path.display()
    );
    assert_eq!(report, expected);
}

#[test]
fn repeated_lines_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let (a, b) = (directory.path().join("a.json"), directory.path().join("b.json"));
    let line = tunnel("2026-03-01T12:00:00Z", "192.0.2.1", "443", "example.net");
    fs::write(&a, line.repeat(2)).unwrap();
    fs::write(&b, line.repeat(3)).unwrap();
    let report = check(&[&a, &b]);
    assert_eq!(sums(&report), [(2, vec![2]), (3, vec![1, 2]), (5, vec![3, 2])], "{report}");
}

#[test]
fn the_sum_adds_up_in_spite_of_nul_bytes_bad_utf8_and_a_torn_end() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cowrie.log");
    let mut log = Vec::new();
    log.extend_from_slice(
        b"2017-03-16T00:00:00+0000 [-] Log opened.\n\0\0\0\n\xff\xfe\n\tmore\n\r\n",
    );
    log.extend_from_slice(b"no timestamp\n2017-03-16T00:00:01+0000 [-] to");
    fs::write(&path, &log).unwrap();
    let report = check(&[&path]);
    for (lines, terms) in sums(&report) {
        assert_eq!((lines, terms.iter().sum::<u64>()), (7, 7), "{report}");
    }
}

/// Every line of every real log is accounted for.
#[test]
fn every_line_of_the_real_logs_is_accounted_for() {
    let Some(root) = shared("logs") else { return };
    let mut paths: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .flat_map(|path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    paths.sort_unstable();
    assert!(paths.len() > 50);
    for path in paths {
        let mut bytes = Vec::new();
        zstd::Decoder::new(fs::File::open(&path).unwrap())
            .unwrap()
            .read_to_end(&mut bytes)
            .unwrap();
        let report = check(&[&path]);
        let sums = sums(&report);
        assert_eq!(sums.len(), 2, "{report}");
        for (lines, terms) in sums {
            assert_eq!(lines, physical_lines(&bytes), "{}", path.display());
            assert_eq!(lines, terms.iter().sum::<u64>(), "{report}");
        }
    }
}
