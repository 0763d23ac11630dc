//! Bringing lines of the files of a sensor: all wanted files in one stream, one after the other.

use super::conversation::{Conversation, Piece};
use super::error::RemoteError;
use super::script;
use super::{Address, Cut, Ssh, Take, Want};

/// See [`super::fetch`].
pub(super) fn fetch(
    address: &Address,
    ssh: &Ssh,
    wants: &[Want],
    take: &mut dyn Take,
) -> Result<(), RemoteError> {
    if wants.is_empty() {
        return Ok(());
    }
    let talk = Conversation::start(address, ssh, |nonce, beat_seconds| {
        script::fetch(nonce, beat_seconds, wants)
    })?;
    let mut place = Place::Before(0);
    let talk = talk.section(&mut |piece| {
        match (piece, place) {
            (Piece::Header(header), _) => place = place.step(header, wants.len(), take)?,
            (Piece::Bytes(bytes), Place::Within(number)) => {
                take.chunk(number, bytes).map_err(RemoteError::Taking)?;
            }
            (Piece::Bytes(_), Place::Before(_)) => {}
        }
        Ok(())
    })?;
    if place != Place::Before(wants.len()) {
        return Err(RemoteError::Broken("files are missing".to_owned()));
    }
    talk.part();
    Ok(())
}

/// Where in the stream we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Between files; the next is this one.
    Before(usize),
    /// In this file.
    Within(usize),
}

impl Place {
    /// What a header leads to: `f NUMBER` or `e NUMBER HOW CONSUMED`.
    fn step(self, header: &str, count: usize, take: &mut dyn Take) -> Result<Self, RemoteError> {
        let words: Vec<&str> = header.split(' ').collect();
        match (self, &words[..]) {
            (Place::Before(next), ["f", number]) if next < count && is(number, next) => {
                return Ok(Place::Within(next));
            }
            (Place::Within(current), ["e", number, how, consumed]) if is(number, current) => {
                if let (Some(cut), Ok(consumed)) = (cut(how), consumed.parse()) {
                    take.end(current, consumed, cut);
                    return Ok(Place::Before(current + 1));
                }
            }
            _ => {}
        }
        Err(RemoteError::Broken(format!("out of turn: {header}")))
    }
}

fn is(word: &str, number: usize) -> bool {
    word.parse() == Ok(number)
}

fn cut(word: &str) -> Option<Cut> {
    Some(match word {
        "whole" => Cut::Whole,
        "torn" => Cut::Torn,
        "broken" => Cut::Broken,
        "changed" => Cut::Changed,
        "shrunk" => Cut::Shrunk,
        "gone" => Cut::Gone,
        "unreadable" => Cut::Unreadable,
        "bomb" => Cut::Bomb,
        other => Cut::NoTool(other.strip_prefix("no-")?.to_owned()),
    })
}
