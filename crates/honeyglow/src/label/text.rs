//! What labels say.
//!
//! A single node's label is its name, long ones shortened in the middle; a port has its service
//! beside it. A group's label says how many of what it holds, and its largest members by name.
//! All text is visible and drawable: see [`Fonts::drawable`].

use super::measure::{Fonts, Weight};
use super::runs::runs_backwards;
use super::shorten;
use crate::event::Column;
use crate::graph::{Bond, Edge, Graph, Member, Node, NodeId, Role};

/// How much a label tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Groups name their three largest members.
    Full,
    /// Groups name their largest member.
    Short,
    /// Groups name so many of their members; ports and the like fill so many lines.
    Names(usize),
}

/// A line of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text, ready to be drawn.
    pub text: String,
    /// How heavy it is.
    pub weight: Weight,
}

/// The longest name on the page, in characters: an IPv4 address with room to spare, a host name
/// of usual length, and still three lines to a group.
const LONGEST: usize = 26;

/// The longest headline of a group, in characters: a number, a noun, and a network of IPv6.
const LONGEST_HEADLINE: usize = 40;

/// The most lines of a label that a style gives; more would be a text, not a label.
const STYLED_LINES: usize = 6;

/// What stands for a name that has nothing to show.
const EMPTY: &str = "(empty)";

/// The lines of a node's label, the most important first; none where a style wants none.
#[must_use]
pub fn lines(graph: &Graph, id: NodeId, fonts: &Fonts, detail: Detail) -> Vec<Line> {
    let node = &graph.nodes[id.index()];
    let line = |text: String, weight| Line { text, weight };
    let shown = |name: &str| {
        let name = if name.trim().is_empty() { EMPTY } else { name };
        shorten::name(fonts, name, LONGEST)
    };
    let name = |index: usize| graph.names.get(node.members[index].name);
    if !node.is_group() {
        if let Some(label) = graph.look(node).and_then(|look| look.label.as_deref()) {
            let lines = label.split('\n').take(STYLED_LINES).filter(|text| !text.trim().is_empty());
            return lines.map(|text| line(shown(text), Weight::Regular)).collect();
        }
        let name = name(0);
        let text = shown(name);
        let mut lines = vec![match (column(graph, node.role), service(name)) {
            (Column::DstPort, Some(service)) => line(format!("{text} {service}"), Weight::Bold),
            (Column::DstPort, None) => line(text, Weight::Bold),
            _ if graph.notes.contested.contains_key(&node.members[0].name) => {
                line(text, Weight::Bold)
            }
            _ => line(text, Weight::Regular),
        }];
        lines.extend(weight(graph, node).map(|text| line(text, Weight::Regular)));
        return lines;
    }
    let mut lines = vec![line(group_headline(graph, node, fonts), Weight::Bold)];
    lines.extend(contest(graph, node).map(|text| line(text, Weight::Regular)));
    let largest = match detail {
        Detail::Full => 3,
        Detail::Short => 1,
        Detail::Names(names) => names,
    };
    if column(graph, node.role) == Column::DstPort {
        let rows = if let Detail::Names(rows) = detail { rows } else { 1 };
        let listed = listed(fonts, (0..node.members.len()).map(name), rows);
        lines.extend(listed.into_iter().map(|text| line(text, Weight::Regular)));
        return lines;
    }
    for index in 0..node.members.len().min(largest) {
        lines.push(line(shown(name(index)), Weight::Regular));
    }
    lines
}

/// The headline with the events beside it, where labels count: `412 hosts · 61,204 ev.`
fn group_headline(graph: &Graph, node: &Node, fonts: &Fonts) -> String {
    // A hub's name or a column's value may be an attacker's.
    let headline = shorten::name(fonts, &headline(graph, node), LONGEST_HEADLINE);
    match graph.notes.counts_from {
        // A name that runs from right to left would change places with the number.
        Some(_) if !runs_backwards(&headline) => format!("{headline} · {}", events(node.count)),
        _ => headline,
    }
}

/// What makes a single node stand out, where labels say so: `65,138 ev. · 16 sources`.
fn weight(graph: &Graph, node: &Node) -> Option<String> {
    let is_busy = graph.notes.counts_from.is_some_and(|least| node.count >= least);
    let contest = contest(graph, node);
    match (is_busy, contest) {
        (true, Some(contest)) => Some(format!("{} · {contest}", events(node.count))),
        (true, None) => Some(events(node.count)),
        (false, contest) => contest,
    }
}

/// How many sources reached for a contested target, or for the most contested of a group.
fn contest(graph: &Graph, node: &Node) -> Option<String> {
    // A port may be called like a host.
    let known = |member: &Member| graph.notes.contested.get(&member.name);
    let most = node.members.iter().filter_map(known).max().filter(|_| node.role != Role::Event)?;
    Some(format!("{} {}", thousands(*most), plural(graph.view.source)))
}

fn events(count: u64) -> String {
    format!("{} ev.", thousands(count))
}

/// The lines of an edge's label, which only a style gives.
#[must_use]
pub fn edge_lines(graph: &Graph, edge: &Edge, fonts: &Fonts) -> Vec<String> {
    let label = graph.edge_look(edge).and_then(|look| look.label.as_deref()).unwrap_or_default();
    let lines = label.split('\n').take(STYLED_LINES).filter(|text| !text.trim().is_empty());
    lines.map(|text| shorten::name(fonts, text, LONGEST)).collect()
}

/// As many short names as so many lines hold: `25, 80, 443, …`.
fn listed<'a>(fonts: &Fonts, names: impl Iterator<Item = &'a str>, rows: usize) -> Vec<String> {
    let mut lists: Vec<String> = Vec::new();
    for name in names {
        let shown = shorten::name(fonts, name, LONGEST / 2);
        let fits = |list: &String| {
            // Names that run from right to left would change places with those beside them.
            let is_alone = runs_backwards(list) || runs_backwards(&shown);
            !is_alone && list.chars().count() + shown.chars().count() + 2 <= LONGEST
        };
        let full = lists.len() >= rows;
        match lists.last_mut() {
            Some(list) if fits(list) => *list = format!("{list}, {shown}"),
            Some(list) if full => {
                list.push_str(", …");
                return lists;
            }
            Some(list) => {
                list.push(',');
                lists.push(shown);
            }
            None if full => return lists,
            None => lists.push(shown),
        }
    }
    lists
}

/// `412 hosts`, `17 sources of 192.0.2.0/24`, `98 other hosts`.
#[must_use]
pub fn headline(graph: &Graph, node: &Node) -> String {
    let noun = plural(column(graph, node.role));
    let count = thousands(node.members.len() as u64);
    match &node.bond {
        Some(Bond::Network(network)) => format!("{count} of {network}"),
        Some(Bond::Column(column, value)) => format!("{count} {noun}: {} {value}", column.name()),
        Some(Bond::Leaves(hub)) => format!("{count} {noun} at {hub} only"),
        Some(Bond::Rest) => format!("{count} other {noun}"),
        Some(Bond::Twins | Bond::Chains) | None => format!("{count} {noun}"),
    }
}

/// The column that a node's names came from.
#[must_use]
pub fn column(graph: &Graph, role: Role) -> Column {
    match role {
        Role::Source | Role::SourceAndTarget => graph.view.source,
        Role::Event => graph.view.event.unwrap_or(Column::Event),
        Role::Target => graph.view.target,
    }
}

/// What several values of a column are called.
#[must_use]
pub fn plural(column: Column) -> &'static str {
    match column {
        Column::Sensor => "sensors",
        Column::Session => "sessions",
        Column::Protocol => "protocols",
        Column::SrcIp | Column::Source => "sources",
        Column::SrcPort | Column::DstPort => "ports",
        Column::SensorIp => "addresses of sensors",
        Column::DstHost => "hosts",
        Column::Username => "user names",
        Column::Password => "passwords",
        Column::Command => "commands",
        Column::Url => "addresses of files",
        Column::Sha256 => "files",
        Column::Filename => "file names",
        Column::Hassh => "HASSHs",
        Column::Version => "client versions",
        Column::DataSize => "sizes",
        Column::DataHead => "payloads",
        Column::Duration => "durations",
        Column::Event => "events",
        Column::Target => "targets",
    }
}

/// The service that is usual on a port, of those that intruders reach for through tunnels.
#[must_use]
pub fn service(port: &str) -> Option<&'static str> {
    Some(match port {
        "21" => "ftp",
        "22" => "ssh",
        "23" => "telnet",
        "25" => "smtp",
        "53" => "dns",
        "80" => "http",
        "110" => "pop3",
        "143" => "imap",
        "443" => "https",
        "445" => "smb",
        "465" => "smtps",
        "587" => "submission",
        "853" => "dns-tls",
        "993" => "imaps",
        "995" => "pop3s",
        "1080" => "socks",
        "1433" => "mssql",
        "3128" => "proxy",
        "3306" => "mysql",
        "3389" => "rdp",
        "5222" => "xmpp",
        "5432" => "postgres",
        "5900" => "vnc",
        "6379" => "redis",
        "6667" => "irc",
        "8080" | "8000" | "8888" => "http-alt",
        "8443" => "https-alt",
        "27017" => "mongodb",
        _ => return None,
    })
}

/// The text in at most so many characters: the middle gives way, since both the beginning of a
/// command and the domain of a host tell more than what is between.
#[must_use]
pub fn shorten(text: &str, longest: usize) -> String {
    let length = text.chars().count();
    if length <= longest {
        return text.to_owned();
    }
    let kept = longest.saturating_sub(1);
    let head: String = text.chars().take(kept - kept / 2).collect();
    let tail: String = text.chars().skip(length - kept / 2).collect();
    format!("{head}…{tail}")
}

/// A number with a comma between thousands.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;
    use crate::reduce::twins;

    #[test]
    fn long_text_gives_way_in_the_middle() {
        assert_eq!(shorten("short", 5), "short");
        assert_eq!(shorten("0123456789", 5), "01…89");
        assert_eq!(shorten("ééééééé", 4), "éé…é");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }

    #[test]
    fn a_group_says_how_many_and_who() {
        let folded = twins::fold(
            graph(&[("a", "80", "x.example"), ("a", "80", "y.example"), ("a", "80", "y.example")]),
            Role::Target,
        );
        let fonts = Fonts::embedded();
        let label = |id| {
            let lines = lines(&folded, NodeId(id), &fonts, Detail::Full);
            lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
        };
        assert_eq!(label(2), ["2 hosts", "y.example", "x.example"]);
        assert_eq!(label(1), ["80 http"]);
    }

    #[test]
    fn a_list_ends_where_the_line_does() {
        let fonts = Fonts::embedded();
        let backwards = ["25", "אבג", "80"];
        assert_eq!(listed(&fonts, backwards.into_iter(), 1), ["25, …"]);
        assert_eq!(listed(&fonts, backwards[1..].iter().copied(), 1), ["אבג, …"]);
        assert_eq!(listed(&fonts, ["25", "80"].into_iter(), 1), ["25, 80"]);
        assert_eq!(listed(&fonts, ["65535"; 9].into_iter(), 1), ["65535, 65535, 65535, 65535, …"]);
        let two = ["65535, 65535, 65535, 65535,", "65535"];
        assert_eq!(listed(&fonts, ["65535"; 5].into_iter(), 2), two);
        assert!(listed(&fonts, ["25"].into_iter(), 0).is_empty());
    }

    #[test]
    fn a_hostile_name_is_shown_as_escapes() {
        let graph = graph(&[("a", "80", "x\u{202e}\x1b")]);
        let lines = lines(&graph, NodeId(2), &Fonts::embedded(), Detail::Full);
        assert_eq!(lines[0].text, "x\\u{202e}\\x1b");
    }
}
