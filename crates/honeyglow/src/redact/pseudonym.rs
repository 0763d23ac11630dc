//! Pseudonyms of addresses that keep their prefixes: Crypto-PAn.
//!
//! J. Xu, J. Fan, M. Ammar, S. Moon: Prefix-preserving IP address anonymization (ICNP 2002). Two
//! addresses that begin with the same n bits have pseudonyms that begin with the same n bits, so
//! that neighbours stay neighbours; without the key nothing else is known. AES-128 is the
//! pseudorandom function: the first half of the key is its key, the second half, encrypted once, is
//! the pad. IPv6 is done over 128 bits instead of 32, as everybody does; the paper stops at IPv4.
//!
//! A pseudonym looks like an address and may be somebody's. Who sends probes with known source
//! addresses and finds them again in what is published learns the pseudonyms of their prefixes:
//! that is the price of any scheme that keeps prefixes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Block};

/// The mapping of one key.
#[derive(Clone)]
pub(super) struct CryptoPan {
    cipher: Aes128,
    pad: u128,
}

impl CryptoPan {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let (cipher_key, pad) = halves(key);
        let cipher = Aes128::new(&cipher_key.into());
        let mut pad = Block::from(pad);
        cipher.encrypt_block(&mut pad);
        Self { cipher, pad: u128::from_be_bytes(pad.into()) }
    }

    /// The pseudonym of an address; of IPv4 in IPv6 (`::ffff:192.0.2.1`), that of the IPv4 address.
    pub(super) fn of(&self, address: IpAddr) -> IpAddr {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let flipped = self.flips::<32>(u128::from(v4.to_bits()) << 96) >> 96;
                // The shift leaves 32 bits.
                Ipv4Addr::from_bits(v4.to_bits() ^ flipped as u32).into()
            }
            IpAddr::V6(v6) => {
                Ipv6Addr::from_bits(v6.to_bits() ^ self.flips::<128>(v6.to_bits())).into()
            }
        }
    }

    /// Which of the leading bits change: each depends on the bits before it, and on nothing else.
    fn flips<const BITS: usize>(&self, address: u128) -> u128 {
        let mut blocks = [Block::default(); BITS];
        for (block, known) in blocks.iter_mut().zip(0..) {
            let behind = u128::MAX >> known;
            *block = Block::from((address & !behind | self.pad & behind).to_be_bytes());
        }
        self.cipher.encrypt_blocks(&mut blocks);
        blocks.iter().zip(0..).fold(0, |flips, (block, known)| {
            let first = u128::from(block[0] >> 7);
            flips | first << (127 - known)
        })
    }
}

/// Both halves of a key.
pub(super) fn halves(key: &[u8; 32]) -> ([u8; 16], [u8; 16]) {
    let mut halves = ([0; 16], [0; 16]);
    halves.0.copy_from_slice(&key[..16]);
    halves.1.copy_from_slice(&key[16..]);
    halves
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The key of the sample that came with the authors' own program.
    const SAMPLE_KEY: [u8; 32] = [
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131,
        121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2,
    ];

    #[test]
    fn the_sample_of_the_authors_comes_out() {
        for (address, pseudonym) in [
            ("128.11.68.132", "135.242.180.132"),
            ("129.118.74.4", "134.136.186.123"),
            ("130.132.252.244", "133.68.164.234"),
            ("141.223.7.43", "141.167.8.160"),
            ("152.163.225.39", "151.140.114.167"),
            ("165.247.96.84", "162.9.99.234"),
            ("192.102.249.13", "252.138.62.131"),
            ("207.155.9.214", "241.220.250.22"),
            ("216.254.18.172", "235.7.16.162"),
            ("24.0.250.221", "100.15.198.226"),
            ("4.3.88.225", "124.60.155.63"),
            ("64.39.15.238", "0.219.7.41"),
            ("10.185.25.118", "117.161.29.118"),
            ("::ffff:10.185.25.118", "117.161.29.118"),
        ] {
            let found = CryptoPan::new(&SAMPLE_KEY).of(address.parse().unwrap());
            assert_eq!(found.to_string(), pseudonym, "{address}");
        }
    }

    /// The values that the other programs give for IPv6.
    #[test]
    fn ipv6_comes_out_as_elsewhere() {
        for (address, pseudonym) in [
            ("::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed"),
            ("::2", "78ff:f001:9fc0:20df:8380:b1f1:704:ef"),
            ("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e"),
            ("2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c"),
        ] {
            let found = CryptoPan::new(&SAMPLE_KEY).of(address.parse().unwrap());
            assert_eq!(found.to_string(), pseudonym, "{address}");
        }
    }

    proptest! {
        #[test]
        fn as_many_leading_bits_are_shared_as_before(
            key: [u8; 32], one: u32, other: u32, six: u128, shared in 0_u32..129
        ) {
            let map = CryptoPan::new(&key);
            // Addresses at random share few bits; let the other begin as the first does.
            let other = one & !u32::MAX.checked_shr(shared.min(32)).unwrap_or(0)
                | other & u32::MAX.checked_shr(shared.min(32)).unwrap_or(0);
            let bits = |bits: u32| match map.of(Ipv4Addr::from_bits(bits).into()) {
                IpAddr::V4(v4) => v4.to_bits(),
                IpAddr::V6(_) => unreachable!(),
            };
            prop_assert_eq!((one ^ other).leading_zeros(), (bits(one) ^ bits(other)).leading_zeros());
            let next = six ^ 1_u128.checked_shl(127 - shared.min(127)).unwrap_or(0);
            let wide = |bits: u128| match map.of(Ipv6Addr::from_bits(bits).into()) {
                IpAddr::V6(v6) => v6.to_bits(),
                IpAddr::V4(v4) => u128::from(v4.to_bits()),
            };
            if six >> 32 != 0xffff && next >> 32 != 0xffff {
                prop_assert_eq!((six ^ next).leading_zeros(), (wide(six) ^ wide(next)).leading_zeros());
            }
        }
    }
}
