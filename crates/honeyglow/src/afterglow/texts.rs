//! Texts of a run, each kept once and known by a number; the table's hash is seeded.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

/// A text's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextId(pub(super) u32);

/// Distinct texts, numbered from 0. They are shared, since rules hold on to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Arc<str>>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Texts {
    /// The number of a text, new or known.
    pub(super) fn intern(&mut self, text: &str) -> TextId {
        let Self { texts, table, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(known) = table.find(hash, |id| &*texts[*id as usize] == text) {
            return TextId(*known);
        }
        // A table of more than four thousand million texts does not fit into memory.
        let id = u32::try_from(texts.len()).unwrap_or(u32::MAX);
        texts.push(Arc::from(text));
        table.insert_unique(hash, id, |id| hasher.hash_one(&*texts[*id as usize]));
        TextId(id)
    }

    /// The number of a known text.
    pub(super) fn find(&self, text: &str) -> Option<TextId> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |id| &*self.texts[*id as usize] == text).map(|id| TextId(*id))
    }

    pub(super) fn get(&self, id: TextId) -> &Arc<str> {
        &self.texts[id.0 as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }
}
