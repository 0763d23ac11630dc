//! Counts by sensor, which only grow: what Munin and Prometheus are told.

use honeyglow::event::{Column, Event, Kind};
use honeyglow::time::Instant;
use serde::{Deserialize, Serialize};

use crate::numbers::Counter;

/// The most sensors that are told apart. A fleet has thousands at most; a log whose lines name
/// more has been tampered with.
const MOST_SENSORS: usize = 10_000;
/// What the sensors beyond that are counted as.
const OTHERS: &str = "others";

/// Counts of all sensors of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Totals {
    /// Sorted by name once a run is over.
    pub(crate) sensors: Vec<SensorTotals>,
}

/// Counts of one sensor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SensorTotals {
    /// As the logs call it.
    pub(crate) name: String,
    /// By kind, in the order of `Kind::ALL`.
    kinds: Vec<u64>,
    /// Tunnel requests by class of port.
    tunnels: [u64; PortClass::ALL.len()],
    /// The time of its latest event, in microseconds since 1970 UTC.
    pub(crate) last: Option<i64>,
}

/// What a port is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
enum PortClass {
    Mail,
    Web,
    Other,
}

impl PortClass {
    const ALL: [Self; 3] = [Self::Mail, Self::Web, Self::Other];

    /// The class of a port as it was sent.
    fn of(port: &str) -> Self {
        match port {
            // SMTP with its ports for submission; POP and IMAP, plain and in TLS.
            "25" | "465" | "587" | "2525" | "110" | "143" | "993" | "995" => Self::Mail,
            "80" | "443" | "8000" | "8080" | "8081" | "8443" | "8888" => Self::Web,
            _ => Self::Other,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Web => "web",
            Self::Other => "other",
        }
    }
}

impl SensorTotals {
    fn new(name: &str) -> Self {
        let kinds = vec![0; Kind::ALL.len()];
        Self { name: name.to_owned(), kinds, tunnels: [0; PortClass::ALL.len()], last: None }
    }

    fn add(&mut self, other: &SensorTotals) {
        if self.kinds.len() < other.kinds.len() {
            self.kinds.resize(other.kinds.len(), 0);
        }
        for (sum, count) in self.kinds.iter_mut().zip(&other.kinds) {
            *sum += count;
        }
        for (sum, count) in self.tunnels.iter_mut().zip(other.tunnels) {
            *sum += count;
        }
        self.last = self.last.max(other.last);
    }
}

impl Totals {
    /// Counts one event of a sensor.
    pub(crate) fn count(&mut self, sensor: &str, event: &Event<'_>) {
        let totals = self.sensor(sensor);
        totals.kinds[event.kind as usize] += 1;
        if event.kind == Kind::TunnelRequest {
            let class = PortClass::of(event.get(Column::DstPort).unwrap_or_default());
            totals.tunnels[class as usize] += 1;
        }
        totals.last = totals.last.max(event.time.map(Instant::micros));
    }

    /// Notes a sensor, also if nothing is counted of it.
    pub(crate) fn note(&mut self, name: &str) {
        self.sensor(name);
        self.sensors.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn sensor(&mut self, name: &str) -> &mut SensorTotals {
        let found = self.sensors.iter().position(|sensor| sensor.name == name);
        let index = found.unwrap_or_else(|| {
            let name = if self.sensors.len() < MOST_SENSORS { name } else { OTHERS };
            let known = self.sensors.iter().position(|sensor| sensor.name == name);
            known.unwrap_or_else(|| {
                self.sensors.push(SensorTotals::new(name));
                self.sensors.len() - 1
            })
        });
        // The next event is of the same sensor most of the time.
        self.sensors.swap(0, index);
        &mut self.sensors[0]
    }

    /// Adds the counts of others.
    pub(crate) fn add(&mut self, other: &Totals) {
        for sensor in &other.sensors {
            self.sensor(&sensor.name).add(sensor);
        }
        self.sensors.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// The counters, sensors called as `public` says.
    pub(crate) fn counters(&self, public: impl Fn(&str) -> String) -> Vec<Counter> {
        let mut counters = Vec::new();
        for sensor in &self.sensors {
            let name = public(&sensor.name);
            let mut put = |kind: &str, port_class: &str, result: &str, total: u64| {
                counters.push(Counter {
                    sensor: name.clone(),
                    kind: kind.to_owned(),
                    port_class: port_class.to_owned(),
                    result: result.to_owned(),
                    total,
                });
            };
            for (kind, total) in Kind::ALL.into_iter().zip(&sensor.kinds) {
                match kind {
                    // By class below.
                    Kind::TunnelRequest => {}
                    Kind::LoginSuccess => put("login", "", "success", *total),
                    Kind::LoginFailure => put("login", "", "failure", *total),
                    Kind::Download => put("download", "", "success", *total),
                    Kind::DownloadFailed => put("download", "", "failure", *total),
                    _ => put(&kind.name().replace(' ', "_"), "", "", *total),
                }
            }
            for (class, total) in PortClass::ALL.into_iter().zip(sensor.tunnels) {
                put("tunnel_request", class.name(), "", total);
            }
        }
        merged(counters)
    }
}

/// Two sensors may have one name in public.
fn merged(mut counters: Vec<Counter>) -> Vec<Counter> {
    counters.sort_unstable();
    counters.dedup_by(|next, kept| {
        let same = (&next.sensor, &next.kind, &next.port_class, &next.result)
            == (&kept.sensor, &kept.kind, &kept.port_class, &kept.result);
        if same {
            kept.total += next.total;
        }
        same
    });
    counters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tunnel(port: &'static str) -> Event<'static> {
        let mut event = Event::new(Kind::TunnelRequest, Some(Instant::from_micros(9)));
        event.set(Column::DstPort, port);
        event
    }

    #[test]
    fn tunnels_are_counted_by_the_class_of_their_port() {
        let mut totals = Totals::default();
        for port in ["25", "587", "443", "22", "4294967295"] {
            totals.count("a", &tunnel(port));
        }
        let mut more = Totals::default();
        more.count("b", &tunnel("25"));
        more.count("b", &Event::new(Kind::LoginSuccess, None));
        totals.add(&more);
        let told = |public: &dyn Fn(&str) -> String| -> Vec<String> {
            let counters = totals.counters(public).into_iter().filter(|counter| counter.total > 0);
            counters
                .map(|c| format!("{} {}{}{} {}", c.sensor, c.kind, c.port_class, c.result, c.total))
                .collect()
        };
        assert_eq!(
            told(&str::to_owned),
            [
                "a tunnel_requestmail 2",
                "a tunnel_requestother 2",
                "a tunnel_requestweb 1",
                "b loginsuccess 1",
                "b tunnel_requestmail 1"
            ]
        );
        assert_eq!(told(&|_| "x".to_owned())[1], "x tunnel_requestmail 3");
    }
}
