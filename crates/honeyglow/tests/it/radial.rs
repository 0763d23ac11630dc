//! Rings: whatever the graph, nothing meets, on a sheet and on a page.

use honeyglow::layout::radial::{Wheel, radial, radial_on};
use honeyglow::layout::{Extent, Plan, Point, Rect, Size, Tie};
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
    fn of(kinds: impl IntoIterator<Item = u8>, ties: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let kinds: Vec<u8> = kinds.into_iter().collect();
        Self {
            extents: vec![Extent { left: 30.0, right: 30.0, up: 6.0, down: 16.0 }; kinds.len()],
            kinds,
            ties: ties.into_iter().map(|(a, b)| Tie { a, b, weight: 1.0 }).collect(),
        }
    }

    #[track_caller]
    fn check(&self) -> (Vec<Point>, Size) {
        let Self { extents, kinds, ties } = self;
        let wheel = Wheel { extents, kinds, ties, gap: GAP, aspect: 1.5 };
        let (centres, size) = radial(&wheel);
        assert_eq!((centres.clone(), size), radial(&wheel));
        assert_clear(extents, &centres, size);
        let page = Size { width: size.width * 1.3 + 10.0, height: size.height * 1.3 + 10.0 };
        let plan = Plan { extents, ties, page, gap: GAP, seed: 0 };
        if let Ok(centres) = radial_on(&plan, kinds) {
            assert_clear(extents, &centres, page);
        }
        (centres, size)
    }
}

/// Every extent on the sheet, and none meets another.
#[track_caller]
fn assert_clear(extents: &[Extent], centres: &[Point], size: Size) {
    assert_eq!(centres.len(), extents.len());
    let sheet = Rect { x0: 0.0, y0: 0.0, x1: size.width, y1: size.height }.grown(1e-6);
    let around = |(extent, centre): (&Extent, &Point)| extent.around(*centre);
    let mut boxes: Vec<Rect> = extents.iter().zip(centres).map(around).collect();
    for shape in &boxes {
        assert!(sheet.holds(shape), "{shape:?} leaves {sheet:?}");
    }
    boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    for (at, one) in boxes.iter().enumerate() {
        for two in boxes[at + 1..].iter().take_while(|two| two.x0 < one.x1) {
            assert!(!one.grown(-1e-6).meets(two), "{one:?} meets {two:?}");
        }
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    let extent = (0.0..80.0, 0.0..80.0, 0.0..20.0, 0.0..30.0)
        .prop_map(|(left, right, up, down)| Extent { left, right, up, down });
    prop::collection::vec((extent, 0..3_u8), 1..80).prop_flat_map(|nodes| {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_two_extents_meet_on_any_rings(case in any_case()) {
        case.check();
    }
}

#[test]
fn special_graphs_are_laid_out() {
    let clique = |nodes: u32| (0..nodes).flat_map(move |a| (0..a).map(move |b| (a, b)));
    for (name, case) in [
        ("nothing", Case::of([], [])),
        ("one node", Case::of([1], [])),
        ("no edge", Case::of(vec![1; 150], [])),
        ("hubs alone", Case::of(vec![0; 20], [])),
        ("loops", Case::of([0, 1, 2], [(0, 0), (1, 1), (2, 2), (0, 1)])),
        ("one edge many times", Case::of([1, 2], vec![(0, 1); 50])),
        ("clique of hubs", Case::of(vec![0; 40], clique(40))),
        ("clique", Case::of(vec![1; 40], clique(40))),
        ("tree", Case::of(vec![1; 300], (1..300_u32).map(|node| ((node - 1) / 3, node)))),
        ("path", Case::of(vec![1; 5_000], (1..5_000_u32).map(|node| (node - 1, node)))),
        (
            "islands",
            Case::of(
                (0..300_u32).map(|at| (at % 3) as u8),
                (0..100_u32).map(|at| (3 * at, 3 * at + 1)),
            ),
        ),
        (
            "hubs that share",
            Case::of(
                (0..200_u8).map(|at| if at < 12 { 0 } else { 1 + at % 2 }),
                (12..200_u32).flat_map(|at| [(at % 12, at), (at * at % 12, at)]),
            ),
        ),
    ] {
        println!("{name}");
        case.check();
    }
}

#[test]
fn a_hub_of_ten_thousand_leaves_is_a_disc_with_the_hub_in_it() {
    let case = Case::of(
        (0..10_001_u32).map(|at| u8::from(at > 0)),
        (1..=10_000_u32).map(|leaf| (0, leaf)),
    );
    let (centres, size) = case.check();
    // Not much more paper than boxes.
    assert!(size.width * size.height < 6.0 * 10_001.0 * 64.0 * 26.0, "{size:?}");
    let off = (centres[0].x - size.width / 2.0).abs() / size.width;
    assert!(off < 0.1, "{off}");
}

#[test]
fn kinds_stand_on_opposite_sides_of_a_single_hub() {
    let case = Case::of(
        (0..41_u8).map(|at| if at == 0 { 0 } else { 1 + at % 2 }),
        (1..41).map(|at| (0, at)),
    );
    let (centres, _) = case.check();
    let hub = centres[0].x;
    let right =
        |kind: u8| (1..41).filter(|&at| case.kinds[at] == kind && centres[at].x > hub).count();
    assert!(right(1) <= 2 && right(2) >= 18, "{} {}", right(1), right(2));
}
