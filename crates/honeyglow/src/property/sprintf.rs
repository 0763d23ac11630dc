//! `sprintf`: flags, width, precision and the conversions that texts and numbers need.

use super::value::{Value, general};

/// The widest field and the most decimals. A page is no wider.
const WIDTH_LIMIT: usize = 1_000;

/// How a conversion is written: `%-08.3f`.
#[derive(Default)]
struct Form {
    left: bool,
    zero: bool,
    sign: Option<char>,
    other: bool,
    width: usize,
    precision: Option<usize>,
}

/// Fills a form with values; what is missing is undefined, what is left over is not used.
pub(super) fn sprintf(form: &str, values: &mut dyn Iterator<Item = Value>) -> String {
    let mut out = String::with_capacity(form.len() + 16);
    let mut rest = form;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let spec = &rest[at..];
        match conversion(&spec[1..], values) {
            Some((length, text)) => {
                out.push_str(&text);
                rest = &spec[1 + length..];
            }
            None => {
                out.push('%');
                rest = &spec[1..];
            }
        }
        if out.len() > super::eval::TEXT_LIMIT {
            return out;
        }
    }
    out.push_str(rest);
    out
}

/// What stands after a `%`: its length, and what it becomes; none if it is no conversion.
fn conversion(spec: &str, values: &mut dyn Iterator<Item = Value>) -> Option<(usize, String)> {
    let mut form = Form::default();
    let mut characters = spec.char_indices().peekable();
    while let Some((_, flag)) = characters.peek().copied() {
        match flag {
            '-' => form.left = true,
            '0' => form.zero = true,
            '+' | ' ' => form.sign = Some(flag),
            '#' => form.other = true,
            _ => break,
        }
        characters.next();
    }
    let mut number = |values: &mut dyn Iterator<Item = Value>| -> Option<i64> {
        if let Some((_, '*')) = characters.peek() {
            characters.next();
            return Some(values.next().unwrap_or(Value::Undefined).to_integer());
        }
        let mut number = None;
        while let Some(digit) = characters.peek().and_then(|(_, c)| c.to_digit(10)) {
            number = Some((number.unwrap_or(0) * 10 + i64::from(digit)).min(WIDTH_LIMIT as i64));
            characters.next();
        }
        number
    };
    if let Some(width) = number(values) {
        form.left |= width < 0;
        form.width = usize::try_from(width.unsigned_abs()).unwrap_or(0).min(WIDTH_LIMIT);
    }
    if spec.get(width_end(spec)..).is_some_and(|rest| rest.starts_with('.')) {
        characters.next();
        form.precision = Some(precision(&mut characters, values));
    }
    // Sizes of C's types say nothing here.
    while let Some((_, 'l' | 'h' | 'q' | 'L' | 'V' | 'z' | 't')) = characters.peek() {
        characters.next();
    }
    let (at, letter) = characters.next()?;
    if letter == '%' {
        return Some((at + 1, "%".to_owned()));
    }
    if !"sdiufFeEgGxXobBc".contains(letter) {
        return None;
    }
    let value = values.next().unwrap_or(Value::Undefined);
    Some((at + letter.len_utf8(), converted(&form, letter, &value)))
}

/// Where flags and width end.
fn width_end(spec: &str) -> usize {
    let flags = spec.find(|c| !"-0+ #".contains(c)).unwrap_or(spec.len());
    let rest = &spec[flags..];
    flags + rest.find(|c: char| !c.is_ascii_digit() && c != '*').unwrap_or(rest.len())
}

fn precision(
    characters: &mut std::iter::Peekable<std::str::CharIndices<'_>>,
    values: &mut dyn Iterator<Item = Value>,
) -> usize {
    if let Some((_, '*')) = characters.peek() {
        characters.next();
        let given = values.next().unwrap_or(Value::Undefined).to_integer();
        return usize::try_from(given).unwrap_or(0).min(WIDTH_LIMIT);
    }
    let mut number = 0;
    while let Some(digit) = characters.peek().and_then(|(_, c)| c.to_digit(10)) {
        number = (number * 10 + digit as usize).min(WIDTH_LIMIT);
        characters.next();
    }
    number
}

fn converted(form: &Form, letter: char, value: &Value) -> String {
    let signed = |text: String| match form.sign {
        Some(sign) if !text.starts_with('-') => format!("{sign}{text}"),
        _ => text,
    };
    let decimals = form.precision.unwrap_or(6);
    let number = value.to_number();
    let text = match letter {
        's' => {
            let text = value.to_text();
            let most = form.precision.unwrap_or(usize::MAX);
            return padded(form, text.chars().take(most).collect(), Fill::Blank);
        }
        'c' => {
            let code = u32::try_from(value.to_integer()).ok().and_then(char::from_u32);
            return padded(form, code.unwrap_or('\u{fffd}').to_string(), Fill::Blank);
        }
        'd' | 'i' | 'u' => {
            let whole = value.to_integer();
            let digits = digits(whole.unsigned_abs().to_string(), form);
            signed(if whole < 0 { format!("-{digits}") } else { digits })
        }
        'x' => digits(format!("{:x}", value.to_integer()), form),
        'X' => digits(format!("{:X}", value.to_integer()), form),
        'o' => digits(format!("{:o}", value.to_integer()), form),
        'b' | 'B' => digits(format!("{:b}", value.to_integer()), form),
        _ if !number.is_finite() => return padded(form, signed(general(number, 6)), Fill::Blank),
        'f' | 'F' => signed(format!("{number:.decimals$}")),
        'e' | 'E' => {
            let text = exponential(number, decimals);
            signed(if letter == 'E' { text.to_uppercase() } else { text })
        }
        _ => {
            let text = general(number, i32::try_from(decimals).unwrap_or(6));
            signed(if letter == 'G' { text.to_uppercase() } else { text })
        }
    };
    let text = match (form.other, letter) {
        (true, 'x') if value.to_integer() != 0 => format!("0x{text}"),
        (true, 'X') if value.to_integer() != 0 => format!("0X{text}"),
        (true, 'o') => format!("0{text}"),
        (true, 'b' | 'B') if value.to_integer() != 0 => format!("0{letter}{text}"),
        _ => text,
    };
    let whole = matches!(letter, 'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'b' | 'B');
    let zeros = form.zero && !form.left && !(whole && form.precision.is_some());
    padded(form, text, if zeros { Fill::Zero } else { Fill::Blank })
}

/// At least as many digits as the precision says.
fn digits(digits: String, form: &Form) -> String {
    let least = form.precision.unwrap_or(1);
    if digits.len() >= least {
        digits
    } else {
        format!("{}{digits}", "0".repeat(least - digits.len()))
    }
}

fn exponential(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// What fills a field up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fill {
    Blank,
    Zero,
}

fn padded(form: &Form, text: String, fill: Fill) -> String {
    let missing = form.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text;
    }
    if form.left {
        return text + &" ".repeat(missing);
    }
    if fill == Fill::Blank {
        return " ".repeat(missing) + &text;
    }
    let sign = usize::from(text.starts_with(['-', '+', ' ']));
    let prefix =
        sign + if text[sign..].starts_with("0x") || text[sign..].starts_with("0X") { 2 } else { 0 };
    format!("{}{}{}", &text[..prefix], "0".repeat(missing), &text[prefix..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_filled_as_c_does() {
        for (form, value, text) in [
            ("%.1f kB", Value::Number(1.25), "1.2 kB"),
            ("%03d", Value::Integer(7), "007"),
            ("%-5s|", Value::from("ab"), "ab   |"),
            ("%5s|", Value::from("ab"), "   ab|"),
            ("%x", Value::Integer(255), "ff"),
            ("%#X", Value::Integer(255), "0XFF"),
            ("%e", Value::Number(12345.678), "1.234568e+04"),
            ("%g", Value::Number(0.0001), "0.0001"),
            ("%+d", Value::Integer(3), "+3"),
            ("%5.2f", Value::Number(-3.14159), "-3.14"),
            ("%05.1f", Value::Number(-3.14159), "-03.1"),
            ("%%", Value::Undefined, "%"),
            ("%z", Value::Integer(1), "%z"),
            ("%c", Value::Integer(65), "A"),
            ("%.2s", Value::from("abc"), "ab"),
            ("%b", Value::Integer(5), "101"),
            ("100%", Value::Undefined, "100%"),
        ] {
            assert_eq!(sprintf(form, &mut std::iter::once(value)), text, "{form}");
        }
    }
}
