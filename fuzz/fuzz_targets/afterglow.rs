//! A table through a property file into each format; DOT is read back, and any bytes are read as
//! DOT too. The first line of the input is the property file, since rules look at rows.

#![no_main]

use honeyglow::afterglow::{Load, Options, Record, Records, Run, Separation, Strictness, load};
use honeyglow::dot;
use honeyglow::export::{afterglow_dot, afterglow_gdf, afterglow_graphson};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(graph) = dot::read(data) {
        let links = graph.links("fuzz.dot");
        let counted: u64 = links.links.iter().map(|link| link.count).sum();
        assert_eq!(counted, links.counts.folded);
        assert_eq!(links.counts.read, links.counts.folded + links.counts.filtered);
    }
    let (rules, table) = match data.iter().position(|byte| *byte == b'\n') {
        Some(end) => data.split_at(end + 1),
        None => (&b""[..], data),
    };
    let rules = String::from_utf8_lossy(rules);
    let mut lists = |_: &str| Err("no lists".to_owned());
    let mut how = Load { strictness: Strictness::Lenient, lists: &mut lists };
    let style = load(&rules, &mut how).map(|loaded| loaded.style).unwrap_or_default();
    let separation = if data.len() % 2 == 0 { Separation::Shared } else { Separation::Separate };
    let mut run = Run::new(Options { separation, ..Options::default() }, style);
    let mut records = Records::new(table);
    let mut record = Record::default();
    while records.read(&mut record).is_ok_and(|more| more) {
        if records.number() == 1 {
            run.decide_columns(&record.fields);
        }
        run.row(&record.fields);
    }
    let shown = run.finish();
    let mut out = Vec::new();
    assert!(afterglow_dot::write(&shown, &mut out).is_ok());
    let read = dot::read(&out);
    let read = read.unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&out)));
    assert_eq!(read.edges.len(), shown.edge_count());
    out.clear();
    assert!(afterglow_gdf::write(&shown, &mut out).is_ok());
    out.clear();
    assert!(afterglow_graphson::write(&shown, &mut out).is_ok());
    assert!(serde_json::from_slice::<serde_json::Value>(&out).is_ok());
});
