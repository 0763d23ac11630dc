//! `draw`: formats, what goes wrong, the same picture from any number of threads, and real logs.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{assert_one_line, honeyglow, shared, tunnel};

const NOON: &str = "2026-03-01T12:00:00.000000Z";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// A day of a few sources and more targets than a page holds.
fn log() -> String {
    let mut log = String::new();
    for n in 0..3_000_u32 {
        let (source, port) = (format!("192.0.2.{}", n * n % 31), [443, 25, 80, 22][n as usize % 4]);
        let host = format!("host-{}.example", n * n % 997);
        log += &tunnel(NOON, &source, &port.to_string(), &host);
    }
    log
}

fn small_log() -> String {
    tunnel(NOON, "192.0.2.1", "443", "example.net")
}

fn file_names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[track_caller]
fn assert_format(bytes: &[u8], format: &str) {
    match format {
        "svg" => {
            let document = std::str::from_utf8(bytes).unwrap();
            let document = roxmltree::Document::parse(document).unwrap();
            assert_eq!(document.root_element().tag_name().name(), "svg");
        }
        "png" => assert!(bytes.starts_with(PNG)),
        "json" => {
            let geometry: Value = serde_json::from_slice(bytes).unwrap();
            assert_eq!(geometry["nodes"].as_array().map(Vec::len), Some(3));
        }
        _ => assert_eq!(bytes, b"source,event,target,count\n192.0.2.1,443,example.net,1\n"),
    }
}

#[test]
fn the_suffix_says_the_format_and_the_flag_says_it_louder() {
    let directory = tempfile::tempdir().unwrap();
    let within = directory.path();
    for format in ["svg", "png", "json", "csv"] {
        for name in [format!("day.{format}"), format!("day.{}", format.to_uppercase())] {
            honeyglow(["draw", "-o", &name]).within(within).stdin(small_log()).gives(0, "", "");
            assert_format(&fs::read(within.join(name)).unwrap(), format);
        }
        honeyglow(["draw", "-T", format, "-o", "day.html"])
            .within(within)
            .stdin(small_log())
            .gives(0, "", "");
        assert_format(&fs::read(within.join("day.html")).unwrap(), format);
        for args in [&["draw", "-T", format][..], &["draw", "-T", format, "-o", "-"]] {
            let answer = honeyglow(args).stdin(small_log()).run();
            assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
            assert_format(&answer.stdout, format);
        }
    }
}

#[test]
fn a_log_comes_in_and_a_png_goes_out_through_the_shell() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("cowrie.json"), small_log()).unwrap();
    let picture = directory.path().join("out.png");
    honeyglow(["draw", "-T", "png", "cowrie.json"])
        .within(directory.path())
        .stdout_to(File::create(&picture).unwrap())
        .gives(0, "", "");
    assert_format(&fs::read(picture).unwrap(), "png");
}

#[test]
fn a_picture_nobody_said_where_to_put_is_refused() {
    for args in [&["draw"][..], &["draw", "-o", "-"]] {
        honeyglow(args).stdin(small_log()).refuses(2, &["say where to write", "-o day.svg"]);
    }
}

#[test]
fn a_suffix_that_is_no_format_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["day.gif", "day", ".svg", "day.svg.bak", "day."] {
        honeyglow(["draw", "-o", name])
            .within(directory.path())
            .stdin(small_log())
            .refuses(2, &[&format!("`{name}` does not tell the format")]);
    }
    assert_eq!(file_names(directory.path()).len(), 0);
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let directory = tempfile::tempdir().unwrap();
    honeyglow(["draw", "-o", "/nowhere/day.svg"])
        .stdin(small_log())
        .refuses(2, &["cannot write `/nowhere/day.svg`: no such file or directory"]);
    fs::create_dir(directory.path().join("day.svg")).unwrap();
    honeyglow(["draw", "-o", "day.svg"])
        .within(directory.path())
        .stdin(small_log())
        .refuses(2, &["cannot write `day.svg`: "]);
    assert_eq!(file_names(directory.path()), ["day.svg"]);
}

#[cfg(unix)]
#[test]
fn a_directory_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = tempfile::tempdir().unwrap();
    let closed = directory.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    if File::create(closed.join("probe")).is_ok() {
        println!("skipped: this user may write everywhere");
        return;
    }
    honeyglow(["draw", "-o", "closed/day.svg"])
        .within(directory.path())
        .stdin(small_log())
        .refuses(2, &["cannot write `closed/day.svg`: permission denied"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_for_every_format() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for format in ["svg", "png", "json", "csv"] {
        honeyglow(["draw", "-T", format])
            .stdin(log())
            .stdout_to(full())
            .refuses(2, &["cannot write stdout: no space left on device"]);
        honeyglow(["draw", "-T", format, "-o", "/dev/full"])
            .stdin(small_log())
            .refuses(2, &["cannot write `/dev/full`: no space left on device"]);
    }
}

#[test]
fn impossible_flags_of_a_picture_are_refused_in_one_line() {
    let size = "write width x height in points, as 842x595, each 280 to 14400";
    for (flag, value, said) in [
        ("--size", "842", size),
        ("--size", "279x500", size),
        ("--size", "500x14401", size),
        ("--size", "NaNxNaN", size),
        ("--size", "-500x500", size),
        ("--size", "500xinf", size),
        ("--scale", "0", "write pixels per point, 0.1 to 16"),
        ("--scale", "17", "write pixels per point, 0.1 to 16"),
        ("--max-nodes", "2", "write a number of marks, 3 or more"),
        ("--max-nodes", "99999999999999999999", "write a number of marks, 3 or more"),
        ("--seed", "-1", "invalid value '-1' for '--seed <N>'"),
        ("-T", "gif", "invalid value 'gif' for '--type <TYPE>'"),
    ] {
        let args = match flag.strip_prefix("--") {
            Some(_) => vec![
                "draw".to_owned(),
                "-T".to_owned(),
                "svg".to_owned(),
                format!("{flag}={value}"),
            ],
            None => vec!["draw".to_owned(), format!("{flag}{value}")],
        };
        honeyglow(args).stdin(small_log()).refuses(2, &[said]);
    }
}

#[test]
fn a_png_larger_than_memory_is_refused_in_one_line() {
    let directory = tempfile::tempdir().unwrap();
    honeyglow(["draw", "--size", "14400x14400", "--scale", "16", "-o", "day.png"])
        .within(directory.path())
        .stdin(small_log())
        .refuses(2, &["cannot draw the PNG", "230400 x 230400 pixels", "a smaller page"]);
    assert_eq!(file_names(directory.path()).len(), 0);
}

#[test]
fn an_empty_log_leaves_yesterdays_picture() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["svg", "png", "json", "csv"] {
        let name = format!("day.{format}");
        honeyglow(["draw", "-o", &name])
            .within(directory.path())
            .stdin("")
            .refuses(1, &["nothing to draw: `stdin` is empty"]);
        assert_eq!(file_names(directory.path()).len(), 0);
        let path = directory.path().join(&name);
        fs::write(&path, "yesterday").unwrap();
        honeyglow(["draw", "-o", &name]).within(directory.path()).stdin("").refuses(1, &[]);
        honeyglow(["draw", "--view", "logins", "-o", &name])
            .within(directory.path())
            .stdin(small_log())
            .refuses(1, &["nothing to draw: no event of view `logins`"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "yesterday");
        assert_eq!(file_names(directory.path()), [name]);
        fs::remove_file(&path).unwrap();
    }
    honeyglow(["draw", "-T", "png"]).stdin("").refuses(1, &["nothing to draw"]);
}

#[test]
fn a_log_that_cannot_be_read_leaves_yesterdays_picture() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("day.svg");
    fs::write(&path, "yesterday").unwrap();
    let mut broken = vec!["gone.json"];
    if cfg!(target_os = "linux") {
        // It opens, and every read fails.
        broken.push("/proc/self/mem");
    }
    for log in broken {
        honeyglow(["draw", log, "-o", "day.svg"])
            .within(directory.path())
            .refuses(2, &[&format!("cannot read `{log}`")]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "yesterday");
        assert_eq!(file_names(directory.path()), ["day.svg"]);
    }
    honeyglow(["draw", "-o", "day.svg"])
        .within(directory.path())
        .stdin("Dear diary\n")
        .refuses(2, &["unknown format"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "yesterday");
}

#[test]
fn a_broken_archive_is_drawn_as_far_as_it_was_read() {
    let whole = zstd::encode_all(log().repeat(40).as_bytes(), 1).unwrap();
    let answer = honeyglow(["draw", "-T", "json"]).stdin(&whole[..whole.len() - 9]).run();
    assert_eq!(answer.exit, Some(0));
    assert_one_line(&answer.stderr());
    assert!(answer.stderr().contains("cannot read `stdin`: zstd"), "{}", answer.stderr());
    let geometry: Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert!(sum(&geometry, "events_read") > 0);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    // Several blocks and several files, so that threads have something to share.
    for (number, part) in ["a.json", "b.json"].iter().enumerate() {
        let time = format!("2026-03-0{}T12:00:00.000000Z", number + 1);
        fs::write(directory.path().join(part), log().replace(NOON, &time).repeat(3)).unwrap();
    }
    for format in ["svg", "png", "json", "csv"] {
        let answers = ["1", "2", "7"].map(|threads| {
            let args =
                ["draw", "--threads", threads, "-T", format, "--scale", "1", "a.json", "b.json"];
            honeyglow(args).within(directory.path()).run()
        });
        for answer in &answers {
            assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
            assert!(answer.stdout == answers[0].stdout, "{format} differs");
        }
    }
}

#[test]
fn another_seed_is_another_picture_of_the_same_links() {
    let drawn = |seed: &str, format: &str| {
        let answer = honeyglow(["draw", "-T", format, "--seed", seed]).stdin(log()).run();
        assert_eq!(answer.exit, Some(0));
        answer.stdout
    };
    assert!(drawn("1", "svg") != drawn("2", "svg"));
    assert!(drawn("1", "svg") == drawn("1", "svg"));
    assert!(drawn("1", "csv") == drawn("2", "csv"));
}

#[test]
fn the_report_says_that_nothing_meets() {
    for size in ["300x300", "842x595", "1600x1000"] {
        let answer =
            honeyglow(["draw", "--report", "-T", "svg", "--size", size]).stdin(log()).run();
        assert_eq!(answer.exit, Some(0));
        assert!(answer.stderr().contains(CLEAR), "{size}: {}", answer.stderr());
    }
}

#[test]
fn a_page_that_grows_draws_every_node_and_label_and_nothing_meets() {
    for fold in ["twins", "none"] {
        let draw = ["draw", "--report", "-T", "json", "--fold", fold];
        let answer = honeyglow(draw).stdin(log()).run();
        assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
        assert!(answer.stderr().contains(CLEAR), "{fold}: {}", answer.stderr());
        let geometry: Value = serde_json::from_slice(&answer.stdout).unwrap();
        assert_sums(&geometry);
        assert_eq!((sum(&geometry, "events_grouped"), sum(&geometry, "nodes_grouped")), (0, 0));
        let nodes = geometry["nodes"].as_array().unwrap();
        assert_eq!(nodes.len() as u64, sum(&geometry, "nodes_drawn"));
        assert!(nodes.iter().all(|node| node["label_box"].is_array()));
        for threads in ["1", "3"] {
            let again = honeyglow(draw.iter().chain(&["--threads", threads])).stdin(log()).run();
            assert!(again.stdout == answer.stdout, "{fold}, {threads} threads");
        }
    }
}

#[test]
fn labels_are_drawn_as_asked_for() {
    for (labels, fold, drawn) in [
        ("none", "budget", 0..=0),
        ("none", "twins", 0..=0),
        ("all", "budget", usize::MAX..=usize::MAX),
        ("fit", "none", 1..=usize::MAX),
    ] {
        let draw = ["draw", "-T", "json", "--labels", labels, "--fold", fold];
        let answer = honeyglow(draw).stdin(log()).run();
        let geometry: Value = serde_json::from_slice(&answer.stdout).unwrap();
        let nodes = geometry["nodes"].as_array().unwrap();
        let boxes = nodes.iter().filter(|node| node["label_box"].is_array()).count();
        let range = (*drawn.start()).min(nodes.len())..=*drawn.end();
        assert!(range.contains(&boxes), "{labels}, {fold}: {boxes} of {}", nodes.len());
    }
}

#[test]
fn a_page_cannot_both_grow_and_have_a_size() {
    for args in [["--fold", "none"], ["--fold", "twins"], ["--labels", "all"]] {
        let draw = ["draw", "-T", "svg", "--size", "842x595"];
        honeyglow(draw.iter().chain(&args))
            .stdin(small_log())
            .refuses(2, &["grows: leave out --size"]);
    }
}

/// How a report begins when nothing meets.
const CLEAR: &str = "overlaps of nodes 0, of labels 0, labels on nodes 0, cut off 0; ";

fn sum(geometry: &Value, name: &str) -> u64 {
    geometry["account"][name].as_u64().unwrap()
}

/// The account's events add up, and so do the edges and the nodes.
#[track_caller]
fn assert_sums(geometry: &Value) {
    let sum = |name: &str| sum(geometry, name);
    let inside = sum("events_drawn") + sum("events_grouped");
    assert_eq!(sum("events_read"), inside + sum("events_filtered") + sum("events_skipped"));
    let nodes = geometry["nodes"].as_array().unwrap();
    let counts = |role: &str| {
        let nodes = nodes.iter().filter(|node| node["role"] == role);
        nodes.map(|node| node["count"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(counts("event"), inside);
    let names: usize =
        nodes.iter().map(|node| node["members"].as_array().map_or(1, Vec::len)).sum();
    assert_eq!(sum("nodes_drawn") + sum("nodes_grouped"), names as u64);
    let edges = geometry["edges"].as_array().unwrap();
    let along: u64 = edges.iter().map(|edge| edge["count"].as_u64().unwrap()).sum();
    assert_eq!(along, 2 * inside);
}

#[test]
fn the_account_of_a_picture_is_the_count_of_the_log() {
    let mut input = log();
    for n in 0..7 {
        input += &tunnel("2026-03-02T00:00:00Z", "192.0.2.9", "443", &format!("late-{n}.example"));
    }
    input += "{\"eventid\":\"cowrie.direct-tcpip.request\",\"timestamp\":\"2026-03-01T1";
    input += "\n{\"eventid\":\"cowrie.direct-tcpip.request\",\n";
    input += "{\"eventid\":\"cowrie.session.connect\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"src_ip\":\"192.0.2.1\",\"session\":\"a\"}\n";
    for max_nodes in ["12", "60", "3000"] {
        let day = "2026-03-01";
        let args = ["draw", "-T", "json", "--zone", "UTC", "--day", day, "--max-nodes", max_nodes];
        let answer = honeyglow(args).stdin(&input).run();
        assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
        let geometry: Value = serde_json::from_slice(&answer.stdout).unwrap();
        assert_sums(&geometry);
        assert_eq!((sum(&geometry, "events_read"), sum(&geometry, "events_filtered")), (3_009, 7));
        assert_eq!(sum(&geometry, "events_skipped"), 2);
        let grouped = sum(&geometry, "events_grouped");
        assert_eq!(grouped == 0, max_nodes == "3000", "{grouped}");
    }
}

/// How many lines of the files hold these words.
fn lines_with(paths: &[PathBuf], words: &str) -> u64 {
    let mut count = 0;
    for path in paths {
        let text = zstd::decode_all(File::open(path).unwrap()).unwrap();
        let lines = text.split(|byte| *byte == b'\n');
        let words = words.as_bytes();
        count += lines.filter(|line| line.windows(words.len()).any(|part| part == words)).count();
    }
    count as u64
}

/// Files of a folder whose names begin like this, sorted.
fn files(folder: &Path, start: &str) -> Vec<PathBuf> {
    let names = file_names(folder).into_iter().filter(|name| name.starts_with(start));
    names.map(|name| folder.join(name)).collect()
}

/// One readable page, and every request on it.
#[track_caller]
fn assert_drawn(paths: &[PathBuf], words: &str, known: Option<u64>) {
    assert!(!paths.is_empty());
    let requests = lines_with(paths, words);
    assert!(requests > 0 && known.is_none_or(|known| known == requests), "{requests}");
    let mut call: Vec<PathBuf> = ["draw", "--report", "-T", "json"].map(PathBuf::from).to_vec();
    call.extend_from_slice(paths);
    let answer = honeyglow(call).run();
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    let stderr = answer.stderr();
    assert!(stderr.contains(CLEAR), "{stderr}");
    let geometry: Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert_sums(&geometry);
    assert_eq!(sum(&geometry, "events_read"), requests);
    let nodes = geometry["nodes"].as_array().unwrap();
    assert!((3..=250).contains(&nodes.len()), "{} marks", nodes.len());
    let mut unlabelled = String::new();
    for node in nodes.iter().filter(|node| node["label_box"].is_null()) {
        let _ = write!(unlabelled, "{} ", node["id"]);
    }
    assert_eq!(unlabelled, "");
}

#[test]
fn a_real_day_of_2017_is_one_readable_page() {
    let Some(folder) = shared("logs/2017") else { return };
    let day = files(&folder, "day-2017-03-16");
    assert_drawn(&day, "direct-tcp connection request", Some(19_315));
}

#[test]
fn fourteen_real_days_of_2017_are_one_readable_page() {
    let Some(folder) = shared("logs/2017") else { return };
    let days = files(&folder, "tunnels-");
    assert_drawn(&days, "direct-tcp connection request", Some(201_148));
}

#[test]
fn the_real_logs_of_2018_are_one_readable_page() {
    let Some(folder) = shared("logs/2018") else { return };
    assert_drawn(&files(&folder, "cowrie.json"), "cowrie.direct-tcpip.request", None);
}

#[test]
fn the_real_logs_of_2024_are_one_readable_page() {
    let Some(folder) = shared("logs/2024") else { return };
    assert_drawn(&files(&folder, "cowrie.json"), "cowrie.direct-tcpip.request", None);
}
