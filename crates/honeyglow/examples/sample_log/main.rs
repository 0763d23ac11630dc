//! Writes the sample log of `examples/day/` to stdout.
//!
//! ```text
//! cargo run --example sample_log [SEED] > examples/day/cowrie.json
//! ```

mod day;

use std::io::{self, Write as _};

fn main() -> io::Result<()> {
    let seed = match std::env::args().nth(1) {
        None => day::SEED,
        Some(text) => text.parse().map_err(|_| {
            io::Error::other(format!("`{text}` is no seed: write a number, as {}", day::SEED))
        })?,
    };
    io::stdout().lock().write_all(day::log(seed).as_bytes())
}
