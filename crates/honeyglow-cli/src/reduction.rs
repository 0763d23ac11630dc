//! The flags that say what of a graph is drawn, and what they mean.

use std::str::FromStr;

use anyhow::bail;
use clap::Args;
use honeyglow::event::Column;
use honeyglow::link::{Part, View, wanted_beside};
use honeyglow::picture::Wishes;
use honeyglow::reduce::column::Grouping;
use honeyglow::reduce::filter::Filter;

/// What is left out, put together and taken apart.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "What is drawn")]
pub(crate) struct ReductionArgs {
    /// Put sources together: by `prefix` (adjacent addresses that act alike), or by a column
    ///
    /// A column is one of the events', as `hassh` or `sensor`: sources of which most events (of
    /// equally many, the first in the alphabet) have the same value are one group; sources of which
    /// no event has the column stay as they are. `target=prefix` and `event=sensor` put together
    /// targets and events instead. May be given twice, for a prefix and a column.
    #[arg(long, value_name = "[ROLE=]BY")]
    pub(crate) group: Vec<GroupBy>,

    /// Draw the members of a group singly, whatever the budget; may be given several times
    ///
    /// The group is named by one of its members, by its headline as the picture shows it (`588
    /// hosts`; all groups of that headline are meant), or by its id in the picture without this
    /// flag (`n17`, as the data formats have it).
    #[arg(long, value_name = "NODE")]
    pub(crate) expand: Vec<String>,

    /// Leave out nodes of fewer events, with their links; `target=5` asks only targets for five
    ///
    /// AfterGlow's `-o 4` is about `--min-count 5` here: a number is the least that stays.
    #[arg(long, value_name = "[ROLE=]N")]
    pub(crate) min_count: Vec<Least>,

    /// Leave out sources with fewer distinct targets; `target=3`: targets of fewer than 3 sources
    ///
    /// Of events (`event=3`), the sources are counted. AfterGlow's `-f` counts events of a source.
    #[arg(long, value_name = "[ROLE=]N")]
    pub(crate) min_degree: Vec<Least>,

    /// Only the N sources of most events, and the N targets that had most events from them
    #[arg(long, value_name = "N", value_parser = parse_top)]
    pub(crate) top: Option<usize>,
}

fn parse_top(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|most| *most >= 1);
    number.ok_or_else(|| "write a number of nodes, 1 or more".to_owned())
}

/// `ROLE=REST` or `REST`.
fn split(text: &str) -> Result<(Option<Part>, &str), String> {
    match text.split_once('=') {
        None => Ok((None, text)),
        Some((role, rest)) => match Part::from_name(role) {
            Some(part) => Ok((Some(part), rest)),
            None => Err("before `=` stands source, event or target".to_owned()),
        },
    }
}

/// By what nodes are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GroupBy {
    /// Addresses that are adjacent and act alike.
    Prefix(Part),
    /// The value in a column.
    Column(Part, Column),
}

impl FromStr for GroupBy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (part, by) = split(text)?;
        let part = part.unwrap_or_default();
        if by == "prefix" {
            return Ok(GroupBy::Prefix(part));
        }
        match Column::from_name(by) {
            Some(column) => Ok(GroupBy::Column(part, column)),
            None => Err(format!(
                "write prefix or a column: {}",
                Column::ALL.map(Column::name).join(", ")
            )),
        }
    }
}

/// The least number that stays, of the nodes of a part or of those that the flag means without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Least {
    part: Option<Part>,
    number: u64,
}

impl FromStr for Least {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (part, number) = split(text)?;
        match number.parse() {
            Ok(number) => Ok(Self { part, number }),
            Err(_) => Err("write a number, as 5 or target=5".to_owned()),
        }
    }
}

impl ReductionArgs {
    /// What the library is asked for: first the filters in the order of the help, each on what the
    /// one before left, then the groups.
    pub(crate) fn wishes(&self) -> Wishes {
        let counts = self.min_count.iter().map(|least| Filter::MinCount(least.part, least.number));
        let degrees = self
            .min_degree
            .iter()
            .map(|least| Filter::MinDegree(least.part.unwrap_or_default(), least.number));
        let groups = self.group.iter().map(|by| match by {
            GroupBy::Prefix(part) => Grouping::Prefix(*part),
            GroupBy::Column(..) => Grouping::Column,
        });
        let mut groups: Vec<Grouping> = groups.collect();
        // A value that was asked for goes before a network.
        groups.sort_by_key(|by| *by != Grouping::Column);
        Wishes {
            filters: counts.chain(degrees).chain(self.top.map(Filter::Top)).collect(),
            groups,
            expand: self.expand.clone(),
        }
    }

    /// The column that the fold has to note, if one was asked for.
    ///
    /// # Errors
    /// Two columns, or one that no event has together with the part.
    pub(crate) fn beside(&self, view: &View) -> anyhow::Result<Option<(Part, Column)>> {
        let columns = self.group.iter().filter_map(|by| match by {
            GroupBy::Column(part, column) => Some((*part, *column)),
            GroupBy::Prefix(_) => None,
        });
        let columns: Vec<(Part, Column)> = columns.collect();
        match columns[..] {
            [] => Ok(None),
            [(part, column)] => {
                if wanted_beside(view, part, column).is_none() {
                    bail!(
                        "--group: no event has {} and the {} of this view",
                        column.name(),
                        part.name()
                    );
                }
                Ok(Some((part, column)))
            }
            _ => bail!("--group: nodes are put together by one column, not by two"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_stands_before_the_number_or_the_column() {
        assert_eq!("hassh".parse(), Ok(GroupBy::Column(Part::Source, Column::Hassh)));
        assert_eq!("target=prefix".parse(), Ok(GroupBy::Prefix(Part::Target)));
        assert!("colour".parse::<GroupBy>().unwrap_err().contains("hassh"));
        assert_eq!("event=7".parse(), Ok(Least { part: Some(Part::Event), number: 7 }));
        assert!("-1".parse::<Least>().is_err());
        assert!("port=7".parse::<Least>().is_err());
    }

    #[test]
    fn a_column_goes_before_a_network_and_there_is_one() {
        let by = |texts: &[&str]| ReductionArgs {
            group: texts.iter().map(|text| text.parse().unwrap()).collect(),
            ..ReductionArgs::default()
        };
        let groups = by(&["prefix", "sensor"]).wishes().groups;
        assert_eq!(groups, [Grouping::Column, Grouping::Prefix(Part::Source)]);
        let view = View::tunnels();
        assert!(by(&["sensor", "hassh"]).beside(&view).is_err());
        assert!(by(&["target=hassh"]).beside(&view).is_err());
        let beside = by(&["hassh"]).beside(&view).unwrap();
        assert_eq!(beside, Some((Part::Source, Column::Hassh)));
    }
}
