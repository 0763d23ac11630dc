//! Labels: what they say, how large they are, and where they stand.

pub mod along;
pub mod faces;
pub mod measure;
pub mod place;
pub mod runs;
mod shorten;
pub mod text;
mod units;
pub mod visible;
