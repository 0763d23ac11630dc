//! State directories with numbers in them, as the publisher leaves them.

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// A counter: sensor, kind, port class, result, total.
pub(crate) type Counted<'a> = (&'a str, &'a str, &'a str, &'a str, u64);

/// The numbers of one site.
pub(crate) fn site(counters: &[Counted<'_>]) -> Value {
    let counters: Vec<Value> = counters
        .iter()
        .map(|(sensor, kind, port_class, result, total)| {
            json!({"sensor": sensor, "kind": kind, "port_class": port_class, "result": result,
                   "total": total})
        })
        .collect();
    json!({"counters": counters, "sensors": {}, "sources_today": 41, "bytes_read": 123_456,
           "lines_skipped": 3, "last_success": 1_700_000_000, "last_run_seconds": 0.25,
           "inputs_failing": 1})
}

/// All numbers, written at a time.
pub(crate) fn numbers(updated: i64, sites: &Value) -> Value {
    json!({"version": 1, "updated": updated, "sites": sites})
}

/// Puts numbers into a state directory.
pub(crate) fn write(state: &Path, numbers: &Value) {
    fs::write(state.join("numbers.json"), numbers.to_string()).unwrap();
}

/// Now, in seconds since 1970 UTC.
pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// Two sites, of which one has two sensors.
pub(crate) fn two_sites() -> Value {
    let home = site(&[
        ("north", "login", "", "failure", 900),
        ("north", "login", "", "success", 90),
        ("north", "tunnel_request", "mail", "", 100),
        ("north", "tunnel_request", "other", "", 5),
        ("north", "tunnel_request", "web", "", 50),
        ("south-1", "tunnel_request", "mail", "", 10),
    ]);
    json!({"home": home, "barn": site(&[("north", "tunnel_request", "web", "", 7)])})
}
