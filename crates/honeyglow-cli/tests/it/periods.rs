//! Days, periods and zones, across the nights on which the clocks change.

use jiff::{Timestamp, ToSpan as _};

use crate::program::{honeyglow, tunnel};

/// A request at every full hour from one instant until another.
fn hourly(first: &str, hours: i64) -> String {
    let first: Timestamp = first.parse().unwrap();
    (0..hours)
        .map(|hour| {
            let time = (first + hour.hours()).to_string();
            tunnel(&time, "192.0.2.1", "443", &time.replace(':', "."))
        })
        .collect()
}

fn rows(args: &[&str], log: &str) -> Vec<String> {
    let answer = honeyglow(["links", "--each"].iter().chain(args)).stdin(log).run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
    answer.stdout().lines().map(|row| row.rsplit(',').next().unwrap().to_owned()).collect()
}

#[test]
fn a_local_day_has_as_many_hours_as_it_had_on_the_wall() {
    for (day, hours, first) in [
        ("2017-03-25", 24, "2017-03-24T23.00.00Z"),
        ("2017-03-26", 23, "2017-03-25T23.00.00Z"),
        ("2017-03-27", 24, "2017-03-26T22.00.00Z"),
        ("2017-10-28", 24, "2017-10-27T22.00.00Z"),
        ("2017-10-29", 25, "2017-10-28T22.00.00Z"),
        ("2017-10-30", 24, "2017-10-29T23.00.00Z"),
    ] {
        let month = &day[..7];
        let log = hourly(&format!("{month}-23T00:00:00Z"), 9 * 24);
        let rows = rows(&["--day", day, "--zone", "Europe/Berlin"], &log);
        assert_eq!((rows.len(), rows[0].as_str()), (hours, first), "{day}");
    }
}

#[test]
fn neighbouring_days_share_no_event_and_lose_none() {
    let log = hourly("2017-10-28T22:00:00Z", 49);
    let day = |day: &str| rows(&["--day", day, "--zone", "Europe/Berlin"], &log);
    let all = [day("2017-10-29"), day("2017-10-30")].concat();
    assert_eq!(all, rows(&[], &log));
}

#[test]
fn a_period_holds_its_start_and_not_its_end() {
    let log = hourly("2017-03-16T00:00:00Z", 24);
    let rows = rows(&["--since", "2017-03-16T05:00:00Z", "--until", "2017-03-16 07:00"], &log);
    assert_eq!(rows, ["2017-03-16T05.00.00Z", "2017-03-16T06.00.00Z"]);
}

#[test]
fn a_span_counts_back_from_now() {
    let now = Timestamp::now();
    let line = |hours: i64, host: &str| {
        tunnel(&(now - hours.hours()).to_string(), "192.0.2.1", "443", host)
    };
    let log = [line(24 * 10, "old"), line(30, "new"), line(1, "newest")].concat();
    assert_eq!(rows(&["--since", "36h"], &log), ["new", "newest"]);
    assert_eq!(rows(&["--since", "14d", "--until", "12h"], &log), ["old", "new"]);
}

#[test]
fn the_zone_is_that_of_stamps_without_offset() {
    let log = "2017-03-16 00:30:00 [HoneyPotSSHTransport,1,192.0.2.1] \
               direct-tcp connection request to a:80 from 127.0.0.1:1\n";
    let first = |zone: &str| {
        let answer = honeyglow(["links", "--counts", "--zone", zone]).stdin(log).run();
        answer.stdout().lines().nth(1).unwrap_or_default().to_owned()
    };
    assert!(first("UTC").contains(",2017-03-16T00:30:00Z,"), "{}", first("UTC"));
    assert!(first("Europe/Berlin").contains(",2017-03-15T23:30:00Z,"));
}
