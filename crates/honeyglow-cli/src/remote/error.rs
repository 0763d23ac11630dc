//! Why a sensor could not be read, each in one line for people.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::terminal::{self, visible};

/// Why a sensor could not be read.
#[derive(Debug)]
pub(crate) enum RemoteError {
    /// `ssh` itself cannot be run.
    NoSsh(io::Error),
    /// There is no connection; what `ssh` says.
    Unreachable(String),
    /// The sensor's key is not the known one, or ours is not welcome; what `ssh` says.
    Refused(String),
    /// Nothing matches.
    NoFile {
        /// The pattern of the address.
        pattern: String,
    },
    /// The other side does not do what it was told, or broke off.
    Broken(String),
    /// The sensor said nothing for so long.
    Silent(Duration),
    /// What came could not be taken.
    Taking(io::Error),
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemoteError::NoSsh(error) => {
                write!(f, "the program ssh cannot be run: {}", terminal::reason(error))
            }
            RemoteError::Unreachable(says) => {
                write!(f, "the sensor cannot be reached: {}", visible(says))
            }
            RemoteError::Refused(says) => {
                write!(f, "the sensor or its key is refused: {}", visible(says))
            }
            RemoteError::NoFile { pattern } => {
                let pattern = visible(pattern);
                write!(f, "no file matches `{pattern}` there, or the user may not see it")
            }
            RemoteError::Broken(what) => {
                write!(f, "the sensor's answer cannot be used: {}", visible(what))
            }
            RemoteError::Silent(time) => {
                write!(f, "the sensor said nothing for {} s", time.as_secs_f64())
            }
            RemoteError::Taking(error) => {
                write!(f, "what the sensor sent cannot be kept: {}", terminal::reason(error))
            }
        }
    }
}

impl std::error::Error for RemoteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            RemoteError::NoSsh(error) | RemoteError::Taking(error) => Some(error),
            _ => None,
        }
    }
}
