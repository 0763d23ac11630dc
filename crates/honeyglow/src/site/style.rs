//! The style of the pages, which is a part of each, and the policy that allows it alone.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The style sheet; it stands in each page, so that a page is whole by itself.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// The icon in a browser's tab, a cell of a comb.
pub(super) const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
    viewBox='0 0 32 32'%3E%3Cpath fill='%23e8a317' d='M16 1l13 7.5v15L16 31 3 23.5v-15z'/%3E%3C/svg%3E";

/// What a browser may do for a page: show the pictures beside it, and this very style. Only the
/// icon is no file; `data:` is of use for pictures alone.
pub(super) fn policy() -> String {
    let hash = base64(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; img-src 'self' data:; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'"
    )
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            if place > chunk.len() {
                text.push('=');
            } else {
                let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
                // Writing to a String cannot fail.
                let _ = write!(text, "{}", char::from(letter));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_style_can_stand_in_a_page_and_asks_for_nothing() {
        for never in ["<", "&", "url(", "@import", "expression"] {
            assert!(!STYLE.contains(never), "{never}");
        }
    }
}
