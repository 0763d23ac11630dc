//! How fast events are folded into links, in events: `fold/tunnels`, and in bytes of log with the
//! reading before it: `fold/read`. `fold/kept` takes up a fold that was kept, and puts its links in
//! the order of time.
//!
//! The events are those of the made log of `parse`: 8,000 requests of 130 sources to 9,000 hosts,
//! so that most links are new. One thread.

mod made_log;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::input::{Ask, Coverage, Repeats, read};
use honeyglow::link::{Fold, View};
use honeyglow::time::Period;
use jiff::tz::TimeZone;

fn fold(criterion: &mut Criterion) {
    let new_fold = || Fold::new(View::tunnels(), Period::default());
    let names = made_log::tunnels(20_000);
    let events: Vec<Event<'_>> = names
        .iter()
        .map(|[source, port, host]| {
            let mut event = Event::new(Kind::TunnelRequest, None);
            event.set(Column::SrcIp, source.as_str());
            event.set(Column::DstPort, port.as_str());
            event.set(Column::DstHost, host.as_str());
            event
        })
        .collect();
    let mut group = criterion.benchmark_group("fold");
    group.throughput(Throughput::Elements(events.len() as u64));
    group.bench_function("tunnels", |bencher| {
        bencher.iter(|| {
            let mut fold = new_fold();
            for (event, offset) in events.iter().zip(0..) {
                fold.add(event, Origin::new(0, offset));
            }
            assert_eq!(fold.finish().counts.folded, 8_000);
        });
    });
    group.bench_function("merge", |bencher| {
        let mut half = new_fold();
        for (event, offset) in events.iter().zip(0..) {
            half.add(event, Origin::new(0, offset));
        }
        bencher.iter_batched(
            || (half.clone(), half.clone()),
            |(mut all, half)| {
                all.merge(half);
                assert_eq!(all.finish().counts.folded, 16_000);
            },
            BatchSize::SmallInput,
        );
    });
    // What a publisher does with a day that it has kept.
    group.bench_function("kept", |bencher| {
        let mut fold = new_fold();
        for (event, offset) in events.iter().zip(0..) {
            fold.add(event, Origin::new(0, offset));
        }
        let kept = fold.keep();
        bencher.iter_batched(
            || kept.clone(),
            |kept| {
                let fold = kept.fold(View::tunnels(), Period::default());
                let links = fold.map(|fold| fold.finish().in_order_of_time());
                assert_eq!(links.map(|links| links.counts.folded), Ok(8_000));
            },
            BatchSize::SmallInput,
        );
    });
    let log = made_log::json(20_000);
    let view = View::tunnels();
    let ask = Ask {
        kinds: view.wanted_kinds(),
        columns: view.wanted_columns(),
        zone: TimeZone::UTC,
        format: None,
        coverage: Coverage::Asked,
    };
    group.throughput(Throughput::Bytes(log.len() as u64));
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            let mut folds = [new_fold()];
            let reading = read(&log[..], 0, &ask, &mut Repeats::default(), &mut folds);
            assert_eq!(reading.tally.event_count(), 8_000);
        });
    });
    group.finish();
}

criterion_group!(benches, fold);
criterion_main!(benches);
