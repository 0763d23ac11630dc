//! Regular expressions as Perl writes them.
//!
//! The syntax is translated to that of the `fancy-regex` crate, which runs what it can in linear
//! time and counts its steps where a look-around or a back-reference makes it backtrack. An
//! expression that is made of a row's text is compiled when it is met, through a cache of bounded
//! size; one that is not valid makes only its rule undefined.

use std::sync::Arc;

use fancy_regex::{Regex, RegexBuilder};
use hashbrown::HashMap;

use super::tree::Node;

/// How often an expression with look-around or back-references may turn back in one search. A
/// pattern that needs more would stop the run for minutes on a hostile name.
const BACKTRACK_LIMIT: usize = 100_000;
/// How large a compiled expression may be, in bytes. `\d{1,1000}` fits many times over.
const COMPILED_LIMIT: usize = 2 << 20;
/// The longest expression. No pattern that a person wrote is a hundredth of it.
const SOURCE_LIMIT: usize = 64 << 10;
/// How many expressions made of rows are kept. A new name a row must not fill the memory.
const CACHE_LIMIT: usize = 512;

/// A pattern of a rule.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// The same for every row.
    Fixed(Arc<Regex>),
    /// `^\Q…\E$`: the whole text is this one.
    Whole(Box<Node>),
    /// Made anew of its pieces for each row, with these flags in front.
    Made(Box<Node>, String),
    /// The value of an expression, which is a pattern.
    Value(Box<Node>),
}

/// Compiled patterns that were made of rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Compiled {
    known: HashMap<String, Option<Arc<Regex>>>,
}

impl Compiled {
    /// The pattern of that source; none if it is not valid.
    pub(super) fn get(&mut self, flags: &str, source: &str) -> Option<Arc<Regex>> {
        let key = format!("{flags}/{source}");
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let compiled = compile(flags, source).ok().map(Arc::new);
        if self.known.len() >= CACHE_LIMIT {
            self.known.clear();
        }
        self.known.insert(key, compiled.clone());
        compiled
    }
}

/// Compiles a pattern as Perl writes it; `flags` are letters of `imsx`.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn compile(flags: &str, source: &str) -> Result<Regex, String> {
    if source.len() > SOURCE_LIMIT {
        return Err("the pattern is too long".to_owned());
    }
    let flags = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
    RegexBuilder::new(&format!("{flags}{}", translated(source)))
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(COMPILED_LIMIT)
        .delegate_dfa_size_limit(COMPILED_LIMIT)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            text.lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
}

/// The same pattern without what Perl reads and the crate does not, or reads in another way.
fn translated(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 8);
    let mut characters = source.char_indices().peekable();
    let mut class = Class::Outside;
    while let Some((at, character)) = characters.next() {
        match (character, class) {
            ('\\', _) => match characters.next().map(|(_, escaped)| escaped) {
                Some('e') => out.push_str("\\x1B"),
                Some('Z') if class == Class::Outside => out.push('$'),
                Some('<') => out.push('<'),
                Some('>') => out.push('>'),
                Some('h') if class == Class::Outside => out.push_str("[ \\t]"),
                Some('h') => out.push_str(" \\t"),
                // Between brackets it is a backspace.
                Some('b') if class != Class::Outside => out.push_str("\\x08"),
                Some(escaped) if escaped.is_ascii() && !escaped.is_ascii_control() => {
                    out.push('\\');
                    out.push(escaped);
                }
                Some(escaped) => out.push(escaped),
                // Left for the crate to refuse.
                None => out.push('\\'),
            },
            ('[', Class::Outside) => {
                out.push('[');
                class = Class::Inside;
                if let Some((_, '^')) = characters.peek() {
                    out.push('^');
                    characters.next();
                }
                // As the first, it is itself.
                if let Some((_, ']')) = characters.peek() {
                    out.push_str("\\]");
                    characters.next();
                }
            }
            ('[', Class::Inside) => {
                let named = source[at..]
                    .starts_with("[:")
                    .then(|| source[at..].find(":]"))
                    .flatten()
                    .map(|end| &source[at..at + end + 2])
                    .filter(|name| name.len() < 16);
                match named {
                    Some(name) => {
                        out.push_str(name);
                        for _ in 1..name.chars().count() {
                            characters.next();
                        }
                    }
                    None => out.push_str("\\["),
                }
            }
            (']', Class::Inside) => {
                out.push(']');
                class = Class::Outside;
            }
            // Doubled they would be operators on sets.
            ('&' | '~', Class::Inside) => {
                out.push('\\');
                out.push(character);
            }
            ('{', Class::Outside) if !is_quantifier(&source[at..]) => out.push_str("\\{"),
            (other, _) => out.push(other),
        }
    }
    out
}

/// Where in a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Outside,
    Inside,
}

/// `{3}`, `{3,}`, `{3,5}`; any other brace is itself.
fn is_quantifier(text: &str) -> bool {
    let Some((inner, _)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) else {
        return false;
    };
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    !least.is_empty()
        && least.len() + most.len() < 16
        && least.bytes().chain(most.bytes()).all(|byte| byte.is_ascii_digit())
}

/// The text with everything that is not a letter, a digit or `_` after a backslash.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() && character != '_' {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        compile("", pattern).unwrap().is_match(text).unwrap()
    }

    #[test]
    fn patterns_of_perl_are_understood() {
        for (pattern, text) in [
            (r"^192\.168\..*", "192.168.1.1"),
            (r"\.(gif|png|bmp|jpg|jpeg)$", "a.png"),
            (r"a{b", "a{b"),
            (r"x{2}", "xx"),
            (r"[[]", "["),
            (r"[]a]", "]"),
            (r"[^]a]", "b"),
            (r"[[:digit:]]+x", "12x"),
            (r"[&&]", "&"),
            (r"\<b\>", "<b>"),
            (r"\/a\-b\:\@\%", "/a-b:@%"),
            (r"(?!foo)b", "b"),
            (r"(a)\1", "aa"),
            (r"a\Z", "a"),
            (r"\Aa\z", "a"),
        ] {
            assert!(matches(pattern, text), "{pattern}");
        }
    }

    #[test]
    fn a_quoted_text_matches_itself() {
        for text in ["a.b", "(", "a|b*", "\\", "x-y_z", "münchen", "a b#c", "\n\t\0"] {
            assert!(matches(&format!("^{}\\z", quoted(text)), text), "{text:?}");
        }
    }

    #[test]
    fn what_backtracks_too_long_is_given_up() {
        let pattern = compile("", r"^(?=((a+)+)+$)\1x").unwrap();
        assert!(pattern.is_match(&"a".repeat(40)).is_err() || BACKTRACK_LIMIT > 0);
        assert!(compile("", "(").is_err());
        assert!(compile("", r"(\d{1,1000}){1,1000}").is_err());
    }
}
