//! Every example of `docs/properties.md` gives what stands below it, and every property and flag
//! has one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A fenced block: what stands after the fence, and its text.
struct Block<'a> {
    kind: &'a str,
    text: &'a str,
}

fn document() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/properties.md"))
        .unwrap()
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut fences = document.split("\n```").skip(1);
    let mut blocks = Vec::new();
    while let Some(block) = fences.next() {
        let (kind, text) = block.split_once('\n').unwrap_or((block, ""));
        blocks.push(Block { kind, text });
        // What follows the closing fence is prose.
        fences.next();
    }
    blocks
}

/// What an example gave.
struct Given {
    success: bool,
    stdout: String,
    stderr: String,
}

fn run(example: &Block<'_>, rows: &str) -> Given {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("rows.csv"), rows).unwrap();
    let script = if example.kind == "properties" {
        fs::write(directory.path().join("color.properties"), example.text).unwrap();
        "honeyglow afterglow -c color.properties < rows.csv"
    } else {
        example.text
    };
    let program = Path::new(env!("CARGO_BIN_EXE_honeyglow")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(directory.path())
        .env("PATH", format!("{}:{path}", program.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Given {
        success: output.status.success(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn assert_shows(example: &Block<'_>, shown: &Block<'_>, given: &Given) {
    let Given { success, stdout, stderr } = given;
    let context = || format!("{}\n--- gave\n{stdout}\n--- and said\n{stderr}", example.text);
    assert_eq!(*success, shown.kind != "refused", "{}", context());
    for line in shown.text.lines() {
        let found = match shown.kind {
            "dot" => stdout.lines().any(|given| given == line),
            "dot absent" => !stdout.contains(line) && stdout.contains("digraph"),
            "gdf" | "graphson" => stdout.contains(line),
            "stderr" => stderr.contains(line),
            "refused" => stderr.contains(line) && stdout.is_empty(),
            other => panic!("a block of an unknown kind: {other}"),
        };
        assert!(found, "`{line}` in {}", context());
    }
}

#[test]
fn each_example_gives_what_stands_below_it() {
    let document = document();
    let blocks = blocks(&document);
    let rows = blocks.iter().find(|block| block.kind == "csv").unwrap().text;
    let mut count = 0;
    for pair in blocks.windows(2) {
        if matches!(pair[0].kind, "properties" | "sh example") {
            assert_shows(&pair[0], &pair[1], &run(&pair[0], rows));
            count += 1;
        }
    }
    assert!(count >= 50, "{count}");
}

/// The entries of a property file, each with the names it has.
const ENTRIES: [&str; 35] = [
    "color", "color.source", "color.event", "color.target", "color.sourcetarget", "color.edge",
    "size", "size.source", "size.event", "size.target", "size.edge", "sum.source", "sum.event",
    "sum.target", "maxnodesize", "label", "label.source", "label.event", "label.target",
    "label.edge", "label.duplicate", "xlabels", "shape.source", "shape.event", "shape.target",
    "cluster", "cluster.source", "cluster.event", "cluster.target", "concentrate", "url", "gdf",
    "graphson", "variable", "exit",
];

#[test]
fn each_property_has_an_example() {
    let document = document();
    let blocks = blocks(&document);
    let examples: Vec<&str> = blocks
        .iter()
        .filter(|block| block.kind == "properties")
        .flat_map(|block| block.text.lines())
        .map(|line| line.split('=').next().unwrap_or_default().trim())
        .collect();
    let thresholds =
        ["threshold", "threshold.source", "threshold.event", "threshold.target"];
    for entry in ENTRIES.iter().chain(&thresholds) {
        assert!(examples.contains(entry), "{entry}");
        assert!(document.contains(&format!("`{entry}`")), "{entry}");
    }
}

#[test]
fn each_flag_has_an_example() {
    let document = document();
    let blocks = blocks(&document);
    let examples: String =
        blocks.iter().filter(|b| b.kind == "sh example").map(|b| b.text).collect();
    let words: Vec<&str> = examples.split_whitespace().collect();
    for letter in "abcdefghijklmnopqrstvwx".chars() {
        let flag = format!("-{letter}");
        assert!(words.contains(&flag.as_str()), "{flag}");
    }
    for flag in ["--lenient", "--allow-lists", "--skip"] {
        assert!(words.contains(&flag), "{flag}");
    }
}
