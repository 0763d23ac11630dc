//! Files, globs, directories and pipes: which are read, in which order, each line once.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::{assert_one_line, honeyglow, text_tunnel, tunnel};

/// One request on a day of March 2026, to a host that says when.
fn line(day: u32, hour: u32) -> String {
    let time = format!("2026-03-{day:02}T{hour:02}:00:00.000000Z");
    tunnel(&time, "192.0.2.1", "443", &format!("d{day}h{hour}"))
}

fn text_line(day: u32, hour: u32) -> String {
    let time = format!("2026-03-{day:02}T{hour:02}:00:00.000000Z");
    text_tunnel(&time, "192.0.2.1", "443", &format!("d{day}h{hour}"))
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// The targets of the requests, in the order of the rows.
fn hosts(directory: &Path, args: &[&str]) -> String {
    let answer = honeyglow(["links", "--each"].iter().chain(args)).within(directory).run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
    let hosts: Vec<String> =
        answer.stdout().lines().map(|row| row.rsplit(',').next().unwrap().to_owned()).collect();
    hosts.join(" ")
}

/// What a watching user is told.
fn notes(directory: &Path, args: &[&str]) -> String {
    honeyglow(["links", "-v"].iter().chain(args)).within(directory).run().stderr()
}

#[test]
fn files_are_read_in_the_order_of_time_whatever_their_names() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a"), line(3, 1)).unwrap();
    fs::write(directory.path().join("b"), gzip(&line(1, 1))).unwrap();
    fs::write(directory.path().join("c"), text_line(2, 1)).unwrap();
    assert_eq!(hosts(directory.path(), &["a", "b"]), "d1h1 d3h1");
    let answer = honeyglow(["links", "a", "c", "b"]).within(directory.path()).run();
    assert_eq!(answer.stdout().lines().count(), 3);
    assert_one_line(&answer.stderr());
    assert!(answer.stderr().contains("`c` lies beside a JSON log"), "{}", answer.stderr());
}

#[test]
fn a_rotated_set_is_read_once_even_where_its_files_overlap() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(directory.path().join(name), bytes).unwrap();
    let (first, second, third) = (line(1, 1) + &line(1, 2), line(2, 1) + &line(2, 2), line(3, 1));
    write("cowrie.json", third.as_bytes());
    write("cowrie.json.1", second.as_bytes());
    write("cowrie.json.2.gz", &gzip(&first));
    let once = "d1h1 d1h2 d2h1 d2h2 d3h1";
    assert_eq!(hosts(directory.path(), &["."]), once);
    assert_eq!(hosts(directory.path(), &["cowrie.json*"]), once);
    // Copies, packed and not, and a file that holds the end of one and the start of the next.
    write("cowrie.json.1.gz.1.gz", &gzip(&second));
    write("cowrie.json.2026-03-01", first.as_bytes());
    write("copy.json", (line(1, 2) + &second + &third).as_bytes());
    assert_eq!(hosts(directory.path(), &["."]), once);
    assert_eq!(hosts(directory.path(), &["copy.json", "cowrie.json.1", "."]), once);
}

#[test]
fn equal_lines_of_one_file_are_as_many_events() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.json"), line(1, 1).repeat(3)).unwrap();
    fs::write(directory.path().join("b.json"), line(1, 1).repeat(2)).unwrap();
    assert_eq!(hosts(directory.path(), &["a.json", "b.json"]), "d1h1 d1h1 d1h1");
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.json"), line(1, 1)).unwrap();
    fs::create_dir(directory.path().join("d")).unwrap();
    fs::hard_link(directory.path().join("a.json"), directory.path().join("d/b.json")).unwrap();
    assert_eq!(
        hosts(directory.path(), &["a.json", "./a.json", "d/../a.json", "*.json", "d"]),
        "d1h1"
    );
}

#[test]
fn a_directory_with_json_and_text_is_read_as_json() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(directory.path().join(name), text).unwrap();
    write("cowrie.json", line(2, 1));
    write("cowrie.json.2026-03-01", line(1, 1));
    write("cowrie.log", text_line(2, 1));
    write("cowrie.log.2026-03-01", text_line(1, 1));
    write("audit.log", "2026-03-02T01:00:00.000000Z 0123456789ab CMD: id\n".to_owned());
    write("notes.txt", "Dear diary\n".to_owned());
    write(".cowrie.json.swp", line(3, 1));
    write("truth.csv", "1,2,3\n".to_owned());
    fs::create_dir(directory.path().join("tty")).unwrap();
    write("tty/cowrie.json", line(3, 1));
    assert_eq!(hosts(directory.path(), &["."]), "d1h1 d2h1");
    assert_eq!(hosts(directory.path(), &["--format", "cowrie-text", "."]), "d1h1 d2h1");
    assert_eq!(hosts(directory.path(), &["cowrie.log"]), "d2h1");
    let notes = notes(directory.path(), &["."]);
    let text = "2 Cowrie text files in `.` passed over: the Cowrie JSON files there have the same \
                events; to read the text instead, add --format cowrie-text\n";
    assert!(notes.contains(text), "{notes}");
    let rest =
        "passed over in `.`: 1 CSV file, 1 Cowrie audit.log file, 1 file of no known format\n";
    assert!(notes.contains(rest), "{notes}");
}

#[test]
fn a_match_that_cannot_be_read_does_not_hide_the_others() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("b.json"), line(1, 1)).unwrap();
    fs::create_dir(directory.path().join("a")).unwrap();
    let answer = honeyglow(["links", "?*"]).within(directory.path()).run();
    assert_eq!((answer.exit, answer.stdout()), (Some(0), "192.0.2.1,443,d1h1\n".into()));
    assert_one_line(&answer.stderr());
    assert!(answer.stderr().contains("no log in directory `a`"));
}

#[test]
fn a_quoted_glob_is_expanded_and_mixed_formats_are_fine() {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in [("1.json", line(1, 1)), ("2.json", line(2, 1)), ("3.log", text_line(3, 1))]
    {
        fs::create_dir(directory.path().join(&name[..1])).unwrap();
        fs::write(directory.path().join(&name[..1]).join(name), text).unwrap();
    }
    assert_eq!(hosts(directory.path(), &["*/*.json", "[3]/?.log"]), "d1h1 d2h1 d3h1");
    assert_eq!(hosts(directory.path(), &["?"]), "d1h1 d2h1 d3h1");
}

#[test]
fn a_name_with_the_signs_of_a_glob_is_a_name_first() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("[1].json"), line(1, 1)).unwrap();
    fs::write(directory.path().join("1.json"), line(2, 1)).unwrap();
    assert_eq!(hosts(directory.path(), &["[1].json"]), "d1h1");
}

#[test]
fn packed_logs_come_through_a_pipe() {
    let rows = "192.0.2.1,443,d1h1\n192.0.2.1,443,d1h2\n";
    // Two members, as `cat a.gz b.gz` gives.
    let members = [gzip(&line(1, 1)), gzip(&line(1, 2))].concat();
    honeyglow(["links"]).stdin(members).gives_rows(rows);
    let zstd = zstd::encode_all((line(1, 1) + &line(1, 2)).as_bytes(), 3).unwrap();
    honeyglow(["links", "-"]).stdin(zstd).gives_rows(rows);
}

#[test]
fn an_empty_file_in_a_directory_is_no_trouble() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("cowrie.json"), "").unwrap();
    fs::write(directory.path().join("cowrie.json.2026-03-01"), line(1, 1)).unwrap();
    assert_eq!(hosts(directory.path(), &["."]), "d1h1");
    assert_eq!(notes(directory.path(), &["."]), "");
}

#[test]
fn skipped_lines_are_told_only_to_those_who_ask() {
    let directory = tempfile::tempdir().unwrap();
    let torn = &line(1, 3)[..100];
    fs::write(directory.path().join("cowrie.json"), line(1, 1) + torn + "\n" + &line(1, 2))
        .unwrap();
    assert_eq!(hosts(directory.path(), &["cowrie.json"]), "d1h1 d1h2");
    let told = "honeyglow: 1 of 3 lines skipped; first: `cowrie.json` line 2: no JSON object\n";
    assert_eq!(notes(directory.path(), &["cowrie.json"]), told);
}
