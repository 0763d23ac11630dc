//! `draw`: what is left out, put together and taken apart, and how it is reported.

use std::fs;

use serde_json::Value;

use crate::program::{honeyglow, tunnel};

const NOON: &str = "2026-03-01T12:00:00.000000Z";

/// Sources of two networks, and more targets than a page holds.
fn log() -> String {
    let mut log = String::new();
    for n in 0..2_000_u32 {
        let (source, port) = (format!("192.0.2.{}", n % 20), [443, 25][n as usize % 2]);
        log += &tunnel(NOON, &source, &port.to_string(), &format!("host-{}.example", n * n % 499));
    }
    log += &tunnel(NOON, "198.51.100.7", "22", "lonely.example");
    // A key exchange tells the HASSH of two of them.
    for source in ["192.0.2.1", "192.0.2.3"] {
        log += &format!(
            "{{\"eventid\":\"cowrie.client.kex\",\"timestamp\":\"{NOON}\",\"src_ip\":\"{source}\",\
             \"session\":\"s1\",\"hassh\":\"0a07365cc01fa9fc82608ba4019af499\"}}\n"
        );
    }
    log
}

fn geometry(args: &[&str]) -> Value {
    let answer = honeyglow([&["draw", "-T", "json"], args].concat()).stdin(log()).run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
    serde_json::from_slice(&answer.stdout).unwrap()
}

fn number(account: &Value, name: &str) -> u64 {
    account[name].as_u64().unwrap()
}

#[track_caller]
fn assert_sums(account: &Value) {
    let parts = ["drawn", "grouped", "filtered", "left_out", "skipped"];
    let sum: u64 = parts.iter().map(|part| number(account, &format!("events_{part}"))).sum();
    assert_eq!(number(account, "events_read"), sum);
}

#[test]
fn what_a_filter_leaves_out_is_in_the_account_and_the_legend() {
    for (args, words) in [
        (&["--min-count", "5"][..], "filtered by --min-count 5"),
        (&["--min-count", "target=3"], "filtered by --min-count target=3"),
        (&["--min-degree", "2"], "filtered by --min-degree 2"),
        (&["--top", "4"], "filtered by --top 4"),
    ] {
        let account = &geometry(args)["account"];
        assert_sums(account);
        assert!(number(account, "events_left_out") > 0, "{args:?}");
        assert_eq!(number(account, "events_read"), 2_001);
        let svg = honeyglow([&["draw", "-T", "svg"], args].concat()).stdin(log()).run();
        assert!(String::from_utf8_lossy(&svg.stdout).contains(words), "{args:?}");
    }
    let top = geometry(&["--top", "4"]);
    let sources = top["nodes"].as_array().unwrap().iter().filter(|node| node["role"] == "source");
    let names: usize = sources.map(|node| node["members"].as_array().map_or(1, Vec::len)).sum();
    assert_eq!(names, 4);
}

#[test]
fn a_filter_that_leaves_nothing_is_told() {
    let answer = honeyglow(["draw", "-T", "svg", "--min-count", "9999"]).stdin(log()).run();
    assert_eq!(answer.exit, Some(1));
    assert!(answer.stderr().contains("--min-count 9999 leaves out everything"));
}

#[test]
fn sources_are_put_together_by_a_column_of_other_events() {
    let hassh = geometry(&["--group", "hassh", "--max-nodes", "3000"]);
    assert_sums(&hassh["account"]);
    let nodes = hassh["nodes"].as_array().unwrap();
    let groups: Vec<&Value> = nodes.iter().filter(|node| node["bond"] == "column").collect();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0]["members"], serde_json::json!(["192.0.2.1", "192.0.2.3"]));
    assert_eq!(groups[0]["label"], "2 sources: hassh 0a07365cc01fa9fc82608ba4019af499");
    assert_eq!(number(&hassh["account"], "events_read"), 2_001);
    let prefix = geometry(&["--group", "prefix", "--max-nodes", "3000"]);
    let of_network = |node: &&Value| node["bond"] == "network";
    assert!(prefix["nodes"].as_array().unwrap().iter().any(|node| of_network(&node)));
}

#[test]
fn a_column_that_nothing_has_is_refused() {
    for (args, words) in [
        (&["--group", "target=hassh"][..], "no event has hassh"),
        (&["--group", "colour"], "write prefix or a column"),
        (&["--group", "hassh", "--group", "sensor"], "by one column, not by two"),
    ] {
        let answer = honeyglow([&["draw", "-T", "svg"], args].concat()).stdin(log()).run();
        assert_eq!(answer.exit, Some(2), "{args:?}");
        assert!(answer.stderr().contains(words), "{}", answer.stderr());
    }
}

#[test]
fn a_group_is_taken_apart_and_named() {
    let before = geometry(&["--max-nodes", "30"]);
    let nodes = before["nodes"].as_array().unwrap();
    let group = nodes.iter().find(|node| node["members"].is_array()).unwrap();
    let args = ["--max-nodes", "30", "--expand", group["id"].as_str().unwrap()];
    let after = geometry(&args);
    assert_sums(&after["account"]);
    let singles: Vec<&str> = after["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|node| node["members"].is_null())
        .filter_map(|node| node["label"].as_str())
        .collect();
    for member in group["members"].as_array().unwrap() {
        assert!(singles.contains(&member.as_str().unwrap()), "{member}");
    }
    let svg = honeyglow([&["draw", "-T", "svg"], &args[..]].concat()).stdin(log()).run();
    assert!(String::from_utf8_lossy(&svg.stdout).contains("drawn singly: "));
    let nobody = honeyglow(["draw", "-T", "svg", "--expand", "nobody"]).stdin(log()).run();
    assert_eq!(nobody.exit, Some(0));
    assert!(nobody.stderr().contains("no node `nobody`"));
}

#[test]
fn a_report_is_one_object_whose_sums_add_up() {
    let answer =
        honeyglow(["draw", "-T", "svg", "--report=json", "--max-nodes", "30", "--top", "9"])
            .stdin(log())
            .run();
    let report: Value = serde_json::from_str(&answer.stderr()).unwrap();
    assert_sums(&report["account"]);
    assert_eq!(report["quality"]["node_overlaps"], 0);
    assert_eq!(report["filtered"][0]["by"], "--top 9");
    let groups = report["groups"].as_array().unwrap();
    let names: u64 = groups.iter().map(|group| group["names"].as_u64().unwrap()).sum();
    assert_eq!(names, number(&report["account"], "nodes_grouped"));
    for group in groups {
        let members = group["members"].as_array().unwrap();
        let sum: u64 = members.iter().map(|member| member[1].as_u64().unwrap()).sum();
        assert_eq!(
            (members.len() as u64, sum),
            (group["names"].as_u64().unwrap(), group["count"].as_u64().unwrap())
        );
    }
    let text = honeyglow(["draw", "-T", "svg", "--report"]).stdin(log()).run();
    assert!(text.stderr().contains("events 2001 = "), "{}", text.stderr());
}

#[test]
fn the_table_lists_every_member_of_a_group() {
    let directory = tempfile::tempdir().unwrap();
    let within = directory.path();
    let args = ["draw", "-T", "tables", "-o", "day", "--max-nodes", "20"];
    honeyglow(args).within(within).stdin(log()).gives(0, "", "");
    let table = fs::read_to_string(within.join("day.nodes.csv")).unwrap();
    let mut names = 0;
    for row in table.lines().skip(1) {
        let Some((_, list)) = row.split_once(",\"[[") else {
            names += 1;
            continue;
        };
        let list = format!("[[{}", list.trim_end_matches('"')).replace("\"\"", "\"");
        let list: Vec<(String, u64)> = serde_json::from_str(&list).unwrap();
        names += list.len();
    }
    let account = &geometry(&["--max-nodes", "20"])["account"];
    let all = number(account, "nodes_drawn") + number(account, "nodes_grouped");
    assert_eq!(names as u64, all);
}
