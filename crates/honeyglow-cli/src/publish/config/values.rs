//! Values of the configuration that have a form of their own, understood while they are read.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use honeyglow::link::View;
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::args::draw::PageSize;
use crate::question;

/// The name of a site: a part of names of files, and a label of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct SiteName(String);

impl SiteName {
    /// Longer names make names of files that some systems refuse.
    const LONGEST: usize = 40;

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SiteName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let good = (1..=Self::LONGEST).contains(&name.len())
            && name.bytes().all(allowed)
            && !name.starts_with('-');
        if good {
            Ok(Self(name))
        } else {
            Err(format!("a name has 1 to {} of a-z, 0-9 and -", Self::LONGEST))
        }
    }
}

/// A zone of the tz database.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Zone(pub(crate) TimeZone);

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        question::named_zone(&name).map(Self)
    }
}

/// A view by its name or columns.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct ViewName(pub(crate) View);

impl TryFrom<String> for ViewName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        View::parse(&name).map(Self).map_err(|error| error.to_string())
    }
}

/// A page in points.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Page(pub(crate) PageSize);

impl TryFrom<String> for Page {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        PageSize::from_str(&text).map(Self)
    }
}

/// How many days a page goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct Days(pub(crate) u16);

impl TryFrom<i64> for Days {
    type Error = String;

    fn try_from(days: i64) -> Result<Self, String> {
        // A hundred years; no honeypot is older.
        u16::try_from(days)
            .ok()
            .filter(|days| (1..=36_500).contains(days))
            .map(Self)
            .ok_or_else(|| "write a number of days, 1 to 36500".to_owned())
    }
}

/// A span of time, as `20s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Span(pub(crate) Duration);

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse::<SignedDuration>()
            .ok()
            .filter(SignedDuration::is_positive)
            .map(|span| Self(span.unsigned_abs()))
            .ok_or_else(|| "write a span of time, as 20s or 2min".to_owned())
    }
}

/// How the files of a day are called, without suffix.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct FileTemplate(String);

/// What stands for the words of a template.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileWords<'a> {
    pub(crate) site: &'a str,
    pub(crate) view: &'a str,
    pub(crate) date: Date,
}

impl FileTemplate {
    const WORDS: [&'static str; 3] = ["{site}", "{view}", "{date}"];
    /// With words put in and a suffix, names stay below the 255 bytes that file systems hold.
    const LONGEST: usize = 100;

    /// The name for a day and view.
    pub(crate) fn name(&self, words: FileWords<'_>) -> String {
        let date = words.date.to_string();
        [words.site, words.view, &date]
            .iter()
            .zip(Self::WORDS)
            .fold(self.0.clone(), |name, (value, word)| name.replace(word, value))
    }

    /// Do the files of several views have names of their own?
    pub(crate) fn tells_views_apart(&self) -> bool {
        self.0.contains("{view}")
    }
}

impl Default for FileTemplate {
    fn default() -> Self {
        Self("{view}-{date}".to_owned())
    }
}

impl TryFrom<String> for FileTemplate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let rest = Self::WORDS.iter().fold(text.clone(), |rest, word| rest.replace(word, ""));
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !text.contains("{date}") {
            return Err("the name of a day's files needs {date}".to_owned());
        }
        if text.len() > Self::LONGEST || !rest.chars().all(allowed) || text.starts_with('.') {
            return Err(format!(
                "a name of files has letters, digits, - _ . and the words {}",
                Self::WORDS.join(", ")
            ));
        }
        Ok(Self(text))
    }
}

impl fmt::Display for FileTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_old_wrapper_can_be_had() {
        let template = FileTemplate::try_from("cowrie-afterglow-{date}".to_owned()).unwrap();
        let words = FileWords { site: "home", view: "tunnels", date: Date::constant(2017, 1, 16) };
        assert_eq!(template.name(words), "cowrie-afterglow-2017-01-16");
        assert!(!template.tells_views_apart());
        assert_eq!(FileTemplate::default().name(words), "tunnels-2017-01-16");
    }
}
