//! Reads a property file: lines of `name=value`.

use std::sync::Arc;

use super::colours::hex_at;
use super::style::{Concentrate, Format, Keeps, LabelPlace, Part, Rule, Style, Summing};
use crate::look::Form;
use crate::property::{Error, ErrorKind, Lists, Position, Value};

/// The most lines of a file. Each rule is looked at for each row.
const LINE_LIMIT: usize = 100_000;
/// The most errors that are told of one file: the first tells the most.
const ERROR_LIMIT: usize = 20;

/// What happens with a line that is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// The file is refused.
    Strict,
    /// The line is left out.
    Lenient,
}

/// How a file is read.
pub struct Load<'a> {
    /// What happens with a line that is not understood.
    pub strictness: Strictness,
    /// Where lists come from.
    pub lists: &'a mut Lists<'a>,
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What it says.
    pub style: Style,
    /// What AfterGlow says of entries that it does not know, letter by letter.
    pub messages: Vec<String>,
    /// Lines that were left out, and why.
    pub warnings: Vec<Error>,
}

/// Reads a file.
///
/// # Errors
/// The lines that are not understood or refused, in the order of the file. A `variable` line that
/// is refused and that no rule needs is only a warning.
pub fn load(text: &str, how: &mut Load<'_>) -> Result<Loaded, Vec<Error>> {
    let mut loading = Loading { loaded: Loaded::default(), errors: Vec::new() };
    for (index, line) in text.split('\n').enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if index >= LINE_LIMIT {
            let position = Position { line: number, column: 1 };
            let message = format!("a property file has at most {LINE_LIMIT} lines");
            loading.errors.push(Error { position, kind: ErrorKind::Syntax, message });
            break;
        }
        let Some(entry) = entry(line, number) else { continue };
        if entry.name == "exit" {
            break;
        }
        if let Err(error) = loading.take(&entry, how.lists) {
            let is_variable = entry.name == "variable" && error.kind != ErrorKind::Syntax;
            if how.strictness == Strictness::Lenient || is_variable {
                loading.loaded.warnings.push(error);
            } else {
                loading.errors.push(error);
                if loading.errors.len() >= ERROR_LIMIT {
                    break;
                }
            }
        }
    }
    if loading.errors.is_empty() { Ok(loading.loaded) } else { Err(loading.errors) }
}

/// A line of a file.
#[derive(Debug, PartialEq, Eq)]
struct Entry<'t> {
    name: &'t str,
    value: &'t str,
    /// Whether the value stood in quotes, which are taken off.
    quotes: Quotes,
    /// Where the value stands.
    position: Position,
}

/// Whether a value stood in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    None,
    Taken,
}

/// Name and value of a line; none of one that says nothing.
fn entry(line: &str, number: u32) -> Option<Entry<'_>> {
    let whole = line;
    let line = line.trim_end();
    let start = line.trim_start();
    if start.is_empty() || start.starts_with('#') {
        return None;
    }
    let line = &line[..comment(line)];
    let (name, value) = match line.split_once('=') {
        Some((name, value)) => (name.trim(), value),
        None => (line.trim(), ""),
    };
    let value = value.trim_start();
    let value = value.strip_prefix('=').map_or(value, str::trim_start);
    let value = value.trim_end();
    let value = value.strip_suffix(';').unwrap_or(value);
    let (value, quotes) = match quoted(value) {
        Some(inner) => (inner, Quotes::Taken),
        None => (value, Quotes::None),
    };
    // The value is a part of the line: how far in is what lies between their starts.
    let before = whole.len() - whole[whole.len().min(offset(whole, value))..].len();
    let column = whole[..before].chars().count() + 1;
    let column = u32::try_from(column).unwrap_or(u32::MAX);
    Some(Entry { name, value, quotes, position: Position { line: number, column } })
}

/// How many bytes into `whole` its part `part` starts.
fn offset(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// Where the comment of a line starts, with the character before its `#`. AfterGlow keeps a `#`
/// after a quote or `=`; one inside of quotes, and the one of `$#list`, are no comment either.
fn comment(line: &str) -> usize {
    let value = line.find('=').map_or(line.len(), |at| at + 1);
    let balanced = quotes_of(&line[value..]).is_multiple_of(2);
    let mut inside = false;
    let mut before = '#';
    let mut start = 0;
    for (at, character) in line.char_indices() {
        if character == '#' && at > 0 && !matches!(before, '"' | '=' | '$') && !(inside && balanced)
        {
            return start;
        }
        if character == '"' && before != '\\' && at >= value {
            inside = !inside;
        }
        before = character;
        start = at;
    }
    line.len()
}

fn quotes_of(text: &str) -> usize {
    let mut before = ' ';
    let mut count = 0;
    for character in text.chars() {
        count += usize::from(character == '"' && before != '\\');
        before = character;
    }
    count
}

/// What stands in the quotes of a value that is one text in quotes.
fn quoted(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('"')?;
    let mut before = ' ';
    for (at, character) in inner.char_indices() {
        if character == '"' && before != '\\' {
            return (at + 1 == inner.len()).then(|| &inner[..at]);
        }
        before = if before == '\\' { ' ' } else { character };
    }
    None
}

struct Loading {
    loaded: Loaded,
    errors: Vec<Error>,
}

impl Loading {
    fn take(&mut self, entry: &Entry<'_>, lists: &mut Lists<'_>) -> Result<(), Error> {
        let style = &mut self.loaded.style;
        match entry.name {
            "gdf" => style.format = Some(Format::Gdf),
            "graphson" => style.format = Some(Format::GraphSon),
            "xlabels" => {
                let inside = matches!(entry.value, "" | "0");
                style.label_place = if inside { LabelPlace::Inside } else { LabelPlace::Beside };
            }
            "url" => {
                style.url = (!matches!(entry.value, "" | "0")).then(|| Arc::from(entry.value));
            }
            "threshold" => style.threshold = Some(digits(entry.value)),
            "threshold.source" => style.thresholds.source = Some(digits(entry.value)),
            "threshold.event" => style.thresholds.event = Some(digits(entry.value)),
            "threshold.target" => style.thresholds.target = Some(digits(entry.value)),
            "concentrate" => match entry.value {
                "0" => style.concentrate = Concentrate::No,
                "1" => style.concentrate = Concentrate::Yes,
                _ => self.bad_value(entry),
            },
            "sum.source" | "sum.event" | "sum.target" => self.sum(entry),
            "shape.source" | "shape.event" | "shape.target" => self.shape(entry),
            "label.duplicate" => {}
            "variable" => {
                return style.machine.declare(entry.value, entry.position, lists);
            }
            name if name.eq_ignore_ascii_case("maxnodesize") => {
                style.max_node_size = number(entry.value).map(Arc::from);
            }
            name => return self.rule(name, entry),
        }
        Ok(())
    }

    fn bad_value(&mut self, entry: &Entry<'_>) {
        self.loaded.messages.push(format!(
            "Property File Error, unrecognized value for {}: {}, line {}",
            entry.name, entry.value, entry.position.line
        ));
    }

    fn sum(&mut self, entry: &Entry<'_>) {
        let summing = match entry.value {
            "0" => Summing::Last,
            "1" => Summing::Sum,
            _ => return self.bad_value(entry),
        };
        let sums = &mut self.loaded.style.sums;
        match entry.name {
            "sum.source" => sums.source = summing,
            "sum.event" => sums.event = summing,
            _ => sums.target = summing,
        }
    }

    fn shape(&mut self, entry: &Entry<'_>) {
        let name = entry.value.strip_suffix(';').unwrap_or(entry.value);
        let Some(shape) = Form::from_name(name) else { return self.bad_value(entry) };
        let shapes = &mut self.loaded.style.shapes;
        match entry.name {
            "shape.source" => shapes.source = Some(shape),
            "shape.event" => shapes.event = Some(shape),
            _ => shapes.target = Some(shape),
        }
    }

    fn rule(&mut self, name: &str, entry: &Entry<'_>) -> Result<(), Error> {
        const NODES: [Part; 3] = [Part::Source, Part::Event, Part::Target];
        const COLOURED: [Part; 4] = [Part::SourceTarget, Part::Source, Part::Event, Part::Target];
        let (list, part) = name.split_once('.').unwrap_or((name, ""));
        let parts: &[Part] = match (list, part, name.contains('.')) {
            ("color", "", false) => &COLOURED,
            ("size" | "label", "", false) => &NODES,
            ("color" | "size" | "label", "source", _) => &[Part::Source],
            ("color" | "size" | "label", "event", _) => &[Part::Event],
            ("color" | "size" | "label", "target", _) => &[Part::Target],
            ("color" | "size" | "label", "edge", _) => &[Part::Edge],
            ("color", "sourcetarget", _) => &[Part::SourceTarget],
            ("cluster", "source" | "event" | "target", _) | ("cluster", "", false) => &[],
            _ => {
                let line = entry.position.line;
                self.loaded.messages.push(if name.starts_with("cluster") {
                    format!(
                        "Property File Error, unrecognized name for cluster: {name}, line {line}"
                    )
                } else {
                    format!("Property File Error, unrecongnized entry: {name}, line {line}")
                });
                return Ok(());
            }
        };
        let rule = self.compiled(list, entry)?;
        let style = &mut self.loaded.style;
        let rules = match list {
            "color" => &mut style.colours,
            "size" => &mut style.sizes,
            "label" => &mut style.labels,
            _ => {
                let clusters = &mut style.clusters;
                match part {
                    "source" => clusters.source.push(rule),
                    "event" => clusters.event.push(rule),
                    "target" => clusters.target.push(rule),
                    _ => clusters.generic.push(rule),
                }
                return Ok(());
            }
        };
        for part in parts {
            rules.of_mut(*part).push(rule.clone());
        }
        Ok(())
    }

    /// A value as a rule. AfterGlow evaluates what stands in the quotes of a value; where that is
    /// no expression, the text itself is meant.
    fn compiled(&mut self, list: &str, entry: &Entry<'_>) -> Result<Rule, Error> {
        match self.understood(list, entry) {
            Err(error) if error.kind == ErrorKind::Void => {
                self.loaded.warnings.push(error);
                Ok(Rule::constant(Value::Undefined))
            }
            other => other,
        }
    }

    fn understood(&mut self, list: &str, entry: &Entry<'_>) -> Result<Rule, Error> {
        let value = entry.value;
        if list == "color" && is_hex(value) {
            return Ok(Rule::constant(Value::from(value)));
        }
        if list == "label" && matches!(value, "" | "0" | "\"\"") {
            return Ok(Rule::constant(Value::from("")));
        }
        if value.is_empty() {
            return Ok(Rule::constant(Value::Undefined));
        }
        let machine = &mut self.loaded.style.machine;
        let keeps = if value.contains("if") { Keeps::First } else { Keeps::Nothing };
        let rule = |expression| Rule { expression, keeps };
        if entry.quotes == Quotes::None {
            return machine.compile(value, entry.position).map(rule);
        }
        let is_expression = value.contains(['$', '@', '(', '?', '%']);
        if is_expression {
            if let Ok(expression) = machine.compile(value, entry.position) {
                return Ok(rule(expression));
            }
        }
        let column = entry.position.column.saturating_sub(1);
        let position = Position { column, ..entry.position };
        machine.compile(&format!("\"{value}\""), position).map(rule)
    }
}

/// A whole value that is a colour: `#` and six to eight hexadecimal digits.
fn is_hex(value: &str) -> bool {
    hex_at(value) == Some(0)
        && value.len() <= 9
        && value[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The digits that a value starts with.
fn digits(value: &str) -> Arc<str> {
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    Arc::from(&value[..end])
}

/// The number that a value starts with; none if it starts with none or if that is negative.
fn number(value: &str) -> Option<String> {
    let number = Value::from(value).to_number();
    let starts =
        value.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+'));
    (starts && number >= 0.0 && number.is_finite())
        .then(|| Value::Number(number).to_text().to_string())
}
