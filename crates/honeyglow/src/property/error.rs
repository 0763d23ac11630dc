//! Why an expression was not understood.

use std::fmt;

/// Where something stands in a property file; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// What was not understood or will not be done, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Where it stands.
    pub position: Position,
    /// Whether it is unknown, refused, or nothing.
    pub kind: ErrorKind,
    /// What it is and what could stand there; it may quote the file.
    pub message: String,
}

/// Whether something is unknown, refused, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// It is no part of the language.
    Syntax,
    /// It is Perl that would touch the machine, and is never run.
    Refused,
    /// Perl cannot read it either, so that AfterGlow goes on with an undefined value.
    Void,
}

/// As `3:7: what is wrong`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.position.line, self.position.column, self.message)
    }
}

impl std::error::Error for Error {}
