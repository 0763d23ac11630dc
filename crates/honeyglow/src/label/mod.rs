//! Labels: where they stand.

pub mod place;
