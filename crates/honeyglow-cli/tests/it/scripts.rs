//! Names in scripts other than Latin: shown as written, measured as drawn, harmless.

use std::fs;
use std::path::Path;

use crate::program::honeyglow;
use crate::readback::{foreign, passes};

/// Names that are drawn as they are.
const NAMES: [&str; 9] = [
    "مثال.example",
    "كلمة السر 123",
    "דוגמה (12)",
    "例え.example",
    "密码123456",
    "パスワード",
    "비밀번호",
    "รหัสผ่านที่นี่",
    "cafe\u{301}-ngo\u{302}n",
];

fn rows() -> String {
    NAMES.iter().map(|name| format!("{name},443,{name}.t\n")).collect()
}

#[track_caller]
fn drawn(args: &[&str], rows: &str) -> Vec<u8> {
    let all = ["draw", "--format", "csv"].iter().chain(args);
    let answer = honeyglow(all).stdin(rows).run();
    assert_eq!(answer.exit, Some(0), "{args:?}: {}", answer.stderr());
    answer.stdout
}

fn texts(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let texts = document.descendants().filter(|element| element.has_tag_name("text"));
    texts.filter_map(|text| text.text()).map(str::to_owned).collect()
}

#[test]
fn names_of_all_scripts_are_labels_as_written() {
    let svg = String::from_utf8(drawn(&["-T", "svg"], &rows())).unwrap();
    let texts = texts(&svg);
    for name in NAMES {
        assert!(texts.iter().any(|text| text == name), "{name}: {texts:?}");
    }
    assert!(!svg.contains("\\u{"), "nothing is escaped");
}

#[test]
fn what_hides_or_heaps_up_is_escaped_in_every_script() {
    let hostile = [
        "שלום\u{202e}x",
        "مث\u{200d}ال",
        "ש\u{5b0}\u{5b1}\u{5b2}\u{5b3}\u{5b4}\u{5b5}",
        "\u{301}\u{301}\u{301}",
        "例\u{3000}え",
        "a\u{e0041}\u{e000}\u{2800}",
    ];
    let rows: String = hostile.iter().map(|name| format!("a,443,{name}\n")).collect();
    let svg = String::from_utf8(drawn(&["-T", "svg"], &rows)).unwrap();
    let texts = texts(&svg);
    for shown in ["\\u{202e}", "\\u{200d}", "\\u{5b3}", "\\u{301}", "\\u{3000}", "\\u{e000}"] {
        assert!(texts.iter().any(|text| text.contains(shown)), "{shown}: {texts:?}");
    }
    let png = drawn(&["-T", "png"], &rows);
    assert!(png.starts_with(b"\x89PNG"));
}

#[test]
fn pdftotext_finds_the_letters_of_the_pdf() {
    let Some(mut program) = foreign("pdftotext") else { return };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("names.pdf");
    fs::write(&path, drawn(&["-T", "pdf"], &rows())).unwrap();
    let text = passes(program.arg(&path).arg("-"));
    for part in ["例え", "密码123456", "パスワード", "비밀번호"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for letter in ['ד', 'ג', 'ر', 'ห'] {
        assert!(text.contains(letter), "{letter}: {text}");
    }
}

/// The box of all ink: left, top, right, bottom in parts of the page.
fn ink(png: &Path) -> [f64; 4] {
    let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(png).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let channels = frame.line_size / width;
    let dark = (0..width * height).filter(|at| {
        let pixel = &pixels[at * channels..at * channels + 3];
        pixel.iter().map(|value| u32::from(*value)).sum::<u32>() < 735
    });
    let (mut left, mut top, mut right, mut bottom) = (width, height, 0, 0);
    for at in dark {
        let (x, y) = (at % width, at / width);
        (left, right) = (left.min(x), right.max(x));
        (top, bottom) = (top.min(y), bottom.max(y));
    }
    [
        left as f64 / width as f64,
        top as f64 / height as f64,
        right as f64 / width as f64,
        bottom as f64 / height as f64,
    ]
}

#[test]
fn librsvg_and_we_put_the_ink_in_the_same_box() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    // Without labels: librsvg has other fonts and knows no `textLength`.
    for args in [&["--arrows"][..], &["--arrows", "--edges", "bundled"], &["--fold", "twins"]] {
        let args = &[args, &["--labels", "none"]].concat();
        let Some(mut program) = foreign("rsvg-convert") else { return };
        let with = |format| [&args[..], &["-T", format]].concat();
        fs::write(path("ours.png"), drawn(&with("png"), &rows())).unwrap();
        fs::write(path("names.svg"), drawn(&with("svg"), &rows())).unwrap();
        passes(program.arg(path("names.svg")).arg("-o").arg(path("theirs.png")));
        let (ours, theirs) = (ink(&path("ours.png")), ink(&path("theirs.png")));
        for (one, other) in ours.iter().zip(&theirs) {
            assert!((one - other).abs() < 0.02, "{args:?}: {ours:?} {theirs:?}");
        }
    }
}
