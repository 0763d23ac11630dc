//! Layout, labels and quality together: whatever is laid out, nothing meets.

use honeyglow::label::place::{self, Wish};
use honeyglow::layout::{self, Extent, Outline, Plan, Point, Rect, Shape, Size, Tie};
use honeyglow::quality;
use proptest::prelude::*;

/// A graph to lay out, and the page for it.
#[derive(Clone, Debug)]
struct Case {
    extents: Vec<Extent>,
    ties: Vec<Tie>,
    page: Size,
    seed: u64,
}

const GAP: f64 = 3.0;

impl Case {
    fn plan(&self) -> Plan<'_> {
        let Self { extents, ties, page, seed } = self;
        Plan { extents, ties, page: *page, gap: GAP, seed: *seed }
    }
}

/// Any graph, on a page whose share taken by nodes is anything from loose to nearly full.
fn any_case(nodes: usize) -> impl Strategy<Value = Case> {
    let extent = (4.0..50.0, 4.0..50.0, 3.0..20.0, 3.0..30.0)
        .prop_map(|(left, right, up, down)| Extent { left, right, up, down });
    (prop::collection::vec(extent, 1..nodes), 0.05..0.7, 0.5..2.0, any::<u64>()).prop_flat_map(
        |(extents, fill, aspect, seed)| {
            let count = extents.len() as u32;
            let tie = (0..count, 0..count, 0.5..90.0).prop_map(move |(a, b, weight)| {
                // Squared towards the low numbers, so that there are hubs.
                Tie { a: a * a / count.max(1), b, weight }
            });
            let fill: f64 = fill;
            let aspect: f64 = aspect;
            let area = extents.iter().map(area).sum::<f64>() / fill;
            let width = (area * aspect).sqrt().max(110.0);
            let page = Size { width, height: (area / width).max(60.0) };
            prop::collection::vec(tie, 0..2 * count as usize).prop_map(move |ties| Case {
                extents: extents.clone(),
                ties,
                page,
                seed,
            })
        },
    )
}

fn area(extent: &Extent) -> f64 {
    let size = extent.size();
    (size.width + GAP) * (size.height + GAP)
}

fn assert_clear(case: &Case, centres: &[Point]) {
    let sheet = Rect { x0: 0.0, y0: 0.0, x1: case.page.width, y1: case.page.height }.grown(1e-9);
    let boxes: Vec<Rect> =
        case.extents.iter().zip(centres).map(|(extent, at)| extent.around(*at)).collect();
    assert_eq!(boxes.len(), case.extents.len());
    for (at, one) in boxes.iter().enumerate() {
        assert!(sheet.holds(one), "node {at} leaves the page: {one:?}");
        for (other, two) in boxes.iter().enumerate().take(at) {
            assert!(!one.grown(GAP - 1e-9).meets(two), "{at} meets {other}: {one:?} {two:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_two_extents_meet_on_any_page(case in any_case(60)) {
        match layout::fit(&case.plan()) {
            Ok(centres) => assert_clear(&case, &centres),
            // Rows alone fit whatever fills less than half of a page that is not a sliver.
            Err(crowded) => prop_assert!(crowded.fill > 0.3, "{crowded}"),
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_places(case in any_case(40)) {
        prop_assert_eq!(layout::fit(&case.plan()), layout::fit(&case.plan()));
    }

    #[test]
    fn labels_meet_nothing_wherever_nodes_stand(
        nodes in prop::collection::vec(
            (0.0..300.0, 0.0..200.0, 2.0..30.0, 4.0..90.0, 0..3_usize, any::<bool>()), 1..80),
        ties in prop::collection::vec((0..80_u32, 0..80_u32), 0..80),
    ) {
        let outlines = [Outline::Disc, Outline::Box, Outline::Triangle];
        let shapes: Vec<Shape> = nodes
            .iter()
            .map(|node| Shape { outline: outlines[node.4], size: Size { width: node.2, height: node.2 } })
            .collect();
        let centres: Vec<Point> = nodes.iter().map(|node| Point { x: node.0, y: node.1 }).collect();
        let wishes: Vec<Option<Wish>> = nodes
            .iter()
            .zip(0..)
            .map(|(node, rank)| node.5.then_some(Wish { size: Size { width: node.3, height: 9.0 }, rank, before: None }))
            .collect();
        let ties: Vec<Tie> = ties.iter().map(|&(a, b)| Tie { a, b, weight: 1.0 }).collect();
        let page = Size { width: 300.0, height: 200.0 };
        let labels = place::place(&shapes, &centres, &wishes, &ties, page);
        let quality = quality::measure(&shapes, &centres, &labels, &ties, page);
        prop_assert_eq!((quality.label_overlaps, quality.labels_on_nodes), (0, 0));
        let sheet = Rect { x0: 0.0, y0: 0.0, x1: page.width, y1: page.height };
        prop_assert!(labels.iter().flatten().all(|label| sheet.holds(label)));
        prop_assert!(labels.iter().zip(&wishes).all(|(label, wish)| label.is_none() || wish.is_some()));
    }
}

fn tie(a: u32, b: u32) -> Tie {
    Tie { a, b, weight: 1.0 }
}

const LEAF: Extent = Extent { left: 30.0, right: 30.0, up: 6.0, down: 16.0 };

#[test]
fn leaves_stand_around_their_hub() {
    let case = Case {
        extents: vec![LEAF; 41],
        ties: (1..41).map(|leaf| tie(0, leaf)).collect(),
        page: Size { width: 600.0, height: 420.0 },
        seed: 1,
    };
    let centres = layout::fit(&case.plan()).expect("a third of the page is enough");
    assert_clear(&case, &centres);
    let sides = |of: fn(&Point, &Point) -> bool| {
        centres[1..].iter().filter(|leaf| of(leaf, &centres[0])).count()
    };
    for side in [
        sides(|leaf, hub| leaf.x < hub.x),
        sides(|leaf, hub| leaf.x > hub.x),
        sides(|leaf, hub| leaf.y < hub.y),
        sides(|leaf, hub| leaf.y > hub.y),
    ] {
        assert!((12..=28).contains(&side), "{side} of 40 leaves on one side");
    }
}

#[test]
fn small_paths_stand_in_lines() {
    let case = Case {
        extents: vec![LEAF; 30],
        ties: (0..10)
            .flat_map(|at| [tie(3 * at, 3 * at + 1), tie(3 * at + 1, 3 * at + 2)])
            .collect(),
        page: Size { width: 500.0, height: 350.0 },
        seed: 1,
    };
    let centres = layout::fit(&case.plan()).expect("a third of the page is enough");
    assert_clear(&case, &centres);
    for path in centres.chunks(3) {
        assert!(path[0].x < path[1].x && path[1].x < path[2].x);
        assert!(path.iter().all(|node| (node.y - path[0].y).abs() < 1e-9));
    }
}

#[test]
fn what_cannot_fit_is_told_with_its_share() {
    let case = Case {
        extents: vec![LEAF; 100],
        ties: Vec::new(),
        page: Size { width: 100.0, height: 100.0 },
        seed: 1,
    };
    let crowded = layout::fit(&case.plan()).expect_err("a hundred labels on a stamp");
    assert!(crowded.fill > 10.0);
    assert!(layout::fit(&Plan { extents: &[], ..case.plan() }).is_ok_and(|none| none.is_empty()));
}

/// A drawing and what a second implementation says of it.
struct Saved {
    /// Outline, centre, width, height.
    nodes: &'static [(Outline, f64, f64, f64, f64)],
    /// Node, box.
    labels: &'static [(usize, [f64; 4])],
    edges: &'static [(u32, u32)],
    stress: f64,
    /// Overlaps of nodes, of labels, labels on nodes, labels drawn, crossings, edges through
    /// nodes.
    counts: [usize; 6],
}

/// Random drawings in whole points. Their numbers were computed once by a program of its own
/// (Python, numpy): ellipses as polygons of 32 corners, circles exact, separating axes with a
/// tolerance of 0.01 points, stress over all connected pairs.
const SAVED: [Saved; 3] = [
    Saved {
        nodes: &[
            (Outline::Disc, 85.0, 50.0, 16.0, 16.0),
            (Outline::Disc, 144.0, 27.0, 18.0, 18.0),
            (Outline::Box, 175.0, 20.0, 49.0, 39.0),
            (Outline::Disc, 27.0, 25.0, 32.0, 32.0),
            (Outline::Triangle, 128.0, 27.0, 25.0, 25.0),
            (Outline::Triangle, 108.0, 79.0, 26.0, 26.0),
            (Outline::Disc, 162.0, 45.0, 38.0, 38.0),
            (Outline::Triangle, 204.0, 148.0, 33.0, 33.0),
        ],
        labels: &[
            (0, [57.0, 62.0, 101.0, 71.0]),
            (2, [158.0, 28.0, 215.0, 37.0]),
            (3, [-7.0, 30.0, 37.0, 39.0]),
            (4, [80.0, 39.0, 131.0, 48.0]),
            (5, [60.0, 91.0, 98.0, 100.0]),
            (6, [116.0, 54.0, 143.0, 63.0]),
        ],
        edges: &[(6, 4), (3, 2), (4, 7), (7, 6), (6, 4), (0, 3), (3, 5), (6, 3), (2, 7)],
        stress: 0.322941704024,
        counts: [4, 0, 2, 6, 1, 5],
    },
    Saved {
        nodes: &[
            (Outline::Disc, 41.0, 112.0, 17.0, 17.0),
            (Outline::Triangle, 84.0, 74.0, 31.0, 31.0),
            (Outline::Triangle, 225.0, 150.0, 37.0, 37.0),
            (Outline::Triangle, 148.0, 88.0, 40.0, 40.0),
            (Outline::Disc, 139.0, 101.0, 35.0, 47.0),
            (Outline::Box, 163.0, 65.0, 32.0, 22.0),
            (Outline::Disc, 150.0, 150.0, 20.0, 20.0),
            (Outline::Box, 208.0, 154.0, 48.0, 38.0),
            (Outline::Box, 112.0, 134.0, 44.0, 34.0),
            (Outline::Triangle, 145.0, 91.0, 27.0, 27.0),
            (Outline::Triangle, 189.0, 136.0, 34.0, 34.0),
            (Outline::Box, 165.0, 162.0, 44.0, 34.0),
            (Outline::Box, 103.0, 62.0, 36.0, 26.0),
            (Outline::Triangle, 217.0, 142.0, 29.0, 29.0),
        ],
        labels: &[
            (1, [47.0, 81.0, 94.0, 90.0]),
            (5, [162.0, 72.0, 202.0, 81.0]),
            (6, [118.0, 163.0, 149.0, 172.0]),
            (8, [64.0, 145.0, 113.0, 154.0]),
            (13, [172.0, 155.0, 227.0, 164.0]),
        ],
        edges: &[
            (8, 13),
            (10, 9),
            (9, 6),
            (4, 11),
            (3, 7),
            (8, 5),
            (10, 9),
            (1, 12),
            (13, 5),
            (11, 0),
            (13, 3),
            (11, 1),
            (0, 9),
            (10, 0),
            (4, 9),
            (3, 10),
            (1, 12),
            (8, 2),
        ],
        stress: 0.457875102737,
        counts: [13, 0, 4, 5, 17, 36],
    },
    Saved {
        nodes: &[
            (Outline::Disc, 114.0, 141.0, 20.0, 20.0),
            (Outline::Box, 161.0, 79.0, 38.0, 28.0),
            (Outline::Triangle, 121.0, 58.0, 42.0, 42.0),
            (Outline::Triangle, 191.0, 36.0, 12.0, 12.0),
            (Outline::Disc, 141.0, 119.0, 29.0, 41.0),
            (Outline::Box, 206.0, 167.0, 47.0, 37.0),
            (Outline::Disc, 146.0, 75.0, 20.0, 20.0),
            (Outline::Box, 166.0, 109.0, 46.0, 36.0),
            (Outline::Box, 91.0, 61.0, 23.0, 13.0),
            (Outline::Triangle, 202.0, 74.0, 18.0, 18.0),
            (Outline::Disc, 143.0, 143.0, 16.0, 16.0),
            (Outline::Disc, 129.0, 126.0, 30.0, 30.0),
            (Outline::Disc, 116.0, 104.0, 14.0, 14.0),
            (Outline::Disc, 21.0, 39.0, 31.0, 31.0),
            (Outline::Box, 176.0, 87.0, 40.0, 30.0),
            (Outline::Box, 116.0, 116.0, 30.0, 20.0),
            (Outline::Triangle, 178.0, 149.0, 18.0, 18.0),
            (Outline::Box, 153.0, 97.0, 38.0, 28.0),
            (Outline::Box, 116.0, 54.0, 23.0, 13.0),
            (Outline::Box, 175.0, 91.0, 44.0, 34.0),
        ],
        labels: &[
            (0, [110.0, 155.0, 130.0, 164.0]),
            (1, [116.0, 91.0, 170.0, 100.0]),
            (2, [112.0, 71.0, 156.0, 80.0]),
            (3, [154.0, 41.0, 193.0, 50.0]),
            (5, [198.0, 177.0, 224.0, 186.0]),
            (6, [103.0, 86.0, 142.0, 95.0]),
            (7, [140.0, 123.0, 174.0, 132.0]),
            (8, [71.0, 74.0, 127.0, 83.0]),
            (9, [166.0, 83.0, 204.0, 92.0]),
            (10, [139.0, 154.0, 168.0, 163.0]),
            (12, [99.0, 117.0, 134.0, 126.0]),
            (13, [-13.0, 44.0, 19.0, 53.0]),
            (14, [174.0, 97.0, 214.0, 106.0]),
            (15, [83.0, 127.0, 141.0, 136.0]),
            (16, [138.0, 157.0, 177.0, 166.0]),
            (17, [153.0, 108.0, 210.0, 117.0]),
            (18, [76.0, 64.0, 125.0, 73.0]),
        ],
        edges: &[
            (0, 18),
            (1, 0),
            (11, 8),
            (14, 9),
            (18, 10),
            (5, 11),
            (5, 10),
            (11, 8),
            (9, 12),
            (3, 0),
            (18, 4),
            (9, 16),
            (7, 8),
            (7, 10),
            (5, 13),
            (3, 19),
            (19, 10),
            (10, 7),
            (14, 5),
            (2, 10),
            (6, 18),
            (14, 8),
            (7, 3),
            (1, 16),
            (6, 10),
            (18, 5),
        ],
        stress: 0.410946419127,
        counts: [30, 6, 30, 17, 74, 91],
    },
];

#[test]
fn quality_agrees_with_a_second_implementation() {
    for saved in &SAVED {
        let shapes: Vec<Shape> = saved
            .nodes
            .iter()
            .map(|&(outline, _, _, width, height)| Shape { outline, size: Size { width, height } })
            .collect();
        let centres: Vec<Point> =
            saved.nodes.iter().map(|node| Point { x: node.1, y: node.2 }).collect();
        let mut labels = vec![None; shapes.len()];
        for &(node, [x0, y0, x1, y1]) in saved.labels {
            labels[node] = Some(Rect { x0, y0, x1, y1 });
        }
        let ties: Vec<Tie> = saved.edges.iter().map(|&(a, b)| tie(a, b)).collect();
        let page = Size { width: 300.0, height: 300.0 };
        let quality = quality::measure(&shapes, &centres, &labels, &ties, page);
        let structure = quality.structure.unwrap();
        let counts = [
            quality.node_overlaps,
            quality.label_overlaps,
            quality.labels_on_nodes,
            quality.labels_drawn,
            structure.crossings,
            structure.edges_through_nodes,
        ];
        assert_eq!(counts, saved.counts);
        assert!((structure.stress - saved.stress).abs() < 1e-9);
    }
}
