//! Texts of DOT as they are shown.

/// The longest text that is taken from an attribute, in characters: more than a label, a title or
/// a tooltip shows.
const TEXT_LIMIT: usize = 1_000;

/// What Graphviz's escapes stand for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'a> {
    /// `\N`: the name of the node.
    pub(super) node: &'a str,
    /// `\G`: the name of the graph.
    pub(super) graph: &'a str,
    /// `\T` and `\H`, and `\E` for both: the names of the nodes that an edge joins.
    pub(super) ends: Option<(&'a str, &'a str)>,
}

/// A text with its escapes resolved; `\n`, `\l` and `\r` end lines.
pub(super) fn shown(label: &str, known: Known<'_>) -> String {
    let mut text = String::new();
    let mut characters = label.chars();
    let mut left = TEXT_LIMIT;
    while let Some(character) = characters.next() {
        let escape = if character == '\\' { characters.next() } else { None };
        let (tail, head) = known.ends.unwrap_or_default();
        let mut buffer = [0; 4];
        let parts: &[&str] = match escape {
            Some('N') => &[known.node],
            Some('G') => &[known.graph],
            Some('T') => &[tail],
            Some('H') => &[head],
            Some('E') => &[tail, "->", head],
            Some('n' | 'l' | 'r') => &["\n"],
            Some(other) => &[other.encode_utf8(&mut buffer)],
            None => &[character.encode_utf8(&mut buffer)],
        };
        for part in parts {
            let end = part.char_indices().nth(left).map_or(part.len(), |(end, _)| end);
            text.push_str(&part[..end]);
            left -= part[..end].chars().count();
        }
        if left == 0 {
            break;
        }
    }
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// The text of an HTML-like label: tags away, `<br/>` a new line.
pub(super) fn of_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open..];
        let close = tag.find('>').map_or(tag.len(), |at| at + 1);
        if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br")) {
            text.push_str("\\n");
        }
        rest = &tag[close..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_names_and_ends_of_lines() {
        let node = Known { node: "a\\n", graph: "g", ends: None };
        let edge = Known { ends: Some(("x", "y")), ..Known::default() };
        for (label, known, text) in [
            (r"\N of \G\l", node, "a\\n of g"),
            (r"one\ntwo\rthree\n", node, "one\ntwo\nthree"),
            (r"\E: \T \H", edge, "x->y: x y"),
            (r#"a \\n \" \"#, node, r#"a \n " \"#),
        ] {
            assert_eq!(shown(label, known), text, "{label}");
        }
    }

    #[test]
    fn a_text_that_repeats_a_name_has_an_end() {
        let name = "é".repeat(600);
        let text = shown(&r"\N".repeat(10_000), Known { node: &name, ..Known::default() });
        assert_eq!(text.chars().count(), 1_000);
    }

    #[test]
    fn html_is_shown_as_its_text() {
        assert_eq!(of_html("<b>a</b><BR/>b &lt;c&gt; &amp;lt;"), "a\\nb <c> &lt;");
        assert_eq!(of_html("a <b"), "a ");
    }
}
