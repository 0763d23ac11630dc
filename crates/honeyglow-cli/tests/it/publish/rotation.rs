//! Logs are renamed, copied, truncated and packed while they are read: each line counts once, and
//! only what is new is read.

use std::fs;
use std::io::Write as _;
use std::process::Command;

use super::{Pot, contents, lines};
use crate::program::text_tunnel;

const NOW: &str = "2026-03-09T12:00:00Z";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A log that is read after each of these, which say how many lines it has been given.
fn followed(steps: &[fn(&Pot) -> u64]) {
    let pot = Pot::new("");
    let mut sum = 0;
    for (at, step) in steps.iter().enumerate() {
        sum += step(&pot);
        pot.publish(NOW);
        let days = pot.days();
        assert_eq!(days, [format!("2026-03-01 {sum}")], "after step {at}");
    }
}

fn write(pot: &Pot, name: &str, hour: u32, count: u32) -> u64 {
    pot.append(name, lines(&format!("2026-03-01T{hour:02}:00:00Z"), count));
    u64::from(count)
}

#[test]
fn renamed() {
    followed(&[
        |pot| write(pot, "cowrie.json", 1, 50),
        |pot| {
            let more = write(pot, "cowrie.json", 2, 30);
            fs::rename(pot.path("log/cowrie.json"), pot.path("log/cowrie.json.1")).unwrap();
            more + write(pot, "cowrie.json", 3, 20)
        },
        |pot| {
            fs::rename(pot.path("log/cowrie.json.1"), pot.path("log/cowrie.json.2")).unwrap();
            fs::rename(pot.path("log/cowrie.json"), pot.path("log/cowrie.json.1")).unwrap();
            0
        },
        |pot| write(pot, "cowrie.json", 4, 1),
    ]);
}

#[test]
fn renamed_by_date() {
    followed(&[
        |pot| write(pot, "cowrie.json", 1, 50),
        |pot| {
            let more = write(pot, "cowrie.json", 2, 30);
            let dated = pot.path("log/cowrie.json.2026-03-01");
            fs::rename(pot.path("log/cowrie.json"), dated).unwrap();
            more + write(pot, "cowrie.json", 3, 20)
        },
    ]);
}

#[test]
fn copied_and_truncated() {
    followed(&[
        |pot| write(pot, "cowrie.json", 1, 50),
        |pot| {
            let more = write(pot, "cowrie.json", 2, 30);
            fs::copy(pot.path("log/cowrie.json"), pot.path("log/cowrie.json.1")).unwrap();
            more
        },
        |pot| {
            fs::File::create(pot.path("log/cowrie.json")).unwrap();
            0
        },
        |pot| write(pot, "cowrie.json", 3, 20),
        |pot| {
            // Copied, truncated and written to between two runs, beyond the size it had.
            let more = write(pot, "cowrie.json", 4, 5);
            fs::rename(pot.path("log/cowrie.json.1"), pot.path("log/cowrie.json.2")).unwrap();
            fs::copy(pot.path("log/cowrie.json"), pot.path("log/cowrie.json.1")).unwrap();
            fs::File::create(pot.path("log/cowrie.json")).unwrap();
            more + write(pot, "cowrie.json", 5, 90)
        },
    ]);
}

#[test]
fn packed_and_packed_again() {
    followed(&[
        |pot| write(pot, "cowrie.json", 1, 50),
        |pot| {
            let more = write(pot, "cowrie.json", 2, 30);
            let packed = gz(&fs::read(pot.path("log/cowrie.json")).unwrap());
            fs::remove_file(pot.path("log/cowrie.json")).unwrap();
            fs::write(pot.path("log/cowrie.json.1.gz"), packed).unwrap();
            more + write(pot, "cowrie.json", 3, 20)
        },
        |pot| {
            let packed = gz(&fs::read(pot.path("log/cowrie.json.1.gz")).unwrap());
            fs::write(pot.path("log/cowrie.json.1.gz.1.gz"), packed).unwrap();
            0
        },
    ]);
}

#[test]
fn a_single_log_takes_its_last_lines_along_when_it_is_renamed() {
    let pot = Pot::new("inputs = [\"log/cowrie.json\"]");
    // Older than the site, and not asked for.
    write(&pot, "cowrie.json.7", 0, 9);
    write(&pot, "cowrie.json", 1, 50);
    pot.publish(NOW);
    write(&pot, "cowrie.json", 2, 30);
    fs::rename(pot.path("log/cowrie.json"), pot.path("log/cowrie.json.1")).unwrap();
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 80"]);
    write(&pot, "cowrie.json", 3, 20);
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 100"]);
}

#[test]
fn a_packed_log_that_breaks_off_counts_as_far_as_it_goes_and_goes_on_later() {
    let pot = Pot::new("");
    let text = lines("2026-03-01T01:00:00Z", 5000);
    let packed = gz(text.as_bytes());
    fs::write(pot.path("log/cowrie.json.1.gz"), &packed[..packed.len() / 2]).unwrap();
    let answer = pot.try_publish(NOW);
    assert_eq!(answer.exit, Some(3));
    assert!(answer.stderr().contains("cowrie.json.1.gz`: gzip data is broken or breaks off"));
    let part: u64 = pot.days()[0].split(' ').nth(1).unwrap().parse().unwrap();
    assert!((100..5000).contains(&part), "{part}");
    // It stays as it is, which was told.
    pot.publish(NOW);
    assert_eq!(pot.numbers()["sites"]["home"]["inputs_failing"], 1);
    fs::write(pot.path("log/cowrie.json.1.gz"), &packed).unwrap();
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 5000"]);
    assert_eq!(pot.numbers()["sites"]["home"]["inputs_failing"], 0);
}

#[test]
fn a_line_that_is_being_written_waits_for_its_end() {
    let pot = Pot::new("");
    let text = lines("2026-03-01T01:00:00Z", 3);
    let (before, after) = text.split_at(text.len() - 40);
    pot.append("cowrie.json", before);
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 2"]);
    pot.append("cowrie.json", after);
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 3"]);
    assert_eq!(pot.bytes_read(), text.len() as u64);
}

#[test]
fn only_what_is_new_is_read() {
    let pot = Pot::new("");
    let mut length = 0;
    for hour in 0..4 {
        let text = lines(&format!("2026-03-01T{hour:02}:00:00Z"), 100);
        length += text.len() as u64;
        pot.append("cowrie.json", &text);
        pot.publish(NOW);
        assert_eq!(pot.bytes_read(), length);
    }
    pot.publish(NOW);
    assert_eq!(pot.bytes_read(), length);
}

#[test]
fn a_log_that_was_rewritten_is_read_anew() {
    let pot = Pot::new("");
    let text = lines("2026-03-01T01:00:00Z", 100);
    pot.append("cowrie.json", &text);
    pot.publish(NOW);
    // Somebody has taken lines out of its middle, and it has grown since.
    let half = text.len() / 2;
    let cut = text[half..].find('\n').unwrap() + half + 1;
    let rest = text[cut..].find("192.0.2.1").unwrap() + cut;
    let line_end = text[rest..].find('\n').unwrap() + rest + 1;
    let rewritten = format!("{}{}", &text[..cut], &text[line_end..]);
    let kept = u64::try_from(rewritten.lines().count()).unwrap();
    let more = lines("2026-03-01T02:00:00Z", 30);
    fs::write(pot.path("log/cowrie.json"), format!("{rewritten}{more}")).unwrap();
    let answer = pot.try_publish(NOW);
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    assert!(answer.stderr().contains("was rewritten since it was read; all logs are read anew"));
    assert_eq!(pot.days(), [format!("2026-03-01 {}", kept + 30)]);
}

#[test]
fn however_a_log_was_cut_up_the_pages_are_those_of_one_run() {
    let whole = Pot::new("views = [\"tunnels\", \"src_ip,dst_host\"]");
    let parts = Pot::new("views = [\"tunnels\", \"src_ip,dst_host\"]");
    for day in 1..=3 {
        for hour in [0, 7, 23] {
            let text = lines(&format!("2026-03-{day:02}T{hour:02}:59:00Z"), 90 * day);
            whole.append("cowrie.json", &text);
            parts.append("cowrie.json", &text);
            parts.publish(&format!("2026-03-{day:02}T{hour:02}:59:59Z"));
        }
        let (from, to) = ("log/cowrie.json", format!("log/cowrie.json.2026-03-{day:02}"));
        fs::rename(parts.path(from), parts.path(&to)).unwrap();
        fs::rename(whole.path(from), whole.path(&to)).unwrap();
    }
    // Both hide with the same key.
    parts.publish(NOW);
    fs::create_dir(whole.path("state")).unwrap();
    fs::copy(parts.path("state/redact.key"), whole.path("state/redact.key")).unwrap();
    whole.publish(NOW);
    assert_eq!(parts.days(), whole.days());
    let (a, b) = (parts.published(), whole.published());
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(*bytes == b[name], "{name} differs");
    }
}

#[test]
fn of_text_and_json_of_one_honeypot_the_json_counts() {
    let pot = Pot::new("");
    pot.append("cowrie.log", text_tunnel("2026-03-01T01:00:00.000000Z", "192.0.2.1", "25", "x"));
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 1"]);
    pot.append("cowrie.json", lines("2026-03-01T02:00:00Z", 4));
    let answer = pot.try_publish(NOW);
    assert!(answer.stderr().contains("has Cowrie JSON logs now, which are read instead"));
    assert_eq!(pot.days(), ["2026-03-01 4"]);
    pot.append("cowrie.log", text_tunnel("2026-03-01T03:00:00.000000Z", "192.0.2.1", "25", "x"));
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 4"]);
}

#[test]
fn a_log_that_is_rotated_under_a_run_loses_nothing() {
    let pot = Pot::new("");
    let text = lines("2026-03-01T00:00:00Z", 40_000);
    let script = r#"
        honeyglow=$1 log=$2/log/cowrie.json
        # What runs in the background has no input unless it is said.
        exec 3<&0
        split -l 4000 --filter='cat >> '"$log"'; sleep 0.1; mv '"$log"' '"$log"'.$(ls '"$2"'/log | wc -l)' - <&3 &
        while kill -0 $! 2>/dev/null; do
            "$honeyglow" publish --numbers --now 2026-03-09T12:00:00Z --config "$2/config.toml" || exit 1
        done
    "#;
    let mut child = Command::new("bash")
        .args(["-c", script, "bash", env!("CARGO_BIN_EXE_honeyglow")])
        .arg(pot.path(""))
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    // A run between the renaming and the first line after it is told nothing of.
    assert_eq!(stderr, "");
    pot.publish(NOW);
    assert_eq!(pot.days(), ["2026-03-01 40000"]);
    assert_eq!(pot.bytes_read(), text.len() as u64);
    assert!(contents(&pot.path("log")).len() >= 10);
}
