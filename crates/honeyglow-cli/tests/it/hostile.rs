//! Names that attackers chose: exact in data, harmless on a terminal.

use std::fs;

use crate::program::{honeyglow, tunnel};

/// What reached real and provoked logs whole.
const NAMES: [&str; 14] = [
    "quo\"te.example",
    "a,b;c|d",
    "<script>alert(1)</script>",
    "%s%n%(src_ip)s{braces}",
    "=cmd|' /C calc'!A0",
    "new\nline",
    "tab\tand\rreturn",
    "nul\0byte",
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}31m",
    "evil\u{202e}moc.elgoog",
    "zero\u{200b}width",
    "\u{2028}emoji 🍯 用户",
    "",
];

fn log() -> String {
    let time = "2026-03-01T12:00:00.000000Z";
    NAMES.iter().map(|name| tunnel(time, "192.0.2.1", "443", name)).collect()
}

/// Is there nothing in it that a terminal would obey or hide?
fn is_harmless(bytes: &[u8]) -> bool {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    !text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
    })
}

#[test]
fn a_reader_of_csv_gets_every_name_back() {
    for args in [&["links"][..], &["links", "--each"]] {
        let answer = honeyglow(args).stdin(log()).run();
        assert_eq!(answer.exit, Some(0));
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(&answer.stdout[..]);
        let names: Vec<String> =
            reader.records().map(|record| record.unwrap().get(2).unwrap().to_owned()).collect();
        assert_eq!(names, NAMES);
    }
}

#[test]
fn a_name_of_a_megabyte_is_one_name() {
    let name = "x".repeat(1 << 20);
    let time = "2026-03-01T12:00:00Z";
    let log = tunnel(time, "192.0.2.1", "443", "short") + &tunnel(time, "192.0.2.1", "443", &name);
    honeyglow(["links", "--each"])
        .stdin(&log)
        .gives_rows(&format!("192.0.2.1,443,short\n192.0.2.1,443,{name}\n"));
    let answer = honeyglow(["links"]).stdin(&log).run();
    assert_eq!((answer.exit, answer.stdout().lines().count()), (Some(0), 2));
}

#[test]
fn no_control_byte_of_a_log_reaches_the_report() {
    let broken: String =
        NAMES.iter().map(|name| format!("{{{}\n", name.replace('\n', " "))).collect();
    let sensor = r#"{"eventid":"cowrie.session.connect","timestamp":"2026-03-01T12:00:00Z","src_ip":"192.0.2.1","session":"a","sensor":"\u001b[2J\u202e"}"#;
    let answer = honeyglow(["check"]).stdin(log() + &broken + sensor + "\n").run();
    assert_eq!(answer.exit, Some(0));
    assert!(is_harmless(&answer.stdout) && is_harmless(&answer.stderr));
    assert!(answer.stdout().contains("sensors: \\x1b[2J\\u{202e}"), "{}", answer.stdout());
}

#[cfg(unix)]
#[test]
fn no_control_byte_of_a_files_name_reaches_the_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let name = "\u{1b}[2J\u{202e}\nx.json";
    let gone = format!("gone{name}");
    fs::write(directory.path().join(name), log() + "{broken\n").unwrap();
    for args in [
        &["check", name, &gone][..],
        &["links", "-v", name, &gone],
        &["links", &gone],
        &["links", "--view", name],
        &["links", "--day", name],
        &["links", "--zone", name],
        &["links", "--since", name],
        &["links", "-o", &format!("nowhere/{name}")],
        &["links", "--view", "logins", name],
        &[&format!("--{name}")],
        &["draw", "-T", name],
    ] {
        let answer = honeyglow(args).within(directory.path()).stdin(log()).run();
        assert!(is_harmless(&answer.stderr), "{args:?}: {:?}", answer.stderr());
        assert!(!answer.stderr.is_empty());
        if args[0] == "check" {
            assert!(is_harmless(&answer.stdout), "{:?}", answer.stdout());
        }
    }
}
