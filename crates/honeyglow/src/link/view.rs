//! Views: which columns of which kinds of event play source, event and target.

use std::fmt;

use crate::event::{Column, Columns, Kind, Kinds};

/// Which columns play source, event and target, and of which kinds of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// How the user called it.
    pub name: String,
    /// The kinds of event that are folded.
    pub kinds: Kinds,
    /// The column of the source.
    pub source: Column,
    /// The column of the event; none in a view of two columns.
    pub event: Option<Column>,
    /// The column of the target.
    pub target: Column,
    /// Whether one event holds all columns, or a session's events hold them together.
    pub join: Join,
}

/// How the columns of a view come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Each event holds all of them.
    Event,
    /// The version and the key exchange of a session hold them together.
    Session,
}

/// The kinds whose columns a session join brings together.
const CLIENT_KINDS: [Kind; 2] = [Kind::ClientVersion, Kind::KeyExchange];

impl View {
    /// The names of the views that need no columns.
    pub const NAMES: [&'static str; 5] = ["tunnels", "logins", "commands", "downloads", "clients"];

    /// Who asked for a tunnel to which port of which host.
    #[must_use]
    pub fn tunnels() -> Self {
        Self::of("tunnels", &[Kind::TunnelRequest], Column::DstPort, Column::DstHost)
    }

    /// Who tried which name with which password.
    #[must_use]
    pub fn logins() -> Self {
        let kinds = [Kind::LoginSuccess, Kind::LoginFailure];
        Self::of("logins", &kinds, Column::Username, Column::Password)
    }

    /// Who ran which command in which session.
    #[must_use]
    pub fn commands() -> Self {
        Self::of("commands", &[Kind::Command], Column::Session, Column::Command)
    }

    /// Who fetched or sent which file.
    #[must_use]
    pub fn downloads() -> Self {
        let kinds = [Kind::Download, Kind::DownloadFailed, Kind::Upload];
        Self::of("downloads", &kinds, Column::Url, Column::Sha256)
    }

    /// Who came with which algorithms and which program.
    #[must_use]
    pub fn clients() -> Self {
        let view = Self::of("clients", &CLIENT_KINDS, Column::Hassh, Column::Version);
        Self { join: Join::Session, ..view }
    }

    fn of(name: &str, kinds: &[Kind], event: Column, target: Column) -> Self {
        Self {
            name: name.to_owned(),
            kinds: Kinds::of(kinds),
            source: Column::SrcIp,
            event: Some(event),
            target,
            join: Join::Event,
        }
    }

    /// The view of that name, or of two or three column names with commas between.
    ///
    /// # Errors
    /// An unknown name or column, another number of columns, or columns that no event has together.
    pub fn parse(text: &str) -> Result<Self, ViewError> {
        match text {
            "tunnels" => return Ok(Self::tunnels()),
            "logins" => return Ok(Self::logins()),
            "commands" => return Ok(Self::commands()),
            "downloads" => return Ok(Self::downloads()),
            "clients" => return Ok(Self::clients()),
            _ => {}
        }
        if !text.contains(',') {
            return Err(ViewError::UnknownView(text.to_owned()));
        }
        let columns = text
            .split(',')
            .map(|name| {
                let name = name.trim();
                Column::from_name(name).ok_or_else(|| ViewError::UnknownColumn(name.to_owned()))
            })
            .collect::<Result<Vec<Column>, ViewError>>()?;
        let (source, event, target) = match columns[..] {
            [source, target] => (source, None, target),
            [source, event, target] => (source, Some(event), target),
            _ => return Err(ViewError::NumberOfColumns(columns.len())),
        };
        let kinds = columns.iter().fold(Kinds::all(), |kinds, column| kinds.and(column.kinds()));
        let joined =
            columns.iter().all(|column| !column.kinds().and(Kinds::of(&CLIENT_KINDS)).is_empty());
        let (kinds, join) = match (kinds.is_empty(), joined) {
            (false, _) => (kinds, Join::Event),
            (true, true) => (Kinds::of(&CLIENT_KINDS), Join::Session),
            (true, false) => return Err(ViewError::NeverTogether(text.to_owned())),
        };
        Ok(Self { name: text.to_owned(), kinds, source, event, target, join })
    }

    /// The kinds that the reader has to find: those of the view, and rows of tables, which bring
    /// their own source, event and target into every view.
    #[must_use]
    pub fn wanted_kinds(&self) -> Kinds {
        self.kinds.with(Kind::Row)
    }

    /// The columns that the reader has to fill.
    #[must_use]
    pub fn wanted_columns(&self) -> Columns {
        let own = [
            self.source,
            self.target,
            Column::Sensor,
            Column::Source,
            Column::Event,
            Column::Target,
        ];
        let mut columns = Columns::of(&own);
        if let Some(event) = self.event {
            columns = columns.with(event);
        }
        if self.join == Join::Session {
            columns = columns.with(Column::Session).with(Column::SrcIp);
        }
        columns
    }
}

/// Why a view was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViewError {
    /// Not the name of a view.
    UnknownView(String),
    /// Not the name of a column.
    UnknownColumn(String),
    /// A view has two or three columns.
    NumberOfColumns(usize),
    /// No kind of event has all these columns.
    NeverTogether(String),
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ViewError::UnknownView(name) => write!(
                f,
                "unknown view `{}`: write {} or two or three columns as `src_ip,dst_port,dst_host`",
                name.escape_debug(),
                View::NAMES.join(", "),
            ),
            ViewError::UnknownColumn(name) => write!(
                f,
                "unknown column `{}`: the columns are {}",
                name.escape_debug(),
                Column::ALL.map(Column::name).join(", "),
            ),
            ViewError::NumberOfColumns(count) => {
                write!(f, "a view has two or three columns, not {count}")
            }
            ViewError::NeverTogether(columns) => {
                write!(f, "no event has all of `{}` together", columns.escape_debug())
            }
        }
    }
}

impl std::error::Error for ViewError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_a_name_or_columns() {
        assert_eq!(View::parse("tunnels"), Ok(View::tunnels()));
        let view = View::parse("src_ip, dst_port,dst_ip").unwrap();
        assert_eq!((view.event, view.target), (Some(Column::DstPort), Column::DstHost));
        assert!(view.kinds.contains(Kind::TunnelRequest));
        let view = View::parse("username,password").unwrap();
        assert_eq!(view.event, None);
        assert_eq!(View::parse("src_ip,hassh,version").unwrap().join, Join::Session);
    }

    #[test]
    fn columns_that_no_event_has_together_are_refused() {
        assert!(matches!(View::parse("password,dst_port"), Err(ViewError::NeverTogether(_))));
        assert!(matches!(View::parse("src_ip,colour"), Err(ViewError::UnknownColumn(_))));
        assert!(matches!(View::parse("tunnel"), Err(ViewError::UnknownView(_))));
        assert!(matches!(
            View::parse("src_ip,session,dst_port,dst_host"),
            Err(ViewError::NumberOfColumns(4))
        ));
    }
}
