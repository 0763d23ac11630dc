//! Links in, picture out: whatever the links, nothing meets, nothing is lost, and nothing changes
//! from one run to the next.

use std::collections::BTreeSet;

use honeyglow::drawing::Caption;
use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::graph::{self, Graph, Role};
use honeyglow::layout::{Point, Size};
use honeyglow::link::{Fold, Links, View};
use honeyglow::picture::{self, Labels, LayoutKind, Picture, Settings};
use honeyglow::time::{Instant, Period};
use honeyglow::{export, reduce, render};
use proptest::prelude::*;

/// Who reached through what for whom, and how often; some of it before the period.
#[derive(Clone, Debug)]
struct Row {
    source: String,
    event: String,
    target: String,
    inside: u64,
    before: u64,
}

/// What links may look like.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// One source, many targets.
    Star,
    /// Many sources, a few targets.
    Funnel,
    /// Everybody with everybody.
    Web,
    /// Many small components.
    Islands,
    /// Names that are both source and target.
    Chain,
    /// Each event between the same two.
    Fan,
}

const FORMS: [Form; 6] =
    [Form::Star, Form::Funnel, Form::Web, Form::Islands, Form::Chain, Form::Fan];

/// Names that say more than they seem to, or nothing at all.
const NAMES: [&str; 12] = [
    "",
    " ",
    "<script>alert(1)</script>",
    "]]>&amp;\"'",
    "\u{1b}[2J\0\n\t",
    "evil\u{202e}moc.elgoog",
    "zero\u{200b}width",
    "\u{fffe}\u{ffff}",
    "用户 🍯 مرحبا",
    "e\u{301}\u{301}\u{301}\u{301}",
    "javascript:alert(1)",
    "{label}",
];

fn end(prefix: &str, index: usize) -> String {
    if index % 9 == 4 {
        // Each odd name in many wordings, so that it does not fold the form to a point.
        return format!("{}{}", NAMES[index / 9 % NAMES.len()], "x".repeat(index / 108 * 40));
    }
    match prefix {
        "source" if index.is_multiple_of(5) => format!("2001:db8::{index:x}"),
        "source" => format!("192.0.{}.{}", index % 7, index / 7),
        _ => format!("{prefix}-{index}.example"),
    }
}

fn row(form: Form, number: usize, a: usize, b: usize, c: usize, inside: u64) -> Row {
    let (source, event, target) = match form {
        Form::Star => (0, b % 2, c),
        Form::Funnel => (a, b % 3, c % 5),
        Form::Web => (a % 30, b % 14, c % 40),
        Form::Islands => (number / 3, number / 3, number),
        Form::Chain => (a % 60, b % 5, c % 60),
        Form::Fan => (0, number, 0),
    };
    let target = match form {
        Form::Chain => end("source", target),
        _ => end("host", target),
    };
    let event = if event % 23 == 22 { NAMES[event % 12].to_owned() } else { event.to_string() };
    let before = if number % 7 == 3 { inside / 2 + 1 } else { 0 };
    Row { source: end("source", source), event, target, inside, before }
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let parts = (0..400_usize, 0..400_usize, 0..400_usize, 0..8_u32, any::<bool>());
    (prop::sample::select(&FORMS[..]), prop::collection::vec(parts, 1..400)).prop_map(
        |(form, parts)| {
            let parts = parts.into_iter().enumerate();
            parts
                .map(|(number, (a, b, c, power, skewed))| {
                    // Squared towards the low numbers, so that there are hubs.
                    let (a, b, c) =
                        if skewed { (a * a / 400, b * b / 400, c * c / 400) } else { (a, b, c) };
                    row(form, number, a, b, c, 1_u64 << power)
                })
                .collect()
        },
    )
}

fn any_page() -> impl Strategy<Value = Size> {
    (300..=1600_u32, 300..=1000_u32)
        .prop_map(|(width, height)| Size { width: width.into(), height: height.into() })
}

fn links(rows: &[Row]) -> Links {
    let noon = Instant::from_micros(1_772_366_400_000_000);
    let morning = Instant::from_micros(1_772_350_000_000_000);
    let mut fold = Fold::new(View::tunnels(), Period { since: Some(noon), until: None });
    let mut offset = 0;
    for row in rows {
        for (time, count) in [(noon, row.inside), (morning, row.before)] {
            for _ in 0..count {
                let mut event = Event::new(Kind::TunnelRequest, Some(time));
                event.set(Column::SrcIp, row.source.as_str());
                event.set(Column::DstPort, row.event.as_str());
                event.set(Column::DstHost, row.target.as_str());
                fold.add(&event, Origin::new(0, offset));
                offset += 1;
            }
        }
    }
    fold.finish()
}

fn settings(page: Size, max_nodes: usize, seed: u64) -> Settings {
    Settings {
        page: Some(page),
        max_nodes: Some(max_nodes),
        seed,
        caption: Caption {
            title: "Tunnels \u{202e}<b>".to_owned(),
            period: "2026-03-01 (UTC)".to_owned(),
            node_url: Some("https://example.net/?q={label}".to_owned()),
            ..Caption::default()
        },
        skipped: 5,
        ..Settings::default()
    }
}

const LAYOUTS: [LayoutKind; 3] = [LayoutKind::Force, LayoutKind::Columns, LayoutKind::Radial];

fn inside(rows: &[Row]) -> u64 {
    rows.iter().map(|row| row.inside).sum()
}

/// The names that stand for nodes of these roles, each node's members one by one.
fn names<'a>(graph: &'a Graph, roles: &[Role]) -> Vec<&'a str> {
    let nodes = graph.nodes.iter().filter(|node| roles.contains(&node.role));
    let members = nodes.flat_map(|node| &node.members);
    let mut names: Vec<&str> = members.map(|member| graph.names.get(member.name)).collect();
    names.sort_unstable();
    names
}

/// Every name is there once, in a node of its role, and every event lies on one path.
#[track_caller]
fn assert_nothing_lost(graph: &Graph, rows: &[Row]) {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.inside > 0).collect();
    let sources: BTreeSet<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    let events: BTreeSet<&str> = rows.iter().map(|row| row.event.as_str()).collect();
    let targets: BTreeSet<&str> = rows.iter().map(|row| row.target.as_str()).collect();
    let only_targets: Vec<&str> = targets.difference(&sources).copied().collect();
    assert_eq!(names(graph, &[Role::Target]), only_targets);
    assert_eq!(names(graph, &[Role::Event]), events.into_iter().collect::<Vec<_>>());
    let sources: Vec<&str> = sources.into_iter().collect();
    assert_eq!(names(graph, &[Role::Source, Role::SourceAndTarget]), sources);
    let sum: u64 = rows.iter().map(|row| row.inside).sum();
    assert_eq!(graph.paths.iter().map(|path| path.count).sum::<u64>(), sum);
    assert_eq!(graph.edges().iter().map(|edge| edge.count).sum::<u64>(), 2 * sum);
    let through_events = graph.nodes.iter().filter(|node| node.role == Role::Event);
    assert_eq!(through_events.map(|node| node.count).sum::<u64>(), sum);
    for node in &graph.nodes {
        assert_eq!(node.members.iter().map(|member| member.count).sum::<u64>(), node.count);
        assert_eq!(node.bond.is_some(), node.is_group());
    }
}

#[track_caller]
fn assert_account(picture: &Picture, rows: &[Row]) {
    let account = &picture.account;
    let before: u64 = rows.iter().map(|row| row.before).sum();
    let read = inside(rows) + before + 5;
    assert_eq!((account.events_read, account.events_filtered), (read, before));
    assert_eq!(account.events_skipped, 5);
    assert_eq!(account.events_drawn + account.events_grouped, inside(rows));
    let names: usize = picture.graph.nodes.iter().map(|node| node.members.len()).sum();
    assert_eq!(account.nodes_drawn + account.nodes_grouped, names as u64);
}

/// The graph's marks and labels are clear of one another, and all words are on the page.
#[track_caller]
fn assert_readable(picture: &Picture, page: Size) {
    let quality = picture.quality.unwrap();
    assert_eq!(
        (quality.node_overlaps, quality.label_overlaps, quality.labels_on_nodes, quality.cut_off),
        (0, 0, 0, 0),
        "{quality:?}"
    );
    assert_eq!(picture.drawing.size, page);
    let on_page =
        |at: Point| (0.0..=page.width).contains(&at.x) && (0.0..=page.height).contains(&at.y);
    for text in &picture.drawing.texts {
        let end = Point { x: text.start.x + text.width, ..text.start };
        assert!(on_page(text.start) && on_page(end), "leaves {page:?}: {text:?}");
    }
}

/// An XML parser reads it, and there are as many nodes in it as in the graph.
#[track_caller]
fn assert_svg(svg: &str, picture: &Picture) {
    let document = roxmltree::Document::parse(svg).unwrap();
    let nodes = document.descendants().filter(|node| node.attribute("data-role").is_some());
    assert_eq!(nodes.count(), picture.graph.nodes.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_the_links_the_picture_can_be_read_and_nothing_is_lost(
        rows in any_rows(), page in any_page(), max_nodes in 12..=250_usize, seed in any::<u64>(),
        layout in prop::sample::select(&LAYOUTS[..]),
    ) {
        let settings = Settings { layout, ..settings(page, max_nodes, seed) };
        let picture = picture::draw(links(&rows), &settings);
        assert_readable(&picture, page);
        assert_account(&picture, &rows);
        assert_nothing_lost(&picture.graph, &rows);
        prop_assert!(picture.graph.nodes.len() <= max_nodes);
        let svg = render::svg::svg(&picture.drawing);
        assert_svg(&svg, &picture);
        let again = picture::draw(links(&rows), &settings);
        prop_assert!(render::svg::svg(&again.drawing) == svg, "another run, another picture");
        prop_assert!(export::json::json(&again) == export::json::json(&picture));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_folded_to_whatever_budget_nothing_is_lost(
        rows in any_rows(), budget in 1..300_usize,
    ) {
        let graph = graph::build(links(&rows));
        assert_nothing_lost(&graph, &rows);
        let whole = graph.nodes.len();
        let folded = reduce::to_budget(graph, budget);
        assert_nothing_lost(&folded, &rows);
        prop_assert!(folded.nodes.len() <= budget.max(12).min(whole));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_page_that_grows_has_every_label_in_every_layout(
        rows in any_rows(), layout in prop::sample::select(&LAYOUTS[..]),
        fold in prop::sample::select(&[picture::Fold::Twins, picture::Fold::Nothing, picture::Fold::Budget][..]),
    ) {
        let settings = Settings { layout, fold, labels: Labels::All, skipped: 5, ..Settings::default() };
        let picture = picture::draw(links(&rows), &settings);
        assert_readable(&picture, picture.drawing.size);
        assert_account(&picture, &rows);
        assert_nothing_lost(&picture.graph, &rows);
        prop_assert!(picture.labels.iter().all(Option::is_some));
    }
}

#[test]
fn a_page_too_small_for_its_marks_still_gets_a_picture() {
    let rows: Vec<Row> =
        (0..300).map(|n| row(Form::Web, n, n * 7 % 400, n * 3 % 400, n * 11 % 400, 1)).collect();
    for side in [144.0, 240.0] {
        let page = Size { width: side, height: side };
        for (max_nodes, layout) in
            [12, 250].into_iter().flat_map(|most| LAYOUTS.map(|layout| (most, layout)))
        {
            let settings = Settings { layout, ..settings(page, max_nodes, 0) };
            let picture = picture::draw(links(&rows), &settings);
            let quality = picture.quality.unwrap();
            assert_eq!((quality.node_overlaps, quality.label_overlaps), (0, 0), "{side}");
            assert_account(&picture, &rows);
        }
    }
}

#[test]
fn a_page_of_any_length_or_none_is_chosen_for_a_single_link() {
    let rows = [Row {
        source: "a".to_owned(),
        event: String::new(),
        target: "a".to_owned(),
        inside: 1,
        before: 0,
    }];
    let pages = [None, Some(Size { width: 14_400.0, height: 144.0 })];
    for (page, layout) in pages.into_iter().flat_map(|page| LAYOUTS.map(|layout| (page, layout))) {
        let settings = Settings { page, layout, ..Settings::default() };
        let picture = picture::draw(links(&rows), &settings);
        assert_eq!(picture.graph.nodes.len(), 2);
        let quality = picture.quality.unwrap();
        assert_eq!(quality.node_overlaps + quality.cut_off, 0);
        assert_svg(&render::svg::svg(&picture.drawing), &picture);
    }
}

#[test]
fn a_png_is_as_large_as_the_page_and_not_all_paper() {
    let rows: Vec<Row> = (0..30).map(|n| row(Form::Star, n, n, n, n, 1)).collect();
    let page = Size { width: 600.0, height: 400.0 };
    let picture = picture::draw(links(&rows), &settings(page, 40, 0));
    let bytes = render::png::png(&picture.drawing, 1.5).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((frame.width, frame.height), (900, 600));
    let colours: BTreeSet<&[u8]> = pixels.chunks_exact(4).collect();
    assert!(colours.len() > 20, "{} colours", colours.len());
}
