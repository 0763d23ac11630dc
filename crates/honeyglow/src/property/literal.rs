//! Literals and variables: numbers, quotes with what they interpolate, patterns, and names with a
//! sigil.

use std::sync::Arc;

use super::error::{Error, ErrorKind};
use super::names::{self, Variable};
use super::parser::{Parser, Purpose, word_of};
use super::pattern::{self, Pattern};
use super::tree::{
    Array, Extent, Function, Known, Match, Node, Place, Sense, Substitute, Translate,
};
use super::value::Value;

/// What a quoted text becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoting {
    /// Text: escapes are resolved.
    Text,
    /// The right side of `s///`: `\1` is a capture.
    Replacement,
    /// A pattern: escapes stay for it to read.
    Pattern,
}

impl<'t> Parser<'t, '_> {
    pub(super) fn number(&mut self) -> Result<Node, Error> {
        let start = self.offset;
        let rest = self.rest();
        let taken = |rest: &str, is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2)] {
            if let Some(digits) = rest.strip_prefix(prefix) {
                let length = taken(digits, |c| c.is_ascii_hexdigit() || c == '_');
                self.offset += prefix.len() + length;
                let digits = digits[..length].replace('_', "");
                return match i64::from_str_radix(&digits, radix) {
                    Ok(number) => Ok(Node::Constant(Value::Integer(number))),
                    Err(_) => Err(self.syntax(start, "this is no number")),
                };
            }
        }
        let is_digit = |c: char| c.is_ascii_digit() || c == '_';
        let mut length = taken(rest, is_digit);
        let whole = rest[..length].replace('_', "");
        // Three numbers with dots between are what Perl calls a version: a text of characters.
        let parts: Vec<&str> =
            rest[..taken(rest, |c| c.is_ascii_digit() || c == '.')].split('.').collect();
        if parts.len() > 2 && parts.iter().all(|part| !part.is_empty()) {
            self.offset += parts.iter().map(|part| part.len() + 1).sum::<usize>() - 1;
            let characters: String = parts
                .iter()
                .map(|part| part.parse().ok().and_then(char::from_u32).unwrap_or('\u{fffd}'))
                .collect();
            return Ok(Node::Constant(Value::from(characters)));
        }
        let mut text = whole.clone();
        let mut is_whole = true;
        let after = &rest[length..];
        if after.starts_with('.') && !after.starts_with("..") {
            let digits = taken(&after[1..], is_digit);
            text.push('.');
            text.push_str(&after[1..=digits].replace('_', ""));
            length += 1 + digits;
            is_whole = false;
        }
        let after = &rest[length..];
        if after.starts_with(['e', 'E']) {
            let signed = usize::from(after[1..].starts_with(['+', '-']));
            let digits = taken(&after[1 + signed..], |c| c.is_ascii_digit());
            if digits > 0 {
                text.push_str(&after[..1 + signed + digits]);
                length += 1 + signed + digits;
                is_whole = false;
            }
        }
        self.offset += length;
        let octal = is_whole && whole.len() > 1 && whole.starts_with('0');
        let number = if octal {
            i64::from_str_radix(&whole, 8).map(Value::Integer).map_err(|_| ())
        } else if let (true, Ok(number)) = (is_whole, whole.parse()) {
            Ok(Value::Integer(number))
        } else {
            let text = if text.starts_with('.') { format!("0{text}") } else { text };
            text.parse().map(Value::Number).map_err(|_| ())
        };
        number.map(Node::Constant).map_err(|()| self.syntax(start, "this is no number"))
    }

    pub(super) fn quote(&mut self, quote: char) -> Result<Node, Error> {
        self.bump();
        let start = self.offset;
        let raw = self.delimited(quote)?;
        if quote == '\'' {
            return Ok(Node::Constant(Value::from(single(raw, '\''))));
        }
        let pieces = self.pieces(raw, start, Quoting::Text)?;
        Ok(joined(pieces))
    }

    /// The text up to the closing delimiter, which is passed; a backslash keeps it from closing.
    fn delimited(&mut self, open: char) -> Result<&'t str, Error> {
        let close = match open {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            '<' => '>',
            same => same,
        };
        let start = self.offset;
        let mut depth = 0_usize;
        while let Some(character) = self.bump() {
            if character == '\\' {
                self.bump();
            } else if character == close && depth == 0 {
                return Ok(&self.text[start..self.offset - close.len_utf8()]);
            } else if character == close {
                depth -= 1;
            } else if character == open {
                depth += 1;
            }
        }
        Err(self.syntax(
            start.saturating_sub(1),
            format!("`{close}` is missing: what starts here does not end"),
        ))
    }

    /// `q`, `qq`, `qw`, `m`, `qr`, `s`, `tr`, `y`; none if the word is just a word.
    pub(super) fn quote_like(&mut self, word: &str, start: usize) -> Result<Option<Node>, Error> {
        let before = self.offset;
        let spaced = self.rest().starts_with(char::is_whitespace);
        self.blanks();
        let delimiter = match self.peek() {
            Some(c)
                if !c.is_alphanumeric()
                    && !c.is_whitespace()
                    && !matches!(c, ',' | ';' | ')')
                    && !(c == '=' && (spaced || self.rest().starts_with("=>"))) =>
            {
                c
            }
            _ => {
                self.offset = before;
                return Ok(None);
            }
        };
        self.bump();
        let inside = self.offset;
        let raw = self.delimited(delimiter)?;
        Ok(Some(match word {
            "q" => Node::Constant(Value::from(single(raw, delimiter))),
            "qq" => joined(self.pieces(raw, inside, Quoting::Text)?),
            "qw" => Node::List(
                raw.split_whitespace().map(|word| Node::Constant(Value::from(word))).collect(),
            ),
            "m" => self.matched(raw, inside)?,
            "qr" => {
                let flags = self.flags("imsx", start)?;
                let pieces = self.pieces(raw, inside, Quoting::Pattern)?;
                let open = Value::from(format!("(?{flags}:"));
                let mut all = vec![Node::Constant(open)];
                all.extend(pieces);
                all.push(Node::Constant(Value::from(")")));
                joined(all)
            }
            "s" => self.substitution(raw, inside, delimiter, start)?,
            _ => self.translation(raw, delimiter, start)?,
        }))
    }

    /// The second part of `s` and `tr`.
    fn second(&mut self, delimiter: char) -> Result<(&'t str, usize), Error> {
        let mut open = delimiter;
        if matches!(delimiter, '(' | '[' | '{' | '<') {
            self.blanks();
            open = self
                .bump()
                .ok_or_else(|| self.syntax(self.offset, "the second part is missing"))?;
        }
        let start = self.offset;
        Ok((self.delimited(open)?, start))
    }

    fn flags(&mut self, known: &str, start: usize) -> Result<String, Error> {
        let word = word_of(self.rest()).unwrap_or_default();
        // `m/a/if` is no flag.
        let word = if matches!(word, "if" | "unless" | "and" | "or" | "x") && !known.contains(word)
        {
            ""
        } else {
            word
        };
        self.offset += word.len();
        match word.chars().find(|flag| !known.contains(*flag)) {
            Some('e') => Err(self
                .refused(start, "the flag `e` runs code; write the replacement as text with $1")),
            Some(flag) => Err(self
                .syntax(start, format!("the flag `{flag}` is not supported; there are {known}"))),
            None => Ok(word.to_owned()),
        }
    }

    pub(super) fn match_literal(&mut self, delimiter: char) -> Result<Node, Error> {
        let inside = self.offset;
        let raw = self.delimited(delimiter)?;
        self.matched(raw, inside)
    }

    fn matched(&mut self, raw: &str, inside: usize) -> Result<Node, Error> {
        let flags = self.flags("imsxgo", inside)?;
        let extent = if flags.contains('g') { Extent::All } else { Extent::First };
        let pattern = self.pattern(raw, inside, &flags)?;
        Ok(Node::Match(Box::new(Match {
            subject: Parser::topic(),
            pattern,
            sense: Sense::Is,
            extent,
        })))
    }

    fn substitution(
        &mut self,
        raw: &str,
        inside: usize,
        delimiter: char,
        start: usize,
    ) -> Result<Node, Error> {
        let (second, second_at) = self.second(delimiter)?;
        let flags = self.flags("imsxgor", start)?;
        let pattern = self.pattern(raw, inside, &flags)?;
        let replacement = joined(self.pieces(second, second_at, Quoting::Replacement)?);
        let place = (!flags.contains('r')).then_some(Place::Scalar(names::TOPIC));
        let extent = if flags.contains('g') { Extent::All } else { Extent::First };
        let subject = Parser::topic();
        Ok(Node::Substitute(Box::new(Substitute { place, subject, pattern, replacement, extent })))
    }

    fn translation(&mut self, raw: &str, delimiter: char, start: usize) -> Result<Node, Error> {
        let (second, _) = self.second(delimiter)?;
        let from = ranges(raw).ok_or_else(|| self.syntax(start, "the range is too large"))?;
        let to = ranges(second).ok_or_else(|| self.syntax(start, "the range is too large"))?;
        self.flags("", start)?;
        let (place, subject) = (Place::Scalar(names::TOPIC), Parser::topic());
        Ok(Node::Translate(Box::new(Translate { place, subject, from, to })))
    }

    fn pattern(&mut self, raw: &str, inside: usize, flags: &str) -> Result<Pattern, Error> {
        let flags: String = flags.chars().filter(|flag| "imsx".contains(*flag)).collect();
        let mut pieces = self.pieces(raw, inside, Quoting::Pattern)?;
        if pieces.iter().all(|piece| matches!(piece, Node::Constant(_))) {
            let mut source = String::new();
            for piece in &pieces {
                if let Node::Constant(value) = piece {
                    value.push_to(&mut source);
                }
            }
            return match pattern::compile(&flags, &source) {
                Ok(regex) => Ok(Pattern::Fixed(Arc::new(regex))),
                Err(why) => {
                    Err(self.syntax(inside, format!("the pattern is not understood: {why}")))
                }
            };
        }
        let text = |node: &Node, expected: &str| matches!(node, Node::Constant(Value::Text(text)) if &**text == expected);
        let is_whole = flags.is_empty()
            && pieces.len() == 3
            && text(&pieces[0], "^")
            && (text(&pieces[2], "$") || text(&pieces[2], "\\z"))
            && matches!(pieces[1], Node::Call(Function::Quotemeta, _));
        if is_whole {
            if let Node::Call(_, mut quoted) = pieces.swap_remove(1) {
                if let Some(quoted) = quoted.pop() {
                    return Ok(Pattern::Whole(Box::new(quoted)));
                }
            }
        }
        Ok(Pattern::Made(Box::new(joined(pieces)), flags))
    }

    /// The pieces of a quoted text that starts at `start` in the value.
    fn pieces(&mut self, raw: &str, start: usize, quoting: Quoting) -> Result<Vec<Node>, Error> {
        let mut reader = Reader { raw, at: 0, start, quoting, pending: None };
        let pieces = reader.pieces(self, 0)?;
        Ok(pieces)
    }

    /// Reads an index or key that stands inside of a quoted text.
    fn inner(&mut self, text: &str, offset: usize) -> Result<Node, Error> {
        let position = self.position(offset);
        if self.depth >= 8 * INNER_DEPTH {
            return Err(self.syntax(offset, "the text nests too deep"));
        }
        let mut inner = Parser {
            text,
            at: position,
            offset: 0,
            depth: self.depth + INNER_DEPTH,
            operators: self.operators,
            purpose: self.purpose,
            names: self.names,
            program: self.program,
            files: Vec::new(),
        };
        let node = inner.loose()?;
        inner.blanks();
        if !inner.rest().is_empty() {
            return Err(inner.syntax(inner.offset, "this is not understood inside of a text"));
        }
        Ok(node)
    }

    pub(super) fn scalar(&mut self) -> Result<Node, Error> {
        let start = self.offset;
        self.bump();
        let rest = self.rest();
        if let Some(name) = rest.strip_prefix('#').and_then(word_of) {
            self.offset += 1 + name.len();
            let array = self.array_named(name, start)?;
            return Ok(Node::LastIndex(array));
        }
        let braced = rest
            .strip_prefix('{')
            .and_then(word_of)
            .filter(|name| rest[1 + name.len()..].starts_with('}'));
        let name = if let Some(name) = braced {
            self.offset += name.len() + 2;
            name
        } else if let Some(name) = word_of(rest) {
            self.offset += name.len();
            name
        } else {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            if digits > 0 {
                self.offset += digits;
                return Ok(Node::Capture(rest[..digits].parse().unwrap_or(usize::MAX)));
            }
            if rest.starts_with('&') {
                self.offset += 1;
                return Ok(Node::Capture(0));
            }
            return Err(self.syntax(start, "a variable is `$name`, `$name[0]` or `$name{key}`"));
        };
        if self.rest().starts_with('[') {
            self.bump();
            let index = self.loose()?;
            self.expect("]")?;
            return self.element(name, index, start);
        }
        if self.rest().starts_with('{') {
            self.bump();
            let key = self.key()?;
            self.expect("}")?;
            return self.entry(name, key, start);
        }
        self.scalar_named(name, start)
    }

    /// A word, or an expression.
    fn key(&mut self) -> Result<Node, Error> {
        self.blanks();
        let rest = self.rest();
        let signed = usize::from(rest.starts_with('-'));
        if let Some(word) = word_of(&rest[signed..]) {
            if rest[signed + word.len()..].trim_start().starts_with('}') {
                self.offset += signed + word.len();
                return Ok(Node::Constant(Value::from(&rest[..signed + word.len()])));
            }
        }
        self.loose()
    }

    fn scalar_named(&mut self, name: &str, start: usize) -> Result<Node, Error> {
        if let Some(known) = Known::from_name(name) {
            return Ok(Node::Known(known));
        }
        let slot =
            self.names.scalar(name).ok_or_else(|| self.syntax(start, "too many variables"))?;
        self.program.reads.push(Variable::Scalar(slot));
        Ok(Node::Scalar(slot))
    }

    fn array_named(&mut self, name: &str, start: usize) -> Result<Array, Error> {
        let array =
            self.names.array(name).ok_or_else(|| self.syntax(start, "too many variables"))?;
        if let Array::Own(slot) = array {
            self.program.reads.push(Variable::Array(slot));
        }
        Ok(array)
    }

    fn element(&mut self, name: &str, index: Node, start: usize) -> Result<Node, Error> {
        let array = self.array_named(name, start)?;
        Ok(Node::Element(array, Box::new(index)))
    }

    fn entry(&mut self, name: &str, key: Node, start: usize) -> Result<Node, Error> {
        if let Some(counted) = names::counted(name) {
            return Ok(match key {
                Node::Known(known) if known == names::own_name(counted) => Node::OwnCount(counted),
                key => Node::Count(counted, Box::new(key)),
            });
        }
        let hash = self.names.hash(name).ok_or_else(|| self.syntax(start, "too many variables"))?;
        self.program.reads.push(Variable::Hash(hash));
        Ok(Node::Entry(hash, Box::new(key)))
    }

    pub(super) fn array(&mut self) -> Result<Node, Error> {
        let start = self.offset;
        self.bump();
        let Some(name) = self.word() else {
            return Err(self.syntax(start, "a list is `@name`"));
        };
        self.offset += name.len();
        if self.rest().starts_with(['[', '{']) {
            return Err(
                self.syntax(start, "slices are not supported: write the elements one by one")
            );
        }
        Ok(Node::Array(self.array_named(name, start)?))
    }

    pub(super) fn hash(&mut self) -> Result<Node, Error> {
        let start = self.offset;
        self.bump();
        let Some(name) = self.word() else {
            return Err(self.syntax(start, "a table is `%name`"));
        };
        self.offset += name.len();
        if names::counted(name).is_some() {
            return Err(self
                .refused(start, "the counts are AfterGlow's own: `$sourceCount{NAME}` reads one"));
        }
        let hash = self.names.hash(name).ok_or_else(|| self.syntax(start, "too many variables"))?;
        self.program.reads.push(Variable::Hash(hash));
        Ok(Node::Hash(hash))
    }

    /// `<T>` of a list that was opened.
    pub(super) fn list_file(&mut self) -> Result<Node, Error> {
        let start = self.offset;
        self.bump();
        let handle = self.word().unwrap_or_default();
        let known =
            self.files.iter().find(|(name, _)| name == handle).map(|(_, file)| Arc::clone(file));
        match known.filter(|_| self.purpose == Purpose::Variable) {
            Some(file) => {
                self.offset += handle.len();
                self.expect(">")?;
                Ok(Node::ListFile(file))
            }
            None => Err(self.refused(
                start,
                "`<…>` reads a file: only `variable=open(T,\"list.csv\"); @t=<T>; close(T)` is understood",
            )),
        }
    }
}

/// How much a text inside of a text counts as nesting.
const INNER_DEPTH: usize = 6;

/// One node of several pieces.
fn joined(mut pieces: Vec<Node>) -> Node {
    match pieces.len() {
        0 => Node::Constant(Value::from("")),
        1 if matches!(pieces[0], Node::Constant(_)) => pieces.swap_remove(0),
        _ => Node::Joined(pieces),
    }
}

/// A text in single quotes: a backslash escapes itself and the delimiter.
fn single(raw: &str, delimiter: char) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.peek() {
            Some(next) if character == '\\' && (*next == '\\' || *next == delimiter) => {
                text.push(*next);
                characters.next();
            }
            _ => text.push(character),
        }
    }
    text
}

/// The characters of one side of `tr`; none if there are too many.
fn ranges(raw: &str) -> Option<Vec<char>> {
    let characters: Vec<char> = raw.chars().collect();
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(first) = characters.get(at).copied() {
        if let (Some('-'), Some(last)) = (characters.get(at + 1), characters.get(at + 2)) {
            all.extend((first..=*last).take(TRANSLATED_LIMIT + 1));
            at += 3;
        } else {
            all.push(first);
            at += 1;
        }
        if all.len() > TRANSLATED_LIMIT {
            return None;
        }
    }
    Some(all)
}

/// How many characters `tr` may name; each character of a text is looked for among them.
const TRANSLATED_LIMIT: usize = 1_024;

/// Goes through a quoted text.
struct Reader<'r> {
    raw: &'r str,
    at: usize,
    /// Where the text starts in the value.
    start: usize,
    quoting: Quoting,
    /// `\u` or `\l`, for the next character.
    pending: Option<Function>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.raw[self.at..]
    }

    /// Pieces up to the end, or up to `\E` inside of `\Q`, `\U` and `\L`.
    fn pieces(&mut self, parser: &mut Parser<'_, '_>, depth: usize) -> Result<Vec<Node>, Error> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        while let Some(character) = self.rest().chars().next() {
            let here = self.at;
            self.at += character.len_utf8();
            let node = match character {
                '\\' => {
                    let Some(escaped) = self.rest().chars().next() else {
                        text.push('\\');
                        continue;
                    };
                    self.at += escaped.len_utf8();
                    match escaped {
                        'E' => {
                            if depth > 0 {
                                break;
                            }
                            continue;
                        }
                        'Q' | 'U' | 'L' => {
                            if depth >= 4 {
                                return Err(
                                    parser.syntax(self.start + here, "the text nests too deep")
                                );
                            }
                            let inner = joined(self.pieces(parser, depth + 1)?);
                            let function = match escaped {
                                'Q' => Function::Quotemeta,
                                'U' => Function::Uc,
                                _ => Function::Lc,
                            };
                            constant_call(function, inner)
                        }
                        'u' | 'l' if self.quoting != Quoting::Pattern => {
                            let function =
                                if escaped == 'u' { Function::Ucfirst } else { Function::Lcfirst };
                            self.pending = Some(function);
                            continue;
                        }
                        '1'..='9' if self.quoting == Quoting::Replacement => {
                            Node::Capture(escaped as usize - '0' as usize)
                        }
                        _ if self.quoting == Quoting::Pattern => {
                            text.push('\\');
                            text.push(escaped);
                            continue;
                        }
                        _ => {
                            let escaped = self.escape(escaped);
                            self.push(&mut text, escaped);
                            continue;
                        }
                    }
                }
                '$' | '@' => match self.variable(parser, character, here)? {
                    Some(node) => node,
                    None if character == '$'
                        && self.rest().is_empty()
                        && self.quoting != Quoting::Pattern =>
                    {
                        let message = "a text in double quotes cannot end in `$`, which makes \
                                       the rule undefined in AfterGlow too: write `\\$`";
                        let error = parser.syntax(self.start + here, message);
                        return Err(Error { kind: ErrorKind::Void, ..error });
                    }
                    None => {
                        text.push(character);
                        continue;
                    }
                },
                other => {
                    self.push(&mut text, other);
                    continue;
                }
            };
            if !text.is_empty() {
                pieces.push(Node::Constant(Value::from(std::mem::take(&mut text))));
            }
            pieces.push(match self.pending.take() {
                Some(function) => Node::Call(function, vec![node]),
                None => node,
            });
        }
        if !text.is_empty() {
            pieces.push(Node::Constant(Value::from(text)));
        }
        Ok(pieces)
    }

    fn push(&mut self, text: &mut String, character: char) {
        match self.pending.take() {
            Some(Function::Ucfirst) => text.extend(character.to_uppercase()),
            Some(_) => text.extend(character.to_lowercase()),
            None => text.push(character),
        }
    }

    /// What a backslash and a character stand for in a text.
    fn escape(&mut self, escaped: char) -> char {
        match escaped {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\u{7}',
            'e' => '\u{1b}',
            'f' => '\u{c}',
            'b' => '\u{8}',
            '0'..='7' => {
                let more =
                    self.rest().bytes().take(2).take_while(|b| (b'0'..=b'7').contains(b)).count();
                let digits = format!("{escaped}{}", &self.rest()[..more]);
                self.at += more;
                u32::from_str_radix(&digits, 8).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
            }
            'x' => {
                let rest = self.rest();
                let (digits, length) =
                    match rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                        Some((digits, _)) => (digits.to_owned(), digits.len() + 2),
                        None => {
                            let count =
                                rest.bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
                            (rest[..count].to_owned(), count)
                        }
                    };
                self.at += length;
                u32::from_str_radix(digits.trim(), 16).ok().and_then(char::from_u32).unwrap_or('\0')
            }
            other => other,
        }
    }

    /// A variable that starts at a `$` or `@`; none if it is just the character.
    fn variable(
        &mut self,
        parser: &mut Parser<'_, '_>,
        sigil: char,
        here: usize,
    ) -> Result<Option<Node>, Error> {
        let rest = &self.raw[self.at..];
        let braced = rest
            .strip_prefix('{')
            .and_then(word_of)
            .filter(|name| rest[1 + name.len()..].starts_with('}'));
        let name = braced.or_else(|| word_of(rest));
        let offset = self.start + here;
        let Some(name) = name else {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            if sigil == '$' && digits > 0 {
                self.at += digits;
                return Ok(Some(Node::Capture(rest[..digits].parse().unwrap_or(usize::MAX))));
            }
            if sigil == '$' && rest.starts_with('&') && self.quoting != Quoting::Pattern {
                self.at += 1;
                return Ok(Some(Node::Capture(0)));
            }
            return Ok(None);
        };
        self.at += if braced.is_some() { name.len() + 2 } else { name.len() };
        if sigil == '@' {
            let array = parser.array_named(name, offset)?;
            let separator = Node::Constant(Value::from(" "));
            return Ok(Some(Node::Call(Function::Join, vec![separator, Node::Array(array)])));
        }
        let after = &self.raw[self.at..];
        if let Some(index) =
            after.strip_prefix('[').and_then(|inner| inner.split_once(']')).map(|(index, _)| index)
        {
            if self.quoting != Quoting::Pattern || is_index(index) {
                let node = parser.inner(index, self.start + self.at + 1)?;
                self.at += index.len() + 2;
                return parser.element(name, node, offset).map(Some);
            }
        }
        if let Some(key) =
            after.strip_prefix('{').and_then(|inner| inner.split_once('}')).map(|(key, _)| key)
        {
            let is_repeat =
                self.quoting == Quoting::Pattern && key.starts_with(|c: char| c.is_ascii_digit());
            if !is_repeat && !key.is_empty() {
                let node = if word_of(key) == Some(key) {
                    Node::Constant(Value::from(key))
                } else {
                    parser.inner(key, self.start + self.at + 1)?
                };
                self.at += key.len() + 2;
                return parser.entry(name, node, offset).map(Some);
            }
        }
        parser.scalar_named(name, offset).map(Some)
    }
}

/// In a pattern `$x[0]` is an element and `$x[a-z]` a variable before a class.
fn is_index(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    number || text.strip_prefix('$').is_some_and(|name| word_of(name) == Some(name))
}

/// Quotes a constant once, not for each row.
fn constant_call(function: Function, inner: Node) -> Node {
    match (function, &inner) {
        (Function::Quotemeta, Node::Constant(value)) => {
            Node::Constant(Value::from(pattern::quoted(&value.to_text())))
        }
        _ => Node::Call(function, vec![inner]),
    }
}
