//! Short keyed tags: equal texts have equal tags, and without the key no list of likely texts
//! tells which is which.
//!
//! AES-CMAC (NIST SP 800-38B, RFC 4493) over the domain and the text. Its key is made from the
//! site's key, so that tags and pseudonyms share none.

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Block};

use super::pseudonym::halves;

/// What is tagged. A password and a sensor of the same name have different tags.
#[derive(Clone, Copy, Debug)]
pub(super) enum Domain {
    Password,
    Sensor,
    Address,
}

/// The tags of one key.
#[derive(Clone)]
pub(super) struct Tags {
    mac: Cmac,
}

impl Tags {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let (_, half) = halves(key);
        let key = Cmac::new(half).of(&[b"honeyglow tags"]);
        Self { mac: Cmac::new(key) }
    }

    /// 24 bits as hex: of a thousand different texts, two have the same tag in 3 of 100 cases.
    /// Longer would be harder to read and tell apart no better by eye.
    pub(super) fn of(&self, domain: Domain, text: &str) -> String {
        let domain = match domain {
            Domain::Password => b"p",
            Domain::Sensor => b"s",
            Domain::Address => b"a",
        };
        let [first, second, third, ..] = self.mac.of(&[domain, text.as_bytes()]);
        format!("{first:02x}{second:02x}{third:02x}")
    }
}

/// RFC 4493, 2.4.
#[derive(Clone)]
struct Cmac {
    cipher: Aes128,
    /// For a last block that is full, and for one that is padded.
    subkeys: [u128; 2],
}

const BLOCK: usize = 16;

impl Cmac {
    fn new(key: [u8; BLOCK]) -> Self {
        let cipher = Aes128::new(&key.into());
        let first = double(encrypt(&cipher, 0));
        Self { cipher, subkeys: [first, double(first)] }
    }

    /// The code of the parts put together.
    fn of(&self, parts: &[&[u8]]) -> [u8; BLOCK] {
        let mut chain = 0;
        let mut block = [0_u8; BLOCK];
        let mut filled = 0;
        for byte in parts.iter().copied().flatten() {
            if filled == BLOCK {
                chain = encrypt(&self.cipher, chain ^ u128::from_be_bytes(block));
                (block, filled) = ([0; BLOCK], 0);
            }
            block[filled] = *byte;
            filled += 1;
        }
        let [full, padded] = self.subkeys;
        let subkey = if filled == BLOCK {
            full
        } else {
            block[filled] = 0x80;
            padded
        };
        encrypt(&self.cipher, chain ^ u128::from_be_bytes(block) ^ subkey).to_be_bytes()
    }
}

fn encrypt(cipher: &Aes128, bits: u128) -> u128 {
    let mut block = Block::from(bits.to_be_bytes());
    cipher.encrypt_block(&mut block);
    u128::from_be_bytes(block.into())
}

/// Doubling in the field of 2^128 elements.
fn double(bits: u128) -> u128 {
    bits << 1 ^ if bits >> 127 == 1 { 0x87 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4493, 4.
    #[test]
    fn the_examples_of_the_standard_come_out() {
        let key = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes();
        let message: Vec<u8> = [
            0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128,
            0xae2d_8a57_1e03_ac9c_9eb7_6fac_45af_8e51,
            0x30c8_1c46_a35c_e411_e5fb_c119_1a0a_52ef,
            0xf69f_2445_df4f_9b17_ad2b_417b_e66c_3710,
        ]
        .into_iter()
        .flat_map(u128::to_be_bytes)
        .collect();
        for (length, code) in [
            (0, 0xbb1d_6929_e959_3728_7fa3_7d12_9b75_6746_u128),
            (16, 0x070a_16b4_6b4d_4144_f79b_dd9d_d04a_287c),
            (40, 0xdfa6_6747_de9a_e630_30ca_3261_1497_c827),
            (64, 0x51f0_bebf_7e3b_9d92_fc49_7417_7936_3cfe),
        ] {
            let (one, other) = message[..length].split_at(length / 3);
            assert_eq!(Cmac::new(key).of(&[one, other]), code.to_be_bytes(), "{length}");
        }
    }

    #[test]
    fn a_tag_depends_on_key_domain_and_text() {
        let tags = Tags::new(&[7; 32]);
        let tag = tags.of(Domain::Password, "123456");
        assert_eq!(tag.len(), 6);
        assert_eq!(tag, Tags::new(&[7; 32]).of(Domain::Password, "123456"));
        assert_ne!(tag, Tags::new(&[8; 32]).of(Domain::Password, "123456"));
        assert_ne!(tag, tags.of(Domain::Sensor, "123456"));
        assert_ne!(tag, tags.of(Domain::Password, "1234567"));
    }
}
