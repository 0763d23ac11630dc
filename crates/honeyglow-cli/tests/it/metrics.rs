//! `honeyglow metrics`: the text format of Prometheus, judged by Prometheus' own checker.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::numbers::{numbers, site, two_sites, write};
use crate::program::honeyglow;
use crate::readback::foreign;

fn metrics(numbers: &Value) -> String {
    let state = tempfile::tempdir().unwrap();
    write(state.path(), numbers);
    let answer = honeyglow(["metrics", "--state", state.path().to_str().unwrap()]).run();
    assert_eq!((answer.exit, answer.stderr()), (Some(0), String::new()));
    answer.stdout()
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Metrics without their first family, which tells the version.
fn without_version(page: &str) -> &str {
    let start = page.find("# HELP honeyglow_last_run_timestamp").unwrap();
    &page[start..]
}

#[test]
fn each_number_is_a_series() {
    let counters = [
        ("north", "command", "", "", 4),
        ("north", "download", "", "failure", 2),
        ("north", "login", "", "success", 90),
        ("north", "tunnel_request", "mail", "", 100),
    ];
    let mut home = site(&counters);
    home["sensors"] = json!({"north": {"last_event": 1_700_000_123}});
    let page = metrics(&numbers(1_700_000_200, &json!({"home": home})));
    assert!(page.contains("\nhoneyglow_build_info{version=\"0."), "{page}");
    assert_eq!(without_version(&page), "\
# HELP honeyglow_last_run_timestamp_seconds When the last run of the publisher began.
# TYPE honeyglow_last_run_timestamp_seconds gauge
honeyglow_last_run_timestamp_seconds 1700000200
# HELP honeyglow_events_total Events at honeypots, by what happened.
# TYPE honeyglow_events_total counter
honeyglow_events_total{site=\"home\",sensor=\"north\",kind=\"command\"} 4
honeyglow_events_total{site=\"home\",sensor=\"north\",kind=\"download\"} 2
honeyglow_events_total{site=\"home\",sensor=\"north\",kind=\"login\"} 90
honeyglow_events_total{site=\"home\",sensor=\"north\",kind=\"tunnel_request\"} 100
# HELP honeyglow_tunnel_requests_total Connections that intruders asked honeypots to make, by what the port is for.
# TYPE honeyglow_tunnel_requests_total counter
honeyglow_tunnel_requests_total{site=\"home\",sensor=\"north\",port_class=\"mail\"} 100
honeyglow_tunnel_requests_total{site=\"home\",sensor=\"north\",port_class=\"other\"} 0
honeyglow_tunnel_requests_total{site=\"home\",sensor=\"north\",port_class=\"web\"} 0
# HELP honeyglow_logins_total Attempts to log in to honeypots.
# TYPE honeyglow_logins_total counter
honeyglow_logins_total{site=\"home\",sensor=\"north\",result=\"failure\"} 0
honeyglow_logins_total{site=\"home\",sensor=\"north\",result=\"success\"} 90
# HELP honeyglow_downloads_total Files that intruders made honeypots fetch.
# TYPE honeyglow_downloads_total counter
honeyglow_downloads_total{site=\"home\",sensor=\"north\",result=\"failure\"} 2
honeyglow_downloads_total{site=\"home\",sensor=\"north\",result=\"success\"} 0
# HELP honeyglow_last_event_timestamp_seconds When the latest event of a honeypot happened.
# TYPE honeyglow_last_event_timestamp_seconds gauge
honeyglow_last_event_timestamp_seconds{site=\"home\",sensor=\"north\"} 1700000123
# HELP honeyglow_sources_today Distinct sources of the local day so far.
# TYPE honeyglow_sources_today gauge
honeyglow_sources_today{site=\"home\"} 41
# HELP honeyglow_last_success_timestamp_seconds When the last run began that published all of a site.
# TYPE honeyglow_last_success_timestamp_seconds gauge
honeyglow_last_success_timestamp_seconds{site=\"home\"} 1700000000
# HELP honeyglow_last_run_duration_seconds How long the last run took.
# TYPE honeyglow_last_run_duration_seconds gauge
honeyglow_last_run_duration_seconds{site=\"home\"} 0.250
# HELP honeyglow_read_bytes_total Bytes of logs that were read, unpacked.
# TYPE honeyglow_read_bytes_total counter
honeyglow_read_bytes_total{site=\"home\"} 123456
# HELP honeyglow_skipped_lines_total Lines of logs that could not be read.
# TYPE honeyglow_skipped_lines_total counter
honeyglow_skipped_lines_total{site=\"home\"} 3
# HELP honeyglow_inputs_failing Inputs that the last run could not read.
# TYPE honeyglow_inputs_failing gauge
honeyglow_inputs_failing{site=\"home\"} 1
");
}

#[test]
fn what_was_never_is_no_series() {
    let mut home = site(&[]);
    home["last_success"] = Value::Null;
    home["sensors"] = json!({"north": {"last_event": null}});
    let page = metrics(&numbers(1_700_000_200, &json!({"home": home})));
    assert!(!page.contains("last_success") && !page.contains("last_event"), "{page}");
    assert!(page.contains("{site=\"home\",sensor=\"north\",result=\"failure\"} 0\n"), "{page}");
}

#[test]
fn without_numbers_it_fails() {
    let state = tempfile::tempdir().unwrap();
    let call = honeyglow(["metrics", "--state", state.path().to_str().unwrap()]);
    call.refuses(2, &["numbers.json", "honeyglow publish", "no such file"]);
}

/// Numbers whose names are of the worst kind.
fn hostile() -> Value {
    let names = ["a\"} 1\nx 2", "back\\slash", "\u{202e}", "a\u{0}b", "ünï", "", "\\u{202e}"];
    let counters: Vec<_> =
        names.iter().map(|sensor| (*sensor, "login", "", "success", 1)).collect();
    let mut home = site(&counters);
    for sensor in names {
        home["sensors"][sensor] = json!({"last_event": 1});
    }
    json!({"home": home})
}

#[test]
fn names_stay_within_their_quotes() {
    let page = metrics(&numbers(0, &hostile()));
    for line in page.lines() {
        let is_sample = line.starts_with("honeyglow_") && line.split(' ').next_back().is_some();
        assert!(is_sample || line.starts_with("# HELP ") || line.starts_with("# TYPE "), "{line}");
        assert!(!line.contains(char::is_control) && !line.contains('\u{202e}'), "{line}");
    }
    let mut series: Vec<&str> = page.lines().map(|line| line.rsplit_once(' ').unwrap().0).collect();
    let all = series.len();
    series.sort_unstable();
    series.dedup();
    assert_eq!(series.len(), all, "no series is there twice");
}

fn piped(mut command: Command, stdin: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn promtool_finds_nothing_wrong() {
    let pages = [two_sites(), hostile(), json!({})].map(|sites| metrics(&numbers(5, &sites)));
    for page in pages {
        let Some(mut promtool) = foreign("promtool") else { return };
        promtool.args(["check", "metrics"]);
        let output = piped(promtool, &page);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{page}");
    }
}

#[test]
fn promtool_takes_the_rules_and_they_fire_when_they_should() {
    for args in [["check", "rules", "honeyglow.rules.yml"], ["test", "rules", "honeyglow.test.yml"]]
    {
        let Some(mut promtool) = foreign("promtool") else { return };
        promtool.args(args).current_dir(project().join("packaging/prometheus"));
        let output = promtool.output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
        assert!(output.status.success(), "{args:?}: {said:?}");
    }
}

#[test]
fn each_metric_is_documented_and_rules_use_only_these() {
    let mut home = site(&[("north", "download", "", "success", 1)]);
    home["sensors"] = json!({"north": {"last_event": 1}});
    let page = metrics(&numbers(1, &json!({"home": home})));
    let known: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    assert_eq!(known.len(), 13);
    let document = fs::read_to_string(project().join("docs/prometheus.md")).unwrap();
    for name in &known {
        assert!(document.contains(&format!("`{name}`")), "{name} is not in docs/prometheus.md");
    }
    let rules = project().join("packaging/prometheus/honeyglow.rules.yml");
    let rules = fs::read_to_string(rules).unwrap();
    let used = rules.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    for name in used.filter(|word| word.starts_with("honeyglow_")) {
        assert!(known.contains(&name), "{name} is no metric");
    }
}
