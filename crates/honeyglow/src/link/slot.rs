//! What a table keeps of each entry: where it is, and enough of its hash.
//!
//! The entries themselves lie in a list. Were only their index kept, a growing table would have
//! to fetch each entry from memory to hash it anew, and a look-up would fetch entries that only
//! share a bucket.

/// An entry of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// The entry's hash, folded to 32 bits.
    pub(super) tag: u32,
    /// The entry's index in its list.
    pub(super) index: u32,
}

/// A hash folded to 32 bits.
pub(super) fn tag(hash: u64) -> u32 {
    (hash ^ hash >> 32) as u32
}

/// The hash that a table places a tag by: odd multiplication (Fibonacci hashing) brings the tag's
/// bits to both ends of the word, where the table looks for them.
pub(super) fn spread(tag: u32) -> u64 {
    let word = u64::from(tag).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word ^ word >> 32
}
