//! Where a site's logs come from.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::remote::Address;

/// One of a site's inputs.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct InputEntry {
    /// Where it is.
    pub(crate) place: Place,
    /// The honeypot that wrote it, whatever its lines say.
    pub(crate) sensor: Option<String>,
}

/// Where logs lie.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// A file, directory or glob of this machine.
    Here(PathBuf),
    /// Another machine.
    There(Address),
}

/// As it is written: a path alone, or with more.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a path, or { path = \"...\", sensor = \"...\" }")]
enum Written {
    Path(String),
    More(More),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct More {
    path: String,
    sensor: Option<String>,
}

impl TryFrom<Written> for InputEntry {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let (path, sensor) = match written {
            Written::Path(path) => (path, None),
            Written::More(More { path, sensor }) => (path, sensor),
        };
        if path.is_empty() || path == "-" {
            return Err("an input is a file, a directory, a glob or ssh://...".to_owned());
        }
        let place = if path.starts_with("ssh://") {
            Place::There(path.parse().map_err(|error| format!("{error}"))?)
        } else {
            Place::Here(PathBuf::from(path))
        };
        Ok(Self { place, sensor })
    }
}

impl InputEntry {
    /// Takes a relative path from a directory.
    pub(super) fn resolve(&mut self, directory: &Path) {
        if let Place::Here(path) = &mut self.place {
            *path = directory.join(&*path);
        }
    }

    /// How messages call it.
    pub(crate) fn name(&self) -> String {
        match &self.place {
            Place::Here(path) => path.display().to_string(),
            Place::There(address) => address.to_string(),
        }
    }
}
