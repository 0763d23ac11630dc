//! Inputs that cannot be read, and directories with many files.

use std::fs;

use super::{Pot, lines};

const NOW: &str = "2026-03-03T12:00:00Z";

#[test]
fn an_input_that_cannot_be_read_does_not_keep_the_others_waiting() {
    let pot = Pot::new("inputs = [\"log\", \"gone.json\"]");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 9));
    let answer = pot.try_publish(NOW);
    assert_eq!(answer.exit, Some(3));
    assert!(answer.stderr().contains("gone.json`: no such file or directory"));
    assert_eq!(pot.days(), ["2026-03-01 9"]);
    assert_eq!(pot.numbers()["sites"]["home"]["inputs_failing"], 1);
}

#[test]
fn a_file_without_permission_is_told_and_read_when_it_may_be() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    use std::process::Command;

    const NOBODY: u32 = 65_534;
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 9));
    pot.append("cowrie.json.1", lines("2026-03-01T01:00:00Z", 5));
    let closed = pot.path("log/cowrie.json.1");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read everything, and runs it as somebody else.
    let mut command = Command::new(env!("CARGO_BIN_EXE_honeyglow"));
    if fs::metadata(&closed).unwrap().uid() == 0 {
        for name in ["", "log", "log/cowrie.json", "config.toml"] {
            chown(pot.path(name), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        command.arg(env!("CARGO_BIN_EXE_honeyglow"));
    }
    let config = pot.path("config.toml");
    command.args(["publish", "--now", NOW, "--config", config.to_str().unwrap()]);
    let mut publish = || -> (Option<i32>, String) {
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (exit, stderr) = publish();
    if exit == Some(127) || stderr.contains("setpriv") {
        println!("skipped: others may not run the program where it lies: {stderr}");
        return;
    }
    assert_eq!(exit, Some(3), "{stderr}");
    assert!(stderr.contains("cowrie.json.1`: permission denied"), "{stderr}");
    assert_eq!(pot.days(), ["2026-03-01 9"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(publish(), (Some(0), String::new()));
    assert_eq!(pot.days(), ["2026-03-01 14"]);
}

#[test]
fn what_is_no_log_is_passed_over_in_a_directory_and_told_by_name() {
    let pot = Pot::new("inputs = [\"log\", \"log/notes.txt\"]");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 9));
    pot.append("notes.txt", "to do: water the plants\n");
    fs::create_dir(pot.path("log/tty")).unwrap();
    std::os::unix::fs::symlink("nowhere", pot.path("log/broken")).unwrap();
    let answer = pot.try_publish(NOW);
    assert_eq!(answer.exit, Some(3));
    assert!(answer.stderr().contains("notes.txt`: unknown format"), "{}", answer.stderr());
    assert_eq!(pot.days(), ["2026-03-01 9"]);
    // It is as it was, and so is what was said of it.
    pot.publish(NOW);
}

#[test]
fn ten_thousand_files_are_looked_at_and_only_the_new_ones_opened() {
    let pot = Pot::new("");
    let mut length = 0;
    for number in 0..10_000_u32 {
        let (minute, hour) = (number % 60, number / 60 % 24);
        let from =
            format!("2026-03-{:02}T{hour:02}:{minute:02}:00.{number:06}Z", 1 + number / 5000);
        let text = lines(&from, 1);
        length += text.len() as u64;
        fs::write(pot.path("log").join(format!("cowrie.json.{number}")), text).unwrap();
    }
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 5000", "2026-03-02 5000"]);
    assert_eq!(pot.bytes_read(), length);
    pot.append("cowrie.json", lines("2026-03-03T10:00:00Z", 1));
    pot.publish(NOW);
    assert_eq!(pot.days()[2], "2026-03-03 1+");
    assert!(pot.bytes_read() - length < 300);
}

#[test]
fn a_honeypot_without_events_has_an_empty_gallery() {
    let pot = Pot::new("");
    pot.publish(NOW);
    assert!(pot.days().is_empty());
    assert!(pot.path("web/index.html").exists());
    pot.append("cowrie.json", "");
    pot.publish(NOW);
    assert!(pot.days().is_empty());
}
