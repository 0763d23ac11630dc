//! The names that a site knows: each as a hash of 64 bits, the longest unseen first.
//!
//! Intruders choose the names, so the hash has a key that they do not know (SipHash-2-4, Aumasson
//! and Bernstein 2012): nobody can make a name that passes for a known one.

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;

use super::Name;

/// The most names that a site knows of a kind; the longest unseen leave. Ten bytes each keep a
/// site's memory near a megabyte, and three months of a busy sensor fit, which has 9,000 targets in
/// two weeks. Whoever asks for more names in order to push the others out makes known names new
/// again: more is told, never less.
pub(super) const MOST_KNOWN: usize = 65_536;

/// Hashes of names, the longest unseen first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Known(Vec<u64>);

/// A name as a run has met it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Met<'a> {
    /// Stands for the name.
    pub(super) hash: u64,
    /// The name, its first time, its count in this run, its first source.
    pub(super) name: Name<'a>,
    /// Was it known before?
    pub(super) is_new: bool,
}

impl Known {
    /// Learns the names of a run, and says which of them are new; by their first times.
    pub(super) fn learn<'a>(&mut self, key: &[u8; 16], names: &[Name<'a>]) -> Vec<Met<'a>> {
        let mut met = self.met(key, names);
        let mut hashes: Vec<u64> = met.iter().map(|met| met.hash).collect();
        hashes.sort_unstable();
        self.0.retain(|known| hashes.binary_search(known).is_err());
        met.sort_unstable_by_key(|met| (met.name.first, met.name.name));
        self.0.extend(met.iter().map(|met| met.hash));
        self.0.drain(..self.0.len().saturating_sub(MOST_KNOWN));
        met
    }

    /// The names, each once.
    fn met<'a>(&self, key: &[u8; 16], names: &[Name<'a>]) -> Vec<Met<'a>> {
        let mut known = self.0.clone();
        known.sort_unstable();
        let hasher = SipHasher24::new_with_key(key);
        let mut met: Vec<Met<'a>> = names
            .iter()
            .map(|name| {
                let hash = hasher.hash(name.name.as_bytes());
                Met { hash, name: *name, is_new: known.binary_search(&hash).is_err() }
            })
            .collect();
        met.sort_by_key(|met| (met.hash, met.name.first));
        met.dedup_by(|later, first| {
            let is_same = later.hash == first.hash;
            if is_same {
                first.name.count = first.name.count.saturating_add(later.name.count);
            }
            is_same
        });
        met
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 16] = [7; 16];

    fn name(name: &str, first: i64) -> Name<'_> {
        Name { name, first, count: 1, source: "192.0.2.1" }
    }

    fn new_of<'a>(known: &mut Known, names: &[&'a str]) -> Vec<&'a str> {
        let names: Vec<Name<'a>> = names.iter().map(|text| name(text, 0)).collect();
        let met = known.learn(&KEY, &names);
        met.iter().filter(|met| met.is_new).map(|met| met.name.name).collect()
    }

    #[test]
    fn a_name_is_new_once() {
        let mut known = Known::default();
        assert_eq!(new_of(&mut known, &["b", "a"]), ["a", "b"]);
        assert_eq!(new_of(&mut known, &["b", "c"]), ["c"]);
        assert_eq!(new_of(&mut known, &["a", "b", "c"]), [""; 0]);
    }

    #[test]
    fn a_name_that_is_given_twice_is_one() {
        let met = Known::default().learn(&KEY, &[name("a", 9), name("b", 8), name("a", 7)]);
        let all: Vec<_> =
            met.iter().map(|met| (met.name.name, met.name.first, met.name.count)).collect();
        assert_eq!(all, [("a", 7, 2), ("b", 8, 1)]);
    }

    #[test]
    fn the_longest_unseen_leaves_first() {
        let mut known = Known::default();
        new_of(&mut known, &["old"]);
        new_of(&mut known, &["dull"]);
        new_of(&mut known, &["old"]);
        let many: Vec<String> = (1..MOST_KNOWN).map(|number| format!("n{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        new_of(&mut known, &many);
        assert_eq!(known.0.len(), MOST_KNOWN);
        assert_eq!(new_of(&mut known, &["old"]), [""; 0]);
        assert_eq!(new_of(&mut known, &["dull"]), ["dull"]);
    }

    #[test]
    fn the_hash_is_the_same_in_every_build() {
        // The first vector of the paper's appendix: the key 00 01 … 0f, the message 00 01 … 0e.
        let key: [u8; 16] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let message: Vec<u8> = (0..15).collect();
        assert_eq!(SipHasher24::new_with_key(&key).hash(&message), 0xa129_ca61_49be_45e5);
    }
}
