//! The program `honeyglow`: what was typed goes in, data goes to stdout or a file, and everything
//! else to stderr.
//!
//! `args` holds what can be typed, `command` one file per command. `inputs` finds the logs,
//! `reading` reads them through the library, `output` puts results in their place, and `terminal`
//! is the one door to a person's eyes.

mod alert;
mod args;
mod caption;
mod command;
mod csv;
mod dot;
mod getopt;
mod inputs;
mod like;
mod metrics;
mod munin;
mod numbers;
mod output;
mod progress;
mod publish;
mod question;
mod reading;
mod reduction;
mod remote;
mod style;
mod styled;
mod terminal;
mod whereabouts;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use args::{Cli, Command};
use command::afterglow::Ended;
use publish::Went;

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is written.
    Done,
    /// The logs hold nothing that was asked for, and nothing was written.
    Nothing,
}

fn main() -> ExitCode {
    if is_called_afterglow() {
        let words: Vec<OsString> = std::env::args_os().skip(1).collect();
        return ended(command::afterglow::run(&words));
    }
    if let Some(plugin) = command::munin::called_as_plugin() {
        return command::munin::run_plugin(&plugin);
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let outcome = match &cli.command {
        Command::Draw(args) => command::draw::run(args),
        Command::Links(args) => command::links::run(args),
        Command::Check(args) => command::check::run(args),
        Command::Publish(args) => return published(command::publish::run(args)),
        Command::Munin(args) => return command::munin::run(args),
        Command::Metrics(args) => command::metrics::run(args),
        Command::Completions(args) => command::completions::run(args),
        Command::Man(args) => command::man::run(args),
        Command::Afterglow(args) => return ended(command::afterglow::run(&args.words)),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(error) => failed(&error),
    }
}

/// The exit status of what failed, which is told.
fn failed(error: &anyhow::Error) -> ExitCode {
    // Whoever read our output has seen enough.
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    terminal::tell_error(error);
    ExitCode::from(2)
}

/// A link to the program may have the name of the script whose place it takes.
fn is_called_afterglow() -> bool {
    let called = std::env::args_os().next();
    let name = called.as_deref().map(Path::new).and_then(Path::file_name);
    name.is_some_and(|name| name == "afterglow" || name == "afterglow.pl")
}

/// The exit status of `afterglow`: 0 after the help too, 2 where something cannot be opened.
fn ended(ended: anyhow::Result<Ended>) -> ExitCode {
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Failed) => ExitCode::from(2),
        Err(error) => failed(&error),
    }
}

/// The exit status of `publish`.
fn published(went: anyhow::Result<Went>) -> ExitCode {
    match went {
        Ok(Went::Well) => ExitCode::SUCCESS,
        Ok(Went::Elsewhere) => ExitCode::from(1),
        Ok(Went::Partly) => ExitCode::from(3),
        Ok(Went::Badly) => ExitCode::from(2),
        Err(error) => failed(&error),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Prints help and version as clap does, and any refusal as one line.
fn refuse(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // A closed pipe after the first screen of help is no error.
            let _ = error.print();
        }
        _ => terminal::tell(&refusal(&error.render().to_string())),
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// clap's paragraphs as one line, without the usage, which `--help` gives.
fn refusal(rendered: &str) -> String {
    let parts: Vec<&str> = rendered
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    format!("{} (see --help)", parts.join("; ").trim_start_matches("error: "))
}
