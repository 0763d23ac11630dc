//! Pages, gallery and feed of hostile logs, read back by an XML parser that we did not write: they
//! are well formed, say the sums of the account, lead nowhere outside, and stay the same.

use std::collections::BTreeSet;

use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::layout::Size;
use honeyglow::link::{Fold, View};
use honeyglow::picture::{self, Measure, Picture, Settings};
use honeyglow::site::{
    Card, DayPage, DayState, Entry, Frame, Gallery, GalleryDay, Hour, PictureFiles, Robots,
    Sibling, Sums, Thumb, day, describe, feed, gallery, json, sparkline,
};
use honeyglow::time::{Instant, Period};
use jiff::tz::TimeZone;
use roxmltree::{Document, Node, ParsingOptions};

/// Names that would be markup, code, or something else than they look.
const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "]]>&amp;--></style>",
    "evil\u{202e}moc.elgoog",
    "\u{1b}[2J\0\u{7f}\u{fffe}\u{ffff}",
    "zero\u{200b}width\u{feff}",
    "{{ head.policy }}{% raw %}",
    "",
];

fn picture_of(hosts: usize) -> Picture {
    let mut fold = Fold::new(View::tunnels(), Period::default());
    let mut offset = 0;
    let mut add = |source: &str, port: &str, host: &str, count: u64| {
        for _ in 0..count {
            let time = Instant::from_micros(1_489_622_400_000_000 + offset as i64 * 37_000_000);
            let mut event = Event::new(Kind::TunnelRequest, Some(time));
            event.set(Column::SrcIp, source);
            event.set(Column::DstPort, port);
            event.set(Column::DstHost, host);
            fold.add(&event, Origin::new(0, offset));
            offset += 1;
        }
    };
    for (index, name) in HOSTILE.iter().enumerate() {
        add(&format!("192.0.2.{index}"), "25", name, index as u64 + 1);
        add(name, "443", "mail.example", 2);
        add("198.51.100.7", name, "web.example", 1);
    }
    for index in 0..hosts {
        add("203.0.113.5", "80", &format!("host-{index}.example"), 1 + index as u64 % 3);
    }
    // A name that is source and target.
    add("192.0.2.1", "22", "192.0.2.2", 3);
    let settings = Settings {
        page: Some(Size { width: 1200.0, height: 900.0 }),
        measure: Measure::Nothing,
        skipped: 4,
        ..Settings::default()
    };
    picture::draw(fold.finish(), &settings)
}

fn frame() -> Frame {
    let note = format!("sensor {} is silent", HOSTILE[0]);
    Frame { title: format!("Pot {}", HOSTILE[1]), robots: Robots::NoIndex, notes: vec![note] }
}

fn sibling(href: &str, label: &str) -> Sibling {
    Sibling { href: href.to_owned(), label: label.to_owned() }
}

fn page(picture: &Picture) -> String {
    let hours: Vec<Hour> =
        (0..23).map(|hour| Hour { label: format!("{hour:02}"), count: hour * 7 % 5 }).collect();
    let files = PictureFiles {
        svg: "a b.svg".to_owned(),
        png: "javascript:x.png".to_owned(),
        csv: "tunnels.csv".to_owned(),
    };
    day(&DayPage {
        frame: &frame(),
        heading: "Tunnels <b>, 2017-03-16",
        period: "2017-03-16 \u{202e} (UTC)",
        picture,
        files: &files,
        png_scale: 2.0,
        views: &[sibling("", "Tunnels"), sibling("logins.html", HOSTILE[2])],
        before: Some(&sibling("tunnels-2017-03-15.html", "2017-03-15")),
        after: None,
        hours: &hours,
        index: "index.html",
        zone: &TimeZone::UTC,
    })
}

fn card(index: usize) -> Card {
    let name = HOSTILE[index % HOSTILE.len()];
    let thumb = Thumb { src: format!("{index} {name}.png"), width: 640, height: 480 };
    Card {
        view: "tunnels".to_owned(),
        title: format!("Tunnels {name}"),
        href: format!("{index}-{name}.html"),
        thumb: Some(thumb).filter(|_| index % 4 != 3),
        alt: format!("Tunnels: 12 events to {name}"),
        events: 1_200,
        sources: 1,
        targets: 3,
    }
}

fn front(frame: &Frame, days: usize) -> Gallery<'_> {
    let date = |index: usize| {
        jiff::civil::date(2017, 3, 16).checked_sub(jiff::Span::new().days(index as i64))
    };
    let day = |index: usize| GalleryDay {
        date: date(index).unwrap().to_string(),
        weekday: "Thursday".to_owned(),
        state: if index == 0 { DayState::Today } else { DayState::Complete },
        hours: (0..24).map(|hour| hour * 3).collect(),
        views: vec![card(2 * index), card(2 * index + 1)],
    };
    Gallery {
        frame,
        days: (0..days).map(day).collect(),
        periods: vec![card(3), card(4)],
        feed: "feed.atom".to_owned(),
        json: "index.json".to_owned(),
    }
}

fn parsed(text: &str) -> Document<'_> {
    Document::parse_with_options(text, ParsingOptions { allow_dtd: true, ..Default::default() })
        .unwrap()
}

fn elements<'a, 'b>(document: &'b Document<'a>, name: &str) -> Vec<Node<'b, 'a>> {
    document.descendants().filter(|node| node.tag_name().name() == name).collect()
}

/// What must hold of every page, whatever is on it.
fn assert_sound(text: &str) {
    let document = parsed(text);
    let mut ids = BTreeSet::new();
    for node in document.descendants().filter(Node::is_element) {
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id.to_owned()), "two elements are called {id}");
        }
    }
    let allowed = "html head meta title link style body a header nav main h1 h2 h3 h4 p div ul li \
        span aside section article figure figcaption svg foreignObject img map area path rect text \
        table thead tbody tfoot tr th td small bdi details summary time mark b footer";
    let allowed: BTreeSet<&str> = allowed.split_whitespace().collect();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(allowed.contains(name), "<{name}> came from somewhere");
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(!key.starts_with("on") && key != "style", "{key}={value}");
            if !["href", "src"].contains(&key) {
                continue;
            }
            match value.strip_prefix('#') {
                Some(id) => assert!(ids.contains(id), "#{id} leads nowhere"),
                None if node.attribute("rel") == Some("icon") => {
                    assert!(value.starts_with("data:"));
                }
                None => assert!(
                    !value.contains([':', '?', '#', ' ']) && !value.starts_with('/'),
                    "{value}"
                ),
            }
        }
    }
    let hidden = ['\u{202e}', '\u{1b}', '\0', '\u{200b}', '\u{feff}', '\u{fffe}'];
    assert!(!text.contains(hidden));
    assert!(
        elements(&document, "img")
            .iter()
            .all(|img| img.attribute("alt").is_some_and(|alt| alt.len() > 10))
    );
}

#[test]
fn a_page_of_hostile_names_is_sound_and_stays_the_same() {
    let picture = picture_of(30);
    let text = page(&picture);
    assert_sound(&text);
    assert_eq!(text, page(&picture));
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(text.contains("evil\\u{202e}moc.elgoog"));
    assert!(text.contains("{{ head.policy }}{% raw %}"));
    assert!(text.contains("src=\"javascript%3Ax.png\""));
}

/// A number on the page, without the commas between thousands.
fn number(node: Node<'_, '_>) -> u64 {
    let text: String = node.text().unwrap().chars().filter(|letter| *letter != ',').collect();
    text.parse().unwrap()
}

/// The numbers of the rows of a part of a table.
fn numbers(table: Node<'_, '_>, part: &str) -> Vec<u64> {
    let part = table.children().find(|node| node.tag_name().name() == part).unwrap();
    let is_number = |node: &Node<'_, '_>| node.attribute("class") == Some("num");
    part.descendants().filter(is_number).map(number).collect()
}

#[test]
fn the_sums_on_a_page_are_those_of_the_account() {
    for hosts in [0, 30, 900] {
        let picture = picture_of(hosts);
        let account = &picture.account;
        let text = page(&picture);
        let document = parsed(&text);
        let tables: Vec<Node<'_, '_>> = elements(&document, "table");
        assert_eq!(tables.len(), 4);
        let (sums, parts) = tables.split_first().unwrap();
        assert_eq!(numbers(*sums, "tfoot"), [account.events_read]);
        assert_eq!(numbers(*sums, "tbody").iter().sum::<u64>(), account.events_read);
        assert_eq!(numbers(*sums, "tbody").last(), Some(&4));
        let drawn = account.events_drawn + account.events_grouped;
        for part in parts {
            assert_eq!(numbers(*part, "tbody").iter().sum::<u64>(), drawn);
            assert_eq!(numbers(*part, "tfoot"), [drawn]);
        }
        let sums = Sums::of(&picture.graph);
        assert_eq!(sums.events, drawn);
        let names = sums.sources + sums.middles + sums.targets;
        let twice =
            picture.graph.nodes.iter().filter(|node| node.role.name() == "source-and-target");
        let twice: u64 = twice.map(|node| node.members.len() as u64).sum();
        assert_eq!(names - twice, account.nodes_drawn + account.nodes_grouped);
    }
}

#[test]
fn every_node_has_an_area_over_its_shape() {
    let picture = picture_of(40);
    let text = page(&picture);
    let document = parsed(&text);
    let areas = elements(&document, "area");
    assert_eq!(areas.len(), picture.graph.nodes.len());
    for area in areas {
        let row = area.attribute("href").unwrap().strip_prefix("#node-").unwrap();
        let node: usize = row.split('-').next().unwrap().parse().unwrap();
        let mark = &picture.drawing.nodes[node];
        let coords: Vec<f64> = area
            .attribute("coords")
            .unwrap()
            .split(',')
            .map(|part| part.parse().unwrap())
            .collect();
        let (x, y) = match area.attribute("shape").unwrap() {
            "circle" => (coords[0], coords[1]),
            "rect" => ((coords[0] + coords[2]) / 2.0, (coords[1] + coords[3]) / 2.0),
            _ => {
                let mean = |first: usize| -> f64 {
                    let own: Vec<f64> = coords.iter().skip(first).step_by(2).copied().collect();
                    own.iter().sum::<f64>() / own.len() as f64
                };
                (mean(0), mean(1))
            }
        };
        let (size, centre) = (mark.figure.shape.size, mark.figure.centre);
        assert!((x - centre.x).abs() <= 2.0 + size.width / 4.0, "{x} is not over {centre:?}");
        assert!((y - centre.y).abs() <= 2.0 + size.height / 4.0, "{y} is not over {centre:?}");
        assert!(area.attribute("alt").unwrap().contains(" event"));
    }
}

#[test]
fn a_page_of_nothing_is_a_page() {
    let picture =
        picture::draw(Fold::new(View::tunnels(), Period::default()).finish(), &Settings::default());
    assert_sound(&page(&picture));
    let hours = sparkline(&[]);
    assert_eq!(hours, "");
    let frame = frame();
    let front = front(&frame, 0);
    assert_sound(&gallery(&Gallery { periods: Vec::new(), ..front }));
}

#[test]
fn a_gallery_of_a_year_is_sound_and_light() {
    let frame = frame();
    let front = front(&frame, 400);
    let text = gallery(&front);
    assert_sound(&text);
    assert_eq!(text, gallery(&front));
    // What a reader on a slow line waits for; pictures come when they are scrolled to.
    assert!(text.len() < 1_500_000, "{}", text.len());
    let document = parsed(&text);
    let is_lazy = |img: &Node<'_, '_>| img.attribute("loading") == Some("lazy");
    let images = elements(&document, "img");
    assert!(images.len() > 400 && images.iter().all(is_lazy));
    let months = elements(&document, "details");
    assert_eq!(months.iter().filter(|month| month.has_attribute("open")).count(), 2);
    assert_eq!(months.len(), 14);
}

#[test]
fn the_index_says_what_the_gallery_shows() {
    let frame = frame();
    let index: serde_json::Value = serde_json::from_str(&json(&front(&frame, 3))).unwrap();
    assert_eq!(index["version"], 1);
    assert_eq!(index["title"], frame.title.as_str());
    assert_eq!(index["days"].as_array().unwrap().len(), 3);
    let day = &index["days"][0];
    assert_eq!((&day["date"], &day["complete"]), (&"2017-03-16".into(), &false.into()));
    assert_eq!(day["events"], 828);
    assert_eq!(day["pictures"][0]["page"], "0-%3Cscript%3Ealert%281%29%3C/script%3E.html");
    assert_eq!(day["pictures"][0]["thumbnail"]["width"], 640);
    assert!(index["days"][1]["pictures"][1]["thumbnail"].is_null());
}

#[test]
fn a_feed_has_what_atom_asks_for() {
    let entry = |index: usize, seconds: i64| Entry {
        id: format!("urn:x:{index}"),
        title: HOSTILE[index].to_owned(),
        href: (index > 0).then(|| format!("{index}-{}.html", HOSTILE[index])),
        updated: Instant::from_micros(seconds * 1_000_000),
        summary: format!("{} & more", HOSTILE[index + 1]),
    };
    let entries: Vec<Entry> =
        vec![entry(0, 10), entry(1, 30), entry(2, 20), entry(1, 5), entry(6, 7)];
    for url in [None, Some("https://pot.example/x/")] {
        let text = feed(&frame(), url, "feed.atom", &entries);
        assert_eq!(text, feed(&frame(), url, "feed.atom", &entries));
        let document = parsed(&text);
        let ids: Vec<&str> = elements(&document, "id").iter().filter_map(Node::text).collect();
        assert_eq!(ids[1..], ["urn:x:1", "urn:x:2", "urn:x:0", "urn:x:6"]);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        let updated = elements(&document, "updated");
        assert_eq!(updated[0].text(), Some("1970-01-01T00:00:30Z"));
        assert_eq!(updated.len(), 5);
        assert_eq!(elements(&document, "title").len(), 5);
        for name in ["author", "name"] {
            assert_eq!(elements(&document, name).len(), 1);
        }
        let links = elements(&document, "link");
        let own = links.iter().find(|link| link.attribute("rel") == Some("self")).unwrap();
        let expected = url.map_or("feed.atom".to_owned(), |url| format!("{url}feed.atom"));
        assert_eq!(own.attribute("href"), Some(expected.as_str()));
        assert!(links.iter().all(|link| !link.attribute("href").unwrap().starts_with("java")));
        match url {
            Some(url) => assert_eq!(ids[0], url),
            None => assert!(ids[0].starts_with("urn:uuid:") && ids[0].len() == 45, "{}", ids[0]),
        }
    }
}

#[test]
fn a_sentence_says_what_a_picture_shows() {
    let picture = picture_of(3);
    let sentence = describe(&picture, "Tunnels, 2017-03-16");
    assert!(
        sentence.starts_with(
            "Tunnels, 2017-03-16: 94 events, 22 sources, 14 ports, 16 hosts; most often 25 (55), "
        ),
        "{sentence}"
    );
}
