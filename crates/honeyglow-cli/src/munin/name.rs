//! Names of fields and graphs in Munin, and names of sites and sensors in its texts.
//!
//! Munin allows `[A-Za-z_][A-Za-z0-9_]*` and never `root`:
//! <https://guide.munin-monitoring.org/en/latest/reference/plugin.html>. Names become names of RRD
//! files, so they must stay the same from call to call.

use std::collections::{BTreeMap, BTreeSet};

use crate::terminal::visible;

/// Characters of a name: with the rest of an RRD file's name it must stay below the 255 bytes of a
/// file name.
const MAX_NAME: usize = 100;

/// Characters of a name in a title, which is one line of a picture some 400 pixels wide.
const MAX_SHOWN: usize = 40;

/// A name for each text, in their order, each another. A text whose name is another's too, or was cut
/// off, ends with its checksum, so that its name depends on no order.
pub(super) fn unique(texts: &[String]) -> Vec<String> {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts {
        *uses.entry(clean(text)).or_default() += 1;
    }
    let mut given = BTreeSet::new();
    texts
        .iter()
        .map(|text| {
            let mut name = clean(text);
            if uses.get(&name).is_some_and(|count| *count > 1) || text.chars().count() > MAX_NAME {
                name = format!("{name}_{:08x}", crc32fast::hash(text.as_bytes()));
            }
            // Two checksums are alike once in four thousand million; the later one gets longer.
            while !given.insert(name.clone()) {
                name.push('_');
            }
            name
        })
        .collect()
}

/// The text with an underscore for whatever a name cannot hold.
fn clean(text: &str) -> String {
    let mut name: String = text
        .chars()
        .take(MAX_NAME)
        .map(|character| if character.is_ascii_alphanumeric() { character } else { '_' })
        .collect();
    if name.is_empty() || name == "root" || name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
}

/// The name as it may stand in a title or a label: neither Munin's files nor its pages escape all
/// that means something to them, so only what means nothing is left.
pub(super) fn shown(text: &str) -> String {
    let seen = visible(text);
    let mut shown: String = seen
        .chars()
        .take(MAX_SHOWN)
        .map(|character| match character {
            ' ' | '.' | '-' | '_' | '@' | '+' | '/' => character,
            letter if letter.is_alphanumeric() => letter,
            _ => '_',
        })
        .collect();
    if seen.chars().count() > MAX_SHOWN {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        unique(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_name_is_letters_digits_and_underscores_and_never_root() {
        assert_eq!(names(&["home/north-1", "root", "7", ""]), ["home_north_1", "_root", "_7", "_"]);
    }

    #[test]
    fn two_texts_never_share_a_name_and_keep_theirs_in_any_order() {
        let forth = names(&["a-b", "a.b", "a_c", "日本", "中国"]);
        let back = names(&["中国", "日本", "a_c", "a.b", "a-b"]);
        assert_eq!(forth.iter().rev().collect::<Vec<_>>(), back.iter().collect::<Vec<_>>());
        assert_eq!(forth[2], "a_c");
        let mut different = forth.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 5, "{forth:?}");
    }

    #[test]
    fn a_name_that_is_taken_gets_longer() {
        let sum = names(&["a-b", "a.b"]).swap_remove(0);
        let all = names(&["a-b", "a.b", &sum]);
        assert_eq!(all[2], format!("{sum}_"));
    }

    #[test]
    fn a_long_name_is_cut_and_stays_its_own() {
        let (one, other) = ("x".repeat(5000), "x".repeat(5001));
        let all = names(&[&one, &other]);
        assert!(all[0] != all[1] && all.iter().all(|name| name.len() < 120), "{all:?}");
    }

    #[test]
    fn titles_hold_nothing_that_means_something() {
        assert_eq!(shown("vps-1.hoster@example"), "vps-1.hoster@example");
        assert_eq!(shown("a<b>&\"#\\:\n\u{202e}x"), "a_b_______n_u_202e_x");
        assert_eq!(shown(&"ä".repeat(60)), "ä".repeat(40) + "...");
    }
}
