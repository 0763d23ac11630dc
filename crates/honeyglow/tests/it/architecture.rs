//! A room may use the rooms to its left, and `ARCHITECTURE.md` names the same rooms in the same
//! order. Every `crate::` in the sources of the library is looked at, whether in a `use`, in a
//! path or in a link of the documentation.

use std::path::{Path, PathBuf};

/// The rooms in the order of the data.
const ROOMS: [&str; 19] = [
    "time",
    "event",
    "input",
    "link",
    "redact",
    "look",
    "property",
    "afterglow",
    "dot",
    "graph",
    "reduce",
    "layout",
    "label",
    "quality",
    "drawing",
    "picture",
    "render",
    "export",
    "site",
];

/// What a source file of a room may not use: names after `crate::` that stand to its right, or
/// are no room at all.
fn violations<'a>(room: &str, source: &'a str) -> Vec<&'a str> {
    let place = |name: &str| ROOMS.iter().position(|room| *room == name);
    let own = place(room);
    used(source)
        .into_iter()
        .filter(|name| match (place(name), own) {
            (Some(used), Some(own)) => used > own,
            _ => true,
        })
        .collect()
}

/// The names after each `crate::`, those in braces too.
fn used(source: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, found) in source.match_indices("crate::") {
        // `$crate::` and `honeyglow_crate::` are something else.
        if source[..at].ends_with(|before: char| before.is_alphanumeric() || "_$".contains(before))
        {
            continue;
        }
        let rest = &source[at + found.len()..];
        match rest.strip_prefix('{') {
            None => names.push(name(rest)),
            Some(group) => names.extend(members(group).into_iter().map(name)),
        }
    }
    names
}

/// The parts of a group between its commas, up to the brace that closes it.
fn members(group: &str) -> Vec<&str> {
    let (mut members, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                members.push(group[start..at].trim());
                start = at + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

fn name(path: &str) -> &str {
    path.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or(path)
}

#[expect(clippy::disallowed_methods, reason = "the test reads the sources, the library does not")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// `layout/stress.rs` and `layout.rs` are of the room `layout`.
fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(library()).unwrap();
    let first = inside.components().next().unwrap();
    Path::new(&first).file_stem().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn rooms_use_only_rooms_to_their_left() {
    let files = sources(&library());
    assert!(files.len() > 30, "{}", files.len());
    for file in files {
        let room = room_of(&file);
        // The head of the library leads to all rooms.
        if room == "lib" {
            continue;
        }
        assert!(ROOMS.contains(&room.as_str()), "{} is of no room", file.display());
        let source = read(&file);
        let found = violations(&room, &source);
        assert!(found.is_empty(), "{} uses {found:?}", file.display());
    }
}

#[test]
fn the_document_names_the_rooms_in_the_same_order() {
    let document = read(&library().join("../../../ARCHITECTURE.md"));
    let list = ROOMS.join(", ");
    let unwrapped = document.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped.contains(&list), "ARCHITECTURE.md does not say: {list}");
    let headings: Vec<&str> = document
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .filter_map(|heading| heading.split('`').nth(1))
        .filter(|heading| ROOMS.contains(heading))
        .collect();
    assert_eq!(headings, ROOMS);
}

#[test]
fn a_cycle_is_found() {
    assert_eq!(violations("layout", "use crate::label::Label;"), ["label"]);
    assert_eq!(violations("event", "use crate::{time::Instant, link::{Link, Links}};"), ["link"]);
    assert_eq!(violations("time", "fn f(event: &crate::event::Event) {}"), ["event"]);
    assert_eq!(violations("graph", "use crate::{\n    layout,\n    time,\n};"), ["layout"]);
    assert_eq!(violations("graph", "pub(in crate::render) fn f() {}"), ["render"]);
    assert_eq!(violations("layout", "use crate::Picture;"), ["Picture"]);
}

#[test]
fn what_is_allowed_is_not_found() {
    for source in [
        "use crate::layout::Point;",
        "use crate::{event::{Column, Kind}, time::Instant};",
        "pub(crate) fn f() {}",
        "use super::Graph; // a crate",
        "$crate::label::x!()",
    ] {
        assert!(violations("layout", source).is_empty(), "{source}");
    }
}
