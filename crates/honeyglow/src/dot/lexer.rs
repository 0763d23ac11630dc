//! Words and symbols of DOT.

use super::DotError;

/// A word or symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Id(String, Quoting),
    /// One of `{ } [ ] = ; , : -> -- +`.
    Symbol(&'static str),
}

/// Whether an identifier was quoted: only bare ones can be keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    Bare,
    Quoted,
    Html,
}

/// The longest identifier, in bytes: a name of a log is cut far before.
const ID_LIMIT: usize = 1 << 20;

/// Goes through a text.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    offset: usize,
    /// Where the last token started.
    start: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, offset: 0, start: 0 }
    }

    /// An error at the last token.
    pub(super) fn error(&self, message: impl Into<String>) -> DotError {
        let before = &self.text[..self.start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        DotError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.offset..]
    }

    /// Blanks, comments, and lines of the preprocessor.
    fn blanks(&mut self) -> Result<(), DotError> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.offset += rest.len() - trimmed.len();
            let line_starts = self.offset == 0 || self.text[..self.offset].ends_with('\n');
            if trimmed.starts_with("//") || (line_starts && trimmed.starts_with('#')) {
                self.offset += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.start = self.offset;
                let Some(end) = trimmed.find("*/") else {
                    return Err(self.error("this comment does not end"));
                };
                self.offset += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    /// The next token; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token>, DotError> {
        self.blanks()?;
        self.start = self.offset;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(None) };
        for symbol in ["->", "--", "{", "}", "[", "]", "=", ";", ",", ":", "+"] {
            if rest.starts_with(symbol) {
                self.offset += symbol.len();
                return Ok(Some(Token::Symbol(symbol)));
            }
        }
        match first {
            '"' => self.quoted().map(Some),
            '<' => self.html().map(Some),
            c if c.is_ascii_digit() || c == '-' || c == '.' => self.numeral().map(Some),
            c if is_letter(c) => {
                let end = rest.find(|c| !is_letter(c) && !c.is_ascii_digit()).unwrap_or(rest.len());
                self.offset += end;
                self.id(rest[..end].to_owned(), Quoting::Bare).map(Some)
            }
            other => Err(self.error(format!("`{}` is not expected here", other.escape_debug()))),
        }
    }

    fn id(&self, text: String, quoting: Quoting) -> Result<Token, DotError> {
        if text.len() > ID_LIMIT {
            return Err(self.error("this name is too long"));
        }
        Ok(Token::Id(text, quoting))
    }

    /// Only `\"` is an escape here; others are left for where a text is shown.
    fn quoted(&mut self) -> Result<Token, DotError> {
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1).peekable();
        while let Some((at, character)) = characters.next() {
            match (character, characters.peek().map(|(_, next)| *next)) {
                ('"', _) => {
                    self.offset += at + 1;
                    return self.id(text, Quoting::Quoted);
                }
                ('\\', Some('"')) => {
                    text.push('"');
                    characters.next();
                }
                // The line goes on.
                ('\\', Some('\n')) => {
                    characters.next();
                }
                ('\\', Some('\\')) => {
                    text.push_str("\\\\");
                    characters.next();
                }
                _ => text.push(character),
            }
        }
        Err(self.error("this quote does not close"))
    }

    fn html(&mut self) -> Result<Token, DotError> {
        let mut depth = 0_usize;
        for (at, character) in self.rest().char_indices() {
            match character {
                '<' => depth += 1,
                '>' => {
                    depth -= 1;
                    if depth == 0 {
                        let text = self.rest()[1..at].to_owned();
                        self.offset += at + 1;
                        return self.id(text, Quoting::Html);
                    }
                }
                _ => {}
            }
        }
        Err(self.error("this `<` does not close"))
    }

    fn numeral(&mut self) -> Result<Token, DotError> {
        let rest = self.rest();
        let sign = usize::from(rest.starts_with('-'));
        let end = rest[sign..]
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .map_or(rest.len(), |end| sign + end);
        if !rest[..end].bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(self.error("a name or a number is expected here"));
        }
        self.offset += end;
        self.id(rest[..end].to_owned(), Quoting::Bare)
    }
}

fn is_letter(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || !character.is_ascii()
}
