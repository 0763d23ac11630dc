//! The progress bar, and the way to stop reading early.
//!
//! Every input is read through a [`Watched`], which counts the bytes as they lie on the disk. The
//! bar appears on stderr when that is a terminal and the run has taken a second; a short run and
//! a cron job see nothing of it.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal;

/// A run that is shorter needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run has come.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: AtomicBool,
    stopped: AtomicBool,
}

impl Progress {
    /// A run over so many bytes; none if a pipe is among the inputs.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let hidden = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(total, hidden);
        let template = match total {
            Some(_) => "reading {bar:30} {bytes} of {total_bytes}, {eta} left",
            None => "reading {spinner} {bytes}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let (shown, stopped) = (AtomicBool::new(!terminal::is_watched()), AtomicBool::new(false));
        Self { bar, started: Instant::now(), shown, stopped }
    }

    /// Counts the bytes of one input.
    pub(crate) fn watch<R: Read>(&self, input: R) -> Watched<'_, R> {
        Watched { input, progress: self }
    }

    /// Ends every input at the next read: whoever wants the output has enough.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Was the run stopped?
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// How many bytes were read so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bar.position()
    }

    /// Takes the bar from the screen.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
        if self.started.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

/// An input whose bytes are counted.
#[derive(Debug)]
pub(crate) struct Watched<'p, R> {
    input: R,
    progress: &'p Progress,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.is_stopped() {
            return Ok(0);
        }
        let count = self.input.read(buffer)?;
        self.progress.advance(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_until_the_run_is_stopped() {
        let progress = Progress::new(Some(6));
        let mut input = progress.watch(&b"abcdef"[..]);
        let mut buffer = [0; 4];
        assert_eq!(input.read(&mut buffer).unwrap(), 4);
        assert_eq!(progress.bytes(), 4);
        progress.stop();
        assert_eq!(input.read(&mut buffer).unwrap(), 0);
    }
}
