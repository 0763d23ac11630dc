//! Graphviz's DOT as an input: nodes, edges and how they are to look.
//!
//! [`read`](read()) understands the whole grammar (<https://graphviz.org/doc/info/lang.html>):
//! subgraphs, chains, defaults, ports, comments, HTML-like labels as text. [`DotGraph::links`]
//! turns what was read into links with looks, which are drawn as those of a log are. The file may
//! be an attacker's: nesting, names and the edges between subgraphs have limits.
//!
//! ```
//! let graph = honeyglow::dot::read(b"digraph { a -> b [color=red]; b [shape=box] }")?;
//! assert_eq!((graph.nodes.len(), graph.edges.len()), (2, 1));
//! # Ok::<(), honeyglow::dot::DotError>(())
//! ```

mod lexer;
mod links;
mod read;

pub use read::read;

use std::collections::BTreeMap;
use std::fmt;

/// Names and values.
pub type Attributes = BTreeMap<String, String>;

/// A graph as a file states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DotGraph {
    /// The graph's own attributes.
    pub attributes: Attributes,
    /// The nodes, by first appearance.
    pub nodes: Vec<DotNode>,
    /// The edges, in the order of the file.
    pub edges: Vec<DotEdge>,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DotNode {
    /// Its name.
    pub name: String,
    /// What is said of it, defaults included.
    pub attributes: Attributes,
}

/// An edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DotEdge {
    /// Index of the node where it starts.
    pub from: usize,
    /// Index of the node where it ends.
    pub to: usize,
    /// What is said of it, defaults included.
    pub attributes: Attributes,
}

/// Why a file is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DotError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was expected.
    pub message: String,
}

impl fmt::Display for DotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for DotError {}

/// Does a file start as DOT does?
#[must_use]
pub fn looks_like_dot(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lexer = lexer::Lexer::new(&head);
    let mut words = Vec::new();
    for _ in 0..4 {
        match lexer.next() {
            Ok(Some(lexer::Token::Id(word, lexer::Quoting::Bare))) => {
                words.push(word.to_lowercase());
            }
            Ok(Some(lexer::Token::Id(..))) => words.push(String::new()),
            Ok(Some(lexer::Token::Symbol("{"))) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                return matches!(
                    words[..],
                    ["graph" | "digraph"]
                        | ["graph" | "digraph", _]
                        | ["strict", "graph" | "digraph"]
                        | ["strict", "graph" | "digraph", _]
                );
            }
            _ => return false,
        }
    }
    false
}
