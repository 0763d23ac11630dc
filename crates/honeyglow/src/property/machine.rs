//! The machine: variables, what a row shows to rules, and the doors to compile and to run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::error::{Error, ErrorKind, Position};
use super::eval::{Captures, Died, Evaluator};
use super::names::{Names, Variable};
use super::parser::{self, Purpose};
use super::pattern::Compiled;
use super::tree::{Counted, Known, Node};
use super::value::Value;

/// How many rows each name was in so far.
pub trait Counters {
    /// The count of a name, which stands in its quotes as AfterGlow keeps it; none is undefined.
    fn count(&self, of: Counted, name: &str) -> Option<u64>;
}

/// No counts at all.
impl Counters for () {
    fn count(&self, _of: Counted, _name: &str) -> Option<u64> {
        None
    }
}

/// What gives the lines of a list file, by its plain name, or says why not.
pub type Lists<'a> = dyn FnMut(&str) -> Result<Vec<String>, String> + 'a;

/// An expression that was understood.
#[derive(Clone, Debug)]
pub struct Expression {
    statements: Arc<[Node]>,
    text: Arc<str>,
}

impl Expression {
    /// A value as an expression.
    #[must_use]
    pub fn of(value: Value) -> Self {
        let text = value.to_text();
        Self { statements: Arc::new([Node::Constant(value)]), text }
    }

    /// How it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its value, if it is the same whatever the row.
    #[must_use]
    pub fn constant(&self) -> Option<&Value> {
        match &self.statements[..] {
            [Node::Constant(value)] => Some(value),
            _ => None,
        }
    }

    /// Whose count it is, if it is the count of the row's own name and nothing else.
    #[must_use]
    pub fn own_count(&self) -> Option<Counted> {
        match &self.statements[..] {
            [Node::OwnCount(counted)] => Some(*counted),
            _ => None,
        }
    }
}

/// The variables of a file, and what a row shows to its rules.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    pub(super) names: Names,
    pub(super) scalars: Vec<Value>,
    pub(super) arrays: Vec<Vec<Value>>,
    pub(super) hashes: Vec<BTreeMap<Arc<str>, Value>>,
    pub(super) known: Shown,
    pub(super) fields: Vec<Value>,
    /// Which of them `field()` gives.
    pub(super) field: Option<usize>,
    pub(super) own_counts: [Option<u64>; 3],
    pub(super) captures: Captures,
    pub(super) compiled: Compiled,
    /// Variables that a refused line would have set, and that line.
    unknown: BTreeMap<Variable, u32>,
}

/// The variables that are set for each row.
#[derive(Clone, Debug)]
pub(super) struct Shown([Value; Known::COUNT]);

impl Default for Shown {
    fn default() -> Self {
        Self([const { Value::Undefined }; Known::COUNT])
    }
}

impl Shown {
    pub(super) fn get(&self, known: Known) -> &Value {
        &self.0[known as usize]
    }
}

impl Machine {
    /// A machine without variables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a rule, which starts at `at` in its file.
    ///
    /// # Errors
    /// What is not understood or refused, and where; a variable that a refused line would have set.
    pub fn compile(&mut self, text: &str, at: Position) -> Result<Expression, Error> {
        let program = parser::parse(text, at, Purpose::Rule, &mut self.names)?;
        self.make_room();
        if let Some((variable, line)) = self.unknown_of(&program.reads) {
            return Err(Error {
                position: at,
                kind: ErrorKind::Refused,
                message: format!(
                    "`{}` is not known, since line {line} was refused",
                    self.names.written(variable)
                ),
            });
        }
        Ok(Expression { statements: program.statements.into(), text: Arc::from(text) })
    }

    /// Runs a `variable` line once; list files come from `lists`.
    ///
    /// # Errors
    /// What is not understood or refused; the variables that the line would have set are unknown
    /// from then on, and a rule that reads one is refused.
    pub fn declare(
        &mut self,
        text: &str,
        at: Position,
        lists: &mut Lists<'_>,
    ) -> Result<(), Error> {
        let parsed = parser::parse(text, at, Purpose::Variable, &mut self.names);
        self.make_room();
        let outcome = match parsed {
            Ok(program) => match self.unknown_of(&program.reads) {
                Some((variable, line)) => {
                    self.unknown.extend(program.writes.iter().map(|v| (*v, at.line)));
                    let variable = self.names.written(variable);
                    let message =
                        format!("`{variable}` is not known, since line {line} was refused");
                    Err(Error { position: at, kind: ErrorKind::Refused, message })
                }
                None => {
                    let mut refusal = None;
                    let mut evaluator = Evaluator::new(self, &(), lists, &mut refusal);
                    // A declaration that dies leaves what it did so far, as Perl does.
                    let died = evaluator.statements(&program.statements);
                    let _: Result<Value, Died> = died;
                    match refusal {
                        Some(message) => {
                            self.unknown.extend(program.writes.iter().map(|v| (*v, at.line)));
                            Err(Error { position: at, kind: ErrorKind::Refused, message })
                        }
                        None => {
                            program.writes.iter().for_each(|v| {
                                self.unknown.remove(v);
                            });
                            Ok(())
                        }
                    }
                }
            },
            Err(error) => {
                let assigned = assigned(text, &mut self.names);
                self.make_room();
                self.unknown.extend(assigned.into_iter().map(|v| (v, at.line)));
                Err(error)
            }
        };
        self.captures = Captures::default();
        outcome
    }

    fn unknown_of(&self, reads: &[Variable]) -> Option<(Variable, u32)> {
        reads.iter().find_map(|read| self.unknown.get(read).map(|line| (*read, *line)))
    }

    /// The value of an expression for the row that was set: that of the last statement that was
    /// executed, undefined where it dies (a division by zero, an invalid pattern, a limit).
    pub fn run(&mut self, expression: &Expression, counters: &dyn Counters) -> Value {
        if let Some(value) = expression.constant() {
            return value.clone();
        }
        let mut refusal = None;
        let mut none = |_: &str| Err(String::new());
        Evaluator::new(self, counters, &mut none, &mut refusal)
            .statements(&expression.statements)
            .unwrap_or(Value::Undefined)
    }

    /// Sets what a row shows.
    pub fn set(&mut self, known: Known, value: Value) {
        self.known.0[known as usize] = value;
    }

    /// What a rule sees.
    #[must_use]
    pub fn get(&self, known: Known) -> &Value {
        self.known.get(known)
    }

    /// `@fields`.
    #[must_use]
    pub fn fields(&self) -> &[Value] {
        &self.fields
    }

    /// `@fields`, to be filled for a row.
    pub fn fields_mut(&mut self) -> &mut Vec<Value> {
        &mut self.fields
    }

    /// Says which of the fields `field()` gives; none gives nothing.
    pub fn set_field(&mut self, index: Option<usize>) {
        self.field = index;
    }

    /// Sets the count of the row's own name, `$sourceCount{$sourceName}` and its like.
    pub fn set_own_count(&mut self, of: Counted, count: Option<u64>) {
        self.own_counts[of as usize] = count;
    }

    /// A place for each name.
    fn make_room(&mut self) {
        self.scalars.resize(self.names.scalars.len(), Value::Undefined);
        self.arrays.resize(self.names.arrays.len(), Vec::new());
        self.hashes.resize(self.names.hashes.len(), BTreeMap::new());
    }
}

/// The variables in front of a `=` in a text that was not understood.
fn assigned(text: &str, names: &mut Names) -> BTreeSet<Variable> {
    let mut found = BTreeSet::new();
    for (at, sigil) in text.match_indices(['$', '@', '%']) {
        let Some(name) = parser::word_of(&text[at + 1..]) else { continue };
        let after = text[at + 1 + name.len()..].trim_start();
        let is_assigned = after.starts_with('=') && !after.starts_with("==");
        if !is_assigned {
            continue;
        }
        found.extend(match sigil {
            "$" => names.scalar(name).map(Variable::Scalar),
            "@" => names.array(name).and_then(|array| match array {
                super::tree::Array::Own(slot) => Some(Variable::Array(slot)),
                super::tree::Array::Fields => None,
            }),
            _ => names.hash(name).map(Variable::Hash),
        });
    }
    found
}
