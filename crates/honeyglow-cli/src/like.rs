//! The picture of `--like`: read, refused in one line, and told how well it was kept.

use std::path::Path;

use anyhow::bail;
use honeyglow::export::previous_json::{self, MOST_BYTES};
use honeyglow::picture::previous::Previous;
use honeyglow::quality::stability::Moved;

use crate::style;

/// Reads the picture before.
///
/// # Errors
/// A file that cannot be read, or is no geometry.
pub(crate) fn read(path: &Path) -> anyhow::Result<Previous> {
    let bytes = match style::limited(path, MOST_BYTES) {
        Ok(bytes) => bytes,
        Err(why) => bail!("--like: cannot read `{}`: {why}", path.display()),
    };
    match previous_json::read(&bytes) {
        Ok(previous) => Ok(previous),
        Err(error) => bail!("--like: `{}`: {error}", path.display()),
    }
}

/// How far what stayed has moved, in a line.
pub(crate) fn report(moved: &Moved) -> String {
    let Moved { stayed, nodes, mean, most } = moved;
    format!(
        "like the last: {stayed} of {nodes} nodes were there; moved by {:.2} % of the diagonal on \
         average, at most by {:.2} %",
        100.0 * mean,
        100.0 * most
    )
}
