//! How much a picture shows, in numbers and in a sentence.

use crate::graph::Graph;
use crate::picture::Picture;

/// How many events and names a graph shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Events, those in groups too.
    pub events: u64,
    /// Names of sources.
    pub sources: u64,
    /// Names of events: ports, passwords.
    pub middles: u64,
    /// Names of targets.
    pub targets: u64,
}

impl Sums {
    /// The sums of a graph.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        Self::default()
    }
}

/// What a picture shows, for readers that do not see it: `Tunnels on 2017-03-16: 19,315 events of
/// 51 sources to 3,000 hosts by 9 ports; most often 443 (12,000), …`.
#[must_use]
pub fn describe(picture: &Picture, heading: &str) -> String {
    String::new()
}
