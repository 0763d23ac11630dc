//! What is wrong with a configuration, in one line with its place, as compilers tell it.

use std::fmt;
use std::path::{Path, PathBuf};

/// A configuration that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    file: PathBuf,
    /// Line and column, from 1.
    place: Option<(usize, usize)>,
    why: String,
}

impl Refusal {
    /// Of a whole file.
    pub(super) fn new(file: &Path, why: String) -> Self {
        Self { file: file.to_owned(), place: None, why }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}", self.why)
    }
}

impl std::error::Error for Refusal {}

/// A refusal with its place in a text that has no name yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Located {
    place: Option<(usize, usize)>,
    why: String,
}

impl Located {
    /// What the parser refused.
    pub(super) fn new(text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map(|span| {
            let before = text.get(..span.start).unwrap_or(text);
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            (1 + before.matches('\n').count(), 1 + before[line_start..].chars().count())
        });
        // The parser draws the line below its message; the place says the same in one line.
        let why = error.message().lines().collect::<Vec<_>>().join(", ");
        Self { place, why }
    }

    pub(super) fn within(self, file: &Path) -> Refusal {
        Refusal { file: file.to_owned(), place: self.place, why: self.why }
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{line}:{column}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}
