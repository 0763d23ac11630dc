//! Pages as a browser shows them: accessible to the judgement of axe, as narrow as a phone and as
//! wide as a desk, by day and by night; marks that lead to their rows at any width; nothing asked
//! for but the pictures beside the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use honeyglow::event::{Event, Origin};
use honeyglow::export::csv::csv;
use honeyglow::input::{self, Ask, Collect, Coverage, Repeats};
use honeyglow::layout::Size;
use honeyglow::link::{Fold, View};
use honeyglow::picture::{self, Measure, Picture, Settings};
use honeyglow::render;
use honeyglow::site::{
    Card, DayPage, DayState, Entry, Frame, Gallery, GalleryDay, Hour, PictureFiles, Robots,
    Sibling, Sums, THUMBNAIL_WIDTH, Thumb, day, describe, feed, gallery, thumbnail,
};
use honeyglow::time::{Instant, Period};
use jiff::tz::TimeZone;

use crate::chromium::{Browser, SCREENS, Screen};
use crate::program::tunnel;

/// The judge.
pub(crate) const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");

struct Folding(Fold);

impl Collect for Folding {
    fn event(&mut self, event: &Event<'_>, origin: Origin, _line: &[u8]) {
        self.0.add(event, origin);
    }
}

/// Some days with names that say more than they seem to.
fn picture_of(days: usize) -> Picture {
    let hostile = [
        "<script>document.title='pwned'</script>",
        "\"><img src=x onerror=document.title='pwned'>",
        "javascript:alert(1)",
        "evil\u{202e}moc.elgoog",
        "a-name-without-any-place-to-break-it-".repeat(8).leak(),
        "",
    ];
    let mut log = String::new();
    for (index, host) in hostile.iter().enumerate() {
        let time = format!("2017-03-16T0{index}:10:00.000000Z");
        log += &tunnel(&time, &format!("192.0.2.{}", index % 3), "25", host);
        log += &tunnel(&time, "198.51.100.9", "443", host);
    }
    for index in 0..60 {
        let day = 16 + index % days;
        let time = format!("2017-03-{day}T{:02}:20:{index:02}.000000Z", index % 24);
        let port = ["25", "80", "443", "8080"][index % 4];
        let source = format!("203.0.113.{}", index % 7);
        log += &tunnel(&time, &source, port, &format!("host-{}.example", index % 31));
    }
    let view = View::tunnels();
    let ask = Ask {
        kinds: view.wanted_kinds(),
        columns: view.wanted_columns(),
        zone: TimeZone::UTC,
        format: None,
        coverage: Coverage::Asked,
    };
    let mut fold = [Folding(Fold::new(view, Period::default()))];
    let reading = input::read(log.as_bytes(), 0, &ask, &mut Repeats::default(), &mut fold);
    assert!(reading.failure.is_none());
    let [Folding(fold)] = fold;
    let settings = Settings {
        page: Some(Size { width: 1500.0, height: 1100.0 }),
        measure: Measure::Nothing,
        ..Settings::default()
    };
    picture::draw(fold.finish(), &settings)
}

/// A site on disk, and what it was made of.
struct Site {
    directory: tempfile::TempDir,
    picture: Picture,
}

impl Site {
    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

fn site() -> Site {
    let directory = tempfile::tempdir().unwrap();
    let picture = picture_of(1);
    let out = |name: &str, bytes: &[u8]| fs::write(directory.path().join(name), bytes).unwrap();
    let frame = Frame {
        title: "My <honeypot>".to_owned(),
        robots: Robots::NoIndex,
        notes: vec!["sensor north is silent since 2017-03-15 04:10".to_owned()],
    };
    let small = thumbnail(&picture.drawing, THUMBNAIL_WIDTH).unwrap();
    let files = PictureFiles {
        svg: "tunnels.svg".to_owned(),
        png: "tunnels.png".to_owned(),
        csv: "tunnels.csv".to_owned(),
    };
    out(&files.svg, render::svg::svg(&picture.drawing).as_bytes());
    out(&files.png, &render::png::png(&picture.drawing, 1.0).unwrap());
    out(&files.csv, csv(&picture.graph).as_bytes());
    out("thumb.png", &small.png);
    let hours: Vec<Hour> =
        (0..24).map(|hour| Hour { label: format!("{hour:02}"), count: hour * 5 % 7 }).collect();
    let sibling =
        |href: &str, label: &str| Sibling { href: href.to_owned(), label: label.to_owned() };
    let heading = "Tunnels, 2017-03-16";
    for (name, picture) in [("day.html", &picture), ("week.html", &picture_of(7))] {
        let page = DayPage {
            frame: &frame,
            heading,
            period: "2017-03-16 (UTC)",
            picture,
            files: &files,
            png_scale: 1.0,
            views: &[sibling("", "Tunnels"), sibling("day.html", "Logins")],
            before: Some(&sibling("day.html", "2017-03-15")),
            after: Some(&sibling("day.html", "2017-03-17")),
            hours: &hours,
            index: "index.html",
            zone: &TimeZone::UTC,
        };
        out(name, day(&page).as_bytes());
    }
    let sums = Sums::of(&picture.graph);
    let card = |title: &str| Card {
        view: "tunnels".to_owned(),
        title: title.to_owned(),
        href: "day.html".to_owned(),
        thumb: Some(Thumb {
            src: "thumb.png".to_owned(),
            width: small.width,
            height: small.height,
        }),
        alt: describe(&picture, heading),
        events: sums.events,
        sources: sums.sources,
        targets: sums.targets,
    };
    let shown = |(index, date): (usize, &str)| GalleryDay {
        date: date.to_owned(),
        weekday: "Some day".to_owned(),
        state: if index == 0 { DayState::Today } else { DayState::Complete },
        hours: hours.iter().map(|hour| hour.count).collect(),
        views: match index {
            0 => vec![card("Tunnels"), card("Logins")],
            1 => vec![card("Tunnels"), Card { thumb: None, events: 0, ..card("Logins") }],
            2 => vec![card("A"), card("B"), card("C"), card("D"), card("E")],
            _ => vec![card("Tunnels")],
        },
    };
    let dates =
        ["2017-03-17", "2017-03-16", "2017-03-15", "2017-03-14", "2017-02-28", "2017-01-01"];
    let front = Gallery {
        frame: &frame,
        days: dates.into_iter().enumerate().map(shown).collect(),
        periods: vec![card("Tunnels, last 7 days"), card("Tunnels, last 14 days")],
        feed: "feed.atom".to_owned(),
        json: "index.json".to_owned(),
    };
    out("index.html", gallery(&front).as_bytes());
    let entry = Entry {
        id: "urn:example:1".to_owned(),
        title: "<b>&".to_owned(),
        href: Some("day.html".to_owned()),
        updated: Instant::from_micros(1_489_622_400_000_000),
        summary: "one\ntwo".to_owned(),
    };
    out("feed.atom", feed(&frame, None, "feed.atom", &[entry]).as_bytes());
    Site { directory, picture }
}

/// Everything that axe finds fault with, in lines for whoever has to mend it.
pub(crate) const JUDGE: &str = "axe.run(document, {resultTypes: ['violations']}).then(found => \
    found.violations.flatMap(v => v.nodes.map(n => v.id + ' ' + n.html.slice(0, 200) + ' ' + \
    n.failureSummary)))";

#[test]
fn axe_finds_no_violation_and_nothing_is_asked_for_outside() {
    let Some(mut browser) = Browser::start() else { return };
    let site = site();
    let own = format!("file://{}/", site.directory.path().display());
    for page in ["index.html", "day.html", "week.html"] {
        for screen in SCREENS {
            browser.load(&site.file(page), screen);
            let broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).length";
            assert_eq!(browser.value(broken), 0, "{page} {screen:?}");
            let wide = browser.value("document.documentElement.scrollWidth");
            assert!(
                wide.as_u64().is_some_and(|wide| wide <= screen.width.into()),
                "{page}: {wide}"
            );
            assert_eq!(browser.value("document.scripts.length"), 0);
            assert!(!browser.value("document.title").as_str().unwrap().contains("pwned"));
            // The style is applied: its hash is the one that the policy allows.
            let font = "parseFloat(getComputedStyle(document.querySelector('h1')).letterSpacing)";
            assert!(browser.value(font).as_f64().is_some_and(|spacing| spacing < 0.0), "{page}");
            browser.value(AXE);
            // What is folded away is judged too.
            for open in ["false", "true"] {
                let all = "document.querySelectorAll('details')";
                browser.value(&format!("{all}.forEach(details => details.open = {open})"));
                let found = browser.value(JUDGE);
                assert_eq!(found, serde_json::json!([]), "{page} {screen:?}");
            }
            assert_eq!(browser.complaints(), [""; 0], "{page} {screen:?}");
            let requests = browser.requests();
            assert!(requests.len() >= 2, "{requests:?}");
            for request in requests {
                assert!(request.starts_with(&own) || request.starts_with("data:"), "{request}");
            }
        }
    }
}

#[test]
fn axe_finds_a_fault_where_there_is_one() {
    let Some(mut browser) = Browser::start() else { return };
    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("bad.html");
    fs::write(&page, "<html><body><img src=x><a href=y></a><p style='color:#ccc'>too faint</p>")
        .unwrap();
    browser.load(&page, SCREENS[0]);
    browser.value(AXE);
    let found = browser.value(JUDGE).to_string();
    for rule in ["image-alt", "link-name", "html-has-lang", "color-contrast"] {
        assert!(found.contains(rule), "{rule} is not in {found}");
    }
}

/// Where a node lies on the screen, after the page was scrolled so that it does.
fn on_screen(browser: &mut Browser, picture: &Picture, node: usize) -> (f64, f64) {
    let mark = &picture.drawing.nodes[node].figure;
    let (width, height) = (picture.drawing.size.width, picture.drawing.size.height);
    let (x, y) = (mark.centre.x / width, mark.centre.y / height);
    let expression = format!(
        "(() => {{ const box = () => document.querySelector('.picture svg').getBoundingClientRect();\
         window.scrollTo(0, window.scrollY + box().top + box().height * {y} - 400);\
         return [box().left + box().width * {x}, box().top + box().height * {y}]; }})()"
    );
    let at = browser.value(&expression);
    (at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
}

#[test]
fn a_mark_leads_to_its_row_at_any_width() {
    let Some(mut browser) = Browser::start() else { return };
    let site = site();
    for screen in [SCREENS[0], SCREENS[2], Screen { width: 1900, ..SCREENS[2] }] {
        browser.load(&site.file("day.html"), screen);
        let nodes = site.picture.drawing.nodes.len();
        assert!(nodes > 20);
        for node in 0..nodes {
            let (x, y) = on_screen(&mut browser, &site.picture, node);
            let under = format!("document.elementFromPoint({x}, {y}).getAttribute('href')");
            let found = browser.value(&under);
            assert_eq!(found, format!("#node-{node}"), "{screen:?}");
        }
        let (x, y) = on_screen(&mut browser, &site.picture, nodes - 1);
        browser.click(x, y);
        let hash = browser.value("location.hash");
        assert_eq!(hash, format!("#node-{}", nodes - 1));
        let row = "(() => { const r = document.querySelector('tr:target').getBoundingClientRect();\
             return r.top >= 0 && r.bottom <= innerHeight; })()";
        assert_eq!(browser.value(row), true, "{screen:?}");
    }
}

#[test]
fn pages_and_feed_are_well_formed_for_xmllint() {
    let site = site();
    for name in ["index.html", "day.html", "week.html", "feed.atom"] {
        assert_well_formed(&site.file(name));
    }
}

fn assert_well_formed(file: &Path) {
    let output = Command::new("xmllint").args(["--noout", "--nonet"]).arg(file).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{}: {stderr}", file.display());
}
