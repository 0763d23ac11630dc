//! Evaluates a tree for a row.
//!
//! Whatever fails in Perl (a division by zero, a pattern that is not valid) ends the one expression,
//! which is undefined then. Steps, texts and lists have limits, so that no expression takes longer
//! or more memory than a page of rules needs.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::arithmetic::{binary, range, successor};
use super::functions;
use super::machine::{Counters, Lists, Machine};
use super::names::TOPIC;
use super::pattern::{self, Pattern, Regex, Span};
use super::tree::{
    Array, Binary, Each, Extent, Function, Match, Modifier, Moment, Node, Place, Sense, Substitute,
    Translate, Unary, Varies,
};
use super::value::Value;

/// How many parts of trees one run may evaluate. `grep` over a list of a hundred thousand names
/// takes a tenth.
const STEP_LIMIT: u32 = 2_000_000;
/// How many bytes of text are looked at in the time of one step.
pub(super) const BYTES_A_STEP: usize = 64;
/// How many items of a list are copied in that time.
const ITEMS_A_STEP: usize = 8;
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
    spans: Vec<Span>,
}

impl Captures {
    pub(super) fn get(&self, index: usize) -> Value {
        let span = self.spans.get(index).copied().flatten();
        self.subject.as_deref().map_or(Value::Undefined, |subject| part(subject, span))
    }

    fn keep(&mut self, subject: &Arc<str>, spans: &[Span]) {
        self.spans.clear();
        self.spans.extend_from_slice(spans);
        self.subject = Some(Arc::clone(subject));
    }
}

pub(super) fn part(text: &str, span: Span) -> Value {
    span.and_then(|(from, to)| text.get(from..to)).map_or(Value::Undefined, Value::from)
}

/// Is the text that one, with a newline at its end or without?
fn is_whole(text: &str, expected: &str) -> bool {
    text == expected || text.strip_suffix('\n') == Some(expected)
}

/// Where the character after the one at that place starts.
pub(super) fn next_character(text: &str, at: usize) -> usize {
    at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
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

    /// Counts work that is more than one step: long texts and lists.
    pub(super) fn pay(&mut self, steps: usize) -> Result<(), Died> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps = self.steps.checked_sub(steps).ok_or(Died)?;
        Ok(())
    }

    /// Counts the reading or writing of a text.
    pub(super) fn pay_for(&mut self, value: &Value) -> Result<(), Died> {
        match value {
            Value::Text(text) => self.pay(text.len() / BYTES_A_STEP),
            _ => Ok(()),
        }
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
                self.pay(text.len() / BYTES_A_STEP)?;
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
            Node::Range(..) | Node::ListFile(_) | Node::Entries(..) => {
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
                self.pay_for(&left)?;
                self.pay_for(&right)?;
                let value = binary(*operator, &left, &right)?;
                self.pay_for(&value)?;
                value
            }
            Node::Repeated(list, count) => {
                let (value, count) = (self.scalar(list)?, self.scalar(count)?);
                let value = binary(Binary::Repeat, &value, &count)?;
                self.pay_for(&value)?;
                value
            }
            Node::Sorted(..) => Value::Integer(self.list(node)?.len() as i64),
            Node::Chomp(place) => self.chomp(place)?,
            Node::Both(first, second) => {
                self.scalar(first)?;
                self.scalar(second)?
            }
            Node::Logic(logic, left, right) => {
                let left = self.scalar(left)?;
                if logic.is_decided_by(&left) { left } else { self.scalar(right)? }
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
                if logic.is_decided_by(&old) {
                    return Ok(old);
                }
                let new = self.scalar(value)?;
                self.put(place, new.clone())?;
                new
            }
            Node::Step(place, step, moment) => {
                let old = self.value_of(place)?;
                self.pay_for(&old)?;
                let new = match (&old, step) {
                    (Value::Text(text), 1) => successor(text),
                    _ => None,
                };
                let (old, new) = match new {
                    Some(new) => (old, Value::from(new)),
                    None => {
                        let old = old.numeric();
                        let new = binary(Binary::Add, &old, &Value::Integer(*step))?;
                        (old, new)
                    }
                };
                self.put(place, new.clone())?;
                if *moment == Moment::Before { old } else { new }
            }
            Node::Call(function, arguments) => {
                let value = functions::scalar(self, *function, arguments)?;
                self.pay_for(&value)?;
                value
            }
            Node::Each(each, item, list) => match each {
                Each::Grep => Value::Integer(self.kept_count(item, list)? as i64),
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
                let (from, to) = (self.scalar(from)?, self.scalar(to)?);
                range(&from, &to)?
            }
            Node::Item(list, indexes) => {
                let indexes = self.list(indexes)?;
                let items = self.list(list)?;
                let item = |index: &Value| {
                    let at = position(index.to_integer(), items.len());
                    at.and_then(|at| items.get(at)).cloned().unwrap_or(Value::Undefined)
                };
                indexes.iter().map(item).collect()
            }
            Node::Entries(hash, keys) => {
                let keys = self.list(keys)?;
                let hash = self.machine.hashes.get(hash.0).ok_or(Died)?;
                let entry = |key: &Value| hash.get(&key.to_text()).cloned();
                keys.iter().map(|key| entry(key).unwrap_or(Value::Undefined)).collect()
            }
            Node::Repeated(list, count) => {
                let count = usize::try_from(self.scalar(count)?.to_integer()).unwrap_or(0);
                let items = self.list(list)?;
                if items.len().saturating_mul(count) > LIST_LIMIT {
                    return Err(Died);
                }
                (0..count).flat_map(|_| items.iter().cloned()).collect()
            }
            Node::Sorted(order, list) => {
                let mut values = self.list(list)?;
                // A sort compares each item some dozens of times at most.
                self.pay(2 * values.len())?;
                order.sort(&mut values);
                values
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
                let before = self.topic();
                for value in self.list(list)? {
                    self.set_topic(value);
                    values.extend(self.list(item)?);
                    if values.len() > LIST_LIMIT {
                        return Err(Died);
                    }
                }
                self.set_topic(before);
                values
            }
            Node::Choice(condition, yes, no) => {
                let chosen = if self.scalar(condition)?.is_true() { yes } else { no };
                self.list(chosen)?
            }
            Node::Logic(logic, left, right) => {
                let left = self.scalar(left)?;
                if logic.is_decided_by(&left) { vec![left] } else { self.list(right)? }
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
        self.pay(values.len() / ITEMS_A_STEP)?;
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
        let before = self.topic();
        for value in self.list(list)? {
            self.set_topic(value.clone());
            if self.scalar(condition)?.is_true() {
                kept.push(value);
            }
        }
        self.set_topic(before);
        Ok(kept)
    }

    /// How many items a condition holds for. Whether a name is in a list, the common question, is
    /// asked without a copy of the list.
    fn kept_count(&mut self, condition: &Node, list: &Node) -> Result<usize, Died> {
        if let (Node::Match(matched), Node::Array(array)) = (condition, list)
            && let (Node::Scalar(TOPIC), Pattern::Whole(text, Varies::No), Sense::Is) =
                (&matched.subject, &matched.pattern, matched.sense)
        {
            let text = self.scalar(text)?.to_text();
            let items = self.items(*array);
            let found = items.iter().filter(|item| match item {
                Value::Text(item) => is_whole(item, &text),
                other => is_whole(&other.to_text(), &text),
            });
            let (found, looked_at) = (found.count(), items.len());
            self.pay(looked_at / ITEMS_A_STEP)?;
            return Ok(found);
        }
        Ok(self.kept(condition, list)?.len())
    }

    pub(super) fn topic(&self) -> Value {
        self.machine.scalars.get(TOPIC.0).cloned().unwrap_or(Value::Undefined)
    }

    fn set_topic(&mut self, value: Value) {
        if let Some(topic) = self.machine.scalars.get_mut(TOPIC.0) {
            *topic = value;
        }
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
        if let Pattern::Whole(text, _) = pattern {
            let text = self.scalar(text)?.to_text();
            let found = is_whole(subject, &text);
            if found {
                self.machine.captures.keep(subject, &[Some((0, text.len()))]);
            }
            return Ok(found);
        }
        let regex = self.regex(pattern)?;
        self.found(&regex, subject)
    }

    pub(super) fn regex(&mut self, pattern: &Pattern) -> Result<Arc<Regex>, Died> {
        let (flags, source) = match pattern {
            Pattern::Fixed(regex) => return Ok(Arc::clone(regex)),
            Pattern::Whole(text, _) => {
                let source = format!("^{}$", pattern::quoted(&self.scalar(text)?.to_text()));
                ("", Arc::from(source))
            }
            Pattern::Made(source, flags) => (flags.as_str(), self.scalar(source)?.to_text()),
            Pattern::Value(source) => ("", self.scalar(source)?.to_text()),
        };
        self.compiled(flags, &source)
    }

    /// A text as a pattern.
    pub(super) fn regex_of(&mut self, source: &Arc<str>) -> Result<Arc<Regex>, Died> {
        self.compiled("", source)
    }

    fn compiled(&mut self, flags: &str, source: &Arc<str>) -> Result<Arc<Regex>, Died> {
        self.pay(source.len() / BYTES_A_STEP)?;
        self.machine.compiled.get(flags, source).ok_or(Died)
    }

    /// Looks for an expression and keeps what it caught.
    pub(super) fn found(&mut self, regex: &Regex, subject: &Arc<str>) -> Result<bool, Died> {
        self.pay(regex.cost(subject))?;
        let captures = &mut self.machine.captures;
        let found = regex.search(subject, 0, &mut captures.spans)?;
        if found {
            captures.subject = Some(Arc::clone(subject));
        }
        Ok(found)
    }

    /// Looks for an expression again and again, as `g` does, until `each` has seen enough. A match
    /// may be empty where the one before ended, but not two at one place.
    pub(super) fn every(
        &mut self,
        regex: &Regex,
        subject: &Arc<str>,
        mut each: impl FnMut(&mut Self, &[Span]) -> Result<ControlFlow<()>, Died>,
    ) -> Result<(), Died> {
        let mut spans = Vec::new();
        let mut from = 0;
        let mut empty_at = None;
        while from <= subject.len() {
            self.step()?;
            self.pay(regex.cost(&subject[from..]))?;
            if !regex.search(subject, from, &mut spans)? {
                break;
            }
            let Some((start, end)) = spans.first().copied().flatten() else { break };
            if start == end && empty_at == Some(start) {
                from = next_character(subject, start);
                empty_at = None;
                continue;
            }
            if each(self, &spans)?.is_break() {
                break;
            }
            empty_at = (start == end).then_some(start);
            from = end;
        }
        Ok(())
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
        let whole = Arc::clone(&subject);
        self.every(&regex, &subject, |run, spans| {
            let first = usize::from(spans.len() > 1);
            values.extend(spans[first..].iter().map(|span| part(&whole, *span)));
            run.machine.captures.keep(&whole, spans);
            if values.len() > LIST_LIMIT { Err(Died) } else { Ok(ControlFlow::Continue(())) }
        })?;
        Ok(values)
    }

    fn substitute(&mut self, substitute: &Substitute) -> Result<Value, Died> {
        let subject = self.scalar(&substitute.subject)?.to_text();
        let regex = self.regex(&substitute.pattern)?;
        let mut result = String::new();
        let mut count = 0;
        let mut end = 0;
        let whole = Arc::clone(&subject);
        self.every(&regex, &subject, |run, spans| {
            let Some((from, to)) = spans.first().copied().flatten() else { return Err(Died) };
            run.machine.captures.keep(&whole, spans);
            result.push_str(&whole[end..from]);
            run.scalar(&substitute.replacement)?.push_to(&mut result);
            if result.len() > TEXT_LIMIT {
                return Err(Died);
            }
            end = to;
            count += 1;
            Ok(match substitute.extent {
                Extent::First => ControlFlow::Break(()),
                Extent::All => ControlFlow::Continue(()),
            })
        })?;
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
        // Each character is looked for in a list.
        self.pay(subject.len() * (1 + translate.from.len() / BYTES_A_STEP))?;
        let (text, count) = translate.applied(&subject);
        match &translate.place {
            None => Ok(Value::from(text)),
            Some(place) => {
                if *text != *subject {
                    self.put(place, Value::from(text))?;
                }
                Ok(Value::Integer(count))
            }
        }
    }

    /// Takes the newline off the end of texts; how many had one.
    fn chomp(&mut self, place: &Place) -> Result<Value, Died> {
        let chomped = |value: &Value| match value {
            Value::Text(text) => text.strip_suffix('\n').map(Value::from),
            _ => None,
        };
        if let Place::Array(array) = place {
            self.pay(self.items(*array).len())?;
            let mut count = 0;
            for item in self.items_mut(*array)? {
                if let Some(shorter) = chomped(item) {
                    *item = shorter;
                    count += 1;
                }
            }
            return Ok(Value::Integer(count));
        }
        let old = self.value_of(place)?;
        let Some(shorter) = chomped(&old) else { return Ok(Value::Integer(0)) };
        self.put(place, shorter)?;
        Ok(Value::Integer(1))
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

/// A text that is no number and begins with a letter gets a sign in front, and one with a sign the
/// other, as in Perl.
fn negative(value: &Value) -> Value {
    if let Value::Text(text) = value {
        let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
        let named = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if text.len() == rest.len() && named {
            return Value::from(format!("-{text}"));
        }
        if text.len() > rest.len() && text.trim_end().parse::<f64>().is_err() {
            let sign = if text.starts_with('-') { '+' } else { '-' };
            return Value::from(format!("{sign}{rest}"));
        }
    }
    match value.numeric() {
        Value::Integer(number) => {
            number.checked_neg().map_or(Value::Number(-(number as f64)), Value::Integer)
        }
        other => Value::Number(-other.to_number()),
    }
}
