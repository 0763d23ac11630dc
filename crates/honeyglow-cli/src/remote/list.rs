//! Listing the files of a sensor: names and facts first, then beginnings of those that are new.
//!
//! Beginnings come as they lie there and are unpacked here, if that is gzip, which can be cut
//! anywhere; of the others the sensor is asked once more. So most files cost the sensor one
//! process.

use std::collections::BTreeSet;
use std::io::Read as _;

use honeyglow::input::Compression;

use super::conversation::{Conversation, Piece};
use super::error::RemoteError;
use super::script::{self, Heads};
use super::{Address, Found, HEAD_BYTES, Ssh};

/// Ten years of hourly files; more is a pattern that went wrong.
const MOST_FILES: usize = 100_000;

/// The longest path of Linux and the BSDs.
const MOST_NAME_BYTES: usize = 4096;

/// How often a file is packed at most, as the reader has it.
const NEST_LIMIT: usize = 3;

/// See [`super::list`].
pub(super) fn list(
    address: &Address,
    ssh: &Ssh,
    known: &BTreeSet<(u64, u64, i64)>,
) -> Result<Vec<Found>, RemoteError> {
    let mut talk = Conversation::start(address, ssh, |nonce, beat_seconds| {
        script::list(nonce, beat_seconds, &address.pattern)
    })?;
    let mut found: Vec<Found> = Vec::new();
    talk = talk.section(&mut |piece| add(&mut found, piece))?;
    if found.is_empty() {
        return Err(RemoteError::NoFile { pattern: address.pattern.clone() });
    }
    let new: Vec<usize> = numbers(&found, |file| !known.contains(&file.key()));
    talk = ask_heads(talk, Heads::Raw, &mut found, &new)?;
    for number in &new {
        let head = found[*number].head.take().unwrap_or_default();
        found[*number].head = Some(without_gzip(head));
    }
    let packed = numbers(&found, |file| is_packed(file.head.as_deref()));
    talk = ask_heads(talk, Heads::Unpacked, &mut found, &packed)?;
    talk.tell(script::END.into());
    talk.part();
    Ok(found)
}

fn numbers(found: &[Found], choose: impl Fn(&Found) -> bool) -> Vec<usize> {
    (0..found.len()).filter(|number| choose(&found[*number])).collect()
}

fn is_packed(head: Option<&[u8]>) -> bool {
    head.is_some_and(|head| Compression::of(head).is_some())
}

/// Takes a piece of the list.
fn add(found: &mut Vec<Found>, piece: Piece<'_>) -> Result<(), RemoteError> {
    match (piece, found.last_mut()) {
        (Piece::Header(header), _) => {
            if found.len() == MOST_FILES {
                let what = format!("more than {MOST_FILES} files match: name fewer");
                return Err(RemoteError::Broken(what));
            }
            let facts = facts(header);
            found.push(facts.ok_or_else(|| RemoteError::Broken(format!("a file is {header}")))?);
        }
        (Piece::Bytes(bytes), Some(last)) => extend(&mut last.name, bytes, MOST_NAME_BYTES)?,
        (Piece::Bytes(_), None) => {}
    }
    Ok(())
}

/// `f INODE BYTES SECONDS`
fn facts(header: &str) -> Option<Found> {
    let mut words = header.strip_prefix("f ")?.split(' ');
    let (inode, bytes) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let modified = words.next()?.parse().ok()?;
    Some(Found { name: Vec::new(), inode, bytes, modified, head: None })
}

fn extend(bytes: &mut Vec<u8>, more: &[u8], most: usize) -> Result<(), RemoteError> {
    if bytes.len() + more.len() > most {
        return Err(RemoteError::Broken("a name or a beginning is too long".to_owned()));
    }
    bytes.extend_from_slice(more);
    Ok(())
}

/// Fills in the beginnings of the files with these numbers. One that cannot be had stays as it is.
fn ask_heads(
    talk: Conversation,
    how: Heads,
    found: &mut [Found],
    numbers: &[usize],
) -> Result<Conversation, RemoteError> {
    if numbers.is_empty() {
        return Ok(talk);
    }
    talk.tell(script::heads(how, numbers.iter().map(|number| (*number, &found[*number].name[..]))));
    let mut asked = numbers.iter();
    let mut current = None;
    talk.section(&mut |piece| {
        match (piece, current) {
            (Piece::Header(header), _) => {
                current = asked.next().copied();
                if current.map(|number| format!("h {number}")).as_deref() != Some(header) {
                    return Err(RemoteError::Broken(format!("a beginning is {header}")));
                }
            }
            (Piece::Bytes(bytes), Some(number)) => {
                let head = &mut found[number].head;
                // What was there is the packed beginning.
                if how == Heads::Unpacked && is_packed(head.as_deref()) {
                    *head = None;
                }
                let most = usize::try_from(HEAD_BYTES).unwrap_or(usize::MAX);
                extend(head.get_or_insert_default(), bytes, most)?;
            }
            (Piece::Bytes(_), None) => {}
        }
        Ok(())
    })
}

/// The beginning without the gzip around it, as far as it can be unpacked.
fn without_gzip(mut head: Vec<u8>) -> Vec<u8> {
    for _ in 0..NEST_LIMIT {
        if Compression::of(&head) != Some(Compression::Gzip) {
            break;
        }
        let mut inner = Vec::new();
        let unpacking = flate2::read::MultiGzDecoder::new(&head[..]);
        // It is cut, so that it must break off.
        let _ = unpacking.take(HEAD_BYTES).read_to_end(&mut inner);
        head = inner;
    }
    head
}
