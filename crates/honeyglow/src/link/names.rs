//! The names of a run, each kept once and known by a number.
//!
//! Names come from attackers: the table's hash is seeded anew in each run, so that nobody can
//! prepare names that fall into one bucket, and no name is kept longer than [`NAME_LIMIT`].
//! Numbers are given in the order of interning; nothing walks the table itself.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::slot::{Slot, spread, tag};

/// The longest name that is kept whole, in bytes. An SSH packet holds less, so no name that a
/// real client sent is cut; a forged line of a megabyte is.
pub const NAME_LIMIT: usize = 65_536;

/// A name's number in its [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);

/// Distinct names, numbered from 0.
#[derive(Clone, Debug, Default)]
pub struct Names {
    text: String,
    /// Where each name ends in `text`; it starts where the one before ends.
    ends: Vec<usize>,
    table: HashTable<Slot>,
    hasher: DefaultHashBuilder,
}

impl Names {
    /// The number of a name, new or known. A name beyond the limit is cut, and told apart from
    /// others with the same beginning by its length and a checksum.
    ///
    /// # Panics
    /// Never in practice: after 4,294,967,295 distinct names, which would be over 30 GB of table.
    pub fn intern(&mut self, name: &str) -> NameId {
        let name = clip(name);
        let Self { text, ends, table, hasher } = self;
        let get = |id: u32| -> &str {
            let id = id as usize;
            let start = if id == 0 { 0 } else { ends[id - 1] };
            &text[start..ends[id]]
        };
        let tag = tag(hasher.hash_one(name.as_ref()));
        let found =
            table.find(spread(tag), |slot| slot.tag == tag && get(slot.index) == name.as_ref());
        if let Some(slot) = found {
            return NameId(slot.index);
        }
        // Saturating keeps the last number for whatever would overflow; see Panics above.
        let id = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        table.insert_unique(spread(tag), Slot { tag, index: id }, |slot| spread(slot.tag));
        text.push_str(&name);
        ends.push(text.len());
        NameId(id)
    }

    /// The name of that number; the empty name for a number that was not given by this table.
    #[must_use]
    pub fn get(&self, id: NameId) -> &str {
        let id = id.0 as usize;
        let Some(end) = self.ends.get(id) else { return "" };
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.text[start..*end]
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// More bytes than the mark of a cut name takes: two numbers and the words between.
const MARK_ROOM: usize = 64;

fn clip(name: &str) -> Cow<'_, str> {
    if name.len() <= NAME_LIMIT {
        return Cow::Borrowed(name);
    }
    // With its mark the cut name stays within the limit, so that it is not cut again when the
    // names of another table are taken over.
    let end = name.floor_char_boundary(NAME_LIMIT - MARK_ROOM);
    let mut cut = name[..end].to_owned();
    // Writing to a String cannot fail.
    let _ = write!(cut, "…({} bytes, fnv {:016x})", name.len(), fnv1a(name.as_bytes()));
    Cow::Owned(cut)
}

/// FNV-1a, 64 bits: the same on every machine and in every run, unlike the table's hash.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number() {
        let mut names = Names::default();
        let ids: Vec<NameId> = ["", "a", "b", "a", ""].iter().map(|n| names.intern(n)).collect();
        assert_eq!(ids, [0, 1, 2, 1, 0].map(NameId));
        assert_eq!(names.get(NameId(2)), "b");
        assert_eq!(names.get(NameId(0)), "");
        assert_eq!(names.len(), 3);
    }

    #[test]
    fn names_beyond_the_limit_are_cut_and_stay_distinct() {
        let mut names = Names::default();
        let long = "é".repeat(NAME_LIMIT);
        let longer = format!("{long}x");
        let (a, b) = (names.intern(&long), names.intern(&longer));
        assert_ne!(a, b);
        assert!(names.get(a).len() <= NAME_LIMIT);
        // Taking a cut name over into another table keeps it.
        let cut = names.get(a).to_owned();
        let mut others = Names::default();
        let id = others.intern(&cut);
        assert_eq!(others.get(id), cut);
    }
}
