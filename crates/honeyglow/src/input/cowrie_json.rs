//! Cowrie's and Kippo's JSON, one object a line.
//!
//! <https://docs.cowrie.org/en/latest/OUTPUT.html>
//!
//! ```text
//! {"eventid":"cowrie.direct-tcpip.request","dst_ip":"azenv.net","dst_port":80,"src_ip":"192.0.2.53",...}
//! {"eventid": "cowrie.login.failed", "username": "", "timestamp": "2018-06-13T00:04:38.302437Z", ...}
//! {"eventid": "COW0014", "dst_ip": "192.0.2.7", "dst_port": 443, "src_ip": "192.0.2.1", ...}
//! ```
//!
//! Spaces stand between the tokens up to Cowrie 1.5, the order of keys varies, and every text may
//! hold anything an attacker sent. A [`Fields`] holds the values of the keys that are known, as
//! they stand in the line; `parse` fills it with serde, `json_scan` by a scan of bytes, and
//! `event` makes of it what it is.

use std::borrow::Cow;
use std::fmt;

use jiff::tz::TimeZone;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::outcome::{Parsed, Verdict, set};
use super::{Ask, Reason, hassh, json_text, payload, text};
use crate::event::{Column, Event, Kind};
use crate::time::{Instant, parse_stamp};

/// A key whose value matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Key {
    EventId,
    Timestamp,
    Session,
    Protocol,
    Sensor,
    SrcIp,
    SrcPort,
    DstIp,
    DstPort,
    Username,
    Password,
    Input,
    Url,
    Shasum,
    Filename,
    Hassh,
    Version,
    KexAlgs,
    EncCs,
    MacCs,
    CompCs,
    Data,
    Duration,
    DurationMs,
}

impl Key {
    const COUNT: usize = 24;

    /// The key of that name. Names are compared as they stand in the line, without escapes.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"eventid" => Key::EventId,
            b"timestamp" => Key::Timestamp,
            b"session" => Key::Session,
            b"protocol" => Key::Protocol,
            b"sensor" => Key::Sensor,
            b"src_ip" => Key::SrcIp,
            b"src_port" => Key::SrcPort,
            b"dst_ip" => Key::DstIp,
            b"dst_port" => Key::DstPort,
            b"username" => Key::Username,
            b"password" => Key::Password,
            b"input" => Key::Input,
            b"url" => Key::Url,
            b"shasum" => Key::Shasum,
            b"filename" => Key::Filename,
            b"hassh" => Key::Hassh,
            b"version" => Key::Version,
            b"kexAlgs" => Key::KexAlgs,
            b"encCS" => Key::EncCs,
            b"macCS" => Key::MacCs,
            b"compCS" => Key::CompCs,
            b"data" => Key::Data,
            b"duration" => Key::Duration,
            b"duration_ms" => Key::DurationMs,
            _ => return None,
        })
    }
}

/// The values of the known keys, each as its JSON text; of a key that stands twice, the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields<'a> {
    values: [Option<&'a str>; Key::COUNT],
}

impl<'a> Fields<'a> {
    pub(super) fn put(&mut self, key: Key, value: &'a str) {
        self.values[key as usize] = Some(value);
    }

    fn raw(&self, key: Key) -> Option<&'a str> {
        self.values[key as usize]
    }

    /// The text of a JSON string.
    fn string(&self, key: Key) -> Option<Cow<'a, str>> {
        json_text::string(self.raw(key)?)
    }

    /// A port or another number, as it was sent: number or string.
    fn number(&self, key: Key) -> Option<Cow<'a, str>> {
        let raw = self.raw(key)?;
        match raw.as_bytes().first()? {
            b'0'..=b'9' | b'-' => Some(Cow::Borrowed(raw)),
            _ => json_text::string(raw),
        }
    }
}

/// Reads a line with serde: the plain way, and the judge of the scan.
pub(super) fn parse(line: &str) -> Option<Fields<'_>> {
    struct Object;
    impl<'de> Visitor<'de> for Object {
        type Value = Fields<'de>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let mut fields = Fields::default();
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                match Key::of(key.as_bytes()) {
                    Some(key) => fields.put(key, map.next_value::<&RawValue>()?.get()),
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
            Ok(fields)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let fields = deserializer.deserialize_map(Object).ok()?;
    deserializer.end().ok()?;
    Some(fields)
}

/// Does the line say which event it is? Of a line whose end is cut off, as far as can be told.
pub(super) fn has_event_id(line: &[u8]) -> bool {
    match parse(&text::decode_json(line)) {
        Some(fields) => fields.raw(Key::EventId).is_some(),
        None => {
            let has = |needle: &[u8]| memchr::memmem::find(line, needle).is_some();
            has(b"\"eventid\"") && !has(b"\"_source\"") && !has(b"\"json\"")
        }
    }
}

/// The time of a line, for the order of files.
pub(super) fn time(line: &str, zone: &TimeZone) -> Option<Instant> {
    instant(&parse(line)?, zone)
}

fn instant(fields: &Fields<'_>, zone: &TimeZone) -> Option<Instant> {
    let timestamp = fields.raw(Key::Timestamp)?.strip_prefix('"')?;
    Some(parse_stamp(timestamp.as_bytes())?.0.instant(zone))
}

/// The kind of an event id, with the names of 2014 to 2016. The id is compared as it stands in
/// the line: one that is spelled with escapes is not Cowrie's.
fn kind(event_id: &str) -> Option<Kind> {
    let name = event_id.strip_prefix('"')?.strip_suffix('"')?;
    let number = name.strip_prefix("COW").or_else(|| name.strip_prefix("KIPP"));
    if let Some(number) = number {
        return match number {
            "0001" => Some(Kind::Connect),
            "0002" => Some(Kind::LoginSuccess),
            "0003" => Some(Kind::LoginFailure),
            "0005" => Some(Kind::Command),
            "0007" => Some(Kind::Download),
            "0009" => Some(Kind::ClientVersion),
            "0011" => Some(Kind::Closed),
            "0014" => Some(Kind::TunnelRequest),
            "0015" => Some(Kind::TunnelData),
            "0017" => Some(Kind::Upload),
            _ => None,
        };
    }
    match name.strip_prefix("cowrie.")? {
        "session.connect" => Some(Kind::Connect),
        "client.version" => Some(Kind::ClientVersion),
        "client.kex" => Some(Kind::KeyExchange),
        "login.success" => Some(Kind::LoginSuccess),
        "login.failed" => Some(Kind::LoginFailure),
        "command.input" => Some(Kind::Command),
        "session.file_download" => Some(Kind::Download),
        "session.file_download.failed" => Some(Kind::DownloadFailed),
        "session.file_upload" => Some(Kind::Upload),
        "direct-tcpip.request" => Some(Kind::TunnelRequest),
        "direct-tcpip.data" => Some(Kind::TunnelData),
        "session.closed" => Some(Kind::Closed),
        _ => None,
    }
}

/// Substrings, one of which stands in every line that holds an event of the kind. They have no
/// quote and no backslash, so that they are the same inside of wrappers.
pub(super) fn needles(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Connect => &["session.connect", "COW0001", "KIPP0001"],
        Kind::ClientVersion => &["client.version", "COW0009", "KIPP0009"],
        Kind::KeyExchange => &["client.kex"],
        Kind::LoginSuccess => &["login.success", "COW0002", "KIPP0002"],
        Kind::LoginFailure => &["login.failed", "COW0003", "KIPP0003"],
        Kind::Command => &["command.input", "COW0005", "KIPP0005"],
        Kind::Download => &["session.file_download", "COW0007", "KIPP0007"],
        Kind::DownloadFailed => &["session.file_download.failed"],
        Kind::Upload => &["session.file_upload", "COW0017", "KIPP0017"],
        Kind::TunnelRequest => &["direct-tcpip.request", "COW0014", "KIPP0014"],
        Kind::TunnelData => &["direct-tcpip.data", "COW0015", "KIPP0015"],
        Kind::Closed => &["session.closed", "COW0011", "KIPP0011"],
        Kind::Row => &[],
    }
}

/// What a line is, from its fields; none stands for a line that is no JSON object.
pub(super) fn event<'a>(fields: Option<&Fields<'a>>, ask: &Ask) -> Parsed<'a> {
    let Some(fields) = fields else { return Parsed::skip(None, Reason::NotJson) };
    let time = instant(fields, &ask.zone);
    let Some(event_id) = fields.raw(Key::EventId) else {
        return Parsed::skip(time, Reason::NoEventId);
    };
    let Some(kind) = kind(event_id) else { return Parsed::other(time) };
    // A request that was redirected in 2016 is logged a second time without its target.
    if kind == Kind::TunnelRequest && fields.raw(Key::DstIp).is_none_or(|ip| !ip.starts_with('"')) {
        return Parsed::other(time);
    }
    let Some(peer) = fields.string(Key::SrcIp) else { return Parsed::skip(time, Reason::NoPeer) };
    if !ask.kinds.contains(kind) {
        return Parsed { time, verdict: Verdict::Unasked(kind) };
    }
    let mut event = Event::new(kind, time);
    let wants = |column| ask.columns.contains(column);
    set(&mut event, ask, Column::SrcIp, text::strip_mapped(peer));
    let mut copy = |column: Column, key: Key| {
        if wants(column)
            && let Some(text) = fields.number(key)
        {
            event.set(column, text);
        }
    };
    copy(Column::Sensor, Key::Sensor);
    copy(Column::Session, Key::Session);
    copy(Column::Protocol, Key::Protocol);
    copy(Column::SrcPort, Key::SrcPort);
    match kind {
        Kind::TunnelRequest | Kind::TunnelData => {
            copy(Column::DstHost, Key::DstIp);
            copy(Column::DstPort, Key::DstPort);
        }
        Kind::LoginSuccess | Kind::LoginFailure => {
            copy(Column::Username, Key::Username);
            copy(Column::Password, Key::Password);
        }
        Kind::Command => copy(Column::Command, Key::Input),
        Kind::Download | Kind::DownloadFailed => {
            copy(Column::Url, Key::Url);
            copy(Column::Sha256, Key::Shasum);
        }
        Kind::Upload => {
            copy(Column::Url, Key::Filename);
            copy(Column::Filename, Key::Filename);
            copy(Column::Sha256, Key::Shasum);
        }
        Kind::KeyExchange => copy(Column::Hassh, Key::Hassh),
        Kind::ClientVersion => copy(Column::Version, Key::Version),
        Kind::Connect | Kind::Closed | Kind::Row => {}
    }
    match kind {
        // In a tunnel's events the same key is the target.
        Kind::Connect => {
            if let Some(address) = fields.string(Key::DstIp) {
                set(&mut event, ask, Column::SensorIp, text::strip_mapped(address));
            }
        }
        Kind::TunnelData => set_payload(&mut event, fields, ask),
        Kind::LoginSuccess | Kind::LoginFailure => {
            bare_names(&mut event, &[Column::Username, Column::Password]);
        }
        Kind::ClientVersion if wants(Column::Hassh) => set_hassh(&mut event, fields),
        Kind::Closed if wants(Column::Duration) => set_duration(&mut event, fields),
        _ => {}
    }
    Parsed::event(event)
}

fn set_payload<'a>(event: &mut Event<'a>, fields: &Fields<'a>, ask: &Ask) {
    if !ask.columns.contains(Column::DataSize) && !ask.columns.contains(Column::DataHead) {
        return;
    }
    let Some(data) = fields.string(Key::Data) else { return };
    set(event, ask, Column::DataSize, payload::size(&data).to_string());
    let head: Cow<'a, str> = match data {
        Cow::Borrowed(data) => Cow::Borrowed(payload::head(data)),
        Cow::Owned(data) => Cow::Owned(payload::head(&data).to_owned()),
    };
    set(event, ask, Column::DataHead, head);
}

/// What was not UTF-8 shows as `b'\xff'` up to 3.0, and as `\xff` since.
fn bare_names(event: &mut Event<'_>, columns: &[Column]) {
    for column in columns {
        let bare = event
            .get(*column)
            .filter(|text| text.starts_with("b'") || text.starts_with("b\""))
            .map(|text| payload::bare_name(text).into_owned());
        if let Some(bare) = bare {
            event.set(*column, bare);
        }
    }
}

/// From 2016 to 2018 the lists stood beside the version.
fn set_hassh<'a>(event: &mut Event<'a>, fields: &Fields<'a>) {
    let lists = [Key::KexAlgs, Key::EncCs, Key::MacCs, Key::CompCs].map(|key| fields.raw(key));
    if let [Some(kex), Some(enc), Some(mac), Some(comp)] = lists
        && let Some(hash) = hassh::of_lists([kex, enc, mac, comp])
    {
        event.set(Column::Hassh, hash);
    }
}

/// Seconds as they are written; the milliseconds of 3.0.4 and later as seconds.
fn set_duration<'a>(event: &mut Event<'a>, fields: &Fields<'a>) {
    if let Some(seconds) = fields.number(Key::Duration) {
        event.set(Column::Duration, seconds);
    } else if let Some(millis) = fields.number(Key::DurationMs) {
        event.set(Column::Duration, seconds_of_millis(&millis));
    }
}

/// `4` is `0.004`; what is no whole number stays as it is.
pub(super) fn seconds_of_millis(millis: &str) -> String {
    match millis.parse::<u64>() {
        Ok(millis) => format!("{}.{:03}", millis / 1_000, millis % 1_000),
        Err(_) => millis.to_owned(),
    }
}
