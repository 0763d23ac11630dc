//! Threads: each takes blocks in turn and works on them alone.

use std::sync::{Mutex, PoisonError};

use super::block::{Block, Blocks};
use super::format::Layout;
use super::sink::{Needles, Sink};
use super::{Ask, Collect, Repeats, Tally, fast};

/// How many lines each block of an input has, to number the lines of samples.
type LinesOfBlocks = Vec<(u64, u64)>;

/// Reads all blocks, one thread a collector, and adds to the tally what they hold.
pub(super) fn read_blocks<'r, C: Collect + Send>(
    blocks: Blocks<'r>,
    layout: Option<Layout>,
    file: u32,
    ask: &Ask,
    repeats: &Repeats,
    collectors: &mut [C],
    tally: &mut Tally,
) -> Blocks<'r> {
    let needles = Needles::new(layout.map(|layout| layout.format), ask.kinds);
    let watch = repeats.watch(file);
    let shared = Mutex::new(blocks);
    let work = |collector: &mut C| -> (Tally, LinesOfBlocks) {
        let tally = Tally::default();
        let mut sink = Sink { ask, needles: &needles, watch, file, collector, tally };
        let mut block = Block::default();
        let mut lines_of_blocks = LinesOfBlocks::new();
        while shared.lock().unwrap_or_else(PoisonError::into_inner).next(&mut block) {
            lines_of_blocks.push((block.offset, block.line_count()));
            fast::walk(&block, layout, &mut sink);
        }
        (sink.tally, lines_of_blocks)
    };
    let mut parts = Vec::new();
    if let Some((first, others)) = collectors.split_first_mut() {
        std::thread::scope(|scope| {
            let work = &work;
            let others: Vec<_> =
                others.iter_mut().map(|collector| scope.spawn(move || work(collector))).collect();
            parts.push(work(first));
            for other in others {
                match other.join() {
                    Ok(part) => parts.push(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
    }
    let mut lines_of_blocks = LinesOfBlocks::new();
    for (part, lines) in parts {
        tally.add_counts(&part);
        tally.samples.extend(part.samples);
        lines_of_blocks.extend(lines);
    }
    number_samples(tally, lines_of_blocks);
    shared.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Turns numbers of lines within blocks into numbers within the input.
fn number_samples(tally: &mut Tally, mut lines_of_blocks: LinesOfBlocks) {
    lines_of_blocks.sort_unstable();
    let mut before = 0;
    // Each block's start, and the lines before it.
    for (_, lines) in &mut lines_of_blocks {
        before += std::mem::replace(lines, before);
    }
    tally.lines = before;
    for sample in &mut tally.samples {
        let next = lines_of_blocks.partition_point(|(offset, _)| *offset <= sample.offset);
        if let Some((_, before)) = next.checked_sub(1).and_then(|at| lines_of_blocks.get(at)) {
            sample.line_number += before;
        }
    }
}
