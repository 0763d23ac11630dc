//! `draw --layout columns` and `radial`: the same account as ever, nothing meets, and what a reader
//! takes from a picture is there.

use std::fs;

use serde_json::Value;

use crate::program::{honeyglow, shared, tunnel};

const NOON: &str = "2026-03-01T12:00:00.000000Z";
/// How a report begins when nothing meets.
const CLEAR: &str = "overlaps of nodes 0, of labels 0, labels on nodes 0, cut off 0; ";
const LAYOUTS: [&str; 2] = ["columns", "radial"];

/// A day of a few sources and more targets than a page holds.
fn log() -> String {
    let mut log = String::new();
    for n in 0..2_000_u32 {
        let (source, port) = (format!("192.0.2.{}", n * n % 31), [443, 25, 80, 22][n as usize % 4]);
        log += &tunnel(NOON, &source, &port.to_string(), &format!("host-{}.example", n * n % 997));
    }
    log
}

/// What `draw` gives for some rows.
#[track_caller]
fn rows(layout: &str, kind: &str, rows: &str, more: &[&str]) -> String {
    let args = ["draw", "--format", "csv", "--layout", layout, "--report", "-T", kind];
    let answer = honeyglow(args.iter().chain(more)).stdin(rows).run();
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    assert!(answer.stderr().contains(CLEAR), "{layout}: {}", answer.stderr());
    answer.stdout()
}

#[track_caller]
fn geometry(layout: &str, csv: &str, more: &[&str]) -> Value {
    serde_json::from_str(&rows(layout, "json", csv, more)).unwrap()
}

#[track_caller]
fn node<'v>(picture: &'v Value, name: &str) -> &'v Value {
    let nodes = picture["nodes"].as_array().unwrap();
    nodes.iter().find(|node| node["label"] == name).unwrap()
}

fn number(node: &Value, name: &str) -> f64 {
    node[name].as_f64().unwrap()
}

/// The widths of the ribbons, the widest first.
fn ribbons(svg: &str) -> Vec<f64> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let paths = document.descendants().filter(|element| element.has_tag_name("path"));
    paths.map(|path| path.attribute("stroke-width").unwrap().parse().unwrap()).collect()
}

#[test]
fn nothing_meets_on_any_page_and_the_account_is_that_of_force() {
    let account = |layout: &str, more: &[&str]| {
        let args = ["draw", "--report", "-T", "json", "--layout", layout];
        let answer = honeyglow(args.iter().chain(more)).stdin(log()).run();
        assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
        assert!(answer.stderr().contains(CLEAR), "{layout} {more:?}: {}", answer.stderr());
        let geometry: Value = serde_json::from_slice(&answer.stdout).unwrap();
        geometry["account"].clone()
    };
    for more in [
        &["--max-nodes", "40", "--size", "300x300"][..],
        &["--max-nodes", "120", "--size", "842x595"],
        &["--fold", "twins"],
        &["--fold", "none"],
        &["--labels", "all", "--max-nodes", "90"],
    ] {
        for layout in LAYOUTS {
            assert_eq!(account(layout, more), account("force", more), "{layout} {more:?}");
        }
    }
}

#[test]
fn any_number_of_threads_and_any_run_give_the_same_bytes() {
    for (layout, fold) in [("columns", "budget"), ("columns", "twins"), ("radial", "none")] {
        let draw = |threads: &str| {
            let args = ["draw", "-T", "svg", "--layout", layout, "--fold", fold];
            honeyglow(args.iter().chain(&["--threads", threads])).stdin(log()).run().stdout
        };
        let one = draw("1");
        assert!(!one.is_empty() && one == draw("1") && one == draw("3"), "{layout} {fold}");
    }
}

#[test]
fn every_format_takes_every_layout() {
    let directory = tempfile::tempdir().unwrap();
    for layout in LAYOUTS {
        for kind in ["svg", "png", "pdf", "json", "gexf", "graphml", "gdf", "dot", "csv", "tables"]
        {
            let args = ["draw", "--layout", layout, "-T", kind, "-o", "day"];
            honeyglow(args).within(directory.path()).stdin(log()).gives(0, "", "");
        }
    }
}

#[test]
fn roles_stand_from_left_to_right_with_their_labels_away_from_the_ribbons() {
    let csv = "a,80,x.example\nb,80,x.example\nb,443,y.example\n";
    let picture = geometry("columns", csv, &[]);
    let place = |name: &str| number(node(&picture, name), "x");
    assert!(place("a") < place("80") && place("80") < place("x.example"));
    assert_eq!((place("a"), place("80")), (place("b"), place("443")));
    let label = |name: &str, side: usize| node(&picture, name)["label_box"][side].as_f64().unwrap();
    assert!(label("a", 2) < place("a") && label("x.example", 0) > place("x.example"));
    assert!(label("80", 0) < place("80") && label("80", 2) > place("80"));
}

#[test]
fn heights_and_ribbons_follow_the_counts() {
    let csv = "a,80,x\n".repeat(30) + &"b,80,x\n".repeat(10);
    let picture = geometry("columns", &csv, &[]);
    let height = |name: &str| number(node(&picture, name), "h");
    assert!((height("a") / height("b") - 3.0).abs() < 0.05);
    assert!((height("80") - height("a") - height("b")).abs() < 0.05);
    let widths = ribbons(&rows("columns", "svg", &csv, &[]));
    assert_eq!(widths.len(), 3);
    assert!((widths[0] - height("80")).abs() < 0.05 && (widths[1] - height("a")).abs() < 0.05);
}

#[test]
fn what_reached_a_source_comes_back_to_it() {
    let picture = geometry("columns", "a,80,b\nb,80,c\n", &[]);
    let place = |name: &str| number(node(&picture, name), "x");
    assert_eq!(
        (place("a"), node(&picture, "b")["role"].as_str()),
        (place("b"), Some("source-and-target"))
    );
    assert_eq!(ribbons(&rows("columns", "svg", "a,80,b\nb,80,c\n", &[])).len(), 4);
    // Without events, such a node is seen to pass on.
    let picture = geometry("columns", "a,b\nb,c\n", &["--view", "source,target"]);
    let place = |name: &str| number(node(&picture, name), "x");
    assert!(place("a") < place("b") && place("b") < place("c"));
}

#[test]
fn a_group_lists_as_many_names_as_it_has_room_for() {
    let csv: String = (0..400).map(|n| format!("a,80,host-{n:03}.example\n")).collect();
    let svg = rows("columns", "svg", &csv, &["--max-nodes", "20"]);
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts = document.descendants().filter(|element| element.has_tag_name("text"));
    let names = texts.filter(|text| text.text().is_some_and(|text| text.starts_with("host-")));
    let lefts: Vec<&str> = names.map(|text| text.attribute("x").unwrap()).collect();
    // More than a group has beside a small mark, one under the other.
    assert!((8..=24).contains(&lefts.len()), "{}", lefts.len());
    assert!(lefts.iter().all(|left| *left == lefts[0]));
}

#[test]
fn a_graph_in_dot_and_a_style_are_drawn_in_columns() {
    let directory = tempfile::tempdir().unwrap();
    let graph = "digraph { a -> e [label=often, penwidth=5]; e -> t; b -> e; b -> t; lone }";
    fs::write(directory.path().join("a.dot"), graph).unwrap();
    for layout in LAYOUTS {
        let args = ["draw", "a.dot", "--report", "--layout", layout, "-T", "json"];
        let answer = honeyglow(args).within(directory.path()).run();
        assert!(answer.stderr().contains(CLEAR), "{}", answer.stderr());
        let picture: Value = serde_json::from_slice(&answer.stdout).unwrap();
        let place = |name: &str| number(node(&picture, name), "x");
        assert!(layout == "radial" || place("a") < place("e") && place("e") < place("t"));
    }
    let args = ["draw", "a.dot", "--layout", "columns", "-T", "svg"];
    let svg = honeyglow(args).within(directory.path()).run().stdout();
    // What goes past the middle has three parts; a width that was asked for is kept.
    assert_eq!(ribbons(&svg).len(), 3 + 3);
    assert!(ribbons(&svg).contains(&5.0) && svg.contains(">often</text>"));

    fs::write(
        directory.path().join("c.properties"),
        "color.source=\"red\"\nshape.target=diamond\n",
    )
    .unwrap();
    let args = ["draw", "--layout", "columns", "--style", "c.properties", "-T", "svg"];
    let svg = honeyglow(args).within(directory.path()).stdin("a,80,x\n").run().stdout();
    assert!(svg.contains("fill=\"#ff0000\"") && !svg.contains("<polygon"), "bars keep their form");
}

#[test]
fn rings_have_what_links_events_within_and_what_belongs_to_one_outside() {
    let mut csv = String::new();
    for port in [22, 25, 80, 443, 8080] {
        csv += &format!("all,{port},own-{port}.example\n");
    }
    let picture = geometry("radial", &csv, &[]);
    let nodes = picture["nodes"].as_array().unwrap();
    let events: Vec<&Value> = nodes.iter().filter(|node| node["role"] == "event").collect();
    let middle = |name: &str| {
        events.iter().map(|event| number(event, name)).sum::<f64>() / events.len() as f64
    };
    let (x, y) = (middle("x"), middle("y"));
    let far = |node: &Value| (number(node, "x") - x).hypot(number(node, "y") - y);
    for event in &events {
        let own = format!("own-{}.example", event["label"].as_str().unwrap());
        assert!(far(node(&picture, "all")) < far(event));
        assert!(far(node(&picture, &own)) > far(event), "{own}");
    }
}

#[test]
fn fourteen_real_days_of_2017_can_be_read_in_every_layout() {
    let Some(folder) = shared("logs/2017") else { return };
    for layout in LAYOUTS {
        let args = ["draw", "--report", "-T", "json", "--layout", layout].map(Into::into);
        let mut call: Vec<std::path::PathBuf> = args.to_vec();
        call.push(folder.join("tunnels-2017-03-09_2017-03-22.log.zst"));
        let answer = honeyglow(call).run();
        assert!(answer.stderr().contains(CLEAR), "{layout}: {}", answer.stderr());
        let picture: Value = serde_json::from_slice(&answer.stdout).unwrap();
        assert_eq!(picture["account"]["events_read"], 201_148);
        let nodes = picture["nodes"].as_array().unwrap();
        assert!((30..=250).contains(&nodes.len()), "{layout}: {} marks", nodes.len());
        assert!(nodes.iter().all(|node| node["label_box"].is_array()), "{layout}");
    }
}
