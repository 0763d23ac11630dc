//! What the sensor's shell is told, and the one place where something is quoted for it.

use std::collections::BTreeMap;

use super::{HEAD_BYTES, Want};

/// The words after the host. Whatever shell the user has there, this is one command and its
/// argument; the script comes through its stdin, so that nothing needs quoting for that shell.
pub(super) const COMMAND: [&str; 2] = ["sh", "-s"];

const COMMON: &str = include_str!("common.sh");
const LIST: &str = include_str!("list.sh");
const FETCH: &str = include_str!("fetch.sh");

/// The limits of unpacking, as the library's reader has them for files at hand.
const RATIO_LIMIT: u64 = 2_000;
const RATIO_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// Ends the shell, whichever pipes are still open.
pub(super) const END: &str = "kill \"$beat\" 2>/dev/null\nexit 0\n";

/// The text as one word of a POSIX shell, in which everything stands for itself. NUL, which neither a
/// name nor a word can hold, is left out.
pub(super) fn quoted(text: &[u8]) -> Vec<u8> {
    let mut word = Vec::with_capacity(text.len() + 2);
    word.push(b'\'');
    for byte in text {
        match byte {
            b'\'' => word.extend_from_slice(b"'\\''"),
            0 => {}
            byte => word.push(*byte),
        }
    }
    word.push(b'\'');
    word
}

/// The path as one word in which only wildcards and the home in front are more than themselves.
fn pattern_word(pattern: &str) -> Vec<u8> {
    let mut word = Vec::new();
    let mut rest = pattern;
    if let Some((home, below)) = pattern.split_once('/').filter(|(home, _)| is_home(home)) {
        word.extend_from_slice(home.as_bytes());
        word.push(b'/');
        rest = below;
    }
    let mut literal = Vec::new();
    while let Some(first) = rest.chars().next() {
        let wildcard = match first {
            '*' | '?' => 1,
            '[' => bracket_length(rest),
            _ => 0,
        };
        if wildcard > 0 {
            push_literal(&mut word, &mut literal);
            word.extend_from_slice(&rest.as_bytes()[..wildcard]);
            rest = &rest[wildcard..];
        } else {
            literal.extend_from_slice(&rest.as_bytes()[..first.len_utf8()]);
            rest = &rest[first.len_utf8()..];
        }
    }
    push_literal(&mut word, &mut literal);
    word
}

fn push_literal(word: &mut Vec<u8>, literal: &mut Vec<u8>) {
    if !literal.is_empty() {
        word.append(&mut quoted(literal));
        literal.clear();
    }
}

/// `~` or `~user`, which the shell replaces only where it is not quoted.
fn is_home(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    word.strip_prefix('~').is_some_and(|user| user.chars().all(plain))
}

/// How long a set such as `[0-9]` or `[!a]` is that starts here; 0 if none does. Only what is no
/// character of the shell's may stand in it, because there it cannot be quoted.
fn bracket_length(text: &str) -> usize {
    let Some((set, _)) = text[1..].split_once(']') else { return 0 };
    let members = set.strip_prefix('!').unwrap_or(set);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ',' | ':');
    if members.is_empty() || !members.chars().all(plain) { 0 } else { set.len() + 2 }
}

/// The beginning of every script.
fn common(nonce: &str, beat_seconds: u64) -> String {
    format!("n={nonce} b={beat_seconds}\n{COMMON}")
}

/// Lists what the pattern matches.
pub(super) fn list(nonce: &str, beat_seconds: u64, pattern: &str) -> Vec<u8> {
    let mut script = common(nonce, beat_seconds).into_bytes();
    script.extend_from_slice(b"each() {\nfor f in ");
    script.append(&mut pattern_word(pattern));
    script.extend_from_slice(
        b"; do\nif [ -d \"$f\" ]; then for g in \"${f%/}\"/*; do [ -f \"$g\" ] && file \"$g\"; done\n\
          elif [ -f \"$f\" ]; then file \"$f\"; fi\ndone\n}\n",
    );
    script.extend_from_slice(format!("head_bytes={HEAD_BYTES}\n{LIST}").as_bytes());
    script
}

/// How beginnings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heads {
    /// As they lie there.
    Raw,
    /// Unpacked there.
    Unpacked,
}

/// The beginnings of the files with these numbers and names, after [`list`].
pub(super) fn heads<'n>(how: Heads, files: impl Iterator<Item = (usize, &'n [u8])>) -> Vec<u8> {
    let call = match how {
        Heads::Raw => "head_of",
        Heads::Unpacked => "unpacked_head_of",
    };
    let mut script = b"say \"$packing\"\n{\n".to_vec();
    for (number, name) in files {
        script.extend_from_slice(format!("{call} {number} ").as_bytes());
        script.append(&mut quoted(name));
        script.push(b'\n');
    }
    script.extend_from_slice(PACKED_END);
    script
}

/// The end of what is packed together. Complaints about single files are told by their ends.
const PACKED_END: &[u8] = b"say done\n} </dev/null 2>/dev/null | pack\n";

/// Brings what is wanted.
pub(super) fn fetch(nonce: &str, beat_seconds: u64, wants: &[Want]) -> Vec<u8> {
    let mut script = common(nonce, beat_seconds).into_bytes();
    script.extend_from_slice(
        format!("ratio_limit={RATIO_LIMIT} ratio_free_bytes={RATIO_FREE_BYTES}\n").as_bytes(),
    );
    script.extend_from_slice(FETCH.as_bytes());
    let mut filters: BTreeMap<&[String], usize> = BTreeMap::new();
    for want in wants.iter().filter(|want| !want.needles.is_empty()) {
        let number = filters.len();
        if filters.contains_key(&want.needles[..]) {
            continue;
        }
        filters.insert(&want.needles, number);
        script.extend_from_slice(format!("filter_{number}() {{ filter").as_bytes());
        for needle in &want.needles {
            script.extend_from_slice(b" -e ");
            script.append(&mut quoted(needle.as_bytes()));
        }
        script.extend_from_slice(b"; }\n");
    }
    script.extend_from_slice(b"{\n");
    for (number, want) in wants.iter().enumerate() {
        let filter = filters.get(&want.needles[..]);
        let filter = filter.map_or_else(|| "all".to_owned(), ToString::to_string);
        let call = format!("take {number} {} filter_{filter} ", want.from);
        script.extend_from_slice(call.as_bytes());
        script.append(&mut quoted(&want.name));
        script.push(b'\n');
    }
    script.extend_from_slice(PACKED_END);
    script.extend_from_slice(END.as_bytes());
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(pattern: &str) -> String {
        String::from_utf8(pattern_word(pattern)).unwrap()
    }

    #[test]
    fn only_wildcards_and_the_home_stay_unquoted() {
        assert_eq!(word("/var/log/cowrie.json*"), "'/var/log/cowrie.json'*");
        assert_eq!(word("/a?b[0-9][!x]"), "'/a'?'b'[0-9][!x]");
        assert_eq!(word("~/log/*"), "~/'log/'*");
        assert_eq!(word("~cowrie/x"), "~cowrie/'x'");
    }

    #[test]
    fn what_a_shell_would_run_is_quoted() {
        assert_eq!(word("/$(touch x) 'a';*"), "'/$(touch x) '\\''a'\\'';'*");
        assert_eq!(word("/a[$(id)]`x`"), "'/a[$(id)]`x`'");
        assert_eq!(word("/a[]"), "'/a[]'");
        assert_eq!(word("/a[b"), "'/a[b'");
        assert_eq!(word("~$(id)/x"), "'~$(id)/x'");
        assert_eq!(word("/x/~/y"), "'/x/~/y'");
    }

    #[test]
    fn equal_filters_are_told_once() {
        let want = |name: &str, needles: &[&str]| Want {
            name: name.into(),
            from: 7,
            needles: needles.iter().map(|needle| (*needle).to_owned()).collect(),
        };
        let wants = [want("/a", &["x'", "y"]), want("/b", &[]), want("/c", &["x'", "y"])];
        let script = String::from_utf8(fetch("N", 5, &wants)).unwrap();
        assert_eq!(script.matches("filter_0() { filter -e 'x'\\''' -e 'y'; }\n").count(), 1);
        let calls = "take 0 7 filter_0 '/a'\ntake 1 7 filter_all '/b'\ntake 2 7 filter_0 '/c'\n";
        assert!(script.contains(calls), "{script}");
    }
}
