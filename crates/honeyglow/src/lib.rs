//! honeyglow library
pub mod event;
pub mod layout;
pub mod link;
pub mod time;
