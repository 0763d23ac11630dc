//! AfterGlow's functions: `field`, `match`, `regex_replace`, `any_regex`, `subnet`, `get_severity`.

use std::net::Ipv6Addr;
use std::sync::Arc;

use super::eval::{Died, Evaluator};
use super::tree::{Function, Known, Node};
use super::value::Value;

/// A call of one of them.
pub(super) fn call(
    run: &mut Evaluator<'_, '_>,
    function: Function,
    arguments: &[Node],
) -> Result<Value, Died> {
    Ok(match function {
        Function::Match => Value::truth(on_subject(run, arguments)?.is_some()),
        Function::RegexReplace => match on_subject(run, arguments)? {
            None => Value::Undefined,
            Some(1) => Value::TRUE,
            Some(_) => run.machine.captures.get(1),
        },
        Function::AnyRegex => {
            let regex = regex_of(run, arguments)?;
            let fields: Vec<Arc<str>> = run.machine.fields().iter().map(Value::to_text).collect();
            for field in fields {
                if run.found(&regex, &field)? {
                    return Ok(Value::TRUE);
                }
            }
            Value::no()
        }
        Function::Subnet => {
            let values = run.flat(arguments)?;
            let Some((address, networks)) = values.split_first() else { return Err(Died) };
            let address = address.to_text();
            Value::truth(networks.iter().any(|network| is_inside(&address, network)))
        }
        Function::GetSeverity => {
            let values = run.flat(arguments)?;
            let value = values.first().map_or(0.0, Value::to_number);
            let steps = values.get(1).map_or(10.0, Value::to_number);
            severity(value, steps)?
        }
        // squert's own copy of AfterGlow has it; AfterGlow has not, and then it gives nothing.
        Function::Hexcol => Value::Undefined,
        _ => {
            let field = run.machine.field.and_then(|index| run.machine.fields.get(index));
            field.cloned().unwrap_or(Value::Undefined)
        }
    })
}

fn regex_of(
    run: &mut Evaluator<'_, '_>,
    arguments: &[Node],
) -> Result<Arc<fancy_regex::Regex>, Died> {
    let source = match arguments.first() {
        Some(node) => run.scalar(node)?.to_text(),
        None => Arc::from(""),
    };
    run.machine.compiled.get("", &source).ok_or(Died)
}

/// Looks for a pattern in the field of what is evaluated; how many groups it has if it is there,
/// the whole among them.
fn on_subject(run: &mut Evaluator<'_, '_>, arguments: &[Node]) -> Result<Option<usize>, Died> {
    let regex = regex_of(run, arguments)?;
    let subject = run.machine.get(Known::Subject).to_text();
    Ok(run.found(&regex, &subject)?.then(|| regex.captures_len()))
}

/// Does an address lie in a network `A.B.C.D/M` or `A::B/M`? Without `/M` it is that one address.
fn is_inside(address: &str, network: &Value) -> bool {
    // `10.0.0.0/8` without quotes is a division in Perl, and such a number has no bits to compare.
    let Value::Text(network) = network else { return quad(address).is_some() };
    let (base, length) = match network.trim().split_once('/') {
        Some((base, length)) => (base, Some(Value::from(length).to_integer())),
        None => (network.trim(), None),
    };
    if let (Ok(address), Ok(base)) = (address.parse::<Ipv6Addr>(), base.parse::<Ipv6Addr>()) {
        let mask = mask(length, 128);
        return u128::from(address) & mask == u128::from(base) & mask;
    }
    let (Some(address), Some(base)) = (quad(address), quad(base)) else { return false };
    let mask = mask(length, 32) >> 96;
    u128::from(address) & mask == u128::from(base) & mask
}

/// The bits that count, from the highest of 128 on.
fn mask(length: Option<i64>, bits: u32) -> u128 {
    let length = length.map_or(bits, |length| u32::try_from(length).unwrap_or(0).min(bits));
    if length == 0 { 0 } else { u128::MAX << (128 - length) }
}

/// Four numbers with dots between, each modulo 256; what is no number is 0, as in AfterGlow.
fn quad(text: &str) -> Option<u32> {
    let mut parts = text.split('.');
    let mut address = 0;
    for _ in 0..4 {
        let part = Value::from(parts.next()?).to_integer().rem_euclid(256);
        address = address << 8 | u32::try_from(part).unwrap_or(0);
    }
    parts.next().is_none().then_some(address)
}

/// A colour between green (0) and red (`steps`), as `#RRGGBB`.
fn severity(value: f64, steps: f64) -> Result<Value, Died> {
    const FROM: [f64; 3] = [96.0, 187.0, 34.0];
    const TO: [f64; 3] = [204.0, 0.0, 0.0];
    if steps == 0.0 || !steps.is_finite() || value.is_nan() {
        return Err(Died);
    }
    // `round` goes away from zero at a half.
    let place = value.round().min(steps);
    let sum = FROM.iter().zip(TO).fold(0_i64, |sum, (from, to)| {
        let channel = (from + (to - from) * place / steps).trunc();
        sum.wrapping_mul(256).wrapping_add(channel as i64)
    });
    Ok(Value::from(format!("#{sum:06X}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_run_from_green_to_red() {
        for (value, steps, colour) in [
            (0.0, 10.0, "#60BB22"),
            (1.0, 10.0, "#6AA81E"),
            (5.0, 10.0, "#965D11"),
            (10.0, 10.0, "#CC0000"),
            (99.0, 10.0, "#CC0000"),
            (-1.0, 10.0, "#55CD25"),
            (-5.0, 10.0, "#2B1833"),
            (4.5, 10.0, "#965D11"),
        ] {
            assert_eq!(severity(value, steps), Ok(Value::from(colour)), "{value}");
        }
        assert_eq!(severity(1.0, 0.0), Err(Died));
    }

    #[test]
    fn an_address_is_inside_of_a_network() {
        for (address, network, inside) in [
            ("192.168.1.5", "192.168.0.0/16", true),
            ("192.168.1.5", "192.168.1.128/25", false),
            ("1.2.3.4", "0.0.0.0/0", true),
            ("host", "0.0.0.0/0", false),
            ("1.2.3.4.5", "0.0.0.0/0", false),
            ("1.2.3.4", "1.2.3.4", true),
            ("1.2.3.5", "1.2.3.4", false),
            ("257.0.0.1", "1.0.0.0/8", true),
            ("2001:db8::1", "2001:db8::/32", true),
            ("2001:db9::1", "2001:db8::/32", false),
            ("2001:db8::1", "10.0.0.0/8", false),
            ("::1", "::/0", true),
        ] {
            assert_eq!(is_inside(address, &Value::from(network)), inside, "{address} {network}");
        }
        assert!(is_inside("1.2.3.4", &Value::Integer(0)));
    }
}
