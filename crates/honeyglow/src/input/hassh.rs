//! HASSH: a client's fingerprint, for the years in which Cowrie logged the lists but not the hash.
//!
//! <https://github.com/salesforce/hassh>: MD5 over the client's algorithms for key exchange,
//! encryption, authentication and compression, each list joined by commas, the four by semicolons.

use md5::{Digest, Md5};
use serde_json::value::RawValue;

/// The hash of four lists, each as a JSON array of texts.
pub(super) fn of_lists(lists: [&str; 4]) -> Option<String> {
    let mut hash = Md5::new();
    for (index, list) in lists.into_iter().enumerate() {
        let names: Vec<&RawValue> = serde_json::from_str(list).ok()?;
        let names: Vec<String> = names
            .into_iter()
            .map(|name| serde_json::from_str(name.get()).ok())
            .collect::<Option<_>>()?;
        if index > 0 {
            hash.update(b";");
        }
        hash.update(names.join(","));
    }
    Some(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_lists_give_the_known_hash() {
        // A bot of 2024, whose hash Cowrie logged beside its lists.
        let hash = of_lists([
            r#"["diffie-hellman-group1-sha1","diffie-hellman-group14-sha1","diffie-hellman-group14-sha256"]"#,
            r#"["aes128-ctr"]"#,
            r#"["hmac-sha1","hmac-256","hmac-sha2-256"]"#,
            r#"["none", "zlib@openssh.com", "zlib"]"#,
        ]);
        assert_eq!(hash.as_deref(), Some("9d31b8e6c87f893d077ca6526f7c710b"));
        assert_eq!(of_lists(["[1]", "[]", "[]", "[]"]), None);
    }
}
