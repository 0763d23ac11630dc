//! The links of a page as a table for download. It will be opened in a spreadsheet, and its names
//! were chosen by intruders: what hides or reorders is shown as an escape, as on the page, and a name
//! that would run as a formula there has a quote put before it.

use std::borrow::Cow;

use honeyglow::export::csv::quoted;
use honeyglow::link::{Link, Links};

use crate::terminal;

/// The rows under a header; times in UTC.
pub(crate) fn csv(links: &Links) -> String {
    let mut out = String::from("source,event,target,count,first,last\n");
    let name = |id| safe(links.names.get(id));
    for Link { source, event, target, count, first, last, .. } in &links.links {
        let event = event.map_or(Cow::Borrowed(""), name);
        for field in [name(*source), event, name(*target)] {
            out.push_str(&quoted(&field));
            out.push(',');
        }
        out.push_str(&count.to_string());
        for time in [first, last] {
            out.push(',');
            if let Some(time) = time {
                out.push_str(&time.to_string());
            }
        }
        out.push('\n');
    }
    out
}

/// The name as a spreadsheet takes it for text.
fn safe(name: &str) -> Cow<'_, str> {
    let name = terminal::visible(name);
    if name.starts_with(['=', '+', '-', '@']) { Cow::Owned(format!("'{name}")) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_a_formula() {
        for name in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(safe(name), format!("'{name}"));
        }
        for name in ["\t=1", "\r=1", "\0=1", "\u{202e}=1"] {
            assert!(safe(name).starts_with('\\'), "{}", safe(name));
        }
        assert_eq!(safe("192.0.2.1"), "192.0.2.1");
    }
}
