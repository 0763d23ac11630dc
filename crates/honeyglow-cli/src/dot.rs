//! A graph in DOT as an input of `draw`: found by its content, read whole.

use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use honeyglow::dot::{self, DotGraph, looks_like_dot};

use crate::args::{InputArgs, LogFormat};
use crate::style::limited;

/// The largest graph file, in bytes. A graph of a million edges has some fifty megabytes.
const FILE_LIMIT: u64 = 512 << 20;
/// How much of a file is looked at: comments may stand before the first word.
const HEAD_BYTES: u64 = 4 << 10;

/// The graph that the inputs are, and how it is called; none if they are logs.
///
/// # Errors
/// It is no DOT, it cannot be read, or it stands beside other inputs.
pub(crate) fn input(args: &InputArgs) -> anyhow::Result<Option<(DotGraph, String)>> {
    let wanted = args.format == Some(LogFormat::Dot);
    let mut found = Vec::new();
    for path in &args.inputs {
        let is_stdin = path == Path::new("-");
        if wanted || if is_stdin { stdin_is_dot()? } else { file_is_dot(path) } {
            found.push(path.clone());
        }
    }
    if args.inputs.is_empty() && !io::stdin().is_terminal() && (wanted || stdin_is_dot()?) {
        found.push(PathBuf::from("-"));
    }
    let Some(path) = found.pop() else { return Ok(None) };
    if !found.is_empty() || args.inputs.len() > 1 {
        bail!("a graph in DOT is drawn alone: name one file, and no logs beside it");
    }
    let (name, bytes) = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().take(FILE_LIMIT).read_to_end(&mut bytes).context("cannot read stdin")?;
        ("stdin".to_owned(), bytes)
    } else {
        let name = path.display().to_string();
        match limited(&path, FILE_LIMIT) {
            Ok(bytes) => (name, bytes),
            Err(why) => bail!("cannot read `{name}`: {why}"),
        }
    };
    match dot::read(&bytes) {
        Ok(graph) => Ok(Some((graph, name))),
        Err(error) => bail!("{name}:{error}"),
    }
}

/// Looks at what stdin holds without taking it.
fn stdin_is_dot() -> anyhow::Result<bool> {
    let mut stdin = io::stdin().lock();
    // What cannot be read is told by whoever reads it.
    Ok(stdin.fill_buf().is_ok_and(looks_like_dot))
}

fn file_is_dot(path: &Path) -> bool {
    let mut head = Vec::new();
    path.is_file()
        && File::open(path).is_ok_and(|file| file.take(HEAD_BYTES).read_to_end(&mut head).is_ok())
        && looks_like_dot(&head)
}
