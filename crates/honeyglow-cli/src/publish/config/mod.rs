//! The publisher's configuration: one TOML file, read into types that leave no choice open.
//!
//! What has a form of its own (zones, views, sizes, names) is understood while the file is read, so that
//! every refusal has its line and column. Paths are taken from where the file lies.

mod input;
mod refusal;
mod site;
mod values;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::alert::rule::{self, Rule};
use crate::remote::Ssh;

pub(crate) use input::{InputEntry, Place};
pub(crate) use refusal::Refusal;
pub(crate) use site::{Layout, Robots, Site, slug};
pub(crate) use values::FileWords;
use values::Span;

/// The largest configuration, in bytes: one of a thousand sites has less than a megabyte.
const FILE_LIMIT: u64 = 4 << 20;

/// All that the publisher is told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// Where it keeps what it has read.
    pub(crate) state: Option<PathBuf>,
    /// What it publishes.
    #[serde(rename = "site")]
    pub(crate) sites: Vec<Site>,
    /// Where it writes its numbers beside the state.
    #[serde(default)]
    pub(crate) metrics: Metrics,
    /// What is told, and to whom.
    #[serde(rename = "alert", default)]
    pub(crate) alerts: Vec<Rule>,
    #[serde(default)]
    ssh: SshWords,
}

/// How sensors are reached.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SshWords {
    program: Option<PathBuf>,
    #[serde(default)]
    options: Vec<String>,
    connect_timeout: Option<Span>,
    silence_timeout: Option<Span>,
}

/// Where the numbers go.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Metrics {
    /// A file for the textfile collector of Prometheus's node exporter.
    pub(crate) textfile: Option<PathBuf>,
}

/// Reads a configuration.
///
/// # Errors
/// It cannot be read, or something in it is wrong; with line and column.
pub(crate) fn read(path: &Path) -> Result<Config, Refusal> {
    let bytes = crate::style::limited(path, FILE_LIMIT).map_err(|why| Refusal::new(path, why))?;
    let text =
        String::from_utf8(bytes).map_err(|_| Refusal::new(path, "it is no UTF-8".to_owned()))?;
    let mut config = parse(&text).map_err(|error| error.within(path))?;
    let directory = directory_of(path);
    config.resolve(&directory);
    config.check().map_err(|why| Refusal::new(path, why))?;
    Ok(config)
}

/// Reads the text of a configuration; its paths stay as they are written.
fn parse(text: &str) -> Result<Config, refusal::Located> {
    toml::from_str(text).map_err(|error| refusal::Located::new(text, &error))
}

/// The directory from which the paths of a file are taken.
fn directory_of(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = parent.unwrap_or(Path::new("."));
    fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned())
}

impl Config {
    /// Takes relative paths from the directory of the file.
    fn resolve(&mut self, directory: &Path) {
        let resolve = |path: &mut PathBuf| *path = directory.join(&*path);
        self.state.as_mut().map(resolve);
        self.metrics.textfile.as_mut().map(resolve);
        self.sites.iter_mut().for_each(|site| site.resolve(directory));
    }

    /// How sensors are reached.
    pub(crate) fn ssh(&self) -> Ssh {
        let usual = Ssh::default();
        let words = self.ssh.clone();
        Ssh {
            program: words.program.unwrap_or(usual.program),
            options: words.options,
            connect_timeout: words.connect_timeout.map_or(usual.connect_timeout, |span| span.0),
            silence_timeout: words.silence_timeout.map_or(usual.silence_timeout, |span| span.0),
        }
    }

    /// What no single value shows.
    fn check(&self) -> Result<(), String> {
        if self.sites.is_empty() {
            return Err("there is no [[site]]: nothing is to be published".to_owned());
        }
        let mut names = BTreeSet::new();
        let mut outputs = BTreeSet::new();
        for site in &self.sites {
            site.check()?;
            if !names.insert(site.name.as_str()) {
                return Err(format!("two sites are called `{}`", site.name.as_str()));
            }
            if !outputs.insert(&site.output) {
                let output = site.output.display();
                return Err(format!(
                    "two sites are published in `{output}`: their pages would mix"
                ));
            }
        }
        rule::check_all(&self.alerts)?;
        for rule in &self.alerts {
            if let Some(site) = rule.site.as_deref().filter(|site| !names.contains(site)) {
                return Err(format!(
                    "alert `{}` is of a site `{site}` that is not there",
                    rule.name
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "[[site]]\nname = \"home\"\noutput = \"web\"\ninputs = [\"log\"]\n";

    fn refused(text: &str) -> String {
        parse(text).map(|config| config.check()).map_or_else(
            |error| error.to_string(),
            |checked| checked.err().unwrap_or_else(|| "not refused".to_owned()),
        )
    }

    #[test]
    fn four_lines_are_enough() {
        let config = parse(LEAST).unwrap();
        let site = &config.sites[0];
        assert_eq!(site.name.as_str(), "home");
        assert_eq!(site.title(), "home");
        assert_eq!(
            site.views().iter().map(|view| view.name.as_str()).collect::<Vec<_>>(),
            ["tunnels"]
        );
        assert_eq!(site.periods(), [7, 14]);
        assert!(config.check().is_ok());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let with = |line: &str| format!("{LEAST}{line}\n");
        for (text, said) in [
            (with("outptu = \"x\""), "5:1: unknown field `outptu`"),
            (with("zone = \"Europe/Berln\""), "5:8: unknown zone `Europe/Berln`"),
            (with("views = [\"tunnels\", \"tunnel\"]"), "5:9: unknown view `tunnel`"),
            (with("size = \"10\""), "5:8: write width x height"),
            (with("periods = [0]"), "5:11: "),
            (with("files = \"{data}\""), "5:9: "),
            (with("files = \"../{date}\""), "5:9: "),
            (with("files = \"x\""), "5:9: "),
            (with("name = \"home\""), "5:1: duplicate key"),
            (with("title = "), "5:9: "),
            (with("[site.redact]\nsources = \"hidden\""), "6:11: unknown variant `hidden`"),
            (with("[site.redact]\nnetworks = [\"10.0.0.0/33\"]"), "6:12: "),
            (LEAST.replace("home", "Ho me"), "2:8: "),
            (LEAST.replace("\"log\"", "\"ssh://-oProxyCommand=x/y\""), "4:10: "),
            (LEAST.replace("\"log\"", ""), "site `home` has no inputs"),
            (format!("{LEAST}{LEAST}"), "two sites are called `home`"),
            (format!("{LEAST}{}", LEAST.replace("home", "b")), "two sites are published in `web`"),
            ("[[site]]\nname = \"a\"\n".to_owned(), "1:1: missing field"),
            ("state = 5".to_owned(), "1:9: "),
        ] {
            let error = refused(&text);
            assert!(error.starts_with(said), "{text}\n{error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }
}
