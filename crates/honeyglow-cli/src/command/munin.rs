//! `honeyglow munin`, and the same as a plugin whose name is that of a link.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use crate::args::numbers::MuninArgs;
use crate::munin::asked::Asked;
use crate::munin::{self, Call, View};
use crate::output::Output;
use crate::{is_broken_pipe, terminal, whereabouts};

/// The name of the plugin that a link to the program has, if it has such a name.
pub(crate) fn called_as_plugin() -> Option<String> {
    let called = std::env::args_os().next()?;
    let name = Path::new(&called).file_name()?.to_string_lossy().into_owned();
    name.starts_with(munin::PREFIX).then_some(name)
}

/// Answers as the plugin of that name.
pub(crate) fn run_plugin(name: &str) -> ExitCode {
    let word = std::env::args_os().nth(1).map(|word| word.to_string_lossy().into_owned());
    ended(answer(View::of_plugin(name), word.as_deref(), None))
}

/// Answers what was typed.
pub(crate) fn run(args: &MuninArgs) -> ExitCode {
    let word = args.words.first().map(String::as_str);
    ended(answer(Ok(args.view), word, args.numbers.state.as_deref()))
}

fn answer(
    view: anyhow::Result<View>,
    word: Option<&str>,
    state: Option<&Path>,
) -> anyhow::Result<()> {
    let call = Call::of_word(word)?;
    let state = whereabouts::state_directory(state);
    let text = munin::answer(view, call, state, &Asked::of_environment())?;
    // Written whole: half an answer would be a graph without its last fields.
    let mut output = Output::create(None)?;
    output.write_all(text.as_bytes()).map_err(|error| output.explain(error))?;
    output.commit()
}

/// The exit status that Munin knows: 1 for whatever went wrong, which is told.
fn ended(ended: anyhow::Result<()>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::tell_error(&error);
            ExitCode::from(1)
        }
    }
}
