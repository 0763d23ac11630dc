//! `honeyglow man`: the manual pages, one a command from the types of the flags, and the page of the
//! configuration, which is written by hand.
//!
//! The pages use the macros of man(7). They have no date: the same program writes the same bytes.

use std::fs;
use std::io::{self, Write as _};

use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::Outcome;
use crate::args::Cli;
use crate::args::documents::ManArgs;
use crate::command::afterglow;
use crate::output::Output;

/// The page of the configuration.
const CONFIG: (&str, &str) = ("honeyglow-config.5", include_str!("../../man/honeyglow-config.5"));

/// Writes the pages.
///
/// # Errors
/// The directory cannot be made, or a page not be written there.
pub(crate) fn run(args: &ManArgs) -> anyhow::Result<Outcome> {
    let directory = &args.directory;
    fs::create_dir_all(directory)
        .with_context(|| format!("cannot make the directory `{}`", directory.display()))?;
    for (name, page) in pages()? {
        let mut output = Output::create(Some(&directory.join(name)))?;
        output.write_all(page.as_bytes()).map_err(|error| output.explain(error))?;
        output.commit()?;
    }
    Ok(Outcome::Done)
}

/// The names of the files and what is in them.
fn pages() -> io::Result<Vec<(String, String)>> {
    // Without clap's own command `help`, which the program does not have.
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let commands: Vec<clap::Command> =
        program.get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect();
    let mut others: Vec<String> = commands.iter().map(page_name).collect();
    others.push("honeyglow-config(5)".to_owned());
    let mut pages = vec![page(program, &others)?];
    for command in commands {
        pages.push(page(command, &["honeyglow(1)".to_owned(), "honeyglow-config(5)".to_owned()])?);
    }
    pages.push((CONFIG.0.to_owned(), CONFIG.1.to_owned()));
    Ok(pages)
}

fn page_name(command: &clap::Command) -> String {
    format!("{}(1)", command.get_display_name().unwrap_or_else(|| command.get_name()))
}

/// The page of a command: the name of its file and its text.
fn page(command: clap::Command, see_also: &[String]) -> io::Result<(String, String)> {
    let command = command.mut_args(with_help);
    let help = command.get_after_long_help().or_else(|| command.get_after_help());
    let behind = Behind::read(&help.map(ToString::to_string).unwrap_or_default());
    let is_afterglow = command.get_name() == "afterglow";
    let has_commands = command.has_subcommands();
    let man = Man::new(command);
    let name = man.get_filename();
    let mut text = title(&name).into_bytes();
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    if is_afterglow {
        // It reads its words itself, so that clap knows none of them.
        section("FLAGS", Words::AsTheyStand, afterglow::HELP.lines()).to_writer(&mut text)?;
    } else {
        man.render_options_section(&mut text)?;
    }
    if has_commands {
        man.render_subcommands_section(&mut text)?;
    }
    behind.write(&mut text)?;
    seen_also(see_also).to_writer(&mut text)?;
    Ok((name, tidied(&String::from_utf8_lossy(&text))))
}

/// The first line of a page. The date is empty, and an empty argument needs its quotes.
fn title(file_name: &str) -> String {
    let name = file_name.trim_end_matches(".1").to_uppercase();
    format!(".TH {name} 1 \"\" \"honeyglow {}\" \"honeyglow\"\n", env!("CARGO_PKG_VERSION"))
}

/// A flag that only `--help` shows, and `-h` does not, is shown with its one line of help.
fn with_help(flag: clap::Arg) -> clap::Arg {
    match flag.get_help().cloned() {
        Some(help) if flag.is_hide_short_help_set() && flag.get_long_help().is_none() => {
            flag.long_help(help)
        }
        _ => flag,
    }
}

/// What stands behind the flags in a help, taken apart as manual pages have it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Behind {
    examples: Vec<String>,
    notes: Vec<String>,
    exit_status: Option<String>,
}

impl Behind {
    fn read(help: &str) -> Self {
        let mut behind = Self::default();
        let mut lines = help.lines().peekable();
        while let Some(line) = lines.next() {
            if line == "Examples:" {
                while let Some(example) = lines.next_if(|line| line.starts_with("  ")) {
                    behind.examples.push(example.trim_start().to_owned());
                }
            } else if let Some(status) = line.strip_prefix("Exit status: ") {
                behind.exit_status = Some(status.to_owned());
            } else if !(line.is_empty() && behind.notes.is_empty()) {
                behind.notes.push(line.to_owned());
            }
        }
        behind
    }

    fn write(&self, text: &mut Vec<u8>) -> io::Result<()> {
        if !self.notes.is_empty() {
            section("NOTES", Words::Filled, self.notes.iter()).to_writer(text)?;
        }
        if let Some(status) = &self.exit_status {
            section("EXIT STATUS", Words::Filled, std::iter::once(status)).to_writer(text)?;
        }
        if !self.examples.is_empty() {
            section("EXAMPLES", Words::AsTheyStand, self.examples.iter()).to_writer(text)?;
        }
        Ok(())
    }
}

/// How the lines of a section are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    /// As paragraphs.
    Filled,
    /// Line by line, with their blanks.
    AsTheyStand,
}

fn section<T: AsRef<str>>(title: &str, words: Words, lines: impl Iterator<Item = T>) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    if words == Words::AsTheyStand {
        roff.control("nf", []);
    }
    for line in lines {
        roff.text([roman(line.as_ref())]);
    }
    if words == Words::AsTheyStand {
        roff.control("fi", []);
    }
    roff
}

/// The pages to read next, as `honeyglow-draw(1)`.
fn seen_also(pages: &[String]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    for (at, page) in pages.iter().enumerate() {
        let (name, section) = page.split_at(page.find('(').unwrap_or(page.len()));
        let comma = if at + 1 < pages.len() { "," } else { "" };
        roff.text([bold(name), roman(format!("{section}{comma}"))]);
    }
    roff
}

/// Brings the parts of a page, which were written one by one, into one text: their common beginning
/// stands once, and a blank line, which means nothing in roff's language, is a gap without breaks
/// around it.
fn tidied(page: &str) -> String {
    let mut tidied: Vec<&str> = PREAMBLE.to_vec();
    for line in page.lines().filter(|line| !PREAMBLE.contains(line)) {
        let last = tidied.last().copied();
        match line {
            ".br" if last == Some(GAP) => {}
            "" if last == Some(".br") => {
                tidied.pop();
                tidied.push(GAP);
            }
            "" => tidied.push(GAP),
            line => tidied.push(line),
        }
    }
    tidied.join("\n") + "\n"
}

/// What the crate that writes roff begins each text with: a straight apostrophe, where it is known.
const PREAMBLE: [&str; 2] = [r".ie \n(.g .ds Aq \(aq", r".el .ds Aq '"];

/// The request for a gap.
const GAP: &str = ".sp";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_the_flags_becomes_sections() {
        let help = "Examples:\n  honeyglow a\n  honeyglow b\n\nA note.\nExit status: 0 done.";
        let behind = Behind::read(help);
        assert_eq!(behind.examples, ["honeyglow a", "honeyglow b"]);
        assert_eq!(behind.notes, ["A note."]);
        assert_eq!(behind.exit_status.as_deref(), Some("0 done."));
    }

    #[test]
    fn each_command_has_a_page_that_names_it() {
        let pages = pages().unwrap();
        for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = format!("honeyglow-{}", command.get_name());
            let (_, page) = pages.iter().find(|(file, _)| *file == format!("{name}.1")).unwrap();
            assert!(page.contains(&format!(".TH {} 1 \"\" ", name.to_uppercase())), "{page}");
            assert!(!page.contains("\n\n"), "{page}");
        }
    }
}
