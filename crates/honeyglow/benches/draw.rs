//! `draw/*` and `reduce/*`: from folded links to a picture, with the shapes that honeypots make.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use honeyglow::drawing::Caption;
use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::graph::{self, Graph, Role};
use honeyglow::link::{Fold, Links, View};
use honeyglow::picture::{self, Picture, Settings};
use honeyglow::reduce::twins;
use honeyglow::render;
use honeyglow::time::Period;

/// That many distinct links: sources by a square law, a few ports, many targets.
fn links(count: usize) -> Links {
    let mut state = 1_u64;
    let mut below = |end: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let mut fold = Fold::new(View::tunnels(), Period::default());
    let sources = 20 + count as u64 / 100;
    for target in 0..count as u64 {
        let source = below(sources) * below(sources) / sources;
        let mut event = Event::new(Kind::TunnelRequest, None);
        event.set(Column::SrcIp, format!("198.51.{}.{}", source / 250, source % 250));
        event.set(Column::DstPort, [443, 80, 25, 22, 993, 8080][below(6) as usize].to_string());
        event.set(Column::DstHost, format!("host-{target}.example"));
        for _ in 0..1 + below(3) {
            fold.add(&event, Origin::new(0, target));
        }
    }
    fold.finish()
}

fn settings() -> Settings {
    let caption = Caption {
        title: "Tunnels".to_owned(),
        period: "2026-03-01 (UTC)".to_owned(),
        node_url: None,
        ..Caption::default()
    };
    Settings { caption, ..Settings::default() }
}

/// Nothing meets and nothing is lost, or the time means nothing.
fn check(picture: &Picture, folded: u64) {
    assert!(picture.quality.is_some_and(|quality| {
        quality.node_overlaps + quality.label_overlaps + quality.labels_on_nodes == 0
    }));
    assert_eq!(picture.account.events_drawn + picture.account.events_grouped, folded);
}

fn draw(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw");
    group.sample_size(10);
    for count in [200, 10_000] {
        let links = links(count);
        assert_eq!(links.links.len(), count);
        let folded = links.counts.folded;
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new("picture", count), |bencher| {
            bencher.iter_batched(
                || links.clone(),
                |links| {
                    let picture = picture::draw(links, &settings());
                    check(&picture, folded);
                    picture
                },
                BatchSize::LargeInput,
            );
        });
    }
    let picture = picture::draw(links(10_000), &settings());
    let svg = render::svg::svg(&picture.drawing);
    group.throughput(Throughput::Bytes(svg.len() as u64));
    group.bench_function("svg", |bencher| {
        bencher.iter(|| {
            let again = render::svg::svg(black_box(&picture.drawing));
            assert_eq!(again.len(), svg.len());
            again
        });
    });
    let size = picture.drawing.size;
    let pixels = (size.width * 2.0).round() as u64 * (size.height * 2.0).round() as u64;
    group.throughput(Throughput::Elements(pixels));
    group.bench_function("png", |bencher| {
        bencher.iter(|| {
            let png = render::png::png(black_box(&picture.drawing), 2.0);
            assert!(png.as_ref().is_ok_and(|png| png.starts_with(b"\x89PNG")));
            png
        });
    });
    group.finish();
}

fn events(graph: &Graph) -> u64 {
    graph.paths.iter().map(|path| path.count).sum()
}

fn reduce(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reduce");
    group.sample_size(10);
    for count in [10_000, 100_000] {
        let graph = graph::build(links(count));
        let (whole, nodes) = (events(&graph), graph.nodes.len());
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new("twins", count), |bencher| {
            let fold = |graph| {
                let folded = twins::fold(black_box(graph), Role::Target);
                assert_eq!(events(&folded), whole);
                assert!(folded.nodes.len() < nodes / 2);
                folded
            };
            bencher.iter_batched(|| graph.clone(), fold, BatchSize::LargeInput);
        });
    }
    group.finish();
}

criterion_group!(benches, draw, reduce);
criterion_main!(benches);
