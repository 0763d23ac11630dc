//! Real days of 2017, 2018 and 2024 as they would be published: in no name is anything that must
//! not be there, and no event is lost.

use std::net::IpAddr;

use honeyglow::event::Column;
use honeyglow::input::{self, Ask, Coverage, Repeats};
use honeyglow::link::{Fold, Links, NameId, View};
use honeyglow::redact::{Rules, Sources, Wishes};
use honeyglow::time::Period;
use jiff::tz::TimeZone;

use super::input_gather::{files, shared, unpacked};

fn links(logs: &[Vec<u8>], view: &View) -> Links {
    let ask = Ask {
        kinds: view.wanted_kinds(),
        columns: view.wanted_columns(),
        zone: TimeZone::UTC,
        format: None,
        coverage: Coverage::Asked,
    };
    let mut folds = [Fold::new(view.clone(), Period::default())];
    for (log, file) in logs.iter().zip(0..) {
        let reading = input::read(&log[..], file, &ask, &mut Repeats::default(), &mut folds);
        assert!(reading.failure.is_none());
    }
    let [fold] = folds;
    fold.finish()
}

fn names(links: &Links) -> Vec<&str> {
    (0..links.names.len() as u32).map(|id| links.names.get(NameId(id))).collect()
}

/// The target that most events reached for, of those that are an address or that are none.
fn most_reached(links: &Links, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
    let mut counts = std::collections::BTreeMap::<&str, u64>::new();
    for link in &links.links {
        *counts.entry(links.names.get(link.target)).or_default() += link.count;
    }
    let wanted = counts.into_iter().filter(|(name, _)| is_wanted(name));
    wanted.max_by_key(|(_, count)| *count).map(|(name, _)| name.to_owned())
}

/// Is the address there, and not a part of a longer one?
fn shows(name: &str, address: &str) -> bool {
    name.match_indices(address).any(|(at, found)| {
        let before = name[..at].chars().next_back();
        let after = name[at + found.len()..].chars().next();
        !before.is_some_and(|c| c.is_ascii_digit()) && !after.is_some_and(|c| c.is_ascii_digit())
    })
}

#[test]
fn in_no_name_of_real_days_is_what_must_not_be_there() {
    for (folder, is_read) in [
        ("logs/2017", "day-"),
        ("logs/2018", "cowrie.json.2018-05-2"),
        ("logs/2024", "cowrie.json.2024"),
    ] {
        let Some(folder) = shared(folder) else { return };
        let logs: Vec<Vec<u8>> = files(folder.clone())
            .iter()
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(is_read))
            .map(|path| unpacked(path))
            .collect();
        assert!(!logs.is_empty(), "{}", folder.display());
        let tunnels = links(&logs, &View::tunnels());
        let reached = links(&logs, &View::parse("src_ip,sensor_ip").unwrap());
        let own: Vec<String> = names(&reached)
            .into_iter()
            .skip(1)
            .filter(|name| reached.links.iter().any(|l| reached.names.get(l.target) == *name))
            .map(str::to_owned)
            .collect();
        assert!(!own.is_empty());
        // Hardly anything in these logs is the operator's; so what was reached for most is.
        let address = most_reached(&tunnels, |name| name.parse::<IpAddr>().is_ok());
        let host = most_reached(&tunnels, |name| name.parse::<IpAddr>().is_err());
        assert!(address.is_some() || host.is_some());
        let sensors = tunnels.sensors.clone();
        let rules = Rules::new(Wishes {
            addresses: own.iter().chain(&address).map(|text| text.parse().unwrap()).collect(),
            words: host.iter().cloned().collect(),
            sources: Sources::Pseudonyms,
            ..Wishes::with_key([9; 32])
        });
        for view in [
            "tunnels",
            "logins",
            "commands",
            "downloads",
            "src_ip,sensor_ip",
            "src_ip,sensor",
            "src_ip,version",
        ] {
            let view = View::parse(view).unwrap();
            let before = links(&logs, &view);
            let after = rules.links(before.clone());
            let sources: Vec<&str> = before
                .links
                .iter()
                .map(|link| before.names.get(link.source))
                .filter(|name| name.parse::<IpAddr>().is_ok_and(|ip| !ip.is_loopback()))
                .collect();
            let published: std::collections::BTreeSet<&str> = names(&after).into_iter().collect();
            for name in &published {
                let hidden = own.iter().chain(&address).find(|own| shows(name, own));
                assert_eq!(hidden, None, "{name}");
                let lower = name.to_lowercase();
                assert!(!host.iter().any(|host| lower.contains(&host.to_lowercase())), "{name}");
                assert!(!sensors.iter().any(|sensor| lower.contains(sensor)), "{name}");
            }
            for source in sources {
                assert!(!published.contains(source), "{source} in {}", view.name);
            }
            if view.target == Column::Password {
                for link in &after.links {
                    let name = after.names.get(link.target);
                    let is_mask = name.starts_with("••••••") && name.len() == 6 * 3 + 6;
                    assert!(is_mask || name.is_empty() || name == "(no password)", "{name}");
                }
            }
            assert!(published.iter().all(|name| !name.contains("http://")));
            let sum = |links: &Links| links.links.iter().map(|link| link.count).sum::<u64>();
            assert_eq!((sum(&before), before.counts), (sum(&after), after.counts));
        }
    }
}
