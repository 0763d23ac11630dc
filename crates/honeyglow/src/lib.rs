//! honeyglow library
pub mod event;
pub mod input;
pub mod layout;
pub mod link;
pub mod time;
