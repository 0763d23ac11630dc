//! Tests of the library through its public names.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "what helps a test is part of it")]

mod architecture;
mod columns;
mod input_agreement;
mod input_cases;
mod input_gather;
mod input_hostile;
mod input_live;
mod input_real_logs;
mod input_sets;
mod layout;
mod picture;
mod property;
mod radial;
mod redact;
mod redact_real_logs;
mod reduction;
mod samples;
mod sheet;
mod site;
