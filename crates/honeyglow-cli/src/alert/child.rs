//! A program that is run with bytes on its stdin, for a limited time.
//!
//! It gets a process group of its own, so that what it has started ends with it when the time is
//! over. What it prints on stderr is read to the end, and the last of it is kept.

use std::collections::VecDeque;
use std::io::{self, Write};
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

/// How long the end of stderr is waited for after the program has ended: what it left running may
/// hold it open.
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
        let mut kept = self.clone();
        thread::Builder::new().spawn(move || {
            // Whatever ends it, there is nothing more to hear.
            let _ = io::copy(&mut stderr, &mut kept);
            // Nobody waits any more if the time is over.
            let _ = sender.send(());
        })?;
        Ok(receiver)
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

impl Write for Last {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(bytes);
        let surplus = kept.len().saturating_sub(MOST_KEPT);
        kept.drain(..surplus);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(200);

    fn script(script: &str, input: &[u8], limit: Duration) -> Ended {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        run(command, input.to_vec(), limit).unwrap()
    }

    fn badly(how: &str, last: &str) -> Ended {
        Ended::Badly { how: how.to_owned(), last: last.to_owned() }
    }

    #[test]
    fn what_is_read_is_what_was_given() {
        assert_eq!(script("test \"$(cat)\" = 'a b'", b"a b\n", LONG), Ended::Well);
        assert_eq!(script("test \"$(cat)\" = 'a b'", b"a c\n", LONG), badly("exit status 1", ""));
    }

    #[test]
    fn a_program_that_does_not_read_its_stdin_may_succeed() {
        // More than a pipe holds.
        let much = vec![b'x'; 1 << 20];
        for text in ["exec 0<&-", "head -c 1 >&2", "true"] {
            assert_eq!(script(text, &much, LONG), Ended::Well, "{text}");
        }
    }

    #[test]
    fn the_last_lines_of_stderr_are_told() {
        let text = "echo lost; for word in a b c d; do echo $word >&2; echo >&2; done; exit 3";
        assert_eq!(script(text, b"", LONG), badly("exit status 3", "b; c; d"));
        let text = "printf 'a\\033[2Jb' >&2; exit 1";
        assert_eq!(script(text, b"", LONG), badly("exit status 1", "a\\x1b[2Jb"));
    }

    #[test]
    fn a_program_that_prints_much_is_not_held_up() {
        let text = "head -c 3000000 /dev/zero | tee /dev/stderr; echo end >&2; exit 1";
        let Ended::Badly { last, .. } = script(text, b"", LONG) else { panic!() };
        assert!(last.ends_with("end"), "{last}");
        assert!(last.chars().count() <= MOST_TOLD);
    }

    #[test]
    fn a_program_that_hangs_is_ended_with_all_that_it_started() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pid");
        let text = format!("sleep 1000 & echo $! > '{}'; echo why >&2; wait", path.display());
        let began = Instant::now();
        // The time must be enough for the shell to write, and far less than it sleeps.
        let ended = script(&text, b"", Duration::from_secs(2));
        assert_eq!(ended, Ended::TimedOut { last: "why".to_owned() });
        assert!(began.elapsed() < LONG);
        let pid: i32 = std::fs::read_to_string(path).unwrap().trim().parse().unwrap();
        assert!(is_gone(pid), "{pid} is still there");
    }

    /// Is a process gone, or dead and not yet fetched by its parent? It may take a moment.
    fn is_gone(pid: i32) -> bool {
        let deadline = Instant::now() + LONG;
        let stat = format!("/proc/{pid}/stat");
        while let Ok(stat) = std::fs::read_to_string(&stat) {
            if stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')) {
                return true;
            }
            if Instant::now() > deadline {
                return false;
            }
            thread::yield_now();
        }
        true
    }

    #[test]
    fn what_a_program_leaves_running_does_not_hold_us_up() {
        let began = Instant::now();
        let text = "sleep 5 & exit 0";
        assert_eq!(script(text, b"", LONG), Ended::Well);
        assert!(began.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn a_signal_and_a_missing_program_are_told() {
        let Ended::Badly { how, .. } = script("kill -TERM $$", b"", LONG) else { panic!() };
        assert!(how.contains("15"), "{how}");
        let error = run(Command::new("/no/such/program"), Vec::new(), SHORT).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
