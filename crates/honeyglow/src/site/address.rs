//! Names of files as addresses relative to the page.
//!
//! A file may be called after a view or by a template of names, so it may hold anything: `a:b`
//! would be read as a scheme, `//a` as a host, `#` and `?` as what follows a path. Everything but
//! the unreserved characters of RFC 3986 and the slash is percent-encoded.

use std::fmt::Write as _;

/// The address of a file in the page's directory, or below it.
pub(super) fn address(file: &str) -> String {
    let mut address = String::with_capacity(file.len());
    // A path that began with a slash would leave the directory.
    for byte in file.trim_start_matches('/').bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            _ => drop(write!(address, "%{byte:02X}")),
        }
    }
    address
}

/// The same below the address of the directory, where that is known.
pub(super) fn absolute(url: Option<&str>, file: &str) -> String {
    match url {
        Some(url) => format!("{}/{}", url.trim_end_matches('/'), address(file)),
        None => address(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_file_is_never_a_scheme_a_host_or_a_query() {
        for (file, expected) in [
            ("tunnels-2017-03-16.html", "tunnels-2017-03-16.html"),
            ("javascript:alert(1)", "javascript%3Aalert%281%29"),
            ("//evil.example/x", "evil.example/x"),
            ("a b#c?d%é\"", "a%20b%23c%3Fd%25%C3%A9%22"),
        ] {
            assert_eq!(address(file), expected);
        }
    }

    #[test]
    fn an_address_is_absolute_where_the_directory_is_known() {
        assert_eq!(absolute(Some("https://a.example/x/"), "b.html"), "https://a.example/x/b.html");
        assert_eq!(absolute(Some("https://a.example/x"), "b.html"), "https://a.example/x/b.html");
        assert_eq!(absolute(None, "b.html"), "b.html");
    }
}
