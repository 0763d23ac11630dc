//! Runs the commands of rules, with the alert as JSON on their stdin.
//!
//! There is no shell between: the words of the configuration are the program and its arguments, and what
//! an intruder wrote reaches the command only as data, on stdin and in variables.

use std::fmt;
use std::io;
use std::process::Command;
use std::time::Duration;

use super::Alert;
use super::child::{self, Ended};
use super::rule::Rule;
use super::state::{Queued, State};
use crate::terminal::{counted, reason, visible};

/// How long a command may take. A mail server that answers slowly needs some seconds, and a run must end
/// before the next one.
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
/// To be called once a run, with all rules; the state is to be saved before and after. A rule whose command fails is not tried
/// with its other alerts, so that a run is held up by each rule once.
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
