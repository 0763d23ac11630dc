//! Names that attackers chose, on the page: exact in data, harmless in a picture.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::program::{Answer, honeyglow};

/// What would be more than a name to a reader of XML, of HTML, of terminals, of tables or of URLs.
pub(crate) const NAMES: [&str; 26] = [
    "quo\"te.example",
    "it's",
    "<script>alert(1)</script>",
    "</title></text></svg><script href=\"//x.example\"/>",
    "]]>",
    "<![CDATA[<b>]]>",
    "<!--",
    "&entity;&amp;&#0;&lt",
    "\" onload=\"alert(1)",
    "' onclick='alert(1)",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "../../{label}?a=b#c d",
    "a,b;c|d",
    "new\nline\r\nand another",
    "tab\tand\u{b}more",
    "nul\0byte",
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}31m\u{7f}\u{85}",
    "evil\u{202e}moc.elgoog\u{2066}",
    "zero\u{200b}width\u{feff}\u{ad}",
    "\u{fffe}\u{ffff}\u{1fffe}\u{fdd0}",
    "\u{2028}emoji 🍯 用户 مرحبا",
    "e\u{301}\u{302}\u{303}",
    " spaces  around ",
    "",
];

/// Escapes that are half a character: they stay as they were written.
const HALVES: [&str; 2] = [r"lone\ud800high", r"lone\udc00low"];

const VIEWS: [&str; 5] = ["tunnels", "logins", "commands", "downloads", "clients"];

/// The events of a view that have this JSON string as every name that an intruder may choose.
pub(crate) fn events(view: &str, number: usize, name: &str) -> String {
    let common = |eventid: &str| {
        format!(
            r#"{{"eventid":"{eventid}","timestamp":"2026-03-01T12:00:00.000000Z","session":"s{number}","src_ip":"192.0.2.1","sensor":{name}"#
        )
    };
    match view {
        "tunnels" => {
            let event = common("cowrie.direct-tcpip.request");
            format!("{event},\"dst_ip\":{name},\"dst_port\":443}}\n")
        }
        "logins" => {
            let event = common("cowrie.login.failed");
            format!("{event},\"username\":{name},\"password\":{name}}}\n")
        }
        "commands" => {
            let event = common("cowrie.command.input");
            format!("{event},\"input\":{name}}}\n")
        }
        "downloads" => {
            let event = common("cowrie.session.file_download");
            format!("{event},\"url\":{name},\"shasum\":{name}}}\n")
        }
        _ => {
            let (version, kex) = (common("cowrie.client.version"), common("cowrie.client.kex"));
            format!("{version},\"version\":{name}}}\n{kex},\"hassh\":{name}}}\n")
        }
    }
}

fn log(view: &str) -> String {
    let names = NAMES.iter().map(|name| Value::from(*name).to_string());
    let halves = HALVES.iter().map(|half| format!("\"{half}\""));
    let names = names.chain(halves).enumerate();
    names.map(|(number, name)| events(view, number, &name)).collect()
}

/// All names, sorted.
fn expected() -> Vec<String> {
    let halves = HALVES.iter().map(|name| (*name).to_owned());
    let mut names: Vec<String> =
        NAMES.iter().map(|name| (*name).to_owned()).chain(halves).collect();
    names.sort_unstable();
    names
}

fn drawn(view: &str, args: &[&str], log: &str) -> Answer {
    let answer = honeyglow(["draw", "--view", view].iter().chain(args)).stdin(log).run();
    assert_eq!(answer.exit, Some(0), "{view} {args:?}: {}", answer.stderr());
    assert!(is_harmless(&answer.stderr()), "{view} {args:?}: {:?}", answer.stderr());
    answer
}

/// Is there nothing in it that a terminal or a browser would obey, hide or turn around?
fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
    })
}

/// The elements that we write; there is no reason for another.
const ELEMENTS: [&str; 11] =
    ["svg", "title", "desc", "rect", "g", "line", "ellipse", "polygon", "text", "a", "path"];

#[track_caller]
fn assert_harmless_svg(svg: &str) {
    assert!(is_harmless(svg));
    for tag in ["<script", "<!DOCTYPE", "<![CDATA", "<!--", "<style", "<image", "<use", "<foreign"]
    {
        assert!(!svg.contains(tag), "{tag}");
    }
    let document = roxmltree::Document::parse(svg).unwrap();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(ELEMENTS.contains(&element.tag_name().name()), "{element:?}");
        for attribute in element.attributes() {
            let name = attribute.name().to_ascii_lowercase();
            assert!(!name.starts_with("on") && name != "style", "{attribute:?}");
            if name == "href" {
                let link = attribute.value().trim_start().to_ascii_lowercase();
                let scheme = link.split(['/', '?', '#']).next().unwrap_or_default();
                assert!(scheme == "https:" || !scheme.contains(':'), "{attribute:?}");
            }
        }
    }
}

/// What libxml2 says, where it is installed.
#[track_caller]
fn assert_xmllint(svg: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("day.svg");
    fs::write(&path, svg).unwrap();
    let lint = Command::new("xmllint")
        .args(["--noout", "--nonet"])
        .arg(&path)
        .stdin(Stdio::null())
        .output();
    match lint {
        Ok(said) => {
            let said_text = String::from_utf8_lossy(&said.stderr);
            assert!(said.status.success() && said.stderr.is_empty(), "{said_text}");
        }
        Err(_) => println!("skipped: xmllint is not installed"),
    }
}

#[test]
fn hostile_names_make_a_harmless_svg_in_every_view() {
    for view in VIEWS {
        for args in [
            &["-T", "svg"][..],
            &["-T", "svg", "--node-url", "{label}"],
            &["-T", "svg", "--node-url", "https://x/{label}", "--max-nodes", "12"],
            &["-T", "svg", "--max-nodes", "12", "--size", "360x360"],
            &["-T", "svg", "--layout", "columns"],
            &["-T", "svg", "--layout", "columns", "--max-nodes", "12"],
            &["-T", "svg", "--layout", "radial"],
        ] {
            let answer = drawn(view, args, &log(view));
            assert_harmless_svg(&answer.stdout());
            assert_xmllint(&answer.stdout);
        }
    }
}

#[test]
fn each_name_links_where_the_user_said_and_nowhere_else() {
    let answer =
        drawn("tunnels", &["-T", "svg", "--node-url", "https://x/{label}"], &log("tunnels"));
    let svg = answer.stdout();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let links: Vec<&str> =
        document.descendants().filter_map(|element| element.attribute("href")).collect();
    // All names, and one source and one port.
    assert_eq!(links.len(), NAMES.len() + HALVES.len() + 2);
    for link in links {
        let name = link.strip_prefix("https://x/").unwrap();
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~%".contains(&b);
        assert!(name.bytes().all(plain), "{link}");
    }
}

#[test]
fn hostile_words_of_the_user_are_harmless_too() {
    let odd = NAMES.iter().filter(|name| !name.contains('\0'));
    for name in odd {
        let title = format!("--title={name}");
        let url = format!("--node-url=https://x/{{label}}{name}");
        let answer = drawn("tunnels", &["-T", "svg", &title, &url], &log("tunnels"));
        assert_harmless_svg(&answer.stdout());
    }
}

#[test]
fn hostile_names_make_a_whole_png_in_every_view() {
    for view in VIEWS {
        let args = ["-T", "png", "--size", "600x400", "--scale", "1.5"];
        let png = drawn(view, &args, &log(view)).stdout;
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
        assert_eq!(png[16..24], [0, 0, 3, 132, 0, 0, 2, 88]);
        assert!(png.ends_with(b"\0\0\0\0IEND\xaeB`\x82"));
    }
}

/// The names of a role in the geometry, each once: the labels of single nodes, the members of groups.
fn names(geometry: &Value, role: &str) -> Vec<String> {
    let mut names: Vec<String> = geometry["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|node| node["role"] == role)
        .flat_map(|node| match &node["members"] {
            Value::Array(members) => members.clone(),
            _ => vec![node["label"].clone()],
        })
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn a_reader_of_json_gets_every_name_back() {
    for view in VIEWS {
        for args in [&["-T", "json"][..], &["-T", "json", "--max-nodes", "12"]] {
            let answer = drawn(view, args, &log(view));
            let geometry: Value = serde_json::from_slice(&answer.stdout).unwrap();
            assert_eq!(names(&geometry, "target"), expected(), "{view} {args:?}");
            if matches!(view, "logins" | "downloads" | "clients") {
                assert_eq!(names(&geometry, "event"), expected(), "{view} {args:?}");
            }
            assert_eq!(names(&geometry, "source"), ["192.0.2.1"]);
        }
    }
}

#[test]
fn a_reader_of_the_drawn_csv_gets_every_name_back() {
    for view in VIEWS {
        let answer = drawn(view, &["-T", "csv", "--max-nodes", "100"], &log(view));
        let mut reader = csv::Reader::from_reader(&answer.stdout[..]);
        assert_eq!(reader.headers().unwrap(), vec!["source", "event", "target", "count"]);
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |index: usize| {
            let mut names: Vec<&str> = records.iter().map(|record| &record[index]).collect();
            names.sort_unstable();
            names
        };
        assert_eq!(column(2), expected(), "{view}");
        if matches!(view, "logins" | "downloads" | "clients") {
            assert_eq!(column(1), expected(), "{view}");
        }
        assert!(records.iter().all(|record| &record[0] == "192.0.2.1" && &record[3] == "1"));
    }
}

#[test]
fn hostile_peers_are_names_like_others() {
    let line = |name: &str| {
        let event = json!({
            "eventid": "cowrie.direct-tcpip.request", "timestamp": "2026-03-01T12:00:00.000000Z",
            "session": "s", "src_ip": name, "dst_ip": "host.example", "dst_port": 443,
        });
        format!("{event}\n")
    };
    let log: String = NAMES.iter().map(|name| line(name)).collect();
    let geometry = drawn("tunnels", &["-T", "json"], &log);
    let geometry: Value = serde_json::from_slice(&geometry.stdout).unwrap();
    let mut sources = NAMES.map(str::to_owned);
    sources.sort_unstable();
    assert_eq!(names(&geometry, "source"), sources);
    assert_harmless_svg(&drawn("tunnels", &["-T", "svg"], &log).stdout());
}

#[test]
fn a_name_of_a_megabyte_is_one_short_label() {
    for unit in ["x", "\u{202e}", "<", "用"] {
        let name = unit.repeat((1 << 20) / unit.len());
        for view in VIEWS {
            let log = events(view, 1, "\"short\"")
                + &events(view, 2, &Value::from(name.as_str()).to_string());
            let svg = drawn(view, &["-T", "svg", "--node-url", "https://x/{label}"], &log).stdout();
            assert_harmless_svg(&svg);
            let document = roxmltree::Document::parse(&svg).unwrap();
            let texts = document.descendants().filter(|node| node.has_tag_name((SVG, "text")));
            for text in texts {
                assert!(text.text().unwrap().chars().count() < 200, "{view}");
            }
            let geometry = drawn(view, &["-T", "json"], &log);
            let geometry: Value = serde_json::from_slice(&geometry.stdout).unwrap();
            let targets = names(&geometry, "target");
            assert_eq!(targets.len(), 2);
            assert!(targets.iter().any(|target| target.starts_with(&unit.repeat(1_000))));
        }
    }
}

const SVG: &str = "http://www.w3.org/2000/svg";
