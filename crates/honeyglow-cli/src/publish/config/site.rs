//! One site: what is read, how it is drawn, and where it is published.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use honeyglow::link::View;
use honeyglow::redact::{Network, Passwords, Sources, Urls};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::input::InputEntry;
use super::values::{Days, FileTemplate, Page, SiteName, ViewName, Zone};
use crate::args::draw::PageSize;

/// One site.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Site {
    /// Its name in states, numbers and messages.
    pub(crate) name: SiteName,
    title: Option<String>,
    /// The directory that is published.
    pub(crate) output: PathBuf,
    /// Where the directory is on the web.
    pub(crate) url: Option<String>,
    /// The logs.
    pub(crate) inputs: Vec<InputEntry>,
    zone: Option<Zone>,
    #[serde(default)]
    views: Vec<ViewName>,
    /// A property file for the looks.
    pub(crate) style: Option<PathBuf>,
    #[serde(default)]
    pub(crate) layout: Layout,
    size: Option<Page>,
    /// The most marks of a picture.
    pub(crate) max_nodes: Option<usize>,
    periods: Option<Vec<Days>>,
    /// How a day's files are called.
    #[serde(default)]
    pub(crate) files: FileTemplate,
    keep_days: Option<Days>,
    /// The most days that stay published; the oldest go first.
    pub(crate) keep_count: Option<usize>,
    #[serde(default)]
    pub(crate) robots: Robots,
    /// Names of honeypots in the logs, and what they are called in public.
    #[serde(default)]
    pub(crate) sensors: BTreeMap<String, String>,
    /// What is hidden.
    #[serde(default)]
    pub(crate) redact: Redact,
}

/// Where nodes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Layout {
    #[default]
    Force,
    Columns,
    Radial,
}

/// What search engines are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Robots {
    /// Leave the pages alone.
    #[default]
    Noindex,
    /// Take them.
    Index,
}

/// What is hidden from the public.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Redact {
    /// Is anything?
    pub(crate) enabled: bool,
    /// Own addresses, beside those that the logs tell.
    pub(crate) addresses: Vec<IpAddr>,
    networks: Vec<NetworkText>,
    /// Own names, and whatever else is not to be seen.
    pub(crate) words: Vec<String>,
    sources: SourcesShown,
    passwords: PasswordsShown,
    urls: UrlsShown,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct NetworkText(Network);

impl TryFrom<String> for NetworkText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| {
            format!("`{}` is no network: write it as 203.0.113.0/24", text.escape_debug())
        })
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SourcesShown {
    #[default]
    Shown,
    Pseudonyms,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PasswordsShown {
    #[default]
    Masked,
    Shown,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum UrlsShown {
    #[default]
    Defanged,
    Shown,
}

impl Default for Redact {
    fn default() -> Self {
        Self {
            enabled: true,
            addresses: Vec::new(),
            networks: Vec::new(),
            words: Vec::new(),
            sources: SourcesShown::default(),
            passwords: PasswordsShown::default(),
            urls: UrlsShown::default(),
        }
    }
}

impl Redact {
    pub(crate) fn networks(&self) -> Vec<Network> {
        self.networks.iter().map(|NetworkText(network)| *network).collect()
    }

    pub(crate) fn sources(&self) -> Sources {
        match self.sources {
            SourcesShown::Shown => Sources::Shown,
            SourcesShown::Pseudonyms => Sources::Pseudonyms,
        }
    }

    pub(crate) fn passwords(&self) -> Passwords {
        match self.passwords {
            PasswordsShown::Masked => Passwords::Masked,
            PasswordsShown::Shown => Passwords::Shown,
        }
    }

    pub(crate) fn urls(&self) -> Urls {
        match self.urls {
            UrlsShown::Defanged => Urls::Defanged,
            UrlsShown::Shown => Urls::Shown,
        }
    }
}

impl Site {
    /// What its pages are headed.
    pub(crate) fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(self.name.as_str())
    }

    /// What is drawn; the first is the main one.
    pub(crate) fn views(&self) -> Vec<View> {
        if self.views.is_empty() {
            return vec![View::tunnels()];
        }
        self.views.iter().map(|ViewName(view)| view.clone()).collect()
    }

    /// The pages beside today and the days, in days back.
    pub(crate) fn periods(&self) -> Vec<u16> {
        self.periods
            .as_ref()
            .map_or_else(|| vec![7, 14], |periods| periods.iter().map(|days| days.0).collect())
    }

    /// The zone of its days.
    pub(crate) fn zone(&self) -> TimeZone {
        self.zone.as_ref().map_or_else(TimeZone::system, |Zone(zone)| zone.clone())
    }

    /// Another zone than the file says.
    pub(crate) fn set_zone(&mut self, zone: TimeZone) {
        self.zone = Some(Zone(zone));
    }

    /// The page of the pictures; none is as large as they need.
    pub(crate) fn size(&self) -> Option<PageSize> {
        self.size.map(|Page(size)| size)
    }

    /// Days older than that leave the directory.
    pub(crate) fn keep_days(&self) -> Option<u16> {
        self.keep_days.map(|days| days.0)
    }

    pub(super) fn resolve(&mut self, directory: &Path) {
        self.output = directory.join(&self.output);
        self.style = self.style.take().map(|style| directory.join(style));
        self.inputs.iter_mut().for_each(|input| input.resolve(directory));
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let name = self.name.as_str();
        if self.inputs.is_empty() {
            return Err(format!("site `{name}` has no inputs"));
        }
        let views = self.views();
        if views.len() > 1 && !self.files.tells_views_apart() {
            let files = &self.files;
            return Err(format!(
                "site `{name}` has several views, whose files would all be called `{files}`: \
                 put {{view}} into it"
            ));
        }
        let mut slugs: Vec<String> = views.iter().map(slug).collect();
        slugs.sort_unstable();
        if slugs.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(format!("site `{name}` has the same view twice"));
        }
        if self.max_nodes.is_some_and(|marks| marks < 3) {
            return Err(format!("site `{name}`: max-nodes is 3 or more"));
        }
        let url = self.url.as_deref();
        if url.is_some_and(|url| !(url.starts_with("https://") || url.starts_with("http://"))) {
            return Err(format!("site `{name}`: url starts with https:// or http://"));
        }
        Ok(())
    }
}

/// The view as a part of a file's name.
pub(crate) fn slug(view: &View) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    view.name.chars().filter(|c| *c != ' ').map(plain).collect()
}
