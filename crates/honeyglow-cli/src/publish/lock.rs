//! One run at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Held by a run over a state directory; the system lets go of it however the run ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a state directory, which is made if it is not there; none if another run has it.
    ///
    /// # Errors
    /// The directory cannot be made or written to.
    pub(crate) fn take(state: &Path) -> io::Result<Option<Self>> {
        fs::create_dir_all(state)?;
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).open(state.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_run_gets_no_lock_until_the_first_has_ended() {
        let directory = tempfile::tempdir().unwrap();
        let state = directory.path().join("a/b");
        let first = Lock::take(&state).unwrap();
        assert!(first.is_some());
        assert!(Lock::take(&state).unwrap().is_none());
        drop(first);
        assert!(Lock::take(&state).unwrap().is_some());
    }
}
