//! Words that must not be shown, found wherever they stand.
//!
//! Aho-Corasick over the folded text: time grows with the text and what is found, not with the
//! number of words.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::folded::Folded;

/// What stands in the place of a word.
pub(super) const MARK: &str = "[redacted]";

/// Words shorter than this are found only where they stand alone: `s` is in every other word.
const SHORT: usize = 3;

/// The words, folded as the texts are.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    words: Vec<Vec<u8>>,
    /// None if there are no words, or more than an automaton can hold: then each is looked for.
    automaton: Option<AhoCorasick>,
}

impl Words {
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut words: Vec<Vec<u8>> =
            words.into_iter().map(|word| Folded::of(word.trim()).bytes().to_vec()).collect();
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        words.dedup();
        let automaton = (!words.is_empty()).then(|| AhoCorasick::new(&words).ok()).flatten();
        Self { words, automaton }
    }

    /// Are there none?
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Where words stand in a folded text.
    pub(super) fn each(&self, text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
        let mut take = |range: Range<usize>| {
            if range.len() >= SHORT || stands_alone(text, &range) {
                found(range);
            }
        };
        match &self.automaton {
            Some(automaton) => automaton
                .find_overlapping_iter(text)
                .for_each(|found| take(found.start()..found.end())),
            None => self.words.iter().for_each(|word| {
                memchr::memmem::find_iter(text, word).for_each(|at| take(at..at + word.len()));
            }),
        }
    }
}

/// Is there no letter or digit on either side?
fn stands_alone(text: &[u8], range: &Range<usize>) -> bool {
    // A byte beyond ASCII is part of a letter more often than not.
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    let before = range.start.checked_sub(1).and_then(|at| text.get(at));
    !before.is_some_and(is_letter) && !text.get(range.end).is_some_and(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &Words, text: &str) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        words.each(Folded::of(text).bytes(), &mut |range| all.push((range.start, range.end)));
        all
    }

    #[test]
    fn words_are_found_in_any_case_and_short_ones_alone() {
        let words = Words::new(["Hoster.Example", "s1", "", "  ", "GRÜN"]);
        assert_eq!(found(&words, "a.hoster.example."), [(2, 16)]);
        assert_eq!(found(&words, "HOSTER[.]EXAMPLE"), [(0, 14)]);
        assert_eq!(found(&words, "s1 ls1 s12 _s1 (s1)"), [(0, 2), (16, 18)]);
        assert_eq!(found(&words, "immergrün"), [(5, 10)]);
        assert!(found(&words, "hoster").is_empty());
        assert!(Words::new([" "]).is_empty());
    }

    #[test]
    fn without_an_automaton_the_same_is_found() {
        let words = Words::new(["abc", "bcd", "c"]);
        let slow = Words { automaton: None, ..words.clone() };
        for text in ["abcd", "c abcabc c", ""] {
            let (mut fast, mut plain) = (found(&words, text), found(&slow, text));
            fast.sort_unstable();
            plain.sort_unstable();
            assert_eq!(fast, plain);
        }
    }
}
