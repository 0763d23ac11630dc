//! What the tests of the reader share: a collector that keeps everything, and the sample logs.

use std::path::PathBuf;

use honeyglow::event::{Column, Columns, Event, Kind, Kinds, Origin};
use honeyglow::input::{self, Ask, Collect, Coverage, Reading, Repeats, Tally, plain};
use honeyglow::time::Instant;
use jiff::tz::TimeZone;

/// An event with everything about it, to be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) origin: Origin,
    pub(crate) kind: Kind,
    pub(crate) time: Option<Instant>,
    pub(crate) columns: Vec<(Column, String)>,
    pub(crate) line: Vec<u8>,
}

impl Found {
    pub(crate) fn get(&self, column: Column) -> &str {
        self.columns.iter().find(|(c, _)| *c == column).map_or("", |(_, text)| text)
    }

    /// Source, port and target of a tunnel request.
    pub(crate) fn tunnel(&self) -> [String; 3] {
        [Column::SrcIp, Column::DstPort, Column::DstHost].map(|column| self.get(column).to_owned())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Gather(pub(crate) Vec<Found>);

impl Collect for Gather {
    fn event(&mut self, event: &Event<'_>, origin: Origin, line: &[u8]) {
        let columns = Column::ALL
            .into_iter()
            .filter_map(|column| Some((column, event.get(column)?.to_owned())))
            .collect();
        let (kind, time) = (event.kind, event.time);
        self.0.push(Found { origin, kind, time, columns, line: line.to_vec() });
    }
}

pub(crate) fn ask(kinds: Kinds, coverage: Coverage) -> Ask {
    Ask { kinds, columns: Columns::all(), zone: TimeZone::UTC, format: None, coverage }
}

pub(crate) fn every_line() -> Ask {
    ask(Kinds::all(), Coverage::EveryLine)
}

pub(crate) fn tunnels() -> Ask {
    ask(Kinds::of(&[Kind::TunnelRequest]), Coverage::Asked)
}

/// Reads with that many threads; events in the order of the log.
pub(crate) fn read(input: &[u8], ask: &Ask, threads: usize) -> (Vec<Found>, Reading) {
    let mut collectors: Vec<Gather> = (0..threads).map(|_| Gather::default()).collect();
    let reading = input::read(input, 0, ask, &mut Repeats::default(), &mut collectors);
    let mut found: Vec<Found> = collectors.into_iter().flat_map(|gather| gather.0).collect();
    if threads > 1 {
        found.sort_by_key(|found| found.origin);
    }
    (found, reading)
}

pub(crate) fn read_plain(input: &[u8], ask: &Ask) -> (Vec<Found>, Tally) {
    let mut gather = Gather::default();
    let tally = plain::read(input, 0, ask, &mut Repeats::default(), &mut gather);
    (gather.0, tally)
}

/// Both readers find the same, whatever is asked and however many threads read.
#[track_caller]
pub(crate) fn assert_agreement(input: &[u8]) {
    for kinds in [Kinds::all(), Kinds::of(&[Kind::TunnelRequest]), Kinds::of(&[Kind::Command])] {
        for coverage in [Coverage::Asked, Coverage::EveryLine] {
            let ask = ask(kinds, coverage);
            let (plain_found, plain_tally) = read_plain(input, &ask);
            assert!(plain_tally.is_balanced(), "{plain_tally:?}");
            for threads in [1, 2] {
                let (found, reading) = read(input, &ask, threads);
                assert!(reading.failure.is_none());
                assert_eq!(found.len(), plain_found.len());
                for (fast, plain) in found.iter().zip(&plain_found) {
                    assert_eq!(fast, plain);
                }
                if reading.tally.format.is_some() || coverage == Coverage::EveryLine {
                    assert_eq!(reading.tally, plain_tally);
                }
            }
        }
    }
}

/// The folder of real logs beside the checkout, which is not part of the project.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let root = match std::env::var_os("HONEYGLOW_SHARED") {
        Some(root) => PathBuf::from(root),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("passed over: there are no logs at {}", path.display());
    None
}

/// All files of a folder and of the folders in it, in the order of their paths.
pub(crate) fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

#[expect(clippy::disallowed_methods, reason = "the library opens no files, its tests do")]
pub(crate) fn bytes(path: &std::path::Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// A file's bytes, unpacked if its name says that it is packed.
pub(crate) fn unpacked(path: &std::path::Path) -> Vec<u8> {
    let bytes = bytes(path);
    if path.extension().is_some_and(|suffix| suffix == "zst") {
        return zstd::decode_all(&bytes[..]).unwrap();
    }
    bytes
}
