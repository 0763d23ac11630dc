//! What is published of links: nothing of the operator's, and every event.
//!
//! The judge of what may be seen looks at spellings, not at values, and shares no code with the
//! room.

use std::collections::BTreeMap;
use std::net::IpAddr;

use honeyglow::event::{Column, Event, Kind, Origin};
use honeyglow::link::{Fold, Links, NameId, Part, View};
use honeyglow::redact::{Network, Passwords, Rules, Sources, Urls, Wishes};
use honeyglow::time::{Instant, Period};
use proptest::prelude::*;

fn wishes() -> Wishes {
    Wishes {
        addresses: vec![ip("203.0.113.7"), ip("2001:db8::7"), ip("41.2.3.4")],
        networks: vec!["10.0.0.0/8".parse().unwrap(), "2001:db8:1::/48".parse().unwrap()],
        words: vec!["Hoster.Example".to_owned(), "s1".to_owned()],
        sensors: BTreeMap::from([("vps-1234".to_owned(), "north".to_owned())]),
        ..Wishes::with_key([7; 32])
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// An event of a view with its three columns, at a second, of a honeypot.
fn event<'a>(view: &View, names: [&'a str; 3], second: i64, sensor: &'a str) -> Event<'a> {
    let kind = Kind::ALL.into_iter().find(|kind| view.kinds.contains(*kind)).unwrap();
    let mut event = Event::new(kind, Some(Instant::from_micros(second * 1_000_000)));
    let columns = [Some(view.source), view.event, Some(view.target)];
    for (column, name) in columns.into_iter().flatten().zip(names) {
        event.set(column, name);
    }
    event.set(Column::Sensor, sensor);
    event
}

fn fold(view: &View, rows: &[[&str; 3]]) -> Links {
    let mut fold = Fold::new(view.clone(), Period::default());
    for (row, at) in rows.iter().zip(0..) {
        fold.add(&event(view, *row, at, "vps-1234"), Origin::new(0, at as u64));
    }
    fold.finish()
}

fn triples(links: &Links) -> Vec<(&str, &str, &str, u64)> {
    let name = |id| links.names.get(id);
    links
        .links
        .iter()
        .map(|link| (name(link.source), link.event.map_or("", name), name(link.target), link.count))
        .collect()
}

fn names(links: &Links) -> Vec<&str> {
    (0..links.names.len() as u32).map(|id| links.names.get(NameId(id))).collect()
}

#[test]
fn every_column_has_its_treatment() {
    let rules = Rules::new(wishes());
    for (column, name, published) in [
        (Column::SrcIp, "203.0.113.7", "[sensor]"),
        (Column::SrcIp, "::ffff:203.0.113.7", "[sensor]"),
        (Column::SrcIp, "10.1.2.3", "[own network]"),
        (Column::SrcIp, "192.0.2.1", "192.0.2.1"),
        (Column::Sensor, "vps-1234", "north"),
        (Column::Password, "", ""),
        (Column::Password, "(no password)", "(no password)"),
        (Column::SrcIp, "(no src_ip)", "(no src_ip)"),
        (Column::DstHost, "7-113-0-203.hoster.example", "7-113-0-203.[redacted]"),
        (Column::DstHost, "2001:DB8:0:0::7", "[sensor]"),
        (Column::DstHost, "2001:db8:1::99", "[own network]"),
        (Column::DstHost, "127.0.0.1", "127.0.0.1"),
        (Column::DstHost, "evil.example", "evil.example"),
        (Column::DstPort, "3405803783", "[sensor]"),
        (Column::Username, "root@vps-1234", "root@[redacted]"),
        (Column::Url, "http://203.0.113.7/x", "hxxp://[sensor]/x"),
        (Column::Url, "http://192.0.2.1/x", "hxxp://192.0.2[.]1/x"),
        (Column::Command, "wget http://a.example/x", "wget hxxp://a[.]example/x"),
        (Column::Command, "ping %41.2.3.4; ping 203.0.113%2e7", "ping %[sensor]; ping [sensor]"),
        (Column::Hassh, "51cba57125523ce4b9db67714a90bf6e", "51cba57125523ce4b9db67714a90bf6e"),
        (Column::Version, "SSH-2.0-s1", "SSH-2.0-[redacted]"),
        (Column::Target, "7.113.0.203.in-addr.arpa", "[sensor].in-addr.arpa"),
    ] {
        assert_eq!(rules.name(column, name), published, "{} {name}", column.name());
    }
    assert_eq!(rules.text("title: vps-1234 (203.0.113.7)"), "title: [redacted] ([sensor])");
    assert_eq!(rules.text("https://example.org/"), "https://example.org/");
}

#[test]
fn passwords_are_tags_in_their_column_and_in_commands() {
    let rules = Rules::new(wishes());
    let tag = rules.name(Column::Password, "123456");
    let (dots, hex) = tag.split_at(tag.len() - 6);
    assert_eq!(dots, "••••••");
    assert!(hex.bytes().all(|byte| byte.is_ascii_hexdigit()), "{tag}");
    assert_ne!(tag, rules.name(Column::Password, "1234567"));
    assert_ne!(tag, Rules::new(Wishes::with_key([8; 32])).name(Column::Password, "123456"));
    let command = rules.name(Column::Command, r#"echo "root:123456"|chpasswd"#);
    assert_eq!(command, format!(r#"echo "root:{tag}"|chpasswd"#));
    let shown = Rules::new(Wishes { passwords: Passwords::Shown, ..wishes() });
    assert_eq!(shown.name(Column::Password, "123456"), "123456");
    assert_eq!(shown.name(Column::Password, "203.0.113.7"), "[sensor]");
    let urls = Rules::new(Wishes { urls: Urls::Shown, ..wishes() });
    assert_eq!(urls.name(Column::Url, "http://a.example/"), "http://a.example/");
}

#[test]
fn honeypots_without_a_published_name_stay_apart() {
    let rules = Rules::new(wishes());
    assert_eq!(rules.sensor("vps-1234"), "north");
    assert_eq!(rules.sensor(""), "");
    assert!(rules.sensor("a").starts_with("sensor-"));
    assert_ne!(rules.sensor("a"), rules.sensor("b"));
    let own = |address| rules.name(Column::SensorIp, address);
    assert!(own("198.51.100.1").starts_with("[sensor] "));
    assert_eq!(own("198.51.100.1"), own("::ffff:198.51.100.1"));
    assert_ne!(own("198.51.100.1"), own("198.51.100.2"));
}

#[test]
fn a_published_name_that_is_the_name_in_the_log_may_be_seen() {
    let same = BTreeMap::from([("ubuntu".to_owned(), "Ubuntu north".to_owned())]);
    let rules = Rules::new(Wishes { sensors: same, ..wishes() });
    assert_eq!(rules.name(Column::Username, "ubuntu"), "ubuntu");
}

#[test]
fn links_that_become_equal_are_one() {
    let view = View::tunnels();
    let rows = [
        ["10.0.0.1", "80", "a.example"],
        ["192.0.2.1", "80", "203.0.113.7"],
        ["10.0.0.2", "80", "a.example"],
        ["10.0.0.1", "80", "b.example"],
        ["10.9.0.2", "80", "a.example"],
    ];
    let before = fold(&view, &rows);
    let after = Rules::new(wishes()).links(before.clone());
    assert_eq!(
        triples(&after),
        [
            ("[own network]", "80", "a.example", 3),
            ("192.0.2.1", "80", "[sensor]", 1),
            ("[own network]", "80", "b.example", 1),
        ]
    );
    let link = after.links[0];
    assert_eq!(link.first, Some(Instant::from_micros(0)));
    assert_eq!(link.last, Some(Instant::from_micros(4_000_000)));
    assert_eq!(link.origin, Origin::new(0, 0));
    assert_eq!(after.sensors, ["north"]);
    assert_eq!((after.counts, after.span), (before.counts, before.span));
}

#[test]
fn one_text_in_two_columns_is_treated_by_each() {
    let links = fold(&View::logins(), &[["192.0.2.1", "admin", "admin"]]);
    let after = Rules::new(wishes()).links(links);
    let [(_, user, password, 1)] = triples(&after)[..] else { unreachable!() };
    assert_eq!(user, "admin");
    assert!(password.starts_with('•'), "{password}");
}

#[test]
fn a_honeypot_that_only_the_log_names_is_hidden_in_texts_too() {
    let view = View::commands();
    let mut fold = Fold::new(view.clone(), Period::default());
    let row = ["192.0.2.1", "s", "ping Barn.local"];
    fold.add(&event(&view, row, 0, "barn"), Origin::new(0, 0));
    let rules = Rules::new(wishes());
    let after = rules.links(fold.finish());
    assert_eq!(triples(&after), [("192.0.2.1", "s", "ping [redacted].local", 1)]);
    assert_eq!(after.sensors, [rules.sensor("barn")]);
}

#[test]
fn a_source_has_its_pseudonym_wherever_it_stands() {
    let rules = Rules::new(Wishes { sources: Sources::Pseudonyms, ..wishes() });
    let view = View::commands();
    let rows = [
        ["192.0.2.1", "s", "ping 192.0.2.1; ping 192.0.2.2; ping x-192-0-2-1.isp.example"],
        ["::ffff:192.0.2.1", "s", "ping 127.0.0.1; ping 203.0.113.7"],
        ["127.0.0.1", "s", "ping 127.0.0.1"],
        ["203.0.113.7", "s", "id"],
    ];
    let after = rules.links(fold(&view, &rows));
    let other = rules.pseudonym(ip("192.0.2.1")).to_string();
    let dashed = other.replace('.', "-");
    let defanged = |address: &str| {
        let (start, end) = address.rsplit_once('.').unwrap();
        format!("{start}[.]{end}")
    };
    let (first, second) = (defanged(&other), defanged("192.0.2.2"));
    let local = defanged("127.0.0.1");
    assert_ne!(other, "192.0.2.1");
    assert_eq!(
        triples(&after),
        [
            (
                &*other,
                "s",
                &*format!("ping {first}; ping {second}; ping x-{dashed}.isp.example"),
                1
            ),
            (&*other, "s", &*format!("ping {local}; ping [sensor]"), 1),
            ("127.0.0.1", "s", &*format!("ping {local}"), 1),
            ("[sensor]", "s", "id", 1),
        ]
    );
}

#[test]
fn what_stands_beside_names_is_redacted_and_merged_by_weight() {
    let view = View::tunnels();
    let mut fold =
        Fold::new(view.clone(), Period::default()).with_column(Part::Source, Column::Sensor);
    let rows = [("10.0.0.1", "b"), ("10.0.0.2", "a"), ("10.0.0.2", "a"), ("192.0.2.1", "vps-1234")];
    for ((source, sensor), at) in rows.into_iter().zip(0..) {
        let event = event(&view, [source, "80", "x"], at, sensor);
        fold.add(&event, Origin::new(0, at as u64));
    }
    let rules = Rules::new(wishes());
    let after = rules.links(fold.finish());
    let beside = after.beside.as_ref().unwrap();
    let values: Vec<(&str, &str)> =
        beside.values.iter().map(|(id, value)| (after.names.get(*id), &**value)).collect();
    assert_eq!(values, [("[own network]", &*rules.sensor("a")), ("192.0.2.1", "north")]);
}

/// Spellings of what is own, as they would be looked for in published bytes.
const SPELLINGS: [&str; 22] = [
    "203.0.113.7",
    "203-0-113-7",
    "203_0_113_7",
    "203[.]0[.]113[.]7",
    "203.0.113[.]7",
    "203(dot)0.113.7",
    r"203\.0\.113\.7",
    "203%2E0%2e113.7",
    "203.000.113.007",
    "0xcb.0.0161.7",
    "3405803783",
    "0xCB007107",
    "::ffff:203.0.113.7",
    "::ffff:cb00:7107",
    "2001:db8::7",
    "2001:DB8:0:0:0::7",
    "2001:0db8:0000:0000:0000:0000:0000:0007",
    "10.200.3.4",
    "2001:db8:1:2::3",
    "41.2.3.4",
    "hoster.example",
    "HOSTER%2eexample",
];

/// Is the spelling there, and not a part of a longer number?
fn shows(text: &str, spelling: &str) -> bool {
    let (text, spelling) = (text.to_lowercase(), spelling.to_lowercase());
    // Behind a number of one's own, the last group of an address in hexadecimal has more digits.
    let is_part = |c: char| match spelling.contains("::") || spelling.starts_with("2001") {
        true => c.is_ascii_hexdigit(),
        false if spelling.starts_with("0x") && !spelling.contains('.') => c.is_ascii_hexdigit(),
        false => c.is_ascii_digit(),
    };
    let is_word = spelling.starts_with("hoster");
    text.match_indices(&spelling).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        is_word || !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Texts that have own things in them, between what may hide them.
fn text() -> impl Strategy<Value = String> {
    let glue = [
        "",
        " ",
        "9",
        ".",
        ":",
        "-",
        "x",
        "%",
        "\\",
        "[",
        "(",
        "/",
        "http://",
        "0x",
        "é",
        "\u{200b}",
        "a:",
        "1.",
        ".1",
        ":80",
        "@",
        "\"",
        "|passwd",
        "echo ",
        "user:",
        ".in-addr.arpa",
    ];
    let piece = prop_oneof![
        prop::sample::select(SPELLINGS.to_vec()),
        prop::sample::select(glue.to_vec()),
        prop::sample::select(glue.to_vec()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn source() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<u32>().prop_map(|bits| std::net::Ipv4Addr::from_bits(bits).to_string()),
        prop::sample::select(vec!["203.0.113.7", "10.1.1.1", "192.0.2.1", "::1", "x 203.0.113.7"])
            .prop_map(str::to_owned),
    ]
}

fn view() -> impl Strategy<Value = View> {
    let views = [
        View::tunnels(),
        View::logins(),
        View::commands(),
        View::downloads(),
        View::parse("src_ip,filename,url").unwrap(),
        View::parse("src_ip,version").unwrap(),
        View::parse("username,password,src_ip").unwrap(),
    ];
    prop::sample::select(views.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn nothing_own_survives_and_the_sums_stay(
        view in view(),
        rows in prop::collection::vec((source(), text(), text()), 1..8),
        sources in prop::sample::select(vec![Sources::Shown, Sources::Pseudonyms]),
        passwords in prop::sample::select(vec![Passwords::Masked, Passwords::Shown]),
        urls in prop::sample::select(vec![Urls::Defanged, Urls::Shown]),
    ) {
        let rows: Vec<[&str; 3]> = rows.iter().map(|(a, b, c)| [&**a, &**b, &**c]).collect();
        let before = fold(&view, &rows);
        let rules = Rules::new(Wishes { sources, passwords, urls, ..wishes() });
        let after = rules.links(before.clone());
        for name in names(&after) {
            for spelling in SPELLINGS {
                prop_assert!(!shows(name, spelling), "{name} shows {spelling}, of {rows:?}");
            }
        }
        let sum = |links: &Links| links.links.iter().map(|link| link.count).sum::<u64>();
        prop_assert_eq!(sum(&after), sum(&before));
        prop_assert_eq!(after.counts, before.counts);
        prop_assert!(after.links.is_sorted_by_key(|link| link.origin));
        let mut keys: Vec<_> = after.links.iter().map(|l| (l.source, l.event, l.target)).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), after.links.len());
        let again = rules.links(before);
        prop_assert_eq!(triples(&again), triples(&after));
    }

    #[test]
    fn pseudonyms_are_distinct_and_never_own(one: u32, other: u32, length in 1_u8..33) {
        let address = |bits: u32| IpAddr::from(std::net::Ipv4Addr::from_bits(bits));
        let network = Network::new(address(one ^ 0x5a5a_0000), length).unwrap();
        let rules = Rules::new(Wishes { networks: vec![network], ..Wishes::with_key([3; 32]) });
        let [one, other] = [one, other].map(address);
        for address in [one, other] {
            let pseudonym = rules.pseudonym(address);
            if network.contains(address) {
                prop_assert_eq!(pseudonym, address);
            } else {
                prop_assert!(!network.contains(pseudonym));
                prop_assert!(address.is_loopback() || !pseudonym.is_loopback());
            }
        }
        prop_assert_eq!(one == other, rules.pseudonym(one) == rules.pseudonym(other));
    }

    #[test]
    fn no_source_is_seen_where_pseudonyms_are_wanted(
        bits in 0x0b00_0000_u32..0x7e00_0000, text in text()
    ) {
        let source = std::net::Ipv4Addr::from_bits(bits).to_string();
        let command = format!("ping {source} {text} {source}:80 {}", source.replace('.', "-"));
        let rules = Rules::new(Wishes { sources: Sources::Pseudonyms, ..wishes() });
        let after = rules.links(fold(&View::commands(), &[[&source, "s", &command]]));
        for name in names(&after) {
            for spelling in [source.clone(), source.replace('.', "-"), bits.to_string()] {
                prop_assert!(!shows(&name.replace("[.]", "."), &spelling), "{name}");
            }
        }
    }
}
