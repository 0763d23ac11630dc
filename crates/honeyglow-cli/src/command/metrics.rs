//! `honeyglow metrics`: what the publisher has counted, on stdout in the text format of Prometheus.

use std::io::Write as _;

use crate::args::numbers::MetricsArgs;
use crate::output::Output;
use crate::{Outcome, metrics, numbers, whereabouts};

/// Reads the numbers and writes them.
///
/// # Errors
/// There are no numbers, or nobody takes them.
pub(crate) fn run(args: &MetricsArgs) -> anyhow::Result<Outcome> {
    let state = whereabouts::state_directory(args.numbers.state.as_deref())?;
    let text = metrics::text(&numbers::open(&state)?);
    let mut output = Output::create(None)?;
    output.write_all(text.as_bytes()).map_err(|error| output.explain(error))?;
    output.commit()?;
    Ok(Outcome::Done)
}
