//! `honeyglow draw`: the links as a picture.

use crate::Outcome;
use crate::args::DrawArgs;
use crate::question::Question;
use crate::reading;
use crate::terminal;

/// Draws what the flags ask for.
///
/// # Errors
/// A flag that means nothing, no input that can be read, or an output that cannot be written.
pub(crate) fn run(args: &DrawArgs) -> anyhow::Result<Outcome> {
    let question = Question::from_args(&args.input, &args.view)?;
    let read = reading::links(&args.input, &question)?;
    if read.links.links.is_empty() {
        let why = read.account.why_nothing(&question, read.links.counts.filtered);
        terminal::tell(&format!("nothing to draw: {why}"));
        return Ok(Outcome::Nothing);
    }
    anyhow::bail!("there is no picture yet")
}
