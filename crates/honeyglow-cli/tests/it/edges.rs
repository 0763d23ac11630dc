//! Edges: their ends, heads, bundles and tapers, as they stand in the SVG.

use crate::program::honeyglow;
use crate::readback::sample;

#[track_caller]
fn svg(args: &[&str]) -> String {
    let day = sample("day/cowrie.json").display().to_string();
    let all = ["draw", "--zone", "UTC", "-T", "svg"].iter().chain(args).copied();
    let answer = honeyglow(all.chain([&*day])).run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()), "{args:?}");
    answer.stdout()
}

type Place = (f64, f64);

fn numbers(text: &str) -> Vec<f64> {
    let parts = text.split(|c: char| !(c.is_ascii_digit() || ".-".contains(c)));
    parts.filter(|part| !part.is_empty()).map(|part| part.parse().unwrap()).collect()
}

fn places(text: &str) -> Vec<Place> {
    numbers(text).chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The outline of a node or a frame as many short sides, half of its border grown outwards.
struct Outline {
    corners: Vec<Place>,
    border: f64,
}

impl Outline {
    fn of(element: &roxmltree::Node<'_, '_>) -> Option<Self> {
        let number = |name: &str| element.attribute(name).map(|text| text.parse::<f64>().unwrap());
        let border = number("stroke-width").unwrap_or(0.0) / 2.0;
        let corners = match element.tag_name().name() {
            "ellipse" => {
                let (x, y) = (number("cx")?, number("cy")?);
                let (rx, ry) = (number("rx")?, number("ry")?);
                let at = |step: u32| f64::from(step) * std::f64::consts::TAU / 720.0;
                (0..720).map(|step| (x + rx * at(step).cos(), y + ry * at(step).sin())).collect()
            }
            "rect" => {
                let (x, y) = (number("x")?, number("y")?);
                let (width, height) = (number("width")?, number("height")?);
                vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            }
            "polygon" => places(element.attribute("points")?),
            _ => return None,
        };
        Some(Self { corners, border })
    }

    /// How far outside of the drawn outline a point is; negative inside.
    fn outside(&self, (x, y): Place) -> f64 {
        let count = self.corners.len();
        let sides = (0..count).map(|at| (self.corners[at], self.corners[(at + 1) % count]));
        let (mut nearest, mut is_inside) = (f64::INFINITY, true);
        for ((ax, ay), (bx, by)) in sides {
            let (dx, dy) = (bx - ax, by - ay);
            let turn = dx * (y - ay) - dy * (x - ax);
            is_inside &= turn >= 0.0;
            let share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy).max(1e-12);
            let share = share.clamp(0.0, 1.0);
            nearest = nearest.min((x - ax - share * dx).hypot(y - ay - share * dy));
        }
        (if is_inside { -nearest } else { nearest }) - self.border
    }
}

/// A picture's nodes and frames, and the ends of its edges.
struct Seen {
    outlines: Vec<Outline>,
    ends: Vec<Place>,
    edges: usize,
    curves: usize,
    heads: Vec<Place>,
}

fn seen(svg: &str) -> Seen {
    let document = roxmltree::Document::parse(svg).unwrap();
    let mut seen =
        Seen { outlines: Vec::new(), ends: Vec::new(), edges: 0, curves: 0, heads: Vec::new() };
    let groups = document.root_element().children();
    for group in groups.filter(|element| element.has_tag_name("g")) {
        for element in group.descendants().filter(roxmltree::Node::is_element) {
            let number = |name: &str| element.attribute(name).unwrap().parse::<f64>().unwrap();
            match (group.attribute("class"), element.tag_name().name()) {
                (Some("nodes" | "frames"), _) => seen.outlines.extend(Outline::of(&element)),
                (Some("edges"), "line") => {
                    // The rule over the legend is a line too, from margin to margin.
                    if number("y1") == number("y2")
                        && element.attribute("stroke-opacity") == Some("1")
                    {
                        continue;
                    }
                    seen.edges += 1;
                    seen.ends.push((number("x1"), number("y1")));
                    seen.ends.push((number("x2"), number("y2")));
                }
                (Some("edges"), "path") => {
                    seen.edges += 1;
                    seen.curves += 1;
                    let places = places(element.attribute("d").unwrap());
                    seen.ends.extend([places[0], places[places.len() - 1]]);
                }
                (Some("edges"), "polygon") => {
                    seen.edges += 1;
                    let places = places(element.attribute("points").unwrap());
                    let middle = |a: Place, b: Place| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
                    seen.ends.push(middle(places[1], places[5]));
                    seen.ends.push(middle(places[2], places[4]));
                }
                (Some("heads"), "polygon") => {
                    seen.heads.push(places(element.attribute("points").unwrap())[0]);
                }
                _ => {}
            }
        }
    }
    seen
}

impl Seen {
    /// Every one of these points is on a border, and in no shape.
    #[track_caller]
    fn assert_on_borders(&self, points: &[Place]) {
        for &end in points {
            let far = self.outlines.iter().map(|outline| outline.outside(end));
            let least = far.fold(f64::INFINITY, f64::min);
            // The corners of boxes are round, those of triangles sharp: up to 0.6 points off.
            assert!((-0.7..0.5).contains(&least), "{end:?} is {least} outside");
        }
    }
}

const WAYS: [&[&str]; 4] = [
    &[],
    &["--edges", "bundled"],
    &["--fold", "twins", "--labels", "none"],
    &["--fold", "none", "--labels", "none", "--edges", "bundled"],
];

#[test]
fn every_edge_ends_on_the_borders_of_its_nodes() {
    for args in WAYS {
        let seen = seen(&svg(args));
        assert!(seen.edges > 10, "{args:?}");
        assert!(seen.heads.is_empty(), "{args:?}");
        seen.assert_on_borders(&seen.ends);
    }
}

#[test]
fn every_edge_has_one_head_if_asked_and_its_tip_is_on_the_border() {
    for args in WAYS {
        let with = seen(&svg(&[args, &["--arrows"][..]].concat()));
        assert_eq!(with.heads.len(), with.edges, "{args:?}");
        assert_eq!(with.edges, seen(&svg(args)).edges, "{args:?}");
        with.assert_on_borders(&with.heads);
    }
}

#[test]
fn bundles_are_the_same_edges_and_the_same_bytes() {
    let logins = ["--view", "logins", "--edges", "bundled"];
    let (straight, bundled) = (svg(&logins[..2]), svg(&logins));
    let (before, after) = (seen(&straight), seen(&bundled));
    assert_eq!((before.curves, before.edges), (0, after.edges));
    assert!(after.curves > 0, "no edge of the sample is bundled");
    assert_eq!(bundled, svg(&logins));
    let single = svg(&[&logins[..], &["--threads", "1"]].concat());
    assert_eq!(bundled, single);
}
