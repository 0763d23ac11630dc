//! What happens to a name, by the column that it stands in: the one table for links and for what
//! stands beside them.

use crate::event::Column;

/// How names of a column are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treatment {
    /// The name of a honeypot: the one that is published.
    Sensor,
    /// An address of the honeypot, whether it is known as own or not: its mark.
    OwnAddress,
    /// The address of an intruder: a pseudonym, where they are wanted.
    Peer,
    /// A password: a tag.
    Password,
    /// A command line: passwords in well-known forms become tags, URLs are defanged.
    Command,
    /// The address of a file: defanged.
    Url,
    /// A sum over a file or a handshake, which nobody can choose: stays if it is one.
    Sum,
    /// Anything else; URLs that have a scheme are defanged.
    Text,
}

/// The treatment of a column. In all of them but sums, own addresses and words are looked for.
pub(super) fn treatment(column: Column) -> Treatment {
    match column {
        Column::Sensor => Treatment::Sensor,
        Column::SensorIp => Treatment::OwnAddress,
        Column::SrcIp | Column::Source => Treatment::Peer,
        Column::Password => Treatment::Password,
        Column::Command => Treatment::Command,
        Column::Url => Treatment::Url,
        Column::Sha256 | Column::Hassh => Treatment::Sum,
        Column::Session
        | Column::Protocol
        | Column::SrcPort
        | Column::DstHost
        | Column::DstPort
        | Column::Username
        | Column::Filename
        | Column::Version
        | Column::DataSize
        | Column::DataHead
        | Column::Duration
        | Column::Event
        | Column::Target => Treatment::Text,
    }
}
