//! Our SVG as the tree that the painters of PNG and PDF walk, with the embedded fonts alone, so
//! that no picture depends on the fonts of a machine.

use std::sync::Arc;

use resvg::usvg::{self, Options, Tree, fontdb};

use crate::label::faces::FALLBACKS;
use crate::label::measure::{BOLD, FAMILY, REGULAR};

/// Reads an SVG document of ours.
pub(super) fn tree(svg: &str) -> Result<Tree, usvg::Error> {
    let mut fonts = fontdb::Database::new();
    let mut load = |bytes: &'static [u8]| {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
    };
    load(REGULAR);
    load(BOLD);
    // Most pictures need no other; each that is asked for has its name in the document.
    let asked_for = |family: &str| svg.contains(&format!("font-family=\"{family}\""));
    FALLBACKS.iter().filter(|font| asked_for(font.family)).for_each(|font| load(font.bytes));
    fonts.set_sans_serif_family(FAMILY);
    let options = Options {
        fontdb: Arc::new(fonts),
        font_family: FAMILY.to_owned(),
        // Our SVG refers to no file; were it to, none would be found.
        resources_dir: None,
        ..Options::default()
    };
    Tree::from_str(svg, &options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::palette::Colour;
    use crate::drawing::{Drawing, Text};
    use crate::label::measure::{Fonts, Weight};
    use crate::layout::{Point, Size};
    use crate::render::svg::for_painters;

    fn page(text: &str, weight: Weight) -> Drawing {
        let fonts = Fonts::embedded();
        let (start, font_pt) = (Point { x: 20.0, y: 50.0 }, 20.0);
        let text = Text {
            text: text.to_owned(),
            start,
            width: fonts.width(text, weight, font_pt),
            runs: fonts.runs(text, weight, font_pt),
            font_pt,
            weight,
            colour: Colour(0, 0, 0),
            halo: 0.0,
        };
        Drawing {
            size: Size { width: 800.0, height: 100.0 },
            title: String::new(),
            description: String::new(),
            lines: Vec::new(),
            heads: Vec::new(),
            frames: Vec::new(),
            nodes: Vec::new(),
            keys: Vec::new(),
            texts: vec![text],
        }
    }

    /// Left and right ends of all texts, by the advances of their glyphs.
    fn texts(group: &usvg::Group, found: &mut Vec<(f64, f64)>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => texts(group, found),
                usvg::Node::Text(text) => {
                    let bounds = text.bounding_box();
                    found.push((f64::from(bounds.left()), f64::from(bounds.right())));
                }
                _ => {}
            }
        }
    }

    /// Without what would stretch it to the measured width.
    fn unstretched(svg: &str) -> String {
        let mut rest = svg;
        let mut out = String::new();
        while let Some(at) = rest.find(" textLength=\"") {
            out.push_str(&rest[..at]);
            let end = rest[at..].find("spacingAndGlyphs\"").unwrap();
            rest = &rest[at + end + "spacingAndGlyphs\"".len()..];
        }
        out + rest
    }

    #[test]
    fn text_is_painted_as_wide_as_it_was_measured() {
        let names = [
            "192.0.2.1 AVATAR office To.",
            "münchen почта café",
            "مثال شبكة.example",
            "שלום (12) עולם!",
            "例え한국パスワード x",
            "รหัสผ่านที่นี่",
            "e\u{301}o\u{302} ש\u{5b0}\u{5c1}",
        ];
        for name in names {
            for weight in [Weight::Regular, Weight::Bold] {
                let drawing = page(name, weight);
                let measured = &drawing.texts[0];
                let tree = tree(&unstretched(&for_painters(&drawing))).unwrap();
                let mut found = Vec::new();
                texts(tree.root(), &mut found);
                // Runs of blanks are not written.
                let mut x = measured.start.x;
                let mut expected = Vec::new();
                for run in &measured.runs {
                    if !run.text.trim().is_empty() {
                        expected.push((x, x + run.width));
                    }
                    x += run.width;
                }
                if measured.runs.is_empty() {
                    expected.push((x, x + measured.width));
                }
                assert_eq!(found.len(), expected.len(), "{name}");
                for ((left, right), (x0, x1)) in found.iter().zip(&expected) {
                    let off = (left - x0).abs().max((right - x1).abs());
                    assert!(off < 0.1, "{name}: {left} {right}, not {x0} {x1}");
                }
            }
        }
    }
}
