//! A rule `[[alert]]` of the publisher's configuration: what is told, and to whom.
//!
//! Lengths of time are written as in `6h`, `90min`, `2d` (jiff's friendly form, or ISO 8601); a day
//! is 24 hours.

use std::fmt;
use std::path::Path;

use jiff::SpanRelativeTo;
use serde::{Deserialize, Deserializer, Serialize, de};

/// The most characters of a rule's name: it stands in addresses of the feed and in messages.
const MOST_NAME_CHARACTERS: usize = 64;

/// The longest length of time: whoever writes more than a year means something else.
const LONGEST_SECONDS: i64 = 366 * 86_400;

/// The shortest silence: below it every pause between two intruders is one.
const SHORTEST_AFTER_SECONDS: i64 = 60;

const DEFAULT_HOLD_OFF: Seconds = Seconds(6 * 3_600);
const DEFAULT_AFTER: Seconds = Seconds(12 * 3_600);

/// A spike is so many times the usual hour.
const DEFAULT_FACTOR: f64 = 3.0;

/// A spike has at least so many events: three times nothing is no news.
const DEFAULT_LEAST: u64 = 50;

/// What a rule waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum On {
    /// A target that nobody reached for before.
    NewTarget,
    /// A client software that was not here before.
    NewHassh,
    /// An hour with far more tunnel requests than usual.
    Spike,
    /// A sensor from which nothing comes any more, or again.
    Silent,
}

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seconds(pub(crate) i64);

/// A rule as it stands in the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Rule {
    /// Tells rules apart: `[a-z0-9-]+`.
    pub(crate) name: String,
    /// The site it is about; none is all.
    pub(crate) site: Option<String>,
    /// What it waits for.
    pub(crate) on: On,
    /// The program that is run, and its arguments.
    pub(crate) command: Option<Vec<String>>,
    /// Does it stand in the site's feed?
    #[serde(default)]
    pub(crate) feed: bool,
    hold_off: Option<Seconds>,
    factor: Option<f64>,
    least: Option<u64>,
    after: Option<Seconds>,
    /// The only sensor whose silence counts; none is each.
    pub(crate) sensor: Option<String>,
}

impl Rule {
    /// How long nothing more is told after something was.
    pub(crate) fn hold_off(&self) -> Seconds {
        self.hold_off.unwrap_or(DEFAULT_HOLD_OFF)
    }

    /// How many times the usual hour is a spike.
    pub(crate) fn factor(&self) -> f64 {
        self.factor.unwrap_or(DEFAULT_FACTOR)
    }

    /// The fewest events of a spike.
    pub(crate) fn least(&self) -> u64 {
        self.least.unwrap_or(DEFAULT_LEAST)
    }

    /// How long a sensor is quiet before it is called silent.
    pub(crate) fn after(&self) -> Seconds {
        self.after.unwrap_or(DEFAULT_AFTER)
    }

    /// Is the rule about this site?
    pub(crate) fn is_about(&self, site: &str) -> bool {
        self.site.as_deref().is_none_or(|own| own == site)
    }

    /// Is the rule one that can be followed?
    ///
    /// # Errors
    /// What is wrong, in a line that names the key.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.check_name()?;
        self.check_way()?;
        self.check_keys_of_kind()?;
        let (hold_off, after) = (self.hold_off(), self.after());
        if !(0..=LONGEST_SECONDS).contains(&hold_off.0) {
            return Err("`hold-off` is not between nothing and a year".to_owned());
        }
        if !(SHORTEST_AFTER_SECONDS..=LONGEST_SECONDS).contains(&after.0) {
            return Err("`after` is not between a minute and a year".to_owned());
        }
        let factor = self.factor();
        if !(factor.is_finite() && factor > 1.0) {
            return Err(format!("`factor` is {factor}: it must be above 1"));
        }
        if self.least() == 0 {
            return Err("`least` is 0: it must be at least 1".to_owned());
        }
        Ok(())
    }

    fn check_name(&self) -> Result<(), String> {
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        let name = &self.name;
        if name.is_empty()
            || name.len() > MOST_NAME_CHARACTERS
            || !name.chars().all(|letter| is_plain(letter) || letter == '-')
        {
            return Err(format!(
                "`name` is `{name}`: write 1 to {MOST_NAME_CHARACTERS} of a-z, 0-9 and `-`"
            ));
        }
        Ok(())
    }

    /// How it is told: a command, the feed, or both.
    fn check_way(&self) -> Result<(), String> {
        let Some(command) = &self.command else {
            if self.feed {
                return Ok(());
            }
            return Err("nobody would be told: set `command`, or `feed = true`".to_owned());
        };
        let Some(program) = command.first() else {
            return Err("`command` is empty: write the program and its arguments".to_owned());
        };
        // A cron job's path is not that of a shell; and a relative one would depend on where we run.
        if !Path::new(program).is_absolute() {
            return Err(format!("`command` starts `{program}`: write the program's whole path"));
        }
        if command.iter().any(|word| word.contains('\0')) {
            return Err("`command` has a NUL character in it".to_owned());
        }
        Ok(())
    }

    /// A key that would do nothing is a mistake.
    fn check_keys_of_kind(&self) -> Result<(), String> {
        let of_spike = [("factor", self.factor.is_some()), ("least", self.least.is_some())];
        let of_silence = [("after", self.after.is_some()), ("sensor", self.sensor.is_some())];
        let is_idle = |kind: On, keys: &[(&'static str, bool)]| {
            keys.iter().find(|(_, set)| *set && self.on != kind).map(|(key, _)| *key)
        };
        if let Some(key) = is_idle(On::Spike, &of_spike) {
            return Err(format!("`{key}` does nothing here: it belongs to `on = \"spike\"`"));
        }
        if let Some(key) = is_idle(On::Silent, &of_silence) {
            return Err(format!("`{key}` does nothing here: it belongs to `on = \"silent\"`"));
        }
        Ok(())
    }
}

/// Are these rules that can be followed together?
///
/// # Errors
/// The name of the rule, and what is wrong with it.
pub(crate) fn check_all(rules: &[Rule]) -> Result<(), String> {
    for (index, rule) in rules.iter().enumerate() {
        rule.check().map_err(|why| format!("alert `{}`: {why}", rule.name))?;
        if rules.iter().take(index).any(|other| other.name == rule.name) {
            return Err(format!("two alerts are called `{}`", rule.name));
        }
    }
    Ok(())
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        seconds(&text).ok_or_else(|| {
            de::Error::custom(format!("`{text}` is no length of time: write it as `6h` or `90min`"))
        })
    }
}

fn seconds(text: &str) -> Option<Seconds> {
    let span: jiff::Span = text.trim().parse().ok()?;
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Some(Seconds(length.as_secs()))
}

impl On {
    /// As it is written in the configuration.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NewTarget => "new-target",
            Self::NewHassh => "new-hassh",
            Self::Spike => "spike",
            Self::Silent => "silent",
        }
    }
}

impl fmt::Display for On {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Rule, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    fn checked(text: &str) -> Result<(), String> {
        read(text)?.check()
    }

    #[test]
    fn what_is_not_written_has_its_default() {
        let rule = read("name = 'a'\non = 'spike'\nfeed = true").unwrap();
        assert_eq!(rule.check(), Ok(()));
        assert_eq!((rule.hold_off(), rule.after()), (Seconds(21_600), Seconds(43_200)));
        assert_eq!((rule.factor(), rule.least()), (3.0, 50));
        assert!(rule.is_about("home"));
    }

    #[test]
    fn every_key_is_read() {
        let rule = read(
            "name = 'quiet-1'\nsite = 'home'\non = 'silent'\ncommand = ['/bin/tell', '-v']\n\
             feed = true\nhold-off = '90min'\nafter = '2d'\nsensor = 'north'",
        )
        .unwrap();
        assert_eq!(rule.check(), Ok(()));
        assert_eq!((rule.hold_off(), rule.after()), (Seconds(5_400), Seconds(172_800)));
        assert_eq!(rule.sensor.as_deref(), Some("north"));
        assert!(rule.is_about("home") && !rule.is_about("barn"));
        let rule = read("name = 'a'\non = 'spike'\nfeed = true\nfactor = 2.5\nleast = 9").unwrap();
        assert_eq!((rule.check(), rule.factor(), rule.least()), (Ok(()), 2.5, 9));
    }

    #[test]
    fn what_cannot_be_followed_is_refused_with_its_key() {
        for (text, why) in [
            ("name = 'a'\non = 'spike'", "set `command`"),
            ("name = 'a'\non = 'spike'\ncommand = []", "`command` is empty"),
            ("name = 'a'\non = 'spike'\ncommand = ['mail']", "whole path"),
            ("name = 'a'\non = 'spike'\ncommand = ['/a', \"b\\u0000\"]", "NUL"),
            ("name = 'A b'\non = 'spike'\nfeed = true", "`name` is `A b`"),
            ("name = ''\non = 'spike'\nfeed = true", "`name` is ``"),
            ("name = 'a'\non = 'spike'\nfeed = true\nfactor = 1", "`factor` is 1"),
            ("name = 'a'\non = 'spike'\nfeed = true\nfactor = nan", "`factor` is NaN"),
            ("name = 'a'\non = 'spike'\nfeed = true\nfactor = inf", "`factor` is inf"),
            ("name = 'a'\non = 'spike'\nfeed = true\nleast = 0", "`least` is 0"),
            ("name = 'a'\non = 'silent'\nfeed = true\nafter = '1s'", "`after` is not between"),
            ("name = 'a'\non = 'silent'\nfeed = true\nafter = '3y'", "no length of time"),
            ("name = 'a'\non = 'spike'\nfeed = true\nhold-off = '-1h'", "`hold-off` is not"),
            ("name = 'a'\non = 'spike'\nfeed = true\nhold-off = 'soon'", "`soon` is no length"),
            ("name = 'a'\non = 'spike'\nfeed = true\nafter = '1h'", "`after` does nothing here"),
            ("name = 'a'\non = 'silent'\nfeed = true\nleast = 2", "`least` does nothing here"),
            ("name = 'a'\non = 'noise'\nfeed = true", "unknown variant `noise`"),
            ("name = 'a'\non = 'spike'\nfed = true", "unknown field `fed`"),
        ] {
            let error = checked(text).unwrap_err();
            assert!(error.contains(why), "{text}\n{error}");
        }
    }

    #[test]
    fn two_rules_of_one_name_are_refused() {
        let rule = read("name = 'a'\non = 'spike'\nfeed = true").unwrap();
        assert_eq!(check_all(std::slice::from_ref(&rule)), Ok(()));
        assert!(check_all(&[rule.clone(), rule]).unwrap_err().contains("two alerts"));
    }
}
