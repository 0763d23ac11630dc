//! Logs of a real Cowrie that was asked for tunnels with hostile names, and the truth of what was
//! asked.

use std::path::Path;

use honeyglow::event::{Column, Kind, Kinds};
use honeyglow::input::{Ask, Coverage, Format, Reason};

use super::input_gather::{Found, ask, assert_agreement, bytes, every_line, read, shared, tunnels};

fn truth(folder: &Path) -> Vec<[String; 3]> {
    let rows = bytes(&folder.join("truth.csv"));
    // Named, for the control bytes in its names do not look like a table's.
    let ask =
        Ask { format: Some(Format::Csv), ..ask(Kinds::of(&[Kind::Row]), Coverage::EveryLine) };
    let (rows, _) = read(&rows, &ask, 1);
    let columns = [Column::Source, Column::Event, Column::Target];
    let mut rows: Vec<[String; 3]> =
        rows.iter().map(|row| columns.map(|column| row.get(column).to_owned())).collect();
    rows.sort();
    rows
}

fn found(folder: &Path, log: &str) -> Vec<[String; 3]> {
    let (found, reading) = read(&bytes(&folder.join(log)), &tunnels(), 1);
    assert!(reading.tally.ambiguous <= 5);
    let mut found: Vec<[String; 3]> = found.iter().map(Found::tunnel).collect();
    found.sort();
    found
}

#[test]
fn json_and_text_give_exactly_what_was_asked_for() {
    let Some(live) = shared("cowrie/live") else { return };
    for folder in live.read_dir().unwrap() {
        let folder = folder.unwrap().path();
        let truth = truth(&folder);
        assert_eq!(truth.len(), 61);
        assert_eq!(found(&folder, "cowrie.json"), truth, "{}", folder.display());
        assert_eq!(found(&folder, "cowrie.log"), truth, "{}", folder.display());
    }
}

#[track_caller]
fn assert_same(json: &[[String; 3]], text: &[[String; 3]], what: &str) {
    let only = |a: &[[String; 3]], b: &[[String; 3]]| -> Vec<[String; 3]> {
        a.iter().filter(|row| !b.contains(row)).cloned().collect()
    };
    assert_eq!((only(json, text), only(text, json)), (vec![], vec![]), "{what}");
    assert_eq!(json.len(), text.len(), "{what}");
}

#[test]
fn other_events_are_the_same_in_json_and_text() {
    let Some(live) = shared("cowrie/live") else { return };
    for folder in live.read_dir().unwrap() {
        let folder = folder.unwrap().path();
        for (kind, columns) in [
            (Kind::LoginSuccess, [Column::SrcIp, Column::Username, Column::Password]),
            (Kind::LoginFailure, [Column::SrcIp, Column::Username, Column::Password]),
            (Kind::Command, [Column::SrcIp, Column::Command, Column::SrcIp]),
            (Kind::Upload, [Column::SrcIp, Column::Filename, Column::Sha256]),
            (Kind::ClientVersion, [Column::SrcIp, Column::Version, Column::SrcIp]),
            (Kind::KeyExchange, [Column::SrcIp, Column::Hassh, Column::SrcIp]),
            (Kind::Connect, [Column::SrcIp, Column::SrcPort, Column::Session]),
            (Kind::Connect, [Column::SrcIp, Column::SensorIp, Column::Session]),
            (Kind::TunnelData, [Column::DstHost, Column::DataSize, Column::DataHead]),
        ] {
            let [json, text] = ["cowrie.json", "cowrie.log"].map(|log| {
                let ask = ask(Kinds::of(&[kind]), Coverage::Asked);
                let (found, _) = read(&bytes(&folder.join(log)), &ask, 1);
                let mut rows: Vec<[String; 3]> = found
                    .iter()
                    .map(|found| columns.map(|column| found.get(column).to_owned()))
                    // Text cannot tell which slash ends the name: compare them as text has them.
                    .map(|[a, b, c]| match columns[1] {
                        Column::Username => [a, format!("{b}/{c}"), String::new()],
                        _ => [a, b, c],
                    })
                    .collect();
                rows.sort();
                rows
            });
            assert!(!json.is_empty());
            assert_same(&json, &text, &format!("{} of {}", kind.name(), folder.display()));
        }
    }
}

#[test]
fn an_audit_log_is_known_and_not_used() {
    let Some(live) = shared("cowrie/live") else { return };
    let (found, reading) = read(&bytes(&live.join("3.1.4-UTC/audit.log")), &every_line(), 1);
    assert!(found.is_empty());
    let tally = reading.tally;
    assert_eq!(tally.format, Some(Format::CowrieAudit));
    assert_eq!(tally.skipped(Reason::AuditLog) + tally.blank, tally.lines);
}

#[test]
fn both_readers_agree_on_live_logs() {
    let Some(live) = shared("cowrie/live") else { return };
    for path in super::input_gather::files(live) {
        if path.extension().is_some_and(|suffix| suffix == "log" || suffix == "json") {
            assert_agreement(&bytes(&path));
        }
    }
}
