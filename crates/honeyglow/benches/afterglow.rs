//! How fast rows become a styled graph, in rows: `afterglow/seed` with the property file of the
//! pipeline of old, `afterglow/rules` with rules that look at each row, and `afterglow/plain`
//! without any. Reading, the run and the writing of DOT together, on one thread.
//!
//! The rows are those of the made log of `parse`, each four times: 8,000 distinct ones.

mod made_log;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use honeyglow::afterglow::{Load, Options, Record, Records, Run, Strictness, Style, load};
use honeyglow::export::afterglow_dot;

const SEED: &str = "\
color.source=\"red\"
color.edge=\"lightgrey\"
color.event=\"lightblue\"
color.target=\"yellow\"
maxnodesize=1;
size.source=$sourceCount{$sourceName};
size.event=$eventCount{$eventName};
size.target=$targetCount{$targetName};
size=0.2
sum.source=0;
shape.target=triangle
";

const RULES: &str = "\
cluster.source=regex_replace(\"^(\\\\d+\\\\.\\\\d+)\\\\.\").\"/16\"
color.source=\"red\" if (subnet($fields[0],\"10.0.0.0/8\"))
color.event=\"gold\" if ($event < 1024)
color.target=\"blue\" if (match(\"example\"))
label.event=uc(field())
size.edge=log($targetCount{$targetName})+1
";

fn graph(rows: &[u8], style: Style) -> usize {
    let mut run = Run::new(Options::default(), style);
    let mut records = Records::new(rows);
    let mut record = Record::default();
    while records.read(&mut record).unwrap_or(false) {
        run.row(&record.fields);
    }
    let mut dot = Vec::new();
    assert!(afterglow_dot::write(&run.finish(), &mut dot).is_ok());
    dot.len()
}

fn afterglow(criterion: &mut Criterion) {
    let mut rows = String::new();
    let tunnels = made_log::tunnels(20_000);
    for [source, port, host] in tunnels.iter().cycle().take(tunnels.len() * 4) {
        rows.push_str(&format!("{source},{port},{host}\n"));
    }
    let count = rows.lines().count() as u64;
    let mut group = criterion.benchmark_group("afterglow");
    group.throughput(Throughput::Elements(count));
    for (name, properties) in [("seed", SEED), ("rules", RULES), ("plain", "")] {
        let mut no_lists = |_: &str| Err(String::new());
        let mut how = Load { strictness: Strictness::Strict, lists: &mut no_lists };
        let Ok(loaded) = load(properties, &mut how) else { continue };
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(graph(rows.as_bytes(), loaded.style.clone())));
        });
    }
    group.finish();
}

criterion_group!(benches, afterglow);
criterion_main!(benches);
