//! IPv6 addresses in a text (RFC 4291 2.2, RFC 5952), and their `ip6.arpa` names (RFC 3596).
//!
//! A run of groups and colons is tried from the start of each group: the run `2001:db8::7:80` is an
//! address, or one with a port behind it. An address has at most eight groups, so each start has a
//! few candidates, and the time grows with the text. So a piece of another's address may be taken
//! for one in an own network: better that than the other way about.

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use super::addresses::{Belief, Form, Found};

/// The longest text of an address: six groups of four digits and four octets of three.
const LONGEST: usize = 45;

/// Groups of an address.
const GROUPS: usize = 8;

/// Finds the IPv6 addresses of a folded text.
pub(super) fn each(text: &[u8], found: &mut dyn FnMut(Found)) {
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.iter().position(is_part)) {
        let start = at + start;
        let end = start + text.iter().skip(start).take_while(|byte| is_part(byte)).count();
        run(text, start..end, found);
        at = end;
    }
    reversed(text, found);
}

fn is_part(byte: &u8) -> bool {
    byte.is_ascii_hexdigit() || *byte == b':'
}

fn run(text: &[u8], run: Range<usize>, found: &mut dyn FnMut(Found)) {
    let Some(part) = text.get(run.clone()) else { return };
    if memchr::memchr_iter(b':', part).nth(1).is_none() {
        return;
    }
    for start in run.clone() {
        let behind_colon = start == run.start || text.get(start - 1) == Some(&b':');
        if !behind_colon || !could_start(text, start) {
            continue;
        }
        for end in ends(text, start, run.end) {
            if let Some(address) = address(text, start..end) {
                let (form, belief) = (Form::Plain, Belief::Sure);
                found(Found { range: start..end, address, form, belief });
            }
        }
    }
}

/// A group, or two colons.
fn could_start(text: &[u8], start: usize) -> bool {
    match text.get(start) {
        Some(b':') => text.get(start + 1) == Some(&b':'),
        Some(byte) => byte.is_ascii_hexdigit(),
        None => false,
    }
}

fn address(text: &[u8], range: Range<usize>) -> Option<IpAddr> {
    let address: Ipv6Addr = str::from_utf8(text.get(range)?).ok()?.parse().ok()?;
    Some(IpAddr::from(address).to_canonical())
}

/// Where an address that starts there may end, the furthest first. Without two colons it has
/// exactly eight groups, or six and four octets.
fn ends(text: &[u8], start: usize, run_end: usize) -> Vec<usize> {
    let last = run_end.min(start + LONGEST);
    let window = text.get(start..last).unwrap_or_default();
    let short = memchr::memmem::find(window, b"::");
    let (mut ends, mut groups, mut at) = (Vec::new(), 0, start);
    while at < last && groups <= GROUPS {
        if text.get(at) == Some(&b':') {
            at += 1;
            if short.is_some_and(|short| at == start + short + 2) {
                ends.push(at);
            }
            continue;
        }
        let group = at;
        at += text.iter().take(last).skip(at).take_while(|byte| **byte != b':').count();
        groups += 1;
        if short.is_some() || groups == GROUPS {
            ends.push(at);
        }
        if at == run_end && (short.is_some() || groups == 7) {
            ends.extend(octets_end(text, group));
        }
    }
    ends.reverse();
    ends
}

/// Past four decimal numbers with dots between.
fn octets_end(text: &[u8], start: usize) -> Option<usize> {
    let digits =
        |at: usize| at + text.iter().skip(at).take(3).take_while(|b| b.is_ascii_digit()).count();
    let mut at = digits(start);
    for _ in 0..3 {
        if text.get(at) != Some(&b'.') {
            return None;
        }
        at = digits(at + 1);
    }
    Some(at)
}

/// Thirty-two digits, the last one first, with dots between, before `.ip6.arpa`.
fn reversed(text: &[u8], found: &mut dyn FnMut(Found)) {
    const LENGTH: usize = 63;
    for end in memchr::memmem::find_iter(text, b".ip6.arpa") {
        let Some(start) = end.checked_sub(LENGTH) else { continue };
        let Some(digits) = text.get(start..end) else { continue };
        let bits = digits.iter().enumerate().rev().try_fold(0_u128, |bits, (at, byte)| {
            match (at % 2, char::from(*byte).to_digit(16)) {
                (0, Some(digit)) => Some(bits << 4 | u128::from(digit)),
                (1, None) if *byte == b'.' => Some(bits),
                _ => None,
            }
        });
        if let Some(bits) = bits {
            let address = IpAddr::from(Ipv6Addr::from_bits(bits)).to_canonical();
            let (form, belief) = (Form::Reversed, Belief::Sure);
            found(Found { range: start..end, address, form, belief });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, address: &str) -> Vec<String> {
        let mut all = Vec::new();
        each(text.as_bytes(), &mut |found| {
            if found.address == address.parse::<IpAddr>().unwrap() {
                all.push(text[found.range].to_owned());
            }
        });
        all
    }

    #[test]
    fn an_address_is_found_in_every_spelling() {
        let name = "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2";
        for (text, spelling) in [
            ("2001:db8::7", "2001:db8::7"),
            ("http://[2001:db8:0:0::7]:80/", "2001:db8:0:0::7"),
            ("2001:0db8:0000:0000:0000:0000:0000:0007", "2001:0db8:0000:0000:0000:0000:0000:0007"),
            ("2001:db8:0:0:0:0:0:7:80", "2001:db8:0:0:0:0:0:7"),
            ("host:2001:db8::7%eth0", "2001:db8::7"),
            ("a:2001:db8::7", "2001:db8::7"),
            ("2001:db8::0.0.0.7", "2001:db8::0.0.0.7"),
            ("2001:db8::7:80", "2001:db8::7"),
            (&format!("x {name}.ip6.arpa"), name),
        ] {
            assert_eq!(finds(text, "2001:db8::7"), [spelling], "{text}");
        }
        assert_eq!(finds("::ffff:203.0.113.7", "203.0.113.7"), ["::ffff:203.0.113.7"]);
        assert_eq!(finds("0:0:0:0:0:ffff:203.0.113.7", "203.0.113.7").len(), 1);
        assert_eq!(finds("::ffff:cb00:7107", "203.0.113.7"), ["::ffff:cb00:7107"]);
        assert_eq!(finds("64:ff9b::", "64:ff9b::"), ["64:ff9b::"]);
    }

    #[test]
    fn what_is_no_address_is_not_found() {
        let mut all = Vec::new();
        for text in ["12:34:56", "aa:bb:cc:dd:ee:ff", "x:y", "12001:db8:::7", "a:b:c", ":80"] {
            each(text.as_bytes(), &mut |found| all.push((text, found)));
        }
        assert!(all.iter().all(|(text, _)| *text == "12001:db8:::7"), "{all:?}");
        assert!(finds("12001:db8::7", "2001:db8::7").is_empty());
        assert!(finds("2001:db8::77", "2001:db8::7").is_empty());
    }

    #[test]
    fn a_long_run_takes_time_that_grows_with_it() {
        let mut count = 0;
        each("1::".repeat(20_000).as_bytes(), &mut |_| count += 1);
        each("1:".repeat(30_000).as_bytes(), &mut |_| count += 1);
        assert!(count < 400_000, "{count}");
    }
}
