//! Single-letter flags as Perl's `Getopt::Std` reads them: bundled, values attached or the next
//! word, the last of a kind wins. AfterGlow's scripts rely on it, and clap reads otherwise.

/// What was typed in front of the first word that is no flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Flags with values, in order.
    values: Vec<(char, String)>,
    /// Flags without.
    switches: Vec<char>,
}

/// What cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// There is no such flag.
    Unknown(char),
    /// A value is missing.
    Missing(char),
}

/// Flags with a value, and flags without.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letters {
    pub(crate) with_value: &'static str,
    pub(crate) without: &'static str,
}

impl Typed {
    /// Reads words; stops at the first that is no flag, and after `--`.
    pub(crate) fn read(words: &[String], letters: Letters) -> Result<Self, Unreadable> {
        let mut typed = Typed::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some(flags) = word.strip_prefix('-').filter(|flags| !flags.is_empty()) else {
                break;
            };
            if flags == "-" {
                break;
            }
            let mut rest = flags.chars();
            while let Some(letter) = rest.next() {
                if letters.with_value.contains(letter) {
                    let attached = rest.as_str();
                    let value = if attached.is_empty() {
                        words.next().cloned().ok_or(Unreadable::Missing(letter))?
                    } else {
                        attached.to_owned()
                    };
                    typed.values.push((letter, value));
                    break;
                }
                if !letters.without.contains(letter) {
                    return Err(Unreadable::Unknown(letter));
                }
                typed.switches.push(letter);
            }
        }
        Ok(typed)
    }

    /// The last value of a flag; one that Perl holds for false counts as not given.
    pub(crate) fn value(&self, letter: char) -> Option<&str> {
        let last = self.values.iter().rev().find(|(known, _)| *known == letter);
        last.map(|(_, value)| value.as_str()).filter(|value| !matches!(*value, "" | "0"))
    }

    /// Was a flag given?
    pub(crate) fn has(&self, letter: char) -> bool {
        self.switches.contains(&letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: Letters = Letters { with_value: "bcp", without: "adn" };

    fn read(words: &[&str]) -> Result<Typed, Unreadable> {
        Typed::read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), LETTERS)
    }

    #[test]
    fn flags_are_bundled_and_values_attached_or_next() {
        let typed = read(&["-adn", "-b1", "-c", "x", "-p0", "-ap2", "file", "-q"]).unwrap();
        assert!(typed.has('a') && typed.has('d') && typed.has('n'));
        assert_eq!(
            (typed.value('b'), typed.value('c'), typed.value('p')),
            (Some("1"), Some("x"), Some("2"))
        );
        assert_eq!(read(&["-p", "0"]).unwrap().value('p'), None);
        assert!(!read(&["--", "-a"]).unwrap().has('a'));
    }

    #[test]
    fn what_is_unknown_or_missing_is_told() {
        assert_eq!(read(&["-z"]), Err(Unreadable::Unknown('z')));
        assert_eq!(read(&["-ac"]), Err(Unreadable::Missing('c')));
    }
}
