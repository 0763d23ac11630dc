//! `layout/*`: places for graphs like those that honeypots make, a few hubs with many leaves.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use honeyglow::layout::{self, Extent, Plan, Size, Tie};
use std::hint::black_box;

/// Sources on some of the ports, targets on one or two; hubs by a square law.
fn graph(nodes: u32) -> (Vec<Extent>, Vec<Tie>) {
    let ports = 4 + nodes / 40;
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

fn force(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    for nodes in [50, 250, 1000, 5000] {
        let (extents, ties) = graph(nodes);
        let height = (f64::from(nodes) * 68.0 * 26.0 / 0.33 / 1.4).sqrt();
        let page = Size { width: 1.4 * height, height };
        let plan = Plan { extents: &extents, ties: &ties, page, gap: 4.0, seed: 1 };
        group.bench_with_input(BenchmarkId::new("force", nodes), &plan, |bencher, plan| {
            bencher.iter(|| layout::force(black_box(plan)));
        });
    }
    group.finish();
}

criterion_group!(benches, force);
criterion_main!(benches);
