//! Where the publisher's state directory lies, for itself and for those who only read its numbers.
//!
//! Munin starts its plugins without flags and with hardly an environment, so the configuration and the
//! place of the Debian package are looked at too. Of the configuration only the key `state` is read,
//! and nothing of it is an error here: `honeyglow publish --check` is for that.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The configuration that is read if no other is named.
pub(crate) const CONFIG: &str = "/etc/honeyglow/config.toml";

/// Where the service of the Debian package keeps its state.
const SERVICE_STATE: &str = "/var/lib/honeyglow";

/// Larger files are no configuration: some thousand sites take that much.
const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// The state directory: `asked`, else `HONEYGLOW_STATE`, the configuration's `state`,
/// `STATE_DIRECTORY` of systemd, `/var/lib/honeyglow` if it is there, `XDG_STATE_HOME`.
///
/// # Errors
/// There is not even a home directory.
pub(crate) fn state_directory(asked: Option<&Path>) -> anyhow::Result<PathBuf> {
    find(asked, &|name| std::env::var_os(name), &is_there)
        .context("no state directory: name it with --state or HONEYGLOW_STATE")
}

fn is_there(path: &Path) -> bool {
    // One that may not be entered is there too: the error that follows says why.
    path.is_dir()
}

fn find(
    asked: Option<&Path>,
    variable: &dyn Fn(&str) -> Option<OsString>,
    is_there: &dyn Fn(&Path) -> bool,
) -> Option<PathBuf> {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let in_config = || {
        let config = variable("HONEYGLOW_CONFIG").unwrap_or_else(|| PathBuf::from(CONFIG));
        state_of_config(&config)
    };
    let of_service = || Some(PathBuf::from(SERVICE_STATE)).filter(|path| is_there(path));
    asked
        .map(Path::to_path_buf)
        .or_else(|| variable("HONEYGLOW_STATE"))
        .or_else(in_config)
        .or_else(|| of_systemd(&variable))
        .or_else(of_service)
        .or_else(|| of_user(&variable))
}

/// The state directory of a publisher to whom nobody names one: what systemd gives, else the user's.
pub(crate) fn of_environment() -> Option<PathBuf> {
    let variable =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    of_systemd(&variable).or_else(|| of_user(&variable))
}

fn of_systemd(variable: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // systemd puts colons between several directories.
    let all = variable("STATE_DIRECTORY")?.into_os_string().into_string().ok()?;
    all.split(':').next().map(PathBuf::from)
}

fn of_user(variable: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let state = variable("XDG_STATE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")))?;
    Some(state.join("honeyglow"))
}

fn state_of_config(config: &Path) -> Option<PathBuf> {
    let mut text = String::new();
    File::open(config).ok()?.take(MAX_CONFIG_BYTES).read_to_string(&mut text).ok()?;
    let table: toml::Table = text.parse().ok()?;
    let state = table.get("state")?.as_str()?;
    Some(PathBuf::from(state)).filter(|path| !path.as_os_str().is_empty())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn found(asked: Option<&str>, variables: &[(&str, &str)]) -> PathBuf {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        find(asked.map(Path::new), &variable, &|_| false).unwrap()
    }

    #[test]
    fn flags_stand_above_the_environment_and_that_above_files() {
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("config.toml");
        fs::write(&config, "state = \"/from/config\"\n[[site]]\nunknown = 3\n").unwrap();
        let config = ("HONEYGLOW_CONFIG", config.to_str().unwrap());
        let state = ("HONEYGLOW_STATE", "/from/variable");
        let systemd = ("STATE_DIRECTORY", "/from/systemd:/second");
        assert_eq!(found(Some("/asked"), &[config, state, systemd]), Path::new("/asked"));
        assert_eq!(found(None, &[config, state, systemd]), Path::new("/from/variable"));
        assert_eq!(found(None, &[config, systemd]), Path::new("/from/config"));
        let missing = ("HONEYGLOW_CONFIG", "/nowhere/config.toml");
        assert_eq!(found(None, &[missing, systemd]), Path::new("/from/systemd"));
        let (home, xdg) = (("HOME", "/home/ada"), ("XDG_STATE_HOME", "/xdg"));
        assert_eq!(found(None, &[missing, home]), Path::new("/home/ada/.local/state/honeyglow"));
        assert_eq!(found(None, &[missing, home, xdg]), Path::new("/xdg/honeyglow"));
    }

    #[test]
    fn a_configuration_that_is_wrong_is_passed_over() {
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("config.toml");
        for text in ["state = ", "state = 3", "state = \"\"", "\u{feff}{}", ""] {
            fs::write(&config, text).unwrap();
            assert_eq!(state_of_config(&config), None, "{text}");
        }
        fs::write(&config, b"state = \"/a\xff\"").unwrap();
        assert_eq!(state_of_config(&config), None);
    }

    #[test]
    fn the_place_of_the_service_is_taken_where_it_is() {
        // The machine that tests may have a configuration.
        let nowhere = |name: &str| {
            (name == "HONEYGLOW_CONFIG").then(|| OsString::from("/nowhere/config.toml"))
        };
        let home = |name: &str| match name {
            "HOME" => Some(OsString::from("/home/ada")),
            _ => nowhere(name),
        };
        assert_eq!(find(None, &home, &|_| true).unwrap(), Path::new(SERVICE_STATE));
        assert_eq!(find(None, &nowhere, &|_| false), None);
    }
}
