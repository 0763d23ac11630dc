//! Values of expressions, with Perl's rules of truth, text and number.
//!
//! Text acts as the number that it starts with, and as 0 where it starts with none. Whole numbers
//! stay exact up to 64 bits; others are doubles and print with 15 significant digits.

use std::sync::Arc;

/// A scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing was given.
    Undefined,
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Text.
    Text(Arc<str>),
}

impl Value {
    /// Perl's true.
    pub(super) const TRUE: Value = Value::Integer(1);

    /// Perl's false: the empty text, and 0 as a number.
    pub(super) fn no() -> Value {
        Value::from("")
    }

    /// What a comparison gives.
    pub(super) fn truth(holds: bool) -> Value {
        if holds { Value::TRUE } else { Value::no() }
    }

    /// Undefined, the empty text, `0` and `"0"` are false; all else is true, `0.0` as text too.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Value::Undefined => false,
            Value::Integer(number) => *number != 0,
            Value::Number(number) => *number != 0.0,
            Value::Text(text) => !text.is_empty() && &**text != "0",
        }
    }

    /// Is it anything at all?
    #[must_use]
    pub fn is_defined(&self) -> bool {
        *self != Value::Undefined
    }

    /// The number that it acts as.
    #[must_use]
    pub fn to_number(&self) -> f64 {
        match self {
            Value::Undefined => 0.0,
            Value::Integer(number) => *number as f64,
            Value::Number(number) => *number,
            Value::Text(text) => match leading_number(text) {
                Value::Integer(number) => number as f64,
                Value::Number(number) => number,
                _ => 0.0,
            },
        }
    }

    /// The same, whole where it is.
    pub(super) fn numeric(&self) -> Value {
        match self {
            Value::Undefined => Value::Integer(0),
            Value::Text(text) => leading_number(text),
            number => number.clone(),
        }
    }

    /// The whole number that it acts as, cut towards zero, kept inside of 64 bits.
    pub(super) fn to_integer(&self) -> i64 {
        match self.numeric() {
            Value::Integer(number) => number,
            // Casts of floats saturate; not-a-number becomes 0.
            other => other.to_number() as i64,
        }
    }

    /// The text that it acts as; undefined is empty.
    #[must_use]
    pub fn to_text(&self) -> Arc<str> {
        match self {
            Value::Undefined => Arc::from(""),
            Value::Integer(number) => Arc::from(number.to_string()),
            Value::Number(number) => Arc::from(printed(*number)),
            Value::Text(text) => Arc::clone(text),
        }
    }

    /// Adds the text to a buffer.
    pub(super) fn push_to(&self, out: &mut String) {
        match self {
            Value::Undefined => {}
            Value::Integer(number) => out.push_str(&number.to_string()),
            Value::Number(number) => out.push_str(&printed(*number)),
            Value::Text(text) => out.push_str(text),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(Arc::from(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(Arc::from(text))
    }
}

/// The number at the start of a text: blanks, sign, digits, fraction, exponent.
fn leading_number(text: &str) -> Value {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return word_number(text, sign);
    }
    let is_whole = end == sign + whole;
    let mut exponent = false;
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let count = digits(end + 1 + signed);
        if count > 0 {
            exponent = true;
            end += 1 + signed + count;
        }
    }
    let number = text[..end].trim_start_matches('+');
    if is_whole && !exponent {
        if let Ok(number) = number.parse() {
            return Value::Integer(number);
        }
    }
    Value::Number(number.parse().unwrap_or(0.0))
}

/// Perl reads these words as numbers too.
fn word_number(text: &str, sign: usize) -> Value {
    let starts = |word: &str| {
        text.get(sign..sign + word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let negative = text.starts_with('-');
    if starts("inf") {
        return Value::Number(if negative { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    if starts("nan") {
        return Value::Number(f64::NAN);
    }
    Value::Integer(0)
}

/// A number as C's `%.15g` prints it.
fn printed(number: f64) -> String {
    const SIGNIFICANT: i32 = 15;
    general(number, SIGNIFICANT)
}

/// A number as C's `%.*g` prints it.
pub(super) fn general(number: f64, significant: i32) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Inf" } else { "-Inf" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let significant = significant.max(1);
    let scientific = format!("{number:.*e}", (significant - 1) as usize);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| -> String {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text.to_owned()
        }
    };
    if exponent < -4 || exponent >= significant {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs());
    }
    trimmed(&format!("{number:.*}", (significant - 1 - exponent) as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_acts_as_the_number_it_starts_with() {
        for (text, number) in [
            ("8080/tcp", 8080.0),
            (" 12", 12.0),
            ("-3.5x", -3.5),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("1e", 1.0),
            ("5.", 5.0),
            ("abc", 0.0),
            ("", 0.0),
            ("0x1A", 0.0),
            ("+7", 7.0),
            ("-", 0.0),
            (".", 0.0),
        ] {
            assert_eq!(Value::from(text).to_number(), number, "{text}");
        }
        assert_eq!(Value::from("9007199254740993").to_integer(), 9_007_199_254_740_993);
    }

    #[test]
    fn numbers_print_with_fifteen_digits() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (1e15, "1e+15"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e-5, "1e-05"),
            (-2.50, "-2.5"),
            (1e100, "1e+100"),
            (f64::INFINITY, "Inf"),
            (-0.0, "0"),
        ] {
            assert_eq!(&*Value::Number(number).to_text(), text);
        }
    }

    #[test]
    fn zero_and_nothing_are_false() {
        for text in ["", "0"] {
            assert!(!Value::from(text).is_true());
        }
        for text in ["0.0", "00", " ", "a"] {
            assert!(Value::from(text).is_true());
        }
    }
}
