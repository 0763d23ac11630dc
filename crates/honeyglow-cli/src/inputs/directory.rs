//! The logs in a directory, and what is passed over there.
//!
//! One level: below its logs, Cowrie keeps recorded terminals and what intruders brought, which
//! an attacker could make look like a log. A honeypot's directory holds its events up to three times, as
//! JSON, as text and in `audit.log`; the best of these is read, and a note tells of the others.

use std::fs;
use std::path::Path;

use anyhow::anyhow;
use honeyglow::input::Format;

use super::{Input, Inputs, Look, unreadable};
use crate::terminal::{self, counted};

/// Formats from best to worst; of a directory the best one is read.
const BEST_FIRST: [Format; 4] =
    [Format::CowrieJson, Format::CowrieText, Format::Csv, Format::CowrieAudit];

/// Adds the logs of a directory.
///
/// # Errors
/// The directory cannot be read or holds no log.
pub(super) fn add(directory: &Path, look: &Look<'_>, inputs: &mut Inputs) -> anyhow::Result<()> {
    let Listing { candidates, alien } = list(directory, look)?;
    let candidates = candidates.into_iter().map(|input| (input.format, input)).collect();
    let name = directory.display().to_string();
    inputs.list.append(&mut choose(&name, candidates, alien, look, &mut inputs.notes)?);
    Ok(())
}

/// Those of the best format among the files of a directory, which is called so. `alien` files were
/// passed over before.
///
/// # Errors
/// None is a log.
pub(super) fn choose<T>(
    name: &str,
    candidates: Vec<(Option<Format>, T)>,
    mut alien: u64,
    look: &Look<'_>,
    notes: &mut Vec<String>,
) -> anyhow::Result<Vec<T>> {
    let has = |format: Format| candidates.iter().any(|(found, _)| *found == Some(format));
    let wanted = look.format.or_else(|| BEST_FIRST.into_iter().find(|format| has(*format)));
    let mut passed = [0_u64; BEST_FIRST.len()];
    let mut chosen = Vec::new();
    for (format, input) in candidates {
        if format == wanted && format.is_some() {
            chosen.push(input);
        } else if let Some(place) = BEST_FIRST.iter().position(|best| Some(*best) == format) {
            passed[place] += 1;
        } else {
            alien += 1;
        }
    }
    if chosen.is_empty() {
        return Err(match look.format {
            Some(format) => anyhow!("no {} log in directory `{name}`", format.name()),
            None => anyhow!(
                "no log in directory `{name}` (of its subdirectories name the one that holds logs)"
            ),
        });
    }
    let mut rest = Vec::new();
    for (format, count) in BEST_FIRST.into_iter().zip(passed).filter(|(_, count)| *count > 0) {
        let files = counted(count, &format!("{} file", format.name()));
        if (format, wanted) == (Format::CowrieText, Some(Format::CowrieJson)) {
            notes.push(format!(
                "{files} in `{name}` passed over: the Cowrie JSON files there have the same \
                 events; to read the text instead, add --format cowrie-text"
            ));
        } else {
            rest.push(files);
        }
    }
    if alien > 0 {
        rest.push(format!("{} of no known format", counted(alien, "file")));
    }
    if !rest.is_empty() {
        notes.push(format!("passed over in `{name}`: {}", rest.join(", ")));
    }
    Ok(chosen)
}

/// The files of a directory that may be logs.
struct Listing {
    candidates: Vec<Input>,
    /// How many files cannot be.
    alien: u64,
}

fn list(directory: &Path, look: &Look<'_>) -> anyhow::Result<Listing> {
    let mut paths = fs::read_dir(directory)
        .and_then(|entries| {
            entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()
        })
        .map_err(|error| unreadable(directory, &error))?;
    paths.sort_unstable();
    let mut listing = Listing { candidates: Vec::new(), alien: 0 };
    for path in paths {
        let hidden = path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
        // A link that leads nowhere is no log; a pipe in a directory would wait for ever.
        let metadata = fs::metadata(&path).ok().filter(fs::Metadata::is_file);
        let (false, Some(metadata)) = (hidden, metadata) else { continue };
        match Input::file(&path, &metadata, look) {
            Ok(input) if input.format.is_some() => listing.candidates.push(input),
            // The log of a day on which nothing has happened yet.
            Ok(_) if metadata.len() == 0 => {}
            Ok(_) => listing.alien += 1,
            Err(error) => terminal::tell_error(&unreadable(&path, &error)),
        }
    }
    Ok(listing)
}
