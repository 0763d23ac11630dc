//! How the reading of a run went.

use std::collections::BTreeMap;

use honeyglow::time::Instant;

/// How the reading went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// Bytes of text that were read, none of them read before.
    pub(crate) bytes: u64,
    /// Lines that could not be read, by reason.
    pub(crate) skipped: BTreeMap<String, u64>,
    /// Inputs that could not be read.
    pub(crate) failures: Vec<Failure>,
}

/// An input that could not be read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The input or the file.
    pub(crate) name: String,
    pub(crate) why: String,
    pub(crate) news: News,
    /// The sensor from which nothing comes therefore.
    pub(crate) down: Option<Down>,
}

/// A sensor that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Down {
    pub(crate) sensor: String,
    /// The time of the latest event that was read of it.
    pub(crate) last: Option<Instant>,
}

/// Was it told before?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// It was not.
    Fresh,
    /// A file that does not change stays as broken as it was.
    Known,
}
