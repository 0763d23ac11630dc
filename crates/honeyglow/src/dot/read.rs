//! The grammar of DOT.

use std::borrow::Cow;
use std::collections::HashMap;

use super::lexer::{Lexer, Quoting, Token};
use super::{Attributes, DotEdge, DotError, DotGraph, DotNode};

/// How deep subgraphs may nest; Graphviz's own examples have four levels.
const DEPTH_LIMIT: usize = 64;
/// The most edges: `{a b} -> {c d}` is one for each pair, and short files could ask for thousands
/// of millions.
const EDGE_LIMIT: usize = 5_000_000;
/// The most attributes of a node or edge; Graphviz knows fewer than two hundred.
const ATTRIBUTE_LIMIT: usize = 256;

/// Reads a graph.
///
/// # Errors
/// What is not understood, and where.
pub fn read(bytes: &[u8]) -> Result<DotGraph, DotError> {
    let text = match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    };
    let mut reader = Reader {
        lexer: Lexer::new(&text),
        ahead: None,
        graph: DotGraph::default(),
        places: HashMap::new(),
    };
    reader.graph()?;
    Ok(reader.graph)
}

/// What holds for nodes and edges of a block.
#[derive(Clone, Debug, Default)]
struct Defaults {
    node: Attributes,
    edge: Attributes,
}

struct Reader<'t> {
    lexer: Lexer<'t>,
    ahead: Option<Option<Token>>,
    graph: DotGraph,
    places: HashMap<String, usize>,
}

/// Whose attributes a block's own statements set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Whole,
    Part,
}

impl Reader<'_> {
    fn peek(&mut self) -> Result<Option<&Token>, DotError> {
        if self.ahead.is_none() {
            self.ahead = Some(self.lexer.next()?);
        }
        Ok(self.ahead.as_ref().and_then(Option::as_ref))
    }

    fn next(&mut self) -> Result<Option<Token>, DotError> {
        match self.ahead.take() {
            Some(token) => Ok(token),
            None => self.lexer.next(),
        }
    }

    fn takes(&mut self, symbol: &str) -> Result<bool, DotError> {
        let found = matches!(self.peek()?, Some(Token::Symbol(known)) if *known == symbol);
        if found {
            self.next()?;
        }
        Ok(found)
    }

    fn expect(&mut self, symbol: &str) -> Result<(), DotError> {
        if self.takes(symbol)? {
            return Ok(());
        }
        self.peek()?;
        Err(self.lexer.error(format!("`{symbol}` is expected here")))
    }

    fn keyword(&mut self) -> Result<Option<String>, DotError> {
        Ok(match self.peek()? {
            Some(Token::Id(word, Quoting::Bare)) => Some(word.to_lowercase()),
            _ => None,
        })
    }

    fn graph(&mut self) -> Result<(), DotError> {
        if self.keyword()?.as_deref() == Some("strict") {
            self.next()?;
        }
        match self.keyword()?.as_deref() {
            Some("graph" | "digraph") => self.next()?,
            _ => return Err(self.lexer.error("`graph` or `digraph` is expected here")),
        };
        if matches!(self.peek()?, Some(Token::Id(..))) {
            self.next()?;
        }
        self.expect("{")?;
        self.block(Defaults::default(), Block::Whole, 0)?;
        match self.peek()? {
            // A file may hold several graphs; the first is drawn.
            None | Some(Token::Id(..)) => Ok(()),
            Some(_) => Err(self.lexer.error("nothing is expected after the graph")),
        }
    }

    /// The statements up to the closing brace; gives the nodes that were named.
    fn block(
        &mut self,
        mut defaults: Defaults,
        block: Block,
        depth: usize,
    ) -> Result<Vec<usize>, DotError> {
        if depth > DEPTH_LIMIT {
            return Err(self.lexer.error("subgraphs nest too deep"));
        }
        let mut named = Vec::new();
        loop {
            if self.takes("}")? {
                named.sort_unstable();
                named.dedup();
                return Ok(named);
            }
            if self.takes(";")? || self.takes(",")? {
                continue;
            }
            if self.peek()?.is_none() {
                return Err(self.lexer.error("`}` is missing at the end"));
            }
            match self.keyword()?.as_deref() {
                Some(word @ ("graph" | "node" | "edge")) => {
                    let word = word.to_owned();
                    self.next()?;
                    if self.takes("=")? {
                        self.id()?;
                        continue;
                    }
                    let attributes = self.attributes()?;
                    match word.as_str() {
                        "node" => defaults.node.extend(attributes),
                        "edge" => defaults.edge.extend(attributes),
                        _ if block == Block::Whole => self.graph.attributes.extend(attributes),
                        _ => {}
                    }
                }
                _ => named.extend(self.statement(&defaults, block, depth)?),
            }
        }
    }

    /// A node, a chain of edges, a subgraph, or `name=value`.
    fn statement(
        &mut self,
        defaults: &Defaults,
        block: Block,
        depth: usize,
    ) -> Result<Vec<usize>, DotError> {
        let first = match self.end(defaults, depth)? {
            End::Name(name) => {
                if self.takes("=")? {
                    let (value, _) = self.id()?;
                    if block == Block::Whole {
                        self.graph.attributes.insert(name, value);
                    }
                    return Ok(Vec::new());
                }
                let node = self.node(name, defaults);
                self.port()?;
                if !matches!(self.peek()?, Some(Token::Symbol("->" | "--"))) {
                    let attributes = self.attributes()?;
                    self.graph.nodes[node].attributes.extend(attributes);
                    return Ok(vec![node]);
                }
                vec![node]
            }
            End::Nodes(nodes) => nodes,
        };
        let mut chain = vec![first];
        while self.takes("->")? || self.takes("--")? {
            let end = match self.end(defaults, depth)? {
                End::Name(name) => {
                    let node = self.node(name, defaults);
                    self.port()?;
                    vec![node]
                }
                End::Nodes(nodes) => nodes,
            };
            chain.push(end);
        }
        if chain.len() > 1 {
            let mut attributes = defaults.edge.clone();
            attributes.extend(self.attributes()?);
            for pair in chain.windows(2) {
                for from in &pair[0] {
                    for to in &pair[1] {
                        if self.graph.edges.len() >= EDGE_LIMIT {
                            return Err(self.lexer.error("the graph has too many edges"));
                        }
                        let attributes = attributes.clone();
                        self.graph.edges.push(DotEdge { from: *from, to: *to, attributes });
                    }
                }
            }
        }
        Ok(chain.concat())
    }

    fn end(&mut self, defaults: &Defaults, depth: usize) -> Result<End, DotError> {
        if self.keyword()?.as_deref() == Some("subgraph") {
            self.next()?;
            if matches!(self.peek()?, Some(Token::Id(..))) {
                self.next()?;
            }
            self.expect("{")?;
            return self.block(defaults.clone(), Block::Part, depth + 1).map(End::Nodes);
        }
        if self.takes("{")? {
            return self.block(defaults.clone(), Block::Part, depth + 1).map(End::Nodes);
        }
        self.id().map(|(name, _)| End::Name(name))
    }

    /// `:port` and `:port:compass`, which say nothing of where a line ends here.
    fn port(&mut self) -> Result<(), DotError> {
        while self.takes(":")? {
            self.id()?;
        }
        Ok(())
    }

    fn id(&mut self) -> Result<(String, Quoting), DotError> {
        match self.next()? {
            Some(Token::Id(mut text, quoting)) => {
                while quoting == Quoting::Quoted && self.takes("+")? {
                    let (more, _) = self.id()?;
                    text.push_str(&more);
                }
                Ok((text, quoting))
            }
            Some(Token::Symbol(symbol)) => {
                Err(self.lexer.error(format!("a name is expected here, not `{symbol}`")))
            }
            None => Err(self.lexer.error("the file ends where a name is expected")),
        }
    }

    fn attributes(&mut self) -> Result<Attributes, DotError> {
        let mut attributes = Attributes::new();
        while self.takes("[")? {
            while !self.takes("]")? {
                if self.takes(",")? || self.takes(";")? {
                    continue;
                }
                let (name, _) = self.id()?;
                let value = if self.takes("=")? {
                    let (value, quoting) = self.id()?;
                    if quoting == Quoting::Html { plain(&value) } else { value }
                } else {
                    "true".to_owned()
                };
                if attributes.len() >= ATTRIBUTE_LIMIT {
                    return Err(self.lexer.error("too many attributes"));
                }
                attributes.insert(name.to_lowercase(), value);
            }
        }
        Ok(attributes)
    }

    fn node(&mut self, name: String, defaults: &Defaults) -> usize {
        if let Some(known) = self.places.get(&name) {
            return *known;
        }
        let place = self.graph.nodes.len();
        self.places.insert(name.clone(), place);
        self.graph.nodes.push(DotNode { name, attributes: defaults.node.clone() });
        place
    }
}

/// What an edge can start or end at.
enum End {
    Name(String),
    Nodes(Vec<usize>),
}

/// The text of an HTML-like label: tags away, `<br/>` a new line.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open..];
        let close = tag.find('>').map_or(tag.len(), |at| at + 1);
        if tag.to_lowercase().starts_with("<br") {
            text.push_str("\\n");
        }
        rest = &tag[close..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edges(text: &str) -> Vec<(String, String)> {
        let graph = read(text.as_bytes()).unwrap();
        let name = |node: usize| graph.nodes[node].name.clone();
        graph.edges.iter().map(|edge| (name(edge.from), name(edge.to))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn the_grammar_is_understood() {
        for (text, expected) in [
            ("digraph { a -> b }", &[("a", "b")][..]),
            ("strict graph G { a -- b -- c; }", &[("a", "b"), ("b", "c")]),
            ("digraph { {a b} -> c:port:n [color=red] }", &[("a", "c"), ("b", "c")]),
            ("digraph { subgraph x { a; b } -> \"c d\" }", &[("a", "c d"), ("b", "c d")]),
            ("/* x */ digraph \"g\" { // y\n# z\n\"a\" + \"b\" -> 1.5 }", &[("ab", "1.5")]),
            ("DIGRAPH { \"a\\\"b\" -> <<b>c</b>> }", &[("a\"b", "<b>c</b>")]),
            ("digraph { a -> a; a -> a }", &[("a", "a"), ("a", "a")]),
            ("digraph { rankdir=LR; node [shape=box] edge [len=1]; é -> _x }", &[("é", "_x")]),
        ] {
            assert_eq!(edges(text), pairs(expected), "{text}");
        }
    }

    #[test]
    fn defaults_hold_for_what_comes_after_them_in_their_block() {
        let text =
            "digraph { a; node [shape=box]; b; { node [shape=circle] c } d; b [shape=point] }";
        let graph = read(text.as_bytes()).unwrap();
        let shapes: Vec<Option<&str>> =
            graph.nodes.iter().map(|n| n.attributes.get("shape").map(String::as_str)).collect();
        assert_eq!(shapes, [None, Some("point"), Some("circle"), Some("box")]);
    }

    #[test]
    fn an_error_says_where() {
        for (text, line, column) in [
            ("digraph {\n a -> }", 2, 7),
            ("graph {", 1, 8),
            ("a -> b", 1, 1),
            ("digraph { \"a }", 1, 11),
            ("digraph { a -> b } }", 1, 20),
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
        }
        assert!(read("digraph {".repeat(1).as_bytes()).is_err());
        assert!(read(format!("digraph {{ {} }}", "{".repeat(100)).as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(di)?graph \\{[a-c{}\\[\\]=;,:\"<>+ -]*\\}?") {
            let _ = read(text.as_bytes());
        }
    }
}
