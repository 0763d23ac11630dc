//! What people read in an alert: names made visible and cut, times, lists.

use crate::terminal::visible;

/// The longest title, in characters: the subject of a mail.
const MOST_TITLE: usize = 120;

/// The longest summary, in characters: a message on a telephone.
const MOST_SUMMARY: usize = 1_000;

/// The longest name within a line, in characters: a host name of the usual length and a port.
const MOST_NAME: usize = 60;

/// The longest name in the details, in characters: the longest host name, and more than any
/// fingerprint.
const MOST_EXACT: usize = 256;

/// The names that a line lists before it counts the others.
const MOST_LISTED: usize = 3;

/// A title: one line.
pub(super) fn title(text: &str) -> String {
    cut(&visible(text), MOST_TITLE)
}

/// A summary: one line.
pub(super) fn summary(text: &str) -> String {
    cut(&visible(text), MOST_SUMMARY)
}

/// A name within a line.
pub(super) fn shown(name: &str) -> String {
    cut(&visible(name), MOST_NAME)
}

/// A name as it is, or cut.
pub(super) fn exact(name: &str) -> String {
    cut(name, MOST_EXACT)
}

/// The first of a list, and how many more there are.
pub(super) fn list(parts: &[String], total: u64, separator: &str) -> String {
    let listed = &parts[..parts.len().min(MOST_LISTED)];
    let rest = total.saturating_sub(u64::try_from(listed.len()).unwrap_or(u64::MAX));
    let text = listed.join(separator);
    if rest == 0 { text } else { format!("{text} and {} more", crate::terminal::thousands(rest)) }
}

/// A time for people.
pub(super) fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| format!("second {seconds}"),
        |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
}

/// A length of time for people.
pub(super) fn length(seconds: i64) -> String {
    let counted = |number: i64, noun: &str| {
        crate::terminal::counted(u64::try_from(number).unwrap_or_default(), noun)
    };
    match seconds {
        172_800.. => counted(seconds / 86_400, "day"),
        7_200.. => counted(seconds / 3_600, "hour"),
        _ => counted(seconds / 60, "minute"),
    }
}

/// At most so many characters; what was cut ends with `…`.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_its_limit() {
        let long = "ä".repeat(300);
        assert_eq!(title(&long).chars().count(), MOST_TITLE);
        assert!(exact(&long).ends_with("ä…"));
        assert_eq!(exact("10.0.0.1:25"), "10.0.0.1:25");
    }

    #[test]
    fn what_moves_or_hides_is_shown_as_an_escape() {
        let text = "a\u{1b}[2J\n\u{202e}b\u{200b}";
        for shown in [title(text), summary(text), shown(text)] {
            assert_eq!(shown, "a\\x1b[2J\\n\\u{202e}b\\u{200b}");
        }
    }

    #[test]
    fn a_list_counts_what_it_does_not_name() {
        let parts: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        assert_eq!(list(&parts[..2], 2, ", "), "a, b");
        assert_eq!(list(&parts, 4, ", "), "a, b, c and 1 more");
        assert_eq!(list(&parts, 2_000, "; "), "a; b; c and 1,997 more");
    }

    #[test]
    fn times_and_lengths_are_for_people() {
        assert_eq!(time(1_488_369_605), "2017-03-01 12:00:05 UTC");
        assert_eq!(time(i64::MAX), format!("second {}", i64::MAX));
        for (seconds, text) in [
            (-5, "0 minutes"),
            (90, "1 minute"),
            (7_199, "119 minutes"),
            (46_800, "13 hours"),
            (172_800, "2 days"),
        ] {
            assert_eq!(length(seconds), text);
        }
    }
}
