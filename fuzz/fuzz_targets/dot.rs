//! Graphs in DOT: nothing panics, every edge is accounted for, and what is small is drawn without
//! an overlap.
#![no_main]

use honeyglow::dot;
use honeyglow::drawing::{Caption, Counted};
use honeyglow::export::json;
use honeyglow::graph;
use honeyglow::link::View;
use honeyglow::picture::{self, Settings};
use honeyglow::render::svg;
use libfuzzer_sys::fuzz_target;

/// A layout takes milliseconds for each hundred nodes, and a fuzzer wants thousands a second.
const DRAWN_NODES: usize = 24;

fuzz_target!(|bytes: &[u8]| {
    let _ = dot::looks_like_dot(bytes);
    let Ok(read) = dot::read(bytes) else { return };
    let links = read.links("fuzz.dot");
    let counted: u64 = links.links.iter().map(|link| link.count).sum();
    assert_eq!(counted, links.counts.folded);
    assert_eq!(links.counts.read, links.counts.folded + links.counts.filtered);
    assert_eq!(links.counts.read, read.edges.len() as u64);
    if read.nodes.len() > DRAWN_NODES || read.edges.len() > 4 * DRAWN_NODES {
        return;
    }
    let Ok(view) = View::parse("source,target") else { return };
    let caption = Caption { counted: Counted::Edges, ..Caption::default() };
    let settings = Settings { caption, ..Settings::default() };
    let picture = picture::draw_graph(graph::build_styled(links, view, Vec::new()), &settings);
    let Some(quality) = &picture.quality else { panic!("it was to be measured") };
    let overlaps = [quality.node_overlaps, quality.label_overlaps, quality.labels_on_nodes];
    assert_eq!((overlaps, quality.cut_off), ([0; 3], 0));
    assert!(!svg::svg(&picture.drawing).to_ascii_lowercase().contains("href=\"javascript"));
    assert!(serde_json::from_str::<serde_json::Value>(&json::json(&picture)).is_ok());
});
