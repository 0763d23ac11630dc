//! Graphs in DOT as an input of `draw`: what is drawn is what the file says, and no more.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::program::honeyglow;

#[track_caller]
fn draw(dot: &str, kind: &str) -> String {
    let answer = honeyglow(["draw", "-T", kind]).stdin(dot).run();
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    answer.stdout()
}

#[track_caller]
fn geometry(dot: &str) -> Value {
    serde_json::from_str(&draw(dot, "json")).unwrap()
}

fn node<'v>(picture: &'v Value, name: &str) -> &'v Value {
    let nodes = picture["nodes"].as_array().unwrap();
    nodes.iter().find(|node| node["label"] == name).unwrap()
}

/// Attribute values of all elements that have it.
fn attributes(svg: &str, name: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let elements = document.descendants();
    elements.filter_map(|element| element.attribute(name).map(str::to_owned)).collect()
}

#[test]
fn nodes_and_edges_are_those_of_the_file() {
    let mut dot = "digraph g {\n".to_owned();
    let mut expected = BTreeSet::new();
    for number in 0..200_u32 {
        let (from, to) = (number * 7 % 60, number * number % 59 + 1);
        writeln!(dot, "  n{from} -> n{to};").unwrap();
        expected.insert((format!("n{from}"), format!("n{to}")));
    }
    dot.push('}');
    let picture = geometry(&dot);
    let nodes = picture["nodes"].as_array().unwrap();
    let name = |end: &Value| {
        nodes[usize::try_from(end.as_u64().unwrap()).unwrap()]["label"].as_str().unwrap().to_owned()
    };
    let edges = picture["edges"].as_array().unwrap();
    let drawn: BTreeSet<(String, String)> =
        edges.iter().map(|edge| (name(&edge["source"]), name(&edge["target"]))).collect();
    assert_eq!(drawn, expected);
    let names: BTreeSet<String> = expected.into_iter().flat_map(|(from, to)| [from, to]).collect();
    assert_eq!(nodes.len(), names.len());
    let labels = attributes(&draw(&dot, "svg"), "data-label");
    assert_eq!(labels.into_iter().collect::<BTreeSet<String>>(), names);
    let count: u64 = edges.iter().map(|edge| edge["count"].as_u64().unwrap()).sum();
    assert_eq!((count, picture["account"]["events_drawn"].as_u64()), (200, Some(200)));
}

#[test]
fn looks_are_those_of_the_file() {
    let picture = geometry(
        "digraph { a [fillcolor=\"#0a141e80\", shape=diamond, width=0.5, label=\"A\\nB\", \
         tooltip=t, URL=\"https://example.net/\\N\"]; a -> b [color=blue, penwidth=2, label=l] }",
    );
    assert_eq!(
        node(&picture, "a")["look"],
        json!({
            "fill": "#0a141e80", "shape": "diamond", "size": 36.0, "label": "A\nB",
            "tooltip": "t", "url": "https://example.net/a",
        })
    );
    let look = json!({ "color": "#0000ff", "width": 2.0, "label": "l" });
    assert_eq!(picture["edges"][0]["look"], look);
    assert_eq!(node(&picture, "a")["shape"], "diamond");
}

#[test]
fn the_label_of_an_edge_stands_on_the_page_and_in_its_title() {
    let svg = draw("digraph { a -> b [label=\"<once>\"]; b -> c [label=\"  \"] }", "svg");
    assert!(svg.contains("<title>&lt;once&gt;</title></line>"), "{svg}");
    assert!(svg.contains(" xml:space=\"preserve\">&lt;once&gt;</text>"), "{svg}");
    assert_eq!(svg.matches("</line>").count(), 1, "{svg}");
}

#[test]
fn a_hostile_file_is_drawn_and_harms_nobody() {
    let urls = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
    ];
    let mut dot = "digraph \"<script>\" { label=\"</svg><script>\\\"\u{1b}[2J\";\n".to_owned();
    for (number, url) in urls.iter().enumerate() {
        writeln!(dot, "n{number} [URL=\"{url}\", tooltip=\"]]><script>\"];").unwrap();
    }
    dot.push_str(
        "safe [URL=\"https://example.net/?a=\\\"><script>\"]; page [href=\"../day.html\"];",
    );
    dot.push_str("\"</title><script>\u{1b}\" -> \"\u{202e}&amp;\" [label=\"<script>\u{7}\"] }");
    let svg = draw(&dot, "svg");
    assert!(!svg.contains("<script") && !svg.contains('\u{1b}'), "{svg}");
    let found: BTreeSet<String> = attributes(&svg, "href").into_iter().collect();
    let expected = ["../day.html", "https://example.net/?a=\"><script>"].map(str::to_owned);
    assert_eq!(found, BTreeSet::from(expected));
}

#[test]
fn a_template_of_the_person_who_draws_may_lead_anywhere() {
    let answer = honeyglow(["draw", "-T", "svg", "--node-url", "ftp://example.net/{label}"])
        .stdin("digraph { a [URL=\"https://example.net/\"] }")
        .run();
    assert!(answer.stdout().contains("href=\"ftp://example.net/a\""), "{}", answer.stderr());
}

#[test]
fn flags_and_commands_of_logs_refuse_a_graph() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("x.dot"), "digraph { a -> b }").unwrap();
    for (args, said) in [
        (&["draw", "x.dot", "-T", "svg", "--since", "2026-03-14"][..], "no times"),
        (&["links", "x.dot", "--format", "dot"], "only `honeyglow draw`"),
        (&["check", "x.dot", "--format", "dot"], "only `honeyglow draw`"),
    ] {
        honeyglow(args).within(directory.path()).refuses(2, &[said]);
    }
}
