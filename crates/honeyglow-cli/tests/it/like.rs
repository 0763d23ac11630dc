//! `draw --like`: what stayed keeps its place, hour by hour, without the drawing getting worse.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Answer, honeyglow, shared, tunnel};

/// The sample log of the project.
fn sample() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples/day/cowrie.json")
        .display()
        .to_string()
}

/// What a report says.
#[derive(Clone, Copy, Debug)]
struct Report {
    stress: f64,
    crossings: f64,
    /// Of those that were there: their number, that of all nodes, mean and longest move in percent.
    moved: Option<[f64; 4]>,
}

/// The numbers of a line after these words, in order.
fn numbers(line: &str, after: &str) -> Vec<f64> {
    let Some((_, line)) = line.split_once(after) else { return Vec::new() };
    let words = line.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    words.filter_map(|word| word.parse().ok()).collect()
}

/// Draws, expects that nothing meets, and gives what the report says.
#[track_caller]
fn drawn(call: &[&str]) -> Option<Report> {
    let answer = honeyglow(["draw", "--report", "--zone", "UTC"].iter().chain(call)).run();
    if answer.exit == Some(1) {
        return None;
    }
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    Some(report(&answer))
}

#[track_caller]
fn report(answer: &Answer) -> Report {
    let stderr = answer.stderr();
    let clear = "overlaps of nodes 0, of labels 0, labels on nodes 0, cut off 0; ";
    assert!(stderr.contains(clear), "{stderr}");
    let moved = numbers(&stderr, "like the last: ");
    Report {
        stress: numbers(&stderr, "stress ")[0],
        crossings: numbers(&stderr, "crossings ")[0],
        moved: moved.try_into().ok(),
    }
}

/// Draws from hour to hour, each like the last, and holds the moves and what they come to against
/// a drawing made anew.
/// What keeping places may cost.
#[derive(Clone, Copy)]
struct Most {
    /// How far nodes move in an hour, in the mean, in hundredths of the diagonal.
    hour: f64,
    /// The stress after all hours, beside that of a picture drawn anew.
    stress: f64,
}

const REAL: Most = Most { hour: 3.0, stress: 1.35 };

#[track_caller]
fn assert_keeps(logs: &[&str], periods: &[(String, String)], flags: &[&str], most: Most) {
    let directory = tempfile::tempdir().unwrap();
    let path = |hour: usize| directory.path().join(format!("{hour}.json")).display().to_string();
    let mut last: Option<String> = None;
    let mut moves = Vec::new();
    let mut end = None;
    for (hour, (since, until)) in periods.iter().enumerate() {
        let here = path(hour);
        let mut call = vec!["--since", since, "--until", until, "-o", &here];
        call.extend_from_slice(flags);
        call.extend_from_slice(logs);
        let before = last.clone();
        if let Some(before) = &before {
            call.extend_from_slice(&["--like", before]);
        }
        let Some(report) = drawn(&call) else { continue };
        last = Some(path(hour));
        end = Some((report, since, until));
        let Some([stayed, nodes, mean, farthest]) = report.moved else { continue };
        println!("until {until}: {stayed} of {nodes}, mean {mean} %, at most {farthest} %");
        // Where a fifth is new, room has to be made; an hour of a running day brings less.
        if stayed >= 0.8 * nodes {
            assert!(mean < most.hour, "until {until}: moved by {mean} %");
            moves.push(mean);
        }
    }
    assert!(moves.len() > 2, "{}", moves.len());
    let mean = moves.iter().sum::<f64>() / moves.len() as f64;
    assert!(mean < 2.0, "{mean} % an hour");
    let (kept, since, until) = end.unwrap();
    let mut call = vec!["--since", since, "--until", until, "-T", "json"];
    call.extend_from_slice(flags);
    call.extend_from_slice(logs);
    let anew = drawn(&call).unwrap();
    println!("mean {mean} % an hour; at last {kept:?}, anew {anew:?}");
    assert!(kept.stress <= most.stress * anew.stress, "{kept:?} {anew:?}");
    assert!(kept.crossings <= 3.0 * anew.crossings + 10.0, "{kept:?} {anew:?}");
}

/// Today until each hour.
fn hours(day: &str, next: &str) -> Vec<(String, String)> {
    let hours = (1..24).map(|hour| format!("{day} {hour:02}:00")).chain([format!("{next} 00:00")]);
    hours.map(|until| (day.to_owned(), until)).collect()
}

#[test]
fn a_day_that_fills_keeps_what_it_has() {
    // The sample starts from a handful of nodes: an hour brings more than on a real day, and the
    // first places bind the last.
    let most = Most { hour: 4.0, stress: 1.8 };
    assert_keeps(&[&sample()], &hours("2026-03-14", "2026-03-15"), &[], most);
}

#[test]
fn a_real_day_of_2017_keeps_what_it_has() {
    let Some(log) = shared("logs/2017/day-2017-03-16.log.zst") else { return };
    assert_keeps(&[&log.display().to_string()], &hours("2017-03-16", "2017-03-17"), &[], REAL);
}

#[test]
fn every_node_of_a_real_afternoon_keeps_its_place() {
    let Some(log) = shared("logs/2017/day-2017-03-16.log.zst") else { return };
    let afternoon = hours("2017-03-16", "2017-03-17").split_off(11);
    for fold in ["none", "twins"] {
        assert_keeps(&[&log.display().to_string()], &afternoon[..4], &["--fold", fold], REAL);
    }
}

#[test]
fn two_real_weeks_of_2017_keep_what_they_have() {
    let Some(log) = shared("logs/2017/tunnels-2017-03-09_2017-03-22.log.zst") else { return };
    let until =
        (15..21).flat_map(|day| [0, 1, 12].map(|hour| format!("2017-03-{day} {hour:02}:00")));
    let periods: Vec<_> = until.map(|until| ("2017-03-09".to_owned(), until)).collect();
    assert_keeps(&[&log.display().to_string()], &periods, &[], REAL);
}

fn geometry(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The furthest that a node is from where it was, as a share of the page's diagonal.
fn furthest(one: &Value, two: &Value) -> f64 {
    let side = |name: &str| one[name].as_f64().unwrap();
    let diagonal = side("width").hypot(side("height"));
    let pairs = one["nodes"].as_array().unwrap().iter().zip(two["nodes"].as_array().unwrap());
    let far = pairs.map(|(a, b)| {
        assert_eq!(a["label"], b["label"]);
        let off = |axis: &str| a[axis].as_f64().unwrap() - b[axis].as_f64().unwrap();
        off("x").hypot(off("y")) / diagonal
    });
    far.fold(0.0, f64::max)
}

/// How many labels stand beside their nodes as they did, and how many there were.
fn kept_sides(one: &Value, two: &Value) -> (f64, f64) {
    let side = |node: &Value| {
        let corner = |at: usize| node["label_box"][at].as_f64();
        let off = |at: usize, axis: &str| Some(corner(at)? - node[axis].as_f64()?);
        Some((off(0, "x")?, off(1, "y")?))
    };
    let pairs = one["nodes"].as_array().unwrap().iter().zip(two["nodes"].as_array().unwrap());
    let (mut kept, mut labels) = (0.0, 0.0);
    for (one, two) in pairs.filter_map(|(one, two)| Some((side(one)?, side(two)))) {
        labels += 1.0;
        let near = |two: (f64, f64)| (one.0 - two.0).abs() < 2.0 && (one.1 - two.1).abs() < 2.0;
        kept += f64::from(u8::from(two.is_some_and(near)));
    }
    (kept, labels)
}

#[test]
fn the_same_log_like_its_own_picture_is_the_same_picture() {
    let directory = tempfile::tempdir().unwrap();
    for (case, flags) in [
        &["--labels", "fit"][..],
        &["--size", "842x595"],
        &["--labels", "all"],
        &["--fold", "twins"],
        &["--fold", "none", "--labels", "fit"],
    ]
    .into_iter()
    .enumerate()
    {
        let [one, two, three] =
            ["a", "b", "c"].map(|name| directory.path().join(format!("{case}{name}.json")));
        let draw = |to: &Path, more: &[&str]| {
            let (to, log) = (to.display().to_string(), sample());
            let call = [&["-o", &to][..], flags, more, &[&log]].concat();
            drawn(&call).unwrap()
        };
        draw(&one, &[]);
        let like = ["--like", one.to_str().unwrap()];
        let report = draw(&two, &[&like[..], &["--threads", "1"]].concat());
        draw(&three, &[&like[..], &["--threads", "3"]].concat());
        assert!(furthest(&geometry(&one), &geometry(&two)) < 0.005, "{flags:?} {report:?}");
        assert_eq!(fs::read(&two).unwrap(), fs::read(&three).unwrap());
        let [stayed, nodes, ..] = report.moved.unwrap();
        assert_eq!(stayed, nodes);
        let (kept, labels) = kept_sides(&geometry(&one), &geometry(&two));
        assert!(kept >= 0.95 * labels, "{flags:?}: {kept} of {labels} labels keep their side");
    }
}

#[test]
fn a_picture_may_be_drawn_over_the_one_that_it_is_like() {
    let directory = tempfile::tempdir().unwrap();
    let within = directory.path();
    let mut log = tunnel("2026-03-01T12:00:00Z", "192.0.2.1", "443", "a.example");
    honeyglow(["draw", "-o", "day.json"]).within(within).stdin(&log).gives(0, "", "");
    log += &tunnel("2026-03-01T12:00:00Z", "192.0.2.1", "443", "b.example");
    let again = ["draw", "--like", "day.json", "-o", "day.json"];
    honeyglow(again).within(within).stdin(&log).gives(0, "", "");
    assert_eq!(geometry(&within.join("day.json"))["nodes"].as_array().map(Vec::len), Some(3 + 1));
}

#[test]
fn a_file_that_is_no_picture_is_refused_in_one_line() {
    let directory = tempfile::tempdir().unwrap();
    let within = directory.path();
    let log = tunnel("2026-03-01T12:00:00Z", "192.0.2.1", "443", "a.example");
    fs::write(within.join("day.svg"), "<svg/>").unwrap();
    fs::write(within.join("log.json"), &log).unwrap();
    fs::write(within.join("empty.json"), "").unwrap();
    for (file, said) in [
        ("gone.json", "--like: cannot read `gone.json`: no such file or directory"),
        ("day.svg", "`day.svg`: it is XML, as an SVG, not the JSON of `draw -o day.json`"),
        ("log.json", "`log.json`: it is not the JSON of `draw -o day.json`, as line "),
        ("empty.json", "`empty.json`: it is empty"),
        (".", "it is a directory"),
    ] {
        let call = ["draw", "--like", file, "-T", "svg"];
        honeyglow(call).within(within).stdin(&log).refuses(2, &["--like: ", said]);
    }
}
