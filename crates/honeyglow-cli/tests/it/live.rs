//! Logs of a real Cowrie, with the truth of what was sent.

use std::fs;
use std::path::Path;

use crate::program::{honeyglow, shared};

/// The records of a CSV text, sorted: several honeypot threads write in any order.
fn records(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut records: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect();
    records.sort_unstable();
    records
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let answer = honeyglow([Path::new("links"), Path::new("--each"), path]).run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()), "{}", path.display());
    records(&answer.stdout)
}

#[test]
fn what_was_sent_is_what_is_read() {
    let Some(root) = shared("cowrie/live") else { return };
    for run in fs::read_dir(root).unwrap() {
        let run = run.unwrap().path();
        let truth = records(&fs::read(run.join("truth.csv")).unwrap());
        assert!(truth.len() > 50);
        // The directory: its JSON, and none of its text, its audit.log or its truth.
        for input in [run.join("cowrie.json"), run.join("cowrie.log"), run] {
            assert_eq!(rows(&input), truth, "{}", input.display());
        }
    }
}
