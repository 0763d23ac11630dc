//! Which addresses are the operator's own.

use std::net::{IpAddr, Ipv4Addr};

use super::Network;

/// Whose an address is, of those that must not be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The honeypot's.
    Sensor,
    /// Another's in one of the own networks.
    Network,
}

impl Owner {
    /// What stands in the place of the address.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Owner::Sensor => "[sensor]",
            Owner::Network => "[own network]",
        }
    }
}

/// The addresses and networks of the operator.
#[derive(Clone, Debug, Default)]
pub(super) struct Own {
    /// Sorted.
    addresses: Vec<IpAddr>,
    networks: Vec<Network>,
}

impl Own {
    pub(super) fn new(addresses: &[IpAddr], networks: Vec<Network>) -> Self {
        let mut addresses: Vec<IpAddr> = addresses.iter().map(IpAddr::to_canonical).collect();
        addresses.sort_unstable();
        addresses.dedup();
        Self { addresses, networks }
    }

    /// Is nothing own?
    pub(super) fn is_empty(&self) -> bool {
        self.addresses.is_empty() && self.networks.is_empty()
    }

    /// Whose the address is; an IPv6 address that carries an own IPv4 address is own too.
    pub(super) fn of(&self, address: IpAddr) -> Option<Owner> {
        let address = address.to_canonical();
        self.plain(address).or_else(|| self.plain(carried(address)?.into()))
    }

    fn plain(&self, address: IpAddr) -> Option<Owner> {
        if is_nobodys(address) {
            None
        } else if self.addresses.binary_search(&address).is_ok() {
            Some(Owner::Sensor)
        } else if self.networks.iter().any(|network| network.contains(address)) {
            Some(Owner::Network)
        } else {
            None
        }
    }
}

/// Loopback and the address that is none: they tell nothing of anybody, so they stay as they are.
pub(super) fn is_nobodys(address: IpAddr) -> bool {
    address.is_loopback() || address.is_unspecified()
}

/// The IPv4 address inside of an IPv6 one: IPv4-compatible (RFC 4291 2.5.5.1), 6to4 (RFC 3056),
/// NAT64 (RFC 6052). IPv4-mapped addresses are IPv4 by then.
fn carried(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(v6) = address else { return None };
    let (high, low) = match v6.segments() {
        [0, 0, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Own {
        let addresses = ["203.0.113.7", "::ffff:198.51.100.9", "2001:db8::7", "127.0.0.1", "::"];
        Own::new(
            &addresses.map(|text| text.parse().unwrap()),
            vec!["203.0.113.0/24".parse().unwrap(), "127.0.0.0/8".parse().unwrap()],
        )
    }

    #[test]
    fn an_address_is_own_in_every_form() {
        for (address, owner) in [
            ("203.0.113.7", Some(Owner::Sensor)),
            ("::ffff:203.0.113.7", Some(Owner::Sensor)),
            ("198.51.100.9", Some(Owner::Sensor)),
            ("64:ff9b::cb00:7107", Some(Owner::Sensor)),
            ("2002:cb00:7107::1", Some(Owner::Sensor)),
            ("::203.0.113.7", Some(Owner::Sensor)),
            ("2001:db8:0::7", Some(Owner::Sensor)),
            ("203.0.113.8", Some(Owner::Network)),
            ("203.0.114.8", None),
            ("2001:db8::8", None),
        ] {
            assert_eq!(own().of(address.parse().unwrap()), owner, "{address}");
        }
    }

    #[test]
    fn loopback_is_nobodys_whatever_is_asked_for() {
        for address in ["127.0.0.1", "127.9.9.9", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(own().of(address.parse().unwrap()), None, "{address}");
        }
    }
}
