//! What goes beside the program: manual pages and completions, judged by the programs that read them;
//! the files of `packaging/`; and that the configuration is told the same everywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{Answer, honeyglow};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The text of a file of the project.
fn text(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap()
}

/// Is the program there? Says so where it is not.
fn is_there(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().unwrap();
    if !found.status.success() {
        println!("skipped: {program} is not there");
    }
    found.status.success()
}

/// Runs a program that prints only what is wrong.
#[track_caller]
fn finds_nothing(program: &str, args: &[&str], file: &Path) {
    let output = Command::new(program).args(args).arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{program} {}: {said}", file.display());
}

fn pages() -> (tempfile::TempDir, Vec<PathBuf>) {
    let directory = tempfile::tempdir().unwrap();
    let below = directory.path().join("share/man");
    honeyglow([Path::new("man"), &below]).gives(0, "", "");
    let mut pages: Vec<PathBuf> =
        fs::read_dir(&below).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    (directory, pages)
}

#[test]
fn manual_pages_are_read_without_a_warning() {
    let (_directory, pages) = pages();
    let names: Vec<&str> =
        pages.iter().map(|page| page.file_name().unwrap().to_str().unwrap()).collect();
    for name in ["honeyglow.1", "honeyglow-draw.1", "honeyglow-config.5"] {
        assert!(names.contains(&name), "{names:?}");
    }
    for page in &pages {
        if is_there("groff") {
            finds_nothing("groff", &["-man", "-ww", "-Tutf8", "-z"], page);
        }
        if is_there("mandoc") {
            let output = Command::new("mandoc").args(["-Tlint", "-Wwarning"]).arg(page).output();
            let output = output.unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            // A date would be that of the build, and the same sources are to give the same bytes.
            let said: Vec<&str> =
                said.lines().filter(|line| !line.contains("missing date")).collect();
            assert!(said.is_empty(), "{said:#?}");
        }
    }
}

#[test]
fn a_manual_page_shows_every_flag_with_its_help() {
    let (directory, _) = pages();
    let page = fs::read_to_string(directory.path().join("share/man/honeyglow-draw.1")).unwrap();
    let help = honeyglow(["draw", "--help"]).run().stdout();
    let flags = help.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
    let mut count = 0;
    for flag in flags.filter_map(|flag| flag.split([' ', '[', '<', '=']).next()) {
        let shown = format!("\\-\\-{}", flag.replace('-', "\\-"));
        assert!(page.contains(&shown), "--{flag}");
        count += 1;
    }
    assert!(count > 15, "{count}");
    assert!(page.contains("How many threads read"));
    assert!(page.contains(".SH EXAMPLES\n.nf\nhoneyglow draw cowrie.json \\-o day.svg\n"));
}

#[test]
fn pages_are_the_same_bytes_each_time() {
    let read = |paths: Vec<PathBuf>| -> Vec<Vec<u8>> {
        paths.iter().map(|path| fs::read(path).unwrap()).collect()
    };
    let (_one, first) = pages();
    let (_other, second) = pages();
    assert_eq!(read(first), read(second));
}

#[test]
fn pages_are_not_written_over_a_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("man1"), "a file").unwrap();
    honeyglow([Path::new("man"), &directory.path().join("man1")])
        .refuses(2, &["cannot make the directory"]);
}

#[test]
fn completions_are_read_by_their_shells() {
    for (shell, args) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let Answer { exit, stdout, stderr } = honeyglow(["completions", shell]).run();
        assert_eq!((exit, stderr.is_empty()), (Some(0), true));
        let directory = tempfile::tempdir().unwrap();
        let script = directory.path().join("honeyglow");
        fs::write(&script, &stdout).unwrap();
        assert!(String::from_utf8(stdout).unwrap().contains("max-nodes"));
        if is_there(shell) {
            finds_nothing(shell, &[args], &script);
        }
    }
    honeyglow(["completions", "csh"]).refuses(2, &["csh", "bash"]);
}

#[test]
fn bash_completes_a_command_and_a_flag() {
    let directory = tempfile::tempdir().unwrap();
    let script = directory.path().join("honeyglow");
    fs::write(&script, honeyglow(["completions", "bash"]).run().stdout).unwrap();
    let ask = r#"
        source "$1"
        COMP_WORDS=(honeyglow dra); COMP_CWORD=1
        _honeyglow honeyglow dra honeyglow; echo "${COMPREPLY[*]}"
        COMP_WORDS=(honeyglow draw --max); COMP_CWORD=2
        _honeyglow honeyglow --max draw; echo "${COMPREPLY[*]}"
    "#;
    let output = Command::new("bash").args(["-c", ask, "bash"]).arg(&script).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "draw\n--max-nodes\n");
}

#[test]
fn what_lies_in_packaging_passes_its_checks() {
    let output = Command::new("bash").arg(project().join("packaging/check.sh")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complaints}");
}

#[test]
fn the_package_takes_files_that_are_there() {
    let manifest: toml::Table = text("crates/honeyglow-cli/Cargo.toml").parse().unwrap();
    let deb = &manifest["package"]["metadata"]["deb"];
    let crate_directory = project().join("crates/honeyglow-cli");
    let mut count = 0;
    for asset in deb["assets"].as_array().unwrap() {
        let Some(source) = asset.get(0).and_then(toml::Value::as_str) else { continue };
        // What is made by the script, and by cargo.
        if source.contains("target/") {
            continue;
        }
        let pattern = crate_directory.join(source);
        let found = glob::glob(pattern.to_str().unwrap()).unwrap().count();
        assert!(found > 0, "{source}");
        count += 1;
    }
    assert!(count > 5, "{count}");
    for unit in deb["systemd-units"].as_array().unwrap() {
        let name = unit["unit-name"].as_str().unwrap();
        for suffix in ["service", "timer"] {
            let path = project().join(format!("packaging/systemd/{name}.{suffix}"));
            assert!(path.is_file(), "{}", path.display());
        }
    }
    // Both versions are raised in the same commit.
    let version = env!("CARGO_PKG_VERSION");
    assert!(text("packaging/deb/changelog").starts_with(&format!("honeyglow ({version}-1)")));
}

/// The example with all that it shows taken in: of a key that stands twice, the one behind `#`.
fn whole_example() -> toml::Table {
    let example = text("packaging/config.toml");
    let shown: Vec<&str> = example
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase() || first == '['))
        .collect();
    let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.to_owned());
    let twice: BTreeSet<Option<String>> =
        shown.iter().map(|line| key(line)).filter(Option::is_some).collect();
    let lines = example.lines().filter_map(|line| match line.strip_prefix('#') {
        Some(line) if shown.contains(&line) => Some(line),
        Some(_) => None,
        None if ["inputs", "addresses", "networks", "words"]
            .iter()
            .any(|name| line.starts_with(name) && twice.contains(&key(line))) =>
        {
            None
        }
        None => Some(line),
    });
    let whole: String = lines.map(|line| format!("{line}\n")).collect();
    whole.parse().unwrap()
}

fn keys(value: &toml::Value, keys: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                keys.insert(key.clone());
                // The names of sensors are the operator's.
                if key != "sensors" {
                    self::keys(value, keys);
                }
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|value| self::keys(value, keys)),
        _ => {}
    }
}

#[test]
fn the_example_of_a_configuration_is_one() {
    let example: toml::Table = text("packaging/config.toml").parse().unwrap();
    assert_eq!(example["site"][0]["name"].as_str(), Some("home"));
    assert!(example["site"][0]["redact"].is_table());
    let whole = whole_example();
    assert_eq!(whole["alert"].as_array().map(Vec::len), Some(2));
    assert_eq!(whole["site"][0]["inputs"].as_array().map(Vec::len), Some(3));
}

#[test]
fn every_key_of_the_configuration_is_told_in_both_references() {
    let mut names = BTreeSet::new();
    keys(&toml::Value::Table(whole_example()), &mut names);
    for key in ["state", "textfile", "hold-off", "keep-days", "sensors", "factor", "path"] {
        assert!(names.contains(key), "{names:?}");
    }
    let page = text("crates/honeyglow-cli/man/honeyglow-config.5").replace("\\-", "-");
    let reference = text("docs/publish.md");
    for name in &names {
        assert!(page.contains(name.as_str()), "{name} is not in honeyglow-config.5");
        assert!(reference.contains(&format!("`{name}`")), "{name} is not in docs/publish.md");
    }
    // And the page tells of no key that the example does not show.
    for line in page.lines().filter_map(|line| line.strip_prefix(".BI ")) {
        let key = line.split_whitespace().next().unwrap();
        if key.starts_with(|first: char| first.is_ascii_lowercase()) {
            assert!(names.contains(key), "{key} is not in packaging/config.toml");
        }
    }
}

/// The documents that people who publish read.
const DOCUMENTS: [&str; 3] = ["docs/guide.md", "docs/publish.md", "docs/install.md"];

#[test]
fn each_piece_of_configuration_in_the_documents_is_toml() {
    let mut count = 0;
    for document in DOCUMENTS {
        for block in text(document).split("```toml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            // A piece that begins in the middle is of the site that was written above it.
            let piece = if block.starts_with("[site.redact]") {
                format!("[[site]]\n{block}")
            } else {
                block.to_owned()
            };
            let read: Result<toml::Table, _> = piece.parse();
            assert!(read.is_ok(), "{document}: {read:?}");
            count += 1;
        }
    }
    assert!(count >= 4, "{count}");
}

#[test]
fn what_the_documents_name_of_the_project_is_there() {
    let mut count = 0;
    for document in DOCUMENTS {
        let text = text(document);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let links = links.filter(|link| !link.is_empty() && !link.contains("://"));
        let paths = text.split([' ', '`', '\n', '(']).filter(|word| word.starts_with("packaging/"));
        let below_docs = links.map(|link| format!("docs/{link}"));
        for path in below_docs.chain(paths.map(str::to_owned)) {
            let found = glob::glob(project().join(&path).to_str().unwrap()).unwrap().count();
            assert!(found > 0, "{document}: {path}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn the_guide_names_each_file_where_the_package_puts_it() {
    let manifest = text("crates/honeyglow-cli/Cargo.toml");
    let mut count = 0;
    for document in DOCUMENTS {
        let text = text(document);
        for path in text.split([' ', '`', '\n']).filter(|word| word.starts_with("/usr/share/doc/"))
        {
            let (directory, name) = path.trim_start_matches('/').rsplit_once('/').unwrap();
            assert!(manifest.contains(&format!("/{name}\", \"{directory}/\"")), "{path}");
            count += 1;
        }
    }
    assert!(count > 1, "{count}");
}
