//! Tests of the library through its public names.

mod architecture;
mod layout;
mod samples;
