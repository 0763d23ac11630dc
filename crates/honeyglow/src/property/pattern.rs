//! Regular expressions as Perl writes them.
//!
//! The syntax is translated to that of the `fancy-regex` crate, which runs what it can in linear
//! time and counts its steps where a look-around or a back-reference makes it backtrack. An
//! expression that is made of a row's text is compiled when it is met, through a cache of bounded
//! size; one that is not valid makes only its rule undefined.

use std::sync::{Arc, OnceLock};

use fancy_regex::RegexBuilder;
use hashbrown::HashMap;

use super::eval::{BYTES_A_STEP, Died};
use super::tree::{Node, Varies};

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
    Whole(Box<Node>, Varies),
    /// Made anew of its pieces for each row, with these flags in front.
    Made(Box<Node>, String),
    /// The value of an expression, which is a pattern.
    Value(Box<Node>),
}

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Regex {
    /// For texts without a newline at their end: `$` is the end.
    plain: fancy_regex::Regex,
    /// For texts with one, before which Perl's `$` stands too; compiled when the first such text
    /// comes. A look-ahead, hence not for all.
    lined: Option<Lined>,
    work: Work,
}

#[derive(Debug)]
struct Lined {
    source: String,
    compiled: OnceLock<Option<fancy_regex::Regex>>,
}

/// How a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// Once along the text.
    Linear,
    /// Back and forth, up to the limit.
    Backtracking,
}

/// Where a group starts and ends; none if it took no part.
pub(super) type Span = Option<(usize, usize)>;

impl Regex {
    /// The expression for that text, none if it cannot be compiled.
    fn for_text(&self, text: &str) -> Option<&fancy_regex::Regex> {
        match &self.lined {
            Some(lined) if text.ends_with('\n') => {
                lined.compiled.get_or_init(|| build(&lined.source).ok()).as_ref()
            }
            _ => Some(&self.plain),
        }
    }

    /// How many groups there are, the whole among them.
    pub(super) fn groups(&self) -> usize {
        self.plain.captures_len()
    }

    /// How many steps a search of a text counts for: a look-around may walk the text again from
    /// each of its places.
    pub(super) fn cost(&self, text: &str) -> usize {
        let goes_back =
            self.work == Work::Backtracking || (self.lined.is_some() && text.ends_with('\n'));
        if goes_back { 500 + text.len() } else { text.len() / BYTES_A_STEP }
    }

    /// Looks from a place on; the spans of the groups, the whole first, go into `spans`.
    ///
    /// # Errors
    /// When it turned back too often.
    pub(super) fn search(
        &self,
        text: &str,
        from: usize,
        spans: &mut Vec<Span>,
    ) -> Result<bool, Died> {
        let regex = self.for_text(text).ok_or(Died)?;
        if self.groups() == 1 {
            let Some(found) = regex.find_from_pos(text, from).map_err(|_| Died)? else {
                return Ok(false);
            };
            spans.clear();
            spans.push(Some((found.start(), found.end())));
            return Ok(true);
        }
        let Some(found) = regex.captures_from_pos(text, from).map_err(|_| Died)? else {
            return Ok(false);
        };
        spans.clear();
        spans.extend(found.iter().map(|group| group.map(|group| (group.start(), group.end()))));
        Ok(true)
    }
}

/// Compiled patterns that were made of rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Compiled {
    known: HashMap<(String, Arc<str>), Option<Arc<Regex>>>,
    /// The one that was asked for last: `grep` asks for the same for each item.
    last: Option<(String, Arc<str>, Option<Arc<Regex>>)>,
}

impl Compiled {
    /// The pattern of that source; none if it is not valid.
    pub(super) fn get(&mut self, flags: &str, source: &Arc<str>) -> Option<Arc<Regex>> {
        if let Some((last_flags, last_source, regex)) = &self.last
            && last_flags == flags
            && last_source == source
        {
            return regex.clone();
        }
        let key = (flags.to_owned(), Arc::clone(source));
        let regex = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let compiled = compile(flags, source).ok().map(Arc::new);
                if self.known.len() >= CACHE_LIMIT {
                    self.known.clear();
                }
                self.known.insert(key.clone(), compiled.clone());
                compiled
            }
        };
        self.last = Some((key.0, key.1, regex.clone()));
        regex
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
    let plain = translated(flags, source, "\\z");
    let front = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
    let lined = plain.has_end.then(|| Lined {
        source: format!("{front}{}", translated(flags, source, "(?=\\n?\\z)").text),
        compiled: OnceLock::new(),
    });
    let work = if plain.backtracks { Work::Backtracking } else { Work::Linear };
    Ok(Regex { plain: build(&format!("{front}{}", plain.text))?, lined, work })
}

fn build(source: &str) -> Result<fancy_regex::Regex, String> {
    RegexBuilder::new(source)
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

/// A pattern in the crate's syntax.
struct Translated {
    text: String,
    /// Is there a `$` or `\Z` that stands before a last newline too?
    has_end: bool,
    backtracks: bool,
}

/// The same pattern without what Perl reads and the crate does not, or reads in another way;
/// `end` is written for the end of the text.
fn translated(flags: &str, source: &str, end: &str) -> Translated {
    let mut out = Translated {
        text: String::with_capacity(source.len() + 8),
        has_end: false,
        backtracks: false,
    };
    let mut many_lines = flags.contains('m');
    let spaced = flags.contains('x');
    let mut class = Class::Outside;
    let mut rest = source;
    while let Some(character) = rest.chars().next() {
        let here = rest;
        rest = &rest[character.len_utf8()..];
        match (character, class) {
            ('\\', _) => rest = escape(rest, class, end, &mut out),
            ('$', Class::Outside) if !many_lines => {
                out.text.push_str(end);
                out.has_end = true;
            }
            ('#', Class::Outside) if spaced => rest = rest.find('\n').map_or("", |at| &rest[at..]),
            ('(', Class::Outside) => {
                out.text.push('(');
                if let Some(group) = rest.strip_prefix('?') {
                    let letters = group.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(0);
                    many_lines |= group[..letters].contains('m');
                    out.backtracks |= group.starts_with(['=', '!', '>', '(', '|'])
                        || group.starts_with("<=")
                        || group.starts_with("<!");
                }
            }
            ('[', Class::Outside) => {
                out.text.push('[');
                class = Class::Inside;
                if let Some(after) = rest.strip_prefix('^') {
                    out.text.push('^');
                    rest = after;
                }
                // As the first, it is itself.
                if let Some(after) = rest.strip_prefix(']') {
                    out.text.push_str("\\]");
                    rest = after;
                }
            }
            ('[', Class::Inside) => {
                let named = here
                    .starts_with("[:")
                    .then(|| here.find(":]"))
                    .flatten()
                    .filter(|end| *end < 14)
                    .map(|end| &here[..end + 2]);
                match named {
                    Some(name) => {
                        out.text.push_str(name);
                        rest = &here[name.len()..];
                    }
                    None => out.text.push_str("\\["),
                }
            }
            (']', Class::Inside) => {
                out.text.push(']');
                class = Class::Outside;
            }
            // Doubled they would be operators on sets.
            ('&' | '~', Class::Inside) => {
                out.text.push('\\');
                out.text.push(character);
            }
            // The flag `x` means no blanks between brackets.
            (' ', Class::Inside) if spaced => out.text.push_str("\\x20"),
            ('#', Class::Inside) if spaced => out.text.push_str("\\x23"),
            ('{', Class::Outside) if !is_quantifier(here) => out.text.push_str("\\{"),
            ('+', Class::Outside) if out.text.ends_with(['+', '*', '?', '}']) => {
                // Perhaps an escaped sign before: then it only counts for more.
                out.backtracks = true;
                out.text.push('+');
            }
            (other, _) => out.text.push(other),
        }
    }
    out
}

/// What stands after a backslash; what is left behind it.
fn escape<'s>(source: &'s str, class: Class, end: &str, out: &mut Translated) -> &'s str {
    let Some(escaped) = source.chars().next() else {
        // Left for the crate to refuse.
        out.text.push('\\');
        return source;
    };
    let rest = &source[escaped.len_utf8()..];
    let outside = class == Class::Outside;
    match escaped {
        'e' => out.text.push_str("\\x1B"),
        'Z' if outside => {
            out.text.push_str(end);
            out.has_end = true;
        }
        'h' if outside => out.text.push_str("[ \\t]"),
        'h' => out.text.push_str("\\x20\\t"),
        'v' if outside => out.text.push_str("[\\n\\x0B\\f\\r]"),
        'N' if outside => out.text.push_str("[^\\n]"),
        'R' if outside => out.text.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r])"),
        // Between brackets it is a backspace.
        'b' if !outside => out.text.push_str("\\x08"),
        '0' => {
            let digits = rest.bytes().take(2).take_while(|b| (b'0'..=b'7').contains(b)).count();
            let code = u32::from_str_radix(&rest[..digits], 8).unwrap_or(0);
            out.text.push_str(&format!("\\x{{{code:x}}}"));
            return &rest[digits..];
        }
        'x' if !rest.starts_with('{') => {
            let digits = rest.bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
            let digits = &rest[..digits];
            out.text.push_str(&format!("\\x{{{}}}", if digits.is_empty() { "0" } else { digits }));
            return &rest[digits.len()..];
        }
        '1'..='9' | 'k' | 'g' | 'K' | 'G' => {
            out.backtracks = true;
            out.text.push('\\');
            out.text.push(escaped);
        }
        // Letters without a meaning are themselves.
        'i' | 'j' | 'm' | 'q' | 'y' | '<' | '>' => out.text.push(escaped),
        ' ' => out.text.push_str("\\x20"),
        _ if escaped.is_ascii() && !escaped.is_ascii_control() => {
            out.text.push('\\');
            out.text.push(escaped);
        }
        _ => out.text.push(escaped),
    }
    rest
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

    fn matches(flags: &str, pattern: &str, text: &str) -> bool {
        compile(flags, pattern).unwrap().search(text, 0, &mut Vec::new()).unwrap()
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
            (r"a\Z", "a\n"),
            (r"a$", "a\n"),
            (r"(?m)a$", "a\nb"),
            (r"\Aa\z", "a"),
            (r"a\ b\y", "a by"),
            (r"\x41\x{42}\0\x4", "AB\0\u{4}"),
            (r"^[\]$]$", "$"),
        ] {
            assert!(matches("", pattern, text), "{pattern}");
        }
    }

    #[test]
    fn the_end_is_before_one_last_newline() {
        assert!(!matches("", "c$", "c\n\n"));
        assert!(!matches("", "c\\z", "c\n"));
        assert!(matches("m", "c$", "c\nd"));
        assert!(!matches("", "c$", "c\nd"));
    }

    #[test]
    fn blanks_and_comments_mean_nothing_where_the_flag_says_so() {
        assert!(matches("x", "a # [(\n b", "ab"));
        assert!(matches("x", "a[ #]b", "a b"));
        assert!(matches("x", r"a\ b\#", "a b#"));
    }

    #[test]
    fn a_quoted_text_matches_itself() {
        for text in ["a.b", "(", "a|b*", "\\", "x-y_z", "münchen", "a b#c", "\t\0", "a++", "${1}"]
        {
            assert!(matches("", &format!("^{}\\z", quoted(text)), text), "{text:?}");
        }
    }

    #[test]
    fn what_backtracks_too_long_is_given_up() {
        let pattern = compile("", r"^(a|aa)+(?=c)\1").unwrap();
        assert_eq!(pattern.search(&"a".repeat(40), 0, &mut Vec::new()), Err(Died));
        assert!(compile("", "(").is_err());
        assert!(compile("", r"(\d{1,1000}){1,1000}").is_err());
    }

    #[test]
    fn the_cache_is_bounded() {
        let mut compiled = Compiled::default();
        for number in 0..2 * CACHE_LIMIT {
            assert!(compiled.get("", &Arc::from(number.to_string())).is_some());
        }
        assert!(compiled.known.len() <= CACHE_LIMIT);
    }
}
