//! What the flags of the command line say.

/// The options of a run. Values that are shown in the graph's label are kept as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How much the graph's label tells (`-a`).
    pub title: Title,
    /// How events are kept apart (`-p`), as it was typed; none if it was not given.
    pub split: Option<String>,
    /// Rows a name needs more of (`-o`).
    pub omit: Option<String>,
    /// Different events, or targets, a source needs more of (`-f`).
    pub source_fan_out: Option<String>,
    /// Different targets an event needs more of (`-g`).
    pub event_fan_out: Option<String>,
    /// Size of the largest node in inches (`-m`).
    pub max_node_size: Option<String>,
    /// Length of edges (`-e`).
    pub edge_length: String,
    /// Colour of texts (`-x`).
    pub font_colour: String,
    /// How the property file is called, for the label (`-c`).
    pub property_file: Option<String>,
    /// Which columns there are (`-t`).
    pub columns: Columns,
    /// Whether sources and targets share their names (`-s`).
    pub separation: Separation,
    /// Whether nodes show their names (`-n`).
    pub names: Names,
    /// Whether nodes show their counts (`-d`).
    pub counts: Counts,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: Title::Full,
            split: None,
            omit: None,
            source_fan_out: None,
            event_fan_out: None,
            max_node_size: None,
            edge_length: "1.5".to_owned(),
            font_colour: "black".to_owned(),
            property_file: None,
            columns: Columns::ByFirstLine,
            separation: Separation::Shared,
            names: Names::Shown,
            counts: Counts::Hidden,
        }
    }
}

/// How much the graph's label tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    /// The program and its settings.
    Full,
    /// The program.
    Short,
}

/// Which columns the rows have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Two if the first line has two, else three.
    ByFirstLine,
    /// Source and target.
    Two,
}

/// Whether a name that is source and target is one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separation {
    /// It is one.
    Shared,
    /// Sources and targets are nodes of their own, `S:name` and `T:name`.
    Separate,
}

/// Whether nodes show their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// They do.
    Shown,
    /// They do not.
    Hidden,
}

/// Whether nodes show their counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// They do.
    Shown,
    /// They do not.
    Hidden,
}

/// How events are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Events of one name are one node.
    None,
    /// One node for each source.
    BySource,
    /// One node for each target.
    ByTarget,
    /// One node for each source and target.
    ByBoth,
}

impl Split {
    /// What `-p` means; a mode that does not exist is none.
    #[must_use]
    pub fn from_flag(flag: Option<&str>) -> Self {
        match flag.map(leading_number) {
            Some(1.0) => Split::BySource,
            Some(2.0) => Split::ByTarget,
            Some(3.0) => Split::ByBoth,
            _ => Split::None,
        }
    }
}

/// The number that a typed value acts as: the one it starts with, else 0.
pub(super) fn leading_number(text: &str) -> f64 {
    crate::property::Value::from(text).to_number()
}
