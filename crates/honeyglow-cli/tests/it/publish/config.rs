//! What is refused before anything is done.

use std::fs;

use super::{Pot, lines};

const NOW: &str = "2026-03-02T12:00:00Z";

#[test]
fn what_is_wrong_is_told_with_line_and_column() {
    let pot = Pot::new("outptu = \"x\"");
    pot.call(NOW, &["--check"]).refuses(2, &["config.toml:7:1: unknown field `outptu`"]);
    pot.configure("zone = \"Mars/Olympus\"");
    pot.call(NOW, &[]).refuses(2, &["config.toml:6:8: unknown zone `Mars/Olympus`"]);
    assert!(!pot.path("state").exists() && !pot.path("web").exists());
}

#[test]
fn a_check_says_that_all_is_well_and_does_nothing() {
    let pot = Pot::new("");
    let answer = pot.call(NOW, &["--check"]).run();
    assert_eq!(answer.exit, Some(0));
    assert!(answer.stderr().ends_with("config.toml` is in order: 1 site\n"));
    assert!(!pot.path("state").exists() && !pot.path("web").exists());
}

#[test]
fn flags_and_environment_stand_above_the_file() {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T23:30:00Z", 3));
    let (state, output) = (pot.path("other-state"), pot.path("other-web"));
    let flags = ["--state", state.to_str().unwrap(), "--zone", "Asia/Tokyo"];
    pot.call(NOW, &[&flags[..], &["--output", output.to_str().unwrap()]].concat()).gives(0, "", "");
    assert!(output.join("tunnels-2026-03-02.svg").exists());
    assert!(state.join("numbers.json").exists());
    assert!(!pot.path("state").exists() && !pot.path("web").exists());
    pot.call(NOW, &["--site", "there"]).refuses(2, &["--site: there is no site `there`"]);
}

#[test]
fn the_names_of_the_old_wrapper_can_be_kept() {
    let pot = Pot::new("files = \"cowrie-afterglow-{date}\"");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 3));
    pot.publish(NOW);
    assert!(pot.path("web/cowrie-afterglow-2026-03-01.png").exists());
}

#[test]
fn the_example_that_is_shipped_is_in_order() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/config.toml");
    let pot = Pot::new("");
    fs::copy(example, pot.path("config.toml")).unwrap();
    let answer = pot.call(NOW, &["--check"]).run();
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
}
