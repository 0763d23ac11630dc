//! Evaluates a tree for a row.
//!
//! Whatever fails in Perl (a division by zero, a pattern that is not valid) ends the one expression,
//! which is undefined then. Steps, texts and lists have limits, so that no expression takes longer
//! or more memory than a page of rules needs.

use std::sync::Arc;

use super::arithmetic::{binary, compared};
use super::functions;
use super::machine::{Counters, Lists, Machine};
use super::names::TOPIC;
use super::pattern::{self, Pattern};
use super::tree::{
    Array, Binary, Each, Extent, Function, Logic, Match, Modifier, Moment, Node, Place, Sense,
    Substitute, Translate, Unary,
};
use super::value::Value;

/// How many parts of trees one run may evaluate. `grep` over a list of a hundred thousand names
/// takes a tenth.
const STEP_LIMIT: u32 = 2_000_000;
/// The longest text, in bytes. A name is cut far before.
pub(super) const TEXT_LIMIT: usize = 1 << 20;
/// The longest list. The list of all Tor exits of a year has some ten thousand.
pub(super) const LIST_LIMIT: usize = 1_000_000;

/// An expression that ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Died;

/// What the last successful match caught.
#[derive(Clone, Debug, Default)]
pub(super) struct Captures {
    subject: Option<Arc<str>>,
    spans: Vec<Option<(usize, usize)>>,
}

impl Captures {
    pub(super) fn get(&self, index: usize) -> Value {
        let span = self.spans.get(index).copied().flatten();
        let text =
            self.subject.as_deref().zip(span).and_then(|(text, (from, to))| text.get(from..to));
        text.map_or(Value::Undefined, Value::from)
    }
}

/// One run.
pub(super) struct Evaluator<'a, 'l> {
    pub(super) machine: &'a mut Machine,
    counters: &'a dyn Counters,
    lists: &'a mut Lists<'l>,
    refusal: &'a mut Option<String>,
    steps: u32,
}

impl<'a, 'l> Evaluator<'a, 'l> {
    pub(super) fn new(
        machine: &'a mut Machine,
        counters: &'a dyn Counters,
        lists: &'a mut Lists<'l>,
        refusal: &'a mut Option<String>,
    ) -> Self {
        Self { machine, counters, lists, refusal, steps: STEP_LIMIT }
    }

    /// The value of the last statement.
    pub(super) fn statements(&mut self, statements: &[Node]) -> Result<Value, Died> {
        let mut value = Value::Undefined;
        for statement in statements {
            value = self.scalar(statement)?;
        }
        Ok(value)
    }

    fn step(&mut self) -> Result<(), Died> {
        self.steps = self.steps.checked_sub(1).ok_or(Died)?;
        Ok(())
    }

    /// The value of a part where one value is asked for.
    pub(super) fn scalar(&mut self, node: &Node) -> Result<Value, Died> {
        self.step()?;
        Ok(match node {
            Node::Constant(value) => value.clone(),
            Node::Joined(pieces) => {
                let mut text = String::new();
                for piece in pieces {
                    self.scalar(piece)?.push_to(&mut text);
                    if text.len() > TEXT_LIMIT {
                        return Err(Died);
                    }
                }
                Value::from(text)
            }
            Node::Known(known) => self.machine.known.get(*known).clone(),
            Node::Scalar(slot) => {
                self.machine.scalars.get(slot.0).cloned().unwrap_or(Value::Undefined)
            }
            Node::Capture(index) => self.machine.captures.get(*index),
            Node::Element(array, index) => {
                let index = self.scalar(index)?.to_integer();
                let items = self.items(*array);
                position(index, items.len())
                    .and_then(|at| items.get(at))
                    .cloned()
                    .unwrap_or(Value::Undefined)
            }
            Node::Entry(hash, key) => {
                let key = self.scalar(key)?.to_text();
                let entry = self.machine.hashes.get(hash.0).and_then(|hash| hash.get(&key));
                entry.cloned().unwrap_or(Value::Undefined)
            }
            Node::Array(array) => Value::Integer(self.items(*array).len() as i64),
            Node::Hash(hash) => {
                Value::Integer(self.machine.hashes.get(hash.0).map_or(0, |hash| hash.len() as i64))
            }
            Node::LastIndex(array) => Value::Integer(self.items(*array).len() as i64 - 1),
            Node::OwnCount(counted) => count(self.machine.own_counts[*counted as usize]),
            Node::Count(counted, name) => {
                let name = self.scalar(name)?.to_text();
                count(self.counters.count(*counted, &name))
            }
            Node::List(items) => self.statements(items)?,
            Node::Item(list, index) => {
                let index = self.scalar(index)?.to_integer();
                let items = self.list(list)?;
                position(index, items.len())
                    .and_then(|at| items.get(at))
                    .cloned()
                    .unwrap_or(Value::Undefined)
            }
            Node::Range(..) | Node::ListFile(_) => {
                self.list(node)?.pop().unwrap_or(Value::Undefined)
            }
            Node::Unary(operator, operand) => {
                let operand = self.scalar(operand)?;
                match operator {
                    Unary::Not => Value::truth(!operand.is_true()),
                    Unary::Plus => operand,
                    Unary::Negate => negative(&operand),
                }
            }
            Node::Binary(operator, left, right) => {
                let left = self.scalar(left)?;
                let right = self.scalar(right)?;
                binary(*operator, &left, &right)?
            }
            Node::Logic(logic, left, right) => {
                let left = self.scalar(left)?;
                let decided = match logic {
                    Logic::And => !left.is_true(),
                    Logic::Or => left.is_true(),
                    Logic::DefinedOr => left.is_defined(),
                };
                if decided { left } else { self.scalar(right)? }
            }
            Node::Exclusive(left, right) => {
                let left = self.scalar(left)?.is_true();
                Value::truth(left != self.scalar(right)?.is_true())
            }
            Node::Choice(condition, yes, no) => {
                let chosen = if self.scalar(condition)?.is_true() { yes } else { no };
                self.scalar(chosen)?
            }
            Node::Modified(modifier, condition, then) => {
                let condition = self.scalar(condition)?;
                let taken = condition.is_true() == (*modifier == Modifier::If);
                if taken { self.scalar(then)? } else { condition }
            }
            Node::Match(matched) => self.matched(matched)?,
            Node::Substitute(substitute) => self.substitute(substitute)?,
            Node::Translate(translate) => self.translate(translate)?,
            Node::Assign(place, operator, value) => self.assign(place, *operator, value)?,
            Node::AssignLogic(place, logic, value) => {
                let old = self.value_of(place)?;
                let decided = match logic {
                    Logic::And => !old.is_true(),
                    Logic::Or => old.is_true(),
                    Logic::DefinedOr => old.is_defined(),
                };
                if decided {
                    return Ok(old);
                }
                let new = self.scalar(value)?;
                self.put(place, new.clone())?;
                new
            }
            Node::Step(place, step, moment) => {
                let old = self.value_of(place)?.numeric();
                let new = binary(Binary::Add, &old, &Value::Integer(*step))?;
                self.put(place, new.clone())?;
                if *moment == Moment::Before { old } else { new }
            }
            Node::Call(function, arguments) => functions::scalar(self, *function, arguments)?,
            Node::Each(each, item, list) => match each {
                Each::Grep => Value::Integer(self.kept(item, list)?.len() as i64),
                Each::Map => Value::Integer(self.list(node)?.len() as i64),
            },
        })
    }

    /// The values of a part where a list is asked for.
    pub(super) fn list(&mut self, node: &Node) -> Result<Vec<Value>, Died> {
        self.step()?;
        let values = match node {
            Node::Array(array) => self.items(*array).to_vec(),
            Node::Hash(hash) => {
                let hash = self.machine.hashes.get(hash.0);
                hash.into_iter()
                    .flatten()
                    .flat_map(|(key, value)| [Value::Text(Arc::clone(key)), value.clone()])
                    .collect()
            }
            Node::List(items) => {
                let mut values = Vec::new();
                for item in items {
                    values.extend(self.list(item)?);
                    if values.len() > LIST_LIMIT {
                        return Err(Died);
                    }
                }
                values
            }
            Node::Range(from, to) => {
                let (from, to) = (self.scalar(from)?.to_integer(), self.scalar(to)?.to_integer());
                if to.saturating_sub(from) >= LIST_LIMIT as i64 {
                    return Err(Died);
                }
                (from..=to).map(Value::Integer).collect()
            }
            Node::ListFile(name) => match (self.lists)(name) {
                Ok(lines) => lines.into_iter().take(LIST_LIMIT).map(Value::from).collect(),
                Err(why) => {
                    *self.refusal = Some(why);
                    return Err(Died);
                }
            },
            Node::Match(matched) if matched.sense == Sense::Is => self.caught(matched)?,
            Node::Each(Each::Grep, item, list) => self.kept(item, list)?,
            Node::Each(Each::Map, item, list) => {
                let mut values = Vec::new();
                for value in self.list(list)? {
                    self.machine.scalars[TOPIC.0] = value;
                    values.extend(self.list(item)?);
                    if values.len() > LIST_LIMIT {
                        return Err(Died);
                    }
                }
                values
            }
            Node::Choice(condition, yes, no) => {
                let chosen = if self.scalar(condition)?.is_true() { yes } else { no };
                self.list(chosen)?
            }
            Node::Assign(place @ (Place::Array(_) | Place::Hash(_) | Place::List(_)), None, _) => {
                self.scalar(node)?;
                match place {
                    Place::Array(array) => self.items(*array).to_vec(),
                    _ => Vec::new(),
                }
            }
            Node::Call(function, arguments) => functions::list(self, *function, arguments)?,
            single => vec![self.scalar(single)?],
        };
        Ok(values)
    }

    /// The values of arguments as one list.
    pub(super) fn flat(&mut self, arguments: &[Node]) -> Result<Vec<Value>, Died> {
        let mut values = Vec::new();
        for argument in arguments {
            values.extend(self.list(argument)?);
            if values.len() > LIST_LIMIT {
                return Err(Died);
            }
        }
        Ok(values)
    }

    /// The items for which a condition holds.
    fn kept(&mut self, condition: &Node, list: &Node) -> Result<Vec<Value>, Died> {
        let mut kept = Vec::new();
        for value in self.list(list)? {
            self.machine.scalars[TOPIC.0] = value.clone();
            if self.scalar(condition)?.is_true() {
                kept.push(value);
            }
        }
        Ok(kept)
    }

    pub(super) fn items(&self, array: Array) -> &[Value] {
        match array {
            Array::Fields => &self.machine.fields,
            Array::Own(slot) => self.machine.arrays.get(slot).map_or(&[], Vec::as_slice),
        }
    }

    pub(super) fn items_mut(&mut self, array: Array) -> Result<&mut Vec<Value>, Died> {
        match array {
            Array::Fields => Ok(&mut self.machine.fields),
            Array::Own(slot) => self.machine.arrays.get_mut(slot).ok_or(Died),
        }
    }

    fn value_of(&mut self, place: &Place) -> Result<Value, Died> {
        let node = match place {
            Place::Scalar(slot) => Node::Scalar(*slot),
            Place::Known(known) => Node::Known(*known),
            Place::Element(array, index) => Node::Element(*array, index.clone()),
            Place::Entry(hash, key) => Node::Entry(*hash, key.clone()),
            Place::Array(array) => Node::Array(*array),
            Place::Hash(hash) => Node::Hash(*hash),
            Place::List(_) => return Err(Died),
        };
        self.scalar(&node)
    }

    fn assign(
        &mut self,
        place: &Place,
        operator: Option<Binary>,
        value: &Node,
    ) -> Result<Value, Died> {
        match place {
            Place::Array(_) | Place::Hash(_) | Place::List(_) => {
                let values = self.list(value)?;
                let count = Value::Integer(values.len() as i64);
                self.put_list(place, values)?;
                Ok(count)
            }
            _ => {
                let mut new = self.scalar(value)?;
                if let Some(operator) = operator {
                    let old = self.value_of(place)?;
                    new = binary(operator, &old, &new)?;
                }
                self.put(place, new.clone())?;
                Ok(new)
            }
        }
    }

    fn put_list(&mut self, place: &Place, values: Vec<Value>) -> Result<(), Died> {
        match place {
            Place::Array(array) => *self.items_mut(*array)? = values,
            Place::Hash(hash) => {
                let mut values = values.into_iter();
                let hash = self.machine.hashes.get_mut(hash.0).ok_or(Died)?;
                hash.clear();
                while let Some(key) = values.next() {
                    hash.insert(key.to_text(), values.next().unwrap_or(Value::Undefined));
                }
            }
            Place::List(places) => {
                let mut values = values.into_iter();
                for place in places {
                    match place {
                        Place::Array(_) | Place::Hash(_) | Place::List(_) => {
                            self.put_list(place, values.by_ref().collect())?;
                        }
                        single => self.put(single, values.next().unwrap_or(Value::Undefined))?,
                    }
                }
            }
            single => self.put(single, values.into_iter().next().unwrap_or(Value::Undefined))?,
        }
        Ok(())
    }

    fn put(&mut self, place: &Place, value: Value) -> Result<(), Died> {
        match place {
            Place::Scalar(slot) => *self.machine.scalars.get_mut(slot.0).ok_or(Died)? = value,
            Place::Known(known) => self.machine.set(*known, value),
            Place::Element(array, index) => {
                let index = self.scalar(index)?.to_integer();
                let items = self.items_mut(*array)?;
                let at =
                    position(index, items.len()).or(usize::try_from(index).ok()).ok_or(Died)?;
                if at >= LIST_LIMIT {
                    return Err(Died);
                }
                if at >= items.len() {
                    items.resize(at + 1, Value::Undefined);
                }
                items[at] = value;
            }
            Place::Entry(hash, key) => {
                let key = self.scalar(key)?.to_text();
                let hash = self.machine.hashes.get_mut(hash.0).ok_or(Died)?;
                if hash.len() >= LIST_LIMIT && !hash.contains_key(&key) {
                    return Err(Died);
                }
                hash.insert(key, value);
            }
            list => self.put_list(list, vec![value])?,
        }
        Ok(())
    }

    fn matched(&mut self, matched: &Match) -> Result<Value, Died> {
        let subject = self.scalar(&matched.subject)?.to_text();
        let found = self.search(&matched.pattern, &subject)?;
        Ok(Value::truth(found == (matched.sense == Sense::Is)))
    }

    /// Looks for a pattern and keeps what it caught.
    pub(super) fn search(&mut self, pattern: &Pattern, subject: &Arc<str>) -> Result<bool, Died> {
        let regex = match pattern {
            Pattern::Whole(text) => {
                let text = self.scalar(text)?;
                let subject: &str = subject;
                let text = text.to_text();
                return Ok(*text == *subject || subject.strip_suffix('\n') == Some(&*text));
            }
            pattern => self.regex(pattern)?,
        };
        self.found(&regex, subject)
    }

    pub(super) fn regex(&mut self, pattern: &Pattern) -> Result<Arc<fancy_regex::Regex>, Died> {
        match pattern {
            Pattern::Fixed(regex) => Ok(Arc::clone(regex)),
            Pattern::Whole(text) => {
                let source = format!("^{}$", pattern::quoted(&self.scalar(text)?.to_text()));
                self.machine.compiled.get("", &source).ok_or(Died)
            }
            Pattern::Made(source, flags) => {
                let source = self.scalar(source)?.to_text();
                self.machine.compiled.get(flags, &source).ok_or(Died)
            }
            Pattern::Value(source) => {
                let source = self.scalar(source)?.to_text();
                self.machine.compiled.get("", &source).ok_or(Died)
            }
        }
    }

    /// Perl's `$` stands before a newline at the end too: where a pattern is not found, it is
    /// looked for without that newline.
    pub(super) fn found(
        &mut self,
        regex: &fancy_regex::Regex,
        subject: &Arc<str>,
    ) -> Result<bool, Died> {
        if regex.captures_len() == 1 {
            let whole = regex.find(&**subject).map_err(|_| Died)?;
            let found = match (whole, subject.strip_suffix('\n')) {
                (None, Some(line)) => regex.find(line).map_err(|_| Died)?,
                (whole, _) => whole,
            };
            let Some(found) = found else { return Ok(false) };
            self.machine.captures.spans.clear();
            self.machine.captures.spans.push(Some((found.start(), found.end())));
            self.machine.captures.subject = Some(Arc::clone(subject));
            return Ok(true);
        }
        let whole = regex.captures(&**subject).map_err(|_| Died)?;
        let found = match (whole, subject.strip_suffix('\n')) {
            (None, Some(line)) => regex.captures(line).map_err(|_| Died)?,
            (whole, _) => whole,
        };
        let Some(found) = found else { return Ok(false) };
        let spans = found.iter().map(|group| group.map(|group| (group.start(), group.end())));
        self.machine.captures.spans.clear();
        self.machine.captures.spans.extend(spans);
        self.machine.captures.subject = Some(Arc::clone(subject));
        Ok(true)
    }

    /// A match in list context: what its groups caught, or all that was found with `g`.
    fn caught(&mut self, matched: &Match) -> Result<Vec<Value>, Died> {
        let subject = self.scalar(&matched.subject)?.to_text();
        if matched.extent == Extent::First {
            if !self.search(&matched.pattern, &subject)? {
                return Ok(Vec::new());
            }
            let groups = self.machine.captures.spans.len();
            if groups <= 1 {
                return Ok(vec![Value::TRUE]);
            }
            return Ok((1..groups).map(|group| self.machine.captures.get(group)).collect());
        }
        let regex = self.regex(&matched.pattern)?;
        let mut values = Vec::new();
        for captures in regex.captures_iter(&*subject) {
            self.step()?;
            let captures = captures.map_err(|_| Died)?;
            let first = usize::from(captures.len() > 1);
            let texts = (first..captures.len()).map(|group| captures.get(group));
            values.extend(
                texts.map(|text| text.map_or(Value::Undefined, |text| Value::from(text.as_str()))),
            );
            if values.len() > LIST_LIMIT {
                return Err(Died);
            }
        }
        Ok(values)
    }

    fn substitute(&mut self, substitute: &Substitute) -> Result<Value, Died> {
        let subject = self.scalar(&substitute.subject)?.to_text();
        let regex = self.regex(&substitute.pattern)?;
        let mut result = String::new();
        let mut count = 0;
        let mut end = 0;
        let mut found = Vec::new();
        for captures in regex.captures_iter(&*subject) {
            let captures = captures.map_err(|_| Died)?;
            found.push(
                captures
                    .iter()
                    .map(|group| group.map(|g| (g.start(), g.end())))
                    .collect::<Vec<_>>(),
            );
            if substitute.extent == Extent::First {
                break;
            }
        }
        for spans in found {
            self.step()?;
            let Some((from, to)) = spans.first().copied().flatten() else { continue };
            self.machine.captures = Captures { subject: Some(Arc::clone(&subject)), spans };
            result.push_str(&subject[end..from]);
            self.scalar(&substitute.replacement)?.push_to(&mut result);
            if result.len() > TEXT_LIMIT {
                return Err(Died);
            }
            end = to;
            count += 1;
        }
        result.push_str(&subject[end..]);
        match &substitute.place {
            None => Ok(Value::from(result)),
            Some(_) if count == 0 => Ok(Value::no()),
            Some(place) => {
                self.put(place, Value::from(result))?;
                Ok(Value::Integer(count))
            }
        }
    }

    fn translate(&mut self, translate: &Translate) -> Result<Value, Died> {
        let subject = self.scalar(&translate.subject)?.to_text();
        let mut count = 0;
        let last = translate.to.last();
        let text: String = subject
            .chars()
            .map(|character| match translate.from.iter().position(|from| *from == character) {
                Some(at) => {
                    count += 1;
                    translate.to.get(at).or(last).copied().unwrap_or(character)
                }
                None => character,
            })
            .collect();
        if *text != *subject {
            self.put(&translate.place, Value::from(text))?;
        }
        Ok(Value::Integer(count))
    }

    /// Does an entry or element exist?
    pub(super) fn exists(&mut self, node: &Node) -> Result<bool, Died> {
        Ok(match node {
            Node::Entry(hash, key) => {
                let key = self.scalar(key)?.to_text();
                self.machine.hashes.get(hash.0).is_some_and(|hash| hash.contains_key(&key))
            }
            Node::Element(array, index) => {
                let index = self.scalar(index)?.to_integer();
                position(index, self.items(*array).len()).is_some()
            }
            other => self.scalar(other)?.is_defined(),
        })
    }

    /// Takes an entry out of a table.
    pub(super) fn delete(&mut self, node: &Node) -> Result<Value, Died> {
        let Node::Entry(hash, key) = node else { return Err(Died) };
        let key = self.scalar(key)?.to_text();
        let hash = self.machine.hashes.get_mut(hash.0).ok_or(Died)?;
        Ok(hash.remove(&key).unwrap_or(Value::Undefined))
    }

    /// Calls of AfterGlow's functions need the row.
    pub(super) fn own(&mut self, function: Function, arguments: &[Node]) -> Result<Value, Died> {
        super::own_functions::call(self, function, arguments)
    }
}

/// The place of an index; a negative one counts from the end.
fn position(index: i64, length: usize) -> Option<usize> {
    let length_signed = i64::try_from(length).ok()?;
    let at = if index < 0 { index.checked_add(length_signed)? } else { index };
    usize::try_from(at).ok().filter(|at| *at < length)
}

fn count(count: Option<u64>) -> Value {
    count.map_or(Value::Undefined, |count| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// A text that begins with a letter gets a sign in front, as in Perl.
fn negative(value: &Value) -> Value {
    if let Value::Text(text) = value {
        if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return Value::from(format!("-{text}"));
        }
    }
    match value.numeric() {
        Value::Integer(number) => {
            number.checked_neg().map_or(Value::Number(-(number as f64)), Value::Integer)
        }
        other => Value::Number(-other.to_number()),
    }
}

/// For `sort` and the like.
pub(super) fn by_text(left: &Value, right: &Value) -> std::cmp::Ordering {
    compared(left, right)
}
