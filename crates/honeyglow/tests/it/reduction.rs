//! Reduction: whatever is left out, put together or taken apart, every event and every name is
//! counted once, the budget is kept, and the same links give the same picture.

use std::collections::BTreeMap;

use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::graph::{self, Graph, Role};
use honeyglow::link::{Fold, Links, Part, View};
use honeyglow::picture::{self, Measure, Picture, Settings, Wishes};
use honeyglow::reduce::column::Grouping;
use honeyglow::reduce::filter::Filter;
use honeyglow::time::{Instant, Period};
use honeyglow::{export, reduce};
use proptest::prelude::*;

/// Source, port, host, sensor, and how often.
type Row = (u32, u32, u32, u32, u64);

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..120_u32, 0..30_u32, 0..300_u32, 0..4_u32, 1..9_u64);
    // Modest numbers of one kind make stars, funnels and chains of the same rows.
    (1..120_u32, 1..30_u32, 1..300_u32, prop::collection::vec(row, 1..500)).prop_map(
        |(sources, ports, hosts, rows)| {
            let rows = rows.into_iter().map(|(source, port, host, sensor, count)| {
                (source % sources, port % ports, host % hosts, sensor, count)
            });
            rows.collect()
        },
    )
}

fn links(rows: &[Row]) -> Links {
    let mut fold =
        Fold::new(View::tunnels(), Period::default()).with_column(Part::Source, Column::Sensor);
    for (index, (source, port, host, sensor, count)) in rows.iter().enumerate() {
        for _ in 0..*count {
            let time = Instant::from_micros(1_772_366_400_000_000 + index as i64 * 1_000_000);
            let mut event = Event::new(Kind::TunnelRequest, Some(time));
            event.set(Column::SrcIp, format!("192.0.{}.{}", source / 40, source % 40 * 5));
            event.set(Column::DstPort, port.to_string());
            // Some hosts are sources too, some addresses, some names.
            event.set(
                Column::DstHost,
                match host % 5 {
                    0 => format!("host-{host}.example"),
                    1 => format!("192.0.{}.{}", host % 3, host % 40 * 5),
                    _ => format!("198.51.{}.{}", host / 50, host % 50),
                },
            );
            event.set(Column::Sensor, format!("sensor-{sensor}"));
            fold.add(&event, Origin::new(0, index as u64));
        }
    }
    fold.finish()
}

fn any_wishes() -> impl Strategy<Value = Wishes> {
    let part = prop::sample::select(&[Part::Source, Part::Event, Part::Target][..]);
    let filter = prop_oneof![
        (prop::option::of(part.clone()), 0..12_u64)
            .prop_map(|(part, least)| Filter::MinCount(part, least)),
        (part, 0..4_u64).prop_map(|(part, least)| Filter::MinDegree(part, least)),
        (1..60_usize).prop_map(Filter::Top),
    ];
    let by = prop_oneof![
        Just(Grouping::Column),
        Just(Grouping::Prefix(Part::Source)),
        Just(Grouping::Prefix(Part::Target)),
    ];
    let filters = prop::collection::vec(filter, 0..3);
    let groups = prop::collection::vec(by, 0..2);
    (filters, groups).prop_map(|(filters, groups)| Wishes { filters, groups, expand: Vec::new() })
}

/// The names of a graph, each with its seat and its events.
fn names(graph: &Graph) -> BTreeMap<(bool, String), u64> {
    let mut names = BTreeMap::new();
    for node in &graph.nodes {
        for member in &node.members {
            let name = (node.role == Role::Event, graph.names.get(member.name).to_owned());
            assert!(names.insert(name, member.count).is_none(), "a name in two nodes");
        }
        let members: u64 = node.members.iter().map(|member| member.count).sum();
        assert_eq!(members, node.count);
    }
    names
}

fn drawn(rows: &[Row], wishes: &Wishes, max_nodes: usize) -> Picture {
    let settings = Settings {
        max_nodes: Some(max_nodes),
        measure: Measure::Nothing,
        wishes: wishes.clone(),
        ..Settings::default()
    };
    picture::draw(links(rows), &settings)
}

fn assert_sums(picture: &Picture, whole: &Graph) {
    let account = &picture.account;
    assert_eq!(
        account.events_read,
        account.events_drawn
            + account.events_grouped
            + account.events_filtered
            + account.events_left_out
            + account.events_skipped
    );
    let names = account.nodes_drawn + account.nodes_grouped + account.nodes_left_out;
    assert_eq!(names as usize, whole.nodes.len());
    let by: u64 = picture.graph.notes.left_out.iter().map(|by| by.events).sum();
    assert_eq!(by, account.events_left_out);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn folding_loses_and_doubles_nothing_and_keeps_the_budget(
        rows in any_rows(),
        budget in 12..120_usize,
    ) {
        let whole = graph::build(links(&rows));
        let folded = reduce::to_budget(whole.clone(), budget);
        prop_assert!(folded.nodes.len() <= budget);
        prop_assert_eq!(names(&folded), names(&whole));
        let sum = |graph: &Graph| graph.paths.iter().map(|path| path.count).sum::<u64>();
        prop_assert_eq!(sum(&folded), sum(&whole));
        let again = reduce::to_budget(whole, budget);
        prop_assert_eq!(again.nodes, folded.nodes);
        prop_assert_eq!(again.paths, folded.paths);
    }

    #[test]
    fn whatever_is_wished_the_account_adds_up(
        rows in any_rows(),
        wishes in any_wishes(),
        budget in 12..80_usize,
    ) {
        let whole = graph::build(links(&rows));
        let filtered = wishes.filters.iter().copied().fold(whole.clone(), reduce::filter::apply);
        let picture = drawn(&rows, &wishes, budget);
        assert_sums(&picture, &whole);
        prop_assert!(picture.graph.nodes.len() <= budget);
        prop_assert_eq!(names(&picture.graph), names(&filtered));
        prop_assert_eq!(export::json::json(&picture), export::json::json(&drawn(&rows, &wishes, budget)));
    }

    #[test]
    fn a_group_that_is_taken_apart_is_drawn_member_by_member(
        rows in any_rows(),
        pick in any::<prop::sample::Index>(),
    ) {
        let whole = graph::build(links(&rows));
        let before = drawn(&rows, &Wishes::default(), 20);
        let is_group = |at: &usize| before.graph.nodes[*at].is_group();
        let groups: Vec<usize> = (0..before.graph.nodes.len()).filter(is_group).collect();
        if groups.is_empty() {
            return Ok(());
        }
        let at = groups[pick.index(groups.len())];
        let members: Vec<_> = before.graph.nodes[at].members.iter().map(|m| m.name).collect();
        let wishes = Wishes { expand: vec![format!("n{at}")], ..Wishes::default() };
        let after = drawn(&rows, &wishes, 20);
        assert_sums(&after, &whole);
        prop_assert_eq!(names(&after.graph), names(&whole));
        prop_assert!(after.unknown.is_empty());
        prop_assert_eq!(after.graph.notes.expanded.len(), 1);
        for node in after.graph.nodes.iter().filter(|node| node.is_group()) {
            let same_seat = (node.role == Role::Event)
                == (before.graph.nodes[at].role == Role::Event);
            prop_assert!(!same_seat || node.members.iter().all(|m| !members.contains(&m.name)));
        }
        prop_assert!(after.graph.nodes.len() <= 20 + members.len());
    }
}
