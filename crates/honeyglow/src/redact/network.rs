//! A network: an address and how many of its leading bits count (RFC 4632, RFC 4291 2.3).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// All addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    base: IpAddr,
    length: u8,
}

/// How many leading bits of `::ffff:0:0` say that IPv4 follows.
const MAPPED_BITS: u8 = 96;

impl Network {
    /// The network of that address and length. Bits behind the length are not looked at; IPv4 that
    /// is written as IPv6 (`::ffff:192.0.2.0`) is IPv4.
    ///
    /// # Errors
    /// A length beyond the address's bits.
    pub fn new(address: IpAddr, length: u8) -> Result<Self, NetworkError> {
        let (address, length) = match (address, address.to_canonical()) {
            (IpAddr::V6(_), IpAddr::V4(short)) if length >= MAPPED_BITS => {
                (IpAddr::V4(short), length - MAPPED_BITS)
            }
            _ => (address, length),
        };
        if length > width(address) {
            return Err(NetworkError::Length(length, width(address)));
        }
        let base = match address {
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & mask_v4(length))),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask_v6(length))),
        };
        Ok(Self { base, length })
    }

    /// Is the address inside? An address of the other version never is.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(v4)) => {
                v4.to_bits() & mask_v4(self.length) == base.to_bits()
            }
            (IpAddr::V6(base), IpAddr::V6(v6)) => {
                v6.to_bits() & mask_v6(self.length) == base.to_bits()
            }
            _ => false,
        }
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn mask_v4(length: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0)
}

fn mask_v6(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

impl FromStr for Network {
    type Err = NetworkError;

    /// `203.0.113.0/24`, `2001:db8::/32`; an address alone is the network of itself.
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let unreadable = || NetworkError::Unreadable(text.to_owned());
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| unreadable())?;
        let length = match length {
            Some(length) => length.trim().parse().map_err(|_| unreadable())?,
            None => width(address),
        };
        Self::new(address, length)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.length)
    }
}

/// Why a network was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkError {
    /// No address with a length behind it.
    Unreadable(String),
    /// More bits than such an address has.
    Length(u8, u8),
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetworkError::Unreadable(text) => write!(
                f,
                "`{}` is no network: write it as `203.0.113.0/24` or `2001:db8::/32`",
                text.escape_debug()
            ),
            NetworkError::Length(length, most) => {
                write!(f, "a network of /{length}: the address has {most} bits")
            }
        }
    }
}

impl std::error::Error for NetworkError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_read_and_holds_its_addresses() {
        for (network, shown, inside, outside) in [
            ("203.0.113.77/24", "203.0.113.0/24", "203.0.113.255", "203.0.114.0"),
            ("203.0.113.7", "203.0.113.7/32", "203.0.113.7", "203.0.113.6"),
            ("0.0.0.0/0", "0.0.0.0/0", "255.255.255.255", "::1"),
            ("2001:db8::1/32", "2001:db8::/32", "2001:db8:ffff::", "2001:db9::"),
            ("::/0", "::/0", "ffff::", "1.2.3.4"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8", "::ffff:10.9.8.7", "11.0.0.0"),
        ] {
            let network: Network = network.parse().unwrap();
            assert_eq!(network.to_string(), shown);
            assert!(network.contains(inside.parse().unwrap()), "{network} {inside}");
            assert!(!network.contains(outside.parse().unwrap()), "{network} {outside}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "x", "1.2.3/8", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/300", "::/a"] {
            assert!(matches!(text.parse::<Network>(), Err(NetworkError::Unreadable(_))), "{text}");
        }
        assert_eq!("1.2.3.4/33".parse::<Network>(), Err(NetworkError::Length(33, 32)));
        assert_eq!("::/129".parse::<Network>(), Err(NetworkError::Length(129, 128)));
    }
}
