//! What an input is, told from its first bytes: how it is packed, what its lines are wrapped in,
//! and which format the lines have. Names of files say nothing here: rotated and copied logs are
//! called anything.

use std::io::Read as _;

use jiff::tz::TimeZone;

use super::{cowrie_json, csv, text, unpack, wrap};
use crate::time::{Instant, parse_stamp};

/// A format that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Cowrie's and Kippo's JSON lines, `cowrie.json`.
    CowrieJson,
    /// Cowrie's and Kippo's text, `cowrie.log`, `kippo.log`.
    CowrieText,
    /// Cowrie's `audit.log`: known, but not used.
    CowrieAudit,
    /// Comma-separated values: source, event, target.
    Csv,
}

impl Format {
    /// The name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::CowrieJson => "Cowrie JSON",
            Format::CowrieText => "Cowrie text",
            Format::CowrieAudit => "Cowrie audit.log",
            Format::Csv => "CSV",
        }
    }
}

/// What stands around each line of a log that was carried through another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wrapper {
    /// Docker's json-file driver: `{"log":"...\n","stream":"stdout","time":"..."}`.
    Docker,
    /// Filebeat and Logstash: the line as the text `message`, or its object as `json`.
    Beats,
    /// An export from Elasticsearch: the object as `_source`.
    Elasticsearch,
    /// A syslog header before the line.
    Syslog,
}

impl Wrapper {
    /// The name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Wrapper::Docker => "Docker json-file",
            Wrapper::Beats => "Filebeat/Logstash",
            Wrapper::Elasticsearch => "Elasticsearch",
            Wrapper::Syslog => "syslog",
        }
    }
}

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
}

impl Compression {
    /// The name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        }
    }

    /// Tells the compression from an input's first bytes.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Some(Compression::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
            _ => None,
        }
    }
}

/// A format and what its lines are wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) format: Format,
    pub(super) wrapper: Option<Wrapper>,
}

/// How much of an input is looked at to tell what it is.
pub(super) const HEAD_LIMIT: usize = 65_536;

/// How many lines of it.
const HEAD_LINES: usize = 64;

/// Tells the format from the first bytes of an input, packed or not; 64 KiB are enough.
#[must_use]
pub fn sniff(head: &[u8]) -> Option<Format> {
    sniff_layout(&unpacked_head(head), None).map(|layout| layout.format)
}

/// The first time that the first bytes of an input tell, packed or not, so that inputs can be
/// read in the order of time.
#[must_use]
pub fn first_time(head: &[u8], zone: &TimeZone) -> Option<Instant> {
    let head = unpacked_head(head);
    let layout = sniff_layout(&head, None)?;
    head_lines(&head).find_map(|line| {
        let unwrapped = match layout.wrapper {
            Some(_) => wrap::unwrap(line)?.inner.into(),
            None => text::decode(line),
        };
        match layout.format {
            Format::CowrieJson => cowrie_json::time(&unwrapped, zone),
            Format::CowrieText | Format::CowrieAudit => {
                parse_stamp(unwrapped.as_bytes()).map(|(stamp, _)| stamp.instant(zone))
            }
            Format::Csv => None,
        }
    })
}

/// The first bytes of what is packed; as far as they go, for the end is cut off.
fn unpacked_head(head: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let Ok(opened) = unpack::open(head) else { return unpacked };
    // What came before the break is what is wanted.
    let _ = opened.reader.take(HEAD_LIMIT as u64).read_to_end(&mut unpacked);
    unpacked
}

fn head_lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\n')
        .map(|line| text::strip_nuls(line.strip_suffix(b"\r").unwrap_or(line)))
        .filter(|line| !line.is_empty())
        .take(HEAD_LINES)
}

/// Tells format and wrapper from the first unpacked bytes. A format that the user names is only
/// looked for in wrappers.
pub(super) fn sniff_layout(head: &[u8], named: Option<Format>) -> Option<Layout> {
    let mut votes: Vec<(Layout, usize)> = Vec::new();
    for line in head_lines(head) {
        let Some(layout) = line_layout(line) else { continue };
        match votes.iter_mut().find(|(known, _)| *known == layout) {
            Some((_, count)) => *count += 1,
            None => votes.push((layout, 1)),
        }
    }
    if let Some(format) = named {
        let wrapper = votes.iter().find(|(l, _)| l.format == format).and_then(|(l, _)| l.wrapper);
        return Some(Layout { format, wrapper });
    }
    // The first of those that have most lines.
    let most = votes.iter().map(|(_, count)| *count).max();
    match votes.iter().find(|(_, count)| Some(*count) == most) {
        Some((layout, _)) => Some(*layout),
        None if csv::looks_like_rows(head) => Some(Layout { format: Format::Csv, wrapper: None }),
        None => None,
    }
}

fn line_layout(line: &[u8]) -> Option<Layout> {
    if let Some(format) = bare_format(line) {
        return Some(Layout { format, wrapper: None });
    }
    let unwrapped = wrap::unwrap(line)?;
    let format = bare_format(unwrapped.inner.as_bytes())?;
    Some(Layout { format, wrapper: Some(unwrapped.wrapper) })
}

/// The format of a line without wrapper: JSON by its `eventid`, text by a stamp and a bracket,
/// `audit.log` by a stamp and a session.
fn bare_format(line: &[u8]) -> Option<Format> {
    if line.first() == Some(&b'{') {
        return cowrie_json::has_event_id(line).then_some(Format::CowrieJson);
    }
    let (_, length) = parse_stamp(line)?;
    let rest = line[length..].strip_prefix(b" ")?;
    if rest.first() == Some(&b'[') {
        return Some(Format::CowrieText);
    }
    let session = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let ends = rest.get(session) == Some(&b' ');
    (matches!(session, 8 | 12) && ends).then_some(Format::CowrieAudit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"eventid":"cowrie.session.connect","src_ip":"192.0.2.1","timestamp":"2026-11-24T05:06:31.233218Z"}"#;
    const TEXT: &str = "2026-11-24T05:06:31.233379Z [ssh,064d760daa05,192.0.2.1] CMD: id";

    #[test]
    fn a_format_is_told_from_its_lines() {
        for (head, format) in [
            (JSON, Some(Format::CowrieJson)),
            (TEXT, Some(Format::CowrieText)),
            ("2014-06-27 10:20:30+0200 [-] Log opened.", Some(Format::CowrieText)),
            ("2026-11-24T05:03:51.643516Z fcbae685942c CMD: id", Some(Format::CowrieAudit)),
            ("10.0.0.1,80,host\n10.0.0.2,81,\"a,b\"\n", Some(Format::Csv)),
            ("a,b\n", Some(Format::Csv)),
            ("", None),
            ("\n\n", None),
            ("Nov 24 05:03:51 host sshd[1]: Accepted password for root", None),
            ("{\"a\":1,\"b\":2}\n", None),
            ("<html>\n<body>", None),
            ("\u{0}\u{1}\u{2},\u{3}", None),
        ] {
            assert_eq!(sniff(head.as_bytes()), format, "{head}");
        }
    }

    #[test]
    fn a_torn_first_line_does_not_hide_the_format() {
        assert_eq!(sniff(format!("c_ip\":\"x\"}}\n{JSON}\n").as_bytes()), Some(Format::CowrieJson));
    }

    #[test]
    fn wrappers_are_looked_through() {
        let escaped = JSON.replace('"', "\\\"");
        for (line, wrapper) in [
            (format!(r#"{{"log":"{escaped}\n","stream":"stdout","time":"x"}}"#), Wrapper::Docker),
            (format!(r#"{{"log":"{TEXT}\n","stream":"stdout","time":"x"}}"#), Wrapper::Docker),
            (format!(r#"{{"@timestamp":"x","message":"{escaped}"}}"#), Wrapper::Beats),
            (format!(r#"{{"@timestamp":"x","json":{JSON}}}"#), Wrapper::Beats),
            (format!(r#"{{"_index":"x","_source":{JSON}}}"#), Wrapper::Elasticsearch),
            (format!("Nov 24 06:06:31 sensor cowrie[12]: {JSON}"), Wrapper::Syslog),
            (format!("<14>1 2026-11-24T05:06:31Z sensor cowrie - - - {TEXT}"), Wrapper::Syslog),
        ] {
            let layout = sniff_layout(line.as_bytes(), None).map(|layout| layout.wrapper);
            assert_eq!(layout, Some(Some(wrapper)), "{line}");
            let time = first_time(line.as_bytes(), &TimeZone::UTC).unwrap();
            assert!(time.to_string().starts_with("2026-11-24T05:06:31.233"), "{line}");
        }
    }

    #[test]
    fn compression_is_told_from_magic_numbers() {
        assert_eq!(Compression::of(b"\x1f\x8b\x08"), Some(Compression::Gzip));
        assert_eq!(Compression::of(b"BZh91AY"), Some(Compression::Bzip2));
        assert_eq!(Compression::of(b"BZhx"), None);
        assert_eq!(Compression::of(b"{\"e"), None);
    }
}
