//! Bodies: what moves as one. A class of twins is a body; a hub and the leaves that hang on it
//! alone are one together, the hub in the middle.

use super::Tie;
use super::csr::Csr;
use super::twins::Twins;

/// The bodies of a connected graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Bodies {
    /// The nodes of each body: the hub first, if it has one.
    pub(super) members: Vec<Vec<u32>>,
    /// The body of each node.
    pub(super) body_of: Vec<u32>,
    /// The class that stands for each body's place: the hub's.
    pub(super) heads: Vec<u32>,
    /// The hub of each body that has one.
    pub(super) hubs: Vec<Option<u32>>,
    /// How many nodes each body has.
    pub(super) masses: Vec<f64>,
    /// Ties between bodies; the weight is how many they stand for.
    pub(super) graph: Csr,
}

impl Bodies {
    pub(super) fn new(graph: &Csr, classes: &Csr, twins: &Twins) -> Self {
        let mut bodies = Self { body_of: vec![0; twins.class_of.len()], ..Self::default() };
        let mut body_of_class = vec![0; twins.members.len()];
        // Leaves hang on a node that is nobody's twin, since each twin of it would have them too.
        let hub_of = |class: usize| {
            let leaf = graph.degree(twins.members[class][0] as usize) == 1;
            let hub = *classes.neighbours(class).first()? as usize;
            (leaf && graph.degree(twins.members[hub][0] as usize) > 1).then_some(hub)
        };
        for (class, body) in body_of_class.iter_mut().enumerate() {
            if hub_of(class).is_none() {
                *body = bodies.members.len() as u32;
                bodies.heads.push(class as u32);
                bodies.members.push(twins.members[class].clone());
                bodies.hubs.push(None);
            }
        }
        for class in 0..twins.members.len() {
            if let Some(hub) = hub_of(class) {
                let body = body_of_class[hub] as usize;
                bodies.hubs[body] = Some(bodies.members[body][0]);
                bodies.members[body].extend_from_slice(&twins.members[class]);
            }
        }
        for (body, members) in (0..).zip(&bodies.members) {
            for &node in members {
                bodies.body_of[node as usize] = body;
            }
        }
        bodies.masses = bodies.members.iter().map(|members| members.len() as f64).collect();
        let ties: Vec<Tie> = graph
            .edges()
            .map(|(a, b, _)| {
                let body = |node: u32| bodies.body_of[node as usize];
                Tie { a: body(a), b: body(b), weight: 1.0 }
            })
            .collect();
        bodies.graph = Csr::of_ties(bodies.members.len(), &ties);
        bodies
    }

    /// Sorts the members of each body; a hub stays the first.
    pub(super) fn order(&mut self, by: impl Fn(u32, u32) -> std::cmp::Ordering) {
        for (members, hub) in self.members.iter_mut().zip(&self.hubs) {
            members[usize::from(hub.is_some())..].sort_by(|a, b| by(*a, *b));
        }
    }
}
