//! The sample log that the project ships is what its generator writes.

#[path = "../../examples/sample_log/day.rs"]
mod day;

const SHIPPED: &str = include_str!("../../../../examples/day/cowrie.json");

#[test]
fn the_generator_writes_the_shipped_log_byte_for_byte() {
    let written = day::log(day::SEED);
    // Not `assert_eq!`: it would print a megabyte.
    let differs =
        written.lines().zip(SHIPPED.lines()).find(|(written, shipped)| written != shipped);
    assert_eq!(differs, None);
    assert!(written == SHIPPED, "{} bytes, {} shipped", written.len(), SHIPPED.len());
}

#[test]
fn another_seed_moves_times_and_keeps_who_reaches_whom() {
    let links = |log: &str| -> std::collections::BTreeSet<(String, String, u64)> {
        log.lines()
            .filter(|line| line.contains("direct-tcpip.request"))
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let text = |name: &str| line[name].as_str().unwrap().to_owned();
                (text("src_ip"), text("dst_ip"), line["dst_port"].as_u64().unwrap())
            })
            .collect()
    };
    let other = day::log(day::SEED + 1);
    assert!(other != SHIPPED);
    assert_eq!(links(&other), links(SHIPPED));
}

/// RFC 5737, RFC 3849, RFC 2606, and the client's own loopback.
#[test]
fn the_shipped_log_names_nobody_who_exists() {
    let reserved = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
    for line in SHIPPED.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        for name in ["src_ip", "dst_ip"] {
            let host = line[name].as_str().unwrap();
            let name = host.rsplit('.').next() == Some("example")
                || ["example.com", "example.net", "example.org"]
                    .iter()
                    .any(|end| host.strip_suffix(end).is_some_and(|start| start.ends_with('.')));
            assert!(name || reserved.iter().any(|start| host.starts_with(start)), "{host}");
        }
    }
}
