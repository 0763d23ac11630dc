//! The gallery for programs: `index.json`.

use super::Gallery;

/// The index as JSON.
#[must_use]
pub fn json(gallery: &Gallery<'_>) -> String {
    String::new()
}
