//! One rule: a `variable` line, an expression and a row, all from the input.
#![no_main]

use honeyglow::property::{Counted, Counters, Known, Machine, Position, Value};
use libfuzzer_sys::fuzz_target;

struct Three;

impl Counters for Three {
    fn count(&self, _of: Counted, name: &str) -> Option<u64> {
        (!name.is_empty()).then_some(3)
    }
}

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(3, '\u{1}');
    let mut next = || parts.next().unwrap_or_default();
    let (rule, variable, row) = (next(), next(), next());
    let mut machine = Machine::new();
    let at = Position { line: 1, column: 1 };
    for variable in ["@ports=qw(22 25 80)", "%name=(25=>\"smtp\")", "$x=\"a.b\"", variable] {
        // A refusal is an answer too.
        let _ = machine.declare(variable, at, &mut |_| Ok(vec!["10.0.0.1\n".to_owned()]));
    }
    let row = if row.is_empty() { "10.0.0.1,25,mail.example,800,low" } else { row };
    machine.fields_mut().extend(row.split(',').map(Value::from));
    machine.set_field(Some(1));
    for known in [Known::Source, Known::Event, Known::Target, Known::Subject, Known::SourceName] {
        machine.set(known, machine.fields().first().cloned().unwrap_or(Value::Undefined));
    }
    machine.set_own_count(Counted::Source, Some(7));
    if let Ok(rule) = machine.compile(rule, at) {
        for _ in 0..2 {
            let value = machine.run(&rule, &Three);
            assert!(value.to_text().len() < 4 << 20);
            assert_eq!(value.is_true(), value.is_true());
        }
    }
});
