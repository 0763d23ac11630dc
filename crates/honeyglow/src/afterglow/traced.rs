//! Rows that go through a style for a picture: the links that it shows, and their looks.

use std::collections::HashSet;

use hashbrown::HashMap;

use super::colours::Ink;
use super::options::Options;
use super::run::Run;
use super::shown::{Half, Section, Shown};
use super::style::Style;
use super::texts::TextId;
use crate::link::{Counts, NameId, Names};
use crate::look::{EdgeLook, Look, Looks, Named, Paint, Seat};
use crate::time::{Instant, earliest};

/// Points in an inch, in which AfterGlow counts sizes.
const POINTS: f64 = 72.0;
/// The largest node of a picture, in points. A page is ten times as wide.
const LARGEST: f64 = 100.0;
/// The widest edge, in points.
const WIDEST: f64 = 12.0;

/// A link of which a style may leave out one end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StyledLink {
    /// The source; none if it is left out.
    pub source: Option<NameId>,
    /// The event, if there are events.
    pub event: Option<NameId>,
    /// The target; none if it is left out.
    pub target: Option<NameId>,
    /// How many rows.
    pub count: u64,
    /// The time of the earliest.
    pub first: Option<Instant>,
    /// The time of the latest.
    pub last: Option<Instant>,
}

/// The links that a style shows, with their looks.
#[derive(Clone, Debug)]
pub struct StyledLinks {
    /// The names of the nodes.
    pub names: Names,
    /// The links, by first appearance.
    pub links: Vec<StyledLink>,
    /// The looks.
    pub looks: Looks,
    /// Rows read, shown, and left out by the style or the period.
    pub counts: Counts,
    /// The times of the earliest and the latest row that is shown.
    pub span: Option<(Instant, Instant)>,
}

/// A run that remembers which rows made which path.
#[derive(Clone, Debug)]
pub struct Traced {
    run: Run,
    paths: Vec<TracedPath>,
    places: HashMap<(TextId, Option<TextId>, TextId), usize>,
    left_out: u64,
}

#[derive(Clone, Copy, Debug)]
struct TracedPath {
    source: TextId,
    event: Option<TextId>,
    target: TextId,
    count: u64,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Traced {
    /// A run over no rows so far.
    #[must_use]
    pub fn new(options: Options, style: Style) -> Self {
        Self {
            run: Run::new(options, style),
            paths: Vec::new(),
            places: HashMap::new(),
            left_out: 0,
        }
    }

    /// Lets a first row decide how many columns there are.
    pub fn decide_columns(&mut self, fields: &[String]) {
        self.run.decide_columns(fields);
    }

    /// Counts a row that is left out before the style sees it.
    pub fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// Takes a row.
    pub fn row(&mut self, fields: &[String], time: Option<Instant>) {
        let Some(names) = self.run.named_row(fields) else { return };
        let (source, event, target) = (names.source, names.event, names.target);
        let place = *self.places.entry((source, event, target)).or_insert(self.paths.len());
        match self.paths.get_mut(place) {
            Some(path) => {
                path.count += 1;
                path.first = earliest(path.first, time);
                path.last = path.last.max(time);
            }
            None => {
                let (count, first, last) = (1, time, time);
                self.paths.push(TracedPath { source, event, target, count, first, last });
            }
        }
    }

    /// What is to be told of colours.
    pub fn take_messages(&mut self) -> Vec<String> {
        self.run.take_messages()
    }

    /// The links that pass the thresholds. `origin` is how the legend calls the style.
    #[must_use]
    pub fn finish(self, origin: &str) -> StyledLinks {
        let invisible = self.run.invisible();
        let texts = self.run.texts.clone();
        let shown = self.run.finish();
        let mut names = Names::default();
        let edges: HashSet<(u8, TextId, TextId)> = shown.edge_keys().collect();
        let has = |half: Half, from: TextId, to: TextId| edges.contains(&(half as u8, from, to));
        let mut counts = Counts { filtered: invisible + self.left_out, ..Counts::default() };
        let mut links = Vec::new();
        let mut span: Option<(Instant, Instant)> = None;
        for path in &self.paths {
            let (out, back) = match path.event {
                None => {
                    let whole = has(Half::Whole, path.source, path.target);
                    (whole, whole)
                }
                Some(event) => (
                    has(Half::SourceEvent, path.source, event),
                    has(Half::EventTarget, event, path.target),
                ),
            };
            if !out && !back {
                counts.filtered += path.count;
                continue;
            }
            counts.folded += path.count;
            let mut name = |id: TextId| names.intern(texts.get(id));
            links.push(StyledLink {
                source: out.then(|| name(path.source)),
                event: path.event.map(&mut name),
                target: back.then(|| name(path.target)),
                count: path.count,
                first: path.first,
                last: path.last,
            });
            if let Some((first, last)) = path.first.zip(path.last) {
                let (from, to) = span.unwrap_or((first, last));
                span = Some((from.min(first), to.max(last)));
            }
        }
        counts.read = counts.folded + counts.filtered;
        let looks = looks(&shown, &mut names, origin);
        StyledLinks { names, links, looks, counts, span }
    }
}

fn looks(shown: &Shown, names: &mut Names, origin: &str) -> Looks {
    let mut looks = Looks { origin: origin.to_owned(), ..Looks::default() };
    for vertex in shown.vertices() {
        let seat = if vertex.section == Section::Event { Seat::Event } else { Seat::End };
        let name = names.intern(&vertex.name);
        let fallback = match vertex.section {
            Section::Source => [255, 255, 255],
            Section::Event => [0, 255, 255],
            Section::Target => [255, 0, 0],
        };
        let fill = shown
            .is_coloured(vertex.section)
            .then(|| vertex.colour.as_ref().and_then(paint).unwrap_or(Paint::solid(fallback)));
        let label = (*vertex.label.text != *vertex.name).then(|| vertex.label.text.to_string());
        let look = Look {
            fill,
            form: vertex.shape,
            size: vertex.size.map(|size| (size * POINTS).min(LARGEST)),
            label,
            url: shown.url().map(|url| url.replace("\\N", "{label}")),
        };
        looks.nodes.insert((seat, name), look);
    }
    for edge in shown.edges() {
        let labels: Vec<&str> = edge.labels.iter().map(|label| &*label.text).collect();
        let look = EdgeLook {
            paint: edge.colour.as_ref().and_then(Option::as_ref).and_then(paint),
            width: edge.width.as_ref().map(|width| width.to_number().clamp(0.2, WIDEST)),
            label: labels
                .first()
                .filter(|label| !label.is_empty())
                .map(|label| (*label).to_owned()),
        };
        if look == EdgeLook::default() {
            continue;
        }
        let (from, to) = match edge.half {
            Half::Whole => (Seat::End, Seat::End),
            Half::SourceEvent => (Seat::End, Seat::Event),
            Half::EventTarget => (Seat::Event, Seat::End),
        };
        let mut end = |seat: Seat, name: &str| -> Named { (seat, names.intern(name)) };
        looks.edges.insert((end(from, &edge.from.1), end(to, &edge.to.1)), look);
    }
    looks
}

fn paint(ink: &Ink) -> Option<Paint> {
    match ink {
        Ink::Name(name) => Paint::parse(name).or_else(|| ink.rgb().map(Paint::solid)),
        Ink::Hex(text) => {
            let hex = &text[text.find('#')?..];
            let digits = hex[1..].bytes().take_while(u8::is_ascii_hexdigit).count();
            Paint::parse(&hex[..if digits == 8 { 9 } else { 7 }])
        }
    }
}
