//! Columns: whatever the graph, bars of a column never meet, ribbons lie side by side where they
//! leave, and all stay within the height they were given.

use std::collections::BTreeMap;

use honeyglow::layout::Tie;
use honeyglow::layout::columns::{Bar, Flow, Order, Stack, Strand, classes, order};
use proptest::prelude::*;

const GAP: f64 = 3.0;
const HAIR: f64 = 0.5;

/// Bars and what runs between them.
#[derive(Clone, Debug)]
struct Case {
    bars: Vec<Bar>,
    strands: Vec<Strand>,
}

impl Case {
    fn of(
        columns: impl IntoIterator<Item = u8>,
        ends: impl IntoIterator<Item = (u32, u32)>,
    ) -> Self {
        let bar = |column| Bar { column, least: 2.0, beside: 9.0 };
        let strand = |(from, to)| Strand { from, to, weight: 1.0, width: None };
        Self {
            bars: columns.into_iter().map(bar).collect(),
            strands: ends.into_iter().map(strand).collect(),
        }
    }

    fn order(&self) -> Order {
        let columns: Vec<u8> = self.bars.iter().map(|bar| bar.column).collect();
        order(&columns, &self.strands)
    }

    fn flow<'a>(&'a self, order: &'a Order) -> Flow<'a> {
        Flow { bars: &self.bars, strands: &self.strands, order, gap: GAP, hair: HAIR }
    }

    /// Stacked in a height that it needs, and looked at.
    #[track_caller]
    fn check(&self) -> Stack {
        let order = self.order();
        let flow = self.flow(&order);
        let height = flow.needs(0.0).into_iter().fold(50.0, f64::max) * 1.2;
        let scale = flow.scale(height).unwrap();
        let stack = flow.stack(scale, height);
        assert_eq!(stack, flow.stack(scale, height));
        self.assert_clear(&stack, height);
        self.assert_side_by_side(&stack);
        stack
    }

    /// What stands in one column, bars with what is beside them, is apart and within the height.
    #[track_caller]
    fn assert_clear(&self, stack: &Stack, height: f64) {
        let mut columns: BTreeMap<u8, Vec<(f64, f64)>> = BTreeMap::new();
        for (index, bar) in self.bars.iter().enumerate() {
            let half = stack.heights[index].max(bar.beside) / 2.0;
            let middle = stack.middles[index];
            assert!(middle.is_finite() && stack.heights[index] >= bar.least);
            columns.entry(bar.column).or_default().push((middle - half, middle + half));
        }
        for slots in columns.values_mut() {
            slots.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(slots[0].0 > -1e-6 && slots[slots.len() - 1].1 < height + 1e-6);
            for pair in slots.windows(2) {
                assert!(pair[1].0 - pair[0].1 > GAP * 0.3 - 1e-6, "{pair:?}");
            }
        }
    }

    /// At each side of a bar, ribbons do not lie on each other, nor beyond the bar.
    #[track_caller]
    fn assert_side_by_side(&self, stack: &Stack) {
        let mut sides: BTreeMap<(u32, bool), Vec<(f64, f64)>> = BTreeMap::new();
        for (index, way) in stack.ways.iter().enumerate() {
            for piece in way {
                let half = stack.widths[index] / 2.0;
                let arc = piece.from.column == piece.to.column;
                for (port, right) in [(&piece.from, true), (&piece.to, arc)] {
                    let Some(bar) = port.bar else { continue };
                    assert_eq!(port.column, self.bars[bar as usize].column);
                    sides.entry((bar, right)).or_default().push((port.y - half, port.y + half));
                }
            }
        }
        for ((bar, _), ends) in &mut sides {
            ends.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (middle, half) = (stack.middles[*bar as usize], stack.heights[*bar as usize] / 2.0);
            assert!(ends[0].0 > middle - half - 1e-6);
            assert!(ends[ends.len() - 1].1 < middle + half + 1e-6);
            for pair in ends.windows(2) {
                assert!(pair[1].0 > pair[0].1 - 1e-6, "{pair:?}");
            }
        }
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    let bar = (0..3_u8, 0.0..20.0, 0.0..30.0).prop_map(|(column, least, beside)| Bar {
        column,
        least,
        beside,
    });
    prop::collection::vec(bar, 1..80).prop_flat_map(|bars| {
        let count = bars.len() as u32;
        // Squared towards the low numbers, so that there are hubs; some ends are no bars.
        let strand = (0..count, 0..count + 2, 0.1..900.0, 0..9_u8).prop_map(
            move |(from, to, weight, style)| Strand {
                from: from * from / count,
                to,
                weight,
                width: (style == 0).then_some(5.0),
            },
        );
        prop::collection::vec(strand, 0..2 * count as usize)
            .prop_map(move |strands| Case { bars: bars.clone(), strands })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_two_bars_and_no_two_ribbons_meet(case in any_case()) {
        case.check();
    }
}

#[test]
fn special_graphs_stand_in_columns() {
    let third = |nodes: u32| (0..nodes).map(|node| (node % 3) as u8);
    let clique = (0..40_u32).flat_map(|a| (0..a).map(move |b| (a, b)));
    for (name, case) in [
        ("nothing", Case::of([], [])),
        ("one bar", Case::of([0], [])),
        ("no strand", Case::of(third(150), [])),
        ("loops", Case::of(third(3), [(0, 0), (1, 1), (2, 2), (0, 1)])),
        ("one strand many times", Case::of([0, 1], vec![(0, 1); 50])),
        ("clique", Case::of(third(40), clique.clone())),
        ("clique in one column", Case::of(vec![0; 40], clique)),
        ("path", Case::of(third(200), (1..200).map(|node| (node - 1, node)))),
        (
            "two columns",
            Case::of((0..60).map(|at| u8::from(at > 12)), (13..60).map(|b| (b % 13, b))),
        ),
        (
            "past a column",
            Case::of(third(60), (0..20).map(|at| (3 * at, 3 * ((at * 7 + 5) % 20) + 2))),
        ),
    ] {
        println!("{name}");
        if case.bars.is_empty() {
            assert_eq!(case.flow(&case.order()).stack(1.0, 10.0), Stack::default());
        } else {
            case.check();
        }
    }
}

#[test]
fn a_hub_of_ten_thousand_leaves_is_as_high_as_they_are_many() {
    let case = Case::of((0..10_001).map(|at| u8::from(at > 0)), (1..10_001).map(|leaf| (0, leaf)));
    let stack = case.check();
    assert!(stack.heights[0] >= 10_000.0 * HAIR - 1e-6);
}

#[test]
fn what_can_be_drawn_without_crossings_is() {
    // Five flows that do not touch each other, mixed up.
    let case = Case::of(
        (0..15).map(|at| (at / 5) as u8),
        (0..5_u32).flat_map(|at| [(at, 5 + at * 2 % 5), (5 + at, 10 + at * 3 % 5)]),
    );
    let stack = case.check();
    for way in &stack.ways {
        // Level from end to end.
        assert!((way[0].from.y - way[0].to.y).abs() < 1.0, "{way:?}");
    }
}

#[test]
fn a_height_that_is_too_small_is_said_to_be() {
    let case = Case::of([0, 0], []);
    let order = case.order();
    assert_eq!(case.flow(&order).scale(20.0), None);
    assert_eq!(case.flow(&order).scale(21.0), Some(0.0));
}

#[test]
fn classes_have_the_same_neighbours_and_kind() {
    let tie = |a, b| Tie { a, b, weight: 1.0 };
    let ties = [tie(0, 1), tie(0, 2), tie(0, 3), tie(3, 4)];
    assert_eq!(classes(&[0, 1, 1, 1, 1], &ties), [vec![0], vec![1, 2], vec![3], vec![4]]);
}
