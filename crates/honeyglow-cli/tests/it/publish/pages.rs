//! What is published, as a browser shows it and as a reader follows it.

use std::collections::BTreeSet;

use super::{Pot, lines};
use crate::chromium::{Browser, SCREENS};
use crate::site_pages::{AXE, JUDGE};

fn pot() -> Pot {
    let pot = Pot::new("views = [\"tunnels\", \"src_ip,dst_host\"]\ntitle = \"My <pot>\"");
    for from in ["2026-02-27T03:00:00Z", "2026-03-01T10:00:00Z", "2026-03-02T09:00:00Z"] {
        pot.append("cowrie.json", lines(from, 200));
    }
    pot.publish("2026-03-02T10:07:00Z");
    pot
}

#[test]
fn axe_finds_no_violation_on_what_is_published() {
    let Some(mut browser) = Browser::start() else { return };
    let pot = pot();
    for page in ["index.html", "latest.html", "last-7-days.html", "src-ip-dst-host-2026-03-01.html"]
    {
        for screen in SCREENS {
            browser.load(&pot.path("web").join(page), screen);
            browser.value(AXE);
            assert_eq!(browser.value(JUDGE), serde_json::json!([]), "{page} {screen:?}");
            let wide = browser.value("document.documentElement.scrollWidth").as_u64().unwrap();
            assert!(wide <= screen.width.into(), "{page}: {wide}");
            assert_eq!(browser.complaints(), [""; 0], "{page} {screen:?}");
        }
    }
}

#[test]
fn every_link_and_picture_leads_to_what_is_there() {
    let pot = pot();
    let published = pot.published();
    let mut led_to = BTreeSet::new();
    for (name, bytes) in published.iter().filter(|(name, _)| name.ends_with(".html")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        for attribute in ["href=\"", "src=\""] {
            for rest in text.split(attribute).skip(1) {
                let target = rest.split('"').next().unwrap();
                if target.starts_with('#') || target.starts_with("data:") || target.is_empty() {
                    continue;
                }
                assert!(published.contains_key(target), "{name} leads to {target}");
                led_to.insert(target.to_owned());
            }
        }
    }
    for day in ["2026-02-27", "2026-03-01", "2026-03-02"] {
        assert!(led_to.contains(&format!("tunnels-{day}.html")));
    }
}

#[test]
fn the_feed_has_an_entry_for_each_day_that_is_over_and_stays_as_it_was() {
    let pot = pot();
    let feed = String::from_utf8(pot.published()["feed.atom"].clone()).unwrap();
    let feed = roxmltree::Document::parse(&feed).unwrap();
    let ids: Vec<&str> = feed
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry")))
        .filter_map(|entry| entry.children().find(|child| child.tag_name().name() == "id")?.text())
        .collect();
    assert_eq!(ids, ["urn:honeyglow:home:2026-03-01", "urn:honeyglow:home:2026-02-27"]);
}
