//! Operators of two values: whole numbers stay exact while they fit into 64 bits.

use std::cmp::Ordering;

use super::eval::{Died, TEXT_LIMIT};
use super::tree::Binary;
use super::value::Value;

/// Whole numbers beyond this are not exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The value of `left operator right`.
pub(super) fn binary(operator: Binary, left: &Value, right: &Value) -> Result<Value, Died> {
    Ok(match operator {
        Binary::Add => sum(left, right, i64::checked_add, |a, b| a + b),
        Binary::Subtract => sum(left, right, i64::checked_sub, |a, b| a - b),
        Binary::Multiply => sum(left, right, i64::checked_mul, |a, b| a * b),
        Binary::Divide => {
            let divisor = right.to_number();
            if divisor == 0.0 {
                return Err(Died);
            }
            whole(left.to_number() / divisor)
        }
        Binary::Modulo => modulo(left, right)?,
        Binary::Power => whole(libm::pow(left.to_number(), right.to_number())),
        Binary::Concatenate => {
            let mut text = String::new();
            left.push_to(&mut text);
            right.push_to(&mut text);
            if text.len() > TEXT_LIMIT {
                return Err(Died);
            }
            Value::from(text)
        }
        Binary::Repeat => {
            let text = left.to_text();
            let count = usize::try_from(right.to_integer()).unwrap_or(0);
            if text.len().saturating_mul(count) > TEXT_LIMIT {
                return Err(Died);
            }
            Value::from(text.repeat(count))
        }
        Binary::BitAnd => Value::Integer(left.to_integer() & right.to_integer()),
        Binary::BitOr => Value::Integer(left.to_integer() | right.to_integer()),
        Binary::BitXor => Value::Integer(left.to_integer() ^ right.to_integer()),
        Binary::ShiftLeft => Value::Integer(shifted(left, right, i64::checked_shl)),
        Binary::ShiftRight => Value::Integer(shifted(left, right, i64::checked_shr)),
        Binary::Compare => match numbers(left, right) {
            Some(ordering) => Value::Integer(ordering as i64),
            None => Value::Undefined,
        },
        Binary::Equal => Value::truth(numbers(left, right) == Some(Ordering::Equal)),
        Binary::NotEqual => Value::truth(numbers(left, right) != Some(Ordering::Equal)),
        Binary::Less => Value::truth(numbers(left, right) == Some(Ordering::Less)),
        Binary::Greater => Value::truth(numbers(left, right) == Some(Ordering::Greater)),
        Binary::LessOrEqual => {
            Value::truth(matches!(numbers(left, right), Some(Ordering::Less | Ordering::Equal)))
        }
        Binary::GreaterOrEqual => {
            Value::truth(matches!(numbers(left, right), Some(Ordering::Greater | Ordering::Equal)))
        }
        Binary::TextCompare => Value::Integer(compared(left, right) as i64),
        Binary::TextEqual => Value::truth(compared(left, right).is_eq()),
        Binary::TextNotEqual => Value::truth(compared(left, right).is_ne()),
        Binary::TextLess => Value::truth(compared(left, right).is_lt()),
        Binary::TextGreater => Value::truth(compared(left, right).is_gt()),
        Binary::TextLessOrEqual => Value::truth(compared(left, right).is_le()),
        Binary::TextGreaterOrEqual => Value::truth(compared(left, right).is_ge()),
    })
}

fn sum(
    left: &Value,
    right: &Value,
    whole: fn(i64, i64) -> Option<i64>,
    real: fn(f64, f64) -> f64,
) -> Value {
    let (left, right) = (left.numeric(), right.numeric());
    if let (Value::Integer(left), Value::Integer(right)) = (&left, &right) {
        if let Some(sum) = whole(*left, *right) {
            return Value::Integer(sum);
        }
    }
    Value::Number(real(left.to_number(), right.to_number()))
}

/// A number, whole where it is one that doubles hold exactly.
pub(super) fn whole(number: f64) -> Value {
    if number.trunc() == number && number.abs() < EXACT {
        return Value::Integer(number as i64);
    }
    Value::Number(number)
}

/// The remainder of whole numbers; it has the sign of the right one.
fn modulo(left: &Value, right: &Value) -> Result<Value, Died> {
    let divisor = right.to_integer();
    if divisor == 0 {
        return Err(Died);
    }
    let remainder = left.to_integer().wrapping_rem(divisor);
    let other_sign = remainder != 0 && (remainder < 0) != (divisor < 0);
    Ok(Value::Integer(if other_sign { remainder + divisor } else { remainder }))
}

fn shifted(left: &Value, right: &Value, shift: fn(i64, u32) -> Option<i64>) -> i64 {
    u32::try_from(right.to_integer()).ok().and_then(|by| shift(left.to_integer(), by)).unwrap_or(0)
}

/// The order of two numbers; none where one is not a number.
fn numbers(left: &Value, right: &Value) -> Option<Ordering> {
    match (left.numeric(), right.numeric()) {
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(&right)),
        (left, right) => left.to_number().partial_cmp(&right.to_number()),
    }
}

/// The order of two texts, byte by byte.
pub(super) fn compared(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (left, right) => left.to_text().cmp(&right.to_text()),
    }
}
