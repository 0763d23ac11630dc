//! Runs the commands of rules, with the alert as JSON on their stdin.
//!
//! There is no shell between: the words of the configuration are the program and its arguments, and
//! what an intruder wrote reaches the command only as data, on stdin and in variables.

use std::fmt;
use std::io;
use std::process::Command;
use std::time::Duration;

use super::Alert;
use super::child::{self, Ended};
use super::rule::Rule;
use super::state::{Queued, State};
use crate::terminal::{counted, reason, visible};

/// How long a command may take. A mail server that answers slowly needs some seconds, and a run
/// must end before the next one.
const LONGEST: Duration = Duration::from_secs(30);

/// How often a command is tried: a day of hourly runs.
const MOST_ATTEMPTS: u32 = 24;

/// Why a command was not told.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum DeliverError {
    /// The rule has no command.
    NoCommand,
    /// The alert cannot be written as JSON.
    Encode(serde_json::Error),
    /// The command could not be started or watched.
    Start(String, io::Error),
    /// It took too long and was ended; the last it said.
    TimedOut(Duration, String),
    /// It ended badly: how, and the last it said.
    Failed(String, String),
}

impl fmt::Display for DeliverError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |last: &str| if last.is_empty() { String::new() } else { format!(": {last}") };
        match self {
            Self::NoCommand => formatter.write_str("it has no command"),
            Self::Encode(error) => write!(formatter, "it cannot be written as JSON: {error}"),
            Self::Start(program, error) => {
                write!(formatter, "cannot run `{}`: {}", visible(program), reason(error))
            }
            Self::TimedOut(limit, last) => write!(
                formatter,
                "the command was ended after {} seconds{}",
                limit.as_secs_f64(),
                said(last)
            ),
            Self::Failed(how, last) => {
                write!(formatter, "the command failed with {how}{}", said(last))
            }
        }
    }
}

/// Runs a rule's command for an alert, and waits for its end.
///
/// # Errors
/// See [`DeliverError`].
pub(crate) fn deliver(rule: &Rule, alert: &Alert) -> Result<(), DeliverError> {
    deliver_within(rule, alert, LONGEST)
}

fn deliver_within(rule: &Rule, alert: &Alert, limit: Duration) -> Result<(), DeliverError> {
    let words = rule.command.as_deref().unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(DeliverError::NoCommand);
    };
    let line = alert.line().map_err(DeliverError::Encode)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir("/")
        .env("HONEYGLOW_ALERT", &alert.rule)
        .env("HONEYGLOW_ALERT_ID", &alert.id)
        .env("HONEYGLOW_ALERT_SITE", &alert.site)
        .env("HONEYGLOW_ALERT_TITLE", &alert.title)
        .env("HONEYGLOW_ALERT_SUMMARY", &alert.summary)
        .env("HONEYGLOW_ALERT_URL", alert.url.as_deref().unwrap_or_default());
    match child::run(command, line.into_bytes(), limit) {
        Ok(Ended::Well) => Ok(()),
        Ok(Ended::Badly { how, last }) => Err(DeliverError::Failed(how, last)),
        Ok(Ended::TimedOut { last }) => Err(DeliverError::TimedOut(limit, last)),
        Err(error) => Err(DeliverError::Start(program.clone(), error)),
    }
}

/// Tries everything that waits once; what succeeds, or has failed too often, waits no more. Gives a
/// line for people for each that failed.
///
/// To be called once a run, with all rules; the state is to be saved before and after. A rule whose
/// command fails is not tried with its other alerts, so that a run is held up by each rule once.
pub(crate) fn deliver_pending(rules: &[Rule], state: &mut State) -> Vec<String> {
    let mut messages = Vec::new();
    if state.lost > 0 {
        let lost = counted(state.lost, "alert");
        messages.push(format!("{lost} could not wait for a command: too many were waiting"));
        state.lost = 0;
    }
    let mut failing: Vec<String> = Vec::new();
    let mut waiting = Vec::new();
    for mut queued in std::mem::take(&mut state.queue) {
        if failing.contains(&queued.rule) {
            waiting.push(queued);
            continue;
        }
        match attempt(rules, &queued) {
            Attempt::Told => {}
            Attempt::Dropped(why) => messages.push(why),
            Attempt::Failed(error) => {
                queued.attempts = queued.attempts.saturating_add(1);
                failing.push(queued.rule.clone());
                let Queued { rule, attempts, .. } = &queued;
                if *attempts < MOST_ATTEMPTS {
                    messages.push(format!("alert `{rule}`: {error}; the next run tries again"));
                    waiting.push(queued);
                } else {
                    messages
                        .push(format!("alert `{rule}`: {error}; given up after {attempts} times"));
                }
            }
        }
    }
    state.queue = waiting;
    messages
}

/// What became of an alert that waited.
enum Attempt {
    Told,
    /// It cannot be told to anybody.
    Dropped(String),
    Failed(DeliverError),
}

fn attempt(rules: &[Rule], queued: &Queued) -> Attempt {
    let name = &queued.rule;
    let is_told = |rule: &&Rule| rule.name == *name && rule.command.is_some();
    let Some(rule) = rules.iter().find(is_told) else {
        return Attempt::Dropped(format!(
            "alert `{name}`: what waited is dropped, since the rule or its command is gone"
        ));
    };
    let Ok(alert) = serde_json::from_str(&queued.alert) else {
        return Attempt::Dropped(format!("alert `{name}`: what waited is damaged, and is dropped"));
    };
    deliver(rule, &alert).map_or_else(Attempt::Failed, |()| Attempt::Told)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::On;
    use super::super::runs::{HOUR, NOON, Runs, Sight, name};
    use super::*;

    /// Runs after which a new target waits for a shell that is given this script.
    fn waiting(script: &str) -> Runs {
        let script = script.replace('\\', "\\\\").replace('"', "\\\"");
        let mut runs = Runs::new(&format!(
            "[[alert]]\nname = 'mail'\non = 'new-target'\nhold-off = '0s'\n\
             command = ['/bin/sh', '-c', \"{script}\", 'sh', 'a b']"
        ));
        runs.run(NOON, &Sight::default());
        meet(&mut runs, 1);
        runs
    }

    /// Another run, with a name that is new.
    fn meet(runs: &mut Runs, hour: i64) {
        let target = format!("t{hour}\u{1b}[2J\u{202e}\"$(id)`;ä:25");
        let targets = [name(&target, NOON + hour * HOUR)];
        runs.run(NOON + hour * HOUR, &Sight { targets: &targets, ..Sight::default() });
    }

    fn deliver_all(runs: &mut Runs) -> Vec<String> {
        deliver_pending(&runs.rules, &mut runs.state)
    }

    fn written(directory: &Path) -> String {
        std::fs::read_to_string(directory.join("told")).unwrap()
    }

    #[test]
    fn the_command_gets_the_alert_as_json_and_in_variables() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().display();
        let mut runs = waiting(&format!(
            "(cat; pwd; echo \"$1|$HONEYGLOW_ALERT|$HONEYGLOW_ALERT_SITE|$HONEYGLOW_ALERT_URL\"; \
             printf '%s\\n' \"$HONEYGLOW_ALERT_TITLE\") > '{path}/told'"
        ));
        let alert = runs.pending().remove(0);
        assert_eq!(deliver_all(&mut runs), [""; 0]);
        assert_eq!(runs.pending(), []);
        let written = written(directory.path());
        let lines: Vec<&str> = written.lines().collect();
        assert!(lines[0].bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{}", lines[0]);
        assert_eq!(serde_json::from_str::<Alert>(lines[0]).unwrap(), alert);
        assert_eq!(alert.details["names"][0]["name"], "t1\u{1b}[2J\u{202e}\"$(id)`;ä:25");
        assert_eq!(lines[1..3], ["/", "a b|mail|home|https://example.org/honeypot/"]);
        assert_eq!(lines[3], "new target t1\\x1b[2J\\u{202e}\"$(id)`;ä:25");
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn what_fails_waits_and_is_tried_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().display();
        let mut runs = waiting(&format!(
            "test -e '{path}/up' || {{ echo 'no route' >&2; exit 7; }}; cat >> '{path}/told'"
        ));
        meet(&mut runs, 2);
        let failed = "alert `mail`: the command failed with exit status 7: no route; the next run tries again";
        // The second alert waits for the first.
        assert_eq!(deliver_all(&mut runs), [failed]);
        assert_eq!(deliver_all(&mut runs), [failed]);
        let waiting = runs.pending();
        assert_eq!(waiting.len(), 2);
        std::fs::write(directory.path().join("up"), "").unwrap();
        assert_eq!(deliver_all(&mut runs), [""; 0]);
        let told = written(directory.path());
        let told: Vec<Alert> =
            told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told, waiting);
    }

    #[test]
    fn what_fails_too_often_is_given_up() {
        let mut runs = waiting("exit 1");
        for attempt in 1..MOST_ATTEMPTS {
            assert!(deliver_all(&mut runs)[0].ends_with("tries again"), "{attempt}");
        }
        let last = deliver_all(&mut runs);
        assert_eq!(
            last,
            ["alert `mail`: the command failed with exit status 1; given up after 24 times"]
        );
        assert_eq!((runs.pending(), deliver_all(&mut runs)), (vec![], vec![]));
    }

    #[test]
    fn a_queue_that_is_full_loses_the_oldest_and_says_so() {
        let mut runs = waiting("exit 1");
        for hour in 2..40 {
            meet(&mut runs, hour);
        }
        let waiting = runs.pending();
        assert_eq!((waiting.len(), waiting[31].time), (32, NOON + 39 * HOUR));
        let messages = deliver_all(&mut runs);
        assert_eq!(messages[0], "7 alerts could not wait for a command: too many were waiting");
        assert_eq!(deliver_all(&mut runs).len(), 1);
    }

    #[test]
    fn what_waits_for_a_rule_that_is_gone_is_dropped() {
        let mut runs = waiting("true");
        runs.rules.clear();
        let messages = deliver_all(&mut runs);
        assert!(messages[0].contains("the rule or its command is gone"), "{messages:?}");
        assert_eq!(runs.pending(), []);
    }

    #[test]
    fn every_failure_has_its_line() {
        let alert = waiting("true").pending().remove(0);
        let rule = |command: &str| {
            let text = format!("name = 'a'\non = 'spike'\nfeed = true\n{command}");
            toml::from_str::<Rule>(&text).unwrap()
        };
        for (command, limit, expected) in [
            ("", LONGEST, "it has no command"),
            ("command = ['/no/such']", LONGEST, "cannot run `/no/such`: no such file or directory"),
            (
                "command = ['/bin/sh', '-c', 'exec sleep 100']",
                Duration::from_millis(500),
                "the command was ended after 0.5 seconds",
            ),
        ] {
            let error = deliver_within(&rule(command), &alert, limit).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
        assert_eq!(alert.on, On::NewTarget);
    }
}
