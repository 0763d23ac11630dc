//! What a file says of a node, of an edge or of the graph.
//!
//! The defaults of a block hold for all of its nodes and edges, so they are kept once and shared:
//! a short file can have long defaults and many nodes.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Names and values: own ones, and the defaults that they stand before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    own: Arc<Said>,
    defaults: Arc<Said>,
}

impl Attributes {
    /// The value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let Said { values, .. } = &*self.own;
        values.get(name).or_else(|| self.defaults.values.get(name)).map(String::as_str)
    }

    pub(super) fn with_defaults(defaults: &Arc<Said>) -> Self {
        Self { own: Arc::default(), defaults: Arc::clone(defaults) }
    }

    pub(super) fn extend(&mut self, more: Said) {
        Arc::make_mut(&mut self.own).extend(more);
    }
}

/// Values by name, and how large they are together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    values: BTreeMap<String, String>,
    bytes: u64,
}

/// What an entry takes besides its text.
const ENTRY_BYTES: u64 = 48;

impl Said {
    pub(super) fn insert(&mut self, name: String, value: String) {
        self.bytes += (name.len() + value.len()) as u64 + ENTRY_BYTES;
        if let Some(old) = self.values.get(&name) {
            self.bytes -= (name.len() + old.len()) as u64 + ENTRY_BYTES;
        }
        self.values.insert(name, value);
    }

    pub(super) fn extend(&mut self, more: Said) {
        more.values.into_iter().for_each(|(name, value)| self.insert(name, value));
    }

    /// How much memory a copy takes, about.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_values_stand_before_defaults() {
        let mut defaults = Said::default();
        defaults.insert("shape".to_owned(), "box".to_owned());
        defaults.insert("color".to_owned(), "red".to_owned());
        let mut attributes = Attributes::with_defaults(&Arc::new(defaults));
        let mut own = Said::default();
        own.insert("shape".to_owned(), "point".to_owned());
        attributes.extend(own);
        assert_eq!(attributes.get("shape"), Some("point"));
        assert_eq!((attributes.get("color"), attributes.get("label")), (Some("red"), None));
    }

    #[test]
    fn a_value_that_is_said_again_is_counted_once() {
        let mut said = Said::default();
        said.insert("a".to_owned(), "12345".to_owned());
        said.insert("a".to_owned(), "1".to_owned());
        assert_eq!((said.bytes(), said.len()), (2 + ENTRY_BYTES, 1));
    }
}
