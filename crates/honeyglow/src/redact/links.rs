//! Links with every name rewritten, and those that become equal put together.
//!
//! A name is rewritten once for each part of a link that it plays. A link's place is that of the
//! first of those that it was made of. Memory and time grow with names and links.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::scope::Scope;
use super::words::Words;
use super::{Rules, Sources};
use crate::event::Column;
use crate::link::{Beside, Link, Links, NameId, Names, Part, View};
use crate::time::earliest;

/// How many honeypots' names that nobody gave a published name are looked for in texts. Every
/// honeypot is its operator's, so that more are a forged log.
const SENSOR_LIMIT: usize = 1_000;

pub(super) fn rewrite(rules: &Rules, links: Links) -> Links {
    let Links { view, names, links, counts, sensors, span, beside } = links;
    let unknown = sensors.iter().filter(|name| !rules.sensors.contains_key(*name));
    let unknown = Words::new(unknown.take(SENSOR_LIMIT).map(String::as_str));
    let peers = match rules.sources {
        Sources::Pseudonyms => peers(rules, &view, &names, &links, beside.as_ref()),
        Sources::Shown => HashSet::default(),
    };
    let scope = Scope::with(rules, peers, unknown);
    let mut renaming = Renaming::new(&scope, &view, &names);
    let links = merged(&mut renaming, &links);
    let beside = beside.map(|beside| rewrite_beside(&mut renaming, beside, &links));
    let mut sensors: Vec<String> = sensors.iter().map(|name| rules.sensor(name)).collect();
    sensors.sort_unstable();
    sensors.dedup();
    let names = renaming.names;
    Links { view, names, links: links.links, counts, sensors, span, beside }
}

/// The column of a part. A view of two columns has events only from rows of tables.
fn column(view: &View, part: Part) -> Column {
    part.column(view).unwrap_or(Column::Event)
}

fn id(link: &Link, part: Part) -> Option<NameId> {
    match part {
        Part::Source => Some(link.source),
        Part::Event => link.event,
        Part::Target => Some(link.target),
    }
}

/// The parts whose names are addresses of intruders. The sources of a table are, whatever columns
/// the view has, unless those say that the source is somebody else.
fn plays_peer(view: &View, part: Part) -> bool {
    match column(view, part) {
        Column::SrcIp | Column::Source => true,
        Column::DstHost | Column::SensorIp => false,
        _ => part == Part::Source,
    }
}

/// The addresses that are to be found in all texts.
fn peers(
    rules: &Rules,
    view: &View,
    names: &Names,
    links: &[Link],
    beside: Option<&Beside>,
) -> HashSet<IpAddr> {
    let parts = [Part::Source, Part::Event, Part::Target];
    let of_links = parts
        .into_iter()
        .filter(|part| plays_peer(view, *part))
        .flat_map(|part| links.iter().filter_map(move |link| id(link, part)))
        .map(|id| names.get(id));
    let of_beside = beside
        .filter(|beside| beside.column == Column::SrcIp)
        .into_iter()
        .flat_map(|beside| beside.values.values().map(|value| &**value));
    of_links
        .chain(of_beside)
        .filter_map(|name| name.parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .filter(|address| rules.pseudonym(*address) != *address)
        .collect()
}

/// The new names, and which of them each old one became as source, event and target.
struct Renaming<'r> {
    scope: &'r Scope<'r>,
    view: &'r View,
    old: &'r Names,
    names: Names,
    known: [Vec<Option<NameId>>; 3],
}

impl<'r> Renaming<'r> {
    fn new(scope: &'r Scope<'r>, view: &'r View, old: &'r Names) -> Self {
        let none = || vec![None; old.len()];
        Self { scope, view, old, names: Names::default(), known: [none(), none(), none()] }
    }

    fn name(&mut self, part: Part, id: NameId) -> NameId {
        let known = self.known[part as usize].get(id.0 as usize).copied().flatten();
        known.unwrap_or_else(|| {
            let name = self.scope.name(column(self.view, part), self.old.get(id));
            let new = self.names.intern(&name);
            if let Some(known) = self.known[part as usize].get_mut(id.0 as usize) {
                *known = Some(new);
            }
            new
        })
    }
}

/// The new links, and how many events each old name has in each part.
struct Merged {
    links: Vec<Link>,
    weights: [HashMap<NameId, u64>; 3],
}

fn merged(renaming: &mut Renaming<'_>, links: &[Link]) -> Merged {
    let mut merged = Merged { links: Vec::with_capacity(links.len()), weights: Default::default() };
    let mut places: HashMap<(NameId, Option<NameId>, NameId), usize> = HashMap::default();
    for link in links {
        for part in [Part::Source, Part::Event, Part::Target] {
            if let Some(id) = id(link, part) {
                *merged.weights[part as usize].entry(id).or_insert(0) += link.count;
            }
        }
        let source = renaming.name(Part::Source, link.source);
        let event = link.event.map(|event| renaming.name(Part::Event, event));
        let target = renaming.name(Part::Target, link.target);
        let place = *places.entry((source, event, target)).or_insert(merged.links.len());
        match merged.links.get_mut(place) {
            Some(known) => {
                known.count += link.count;
                known.first = earliest(known.first, link.first);
                known.last = known.last.max(link.last);
                known.origin = known.origin.min(link.origin);
            }
            None => merged.links.push(Link { source, event, target, ..*link }),
        }
    }
    merged
}

/// What stands beside the names: of names that became one, the value of the one with most events;
/// of equally many, the first in the alphabet.
fn rewrite_beside(renaming: &mut Renaming<'_>, beside: Beside, merged: &Merged) -> Beside {
    let Beside { part, column, values } = beside;
    let weights = &merged.weights[part as usize];
    let mut best: BTreeMap<NameId, (u64, String)> = BTreeMap::new();
    for (id, value) in values {
        // Names of other parts are in the list too where they are the same text.
        let Some(weight) = weights.get(&id).copied() else { continue };
        let value = renaming.scope.name(column, &value);
        let new = renaming.name(part, id);
        best.entry(new)
            .and_modify(|known| {
                if (weight, &known.1) > (known.0, &value) {
                    *known = (weight, value.clone());
                }
            })
            .or_insert((weight, value));
    }
    let values = best.into_iter().map(|(id, (_, value))| (id, Arc::from(value))).collect();
    Beside { part, column, values }
}
