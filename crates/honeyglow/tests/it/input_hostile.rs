//! Broken and hostile input: what cannot be read is counted, and the run goes on.

use std::io::{self, Read, Write};

use honeyglow::event::{Column, Kind, Kinds};
use honeyglow::input::{
    Ask, Compression, Coverage, Format, ReadError, Reason, Repeats, first_time, read as read_input,
};
use jiff::tz::TimeZone;

use super::input_gather::{Gather, ask, assert_agreement, every_line, read, tunnels};

const REQUEST: &str =
    "2026-11-24T05:06:31.564481Z [ssh,11d0c80dc672,192.0.2.6] direct-tcp connection request to ";

fn json(host: &str) -> String {
    format!(
        r#"{{"eventid":"cowrie.direct-tcpip.request","src_ip":"192.0.2.6","dst_ip":"{host}","dst_port":80}}"#
    )
}

#[test]
fn a_forged_record_inside_a_name_is_not_believed() {
    let log =
        format!("{REQUEST}fake\n\t{REQUEST}7.7.7.7:77 from 1.1.1.1:1:2003 from localhost:5556\n");
    let (found, reading) = read(log.as_bytes(), &tunnels(), 1);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].get(Column::DstPort), "2003");
    assert_eq!(reading.tally.ambiguous, 1);
    assert_eq!(reading.tally.continuation, 1);
    assert_agreement(log.as_bytes());
}

#[test]
fn nul_bytes_and_broken_utf8_lose_nothing() {
    let mut log = format!("{REQUEST}a:1 from o:1\n").into_bytes();
    log.extend([0; 4_096]);
    log.extend(format!("{REQUEST}b").as_bytes());
    log.extend(b"\0\xff:2 from o:1\n\n\r\n");
    let (found, reading) = read(&log, &every_line(), 1);
    let hosts: Vec<&str> = found.iter().map(|found| found.get(Column::DstHost)).collect();
    assert_eq!(hosts, ["a", "b\0\\xff"]);
    assert_eq!(reading.tally.blank, 2);
    assert_agreement(&log);
}

#[test]
fn a_torn_last_line_is_counted_as_torn() {
    let log = format!("{}\n{}", json("a"), &json("b")[..60]);
    let (found, reading) = read(log.as_bytes(), &tunnels(), 1);
    assert_eq!(found.len(), 1);
    assert_eq!(reading.tally.skipped(Reason::Torn), 1);
    assert_eq!(reading.tally.samples[0].line_number, 2);
    assert_agreement(log.as_bytes());
}

#[test]
fn a_line_of_fifty_megabytes_is_one_skipped_line() {
    let mut log = format!("{}\n", json("a")).into_bytes();
    log.extend(json(&"x".repeat(50_000_000)).as_bytes());
    log.extend(format!("\n{}\n", json("b")).as_bytes());
    for threads in [1, 2] {
        let (found, reading) = read(&log, &every_line(), threads);
        assert_eq!(found.len(), 2);
        assert_eq!(reading.tally.skipped(Reason::TooLong), 1);
        assert_eq!(reading.tally.samples[0].line_number, 2);
        assert!(reading.tally.is_balanced());
    }
}

#[test]
fn a_name_of_a_megabyte_is_read_whole() {
    let name = "x".repeat(1_000_000);
    let log = format!("{}\n{}\n", json(&name), json("b"));
    let (found, _) = read(log.as_bytes(), &tunnels(), 1);
    assert_eq!(found[0].get(Column::DstHost).len(), 1_000_000);
    assert_eq!(found.len(), 2);
    let text = format!("{REQUEST}{name}:1 from o:1\n{REQUEST}b:2 from o:1\n");
    assert_agreement(text.as_bytes());
}

#[test]
fn an_event_id_that_is_spelled_with_escapes_is_not_cowries() {
    let log = json("a").replace("cowrie.direct", "cowrie\\u002edirect");
    let (found, reading) = read(log.as_bytes(), &every_line(), 1);
    assert!(found.is_empty());
    assert_eq!(reading.tally.other, 1);
    assert_agreement(log.as_bytes());
}

#[test]
fn deep_json_is_no_danger() {
    let deep =
        format!("{{\"eventid\":\"x\",\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let log = format!("{}\n{deep}\n{}", json("a"), deep.trim_end_matches(['}', ']']));
    let (_, reading) = read(log.as_bytes(), &every_line(), 1);
    assert_eq!(reading.tally.event_count(), 1);
    assert!(reading.tally.is_balanced());
}

#[test]
fn empty_and_unknown_inputs_say_so() {
    for input in ["", "\n\n", "just some words\nin a file\n", "\u{feff}"] {
        let (found, reading) = read(input.as_bytes(), &every_line(), 1);
        assert!(found.is_empty());
        assert_eq!(reading.tally.format, None);
        assert!(reading.tally.is_balanced());
        assert!(reading.failure.is_none());
    }
    // A byte order mark alone is empty, even if the format is named.
    assert_agreement("\u{feff}".as_bytes());
    let named = Ask { format: Some(Format::Csv), ..every_line() };
    assert_eq!(read("\u{feff}".as_bytes(), &named, 1).1.tally.format, None);
    let (_, reading) = read(b"words\n", &every_line(), 1);
    assert_eq!(reading.tally.skipped(Reason::UnknownFormat), 1);
}

#[test]
fn a_file_that_breaks_off_gives_what_came_before() {
    let log = format!("{}\n", json("a")).repeat(50_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(log.as_bytes()).unwrap();
    let mut packed = packed.finish().unwrap();
    let (found, reading) = read(&packed, &tunnels(), 2);
    assert_eq!(found.len(), 50_000);
    assert_eq!(reading.tally.compression, Some(Compression::Gzip));
    packed.truncate(packed.len() / 2);
    let (found, reading) = read(&packed, &tunnels(), 2);
    assert!((10_000..50_000).contains(&found.len()), "{}", found.len());
    assert!(matches!(reading.failure, Some(ReadError::Unpack(Compression::Gzip, _))));
}

#[test]
fn an_input_that_fails_gives_what_came_before() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let line = format!("{}\n", json("a"));
    let input = line.as_bytes().chain(Failing);
    let mut collectors = [Gather::default()];
    let reading = read_input(input, 0, &tunnels(), &mut Repeats::default(), &mut collectors);
    assert_eq!(collectors[0].0.len(), 1);
    assert!(matches!(reading.failure, Some(ReadError::Input(_))));
}

#[test]
fn the_first_time_is_found_in_packed_files_too() {
    let log = format!("{REQUEST}a:1 from o:1\n");
    let packed = zstd::encode_all(log.as_bytes(), 1).unwrap();
    for head in [log.as_bytes(), &packed] {
        let time = first_time(head, &TimeZone::UTC).unwrap();
        assert_eq!(time.to_string(), "2026-11-24T05:06:31.564481Z");
    }
    assert_eq!(first_time(b"a,b\n", &TimeZone::UTC), None);
}

#[test]
fn rows_with_an_open_quote_do_not_swallow_the_file() {
    let csv = format!("a,b,c\n\"two\nlines\",x,y\n\"open,b,c\n{}", "d,e,f\n".repeat(100));
    let (found, reading) = read(csv.as_bytes(), &every_line(), 1);
    let sources: Vec<&str> = found.iter().map(|found| found.get(Column::Source)).collect();
    assert_eq!(reading.tally.format, Some(Format::Csv));
    assert!(reading.tally.is_balanced());
    assert_eq!(sources[..3], ["a", "two\nlines", "d"]);
    assert_eq!(sources.len(), 102);
    assert_eq!(reading.tally.skipped(Reason::OpenQuote), 1);
    assert_agreement(csv.as_bytes());
}

#[test]
fn what_was_not_asked_for_is_passed_over() {
    let log = format!("{}\nnot json\n{{\"eventid\":\"cowrie.command.input\"\n", json("a"));
    let (_, reading) = read(log.as_bytes(), &tunnels(), 1);
    assert_eq!((reading.tally.passed, reading.tally.skipped_count()), (2, 0));
    let commands = ask(Kinds::of(&[Kind::Command]), Coverage::Asked);
    let (_, reading) = read(log.as_bytes(), &commands, 1);
    assert_eq!((reading.tally.passed, reading.tally.skipped_count()), (2, 1));
}
