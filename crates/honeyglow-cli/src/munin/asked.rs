//! What Munin's master and the operator ask for through the environment, read once.

use std::env;

use crate::question;
use crate::terminal;

/// What stands around a call.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Does the master take several graphs from one plugin?
    pub(super) multigraph: Capability,
    /// Does the master take values together with the configuration?
    pub(super) dirty_config: Capability,
    /// The one site to draw.
    pub(super) site: Option<String>,
    /// The time, in seconds since 1970 UTC.
    pub(super) now: i64,
}

/// Something that a master can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capability {
    /// It says so.
    Present,
    /// It does not.
    Absent,
}

impl Asked {
    /// Reads the environment and the clock.
    pub(crate) fn of_environment() -> Self {
        Self {
            multigraph: capability("MUNIN_CAP_MULTIGRAPH"),
            dirty_config: capability("MUNIN_CAP_DIRTYCONFIG"),
            site: env::var("site").ok().filter(|site| !site.is_empty()),
            now: question::now_secs(),
        }
    }

    /// The range that the operator set in a variable. What is no range is told and left out: it must not
    /// cost the graph.
    pub(super) fn range(&self, name: &str) -> Option<String> {
        let value = env::var(name).ok().filter(|value| !value.is_empty())?;
        if is_range(&value) {
            return Some(value);
        }
        terminal::tell(&format!("env.{name}: `{value}` is no range: write MIN:MAX, as `:0.5`"));
        None
    }
}

fn capability(name: &str) -> Capability {
    if env::var(name).is_ok_and(|value| value == "1") {
        Capability::Present
    } else {
        Capability::Absent
    }
}

/// `MIN:MAX`, of which one may be missing, or `MAX`.
fn is_range(text: &str) -> bool {
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    match text.split_once(':') {
        None => is_number(text),
        Some(("", "")) => false,
        Some((low, high)) => [low, high].iter().all(|end| end.is_empty() || is_number(end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_at_least_one_end() {
        for good in ["5", "1:5", ":0.25", "-1:", "1e3:"] {
            assert!(is_range(good), "{good}");
        }
        for bad in ["", ":", "x", "1:2:3", "1:\n2", "nan", ":inf", " 1"] {
            assert!(!is_range(bad), "{bad}");
        }
    }
}
