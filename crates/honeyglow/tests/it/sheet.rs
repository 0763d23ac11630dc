//! Layouts on sheets that grow: whatever the graph, nothing meets and nothing is lost.

use honeyglow::layout::organic::{Arrangement, Layout, Sheet, organic};
use honeyglow::layout::{Extent, Point, Rect, Size, Tie};
use proptest::prelude::*;

const GAP: f64 = 4.0;

/// A graph to lay out.
#[derive(Clone, Debug)]
struct Case {
    extents: Vec<Extent>,
    kinds: Vec<u8>,
    ties: Vec<Tie>,
}

impl Case {
    fn sheet(&self, arrangement: Arrangement, threads: usize) -> Sheet<'_> {
        let Self { extents, kinds, ties } = self;
        Sheet { extents, kinds, ties, arrangement, gap: GAP, aspect: 1.5, seed: 7, threads }
    }

    /// A graph of boxes of a label's size.
    fn of(nodes: usize, ties: impl IntoIterator<Item = (u32, u32)>) -> Self {
        Self {
            extents: vec![Extent { left: 30.0, right: 30.0, up: 6.0, down: 16.0 }; nodes],
            kinds: vec![0; nodes],
            ties: ties.into_iter().map(|(a, b)| Tie { a, b, weight: 1.0 }).collect(),
        }
    }
}

const BOTH: [Arrangement; 2] = [Arrangement::Singly, Arrangement::Blocks];

fn any_case(nodes: usize) -> impl Strategy<Value = Case> {
    let extent = (0.0..80.0, 0.0..80.0, 0.0..20.0, 0.0..30.0)
        .prop_map(|(left, right, up, down)| Extent { left, right, up, down });
    let node = (extent, 0..3_u8);
    prop::collection::vec(node, 1..nodes).prop_flat_map(|nodes| {
        let count = nodes.len() as u32;
        // Squared towards the low numbers, so that there are hubs; some ends are no nodes.
        let tie = (0..count, 0..count + 2, 0.0..90.0).prop_map(move |(a, b, weight)| Tie {
            a: a * a / count,
            b,
            weight,
        });
        let (extents, kinds): (Vec<Extent>, Vec<u8>) = nodes.into_iter().unzip();
        prop::collection::vec(tie, 0..2 * count as usize).prop_map(move |ties| Case {
            extents: extents.clone(),
            kinds: kinds.clone(),
            ties,
        })
    })
}

/// A sweep: every extent on the sheet, and none meets another.
fn assert_clear(extents: &[Extent], layout: &Layout) {
    assert_eq!(layout.centres.len(), extents.len());
    assert!(layout.size.width.is_finite() && layout.size.height.is_finite());
    let Size { width, height } = layout.size;
    let sheet = Rect { x0: 0.0, y0: 0.0, x1: width, y1: height }.grown(1e-6);
    let around = |(extent, centre): (&Extent, &Point)| extent.around(*centre);
    let mut boxes: Vec<Rect> = extents.iter().zip(&layout.centres).map(around).collect();
    for shape in &boxes {
        assert!(shape.x0.is_finite() && shape.y0.is_finite(), "{shape:?}");
        assert!(sheet.holds(shape), "{shape:?} leaves {sheet:?}");
    }
    boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    for (at, one) in boxes.iter().enumerate() {
        for two in boxes[at + 1..].iter().take_while(|two| two.x0 < one.x1) {
            assert!(!one.grown(-1e-6).meets(two), "{one:?} meets {two:?}");
        }
    }
}

/// Blocks hold their members, and no block meets another.
fn assert_blocks(extents: &[Extent], layout: &Layout) {
    for (node, block) in layout.block_of.iter().enumerate() {
        if let Some(block) = block {
            let shape = extents[node].around(layout.centres[node]);
            assert!(layout.blocks[*block as usize].grown(1e-6).holds(&shape));
        }
    }
    for (at, one) in layout.blocks.iter().enumerate() {
        assert!(layout.blocks[..at].iter().all(|two| !one.grown(-1e-6).meets(two)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_two_extents_meet_on_any_sheet(case in any_case(80)) {
        for arrangement in BOTH {
            let layout = organic(&case.sheet(arrangement, 1));
            assert_clear(&case.extents, &layout);
            assert_blocks(&case.extents, &layout);
        }
    }
}

#[test]
fn special_graphs_are_laid_out() {
    let clique = |nodes: u32| (0..nodes).flat_map(move |a| (0..a).map(move |b| (a, b)));
    let tree = (1..300_u32).map(|node| ((node - 1) / 3, node));
    let bipartite = (0..12_u32).flat_map(|a| (12..60_u32).map(move |b| (a, b)));
    let path = (1..200_u32).map(|node| (node - 1, node));
    let star = (1..500_u32).map(|leaf| (0, leaf));
    let islands = (0..100_u32).map(|at| (3 * at, 3 * at + 1));
    for (name, case) in [
        ("nothing", Case::of(0, [])),
        ("one node", Case::of(1, [])),
        ("no edge", Case::of(150, [])),
        ("loops", Case::of(3, [(0, 0), (1, 1), (2, 2), (0, 1)])),
        ("one edge many times", Case::of(2, vec![(0, 1); 50])),
        ("clique", Case::of(40, clique(40))),
        ("tree", Case::of(300, tree)),
        ("path", Case::of(200, path)),
        ("bipartite", Case::of(60, bipartite)),
        ("star", Case::of(500, star)),
        ("islands", Case::of(300, islands)),
    ] {
        for arrangement in BOTH {
            println!("{name}, {arrangement:?}");
            let layout = organic(&case.sheet(arrangement, 2));
            assert_clear(&case.extents, &layout);
            assert_blocks(&case.extents, &layout);
        }
    }
}

#[test]
fn boxes_of_very_different_sizes_are_parted() {
    let mut case = Case::of(400, (1..400_u32).map(|leaf| (leaf % 7, leaf)));
    for (at, extent) in case.extents.iter_mut().enumerate() {
        let side = if at % 40 == 0 { 900.0 } else { (at % 9) as f64 };
        *extent = Extent { left: side, right: side, up: side / 2.0, down: side };
    }
    for arrangement in BOTH {
        assert_clear(&case.extents, &organic(&case.sheet(arrangement, 2)));
    }
}

#[test]
fn a_hub_of_a_hundred_thousand_leaves_is_laid_out() {
    let case = Case::of(100_001, (1..=100_000_u32).map(|leaf| (0, leaf)));
    for arrangement in BOTH {
        let layout = organic(&case.sheet(arrangement, 2));
        assert_clear(&case.extents, &layout);
        // Not much more paper than boxes.
        let area = layout.size.width * layout.size.height;
        assert!(area < 12.0 * 100_001.0 * 64.0 * 26.0, "{arrangement:?}: {:?}", layout.size);
    }
}

#[test]
fn threads_change_no_bit() {
    let many = (1..3_000_u32).flat_map(|node| [(node * node % 97, node), (node % 13, node)]);
    for case in
        [Case::of(3_000, many), Case::of(200, (1..200_u32).map(|node| (node * node % 17, node)))]
    {
        for arrangement in BOTH {
            let one = organic(&case.sheet(arrangement, 1));
            for threads in [2, 5] {
                assert_eq!(organic(&case.sheet(arrangement, threads)), one);
            }
        }
    }
}

#[test]
fn a_block_holds_the_leaves_of_a_hub_and_the_hub() {
    let case = Case::of(30, (1..30_u32).map(|leaf| (0, leaf)));
    let layout = organic(&case.sheet(Arrangement::Blocks, 1));
    assert_eq!(layout.blocks.len(), 1);
    assert!(layout.block_of.iter().all(|block| *block == Some(0)));
    assert!(organic(&case.sheet(Arrangement::Singly, 1)).blocks.is_empty());
}
