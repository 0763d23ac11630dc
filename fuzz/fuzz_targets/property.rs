//! A property file: it is read or refused, and what was read is evaluated for rows.

#![no_main]

use honeyglow::afterglow::{Load, Options, Run, Strictness, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for strictness in [Strictness::Strict, Strictness::Lenient] {
        let mut lists = |_: &str| Ok(vec!["10.0.0.1".to_owned(), "b".to_owned()]);
        let Ok(loaded) = load(&text, &mut Load { strictness, lists: &mut lists }) else { continue };
        let mut run = Run::new(Options::default(), loaded.style);
        for row in [["10.0.0.1", "80", "a.example"], ["b", "x\\n\"", "10.0.0.1"], ["", "", ""]] {
            run.row(&row.map(str::to_owned));
        }
        let shown = run.finish();
        assert!(shown.edge_count() <= 6);
    }
});
