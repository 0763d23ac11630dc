//! What all targets assert: the fast reader says what the plain one says, and every line is
//! accounted for.

use honeyglow::event::{Column, Columns, Event, Kind, Kinds, Origin};
use honeyglow::input::{self, Ask, Collect, Coverage, Format, Repeats, plain};
use jiff::tz::TimeZone;

type Found = (Origin, Kind, Vec<Option<String>>, Vec<u8>);

#[derive(Default)]
struct Gather(Vec<Found>);

impl Collect for Gather {
    fn event(&mut self, event: &Event<'_>, origin: Origin, line: &[u8]) {
        let columns = Column::ALL.map(|column| event.get(column).map(str::to_owned)).to_vec();
        self.0.push((origin, event.kind, columns, line.to_vec()));
    }
}

/// Reads an input that is not packed with both readers and compares all that they say.
pub fn assert_agreement(bytes: &[u8], format: Option<Format>) {
    for kinds in [Kinds::all(), Kinds::of(&[Kind::TunnelRequest])] {
        for coverage in [Coverage::EveryLine, Coverage::Asked] {
            let zone = TimeZone::UTC;
            let ask = Ask { kinds, columns: Columns::all(), zone, format, coverage };
            let mut slow = Gather::default();
            let expected = plain::read(bytes, 0, &ask, &mut Repeats::default(), &mut slow);
            let mut fast = [Gather::default()];
            let reading = input::read(bytes, 0, &ask, &mut Repeats::default(), &mut fast);
            assert!(reading.failure.is_none());
            assert!(expected.is_balanced());
            assert_eq!(fast[0].0, slow.0);
            if reading.tally.format.is_some() || coverage == Coverage::EveryLine {
                assert_eq!(reading.tally, expected);
            }
        }
    }
}

/// Reads an input that may be packed; whatever it is, the account must add up.
pub fn assert_balance(bytes: &[u8]) {
    let _ = input::sniff(bytes);
    let _ = input::first_time(bytes, &TimeZone::UTC);
    let ask = Ask {
        kinds: Kinds::all(),
        columns: Columns::all(),
        zone: TimeZone::UTC,
        format: None,
        coverage: Coverage::EveryLine,
    };
    let mut fast = [Gather::default()];
    let reading = input::read(bytes, 0, &ask, &mut Repeats::default(), &mut fast);
    assert!(reading.tally.is_balanced());
    assert_eq!(reading.tally.passed, 0);
}

/// Is this packed, so that the plain reader would not unpack it?
pub fn is_packed(bytes: &[u8]) -> bool {
    let magic: [&[u8]; 4] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ"];
    magic.iter().any(|magic| bytes.starts_with(magic))
}
