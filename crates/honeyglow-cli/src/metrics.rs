//! The numbers in the text format of Prometheus, version 0.0.4:
//! <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>.
//!
//! Labels are what the operator named (site, sensor) and words of ours (kind, class of port, result);
//! nothing that an intruder chose is one, so the number of series is that of the sensors. There are no
//! timestamps: the textfile collector takes none. Series are sorted, so the same numbers are the same
//! bytes.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use crate::numbers::{Counter, Numbers, SiteNumbers};
use crate::terminal::visible;

/// Characters of a label's value. Names of sensors come from logs, where they may be of any length.
const MAX_LABEL: usize = 128;

/// The classes of ports; what has another is `other`.
const PORT_CLASSES: [&str; 3] = ["mail", "other", "web"];

/// How what was tried ended; what is no success is a failure.
const RESULTS: [&str; 2] = ["failure", "success"];

/// Totals by their labels as they are written.
type Totals = BTreeMap<String, u64>;

/// The numbers as a page of metrics.
pub(crate) fn text(numbers: &Numbers) -> String {
    let mut page = Page::default();
    page.family(
        "build_info",
        GAUGE,
        "The version of honeyglow, as a label.",
        [(labels(&[("version", env!("CARGO_PKG_VERSION"))]), 1)],
    );
    let help = "When the last run of the publisher began.";
    page.family("last_run_timestamp_seconds", GAUGE, help, [(String::new(), numbers.updated)]);
    of_counters(&mut page, numbers);
    of_sites(&mut page, numbers);
    page.0
}

/// What was counted, by sensor.
fn of_counters(page: &mut Page, numbers: &Numbers) {
    let mut events = Totals::new();
    let mut tunnels = Totals::new();
    let mut logins = Totals::new();
    let mut downloads = Totals::new();
    for (site, of_site) in &numbers.sites {
        for sensor in of_site.sensor_names() {
            // A rate can be told of the first event only if there was a zero before it.
            let zeroes = |totals: &mut Totals, label: &str, values: &[&str]| {
                for value in values {
                    let series = [("site", site.as_str()), ("sensor", sensor), (label, *value)];
                    totals.entry(labels(&series)).or_default();
                }
            };
            zeroes(&mut tunnels, "port_class", &PORT_CLASSES);
            zeroes(&mut logins, "result", &RESULTS);
            zeroes(&mut downloads, "result", &RESULTS);
        }
        for counter in &of_site.counters {
            let add = |totals: &mut Totals, label: &str, value: &str| {
                let series = [("site", site.as_str()), ("sensor", &counter.sensor), (label, value)];
                let total = totals.entry(labels(&series)).or_default();
                *total = total.saturating_add(counter.total);
            };
            add(&mut events, "kind", &counter.kind);
            match counter.kind.as_str() {
                "tunnel_request" => add(&mut tunnels, "port_class", port_class(counter)),
                "login" => add(&mut logins, "result", result(counter)),
                "download" => add(&mut downloads, "result", result(counter)),
                _ => {}
            }
        }
    }
    page.family("events_total", COUNTER, "Events at honeypots, by what happened.", events);
    let help = "Connections that intruders asked honeypots to make, by what the port is for.";
    page.family("tunnel_requests_total", COUNTER, help, tunnels);
    page.family("logins_total", COUNTER, "Attempts to log in to honeypots.", logins);
    page.family(
        "downloads_total",
        COUNTER,
        "Files that intruders made honeypots fetch.",
        downloads,
    );
    let last_events = numbers.sites.iter().flat_map(|(site, of_site)| {
        of_site.sensors.iter().filter_map(move |(sensor, known)| {
            Some((labels(&[("site", site), ("sensor", sensor)]), known.last_event?))
        })
    });
    // Two names that are shown alike are one series, of the later event.
    let mut latest = BTreeMap::new();
    for (labels, time) in last_events {
        let known = latest.entry(labels).or_insert(time);
        *known = time.max(*known);
    }
    let help = "When the latest event of a honeypot happened.";
    page.family("last_event_timestamp_seconds", GAUGE, help, latest);
}

/// What is known of each site.
fn of_sites(page: &mut Page, numbers: &Numbers) {
    let mut family = |name, kind, help, value: &dyn Fn(&SiteNumbers) -> Option<String>| {
        let samples = numbers
            .sites
            .iter()
            .filter_map(|(site, of_site)| Some((labels(&[("site", site)]), value(of_site)?)));
        page.family(name, kind, help, samples.collect::<BTreeMap<_, _>>());
    };
    family("sources_today", GAUGE, "Distinct sources of the local day so far.", &|site| {
        Some(site.sources_today.to_string())
    });
    let help = "When the last run began that published all of a site.";
    family("last_success_timestamp_seconds", GAUGE, help, &|site| {
        site.last_success.map(|time| time.to_string())
    });
    family("last_run_duration_seconds", GAUGE, "How long the last run took.", &|site| {
        Some(format!("{:.3}", site.last_run_seconds))
    });
    family("read_bytes_total", COUNTER, "Bytes of logs that were read, unpacked.", &|site| {
        Some(site.bytes_read.to_string())
    });
    family("skipped_lines_total", COUNTER, "Lines of logs that could not be read.", &|site| {
        Some(site.lines_skipped.to_string())
    });
    family("inputs_failing", GAUGE, "Inputs that the last run could not read.", &|site| {
        Some(site.inputs_failing.to_string())
    });
}

const COUNTER: &str = "counter";
const GAUGE: &str = "gauge";

/// What is written so far.
#[derive(Default)]
struct Page(String);

impl Page {
    /// A metric with all its series; one without series is left out.
    fn family<V: Display>(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        samples: impl IntoIterator<Item = (String, V)>,
    ) {
        let mut samples = samples.into_iter().peekable();
        if samples.peek().is_none() {
            return;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "# HELP honeyglow_{name} {help}\n# TYPE honeyglow_{name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(self.0, "honeyglow_{name}{labels} {value}");
        }
    }
}

fn port_class(counter: &Counter) -> &'static str {
    let known = PORT_CLASSES.iter().find(|class| **class == counter.port_class);
    known.copied().unwrap_or("other")
}

fn result(counter: &Counter) -> &'static str {
    RESULTS.iter().find(|result| **result == counter.result).copied().unwrap_or("failure")
}

/// `{name="value",...}`
fn labels(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

/// A label's value: made visible first, since dashboards show it, then escaped as the format asks.
fn escaped(value: &str) -> String {
    let shown: String = visible(value).chars().take(MAX_LABEL).collect();
    shown.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_line_and_ends_at_its_quote() {
        assert_eq!(labels(&[("sensor", "a\"\\b\n\u{202e}c")]), r#"{sensor="a\"\\b\\n\\u{202e}c"}"#);
        assert_eq!(escaped(&"x".repeat(5000)).len(), MAX_LABEL);
    }

    #[test]
    fn sensors_that_are_shown_alike_are_one_series() {
        let counter = |sensor: &str| Counter {
            sensor: sensor.to_owned(),
            kind: "login".to_owned(),
            port_class: String::new(),
            result: "success".to_owned(),
            total: 2,
        };
        let counters = vec![counter("a\u{202e}"), counter("a\\u{202e}"), counter("b")];
        let site = SiteNumbers { counters, ..SiteNumbers::default() };
        let sites = BTreeMap::from([("home".to_owned(), site)]);
        let page = text(&Numbers { sites, ..Numbers::default() });
        let success: Vec<&str> = page
            .lines()
            .filter(|line| line.starts_with("honeyglow_logins") && line.contains("success"))
            .collect();
        assert_eq!(
            success,
            [
                r#"honeyglow_logins_total{site="home",sensor="a\\u{202e}",result="success"} 4"#,
                r#"honeyglow_logins_total{site="home",sensor="b",result="success"} 2"#,
            ]
        );
    }
}
