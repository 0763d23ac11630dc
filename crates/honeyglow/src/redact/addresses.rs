//! IPv4 addresses in a text, however they are spelled.
//!
//! Values are compared, not spellings: a text is taken apart into numbers, and numbers with the
//! same separator between them into addresses, so that 1.2.3.4 is not found in 11.2.3.45. Found:
//! four numbers with `.`, `-` or `_` between them, in decimal, octal or hexadecimal; the short
//! forms of `inet_aton` (`203.28935`, `3405803783`, `0xcb007107`, `031300070407`); `in-addr.arpa`
//! names. Not found: three numbers, spaces, other separators, addresses that a program puts
//! together. Two passes at most, with a memory of four numbers; IPv6 is in `addresses_v6`.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;

use super::addresses_v6;

/// An address in a folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) address: IpAddr,
    pub(super) form: Form,
    pub(super) belief: Belief,
}

/// How an address is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As usual, or as one number.
    Plain,
    /// With another separator: the middle of a provider's host name (`ip-203-0-113-7`).
    Separated(u8),
    /// Backwards, as the name service has it.
    Reversed,
}

/// How sure it is that an address is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Belief {
    /// It is one.
    Sure,
    /// It may be a number or a piece of something: only a known address is believed.
    IfKnown,
}

/// Finds all addresses of a text. Ranges may overlap.
pub(super) fn each(text: &[u8], found: &mut dyn FnMut(Found)) {
    each_v4(text, found);
    addresses_v6::each(text, found);
}

/// A number as it stands in the text.
#[derive(Clone, Copy, Debug)]
struct Number {
    start: usize,
    end: usize,
    base: Base,
    /// Its value in decimal.
    decimal: Option<u32>,
    /// Its value as `inet_aton` reads it: `0x` is hexadecimal, `0` octal.
    inet: Option<u32>,
}

/// What a number begins with, or whether that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    /// A digit.
    Digits,
    /// `0x`, if a digit follows.
    Hex,
}

impl Number {
    /// The number that starts at a digit; `0x` is looked for if the base is that.
    fn at(text: &[u8], start: usize, base: Base) -> Self {
        let digits = |from: usize, is_digit: fn(&u8) -> bool| {
            from + text.iter().skip(from).take_while(|byte| is_digit(byte)).count()
        };
        let value = |from: usize, end: usize, radix: u32| {
            let digits = str::from_utf8(text.get(from..end)?).ok()?;
            u32::from_str_radix(digits, radix).ok()
        };
        if base == Base::Hex && text.get(start..start + 2) == Some(b"0x") {
            let end = digits(start + 2, u8::is_ascii_hexdigit);
            // In `0x0xcb` the second zero belongs to what follows.
            let is_next = text.get(end - 1..=end) == Some(b"0x");
            let end = end - usize::from(is_next);
            if end > start + 2 {
                let inet = value(start + 2, end, 16);
                return Self { start, end, base, decimal: None, inet };
            }
        }
        let end = digits(start, u8::is_ascii_digit);
        let radix = if end > start + 1 && text.get(start) == Some(&b'0') { 8 } else { 10 };
        let (decimal, inet) = (value(start, end, 10), value(start, end, radix));
        Self { start, end, base: Base::Digits, decimal, inet }
    }

    /// Does no letter or digit touch it?
    fn stands_alone(&self, text: &[u8]) -> bool {
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
        let before = self.start.checked_sub(1).and_then(|at| text.get(at));
        !before.is_some_and(is_letter) && !text.get(self.end).is_some_and(is_letter)
    }
}

/// The last numbers with the same separator between them, at most four.
#[derive(Clone, Copy, Debug)]
struct Chain {
    numbers: [Option<Number>; 4],
    separator: u8,
}

impl Chain {
    fn push(self, number: Number, separator: Option<u8>) -> Self {
        let [_, second, third, last] = self.numbers;
        match separator {
            Some(separator) if separator == self.separator => {
                Self { numbers: [second, third, last, Some(number)], separator }
            }
            Some(separator) => Self { numbers: [None, None, last, Some(number)], separator },
            None => Self { numbers: [None, None, None, Some(number)], separator: 0 },
        }
    }
}

/// Finds the IPv4 addresses of a text.
pub(super) fn each_v4(text: &[u8], found: &mut dyn FnMut(Found)) {
    numbers(text, Base::Digits, found);
    // What looks hexadecimal may be decimal behind an `0x` that somebody put there.
    if memchr::memmem::find(text, b"0x").is_some() {
        numbers(text, Base::Hex, found);
    }
}

fn numbers(text: &[u8], base: Base, found: &mut dyn FnMut(Found)) {
    let mut chain = Chain { numbers: [None; 4], separator: 0 };
    let mut at = 0;
    while let Some(skipped) =
        text.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit))
    {
        let number = Number::at(text, at + skipped, base);
        let separator =
            text.get(at).copied().filter(|byte| skipped == 1 && at > 0 && b".-_".contains(byte));
        chain = chain.push(number, separator);
        quad(text, &chain, found);
        short(&chain, found);
        single(text, number, found);
        at = number.end;
    }
}

/// Four numbers.
fn quad(text: &[u8], chain: &Chain, found: &mut dyn FnMut(Found)) {
    let [Some(first), Some(second), Some(third), Some(last)] = chain.numbers else { return };
    let parts = [first, second, third, last];
    let form = match chain.separator {
        b'.' => Form::Plain,
        separator => Form::Separated(separator),
    };
    let range = first.start..last.end;
    let (decimal, inet) = (octets(parts.map(|p| p.decimal)), octets(parts.map(|p| p.inet)));
    let belief = Belief::Sure;
    for address in [decimal, inet.filter(|inet| Some(*inet) != decimal)].into_iter().flatten() {
        found(Found { range: range.clone(), address: address.into(), form, belief });
    }
    let is_reversed = text.get(last.end..).is_some_and(|rest| rest.starts_with(b".in-addr.arpa"));
    if let (true, Some(address)) = (is_reversed, decimal) {
        let [a, b, c, d] = address.octets();
        let address = Ipv4Addr::new(d, c, b, a).into();
        found(Found { range, address, form: Form::Reversed, belief });
    }
}

fn octets(values: [Option<u32>; 4]) -> Option<Ipv4Addr> {
    let [a, b, c, d] = values.map(|value| u8::try_from(value?).ok());
    Some(Ipv4Addr::new(a?, b?, c?, d?))
}

/// Two or three numbers, of which the last holds what is missing. One that fits an octet is more
/// likely a version.
fn short(chain: &Chain, found: &mut dyn FnMut(Found)) {
    let [_, second, Some(third), Some(last)] = chain.numbers else { return };
    let Some(rest) = last.inet.filter(|rest| chain.separator == b'.' && *rest > 255) else {
        return;
    };
    let octet = |number: Number| number.inet.filter(|value| *value < 256);
    let mut take = |start: usize, bits: u32| {
        let (range, address) = (start..last.end, Ipv4Addr::from_bits(bits).into());
        found(Found { range, address, form: Form::Plain, belief: Belief::IfKnown });
    };
    let Some(near) = octet(third) else { return };
    if rest < 1 << 24 {
        take(third.start, near << 24 | rest);
    }
    if let Some((start, far)) = second.and_then(|second| Some((second.start, octet(second)?)))
        && rest < 1 << 16
    {
        take(start, far << 24 | near << 16 | rest);
    }
}

/// A number that is an address by itself. Below 1.0.0.0 there are none; eight hexadecimal digits
/// are hardly anything else.
fn single(text: &[u8], number: Number, found: &mut dyn FnMut(Found)) {
    const LEAST: u32 = 1 << 24;
    let Number { start, end, base, decimal, inet } = number;
    let is_sure = base == Base::Hex && number.stands_alone(text);
    let belief = if is_sure { Belief::Sure } else { Belief::IfKnown };
    for bits in [decimal, inet.filter(|inet| Some(*inet) != decimal)].into_iter().flatten() {
        if bits >= LEAST {
            let address = Ipv4Addr::from_bits(bits).into();
            found(Found { range: start..end, address, form: Form::Plain, belief });
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
        for (text, spelling) in [
            ("203.0.113.7", "203.0.113.7"),
            ("v203.0.113.7,", "203.0.113.7"),
            ("0x0xcb.0.113.7", "0xcb.0.113.7"),
            ("0x1a203.0.113.7", "203.0.113.7"),
            ("wget http://203.0.113.7:80/x", "203.0.113.7"),
            ("9.203.0.113.7.80", "203.0.113.7"),
            ("203.000.113.007", "203.000.113.007"),
            ("0313.0.0161.07", "0313.0.0161.07"),
            ("0xcb.0x0.0x71.0x7", "0xcb.0x0.0x71.0x7"),
            ("ec2-203-0-113-7.x.example", "203-0-113-7"),
            ("203_0_113_7", "203_0_113_7"),
            ("1-203.0.113.7", "203.0.113.7"),
            ("ping 203.28935", "203.28935"),
            ("203.0.28935", "203.0.28935"),
            ("http://3405803783/", "3405803783"),
            ("a3405803783x", "3405803783"),
            ("0xcb007107", "0xcb007107"),
            ("031300070407", "031300070407"),
            ("7.113.0.203.in-addr.arpa", "7.113.0.203"),
        ] {
            assert_eq!(finds(text, "203.0.113.7"), [spelling], "{text}");
        }
    }

    #[test]
    fn a_part_of_something_else_is_not_the_address() {
        for text in [
            "1203.0.113.7",
            "203.0.113.70",
            "203.0.113",
            "203.0-113.7",
            "203..0.113.7",
            "203.0.113.x7",
            "13405803783",
            "7.113.0.203",
            "0xcb0071071",
            "99999999999999999999.0.113.7",
        ] {
            assert!(finds(text, "203.0.113.7").is_empty(), "{text}");
        }
        assert!(finds("11.2.3.45", "1.2.3.4").is_empty());
        assert!(finds("version 10.1", "10.0.0.1").is_empty());
    }

    #[test]
    fn what_may_be_a_number_is_only_believed_of_known_addresses() {
        let belief = |text: &str| {
            let mut all = Vec::new();
            each(text.as_bytes(), &mut |found| all.push(found.belief));
            all
        };
        assert_eq!(belief("1700000000"), [Belief::IfKnown]);
        assert_eq!(belief("0.0.0.9"), [Belief::Sure]);
        assert_eq!(belief("12345 0 7"), []);
    }
}
