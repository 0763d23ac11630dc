//! `layout/*`: places for graphs like those that honeypots make, a few hubs with many leaves.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use honeyglow::layout::columns::{self, Bar, Flow, Stack, Strand};
use honeyglow::layout::organic::{self, Arrangement, Sheet};
use honeyglow::layout::radial::{self, Wheel};
use honeyglow::layout::{self, Extent, Plan, Size, Tie};
use std::hint::black_box;

/// Points between nodes, or between bars.
const GAP: f64 = 4.0;

/// The first nodes are ports.
fn ports(nodes: u32) -> u32 {
    4 + nodes / 40
}

/// Sources on some of the ports, targets on one or two; hubs by a square law.
fn graph(nodes: u32) -> (Vec<Extent>, Vec<Tie>) {
    let ports = ports(nodes);
    let mut state = 1_u64;
    let mut below = |end: u32| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % end
    };
    let mut ties = Vec::new();
    for node in ports..nodes {
        for _ in 0..1 + below(5) / 3 {
            let at = below(ports);
            ties.push(Tie { a: at * at / ports, b: node, weight: 1.0 });
        }
    }
    let extents = vec![Extent { left: 32.0, right: 32.0, up: 6.0, down: 16.0 }; nodes as usize];
    (extents, ties)
}

/// Ports are 0, sources 1, targets 2.
fn kinds(nodes: u32) -> Vec<u8> {
    let kind = |node| if node < ports(nodes) { 0 } else { 1 + (node % 2) as u8 };
    (0..nodes).map(kind).collect()
}

fn force(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    for nodes in [50, 250, 1000, 5000] {
        let (extents, ties) = graph(nodes);
        let height = (f64::from(nodes) * 68.0 * 26.0 / 0.33 / 1.4).sqrt();
        let page = Size { width: 1.4 * height, height };
        let plan = Plan { extents: &extents, ties: &ties, page, gap: GAP, seed: 1 };
        group.throughput(Throughput::Elements(u64::from(nodes)));
        group.bench_with_input(BenchmarkId::new("force", nodes), &plan, |bencher, plan| {
            bencher.iter(|| layout::force(black_box(plan)));
        });
    }
    group.finish();
}

/// Every node drawn, on a sheet that is as large as it must be; one thread.
fn sheets(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    for (name, arrangement) in [("singly", Arrangement::Singly), ("blocks", Arrangement::Blocks)] {
        for nodes in [1000, 5000] {
            let (extents, ties) = graph(nodes);
            let sheet = Sheet {
                extents: &extents,
                kinds: &kinds(nodes),
                ties: &ties,
                arrangement,
                gap: GAP,
                aspect: 1.4,
                seed: 1,
                threads: 1,
            };
            group.throughput(Throughput::Elements(u64::from(nodes)));
            group.bench_with_input(BenchmarkId::new(name, nodes), &sheet, |bencher, sheet| {
                bencher.iter(|| organic::organic(black_box(sheet)));
            });
        }
    }
    group.finish();
}

/// Ports on a ring, sources and targets around it.
fn wheels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    let nodes = 1000;
    let (extents, ties) = graph(nodes);
    let wheel =
        Wheel { extents: &extents, kinds: &kinds(nodes), ties: &ties, gap: GAP, aspect: 1.4 };
    group.throughput(Throughput::Elements(u64::from(nodes)));
    group.bench_with_input(BenchmarkId::new("radial", nodes), &wheel, |bencher, wheel| {
        bencher.iter(|| radial::radial(black_box(wheel)));
    });
    group.finish();
}

/// Bars in the order that has few crossings, at the heights that they need.
fn stack(bars: &[Bar], strands: &[Strand]) -> Stack {
    let columns: Vec<u8> = bars.iter().map(|bar| bar.column).collect();
    let order = columns::order(&columns, strands);
    let flow = Flow { bars, strands, order: &order, gap: GAP, hair: 0.5 };
    let height = 1.2 * flow.needs(0.0).into_iter().fold(0.0, f64::max);
    flow.stack(flow.scale(height).unwrap_or(0.0), height)
}

/// Sources, ports and targets from left to right.
fn bars(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    let nodes = 1000;
    let (_, ties) = graph(nodes);
    let bar = |kind: u8| Bar { column: [1, 0, 2][usize::from(kind)], least: 4.0, beside: 12.0 };
    let bars: Vec<Bar> = kinds(nodes).into_iter().map(bar).collect();
    let strand = |tie: &Tie| {
        let is_source = bars[tie.b as usize].column == 0;
        let (from, to) = if is_source { (tie.b, tie.a) } else { (tie.a, tie.b) };
        Strand { from, to, weight: tie.weight, width: None }
    };
    let strands: Vec<Strand> = ties.iter().map(strand).collect();
    group.throughput(Throughput::Elements(u64::from(nodes)));
    group.bench_function(BenchmarkId::new("columns", nodes), |bencher| {
        bencher.iter(|| stack(black_box(&bars), black_box(&strands)));
    });
    group.finish();
}

criterion_group!(benches, force, sheets, wheels, bars);
criterion_main!(benches);
