//! Nodes and edges as two tables of CSV (RFC 4180), with the columns that Gephi's spreadsheet
//! import looks for: `Id,Label` and `Source,Target,Type,Weight`. Names are exact. `Names` lists all
//! members of a group with their counts, as `[["a.example",7],["b.example",2]]`.

use std::fmt::Write as _;

use super::csv::quoted;
use super::diagram::Diagram;
use crate::graph::{Graph, Node};
use crate::picture::Picture;
use crate::render::svg::number;
use crate::time::Instant;

/// The two tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// One row a node.
    pub nodes: String,
    /// One row an edge; its ends are ids of nodes.
    pub edges: String,
}

/// The picture's nodes and edges as rows. Places are in points, y upwards; times in UTC.
#[must_use]
pub fn tables(picture: &Picture) -> Tables {
    let diagram = Diagram::of(picture);
    let mut nodes =
        String::from("Id,Label,Role,Count,Members,First,Last,X,Y,Width,Height,Shape,Color,Names\n");
    let time = |time: Option<Instant>| time.map(|time| time.to_string()).unwrap_or_default();
    for (node, of) in diagram.nodes.iter().zip(&picture.graph.nodes) {
        let names = if of.is_group() { names(&picture.graph, of) } else { String::new() };
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(
            nodes,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
            node.id,
            quoted(node.name),
            node.role,
            node.count,
            node.members,
            time(node.first),
            time(node.last),
            number(node.centre.x),
            number(node.centre.y),
            number(node.shape.size.width),
            number(node.shape.size.height),
            node.shape.outline.name(),
            node.fill,
            quoted(&names),
        );
    }
    let mut edges = String::from("Source,Target,Type,Weight\n");
    for edge in &diagram.edges {
        let _ = writeln!(edges, "{},{},Directed,{}", edge.source, edge.target, edge.count);
    }
    Tables { nodes, edges }
}

/// All members of a group with their counts, the largest first, as JSON: names may hold any
/// separator.
fn names(graph: &Graph, group: &Node) -> String {
    let members: Vec<(&str, u64)> =
        group.members.iter().map(|member| (graph.names.get(member.name), member.count)).collect();
    // Strings and numbers: there is nothing that JSON could refuse.
    serde_json::to_string(&members).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::diagram::tests::picture;

    #[test]
    fn edges_name_the_ids_of_nodes() {
        let tables = tables(&picture(&[("a", "80", "=cmd(),\"x\"")]));
        assert_eq!(tables.edges, "Source,Target,Type,Weight\nn0,n1,Directed,1\nn1,n2,Directed,1\n");
        assert!(tables.nodes.contains("\nn2,\"=cmd(),\"\"x\"\"\",target,1,1,"), "{}", tables.nodes);
    }
}
