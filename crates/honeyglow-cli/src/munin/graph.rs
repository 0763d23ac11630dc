//! A graph of Munin and its fields, and their lines in the protocol.
//!
//! Attributes: <https://guide.munin-monitoring.org/en/latest/reference/plugin.html>.

use std::fmt::Write as _;

use super::asked::Asked;

/// Graphs beside the one of the whole. Each field is a file that Munin's master writes every five minutes.
pub(super) const MAX_GRAPHS: usize = 100;

/// A graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Graph {
    /// `honeyglow_tunnels`, and with a dot and a name what belongs under it.
    pub(super) name: String,
    pub(super) title: String,
    /// What the axis says.
    pub(super) vlabel: &'static str,
    /// What the graph's page says.
    pub(super) info: &'static str,
    pub(super) style: Style,
    pub(super) fields: Vec<Field>,
}

/// How the fields of a graph are meant and drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Totals that grow: rates, stacked to their sum.
    Rates,
    /// Numbers as they stand now: lines.
    Levels,
}

/// A line or an area of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) info: String,
    /// As `rrggbb`; none is Munin's choice.
    pub(super) colour: Option<&'static str>,
    pub(super) value: u64,
    /// `attribute value`, as `warning :5`.
    pub(super) thresholds: Vec<String>,
}

/// Do the numbers say something of now?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// They do.
    Fresh,
    /// Nobody has counted for too long: the values are unknown.
    Stale,
}

impl Graph {
    /// Sets the ranges that the operator asked for: `env.FIELD_warning`, else `env.warning`; likewise
    /// `critical`.
    pub(super) fn set_thresholds(&mut self, asked: &Asked) {
        for level in ["warning", "critical"] {
            let of_all = asked.range(level);
            for field in &mut self.fields {
                let own = asked.range(&format!("{}_{level}", field.name));
                let range = own.as_ref().or(of_all.as_ref());
                field.thresholds.extend(range.map(|range| format!("{level} {range}")));
            }
        }
    }

    /// The lines of `config`.
    pub(super) fn config(&self) -> String {
        let mut lines = format!(
            "graph_title {}\ngraph_args --base 1000 -l 0\ngraph_vlabel {}\ngraph_category security\n\
             graph_info {}\ngraph_scale no\n",
            self.title, self.vlabel, self.info
        );
        lines.push_str(match self.style {
            Style::Rates => "graph_period hour\ngraph_total total\n",
            Style::Levels => "",
        });
        for field in &self.fields {
            field.config(self.style, &mut lines);
        }
        lines
    }

    /// The lines of `fetch`.
    pub(super) fn values(&self, freshness: Freshness) -> String {
        let mut lines = String::new();
        for field in &self.fields {
            // Writing to a String cannot fail.
            let _ = match freshness {
                Freshness::Fresh => writeln!(lines, "{}.value {}", field.name, field.value),
                Freshness::Stale => writeln!(lines, "{}.value U", field.name),
            };
        }
        lines
    }
}

impl Field {
    fn config(&self, style: Style, lines: &mut String) {
        let mut attributes = vec![format!("label {}", self.label)];
        attributes.extend(match style {
            Style::Rates => ["type DERIVE", "min 0", "draw AREASTACK"].map(str::to_owned),
            Style::Levels => ["type GAUGE", "min 0", "draw LINE2"].map(str::to_owned),
        });
        attributes.extend(self.colour.map(|colour| format!("colour {colour}")));
        attributes.push(format!("info {}", self.info));
        attributes.extend_from_slice(&self.thresholds);
        for attribute in attributes {
            // Writing to a String cannot fail.
            let _ = writeln!(lines, "{}.{attribute}", self.name);
        }
    }
}
