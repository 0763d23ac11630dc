//! Samples of every format, with what each must become: `tests/cases/input/*.txt`.
//!
//! A case is the lines of a log, and below them, after `=> `, what the reader says of them. A
//! line with `#` before the first case is a comment. In the lines `<CR>` stands for a carriage
//! return, for an editor would lose it.

use honeyglow::event::Column;
use honeyglow::input::{Format, Reason};

use super::input_gather::{Found, assert_agreement, every_line, read};

const CASES: [(&str, Format, &str); 4] = [
    ("cowrie_json", Format::CowrieJson, include_str!("../cases/input/cowrie_json.txt")),
    ("cowrie_text", Format::CowrieText, include_str!("../cases/input/cowrie_text.txt")),
    ("csv", Format::Csv, include_str!("../cases/input/csv.txt")),
    ("wrappers", Format::CowrieJson, include_str!("../cases/input/wrappers.txt")),
];

fn say_event(found: &Found) -> String {
    let columns = Column::ALL.into_iter().filter_map(|column| {
        let (_, text) = found.columns.iter().find(|(known, _)| *known == column)?;
        Some(format!(" {}={text:?}", column.name()))
    });
    let time = found.time.map(|time| format!(" at {time}")).unwrap_or_default();
    format!("{}{time}{}", found.kind.name(), columns.collect::<String>())
}

/// What the reader says of a log, a line for each record.
fn say(log: &[u8], format: Option<Format>) -> Vec<String> {
    let (found, reading) = read(log, &honeyglow::input::Ask { format, ..every_line() }, 1);
    let tally = reading.tally;
    assert!(tally.is_balanced());
    let mut said: Vec<String> = found.iter().map(say_event).collect();
    said.extend((0..tally.other).map(|_| "other".to_owned()));
    said.extend((0..tally.ambiguous).map(|_| "ambiguous".to_owned()));
    for reason in Reason::ALL {
        said.extend((0..tally.skipped(reason)).map(|_| format!("skipped {}", reason.name())));
    }
    said
}

#[test]
fn each_sample_becomes_what_it_must() {
    for (name, format, cases) in CASES {
        // The wrappers' inner format is sniffed.
        let format = (name != "wrappers").then_some(format);
        for case in cases.split("\n\n").filter(|case| !case.trim().is_empty()) {
            let lines = || case.lines().filter(|line| !line.starts_with('#'));
            let log: String = lines()
                .filter(|line| !line.starts_with("=> "))
                .map(|line| format!("{}\n", line.replace("<CR>", "\r")))
                .collect();
            let expected: Vec<&str> = lines().filter_map(|line| line.strip_prefix("=> ")).collect();
            assert_eq!(say(log.as_bytes(), format), expected, "{name}: {log}");
            assert_agreement(log.as_bytes());
        }
    }
}
