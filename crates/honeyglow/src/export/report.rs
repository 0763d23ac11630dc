//! What was drawn and how well, as one JSON object in ASCII: the quality (if it was measured), the
//! account, and every group with all its members.
//!
//! `events_read` of the account is the sum of its other `events_…`, and `names` of the groups add
//! up to its `nodes_grouped`.

use std::fmt::Write as _;

use serde::Serialize;

use super::json::Account;
use crate::graph::Bond;
use crate::picture::Picture;

#[derive(Serialize)]
struct Report<'a> {
    quality: Option<Quality>,
    account: Account,
    filtered: Vec<Filtered<'a>>,
    expanded: &'a [String],
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Quality {
    node_overlaps: usize,
    label_overlaps: usize,
    labels_on_nodes: usize,
    cut_off: usize,
    labels_drawn: usize,
    stress: Option<f64>,
    crossings: Option<usize>,
    edges_through_nodes: Option<usize>,
}

#[derive(Serialize)]
struct Filtered<'a> {
    by: &'a str,
    events: u64,
}

#[derive(Serialize)]
struct Group<'a> {
    id: &'a str,
    label: &'a str,
    role: &'static str,
    bond: Option<&'static str>,
    count: u64,
    names: usize,
    members: Vec<(&'a str, u64)>,
}

/// The report as one line of JSON.
#[must_use]
pub fn report(picture: &Picture) -> String {
    let graph = &picture.graph;
    let groups = graph.nodes.iter().zip(&picture.drawing.nodes).filter(|(node, _)| node.is_group());
    let report = Report {
        quality: picture.quality.as_ref().map(|quality| Quality {
            node_overlaps: quality.node_overlaps,
            label_overlaps: quality.label_overlaps,
            labels_on_nodes: quality.labels_on_nodes,
            cut_off: quality.cut_off,
            labels_drawn: quality.labels_drawn,
            stress: quality.structure.map(|structure| structure.stress),
            crossings: quality.structure.map(|structure| structure.crossings),
            edges_through_nodes: quality.structure.map(|structure| structure.edges_through_nodes),
        }),
        account: Account::from(&picture.account),
        filtered: (graph.notes.left_out.iter())
            .map(|by| Filtered { by: &by.by, events: by.events })
            .collect(),
        expanded: &graph.notes.expanded,
        groups: groups
            .map(|(node, mark)| Group {
                id: &mark.id,
                label: &mark.name,
                role: mark.role,
                bond: node.bond.as_ref().map(Bond::name),
                count: node.count,
                names: node.members.len(),
                members: (node.members.iter())
                    .map(|member| (graph.names.get(member.name), member.count))
                    .collect(),
            })
            .collect(),
    };
    // Strings, numbers and lists of them: there is nothing that JSON could refuse.
    let mut json = ascii(&serde_json::to_string(&report).unwrap_or_default());
    json.push('\n');
    json
}

/// The same document in ASCII: it goes to a terminal, and names may hold what moves its cursor or
/// turns its text around. Whatever is not ASCII stands inside a string.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if matches!(character, ' '..='~') {
            text.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_cannot_move_a_cursor_and_keeps_its_names() {
        let name = "\u{1b}[2J\u{202e}\u{7f}🍯é";
        let json = serde_json::to_string(name).unwrap();
        let plain = ascii(&json);
        assert!(plain.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{plain}");
        assert_eq!(serde_json::from_str::<String>(&plain).unwrap(), name);
    }
}
