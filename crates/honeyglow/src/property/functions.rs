//! Perl's functions.

use std::sync::Arc;

use super::arithmetic::whole;
use super::eval::{Died, Evaluator, LIST_LIMIT, TEXT_LIMIT, by_text};
use super::pattern::{self, Pattern};
use super::sprintf;
use super::tree::{Extent, Function, Match, Node, Sense};
use super::value::Value;

/// A call where one value is asked for.
pub(super) fn scalar(
    run: &mut Evaluator<'_, '_>,
    function: Function,
    arguments: &[Node],
) -> Result<Value, Died> {
    use Function as F;
    let text = |run: &mut Evaluator<'_, '_>, at: usize| -> Result<Arc<str>, Died> {
        arguments.get(at).map_or(Ok(Arc::from("")), |node| run.scalar(node).map(|v| v.to_text()))
    };
    let number = |run: &mut Evaluator<'_, '_>| -> Result<f64, Died> {
        arguments.first().map_or(Ok(0.0), |node| run.scalar(node).map(|v| v.to_number()))
    };
    Ok(match function {
        F::Field
        | F::Match
        | F::RegexReplace
        | F::AnyRegex
        | F::Subnet
        | F::GetSeverity
        | F::Hexcol => run.own(function, arguments)?,
        F::Abs => {
            let value = arguments.first().map_or(Ok(Value::Undefined), |node| run.scalar(node))?;
            match value.numeric() {
                Value::Integer(number) => number
                    .checked_abs()
                    .map_or(Value::Number((number as f64).abs()), Value::Integer),
                other => Value::Number(other.to_number().abs()),
            }
        }
        F::Int => {
            let value = arguments.first().map_or(Ok(Value::Undefined), |node| run.scalar(node))?;
            match value.numeric() {
                Value::Number(number) => whole(number.trunc()),
                whole => whole,
            }
        }
        F::Sqrt => {
            let number = number(run)?;
            if number < 0.0 {
                return Err(Died);
            }
            whole(number.sqrt())
        }
        F::Log => {
            let number = number(run)?;
            if number <= 0.0 {
                return Err(Died);
            }
            whole(libm::log(number))
        }
        F::Exp => whole(libm::exp(number(run)?)),
        F::Sin => whole(libm::sin(number(run)?)),
        F::Cos => whole(libm::cos(number(run)?)),
        F::Atan2 => {
            let (y, x) = (text(run, 0)?, text(run, 1)?);
            whole(libm::atan2(Value::Text(y).to_number(), Value::Text(x).to_number()))
        }
        F::Hex => radix(text(run, 0)?.trim_start_matches("0x").trim_start_matches("0X"), 16),
        F::Oct => octal(&text(run, 0)?),
        F::Ord => {
            Value::Integer(text(run, 0)?.chars().next().map_or(0, |c| i64::from(u32::from(c))))
        }
        F::Chr => {
            let code = Value::Text(text(run, 0)?).to_integer();
            let character = u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
            Value::from(character.to_string())
        }
        F::Lc => Value::from(text(run, 0)?.to_lowercase()),
        F::Uc => Value::from(text(run, 0)?.to_uppercase()),
        F::Lcfirst => Value::from(first_changed(&text(run, 0)?, |c| c.to_lowercase().collect())),
        F::Ucfirst => Value::from(first_changed(&text(run, 0)?, |c| c.to_uppercase().collect())),
        F::Length => {
            let value = arguments.first().map_or(Ok(Value::Undefined), |node| run.scalar(node))?;
            if !value.is_defined() {
                return Ok(Value::Undefined);
            }
            Value::Integer(value.to_text().chars().count() as i64)
        }
        F::Quotemeta => Value::from(pattern::quoted(&text(run, 0)?)),
        F::Index | F::Rindex => {
            let (text, part) = (text(run, 0)?, text(run, 1)?);
            let from = arguments.get(2).map(|node| run.scalar(node)).transpose()?;
            place_of(function, &text, &part, from.map(|from| from.to_integer()))
        }
        F::Substr => {
            let text = text(run, 0)?;
            let from = arguments.get(1).map_or(Ok(Value::Undefined), |node| run.scalar(node))?;
            let length = arguments.get(2).map(|node| run.scalar(node)).transpose()?;
            part_of(&text, from.to_integer(), length.map(|length| length.to_integer()))
        }
        F::Sprintf => {
            let values = run.flat(arguments)?;
            let mut values = values.into_iter();
            let form = values.next().unwrap_or(Value::Undefined).to_text();
            let made = sprintf::sprintf(&form, &mut values);
            if made.len() > TEXT_LIMIT {
                return Err(Died);
            }
            Value::from(made)
        }
        F::Join => {
            let values = run.flat(arguments)?;
            let mut values = values.into_iter();
            let separator = values.next().unwrap_or(Value::Undefined).to_text();
            let mut joined = String::new();
            for (index, value) in values.enumerate() {
                if index > 0 {
                    joined.push_str(&separator);
                }
                value.push_to(&mut joined);
                if joined.len() > TEXT_LIMIT {
                    return Err(Died);
                }
            }
            Value::from(joined)
        }
        F::Defined => match arguments.first() {
            Some(Node::Array(array)) => Value::truth(!run.items(*array).is_empty()),
            Some(node) => Value::truth(run.scalar(node)?.is_defined()),
            None => Value::no(),
        },
        F::Exists => match arguments.first() {
            Some(node) => Value::truth(run.exists(node)?),
            None => Value::no(),
        },
        F::Delete => match arguments.first() {
            Some(node) => run.delete(node)?,
            None => Value::Undefined,
        },
        F::Scalar => match arguments.first() {
            Some(node) => run.scalar(node)?,
            None => Value::Undefined,
        },
        F::Reverse => {
            let mut all = String::new();
            for value in run.flat(arguments)? {
                value.push_to(&mut all);
            }
            Value::from(all.chars().rev().collect::<String>())
        }
        F::Push | F::Unshift | F::Pop | F::Shift => change(run, function, arguments)?,
        F::Keys | F::Values | F::Split | F::Sort => {
            Value::Integer(list(run, function, arguments)?.len() as i64)
        }
    })
}

/// A call where a list is asked for.
pub(super) fn list(
    run: &mut Evaluator<'_, '_>,
    function: Function,
    arguments: &[Node],
) -> Result<Vec<Value>, Died> {
    Ok(match function {
        Function::Reverse => {
            let mut values = run.flat(arguments)?;
            values.reverse();
            values
        }
        Function::Sort => {
            let mut values = run.flat(arguments)?;
            values.sort_by(by_text);
            values
        }
        Function::Keys | Function::Values => match arguments.first() {
            Some(Node::Array(array)) if function == Function::Keys => {
                (0..run.items(*array).len() as i64).map(Value::Integer).collect()
            }
            Some(node) => {
                let values = run.list(node)?;
                if matches!(node, Node::Array(_)) {
                    return Ok(values);
                }
                let skipped = usize::from(function == Function::Values);
                values.into_iter().skip(skipped).step_by(2).collect()
            }
            None => Vec::new(),
        },
        Function::Split => split(run, arguments)?,
        Function::Scalar => vec![scalar(run, function, arguments)?],
        single => vec![scalar(run, single, arguments)?],
    })
}

fn change(
    run: &mut Evaluator<'_, '_>,
    function: Function,
    arguments: &[Node],
) -> Result<Value, Died> {
    let Some((Node::Array(array), rest)) = arguments.split_first() else { return Err(Died) };
    let values = run.flat(rest)?;
    let items = run.items_mut(*array)?;
    if items.len() + values.len() > LIST_LIMIT {
        return Err(Died);
    }
    Ok(match function {
        Function::Push => {
            items.extend(values);
            Value::Integer(items.len() as i64)
        }
        Function::Unshift => {
            items.splice(0..0, values);
            Value::Integer(items.len() as i64)
        }
        Function::Pop => items.pop().unwrap_or(Value::Undefined),
        _ if items.is_empty() => Value::Undefined,
        _ => items.remove(0),
    })
}

/// Perl's `split`: no empty parts at the end; a single blank means white space.
fn split(run: &mut Evaluator<'_, '_>, arguments: &[Node]) -> Result<Vec<Value>, Died> {
    let text = match arguments.get(1) {
        Some(node) => run.scalar(node)?,
        None => run.machine.scalars.first().cloned().unwrap_or(Value::Undefined),
    }
    .to_text();
    let most = match arguments.get(2) {
        Some(node) => usize::try_from(run.scalar(node)?.to_integer()).unwrap_or(0),
        None => 0,
    };
    let most_parts = if most == 0 { LIST_LIMIT } else { most };
    let at_blanks =
        matches!(arguments.first(), Some(Node::Constant(Value::Text(text))) if &**text == " ");
    if at_blanks {
        return Ok(text.split_whitespace().take(most_parts).map(Value::from).collect());
    }
    let regex = match arguments.first() {
        Some(Node::Match(matched)) => {
            let Match { pattern, sense: Sense::Is, extent: Extent::First | Extent::All, .. } =
                &**matched
            else {
                return Err(Died);
            };
            run.regex(pattern)?
        }
        Some(node) => {
            let source = run.scalar(node)?;
            run.regex(&Pattern::Value(Box::new(Node::Constant(source))))?
        }
        None => return Err(Died),
    };
    let mut parts = Vec::new();
    let mut end = 0;
    for found in regex.find_iter(&*text) {
        let found = found.map_err(|_| Died)?;
        if parts.len() + 1 >= most_parts {
            break;
        }
        // An empty match at the start or the end parts nothing.
        if found.end() == 0 || (found.start() == found.end() && found.start() >= text.len()) {
            continue;
        }
        parts.push(Value::from(&text[end..found.start()]));
        end = found.end();
    }
    parts.push(Value::from(&text[end..]));
    if most == 0 {
        while parts.last().is_some_and(|last| last.to_text().is_empty()) {
            parts.pop();
        }
    }
    Ok(parts)
}

fn first_changed(text: &str, change: fn(char) -> String) -> String {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return String::new() };
    let mut changed = change(first);
    changed.push_str(characters.as_str());
    changed
}

fn radix(digits: &str, radix: u32) -> Value {
    let digits: String =
        digits.chars().filter(|c| *c != '_').take_while(|c| c.is_digit(radix)).collect();
    i64::from_str_radix(&digits, radix).map_or(Value::Integer(0), Value::Integer)
}

fn octal(text: &str) -> Value {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix("0x").or(lower.strip_prefix('x')) {
        return radix(digits, 16);
    }
    if let Some(digits) = lower.strip_prefix("0b").or(lower.strip_prefix('b')) {
        return radix(digits, 2);
    }
    radix(text, 8)
}

/// `index` and `rindex`, in characters; -1 where the part does not stand.
fn place_of(function: Function, text: &str, part: &str, from: Option<i64>) -> Value {
    let characters = |bytes: usize| text[..bytes].chars().count() as i64;
    let byte_of = |characters: i64| -> usize {
        let characters = usize::try_from(characters).unwrap_or(0);
        text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
    };
    let found = if function == Function::Index {
        let start = byte_of(from.unwrap_or(0));
        text[start..].find(part).map(|at| start + at)
    } else {
        let last = from.map_or(text.len(), |from| byte_of(from).saturating_add(part.len()));
        let mut end = last.min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        if from.is_some_and(|from| from < 0) { None } else { text[..end].rfind(part) }
    };
    Value::Integer(found.map_or(-1, characters))
}

/// `substr`, in characters; undefined where the start lies outside.
fn part_of(text: &str, from: i64, length: Option<i64>) -> Value {
    let count = text.chars().count() as i64;
    let start = if from < 0 { count.saturating_add(from) } else { from };
    if start > count
        || (from < 0
            && start < 0
            && length.is_none_or(|length| length >= 0 && start.saturating_add(length) < 0))
    {
        return Value::Undefined;
    }
    let end = match length {
        None => count,
        Some(length) if length < 0 => count.saturating_add(length),
        Some(length) => start.saturating_add(length),
    };
    let (start, end) = (start.clamp(0, count), end.clamp(0, count));
    let taken = usize::try_from(end - start).unwrap_or(0);
    Value::from(
        text.chars().skip(usize::try_from(start).unwrap_or(0)).take(taken).collect::<String>(),
    )
}
