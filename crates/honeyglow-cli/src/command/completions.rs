//! `honeyglow completions`: what a shell completes behind the program's name.

use std::io::Write as _;

use clap::CommandFactory as _;

use crate::Outcome;
use crate::args::Cli;
use crate::args::documents::CompletionsArgs;
use crate::output::Output;

/// Writes the completions to stdout.
///
/// # Errors
/// Stdout cannot be written.
pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "honeyglow", &mut script);
    let mut output = Output::create(None)?;
    output.write_all(&script).map_err(|error| output.explain(error))?;
    output.commit()?;
    Ok(Outcome::Done)
}
