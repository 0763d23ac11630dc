//! The operator's wrapper of old, with nothing changed but the path of the script, and the same
//! with our own programs at both ends: both give the same graph.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The property file of the wrapper.
const PROPERTIES: &str = "\
color.source=\"red\"
color.edge=\"lightgrey\"
color.event=\"lightblue\"
color.target=\"yellow\"

maxnodesize=1;
size.source=$sourceCount{$sourceName};
size.event=$eventCount{$eventName};
size.target=$targetCount{$targetName};
size=0.2
sum.source=0;
shape.target=triangle
";

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
        log.push_str(&crate::program::text_tunnel(&time, source, port, host));
        log.push_str(&format!("{time} [ssh,0,{source}] Connection lost after 3 seconds\n"));
    }
    log
}

/// Runs a script with our program in the path.
fn run(script: &str, directory: &Path) {
    let program = Path::new(env!("CARGO_BIN_EXE_honeyglow")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(directory)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{stderr}");
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
    let name = |at: usize| nodes[at]["members"][0]["name"].as_str().unwrap().to_owned();
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

    run(CLASSIC, directory.path());
    run(OURS, directory.path());

    let classic = graphviz(&at("classic.dot"));
    assert_eq!(classic.0.len(), 10 - 1, "a host that is source and target is one node");
    assert_eq!(graphviz(&at("ours.dot")), classic);
    assert_eq!(drawn(&at("ours.json")), classic);
    for picture in ["classic.png", "ours.png"] {
        let png = fs::read(at(picture)).unwrap();
        assert!(png.starts_with(b"\x89PNG"), "{picture}");
    }
}
