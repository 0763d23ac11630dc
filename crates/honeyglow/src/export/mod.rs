//! Data formats of a picture's graph, and of AfterGlow's.

pub mod afterglow_dot;
pub mod afterglow_gdf;
pub mod afterglow_graphson;
pub mod csv;
mod diagram;
pub mod gexf;
pub mod graphml;
pub mod json;
pub mod placed_dot;
pub mod placed_gdf;
pub mod previous_json;
pub mod report;
pub mod tables;
mod xml;
