//! The commands, one file each: flags in, [`Outcome`](crate::Outcome) out.

pub(crate) mod afterglow;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod draw;
pub(crate) mod links;
pub(crate) mod man;
pub(crate) mod metrics;
pub(crate) mod munin;
pub(crate) mod publish;
