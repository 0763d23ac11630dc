//! Logs made from a seed, for benchmarks.

#![allow(dead_code, reason = "each benchmark is a program of its own and uses a part")]

use std::fmt::Write as _;

/// Knuth's linear congruential generator: the same numbers everywhere, good enough for samples.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// One record: its number, and random parts.
struct Record {
    number: usize,
    source: u64,
    host: u64,
    port: u64,
}

fn records(count: usize) -> impl Iterator<Item = Record> {
    let mut random = Random(2017);
    (0..count).map(move |number| Record {
        number,
        source: random.below(130),
        host: random.below(9_000),
        port: [25, 80, 443, 587][random.below(4) as usize],
    })
}

/// Four of ten are tunnel requests.
fn is_request(number: usize) -> bool {
    number % 10 < 4
}

pub(crate) fn json(count: usize) -> Vec<u8> {
    let mut log = String::new();
    for Record { number, source, host, port } in records(count) {
        let (minute, second) = (number / 60 % 60, number % 60);
        let message = match number % 10 {
            0..4 => format!(
                r#""cowrie.direct-tcpip.request","dst_ip":"h{host}.example","dst_port":{port},"src_port":5556,"message":"direct-tcp connection request to h{host}.example:{port} from localhost:5556""#
            ),
            4..7 => format!(
                r#""cowrie.login.failed","username":"root","password":"p{host}","message":"login attempt [root/p{host}] failed""#
            ),
            _ => format!(
                r#""cowrie.command.input","input":"echo \"{host}\"","message":"CMD: echo \"{host}\"""#
            ),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            log,
            r#"{{"eventid":{message},"sensor":"made","timestamp":"2026-11-24T05:{minute:02}:{second:02}.000000Z","src_ip":"192.0.2.{source}","session":"{number:012x}"}}"#
        );
    }
    log.into_bytes()
}

pub(crate) fn text(count: usize) -> Vec<u8> {
    let mut log = String::new();
    for Record { number, source, host, port } in records(count) {
        let (minute, second) = (number / 60 % 60, number % 60);
        let message = match number % 10 {
            0..4 => format!(
                "direct-tcp connection request to h{host}.example:{port} from localhost:5556"
            ),
            4..7 => format!("login attempt [root/p{host}] failed"),
            _ => format!("CMD: echo {host}"),
        };
        let _ = writeln!(
            log,
            "2026-11-24T05:{minute:02}:{second:02}.000000Z [HoneyPotSSHTransport,{number},192.0.2.{source}] {message}"
        );
    }
    log.into_bytes()
}

/// Source, port and host of the requests.
pub(crate) fn tunnels(count: usize) -> Vec<[String; 3]> {
    records(count)
        .filter(|record| is_request(record.number))
        .map(|record| {
            [
                format!("192.0.2.{}", record.source),
                record.port.to_string(),
                format!("h{}.example", record.host),
            ]
        })
        .collect()
}
