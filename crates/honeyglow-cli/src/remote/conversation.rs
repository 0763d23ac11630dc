//! A run of `ssh` and what is said in it: scripts go there, sections of frames come back.
//!
//! A section starts on a line of its own with the border and how the section is packed, and ends
//! with the frame `done`. What stands before it, such as the greeting of a login script, is passed
//! over.

use std::io::{self, BufRead, BufReader, Read};
use std::time::Duration;

use super::error::RemoteError;
use super::frames::{self, Frames};
use super::ssh::{self, Answers, Session};
use super::{Address, Ssh};

/// A greeting is a page or two.
const NOISE_LIMIT: usize = 256 * 1024;

/// How much of the noise is told when nothing else came.
const NOISE_TOLD: usize = 200;

/// A run of `ssh`.
pub(super) struct Conversation {
    session: Session,
    answers: BufReader<Answers>,
    nonce: String,
    silence: Duration,
    noise: Vec<u8>,
}

/// A piece of a section.
#[derive(Debug)]
pub(super) enum Piece<'b> {
    /// The start of a frame: its words.
    Header(&'b str),
    /// Bytes of the body of the frame.
    Bytes(&'b [u8]),
}

/// Why a section ended early.
enum Failure {
    /// The stream from the sensor.
    Stream(io::Error),
    /// Whatever else.
    Other(RemoteError),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Stream(error)
    }
}

impl Conversation {
    /// Starts with the script that is made of the border and the seconds between signs of life.
    ///
    /// # Errors
    /// `ssh` cannot be run.
    pub(super) fn start(
        address: &Address,
        ssh: &Ssh,
        script: impl FnOnce(&str, u64) -> Vec<u8>,
    ) -> Result<Self, RemoteError> {
        let nonce = frames::new_nonce().map_err(RemoteError::Taking)?;
        let (session, answers) = ssh::start(address, ssh, &nonce)?;
        session.tell(script(&nonce, ssh::beat_seconds(ssh)));
        let answers = BufReader::new(answers);
        Ok(Self { session, answers, nonce, silence: ssh.silence_timeout, noise: Vec::new() })
    }

    /// Tells the shell there something more.
    pub(super) fn tell(&self, script: Vec<u8>) {
        self.session.tell(script);
    }

    /// Hands on the pieces of the next section, without its end. Gives the conversation back for
    /// what follows.
    ///
    /// # Errors
    /// The sensor breaks off, is silent or sends something else, or `take` fails.
    pub(super) fn section(
        mut self,
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), RemoteError>,
    ) -> Result<Self, RemoteError> {
        match self.read_section(take) {
            Ok(()) => Ok(self),
            Err(Failure::Other(error)) => Err(error),
            Err(Failure::Stream(error)) => Err(match error.kind() {
                io::ErrorKind::TimedOut => RemoteError::Silent(self.silence),
                io::ErrorKind::UnexpectedEof => {
                    let told = self.noise.len().saturating_sub(NOISE_TOLD);
                    self.session.died(&String::from_utf8_lossy(&self.noise[told..]))
                }
                _ => RemoteError::Broken(error.to_string()),
            }),
        }
    }

    fn read_section(
        &mut self,
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), RemoteError>,
    ) -> Result<(), Failure> {
        let how = self.await_start()?;
        match how.as_str() {
            "plain" => pieces(&mut self.answers, &self.nonce, take),
            "gzip" => {
                let mut unpacked = flate2::bufread::GzDecoder::new(&mut self.answers);
                pieces(&mut unpacked, &self.nonce, take)?;
                // The checksum stands after the last frame.
                let mut rest = [0; 1];
                match unpacked.read(&mut rest)? {
                    0 => Ok(()),
                    _ => Err(io::Error::new(io::ErrorKind::InvalidData, "it goes on").into()),
                }
            }
            other => {
                let what = format!("its shell says: {other}");
                Err(Failure::Other(RemoteError::Broken(what)))
            }
        }
    }

    /// Passes over everything up to the start of a section, and says how that is packed.
    fn await_start(&mut self) -> io::Result<String> {
        let border = format!("{} ", self.nonce);
        loop {
            let before = self.noise.len();
            let limit = NOISE_LIMIT.saturating_sub(before) as u64;
            (&mut self.answers).take(limit).read_until(b'\n', &mut self.noise)?;
            let line = &self.noise[before..];
            if let Some(how) = line.strip_prefix(border.as_bytes())
                && let Some(how) = how.strip_suffix(b"\n")
            {
                let how = String::from_utf8_lossy(how).into_owned();
                self.noise.clear();
                return Ok(how);
            }
            if self.noise.len() >= NOISE_LIMIT {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it talks without end"));
            }
            if !line.ends_with(b"\n") {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Ends it when all was said.
    pub(super) fn part(self) {
        self.session.part();
    }
}

/// Hands on frames up to the last.
fn pieces(
    reader: impl Read,
    nonce: &str,
    take: &mut dyn FnMut(Piece<'_>) -> Result<(), RemoteError>,
) -> Result<(), Failure> {
    // The start of the section is the border of nothing: the first frame follows a newline.
    let mut frames = Frames::new(reader, nonce);
    loop {
        let header = frames.next(&mut |bytes| take(Piece::Bytes(bytes)).map_err(Failure::Other))?;
        match header.as_deref() {
            Some("done") => return Ok(()),
            Some(header) => take(Piece::Header(header)).map_err(Failure::Other)?,
            None => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        }
    }
}
