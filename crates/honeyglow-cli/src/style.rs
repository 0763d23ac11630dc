//! Property files: read, told of, and turned into a style. One road for `afterglow` and `draw`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use honeyglow::afterglow::{self, Load, Loaded, Strictness, Style};

use crate::terminal;

/// The largest property file, in bytes; the largest that people wrote has some thousands.
const FILE_LIMIT: u64 = 16 << 20;
/// The largest list, in bytes: a line for each of a million names.
const LIST_LIMIT: u64 = 64 << 20;

/// How a property file is to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StyleFile<'a> {
    /// Where it is.
    pub(crate) path: &'a Path,
    /// What happens with a line that is not understood.
    pub(crate) strictness: Strictness,
    /// Whether lists that lie beside it may be read.
    pub(crate) lists: Lists,
}

/// Whether lists may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lists {
    Refused,
    Allowed,
}

/// What was read, and what there is to say.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) style: Style,
    /// AfterGlow's own messages.
    pub(crate) messages: Vec<String>,
    /// Ours: a line each.
    pub(crate) warnings: Vec<String>,
}

/// Why a file was not read.
#[derive(Debug)]
pub(crate) enum Failed {
    /// It cannot be opened.
    Closed(String),
    /// It is refused; a line for each thing that is wrong.
    Refused(Vec<String>),
}

/// Reads a property file.
pub(crate) fn read(file: StyleFile<'_>) -> Result<Read, Failed> {
    let bytes = limited(file.path, FILE_LIMIT).map_err(Failed::Closed)?;
    let directory = file.path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut lists = |name: &str| list(&directory, name, file.lists);
    let text = String::from_utf8_lossy(&bytes);
    let name = file.path.display();
    let mut how = Load { strictness: file.strictness, lists: &mut lists };
    match afterglow::load(&text, &mut how) {
        Ok(Loaded { style, messages, warnings }) => {
            let warnings = warnings.iter();
            let warnings =
                warnings.map(|warning| format!("{name}:{warning}; it counts for nothing"));
            Ok(Read { style, messages, warnings: warnings.collect() })
        }
        Err(errors) => {
            let mut lines: Vec<String> =
                errors.iter().map(|error| format!("{name}:{error}")).collect();
            lines.push(format!(
                "{name} is refused: nothing was read (--lenient leaves such lines out)"
            ));
            Err(Failed::Refused(lines))
        }
    }
}

/// A list that lies beside the property file.
fn list(directory: &Path, name: &str, lists: Lists) -> Result<Vec<String>, String> {
    if lists == Lists::Refused {
        return Err(format!("the list `{name}` is read only with --allow-lists"));
    }
    let path: PathBuf = directory.join(name);
    let bytes = limited(&path, LIST_LIMIT).map_err(|why| format!("the list `{name}`: {why}"))?;
    Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
}

/// A file that is not larger than it should be.
pub(crate) fn limited(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let told = |error: io::Error| terminal::reason(&error);
    if fs::metadata(path).map_err(told)?.is_dir() {
        return Err("it is a directory".to_owned());
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(told)?.take(limit + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > limit {
        return Err(format!("it is larger than {} MiB", limit >> 20));
    }
    Ok(bytes)
}
