//! One run of the system's `ssh`: its words, its pipes, and the patience with it.
//!
//! Pipes are read by threads of their own, which may outlive the run: a master connection that
//! `ssh` leaves behind (`ControlPersist`) keeps them open. Nothing waits for them. Whatever
//! happens, the child is killed and reaped.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::error::RemoteError;
use super::{Address, Ssh, script};

/// A sensor that shows signs of life but sends nothing may take so many times its patience: a
/// filter looks through gigabytes without a hit, but a hung disk must not hold us for ever.
const BARREN_PATIENCES: u32 = 30;

/// No run takes longer, however the sensor trickles; what was complete by then counts.
const RUN_LIMIT: Duration = Duration::from_secs(6 * 3600);

/// How long `ssh` may take to end when everything was said.
const PARTING: Duration = Duration::from_secs(2);

/// How often a waiting reader looks at the clocks.
const TICK: Duration = Duration::from_millis(100);

/// Blocks that wait to be read; then the pipe fills, and the sensor waits.
const BLOCKS_AHEAD: usize = 8;

/// What is kept of what `ssh` says: the reason stands at the end.
const SAID_LINES: usize = 4;
const SAID_BYTES: usize = 300;

/// A running `ssh`.
pub(super) struct Session {
    child: Child,
    script: Option<Sender<Vec<u8>>>,
    said: Arc<Mutex<Said>>,
    /// Closed when stderr is.
    said_all: Receiver<()>,
}

/// What came on stderr.
struct Said {
    lines: VecDeque<String>,
    last_life: Instant,
}

/// What the sensor sends, as long as it is not silent for too long.
pub(super) struct Answers {
    blocks: Receiver<io::Result<Vec<u8>>>,
    block: io::Cursor<Vec<u8>>,
    said: Arc<Mutex<Said>>,
    silence: Duration,
    started: Instant,
    last_block: Instant,
}

/// Seconds between signs of life that fit the patience.
pub(super) fn beat_seconds(ssh: &Ssh) -> u64 {
    (ssh.silence_timeout.as_secs() / 4).clamp(1, 10)
}

fn command(address: &Address, ssh: &Ssh) -> Command {
    let mut command = Command::new(&ssh.program);
    // Of two settings ssh takes the first. A honeypot must get no way back: no agent, no display,
    // no ports, no command here.
    command.args(["-T", "-a", "-x"]);
    let beat = beat_seconds(ssh);
    let connect = ssh.connect_timeout.as_secs().max(1);
    for setting in [
        "BatchMode=yes".to_owned(),
        "ClearAllForwardings=yes".to_owned(),
        "PermitLocalCommand=no".to_owned(),
        "RemoteCommand=none".to_owned(),
    ] {
        command.args(["-o", &setting]);
    }
    command.args(&ssh.options);
    for setting in [
        format!("ConnectTimeout={connect}"),
        format!("ServerAliveInterval={}", beat.max(5)),
        "ServerAliveCountMax=3".to_owned(),
    ] {
        command.args(["-o", &setting]);
    }
    if let Some(user) = &address.user {
        command.args(["-l", user]);
    }
    if let Some(port) = address.port {
        command.args(["-p", &port.to_string()]);
    }
    command.args(["--", &address.host]).args(script::COMMAND);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts `ssh`. `nonce` alone on a line of stderr is a sign of life.
pub(super) fn start(
    address: &Address,
    ssh: &Ssh,
    nonce: &str,
) -> Result<(Session, Answers), RemoteError> {
    let mut child = command(address, ssh).spawn().map_err(RemoteError::NoSsh)?;
    let now = Instant::now();
    let said = Arc::new(Mutex::new(Said { lines: VecDeque::new(), last_life: now }));
    let (block_sender, blocks) = mpsc::sync_channel(BLOCKS_AHEAD);
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || send_blocks(stdout, &block_sender));
    }
    let (done, said_all) = mpsc::channel();
    if let Some(stderr) = child.stderr.take() {
        let (said, nonce) = (Arc::clone(&said), nonce.to_owned());
        thread::spawn(move || {
            listen(stderr, &said, &nonce);
            drop(done);
        });
    }
    let (script, scripts) = mpsc::channel();
    if let Some(stdin) = child.stdin.take() {
        thread::spawn(move || write_scripts(stdin, &scripts));
    }
    let answers = Answers {
        blocks,
        block: io::Cursor::default(),
        said: Arc::clone(&said),
        silence: ssh.silence_timeout,
        started: now,
        last_block: now,
    };
    Ok((Session { child, script: Some(script), said, said_all }, answers))
}

fn send_blocks(mut stdout: impl Read, blocks: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut block = vec![0; 65_536];
        let answer = match stdout.read(&mut block) {
            Ok(0) => return,
            Ok(count) => {
                block.truncate(count);
                Ok(block)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = answer.is_err();
        if blocks.send(answer).is_err() || failed {
            return;
        }
    }
}

fn write_scripts(mut stdin: ChildStdin, scripts: &Receiver<Vec<u8>>) {
    for script in scripts {
        // A connection that broke is told by its other end.
        if stdin.write_all(&script).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn listen(stderr: impl Read, said: &Mutex<Said>, nonce: &str) {
    let mut stderr = BufReader::new(stderr);
    loop {
        let mut line = Vec::new();
        // The rest of a longer line counts as the next.
        let read = stderr.by_ref().take(SAID_BYTES as u64).read_until(b'\n', &mut line);
        if !matches!(read, Ok(count) if count > 0) {
            return;
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        said.last_life = Instant::now();
        // Lines of stars are advice about the server's age, not a reason.
        if line.is_empty() || line == nonce || line.starts_with("**") {
            continue;
        }
        if said.lines.len() == SAID_LINES {
            said.lines.pop_front();
        }
        said.lines.push_back(line.to_owned());
    }
}

impl Read for Answers {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.block.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            match self.blocks.recv_timeout(TICK) {
                Ok(block) => {
                    self.block = io::Cursor::new(block?);
                    self.last_block = Instant::now();
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) if self.is_silent() => {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.started.elapsed() > RUN_LIMIT {
                return Err(io::Error::other("it takes too long"));
            }
        }
    }
}

impl Answers {
    fn is_silent(&self) -> bool {
        let last_life = self.said.lock().unwrap_or_else(PoisonError::into_inner).last_life;
        let barren = self.last_block.elapsed();
        barren.min(last_life.elapsed()) > self.silence || barren > self.silence * BARREN_PATIENCES
    }
}

impl Session {
    /// Tells the shell there something more.
    pub(super) fn tell(&self, script: Vec<u8>) {
        if let Some(sender) = &self.script {
            // A connection that broke is told by its other end.
            let _ = sender.send(script);
        }
    }

    /// Ends a run that gave all it had to give; how `ssh` sees it does not matter any more.
    pub(super) fn part(mut self) {
        self.script = None;
        self.exit_status();
    }

    /// Why `ssh` ended before all was said. `noise` is what it sent before anything of ours.
    pub(super) fn died(mut self, noise: &str) -> RemoteError {
        self.script = None;
        let status = self.exit_status();
        // The reason may still be in the pipe; with a master connection the pipe does not end.
        let _ = self.said_all.recv_timeout(PARTING);
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let said = said.lines.iter().cloned().collect::<Vec<_>>().join("; ");
        let said = if said.is_empty() { noise.trim().to_owned() } else { said };
        let or_nothing =
            |said: String| if said.is_empty() { "it says nothing".into() } else { said };
        match status {
            Some(255) if is_refusal(&said) => RemoteError::Refused(said),
            Some(255) => RemoteError::Unreachable(or_nothing(said)),
            Some(status) => {
                RemoteError::Broken(format!("it ended with status {status}: {}", or_nothing(said)))
            }
            None => RemoteError::Broken(format!("it broke off: {}", or_nothing(said))),
        }
    }

    /// Waits a moment for the end, then makes it. None after a signal.
    fn exit_status(&mut self) -> Option<i32> {
        let started = Instant::now();
        while started.elapsed() < PARTING {
            match self.child.try_wait() {
                Ok(Some(status)) => return status.code(),
                Ok(None) => thread::sleep(TICK / 10),
                Err(_) => break,
            }
        }
        self.kill();
        None
    }

    fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Does ssh say that one of the two does not trust the other, rather than that there is no way?
fn is_refusal(said: &str) -> bool {
    [
        "Host key verification failed",
        "IDENTIFICATION HAS CHANGED",
        "Permission denied",
        "Too many authentication failures",
    ]
    .iter()
    .any(|reason| said.contains(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(address: &str, ssh: &Ssh) -> Vec<String> {
        let command = command(&address.parse().unwrap(), ssh);
        command.get_args().map(|word| word.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn nothing_is_given_to_the_sensor() {
        let forward = ["-o", "ForwardAgent=yes", "-o", "BatchMode=no"].map(str::to_owned);
        let words = words("ssh://host/x", &Ssh { options: forward.into(), ..Ssh::default() });
        let place = |word: &str| words.iter().position(|other| other == word).unwrap();
        // The first of two counts.
        for ours in ["-a", "-x", "-T", "ClearAllForwardings=yes", "PermitLocalCommand=no"] {
            assert!(place(ours) < place("ForwardAgent=yes"), "{ours}");
        }
        assert!(place("BatchMode=yes") < place("BatchMode=no"));
    }

    #[test]
    fn the_host_cannot_be_an_option() {
        let words = words("ssh://pot@[::1]:2222/x", &Ssh::default());
        let end = words.iter().position(|word| word == "--").unwrap();
        assert_eq!(words[end - 4..], ["-l", "pot", "-p", "2222", "--", "::1", "sh", "-s"]);
    }
}
