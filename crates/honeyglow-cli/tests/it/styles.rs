//! `draw` with property files, and of graphs in DOT.

use std::fs;

use crate::program::honeyglow;

/// Each mark of a picture with its fill, by name.
fn fills(svg: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let nodes = document.descendants().filter(|node| node.attribute("data-label").is_some());
    let fill = |node: roxmltree::Node<'_, '_>| {
        let shape = node.children().find(|child| child.attribute("fill").is_some()).unwrap();
        shape.attribute("fill").unwrap().to_owned()
    };
    nodes.map(|node| (node.attribute("data-label").unwrap().to_owned(), fill(node))).collect()
}

#[test]
fn draw_follows_a_property_file() {
    let directory = tempfile::tempdir().unwrap();
    let style = directory.path().join("c.properties");
    fs::write(
        &style,
        "color.source=\"red\"\ncolor.event=\"invisible\" if ($event == 22)\ncolor.event=#0a141e\n\
         color.target=\"gold\" if ($fields[3] > 5)\ncolor.target=\"navy\"\ncluster.target=\"inside\" if (match(\"^10\"))\n\
         shape.target=diamond\nthreshold.source=1\n",
    )
    .unwrap();
    let rows = "a,80,10.0.0.1,9\na,80,10.0.0.2,9\na,443,x,1\nb,80,y,1\na,22,z,1\na,443,x,1\n";
    let draw = |kind: &str| {
        honeyglow(["draw", "--style", style.to_str().unwrap(), "-T", kind])
            .stdin(rows)
            .run()
            .stdout()
    };
    let mut found = fills(&draw("svg"));
    found.sort();
    let expected = [
        ("443", "#0a141e"),
        ("80", "#0a141e"),
        ("a", "#ff0000"),
        ("inside", "#ffd700"),
        ("x", "#000080"),
        ("y", "#000080"),
    ];
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    // A target stays while its event does, though its own source is left out; as in AfterGlow.
    assert_eq!(found, expected);
    let json: serde_json::Value = serde_json::from_str(&draw("json")).unwrap();
    let account = &json["account"];
    let sum = ["events_drawn", "events_grouped", "events_filtered", "events_skipped"]
        .iter()
        .map(|part| account[part].as_u64().unwrap())
        .sum::<u64>();
    assert_eq!((account["events_read"].as_u64(), sum), (Some(6), 6));
    assert!(json["nodes"].as_array().unwrap().iter().any(|node| node["shape"] == "diamond"));
}

/// All shapes, in DOT.
const SHAPES: &str = "digraph { graph [label=\"all\"]; hub [shape=box];
    hub -> {a b c d e f g h i j}; hub -> a [color=red, penwidth=4];
    a [shape=triangle, style=filled, fillcolor=pink, width=0.6]; b [shape=invtriangle, width=0.5];
    c [shape=diamond, width=0.7]; d [shape=pentagon, width=0.5]; e [shape=octagon, width=0.5];
    f [shape=point]; g [shape=plaintext, label=\"only words\"]; h [shape=Mrecord];
    i [URL=\"javascript:alert(1)\"]; j [URL=\"https://example.net/\\N\", label=\"<b>&\"]; lone }";

#[test]
fn draw_reads_dot_and_covers_nothing() {
    let answer = honeyglow(["draw", "-T", "svg", "--report"]).stdin(SHAPES).run();
    assert_eq!(answer.exit, Some(0), "{}", answer.stderr());
    let (svg, report) = (answer.stdout(), answer.stderr());
    assert!(
        report.contains("overlaps of nodes 0, of labels 0, labels on nodes 0, cut off 0"),
        "{report}"
    );
    let names: Vec<String> = fills(&svg).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["hub", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "lone"]);
    assert!(!svg.contains("javascript"), "{svg}");
    assert!(svg.contains("href=\"https://example.net/j\""), "{svg}");
    assert!(svg.contains("&lt;b&gt;&amp;") && svg.contains("#ff0000"), "{svg}");
}

#[test]
fn a_broken_graph_is_refused_with_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.dot");
    fs::write(&path, "digraph {\n a -> ;\n}").unwrap();
    honeyglow(["draw", path.to_str().unwrap(), "-T", "svg"]).refuses(2, &["x.dot:2:7:", "a name"]);
    fs::write(directory.path().join("y.csv"), "a,b,c\n").unwrap();
    honeyglow(["draw", "x.dot", "y.csv", "-T", "svg"])
        .within(directory.path())
        .refuses(2, &["alone"]);
}
