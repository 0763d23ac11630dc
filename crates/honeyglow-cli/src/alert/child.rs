//! A program that is run with bytes on its stdin, for a limited time.
//!
//! It gets a process group of its own, so that what it has started ends with it when the time is over. What it
//! prints on stderr is read to the end, and the last of it is kept.

use std::collections::VecDeque;
use std::io::{self, Read, Write as _};
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::terminal::visible;

/// The bytes of stderr that are kept: a few lines.
const MOST_KEPT: usize = 2_048;

/// The lines of stderr that are told, the last ones.
const MOST_LINES: usize = 3;

/// The characters of stderr that are told.
const MOST_TOLD: usize = 300;

/// How long the end of stderr is waited for after the program has ended: what it left running may hold it open.
const GRACE: Duration = Duration::from_millis(500);

/// The longest pause between two looks at the program.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// With exit status 0.
    Well,
    /// With another one or by a signal; the last that it said.
    Badly { how: String, last: String },
    /// It was ended when its time was over.
    TimedOut { last: String },
}

/// Runs a program. Its stdout goes nowhere; a stdin that it does not read is no failure.
///
/// # Errors
/// It cannot be started or watched.
pub(super) fn run(mut command: Command, input: Vec<u8>, limit: Duration) -> io::Result<Ended> {
    lead_group(&mut command);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let watched = watch(&mut child, input, limit);
    if !matches!(watched, Ok((Some(_), _))) {
        end(&mut child);
    }
    let (status, last) = watched?;
    let last = last.told();
    Ok(match status {
        None => Ended::TimedOut { last },
        Some(status) if status.success() => Ended::Well,
        Some(status) => Ended::Badly { how: how(status), last },
    })
}

/// Feeds and hears the program until it ends or its time is over.
fn watch(
    child: &mut Child,
    input: Vec<u8>,
    limit: Duration,
) -> io::Result<(Option<ExitStatus>, Last)> {
    let deadline = Instant::now() + limit;
    if let Some(stdin) = child.stdin.take() {
        feed(stdin, input)?;
    }
    let last = Last::default();
    let silent = match child.stderr.take() {
        Some(stderr) => Some(last.hear(stderr)?),
        None => None,
    };
    let status = wait(child, deadline)?;
    if let Some(silent) = silent
        && status.is_some()
    {
        // Both answers mean that there is nothing more to wait for.
        let _ = silent.recv_timeout(GRACE);
    }
    Ok((status, last))
}

/// Writes what the program shall read. It is a thread, since the program may write before it reads.
fn feed(mut stdin: ChildStdin, input: Vec<u8>) -> io::Result<()> {
    thread::Builder::new().spawn(move || {
        // Whoever does not want to read more has said so by its exit status.
        let _ = stdin.write_all(&input);
    })?;
    Ok(())
}

/// Waits for the end, at most until the deadline.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        thread::sleep(pause.min(left));
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

#[cfg(unix)]
fn lead_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn lead_group(_command: &mut Command) {}

/// Ends the program and what it has started. It may have ended by itself meanwhile.
fn end(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(
        rustix::process::Pid::from_child(child),
        rustix::process::Signal::KILL,
    );
    let _ = child.kill();
    let _ = child.wait();
}

fn how(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit status {code}"))
}

/// The last that a program said.
#[derive(Clone, Debug, Default)]
struct Last(Arc<Mutex<VecDeque<u8>>>);

impl Last {
    /// Listens until the end; the receiver wakes when it has come.
    fn hear(&self, mut stderr: ChildStderr) -> io::Result<Receiver<()>> {
        let (sender, receiver) = mpsc::channel();
        let kept = self.clone();
        thread::Builder::new().spawn(move || {
            let mut buffer = [0; 4_096];
            while let Ok(length) = stderr.read(&mut buffer)
                && length > 0
            {
                kept.push(&buffer[..length]);
            }
            // Nobody waits any more if the time is over.
            let _ = sender.send(());
        })?;
        Ok(receiver)
    }

    fn push(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(bytes);
        let surplus = kept.len().saturating_sub(MOST_KEPT);
        kept.drain(..surplus);
    }

    /// Its last lines as one.
    fn told(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = kept.iter().copied().collect();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let told = lines[lines.len().saturating_sub(MOST_LINES)..].join("; ");
        let told = visible(&told);
        let surplus = told.chars().count().saturating_sub(MOST_TOLD);
        told.chars().skip(surplus).collect()
    }
}
