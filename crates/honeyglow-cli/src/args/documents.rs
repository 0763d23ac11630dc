//! The flags of the commands that packagers call: completions and manual pages.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Write the completions of a shell.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_AFTER_HELP)]
pub(crate) struct CompletionsArgs {
    /// For which shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

const COMPLETIONS_AFTER_HELP: &str = "\
Examples:
  honeyglow completions bash > ~/.local/share/bash-completion/completions/honeyglow
  honeyglow completions zsh > ~/.zfunc/_honeyglow
  honeyglow completions fish > ~/.config/fish/completions/honeyglow.fish

Exit status: 0 done, 2 an error.";

/// Write the manual pages.
#[derive(Debug, Args)]
#[command(after_help = MAN_AFTER_HELP)]
pub(crate) struct ManArgs {
    /// The directory that the pages are written to; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}

const MAN_AFTER_HELP: &str = "\
Examples:
  honeyglow man /usr/local/share/man/man1
  honeyglow man pages && man -l pages/honeyglow-draw.1

One page for each command, honeyglow.1 and honeyglow-COMMAND.1, and honeyglow-config.5, which says
what the configuration of the publisher can hold. Its place is the directory man5 beside man1.
Exit status: 0 done, 2 an error.";
