//! The history of a honeypot on disk.
//!
//! This crate holds the border and nothing else yet: the place where events will be kept as
//! partitioned Parquet and asked for as links. It exists so that the library never learns the
//! name of a storage engine, and the storage never learns of graphs, layouts or pictures.
//! Until it is written, every command folds its logs in memory.
