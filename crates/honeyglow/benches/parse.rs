//! How fast logs are read, in bytes: `parse/FORMAT/WHAT`.
//!
//! The logs are made here from a seed: 20,000 records, four of ten a tunnel request, as on a
//! sensor that is abused as a proxy. One thread; events are counted and thrown away. What is not
//! measured: disks, and the folding of events (see `fold`).

mod made_log;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use honeyglow::event::{Columns, Event, Kind, Kinds, Origin};
use honeyglow::input::{Ask, Collect, Coverage, Repeats, plain, read};
use jiff::tz::TimeZone;

struct Count(u64);

impl Collect for Count {
    fn event(&mut self, _: &Event<'_>, _: Origin, _: &[u8]) {
        self.0 += 1;
    }
}

fn ask(kinds: Kinds, coverage: Coverage) -> Ask {
    Ask { kinds, columns: Columns::all(), zone: TimeZone::UTC, format: None, coverage }
}

fn count(log: &[u8], ask: &Ask) -> u64 {
    let mut count = [Count(0)];
    let reading = read(log, 0, ask, &mut Repeats::default(), &mut count);
    assert_eq!(reading.tally.event_count(), count[0].0);
    count[0].0
}

fn parse(criterion: &mut Criterion) {
    let tunnels = ask(Kinds::of(&[Kind::TunnelRequest]), Coverage::Asked);
    let every_line = ask(Kinds::all(), Coverage::EveryLine);
    let logs = [("cowrie_json", made_log::json(20_000)), ("cowrie_text", made_log::text(20_000))];
    for (format, log) in &logs {
        let mut group = criterion.benchmark_group(format!("parse/{format}"));
        group.throughput(Throughput::Bytes(log.len() as u64));
        group.bench_function("tunnels", |bencher| {
            bencher.iter(|| assert_eq!(count(log, &tunnels), 8_000));
        });
        group.bench_function("every_line", |bencher| {
            bencher.iter(|| assert_eq!(count(log, &every_line), 20_000));
        });
        group.bench_function("plain", |bencher| {
            bencher.iter(|| {
                let mut count = Count(0);
                plain::read(log, 0, &every_line, &mut Repeats::default(), &mut count);
                assert_eq!(count.0, 20_000);
            });
        });
        group.finish();
    }
    let packed = zstd::encode_all(&logs[0].1[..], 3).unwrap_or_default();
    let mut group = criterion.benchmark_group("parse/cowrie_json_zst");
    group.throughput(Throughput::Bytes(logs[0].1.len() as u64));
    group.bench_function("tunnels", |bencher| {
        bencher.iter(|| assert_eq!(count(&packed, &tunnels), 8_000));
    });
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
