//! Data formats of a picture's graph.

pub mod afterglow_dot;
pub mod afterglow_gdf;
pub mod afterglow_graphson;
pub mod csv;
pub mod json;
