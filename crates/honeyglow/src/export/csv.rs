//! The drawn links as CSV (RFC 4180): source, event, target and count under a header. Names are
//! exact; a group stands as its headline.

use std::borrow::Cow;

use crate::graph::{Graph, NodeId};
use crate::label::text::headline;

/// The graph's paths as rows.
#[must_use]
pub fn csv(graph: &Graph) -> String {
    let name = |id: NodeId| {
        let node = &graph.nodes[id.index()];
        if node.is_group() { headline(graph, node) } else { graph.name(id).to_owned() }
    };
    let mut out = String::from("source,event,target,count\n");
    for path in &graph.paths {
        let event = path.event.map(name).unwrap_or_default();
        let [source, target] =
            [path.source, path.target].map(|end| end.map(name).unwrap_or_default());
        for field in [source, event, target] {
            out.push_str(&quoted(&field));
            out.push(',');
        }
        out.push_str(&path.count.to_string());
        out.push('\n');
    }
    out
}

/// A field as it stands in a row: in quotes where the format asks for it, and only there, so that
/// plain names stay as the scripts of old expect them.
#[must_use]
pub fn quoted(field: &str) -> Cow<'_, str> {
    if field.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", field.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    #[test]
    fn names_are_quoted_where_csv_asks_for_it() {
        let csv = csv(&graph(&[("a", "80", "x"), ("a", "80", "\"q\",\n")]));
        assert_eq!(csv, "source,event,target,count\na,80,x,1\na,80,\"\"\"q\"\",\n\",1\n");
    }
}
