//! Networks: addresses that are adjacent and act alike.
//!
//! The addresses of a role are the leaves of a binary trie (Morrison 1968, PATRICIA: only bits
//! where addresses part are nodes). From its leaves up, a group of one half joins that of the other
//! which acts most like it, if the prefix that they share is no wider than a network of one owner
//! usually is and their profiles (shares of events by event and, for targets, by source) overlap by
//! [`ALIKE`] or more. An address that does something else does not part the others. So a group's
//! prefix is the longest that its members have in common, be it /22, /24 or /29. Cost: a sort of
//! the links, then O(32 m) (of IPv6: 80 m) times the groups of a half, at most [`MOST_KINDS`].

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::merge::Group;
use crate::graph::{Bond, Graph, NodeId, Role};
use crate::link::Part;

/// How far two profiles must overlap, 0 to 1: at a half they have more in common than not.
const ALIKE: f64 = 0.5;
/// The widest network of IPv4: what registries call a large allocation.
const WIDEST_V4: u32 = 16;
/// The widest network of IPv6: one site.
const WIDEST_V6: u32 = 48;
/// Addresses of IPv6 within this many bits are one host's or one link's: alike whatever they do.
const ONE_LINK_V6: u32 = 64;

/// An address as bits: those of IPv4 stand in front of 96 zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bits {
    is_v6: bool,
    bits: u128,
}

/// What a node or a group of them does: counts by what it has to do with.
type Profile = BTreeMap<(Part, NodeId), u64>;

/// Kinds of behaviour that are told apart within one prefix; the smallest beyond are complete.
const MOST_KINDS: usize = 16;

/// Addresses that act alike so far, and what they do together.
struct Kind {
    first: Bits,
    last: Bits,
    nodes: Vec<NodeId>,
    profile: Profile,
}

/// A half of the trie: its first and its last address, and the kinds in it.
struct Half {
    first: Bits,
    last: Bits,
    kinds: Vec<Kind>,
}

/// The groups of a role's single addresses, the largest first, without those that `kept` holds.
/// Nodes that are groups already are left as they are.
pub(super) fn groups(graph: &Graph, role: Role, kept: &[NodeId]) -> Vec<Group> {
    let mut kept = kept.to_vec();
    kept.sort_unstable();
    let mut addresses: Vec<(Bits, NodeId)> = Vec::new();
    for (node, id) in graph.nodes.iter().zip((0..).map(NodeId)) {
        let single = node.members.first().filter(|_| node.role == role && !node.is_group());
        let bits = single.and_then(|member| bits(graph.names.get(member.name)));
        if let Some(bits) = bits.filter(|_| kept.binary_search(&id).is_err()) {
            addresses.push((bits, id));
        }
    }
    addresses.sort_unstable();
    let mut profiles = profiles(graph, role);
    let mut open: Vec<Half> = Vec::new();
    let mut complete: Vec<Kind> = Vec::new();
    for (bits, id) in addresses {
        let profile = profiles.remove(&id).unwrap_or_default();
        let kind = Kind { first: bits, last: bits, nodes: vec![id], profile };
        let next = Half { first: bits, last: bits, kinds: vec![kind] };
        // Whatever shares more with what stands before than with the next is complete.
        if let Some(before) = open.last().map(|half| half.last) {
            close(&mut open, common(before, bits), &mut complete);
        }
        open.push(next);
    }
    close(&mut open, 0, &mut complete);
    complete.extend(open.into_iter().flat_map(|half| half.kinds));
    let mut groups: Vec<Group> =
        complete.into_iter().filter(|kind| kind.nodes.len() > 1).map(group).collect();
    groups.sort_by_key(|group| (usize::MAX - group.nodes.len(), group.nodes.first().copied()));
    groups
}

fn group(kind: Kind) -> Group {
    let network = network(kind.first, common(kind.first, kind.last));
    Group { nodes: kind.nodes, bond: Bond::Network(network) }
}

/// Joins from the right as long as the last two halves share more than `shared` bits.
fn close(open: &mut Vec<Half>, shared: u32, complete: &mut Vec<Kind>) {
    while let [.., left, right] = &open[..]
        && common(left.first, right.last) > shared
    {
        let (Some(right), Some(left)) = (open.pop(), open.pop()) else { return };
        open.push(join(left, right, complete));
    }
}

/// One half of two: kinds that act alike become one; where the prefix is too wide, all are
/// complete.
fn join(left: Half, right: Half, complete: &mut Vec<Kind>) -> Half {
    let shared = common(left.first, right.last);
    let (first, last) = (left.first, right.last);
    let widest = if first.is_v6 { WIDEST_V6 } else { WIDEST_V4 };
    if shared < widest {
        complete.extend(left.kinds.into_iter().chain(right.kinds));
        return Half { first, last, kinds: Vec::new() };
    }
    let one_link = first.is_v6 && shared >= ONE_LINK_V6;
    let mut kinds = left.kinds;
    for kind in right.kinds {
        let alike = |known: &Kind| {
            if one_link { 1.0 } else { overlap(&known.profile, &kind.profile) }
        };
        let best = (0..kinds.len()).map(|at| (alike(&kinds[at]), at));
        // Of kinds that are equally alike, the first.
        let best = best.max_by(|one, two| one.0.total_cmp(&two.0).then(two.1.cmp(&one.1)));
        match best.filter(|(alike, _)| *alike >= ALIKE) {
            Some((_, at)) => kinds[at].take(kind),
            None => kinds.push(kind),
        }
    }
    if kinds.len() > MOST_KINDS {
        kinds.sort_by_key(|kind| (usize::MAX - kind.nodes.len(), kind.first));
        complete.extend(kinds.drain(MOST_KINDS..));
    }
    Half { first, last, kinds }
}

impl Kind {
    fn take(&mut self, other: Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.nodes.extend(other.nodes);
        for (key, count) in other.profile {
            *self.profile.entry(key).or_insert(0) += count;
        }
    }
}

/// How far two profiles overlap: the mean over the parts that they have of the sum of the smaller
/// shares.
fn overlap(one: &Profile, other: &Profile) -> f64 {
    let mut parts = 0.0;
    let mut sum = 0.0;
    for part in [Part::Source, Part::Event, Part::Target] {
        let of = |profile: &Profile| -> u64 {
            profile.iter().filter(|((of, _), _)| *of == part).map(|(_, count)| count).sum()
        };
        let totals = (of(one), of(other));
        if totals == (0, 0) {
            continue;
        }
        parts += 1.0;
        let share = |count: u64, total: u64| count as f64 / total.max(1) as f64;
        for (key, count) in one.iter().filter(|((of, _), _)| *of == part) {
            let theirs = other.get(key).copied().unwrap_or(0);
            sum += share(*count, totals.0).min(share(theirs, totals.1));
        }
    }
    if parts == 0.0 { 1.0 } else { sum / parts }
}

/// What each node of a role does. Sources are known by the events that they reached for (in a view
/// without events, by their targets), targets by their events and their sources.
fn profiles(graph: &Graph, role: Role) -> BTreeMap<NodeId, Profile> {
    let mut profiles: BTreeMap<NodeId, Profile> = BTreeMap::new();
    for path in &graph.paths {
        let event = path.event.map(|event| (Part::Event, event));
        let source = path.source.map(|source| (Part::Source, source));
        let target = path.target.map(|target| (Part::Target, target));
        let (node, keys) = match role {
            Role::Target => (path.target, [event, source]),
            Role::Event => (path.event, [source, target]),
            Role::Source | Role::SourceAndTarget => (path.source, [event.or(target), None]),
        };
        let Some(node) = node else { continue };
        let profile = profiles.entry(node).or_default();
        for key in keys.into_iter().flatten() {
            *profile.entry(key).or_insert(0) += path.count;
        }
    }
    profiles
}

fn bits(name: &str) -> Option<Bits> {
    Some(match name.parse().ok()? {
        IpAddr::V4(address) => Bits { is_v6: false, bits: u128::from(u32::from(address)) << 96 },
        IpAddr::V6(address) => Bits { is_v6: true, bits: u128::from(address) },
    })
}

/// How many leading bits two addresses share; 0 for addresses of two families.
fn common(one: Bits, other: Bits) -> u32 {
    if one.is_v6 != other.is_v6 {
        return 0;
    }
    let most = if one.is_v6 { 128 } else { 32 };
    (one.bits ^ other.bits).leading_zeros().min(most)
}

/// `192.0.2.0/24` or `2001:db8::/64`.
fn network(address: Bits, length: u32) -> String {
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
    let prefix = address.bits & mask;
    if address.is_v6 {
        format!("{}/{length}", Ipv6Addr::from(prefix))
    } else {
        format!("{}/{length}", Ipv4Addr::from((prefix >> 96) as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    fn found(rows: &[(&str, &str, &str)], role: Role) -> Vec<(String, usize)> {
        let graph = graph(rows);
        let groups = groups(&graph, role, &[]);
        groups
            .into_iter()
            .map(|group| match group.bond {
                Bond::Network(network) => (network, group.nodes.len()),
                other => (format!("{other:?}"), group.nodes.len()),
            })
            .collect()
    }

    #[test]
    fn the_prefix_is_the_longest_that_those_who_act_alike_share() {
        let rows = [
            ("192.0.2.16", "25", "a"),
            ("192.0.2.18", "25", "b"),
            ("192.0.2.31", "25", "c"),
            ("192.0.2.130", "80", "d"),
            ("192.0.2.131", "80", "e"),
            ("198.51.100.1", "80", "f"),
        ];
        let expected = [("192.0.2.16/28".to_owned(), 3), ("192.0.2.130/31".to_owned(), 2)];
        assert_eq!(found(&rows, Role::Source), expected);
    }

    #[test]
    fn neighbours_that_do_something_else_stay_apart() {
        let rows = [("192.0.2.1", "25", "a"), ("192.0.2.2", "80", "b"), ("192.0.2.3", "22", "c")];
        assert!(found(&rows, Role::Source).is_empty());
    }

    #[test]
    fn a_network_may_be_wider_than_24_bits_but_not_the_internet() {
        let rows = [("10.1.0.9", "25", "a"), ("10.1.3.9", "25", "b"), ("10.9.0.1", "25", "c")];
        assert_eq!(found(&rows, Role::Source), [("10.1.0.0/22".to_owned(), 2)]);
    }

    #[test]
    fn one_link_of_ipv6_is_one_whatever_it_does() {
        let rows = [
            ("2001:db8::1", "25", "a"),
            ("2001:db8::ffff:1", "80", "b"),
            ("2001:db8:1::1", "22", "c"),
        ];
        let found = found(&rows, Role::Source);
        assert_eq!(found.len(), 1);
        assert!(found[0].0.starts_with("2001:db8::/"), "{found:?}");
    }

    #[test]
    fn targets_are_alike_by_their_sources_too() {
        let rows = [
            ("s", "25", "192.0.2.1"),
            ("t", "25", "192.0.2.1"),
            ("s", "25", "192.0.2.2"),
            ("t", "25", "192.0.2.2"),
            ("u", "80", "192.0.2.3"),
        ];
        assert_eq!(found(&rows, Role::Target), [("192.0.2.0/30".to_owned(), 2)]);
    }
}
