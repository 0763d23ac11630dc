//! Data formats of a picture's graph.

pub mod csv;
pub mod json;
