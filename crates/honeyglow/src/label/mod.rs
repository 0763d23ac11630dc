//! Labels: what they say, how large they are, and where they stand.

pub mod along;
pub mod measure;
pub mod place;
pub mod text;
pub mod visible;
