//! Lines that several inputs of a run have in common.
//!
//! Rotated files overlap: a copy made at night and the live file, `cowrie.json.1` beside
//! `cowrie.json.1.gz`. A line that stands `a` times in one input and `b` times in another counts
//! max(a, b) times: two equal lines in one file are two events (old logs tell only seconds), the
//! same line in two files is one event that was copied.
//!
//! Lines are remembered by a seeded hash, and only those whose time a later input can reach, so
//! that a well-rotated set costs an hour's lines. A set of inputs that covers the same days twice
//! costs some 40 bytes a line.

use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use hashbrown::{DefaultHashBuilder, HashMap};

use crate::time::{Instant, earliest};

/// How far a file may begin before the time of its first line: buffers of several sensors or a
/// clock that was set back mix lines of that age.
const SLACK_MICROS: i64 = 3_600_000_000;

/// Threads ask for different shards most of the time.
const SHARD_COUNT: usize = 16;

/// Remembers lines across the inputs of one run.
#[derive(Debug, Default)]
pub struct Repeats {
    /// By number of input: from which time on its lines are to be remembered.
    remember_from: Vec<Option<Instant>>,
    /// The latest time that is remembered.
    latest: Option<Instant>,
    hasher: DefaultHashBuilder,
    shards: [Mutex<HashMap<u64, Seen>>; SHARD_COUNT],
}

/// How often a line was seen.
#[derive(Clone, Copy, Debug)]
struct Seen {
    time: Instant,
    /// At most in one of the inputs before `file`.
    before: u32,
    file: u32,
    in_file: u32,
}

impl Repeats {
    /// For a run over inputs whose first lines have these times, in the order of reading. An
    /// input without a time at its start is taken to overlap no other.
    #[must_use]
    pub fn new(starts: &[Option<Instant>]) -> Self {
        let mut remember_from = vec![None; starts.len()];
        let mut next: Option<Instant> = None;
        for (from, start) in remember_from.iter_mut().zip(starts).rev() {
            *from =
                next.map(|time| Instant::from_micros(time.micros().saturating_sub(SLACK_MICROS)));
            next = earliest(next, *start);
        }
        Self { remember_from, ..Self::default() }
    }

    /// What the lines of one input are asked against.
    pub(super) fn watch(&self, file: u32) -> Watch<'_> {
        let remember_from = self.remember_from.get(file as usize).copied().flatten();
        Watch { repeats: self, file, remember_from, known_until: self.latest }
    }

    /// Forgets what no later input can bring again.
    pub(super) fn close(&mut self, file: u32, last: Option<Instant>) {
        let Some(from) = self.remember_from.get(file as usize).copied().flatten() else {
            self.shards.iter_mut().for_each(|shard| {
                *shard.get_mut().unwrap_or_else(PoisonError::into_inner) = HashMap::default();
            });
            self.latest = None;
            return;
        };
        for shard in &mut self.shards {
            let shard = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
            shard.retain(|_, seen| seen.time >= from);
            shard.shrink_to_fit();
        }
        self.latest = self.latest.max(last);
    }
}

/// Asks for one input whether its lines are repeated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch<'r> {
    repeats: &'r Repeats,
    file: u32,
    remember_from: Option<Instant>,
    known_until: Option<Instant>,
}

impl Watch<'_> {
    /// Can no line of this input be repeated or have to be remembered?
    pub(super) fn is_idle(&self) -> bool {
        self.remember_from.is_none() && self.known_until.is_none()
    }

    /// Has another input brought this line already? Remembers the line where that matters.
    pub(super) fn is_repeated(&self, line: &[u8], time: Option<Instant>) -> bool {
        let Some(time) = time else { return false };
        let remember = self.remember_from.is_some_and(|from| time >= from);
        let known = self.known_until.is_some_and(|until| time <= until);
        if !remember && !known {
            return false;
        }
        let hash = self.repeats.hasher.hash_one(line);
        let shard = &self.repeats.shards[hash as usize % SHARD_COUNT];
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(seen) = shard.get_mut(&hash) else {
            if remember {
                shard.insert(hash, Seen { time, before: 0, file: self.file, in_file: 1 });
            }
            return false;
        };
        if seen.file != self.file {
            seen.before = seen.before.max(seen.in_file);
            (seen.file, seen.in_file) = (self.file, 0);
        }
        seen.in_file = seen.in_file.saturating_add(1);
        seen.in_file <= seen.before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;

    fn at(hours: i64) -> Option<Instant> {
        Some(Instant::from_micros(hours * HOUR))
    }

    fn repeated(repeats: &mut Repeats, file: u32, lines: &[(&str, i64)]) -> Vec<bool> {
        let watch = repeats.watch(file);
        let answer = lines
            .iter()
            .map(|(line, time)| watch.is_repeated(line.as_bytes(), at(*time)))
            .collect();
        repeats.close(file, lines.last().and_then(|(_, time)| at(*time)));
        answer
    }

    #[test]
    fn a_line_counts_as_often_as_the_input_that_has_it_most() {
        let mut repeats = Repeats::new(&[at(0), at(0), at(0)]);
        assert_eq!(repeated(&mut repeats, 0, &[("a", 0), ("a", 0)]), [false, false]);
        assert_eq!(
            repeated(&mut repeats, 1, &[("a", 0), ("a", 0), ("a", 0), ("b", 1)]),
            [true, true, false, false]
        );
        assert_eq!(repeated(&mut repeats, 2, &[("b", 1), ("a", 0)]), [true, true]);
    }

    #[test]
    fn only_what_a_later_input_can_bring_is_remembered() {
        let mut repeats = Repeats::new(&[at(0), at(24), at(48)]);
        assert_eq!(repeated(&mut repeats, 0, &[("a", 1), ("b", 23)]), [false, false]);
        let kept: usize = repeats.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert_eq!(kept, 1);
        assert_eq!(repeated(&mut repeats, 1, &[("b", 23), ("c", 24)]), [true, false]);
    }

    #[test]
    fn a_single_input_remembers_nothing() {
        let repeats = Repeats::new(&[at(0)]);
        assert!(repeats.watch(0).is_idle());
    }
}
