//! What the README tells a reader to type works.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::shell_succeeds;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The blocks of shell that stand under a line `<!-- test -->`.
fn blocks(document: &str) -> Vec<String> {
    document
        .split("<!-- test -->\n")
        .skip(1)
        .map(|rest| {
            let block = rest.trim_start().strip_prefix("```sh\n").unwrap();
            block.split_once("```").unwrap().0.to_owned()
        })
        .collect()
}

/// A directory with the samples in it, as a fresh clone has them, that a block may write to.
fn clone_of_samples() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for part in ["day", "live"] {
        let to = directory.path().join("examples").join(part);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(project().join("examples").join(part)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    directory
}

fn run(block: &str, directory: &Path) {
    // The built program stands in for the one that cargo would build first.
    let block = block.replace("cargo run --release -- ", "honeyglow ");
    shell_succeeds(&block, directory);
}

#[test]
fn each_block_of_shell_runs() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let blocks = blocks(&readme);
    assert!(blocks.len() >= 4, "{}", blocks.len());
    assert!(blocks[0].starts_with("cargo run --release -- draw "), "{}", blocks[0]);
    for block in blocks {
        run(&block, clone_of_samples().path());
    }
}

#[test]
fn each_command_of_the_samples_runs() {
    let document = fs::read_to_string(project().join("examples/README.md")).unwrap();
    let blocks = blocks(&document);
    assert!(!blocks.is_empty());
    for block in blocks {
        run(&block, clone_of_samples().path());
    }
}

#[test]
fn ci_runs_the_tests_as_the_readme_does() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let ci = fs::read_to_string(project().join(".ci/run")).unwrap();
    assert!(readme.contains("```sh\n./test.sh\n```"));
    assert!(ci.lines().any(|line| line == "./test.sh"), "{ci}");
}

#[test]
fn the_tests_that_the_threat_model_names_exist() {
    let mut sources = String::new();
    for pattern in ["crates/*/src/**/*.rs", "crates/*/tests/**/*.rs", "fuzz/fuzz_targets/*.rs"] {
        for path in glob::glob(project().join(pattern).to_str().unwrap()).unwrap() {
            let path = path.unwrap();
            sources.push_str(&fs::read_to_string(&path).unwrap());
            // A fuzz target is called as its file.
            if pattern.starts_with("fuzz") {
                let name = path.file_stem().unwrap().to_str().unwrap();
                sources.push_str(&format!("fn {name}("));
            }
        }
    }
    let document = fs::read_to_string(project().join("SECURITY.md")).unwrap();
    let rows = document.lines().filter(|line| line.starts_with('|') && line.contains('`'));
    let shown_by = rows.filter_map(|row| row.trim_end_matches(" |").rsplit(" | ").next());
    let names: Vec<&str> = shown_by.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 12, "{names:?}");
    for name in names {
        assert!(sources.contains(&format!("fn {name}(")), "{name}");
    }
}
