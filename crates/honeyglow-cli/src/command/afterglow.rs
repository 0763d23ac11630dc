//! `honeyglow afterglow`: takes the place of `afterglow.pl`, flag by flag.
//!
//! A table comes in on stdin, a graph in DOT, GDF or GraphSON goes out on stdout. Messages are
//! AfterGlow's, letter by letter, since scripts look for them; our own have the program's name in
//! front.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use honeyglow::afterglow::{
    self, Columns, Counts, Format, Names, Options, Record, Records, Run, Separation, Shown,
    Strictness, Style, Title,
};
use honeyglow::export::{afterglow_dot, afterglow_gdf, afterglow_graphson};

use crate::getopt::{Letters, Typed};
use crate::style::{self, Failed, Lists, StyleFile};
use crate::terminal::{self, visible};

/// The classic flags.
const LETTERS: Letters = Letters { with_value: "bcefgilmopwx", without: "adhjknqrstv" };

/// What `--help` prints; its manual page shows it too.
pub(crate) const HELP: &str = "\
usage: honeyglow afterglow [FLAGS] < rows.csv > graph.dot

Reads rows of source,event,target (or source,target) and writes a link graph for Graphviz.

  -a         only the program's name in the graph's label
  -b N       start with line N; a header is left out with -b 2, or with --skip 1
  -c FILE    property file: colours, sizes, labels, what is put together and left out
  -d         add the number of rows to each label
  -e LEN     length of edges [1.5]
  -f N       leave out sources with at most N different events (two columns: targets)
  -g N       leave out events with at most N different targets
  -h         this help
  -i FILE    read the rows from FILE
  -j         write GraphSON
  -k         write GDF
  -l N       read at most N lines
  -m X       size of the largest node in inches [0.2]
  -n         no names on nodes
  -o N       leave out names with at most N rows
  -p MODE    keep events apart by source (1), target (2) or both (3)
  -q         nothing on stdout and stderr
  -r         print the sources on stderr
  -s         keep a name as source and as target apart
  -t         the rows have two columns
  -v         say on stderr what is being done
  -w FILE    write to FILE
  -x COLOR   colour of texts [black]

  --lenient        leave out lines of the property file that are not understood
  --allow-lists    let the property file read lists that lie beside it
  --skip N         leave out the first N lines

A value of 0 counts as not given. docs/properties.md has all properties, with examples.
";

/// Our own long flags.
#[derive(Debug, Default)]
struct Long {
    lenient: bool,
    lists: bool,
    help: bool,
    skip: u64,
}

/// How a run ended, as an exit status.
pub(crate) enum Ended {
    /// All is written, or the help.
    Done,
    /// An input or output cannot be opened, or the property file is refused.
    Failed,
}

/// Runs with the words behind the program's name.
///
/// # Errors
/// The input or the output failed on the way.
pub(crate) fn run(words: &[OsString]) -> anyhow::Result<Ended> {
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let (long, words) = match long(words) {
        Ok(read) => read,
        Err(message) => {
            terminal::tell(&message);
            return Ok(Ended::Failed);
        }
    };
    if long.help {
        io::stdout().write_all(HELP.as_bytes())?;
        return Ok(Ended::Done);
    }
    let Ok(typed) = Typed::read(&words, LETTERS) else {
        eprint(HELP);
        return Ok(Ended::Done);
    };
    if typed.has('h') {
        eprint(HELP);
        return Ok(Ended::Done);
    }
    let voice = if typed.has('q') { Voice::Silent } else { Voice::Told };
    match graph(&typed, &long, voice)? {
        Some(()) => Ok(Ended::Done),
        None => Ok(Ended::Failed),
    }
}

/// Takes our long flags out of the words.
fn long(words: Vec<String>) -> Result<(Long, Vec<String>), String> {
    let mut long = Long::default();
    let mut left = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--lenient" => long.lenient = true,
            "--allow-lists" => long.lists = true,
            "--help" => long.help = true,
            "--skip" => long.skip = number(words.next().as_deref())?,
            "--" => {
                left.push(word);
                left.extend(words);
                break;
            }
            // Behind the first word that is no flag, none is looked at.
            other if !other.starts_with('-') || other == "-" => {
                left.push(word);
                left.extend(words);
                break;
            }
            other if LETTERS.wants_next(other) => {
                left.push(word);
                left.extend(words.next());
            }
            other => match other.strip_prefix("--skip=") {
                Some(value) => long.skip = number(Some(value))?,
                None if other.starts_with("--") => {
                    return Err(format!("unknown flag `{other}` (see --help)"));
                }
                None => left.push(word),
            },
        }
    }
    Ok((long, left))
}

fn number(text: Option<&str>) -> Result<u64, String> {
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| "--skip: write a number of lines".to_owned())
}

/// Does anybody hear?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    Told,
    Silent,
}

impl Voice {
    /// One line in AfterGlow's words.
    fn line(self, message: &str) {
        if self == Voice::Told {
            eprint(&format!("{}\n", visible(message)));
        }
    }

    /// One line of our own.
    fn own(self, message: &str) {
        if self == Voice::Told {
            terminal::tell(message);
        }
    }
}

fn eprint(text: &str) {
    // Nobody is left to be told that stderr is gone.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// None where something cannot be opened, which was told.
fn graph(typed: &Typed, long: &Long, voice: Voice) -> anyhow::Result<Option<()>> {
    let verbose = typed.has('v');
    if verbose {
        voice.line("Verbose mode is on.");
        voice.line(&format!("Skipping {} lines.", typed.value('b').unwrap_or("0")));
    }
    let output: Box<dyn Write> = match typed.value('w') {
        Some(path) => match File::create(path) {
            Ok(file) => Box::new(file),
            Err(error) => {
                voice.line(&format!("Cannot open {path}: {}", terminal::reason(&error)));
                return Ok(None);
            }
        },
        None if voice == Voice::Silent => Box::new(io::sink()),
        None => Box::new(io::stdout().lock()),
    };
    let input: Box<dyn BufRead> = match typed.value('i') {
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(BufReader::with_capacity(BUFFER_BYTES, file)),
            Err(error) => {
                voice.line(&format!("Cannot open {path}: {}", terminal::reason(&error)));
                return Ok(None);
            }
        },
        None => Box::new(BufReader::with_capacity(BUFFER_BYTES, io::stdin().lock())),
    };
    let Some(style) = style(typed, long, voice) else { return Ok(None) };
    let format = style.format().unwrap_or(if typed.has('j') {
        Format::GraphSon
    } else if typed.has('k') {
        Format::Gdf
    } else {
        Format::Dot
    });
    let mut run = Run::new(options(typed), style);
    read_rows(input, typed, long, &mut run, voice)?;
    run.take_messages().iter().for_each(|message| voice.line(message));
    let shown = run.finish();
    tell_nodes(&shown, typed, format, voice);
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    match format {
        Format::Dot => afterglow_dot::write(&shown, &mut output),
        Format::Gdf => afterglow_gdf::write(&shown, &mut output),
        Format::GraphSon => afterglow_graphson::write(&shown, &mut output),
    }?;
    output.flush()?;
    if verbose {
        voice.line("All over, buster.");
    }
    Ok(Some(()))
}

/// Rows are short: a few system calls a megabyte.
const BUFFER_BYTES: usize = 256 << 10;

fn options(typed: &Typed) -> Options {
    let text = |letter| typed.value(letter).map(str::to_owned);
    let default = Options::default();
    Options {
        title: if typed.has('a') { Title::Short } else { Title::Full },
        split: text('p'),
        omit: text('o'),
        source_fan_out: text('f'),
        event_fan_out: text('g'),
        max_node_size: text('m'),
        edge_length: text('e').unwrap_or(default.edge_length),
        font_colour: text('x').unwrap_or(default.font_colour),
        property_file: text('c'),
        columns: if typed.has('t') { Columns::Two } else { Columns::ByFirstLine },
        separation: if typed.has('s') { Separation::Separate } else { Separation::Shared },
        names: if typed.has('n') { Names::Hidden } else { Names::Shown },
        counts: if typed.has('d') { Counts::Shown } else { Counts::Hidden },
    }
}

/// The property file, told of and read; none where it cannot be.
fn style(typed: &Typed, long: &Long, voice: Voice) -> Option<Style> {
    let Some(path) = typed.value('c') else {
        voice.line("No property file specified, using default settings.");
        return Some(Style::default());
    };
    let file = StyleFile {
        path: Path::new(path),
        strictness: if long.lenient { Strictness::Lenient } else { Strictness::Strict },
        lists: if long.lists { Lists::Allowed } else { Lists::Refused },
    };
    match style::read(file) {
        Ok(read) => {
            read.messages.iter().for_each(|message| voice.line(message));
            read.warnings.iter().for_each(|warning| voice.own(warning));
            Some(read.style)
        }
        Err(Failed::Closed(why)) => {
            voice.line(&format!("Cannot open {path}: {why}"));
            None
        }
        Err(Failed::Refused(lines)) => {
            lines.iter().for_each(|line| voice.own(line));
            None
        }
    }
}

/// Takes the lines that `-b`, `-l` and `--skip` leave.
fn read_rows(
    input: Box<dyn BufRead>,
    typed: &Typed,
    long: &Long,
    run: &mut Run,
    voice: Voice,
) -> anyhow::Result<()> {
    let number = |letter| typed.value(letter).map_or(0, whole);
    let first = number('b');
    // With -b, AfterGlow reads a line more than -l says.
    let last = typed.value('l').map(|limit| whole(limit).saturating_add(first).max(1));
    if typed.value('b') == Some("1") {
        voice.own("-b 1 leaves out nothing; -b 2 or --skip 1 leaves out a header");
    }
    let mut records = Records::new(input);
    let mut record = Record::default();
    for _ in 0..long.skip {
        records.skip()?;
    }
    while last.is_none_or(|last| records.number() < last.saturating_add(long.skip)) {
        if records.number() + 1 < first {
            if !records.skip()? {
                break;
            }
            continue;
        }
        if !records.read(&mut record)? {
            break;
        }
        if records.number() == long.skip + 1 {
            run.decide_columns(&record.fields);
        }
        run.row(&record.fields);
    }
    if let Some((count, first)) = records.malformed() {
        voice.own(&format!(
            "{} no row of a table (a quote that does not close, or a control character), the first \
             is line {first}; each counts as a row of empty names",
            if count == 1 {
                "1 line is".to_owned()
            } else {
                format!("{} lines are", terminal::thousands(count))
            },
        ));
    }
    Ok(())
}

/// The whole number that a value starts with, as Perl reads it.
fn whole(text: &str) -> u64 {
    let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// What AfterGlow says while it prints nodes.
fn tell_nodes(shown: &Shown, typed: &Typed, format: Format, voice: Voice) {
    if voice == Voice::Silent {
        return;
    }
    for vertex in shown.vertices() {
        if typed.has('r') && vertex.section == afterglow::Section::Source {
            voice.line(&vertex.label.text);
        }
        match &vertex.colour {
            None => {
                let label = shown.counted_label(&vertex).text;
                voice.line(&format!("Color Not Assigned for: {label}"));
            }
            Some(ink) if format != Format::Dot && ink.rgb().is_none() => {
                voice.line(&format!("ERROR: no RGB value found for color: {}", ink.text()));
            }
            Some(_) => {}
        }
    }
}
