//! What people read: the way to put a line on stderr. Names in logs, and names of files, were chosen
//! by somebody else, so whatever goes to a terminal or a text report goes through [`visible`].

use std::io::{self, IsTerminal as _, Write as _};

pub(crate) use honeyglow::label::text::thousands;
pub(crate) use honeyglow::label::visible::visible;

/// Is stderr read by a person at a terminal?
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Puts one line on stderr. Whatever the message holds, it stays one line.
pub(crate) fn tell(message: &str) {
    // Nobody is left to be told that stderr is gone.
    let _ = writeln!(io::stderr().lock(), "honeyglow: {}", visible(message));
}

/// Puts a document in ASCII on stderr, which has a form of its own.
pub(crate) fn print(document: &str) {
    let _ = io::stderr().lock().write_all(visible_lines(document).as_bytes());
}

/// The lines with everything made visible that would move a cursor or hide.
fn visible_lines(document: &str) -> String {
    document.lines().map(|line| visible(line).into_owned() + "\n").collect()
}

/// Puts an error with its causes on stderr, in one line.
pub(crate) fn tell_error(error: &anyhow::Error) {
    let causes: Vec<String> = error
        .chain()
        .map(|cause| cause.downcast_ref().map_or_else(|| cause.to_string(), reason))
        .collect();
    tell(&causes.join(": "));
}

/// Why the system refused, without its number and in the style of our own messages.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => return "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => {
            return "permission denied: read it as a user who may".to_owned();
        }
        _ => {}
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

/// The number and its noun: `1 line`, `2,000 lines`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!((counted(1, "line"), counted(0, "line")), ("1 line".into(), "0 lines".into()));
    }

    #[test]
    fn the_systems_reasons_are_lower_case_and_without_numbers() {
        let full = io::Error::from_raw_os_error(28);
        assert_eq!(reason(&full), "no space left on device");
    }
}
