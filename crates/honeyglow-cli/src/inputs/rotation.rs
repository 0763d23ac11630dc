//! What the name of a rotated log tells about its age.
//!
//! Cowrie and logrotate have named rotated logs in many ways: `cowrie.log.1` is younger than
//! `cowrie.log.2`, `cowrie.json.2017_11_4` is not padded, copies are called
//! `cowrie.json.1.gz.1.gz`. A name is a hint only: where a log's first timestamp can be read, that decides.

use std::cmp::Reverse;

/// The age of a log among its set, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Age {
    /// Rotated on a day.
    Dated { year: u32, month: u32, day: u32, numbers: Vec<Reverse<u32>> },
    /// Rotated so many times, the first number outermost.
    Numbered(Vec<Reverse<u32>>),
    /// Still being written.
    Current,
}

/// A name taken apart: `cowrie.json.2017-01-16.1.gz` is of the set `cowrie.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rotation<'a> {
    /// What the files of a set have in common.
    pub(crate) set: &'a str,
    /// The age that the rest tells.
    pub(crate) age: Age,
}

/// Suffixes of packed files.
const PACKED: [&str; 7] = ["gz", "zst", "zstd", "bz2", "xz", "Z", "lz4"];

impl<'a> Rotation<'a> {
    /// Takes the name of a file apart.
    pub(crate) fn of(name: &'a str) -> Self {
        let mut set = name;
        let mut numbers = Vec::new();
        let mut date = None;
        loop {
            // A dash before a date is logrotate's; anywhere else it is a part of the name.
            if date.is_none()
                && let Some((rest, found)) = dated(set)
            {
                (set, date) = (rest, Some(found));
                continue;
            }
            let Some((rest, suffix)) = set.rsplit_once('.') else { break };
            if let Some(number) = short_number(suffix) {
                numbers.push(Reverse(number));
            } else if !PACKED.contains(&suffix) {
                break;
            }
            if rest.is_empty() {
                break;
            }
            set = rest;
        }
        let age = match date {
            Some([year, month, day]) => Age::Dated { year, month, day, numbers },
            None if numbers.is_empty() => Age::Current,
            None => Age::Numbered(numbers),
        };
        Self { set, age }
    }
}

/// Rotation numbers are small: `1`, `1215`; eight digits are a date.
fn short_number(text: &str) -> Option<u32> {
    let number = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| text.parse().ok()).flatten()
}

/// A date at the end of a name, and the name before it: `.2017-01-16`, `.2017_11_4`, `-20170116`.
fn dated(name: &str) -> Option<(&str, [u32; 3])> {
    let start = name.rfind(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '_')))? + 1;
    let (rest, text) = name.split_at_checked(start)?;
    // The separator before the date is a dot, or a dash that was taken for a part of the date.
    let (rest, text) = match text.strip_prefix('-') {
        Some(text) => (rest, text),
        None => (rest.strip_suffix('.')?, text),
    };
    let parts: Vec<&str> = text.split(['-', '_']).collect();
    let [year, month, day] = match parts[..] {
        [year, month, day] => [year, month, day],
        [digits] if digits.len() == 8 => [&digits[..4], &digits[4..6], &digits[6..]],
        _ => return None,
    };
    let [year, month, day] = [year.parse().ok()?, month.parse().ok()?, day.parse().ok()?];
    let valid =
        (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    (valid && !rest.is_empty()).then_some((rest, [year, month, day]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(year: u32, month: u32, day: u32, numbers: &[u32]) -> Age {
        Age::Dated { year, month, day, numbers: numbers.iter().map(|n| Reverse(*n)).collect() }
    }

    fn numbered(numbers: &[u32]) -> Age {
        Age::Numbered(numbers.iter().map(|n| Reverse(*n)).collect())
    }

    #[test]
    fn every_way_of_rotating_is_understood() {
        for (name, set, age) in [
            ("cowrie.json", "cowrie.json", Age::Current),
            ("cowrie.log.1", "cowrie.log", numbered(&[1])),
            ("cowrie.log.1215", "cowrie.log", numbered(&[1215])),
            ("cowrie.json.1.gz", "cowrie.json", numbered(&[1])),
            ("cowrie.json.1.gz.1.gz", "cowrie.json", numbered(&[1, 1])),
            ("cowrie.json.gz", "cowrie.json", Age::Current),
            ("cowrie.json.2017-01-16", "cowrie.json", dated(2017, 1, 16, &[])),
            ("cowrie.json.2017_11_4", "cowrie.json", dated(2017, 11, 4, &[])),
            ("cowrie.json.2017_11_4.xz", "cowrie.json", dated(2017, 11, 4, &[])),
            ("cowrie.json-20170116.gz", "cowrie.json", dated(2017, 1, 16, &[])),
            ("cowrie.json.2017-01-16.2.zst", "cowrie.json", dated(2017, 1, 16, &[2])),
            ("2017-01-16", "2017-01-16", Age::Current),
            ("day-2017-03-16.log.zst", "day-2017-03-16.log", Age::Current),
            ("plain.log", "plain.log", Age::Current),
            (".gz", ".gz", Age::Current),
            ("ü.1", "ü", numbered(&[1])),
        ] {
            assert_eq!(Rotation::of(name), Rotation { set, age }, "{name}");
        }
    }

    #[test]
    fn older_comes_first() {
        let mut names = [
            "c.json",
            "c.json.1",
            "c.json.2017_11_4",
            "c.json.10.gz",
            "c.json.2017_11_10",
            "c.json.2",
        ];
        names.sort_by_key(|name| Rotation::of(name).age);
        assert_eq!(
            names,
            [
                "c.json.2017_11_4",
                "c.json.2017_11_10",
                "c.json.10.gz",
                "c.json.2",
                "c.json.1",
                "c.json"
            ]
        );
    }
}
