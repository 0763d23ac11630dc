//! Reading what is new in the logs of another machine, through `ssh`.
//!
//! The machine is asked for its files, and for the beginnings of those that have changed; what is
//! new in them comes in one stream, filtered there, each file's lines in turn. Which log is which is
//! told as for files of this machine, except that the last bytes read are not compared: that would
//! be one more way there and back.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use honeyglow::input::{self, Repeats};
use honeyglow::time::Instant;

use super::account::News;
use super::config::InputEntry;
use super::follow::{Following, Took, unknown_format};
use super::gather::Gather;
use super::stream::{FileLook, HEAD_BYTES, Stream};
use crate::remote::{self, Address, Cut, Found, Take, Want};

/// Chunks that wait between the wire and the reader.
const WAITING_CHUNKS: usize = 16;

/// A file of which something is wanted.
struct Wanted {
    stream: Stream,
    head: Vec<u8>,
    want: Want,
    start: Option<Instant>,
    format: Option<input::Format>,
}

/// What came of one file.
struct Came {
    consumed: u64,
    cut: Cut,
}

/// Reads what is new behind an address.
pub(super) fn follow(following: &mut Following<'_>, entry: &InputEntry, address: &Address) {
    let device = device_of(address);
    let of_host = |stream: &Stream| stream.file.device == device;
    let now = following.task.now;
    let known: BTreeSet<(u64, u64, i64)> = following
        .streams
        .list()
        .iter()
        .filter(|stream| of_host(stream))
        .map(|stream| (stream.file.inode, stream.file.bytes, stream.file.modified))
        .collect();
    let found = match remote::list(address, following.task.ssh, &known) {
        Ok(found) => found,
        Err(error) => return following.fail_whole(entry, error.to_string(), of_host),
    };
    let mut wanted = Vec::new();
    for file in found {
        let path = path_of(address, &file);
        let look =
            FileLook { device, inode: file.inode, bytes: file.bytes, modified: file.modified };
        if file.head.is_none() && following.streams.unchanged(&look, &path, now).is_some() {
            continue;
        }
        wanted.extend(want(following, &file, &path, look));
    }
    // As for files of this machine: what goes on comes first.
    wanted.sort_by_key(|wanted| wanted.start);
    fetch(following, entry, address, wanted);
}

/// What is wanted of a file; none if it is no log.
fn want(
    following: &mut Following<'_>,
    file: &Found,
    path: &Path,
    look: FileLook,
) -> Option<Wanted> {
    let now = following.task.now;
    let head = file.head.as_deref().unwrap_or_default();
    if head.is_empty() {
        if file.bytes > 0 {
            let why = "permission denied there, or it is broken".to_owned();
            following.fail(&path.display().to_string(), why, News::Fresh);
        }
        return None;
    }
    following.streams.set_aside(&look, head);
    let continued = following.streams.known_as(head).cloned();
    let zone = &following.task.plan.zone;
    let (kinds, _) = Gather::wanted(following.task.plan);
    let format = input::sniff(head);
    let Some(_) = format else {
        let why = unknown_format();
        following.fail(&path.display().to_string(), why.clone(), News::Fresh);
        let mut stream = Stream::unread(path, look, None, now);
        stream.failure = Some(why);
        following.streams.put(stream);
        return None;
    };
    let from = continued.as_ref().map_or(0, |stream| stream.consumed);
    let start = if continued.is_some() { None } else { input::first_time(head, zone) };
    let needles = input::needles(head, kinds).into_iter().map(str::to_owned).collect();
    let want = Want { name: file.name.clone(), from, needles };
    let mut stream = Stream::unread(path, look, None, now);
    if let Some(continued) = continued {
        stream = continued.held_by(path, look, now);
    }
    Some(Wanted { stream, head: head.to_vec(), want, start, format })
}

/// Brings what is wanted and reads it as it comes.
fn fetch(
    following: &mut Following<'_>,
    entry: &InputEntry,
    address: &Address,
    wanted: Vec<Wanted>,
) {
    if wanted.is_empty() {
        return;
    }
    let wants: Vec<Want> = wanted.iter().map(|wanted| wanted.want.clone()).collect();
    let starts: Vec<Option<Instant>> = wanted.iter().map(|wanted| wanted.start).collect();
    let sensor = following.sensor(entry);
    let ssh = following.task.ssh;
    let device = device_of(address);
    let mut repeats = Repeats::new(&starts);
    let ended = thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING_CHUNKS);
        let wire = scope.spawn(move || {
            let mut wire = Wire { sender };
            remote::fetch(address, ssh, &wants, &mut wire)
        });
        let mut receiver = receiver;
        for (number, file) in wanted.into_iter().enumerate() {
            let mut text =
                Text { receiver: &mut receiver, chunk: Vec::new(), given: 0, came: None };
            let ask = following.ask(file.format);
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let apart = following.take_apart(&mut text, number, &ask, &mut repeats, &sensor);
            // A reader that has had enough leaves the rest of the file in the wire; that it broke off
            // there shows in what did not come.
            let _ = io::copy(&mut text, &mut io::sink());
            // What came of a file that broke off will come again: it counts then.
            let Some(came) = text.came.take() else { break };
            if came.cut == Cut::Changed {
                // Rotated under the reader: the next run knows both logs by how they begin.
                continue;
            }
            let took = following.take_in(apart);
            keep(following, file, &came, took);
        }
        drop(receiver);
        wire.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    if let Err(error) = ended {
        following.fail_whole(entry, error.to_string(), |stream| stream.file.device == device);
    }
}

/// Keeps how far a file was read.
fn keep(following: &mut Following<'_>, file: Wanted, came: &Came, took: Took) {
    let Wanted { mut stream, head, want, .. } = file;
    let name = stream.path.display().to_string();
    if came.consumed > want.from {
        following.count_bytes(came.consumed - want.from);
        let length = usize::try_from(came.consumed).unwrap_or(usize::MAX);
        stream.reach(came.consumed, &head[..head.len().min(HEAD_BYTES).min(length)], &[]);
    }
    stream.note(took.last);
    let broken = match &came.cut {
        Cut::Whole | Cut::Torn | Cut::Gone | Cut::Shrunk | Cut::Changed => None,
        Cut::Broken => Some("packed data is broken or breaks off".to_owned()),
        Cut::Unreadable => Some("permission denied there".to_owned()),
        Cut::Bomb => Some("it unpacks to far more than a log does".to_owned()),
        Cut::NoTool(tool) => Some(format!("`{tool}` is not there to unpack it")),
    };
    if let Some(why) = broken.or(took.failure) {
        following.fail(&name, why.clone(), News::Fresh);
        stream.failure = Some(why);
    }
    if came.cut != Cut::Gone {
        following.streams.put(stream);
    }
}

/// A number for another machine and user, where no device of this machine can be.
fn device_of(address: &Address) -> u64 {
    let host = (&address.user, &address.host, address.port);
    let text = format!("{host:?}");
    let print = super::stream::Print::of(text.as_bytes());
    print.number() | 1 << 63
}

fn path_of(address: &Address, file: &Found) -> PathBuf {
    let whole =
        Address { pattern: String::from_utf8_lossy(&file.name).into_owned(), ..address.clone() };
    PathBuf::from(whole.to_string())
}

/// What comes over the wire.
enum Message {
    Chunk(Vec<u8>),
    End(Came),
}

struct Wire {
    sender: SyncSender<Message>,
}

impl Take for Wire {
    fn chunk(&mut self, _file: usize, bytes: &[u8]) -> io::Result<()> {
        let gone = |_| io::Error::other("nobody reads any more");
        self.sender.send(Message::Chunk(bytes.to_vec())).map_err(gone)
    }

    fn end(&mut self, _file: usize, consumed: u64, cut: Cut) {
        // The reader is gone only when the run has failed, which is told there.
        let _ = self.sender.send(Message::End(Came { consumed, cut }));
    }
}

/// The text of one file, as it comes.
struct Text<'r> {
    receiver: &'r mut Receiver<Message>,
    chunk: Vec<u8>,
    given: usize,
    came: Option<Came>,
}

impl Read for Text<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.chunk.len() && self.came.is_none() {
            match self.receiver.recv() {
                Ok(Message::Chunk(chunk)) => (self.chunk, self.given) = (chunk, 0),
                Ok(Message::End(came)) => self.came = Some(came),
                Err(_) => return Err(io::Error::other("the sensor broke off")),
            }
        }
        let length = (self.chunk.len() - self.given).min(out.len());
        out[..length].copy_from_slice(&self.chunk[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}
