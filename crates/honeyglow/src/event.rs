//! One thing that happened in a log, as flat columns.
//!
//! Every format is read into this one shape: a [`Kind`], an instant, and the columns that the
//! line had. Columns are kept as text: most of them end as names of nodes, and a port that a
//! client sent as `4294967295` must stay as it was sent. Text borrows from the block of the log
//! that it was found in, unless it had to be unescaped.
//!
//! This room knows no log format; `input` fills events, `link` folds them.

use std::borrow::Cow;

use crate::time::Instant;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Somebody connected to the honeypot.
    Connect,
    /// The client said which program it is.
    ClientVersion,
    /// The client listed its algorithms (HASSH).
    KeyExchange,
    /// A name and password (or key) that the honeypot let in.
    LoginSuccess,
    /// A name and password (or key) that the honeypot refused.
    LoginFailure,
    /// A command line typed or sent.
    Command,
    /// A file fetched by the intruder from somewhere.
    Download,
    /// A fetch that brought no file.
    DownloadFailed,
    /// A file sent by the intruder to the honeypot.
    Upload,
    /// A request to open a tunnel (direct-tcpip) to a host and port.
    TunnelRequest,
    /// Bytes that were sent into a tunnel.
    TunnelData,
    /// The connection ended.
    Closed,
    /// A row of a table that already says source, event and target.
    Row,
}

impl Kind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Kind; 13] = [
        Kind::Connect,
        Kind::ClientVersion,
        Kind::KeyExchange,
        Kind::LoginSuccess,
        Kind::LoginFailure,
        Kind::Command,
        Kind::Download,
        Kind::DownloadFailed,
        Kind::Upload,
        Kind::TunnelRequest,
        Kind::TunnelData,
        Kind::Closed,
        Kind::Row,
    ];

    /// The name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Connect => "connect",
            Kind::ClientVersion => "client version",
            Kind::KeyExchange => "key exchange",
            Kind::LoginSuccess => "login success",
            Kind::LoginFailure => "login failure",
            Kind::Command => "command",
            Kind::Download => "download",
            Kind::DownloadFailed => "download failed",
            Kind::Upload => "upload",
            Kind::TunnelRequest => "tunnel request",
            Kind::TunnelData => "tunnel data",
            Kind::Closed => "session closed",
            Kind::Row => "row",
        }
    }
}

/// A column that an event may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Column {
    /// The name of the honeypot.
    Sensor,
    /// The session's id; in old text logs the transport's number, which starts anew with Cowrie.
    Session,
    /// `ssh` or `telnet`, where the log says so.
    Protocol,
    /// The intruder: the peer's address, never what the client claimed.
    SrcIp,
    /// The intruder's port as the log gives it.
    SrcPort,
    /// Where the honeypot was reached: its own address, which only connections tell.
    SensorIp,
    /// Where a tunnel was to go: a name or an address, as sent.
    DstHost,
    /// The port that a tunnel was to go to: 32 bits, as sent.
    DstPort,
    /// The user name tried.
    Username,
    /// The password tried.
    Password,
    /// The command line.
    Command,
    /// Where a file came from; for an upload, the name that it was given.
    Url,
    /// SHA-256 of a file.
    Sha256,
    /// The name of an uploaded file.
    Filename,
    /// MD5 over the client's algorithm lists.
    Hassh,
    /// The client's version string.
    Version,
    /// How many bytes went into a tunnel.
    DataSize,
    /// The first bytes that went into a tunnel, as the log writes them.
    DataHead,
    /// How long the session took, in seconds.
    Duration,
    /// First column of a row.
    Source,
    /// Middle column of a row.
    Event,
    /// Last column of a row.
    Target,
}

impl Column {
    /// How many columns there are.
    pub const COUNT: usize = 22;

    /// All columns, in the order of their declaration.
    pub const ALL: [Column; Self::COUNT] = [
        Column::Sensor,
        Column::Session,
        Column::Protocol,
        Column::SrcIp,
        Column::SrcPort,
        Column::SensorIp,
        Column::DstHost,
        Column::DstPort,
        Column::Username,
        Column::Password,
        Column::Command,
        Column::Url,
        Column::Sha256,
        Column::Filename,
        Column::Hassh,
        Column::Version,
        Column::DataSize,
        Column::DataHead,
        Column::Duration,
        Column::Source,
        Column::Event,
        Column::Target,
    ];

    /// The name that flags, CSV headers and reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Column::Sensor => "sensor",
            Column::Session => "session",
            Column::Protocol => "protocol",
            Column::SrcIp => "src_ip",
            Column::SrcPort => "src_port",
            Column::SensorIp => "sensor_ip",
            Column::DstHost => "dst_host",
            Column::DstPort => "dst_port",
            Column::Username => "username",
            Column::Password => "password",
            Column::Command => "command",
            Column::Url => "url",
            Column::Sha256 => "sha256",
            Column::Filename => "filename",
            Column::Hassh => "hassh",
            Column::Version => "version",
            Column::DataSize => "data_size",
            Column::DataHead => "data_head",
            Column::Duration => "duration",
            Column::Source => "source",
            Column::Event => "event",
            Column::Target => "target",
        }
    }

    /// The column of that name; Cowrie's own names (`dst_ip`, `input`, `shasum`) are known too.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Column> {
        match name {
            "dst_ip" => Some(Column::DstHost),
            "input" => Some(Column::Command),
            "shasum" => Some(Column::Sha256),
            _ => Column::ALL.into_iter().find(|column| column.name() == name),
        }
    }

    /// The kinds of event that have this column.
    #[must_use]
    pub fn kinds(self) -> Kinds {
        match self {
            Column::Sensor
            | Column::Session
            | Column::Protocol
            | Column::SrcIp
            | Column::SrcPort => Kinds::of(&Kind::ALL).without(Kind::Row),
            Column::SensorIp => Kinds::of(&[Kind::Connect]),
            Column::DstHost | Column::DstPort => {
                Kinds::of(&[Kind::TunnelRequest, Kind::TunnelData])
            }
            Column::Username | Column::Password => {
                Kinds::of(&[Kind::LoginSuccess, Kind::LoginFailure])
            }
            Column::Command => Kinds::of(&[Kind::Command]),
            Column::Url => Kinds::of(&[Kind::Download, Kind::DownloadFailed, Kind::Upload]),
            Column::Sha256 => Kinds::of(&[Kind::Download, Kind::Upload]),
            Column::Filename => Kinds::of(&[Kind::Upload]),
            Column::Hassh => Kinds::of(&[Kind::KeyExchange]),
            Column::Version => Kinds::of(&[Kind::ClientVersion]),
            Column::DataSize | Column::DataHead => Kinds::of(&[Kind::TunnelData]),
            Column::Duration => Kinds::of(&[Kind::Closed]),
            Column::Source | Column::Event | Column::Target => Kinds::of(&[Kind::Row]),
        }
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u32);

impl Kinds {
    /// The set of those kinds.
    #[must_use]
    pub fn of(kinds: &[Kind]) -> Self {
        Self(kinds.iter().fold(0, |bits, kind| bits | 1 << *kind as u32))
    }

    /// Every kind.
    #[must_use]
    pub fn all() -> Self {
        Self::of(&Kind::ALL)
    }

    /// Is this kind in the set?
    #[must_use]
    pub fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// The kinds that are in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds that are in either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set without one kind.
    #[must_use]
    pub fn without(self, kind: Kind) -> Self {
        Self(self.0 & !(1 << kind as u32))
    }

    /// The set with one more kind.
    #[must_use]
    pub fn with(self, kind: Kind) -> Self {
        Self(self.0 | (1 << kind as u32))
    }

    /// Is nothing in the set?
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A set of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns(u32);

impl Columns {
    /// The set of those columns.
    #[must_use]
    pub fn of(columns: &[Column]) -> Self {
        Self(columns.iter().fold(0, |bits, column| bits | 1 << *column as u32))
    }

    /// Every column.
    #[must_use]
    pub fn all() -> Self {
        Self::of(&Column::ALL)
    }

    /// Is this column in the set?
    #[must_use]
    pub fn contains(self, column: Column) -> bool {
        self.0 & (1 << column as u32) != 0
    }

    /// The columns that are in either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set with one more column.
    #[must_use]
    pub fn with(self, column: Column) -> Self {
        Self(self.0 | (1 << column as u32))
    }
}

/// One thing that happened. Text borrows from the log's bytes where it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// What happened.
    pub kind: Kind,
    /// When; rows of a table have no time.
    pub time: Option<Instant>,
    columns: [Option<Cow<'a, str>>; Column::COUNT],
}

impl<'a> Event<'a> {
    /// An event of that kind without any column.
    #[must_use]
    pub fn new(kind: Kind, time: Option<Instant>) -> Self {
        Self { kind, time, columns: [const { None }; Column::COUNT] }
    }

    /// The text of a column, if the event has it.
    #[must_use]
    pub fn get(&self, column: Column) -> Option<&str> {
        self.columns[column as usize].as_deref()
    }

    /// Gives the event a column, replacing what was there.
    pub fn set(&mut self, column: Column, text: impl Into<Cow<'a, str>>) {
        self.columns[column as usize] = Some(text.into());
    }
}

/// Where an event was found: which input of the run, and at which byte of its uncompressed text.
///
/// Ordered as the logs were read, so the earliest origin is the first appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(u64);

impl Origin {
    /// Bits for the offset: a file may have a terabyte, a run sixteen million files.
    const OFFSET_BITS: u32 = 40;

    /// The place at `offset` bytes into input number `file`.
    #[must_use]
    pub fn new(file: u32, offset: u64) -> Self {
        let limit = (1 << Self::OFFSET_BITS) - 1;
        Self(u64::from(file) << Self::OFFSET_BITS | offset.min(limit))
    }

    /// The place of an event in the order of time, for folds that are kept from run to run, where files
    /// and offsets say nothing. It gives no file and no offset.
    #[must_use]
    pub fn at_time(time: Option<Instant>) -> Self {
        // Flipping the sign bit makes the order of unsigned numbers that of signed ones.
        time.map_or(Self(u64::MAX), |time| Self(time.micros() as u64 ^ 1 << 63))
    }

    /// The number that stands for it.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// What such a number stands for.
    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The number of the input, in the order of reading.
    #[must_use]
    pub fn file(self) -> u32 {
        u32::try_from(self.0 >> Self::OFFSET_BITS).unwrap_or(u32::MAX)
    }

    /// Bytes from the start of the input's uncompressed text.
    #[must_use]
    pub fn offset(self) -> u64 {
        self.0 & ((1 << Self::OFFSET_BITS) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_all_follow_the_declarations() {
        for (index, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!(column as usize, index);
            assert_eq!(Column::from_name(column.name()), Some(column));
        }
        for (index, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index);
        }
    }

    #[test]
    fn an_origin_gives_back_its_parts() {
        let origin = Origin::new(7, 123_456_789_012);
        assert_eq!((origin.file(), origin.offset()), (7, 123_456_789_012));
        assert!(Origin::new(1, 5) < Origin::new(2, 0));
    }

    #[test]
    fn a_column_that_was_not_set_is_absent() {
        let mut event = Event::new(Kind::Command, None);
        event.set(Column::Command, "uname -a");
        assert_eq!(event.get(Column::Command), Some("uname -a"));
        assert_eq!(event.get(Column::Password), None);
    }
}
