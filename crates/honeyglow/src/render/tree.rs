//! Our SVG as the tree that the painters of PNG and PDF walk, with the embedded font alone, so
//! that no picture depends on the fonts of a machine.

use std::sync::Arc;

use resvg::usvg::{self, Options, Tree, fontdb};

use crate::label::measure::{BOLD, FAMILY, REGULAR};

/// Reads an SVG document of ours.
pub(super) fn tree(svg: &str) -> Result<Tree, usvg::Error> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
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
