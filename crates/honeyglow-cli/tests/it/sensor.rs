//! Logs of a sensor as INPUT of the plain commands, through a real `sshd`.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::program::{Answer, command, text_tunnel, tunnel};
use crate::sshd::Server;

/// Runs the program with an `ssh` in its path that has the configuration of the test.
fn run(server: &Server, arguments: &[&str]) -> Answer {
    let bin = server.path("wrap");
    fs::create_dir_all(&bin).unwrap();
    let client = server.path("client");
    let real = std::env::var("PATH").unwrap();
    let script = format!("#!/bin/sh\nPATH='{real}' exec ssh -F '{}' \"$@\"\n", client.display());
    fs::write(bin.join("ssh"), script).unwrap();
    fs::set_permissions(bin.join("ssh"), fs::Permissions::from_mode(0o755)).unwrap();
    let output = command()
        .args(arguments)
        .env("PATH", format!("{}:{real}", bin.display()))
        .env("TMPDIR", server.path("tmp"))
        .output()
        .unwrap();
    Answer { exit: output.status.code(), stdout: output.stdout, stderr: output.stderr }
}

fn start() -> Option<Server> {
    let server = Server::start("")?;
    fs::create_dir(server.path("tmp")).unwrap();
    Some(server)
}

/// The address of what lies here.
fn address(server: &Server, name: &str) -> String {
    format!("ssh://sensor{}", server.path("logs").join(name).display())
}

fn gzip(path: &Path, text: &str) {
    let file = fs::File::create(path).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap();
}

/// Two days, the older one packed, and the same events as text.
fn write_logs(server: &Server) {
    let today = tunnel("2024-03-02T10:00:00Z", "192.0.2.2", "25", "b.example");
    let before = tunnel("2024-03-01T10:00:00Z", "192.0.2.1", "80", "a.example");
    // The last line is still being written.
    server.log("cowrie.json", today + "{\"eventid\":\"cowrie.direct-t");
    gzip(&server.path("logs/cowrie.json.1.gz"), &before);
    let text = text_tunnel("2024-03-02T10:00:00+0000", "192.0.2.2", "25", "b.example");
    server.log("cowrie.log", text);
}

const ROWS: &str = "192.0.2.1,80,a.example\n192.0.2.2,25,b.example\n";

#[test]
fn a_glob_of_a_sensor_is_read_in_the_order_of_time() {
    let Some(server) = start() else { return };
    write_logs(&server);
    let logs = address(&server, "cowrie.json*");
    let answer = run(&server, &["links", &logs]);
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
    assert_eq!(answer.stdout(), ROWS);
    let report = run(&server, &["check", &logs]).stdout();
    for part in [
        &format!("{}: Cowrie JSON", address(&server, "cowrie.json")),
        &format!("{}: Cowrie JSON", address(&server, "cowrie.json.1.gz")),
        "all together: 2 inputs\n  2 lines = 2 events\n",
    ] {
        assert!(report.contains(part), "{part} is not in: {report}");
    }
    assert_eq!(fs::read_dir(server.path("tmp")).unwrap().count(), 0);
}

#[test]
fn of_a_directory_of_a_sensor_the_best_is_read_once() {
    let Some(server) = start() else { return };
    write_logs(&server);
    let (all, one) = (address(&server, ""), address(&server, "cowrie.json"));
    let answer = run(&server, &["links", "--each", "--verbose", &all, &one]);
    assert_eq!(answer.stdout(), ROWS, "{}", answer.stderr());
    assert!(answer.stderr().contains("1 Cowrie text file in"), "{}", answer.stderr());
    let answer = run(&server, &["links", "--format", "cowrie-text", &all]);
    assert_eq!(answer.stdout(), "192.0.2.2,25,b.example\n");
}

#[test]
fn a_sensor_that_cannot_be_read_is_told_and_the_other_inputs_are_read() {
    let Some(server) = start() else { return };
    write_logs(&server);
    let none = address(&server, "none*");
    let answer = run(&server, &["links", &none]);
    assert_eq!((answer.exit, answer.stdout()), (Some(2), String::new()));
    assert!(answer.stderr().contains("no file matches `"), "{}", answer.stderr());
    let here = server.path("logs/cowrie.log");
    let answer =
        run(&server, &["links", &none, "ssh://-oProxyCommand=x/y", here.to_str().unwrap()]);
    assert_eq!((answer.exit, answer.stdout()), (Some(0), "192.0.2.2,25,b.example\n".to_owned()));
    let stderr = answer.stderr();
    assert_eq!(stderr.lines().count(), 2, "{stderr}");
    assert!(stderr.contains("the host may hold letters"), "{stderr}");
}

#[test]
fn a_broken_file_of_a_sensor_is_told_and_what_came_before_counts() {
    let Some(server) = start() else { return };
    write_logs(&server);
    let path = server.path("logs/cowrie.json.1.gz");
    let packed = fs::read(&path).unwrap();
    fs::write(&path, &packed[..packed.len() - 6]).unwrap();
    let answer = run(&server, &["links", &address(&server, "cowrie.json*")]);
    assert_eq!((answer.exit, answer.stdout()), (Some(0), ROWS.to_owned()));
    assert!(answer.stderr().contains("packed data is broken or breaks off"));
}
