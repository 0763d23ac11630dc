//! The language of AfterGlow's property files: what a rule is, and its value for a row.
//!
//! A rule is an expression of a subset of Perl, whose grammar stands in `docs/properties.md`.
//! [`Machine::compile`] reads it once, into a tree whose variables are places in tables;
//! [`Machine::run`] evaluates it for the row that was set. Evaluation cannot loop and touches
//! neither files, processes nor the network; steps, texts, lists and patterns have limits, each a
//! constant with its reason. What is not understood, and what is refused, is told with its place.
//!
//! ```
//! use honeyglow::property::{Known, Machine, Position, Value};
//!
//! let mut machine = Machine::new();
//! let at = Position { line: 1, column: 14 };
//! let rule = machine.compile("\"red\" if ($event < 1024)", at)?;
//! machine.set(Known::Event, Value::from("25"));
//! assert_eq!(machine.run(&rule, &()), Value::from("red"));
//! machine.set(Known::Event, Value::from("3128"));
//! assert!(!machine.run(&rule, &()).is_true());
//! # Ok::<(), honeyglow::property::Error>(())
//! ```

mod arithmetic;
mod error;
mod eval;
mod functions;
mod literal;
mod machine;
mod names;
mod own_functions;
mod parser;
mod pattern;
mod sprintf;
mod tree;
mod value;
mod words;

pub use error::{Error, ErrorKind, Position};
pub use machine::{Counters, Expression, Lists, Machine};
pub use tree::{Counted, Known};
pub use value::Value;
