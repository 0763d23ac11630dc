//! What we write is read by programs that we did not write.
//!
//! `test.sh` installs them. Where one is missing, its test says so and passes, except under
//! `CI`, where it must be there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::program::honeyglow;

pub(crate) fn sample(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(path)
}

/// The inputs and views whose pictures are read back.
pub(crate) fn cases() -> Vec<Vec<String>> {
    let day = sample("day/cowrie.json").display().to_string();
    let live = sample("live/cowrie.json").display().to_string();
    let text = sample("live/cowrie.log").display().to_string();
    let mut cases: Vec<Vec<String>> = ["tunnels", "logins", "commands", "downloads", "clients"]
        .into_iter()
        .flat_map(|view| [&day, &live].map(|log| vec!["--view".into(), view.into(), log.clone()]))
        .collect();
    cases.push(vec![text, day.clone()]);
    cases.push(vec!["--max-nodes".into(), "20".into(), day.clone()]);
    cases.push(vec!["--size".into(), "500x360".into(), day]);
    cases
}

/// Draws a case to a file in the directory and gives its path.
#[track_caller]
pub(crate) fn draw(case: &[String], directory: &Path, name: &str) -> PathBuf {
    let path = directory.join(name);
    let mut args = vec!["draw".to_owned(), "--zone".into(), "UTC".into()];
    args.extend_from_slice(case);
    args.extend(["-o".to_owned(), path.display().to_string()]);
    let answer = honeyglow(args).run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()), "{case:?}");
    path
}

/// The program, or nothing where it may be missing.
pub(crate) fn foreign(program: &str) -> Option<Command> {
    let found = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_ok() {
        return Some(Command::new(program));
    }
    assert!(std::env::var_os("CI").is_none(), "{program} is missing: run ./test.sh");
    println!("skipped: {program} is not installed");
    None
}

#[track_caller]
pub(crate) fn passes(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {stderr}");
    assert_eq!(stderr, "", "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn an_xml_parser_and_xmllint_read_the_svg() {
    let directory = tempfile::tempdir().unwrap();
    for case in cases() {
        let path = draw(&case, directory.path(), "day.svg");
        let text = fs::read_to_string(&path).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "svg");
        assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
        assert!(document.descendants().all(|node| !node.has_tag_name("script")));
        for node in document.descendants() {
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on"), "{attribute:?}");
            }
        }
        if let Some(mut xmllint) = foreign("xmllint") {
            passes(xmllint.args(["--nonet", "--noout"]).arg(&path));
        }
    }
}

#[test]
fn librsvg_paints_the_svg() {
    let directory = tempfile::tempdir().unwrap();
    let case = [sample("day/cowrie.json").display().to_string(), "--size=842x595".into()];
    let path = draw(&case, directory.path(), "day.svg");
    let Some(mut rsvg) = foreign("rsvg-convert") else { return };
    let painted = directory.path().join("foreign.png");
    passes(rsvg.args(["--format", "png", "--width", "842", "--output"]).arg(&painted).arg(&path));
    let (width, height, colours) = pixels(&painted);
    assert_eq!((width, height), (842, 595));
    assert!(colours > 100, "{colours} colours");
}

/// Width, height and number of colours of a PNG, read by the crate `png`.
fn pixels(path: &Path) -> (u32, u32, usize) {
    let mut decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(path).unwrap()));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    let pixels = bytes[..frame.buffer_size()].chunks(frame.color_type.samples());
    let colours: std::collections::BTreeSet<&[u8]> = pixels.collect();
    (frame.width, frame.height, colours.len())
}

#[test]
fn a_png_decoder_reads_the_png() {
    let directory = tempfile::tempdir().unwrap();
    let day = sample("day/cowrie.json").display().to_string();
    for (scale, width, height) in [("1", 842, 595), ("2", 1684, 1190)] {
        let case = [day.clone(), "--size=842x595".into(), format!("--scale={scale}")];
        let path = draw(&case, directory.path(), "day.png");
        let (real_width, real_height, colours) = pixels(&path);
        assert_eq!((real_width, real_height), (width, height));
        assert!(colours > 100, "{colours} colours");
    }
}

#[test]
fn the_geometry_has_its_documented_fields_and_its_sums() {
    let directory = tempfile::tempdir().unwrap();
    for case in cases() {
        let geometry = json(&draw(&case, directory.path(), "day.json"));
        let number = |value: &Value, name: &str| {
            value[name].as_f64().unwrap_or_else(|| panic!("{name} in {value} of {case:?}"))
        };
        let (width, height) = (number(&geometry, "width"), number(&geometry, "height"));
        let nodes = geometry["nodes"].as_array().unwrap();
        let mut ids = std::collections::BTreeSet::new();
        let mut grouped = 0;
        for node in nodes {
            for name in ["id", "label", "role", "shape"] {
                assert!(node[name].is_string(), "{name} in {node}");
            }
            assert!(ids.insert(node["id"].as_str().unwrap()), "{node}");
            assert!(number(node, "count") > 0.0);
            let (x, y) = (number(node, "x"), number(node, "y"));
            let (half, tall) = (number(node, "w") / 2.0, number(node, "h") / 2.0);
            assert!(half > 0.0 && tall > 0.0, "{node}");
            assert!(x - half >= 0.0 && x + half <= width, "{node}");
            assert!(y - tall >= 0.0 && y + tall <= height, "{node}");
            if !node["label_box"].is_null() {
                let side = |at: usize| node["label_box"][at].as_f64().unwrap();
                assert!(0.0 <= side(0) && side(0) < side(2) && side(2) <= width, "{node}");
                assert!(0.0 <= side(1) && side(1) < side(3) && side(3) <= height, "{node}");
            }
            if let Some(members) = node.get("members") {
                assert!(members.as_array().unwrap().len() > 1, "{node}");
                grouped += members.as_array().unwrap().len();
            }
        }
        for edge in geometry["edges"].as_array().unwrap() {
            assert!(edge["source"].as_u64().unwrap() < nodes.len() as u64);
            assert!(edge["target"].as_u64().unwrap() < nodes.len() as u64);
            assert!(edge["count"].as_u64().unwrap() > 0);
        }
        let account = &geometry["account"];
        let counted = |name: &str| account[name].as_u64().unwrap_or_else(|| panic!("{name}"));
        assert_eq!(
            counted("events_read"),
            counted("events_drawn")
                + counted("events_grouped")
                + counted("events_filtered")
                + counted("events_skipped"),
            "{account} of {case:?}"
        );
        assert_eq!(counted("nodes_grouped"), grouped as u64, "{account} of {case:?}");
        let single = nodes.iter().filter(|node| node.get("members").is_none()).count();
        assert_eq!(counted("nodes_drawn"), single as u64, "{account} of {case:?}");
    }
}

#[test]
fn the_account_agrees_with_a_count_of_the_lines() {
    let directory = tempfile::tempdir().unwrap();
    let path = sample("day/cowrie.json");
    let log = fs::read_to_string(&path).unwrap();
    let requests = log.matches(r#""eventid":"cowrie.direct-tcpip.request""#).count();
    let case = [path.display().to_string()];
    let geometry = json(&draw(&case, directory.path(), "day.json"));
    assert_eq!(geometry["account"]["events_read"].as_u64(), Some(requests as u64));
}

#[test]
fn a_csv_reader_reads_the_table() {
    let directory = tempfile::tempdir().unwrap();
    for case in cases() {
        let path = draw(&case, directory.path(), "day.csv");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
        // The reader refuses rows of different lengths.
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert!(!rows.is_empty());
    }
}

#[test]
fn the_same_log_gives_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let case = [sample("day/cowrie.json").display().to_string()];
    for name in ["day.svg", "day.png", "day.json", "day.csv"] {
        let first = fs::read(draw(&case, directory.path(), name)).unwrap();
        let mut again = case.to_vec();
        again.push("--threads=1".into());
        assert!(first == fs::read(draw(&again, directory.path(), name)).unwrap(), "{name}");
    }
}

#[test]
fn the_live_sample_gives_its_truth() {
    let truth = fs::read_to_string(sample("live/truth.csv")).unwrap();
    for log in ["live/cowrie.json", "live/cowrie.log"] {
        let log = sample(log).display().to_string();
        let answer = honeyglow(["links", "--each", &log]).run();
        assert_eq!(answer.exit, Some(0));
        let records = |text: &[u8]| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
            let mut records: Vec<csv::StringRecord> =
                reader.records().collect::<Result<_, _>>().unwrap();
            // Several threads of the honeypot write in any order.
            records.sort_by(|one, other| one.iter().cmp(other.iter()));
            records
        };
        assert_eq!(records(&answer.stdout), records(truth.as_bytes()), "{log}");
    }
}
