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

mod attributes;
mod lexer;
mod links;
mod paint;
mod read;
mod text;

pub use attributes::Attributes;
pub use read::read;

use std::fmt;

use lexer::{Quoting, Token};

/// A graph as a file states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DotGraph {
    /// Its name; empty if it has none.
    pub name: String,
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

/// Does a file start as DOT does? `head` is its first part, which may end anywhere.
#[must_use]
pub fn looks_like_dot(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lexer = lexer::Lexer::new(&head);
    // No log starts with such a comment.
    let starts = ["//", "/*"].iter().any(|start| head.trim_start().starts_with(start));
    let mut words: Vec<String> = Vec::new();
    while words.len() <= 3 {
        match lexer.next() {
            Ok(Some(Token::Id(word, Quoting::Bare))) => words.push(word.to_lowercase()),
            Ok(Some(Token::Id(..))) => words.push(String::new()),
            Ok(Some(Token::Symbol("{"))) => return is_start(&words, Start::Whole),
            Ok(Some(Token::Symbol(_))) => return false,
            Ok(None) if words.is_empty() => return starts,
            Ok(None) => return is_start(&words, Start::Part),
            Err(_) => return starts && words.is_empty(),
        }
    }
    false
}

/// Are the words before the brace all there?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Whole,
    Part,
}

fn is_start(words: &[String], start: Start) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = match &words[..] {
        ["strict"] => return start == Start::Part,
        ["strict", rest @ ..] => rest,
        all => all,
    };
    matches!(words, ["graph" | "digraph"] | ["graph" | "digraph", _])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_is_known_by_its_first_words() {
        for head in [
            "digraph {",
            "strict Graph \"a b\" {",
            "/* x */ digraph G\n{",
            "// only a comment so far",
            "# 1 \"x.gv\"\ngraph g {",
            "/* a comment that is longer than the head",
            "digraph structs",
            "strict",
        ] {
            assert!(looks_like_dot(head.as_bytes()), "{head}");
        }
        for head in [
            "",
            "a,b,c\n",
            "graph,80,x\n",
            "{\"eventid\":1}",
            "# a table",
            "digraph a b {",
            "2017-01",
        ] {
            assert!(!looks_like_dot(head.as_bytes()), "{head}");
        }
    }
}
