//! Cowrie's and Kippo's text log, one record of one or more lines.
//!
//! <https://docs.cowrie.org/en/latest/>; the forms of the prefix, by year:
//!
//! ```text
//! 2014-06-27 10:20:30+0200 [SSHService ssh-userauth on HoneyPotTransport,12,192.0.2.1] login attempt [root/x] failed
//! 2017-04-12T17:41:28+0000 [SSHService 'ssh-connection' on HoneyPotSSHTransport,3,192.0.2.1] direct-tcp ...
//! 2024-04-29T02:00:55.228047Z [HoneyPotSSHTransport,7,192.0.2.1] direct-tcp connection request to h:80 from o:1
//! 2026-11-24T03:07:13.989950Z [ssh,064d760daa05,192.0.2.1] direct-tcp connection request to h:80 from o:1
//! ```
//!
//! ```text
//! record  = line *( TAB rest-of-line )
//! line    = stamp " [" system "] " message
//! system  = [ anything "," ] name "," session "," peer | other
//! ```
//!
//! A name sent by an attacker may hold a newline; Cowrie writes it as a newline and a TAB. So a
//! line is the start of a record only if its first byte is a timestamp's, and nothing is ever
//! trimmed. A record given to [`parse`] has its lines joined by single newlines, without the TABs.

use std::borrow::Cow;

use super::cowrie_json::seconds_of_millis;
use super::outcome::{Parsed, Verdict, set};
use super::{Ask, Reason, payload, text};
use crate::event::{Column, Event, Kind};
use crate::time::{Instant, parse_stamp};

/// Substrings, one of which stands in every record that holds an event of the kind.
pub(super) fn needles(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Connect => &[CONNECT],
        Kind::ClientVersion => &[VERSION],
        Kind::KeyExchange => &[HASSH],
        Kind::LoginSuccess | Kind::LoginFailure => &[LOGIN, KEY_LOGIN],
        Kind::Command => &[COMMAND],
        Kind::Download => &["ed URL (", "contents with SHA-256 "],
        Kind::DownloadFailed => &[FETCH],
        Kind::Upload => &[" Uploaded file "],
        Kind::TunnelRequest => &REQUESTS,
        Kind::TunnelData => &["direct-tcp forward"],
        Kind::Closed => &[CLOSED],
        Kind::Row => &[],
    }
}

const CONNECT: &str = "New connection: ";
const VERSION: &str = "Remote SSH version: ";
const HASSH: &str = "SSH client hassh fingerprint: ";
const LOGIN: &str = "login attempt [";
const KEY_LOGIN: &str = "public key login attempt for [";
const COMMAND: &str = "CMD: ";
const FETCH: &str = "Attempt to download file(s) from URL (";
const CLOSED: &str = "Connection lost after ";
const REQUESTS: [&str; 2] =
    ["direct-tcp connection request to ", "direct-tcp connection attempt to "];

/// The message of an event, taken apart as far as its kind.
enum Message<'a> {
    Connect(&'a str),
    Version(&'a str),
    Hassh(&'a str),
    Login(&'a str),
    KeyLogin(&'a str),
    Command(&'a str),
    Download(&'a str),
    DownloadFailed(&'a str),
    Upload(&'a str),
    Request(&'a str),
    Data(&'a str),
    Closed(&'a str),
}

/// The kind of message by its beginning. Attackers' text stands behind the beginning, never in it.
fn message(text: &str) -> Option<Message<'_>> {
    let after = |prefix: &str| text.strip_prefix(prefix);
    match text.as_bytes().first()? {
        b'd' => {
            REQUESTS.iter().find_map(|prefix| after(prefix)).map(Message::Request).or_else(|| {
                let rest = after("discarded direct-tcp forward request ");
                rest.or_else(|| after("direct-tcp forward ")).map(Message::Data)
            })
        }
        b'l' => after(LOGIN).map(Message::Login),
        b'p' => after(KEY_LOGIN).map(Message::KeyLogin),
        b'N' => after(CONNECT).map(Message::Connect),
        b'R' => after(VERSION).map(Message::Version),
        b'C' => after(COMMAND).map(Message::Command).or_else(|| after(CLOSED).map(Message::Closed)),
        b'S' => after(HASSH).map(Message::Hassh).or_else(|| {
            let upload = after("SFTP Uploaded file \"").or_else(|| after("SCP Uploaded file \""));
            upload.map(Message::Upload).or_else(|| {
                let saved =
                    ["Saved redir contents with SHA-256 ", "Saved stdin contents with SHA-256 "];
                saved
                    .iter()
                    .find(|prefix| text.starts_with(*prefix))
                    .map(|_| Message::Download(text))
            })
        }),
        b'D' => text.starts_with("Downloaded URL (").then_some(Message::Download(text)),
        b'A' => after(FETCH).map(Message::DownloadFailed),
        _ => None,
    }
}

/// Reads one record.
pub(super) fn parse<'a>(record: &'a str, ask: &Ask) -> Parsed<'a> {
    let Some((stamp, length)) = parse_stamp(record.as_bytes()) else {
        return Parsed::skip(None, Reason::NoTimestamp);
    };
    let time = Some(stamp.instant(&ask.zone));
    let Some((system, text)) = record.get(length..).and_then(split_system) else {
        return Parsed::skip(time, Reason::NoSystem);
    };
    match message(text) {
        Some(message) => event(&message, system, time, ask),
        None => Parsed::other(time),
    }
}

/// The time at which a record starts.
pub(super) fn starts_record(line: &[u8]) -> bool {
    line.first() != Some(&b'\t')
}

/// ` [system] message`: the system ends at the first `] `.
fn split_system(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix(" [")?;
    let mut from = 0;
    while let Some(at) = memchr::memchr(b']', &rest.as_bytes()[from..]) {
        let end = from + at;
        match rest.as_bytes().get(end + 1) {
            Some(b' ') => return Some((&rest[..end], &rest[end + 2..])),
            None => return Some((&rest[..end], "")),
            Some(_) => from = end + 1,
        }
    }
    None
}

/// Who was at the other end, from the system of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Peer<'a> {
    protocol: &'static str,
    session: &'a str,
    address: &'a str,
}

/// ```text
/// HoneyPotSSHTransport,N,ADDRESS    ssh,SESSION,ADDRESS    ... on CowrieTelnetTransport,N,ADDRESS
/// ```
fn peer(system: &str) -> Option<Peer<'_>> {
    let (rest, address) = system.rsplit_once(',')?;
    let (name, session) = rest.rsplit_once(',')?;
    let is_session = !session.is_empty() && session.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_session || address.is_empty() || address.contains(' ') {
        return None;
    }
    Some(Peer { protocol: protocol(name), session, address })
}

fn protocol(system: &str) -> &'static str {
    if system.contains("elnet") { "telnet" } else { "ssh" }
}

fn event<'a>(
    message: &Message<'a>,
    system: &'a str,
    time: Option<Instant>,
    ask: &Ask,
) -> Parsed<'a> {
    let mut verdict = Verdict::Event as fn(Event<'a>) -> Verdict<'a>;
    let kind = match message {
        Message::Connect(_) => Kind::Connect,
        Message::Version(_) => Kind::ClientVersion,
        Message::Hassh(_) => Kind::KeyExchange,
        Message::Login(rest) | Message::KeyLogin(rest) if rest.ends_with("] succeeded") => {
            Kind::LoginSuccess
        }
        Message::Login(_) | Message::KeyLogin(_) => Kind::LoginFailure,
        Message::Command(_) => Kind::Command,
        Message::Download(_) => Kind::Download,
        Message::DownloadFailed(_) => Kind::DownloadFailed,
        Message::Upload(_) => Kind::Upload,
        Message::Request(_) => Kind::TunnelRequest,
        Message::Data(_) => Kind::TunnelData,
        Message::Closed(_) => Kind::Closed,
    };
    let mut event = Event::new(kind, time);
    let filled = match message {
        Message::Connect(rest) => connect(&mut event, rest, system, ask),
        Message::Request(rest) => request(rest).map(|target| {
            if target.candidates > 1 {
                verdict = Verdict::Ambiguous;
            }
            set_target(&mut event, target.host, target.port, ask);
        }),
        Message::Data(rest) => data(&mut event, rest, ask),
        Message::Login(rest) => login(&mut event, rest, ask),
        Message::KeyLogin(rest) => login_ending(rest).map(|user| {
            set(&mut event, ask, Column::Username, payload::bare_name(user));
        }),
        Message::Download(rest) => download(&mut event, rest, ask),
        Message::DownloadFailed(rest) => download_failed(&mut event, rest, ask),
        Message::Upload(rest) => upload(&mut event, rest, ask),
        Message::Closed(rest) => closed(&mut event, rest, ask),
        Message::Version(rest) => {
            set(&mut event, ask, Column::Version, payload::bare_name(rest));
            Some(())
        }
        Message::Hassh(rest) => {
            set(&mut event, ask, Column::Hassh, *rest);
            Some(())
        }
        Message::Command(rest) => {
            set(&mut event, ask, Column::Command, *rest);
            Some(())
        }
    };
    if filled.is_none() {
        return Parsed::skip(time, Reason::BadMessage);
    }
    if kind != Kind::Connect {
        let Some(peer) = peer(system) else { return Parsed::skip(time, Reason::NoPeer) };
        set(&mut event, ask, Column::SrcIp, text::strip_mapped(Cow::Borrowed(peer.address)));
        set(&mut event, ask, Column::Session, peer.session);
        set(&mut event, ask, Column::Protocol, peer.protocol);
    }
    if !ask.kinds.contains(kind) {
        return Parsed::unasked(time, kind);
    }
    Parsed { time, verdict: verdict(event) }
}

/// `ADDRESS:PORT (ADDRESS:PORT) [session: SESSION]`; the system is the factory before 3.0.6.
fn connect<'a>(event: &mut Event<'a>, rest: &'a str, system: &str, ask: &Ask) -> Option<()> {
    let (peer, rest) = rest.split_once(" (")?;
    let (address, port) = peer.rsplit_once(':')?;
    let (reached, session) = rest.rsplit_once(" [session: ")?;
    set(event, ask, Column::SrcIp, text::strip_mapped(Cow::Borrowed(address)));
    set(event, ask, Column::SrcPort, port);
    set(event, ask, Column::Session, session.strip_suffix(']')?);
    set(event, ask, Column::Protocol, protocol(system));
    if let Some((own, _)) = reached.strip_suffix(')').and_then(|own| own.rsplit_once(':')) {
        set(event, ask, Column::SensorIp, text::strip_mapped(Cow::Borrowed(own)));
    }
    Some(())
}

struct Target<'a> {
    host: &'a str,
    port: &'a str,
    /// In how many ways the text could be taken apart.
    candidates: usize,
}

/// ```text
/// request = host ":" port [ " from " host ":" port ]
/// ```
///
/// Both hosts are what the client sent, and may hold ` from ` and `:` themselves. Candidates are
/// the places where ` from ` follows a port. The last one on the record's first line is taken, so
/// that a name with a newline and a forged line in it is not believed; if the first line has
/// none, the last one of all. Before 2016 there was no ` from `.
fn request(rest: &str) -> Option<Target<'_>> {
    const FROM: &[u8] = b" from ";
    let bytes = rest.as_bytes();
    let mut candidates = 0;
    let mut chosen = None;
    let mut on_first_line = true;
    for at in memchr::memchr2_iter(b' ', b'\n', bytes) {
        if bytes[at] == b'\n' {
            on_first_line = false;
        } else if bytes[at..].starts_with(FROM) && split_port(&rest[..at]).is_some() {
            candidates += 1;
            if on_first_line {
                chosen = Some((at, true));
            } else if chosen.is_none_or(|(_, on_first_line)| !on_first_line) {
                chosen = Some((at, false));
            }
        }
    }
    let (host, port) = match chosen {
        Some((at, _)) => split_port(&rest[..at])?,
        None => split_port(rest)?,
    };
    Some(Target { host, port, candidates })
}

/// `host ":" 1*digit`; IPv6 stands without brackets, so the port is what follows the last colon.
fn split_port(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (host, port) = text.split_at(text.len() - digits);
    (digits > 0).then_some((host.strip_suffix(':')?, port))
}

fn set_target<'a>(event: &mut Event<'a>, host: &'a str, port: &'a str, ask: &Ask) {
    set(event, ask, Column::DstHost, payload::bare_name(host));
    set(event, ask, Column::DstPort, port);
}

/// `[ id " " ] "to " host ":" port " with data " payload`.
fn data<'a>(event: &mut Event<'a>, rest: &'a str, ask: &Ask) -> Option<()> {
    const WITH: &str = " with data ";
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix("to ")?;
    let (host, port, payload) =
        memchr::memmem::find_iter(rest.as_bytes(), WITH).find_map(|at| {
            let (host, port) = split_port(&rest[..at])?;
            Some((host, port, &rest[at + WITH.len()..]))
        })?;
    set_target(event, host, port, ask);
    set(event, ask, Column::DataSize, payload::size(payload).to_string());
    set(event, ask, Column::DataHead, payload::head(payload));
    Some(())
}

/// `user "/" password "] " ( "succeeded" | "failed" )`, each as it is or as `b'...'`.
///
/// The end is looked for at the end of the record: a name may hold `] succeeded`. The first slash
/// divides, for passwords hold slashes more often than names do.
fn login<'a>(event: &mut Event<'a>, rest: &'a str, ask: &Ask) -> Option<()> {
    let pair = login_ending(rest)?;
    if let Some((user, after)) = payload::literal(pair)
        && let Some((password, "")) = after.strip_prefix('/').and_then(payload::literal)
    {
        set(event, ask, Column::Username, user);
        set(event, ask, Column::Password, password);
        return Some(());
    }
    let (user, password) = pair.split_once('/')?;
    set(event, ask, Column::Username, user);
    set(event, ask, Column::Password, password);
    Some(())
}

/// What stands in the brackets of an attempt, whose end tells how it went.
fn login_ending(rest: &str) -> Option<&str> {
    rest.strip_suffix("] succeeded").or_else(|| rest.strip_suffix("] failed"))
}

/// `Downloaded URL (url) with SHA-256 hash to path`, `Saved redir contents with SHA-256 hash to path`.
fn download<'a>(event: &mut Event<'a>, text: &'a str, ask: &Ask) -> Option<()> {
    let (before, after) = text.rsplit_once(" with SHA-256 ")?;
    let (hash, _) = after.split_once(" to ").unwrap_or((after, ""));
    set(event, ask, Column::Sha256, hash);
    if let Some(url) = before.strip_prefix("Downloaded URL (") {
        set(event, ask, Column::Url, payload::bare_name(url.strip_suffix(')')?));
    }
    Some(())
}

/// `url ") failed" [ ": " reason ]`.
fn download_failed<'a>(event: &mut Event<'a>, rest: &'a str, ask: &Ask) -> Option<()> {
    let (url, _) = rest.split_once(") failed")?;
    set(event, ask, Column::Url, payload::bare_name(url));
    Some(())
}

/// `name "\" to " path`, where the last part of the path is the hash.
fn upload<'a>(event: &mut Event<'a>, rest: &'a str, ask: &Ask) -> Option<()> {
    let (name, path) = rest.rsplit_once("\" to ")?;
    set(event, ask, Column::Url, payload::bare_name(name));
    set(event, ask, Column::Filename, payload::bare_name(name));
    let hash = path.rsplit_once('/').map_or(path, |(_, hash)| hash);
    if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        set(event, ask, Column::Sha256, hash);
    }
    Some(())
}

/// `number " seconds"`, or ` milliseconds` from 3.0.4 on.
fn closed<'a>(event: &mut Event<'a>, rest: &'a str, ask: &Ask) -> Option<()> {
    if let Some(millis) = rest.strip_suffix(" milliseconds") {
        set(event, ask, Column::Duration, seconds_of_millis(millis));
    } else {
        set(event, ask, Column::Duration, rest.strip_suffix(" seconds")?);
    }
    Some(())
}
