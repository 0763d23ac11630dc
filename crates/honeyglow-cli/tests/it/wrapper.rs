//! The operator's wrapper of old, with nothing changed but the path of the script, and the same
//! with our own programs at both ends: both give the same graph.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{shell_succeeds, text_tunnel};

/// The property file of the wrapper.
const PROPERTIES: &str = include_str!("../../../../examples/color.properties");

/// `ssh` is a shell on this machine. `graph.dot` is kept on the way, to be looked at.
const CLASSIC: &str = r#"
ssh() { bash -c "$2"; }
ssh honeypot "grep 'direct-tcp connection request' cowrie.log" \
  | perl -ne 'print "$1,$3,$2\n" if /,(\d+\.\d+\.\d+\.\d+)\] direct-tcp connection request to ([^:]+):(\d+)/' \
  | ./afterglow.pl -c color.properties | tee classic.dot | neato -T png -o classic.png
"#;

const OURS: &str = r"
honeyglow links --each cowrie.log | honeyglow afterglow -c color.properties | tee ours.dot \
  | honeyglow draw -T png > ours.png
honeyglow draw -T json < ours.dot > ours.json
";

fn log() -> String {
    let asks = [
        ("192.0.2.7", "25", "mail.example"),
        ("192.0.2.7", "25", "mx.example"),
        ("192.0.2.8", "80", "www.example"),
        ("198.51.100.4", "443", "www.example"),
        ("192.0.2.7", "80", "192.0.2.8"),
    ];
    let mut log = String::new();
    for (second, (source, port, host)) in asks.iter().cycle().take(23).enumerate() {
        let time = format!("2017-01-16T10:00:{second:02}+0000");
        log.push_str(&text_tunnel(&time, source, port, host));
        log.push_str(&format!("{time} [ssh,0,{source}] Connection lost after 3 seconds\n"));
    }
    log
}

/// The names of a graph's nodes, and its edges by name, as Graphviz reads a DOT file.
fn graphviz(path: &Path) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let output = Command::new("dot").arg("-Tdot_json").arg(path).output().unwrap();
    let graph: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<String> = graph["objects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect();
    let end = |edge: &serde_json::Value, end: &str| {
        names[usize::try_from(edge[end].as_u64().unwrap()).unwrap()].clone()
    };
    let edges = graph["edges"].as_array().unwrap();
    let edges = edges.iter().map(|edge| (end(edge, "tail"), end(edge, "head"))).collect();
    (names.into_iter().collect(), edges)
}

/// The same of our picture's geometry.
fn drawn(path: &Path) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let picture: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let nodes = picture["nodes"].as_array().unwrap();
    let name = |at: usize| nodes[at]["label"].as_str().unwrap().to_owned();
    let names = (0..nodes.len()).map(name).collect();
    let end = |edge: &serde_json::Value, end: &str| {
        name(usize::try_from(edge[end].as_u64().unwrap()).unwrap())
    };
    let edges = picture["edges"].as_array().unwrap();
    let edges = edges.iter().map(|edge| (end(edge, "source"), end(edge, "target"))).collect();
    (names, edges)
}

#[cfg(unix)]
#[test]
fn the_classic_wrapper_and_our_own_road_give_the_same_graph() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::write(at("cowrie.log"), log()).unwrap();
    fs::write(at("color.properties"), PROPERTIES).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_honeyglow"), at("afterglow.pl")).unwrap();

    shell_succeeds(CLASSIC, directory.path());
    shell_succeeds(OURS, directory.path());

    let classic = graphviz(&at("classic.dot"));
    assert_eq!(classic.0.len(), 10 - 1, "a host that is source and target is one node");
    assert_eq!(graphviz(&at("ours.dot")), classic);
    assert_eq!(drawn(&at("ours.json")), classic);
    for picture in ["classic.png", "ours.png"] {
        let png = fs::read(at(picture)).unwrap();
        assert!(png.starts_with(b"\x89PNG"), "{picture}");
    }
}
