//! What goes wrong gives one clear line, the right exit status, and no half-written output.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use crate::program::{assert_one_line, command, honeyglow, tunnel};

const NOON: &str = "2026-03-01T12:00:00.000000Z";

fn log() -> String {
    tunnel(NOON, "192.0.2.1", "443", "example.net")
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn a_missing_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    for command in ["links", "check"] {
        honeyglow([command, "cowrie.json"])
            .within(directory.path())
            .refuses(2, &["cannot read `cowrie.json`: no such file"]);
    }
    honeyglow(["draw", "cowrie.json", "-o", "day.svg"])
        .within(directory.path())
        .refuses(2, &["cannot read `cowrie.json`: no such file"]);
    assert_eq!(names(directory.path()).len(), 0);
}

#[test]
fn a_glob_without_a_match_is_named() {
    honeyglow(["links", "/nowhere/cowrie.json*"]).refuses(2, &["no file matches `/nowhere/cowrie"]);
}

#[test]
fn a_missing_file_among_others_is_told_and_the_others_are_read() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.json"), log()).unwrap();
    let answer = honeyglow(["links", "gone.json", "a.json"]).within(directory.path()).run();
    assert_eq!((answer.exit, answer.stdout()), (Some(0), "192.0.2.1,443,example.net\n".into()));
    assert_one_line(&answer.stderr());
    assert!(answer.stderr().contains("`gone.json`"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_named() {
    // It opens, and every read fails.
    honeyglow(["links", "/proc/self/mem"]).refuses(2, &["cannot read `/proc/self/mem`: "]);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cowrie.json");
    fs::write(&path, log()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    honeyglow(["links", "cowrie.json"])
        .within(directory.path())
        .refuses(2, &["cannot read `cowrie.json`: permission denied"]);
}

#[test]
fn a_directory_without_logs_is_named() {
    let directory = tempfile::tempdir().unwrap();
    honeyglow(["links", "."]).within(directory.path()).refuses(2, &["no log in directory `.`"]);
    fs::write(directory.path().join("picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    fs::create_dir(directory.path().join("tty")).unwrap();
    fs::write(directory.path().join("tty/cowrie.json"), log()).unwrap();
    honeyglow(["links", "."]).within(directory.path()).refuses(2, &["no log in directory `.`"]);
}

#[test]
fn an_empty_log_has_nothing_to_draw() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("cowrie.json"), "").unwrap();
    honeyglow(["links", "cowrie.json"])
        .within(directory.path())
        .refuses(1, &["no links: `cowrie.json` is empty"]);
    honeyglow(["links", "--each", "-o", "links.csv", "cowrie.json"])
        .within(directory.path())
        .refuses(1, &["no links: `cowrie.json` is empty"]);
    honeyglow(["draw", "cowrie.json", "-o", "day.svg"])
        .within(directory.path())
        .refuses(1, &["nothing to draw: `cowrie.json` is empty"]);
    honeyglow(["links"]).stdin("").refuses(1, &["no links: `stdin` is empty"]);
    assert_eq!(names(directory.path()), ["cowrie.json"]);
}

#[test]
fn a_log_without_the_asked_events_says_what_it_has() {
    honeyglow(["links", "--view", "logins"])
        .stdin(log())
        .refuses(1, &["no links: no event of view `logins` in 1 line"]);
    honeyglow(["links", "--day", "2026-03-02"]).stdin(log()).refuses(
        1,
        &[
            "no links: 1 event of view `tunnels` from 2026-03-01 12:00:00+00:00 to ",
            ", none in the period asked for",
        ],
    );
}

#[test]
fn an_unknown_format_is_named() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("notes.txt"), "Dear diary\n").unwrap();
    honeyglow(["links", "notes.txt"])
        .within(directory.path())
        .refuses(2, &["cannot read `notes.txt`: unknown format", "--format"]);
    honeyglow(["check", "notes.txt"])
        .within(directory.path())
        .refuses(2, &["cannot read `notes.txt`: unknown format", "--format"]);
    let packed = zstd::encode_all(&b""[..], 3).unwrap();
    honeyglow(["links"]).stdin(packed).refuses(1, &["no links: `stdin` is empty"]);
}

#[test]
fn a_broken_archive_gives_what_was_read_and_says_so() {
    let whole = zstd::encode_all(log().repeat(50_000).as_bytes(), 1).unwrap();
    let answer = honeyglow(["links"]).stdin(&whole[..whole.len() - 9]).run();
    assert_eq!((answer.exit, answer.stdout()), (Some(0), "192.0.2.1,443,example.net\n".into()));
    assert_one_line(&answer.stderr());
    assert!(answer.stderr().contains("cannot read `stdin`: zstd"), "{}", answer.stderr());
}

#[test]
fn impossible_flags_are_refused_in_one_line() {
    for (args, said) in [
        (&["links", "--colour"][..], "unexpected argument '--colour'"),
        (&["links", "--view", "tunnel"], "--view: unknown view `tunnel`: write tunnels, logins"),
        (&["links", "--view", "src_ip,colour"], "--view: unknown column `colour`"),
        (&["links", "--day", "someday"], "--day: `someday` is no day"),
        (&["links", "--since", "soon"], "--since: `soon` is no time"),
        (&["links", "--day", "today", "--since", "1d"], "'--day <DAY>' cannot be used with"),
        (&["links", "--since", "1d", "--until", "2d"], "is not after --since"),
        (&["links", "--zone", "Mars/Base"], "--zone: unknown zone `Mars/Base`"),
        (&["links", "--each", "--counts"], "cannot be used with"),
        (&["links", "--each", "--view", "clients"], "leave --each out"),
        (&["links", "--format", "pcap"], "invalid value 'pcap' for '--format <FORMAT>'"),
        (&["links", "--threads", "0"], "write a number of threads"),
        (&["draw", "--size", "big", "-o", "x.svg"], "write width x height in points"),
        (&["frobnicate"], "unrecognized subcommand 'frobnicate'"),
    ] {
        honeyglow(args).stdin(log()).refuses(2, &[said]);
    }
}

#[test]
fn help_goes_to_stdout_and_shows_examples() {
    for args in [&["--help"][..], &["draw", "--help"], &["links", "-h"], &["check", "--help"]] {
        let answer = honeyglow(args).run();
        assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()), "{args:?}");
        assert!(answer.stdout().contains("Examples:"), "{args:?}");
        assert!(answer.stdout().contains("Exit status:"), "{args:?}");
    }
}

#[test]
fn an_output_directory_that_does_not_exist_is_told() {
    honeyglow(["links", "-o", "/nowhere/links.csv"])
        .stdin(log())
        .refuses(2, &["cannot write `/nowhere/links.csv`: no such file or directory"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let many: String = (0..20_000)
        .map(|n| tunnel(NOON, "192.0.2.1", "443", &format!("host-{n}.example")))
        .collect();
    for args in [&["links"][..], &["links", "--each"], &["links", "--counts"], &["check"]] {
        for log in [&many, &log()] {
            honeyglow(args)
                .stdin(log)
                .stdout_to(full())
                .refuses(2, &["cannot write stdout: no space left on device"]);
        }
    }
    honeyglow(["links", "-o", "/dev/full"])
        .stdin(many)
        .refuses(2, &["cannot write `/dev/full`: no space left on device"]);
}

#[test]
fn a_file_that_cannot_be_completed_stays_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("links.csv"), "yesterday\n").unwrap();
    honeyglow(["links", "-o", "links.csv", "gone.json"])
        .within(directory.path())
        .refuses(2, &["`gone.json`"]);
    assert_eq!(fs::read_to_string(directory.path().join("links.csv")).unwrap(), "yesterday\n");
    assert_eq!(names(directory.path()), ["links.csv"]);
    honeyglow(["links", "-o", "links.csv"]).within(directory.path()).stdin(log()).gives_rows("");
    let written = fs::read_to_string(directory.path().join("links.csv")).unwrap();
    assert_eq!(written, "192.0.2.1,443,example.net\n");
    assert_eq!(names(directory.path()), ["links.csv"]);
}

#[test]
fn a_reader_that_has_enough_ends_the_run_cleanly() {
    let directory = tempfile::tempdir().unwrap();
    let many: String = (0..50_000)
        .map(|n| tunnel(NOON, "192.0.2.1", "443", &format!("host-{n}.example")))
        .collect();
    let path = directory.path().join("cowrie.json");
    fs::write(&path, many).unwrap();
    for args in [&["links"][..], &["links", "--each"]] {
        let mut child = command().args(args).arg(&path).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert_eq!(first, "192.0.2.1,443,host-0.example\n");
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
    }
}
