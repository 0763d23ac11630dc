//! The words around a picture: what a view is called, and which span of time is shown.

use honeyglow::link::View;
use honeyglow::time::{Instant, Period};
use jiff::tz::TimeZone;

/// The title of a view's picture.
pub(crate) fn title(view: &View) -> String {
    match view.name.as_str() {
        "tunnels" => "Tunnels that intruders asked for".to_owned(),
        "logins" => "Names and passwords that intruders tried".to_owned(),
        "commands" => "Commands that intruders ran".to_owned(),
        "downloads" => "Files that intruders fetched or sent".to_owned(),
        "clients" => "Programs that intruders came with".to_owned(),
        _ => columns(view),
    }
}

/// The view in a word.
pub(crate) fn short_title(view: &View) -> String {
    match view.name.as_str() {
        "tunnels" => "Tunnels".to_owned(),
        "logins" => "Logins".to_owned(),
        "commands" => "Commands".to_owned(),
        "downloads" => "Downloads".to_owned(),
        "clients" => "Clients".to_owned(),
        _ => columns(view),
    }
}

fn columns(view: &View) -> String {
    view.name.split(',').map(str::trim).collect::<Vec<_>>().join(" › ")
}

/// The span that was asked for, else the one that the events cover; with the zone.
pub(crate) fn period(asked: Period, zone: &TimeZone, span: Option<(Instant, Instant)>) -> String {
    let name = zone.iana_name().unwrap_or("local time");
    let at = |time: Instant| time.in_zone(zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let Some((first, last)) = span else { return "rows without times".to_owned() };
    let since = at(asked.since.unwrap_or(first));
    match asked.until {
        Some(until) => format!("{since} up to {} ({name})", at(until)),
        None => format!("{since} to {} ({name})", at(last)),
    }
}
