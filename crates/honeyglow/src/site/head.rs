//! What stands in the head of every page.

use super::Frame;
use super::style::{ICON, STYLE, policy};

/// The values of `base.html`.
pub(super) struct Head<'a> {
    pub(super) frame: &'a Frame,
    /// What the window is called.
    pub(super) title: String,
    /// One sentence of what the page shows.
    pub(super) description: String,
    pub(super) policy: String,
    pub(super) icon: &'static str,
    pub(super) style: &'static str,
}

impl<'a> Head<'a> {
    pub(super) fn new(frame: &'a Frame, title: String, description: String) -> Self {
        Self { frame, title, description, policy: policy(), icon: ICON, style: STYLE }
    }
}
