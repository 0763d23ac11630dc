//! Reads logs and says how fast: `read_speed tunnels|all|fold|every-line THREADS FILE...`.
//!
//! For comparing a change with what was before, on files too large for a benchmark of criterion.

#![expect(
    clippy::disallowed_methods,
    reason = "an example opens files, which the library does not"
)]
#![expect(clippy::print_stdout, reason = "an example speaks to its user")]

use std::fs::File;

use honeyglow::event::{Columns, Event, Kind, Kinds, Origin};
use honeyglow::input::{Ask, Collect, Coverage, Repeats, read};
use honeyglow::link::{Fold, View};
use honeyglow::time::Period;
use jiff::tz::TimeZone;

struct Count(u64);

impl Collect for Count {
    fn event(&mut self, _: &Event<'_>, _: Origin, _: &[u8]) {
        self.0 += 1;
    }
}

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [mode, threads, paths @ ..] = &words[..] else {
        println!("read_speed tunnels|all|fold|every-line THREADS FILE...");
        return Ok(());
    };
    let threads = threads.parse().unwrap_or(1);
    let view = View::tunnels();
    let (kinds, columns, coverage) = match mode.as_str() {
        "all" => (Kinds::all(), Columns::all(), Coverage::Asked),
        "every-line" => (Kinds::all(), Columns::all(), Coverage::EveryLine),
        _ => (Kinds::of(&[Kind::TunnelRequest]), view.wanted_columns(), Coverage::Asked),
    };
    let ask = Ask { kinds, columns, zone: TimeZone::UTC, format: None, coverage };
    let mut repeats = Repeats::default();
    let mut counts: Vec<Count> = (0..threads).map(|_| Count(0)).collect();
    let mut folds: Vec<Fold> =
        (0..threads).map(|_| Fold::new(view.clone(), Period::default())).collect();
    for (number, path) in paths.iter().enumerate() {
        let input = File::open(path)?;
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let reading = match mode.as_str() {
            "fold" => read(input, number, &ask, &mut repeats, &mut folds),
            _ => read(input, number, &ask, &mut repeats, &mut counts),
        };
        let tally = reading.tally;
        println!(
            "{path}: {} lines, {} events, {} skipped",
            tally.lines,
            tally.event_count(),
            tally.skipped_count()
        );
    }
    let links = folds.into_iter().reduce(|mut all, fold| {
        all.merge(fold);
        all
    });
    if let Some(links) = links.map(Fold::finish) {
        println!("{} links, {} names", links.links.len(), links.names.len());
    }
    Ok(())
}
