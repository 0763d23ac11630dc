//! `docs/alerts.md` says what the code does: its rules can be followed, its JSON is what commands
//! get, its scripts tell what they are given.

use std::path::Path;

use serde_json::Value;

use super::runs::{HOUR, NOON, Runs, Sight};
use super::{Alert, Hour, Name};

/// The time of the examples.
const NOW: i64 = NOON + HOUR;

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/alerts.md");
    std::fs::read_to_string(path).unwrap()
}

/// The texts of the fenced blocks of a kind.
fn blocks(document: &str, kind: &str) -> Vec<String> {
    let fence = format!("\n```{kind}\n");
    let blocks = document.split(&fence).skip(1);
    blocks.map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

/// The rules of the document.
fn rules() -> Runs {
    Runs::new(&blocks(&document(), "toml").concat())
}

/// The alerts that the examples are.
fn examples() -> Vec<Alert> {
    let mut runs = rules();
    let sensors = [("north", Some(NOON - 12 * HOUR))];
    let usual: Vec<Hour> =
        (1..50).map(|ago| Hour { start: NOON - ago * HOUR, count: 100 }).collect();
    let before = Sight { sensors: &sensors, hours: &usual, ..Sight::default() };
    assert_eq!(runs.run(NOON - 2 * HOUR, &before), []);
    let source = "203.0.113.9";
    let targets = [
        Name { name: "198.51.100.7:443", first: NOON + 1_860, count: 1, source },
        Name { name: "mail.example.com:25", first: NOON + 1_800, count: 12, source },
    ];
    let hours = [usual, vec![Hour { start: NOON, count: 1_234 }]].concat();
    let failing = ["/srv/north: permission denied".to_owned()];
    let sight = Sight {
        targets: &targets,
        hours: &hours,
        sensors: &sensors,
        failing: &failing,
        ..Sight::default()
    };
    runs.run(NOW, &sight)
}

#[test]
fn the_examples_are_what_commands_get() {
    let shown = blocks(&document(), "json");
    let alerts = examples();
    assert_eq!(shown.len(), alerts.len());
    for (shown, alert) in shown.iter().zip(&alerts) {
        let shown: Value = serde_json::from_str(shown).unwrap();
        let mut given: Value = serde_json::from_str(&alert.line().unwrap()).unwrap();
        let id = given["id"].as_str().unwrap().to_owned();
        let (head, number) = id.rsplit_once('/').unwrap();
        assert_eq!((number.len(), u64::from_str_radix(number, 16).is_ok()), (16, true));
        given["id"] = format!("{head}/0123456789abcdef").into();
        assert_eq!(shown, given);
    }
}

#[cfg(unix)]
mod scripts {
    use std::process::Command;
    use std::time::Duration;

    use super::*;
    use crate::alert::child::{self, Ended};

    /// Makes a program. A shell writes it: as long as a file is open for writing here, other tests'
    /// children may hold it open too, and then it cannot be run.
    fn program(path: &Path, text: &str) {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "cat > \"$1\" && chmod 755 \"$1\"", "sh"]).arg(path);
        let ended = child::run(command, text.into(), Duration::from_secs(20)).unwrap();
        assert_eq!(ended, Ended::Well);
    }

    /// What a script gave a program that takes the place of `sendmail` and `curl`: arguments, then
    /// stdin.
    fn given(script: &str, title: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        let fake = directory.path().join("curl");
        let told = directory.path().join("told");
        program(&fake, "#!/bin/sh\n{ printf '<%s>' \"$@\"; echo; cat; } > \"$TOLD\"\n");
        let script = script.replace("/usr/sbin/sendmail", fake.to_str().unwrap());
        let path = format!("{}:/usr/bin:/bin", directory.path().display());
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", &script])
            .envs([("PATH", path.as_str()), ("TOLD", told.to_str().unwrap())])
            .envs([("HONEYGLOW_ALERT", "targets"), ("HONEYGLOW_ALERT_TITLE", title)])
            .envs([("HONEYGLOW_ALERT_SUMMARY", "@/etc/passwd"), ("HONEYGLOW_ALERT_URL", "")]);
        let ended = child::run(command, b"{}\n".to_vec(), Duration::from_secs(20)).unwrap();
        assert_eq!(ended, Ended::Well);
        std::fs::read_to_string(told).unwrap()
    }

    #[test]
    fn the_scripts_tell_what_they_are_given() {
        let title = "new target $(id)`id`\"'\\x1b%s";
        let [mail, push] = blocks(&document(), "sh").try_into().unwrap();
        let mail = given(&mail, title);
        let (head, body) = mail.split_once("\n\n").unwrap();
        assert!(head.starts_with("<-t><-i>\nTo: root\nSubject: honeyglow: alert targets\n"));
        assert_eq!(body.trim_end(), format!("{title}\n\n@/etc/passwd"));
        let push = given(&push, title);
        assert!(push.contains(&format!("<--header><Title: {title}>")), "{push}");
        assert!(push.ends_with("<https://ntfy.example.org/honeypot>\n@/etc/passwd\n"), "{push}");
    }
}
