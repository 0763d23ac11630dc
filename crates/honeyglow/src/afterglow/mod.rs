//! AfterGlow's way from rows to a graph: property files, clustering, counts, looks, thresholds.
//!
//! [`load`](load()) reads a property file into a [`Style`], [`Run`] takes rows one by one, and
//! [`Run::finish`] gives the graph that is [`Shown`]: the nodes and edges that pass the thresholds,
//! each with its look, in the order of first appearance. What AfterGlow 1.6.6 does is kept where
//! files rely on it and repaired where nobody can; `docs/properties.md` says which is which. Cost: a
//! look-up for each name and edge of a row, and the rules that depend on more than names.

mod colours;
mod load;
mod looks;
mod options;
mod record;
mod run;
mod shown;
mod style;
mod texts;
mod traced;

pub use colours::Ink;
pub use load::{Load, Loaded, Strictness, load};
pub use options::{Columns, Counts, Names, Options, Separation, Split, Title};
pub use record::{LINE_LIMIT, Record, Records};
pub use run::{Backslashes, Label, Run};
pub use shown::{Edge, Half, Section, Shown, Vertex};
pub use style::{Concentrate, Format, LabelPlace, Style};
pub use traced::{StyledLink, StyledLinks, Traced};
