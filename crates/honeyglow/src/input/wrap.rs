//! Wrappers: what other programs put around a line of Cowrie's when they carry it.
//!
//! ```text
//! {"log":"2024-11-15T15:55:51+0000 [-] ...\n","stream":"stdout","time":"..."}      Docker
//! {"@timestamp":"...","message":"{\"eventid\":\"cowrie.session.connect\",...}"}    Beats
//! {"_index":"...","_source":{"eventid":"cowrie.session.connect",...}}              Elasticsearch
//! Nov 24 06:06:31 sensor cowrie[12]: {"eventid":"cowrie.session.connect",...}      syslog
//! ```
//!
//! A header is read from its start, never searched for: what an attacker wrote further on in
//! the line must not be taken for the line itself.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Wrapper, text};
use crate::time::parse_stamp;

/// How deep wrappers may lie in each other: syslog in Docker in Elasticsearch.
const NEST_LIMIT: usize = 3;

/// What a wrapper held.
#[derive(Debug)]
pub(super) struct Unwrapped {
    /// The outermost wrapper.
    pub(super) wrapper: Wrapper,
    /// The line, without its newline. A newline within it continues the record, as a newline and
    /// a TAB do in Cowrie's own files.
    pub(super) inner: String,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    eventid: Option<&'a RawValue>,
    #[serde(borrow)]
    log: Option<&'a RawValue>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    json: Option<&'a RawValue>,
    #[serde(borrow, rename = "_source")]
    source: Option<&'a RawValue>,
}

/// Takes the wrappers off a line; none if it has none, or they hold no line.
pub(super) fn unwrap(line: &[u8]) -> Option<Unwrapped> {
    let (wrapper, mut inner) = unwrap_once(&text::decode_json(line))?;
    for _ in 1..NEST_LIMIT {
        match unwrap_once(&inner) {
            Some((_, deeper)) => inner = deeper,
            None => break,
        }
    }
    let end = inner.strip_suffix('\n').map_or(inner.len(), str::len);
    inner.truncate(end);
    Some(Unwrapped { wrapper, inner: inner.replace("\n\t", "\n") })
}

fn unwrap_once(line: &str) -> Option<(Wrapper, String)> {
    if line.starts_with('{') {
        return unwrap_object(line);
    }
    syslog_message(line).map(|message| (Wrapper::Syslog, message.to_owned()))
}

fn unwrap_object(line: &str) -> Option<(Wrapper, String)> {
    let envelope: Envelope<'_> = serde_json::from_str(line).ok()?;
    if envelope.eventid.is_some() {
        return None;
    }
    let string = |value: Option<&RawValue>| -> Option<String> {
        value.and_then(|value| serde_json::from_str(value.get()).ok())
    };
    let object = |value: Option<&RawValue>| -> Option<String> {
        value.map(|value| value.get().to_owned()).filter(|text| text.starts_with('{'))
    };
    if let Some(inner) = object(envelope.source) {
        return Some((Wrapper::Elasticsearch, inner));
    }
    if let Some(inner) = object(envelope.json) {
        return Some((Wrapper::Beats, inner));
    }
    if let Some(inner) = string(envelope.log) {
        return Some((Wrapper::Docker, inner));
    }
    string(envelope.message).map(|inner| (Wrapper::Beats, inner))
}

/// ```text
/// syslog = [ "<" 1*3digit ">" ] ( rfc5424 | rfc3164 )
/// rfc3164 = ( month " " day " " time | stamp ) " " host " " tag ": " message
/// rfc5424 = "1 " stamp " " host " " app " " procid " " msgid " " ( "-" | "[" ... "]" ) " " message
/// ```
fn syslog_message(line: &str) -> Option<&str> {
    let rest = match line.strip_prefix('<') {
        Some(rest) => {
            let (priority, rest) = rest.split_once('>')?;
            let is_priority =
                (1..=3).contains(&priority.len()) && priority.bytes().all(|b| b.is_ascii_digit());
            is_priority.then_some(rest)?
        }
        None => line,
    };
    if let Some(rest) = rest.strip_prefix("1 ") {
        let rest = skip_stamp(rest)?;
        let rest = (0..4).try_fold(rest, |rest, _| rest.split_once(' ').map(|(_, rest)| rest))?;
        return match rest.strip_prefix("- ") {
            Some(message) => Some(message),
            None => rest.strip_prefix('[')?.split_once("] ").map(|(_, message)| message),
        }
        .map(|message| message.strip_prefix('\u{feff}').unwrap_or(message));
    }
    let (rest, process) = match skip_stamp(rest) {
        // Cowrie's own lines start with such a stamp too, and go on with attackers' text: here
        // the tag must have the number of a process, which no message of Cowrie's looks like.
        Some(rest) => (rest, Process::Numbered),
        None => (skip_month_day_time(rest)?, Process::Any),
    };
    let (host, rest) = rest.split_once(' ')?;
    let (tag, message) = rest.split_once(": ")?;
    let is_host = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte));
    let is_tag = !tag.is_empty() && tag.len() <= 64 && !tag.contains([' ', '{']);
    let is_numbered = tag
        .strip_suffix(']')
        .and_then(|tag| tag.rsplit_once('['))
        .is_some_and(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
    (is_host && is_tag && (is_numbered || process == Process::Any)).then_some(message)
}

/// What the tag of a syslog line must say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Process {
    Any,
    Numbered,
}

fn skip_stamp(line: &str) -> Option<&str> {
    let (_, length) = parse_stamp(line.as_bytes())?;
    line.get(length..)?.strip_prefix(' ')
}

/// `Nov 24 06:06:31 ` and `Nov  4 06:06:31 `.
fn skip_month_day_time(line: &str) -> Option<&str> {
    const LENGTH: usize = "Nov 24 06:06:31 ".len();
    let head: &[u8; LENGTH] = line.as_bytes().first_chunk()?;
    let fits = head[..3].iter().all(u8::is_ascii_alphabetic)
        && [head[3], head[6], head[15]] == [b' '; 3]
        && [head[9], head[12]] == [b':'; 2];
    if fits { line.get(LENGTH..) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_out_of_its_wrappers() {
        for (line, inner) in [
            (r#"{"log":"\treason: x\n","stream":"stdout"}"#, "\treason: x"),
            (r#"{"log":"a\n\tb\n"}"#, "a\nb"),
            (r#"{"_source":{"message":"{\"eventid\":\"x\"}"}}"#, r#"{"eventid":"x"}"#),
            (r#"{"json":{"eventid":"x"},"message":"y"}"#, r#"{"eventid":"x"}"#),
            (r#"Nov  4 06:06:31 host cowrie[1]: {"eventid":"x"}"#, r#"{"eventid":"x"}"#),
            (r#"<13>Nov 24 06:06:31 host cowrie: {"log":"x"}"#, "x"),
            ("2026-11-24T05:06:31.1+01:00 host cowrie[1]: x", "x"),
            ("<14>1 2026-11-24T05:06:31Z h cowrie 1 - [a b=\"c\"] x", "x"),
        ] {
            assert_eq!(unwrap(line.as_bytes()).unwrap().inner, inner, "{line}");
        }
    }

    #[test]
    fn what_is_no_wrapper_is_left_alone() {
        for line in [
            r#"{"eventid":"x","message":"y"}"#,
            r#"{"log":1}"#,
            r#"{"json":[1]}"#,
            "2026-11-24T05:06:31Z [ssh,1,192.0.2.1] CMD: a: {\"eventid\":\"x\"}",
            "2026-11-24T05:06:31Z fcbae685942c CMD: {\"eventid\":\"x\"}",
            "Nov 24 06:06:31 host words before the tag: {}",
            "",
        ] {
            assert!(unwrap(line.as_bytes()).is_none(), "{line}");
        }
    }
}
