//! GDF, the format of GUESS that Gephi reads: a table of nodes, then one of edges.
//!
//! The columns are those that Gephi knows, `width` being what it takes for a node's size; it adds
//! the others as attributes. Counts are of type DOUBLE, since INTEGER ends at 2,147,483,647.
//!
//! A value ends at its quote before a comma, and quotes cannot be escaped: a name with one sort is
//! put in the other. A line break ends a row wherever it stands, and a row with `edgedef>` in it
//! starts the table of edges. What cannot stand is shown as an escape.

use std::fmt::Write as _;

use super::diagram::{Diagram, Edge, Node};
use crate::drawing::palette::Colour;
use crate::picture::Picture;
use crate::render::svg::number;

const NODE_COLUMNS: &str = "nodedef>name VARCHAR,label VARCHAR,x DOUBLE,y DOUBLE,width DOUBLE,\
    height DOUBLE,color VARCHAR,role VARCHAR,count DOUBLE,members INTEGER,first VARCHAR,last VARCHAR\n";
const EDGE_COLUMNS: &str =
    "edgedef>node1 VARCHAR,node2 VARCHAR,weight DOUBLE,directed BOOLEAN,color VARCHAR\n";

/// The picture's nodes and edges as two tables.
#[must_use]
pub fn gdf(picture: &Picture) -> String {
    let diagram = Diagram::of(picture);
    let mut out = String::from(NODE_COLUMNS);
    diagram.nodes.iter().for_each(|one| node(&mut out, one));
    out.push_str(EDGE_COLUMNS);
    diagram.edges.iter().for_each(|one| edge(&mut out, one));
    out
}

fn node(out: &mut String, node: &Node<'_>) {
    let time =
        |time: Option<crate::time::Instant>| time.map(|time| time.to_string()).unwrap_or_default();
    let size = number(node.radius());
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(
        out,
        "{},{},{},{},{size},{size},{},{},{},{},{},{}",
        node.id,
        quoted(node.name),
        number(node.centre.x),
        number(node.centre.y),
        colour(node.fill),
        node.role,
        node.count,
        node.members,
        time(node.first),
        time(node.last),
    );
}

fn edge(out: &mut String, edge: &Edge<'_>) {
    let Edge { source, target, count, .. } = edge;
    let _ = writeln!(out, "{source},{target},{count},true,{}", colour(edge.colour));
}

fn colour(Colour(red, green, blue): Colour) -> String {
    format!("'{red},{green},{blue}'")
}

/// A name between the quotes that do not stand in it.
fn quoted(name: &str) -> String {
    let quote = if name.contains('"') && !name.contains('\'') { '\'' } else { '"' };
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push(quote);
    let mut rest = name.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            // The other line ends of Java.
            '\u{85}' => quoted.push_str("\\u{85}"),
            '\u{2028}' => quoted.push_str("\\u{2028}"),
            '\u{2029}' => quoted.push_str("\\u{2029}"),
            '"' if quote == '"' => quoted.push_str("\\x22"),
            '>' if quoted.ends_with("dgedef") => quoted.push_str("\\x3e"),
            // It would take the closing quote with it.
            '\\' if rest.peek().is_none() => quoted.push_str("\\x5c"),
            other => quoted.push(other),
        }
    }
    quoted.push(quote);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::diagram::tests::picture;

    #[test]
    fn a_name_is_exact_where_it_can_be() {
        for (name, written) in [
            ("plain", "\"plain\""),
            ("it's, he said", "\"it's, he said\""),
            ("say \"hi\",", "'say \"hi\",'"),
            ("\"both\",'", "\"\\x22both\\x22,'\""),
            ("a\nb\r\u{2028}", "\"a\\nb\\r\\u{2028}\""),
            ("xedgedef>y", "\"xedgedef\\x3ey\""),
            ("c:\\", "\"c:\\x5c\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(name), written);
        }
    }

    #[test]
    fn the_tables_begin_as_gephi_wants_it() {
        let gdf = gdf(&picture(&[("a", "80", "x")]));
        let lines: Vec<&str> = gdf.lines().collect();
        assert!(lines[0].starts_with("nodedef>name VARCHAR,"));
        assert!(lines[1].starts_with("n0,\"a\","), "{}", lines[1]);
        assert!(lines[4].starts_with("edgedef>node1 "));
        assert_eq!(lines[5], "n0,n1,1,true,'196,96,26'");
    }
}
