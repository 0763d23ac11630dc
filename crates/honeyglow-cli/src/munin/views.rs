//! The publisher's numbers as graphs: what is counted in which field.
//!
//! Colours are of Okabe and Ito's palette (<https://jfly.uni-koeln.de/color/>), which people tell apart
//! whatever colours they see.

use super::graph::{Field, Graph, MAX_GRAPHS, Style};
use super::{PREFIX, View, name};
use crate::numbers::{Counter, Numbers, SiteNumbers};

const ORANGE: &str = "e69f00";
const SKY: &str = "56b4e9";
const GREEN: &str = "009e73";
const BLUE: &str = "0072b2";
const VERMILION: &str = "d55e00";
const PURPLE: &str = "cc79a7";
const GREY: &str = "999999";

/// Colours of lines, in the order of the sites; later ones get Munin's.
const LINES: [&str; 6] = [BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE];

/// What one field counts.
struct Share {
    name: &'static str,
    label: &'static str,
    info: &'static str,
    colour: &'static str,
    counts: fn(&Counter) -> bool,
}

/// What a graph of rates says and counts.
struct Rates {
    title: &'static str,
    vlabel: &'static str,
    info: &'static str,
    shares: &'static [Share],
}

const TUNNELS: Rates = Rates {
    title: "SSH tunnelling attempts",
    vlabel: "attempts per ${graph_period}",
    info: "Connections that intruders asked honeypots to make for them (direct-tcpip), by port.",
    shares: &[
        Share {
            name: "mail",
            label: "mail",
            info: "To ports of mail: spam, or mailboxes that are tried.",
            colour: ORANGE,
            counts: |counter| is_tunnel(counter) && counter.port_class == "mail",
        },
        Share {
            name: "web",
            label: "web",
            info: "To ports of the web: clicks, logins and comments in the honeypot's name.",
            colour: BLUE,
            counts: |counter| is_tunnel(counter) && counter.port_class == "web",
        },
        Share {
            name: "other",
            label: "other",
            info: "To any other port.",
            colour: GREY,
            counts: |counter| {
                is_tunnel(counter) && !matches!(counter.port_class.as_str(), "mail" | "web")
            },
        },
    ],
};

const LOGINS: Rates = Rates {
    title: "Logins to honeypots",
    vlabel: "attempts per ${graph_period}",
    info: "Attempts to log in by SSH or telnet, by whether the honeypot let them in.",
    shares: &[
        Share {
            name: "failure",
            label: "failure",
            info: "Refused by the honeypot.",
            colour: SKY,
            counts: |counter| counter.kind == "login" && counter.result != "success",
        },
        Share {
            name: "success",
            label: "success",
            info: "Let in by the honeypot.",
            colour: VERMILION,
            counts: |counter| counter.kind == "login" && counter.result == "success",
        },
    ],
};

fn is_tunnel(counter: &Counter) -> bool {
    counter.kind == "tunnel_request"
}

/// The graphs of a view: the whole first, then what belongs under it.
pub(super) fn graphs(view: View, numbers: &Numbers) -> Vec<Graph> {
    let name = format!("{PREFIX}{}", view.name());
    match view {
        View::Tunnels => rates(&name, &TUNNELS, numbers),
        View::Logins => rates(&name, &LOGINS, numbers),
        View::Sources => vec![sources(name, numbers)],
    }
}

/// The sum of all sensors, and each sensor.
fn rates(name: &str, rates: &Rates, numbers: &Numbers) -> Vec<Graph> {
    let sensors: Vec<(&str, &SiteNumbers, &str)> = numbers
        .sites
        .iter()
        .flat_map(|(site, of_site)| {
            of_site.sensor_names().into_iter().map(move |sensor| (site.as_str(), of_site, sensor))
        })
        .take(MAX_GRAPHS)
        .collect();
    let texts: Vec<String> =
        sensors.iter().map(|(site, _, sensor)| format!("{site}/{sensor}")).collect();
    let all: Vec<&Counter> = numbers.sites.values().flat_map(|site| &site.counters).collect();
    let mut graphs = vec![graph_of(name.to_owned(), rates.title.to_owned(), rates, &all)];
    for (unique, (site, of_site, sensor)) in name::unique(&texts).into_iter().zip(sensors) {
        let title = format!("{}: {} ({})", rates.title, name::shown(sensor), name::shown(site));
        let own: Vec<&Counter> =
            of_site.counters.iter().filter(|counter| counter.sensor == sensor).collect();
        graphs.push(graph_of(format!("{name}.{unique}"), title, rates, &own));
    }
    graphs
}

fn graph_of(name: String, title: String, rates: &Rates, counters: &[&Counter]) -> Graph {
    let fields = rates
        .shares
        .iter()
        .map(|share| Field {
            name: share.name.to_owned(),
            label: share.label.to_owned(),
            info: share.info.to_owned(),
            colour: Some(share.colour),
            value: counters
                .iter()
                .filter(|counter| (share.counts)(counter))
                .fold(0, |sum, counter| sum.saturating_add(counter.total)),
            thresholds: Vec::new(),
        })
        .collect();
    Graph { name, title, vlabel: rates.vlabel, info: rates.info, style: Style::Rates, fields }
}

/// A line a site: the same source may have come to two, so there is no sum.
fn sources(name: String, numbers: &Numbers) -> Graph {
    let sites: Vec<String> = numbers.sites.keys().take(MAX_GRAPHS).cloned().collect();
    let fields = name::unique(&sites)
        .into_iter()
        .zip(&numbers.sites)
        .enumerate()
        .map(|(index, (unique, (site, of_site)))| Field {
            name: unique,
            label: name::shown(site),
            info: format!("Addresses that did anything at {} today.", name::shown(site)),
            colour: LINES.get(index).copied(),
            value: of_site.sources_today,
            thresholds: Vec::new(),
        })
        .collect();
    Graph {
        name,
        title: "Sources at honeypots today".to_owned(),
        vlabel: "addresses since midnight",
        info: "Distinct addresses of the local day so far.",
        style: Style::Levels,
        fields,
    }
}
