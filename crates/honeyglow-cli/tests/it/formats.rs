//! The formats of graph programs and of print, read back by networkx, Graphviz, qpdf and poppler;
//! GDF and the tables by the rules of Gephi's importers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use honeyglow::label::visible::visible;
use serde_json::Value;

use crate::hostile_draw::{NAMES, events};
use crate::program::honeyglow;
use crate::readback::{cases, draw, foreign, json, passes, sample};

/// Names that would end a value, a row or a table where Gephi reads GDF, and a formula.
const MORE_NAMES: [&str; 8] = [
    "=cmd()",
    "edgedef>node1,node2",
    "Edgedef>",
    "a\",\"b",
    "a\",'b",
    "both\"and'",
    "back\\slash\\",
    "quote and back\"\\",
];

fn hostile_names() -> Vec<&'static str> {
    NAMES.into_iter().chain(MORE_NAMES).collect()
}

/// A log whose hosts have these names.
fn hostile_log(directory: &Path) -> String {
    let names = hostile_names().into_iter().enumerate();
    let lines = names
        .map(|(number, name)| events("tunnels", number, &Value::from(name).to_string()))
        .collect::<String>();
    let path = directory.join("hostile.json");
    fs::write(&path, lines).unwrap();
    path.display().to_string()
}

/// The case of hostile names, each with a mark of its own.
fn hostile_case(directory: &Path) -> Vec<String> {
    vec!["--max-nodes=100".into(), "--size=1400x1000".into(), hostile_log(directory)]
}

/// A Python that has networkx.
fn networkx() -> Option<Command> {
    for python in ["python3", "/usr/bin/python3"] {
        let found = Command::new(python)
            .args(["-c", "import networkx"])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if found.is_ok_and(|status| status.success()) {
            return Some(Command::new(python));
        }
    }
    assert!(std::env::var_os("CI").is_none(), "networkx is missing: run ./test.sh");
    println!("skipped: networkx is not installed");
    None
}

/// Reads the file of the first argument and says what it holds. A networkx before 3.0 knows GEXF
/// up to 1.2; what we write differs from it in nothing but the names of the namespaces.
const READ_GRAPH: &str = r#"
import io, json, sys
import networkx as nx

path = sys.argv[1]
if path.endswith(".gexf"):
    try:
        graph = nx.read_gexf(path)
    except nx.NetworkXError:
        text = open(path, newline="", encoding="utf-8").read()
        text = text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft")
        graph = nx.read_gexf(io.BytesIO(text.encode("utf-8")))
else:
    graph = nx.read_graphml(path)
assert graph.is_directed()
nodes = {}
for name, data in graph.nodes(data=True):
    viz = data.pop("viz", None)
    if viz:
        data.update(x=viz["position"]["x"], y=viz["position"]["y"], size=viz["size"], **viz["color"])
    nodes[name] = data
edges = [[source, target, data["weight"]] for source, target, data in graph.edges(data=True)]
print(json.dumps({"nodes": nodes, "edges": edges}))
"#;

/// A name in XML: what XML cannot hold as an escape.
fn in_xml(name: &str) -> String {
    let shown = |character: char| match character {
        '\t' | '\n' | '\r' => character.to_string(),
        '\u{fffe}' => "\\u{fffe}".to_owned(),
        '\u{ffff}' => "\\u{ffff}".to_owned(),
        control if control < ' ' => visible(&control.to_string()).into_owned(),
        other => other.to_string(),
    };
    name.chars().map(shown).collect()
}

/// Does a number stand within a hundredth of another? The formats have two decimals.
fn near(value: &Value, expected: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() < 0.011)
}

/// The edges of the geometry by the ids of their ends.
fn edge_counts(geometry: &Value) -> BTreeMap<(String, String), u64> {
    let edges = geometry["edges"].as_array().unwrap().iter();
    let id = |end: &Value| format!("n{end}");
    let ends = |edge: &Value| (id(&edge["source"]), id(&edge["target"]));
    edges.map(|edge| (ends(edge), edge["count"].as_u64().unwrap())).collect()
}

#[test]
fn networkx_reads_what_the_geometry_says() {
    let directory = tempfile::tempdir().unwrap();
    let mut cases = cases();
    cases.push(hostile_case(directory.path()));
    for case in cases {
        let geometry = json(&draw(&case, directory.path(), "day.json"));
        let height = geometry["height"].as_f64().unwrap();
        for name in ["day.gexf", "day.graphml"] {
            let path = draw(&case, directory.path(), name);
            let Some(mut python) = networkx() else { return };
            let read = passes(python.args(["-W", "ignore", "-c", READ_GRAPH]).arg(&path));
            let read: Value = serde_json::from_str(&read).unwrap();
            let nodes = geometry["nodes"].as_array().unwrap();
            assert_eq!(read["nodes"].as_object().unwrap().len(), nodes.len());
            for node in nodes {
                let found = &read["nodes"][node["id"].as_str().unwrap()];
                let label = found["label"].as_str().unwrap_or_default();
                assert_eq!(label, in_xml(node["label"].as_str().unwrap()), "{name}");
                assert_eq!((&found["role"], &found["count"]), (&node["role"], &node["count"]));
                let members = node.get("members").map_or(1, |list| list.as_array().unwrap().len());
                assert_eq!(found["members"].as_u64(), Some(members as u64), "{name}");
                assert!(near(&found["x"], node["x"].as_f64().unwrap()), "{found} {node}");
                assert!(near(&found["y"], height - node["y"].as_f64().unwrap()), "{found} {node}");
                assert!(found["size"].as_f64().unwrap() > 0.0, "{found}");
                assert!(found["r"].is_u64() && found["g"].is_u64() && found["b"].is_u64());
            }
            let edges = read["edges"].as_array().unwrap().iter();
            let end = |value: &Value| value.as_str().unwrap().to_owned();
            let edges: BTreeMap<_, _> = edges
                .map(|edge| ((end(&edge[0]), end(&edge[1])), edge[2].as_f64().unwrap() as u64))
                .collect();
            assert_eq!(edges, edge_counts(&geometry), "{name}");
        }
    }
}

#[test]
fn an_xml_parser_finds_what_gephi_looks_for() {
    let directory = tempfile::tempdir().unwrap();
    let case = hostile_case(directory.path());
    let gexf = fs::read_to_string(draw(&case, directory.path(), "day.gexf")).unwrap();
    let document = roxmltree::Document::parse(&gexf).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("version"), Some("1.3"));
    assert_eq!(root.tag_name().namespace(), Some("http://gexf.net/1.3"));
    let viz = "http://gexf.net/1.3/viz";
    let all = |name: &'static str| document.descendants().filter(move |n| n.has_tag_name(name));
    let attributes: Vec<&str> = all("attribute").filter_map(|node| node.attribute("id")).collect();
    assert_eq!(attributes, ["role", "count", "members", "first", "last"]);
    for node in document.descendants().filter(|node| node.tag_name().name() == "node") {
        for part in ["color", "position", "size", "shape"] {
            assert!(node.children().any(|child| child.has_tag_name((viz, part))), "{part}");
        }
    }
    // Without a number for the opacity, Gephi stops at the colour.
    for colour in document.descendants().filter(|node| node.has_tag_name((viz, "color"))) {
        assert!(
            colour.attribute("a").unwrap().parse::<f32>().is_ok_and(|a| (0.0..=1.0).contains(&a))
        );
        for part in ["r", "g", "b"] {
            assert!(colour.attribute(part).unwrap().parse::<u8>().is_ok());
        }
    }
    let graphml = fs::read_to_string(draw(&case, directory.path(), "day.graphml")).unwrap();
    let document = roxmltree::Document::parse(&graphml).unwrap();
    let keys: Vec<_> = document.descendants().filter(|n| n.tag_name().name() == "key").collect();
    for name in ["label", "x", "y", "size", "r", "g", "b", "weight"] {
        assert!(keys.iter().any(|key| key.attribute("attr.name") == Some(name)), "{name}");
    }
    for key in keys {
        assert_eq!(key.attribute("id"), key.attribute("attr.name"));
        let known = ["boolean", "int", "long", "float", "double", "string"];
        assert!(known.contains(&key.attribute("attr.type").unwrap()), "{key:?}");
    }
}

#[test]
fn graphviz_draws_the_dot_in_place() {
    let directory = tempfile::tempdir().unwrap();
    let mut cases = cases();
    cases.push(hostile_case(directory.path()));
    for case in cases {
        let geometry = json(&draw(&case, directory.path(), "day.json"));
        let height = geometry["height"].as_f64().unwrap();
        let path = draw(&case, directory.path(), "day.dot");
        let Some(mut neato) = foreign("neato") else { return };
        let read = passes(neato.args(["-n2", "-Tjson"]).arg(&path));
        let read: Value = serde_json::from_str(&read).unwrap();
        let objects = read["objects"].as_array().unwrap();
        let nodes = geometry["nodes"].as_array().unwrap();
        assert_eq!(objects.len(), nodes.len());
        for object in objects {
            let index: usize = object["name"].as_str().unwrap()[1..].parse().unwrap();
            let node = &nodes[index];
            let number = |name: &str| node[name].as_f64().unwrap();
            let place = object["pos"].as_str().unwrap();
            let (x, y) = place.split_once(',').unwrap();
            let apart = |text: &str, expected: f64| (text.parse::<f64>().unwrap() - expected).abs();
            // Graphviz writes five digits.
            assert!(apart(x, number("x")) < 0.1 && apart(y, height - number("y")) < 0.1, "{place}");
            // Graphviz makes the sides of polygons whole points.
            assert!(apart(object["width"].as_str().unwrap(), number("w") / 72.0) < 0.008, "{node}");
            assert_eq!(object["shape"], node["shape"]);
        }
        assert_eq!(read["edges"].as_array().unwrap().len(), edge_counts(&geometry).len());
    }
}

#[test]
fn graphviz_makes_a_harmless_svg_of_hostile_names() {
    let directory = tempfile::tempdir().unwrap();
    let path = draw(&hostile_case(directory.path()), directory.path(), "day.dot");
    let Some(mut neato) = foreign("neato") else { return };
    let svg = passes(neato.args(["-n2", "-Tsvg"]).arg(&path));
    // The parser refuses the document type that Graphviz writes.
    let svg = &svg[svg.find("<svg").unwrap()..];
    let document = roxmltree::Document::parse(svg).unwrap();
    let texts: Vec<&str> = document.descendants().filter_map(|node| node.text()).collect();
    // Neither obeyed as escapes of Graphviz nor read as markup.
    for name in ["quo\"te.example", "&entity;&amp;&#0;&lt", "]]>", "=cmd()", "back\\slash\\"] {
        assert!(texts.contains(&name), "{name} in {texts:?}");
    }
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let known = ["svg", "g", "title", "polygon", "ellipse", "path", "polyline", "text", "a"];
        assert!(known.contains(&element.tag_name().name()), "{element:?}");
    }
}

/// A row of GDF as Gephi takes it apart: a value in quotes ends at the same quote before a comma
/// or the end, unless a backslash stands before it.
fn gdf_values(row: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut rest = row;
    loop {
        let quote = rest.chars().next().filter(|first| ['"', '\''].contains(first));
        let (value, after) = match quote {
            None => {
                rest.split_once(',').map_or((rest, None), |(value, after)| (value, Some(after)))
            }
            Some(quote) => {
                let inside = &rest[1..];
                let end = inside.match_indices(quote).map(|(at, _)| at).find(|at| {
                    let after = &inside[at + 1..];
                    after.is_empty() || (after.starts_with(',') && !inside[..*at].ends_with('\\'))
                });
                let end = end.ok_or(row).unwrap();
                (&inside[..end], inside[end + 1..].strip_prefix(','))
            }
        };
        values.push(value.to_owned());
        match after {
            None => return values,
            Some(after) => rest = after,
        }
    }
}

/// The tables of a GDF file: columns and rows of the nodes, then of the edges.
fn gdf_tables(text: &str) -> [(Vec<&str>, Vec<Vec<String>>); 2] {
    // Java's line ends, and the characters that its `.` does not match.
    let ends = ['\n', '\r'];
    assert!(!text.contains(['\u{85}', '\u{2028}', '\u{2029}']));
    let lines: Vec<&str> = text.trim_end().split(ends).collect();
    assert!(lines[0].starts_with("nodedef>name"));
    let is_head = |line: &&str| line.contains("edgedef>") || line.contains("Edgedef>");
    assert_eq!(lines.iter().copied().filter(|line| is_head(line)).count(), 1);
    let at = lines.iter().position(is_head).unwrap();
    let columns = |head: usize| lines[head].split(',').collect();
    let rows = |lines: &[&str]| lines.iter().map(|line| gdf_values(line)).collect::<Vec<_>>();
    [(columns(0), rows(&lines[1..at])), (columns(at), rows(&lines[at + 1..]))]
}

/// What GDF cannot hold as an escape, whatever quotes are around it.
fn is_gdf_of(found: &str, name: &str) -> bool {
    let escapes = [
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\u{85}", "\\u{85}"),
        ("\u{2028}", "\\u{2028}"),
        ("edgedef>", "edgedef\\x3e"),
        ("Edgedef>", "Edgedef\\x3e"),
    ];
    let mut expected = name.to_owned();
    for (text, escape) in escapes {
        expected = expected.replace(text, escape);
    }
    if name.contains('"') && name.contains('\'') {
        expected = expected.replace('"', "\\x22");
    }
    if let Some(before) = expected.strip_suffix('\\') {
        expected = format!("{before}\\x5c");
    }
    found == expected
}

#[test]
fn gephis_rules_read_the_gdf() {
    let directory = tempfile::tempdir().unwrap();
    let mut cases = cases();
    cases.push(hostile_case(directory.path()));
    for case in cases {
        let geometry = json(&draw(&case, directory.path(), "day.json"));
        let text = fs::read_to_string(draw(&case, directory.path(), "day.gdf")).unwrap();
        let [(columns, nodes), (edge_columns, edges)] = gdf_tables(&text);
        let types = ["VARCHAR", "BOOLEAN", "INTEGER", "INT", "TINYINT", "DOUBLE", "FLOAT"];
        for column in columns.iter().chain(&edge_columns) {
            assert!(types.contains(&column.rsplit(' ').next().unwrap()), "{column}");
        }
        let at = |name: &str| columns.iter().position(|column| column.starts_with(name)).unwrap();
        let known = geometry["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), known.len());
        for (row, node) in nodes.iter().zip(known) {
            assert_eq!(row.len(), columns.len(), "{row:?}");
            assert_eq!(row[0], node["id"].as_str().unwrap());
            let label = node["label"].as_str().unwrap();
            assert!(is_gdf_of(&row[at("label ")], label), "{label:?} as {row:?}");
            assert_eq!(row[at("count ")], node["count"].to_string());
            assert!(row[at("width ")].parse::<f32>().unwrap() > 0.0);
            let colour: Vec<_> = row[at("color ")].split(',').map(str::parse::<u8>).collect();
            assert!(colour.len() == 3 && colour.iter().all(Result::is_ok), "{row:?}");
        }
        let ends = edges.iter().map(|row| {
            assert_eq!((row.len(), row[3].as_str()), (edge_columns.len(), "true"), "{row:?}");
            ((row[0].clone(), row[1].clone()), row[2].parse().unwrap())
        });
        assert_eq!(ends.collect::<BTreeMap<_, u64>>(), edge_counts(&geometry));
    }
}

#[test]
fn a_csv_reader_reads_the_two_tables() {
    let directory = tempfile::tempdir().unwrap();
    let mut cases = cases();
    cases.push(hostile_case(directory.path()));
    for case in cases {
        let geometry = json(&draw(&case, directory.path(), "day.json"));
        draw(&case, directory.path(), "day.nodes.csv");
        let read = |name: &str| {
            let mut reader = csv::Reader::from_path(directory.path().join(name)).unwrap();
            let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
            let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            (head, rows)
        };
        let (head, rows) = read("day.nodes.csv");
        assert_eq!(head[..2], ["Id", "Label"]);
        let names = |node: &Value| (node["id"].clone(), node["label"].clone());
        let known: Vec<_> = geometry["nodes"].as_array().unwrap().iter().map(names).collect();
        let found = rows.iter().map(|row| (Value::from(&row[0]), Value::from(&row[1])));
        assert_eq!(found.collect::<Vec<_>>(), known);
        let (head, rows) = read("day.edges.csv");
        assert_eq!(head, ["Source", "Target", "Type", "Weight"]);
        let found = rows.iter().map(|row| {
            assert_eq!(&row[2], "Directed");
            ((row[0].to_owned(), row[1].to_owned()), row[3].parse().unwrap())
        });
        assert_eq!(found.collect::<BTreeMap<_, u64>>(), edge_counts(&geometry));
    }
}

#[test]
fn the_two_tables_have_the_name_that_was_given() {
    let log = sample("day/cowrie.json").display().to_string();
    for (args, stem) in [
        (&["-T", "tables", "-o", "day"][..], "day"),
        (&["-T", "tables", "-o", "day.csv"], "day"),
        (&["-o", "day.edges.csv"], "day"),
        (&["-T", "tables", "-o", "2026.03.nodes.csv"], "2026.03"),
        (&["-T", "tables", "-o", "2026.03"], "2026.03"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let mut args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let last = args.pop().unwrap();
        args.push(directory.path().join(last).display().to_string());
        let answer = honeyglow(["draw".to_owned(), log.clone()].into_iter().chain(args)).run();
        assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
        let mut names: Vec<PathBuf> = fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into())
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["edges", "nodes"].map(|t| PathBuf::from(format!("{stem}.{t}.csv"))));
    }
    let answer = honeyglow(["draw", "-T", "tables", &log]).run();
    assert_eq!((answer.exit, answer.stdout().as_str()), (Some(2), ""));
    assert!(answer.stderr().contains("-o day"), "{}", answer.stderr());
}

#[test]
fn qpdf_and_poppler_read_the_pdf() {
    let directory = tempfile::tempdir().unwrap();
    let mut cases = cases();
    cases.push(hostile_case(directory.path()));
    for mut case in cases {
        case.push("--node-url=https://x/{label}".into());
        let geometry = json(&draw(&case, directory.path(), "day.json"));
        let path = draw(&case, directory.path(), "day.pdf");
        let Some(mut qpdf) = foreign("qpdf") else { return };
        let said = passes(qpdf.arg("--check").arg(&path));
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        let Some(mut qpdf) = foreign("qpdf") else { return };
        let plain = directory.path().join("plain.pdf");
        passes(qpdf.args(["--qdf", "--object-streams=disable"]).arg(&path).arg(&plain));
        let plain = String::from_utf8_lossy(&fs::read(plain).unwrap()).into_owned();
        for word in ["/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/CreationDate", "/ModDate"]
        {
            assert!(!plain.contains(word), "{word}");
        }
        let links = plain.matches("/URI (https://x/").count();
        assert_eq!(links, geometry["nodes"].as_array().unwrap().len());
        let Some(mut pdftotext) = foreign("pdftotext") else { return };
        let text = passes(pdftotext.args(["-raw", "-enc", "UTF-8"]).arg(&path).arg("-"));
        for node in geometry["nodes"].as_array().unwrap() {
            let name = node["label"].as_str().unwrap();
            let plain = name.len() < 20 && name.bytes().all(|byte| byte.is_ascii_graphic());
            let drawn = !node["label_box"].is_null();
            if plain && drawn && !name.is_empty() {
                assert!(text.contains(name), "{name} in {text}");
            }
        }
    }
}

#[test]
fn the_same_log_gives_the_same_bytes_in_every_format() {
    let directory = tempfile::tempdir().unwrap();
    let case = [sample("day/cowrie.json").display().to_string()];
    let mut again = case.to_vec();
    again.push("--threads=1".into());
    for name in ["a.pdf", "a.gexf", "a.graphml", "a.gdf", "a.dot", "a.nodes.csv", "a.edges.csv"] {
        let first = fs::read(draw(&case, directory.path(), name)).unwrap();
        assert!(first == fs::read(draw(&again, directory.path(), name)).unwrap(), "{name}");
    }
}
