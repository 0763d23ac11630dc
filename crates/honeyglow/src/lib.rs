//! honeyglow library
pub mod event;
pub mod input;
pub mod label;
pub mod layout;
pub mod link;
pub mod quality;
pub mod time;
