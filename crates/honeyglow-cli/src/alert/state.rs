//! What is remembered from run to run: which names are known, what was told when, what waits.

use serde::{Deserialize, Serialize};

use super::Alert;

/// All that the rules remember. The publisher keeps it, as postcard or JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    salt: Option<[u8; 16]>,
}

impl State {
    /// Gives a new state its salt; one that has it is left alone. To be called before the first
    /// judgement.
    ///
    /// # Errors
    /// The system has no random bytes.
    pub(crate) fn prepare(&mut self) -> Result<(), getrandom::Error> {
        if self.salt.is_none() {
            let mut salt = [0; 16];
            getrandom::fill(&mut salt)?;
            self.salt = Some(salt);
        }
        Ok(())
    }

    /// The alerts of a site that belong in its feed, newest first.
    pub(crate) fn recent(&self, _site: &str) -> Vec<Alert> {
        Vec::new()
    }
}

/// What waits for its command to succeed, oldest first.
pub(crate) fn pending(_state: &State) -> Vec<Alert> {
    Vec::new()
}
