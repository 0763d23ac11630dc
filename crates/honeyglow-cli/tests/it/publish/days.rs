//! Which days are published, and when: local days, missed runs, other zones.

use std::fs;

use super::{Pot, lines};

#[test]
fn today_is_refreshed_and_becomes_a_day_that_is_over() {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 5));
    pot.publish("2026-03-01T11:07:00Z");
    assert_eq!(pot.days(), ["2026-03-01 5+"]);
    pot.append("cowrie.json", lines("2026-03-01T12:00:00Z", 3));
    pot.publish("2026-03-01T13:07:00Z");
    assert_eq!(pot.days(), ["2026-03-01 8+"]);
    pot.append("cowrie.json", lines("2026-03-02T00:00:00Z", 2));
    pot.publish("2026-03-02T00:07:00Z");
    assert_eq!(pot.days(), ["2026-03-01 8", "2026-03-02 2+"]);
    let published = pot.published();
    assert_eq!(published["yesterday.svg"], published["tunnels-2026-03-01.svg"]);
    assert_eq!(published["latest.png"], published["tunnels-2026-03-02.png"]);
    assert!(published.contains_key("last-7-days.html"));
    // On a day without events there is no picture of yesterday, and the latest stays.
    pot.publish("2026-03-04T00:07:00Z");
    assert_eq!(pot.days(), ["2026-03-01 8", "2026-03-02 2"]);
    let published = pot.published();
    assert!(!published.contains_key("yesterday.svg"));
    assert_eq!(published["latest.png"], published["tunnels-2026-03-02.png"]);
}

#[test]
fn days_that_no_run_saw_are_made_up_for() {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 1));
    pot.publish("2026-03-01T11:07:00Z");
    for (day, count) in [("02", 2), ("03", 3), ("05", 5)] {
        pot.append("cowrie.json", lines(&format!("2026-03-{day}T10:00:00Z"), count));
    }
    pot.publish("2026-03-05T13:07:00Z");
    assert_eq!(pot.days(), ["2026-03-01 1", "2026-03-02 2", "2026-03-03 3", "2026-03-05 5+"]);
    // Lines that come late are put to their day.
    pot.append("cowrie.json", lines("2026-03-02T20:00:00Z", 4));
    pot.publish("2026-03-05T14:07:00Z");
    assert_eq!(pot.days()[1], "2026-03-02 6");
}

#[test]
fn a_night_of_daylight_saving_loses_and_doubles_nothing() {
    // The hour from 02:00 to 03:00 on 29 March 2026 does not exist, that on 25 October twice.
    let pot = Pot::new("zone = \"Europe/Berlin\"");
    for from in ["2026-03-28T22:30:00Z", "2026-03-29T00:30:00Z", "2026-10-24T21:59:58Z"] {
        pot.append("cowrie.json", lines(from, 3600));
    }
    for now in ["2026-03-28T23:07:00Z", "2026-03-29T00:07:00Z", "2026-03-29T01:07:00Z"] {
        pot.publish(now);
    }
    pot.publish("2026-10-25T23:07:00Z");
    let days = ["2026-03-28 1800", "2026-03-29 5400", "2026-10-24 2", "2026-10-25 3598"];
    assert_eq!(pot.days(), days);
    let hours = |at: usize| pot.index()["days"][at]["hours"].as_array().unwrap().len();
    assert_eq!((hours(0), hours(1), hours(2), hours(3)), (25, 24, 23, 24));
}

#[test]
fn a_day_whose_midnight_does_not_exist_is_published() {
    // In Cairo, clocks went from the end of 23 April 2026 to 01:00 of the 24th.
    let pot = Pot::new("zone = \"Africa/Cairo\"");
    pot.append("cowrie.json", lines("2026-04-23T21:59:55Z", 10));
    pot.publish("2026-04-23T21:59:59Z");
    assert_eq!(pot.days(), ["2026-04-23 5+"]);
    pot.publish("2026-04-23T22:05:00Z");
    assert_eq!(pot.days(), ["2026-04-23 5", "2026-04-24 5+"]);
    pot.publish("2026-04-24T21:05:00Z");
    assert_eq!(pot.days(), ["2026-04-23 5", "2026-04-24 5"]);
}

#[test]
fn another_zone_makes_other_days() {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T22:30:00Z", 7));
    pot.publish("2026-03-02T12:00:00Z");
    assert_eq!(pot.days(), ["2026-03-01 7"]);
    pot.configure("zone = \"Asia/Tokyo\"");
    let answer = pot.try_publish("2026-03-02T18:00:00Z");
    let said = "honeyglow: site `home`: views or zone have changed; all logs are read anew\n";
    assert_eq!((answer.exit, answer.stderr().as_str()), (Some(0), said));
    assert_eq!(pot.days().last().unwrap(), "2026-03-02 7");
}

#[test]
fn old_days_go_by_age() {
    let pot = Pot::new("keep-days = 3");
    for day in 1..=6 {
        pot.append("cowrie.json", lines(&format!("2026-03-0{day}T10:00:00Z"), 1));
        pot.publish(&format!("2026-03-0{day}T11:00:00Z"));
    }
    assert_eq!(pot.days(), ["2026-03-04 1", "2026-03-05 1", "2026-03-06 1+"]);
    assert!(!pot.published().contains_key("tunnels-2026-03-03.svg"));
    // What no page shows any more is not kept either; those of fourteen days back are needed.
    pot.append("cowrie.json", lines("2026-03-25T10:00:00Z", 1));
    pot.publish("2026-03-25T11:00:00Z");
    let kept = fs::read_dir(pot.path("state/sites/home")).unwrap();
    let names = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.starts_with("2026-")).count(), 1);
    assert_eq!(pot.days(), ["2026-03-25 1+"]);
}

#[test]
fn the_oldest_go_where_a_number_of_days_is_kept() {
    let pot = Pot::new("");
    for day in 3..=6 {
        pot.append("cowrie.json", lines(&format!("2026-03-0{day}T10:00:00Z"), 1));
    }
    pot.publish("2026-03-06T11:00:00Z");
    pot.configure("keep-count = 2");
    pot.publish("2026-03-06T12:00:00Z");
    assert_eq!(pot.days(), ["2026-03-05 1", "2026-03-06 1+"]);
    let old = pot.published().keys().filter(|name| name.contains("03-04")).count();
    assert_eq!(old, 0);
}

#[test]
fn a_day_stays_when_its_logs_are_deleted_and_the_state_is_lost() {
    let pot = Pot::new("");
    pot.append("cowrie.json.1", lines("2026-03-01T23:59:50Z", 20));
    pot.append("cowrie.json", lines("2026-03-03T10:00:00Z", 5));
    pot.publish("2026-03-04T11:00:00Z");
    let before = pot.published();
    fs::remove_file(pot.path("log/cowrie.json.1")).unwrap();
    fs::remove_file(pot.path("state/sites/home/manifest")).unwrap();
    pot.append("cowrie.json", lines("2026-03-04T10:00:00Z", 1));
    pot.publish("2026-03-04T12:00:00Z");
    let days = ["2026-03-01 10", "2026-03-02 10", "2026-03-03 5", "2026-03-04 1+"];
    assert_eq!(pot.days(), days);
    assert_eq!(before["tunnels-2026-03-01.png"], pot.published()["tunnels-2026-03-01.png"]);
}

#[test]
fn a_clock_that_is_wrong_for_a_while_takes_no_page_away() {
    let pot = Pot::new("keep-days = 30");
    for day in 1..=3 {
        pot.append("cowrie.json", lines(&format!("2026-03-0{day}T10:00:00Z"), 2));
    }
    pot.publish("2026-03-03T11:00:00Z");
    // Their logs are gone, so what goes now would not come again.
    fs::remove_file(pot.path("log/cowrie.json")).unwrap();
    let pages = pot.published();
    for wrong in ["1970-01-01T00:03:00Z", "2026-03-02T11:00:00Z", "2099-01-01T00:00:00Z"] {
        pot.publish(wrong);
        for day in 1..=3 {
            let name = format!("tunnels-2026-03-0{day}.png");
            assert!(pot.published().contains_key(&name), "{name} at {wrong}");
        }
    }
    pot.publish("2026-03-03T12:00:00Z");
    assert_eq!(pot.days(), ["2026-03-01 2", "2026-03-02 2", "2026-03-03 2+"]);
    assert_eq!(pot.published().keys().collect::<Vec<_>>(), pages.keys().collect::<Vec<_>>());
}

#[test]
fn a_page_of_several_days_goes_when_nothing_happened_on_them() {
    let pot = Pot::new("keep-count = 2");
    for day in 1..=4 {
        pot.append("cowrie.json", lines(&format!("2026-03-0{day}T10:00:00Z"), 2));
    }
    pot.publish("2026-03-05T11:00:00Z");
    // It shows all its days, however many have pages of their own.
    let seven = String::from_utf8(pot.published()["last-7-days.svg"].clone()).unwrap();
    assert!(seven.contains("8 events read"), "{seven}");
    assert_eq!(pot.index()["days"].as_array().unwrap().len(), 2);
    pot.publish("2026-04-05T11:00:00Z");
    assert!(!pot.published().contains_key("last-7-days.html"));
    assert!(!pot.published().contains_key("last-14-days.svg"));
}

#[test]
fn a_log_that_was_out_of_reach_for_months_counts_once() {
    let pot = Pot::new("");
    pot.append("cowrie.json", lines("2026-03-01T10:00:00Z", 9));
    pot.publish("2026-03-01T11:00:00Z");
    fs::rename(pot.path("log"), pot.path("away")).unwrap();
    assert_eq!(pot.try_publish("2026-09-01T11:00:00Z").exit, Some(3));
    fs::rename(pot.path("away"), pot.path("log")).unwrap();
    pot.publish("2026-09-01T12:00:00Z");
    assert_eq!(pot.days(), ["2026-03-01 9"]);
}
