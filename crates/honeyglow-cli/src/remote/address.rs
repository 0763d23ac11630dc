//! The address of logs on a sensor: `ssh://[user@]host[:port]/path-or-glob`.
//!
//! The path is absolute, or below a home: `ssh://host/~/log/*.json`, `ssh://host/~cowrie/log`.
//! It is taken as it is typed, without escapes as `%20`. Host and user become words of a command
//! line, and `ssh` puts them into others (`ProxyCommand`), so that they may hold only what names
//! are made of.

use std::fmt;
use std::str::FromStr;

/// What such an address starts with.
pub(crate) const SCHEME: &str = "ssh://";

/// Where logs lie on a sensor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Address {
    /// Who logs in; none leaves it to `ssh`.
    pub(crate) user: Option<String>,
    /// A name, an alias of the user's `ssh` configuration, or an address; IPv6 without brackets.
    pub(crate) host: String,
    /// None leaves it to `ssh`.
    pub(crate) port: Option<u16>,
    /// The path there, absolute or from `~` on; `*`, `?` and `[a-z]` are wildcards.
    pub(crate) pattern: String,
}

/// Why something is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadAddress {
    /// It does not start as one.
    Scheme,
    /// A user of other characters than `a-z A-Z 0-9 . _ - + @`, or with `-` in front.
    User,
    /// A host of other characters than `a-z A-Z 0-9 . _ -`, or with `-` in front.
    Host,
    /// No number from 1 to 65535.
    Port,
    /// No path.
    Path,
    /// A control character in the path.
    Control,
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BadAddress::Scheme => "an address is ssh://[user@]host[:port]/path",
            BadAddress::User => "the user may hold letters, digits and `._-+@`, and not start with `-`",
            BadAddress::Host => {
                "the host may hold letters, digits and `._-` (IPv6 in brackets), and not start with `-`"
            }
            BadAddress::Port => "the port is a number from 1 to 65535",
            BadAddress::Path => "a path must follow the host, as ssh://host/var/log/cowrie/cowrie.json*",
            BadAddress::Control => "the path holds a control character",
        })
    }
}

impl std::error::Error for BadAddress {}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let rest = text.strip_prefix(SCHEME).ok_or(BadAddress::Scheme)?;
        let (authority, path) = rest.split_once('/').ok_or(BadAddress::Path)?;
        // A user may have an `@` of his own, as those of a directory service.
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        if user.is_some_and(|user| !is_name(user, "._-+@")) {
            return Err(BadAddress::User);
        }
        let (host, port) = if let Some(bracketed) = place.strip_prefix('[') {
            let (host, port) = bracketed.split_once(']').ok_or(BadAddress::Host)?;
            // The zone of a link-local address follows a `%`.
            if !host.contains(':') || !is_name(host, ":.%_-") {
                return Err(BadAddress::Host);
            }
            let port = match port {
                "" => None,
                port => Some(port.strip_prefix(':').ok_or(BadAddress::Host)?),
            };
            (host, port)
        } else {
            let (host, port) = match place.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (place, None),
            };
            if !is_name(host, "._-") {
                return Err(BadAddress::Host);
            }
            (host, port)
        };
        let port = port.map(parse_port).transpose()?;
        if path.is_empty() {
            return Err(BadAddress::Path);
        }
        if path.chars().any(char::is_control) {
            return Err(BadAddress::Control);
        }
        let pattern = if path.starts_with('~') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { user: user.map(str::to_owned), host: host.to_owned(), port, pattern })
    }
}

fn is_name(text: &str, others: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

fn parse_port(text: &str) -> Result<u16, BadAddress> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port > 0).ok_or(BadAddress::Port)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SCHEME)?;
        if let Some(user) = &self.user {
            write!(f, "{user}@")?;
        }
        if self.host.contains(':') {
            write!(f, "[{}]", self.host)?;
        } else {
            f.write_str(&self.host)?;
        }
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        let slash = if self.pattern.starts_with('/') { "" } else { "/" };
        write!(f, "{slash}{}", self.pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_given_back_as_it_was_typed() {
        for text in [
            "ssh://pot@198.51.100.7:2222/var/log/cowrie/cowrie.json*",
            "ssh://sensor/a b/$(touch x)'.json",
            "ssh://a@b.example@host/x",
            "ssh://[2001:db8::1]:22/x",
            "ssh://[fe80::1%eth0]/x",
            "ssh://pot@host/~/log/*.json",
            "ssh://host/~cowrie/log",
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn the_parts_are_told_apart() {
        let address: Address = "ssh://pot@[::1]:2222/~/a*".parse().unwrap();
        assert_eq!(address.user.as_deref(), Some("pot"));
        assert_eq!((address.host.as_str(), address.port), ("::1", Some(2222)));
        assert_eq!(address.pattern, "~/a*");
    }

    #[test]
    fn what_would_become_an_option_or_a_command_is_refused() {
        for (text, why) in [
            ("http://host/x", BadAddress::Scheme),
            ("ssh://host", BadAddress::Path),
            ("ssh://host/", BadAddress::Path),
            ("ssh:///x", BadAddress::Host),
            ("ssh://-oProxyCommand=x/x", BadAddress::Host),
            ("ssh://a`id`/x", BadAddress::Host),
            ("ssh://a b/x", BadAddress::Host),
            ("ssh://a\n/x", BadAddress::Host),
            ("ssh://[host]/x", BadAddress::Host),
            ("ssh://[::1/x", BadAddress::Host),
            ("ssh://[::1]22/x", BadAddress::Host),
            ("ssh://::1/x", BadAddress::Host),
            ("ssh://@host/x", BadAddress::User),
            ("ssh://-l@host/x", BadAddress::User),
            ("ssh://a;b@host/x", BadAddress::User),
            ("ssh://host:/x", BadAddress::Port),
            ("ssh://host:0/x", BadAddress::Port),
            ("ssh://host:+22/x", BadAddress::Port),
            ("ssh://host:65536/x", BadAddress::Port),
            ("ssh://host/a\0b", BadAddress::Control),
            ("ssh://host/a\nb", BadAddress::Control),
        ] {
            assert_eq!(text.parse::<Address>(), Err(why), "{text:?}");
        }
    }
}
