//! Sensors that are read through a real `sshd`: what comes, what must not happen, and what is
//! told when nothing comes.

mod failures;
#[path = "../../../tests/it/sshd.rs"]
mod server;
mod shells;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use super::*;
use server::Server;

impl Server {
    /// Logs by their pattern.
    fn logs(&self, pattern: &str) -> Address {
        format!("ssh://sensor{}/{pattern}", self.path("logs").display()).parse().unwrap()
    }

    fn ssh(&self) -> Ssh {
        let client = self.path("client").to_str().unwrap().to_owned();
        Ssh { options: vec!["-F".to_owned(), client], ..Ssh::default() }
    }

    /// Writes a program into the directory `bin`.
    fn program(&self, name: &str, text: &str) {
        let _ = fs::create_dir(self.path("bin"));
        let path = self.path("bin").join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Is the program in the path?
fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path).any(|directory| directory.join(program).exists())
}

/// What was brought of one file.
type Part = (String, u64, Cut);

/// Keeps what is brought.
#[derive(Default)]
struct Kept {
    text: Vec<u8>,
    parts: Vec<Part>,
}

impl Take for Kept {
    fn chunk(&mut self, file: usize, bytes: &[u8]) -> io::Result<()> {
        assert_eq!(file, self.parts.len());
        self.text.extend_from_slice(bytes);
        Ok(())
    }

    fn end(&mut self, file: usize, consumed: u64, cut: Cut) {
        assert_eq!(file, self.parts.len());
        let text = std::mem::take(&mut self.text);
        self.parts.push((String::from_utf8_lossy(&text).into_owned(), consumed, cut));
    }
}

fn want(name: &[u8], from: u64, needles: &[&str]) -> Want {
    let needles = needles.iter().map(|needle| (*needle).to_owned()).collect();
    Want { name: name.to_vec(), from, needles }
}

fn want_path(path: &Path, from: u64) -> Want {
    want(path.as_os_str().as_bytes(), from, &[])
}

#[track_caller]
fn brought(server: &Server, wants: &[Want]) -> Vec<Part> {
    let mut kept = Kept::default();
    fetch(&server.logs("*"), &server.ssh(), wants, &mut kept).unwrap();
    kept.parts
}

fn part(text: &str, consumed: u64, cut: Cut) -> Part {
    (text.to_owned(), consumed, cut)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Packs with a program of the system.
fn packed(program: &str, bytes: &[u8]) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x");
    fs::write(&path, bytes).unwrap();
    std::process::Command::new(program).arg("-c").arg(path).output().unwrap().stdout
}

fn list_all(server: &Server, pattern: &str) -> Result<Vec<Found>, RemoteError> {
    list(&server.logs(pattern), &server.ssh(), &BTreeSet::new())
}

#[test]
fn a_listing_tells_names_facts_and_beginnings() {
    let Some(server) = Server::start("") else { return };
    let long = "0123456789abcdef".repeat(1000);
    let path = server.log("a.json", &long);
    server.log("b.json.gz", gzip(long.as_bytes()));
    server.log("c.json.gz.gz", gzip(&gzip(b"twice\n")));
    server.log("d.json.zst", zstd::encode_all(&b"zstd\n"[..], 1).unwrap());
    server.log("e.json.xz", packed("xz", b"xz\n"));
    server.log("f.json.bz2", packed("bzip2", b"bzip2\n"));
    server.log("g.json", "");
    server.log("other.txt", "no\n");
    fs::create_dir(server.path("logs").join("h.json")).unwrap();

    let found = list_all(&server, "?.json*").unwrap();
    let heads: Vec<_> =
        found.iter().map(|file| String::from_utf8(file.head.clone().unwrap()).unwrap()).collect();
    assert_eq!(heads, [&long[..4096], &long[..4096], "twice\n", "zstd\n", "xz\n", "bzip2\n", ""]);
    let metadata = fs::metadata(&path).unwrap();
    assert_eq!(found[0].name, path.as_os_str().as_bytes());
    assert_eq!(found[0].key(), (metadata.ino(), metadata.len(), metadata.mtime()));
}

#[test]
fn beginnings_of_known_files_are_not_sent_again() {
    let Some(server) = Server::start("") else { return };
    server.log("a.json", "one\n");
    let b = server.log("b.json", "two\n");
    let known: BTreeSet<_> = list_all(&server, "*.json").unwrap().iter().map(Found::key).collect();
    fs::OpenOptions::new().append(true).open(b).unwrap().write_all(b"three\n").unwrap();
    let found = list(&server.logs("*.json"), &server.ssh(), &known).unwrap();
    assert_eq!(found[0].head, None);
    assert_eq!(found[1].head.as_deref(), Some(&b"two\nthree\n"[..]));
    let known = found.iter().map(Found::key).collect();
    let found = list(&server.logs("*.json"), &server.ssh(), &known).unwrap();
    assert!(found.iter().all(|file| file.head.is_none()));
}

#[test]
fn a_directory_stands_for_its_files_and_a_tilde_for_the_home() {
    let Some(server) = Server::start("") else { return };
    fs::create_dir_all(server.path("home/log/below")).unwrap();
    fs::write(server.path("home/log/a.json"), "a\n").unwrap();
    fs::write(server.path("home/log/.hidden"), "no\n").unwrap();
    fs::write(server.path("home/log/below/b.json"), "no\n").unwrap();
    for pattern in ["~/log", "~/log/", "~/l*", "~/log/[a-c].json"] {
        let address = format!("ssh://sensor/{pattern}").parse().unwrap();
        let found = list(&address, &server.ssh(), &BTreeSet::new()).unwrap();
        let names: Vec<_> = found.into_iter().map(|file| file.name).collect();
        assert_eq!(names, [server.path("home/log/a.json").as_os_str().as_bytes()], "{pattern}");
    }
}

#[test]
fn no_name_of_a_file_becomes_a_command() {
    let Some(server) = Server::start("") else { return };
    // A name may have 255 bytes.
    let every_byte: Vec<u8> = (1..=255).filter(|byte| *byte != b'/').collect();
    let names: [&[u8]; 12] = [
        b"$(touch pwned) '; rm -rf x.json",
        b"`touch pwned`",
        b"-rf",
        b"--help",
        b"a\nb",
        b"newline at the end\n",
        b"\n",
        b" two  blanks ",
        b"'\\''; touch pwned #",
        b"*?[a-z]",
        "\u{202e}\u{200b}.json".as_bytes(),
        &every_byte,
    ];
    for (number, name) in names.iter().enumerate() {
        let path = server.path("logs").join(OsStr::from_bytes(name));
        fs::write(path, format!("line of {number}\n")).unwrap();
    }
    let found = list_all(&server, "*").unwrap();
    let mut expected: Vec<Vec<u8>> = names
        .iter()
        .map(|name| [server.path("logs/").as_os_str().as_bytes(), name].concat())
        .collect();
    expected.sort();
    assert_eq!(found.iter().map(|file| file.name.clone()).collect::<Vec<_>>(), expected);
    let wants: Vec<Want> = found.iter().map(|file| want(&file.name, 0, &[])).collect();
    for (file, (text, ..)) in found.iter().zip(brought(&server, &wants)) {
        assert_eq!(file.head.as_deref(), Some(text.as_bytes()));
        let number: usize = text.trim_start_matches("line of ").trim().parse().unwrap();
        assert!(file.name.ends_with(names[number]));
    }
    for directory in ["logs", "home"] {
        assert!(!server.path(directory).join("pwned").exists());
    }
}

#[test]
fn no_pattern_becomes_a_command() {
    let Some(server) = Server::start("") else { return };
    server.log("$(touch pwned)';`id`.json", "x\n");
    let found = list_all(&server, "$(touch pwned)';`id`*").unwrap();
    assert_eq!(found.len(), 1);
    let none = list_all(&server, "$(touch pwned)[$(touch pwned)]*");
    assert!(matches!(none, Err(RemoteError::NoFile { .. })), "{none:?}");
    assert!(!server.path("home/pwned").exists());
}

#[test]
fn a_file_is_brought_whole_and_from_an_offset() {
    let Some(server) = Server::start("") else { return };
    let log = server.log("a.json", "one\ntwo\nthree\n");
    let parts = brought(&server, &[0, 4, 14].map(|from| want_path(&log, from)));
    let expected = [
        part("one\ntwo\nthree\n", 14, Cut::Whole),
        part("two\nthree\n", 14, Cut::Whole),
        part("", 14, Cut::Whole),
    ];
    assert_eq!(parts, expected);
}

#[test]
fn a_line_without_newline_is_left_for_the_next_time() {
    let Some(server) = Server::start("") else { return };
    let log = server.log("a.json", "one\ntw");
    assert_eq!(brought(&server, &[want_path(&log, 0)]), [part("one\n", 4, Cut::Torn)]);
    assert_eq!(brought(&server, &[want_path(&log, 4)]), [part("", 4, Cut::Torn)]);
    server.log("a.json", "one\ntwo\nth");
    assert_eq!(brought(&server, &[want_path(&log, 4)]), [part("two\n", 8, Cut::Torn)]);
    server.log("a.json", "one\ntwo\nthree\n");
    assert_eq!(brought(&server, &[want_path(&log, 8)]), [part("three\n", 14, Cut::Whole)]);
}

#[test]
fn a_growing_log_is_brought_once_and_in_whole_lines() {
    let Some(server) = Server::start("") else { return };
    let log = server.log("a.json", "");
    let expected: String = (0..300).map(|number| format!("line {number} of a log\n")).collect();
    let writer = std::thread::spawn({
        let (log, text) = (log.clone(), expected.clone());
        move || {
            let mut file = fs::OpenOptions::new().append(true).open(log).unwrap();
            for piece in text.as_bytes().chunks(7) {
                file.write_all(piece).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    });
    let (mut all, mut from) = (String::new(), 0);
    while all.len() < expected.len() {
        let ended = writer.is_finished();
        let (text, consumed, _) = brought(&server, &[want_path(&log, from)]).remove(0);
        assert!(text.is_empty() || text.ends_with('\n'));
        assert_eq!(consumed, from + text.len() as u64);
        assert!(!ended || !text.is_empty());
        (all, from) = (all + &text, consumed);
    }
    writer.join().unwrap();
    assert_eq!(all, expected);
}

#[test]
fn packed_logs_are_unpacked_there_and_the_last_line_counts() {
    let Some(server) = Server::start("") else { return };
    let text = b"one\ntwo\nthree";
    let two_members = [gzip(b"one\n"), gzip(b"two\nthree")].concat();
    let logs = [
        server.log("a.gz", gzip(text)),
        server.log("b.gz", two_members),
        server.log("c.gz.gz", gzip(&gzip(text))),
        server.log("d.zst", zstd::encode_all(&text[..], 1).unwrap()),
        server.log("e.xz", packed("xz", text)),
        server.log("f.bz2", packed("bzip2", text)),
    ];
    let wants: Vec<Want> = logs.iter().map(|log| want_path(log, 4)).collect();
    for (log, got) in logs.iter().zip(brought(&server, &wants)) {
        assert_eq!(got, part("two\nthree", 13, Cut::Whole), "{}", log.display());
    }
    // What a filter passes has a newline in the end, whether or not there was one.
    let filtered = want(logs[0].as_os_str().as_bytes(), 4, &["thr"]);
    let (got, consumed, _) = brought(&server, &[filtered]).remove(0);
    assert_eq!((got.trim_end(), consumed), ("three", 13));
}

#[test]
fn packed_logs_that_break_off_or_explode_have_their_ends() {
    let Some(server) = Server::start("") else { return };
    let lines: String = (0..20_000_u64).map(|n| format!("{}\n", n * n * 7919)).collect();
    let mut cut = gzip(lines.as_bytes());
    cut.truncate(cut.len() / 2);
    let bomb = zstd::encode_all(io::repeat(0).take(100 * 1024 * 1024), 19).unwrap();
    let wants = [server.log("a.gz", cut), server.log("b.zst", bomb), server.log("c", "c\n")];
    let parts = brought(&server, &wants.map(|log| want_path(&log, 0)));
    let (text, consumed, how) = &parts[0];
    assert!(lines.starts_with(text) && text.len() > 1000);
    assert_eq!((*consumed, how), (text.len() as u64, &Cut::Broken));
    assert_eq!(parts[1..], [part("", 0, Cut::Bomb), part("c\n", 2, Cut::Whole)]);
}

#[test]
fn a_file_that_vanished_or_shrank_does_not_stop_the_others() {
    let Some(server) = Server::start("") else { return };
    let wants = [
        want_path(&server.path("logs/gone.json"), 3),
        want_path(&server.log("shrunk.json", "x\n"), 100),
        want_path(&server.log("shrunk.gz", gzip(b"x\n")), 100),
        want_path(&server.path("logs"), 0),
        want_path(&server.log("good.json", "good\n"), 0),
    ];
    let expected = [
        part("", 3, Cut::Gone),
        part("", 100, Cut::Shrunk),
        part("", 100, Cut::Shrunk),
        part("", 0, Cut::Gone),
        part("good\n", 5, Cut::Whole),
    ];
    assert_eq!(brought(&server, &wants), expected);
}

#[test]
fn only_lines_with_a_needle_are_sent_and_all_are_looked_at() {
    let Some(server) = Server::start("") else { return };
    let text = b"a login.success\n\0\xff binary login.success\nthe rest\nit's $HOME\n".as_slice();
    let log = server.log("a.json", text);
    let name = log.as_os_str().as_bytes();
    let wants = [
        want(name, 0, &["login.success", "COW0002"]),
        want(name, 0, &["it's $HOME", "-e", "--"]),
        want(name, 0, &["l.*s"]),
        want(name, 2, &["rest"]),
        want(&[name, b".none"].concat(), 0, &["rest"]),
        want(name, 0, &[]),
    ];
    let length = text.len() as u64;
    let binary = "a login.success\n\0\u{fffd} binary login.success\n";
    let expected = [
        part(binary, length, Cut::Whole),
        part("it's $HOME\n", length, Cut::Whole),
        part("", length, Cut::Whole),
        part("the rest\n", length, Cut::Whole),
        part("", 0, Cut::Gone),
        part(&String::from_utf8_lossy(text), length, Cut::Whole),
    ];
    assert_eq!(brought(&server, &wants), expected);
}

#[test]
fn a_log_larger_than_every_buffer_arrives_as_it_is() {
    let Some(server) = Server::start("") else { return };
    let mut text = String::new();
    for number in 0..200_000_u64 {
        text.push_str(&format!("{:x}\n", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        if number % 5000 == 0 {
            text.push_str(&"\n".repeat(70_000));
        }
    }
    let log = server.log("a.json", &text);
    let parts = brought(&server, &[want_path(&log, 0), want_path(&log, 1_000_000)]);
    assert!(parts[0] == part(&text, text.len() as u64, Cut::Whole));
    assert!(parts[1].0 == text[1_000_000..]);
}

#[test]
fn a_directory_of_thousands_is_listed_and_brought() {
    let Some(server) = Server::start("") else { return };
    for number in 0..2000 {
        server.log(&format!("{number:04}.json"), format!("{number}\n"));
    }
    let found = list_all(&server, "*.json").unwrap();
    assert_eq!(found.len(), 2000);
    assert_eq!(found[1999].head.as_deref(), Some(&b"1999\n"[..]));
    let wants: Vec<Want> = found.iter().map(|file| want(&file.name, 0, &["5"])).take(300).collect();
    let parts = brought(&server, &wants);
    assert_eq!(parts.iter().filter(|(text, ..)| !text.is_empty()).count(), 57);
}
